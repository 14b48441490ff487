"""The codelists of reconciling are strict: what is unknown, missing or without effect is an error."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from hengliang.codes.units import parse_unit
from hengliang.reconcile.edits import _slips
from hengliang.reconcile.rules import EditRules, NameRules, edit_rules, identities, name_rules

if TYPE_CHECKING:
    from hengliang.reconcile.identity_rules import Identities


@pytest.mark.parametrize("rules", [identities(), edit_rules(), name_rules()])
def test_unknown_and_missing_keys_are_refused(rules: Identities | EditRules | NameRules) -> None:
    given = rules.model_dump()
    with pytest.raises(ValidationError):
        type(rules).model_validate(given | {"unheard_of": "1"})
    given.pop(next(iter(given)))
    with pytest.raises(ValidationError):
        type(rules).model_validate(given)


def test_every_edit_can_happen_and_none_is_too_dear() -> None:
    numbers = [("1738.5", "亿元"), ("-12.3", "%"), ("3200", "斤"), ("15", "万人")]
    assert {slip[0] for number in numbers for slip in _slips(*number)} == set(edit_rules().edit)
    assert all(Decimal(0) < rule.cost <= edit_rules().highest_cost for rule in edit_rules().edit.values())


def test_units_of_the_tables_are_units() -> None:
    assert [name for pair in edit_rules().tables.units for name in pair if parse_unit(name) is None] == []


def test_words_are_listed_once() -> None:
    rules = name_rules()
    assert len(set(rules.name_endings)) == len(rules.name_endings)
    assert len({old for old, _ in rules.replace}) == len(rules.replace)

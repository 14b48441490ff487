"""The codelists of reconciling, loaded strictly: identities, edits and names.

What goes in: ``codelists/identities.toml``, ``edits.toml`` and ``names.toml``. What comes out: frozen records. An
unknown or missing key is an error; nothing is decided here.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal  # noqa: TC003 - pydantic reads the annotations at run time
from functools import cache
from importlib.resources import files

from hengliang.reconcile.identity_rules import Identities, Strict


class EditRule(Strict):
    """What an edit costs and is called."""

    cost: Decimal
    text: str
    between: str


class EditTables(Strict):
    """What is taken for what."""

    look_alikes: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    scales: tuple[str, ...]


class EditRules(Strict):
    """``codelists/edits.toml``."""

    fewest_digits: int
    highest_cost: Decimal
    edit: dict[str, EditRule]
    tables: EditTables


class NameRules(Strict):
    """``codelists/names.toml``."""

    replace: tuple[tuple[str, str], ...]
    drop: tuple[str, ...]
    generic: frozenset[str]
    vintages: frozenset[str]
    name_endings: tuple[str, ...]
    no_names: frozenset[str]


def _table(name: str) -> dict[str, object]:
    return tomllib.loads(files("hengliang").joinpath("codelists", name).read_text(encoding="utf-8"))


@cache
def identities() -> Identities:
    """The identities with their parameters."""
    return Identities.model_validate(_table("identities.toml"))


@cache
def edit_rules() -> EditRules:
    """The edits with their costs."""
    return EditRules.model_validate(_table("edits.toml"))


@cache
def name_rules() -> NameRules:
    """How names are compared."""
    return NameRules.model_validate(_table("names.toml"))


@cache
def family_members() -> frozenset[str]:
    """Codes of the indicators that ratios between different indicators rest on."""
    return frozenset(
        code for ratio in identities().per_head.ratio for code in (ratio.per_head, ratio.total, ratio.population)
    )

"""The codelists of reconciling, loaded strictly: identities, edits and names.

What goes in: ``codelists/identities.toml``, ``edits.toml`` and ``names.toml``. What comes out: frozen records. An
unknown or missing key is an error; nothing is decided here.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal  # noqa: TC003 - pydantic reads the annotations at run time
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Identity(_Strict):
    """An identity that needs no parameter but its name."""

    title: str


class GrowthIdentity(Identity):
    """An identity over several years."""

    fewest_years: int
    most_years: int


class MultipleGrowth(GrowthIdentity):
    """Multiple against average growth; the deflators are fractions a year."""

    deflator_lowest: Decimal
    deflator_highest: Decimal


class CompositionIdentity(Identity):
    """Parts of a whole, in per cent."""

    whole: Decimal
    lowest_sum: Decimal
    highest_sum: Decimal


class Identities(_Strict):
    """``codelists/identities.toml``."""

    multiple_growth: MultipleGrowth
    target_growth: GrowthIdentity
    level_change_growth: Identity
    share_of_whole: Identity
    composition: CompositionIdentity


class EditRule(_Strict):
    """What an edit costs and is called."""

    cost: Decimal
    text: str
    between: str


class EditTables(_Strict):
    """What is taken for what."""

    look_alikes: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    scales: tuple[str, ...]


class EditRules(_Strict):
    """``codelists/edits.toml``."""

    fewest_digits: int
    highest_cost: Decimal
    edit: dict[str, EditRule]
    tables: EditTables


class NameRules(_Strict):
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
    """Keys of the indicators that identities between different indicators rest on."""
    return frozenset()

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


class LevelGrowth(Identity):
    """Growth against two levels; deflators and ``revision`` are fractions."""

    usual_lowest: Decimal
    usual_highest: Decimal
    absurd_lowest: Decimal
    absurd_highest: Decimal
    revision: Decimal
    real: frozenset[str]
    rebased: tuple[str, ...]
    on_actual: tuple[str, ...]


class Ratio(_Strict):
    """A figure per head, and what it is made of: codes of indicators."""

    per_head: str
    total: str
    population: str


class PerHead(Identity):
    """Figures per head; ``drift`` is how far the mean population may lie from that of a year's end."""

    drift: Decimal
    ratio: tuple[Ratio, ...]


class Sum(_Strict):
    """A whole and its parts, all of them where ``complete``: codes of indicators."""

    whole: str
    parts: tuple[str, ...]
    complete: bool


class Shares(_Strict):
    """Indicators whose shares add up to 100."""

    parts: tuple[str, ...]


class Parts(Identity):
    """Parts and wholes, compared within ``reach`` characters."""

    reach: int
    far: Decimal
    sum: tuple[Sum, ...]
    shares: tuple[Shares, ...]


class Districts(Identity):
    """Levels that add up over areas; ``gap`` is a fraction."""

    gap: Decimal
    additive: frozenset[str]


class Accumulated(Identity):
    """Sums over years, told by ``marks`` among the scope words."""

    marks: frozenset[str]
    fewest_years: int
    most_years: int


class DayPair(_Strict):
    """Days and their share of the year: codes of indicators."""

    days: str
    share: str


class Days(Identity):
    """Days against shares of the year."""

    fewest_days: int
    pair: tuple[DayPair, ...]


class WholeCounts(Identity):
    """Percentages of counts below ``most``."""

    most: int
    units: frozenset[str]
    amounts: tuple[str, ...]


class TargetBelowActual(Identity):
    """Indicators that grow and are wanted to."""

    growing: frozenset[str]


class Plausibility(Identity):
    """How far from its own series and from its neighbours a figure may lie."""

    factor: Decimal
    yearly: Decimal
    fewest_years: int
    fewest_areas: int
    z: Decimal


class Yields(Identity):
    """Plausible yields of grain in tonnes a mu, and the names that they go by."""

    lowest: Decimal
    highest: Decimal
    crops: tuple[str, ...]
    names: tuple[str, ...]


class Identities(_Strict):
    """``codelists/identities.toml``."""

    multiple_growth: MultipleGrowth
    target_growth: GrowthIdentity
    level_change_growth: Identity
    share_of_whole: Identity
    composition: CompositionIdentity
    level_growth: LevelGrowth
    per_head: PerHead
    parts: Parts
    districts: Districts
    accumulated: Accumulated
    days: Days
    whole_counts: WholeCounts
    target_below_actual: TargetBelowActual
    plausibility: Plausibility
    yields: Yields


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

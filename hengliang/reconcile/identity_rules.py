"""The shape of ``codelists/identities.toml``: one record for each identity, its title and its parameters.

What goes in: the tables of the codelist. What comes out: frozen records; an unknown or missing key is an error. The tables
say in their comments what each parameter is for. Loading is in ``rules``.
"""

from __future__ import annotations

from decimal import Decimal  # noqa: TC003 - pydantic reads the annotations at run time

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A record that knows all its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Identity(Strict):
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


class BudgetGrowth(Identity):
    """Growth that a budget promises; ``holding`` is a fraction of a document's growths."""

    fewest: int
    holding: Decimal
    on_budget: tuple[str, ...]


class Ratio(Strict):
    """A figure per head, and what it is made of: codes of indicators."""

    per_head: str
    total: str
    population: str


class PerHead(Identity):
    """Figures per head; ``drift`` is how far the mean population may lie from that of a year's end."""

    drift: Decimal
    ratio: tuple[Ratio, ...]


class Sum(Strict):
    """A whole and its parts, all of them where ``complete``: codes of indicators."""

    whole: str
    parts: tuple[str, ...]
    complete: bool


class Shares(Strict):
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


class DayPair(Strict):
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

    yearly: Decimal
    rebased: tuple[str, ...]
    growing: frozenset[str]


class Plausibility(Identity):
    """How far from its own series and from its neighbours a figure may lie."""

    factor: Decimal
    pair_factor: Decimal
    yearly: Decimal
    fewest_areas: int
    z: Decimal
    neighbour_factor: Decimal
    slips: frozenset[str]


class Yields(Identity):
    """Plausible yields of grain in tonnes a mu, and the names that they go by."""

    lowest: Decimal
    highest: Decimal
    crops: tuple[str, ...]
    names: tuple[str, ...]


class Identities(Strict):
    """``codelists/identities.toml``."""

    multiple_growth: MultipleGrowth
    target_growth: GrowthIdentity
    level_change_growth: Identity
    share_of_whole: Identity
    composition: CompositionIdentity
    level_growth: LevelGrowth
    budget_growth: BudgetGrowth
    per_head: PerHead
    parts: Parts
    districts: Districts
    accumulated: Accumulated
    days: Days
    whole_counts: WholeCounts
    target_below_actual: TargetBelowActual
    plausibility: Plausibility
    yields: Yields

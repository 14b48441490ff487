"""The order of a sheet's columns, proved by its figures.

What goes in: the columns that a header names, and rows of as many figures. What comes out: which figure stands under which
header: the order in which execution over budget, growth over the year before and changes come out as printed, row by row.
Intervals, not tolerances: a figure stands for all that is printed so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.text.heads import Head

_LEAST_PROVED = 3
_LEAST_SHARE = 0.8
_SMALLEST_BASE = 2.0


@dataclass(frozen=True, slots=True)
class Relation:
    """A column that others give: ``kind`` of ``column`` is by ``upper`` and ``lower``."""

    kind: str
    column: int
    upper: int
    lower: int


class Figure(NamedTuple):
    """A printed figure: its value, half of its last digit, and whether % stands behind it."""

    value: float
    half: float
    percent: bool


def figure(printed: str) -> Figure | None:
    """A cell's figure; None for a dash.

    Args:
        printed: digits, perhaps with commas, a sign and %.
    """
    words = printed.rstrip("%％").replace(",", "")
    size = words.lstrip("-－—")
    if not size:
        return None
    value = float(size) if size == words else -float(size)
    return Figure(value, 0.5 / 10 ** len(words.partition(".")[2]), words != printed.replace(",", ""))


@dataclass
class Proof:
    """The rows' figures and what holds between them."""

    rows: list[list[Figure | None]]

    def order(self, heads: list[Head]) -> tuple[list[Head], list[Relation]] | None:
        """The headers in the figures' order with the relations that prove it; None where none does, or several do.

        Args:
            heads: as many as each row has figures.
        """
        first = self._relations(heads)
        if first and self._looks_right(heads):
            return heads, first
        found = {tuple(sorted(places.items())) for places in self._placed(heads, list(range(len(heads))), {})}
        if len(found) != 1:
            return None
        places = dict(found.pop())
        ordered = _in_places(heads, places)
        relations = self._relations(ordered)
        return (ordered, relations) if relations else None

    def _placed(self, heads: list[Head], left: list[int], places: dict[int, int]) -> Iterator[dict[int, int]]:
        """Ways to place headers over figures so that every column that others give comes out."""
        while left and not any(True for _ in _candidates(heads, left[0])):
            left = left[1:]
        if not left:
            free = set(range(len(heads))) - set(places.values())
            rest = [head for head in range(len(heads)) if head not in places]
            whole = places | dict(zip(rest, free, strict=True))
            if places and len(rest) <= 1 and self._looks_right(_in_places(heads, whole)):
                yield whole
            return
        for wanted in _candidates(heads, left[0]):
            three = (wanted.column, wanted.upper, wanted.lower)
            for at in permutations(range(len(heads)), 3):
                merged = places | dict(zip(three, at, strict=True))
                fits = all(places.get(head, place) == place for head, place in zip(three, at, strict=True))
                if fits and len(set(merged.values())) == len(merged) and self._proved(Relation(wanted.kind, *at)):
                    yield from self._placed(heads, left[1:], merged)

    def holds(self, relation: Relation, row: list[Figure | None]) -> bool | None:
        """Whether a relation holds in a row; None where the row cannot tell."""
        given, upper, lower = row[relation.column], row[relation.upper], row[relation.lower]
        if given is None or upper is None or lower is None:
            return None
        if relation.kind == "change":
            return abs(given.value - (upper.value - lower.value)) <= given.half + upper.half + lower.half
        if abs(lower.value) < _SMALLEST_BASE * lower.half:
            return None
        share = 100 * upper.value / lower.value
        spread = 100 * upper.half / abs(lower.value) + abs(share) * lower.half / abs(lower.value) * 1.1 + given.half
        if relation.kind == "growth":
            share = (share - 100) * (1 if lower.value > 0 else -1)
        return abs(given.value - share) <= spread * 1.02

    def _looks_right(self, heads: list[Head]) -> bool:
        """Whether amounts are printed alike, and no percentage as they are: E = B × C holds as well as C = E / B."""
        counts: list[Counter[tuple[bool, float]]] = [Counter() for _ in heads]
        for row in self.rows:
            for cell, count in zip(row, counts, strict=True):
                if cell:
                    count[cell.percent, cell.half] += 1
        styles = [count.most_common(1)[0][0] if count else (False, 0.0) for count in counts]
        amounts = {style for style, head in zip(styles, heads, strict=True) if head.kind in {"level", "change"}}
        rates = {style for style, head in zip(styles, heads, strict=True) if head.kind not in {"level", "change"}}
        return len(amounts) == 1 and not amounts & rates

    def _relations(self, heads: list[Head]) -> list[Relation] | None:
        """A relation that holds for each column that others must give; None where one has none, or nothing is given."""
        found = []
        for column in range(len(heads)):
            candidates = list(_candidates(heads, column))
            relation = next((r for r in candidates if self._proved(r)), None)
            if relation is None and candidates:
                return None
            if relation:
                found.append(relation)
        return found or None

    def _proved(self, relation: Relation) -> bool:
        known = self._known.get(relation)
        if known is None:
            known = self._known[relation] = self._count(relation)
        return known

    def _count(self, relation: Relation) -> bool:
        held = failed = 0
        for row in self.rows:
            holds = self.holds(relation, row)
            held += holds is True
            failed += holds is False
            if failed > max(2, len(self.rows) * (1 - _LEAST_SHARE)):
                return False
        return held >= _LEAST_PROVED and held >= _LEAST_SHARE * (held + failed)

    @cached_property
    def _known(self) -> dict[Relation, bool]:
        return {}


def _in_places(heads: list[Head], places: dict[int, int]) -> list[Head]:
    """The headers in the order of their places."""
    return [heads[head] for head in sorted(places, key=lambda head: places[head])]


def _candidates(heads: list[Head], column: int) -> Iterator[Relation]:
    """Which columns may give a column, by what the header says of them."""
    head = heads[column]
    levels = [(number, h) for number, h in enumerate(heads) if h.kind == "level"]
    for lower, base in levels:
        for upper, top in levels:
            if upper == lower:
                continue
            if (
                head.kind == "completion"
                and _meant(head, base, heads)
                and not top.planned
                and (top.year in {0, base.year} or not base.year)
            ) or (head.kind == "ratio" and top.year > base.year and base.planned == head.planned):
                yield Relation("ratio", column, upper, lower)
            elif head.kind in {"growth", "change"} and not head.real and top.year > base.year:
                yield Relation(head.kind, column, upper, lower)


def _meant(head: Head, base: Head, heads: list[Head]) -> bool:
    """Whether a plan is the one that a completion speaks of: of two that of its version, 调整后预算数 for 完成调整预算%."""
    named = [other for other in heads if other.kind == "level" and other.version == head.version]
    return base.planned and (not head.version or base.version == head.version or not named)

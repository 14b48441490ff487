"""Statements of one fact, grouped: who says the same, and who says something else.

What goes in: observations with their keys. What comes out: for each key with two or more statements a ``Group``,
its statements parted into clusters that agree. Statements that stand alone need no weighing and are not here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from operator import attrgetter
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.edits import slip_between
from hengliang.reconcile.key import KEY, is_generic
from hengliang.reconcile.statement import COLUMNS, Agreement, Statement, agree, statements, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


#: Figures of one document further apart than this factor are likelier two things than one fact and a slip.
_FAR = Decimal("1.5")
#: So many contradictions within one document may well be real.
_FEW = 4


@dataclass(frozen=True)
class Group:
    """All statements of one fact.

    Attributes:
        key: the values of ``KEY``.
        clusters: statements that agree with each other, the most precise first in each.
    """

    key: tuple[str, ...]
    clusters: tuple[tuple[Statement, ...], ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All of them, as they stand in the documents."""
        return tuple(sorted((s for cluster in self.clusters for s in cluster), key=attrgetter("place")))

    @property
    def is_placed(self) -> bool:
        """Whether area and period are known, so that two figures can be about one thing at all."""
        return all(s.ref_area and s.time_period for s in self.statements)

    @property
    def is_named(self) -> bool:
        """Whether the indicator's name tells it from others."""
        first = self.clusters[0][0]
        return bool(first.indicator_code) or not is_generic(first.indicator)

    @cached_property
    def heaps(self) -> frozenset[str]:
        """Documents that print figures under this key which cannot be one fact: the key is too coarse for them.

        So it is with three or more different figures; with two that stand in one sentence, for nobody contradicts himself
        within a sentence; and with two that are far apart and no slip apart.
        """
        found = set()
        for document_id in {s.document_id for s in self.statements}:
            own = [[s for s in cluster if s.document_id == document_id] for cluster in self.clusters]
            own = [cluster for cluster in own if cluster]
            if len(own) > 2 or any(_are_two_things(a, b) for a, b in combinations(own, 2)):
                found.add(document_id)
        return frozenset(found)

    def contradicts(self, document_id: str) -> bool | None:
        """Whether the document prints different figures under this key; None where it prints but one statement."""
        own = [sum(s.document_id == document_id for s in cluster) for cluster in self.clusters]
        return sum(count > 0 for count in own) > 1 if sum(own) > 1 else None

    @cached_property
    def comparable(self) -> tuple[tuple[Statement, ...], ...]:
        """The clusters without the documents for which the key is too coarse."""
        clear = [tuple(s for s in cluster if s.document_id not in self.heaps) for cluster in self.clusters]
        return tuple(cluster for cluster in clear if cluster)

    @cached_property
    def agrees(self) -> bool:
        """Whether all statements may be true together, cut-off numbers included."""
        firsts = [cluster[0] for cluster in self.clusters]
        return all(weigh(a, b) is not Agreement.DISAGREE for a, b in combinations(firsts, 2))


def groups(keyed: pl.DataFrame, *, by_document: bool = False) -> Iterator[Group]:
    """The groups of two or more statements, in the order of their keys.

    Args:
        keyed: what ``key.with_key`` gives.
        by_document: whether each group holds the statements of one document only.
    """
    by = ("document_id", *KEY) if by_document else KEY
    several = keyed.filter(pl.len().over(by) > 1).sort(*by, "document_id", "start", "end", "observation_id")
    several = several.select(*{*by, *COLUMNS})
    for key, rows in several.partition_by(*by, as_dict=True, maintain_order=True).items():
        yield Group(tuple(str(part) for part in key[-len(KEY) :]), clusters(statements(rows.iter_rows(named=True))))


def clusters(made: list[Statement]) -> tuple[tuple[Statement, ...], ...]:
    """Part statements into clusters whose members all agree; the most precise are placed first."""
    parted: list[list[list[Statement]]] = []
    for same in _same_figures(made):
        home = next((c for c in parted if all(agree(same[0], other[0]) for other in c)), None)
        if home is None:
            parted.append([same])
        else:
            home.append(same)
    return tuple(tuple(sorted((s for same in cluster for s in same), key=precision)) for cluster in parted)


def _same_figures(made: list[Statement]) -> list[list[Statement]]:
    """Statements that print the same figure in the same words, together; they need no weighing."""
    together: dict[tuple[object, ...], list[Statement]] = {}
    for s in sorted(made, key=precision):
        together.setdefault((s.bound, s.value, s.value_high, s.obs_value, s.obs_lower, s.obs_upper), []).append(s)
    return list(together.values())


def _are_two_things(a: list[Statement], b: list[Statement]) -> bool:
    """Whether two sides of one document speak of two things rather than contradict each other."""
    if {s.sentence for s in a} & {s.sentence for s in b}:
        return True
    small, large = sorted((a[0].obs_value.copy_abs(), b[0].obs_value.copy_abs()))
    return large > _FAR * small and slip_between(a[0], b[0]) is None


def unreliable(found: Iterable[Group]) -> frozenset[str]:
    """Documents whose names need their context: most names that they repeat bear another figure each time.

    Budgets are like that (全市 and 市本级, four accounts with the same lines); a contradiction in one says nothing.
    """
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for group in found:
        if group.is_placed and group.is_named:
            for document_id in {s.document_id for s in group.statements}:
                contradicts = group.contradicts(document_id)
                if contradicts is not None:
                    counts[document_id][contradicts] += 1
    return frozenset(name for name, count in counts.items() if count[True] > _FEW and count[True] > count[False])


def precision(statement: Statement) -> tuple[object, ...]:
    """Sorts the most precise statement first: exact before bounded, then the finest printed place."""
    return statement.bound != "exact", statement.step, abs(statement.obs_value), statement.obs_value, statement.place

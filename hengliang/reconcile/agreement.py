"""The same fact said twice: in two documents, in one, or in a copied sentence.

What goes in: groups of statements and the copies. What comes out: findings of the kinds ``corroborated``,
``cross_source``, ``within_source`` and ``granularity``. A disagreement is a conflict only where nothing but a slip
can explain it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from hengliang.reconcile.edits import slip_between, unit_slip
from hengliang.reconcile.findings import COPIED, Finding, listed
from hengliang.reconcile.groups import unreliable
from hengliang.reconcile.sides import probable_side
from hengliang.reconcile.statement import Agreement, Statement, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hengliang.reconcile.copies import Copies
    from hengliang.reconcile.edits import Edit
    from hengliang.reconcile.groups import Group

_UNEXPLAINED = "没有一处笔误能解释"
_BUDGET = "budget_report"
#: A document with more contradictions that no slip explains means two things by one name each time.
_FEW = 4
#: A number of so many digits is hardly a slip away from another by accident.
_SURE = 4
#: A name this long that no codelist knows still tells what it names.
_TELLING = 5


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the documents: their near-copies, kinds and dates (document id to kind, to year)."""

    copies: Copies
    kinds: Mapping[str, str]
    years: Mapping[str, str]


def check_groups(groups: Iterable[Group], context: Context) -> Iterator[Finding]:
    """Findings about facts that more than one document states.

    Args:
        groups: the facts, with the statements of all documents.
        context: what is known about the documents.
    """
    for group in groups:
        if not group.is_placed:
            continue
        yield from _corroborated(group, context)
        for one, other in combinations(group.comparable if group.is_named else (), 2):
            for sides in _across(one, other):
                yield disagreement("cross_source", sides, context, doubts=_doubts_across(*sides, context))
        if group.is_named:
            yield from _in_heaps(group, context)


def _in_heaps(group: Group, context: Context) -> Iterator[Finding]:
    """A figure of another document that one of the many figures under a name misses by a slip, where none is equal to it."""
    for document_id in sorted(group.heaps):
        own = [s for s in group.statements if s.document_id == document_id]
        for cluster in group.comparable:
            if any(weigh(s, cluster[0]) is not Agreement.DISAGREE for s in own):
                continue
            slipped = [s for s in own if _digits(s) >= _SURE and slip_between(s, cluster[0]) is not None]
            if len({s.obs_value for s in slipped}) == 1:
                doubts = [*_doubts_across(slipped, cluster, context), "同一名称下还有别的数值"]
                yield disagreement("cross_source", (slipped, cluster), context, doubts=doubts)


def _digits(statement: Statement) -> int:
    return len(statement.value.lstrip("-").replace(".", "").lstrip("0"))


def _across(
    one: Sequence[Statement], other: Sequence[Statement]
) -> Iterator[tuple[Sequence[Statement], Sequence[Statement]]]:
    """The two sides of a disagreement between documents.

    A document that prints both figures is on neither side, unless one of the two is a slip of what another document prints
    as well: then that slip stands against the other document.
    """
    both = {s.document_id for s in one} & {s.document_id for s in other}
    if not both:
        yield one, other
        return
    for side, opposite in ((one, other), (other, one)):
        elsewhere = [s for s in opposite if s.document_id not in both]
        own = [s for s in side if s.document_id in both]
        if elsewhere and len(own) == len(side) and slip_between(own[0], elsewhere[0]) is not None:
            yield own, elsewhere


def check_own_groups(groups: Sequence[Group], context: Context) -> Iterator[Finding]:
    """Findings about facts that one document states more than once.

    Args:
        groups: the facts, each with the statements of one document.
        context: what is known about the documents.
    """
    silent = unreliable(groups)
    found: list[tuple[Statement, Finding]] = []
    for group in groups:
        if not (group.is_placed and group.is_named):
            continue
        yield from _too_coarse(group)
        for one, other in combinations(group.comparable, 2):
            if one[0].document_id not in silent and weigh(one[0], other[0]) is Agreement.DISAGREE:
                found.append((one[0], _within(one, other, context)))
    unexplained = Counter(statement.document_id for statement, finding in found if finding.severity == "structure")
    for statement, finding in found:
        if finding.severity != "structure" or unexplained[statement.document_id] <= _FEW:
            yield finding


def _within(one: Sequence[Statement], other: Sequence[Statement], context: Context) -> Finding:
    """Two values of one document: a slip, or two things by one name, which is what most differences without a slip are."""
    doubts = _doubts_within(one[0], other[0])
    if context.kinds.get(one[0].document_id) == _BUDGET:
        doubts.append("预算文件里的预算数、调整预算数、汇总数可以不同")
    found = disagreement("within_source", (one, other), context, doubts=doubts)
    return found if _is_slip(one[0], other[0]) else replace(found, severity="structure")


def _corroborated(group: Group, context: Context) -> Iterator[Finding]:
    for cluster in group.clusters:
        documents = sorted({s.document_id for s in cluster})
        if len(documents) < 2:
            continue
        independent = context.copies.independent(documents)
        note = "" if independent == len(documents) else "；转载不算独立来源"
        yield Finding(
            kind="corroborated",
            severity="none",
            check="same_fact",
            statements=cluster,
            formula=" = ".join(listed(cluster).split("、")),
            expected=str(cluster[0]),
            found=listed(cluster[1:]),
            grounds=f"{len(documents)}份文件，{independent}个独立来源",
            explanation=f"{len(documents)}份文件说法一致：{cluster[0].indicator} {listed(cluster)}{note}",
        )


def _too_coarse(group: Group) -> Iterator[Finding]:
    """Several figures under one name and key: the name does not tell them apart, and nothing can be compared."""
    for document_id in sorted(group.heaps):
        own = tuple(s for s in group.statements if s.document_id == document_id)
        yield Finding(
            kind="granularity",
            severity="structure",
            check="coarse_key",
            statements=own,
            formula="",
            expected="",
            found=listed(own),
            grounds="名称、地区、时期相同而数值不同，不足以区分",
            explanation=f"“{own[0].indicator}”之下有不同数值，应是不同的事项，或地区、口径没有写明：{listed(own)}",
        )


def disagreement(
    kind: str,
    sides: tuple[Sequence[Statement], Sequence[Statement]],
    context: Context,
    *,
    doubts: Sequence[str],
    copied: bool = False,
) -> Finding:
    """The finding that two sides do not agree.

    Args:
        kind: ``cross_source`` or ``within_source``.
        sides: statements that agree within each side.
        context: what is known about the documents.
        doubts: what else than a slip may explain it; a conflict has none.
        copied: whether it was found between copies of one sentence.
    """
    side = probable_side(sides, context.copies, context.kinds)
    wrong, right = (sides[0][0], sides[1][0]) if side.wrong in {0, None} else (sides[1][0], sides[0][0])
    edit = unit_slip(wrong, right) or slip_between(wrong, right)
    where = "同一句话" if copied else "同一份文件里" if kind == "within_source" else "两份文件"
    reason = _said(edit, right, side_known=side.wrong is not None) if edit else f"{where}数值不同：{wrong} 与 {right}"
    return Finding(
        kind=kind,
        severity="suspicious" if doubts else "conflict",
        check=COPIED if copied else "same_fact",
        statements=(*sides[0], *sides[1]),
        formula=f"{wrong} ≠ {right}",
        expected=str(right),
        found=str(wrong),
        probable_wrong=wrong.document if side.wrong is not None else None,
        grounds=side.grounds,
        explanation="；".join([f"{wrong.indicator}：{reason}" if wrong.indicator else reason, *doubts]),
    )


def _said(edit: Edit, right: Statement, *, side_known: bool) -> str:
    """The slip in words; where the other document prints fewer places, also what it makes of the number."""
    rounded = edit.after not in {right.value, str(right)}
    return edit.describe(side_known=side_known) + (f"，对方印作{right}" if rounded else "")


def _doubts_within(one: Statement, other: Statement) -> list[str]:
    doubts = _doubts(one, other)
    if not _is_slip(one, other):
        doubts.append(f"{_UNEXPLAINED}，也可能是两件事")
    if not one.indicator_code and min(len(one.indicator), len(other.indicator)) < _TELLING:
        doubts.append("名称简略，也可能是两件事")
    return doubts


def _doubts_across(one: Sequence[Statement], other: Sequence[Statement], context: Context) -> list[str]:
    a, b = one[0], other[0]
    doubts = _doubts(a, b)
    if weigh(a, b) is Agreement.LOOSE:
        doubts.append("截去尾数或按整数取整后可以一致")
    copied = context.copies.between(a.document_id, b.document_id) is not None
    years = {context.years.get(s.document_id, "") for s in (a, b)}
    if not copied and len(years - {""}) > 1:
        doubts.append("两份文件不是同一年发布，可能经过修订")
    if not copied and not _is_slip(a, b):
        doubts.append(f"{_UNEXPLAINED}，口径未必相同")
    return doubts


def _is_slip(one: Statement, other: Statement) -> bool:
    return unit_slip(one, other) is not None or slip_between(one, other) is not None


def _doubts(one: Statement, other: Statement) -> list[str]:
    """What may explain a difference besides a slip: vintage, 左右, a rank among others."""
    doubts = []
    if one.vintage != other.vintage:
        doubts.append(f"数据阶段不同（{one.vintage or '未注明'}、{other.vintage or '未注明'}），可能经过修订")
    if "approx" in {one.bound, other.bound}:
        doubts.append("至少一处是约数")
    if one.measure == "share" and not one.share_of:
        doubts.append("占比的总体没有写明")
    if one.measure == "rank" and not one.peer_group:
        doubts.append("排名范围没有写明")
    return doubts

"""Copied sentences compared: number against number, name against name.

What goes in: the copies with their aligned clauses, and the observations. What comes out: findings where a copy
differs from its original (736 for 7362, 桃园巷 for 枣林巷), and where it agrees though the facts' keys do not
meet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from hengliang.reconcile.agreement import Context, disagreement
from hengliang.reconcile.edits import slip_between, unit_slip
from hengliang.reconcile.findings import COPIED, Finding, Span
from hengliang.reconcile.rules import name_rules
from hengliang.reconcile.statement import Agreement, Statement, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.reconcile.clauses import Clause, Number
    from hengliang.reconcile.copies import Copy

#: A name that differs is at most so long, and stands in a clause at least so long.
_LONGEST_NAME = 5
_SHORTEST_CLAUSE = 10
_YEAR_DIGITS = 4


class Places:
    """Statements by place, to find the ones on a number."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._by_document: dict[str, list[Statement]] = defaultdict(list)
        for statement in sorted(statements, key=lambda s: s.place):
            self._by_document[statement.document_id].append(statement)
        self._starts = {document_id: [s.start for s in made] for document_id, made in self._by_document.items()}

    def on(self, document_id: str, number: Number) -> list[Statement]:
        """The statements whose quote begins at or in the number, or holds it."""
        made, starts = self._by_document.get(document_id, []), self._starts.get(document_id, [])
        first = bisect_left(starts, number.start)
        while first > 0 and made[first - 1].end > number.start:
            first -= 1
        last = bisect_left(starts, number.end)
        return [statement for statement in made[first:last] if statement.end > number.start]


def check_copies(statements: Sequence[Statement], context: Context) -> Iterator[Finding]:
    """Findings from all aligned clauses.

    Args:
        statements: those of the copied documents at least.
        context: holds the copies.
    """
    places = Places(statements)
    for copy in context.copies.found:
        for one, other in copy.aligned:
            yield from _numbers(one, other, places, context)
            yield from _names(one, other, copy)


def _numbers(one: Clause, other: Clause, places: Places, context: Context) -> Iterator[Finding]:
    if len(one.numbers) != len(other.numbers):
        return
    verbatim = one.masked == other.masked
    for a, b in zip(one.numbers, other.numbers, strict=True):
        first, second = places.on(one.document_id, a), places.on(other.document_id, b)
        if len(first) == len(second):
            for x, y in zip(first, second, strict=True):
                yield from _pair(x, y, context, verbatim=verbatim)
        if verbatim and not first and not second and a.text != b.text and _is_year(a) and _is_year(b):
            yield _years(one, other, (a, b), context)


def _is_year(number: Number) -> bool:
    return len(number.text) == _YEAR_DIGITS and number.text[:2] in {"19", "20"}


def _years(one: Clause, other: Clause, years: tuple[Number, Number], context: Context) -> Finding:
    """The finding that a copied clause prints another year."""
    copy = context.copies.between(one.document_id, other.document_id)
    spans = tuple(
        Span(clause.document, year.start, year.end, clause.place.sentence[year.start - clause.place.start : year.end - clause.place.start], clause.document_id)
        for clause, year in zip((one, other), years, strict=True)
    )  # fmt: skip
    wrong = next((n for n, span in enumerate(spans) if copy and copy.copy == span.document_id), None)
    return Finding(
        kind="text_variant",
        severity="conflict",
        check="year_in_copied_sentence",
        statements=(),
        places=spans,
        formula=f"{years[0].text}年 ≠ {years[1].text}年",
        expected="" if wrong is None else f"{years[1 - wrong].text}年",
        found="" if wrong is None else f"{years[wrong].text}年",
        grounds=f"同一句话里年份不同；{copy.grounds}" if copy else "同一句话里年份不同",
        probable_wrong=None if wrong is None else spans[wrong].document,
        explanation=f"转载的句子里年份不同：{years[0].text} 与 {years[1].text}",
    )


def _pair(one: Statement, other: Statement, context: Context, *, verbatim: bool) -> Iterator[Finding]:
    """The finding on two numbers in the same place of one sentence."""
    if one.unit_measure != other.unit_measure or one.measure != other.measure:
        slip = unit_slip(one, other)
        if slip is not None and not verbatim:
            yield disagreement(
                "cross_source", ((one,), (other,)), context, doubts=[slip.describe(side_known=False)], copied=True
            )
        return
    agreement = weigh(one, other, word_for_word=True)
    if agreement is Agreement.AGREE:
        yield _same(one, other, verbatim=verbatim)
        return
    periods = {one.time_period, other.time_period} - {""}
    if len(periods) < 2 or slip_between(one, other) is not None:
        doubts = _doubts(one, other, agreement, verbatim=verbatim)
        yield disagreement("cross_source", ((one,), (other,)), context, doubts=doubts, copied=True)


def _doubts(one: Statement, other: Statement, agreement: Agreement, *, verbatim: bool) -> list[str]:
    doubts = ["截去尾数或按整数取整后可以一致"] if agreement is Agreement.LOOSE else []
    if not verbatim and one.indicator != other.indicator:
        doubts.append("两句话不完全相同")
    return doubts


def _same(one: Statement, other: Statement, *, verbatim: bool) -> Finding:
    sentence = "同一句话" if verbatim else "相近的一句话"
    return Finding(
        kind="corroborated",
        severity="none",
        check=COPIED,
        statements=(one, other),
        formula=f"{one} = {other}",
        expected=str(one),
        found=str(other),
        grounds=f"两份文件里{sentence}，不算独立来源",
        explanation=f"两份文件里{sentence}，数值一致：{one.indicator} {one}",
    )


def _names(one: Clause, other: Clause, copy: Copy) -> Iterator[Finding]:
    """The finding that one name in a copied clause differs."""
    difference = _one_difference(one.masked, other.masked)
    if difference is None or min(len(one.masked), len(other.masked)) < _SHORTEST_CLAUSE:
        return
    if len(one.text) != len(one.masked) or len(other.text) != len(other.masked):
        return  # masked numbers shift the offsets; numbers in such a clause are compared above
    first, last = difference
    spans = tuple(_name_span(clause, *part) for clause, part in ((one, first), (other, last)))
    if not all(_is_name(span.quote) for span in spans):
        return
    wrong = next((span for span in spans if copy.copy is not None and span.document_id == copy.copy), None)
    yield Finding(
        kind="text_variant",
        severity="conflict",
        check="name_in_copied_sentence",
        statements=(),
        places=spans,
        formula=f"{spans[0].quote} ≠ {spans[1].quote}",
        expected="",
        found="",
        grounds=f"同一句话里名称不同；{copy.grounds}",
        probable_wrong=wrong.document if wrong else None,
        explanation=f"转载的句子里名称不同：{spans[0].quote} 与 {spans[1].quote}",
    )


def _one_difference(a: str, b: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The one run that differs between two otherwise equal texts, short and in both."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    if len(changed) != 1 or changed[0][0] != "replace":
        return None
    _, i, j, k, m = changed[0]
    return ((i, j), (k, m)) if max(j - i, m - k) <= _LONGEST_NAME else None


def _name_span(clause: Clause, first: int, last: int) -> Span:
    """The differing run with the ending that makes it a name, where one follows."""
    rest = clause.text[last:]
    ending = max((word for word in name_rules().name_endings if rest.startswith(word)), key=len, default="")
    start, end, quote = clause.quote(first, last + len(ending))
    return Span(clause.document, start, end, quote, clause.document_id)


def _is_name(quote: str) -> bool:
    """Whether a text is a proper name: something that does not merely point, before an ending of names."""
    ending = max((word for word in name_rules().name_endings if quote.endswith(word)), key=len, default="")
    stem = quote.removesuffix(ending)
    return bool(ending) and len(stem) >= 1 and stem not in name_rules().no_names and "#" not in quote

"""Where a number stands in its sentence, and the words in front of it and behind.

What goes in: normalised text, a sentence's clauses, the numbers and period expressions of a clause. What comes out: the place
and these words. What they mean is the business of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hengliang.bind import period
from hengliang.bind.bound import Around
from hengliang.bind.grouping import touches
from hengliang.bind.thresholds import of_size

if TYPE_CHECKING:
    from hengliang.quantities.dates import PeriodExpression
    from hengliang.quantities.mention import Mention
    from hengliang.text.sentences import Clause, Sentence


class Place(NamedTuple):
    """Where a number stands, and the words in front of it."""

    sentence: Sentence
    at: int
    #: The clause it stands in, the one with the index ``at``.
    clause: Clause
    left: str
    left_start: int
    expressions: list[PeriodExpression]
    #: Where the words begin that may name area and period: the clause's, or the bracket's own.
    begin: int
    last: bool = True


def words_before(text: str, start: int, end: int, expressions: list[PeriodExpression]) -> str:
    """The text in front of a number, without the period expressions that are no base of comparison."""
    if not expressions:
        return text[start:end]
    pieces, position = [], start
    for expression in expressions:
        if start <= expression.start and expression.end <= end and not period.is_base(text, expression):
            begin = expression.start
            turned = period.turns_before(text, begin)
            for word in () if turned else ("截至", "到", "至", "由", "从", "在", "自"):
                if text[max(start, begin - len(word)) : begin].endswith(word):
                    begin -= len(word)
                    break
            pieces.append(text[position:begin])
            position = expression.end
            if text[position : position + 1] == "的":
                position += 1
    pieces.append(text[position:end])
    return "".join(pieces)


def words_behind(text: str, mention: Mention, later: list[Mention], clause: Clause) -> str:
    """The text behind a number, up to the next or the end of its clause."""
    if touches(mention, later):  # 119户441名贫困群众
        mention, later = later[0], later[1:]
    end = next((m.outer[0] for m in later if not of_size(text, m)), clause.end)
    return text[mention.outer[1] : end] if mention.kind != "zero" else text[mention.end : end]


def around_of(text: str, place: Place, mention: Mention, item: str) -> Around:
    """The words behind a number: in its item, its clause, and the clause after."""
    start, end = mention.outer
    begin = mention.end if mention.kind == "zero" else end
    clauses, after = place.sentence.clauses, place.at + 1
    following = text[clauses[after].start : clauses[after].end] if after < len(clauses) else ""
    rest = text[begin : place.clause.end]
    return Around(
        item,
        rest if place.last or mention.kind == "zero" else "",
        following if place.last else "",
        start == place.clause.start,
        rest,
    )

"""The observations of a report read from its PDF or web page beside those from a text file of the same report.

What goes in: two documents. What comes out: how many of the text's observations the other one gives, and each miss with its
class and both sentences. The text file is no truth: where its tables are torn its observations may be wrong, which a person
has to judge.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from likeness import numbers

from hengliang.extraction import extract_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.records import Document

#: The fields that make two observations the same.
FIELDS: Final = ("indicator", "ref_area", "time_period", "measure", "status", "value", "unit")
#: What running text has and a row of a table has not.
_STOPS: Final = frozenset("，。；：,;")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Miss:
    """An observation of the text that the other reading does not give.

    Attributes:
        row: the text's observation.
        kind: ``no such number`` (its digits are not in the other text), ``no such observation`` (they are, and none has value
            and unit), or the fields that differ in the nearest observation of this value and unit.
        nearest: that observation, or None.
        in_table: whether the text has it in a table.
    """

    row: Row
    kind: str
    nearest: Row | None
    in_table: bool


@dataclass(frozen=True, slots=True)
class Sameness:
    """What the other reading gives of a text's observations; ``unread`` says why it gives nothing."""

    name: str
    expected: int
    given: int
    prose_expected: int
    prose_given: int
    only_other: int
    misses: tuple[Miss, ...]
    unread: str = ""


def same_observations(name: str, text: Document, other: Document | str) -> Sameness:
    """Compares as multisets: what the text says twice has to be there twice."""
    expected = extract_document(text).observations.to_dicts()
    prose = [not in_table(text, row) for row in expected]
    if isinstance(other, str):
        return Sameness(name, len(expected), 0, sum(prose), 0, 0, (), other)
    found = extract_document(other).observations.to_dicts()
    left = Counter(map(key, found))
    missed = []
    for row, is_prose in zip(expected, prose, strict=True):
        if left[key(row)]:
            left[key(row)] -= 1
        else:
            missed.append((row, is_prose))
    spare = _unmatched(found, left)
    misses = tuple(_miss(row, spare, found, other.text, in_a_table=not is_prose) for row, is_prose in missed)
    lost_prose = sum(is_prose for _, is_prose in missed)
    return Sameness(
        name=name,
        expected=len(expected),
        given=len(expected) - len(missed),
        prose_expected=sum(prose),
        prose_given=sum(prose) - lost_prose,
        only_other=left.total(),
        misses=misses,
    )


def key(row: Row) -> tuple[str, ...]:
    """What makes two observations the same."""
    return tuple(str(row[field]) for field in FIELDS)


def in_table(document: Document, row: Row) -> bool:
    """Whether an observation stands in a table: in a cell that was seen as one, or in a row without a stop or comma."""
    tabled = any(table.start <= row["start"] < table.end for table in document.tables)
    return tabled or '"cell"' in row["evidence"] or not _STOPS & set(row["sentence"])


def _unmatched(found: Sequence[Row], left: Counter[tuple[str, ...]]) -> list[Row]:
    """The observations of the other reading that the text does not give."""
    remaining, kept = left.copy(), []
    for row in found:
        if remaining[key(row)]:
            remaining[key(row)] -= 1
            kept.append(row)
    return kept


def _miss(row: Row, spare: Sequence[Row], found: Sequence[Row], other: str, *, in_a_table: bool) -> Miss:
    """Says what is nearest in the other reading: first among what the text does not give, then among all."""
    for rows in (spare, found):
        alike = [r for r in rows if r["value"] == row["value"] and r["unit"] == row["unit"]]
        if alike:
            nearest = min(alike, key=lambda r: (len(_different(row, r)), -_common(row["sentence"], r["sentence"])))
            return Miss(row, ", ".join(_different(row, nearest)) or "said once less", nearest, in_a_table)
    there = set(numbers(row["quote"])) <= set(numbers(other))
    return Miss(row, "no such observation" if there else "no such number", None, in_a_table)


def _different(row: Row, other: Row) -> list[str]:
    return [field for field in FIELDS if str(row[field]) != str(other[field])]


def _common(sentence: str, other: str) -> int:
    """How many characters two sentences have in common."""
    return (Counter(sentence) & Counter(other)).total()

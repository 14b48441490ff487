"""Notes that say of what kind all figures of a report, or of a part of it, are: 以上收支情况均为预计数.

What goes in: a normalised text and its headings. What comes out: ``VintageNote`` records, and observations with the vintage
that a note gives them. A word of the sentence itself goes before a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hengliang.codes.grammar import load_grammar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengliang.records import Observation
    from hengliang.text.normalise import Normalised
    from hengliang.text.sections import Heading

_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
#: A note that speaks of some of the figures only does not say of which.
_SOME = re.compile("部分|个别|有的|有些|其中")


@dataclass(frozen=True, slots=True)
class VintageNote:
    """A note on the vintage of figures, in positions of the normalised text.

    Attributes:
        start: first character of what it speaks of.
        end: character after the last.
        vintage: the word.
        year: the year whose figures it speaks of, empty for all.
    """

    start: int
    end: int
    vintage: str
    year: str


@cache
def _note() -> re.Pattern[str]:
    vintages = load_grammar().alternatives("vintages")
    return re.compile(
        rf"(?P<what>以上|上述|本公报|本报告|公报[中内]|报告[中内])(?P<of>[^。；\n]{{0,30}}?)[为系](?P<vintage>{vintages})"
    )


def find_vintage_notes(text: str, headings: list[Heading]) -> list[VintageNote]:
    """The notes of a text, in order.

    以上 and 上述 reach back to the heading of the outermost part they stand in, 本公报 over the whole text.

    Example:
        >>> find_vintage_notes("财政收入5亿元。以上数据均为快报数。", [])
        [VintageNote(start=0, end=8, vintage='快报', year='')]
    """
    notes = []
    for match in _note().finditer(text):
        if _SOME.search(match["of"]):
            continue
        back = match["what"] in {"以上", "上述"}
        start, end = (_outermost(headings, match.start()), match.start()) if back else (0, len(text))
        if start == end:
            continue
        year = _YEAR.search(match["of"])
        notes.append(VintageNote(start, end, match["vintage"].removesuffix("数"), year[0] if year else ""))
    return notes


def _outermost(headings: list[Heading], position: int) -> int:
    """Where the outermost part begins that the position stands in."""
    level, start = 99, 0
    for heading in reversed(headings):
        if heading.start < position and heading.level < level:
            level, start = heading.level, heading.start
    return start


def with_noted_vintage(
    observations: Iterable[Observation], notes: list[VintageNote], normalised: Normalised
) -> list[Observation]:
    """The observations, those of what happened with the vintage of the note that speaks of them."""
    spans = [(*normalised.span(note.start, note.end), note) for note in notes]
    return [_noted(observation, spans) for observation in observations]


def _noted(observation: Observation, spans: list[tuple[int, int, VintageNote]]) -> Observation:
    if observation.vintage or observation.status != "actual":
        return observation
    for start, end, note in spans:
        if start <= observation.start < end and observation.time_period.startswith(note.year):
            evidence = observation.evidence | {"vintage": f"note: {note.vintage}"}
            return observation._replace(vintage=note.vintage, evidence=evidence)
    return observation

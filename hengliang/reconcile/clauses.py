"""Sentences placed in their documents, and cut into clauses whose numbers are masked.

What goes in: ``observations`` (the column ``sentence`` holds a stretch of the document's text). What comes out:
each sentence once per place, and its clauses with the offsets of their numbers, so that copies can be laid side by
side. Sentences without an observation are not seen here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[十百千万亿]*")
_BREAK = re.compile(r"[，。；！？]|(?<!\d)[,;:!?](?!\d)|[,;!?](?!\d)|：")
_LEADING = "◎●■◆★*—-· \t\u3000"
_MASK = "#"


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence at one place of one document."""

    document_id: str
    document: str
    start: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a clause: its place in the document and its text without spaces."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without spaces, its numbers masked, its characters placed in the document."""

    document_id: str
    document: str
    masked: str
    numbers: tuple[Number, ...]
    text: str
    offsets: tuple[int, ...]
    place: Place

    @property
    def order(self) -> tuple[str, int]:
        """Sorts clauses as they stand."""
        return self.document_id, self.offsets[0]

    def quote(self, first: int, last: int) -> tuple[int, int, str]:
        """Start, end and quote in the document of the characters from ``first`` to before ``last``."""
        start, end = self.offsets[first], self.offsets[last - 1] + 1
        return start, end, self.place.sentence[start - self.place.start : end - self.place.start]


def places(observations: pl.DataFrame) -> list[Place]:
    """Every sentence with an observation, once per place; a sentence that is not found around its quotes is left out."""
    columns = ["document_id", "document", "sentence", "start", "quote"]
    found: dict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    for document_id, document, sentence, start, quote in observations.select(columns).sort(columns).iter_rows():
        found[document_id, document, sentence].append((start, quote))
    return [
        Place(document_id, document, start, sentence)
        for (document_id, document, sentence), quotes in sorted(found.items())
        for start in _starts(sentence, quotes)
    ]


def _starts(sentence: str, quotes: list[tuple[int, str]]) -> list[int]:
    """Where the sentence stands, from where its quotes stand: the fewest places that account for all of them."""
    possible = [{start - i for i in _occurrences(sentence, quote) if start >= i} for start, quote in quotes]
    starts: list[int] = []
    while any(possible):
        counts = Counter(start for choices in possible for start in choices)
        best = min(counts, key=lambda start: (-counts[start], start))
        starts.append(best)
        possible = [choices for choices in possible if choices and best not in choices]
    return sorted(starts)


def _occurrences(text: str, part: str) -> list[int]:
    found, at = [], text.find(part) if part else -1
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def clauses(place: Place) -> list[Clause]:
    """The clauses of a sentence, full-width forms folded, spaces left out."""
    kept = [(character, i) for i, character in enumerate(place.sentence) if not character.isspace()]
    folded = "".join(character if character in "，。；！？：" else _fold(character) for character, _ in kept)
    made, begin = [], 0
    for end in [*(match.start() for match in _BREAK.finditer(folded)), len(folded)]:
        while begin < end and folded[begin] in _LEADING:
            begin += 1
        if end > begin:
            made.append(_clause(place, folded[begin:end], tuple(place.start + i for _, i in kept[begin:end])))
        begin = end + 1
    return made


def _clause(place: Place, text: str, offsets: tuple[int, ...]) -> Clause:
    numbers = tuple(
        Number(offsets[m.start()], offsets[m.end() - 1] + 1, m[0].replace(",", "")) for m in _NUMBER.finditer(text)
    )
    return Clause(place.document_id, place.document, _NUMBER.sub(_MASK, text), numbers, text, offsets, place)

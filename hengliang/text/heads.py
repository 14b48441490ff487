"""The header of a sheet: its columns, from words whose order the page may have lost.

What goes in: the lines of header words. What comes out: ``Head`` records, one a column, with the year and what it is by the
arithmetic between columns: an amount planned or done, how much of the plan is done, growth, a change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from hengliang.codes.headers import load_headers
from hengliang.text.sheets import BREAKS

if TYPE_CHECKING:
    from hengliang.text.sheets import Piece

_WORDS = load_headers()
_YEAR = r"(?:(?:19|20)\d{2}年|上年|去年|本年)"
_PLANNED = rf"{_WORDS.any_of('version')}*{_WORDS.any_of('planned')}"
_LEVEL = rf"(?:{_PLANNED}|{_WORDS.any_of('done')})"
_PERCENT = r"[（(]?[%％][）)]?"
_RISE = r"(?:增长率?|增减率?|增幅|增[（(]减[）)])"
_LEVEL_WORDS = rf"(?P<level>(?P<year>{_YEAR})?(?P<what>{_LEVEL})|(?P<only>{_YEAR})(?!{_LEVEL}))"
_HEADER = re.compile(
    rf"(?P<ratio>(?P<subject>{_YEAR}?{_LEVEL})?为{_YEAR}{_LEVEL}的?{_PERCENT})"
    rf"|(?P<completion>(?:(?P<subject_2>{_YEAR}?{_LEVEL})?为|占|完成){_YEAR}?{_PLANNED}的?{_PERCENT})"
    rf"|(?P<compared>{_YEAR}{_LEVEL}?[比较]{_YEAR}{_LEVEL})"
    rf"|(?P<growth>(?:可比)?(?:同比|[比较](?:上年|去年)(?:同期)?)?{_RISE}{_PERCENT})"
    rf"|(?P<change>增减额)"
    rf"|(?P<money>金额)"
    rf"|{_LEVEL_WORDS}"
)
_LEVEL_HEAD = re.compile(_LEVEL_WORDS)
_KINDS = ("ratio", "completion", "compared", "growth", "change", "money", "level")
_BREAK = re.compile(f"[{BREAKS}]")
_VERSION = re.compile(r"年初|代编|调整|变动")
_LAST_WORD = re.compile(r"预算数?|执行数|决算数|快报数|完成数|预计数")


@dataclass(frozen=True, slots=True)
class Head:
    """A column's header.

    Attributes:
        kind: ``level``, ``completion``, ``ratio``, ``growth``, ``change``.
        text: its words.
        spans: where they stand.
        year: of a level, 0 where it is not said.
        planned: whether it is a plan; of a ratio, whether it is one to a plan.
        version: of a plan or its completion, which: 年初, 调整; empty where the words do not say.
        real: whether a growth is at comparable scope or prices, so that levels do not give it.
    """

    kind: str
    text: str
    spans: tuple[tuple[int, int], ...]
    year: int = 0
    planned: bool = False
    version: str = ""
    real: bool = False


def find_heads(text: str, pieces: list[Piece]) -> list[list[Head]]:
    """The columns that the words of a header name, in the words' order; where words can be taken two ways, both.

    Args:
        text: as read.
        pieces: the lines of header words, in order of place; a column's words may stand on several lines.
    """
    places = [place for piece in pieces for place in range(piece.start, piece.end) if not text[place].isspace()]
    words = "".join(text[place] for place in places)
    ways = [_heads(text, words, places, subjects=subjects) for subjects in (True, False)]
    return [heads for number, heads in enumerate(ways) if heads and heads not in ways[:number]]


def _heads(text: str, words: str, places: list[int], *, subjects: bool) -> list[Head] | None:
    """The columns; 完成数为预算的% is one, or without subjects two."""
    read = _read(words, subjects=subjects)
    if read is None:
        return None
    heads, counts = [replace(head, spans=spans_of(text, places[at:end])) for head, at, end in read[0]], read[1]
    heads = _without_groups(_once(heads))
    if len({head.text for head in heads}) < len(heads) or counts["money"] > counts["level"] or counts["compared"] > 1:
        return None
    return heads


@lru_cache(maxsize=1 << 8)
def _read(words: str, *, subjects: bool) -> tuple[tuple[tuple[Head, int, int], ...], dict[str, int]] | None:
    """The columns of a header, each with the words it takes, and how many of each kind; pages repeat their header."""
    heads: list[tuple[Head, int, int]] = []
    counts = dict.fromkeys(_KINDS, 0)
    at = 0
    while at < len(words):
        match = _HEADER.match(words, at)
        if match and (match["subject"] or match["subject_2"]) and not subjects:
            match = _LEVEL_HEAD.match(words, at)
        if match is None or match.end() == at:
            return None
        kind = next(k for k in _KINDS if match.groupdict().get(k))
        counts[kind] += 1
        if kind not in {"compared", "money"}:
            heads.append((_head(kind, match), at, match.end()))
        at = match.end()
    return tuple(heads), counts


def _head(kind: str, match: re.Match[str]) -> Head:
    digits = re.match(r"\d{4}", match[0]) if kind == "level" else None
    planned = "预算" in match[0].rpartition("为")[2]
    version = _VERSION.search(match[0]) if planned else None
    year = int(digits[0]) if digits else 0
    return Head(kind, match[0], (), year, planned, version[0] if version else "", match[0].startswith("可比"))


def _once(heads: list[Head]) -> list[Head]:
    """Columns of tables side by side with the same header, once."""
    half = len(heads) // 2
    texts = [head.text for head in heads]
    return heads[:half] if half and texts[:half] == texts[half:] else heads


def _without_groups(heads: list[Head]) -> list[Head]:
    """Without the heads that stand over several columns: 2024年预算数 over 年初预算数 and 调整后预算数."""
    undated = [head.text[-3:] for head in heads if head.kind == "level" and not head.year]
    group = [
        head
        for head in heads
        if head.kind == "level"
        and head.year
        and _LAST_WORD.fullmatch(head.text[5:])
        and undated.count(head.text[-3:]) > 1
    ]
    if len(group) != 1:
        return heads
    year = group[0].year
    return [replace(h, year=year) if h.kind == "level" and not h.year else h for h in heads if h is not group[0]]


def spans_of(text: str, places: list[int]) -> tuple[tuple[int, int], ...]:
    """Runs of places on the same line.

    Args:
        text: as read.
        places: of characters that are no white space, in order.
    """
    spans: list[list[int]] = []
    for place in places:
        if spans and not _BREAK.search(text, spans[-1][1], place):
            spans[-1][1] = place + 1
        else:
            spans.append([place, place + 1])
    return tuple((start, end) for start, end in spans)

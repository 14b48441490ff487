"""Headings of a text: their level, whether they look back or ahead, and which periods they name.

What goes in: a normalised text. What comes out: ``Heading`` records. What they mean for the text under them is told by
``scopes``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from hengliang.codes.kinds import load_heading_words
from hengliang.codes.patterns import any_of
from hengliang.quantities.dates import PeriodExpression, find_periods

#: Level of a line of its own without a number.
UNNUMBERED = 8
#: Level of a paragraph that turns to a year; it reaches to the next heading above list marks.
OPENS_YEAR = 6
_LEVELS: tuple[tuple[int, str], ...] = (
    (1, r"第[一二三四五六七八九十百\d]{1,4}[章篇编部](?![分门队])"),
    (2, r"第[一二三四五六七八九十百\d]{1,4}节"),
    (3, r"[一二三四五六七八九十]{1,3}[、.]"),
    (4, r"（[一二三四五六七八九十]{1,3}）"),
    (5, r"\d{1,2}[.、](?!\d)|\d{1,2}(?![个家条项件名户万亿人天年月多余])(?=[\u4e00-\u9fff“]{4})"),
    (6, r"（\d{1,2}）|[①-⑳]"),
    (5, r"[A-Z](?=[\u4e00-\u9fff])"),
    (7, r"——|-{2}|[●■◎◆▲★□○◇※]"),
)
#: One group for each level, the first that fits.
_ANY_LEVEL = re.compile("|".join(f"({pattern})" for _, pattern in _LEVELS))
#: 2021年是“十四五”开局之年, …: the paragraph turns to that year, as a heading does.
_OPENS_YEAR = re.compile(r"(?P<year>20\d{2}年)，?是[^。]{0,80}?(?:之年|第一年|元年|[一二三四五]年)")
#: What a number that gives a level begins with.
_NUMBERED = re.compile("[第一二三四五六七八九十（0-9①-⑳A-Z—●■◎◆▲★□○◇※-]")
_DECIMAL_NUMBER = re.compile(r"\d{1,2}[.、]")
_CLAUSED = re.compile("[，。；]")
_PUNCTUATED = re.compile(r"[。；！？]")
_COLON = re.compile("[：:]")
_MAX_HEADING = 44
#: A line that is nothing but a figure, and no year: a cell of a table.
_FIGURE = re.compile(r"(?!(?:19|20)\d{2}(?!\d))[0-9][\d,.%]*")


class Heading(NamedTuple):
    """A heading in the normalised text.

    Attributes:
        start: first character.
        end: character after the heading (its sentence may go on in the same paragraph).
        text: the heading without its number.
        level: 1 to 7 by its number, ``UNNUMBERED`` for a line of its own.
        outlook: True where it looks ahead, False where it looks back, None where it does not say.
        periods: the period expressions in it.
    """

    start: int
    end: int
    text: str
    level: int
    outlook: bool | None
    periods: tuple[PeriodExpression, ...]


@cache
def _direction_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words that look ahead, words that look back, and any of both."""
    words = load_heading_words()
    outlook, review = words["outlook"], words["review"]
    return re.compile(any_of(outlook)), re.compile(any_of(review)), re.compile(any_of([*outlook, *review]))


def direction(text: str) -> bool | None:
    """Whether a heading looks ahead (True) or back (False); the last such word decides, since it is its head.

    Example:
        >>> direction("2021年工作安排"), direction("“十三五”规划执行情况"), direction("各位代表")
        (True, False, None)
    """
    outlook, review, either = _direction_words()
    if not either.search(text):
        return None
    last_outlook = max((m.end() for m in outlook.finditer(text)), default=-1)
    last_review = max((m.end() for m in review.finditer(text)), default=-1)
    if last_outlook == last_review:
        return None
    return last_outlook > last_review


def find_headings(text: str) -> list[Heading]:
    """The headings of a normalised text, in order.

    A numbered line is one; a numbered paragraph has its first sentence as heading where that is short; an unnumbered line
    is one where it is short and ends without punctuation.
    """
    headings = []
    position = 0
    for paragraph in text.split("\n"):
        cell = not paragraph or ("0" <= paragraph[0] <= "9" and _FIGURE.fullmatch(paragraph))
        heading = None if cell else _heading(paragraph, position)
        if heading:
            headings.append(heading)
        position += len(paragraph) + 1
    return headings


def _heading(paragraph: str, position: int) -> Heading | None:
    opening = _OPENS_YEAR.match(paragraph) if paragraph.startswith("20") else None
    if opening:
        body = opening["year"]
        return Heading(position, position + len(body), body, OPENS_YEAR, None, tuple(find_periods(body)))
    level, begin = _level(paragraph) if _NUMBERED.match(paragraph) else (UNNUMBERED, 0)
    if level == UNNUMBERED and len(paragraph) > _MAX_HEADING:
        return None
    stop = _PUNCTUATED.search(paragraph)
    if level == UNNUMBERED and (stop or "，" in paragraph or paragraph[-1] in "、："):
        return None
    end = stop.start() if stop else len(paragraph)
    colon = _COLON.search(paragraph, 0, min(end, 30)) if level <= 4 else None
    if colon:
        end = colon.start()
    lettered = level == 5 and paragraph[0].isalpha()
    if end - begin > _MAX_HEADING or (level >= 5 and not lettered and "，" in paragraph[:end]):
        return None
    body = paragraph[begin:end]
    return Heading(position, position + end, body, level, *_told(body))


@lru_cache(maxsize=1 << 12)
def _told(body: str) -> tuple[bool | None, tuple[PeriodExpression, ...]]:
    """Whether a heading looks ahead or back, and its period expressions; lines of tables come again and again."""
    return direction(body), tuple(find_periods(body))


def _level(paragraph: str) -> tuple[int, int]:
    """The level that a paragraph's number gives it, and where its words begin."""
    match = _ANY_LEVEL.match(paragraph)
    if not match or not match.lastindex:
        return UNNUMBERED, 0
    digits = paragraph[0].isdigit() and not _DECIMAL_NUMBER.match(paragraph)
    if digits and (len(paragraph) > _MAX_HEADING // 2 or _CLAUSED.search(paragraph)):
        return UNNUMBERED, 0
    return _LEVELS[match.lastindex - 1][0], match.end()

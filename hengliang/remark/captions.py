"""Captions that announce a table which is not there.

What goes in: a document and its normalised text, in which tables are blank. What comes out: ``Noticed`` captions. Whether
there is a table is judged by the tables found and by the lines behind the caption; nothing is read out of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from hengliang.codes.remarks import load_remark_words
from hengliang.remark.noticed import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.records import Document
    from hengliang.text.normalise import Normalised

#: So far behind a caption, in characters of the document, a table may begin; on the next page of a PDF too.
_NEAR = 80
_NEXT_PAGE = 1500
#: So many short lines may go on with a caption.
_GOES_ON = 2
#: What is looked at behind a caption.
_AHEAD = 300
_LONGEST_LINE = 12
#: A longer line with two commas or a full stop is running text.
_PROSE = 20
_CHAPTER = re.compile("第[一二三四五六七八九十百]{1,4}[章节编篇部]")
_ITEM = re.compile("[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）")
_STOPS = re.compile("，.*，|。")
#: A line of a note or of what a web page adds tells nothing.
_NO_PROSE = re.compile("注[:：]|说明|备注|数据来源|[#*]")


@cache
def _caption() -> re.Pattern[str]:
    words = load_remark_words()
    return re.compile(
        rf"(?P<label>{words.any_of('labels')}) ?(?:(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[:：、.]?|[:：]) ?"
        rf"(?P<title>(?![-\d]{{0,3}}$)[^，。；！？…·\n]{{5,50}})(?=\n|\Z)"
    )


@cache
def _title() -> re.Pattern[str]:
    return re.compile(load_remark_words().any_of("titles"))


def lost_tables(document: Document, normalised: Normalised) -> Iterator[Noticed]:
    """The captions without their table, in order.

    Args:
        document: with all tables found in it.
        normalised: its text, with blanks in place of the tables.
    """
    text = normalised.text
    found = [match for match in _caption().finditer(text) if text[match.start() - 1 : match.start()] in {"", "\n"}]
    starts = sorted(table.start for table in document.tables)
    for index, match in enumerate(found):
        alone = (index == 0 or found[index - 1].end() + 1 < match.start()) and (
            index + 1 == len(found) or match.end() + 1 < found[index + 1].start()
        )
        if alone and _lost(text, match) and not _table_near(document, normalised, match, starts):
            yield Noticed("lost_table", match.start(), match.end(), match["title"], "0")


def _table_near(document: Document, normalised: Normalised, match: re.Match[str], starts: list[int]) -> bool:
    """Whether a table that was found begins behind a caption, reaches over it, or ends in front of it."""
    start, end = normalised.span(match.start(), match.end())
    at = bisect_left(starts, end)
    reach = _NEAR if document.reader != "pdf" else _NEXT_PAGE
    if at < len(starts) and starts[at] - end < reach:
        return True
    return any(table.start <= end and start - _NEAR // 2 < table.end for table in document.tables if table.start <= end)


def _lost(text: str, match: re.Match[str]) -> bool:
    """Whether running text or a heading follows a caption."""
    tells_table = bool(_title().search(match["title"]))
    lines = text[match.end() + 1 : match.end() + _AHEAD].split("\n")
    for line, after in pairwise([*lines[: _GOES_ON + 2], ""]):
        if _heads(line, after):
            return tells_table or match["label"] == "专栏"
        if _runs(line):
            return tells_table and not _NO_PROSE.match(line)
        if len(line) > _LONGEST_LINE or re.search(r"\d", line) or not line:
            return False
    return False


def _heads(line: str, after: str) -> bool:
    """Whether a line is a heading; 一、税收收入 may be a row of a table, unless text or a heading comes after it."""
    return bool(_CHAPTER.match(line) or (_ITEM.match(line) and (_runs(after) or _ITEM.match(after))))


def _runs(line: str) -> bool:
    """Whether a line is running text."""
    return len(line) > _PROSE and bool(_STOPS.search(line))

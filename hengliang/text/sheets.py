"""Pages of a budget's tables, printed one cell a line: caption, unit, header words, then labels and figures as they come.

What goes in: the text as read. What comes out: ``Sheet`` records. Where a page was turned into lines, the words of its header
and some labels may stand out of their place; nothing here says which figure is whose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from hengliang.codes.areas import names_in
from hengliang.codes.headers import load_headers, unit_lines
from hengliang.codes.units import parse_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

BREAKS = "\r\n\f\v\x1c-\x1e\x85\u2028\u2029"
LINE = re.compile(f"[^{BREAKS}]+")
_CELL = re.compile(r"(?:[-－—]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[%％]?|[-－—]+)(?:\s+|\Z)")
_FIGURE = re.compile(r"[-－—]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[%％]?|[-－—]+")
PAGE_NUMBER = re.compile(r"[-－—–·]\s*\d{1,4}\s*[-－—–·]|第\s*\d{1,4}\s*页")
_LAST_NUMBER = re.compile(r"[\r\n]\s*(\d{1,4})\s*\Z")
TABLE_NUMBER = re.compile(r"附?[表件]\s*[\d一二三四五六七八九十]+")
_ENDS = re.compile(r"注[:：]|备注|说明|[^。；！？]*[。；！？]")
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_YEAR = re.compile(r"(?:19|20)\d{2}年度?")
_CODE = re.compile(r"[125]\d{2}(?:\d{2}){0,2}")
_CAPTION = re.compile(r"表|情况|草案|预算|决算")
_FUND = re.compile(load_headers().any_of("funds"))
_OWN = re.compile(rf"{load_headers().any_of('own')}|本级")
_CORNERS = re.compile(load_headers().any_of("corner") + "+")
_HEAD_LINE = re.compile(rf"(?:{load_headers().any_of('pieces')}|(?:19|20)\d{{2}}(?=年)|[（）()%％±])+")
_LONGEST_LABEL = 40
_LINES_ABOVE = 5
_ABOVE = 300
_NEAR = 20
_MOST_LINES = 400
_TITLE = 200


class Piece(NamedTuple):
    """A stretch of one line: where it stands, and its characters without white space."""

    start: int
    end: int
    text: str


#: A record made without the detour over its own constructor.
_piece = partial(tuple.__new__, Piece)


@dataclass(slots=True)
class Sheet:
    """One page of a table.

    Attributes:
        start: where it begins.
        caption: the line that names it, without white space.
        unit_line: the line that gives the unit.
        head: the lines that header words stand in.
        corners: the lines of the upper left cell, and codes of the budget's classification.
        runs: labels and then figures, alternately, as they follow each other; either may be empty at the ends.
    """

    start: int
    caption: str
    unit_line: str
    head: list[Piece] = field(default_factory=list)
    corners: list[Piece] = field(default_factory=list)
    runs: list[tuple[list[Piece], list[Piece]]] = field(default_factory=list)

    def add(self, piece: Piece, *, figure: bool) -> None:
        """One more label or figure."""
        if not self.runs or (not figure and self.runs[-1][1]):
            self.runs.append(([], []))
        self.runs[-1][figure].append(piece)


def find_sheets(text: str) -> Iterator[Sheet]:
    """The pages of tables whose unit stands on a line, and whose caption says of what budget and whose they are.

    Args:
        text: as read.
    """
    units = units_alone(text)
    for number, match in enumerate(units):
        limit = units[number + 1].start() if number + 1 < len(units) else len(text)
        page = text.find("\f", match.end(), limit)
        limit = _before_number(text, page) if page >= 0 else limit
        sheet = sheet_above(text, match)
        if sheet and _fill(sheet, text, match.end(), limit):
            yield sheet


@lru_cache(maxsize=1)
def units_alone(text: str) -> tuple[re.Match[str], ...]:
    """Where the unit of a table stands on a line of its own; asked for by each finder of tables in turn.

    Args:
        text: as read.
    """
    return tuple(match for match in unit_lines(text) if alone_on_line(text, match))


def _before_number(text: str, page: int) -> int:
    """Where a page's lines end: before its number, if its last line is one more than that of the page before."""
    number = _LAST_NUMBER.search(text, max(0, page - _NEAR), page)
    before = text.rfind("\f", 0, page)
    previous = _LAST_NUMBER.search(text, max(0, before - _NEAR), before) if before > 0 else None
    return number.start(1) if number and previous and int(number[1]) == int(previous[1]) + 1 else page


def alone_on_line(text: str, match: re.Match[str]) -> bool:
    """Whether the unit is one, and stands on a line with no more than a table's number or a bracket.

    Args:
        text: as read.
        match: where it gives a unit.
    """
    if not parse_unit(match["unit"]):
        return False
    after = LINE.match(text, match.end())
    begin = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
    around = text[begin : match.start()] + (after[0] if after else "")
    return not around.strip(" \t\u3000（）()") or bool(TABLE_NUMBER.fullmatch(around.strip()))


def sheet_above(text: str, match: re.Match[str]) -> Sheet | None:
    """A sheet with its caption; None where the caption does not say the year, the budget and whose it is.

    Args:
        text: as read.
        match: where it gives the unit.
    """
    begin = max(0, match.start() - _ABOVE)
    window = list(LINE.finditer(text, begin, match.start()))[1 if begin else 0 :]
    lines = [line for line in window if line[0].strip()][-_LINES_ABOVE:]
    for number in range(len(lines) - 1, -1, -1):
        caption = "".join(lines[number][0].split())
        if not _CAPTION.search(caption) or len(caption) < 8:
            continue
        if not _YEAR.search(caption) and number:
            caption = "".join(lines[number - 1][0].split()) + caption
        sheet = Sheet(lines[number].start(), caption, match[0])
        between = [piece_of(line) for line in lines[number + 1 :] if not _IN_BRACKETS.fullmatch(line[0].strip())]
        told = [piece for piece in between if piece.start < match.start() and not TABLE_NUMBER.match(piece.text)]
        understood = _understood(caption, text[: min(_TITLE, lines[max(0, number - 1)].start())]) and all(
            takes_head(sheet, piece) for piece in told
        )
        return sheet if understood else None
    return None


def piece_of(line: re.Match[str]) -> Piece:
    """A line without the white space around it.

    Args:
        line: with other characters than white space.
    """
    printed = line[0]
    words = printed.strip()
    begin = line.start()
    begin += 0 if words is printed else printed.index(words)
    parts = words.split()
    return _piece((begin, begin + len(words), words if len(parts) == 1 else "".join(parts)))


def _understood(caption: str, title: str) -> bool:
    """Whether a caption names a year, a budget, and before it nothing but an area: one of the list, or the title's."""
    match = _FUND.search(caption)
    if match is None or not _YEAR.search(caption) or len(caption) > 2 * _LONGEST_LABEL:
        return False
    whose = _IN_BRACKETS.sub(
        "", re.sub(r"^附?[表件][\d一二三四五六七八九十\-－]+[:：]?", "", _YEAR.sub("", caption[: match.start()]))
    )
    for name in reversed(names_in(whose)):
        whose = whose[: name.start] + whose[name.end :]
    return not whose or bool(_OWN.fullmatch(whose)) or whose in "".join(title.split())


def takes_head(sheet: Sheet, piece: Piece) -> bool:
    """Take a line as part of the header, where it is one.

    Args:
        sheet: gets it.
        piece: the line.
    """
    if _CORNERS.fullmatch(piece.text):
        sheet.corners.append(piece)
    elif _HEAD_LINE.fullmatch(piece.text):
        sheet.head.append(piece)
    else:
        return False
    return True


def _fill(sheet: Sheet, text: str, start: int, limit: int) -> bool:
    """Read the sheet's lines; False where the header goes on behind figures, or a line is both figures and words."""
    coded = False
    code = ""
    printed = (match for match in LINE.finditer(text, start, limit) if match[0].strip())
    lines = [piece_of(match) for match in islice(printed, _MOST_LINES + 1)]
    for number, piece in enumerate(lines[:_MOST_LINES]):
        words = piece.text
        figure = _FIGURE.fullmatch(words)
        last = figure and words.isdigit() and number + 1 < len(lines) and TABLE_NUMBER.match(lines[number + 1].text)
        if last or (
            not figure
            and (
                len(words) > _LONGEST_LABEL
                or PAGE_NUMBER.fullmatch(words)
                or _ENDS.match(words)
                or TABLE_NUMBER.match(words)
            )
        ):
            break
        if coded and _CODE.fullmatch(words) and words > code:
            code = words
            sheet.corners.append(piece)
        elif not figure and takes_head(sheet, piece):
            if any(figures for _, figures in sheet.runs) and sheet.head and piece is sheet.head[-1]:
                return False
            coded = coded or "编码" in "".join(corner.text for corner in sheet.corners)
        elif cells := [piece] if figure and piece.end - piece.start == len(words) else cells_of(text, piece):
            if cells[-1].end < piece.end:
                return False
            for cell in cells:
                sheet.add(cell, figure=True)
        else:
            sheet.add(piece, figure=False)
    return bool(sheet.head) and len(sheet.runs) > 1


def cells_of(text: str, piece: Piece) -> list[Piece]:
    """The figures that a line begins with.

    Args:
        text: as read.
        piece: the line.
    """
    cells = []
    match = _CELL.match(text, piece.start, piece.end)
    while match:
        word = match[0].rstrip()
        cells.append(Piece(match.start(), match.start() + len(word), word))
        match = _CELL.match(text, match.end(), piece.end)
    return cells

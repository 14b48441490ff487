"""What the tables of all readers have in common: how cells become text, and which lines above name a table.

In: the texts of lines, and places of cells. Out: the characters between cells, joints within them, captions. It knows
neither glyphs nor markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hengliang.codes.headers import unit_line_in
from hengliang.read.lines import is_latin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: What names a table and stands before its title on a line of its own.
_TABLE_NUMBER: Final = re.compile(r"(?:附?表|附件|附)\s*[\d一二三四五六七八九十]+(?:[-—.]\d+)?\s*[:：]?$")
_SENTENCE_END: Final = ("。", "；")
#: How the titles of tables begin and end.
_TITLE: Final = re.compile(r"(?:续?附?表|附件|专栏)\s*[\d一二三四五六七八九十]|.*[表况](?:[（(][^（）()]{1,8}[）)])?$")
#: A title of more characters is none.
_LONGEST_TITLE: Final = 60


def gap(before: tuple[int, int], to: tuple[int, int], columns: int) -> str:
    r"""The tabs and line breaks between two cells: a line for each row, a tab for each column passed.

    Args:
        before: row and column of the cell written last; ``(0, 0)`` at the start of the table.
        to: row and column of the next cell.
        columns: how many the table has.

    Example:
        >>> gap((0, 1), (1, 1), columns=3)
        '\t\n\t'
    """
    if to[0] > before[0]:
        return "\t" * (columns - 1 - before[1]) + "\n" * (to[0] - before[0]) + "\t" * to[1]
    return "\t" * (to[1] - before[1])


def cell_joint(last: str, first: str) -> str:
    """What stands between two lines of a cell, told by the characters that meet there.

    Two figures one below the other are two, unless the first ends, or the second begins, within a number.
    """
    if not (is_latin(last) and is_latin(first)) or last in ".,(" or first in ".,%)":
        return ""
    return " "


def names_above(above: Sequence[str]) -> tuple[str, str]:
    """The caption and the line of the unit, from the lines directly above a table, the nearest last.

    Example:
        >>> names_above(["各项结余如下。", "表2", "云岭县存款", "单位：亿元"])
        ('表2 云岭县存款', '单位：亿元')
    """
    titles: list[str] = []
    unit_line = ""
    for line in reversed(above):
        if line.endswith(_SENTENCE_END):
            break
        text = line
        found = unit_line_in(text)
        if found and not unit_line:
            unit_line = found.group()
            text = text[: found.start()]
        text = text.strip("\t （([【")
        if text:
            titles.insert(0, text)
    return "".join(f"{title} " if _TABLE_NUMBER.match(title) else title for title in titles).strip(), unit_line


def is_title(line: str) -> bool:
    """Whether words say by themselves that they are the title of a table.

    Example:
        >>> is_title("云岭县财政收支情况表（草案）"), is_title("各项结余如下。")
        (True, False)
    """
    return len(line) <= _LONGEST_TITLE and bool(_TITLE.match(line)) and not line.endswith(_SENTENCE_END)


def title_lines(lines: Sequence[str]) -> list[str]:
    """Those of the last lines before a table that may name it, where no distance on paper tells.

    The line of the unit, one title, and the number of the table before it.
    """
    taken: list[str] = []
    titles = 0
    for line in reversed(lines[-4:]):
        rest = line
        found = unit_line_in(line)
        if found:
            rest = line[: found.start()].strip("\t （([【")
        if titles and not _TABLE_NUMBER.match(line):
            break
        taken.insert(0, line)
        titles += bool(rest)
    return taken


def unit_inside(rows: Iterable[tuple[int, str]]) -> str:
    """The unit where it stands in the table's own first two rows.

    Args:
        rows: row number and text of each cell, in order.
    """
    for row, text in rows:
        if row > 1:
            break
        found = unit_line_in(text)
        if found:
            return found.group()
    return ""

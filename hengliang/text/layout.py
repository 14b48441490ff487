"""Lines of a text and which of them go on in the next one.

What goes in: the text as read. What comes out: its lines with offsets, the width at which the text was wrapped, and the
judgement whether one line continues another. It knows typesetting only, nothing of numbers or statistics.
"""

from __future__ import annotations

import re
from functools import partial
from statistics import median
from typing import NamedTuple

from hengliang.codes.page_marks import PAGE_NUMBER

_BREAK = re.compile(r"([\r\n\f\\](?:(?<=\r)\n|(?<=\\)n|(?<=[\r\n\f])))")
#: Without one of these only line feeds and form feeds end lines.
_RARE_BREAK = re.compile(r"[\r\\]")
#: The end of a page in the middle of a line.
_WITHIN = re.compile(r"(?<=[^\r\n\f])\f(?=[^\r\n\f])")
_LETTER_SPACE = re.compile(" (?<=[\u2e80-\U0010ffff] )(?=[\u2e80-\U0010ffff])")
_TERMINAL = frozenset("。！？!?；;：:…」】")
#: In a wrapped text, a line that ends with one of these at (this share of) the margin goes on below: 其中：, 支出3亿元；.
_FULL = {"：": 0.8, ":": 0.8, "；": 0.95, ";": 0.95}
_CONTINUES = frozenset("，,、。；：！？）)》”％%")
_OPEN = frozenset("，,、（(《“")
#: What begins a line of its own: numbered headings, list marks, captions.
HEADING_START = re.compile(
    r"^(第[一二三四五六七八九十百]{1,4}[章节部篇编条]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[)）]"
    r"|[①-⑳]|——|--|[●■◎◆▲★□○◇※]|附件|附表|专栏\s?\d|[图表]\s?\d|各位代表)"
)  # fmt: skip
_ASIDE = re.compile(
    rf"(?P<page_number>{PAGE_NUMBER})"
    r"|(?P<footnote>[\[［〔]\d{1,2}[\]］〕])$"
)
#: What it begins with, but for digits.
_ASIDE_FIRST = frozenset("-—－–·第[［〔")
#: A line that begins with the decimals of the number the last one ended in.
_DECIMALS = re.compile("[.．·\ue000-\uf8ff\U000f0000-\U0010ffff][0-9０-９]")
#: A line that begins with a quantity goes on with a sentence: 31.99 亿元，增长 26%.
_QUANTITY = re.compile(r"\d[\d,]*(?:\.\d+)?\s*(?:[%％‰万亿元个人户家项件倍吨亩条套米千百名所处辆]|公里|公顷|平方)")
#: A line that begins with a predicate and its figure goes on with a sentence: 完成 5.23 亿元, 比上年增长 3%.
_PREDICATE = re.compile(r"(?:完成|达到?|为|占|[较比]上年|同比|增长|下降)[^。；]{0,12}\d")
#: 9.2：|23.0：|67.8: a ratio whose parts stand on lines of their own.
_RATIO_PART, _RATIO_GOES_ON = re.compile(r"\d\.\d{1,2}[:：]$"), re.compile(r"\d{1,2}\.\d{1,2}(?!\d)")
#: 总支出84亿元。（表五）: where a line ends in, the paragraph does.
_REFERENCE_LAST = re.compile(r"(?:^|[。；])[（(](?:详?见)?附?[表件][^（）()，。]{1,10}[）)]$")
#: What a line is not broken within.
_UNBROKEN = re.compile(r"[\dA-Za-z,.%％]*")
_SENTENCE_END = re.compile(r"[。！？!?；;]")
#: A number in front of which a line may have been broken off its unit, and that unit.
_NUMBER_LAST = re.compile(r"\d[\d.,]*\s*[万亿]?\s*$")
_UNIT_FIRST = frozenset("万亿千百元%％")
#: White space and bold marks at the ends of a line.
_MARGIN = " \t\u3000\u00a0\ufeff*"
#: In a wrapped text hardly any line is so many times as wide as it is wrapped at.
_TOO_WIDE, _FEW = 1.5, 0.1
#: Lines of less width say nothing of the width of the text.
_LONGER = 24


class Line(NamedTuple):
    """A line: where it starts, its characters without the break, and these without white space and bold marks at the ends."""

    start: int
    text: str
    stripped: str

    @property
    def width(self) -> int:
        """How wide the line is in print: two for a hanzi or a mark as wide, one for a Latin letter, digit or space.

        That is how many bytes GB 18030 takes for all but rare characters. The blanks of a letter-spaced line, between its
        hanzi, do not count: it is as wide as the others.
        """
        spaced = len(_LETTER_SPACE.findall(self.stripped)) if " " in self.stripped else 0
        return len(self.stripped.encode("gb18030", "replace")) - spaced

    @property
    def longer(self) -> bool:
        """Whether it is wide enough to tell of the width of the text."""
        return len(self.stripped) >= _LONGER or (2 * len(self.stripped) >= _LONGER and self.width >= _LONGER)


#: A record made without the detour over its own constructor.
_line = partial(tuple.__new__, Line)


def split_lines(text: str) -> list[Line]:
    """The lines of a text but blank ones.

    CR LF, LF, CR, form feed and a literal backslash-n (left by spreadsheets) end a line.
    """
    lines = []
    start = 0
    if not _RARE_BREAK.search(text):
        for characters in text.replace("\f", "\n").split("\n"):
            stripped = characters.strip(_MARGIN)
            if stripped:
                lines.append(_line((start, characters, stripped)))
            start += len(characters) + 1
        return lines
    pieces = [*_BREAK.split(text), ""]
    for characters, end in zip(pieces[::2], pieces[1::2], strict=True):
        stripped = characters.strip(_MARGIN)
        if stripped:
            lines.append(_line((start, characters, stripped)))
        start += len(characters) + len(end)
    return lines


def across_pages(text: str) -> str:
    r"""The text without the page ends that no line ends at, one for one: a paragraph goes on over them.

    Args:
        text: of a document whose reader writes a line break before a form feed where a paragraph ends with its page.

    Example:
        >>> across_pages("收入12\f.5亿元。\n\f支出").encode("ascii", "namereplace").count(b"ZERO WIDTH SPACE")
        1
    """
    return _WITHIN.sub("\u200b", text)


def aside(line: Line) -> str:
    """What a line is that stands apart from the text: ``page_number`` (-3-, 第 3 页, 3/12), ``footnote`` ([9]), else empty."""
    first = line.stripped[0]
    match = _ASIDE.match(line.stripped) if first in _ASIDE_FIRST or first.isdigit() else None
    return (match.lastgroup or "") if match else ""


def wrap_width(lines: list[Line]) -> int:
    """The width (see ``Line.width``) at which the text was wrapped; 0 where paragraphs stand on one line each.

    A text is wrapped where most of its longer lines break off in the middle of a sentence.
    """
    longer = [line for line in lines if 2 * len(line.stripped) >= _LONGER and line.longer]
    torn = [index for index, line in enumerate(longer) if line.stripped[-1] not in _TERMINAL]
    if len(torn) < 8 or len(torn) < 0.5 * len(longer):
        return 0
    widths = [line.width for line in longer]
    typical = median(sorted(widths[index] for index in torn)[len(torn) // 2 :])
    if sum(width > _TOO_WIDE * typical for width in widths) > _FEW * len(longer):
        return 0  # paragraphs of one line each, between headings and menus
    return int(typical) if typical <= 160 else 0


def torn_decimals(line: Line, following: Line) -> bool:
    """Whether two lines are one in print, torn in front of the decimals of a number: 8401|.9 亿元."""
    return line.stripped[-1].isdigit() and bool(_DECIMALS.match(following.stripped))


def joins(line: Line, following: Line, width: int, before: int = 0, *, noted: bool = False) -> bool:
    """Whether ``following`` goes on in the middle of what ``line`` began.

    Args:
        line: a line that is not empty.
        following: the next one that is not empty (blank lines and page numbers between do not count).
        width: what ``wrap_width`` gave.
        before: width of what stands in front of ``line`` in print, where it is torn from that.
        noted: whether marks of footnotes stood between them, on lines of their own.
    """
    text, after = line.stripped, following.stripped
    if after[0] in _CONTINUES or torn_decimals(line, following):
        return True
    if text[-1] == "持" and after[0] == "平":
        return True
    if noted and text[-1] not in _TERMINAL and (_PREDICATE.match(after) or _QUANTITY.match(after)):
        return True
    if text[-1] in ":：" and _RATIO_PART.search(text) and _RATIO_GOES_ON.match(after):
        return True
    if text[-1] in "）)" and _REFERENCE_LAST.search(text):
        return False
    if width and text[-1] in _FULL and _filled(line, after, before) >= _FULL[text[-1]] * width:
        return not HEADING_START.match(after)
    return text[-1] not in _TERMINAL and _runs_on(line, following, width, before) and not HEADING_START.match(after)


def _filled(line: Line, after: str, before: int) -> int:
    """How wide the line would have been with what it could not take in of the next: a number is not broken."""
    unbroken = _UNBROKEN.match(after)
    return before + line.width + (unbroken.end() if unbroken else 0)


def _runs_on(line: Line, following: Line, width: int, before: int) -> bool:
    """Whether a line that ends in no full stop breaks off where ``following`` goes on, if that is no heading."""
    text, after = line.stripped, following.stripped
    if text[-1] in _OPEN:
        return True
    if after[0] in _UNIT_FIRST and _NUMBER_LAST.search(text):
        return True
    if before + 2 * len(text) + len(after) < 0.6 * width:
        return False
    if width and (_QUANTITY.match(after) or _PREDICATE.match(after)) and not text[-1].isdigit():
        return before + line.width >= 0.6 * width
    if width:
        filled = _filled(line, after, before)
        heading = HEADING_START.match(text) and not _SENTENCE_END.search(text)
        return filled >= 0.8 * width and not (heading and filled < 0.95 * width)
    return len(text) >= 30 and bool(_SENTENCE_END.search(text) or len(text) >= 60)

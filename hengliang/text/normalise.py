"""A second string, easier to read for rules, with a map back to the text.

What goes in: the text of a document, untouched. What comes out: ``Normalised``, one line a paragraph, without the noise of
typesetting: full-width digits, spaces inside numbers, line breaks in the middle of a sentence, page numbers, bold marks.
It does not correct anything that a reader would see as content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from hengliang.codes.hanzi import hanzi_by_form
from hengliang.text.layout import Line, aside, joins, split_lines, torn_decimals, wrap_width
from hengliang.text.pages import furniture
from hengliang.text.run_in import apart

_PUNCTUATION = str.maketrans({"(": "（", ")": "）", ";": "；", "!": "！", "?": "？", "－": "-", "–": "-", "‐": "-", "‒": "-", "−": "-", "﹣": "-", "―": "—",
                              "﹪": "%", "％": "%", "＋": "+", "～": "~", "∼": "~", "〜": "~", "﹒": ".", "∶": ":", "／": "/", "＜": "《", "＞": "》"})  # fmt: skip
#: Radicals of the supplement that PDFs print for the character itself; NFKC knows only the Kangxi block.
_DROPPED = "\x00\ufeff\u200b\u200c\u200d\u2060\u00ad"
_SPACE = " \t\u00a0\u3000\u2002\u2003\u2009\u202f\x0b\x1c\x1d\x1e\x1f\u0085"
_NOTHING = _SPACE + _DROPPED
_RUN = re.compile(f"[^{_SPACE}{_DROPPED}]+")
_BLANK = re.compile(f"[{_SPACE}{_DROPPED}]")
_GLUED = re.compile(f"[{_DROPPED}]*")
_BOLD = re.compile(r"\*{2,}")
_HANZI_YEAR = re.compile(r"[一二][〇○零O0一二三四五六七八九]{3}(?=年)")
_HANZI_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
#: Tags and entities left in a text by its web page.
_MARKUP = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>|&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|mdash|#\d{2,5});")
#: Of these, the tags that end a paragraph, a line or a cell.
_BLOCK = re.compile(r"</?(?:p|br|div|tr|t[dh]|li|[uo]l|h[1-6]|table)(?![a-zA-Z0-9])", re.IGNORECASE)
#: A private-use character between digits is a decimal point whose font the reader does not know.
_PRIVATE_POINT = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff](?<=[0-9].)(?=[0-9])")
#: Behind the first comma of such a number.
_FULL_COMMA = re.compile(r"，(?<=[0-9]，)(?=\d{3})")
_FULL_COMMAS = re.compile(r"[0-9](?<![\d.].)\d{0,2}(?:(?:，\d{3}){2,}(?!\d)|(?:，\d{3})+(?=[\u4e00-\u9fff])(?!年))")
#: 1 9 4亿, 7 0.8岁, 1 0.0 6‰: digits set apart one by one, before the decimal point and behind it.
_SPACED_DIGITS = re.compile(
    r"[0-9](?<![\d.,].)(?:(?: \d){1,6}(?:\.\d(?: \d){0,3})?|\.\d(?: \d){1,3})(?=[万亿元年%‰个人户吨公亩美多余岁月日家项名所])"
)
#: A blank among them.
_BLANK_BETWEEN = re.compile(r" (?<=\d )(?=\d)")
#: Which table a sentence is told from: （表五）, （详见附表3）. The names around it are none of its business.
_REFERENCE = re.compile(
    r"（(?:(?:详|请|参)?见)?附?[表图件](?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:[-—、至到和]附?[表图件]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}))*)）"
)
_NOTE_BEHIND = re.compile(r"[\[［〔](?<=[\u4e00-\u9fff”》）%].)\d{1,2}[\]］〕](?!\d{0,4}号)")
_STRAIGHT_PAIR = re.compile('"([^"\\n]{1,40})"')
_HALF_COLON = re.compile(r"：(?<=\d.)(?=\d)")
_DECIMAL_LOOKALIKE = re.compile(r"[．·•﹒](?<=\d.)(?=\d)")
#: 预算 ９１％ .收入: a Latin full stop behind a word or a percentage, and a hanzi, a bracket or nothing behind it.
_LATIN_STOP = re.compile(
    r"\.(?:(?<=[\u4e00-\u9fff%）]\.)|(?<=[\u4e00-\u9fff%）] \.))(?= *(?:[\u4e00-\u9fff（“\n\f]|$))"
)
_OTHER_COMMA = re.compile(r",(?:(?!\d{3}(?!\d))|(?<!\d.))")
_OTHER_COLON = re.compile(r":(?:(?<!\d.)|(?!\d))")


@dataclass(frozen=True)
class Normalised:
    """The normalised text and, for each of its characters, the code point of the original it came from.

    Attributes:
        text: the normalised text; paragraphs end with a line feed, the last one where the original does.
        offsets: ``offsets[i]`` is where character ``i`` stands in the original.
        dropped: spans of the original that have no place in ``text``, each with what it is: ``page_number``, ``footnote``, ``reference``, ``web``.
    """

    text: str
    offsets: tuple[int, ...]
    dropped: tuple[tuple[int, int, str], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of ``text[start:end]``.

        Args:
            start: first character, in ``text``.
            end: character after the last, greater than ``start``.
        """
        return self.offsets[start], self.offsets[end - 1] + 1

    @cached_property
    def _index(self) -> dict[int, int]:
        return {offset: position for position, offset in enumerate(self.offsets)}

    def position(self, offset: int) -> int | None:
        """Where the original's code point ``offset`` stands in ``text``; None where it was dropped."""
        return self._index.get(offset)


@cache
def _one_for_one() -> tuple[re.Pattern[str], dict[str, str]]:
    """Characters that become another one whatever stands beside them (full-width forms, radicals, punctuation), and what."""
    table = {
        code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
    table = {**table, **{ord(form): hanzi for form, hanzi in hanzi_by_form().items()}, **_PUNCTUATION}
    characters = {chr(code): char for code, char in table.items()}
    return re.compile("[" + re.escape("".join(characters)) + "]"), characters


def _blank(match: re.Match[str]) -> str:
    return "\u200b" * len(match[0])


def _unmarked(tag: re.Match[str]) -> str:
    """Blanks in place of a tag, after a line break where it ends a paragraph: names reach across none."""
    return "\n" + " " * (len(tag[0]) - 1) if _BLOCK.match(tag[0]) else " " * len(tag[0])


def _translated(text: str) -> str:
    """The text with other characters for those of ``_one_for_one``, which are few: the search leaps over the rest."""
    pattern, characters = _one_for_one()
    return pattern.sub(lambda match: characters[match[0]], text)


def _without_marks(text: str) -> str:
    """The text, its marks as printed (the semicolon of &nbsp;), with blanks for tags and nothing for bold type, one for one."""
    text = _MARKUP.sub(_unmarked, text)
    return _BOLD.sub(_blank, text) if "**" in text else text


def _full_stops(text: str) -> str:
    """The text with 。 for the Latin full stops that a typesetter put in its place, one for one."""
    return _LATIN_STOP.sub("。", text) if len(_LATIN_STOP.findall(text)) > text.count("。") else text


def _ascii_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _append(line: Line, chars: list[str], offsets: list[int]) -> None:
    """Add the characters of one line that stay, each with its offset; spaces only between two ASCII words."""
    words = line.text.strip(_NOTHING)
    if not _BLANK.search(words):
        begin = line.start if words is line.text else line.start + line.text.index(words)
        chars.append(words)
        offsets.extend(range(begin, begin + len(words)))
        return
    last, stop = "", 0
    for run in _RUN.finditer(line.text):
        text = run[0]
        if last and _ascii_word(last) and _ascii_word(text[0]) and not _GLUED.fullmatch(line.text, stop, run.start()):
            chars.append(" ")
            offsets.append(line.start + run.start() - 1)
        chars.append(text)
        offsets.extend(range(line.start + run.start(), line.start + run.end()))
        last, stop = text[-1], run.end()


def _context_marks(text: str) -> str:
    """Characters whose meaning hangs on their neighbours, one for one: 二〇三五年, 1.2：10.8, 3．5, a comma between hanzi."""
    text = _STRAIGHT_PAIR.sub(r"“\1”", text)
    text = _HANZI_YEAR.sub(lambda match: match[0].translate(_HANZI_DIGITS), text)
    text = _PRIVATE_POINT.sub(".", text)
    if _FULL_COMMA.search(text):
        text = _FULL_COMMAS.sub(lambda match: match[0].replace("，", ","), text)
    text = _HALF_COLON.sub(":", text)
    text = _DECIMAL_LOOKALIKE.sub(".", text)
    return _OTHER_COLON.sub("：", _OTHER_COMMA.sub("，", text))


def normalise(text: str) -> Normalised:
    r"""Normalise the text of a document.

    Args:
        text: as read.

    Example:
        >>> normalise("收入 866.56\n亿元，增长７．５％。").text
        '收入866.56亿元，增长7.5%。'
    """
    plain = apart(_full_stops(_translated(_without_marks(text))))
    dropped = [(tag.start(), tag.end(), "web") for tag in _MARKUP.finditer(text)]
    lines = split_lines(plain)
    width = wrap_width(lines)
    chars: list[str] = []
    offsets: list[int] = []
    previous: Line | None = None
    marks = furniture(plain, lines)
    before, noted = 0, False
    for line in lines:
        reason = "page_number" if line.start in marks else aside(line)
        if reason:
            dropped.append((line.start, line.start + len(line.text), reason))
            noted = noted or reason == "footnote"
            continue
        if previous is not None:
            if not joins(previous, line, width, before, noted=noted):
                chars.append("\n")
                offsets.append(previous.start + len(previous.text))
            elif chars and _ascii_word(chars[-1][-1]) and _ascii_word(line.stripped[0]):
                chars.append(" ")
                offsets.append(previous.start + len(previous.text))
            before = before + previous.width if width and torn_decimals(previous, line) else 0
        _append(line, chars, offsets)
        previous, noted = line, False
    if previous is not None and previous.start + len(previous.text) < len(text):
        chars.append("\n")
        offsets.append(previous.start + len(previous.text))
    text_out, offsets = _without(_context_marks("".join(chars)), offsets, dropped)
    return Normalised(text_out, tuple(offsets), tuple(dropped))


def _without(text: str, offsets: list[int], dropped: list[tuple[int, int, str]]) -> tuple[str, list[int]]:
    """The text without the blanks of digits set apart (由1 9 4亿美元) the marks of footnotes behind a word (共建[2]) and the references to tables."""
    runs = _SPACED_DIGITS.finditer(text) if _BLANK_BETWEEN.search(text) else ()
    out = {run.start() + at for run in runs for at in range(len(run[0])) if run[0][at] == " "}
    for pattern, reason in ((_NOTE_BEHIND, "footnote"), (_REFERENCE, "reference")):
        for mark in pattern.finditer(text):
            out.update(range(*mark.span()))
            dropped.append((offsets[mark.start()], offsets[mark.end() - 1] + 1, reason))
    if not out:
        return text, offsets
    pieces: list[str] = []
    kept: list[int] = []
    begin = 0
    for index in (*sorted(out), len(text)):
        if begin < index:
            pieces.append(text[begin:index])
            kept += offsets[begin:index]
        begin = index + 1
    return "".join(pieces), kept

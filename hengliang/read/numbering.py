"""Automatic numbers of Word's paragraphs: ``一、``, ``（二）``, ``3.`` are printed, but stand in no text.

In: a numbering part, and for each paragraph its list and level. Out: the label as printed. It does not know what a
paragraph says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.oxml.xmlchemy import BaseOxmlElement

_DIGITS: Final = "〇一二三四五六七八九"
_ROMAN: Final = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_LEVELS: Final = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list: how its numbers are written, the pattern around them (``第%1章``), where it starts."""

    form: str
    pattern: str
    start: int


class Numbering:
    """The lists of a document; counts as the paragraphs come, in their order."""

    def __init__(self, part: BaseOxmlElement | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._seen: set[str] = set()
        if part is not None:
            self._load(part)

    def _load(self, part: BaseOxmlElement) -> None:
        for abstract in part.iterchildren(qn("w:abstractNum")):
            levels = {int(level.get(qn("w:ilvl"), "0")): _level(level) for level in abstract.iterchildren(qn("w:lvl"))}
            self._levels[abstract.get(qn("w:abstractNumId"), "")] = levels
        for number in part.iterchildren(qn("w:num")):
            name = number.get(qn("w:numId"), "")
            self._lists[name] = value_of(number, "w:abstractNumId")
            for override in number.iterchildren(qn("w:lvlOverride")):
                start = value_of(override, "w:startOverride")
                if start.isdigit():
                    self._starts[name, int(override.get(qn("w:ilvl"), "0"))] = int(start)

    def label(self, number: str, level: int) -> str:
        """Counts a paragraph and gives its label; empty for bullets and for lists that are not defined.

        Args:
            number: the id of its list (``numId``).
            level: from 0.
        """
        abstract = self._lists.get(number, "")
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts[abstract]
        if number not in self._seen:
            self._seen.add(number)
            for (name, at), start in self._starts.items():
                if name == number:
                    counts[at] = start - 1
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        label = levels[level].pattern
        for at in range(min(level + 1, _LEVELS)):
            if f"%{at + 1}" in label and at in levels:
                count = counts.setdefault(at, levels[at].start)
                label = label.replace(f"%{at + 1}", written(count, levels[at].form))
        return "" if levels[level].form in ("bullet", "none") else label


def value_of(element: BaseOxmlElement, name: str) -> str:
    """The value of a child such as ``<w:start w:val="1"/>``; empty where there is none."""
    child = element.find(qn(name))
    return "" if child is None else str(child.get(qn("w:val"), ""))


def _level(level: BaseOxmlElement) -> _Level:
    start = value_of(level, "w:start")
    return _Level(
        value_of(level, "w:numFmt") or "decimal", value_of(level, "w:lvlText"), int(start) if start.isdigit() else 1
    )


def written(number: int, form: str) -> str:
    """A number in one of WordprocessingML's forms (ISO/IEC 29500-1, 17.18.59); in digits where the form is a rare one.

    Example:
        >>> written(12, "chineseCounting"), written(3, "decimalEnclosedCircle"), written(4, "upperRoman")
        ('十二', '③', 'IV')
    """
    write = _FORMS.get(form)
    return write(number) if write and 0 < number < 100 else str(number)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


def _roman(number: int) -> str:
    return "x" * (number // 10) + _ROMAN[number % 10] if number < 40 else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + number - 1) if number <= 26 else str(number)


_FORMS: Final[dict[str, Callable[[int], str]]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
}

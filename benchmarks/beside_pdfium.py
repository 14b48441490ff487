"""The numbers of real PDFs beside those of PDFium's own text, page by page, and marks of a text that was read wrongly.

What goes in: a PDF's path and the document that was read from it. What comes out: counts, and each number that is not the
same with the characters around it. PDFium's text is another reading and no truth: it has page numbers, tears a number where
a line ends, and has a private character where a font calls its decimal point so. Each such case has a class of its own here;
what is in no class is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import pypdfium2
from likeness import NUMBER, PAGE_NUMBER, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Sequence
    from pathlib import Path

    from hengliang.records import Document, Page

#: Pages with fewer characters in their text layer hold nothing to compare with, …
_FEW: Final = 20
#: … and nor do those of which this share has no meaning (private use, control characters).
_MEANINGLESS: Final = 0.05
#: A line is furniture when it stands on so many pages, at the head or the foot, its digits apart.
_REPEATED: Final = 3
#: It has so many letters or hanzi: cells at the edge of a page, each on a line, are no furniture.
_WORDS: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]")
#: So many lines from the top or the bottom of a page can be furniture.
_EDGE_LINES: Final = 2
#: Classes of numbers that we do not have as they are printed.
_NOT_KEPT: Final = ("glued", "split", "lost")
_HANZI: Final = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_SPACED: Final = re.compile(rf"(?<=({_HANZI}{{2}}))[ \t\u3000\xa0]+(?=({_HANZI}{{2}}))")
_UNITS: Final = "亿元|万元|万亿元|万人|万吨|万亩|万户|公顷|公里|平方米|平方公里|立方米|个百分点|百分点|千瓦时|美元|元|%|‰|人|户|个|件|吨|亩"
_UNIT_APART: Final = re.compile(rf"(?<=[0-9])\s*[\n\f]\s*(?=(?:{_UNITS})(?!{_HANZI}))")
#: A page number that PDFium has on a line with other things.
_NUMBERED: Final = re.compile(r"^\s*([-—–]\s*[0-9]+\s*[-—–](?=\s))|((?:第\s*[0-9]+\s*页|\s[-—–]\s*[0-9]+\s*[-—–])\s*$)")
_DASHED: Final = re.compile(r"[-—–]{1,2}[0-9]{1,4}[-—–]{1,2}")
_TWO_POINTS: Final = re.compile(r"[0-9]+\.[ \t\n]*\.[0-9]+|[0-9]+\.[ \t\n]+[0-9]+(?=%|亿|万)|[0-9]+\.[0-9]+\.[0-9]+")
_PRIVATE: Final = "[\ue000-\uf8ff\U000f0000-\U0010fffd]"
#: U+FFFD, private characters, and radicals that stand for hanzi.
_ODD: Final = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\u2e80-\u2fdf]")
_PRIVATE_POINT: Final = re.compile(rf"(?<=[0-9]){_PRIVATE}(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number where it stands.

    Attributes:
        number: its digits, points and commas.
        before: the character before it, blanks dropped; empty at the beginning of the page.
        behind: the one behind it.
        place: the number in its line, for a person.
        index: the how manyeth number of its page.
        furniture: whether it stands in a line that a reader drops.
        touches: whether there is nothing between it and the next number but blanks, a point, and characters without a meaning.
    """

    number: str
    before: str
    behind: str
    place: str
    index: int
    furniture: bool
    touches: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """What has to be the same in both texts."""
        return self.before, self.number, self.behind


#: The numbers of a page that are not yet explained: PDFium's and ours.
Rest: TypeAlias = "tuple[list[Printed], list[Printed]]"


@dataclass(slots=True)
class Comparison:
    """What became of PDFium's numbers of one file.

    Attributes:
        pages: pages compared; ``skipped`` are those without a text layer that means something.
        skipped: see ``pages``.
        counts: numbers by class: ``equal`` (with the characters around them), ``neighbours`` (there, but between other
            characters), ``joined`` (PDFium has it in two where a line ends or all characters are spaced out), ``glued`` (two
            numbers with a gap between them in one line are one), ``split`` (PDFium has it whole, we do not), ``lost``; ``only ours``; and ``furniture dropped`` and ``furniture kept`` (page numbers, and lines that
            stand at the edge of several pages, which the heads of tables do as well).
        marks: ``two points``, ``point lost``, ``point added``, ``unit apart``, ``spaces``, ``odd characters``.
        cases: class, page and surroundings of what is not equal.
    """

    pages: int = 0
    skipped: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    cases: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def expected(self) -> int:
        """PDFium's numbers but for furniture."""
        return sum(self.counts[name] for name in ("equal", "neighbours", "joined", *_NOT_KEPT))

    @property
    def kept(self) -> float:
        """The share of them that we have whole; 0 where there is none."""
        return 1 - sum(self.counts[name] for name in _NOT_KEPT) / self.expected if self.expected else 0.0

    def add(self, kind: str, page: int, place: str) -> None:
        """Counts a case and keeps it to be looked at."""
        self.counts[kind] += 1
        self.cases.append((kind, page, place))

    def mark(self, kind: str, page: int, place: str) -> None:
        """Counts a mark of a wrongly read text."""
        self.marks[kind] += 1
        self.cases.append((kind, page, place))


def pdfium_pages(path: Path) -> list[str]:
    """PDFium's text of each page, its lines ended as ours are."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pdf]


def compare_pages(theirs: Sequence[str], document: Document) -> Comparison:
    """Compares PDFium's text with a document, page by page; what is left over is sought on the neighbouring pages as well."""
    result = Comparison()
    heads = _heads(theirs)
    rests: list[Rest] = []
    for text, page in zip(theirs, document.pages, strict=True):
        if not _meaningful(_pointed(text)):
            result.skipped += 1
            rests.append(([], []))
            continue
        result.pages += 1
        ours = document.text[page.start : page.end]
        left, right = printed(_pointed(text), heads), printed(ours)
        rests.append(_explain(left, right, result, page.number))
        outside = _outside_tables(document, page)
        _mark(text, ours, page.number, result)
        _mark_apart(text, outside, page.number, result)
    for before, here, after in zip([([], []), *rests], rests, [*rests[1:], ([], [])], strict=False):
        _over_the_page(here, (before, after), result)
    for number, (left, right) in enumerate(rests, 1):
        _settle(left, right, number, result)
    return result


def has_text_layer(pages: Sequence[str]) -> bool:
    """Whether the text layers of at least half of the pages mean something; of the others PDFium tells nothing."""
    return 2 * sum(_meaningful(_pointed(text)) for text in pages) >= len(pages)


def _meaningful(text: str) -> bool:
    printed_chars = [char for char in text if not char.isspace()]
    odd = sum(unicodedata.category(char) in ("Co", "Cc", "Cn") or char == "\ufffd" for char in printed_chars)
    return len(printed_chars) >= _FEW and odd <= _MEANINGLESS * len(printed_chars)


def _pointed(text: str) -> str:
    """A private character between two digits is the font's decimal point."""
    return _PRIVATE_POINT.sub(".", unicodedata.normalize("NFKC", text))


def _heads(pages: Sequence[str]) -> set[str]:
    """Lines at the heads and feet of pages that stand on several of them: with words, or bare numbers that count the pages."""
    counted, offsets = Counter[str](), Counter[int]()
    bare: list[tuple[str, int]] = []
    for index, text in enumerate(pages):
        edges = {line for lines in [_lines(text)] for line in lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]}
        counted.update({_without_digits(line) for line in edges if len(_WORD.findall(line)) >= _WORDS})
        bare += [(line, int(line) - index) for line in edges if re.fullmatch(r"[0-9]{1,4}", line)]
    offsets.update(offset for _, offset in bare)
    heads = {line for line, count in counted.items() if count >= _REPEATED}
    return heads | {line for line, offset in bare if offsets[offset] >= _REPEATED}


def _lines(text: str) -> list[str]:
    return [line for line in map(plain, unicodedata.normalize("NFKC", text).splitlines()) if line]


def _without_digits(line: str) -> str:
    return re.sub(r"[0-9]+", "0", line)


def printed(text: str, heads: Container[str] = ()) -> list[Printed]:
    """The numbers of a page with what is around them; ``heads`` are the lines that are furniture at a page's edges."""
    text = unicodedata.normalize("NFKC", text)
    edges = _edge_spans(text, heads)
    matches = list(NUMBER.finditer(text))
    ends = [*(match.start() for match in matches[1:]), len(text)][: len(matches)]
    return [
        Printed(
            number=match.group(),
            before=text[: match.start()].rstrip()[-1:],
            behind=text[match.end() :].lstrip()[:1],
            place=f"{text[max(0, match.start() - 12) : match.start()]}【{match.group()}】{text[match.end() : match.end() + 12]}",
            index=index,
            furniture=any(start <= match.start() < end for start, end in edges),
            touches=end < len(text) and _ODD.sub("", text[match.end() : end]).strip() in ("", "."),
        )
        for index, (match, end) in enumerate(zip(matches, ends, strict=True))
    ]


def _edge_spans(text: str, heads: Container[str]) -> list[tuple[int, int]]:
    """Where the lines of a page are that a reader drops: page numbers and repeated lines at its edges."""
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        if plain(line):
            lines.append((start, line))
        start += len(line)
    spans = []
    for place, (start, line) in enumerate(lines):
        bare, at_edge = plain(line), min(place, len(lines) - 1 - place) < _EDGE_LINES
        number = _NUMBERED.search(line) if at_edge else None
        repeated = bare in heads or _without_digits(bare) in heads
        counted = PAGE_NUMBER.fullmatch(bare) and not bare.isdecimal()
        whole = _DASHED.fullmatch(bare) or (at_edge and (counted or repeated))
        if whole:
            spans.append((start, start + len(line)))
        elif number:
            spans.append((start + number.start(), start + number.end()))
    return spans


def _explain(left: list[Printed], right: list[Printed], result: Comparison, page: int) -> Rest:
    """Counts what of a page is in both texts, from the strictest likeness to the loosest; furniture comes last."""
    body, furniture = [n for n in left if not n.furniture], [n for n in left if n.furniture]
    body, right = _common(body, right, lambda n: n.key, "equal", result)
    keys = (lambda n: (n.number, n.behind), lambda n: (n.before, n.number), lambda n: n.number)
    for key in keys:
        before = body
        body, right = _common(body, right, key, "neighbours", result)
        result.cases += [("neighbours", page, n.place) for n in before if n not in body]
    furniture, right = _common(furniture, right, lambda n: n.number, "furniture kept", result)
    for item in furniture:
        result.add("furniture dropped", page, item.place)
    return body, right


def _common(
    left: list[Printed], right: list[Printed], key: Callable[[Printed], Hashable], kind: str, result: Comparison
) -> Rest:
    """Takes what is alike from both and counts it."""
    both = Counter(map(key, left)) & Counter(map(key, right))
    result.counts[kind] += both.total()
    return _less(left, both, key), _less(right, both, key)


def _less(items: list[Printed], both: Counter[Hashable], key: Callable[[Printed], Hashable]) -> list[Printed]:
    taken, kept = both.copy(), []
    for item in items:
        if taken[key(item)]:
            taken[key(item)] -= 1
        else:
            kept.append(item)
    return kept


def _over_the_page(here: Rest, around: tuple[Rest, Rest], result: Comparison) -> None:
    """A sentence that goes on over the page is written on one of the two."""
    for other in around:
        for item in list(here[0]):
            match = next((n for n in other[1] if n.number == item.number), None)
            if match is not None:
                result.counts["equal"] += 1
                here[0].remove(item)
                other[1].remove(match)


def _settle(left: list[Printed], right: list[Printed], page: int, result: Comparison) -> None:
    """Sorts what no page has in both texts into its classes."""
    for kind, whole, parts in (("joined", right, left), ("split", left, right)):
        for first, second in _touching(parts):
            together = {f"{first.number}{second.number}", f"{first.number}.{second.number}"}
            match = next((n for n in whole if n.number in together), None)
            if match is None or first not in parts or second not in parts:
                continue
            glued = kind == "joined" and _gap_in_line(first)
            result.add("glued" if glued else kind, page, f"{match.place} | {first.place}")
            whole.remove(match)
            parts.remove(first)
            parts.remove(second)
    for item in left:
        same = next((n for n in right if _digits(n.number) == _digits(item.number)), None)
        if same is not None:
            result.mark("point lost" if "." in item.number else "point added", page, f"{item.place} | {same.place}")
        result.add("lost", page, item.place)
    for item in right:
        result.add("only ours", page, item.place)


def _gap_in_line(first: Printed) -> bool:
    """Whether PDFium sees a gap behind a number within a line, and not between all characters as in spaced-out print."""
    before, _, behind = first.place.partition(f"【{first.number}】")
    return re.match(r"[ \t]+[0-9]", behind) is not None and not re.search(r"(?:\S {1,2}){3}$", before)


def _touching(items: Sequence[Printed]) -> list[tuple[Printed, Printed]]:
    return [(a, b) for a, b in pairwise(items) if a.touches and b.index == a.index + 1]


def _digits(number: str) -> str:
    return re.sub(r"[.,]", "", number)


def _outside_tables(document: Document, page: Page) -> str:
    """A page's text with its tables blanked by line breaks."""
    chars = list(document.text[page.start : page.end])
    for table in document.tables:
        start, end = max(0, table.start - page.start), max(0, table.end - page.start)
        chars[start:end] = "\n" * len(chars[start:end])
    return "".join(chars)


def _mark(theirs: str, ours: str, page: int, result: Comparison) -> None:
    """Counts the marks of numbers that came apart, as far as PDFium's text does not have them too."""
    reference = Counter(match.group() for match in _TWO_POINTS.finditer(_pointed(theirs)))
    for match in _TWO_POINTS.finditer(ours):
        if reference[match.group()]:
            reference[match.group()] -= 1
        else:
            result.mark("two points", page, _around(ours, match))
    for match in _ODD.finditer(ours):
        result.mark("odd characters", page, _around(ours, match))


def _mark_apart(theirs: str, ours: str, page: int, result: Comparison) -> None:
    """Counts units on another line than their number, and blanks between hanzi where PDFium, going by the print's gap, has none."""
    for match in _UNIT_APART.finditer(ours):
        result.mark("unit apart", page, _around(ours, match))
    for match in _SPACED.finditer(ours):
        if f"{match[1]}{match[2]}" in theirs.replace("\n", ""):
            result.mark("spaces", page, _around(ours, match))


def _around(text: str, match: re.Match[str]) -> str:
    return (
        f"{text[max(0, match.start() - 12) : match.start()]}【{match.group()}】{text[match.end() : match.end() + 12]}"
    )

"""Paragraphs and tables of a Word document in the order of its text, as printed.

In: elements of WordprocessingML. Out: lines and sheets. Tracked changes are read as accepted, hidden text is left out,
automatic numbers are written, text boxes follow the paragraph that holds them, footnotes come last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docx.oxml.ns import qn

from hengliang.read.flow import RAISED, Sheet, Spanned, as_typed, cell_text, lay_out
from hengliang.read.numbering import Numbering, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.oxml.xmlchemy import BaseOxmlElement

_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: What is not printed: deletions, what was moved away, properties, codes of fields, older forms of the same drawing.
_UNREAD: Final = frozenset(
    {qn(name) for name in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:delText", "w:sdtPr", "w:rt")}
    | {f"{_COMPATIBILITY}Fallback"}
)
_CHARACTERS: Final = {
    qn("w:tab"): " ",
    qn("w:ptab"): " ",
    qn("w:br"): "\v",
    qn("w:cr"): "\v",
    qn("w:noBreakHyphen"): "-",
}
_NOTES: Final = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_BOX: Final = qn("w:txbxContent")
_OFF: Final = ("0", "false", "off")
#: Containers of paragraphs and tables that add nothing.
_FRAMES: Final = frozenset(
    {qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo")}
    | {f"{_COMPATIBILITY}AlternateContent", f"{_COMPATIBILITY}Choice"}
)


class WordBlocks:
    """Reads the blocks of one document; counts its lists and notes the footnotes that it meets."""

    def __init__(self, numbering: Numbering, styles: dict[str, BaseOxmlElement]) -> None:
        self._numbering = numbering
        self._styles = styles
        self.notes: list[tuple[str, str]] = []

    def of(self, container: BaseOxmlElement) -> Iterator[str | Sheet]:
        """The blocks within an element: a body, a cell, a note, a text box."""
        for child in container.iterchildren(tag="*"):
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in _FRAMES:
                yield from self.of(child)

    def _paragraph(self, paragraph: BaseOxmlElement) -> Iterator[str | Sheet]:
        boxes: list[BaseOxmlElement] = []
        text = "".join(self._texts(paragraph, boxes))
        if not boxes and not text.strip():
            return
        label = self._label(paragraph)
        if label:
            text = label + (" " if label[-1].isascii() else "") + text
        yield from filter(None, map(as_typed, text.split("\v")))
        for box in boxes:
            yield from self.of(box)

    def _texts(self, element: BaseOxmlElement, boxes: list[BaseOxmlElement]) -> Iterator[str]:
        """The texts of a paragraph; text boxes on the way are put aside."""
        for child in element.iterchildren(tag="*"):
            tag = child.tag
            if tag in _UNREAD or (tag == qn("w:r") and _is_on(child, "w:vanish")):
                continue
            if tag == _BOX:
                boxes.append(child)
            elif tag in (qn("w:t"), f"{_MATHS}t"):
                yield (child.text or "").translate(RAISED) if _is_raised(element) else child.text or ""
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag == qn("w:sym"):
                yield _symbol(child)
            elif tag in _NOTES:
                self.notes.append((_NOTES[tag], child.get(qn("w:id"), "")))
                yield str(len(self.notes)).translate(RAISED)
            else:
                yield from self._texts(child, boxes)

    def _label(self, paragraph: BaseOxmlElement) -> str:
        """The automatic number, from the paragraph's own properties or those of its style and the styles above it."""
        number = level = ""
        element: BaseOxmlElement | None = paragraph
        for _ in range(len(self._styles) + 1):
            properties = None if element is None else element.find(qn("w:pPr"))
            own = None if properties is None else properties.find(qn("w:numPr"))
            if own is not None:
                number, level = value_of(own, "w:numId"), level or value_of(own, "w:ilvl")
            if element is None or number:
                break
            style = value_of(element, "w:basedOn") if element is not paragraph else _style_of(properties)
            element = self._styles.get(style)
        return self._numbering.label(number, int(level) if level.isdigit() else 0) if number else ""

    def _table(self, table: BaseOxmlElement) -> Iterator[str | Sheet]:
        """A sheet; the contents of the cells one after the other where a table only frames them."""
        lines = [row for row in _children(table, qn("w:tr")) if not _is_deleted(row)]
        rows = [list(_children(row, qn("w:tc"))) for row in lines]
        if _only_frames(rows):
            for row in rows:
                for cell in row:
                    yield from self.of(cell)
            return
        filled = [[self._cell_text(cell) for cell in row] for row in rows]
        before = [_number(row, "w:trPr", "w:gridBefore") or 0 for row in lines]
        sheet = lay_out(_spanned(rows, filled, before))
        if sheet.columns > 1:
            yield sheet
        else:
            yield from (cell.text for cell in sheet.cells if cell.text)

    def _cell_text(self, cell: BaseOxmlElement) -> str:
        lines: list[str] = []
        for block in self.of(cell):
            lines += [block] if isinstance(block, str) else [inner.text for inner in block.cells]
        return cell_text(lines)


def _style_of(properties: BaseOxmlElement | None) -> str:
    return "" if properties is None else value_of(properties, "w:pStyle")


def _children(element: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """Children of a kind, also those in frames that add nothing."""
    for child in element.iterchildren(tag="*"):
        if child.tag == tag:
            yield child
        elif child.tag in _FRAMES:
            yield from _children(child, tag)


def _is_on(run: BaseOxmlElement, name: str) -> bool:
    properties = run.find(qn("w:rPr"))
    switch = None if properties is None else properties.find(qn(name))
    return switch is not None and switch.get(qn("w:val")) not in _OFF


def _is_raised(run: BaseOxmlElement) -> bool:
    properties = run.find(qn("w:rPr"))
    return properties is not None and value_of(properties, "w:vertAlign") == "superscript"


def _symbol(symbol: BaseOxmlElement) -> str:
    code = symbol.get(qn("w:char"), "")
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"


def _is_deleted(row: BaseOxmlElement) -> bool:
    properties = row.find(qn("w:trPr"))
    return properties is not None and properties.find(qn("w:del")) is not None


def _number(element: BaseOxmlElement, properties: str, name: str) -> int | None:
    found = element.find(qn(properties))
    value = "" if found is None else value_of(found, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else None


def _only_frames(rows: list[list[BaseOxmlElement]]) -> bool:
    """Whether there is one column, or more of the text stands in tables within the cells than beside them."""
    if all(len(row) < 2 for row in rows):
        return True
    own = nested = 0
    for row in rows:
        for cell in row:
            inner = sum(len(text.text or "") for table in cell.iter(qn("w:tbl")) for text in table.iter(qn("w:t")))
            nested += inner
            own += sum(len(text.text or "") for text in cell.iter(qn("w:t"))) - inner
    return nested > own


def _spanned(rows: list[list[BaseOxmlElement]], texts: list[list[str]], before: list[int]) -> list[list[Spanned]]:
    """Cells with their spans: Word repeats a cell that spans rows in each of them, and says that it goes on."""
    places = [dict(_places(row, first)) for row, first in zip(rows, before, strict=True)]
    spanned: list[list[Spanned]] = []
    for number in range(len(rows)):
        spanned.append([Spanned("", 1, before[number])] if before[number] else [])
        for (column, cell), text in zip(places[number].items(), texts[number], strict=True):
            if number and _goes_on(cell) and column in places[number - 1]:
                continue
            height = 1
            while (
                number + height < len(rows)
                and column in places[number + height]
                and _goes_on(places[number + height][column])
            ):
                height += 1
            spanned[-1].append(Spanned(text, height, _number(cell, "w:tcPr", "w:gridSpan") or 1))
    return spanned


def _places(row: list[BaseOxmlElement], first: int) -> Iterator[tuple[int, BaseOxmlElement]]:
    column = first
    for cell in row:
        yield column, cell
        column += _number(cell, "w:tcPr", "w:gridSpan") or 1


def _goes_on(cell: BaseOxmlElement) -> bool:
    properties = cell.find(qn("w:tcPr"))
    merge = None if properties is None else properties.find(qn("w:vMerge"))
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"

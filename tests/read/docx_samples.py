"""DOCX files for tests, made with python-docx and pieces of WordprocessingML."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def make_docx(fill: Callable[[Document], None]) -> bytes:
    """The bytes of a document that ``fill`` has written."""
    document = docx.Document()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def add_xml(document: Document, *pieces: str) -> None:
    """Adds elements of the body, written with the prefix ``w``."""
    for piece in pieces:
        at = piece.index(">") if "/>" not in piece[: piece.index(">") + 1] else piece.index("/>")
        document.element.body.insert(len(document.element.body) - 1, parse_xml(f"{piece[:at]} {SPACES}{piece[at:]}"))


def paragraph(runs: str, properties: str = "") -> str:
    """A paragraph of runs given as WordprocessingML; plain words become one run."""
    if "<" not in runs:
        runs = f"<w:r><w:t>{runs}</w:t></w:r>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def numbered(words: str, level: int = 0, number: int = 90) -> str:
    """A paragraph of a list."""
    return paragraph(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def add_list(document: Document, *levels: tuple[str, str], number: int = 90) -> None:
    """Defines a list by form and pattern of its levels: ``("chineseCounting", "%1、")``."""
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for at, (form, pattern) in enumerate(levels)
    )
    part = document.part.numbering_part.element
    part.append(parse_xml(f'<w:abstractNum {SPACES} w:abstractNumId="{number}">{inner}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {SPACES} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def add_footnotes(document: Document, *notes: str) -> None:
    """Adds a part with footnotes, their ids from 1."""
    inner = "".join(f'<w:footnote w:id="{at}">{paragraph(note)}</w:footnote>' for at, note in enumerate(notes, 1))
    blob = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {SPACES}>{inner}</w:footnotes>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

"""Reads a Word document (DOCX): its paragraphs and tables in order, then its footnotes.

In: the bytes. Out: a ``Document`` of one page, since where a page ends is told only by the program that prints it.
python-docx opens the package; headers, footers, comments and pictures are not read.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from hengliang.limits import limits
from hengliang.read.flow import RAISED, Sheet, write_flow
from hengliang.read.numbering import Numbering
from hengliang.read.word_blocks import WordBlocks
from hengliang.records import Document, Page, TextSource, UnreadableError

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement

#: Bytes to which all XML of a document unpacks at most; a report of a thousand pages has 30 million.
_MOST_XML: Final = 200_000_000
#: Parts of the package.
_MOST_PARTS: Final = 10_000
_ENCRYPTED: Final = 0x1
_NOTE_PARTS: Final = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}


def read_docx(data: bytes, *, document_id: str, name: str) -> Document:
    """Makes a document of the bytes of a DOCX file.

    Args:
        data: the bytes.
        document_id: their SHA-256.
        name: the file's base name.

    Raises:
        UnreadableError: it is damaged, encrypted, a bomb, or holds no text.
    """
    _check_sizes(data)
    try:
        blocks = _blocks(docx.Document(io.BytesIO(data)))
    except Exception as error:  # parsers of hostile input: whatever they raise, the file is damaged
        raise UnreadableError("DOCX 已损坏，无法打开；请用 Word 或 WPS 打开后另存一次") from error
    if not blocks:
        raise UnreadableError("DOCX 里没有任何文字，内容可能是图片")
    text, tables = write_flow(blocks)
    page = Page(number=1, start=0, end=len(text), source=TextSource.FILE)
    return Document(document_id, name, text, "", "docx", (page,), tables)


def _check_sizes(data: bytes) -> None:
    """Looks at what the parts claim to unpack to; ``zipfile`` reads no byte more than a part claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError("DOCX 不完整或已损坏：压缩包打不开，像是没有下载完") from error
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise UnreadableError("DOCX 已加密，需要密码才能打开")
    if sum(part.file_size for part in parts) > limits().stream_bytes:
        raise UnreadableError(f"DOCX 解压后太大{limits().told('stream_mb')}")
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if xml > _MOST_XML or len(parts) > _MOST_PARTS:
        raise UnreadableError("DOCX 解压后大得反常，不是正常的文件")


def _blocks(document: WordDocument) -> list[str | Sheet]:
    """The blocks of the body, then the notes that it refers to, each after its raised number."""
    words = WordBlocks(Numbering(_numbering(document)), _styles(document))
    blocks = list(words.of(document.element.body))
    notes = {kind: _notes(document, relation) for kind, relation in _NOTE_PARTS.items()}
    for number, (kind, note_id) in enumerate(list(words.notes), 1):
        note = notes[kind].get(note_id)
        for position, block in enumerate(words.of(note) if note is not None else ()):
            mark = str(number).translate(RAISED) if position == 0 else ""
            blocks.append(f"{mark}{block}" if isinstance(block, str) else block)
    return blocks


def _part(document: WordDocument, relation: str) -> BaseOxmlElement | None:
    """A part that belongs to the document by a relation, parsed (entities are not resolved); None where there is none."""
    related = next((part for part in document.part.rels.values() if part.reltype == relation), None)
    return None if related is None or related.is_external else parse_xml(related.target_part.blob)


def _numbering(document: WordDocument) -> BaseOxmlElement | None:
    return _part(document, RELATIONSHIP_TYPE.NUMBERING)


def _styles(document: WordDocument) -> dict[str, BaseOxmlElement]:
    part = _part(document, RELATIONSHIP_TYPE.STYLES)
    return {} if part is None else {style.get(qn("w:styleId"), ""): style for style in part.iterchildren(qn("w:style"))}


def _notes(document: WordDocument, relation: str) -> dict[str, BaseOxmlElement]:
    part = _part(document, relation)
    return {} if part is None else {note.get(qn("w:id"), ""): note for note in part.iterchildren(tag="*")}

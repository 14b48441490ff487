"""Readers: a path in, a ``Document`` out, whatever the format; what cannot be read says why in a sentence.

``read`` looks at the bytes, not at the name, to choose the reader; a name that promises another format is refused,
since then nobody knows what the file was meant to be. It does not segment and does not normalise.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from hengliang.read.docx import read_docx
from hengliang.read.files import discover, is_wanted, load, sha256_of
from hengliang.read.html import read_html
from hengliang.read.pdf import read_pdf
from hengliang.read.sniff import DOCX, EMPTY, HTML, PDF, TEXT, Kind, is_fragment, sniff
from hengliang.read.text import read_text
from hengliang.records import Document, UnreadableError

__all__ = ["discover", "is_wanted", "read", "sha256_of"]

#: What the endings promise. Any other ending promises nothing.
_PROMISES: Final = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": TEXT,
    ".pdf": PDF,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".shtml": HTML,
    ".docx": DOCX,
}
_READERS: Final = {TEXT.code: read_text, PDF.code: read_pdf, HTML.code: read_html, DOCX.code: read_docx}


def read(path: Path) -> Document:
    """Reads one file.

    Args:
        path: a text file (UTF-8, GB18030, UTF-16 with BOM), a PDF with a text layer, a web page, or a DOCX file.

    Returns:
        The document; ``document_id`` is the SHA-256 of exactly the bytes that were read.

    Raises:
        UnreadableError: with a Chinese sentence that says why.
    """
    path = Path(path)
    data = load(path)
    kind = sniff(data)
    if kind == TEXT and _PROMISES.get(path.suffix.lower()) == HTML and is_fragment(data):
        kind = HTML
    _check_kind(kind, path)
    document_id = hashlib.sha256(data).hexdigest()
    reader = _READERS[kind.code]
    return replace(reader(data, document_id=document_id, name=path.name), path=path)


def _check_kind(kind: Kind, path: Path) -> None:
    """Refuses what no reader reads and what is not what its ending says."""
    promised = _PROMISES.get(path.suffix.lower())
    if kind == EMPTY:
        raise UnreadableError("文件是空的（0 字节）")
    if kind.code == "other":
        remedy = f"，{kind.remedy}" if kind.remedy else ""
        raise UnreadableError(
            f"不是{'文本' if promised in (TEXT, None) else promised.label}：看起来是 {kind.label}{remedy}"
        )
    if promised and kind != promised:
        raise UnreadableError(f"扩展名是 {path.suffix}，内容却是{kind.label}")

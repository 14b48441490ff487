"""What a file really is, told by its first bytes and never by its name.

In: the bytes. Out: a ``Kind``. It does not decode text, and of a container it only looks for the names within.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is.

    Attributes:
        code: ``text``, ``pdf``, ``html``, ``docx``, ``empty`` or ``other`` (a format that no reader reads).
        label: its name for a person: ``PNG 图片``.
        remedy: what a person can do to have it read, empty where nothing is known.
    """

    code: str
    label: str
    remedy: str = ""


EMPTY: Final = Kind("empty", "空文件")
TEXT: Final = Kind("text", "文本")
PDF: Final = Kind("pdf", "PDF")
HTML: Final = Kind("html", "网页（HTML）")
DOCX: Final = Kind("docx", "DOCX 文件")

_SAVE_AS_DOCX: Final = "请用 Word 或 WPS 打开后另存为 DOCX 或 PDF"
_OFFICE: Final = Kind("other", "旧版 Office 文件（DOC、XLS、PPT 或 WPS）", _SAVE_AS_DOCX)
#: Compound files by a stream's name in their directory, UTF-16 (MS-CFB 2.6.1, MS-OFFCRYPTO 2.3.4.4).
_COMPOUND: Final[tuple[tuple[str, Kind], ...]] = (
    ("EncryptedPackage", Kind("other", "已加密的 Office 文件，需要密码才能打开", "请先去掉密码")),
    ("WordDocument", Kind("other", "旧版 Office 文件（Word 97—2003 的 DOC，或 WPS 文字）", _SAVE_AS_DOCX)),
)
_MHTML: Final = Kind("other", "MHTML 网页存档", "请在浏览器里打开后另存为“网页，仅 HTML”或 PDF")
_MHTML_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[A-Za-z-]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)*?Content-Type:\s*multipart/related",
    re.IGNORECASE,
)
#: Tags with which a piece of a page begins that was saved without its head.
_FRAGMENT_START: Final = re.compile(
    r"\ufeff?\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|meta|title|link|script|style|div|table|center|section|article|p|h[1-6]|span|font)\b[^<]*>",
    re.IGNORECASE | re.DOTALL,
)

#: Signatures at the very start, the longer and surer first.
_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF87a", "GIF 图片"),
    (b"GIF89a", "GIF 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b\x08", "GZIP 压缩包"),
    (b"BZh", "BZIP2 压缩包"),
    (b"\xfd7zXZ\x00", "XZ 压缩包"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x7fELF", "可执行程序"),
    (b"SQLite format 3\x00", "SQLite 数据库"),
    (b"PAR1", "Parquet 数据文件"),
    (b"%!PS", "PostScript 文件"),
    (b"AT&TFORM", "DjVu 文件"),
)
_COMPOUND_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A page begins within so many bytes: what a browser or a publishing system notes before it is shorter.
_HTML_WINDOW: Final = 4096
#: Which member of a ZIP tells what it holds.
_ZIP_MEMBERS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"word/document", DOCX.label),
    (b"xl/workbook", "XLSX 文件"),
    (b"ppt/presentation", "PPTX 文件"),
    (b"OFD.xml", "OFD 版式文件"),
    (b"opendocument", "ODF 文件"),
    (b"epub+zip", "EPUB 电子书"),
)
_HTML_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
#: Readers accept a PDF header after some rubbish (ISO 32000-1, annex H.3.4.1: within the first 1024 bytes).
_PDF_WINDOW: Final = 1024


def sniff(data: bytes) -> Kind:
    r"""Tells what the bytes are.

    Example:
        >>> sniff(b"\x89PNG\r\n\x1a\n...").label
        'PNG 图片'
        >>> sniff("全年财政收入12亿元".encode()).code
        'text'
    """
    if not data:
        return EMPTY
    if data.startswith(_COMPOUND_SIGNATURE):
        return next((kind for name, kind in _COMPOUND if name.encode("utf-16-le") in data), _OFFICE)
    label = _signed(data) or _framed(data)
    if label:
        return DOCX if label == DOCX.label else Kind("other", label)
    if _is_pdf(data):
        return PDF
    start = data[:_HTML_WINDOW]
    if _MHTML_START.match(start):
        return _MHTML
    return HTML if _HTML_START.match(_narrow(start)) else TEXT


def is_fragment(data: bytes) -> bool:
    """Whether text whose name promises a web page is a piece of one: it begins with a tag, but not with ``<html>``."""
    return bool(_FRAGMENT_START.match(_narrow(data[:_HTML_WINDOW]).decode("utf-8", "replace")))


def _narrow(start: bytes) -> bytes:
    """UTF-16 with a byte order mark as UTF-8."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return start


def _signed(data: bytes) -> str | None:
    return next((label for signature, label in _SIGNATURES if data.startswith(signature)), None)


def _framed(data: bytes) -> str | None:
    """Formats whose signature alone says too little, or stands further on."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((label for member, label in _ZIP_MEMBERS if member in data), "ZIP 压缩包")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WebP 图片"
    if data.startswith(b"BM") and _is_bitmap(data):
        return "BMP 图片"
    return "音视频或 HEIC 图片" if data[4:8] == b"ftyp" else None


def _is_bitmap(data: bytes) -> bool:
    """Two letters are too few for a signature: the header also holds the file's length and four zero bytes."""
    return len(data) > 14 and data[6:10] == bytes(4)


def _is_pdf(data: bytes) -> bool:
    """A header at the start, or after rubbish that is no text (a report may well speak of %PDF-)."""
    at = data.find(b"%PDF-", 0, _PDF_WINDOW)
    return at == 0 or (
        at > 0 and (not data[:at].strip(b"\xef\xbb\xbf\r\n\t \x00") or b"\nendobj" in data or b"\rendobj" in data)
    )

"""Reads a PDF: opens it, has each page written, and says in a sentence why it cannot be read.

In: the bytes. Out: a ``Document`` whose pages are joined by form feeds. pdfminer tells the structure and what
of it is damaged, PDFium what stands on the pages; how glyphs become text is ``layout``'s business. ``scans`` says what a picture shows.
"""

from __future__ import annotations

import io
import logging
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name
from pypdfium2 import PdfDocument, PdfiumError

from hengliang.collector import collector_at_rest
from hengliang.isolation import each_page
from hengliang.limits import limits
from hengliang.read.bombs import check_streams
from hengliang.read.content import page_content
from hengliang.read.glyphs import PageContent
from hengliang.read.layout import PAGE_BREAK, WrittenPage, write_pages
from hengliang.read.pdfium import LOCK
from hengliang.read.runs_on import tables_of
from hengliang.read.scans import Scans
from hengliang.records import Document, Page, TextSource, UnreadableError
from hengliang.unread import unread_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pdfplumber.page import Page as PlumberPage
    from pdfplumber.pdf import PDF


#: The end-of-file mark stands within the last bytes; a file without it was cut off.
_END_WINDOW: Final = 2048
#: Up to this size (bytes) a compressed stream may be an empty one.
_EMPTY_STREAM: Final = 32
#: Why a page is left out.
_NOT_PARSED: Final = "页面无法解析"
_NOT_WHOLE: Final = "页面的数据不完整"
#: What pdfminer says when a compressed stream breaks off: it goes on with the part that it has, we do not.
_DATA_LOSS: Final = "Data-loss"


@collector_at_rest()
def read_pdf(data: bytes, *, document_id: str, name: str) -> Document:
    """Makes a document of the bytes of a PDF.

    Args:
        data: the bytes.
        document_id: their SHA-256.
        name: the file's base name.

    Raises:
        UnreadableError: it is encrypted, cut off, damaged, has no pages or too many, or no page that can be read.
    """
    if b"%%EOF" not in data.rstrip(b"\x00\r\n\t ")[-_END_WINDOW:]:
        raise UnreadableError("PDF 不完整：缺少结尾，像是没有下载完或被截断")
    check_streams(data)
    with _quiet_parser() as losses, _opened(data) as pdf, _drawn(data, len(pdf.pages)) as drawn:
        contents = list(each_page(_contents(pdf, drawn, losses)))
    _check_pages(contents)
    written = write_pages(contents)
    document = Document(
        document_id=document_id,
        name=name,
        text=PAGE_BREAK.join("".join(page.chars) for page in written),
        encoding="",
        reader="pdf",
        pages=tuple(map(_page, written)),
        tables=tables_of(written),
    )
    _check_text(document)
    return document


@contextmanager
def _opened(data: bytes) -> Iterator[PDF]:
    try:
        pdf = pdfplumber.open(io.BytesIO(data))
        declared, found = _declared_pages(pdf), len(pdf.pages)
    except Exception as error:  # a parser of hostile input: whatever it raises, the file is damaged
        raise UnreadableError(_why_closed(error)) from error
    with pdf:
        if not found:
            raise UnreadableError("PDF 里没有页面")
        if max(found, declared or 0) > limits().pages:
            raise UnreadableError(f"PDF 有 {max(found, declared or 0)} 页，太多{limits().told('pages')}")
        if declared is not None and declared > found:
            raise UnreadableError(f"PDF 已损坏：应有 {declared} 页，只找到 {found} 页")
        yield pdf


@contextmanager
def _drawn(data: bytes, pages: int) -> Iterator[PdfDocument]:
    """The same file as PDFium sees it, which is asked for what stands on the pages."""
    with LOCK:
        try:
            document = PdfDocument(data)
        except PdfiumError as error:
            raise UnreadableError("PDF 已损坏，无法打开") from error
        with closing(document):
            if len(document) < pages:
                raise UnreadableError(f"PDF 已损坏：应有 {pages} 页，只找到 {len(document)} 页")
            yield document


def _declared_pages(pdf: PDF) -> int | None:
    """The number of pages that the document's catalogue says it has."""
    tree = resolve1(pdf.doc.catalog.get("Pages"))
    count = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    return count if isinstance(count, int) else None


def _why_closed(error: BaseException) -> str:
    """The sentence for a PDF that does not open; pdfplumber hides pdfminer's own error in its own."""
    causes = (error, error.__cause__, error.__context__, *error.args)
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
        return "PDF 已加密，需要密码才能打开"
    if any(isinstance(cause, PDFTextExtractionNotAllowed) for cause in causes):
        return "PDF 不允许提取文字"
    return "PDF 已损坏，无法打开"


def _contents(pdf: PDF, drawn: PdfDocument, losses: list[str]) -> Iterator[PageContent]:
    """What stands on each page; a page of which something is lost is left out whole and says so.

    What its streams still give may break off within a number.
    """
    seen: set[int] = set()
    scans = Scans()
    for number, source in enumerate(pdf.pages, 1):
        losses.clear()
        try:
            losses += _lost_streams(source, seen)
            with closing(drawn[number - 1]) as page:
                content = page_content(page, source)
                content = content if losses else scans.seen(content, page)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  # a parser of hostile input: whatever it raises, this page is damaged
            content = _left_out(number, _NOT_PARSED)
        yield _left_out(number, _NOT_WHOLE) if losses else content
        source.close()


def _left_out(number: int, why: str) -> PageContent:
    return PageContent(glyphs=[], aside=[], rules=[], pictures=[], sides=(0.0, 0.0), number=number, unread=why)


def _lost_streams(page: PlumberPage, seen: set[int]) -> list[str]:
    """Content streams that hold data and decode to nothing: parsers take a damaged one for an empty one.

    ``seen`` holds the forms that were looked at already, since pages share them.
    """
    streams = [resolve1(reference) for reference in page.page_obj.contents]
    streams = [stream for stream in streams if isinstance(stream, PDFStream)]
    streams += _forms(page.page_obj.resources, seen)
    sizes = [len(stream.rawdata or b"") for stream in streams]
    return [
        f"{size} bytes"
        for size, stream in zip(sizes, streams, strict=True)
        if not stream.get_data() and size > _EMPTY_STREAM
    ]


def _forms(resources: object, seen: set[int]) -> Iterator[PDFStream]:
    """The form XObjects that resources name, and those within them, each once."""
    named = resolve1(resources)
    drawn = resolve1(named.get("XObject")) if isinstance(named, dict) else None
    for reference in drawn.values() if isinstance(drawn, dict) else ():
        stream = resolve1(reference)
        if isinstance(stream, PDFStream) and literal_name(stream.get("Subtype")) == "Form" and id(stream) not in seen:
            seen.add(id(stream))
            yield stream
            yield from _forms(stream.get("Resources"), seen)


def _page(written: WrittenPage) -> Page:
    content = written.content
    return Page(
        content.number,
        written.start,
        written.end,
        content.source,
        tuple(written.boxes),
        content.unread,
        written.doubtful,
    )


def _check_pages(contents: Sequence[PageContent]) -> None:
    """Refuses a file of which no page is left; one that lost some is read, and its pages say so."""
    lost = [content for content in contents if content.unread in (_NOT_PARSED, _NOT_WHOLE)]
    if lost and len(lost) == len(contents):
        raise UnreadableError(f"PDF 已损坏：第 {lost[0].number} 页：{lost[0].unread}")


def _check_text(document: Document) -> None:
    """Refuses a document without a character, and says which pages would have some."""
    if not document.text.strip():
        unread = unread_pages(document)
        looked = "，图片里也没有认出文字" if any(page.source == TextSource.OCR for page in document.pages) else ""
        raise UnreadableError(f"PDF 没有一页能读：{unread}" if unread else f"PDF 里没有任何文字{looked}")


class _Losses(logging.Handler):
    """Keeps what pdfminer only logs: that a part of the file is lost."""

    def __init__(self, losses: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._losses = losses

    def emit(self, record: logging.LogRecord) -> None:
        """Notes a loss; other warnings of the parser (odd fonts, colours) concern nobody."""
        message = record.getMessage()
        if _DATA_LOSS in message:
            self._losses.append(message)


@contextmanager
def _quiet_parser() -> Iterator[list[str]]:
    """Collects pdfminer's reports of lost data and keeps its other warnings off the terminal."""
    losses: list[str] = []
    logger = logging.getLogger("pdfminer")
    handler, propagate = _Losses(losses), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield losses
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate

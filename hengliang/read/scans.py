"""Pages whose text layer is not what they show: recognised where that is possible, else named.

In: a ``PageContent`` with its open page. Out: the same where its text is good; what was recognised in its picture; or a
page without text that says why. No figure of a useless text layer gets into the text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hengliang.limits import limits
from hengliang.read.ocr import is_installed, recognise
from hengliang.read.triage import triage

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

    from hengliang.read.glyphs import PageContent

#: What helps where the extra is missing.
REMEDY: Final = "安装 hengliang[ocr] 后可识别"


class Scans:
    """The pages of one document that have to be recognised: no more than the limit allows."""

    def __init__(self) -> None:
        self._left = limits().ocr_pages

    def seen(self, content: PageContent, page: PdfPage) -> PageContent:
        """What stands on a page for whoever looks at it.

        Args:
            content: what its text layer gives.
            page: the same page, open.
        """
        if content.unread:
            return content
        verdict = triage(content, page)
        if verdict.is_readable:
            return content
        if is_installed() and self._left > 0:
            self._left -= 1
            return recognise(page, content.number)
        return replace(
            content, glyphs=[], aside=[], rules=[], hidden=[], unread=f"{verdict.reason}；{_why_not_recognised()}"
        )


def _why_not_recognised() -> str:
    """What to do about it."""
    if not is_installed():
        return REMEDY
    if not limits().ocr_pages:
        return "没有识别，因为环境变量 HENGLIANG_OCR_PAGES 是 0"
    return f"没有识别，因为要识别的页太多{limits().told('ocr_pages')}"

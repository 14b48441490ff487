"""Reads a web page: finds its codec, its article, and writes it as a text file with its tables.

In: the bytes. Out: a ``Document`` of one page; offsets count code points of the text as written here, not of the
source. Nothing in a page is executed or fetched. It does not read what a script would write into the page.
"""

from __future__ import annotations

import re
from typing import Final

from hengliang.read.article import article_of, title_of
from hengliang.read.flow import write_flow
from hengliang.read.markup import Markup, parse_markup
from hengliang.read.text import find_encoding
from hengliang.read.web_blocks import Block, blocks_of
from hengliang.records import Document, Page, TextSource, UnreadableError

#: Larger sources (bytes) are refused; a long report with all its tables, pasted from Word, has two million.
_LARGEST: Final = 20_000_000
#: Where the page names its codec: within the first bytes (HTML standard, 13.2.3.2: 1024; pages put it later).
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_DECLARED_WITHIN: Final = 4096
#: Names under which pages declare what is, or is part of, GB 18030.
_CHINESE: Final = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "csgb2312", "chinese"})
#: Share of characters up to which a page may be damaged: browsers show it all the same.
_DAMAGED: Final = 0.001
_LITTLE: Final = 100


def read_html(data: bytes, *, document_id: str, name: str) -> Document:
    """Makes a document of the bytes of a web page.

    Args:
        data: the bytes.
        document_id: their SHA-256.
        name: the file's base name.

    Raises:
        UnreadableError: it is too large, too deeply nested, in no known codec, or holds no article.
    """
    if len(data) > _LARGEST:
        raise UnreadableError(f"网页太大：超过 {_LARGEST // 1_000_000} MB")
    html, encoding = decode_html(data)
    markup, blocks = _article(html)
    title = title_of(markup, blocks)
    text, tables = write_flow([*([title] if title else []), *(block.content for block in blocks)])
    page = Page(number=1, start=0, end=len(text), source=TextSource.FILE)
    return Document(document_id, name, text, encoding, "html", (page,), tables)


def decode_html(data: bytes) -> tuple[str, str]:
    """The source of a page and its codec: UTF-8 where it is, else as declared, else as a text file's is found.

    A page saved from a browser is UTF-8 whatever it declares; hardly any GBK is valid UTF-8.

    Raises:
        UnreadableError: no codec fits.
    """
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        for codec in ("utf-8-sig", _declared(data)):
            try:
                return data.decode(codec), codec.removesuffix("-sig")
            except (UnicodeDecodeError, LookupError):
                continue
        html = data.decode(_declared(data), "replace")
        if html.count("\ufffd") <= _DAMAGED * len(html):
            return html, _declared(data)
    codec = find_encoding(data)
    return data.decode(codec), codec


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    name = found[1].decode("ascii").lower() if found else "utf-8"
    if name in _CHINESE:
        return "gb18030"
    return name if name in ("utf-8", "big5", "big5-hkscs") else "utf-8"


def _article(html: str) -> tuple[Markup, list[Block]]:
    """The article; where nothing visible is one, of what a script would show."""
    for hidden in (False, True):
        markup = parse_markup(html, hidden=hidden)
        blocks = blocks_of(markup)
        article = article_of(markup, blocks)
        if article:
            return markup, article
    printed = sum(len(block.content) for block in blocks if isinstance(block.content, str))
    if (markup.scripted and printed < _LITTLE) or "<frameset" in html.lower():
        raise UnreadableError(
            "网页里没有正文，像是由脚本（JavaScript）或框架另外载入的：请在浏览器里打开后另存为 PDF，或复制文字存成文本"
        )
    if not printed:
        raise UnreadableError("网页里没有文字")
    raise UnreadableError("网页里找不到正文，只有标题、链接或菜单")

"""A web page as a flat list of events: what is visible of it, without scripts, forms, menus and hidden parts.

In: HTML as text. Out: a ``Markup``: its elements, and texts, openings and closings in the order of the page. An
element is the stretch of events between its opening and its closing, however deep it lies. Nothing is executed or
fetched. It does not tell the article from the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from selectolax.lexbor import LexborHTMLParser

from hengliang.records import UnreadableError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

#: Deeper pages are refused: a parser's work grows with the square of the depth (200,000 levels: four minutes).
_DEEPEST: Final = 1000
#: Tags that open a level that must be closed. Those that HTML closes by itself (``p``, ``li``, ``td`` …) are not among
#: them: pages leave them open by the thousand.
_TAG: Final = re.compile(
    r"<(/?)(?:a|abbr|article|b|big|blockquote|center|cite|code|dir|div|dl|em|figure|font|form|i|label|main|nobr|ol|pre"
    r"|s|section|small|span|strike|strong|sub|sup|table|tt|u|ul)(?=[\s>/])",
    re.IGNORECASE,
)
#: Elements whose content is not part of what is read.
# fmt: off
_UNREAD: Final = frozenset({
    "head", "script", "style", "template", "noscript", "iframe", "frameset", "svg", "math", "object", "embed",
    "applet", "video", "audio", "canvas", "select", "button", "textarea", "input", "datalist", "nav", "rt", "rp",
    "title", "map",
})
# fmt: on
#: Roles of WAI-ARIA for what surrounds the content.
_ROLES: Final = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "dialog"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


@dataclass(slots=True)
class Element:
    """An element: its tag and attributes, and its stretch of events from its opening on, ``end`` exclusive."""

    tag: str
    attributes: dict[str, str | None]
    start: int
    parent: int
    end: int = -1

    def number(self, name: str) -> int:
        """An attribute as a number; 1 where it is none."""
        value = (self.attributes.get(name) or "").strip()
        return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 1


@dataclass(slots=True)
class Markup:
    """The visible part of a page.

    Attributes:
        elements: in the order of their openings; the first is ``body``.
        events: a text, or the index of an element that opens, or its complement (``~index``) where it closes.
        titles: what may be the title, the surest first: of the article, then of the window.
        scripted: whether the page has scripts.
    """

    elements: list[Element] = field(default_factory=list)
    events: list[str | int] = field(default_factory=list)
    titles: tuple[str, ...] = ()
    scripted: bool = False


def parse_markup(html: str, *, hidden: bool = False) -> Markup:
    """Parses a page.

    Args:
        html: its source.
        hidden: whether hidden elements are taken for visible ones.

    Raises:
        UnreadableError: its tags are nested deeper than any page's.
    """
    if _depth(html) > _DEEPEST:
        raise UnreadableError(f"网页的标签嵌套超过 {_DEEPEST} 层，不是正常的网页")
    tree = LexborHTMLParser(html)
    markup = Markup(titles=_titles(tree), scripted=tree.css_first("script", default=None) is not None)
    if tree.body is not None:
        _flatten(tree.body, markup, hidden=hidden)
    return markup


def _depth(html: str) -> int:
    deepest = depth = 0
    for tag in _TAG.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _titles(tree: LexborHTMLParser) -> tuple[str, ...]:
    """The title that the publishing system notes for the article (``ArticleTitle``), and the window's."""
    named = [
        node.attributes.get("content") or ""
        for node in tree.css("meta[name]")
        if (node.attributes.get("name") or "").lower() == "articletitle"
    ]
    window = tree.css_first("title", default=None)
    return tuple(filter(None, [*named, window.text() if window is not None else ""]))


def _flatten(body: LexborNode, markup: Markup, *, hidden: bool) -> None:
    """Walks the tree without recursion: a page's depth is its author's choice."""
    open_elements: list[int] = []
    node = body
    while True:
        following = _enter(node, markup, open_elements, hidden=hidden)
        while following is None:
            if node.mem_id == body.mem_id:
                return
            following = node.next
            if following is None and node.parent is not None:
                node = node.parent
                _close(markup, open_elements)
        node = following


def _enter(node: LexborNode, markup: Markup, open_elements: list[int], *, hidden: bool) -> LexborNode | None:
    """Notes a node; gives its first child if the walk goes on within it."""
    tag = node.tag or ""
    if tag == "-text":
        markup.events.append(node.text_content or "")
        return None
    if tag.startswith(("-", "!")) or tag in _UNREAD:
        return None
    attributes = node.attributes
    if not hidden and _is_hidden(attributes):
        return None
    if (attributes.get("role") or "").lower() in _ROLES or (tag == "footer" and not _in_article(markup, open_elements)):
        return None
    element = Element(tag, attributes, len(markup.events), open_elements[-1] if open_elements else -1)
    index = len(markup.elements)
    markup.elements.append(element)
    markup.events.append(index)
    open_elements.append(index)
    below = node.first_child
    if below is None:
        _close(markup, open_elements)
    return below


def _close(markup: Markup, open_elements: list[int]) -> None:
    index = open_elements.pop()
    markup.events.append(~index)
    markup.elements[index].end = len(markup.events)


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _in_article(markup: Markup, open_elements: list[int]) -> bool:
    return any(markup.elements[index].tag == "article" for index in open_elements)

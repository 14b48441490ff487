"""Where a review of several years turns to its last one: 2020年是极不平凡的一年 under 过去五年工作回顾.

What goes in: the scopes of a text. What comes out: the same, those that tell of several years alone cut where a paragraph
begins to tell of one. It changes neither year nor span.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.text.scopes import Scope

_OPENS = re.compile(
    "\\n[ \u3000]*(?:各位代表[，！!：])?(?:"
    "(?P<one>(?:刚刚|刚)?过去的?(?:一年|\\d{4}年)|一年来|(?:回顾)?\\d{4}年(?:[，以]|是(?![^，。]{0,3}十.五)|我们|全[省市县区]))"
    "|(?P<all>[—-]*(?:回[顾首]|总结)?(?:[这过]去?的?[五5]年|[五5]年来|“?十[一二三四五六七八九]五”?(?:时期|期间|以来))))"
)

_OF_ALL = re.compile("五年")


def cut_at_turns(text: str, scopes: list[Scope]) -> list[Scope]:
    """The scopes with those of several years cut where the text turns to one of them, and back.

    Args:
        text: normalised text.
        scopes: in order.
    """
    return [piece for scope in _marked(text, scopes) for piece in scope]


def _marked(text: str, scopes: list[Scope]) -> Iterator[list[Scope]]:
    whole, before = True, ""
    for scope in scopes:
        if not scope.entire or scope.outlook:
            yield [scope]
            continue
        whole = whole or scope.span != before or bool(_OF_ALL.search(scope.heading))
        before = scope.span
        pieces = [replace(scope, entire=whole)]
        for match in _OPENS.finditer(text, scope.start, scope.end):
            if (match["all"] is not None) != whole:
                whole = match["all"] is not None
                pieces[-1] = replace(pieces[-1], end=match.start() + 1)
                pieces.append(replace(scope, start=match.start() + 1, entire=whole))
        yield pieces

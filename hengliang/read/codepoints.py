"""What leaves the reader for a code point that a font maps a glyph to. Nothing printed is dropped.

Hanzi that stand as radicals or compatibility forms (⼈ U+2F08, 塚 U+FA10) become the hanzi; full-width digits stay as they
are printed. What has no meaning for anybody but the font's maker (private use) becomes U+FFFD.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from hengliang.codes.hanzi import hanzi_by_form
from hengliang.read.glyphs import UNKNOWN

#: Variation selectors choose a shape and have none of their own.
_SELECTORS: Final = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
_SOFT_HYPHEN: Final = 0xAD


@cache
def text_of(code: int) -> str | None:
    """The text of a code point; None where only the glyph's ink can tell (``text_by_ink``).

    >>> text_of(0x2EA0), text_of(0x2F08), text_of(0xFF11), text_of(0xE010)
    ('民', '人', '１', '�')
    """
    char = chr(code)
    hanzi = hanzi_by_form().get(char)
    if hanzi:
        return hanzi
    kind = unicodedata.category(char)
    if kind == "Cf" or any(low <= code <= high for low, high in _SELECTORS):
        return None
    if kind in ("Co", "Cs", "Cn", "Cc") or code == 0xFFFD:
        return UNKNOWN
    return char


def text_by_ink(code: int, *, inked: bool) -> str:
    """The text of a code point without a shape: nothing, unless the glyph has one.

    Fonts whose hyphen serves as soft hyphen too are often mapped to the latter.
    """
    if not inked:
        return ""
    return "-" if code == _SOFT_HYPHEN else UNKNOWN

"""What a number says: Arabic with thousands' commas, and Chinese numerals, as exact decimals.

What goes in: a printed number without unit. What comes out: its ``Decimal``, with the zeros that were printed.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "壹": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = 10_000
#: What follows the first digit of an Arabic number.
ARABIC_TAIL = r"(?:\d{0,2}(?:,\d{3})+(?!\d)|\d*)(?:\.\d+)?"
#: A regular expression for an Arabic number, thousands' commas allowed. It begins with a class of characters, from one of
#: which to the next the search leaps.
ARABIC = "[0-9]" + ARABIC_TAIL
CHINESE = "".join(DIGITS) + "".join(_PLACES)


def arabic(text: str) -> Decimal:
    """The value of an Arabic number.

    Example:
        >>> arabic("1,234.50")
        Decimal('1234.50')
    """
    return Decimal(text.replace(",", "").replace(" ", "")) if "," in text or " " in text else Decimal(text)


@lru_cache(maxsize=1 << 12)
def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral; None where it is none.

    Example:
        >>> chinese("二十四"), chinese("一千零五"), chinese("二〇三五"), chinese("十")
        (Decimal('24'), Decimal('1005'), Decimal('2035'), Decimal('10'))
    """
    if not text:
        return None
    if all(char in DIGITS for char in text):
        return Decimal("".join(str(DIGITS[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in _PLACES:
            section += (digit or 1) * _PLACES[char]
            digit = 0
        elif char == "万":
            section, digit = (section + digit or 1) * _MYRIAD, 0
        elif char == "亿":
            total += (section + digit or 1) * _MYRIAD**2
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit)

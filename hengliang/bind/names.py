"""Whether a phrase can be an indicator's name at all.

What goes in: the phrase. It judges its shape: two hanzi or a word of letters, and no columns of figures in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hengliang.codes.grammar import load_grammar

_NAMES = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]|[A-Za-z][A-Za-z&]")
#: A hotline such as 12345 is no torn figure.
_TORN = re.compile(r"\d{3,}.*\d{3,}|[%<>]|(?<!\d)(?!12\d{3}(?!\d))\d{5,}")
#: Without one of these a phrase is not torn.
_MAY_BE_TORN = re.compile(r"[\d%<>]")


@lru_cache(maxsize=1 << 14)
def is_name(phrase: str) -> bool:
    """Whether a phrase can name an indicator; a word of one character only if the codelist has it.

    Example:
        >>> is_name("粮食产量"), is_name("粮"), is_name("，")
        (True, True, False)
    """
    torn = _MAY_BE_TORN.search(phrase) and _TORN.search(phrase)
    return (bool(_NAMES.search(phrase)) and not torn) or phrase in load_grammar().short_names

"""National accounts: what is said of the total holds for its parts.

初步核算，生产总值320亿元，按可比价格计算增长5%。其中，第一产业增加值30亿元，增长3%: the parts are of the same vintage, and their
growth is at the same prices. What goes in: names, measures, the context. What comes out: price basis and vintage.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengliang.bind.context import Context

_ACCOUNTS = re.compile("生产总值|GDP|增加值|总产值|经济总量|[一二三]产业$|业$")
_PARTS = re.compile("其中|(?:分|从)[^，。；]{0,4}[产行]业|第一产业|三次产业|农林牧渔")
_COMPARABLE = re.compile("可比(?:增长|下降|提高|增幅)")
_GROWTHS = frozenset({"growth", "average_growth", "multiple"})


@lru_cache(maxsize=1 << 12)
def of_accounts(name: str) -> bool:
    """Whether an indicator is one of national accounts: 地区生产总值, 第一产业增加值, 建筑业."""
    return bool(_ACCOUNTS.search(name))


def tells_parts(opening: str) -> bool:
    """Whether a sentence that begins so tells the parts of the total before it.

    Example:
        >>> tells_parts("其中，第一产业"), tells_parts("全年粮食产量")
        (True, False)
    """
    return bool(_PARTS.match(opening))


def price_basis(said: str, words: str, name: str, measure: str, context: Context) -> str:
    """At what prices a figure is: said of it, said in the clause before, or said of the total that it is a part of.

    Args:
        said: what its own clause says.
        words: its clause up to the number.
        name: its indicator.
        measure: its measure.
        context: changed in place where this is a total.
    """
    ours = of_accounts(name)
    if not said and ours and "可比" in words and _COMPARABLE.search(words):
        said = "comparable"
    if not said and context.price_basis and context.priced in {"", name}:
        fits = measure in _GROWTHS if context.price_basis == "comparable" else measure == "level"
        said = context.price_basis if fits else ""
        context.priced = name if fits else context.priced
    if said and ours and measure in _GROWTHS:
        context.accounts = said, context.accounts[1]
    return said or (context.accounts[0] if ours and measure in _GROWTHS else "")


def vintage(said: str, name: str, context: Context) -> str:
    """The vintage said of a figure, or of the total that it is a part of; that of a total is noted."""
    if not of_accounts(name):
        return said
    if said:
        context.accounts = context.accounts[0], said
    return said or context.accounts[1]

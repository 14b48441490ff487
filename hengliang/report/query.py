"""Facts by words: what ``hengliang query`` looks up.

In: the table ``facts`` and words. Out: the facts that every word fits, the best supported first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Where a word is looked for. A period is found by its beginning too: 2020 finds 2020-S1 and 2016/2020.
_SEARCHED: Final = ("indicator", "indicator_code", "ref_area", "ref_area_code", "time_period", "scope", "measure")


def matching(facts: pl.DataFrame, words: Iterable[str]) -> pl.DataFrame:
    """The facts in whose indicator, area, period, scope or measure every word occurs, in either case of letters.

    Args:
        facts: the table ``facts``.
        words: plain text, no patterns; blank ones are left out.
    """
    text = pl.concat_str([pl.col(name).fill_null("") for name in _SEARCHED], separator="\n").str.to_lowercase()
    for word in words:
        if word.strip():
            facts = facts.filter(text.str.contains(word.strip().lower(), literal=True))
    order = ["independent_sources", "sources", "ref_area", "indicator", "time_period", "fact_id"]
    return facts.sort(order, descending=[True, True, False, False, False, False])

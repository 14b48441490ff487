"""A stricter comparison than the scorer's: every dimension as typed, nothing fuzzy.

What goes in: pairs of an observation as typed and as extracted. What comes out: per check, which pairs it applies to and
whether they agree. Columns that the evaluation set does not hold (the whole of a share) are checked for being there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from evaluation import Row

VINTAGES: Final = ("预计", "快报", "初步核算", "决算")
_PRICES: Final = re.compile(r"不变价|可比价|可比口径|现价")
_SHARE_NAMED: Final = re.compile(r"占.+(比重|比例)")

#: What each check says, in the order of the table's columns.
CHECKS: Final = {
    "name": "the indicator equals the typed name or one of its alternatives, brackets, blanks and 数 apart",
    "first name": "the indicator equals the first typed name",
    "qualifier": "the scope words are the same, those of vintage and prices apart",
    "peer_group": "for a rank, among whom it is held",
    "share_of": "for a share, the whole is named (the evaluation set does not say which one it is)",
    "base_period": "the period compared with, where either side names one",
    "value_high": "the upper end, where either side has a range",
    "vintage": "预计, where either side says so",
    "quote": "start and end are the typed ones",
}


def words_of(qualifier: str | None) -> frozenset[str]:
    """Scope words of a qualifier: without vintages and price bases, which have columns of their own."""
    words = (word for word in (qualifier or "").split("、") if word)
    return frozenset(word for word in words if word not in VINTAGES and not _PRICES.search(word))


def agreements(gold: Row, predicted: Row, tidy: Callable[[str], str]) -> dict[str, bool]:
    """Of the checks that apply to a pair: does it pass?

    Args:
        gold: the observation as typed.
        predicted: the row of ``observations`` it is paired with.
        tidy: the scorer's own tidying of names.
    """
    name = tidy(predicted["indicator"])
    passed = {
        "name": name in {tidy(g) for g in (gold["indicator"], *gold.get("indicator_alt", []))},
        "first name": name == tidy(gold["indicator"]),
        "quote": (gold["start"], gold["end"]) == (predicted["start"], predicted["end"]),
    }
    if gold["measure"] == "rank":
        passed["peer_group"] = (gold.get("qualifier") or "") == predicted["peer_group"]
    else:
        passed["qualifier"] = words_of(gold.get("qualifier")) == words_of(predicted["qualifier"])
    if gold["measure"] == "share" or _SHARE_NAMED.search(gold["indicator"]):
        passed["share_of"] = bool(predicted["share_of"])
    return passed | _where_told(gold, predicted)


def _where_told(gold: Row, predicted: Row) -> dict[str, bool]:
    """The checks that apply only where one of the two sides says something."""
    passed = {}
    if gold.get("base_period") or predicted["base_period"]:
        passed["base_period"] = (gold.get("base_period") or "") == predicted["base_period"]
    if gold.get("value_high") is not None or predicted["value_high"] is not None:
        passed["value_high"] = _number(gold.get("value_high")) == _number(predicted["value_high"])
    expected = "预计" in (gold.get("qualifier") or "").split("、")
    found = "预计" in predicted["vintage"].split("、")
    if expected or found:
        passed["vintage"] = expected == found
    return passed


def _number(value: Any) -> float | None:
    return None if value is None else float(value)

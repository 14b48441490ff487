"""Rows and columns that are parts of the one before: 其中：小麦 under 粮食播种面积 is 小麦播种面积.

What goes in: labels in order. What comes out: labels whose name says alone what is measured. It does not know the table.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengliang.bind.heads import with_head
from hengliang.codes.headers import load_headers
from hengliang.text.table_labels import spending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.bind.labels import Label

_WORDS = load_headers()
_MARKED = re.compile(r"^\s*(?:其中|#|＃)")
_PART = re.compile(_WORDS.any_of("parts"))
#: 地方政府债务余额, 债券还本额: what 一般债务 and 专项债券 leave out.
_OF_DEBT = re.compile(
    r"(?:(?:地方)?(?:政府)?(?:一般|专项)?(?:债务|债券)(?:（[^（）]*）)?)?(?P<what>限额|余额|额度|发行额|(?:还本|付息)(?:额|支出)?)$"
)
_DEBT = re.compile(r"(?:一般|专项|新增|再融资|置换){1,2}(?:债务|债券|债)$")
#: Heads over kinds of transfers, which name them where they do not say themselves what they are.
_TRANSFERS = ("转移支付", "税收返还", "返还性收入")
_MONEY = ("资金", "补助", "转移支付", "返还", "收入", "支出", "经费")
_BUDGET_SPENT = "预算支出"
#: What the funds below the balance of all have left.
_LEFT = re.compile("(?:收支|滚存|当期|上年)?结余$")


def of_debt(whole: str, part: str) -> str:
    """A kind of debt with what is told of it: 一般债务 under 地方政府债务余额; empty for anything else.

    Example:
        >>> of_debt("地方政府债务余额", "一般债务")
        '一般债务余额'
    """
    told = _OF_DEBT.search(whole)
    if not told or not _DEBT.fullmatch(part):
        return ""
    return (part + "务" if part.endswith("债") else part) + told["what"]


def of_columns(names: Sequence[str]) -> list[str]:
    """The names of a column's heads, the outermost first, where the inner is a kind of what the outer names.

    Example:
        >>> of_columns(("地方政府债务余额", "一般债务")), of_columns(("税收返还", "增值税")), of_columns(("公路", "里程"))
        (['一般债务余额'], ['增值税税收返还'], ['公路', '里程'])
    """
    if len(names) < 2:
        return list(names)
    whole, part = names[-2:]
    told = of_debt(whole, part)
    if not told and whole.endswith(_TRANSFERS):
        told = part if part.endswith((*_MONEY, whole)) else part + whole
    return [*names[:-2], told] if told else list(names)


class Rows:
    """The rows of a block of a table, from the top, with the last one that was a whole."""

    def __init__(self, caption: str) -> None:
        self._whole: Label | None = None
        self._both = "收支" in caption

    def read(self, label: Label, printed: str) -> Label:
        """A row's label with the name that it has as a part of the whole above it, or as it is.

        Args:
            label: of the row.
            printed: its first words, with marks.
        """
        if not label.names:
            return label
        name, whole = label.names[0], self._whole
        marked = bool(_MARKED.match(printed))
        fund = whole is not None and name.endswith("基金") and bool(_LEFT.search(whole.names[0]))
        if not marked and not fund and not _PART.fullmatch(name) and not _DEBT.fullmatch(name):
            if not (self._tells_spending(whole) and name.endswith("支出") and not name.endswith(_BUDGET_SPENT)):
                self._whole = label
            return self._spent(label, whole)
        named = _named(name, whole.names[0], marked=marked) if whole else ""
        if not named or whole is None:
            return self._spent(label, whole)
        return replace(
            label,
            names=(named, *label.names[1:]),
            period=label.period or whole.period,
            unit=label.unit or whole.unit,
        )

    def _tells_spending(self, whole: Label | None) -> bool:
        """Whether the rows after a whole are what a budget spends."""
        return self._both and whole is not None and whole.names[0].endswith(_BUDGET_SPENT)

    def _spent(self, label: Label, whole: Label | None) -> Label:
        """An item of spending, in a table of revenue and spending: 教育 after 一般公共预算支出."""
        name = label.names[0]
        if whole is None or not self._tells_spending(whole) or not spending(name, "支出"):
            return label
        self._whole = whole
        return replace(label, names=(name + "支出", *label.names[1:]))


def _named(name: str, whole: str, *, marked: bool) -> str:
    """The name of a part, empty where the whole lends it nothing."""
    debt = of_debt(whole, name)
    if debt:
        return debt
    left = _LEFT.search(whole)
    if left and name.endswith("基金"):
        return name + left[0]
    part = with_head(name, whole) if marked or _PART.fullmatch(name) else name
    return part if part != name else ""

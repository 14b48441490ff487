"""Totals of a budget under the budget's name: 总收入 below 政府性基金收支平衡情况 is 政府性基金总收入.

A report tells the same totals of three or four budgets in the same words; without the budget's name they would be one
indicator with several values. What goes in: a name, the paragraph up to its number, the heading. What comes out: the name.
"""

from __future__ import annotations

import re

_FUND = "一般公共预算|政府性基金|国有资本经营|社会保险基金"
_FULL = {"国有资本经营": "国有资本经营预算"}
_TOTALS = frozenset(
    {
        "总收入", "总支出", "收入总计", "支出总计", "收入合计", "支出合计", "收入总量", "支出总量", "上年结余", "上年结转", "上年结余收入",
        "上年结转收入", "年终结余", "年末结余", "结转下年", "结转下年支出", "滚存结余", "年末滚存结余", "当年收支结余", "本年收支结余",
    }
)  # fmt: skip
#: The budget that a sentence is about stands at its head; 从政府性基金预算调入 does not.
_HEAD = re.compile(rf"(?:^|[。；\n]|年，)[^，。；：从\n]{{0,24}}?(?P<fund>{_FUND})")
_ANY = re.compile(_FUND)


def of_fund(name: str, before: str, heading: str, *, item: bool = False) -> str:
    """A total with the name of its budget, where the text in front of it tells that; any other name as it is.

    Args:
        name: the indicator.
        before: its paragraph up to the number.
        heading: the heading it stands under.
        item: whether the name is known to be one that each budget has.

    Example:
        >>> of_fund("总收入", "全市政府性基金收支平衡情况：总收入", "")
        '政府性基金总收入'
    """
    if name not in _TOTALS and not item:
        return name
    heads = [match["fund"] for match in _HEAD.finditer(before)]
    funds = heads[-1:] or list(dict.fromkeys(_ANY.findall(heading)))
    return _FULL.get(funds[0], funds[0]) + name if len(funds) == 1 else name

"""What else than value added is divided among the three industries: 三次产业投资比重为3:58:39, 三次产业就业结构.

What goes in: the phrase in front of a vector of three. What comes out: what is divided, as its name, or empty where the words
say nothing but the industries, whose value added is meant.
"""

from __future__ import annotations

import re

_DIVIDED = re.compile(
    "(?:三次|三大|一二三次?|一、二、三次?)产业(?:的|完成)?(?P<what>固定资产投资|投资|用电量|用电|税收收入|税收|就业人员|就业人数|就业人口|就业|从业人员|从业人数|劳动力|贷款余额|贷款)"
    "(?:之?比例?|比重|结构|占比|构成|分布)"
)
#: What a part is of where the words are short.
_IN_FULL = {"用电": "用电量", "税收收入": "税收", "就业": "就业人员"}


def of_industries(phrase: str) -> str:
    """What a vector divides among the three industries.

    Example:
        >>> of_industries("三次产业投资比重"), of_industries("一二三产业就业结构"), of_industries("三次产业结构")
        ('投资', '就业人员', '')
    """
    if "产业" not in phrase:
        return ""
    found = _DIVIDED.search(phrase)
    return _IN_FULL.get(found["what"], found["what"]) if found else ""

"""Small readings of the words around a number that the walk needs: does it count.

What goes in: words and mentions. What comes out: yes or no.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengliang.quantities.mention import Mention
    from hengliang.text.sentences import Clause


#: 五家小企业, 两座水电站: counted one by one, whatever stands in front.
_TANGIBLE = frozenset({"家", "座", "艘", "辆", "栋", "所"})
_NOUN_BEHIND = re.compile("(?!班子|联动|共建|子|港)[\u4e00-\u9fff]{2}")
#: 十件民生实事, 两条中欧班列.
_BUILT_OR_DONE = re.compile(
    "(?:(?<=件)[市省县区]?[\u4e00-\u9fff]{0,4}实事(?!财政|情况|表)|(?<=条)(?:(?![为的])[\u4e00-\u9fff]){0,8}?(?:班列|铁路|高铁|高速|公路|航线|生产线|专线|河道|道路|隧道|管线|线路))"
)
_MILESTONES = ("大关", "关口")
_QUOTES = frozenset("“‘《【")
_ROUND = frozenset("十百千")


def same_kind(first: Mention, second: Mention) -> bool:
    """Whether two numbers can stand in one list of values."""
    return first.scaled is None or second.scaled is None or first.scaled.unit.kind == second.scaled.unit.kind


def counts(mention: Mention, clause: Clause, text: str) -> bool:
    """Whether a Chinese numeral counts something real: 等四个省重点项目, 翻一番, 第二位; not 五大工程, 三个转变."""
    if mention.kind in {"rank", "doubling", "fraction", "zero"} or mention.unit_class in {
        "ratio",
        "multiple",
        "money",
        "points",
        "household",
    }:
        return True
    if mention.unit_class in {"time", "other", "none"}:
        return mention.bound == "gt" and text.startswith(_MILESTONES, mention.end)
    if mention.bound == "gt":
        return True
    tangible = _NOUN_BEHIND if mention.unit in _TANGIBLE else _BUILT_OR_DONE if mention.unit in {"件", "条"} else None
    if tangible and tangible.match(text, mention.end):
        return text[mention.start - 1] not in _QUOTES and not mention.text.startswith("一")
    if mention.bound == "lt" and mention.text in _ROUND:
        return True
    before = text[clause.start : mention.start]
    if mention.scaled and mention.scaled.scale:
        return True
    return bool(
        re.search(
            r"等$|(?:完成|新增|新建|建成|组建|创建|获批|引进|竣工|投产|改造|承诺年度|实施|拥有|现有|共有|获得|获)(?:了)?[\u4e00-\u9fff、]{0,12}$",
            before,
        )
    ) and bool(re.match(r"[\u4e00-\u9fff（“]{2,}", text[mention.end : mention.end + 6]))

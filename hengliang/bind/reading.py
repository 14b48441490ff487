"""Small readings of the words around a number that the walk needs: does it count.

What goes in: words and mentions. What comes out: yes or no.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengliang.quantities.mention import Mention
    from hengliang.text.sentences import Clause


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
        return False
    if mention.bound == "gt":
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

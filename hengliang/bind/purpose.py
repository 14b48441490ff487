"""Money that is named by what it is for: 投资4000万元，完成了路面大修; 安排3000万元推进危房改造.

What goes in: the words in front of the amount and behind it. What comes out: its subject, or None where they do not tell.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.bind.bound import Around, Subject
from hengliang.bind.comparison import begins
from hengliang.bind.nominal import after_enumeration, clean
from hengliang.codes.grammar import load_grammar
from hengliang.codes.units import unit_pattern

if TYPE_CHECKING:
    from hengliang.bind.predicate import Predicate
    from hengliang.quantities.mention import Mention

#: So long may be what the money went into.
_LONGEST_PURPOSE = 30
_FUND = re.compile("(?:中央|省级|市级|上级|专项|财政|补助|奖补|扶持|引导|衔接|建设)*(?:资金|经费)")
#: 计划投资6亿元以上，确保按期开工: what is aimed at is no purpose.
_AIM = re.compile("确保|力争|同比|增长|其中|带动|拉动")
_FUNDS = "资金"
_IN_A_ROW = re.compile("连续第?[\\d一二三四五六七八九十]+年")
#: 下达资金425亿元，|专项债项目376个: what is counted next has a figure of its own. 数额居全市第一: and so has a rank, and
#: 占总支出的6.3% a share.
_OWN_FIGURE = re.compile(
    "^，?占[^，。；]{2,12}\\d|^，?(?!实施|建设|新建|完成|支持|推进|用于)[^\\d，。；]{0,12}(?:项目|企业|工程)\\d|第[一二三四五六七八九十\\d]+(?![年次批届轮\\d])"
)


@cache
def _allots() -> re.Pattern[str]:
    return re.compile(
        f"(?P<verb>{load_grammar().alternatives('allotting_verbs')})(?:了|到位)?(?:各类|专项|财政)*(?:资金)?$"
    )


@cache
def _counted() -> re.Pattern[str]:
    """What is bought is counted: 完成8.65万户气代煤改造."""
    return re.compile(
        rf"^(?P<verb>[，]?[\u4e00-\u9fff]{{0,4}}?)\d[\d.]*(?:万|亿)?{unit_pattern()}(?=[\u4e00-\u9fff]{{2}})"
    )


def invested(text: str, mention: Mention, around: Around) -> Subject | None:
    """A bare 投资 is named by what it went into."""
    if text != "投资" or mention.unit_class != "money" or around.right.startswith("的"):
        return None
    purpose = "" if not around.right and _AIM.match(around.following) else _purpose(around)
    return Subject((purpose + "投资",), full=False, used=0, how=purpose) if purpose else None


def allotted(predicate: Predicate, mention: Mention, around: Around, areas: tuple[str, ...]) -> Subject | None:
    """Money handed out is named by what it is for: 安排3000万元推进危房改造; 争得2亿元资金."""
    if mention.unit_class != "money" or predicate.measure != "level":
        return None
    verb = _allots().search(predicate.subject)
    if not verb:
        return None
    if clean(predicate.subject[: verb.start()], areas).text:
        return None
    fund = _FUND.match(around.right)
    if fund:
        return Subject((verb["verb"] + fund[0],), full=True, used=fund.end(), how=verb[0] + fund[0])
    purpose = "" if around.right.startswith("的") else _purpose(around)
    name = purpose if purpose.endswith(("资金", "经费")) else purpose + _FUNDS
    return Subject((name,), full=False, used=0, how=purpose) if purpose else None


_DONE_WITH_IT = re.compile(
    r"[，]?(?:全力|全面|重点|主要|持续)?(?:对|用于|办好|支持|推进|推动|促进|保障|落实|实施|开展|完成|建成|新建|改造|改建)?(?:了|的)?(?P<what>[^，；。]{2,40})"
)
_GOES_ON = re.compile(r"(?:进行了?|等(?=\d|项目|工程|$)|\d)")


def _purpose(around: Around) -> str:
    """What money was invested in, told behind it: 投资4000万元，完成了主干道路面大修."""
    own = begins(around.following) or bool(_OWN_FIGURE.search(around.following))
    for printed in (around.right, "" if own else around.following):
        words = _counted().sub(r"\g<verb>", _IN_A_ROW.sub("", printed) if "连续" in printed else printed)
        match = _DONE_WITH_IT.match(words)
        if not match:
            continue
        what = _GOES_ON.split(match["what"], maxsplit=1)[0]
        what = after_enumeration(clean(what).text)
        if 2 <= len(what) <= _LONGEST_PURPOSE:
            return what
    return ""

"""Numbers that say which things are meant, and measure nothing: 投资500万元以上的项目, 10万吨级码头, 12家企业产值超亿元.

What goes in: the text, a number, the numbers behind it. What comes out: whether it is such a number; or the words that say
which of the things counted are meant.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hengliang.codes.grammar import load_grammar

if TYPE_CHECKING:
    from hengliang.quantities.mention import Mention
    from hengliang.text.sentences import Clause

_AFTER = re.compile(r"^(?:的)?[\u4e00-\u9fff“]{2,}")
#: 10万吨|级码头, 10万|人口以上中小城市.
_OF_SIZE = re.compile("级(?![别数])|人口以上")
#: 500千伏|输变电工程.
_OF_VOLTAGE = re.compile("及?(?:以上)?的?(?:超高压|特高压|高压)?(?:智能)?(?:输变电|输电|变电|电网|线路|主变|工程|开闭)")
#: 收入5万元以下|的村全部清零: no number follows, and the things are those below.
_THINGS = re.compile(
    "的?(?:集体经济)?(?:经济)?(?:薄弱)?(?:工业|商贸|服务业|批发业?|零售业?)?(?:法人)?(?:村(?!集体)|行政村|企业|重点项目|大项目|项目|乡镇|园区|农户|家庭|市场)"
)
#: 淘汰10万千瓦以下|燃煤机组.
_MACHINES = re.compile("的?[\u4e00-\u9fff]{0,6}(?:机组|锅炉)")
#: 50户以上|特色村寨: however many live there.
_SETTLEMENTS = re.compile("的?[\u4e00-\u9fff]{0,4}(?:村寨|自然村|村庄|村民小组|村组|行政村|建制村|聚居点|安置点)")
#: 年交易额超100亿元|市场|12个.
_KINDS = re.compile("(?:的)?[\u4e00-\u9fff]{0,6}(?:企业|项目|市场|园区|集群|开发区|村|乡镇|县|产业|单品|商圈)")


#: 亿元, 百亿元, 10亿元: of so round a figure it is said that each is over it.
_ROUND = re.compile("(?:[十百千]?[万亿]+|[15]0{0,2}[万亿]+)元")


@cache
def _over() -> re.Pattern[str]:
    """The things counted, and what each of them is over: 家|企业|营业收入超."""
    return re.compile(
        rf"(?P<noun>[\u4e00-\u9fff“”]{{2,12}}?)(?P<what>(?:年|主营业务|实现)?{load_grammar().alternatives('sizes')})"
        r"(?:均|都|已)*(?:首次)?(?P<over>超过|突破|超|过|逾)"
    )


@cache
def _counted_over() -> re.Pattern[str]:
    return re.compile(rf"[0-9][余多]?[家个户只所]{_over().pattern}$")


def is_threshold(text: str, mention: Mention, later: list[Mention], clause: Clause) -> bool:
    """Whether a number is part of what another counts: 投资500万元以上的重点项目150个.

    Args:
        text: normalised text.
        mention: the number.
        later: the numbers behind it in its clause.
        clause: the clause.
    """
    if mention.kind != "quantity":
        return False
    if of_size(text, mention):
        return True
    if mention.bound == "exact":
        return False
    if not later:
        return _of_all(text, mention, clause)
    end = mention.outer[1]
    between = text[end : later[0].outer[0]]
    if not between and mention.outer_end > mention.end and later[0].unit_class == "count":
        return mention.unit_class != "count"
    listed = between.endswith("、") and mention.unit_class == later[0].unit_class
    if listed or not _AFTER.match(between) or re.match(r"^(?:增长|下降|占|[，、]|左右|以上，)", between):
        return False
    closed = (
        mention.outer_end > mention.end
        or (mention.outer[0] < mention.start and (between.startswith("的") or _KINDS.fullmatch(between)))
        or text[max(clause.start, mention.outer[0] - 1) : mention.outer[0]] == "上"
    )
    return (
        closed
        and (
            mention.unit_class in {"money", "extent", "person", "household", "ratio", "none", "count"}
            or mention.unit == "岁"
        )
        and later[0].unit_class in {"count", "ratio", "person", "household"}
    )


def _of_all(text: str, mention: Mention, clause: Clause) -> bool:
    """A threshold that no number follows: 5万元以下的村全部清零; 12家企业产值超亿元."""
    if mention.bound in {"ge", "le"} and mention.outer_end > mention.end:
        if _THINGS.match(text, mention.outer_end):
            return mention.unit_class == "money"
        if mention.unit_class in {"household", "person"} and _SETTLEMENTS.match(text, mention.outer_end):
            return True
        if mention.unit_class == "extent" and _MACHINES.match(text, mention.outer_end):
            return True
    if mention.bound != "gt" or mention.outer[0] == mention.start or mention.unit_class != "money":
        return False
    if text.startswith("的", mention.end):
        return bool(_THINGS.match(text, mention.end))
    before = text[clause.start : mention.start]
    last = mention.end >= clause.end - 1 and _ROUND.fullmatch(text, mention.start, mention.end)
    return bool(last and _counted_over().search(before))


def of_size(text: str, mention: Mention) -> bool:
    """Whether a number only says how large the things are: 两座|百万千瓦级|水电站."""
    if mention.scaled is None:
        return False
    voltage = mention.scaled.unit.measure == "kV"
    return bool(_OF_SIZE.match(text, mention.end) or (voltage and _OF_VOLTAGE.match(text, mention.end)))


def over(rest: str) -> tuple[str, str] | None:
    """What each of the things counted is over, and the things: 企业|营业收入超百亿元; None where none is told.

    Args:
        rest: the clause behind the number that counts them.

    Example:
        >>> over("工业企业营业收入超百亿元"), over("企业完成产值12亿元")
        (('营业收入超百亿元', '工业企业'), None)
    """
    if not ("超" in rest or "破" in rest or "过" in rest or "逾" in rest):
        return None
    found = _over().match(rest)
    if not found or "带动" in found["noun"] or not _ROUND.fullmatch(rest, found.end()):
        return None
    return found["what"] + found["over"] + rest[found.end() :], found["noun"]

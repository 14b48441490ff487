"""The area or institution whose figure a number is.

What goes in: a clause, the document's own area, the context. What comes out: the area's name and the words that gave it.
Districts and parks named at the head of a clause hold until the paragraph ends or another is named; 全市 goes back to the
document's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hengliang.bind.abroad import elsewhere
from hengliang.bind.attributes import among_others, attributive
from hengliang.bind.tiers import WORDS, owned, tier_name
from hengliang.codes.areas import find, name_at
from hengliang.codes.grammar import load_grammar
from hengliang.codes.patterns import any_of

if TYPE_CHECKING:
    from hengliang.bind.context import Context

_PARK = re.compile(
    r"(?P<name>(?:[市县区](?=开发区|经开区|高新区)|[\u4e00-\u9fff]{2,10}?)(?:经济技术开发区|经济开发区|高新技术产业开发区|高新技术开发区|高新区|经开区|开发区|工业园区|工业园|产业园区|产业园|科技园|新区|管理区|示范区|旅游度假区|度假区|保税区|综合保税区|自贸区|合作区|机场|示范基地))"
    r"(?=[一地规完实累税财固收工新引入累总技政国支“]|$)"
)
#: The last characters of the names of parks: a phrase without them names none.
_PARK_LAST = re.compile(
    "[发新开理范假税贸园作业技机基](?:(?<=[发新开理范假税贸园作])区|(?<=[业技])园|(?<=机)场|(?<=基)地)"
)
#: No name of a park is longer, and none of another area.
_LONGEST_PARK = 24
_LONGEST_NAME = 16
_LEVELS = frozenset("省市县区州旗盟")
#: The area of a text on the whole country.
COUNTRY = "全国"
#: Shorter names are as a rule words of the language.
_SHORTEST_NAME = 3
#: An area in a list of areas is no subject of its own.
_GOES_ON = frozenset({"、", "和", "及", "与", "等"})
#: Words with which a phrase is no name of a park: 新增国家级开发区, 建设现代中药产业园.
_NO_PARK = re.compile(
    r"建设|推进|打造|创建|支持|申报|加快|新增|获批|晋升|国家级|[省市县区]级|^级|高级别|重点|全[部省市县区国年]|规模|五年|各类|入驻|引导|依托"
    r"|新建|改建|扩建|共建|建成|启动|争取|实现|完成|成立|转贷|运输机场|通用机场|通航机场|乡村振兴"
)
_HEAD = re.compile(
    r"^(?:（[\d一二三四五六七八九十]{1,2}）|\d{1,2}[.、]|[①-⑳]|其中|包括|此外|同时|另外|分区域看|分县区看|分级次看|目前|“?十[一二三四五]五”?(?:期间|时期)|到?\d{4}年(?:末|底)?|[，：,]|预计|全力推进|力争|截至|全[省市县区州](?=[省市县区州]本?级))*"
)
#: What the words before an area begin with, but for digits.
_HEAD_FIRST = frozenset("（其包此同另分目“十到，：,预全力截")
_LEVEL_ONLY = re.compile(
    rf"(?P<name>{WORDS})(?:[（(][^（）]{{0,14}}[）)])?(?=[一地财政预支收社国完主专非城机职新医养失工生企居“]|$|，)"
)
#: What it begins with.
_LEVEL_FIRST = frozenset("市省自县区州本各")
#: A tier's own account, told in the sentences that follow as well; 市级财政安排资金 is none.
_ACCOUNT = re.compile("(?:地方)?(?:一般|政府性|国有资本|社会保险|社保|财政[收支总]|[收支总]|预算)")
#: A park's own books, told of in the sentences that follow.
_BOOKS = re.compile("(?:地方)?(?:一般公共|政府性基金|国有资本经营|社会保险基金|“三保”)")
_OF_BOOKS = "预算", "“三保”"
#: What may stand between a number and a tier named behind it: 市本级3.1亿元、区级5.2亿元.
_BETWEEN = re.compile("[、，和及（(]*")


@dataclass(frozen=True, slots=True)
class Territory:
    """The document's own area.

    Attributes:
        name: 石鼓区.
        code: GB/T 2260, empty where not known.
        full: with what it lies in, for stripping: 衡阳市石鼓区.
        names: all names it goes by in this document, longest first.
        above: words for an area that it lies in, with that area's name: 全市 in a district's report is its city.
        tiers: whether the document tells 市级 (with its development zones) from 市本级 (without).
    """

    name: str
    code: str = ""
    full: str = ""
    names: tuple[str, ...] = ()
    above: tuple[tuple[str, str], ...] = ()
    tiers: bool = False


@cache
def _own(above: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The words for a document's own area, without those that mean one it lies in; and these."""
    others = tuple(word for word, _ in above)
    return re.compile(any_of(word for word in load_grammar().own_area if word not in others)), others


def bind_area(
    left: str, territory: Territory, context: Context, *, budget: bool, quiet: bool = False
) -> tuple[str, str]:
    """The area of a number.

    Args:
        left: the clause up to the number.
        territory: the document's own area.
        context: changed in place where the clause names an area.
        budget: whether the document is a budget report, where 市级 before a figure means the city's own budget.
        quiet: whether the clause holds no number; parks named there are as a rule objects of work, not areas.

    Returns:
        Name and evidence.
    """
    first = left[:1]
    head = _HEAD.match(left) if first in _HEAD_FIRST or first.isdigit() else None
    begin = head.end() if head else 0
    other = elsewhere(left, begin, context, quiet=quiet) if territory.name == COUNTRY else None
    if other:
        return other
    level = _LEVEL_ONLY.match(left, begin) if left[begin : begin + 1] in _LEVEL_FIRST else None
    named = _named(left, begin, territory, quiet=quiet)
    own_area, above = _own(territory.above)
    if left.startswith(above, begin):
        return next((name, word) for word, name in territory.above if left.startswith(word, begin))
    own = None if level else own_area.search(left) or _owned(left, begin, territory, context)
    if own and (not named or own.start() >= named[0]):
        context.area = context.area_kind = ""
        return territory.name, own[0]
    tier = tier_name(level["name"], territory) if level and (budget or "本级" in level["name"]) else ""
    if level and tier:
        if context.area != tier:
            account = _ACCOUNT.match(left, level.end())
            context.area, context.area_kind = tier, "part" if context.told else "level" if account else "named"
        return tier, level["name"]
    if named:
        if named[1] == territory.name:
            context.area = ""
            return territory.name, named[1]
        opens = quiet and _BOOKS.match(left, named[0] + len(named[1]))
        context.area, context.area_kind = named[1], "level" if opens else "named"
        return named[1], named[1]
    if context.area:
        return context.area, "paragraph"
    return territory.name, "document"


def opens_tier(words: str) -> int:
    """Where, between two numbers of a clause, a tier of government is named that the second is of; -1 where none is."""
    between = _BETWEEN.match(words)
    begin = between.end() if between else 0
    return begin if _LEVEL_ONLY.match(words, begin) else -1


def _owned(left: str, begin: int, territory: Territory, context: Context) -> re.Match[str] | None:
    """市属国企 behind what was told of a district: the document's own area."""
    district = context.area and not context.area.startswith(territory.name)
    return owned(left, begin, territory.name) if district else None


def opens_area(words: str, told: str) -> int:
    """Where, between two numbers of a clause, nothing but the next area of a list stands; -1 where none does.

    Args:
        words: what stands between: 、西河区 in 东河区3亿元、西河区2亿元.
        told: the area that the first number is of, empty where that is the document's own.
    """
    between = _BETWEEN.match(words) if told else None
    begin = between.end() if between else 0
    name = words[begin:]
    if not begin or not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME or name[-1] not in _LEVELS:
        return -1
    return begin if _park(name) or name_at(name) == name else -1


def _named(left: str, begin: int, territory: Territory, *, quiet: bool) -> tuple[int, str] | None:
    """An area named at the head of the clause, where it is the subject and no attribute of something else."""
    rest = left[begin:]
    for name in territory.names if rest.startswith(territory.names) else ():
        if rest.startswith(name) and name[-1] in _LEVELS:
            begin += len(name)
            rest = left[begin:]
            if not rest or not _starts_area(rest):
                return begin - len(name), territory.name
            break
    park = _park(rest) if not quiet or any(word in rest for word in _OF_BOOKS) else None
    if park and quiet and not _BOOKS.match(rest, park.end()):
        park = None
    if park and not _NO_PARK.search(park["name"]):
        return begin, park["name"]
    name = name_at(rest[:_LONGEST_NAME])
    if name.startswith("新建") and not find(name, within=territory.name):
        return None  # 新建县级医院: a verb, and the name of a county far away
    if len(name) < _SHORTEST_NAME or name in territory.names or rest[len(name) : len(name) + 1] in _GOES_ON:
        return None
    behind = rest[len(name) :]
    return None if among_others(behind) or (quiet and attributive(behind)) else (begin, name)


def _park(text: str) -> re.Match[str] | None:
    """The name of a park or the like at the head of a text."""
    return _PARK.match(text) if _PARK_LAST.search(text, 0, _LONGEST_PARK) else None


def _starts_area(text: str) -> bool:
    return bool(_park(text)) or len(name_at(text[:_LONGEST_NAME])) >= _SHORTEST_NAME

"""Shares as the words in front of a number tell them, and the wholes that they are of.

What goes in: the words left of a number, or the subject of a change in points. What comes out: the part, the whole as
printed, and the name of the whole. 税收占比 is a rate with a name of its own and no business of this module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hengliang.bind.nominal import clean
from hengliang.codes.indicators import in_full, known

if TYPE_CHECKING:
    from hengliang.bind.area import Territory
    from hengliang.bind.context import Context
    from hengliang.bind.predicate import Predicate
    from hengliang.quantities.mention import Mention

_REACHED = r"(?:分别|均|已|都|由|从|提高|提升|上升|下降|降低|增加|扩大|回升|调整|优化|到|至|达到?|为|约为?|约|近|超过|超|保持在|稳定在|的)*$"
_NOUN = "比重|比例|份额|比率|占比"
_OF = re.compile(
    rf"(?:约占|占到?)(?!比|有率|有量|用率)(?P<whole>[^，。；：]{{1,26}}?)(?:的)?(?P<noun>{_NOUN}|比|总量|总数)?{_REACHED}"
)
#: 服务业在国内生产总值中的占比.
_WITHIN = re.compile(
    rf"在(?P<whole>[^，。；：、在]{{2,20}}?)(?:之?中|(?<=[国省市区县州球界]))的?所?占?的?(?:{_NOUN}){_REACHED}"
)
#: 民间投资占30%: the whole was told before.
_BARE = re.compile(
    r"(?:(?<![独抢强侵])占(?:到|了|约|近|超过)*|(?:^|，)(?:所)?占(?:比(?:例|重)?|的?比重)(?:分别)?(?:达到?|为|约|超过)*)$"
)
#: 稳定在全国1/10以上: a fraction of a greater area.
_OF_AREA = re.compile(r"(?:稳定在|保持在|达到?|超过|约为?|为|是|近)(?P<whole>全[国省市]|全球|世界)(?:总量)?的?$")
_SHARE_NOUN = re.compile(rf"(?:{_NOUN})$")
_TURNED = re.compile(r"(?:到|至|为|达)(?:了)?(?:约|近|超过)?$")
#: A whole that is but an area: 占全国1/3, 占全国增量的1/4.
_AREA_ALONE = re.compile(
    r"(?P<area>全国|全球|全世界|世界|全[省市区县州])(?:的|同类)*(?P<what>总量|总数|份额|产量|增量|总额|规模)?的?$"
)
_DISTRICT = re.compile("[\u4e00-\u9fff]{1,8}?(?:县|(?<!地)区|市|旗)(?=.)")
_GREATER = re.compile("全国|全球|全世界|世界")
#: 高技术制造业增加值占规上工业的12%: of the same measure of all industry.
_ALL_INDUSTRY = frozenset({"规上工业", "规模以上工业", "规模工业"})
_VALUE = "工业增加值"
_NO_WHOLE = re.compile("(?:率|占比|比重|比例|指数|增速|增幅)$")


class Share(NamedTuple):
    """The words of a share: what stands before them, the whole as printed (empty where it was told before), and all of them."""

    before: str
    whole: str
    words: str


def share_in(left: str, mention: Mention) -> Share | None:
    """The share that the words in front of a percentage or a fraction tell, None where they tell none.

    Args:
        left: text up to the number.
        mention: the number.
    """
    fraction = mention.kind == "fraction"
    if "占" not in left and "在" not in left and not fraction:
        return None
    found = (_BARE.search(left) or _OF.search(left)) if "占" in left else None
    found = found or (_WITHIN.search(left) if "在" in left else None) or (_OF_AREA.search(left) if fraction else None)
    return Share(left[: found.start()], found.groupdict().get("whole") or "", found[0]) if found else None


def share_that_moved(subject: str) -> Share | None:
    """The share whose change is told in points: 服务业增加值占地区生产总值的比重|提高2个百分点."""
    if not _SHARE_NOUN.search(subject):
        return None
    found = _OF.search(subject) or _WITHIN.search(subject)
    return Share(subject[: found.start()], found["whole"], found[0]) if found else None


def share_that_turned(predicate: Predicate, mention: Mention, context: Context) -> bool:
    """Whether a number without a subject is the same share later: 比重由28%|降到25%, 占比…为36%，|比上年提高5个百分点."""
    if not context.share_of or predicate.whole or predicate.subject.strip("，、"):
        return False
    if predicate.measure == "points":
        return not predicate.against
    return predicate.measure == "level" and mention.unit_class == "ratio" and bool(_TURNED.search(predicate.words))


def name_of_whole(printed: str, subject: str, territory: Territory) -> str:
    """The whole of a share as a statistician would name it.

    Args:
        printed: as it stands between 占 and the number.
        subject: the part, which an area alone is the whole of: 茶叶产量占全国1/4.
        territory: of the document; its own names are left out.
    """
    printed = re.sub(r"(?:的?(?:比重|比例|份额))?的?$", "", printed)
    area = _AREA_ALONE.fullmatch(printed)
    if area:
        what = area["what"] or ""
        own = area["area"] not in dict(territory.above) and not _GREATER.fullmatch(area["area"])
        if own:
            subject = _without_district(subject)
        return ("" if own else area["area"]) + (subject if subject.endswith(what) else subject + what)
    whole = in_full(clean(printed, territory.names).text or printed.strip("的"))
    return f"规模以上{_VALUE}" if whole in _ALL_INDUSTRY and subject.endswith(_VALUE.removeprefix("工业")) else whole


def _without_district(subject: str) -> str:
    """The indicator that a district has a share of: 乙县地区生产总值占全市."""
    district = _DISTRICT.match(subject)
    rest = subject[district.end() :] if district else ""
    return in_full(rest) if known(rest) else subject


def told_before(words: str, context: Context, part: str) -> str:
    """The whole that a share leaves to what was said: 一般公共预算收入115亿元，其中税收收入71亿元，占比62%."""
    if "其中" not in words:
        return ""
    if context.shared_whole:
        return context.shared_whole
    candidates = (context.whole[0], *(name for name in reversed(context.roots) if name in context.said))
    return next((name for name in candidates if name and name != part and not _NO_WHOLE.search(name)), "")


def whole_of(predicate: Predicate, measure: str, part: str, words: str, context: Context, territory: Territory) -> str:
    """The whole that a number is a share of, empty where it is none or nothing tells it.

    Args:
        predicate: with the whole as printed.
        measure: of the number.
        part: the name of what the number is of.
        words: the sentence up to the number.
        context: keeps the whole that the shares behind 其中 are of.
        territory: of the document.
    """
    if predicate.whole:
        whole = name_of_whole(predicate.whole, part, territory)
    else:
        whole = told_before(words, context, part) if measure == "share" else ""
    if measure == "share" and "其中" in words:
        context.shared_whole = whole
    return whole

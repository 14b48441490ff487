"""Noun phrases: what is measured, as a statistician would name it.

What goes in: text around a number, as printed. What comes out: a cleaned phrase, without area, period, adverbs, empty verbs;
or the noun that a number counts (92个|重点项目|完成投资). It does not know the sentence.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import in_full, known
from hengliang.text.words import NOUN_FLAGS, Word, in_dictionary, tag

if TYPE_CHECKING:
    from hengliang.codes.units import Scaled

_BRACKETS = re.compile(r"（[^（）]*）")
_PUNCT_LEAD = "，、；：。！”’）》·—-　 ◎●■◆▲★□○◇※•"
_PUNCT_TRAIL = "，、；：。！“‘（《·—- 　"
_PUNCT = _PUNCT_LEAD + _PUNCT_TRAIL
_PERIOD_LEFTOVER = re.compile(
    r"(?:(?:19|20)\d{2}年(?:末|底|度|初)?|[一二三四五六七八九十\d]{1,2}年来?|“?十[一二三四五]五”?(?:期间|时期|以来|末)?|[上下]半年|\d{1,2}月(?:份|末|底)?)$"
)
#: What it ends in.
_LONGEST_LEFTOVER = 10
_PERIOD_LAST = frozenset("年末底度初来五”间期月份\n")
_PERIOD_AHEAD = re.compile(
    r"^(?:(?:截至|到|至|自|从|在)?(?:19|20)\d{2}年(?:末|底|度|初|以来)?|(?:截至|到|至)?\d{1,2}月(?:份|末|底)?|[一二三四五六七八九十两近\d]{1,2}年来?(?!级|度|制|一贯|义务)|“?十[一二三四五六]五”?(?:期间|时期|以来|末|(?!”?(?:项目|规划|重大|纲要|储备)))|[上下]半年|[一二三四]季度|前三季度)[,，的]?"
)
#: What it begins with, but for digits.
_PERIOD_FIRST = frozenset("截到至自从在一二三四五六七八九十两近“上下前")
_ENUMERATION = re.compile(r"^(?P<verb>.{0,4}?)(?:[^，]{2,40}、)+[^，]{1,20}?等(?:一批|各类|多个)?(?=[^等]{2,})")
_QUOTES = re.compile("[“”《》（）]")
_QUOTE_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"))


class Phrase(NamedTuple):
    """A cleaned noun phrase and the bracketed scope words that stood in it."""

    text: str
    scopes: tuple[str, ...] = ()


@cache
def _lead_pattern() -> re.Pattern[str]:
    return re.compile(load_grammar().alternatives("lead"))


@cache
def _keep_lead_pattern() -> re.Pattern[str]:
    return re.compile(load_grammar().alternatives("keep_lead"))


@cache
def _trail_patterns() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """What is taken off the end of a phrase, what is kept there, and the last characters of what is taken off."""
    grammar = load_grammar()
    trail, keep = (re.compile(grammar.alternatives(name) + "$") for name in ("trail", "keep_trail"))
    return trail, keep, grammar.trail.last | {"\n"}


@cache
def _own_area_pattern() -> re.Pattern[str]:
    grammar = load_grammar()
    return re.compile(
        rf"^(?:{grammar.alternatives('own_area')})(?:的|共|各(?![类项种级族界]))?(?![级域直性])(?!(?<=内)外(?:资本|[^资商贸]))(?!(?<=境内)上市)(?!(?<=全国){grammar.alternatives('honours')})"
    )


@lru_cache(maxsize=1 << 13)
def clean(text: str, areas: tuple[str, ...] = ()) -> Phrase:
    """A phrase without what says nothing of what is measured.

    Args:
        text: as printed, without punctuation that ends a clause.
        areas: names of areas to take off the front.

    Example:
        >>> clean("2020年，全市共新增农村劳动力转移就业").text
        '新增农村劳动力转移就业'
    """
    phrase: str = text
    scopes: tuple[str, ...] = ()
    if "（" in text:
        scopes = tuple(bracket[0][1:-1] for bracket in _BRACKETS.finditer(text) if _is_scope(bracket[0][1:-1]))
        phrase = _BRACKETS.sub(lambda m: "" if _is_scope(m[0][1:-1]) else m[0], text)
    before = None
    while phrase and phrase != before:
        before = phrase
        phrase = phrase.strip(_PUNCT)
        phrase = _strip_lead(phrase, areas)
        phrase = _strip_trail(phrase)
        phrase = _balance(phrase)
    return Phrase(phrase, scopes)


def _is_scope(bracket: str) -> bool:
    return (
        bool(re.match(r"^(?:不?[含包]|其中|仅|按|扣除|剔除|20\d\d年|可比|同口径|预计|快报|初步)", bracket))
        or bool(re.fullmatch(r"[A-Za-z&.\d]{1,6}", bracket))
        or bool(re.search(r"不变价|口径", bracket))
    )


#: The last characters of the full names of areas; behind a short one a name may go on: 吉林|大米.
_AREA_KINDS = frozenset("省市区县州旗盟国")
#: What a mark in front of an item begins with, but for digits.
_ENUMERATOR_FIRST = frozenset("（*")
_ENUMERATOR = re.compile(r"^(?:[①-⑳]|\d{1,2}[.、](?!\d)|（[一二三四五六七八九十\d]{1,3}）|\*+)")


_ADDING = "加上"
#: 加|上解支出, 加|上年结转: before these 上 belongs to the sum that is added.
ABOVE = frozenset("解缴级划年")


def _strip_lead(phrase: str, areas: tuple[str, ...]) -> str:
    own, leading = load_grammar().own_area.first, load_grammar().lead.first
    while True:
        phrase = phrase.lstrip(_PUNCT_LEAD)
        first = phrase[:1]
        if first.isdigit() or first in _ENUMERATOR_FIRST:
            enumerator = _ENUMERATOR.match(phrase)
            phrase = phrase[enumerator.end() :] if enumerator else phrase
            first = phrase[:1]
        if not phrase or known(phrase):
            return phrase
        period = _PERIOD_AHEAD.match(phrase) if first.isdigit() or first in _PERIOD_FIRST else None
        area = next((name for name in areas if phrase.startswith(name)), "") if phrase.startswith(areas) else ""
        if area and area[-1] not in _AREA_KINDS and phrase.startswith(load_grammar().brands, len(area)):
            return phrase
        area = area or (_matched(_own_area_pattern(), phrase) if first in own else "")
        if period and len(period[0]) < len(phrase):
            phrase = phrase[period.end() :]
        elif area:
            phrase = phrase[len(area) :]
        else:
            lead = _lead_pattern().match(phrase) if first in leading else None
            if not lead or _keep_lead_pattern().match(phrase) or _cuts_first(phrase, lead[0]):
                return phrase
            phrase = phrase[1:] if lead[0] == _ADDING and phrase[2:3] in ABOVE else phrase[lead.end() :]


def _strip_trail(phrase: str) -> str:
    trail, keep, last = _trail_patterns()
    while True:
        phrase = phrase.rstrip(_PUNCT_TRAIL)
        if not phrase or known(phrase):
            return phrase
        if phrase.endswith(_STEPS):
            phrase = _STEPPED.sub("", phrase)
        period = (
            _PERIOD_LEFTOVER.search(phrase, len(phrase) - _LONGEST_LEFTOVER) if phrase[-1] in _PERIOD_LAST else None
        )
        if period and period.start() > 1:
            phrase = phrase[: period.start()]
            continue
        match = trail.search(phrase) if phrase[-1] in last else None
        if not match or keep.search(phrase) or _cuts_last(phrase, match[0]):
            return phrase
        phrase = phrase[: match.start()]


#: 生产总值连续迈上4个万亿元台阶、|达14.2万亿元: steps climbed, told before the figure.
_STEPS = ("台阶", "关口", "大关")
_STEPPED = re.compile(
    "(?<=.)(?:连续|再次|先后|成功)*(?:迈上|跨上|跨越|跨过|迈过|越过|连上|连跨|登上|站上|突破|跃上)[^，；]{1,12}$"
)
#: Words no longer than this may be the beginning or the end of another: 均 of 均衡性, 能 of 产能.
_SHORT = 1
#: 新创建, 共培养: before a verb they are words of their own.
_ADVERBS = frozenset("新共")
#: 在湘高校: those in a place named by one character.
_IN_PLACE = re.compile("在[\u4e00-\u9fff](?:高校|院校|央企|科研院所|外资企业|企业|单位)")
#: As much of a phrase as a word at its end may take.
_REACH = 8


def _cuts_first(phrase: str, lead: str) -> bool:
    """Whether a short word at the head of a phrase is but the beginning of its first word: 均|衡性, 新|一代."""
    if len(lead) > _SHORT or len(phrase) == len(lead):
        return False
    if _IN_PLACE.match(phrase):
        return True
    first = tag(phrase[:_REACH])[0]
    return len(first.text) > len(lead) and (
        _noun(first) or (_verb(first) and len(phrase) > len(first.text) and lead not in _ADVERBS)
    )


def _cuts_last(phrase: str, trail: str) -> bool:
    """Whether a short word at the end of a phrase is but the end of its last word: 产|能."""
    if len(trail) > _SHORT or len(phrase) == len(trail):
        return False
    last = tag(phrase[-_REACH:])[-1]
    return len(last.text) > len(trail) and _noun(last)


def _noun(word: Word) -> bool:
    return word.flag.startswith(NOUN_FLAGS) and not word.flag.startswith("nr") and _whole(word)


def _verb(word: Word) -> bool:
    return word.flag == "v" and _whole(word)


def _whole(word: Word) -> bool:
    """Whether a word is one, and not two words of grammar: 产能, 均衡性; not 均为, 也是, 还有."""
    grammar = load_grammar()
    return in_dictionary(word.text) and word.text not in grammar.lead and word.text not in grammar.trail


def _matched(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.match(text)
    return match[0] if match else ""


def _balance(phrase: str) -> str:
    """Drop a quotation mark or bracket whose partner was cut away."""
    for opening, closing in _QUOTE_PAIRS if _QUOTES.search(phrase) else ():
        if phrase.count(opening) != phrase.count(closing):
            if phrase.startswith(closing) or phrase.endswith(opening):
                phrase = phrase.strip(opening + closing)
            elif opening in phrase and phrase.rfind(opening) > phrase.rfind(closing):
                phrase = phrase.replace(opening, "")
            else:
                phrase = phrase.replace(closing, "")
    return phrase


def after_enumeration(phrase: str) -> str:
    """What an enumeration closed by 等 is said of, with the verb before it.

    Example:
        >>> after_enumeration("引进甲公司、乙集团等世界500强企业")
        '引进世界500强企业'
    """
    if "等" not in phrase or phrase.rpartition("等")[2] in load_grammar().collective:
        return phrase
    match = _ENUMERATION.match(phrase)
    if match:
        verb = next((v for v in load_grammar().content_verbs if phrase.startswith(v)), "")
        return verb + phrase[match.end() :]
    head, sign, tail = phrase.rpartition("等")
    if (
        sign
        and len(tail) >= 2
        and not re.search(r"[高中初同平均优劣上下]$", head)
        and not re.match(r"[级教学于]", tail)
        and len(head) > 3
    ):
        verb = next((v for v in load_grammar().content_verbs if phrase.startswith(v)), "")
        return verb + re.sub(r"^[一二三四五六七八九十\d]+[个家大项]", "", tail)
    return phrase


_COUNTING_END = re.compile(r"(?:数|量|额|次|率|度|值|里程|面积|人口|规模|总值|数量)$")
_PERSON_END = re.compile(
    r"(?:人员|干部|群众|学生|劳动力|人口|者|员|生|民|名|队|医生|党员|教师|医师|药师|技师|护士|助产士|幼儿|职工|农民|人才|对象|老人|儿童|青年|军人|工)$"
)
AREA_UNITS = frozenset({"m2", "mu"})
_LENGTH_END = re.compile(r"(?:里程|长度|公路|道路|距离|全长|总长|水位|落差|管网|线路|河道)$")


def counts_people(phrase: str) -> bool:
    """Whether a noun phrase ends in a word for people: 在校生, 常住人口."""
    return bool(_PERSON_END.search(phrase))


#: 排名提升7位: places are no persons.
_RANKINGS = ("排名", "排位", "位次", "名次", "综合实力")

#: 第一产业实现增加值.
_REALISED = re.compile(
    "(?<=[\u4e00-\u9fff]{2})(?:累计|共)?实现(?=(?:增加值|总产值|产值|保费收入|营业收入|主营业务收入|利润总额|利润)$)"
)

#: 上解支出等1.2亿元: the sum itself.
_AND_SO_ON = ("支出等", "收入等", "资金等", "税收等", "投资等", "补助等", "补贴等", "债券等", "费用等", "经费等")

#: 生产水泥90万吨.
_MADE = re.compile("生产[\u4e00-\u9fff]{2,8}(?<![量额力值])")


def _produced(phrase: str) -> str:
    return phrase.removeprefix("生产") + "产量" if _MADE.fullmatch(phrase) else phrase


def name_indicator(phrase: str, scaled: Scaled | None, measure: str) -> str:
    """The indicator's name: the codelist's where it knows the phrase, else the phrase with the noun of its dimension.

    Args:
        phrase: cleaned noun phrase.
        scaled: the unit.
        measure: the measure; only levels and changes get a noun of dimension.

    Example:
        >>> from hengliang.codes.units import parse_unit
        >>> name_indicator("新增规模以上工业企业", parse_unit("家"), "level")
        '新增规模以上工业企业数'
    """
    phrase = _REALISED.sub("", phrase) if "实现" in phrase else phrase
    phrase = phrase[:-1] if phrase.endswith(_AND_SO_ON) else phrase
    if known(phrase):
        return in_full(phrase)
    if measure not in {"level", "change"} or scaled is None or not phrase:
        return phrase
    kind, unit = scaled.unit.kind, scaled.unit.measure
    if measure == "change" and (phrase.endswith(_RANKINGS) or scaled.unit.name.endswith("位次")):
        return phrase
    if kind == "person":
        if _COUNTING_END.search(phrase):
            return phrase
        name = f"{phrase}人次" if unit == "person_times" else f"{phrase}人数"
    elif kind == "household":
        name = phrase if phrase.endswith(("户", "户数")) else f"{phrase}户数"
    elif kind == "count":
        name = phrase if _COUNTING_END.search(phrase) else f"{phrase}数"
    elif unit in AREA_UNITS:
        name = phrase if re.search(r"面积|规模|保有量|产量|量$", phrase) else f"{phrase}面积"
    else:
        name = _produced(phrase) if unit == "t" else phrase
    return in_full(name)

"""What the items of a list share: 城镇、农村居民人均可支配收入, 基本养老、失业、工伤保险参保人数.

What goes in: the items as printed. What comes out: each with the head that only the last one has, and with the scope that
only the first one has. It does not know where the list stands.
"""

from __future__ import annotations

import re
from functools import cache

from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import known
from hengliang.codes.patterns import any_of
from hengliang.text.words import tag

#: 国、省专精特新企业: what the short words stand for.
_LEVELS = {"国": "国家级", "省": "省级", "市": "市级", "县": "县级"}
#: 中、高等教育; 中、小学: the second character of the last item is that of the others.
_SECOND = re.compile("[\u4e00-\u9fff](?P<second>[等学级资])")
#: 饮料类、粮油食品类: one character that ends an item and begins its tail; 地表水、饮用水 and 水质 are two words.
_ONE_WORD = frozenset("类业级")
#: As much of an item's end may begin the tail that it lacks.
_LONGEST_OVERLAP = 6


@cache
def _modifiers() -> re.Pattern[str]:
    return re.compile("^" + load_grammar().alternatives("modifiers"))


@cache
def _heads() -> re.Pattern[str]:
    return re.compile("(?P<head>[^、]{0,6}" + load_grammar().alternatives("heads") + ")$")


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(load_grammar().alternatives("kind_nouns"))


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(load_grammar().alternatives("shared_leads"))


def complete(name: str) -> bool:
    """Whether a phrase ends like an indicator's name."""
    return bool(known(name)) or (len(name) >= 2 and bool(_heads().search(name)))


def expand(parts: list[str]) -> list[str]:
    """Give each item what it shares with the last one, and with the first.

    Example:
        >>> expand(["国", "省专精特新企业"]), expand(["失业", "工伤保险参保人数"]), expand(["限上汽车", "家电零售额"])
        (['国家级专精特新企业', '省级专精特新企业'], ['失业保险参保人数', '工伤保险参保人数'], ['限上汽车零售额', '限上家电零售额'])
    """
    parts = _of_kind(parts)
    last = _level_in_full(parts[-1], parts)
    if len(parts) == 2 and _second_of(parts[0], last):
        return [parts[0] + last[1:], last]
    if len(parts) == 2 and parts[0].endswith("存") and last.startswith("贷款"):  # 金融机构存、贷款余额
        return [parts[0] + last.removeprefix("贷"), parts[0].removesuffix("存") + last]
    tail = _shared_tail(parts, last)
    lead = _shared_lead(parts)
    full: list[str] = []
    for index, part in enumerate(parts):
        name = _LEVELS.get(part, part) if index < len(parts) - 1 else _level_in_full(part, parts)
        if index < len(parts) - 1 and tail and not _stands_alone(part, last):
            name = overlapped(name, tail)
        if index and lead and not name.startswith(lead):
            name = lead + name
        full.append(of_same(full[-1], name) if full else name)
    return _scoped(parts, full)


#: 教育、医疗、养老等服务业营收: what the items are, and what is measured of them.
_KIND = re.compile(
    "(?P<item>.{2,8}?)等(?:(?:产品|商品|品种|指标|行业|领域)(?=.{2})|(?=(?:服务业|产业).{2}))(?P<rest>.+)"
)


def _of_kind(parts: list[str]) -> list[str]:
    """A list with the noun that says what its items are told of each, or left out where it says nothing."""
    kind = _KIND.fullmatch(parts[-1]) if "等" in parts[-1] else None
    if not kind or any(complete(part) for part in parts[:-1]):
        return parts
    return [overlapped(part, kind["rest"]) for part in (*parts[:-1], kind["item"])]


@cache
def _measures() -> re.Pattern[str]:
    """Words that say only what is measured, behind the thing that it is measured of."""
    grammar = load_grammar()
    bare = (*grammar.relational, *grammar.shared_measures)
    return re.compile("(?:" + any_of(word for word in bare if word not in grammar.self_relational) + ")$")


def of_same(before: str, part: str) -> str:
    """A bare measure as that of the thing which the item before it measures.

    Example:
        >>> of_same("旅游人数", "收入"), of_same("商品房销售面积", "销售额"), of_same("固定资产投资", "出口")
        ('旅游收入', '商品房销售额', '出口')
    """
    measure = _measures().match(part)
    if not measure or part in _INDEPENDENT or known(part):
        return part
    measured = _measures().search(before)
    thing = before[: measured.start()] if measured else ""
    return thing + part if len(thing) > 1 and before not in _OWN_WHOLE else part


def _second_of(first: str, last: str) -> bool:
    """Whether a first item of one character goes on with the last one's second: 中、高等职业教育, 中、小学."""
    return len(first) == 1 and first not in _LEVELS and bool(_SECOND.match(last))


def _level_in_full(last: str, parts: list[str]) -> str:
    """省专精特新企业 in a list with 国 is 省级专精特新企业."""
    if parts[0] in _LEVELS and last[:1] in _LEVELS and last[1:2] != "级":
        return _LEVELS[last[:1]] + last[1:]
    return last


def _stands_alone(part: str, last: str) -> bool:
    if known(part):
        return True
    if part in _LEVELS or _modifiers().fullmatch(part):
        return False
    return (
        complete(part)
        and not (last.endswith("率") and not part.endswith("率") and len(part) > 2)
        and not part.endswith(("居民", "企业", "需氧量"))
    )


def _shared_tail(parts: list[str], last: str) -> str:
    """What of the last item the others lack: behind its modifier, behind the word they end in, or its head."""
    first = parts[0]
    modifier = _modifiers().match(last)
    if modifier and (first in _LEVELS or _modifiers().fullmatch(first) or len(first) <= len(modifier[0]) + 1):
        return last[modifier.end() :]
    for size in range(min(4, len(first)), 1, -1):
        at = last.find(first[-size:])
        if at > 0 or (at == 0 and len(first) > size):
            return last[at + size :]
    return _behind_place(parts, last) or _from_kind(parts, last) or _head_of(parts, last)


def _behind_place(parts: list[str], last: str) -> str:
    """Behind the name of a place, where all items begin with one: 苏州、无锡地铁最高客运量."""
    words = tag(last)
    if words[0].flag != "ns" or len(words) == 1 or any(tag(part)[-1].flag != "ns" for part in parts[:-1]):
        return ""
    return last[len(words[0].text) :]


def _from_kind(parts: list[str], last: str) -> str:
    """From the noun on that says what kind of things are listed: 工伤|保险参保人数; behind it where the first has it."""
    kind = _kinds().search(last, 2)
    if not kind or any(complete(part) for part in parts[:-1]):
        return ""
    first = parts[0]
    has = first.endswith(kind[0]) or (first.endswith("业") and "业" in kind[0])
    if not has and any(kind[0] in part for part in parts[:-1]):
        return ""
    return last[kind.end() if has else kind.start() :]


def _head_of(parts: list[str], last: str) -> str:
    if last in _INDEPENDENT:
        return ""  # 利用外资、投资: an item of its own, and no head
    for word in load_grammar().shared_tails:
        ending = "率" if word.endswith("率") else word
        if last.endswith(word) and not any(part.endswith(ending) for part in parts[:-1]):
            return "" if _indivisible(parts[0], last, word) else word
    return ""


def _indivisible(first: str, last: str, tail: str) -> bool:
    """Whether the head belongs to a name that the codelist has whole: 规模以上工业、固定资产|投资."""
    return bool(known(last)) and not known(overlapped(first, tail)) and last.removesuffix(tail) in _WHOLE


#: Bare words that are measures of the whole area as often: 固定资产投资、贷款分别增长.
_INDEPENDENT = frozenset({"投资", "贷款", "惠及", "涉及", "受益", "补贴", "补助", "资金"})
_OWN_WHOLE = frozenset({"固定资产投资", "地方财政收入"})
#: What measures something only with its head.
_WHOLE = frozenset({"固定资产", "民间", "房地产开发", "第三产业", "限额以上", "社会消费品"})


def overlapped(part: str, tail: str) -> str:
    """A part and the tail it lacks, without what the end of the one and the beginning of the other share."""
    for size in range(min(len(part), len(tail), _LONGEST_OVERLAP), 0, -1):
        if part.endswith(tail[:size]) and (size > 1 or size == len(tail) or tail[0] in _ONE_WORD):
            return part + tail[size:]
    return part + tail


def _shared_lead(parts: list[str]) -> str:
    """第 of 第一、二、三产业."""
    if parts[0].startswith("第") and all(re.match("[一二三四五]", part) for part in parts[1:]):
        return "第"
    return ""


def _scoped(parts: list[str], full: list[str]) -> list[str]:
    """The scope of the first item on all of a list that shares its head: 限上|汽车、家电零售额.

    An intensity of output is told once as well: 单位国内生产总值|能耗和二氧化碳排放.
    """
    grammar = load_grammar()
    lead = next((word for word in grammar.shared_scopes if full[0].startswith(word)), "")
    if lead and full[0] != parts[0]:
        return [name if name.startswith(lead) else lead + name for name in full]
    output = _leads().match(full[0])
    if output:
        intensities = grammar.intensities
        return [full[0], *(output[0] + name if name.startswith(intensities) else name for name in full[1:])]
    return full

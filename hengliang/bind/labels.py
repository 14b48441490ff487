"""What the headers of a table's row or column say: a name, an area, a period, growth, a share, a unit.

What goes in: header cells, outermost first, and whose document it is. What comes out: a ``Label``. It knows words, not where
in the table they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hengliang.bind.area import Territory
from hengliang.bind.grid import NUMBER
from hengliang.bind.nominal import clean
from hengliang.bind.tiers import WORDS as TIERS
from hengliang.bind.tiers import tier_name
from hengliang.codes.areas import names_in
from hengliang.codes.grammar import load_grammar
from hengliang.codes.headers import load_headers
from hengliang.codes.units import parse_unit
from hengliang.quantities.dates import find_periods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.text.years import Years

_WORDS = load_headers()
_GROWTH = re.compile(rf"{_WORDS.any_of('growth', 'compared')}|±")
_SHARE = re.compile(r"占比|比重|构成|占.{0,8}%")
_UNIT_IN = re.compile(r"[（(]([^（）()]{1,12})[）)]")
_GENERIC = re.compile(
    rf"^(?:{_WORDS.any_of('corner', 'corner_alone', 'amounts', 'done', 'nameless')}|{_WORDS.any_of('version')}*{_WORDS.any_of('planned')})$"
)
_COMPLETION = re.compile(
    r"(?:占|为|完成|达)?(?P<what>(?:年初|调整)?(?:预算|计划|目标|任务))数?(?:的)?[（(]?[%％]|完成(?:预算|计划)?(?:率|比例|进度)|(?:预算|计划)完成率"
)
_CHANGE = re.compile(r"(?:比上年|较上年|同比)?增减额")
_OF_PREVIOUS = re.compile(r"(?:占|为)(?:上年|去年|上一年)[^%％]{0,8}[%％]")
#: 2031年快报数比2030年决算数: what the figures are of, and what it is compared with.
_AMOUNT = rf"(?:[数额]|{_WORDS.any_of('planned', 'done')})"
_AGAINST = re.compile(rf"(?P<now>[^比]*{_AMOUNT})比(?:[^比（(]*{_AMOUNT})(?=$|[（(±%％]|增|升|涨)")
#: A budget's name in that of its money, which is no plan: 一般公共预算财政拨款.
_MONEY_OF_BUDGET = re.compile(rf"{_WORDS.any_of('funds')}预算(?=(?:财政)?拨款|资金)")
#: 以上年同期为100: the cells are indices against the year before.
_INDEX = re.compile(r"[（(]?(?:以)?(?:上年|去年)(?:同期|同月)?(?:为|=|＝)100[）)]?")
#: 上年决算数, 同期数: the same of the year before that of the caption.
_BEFORE = re.compile(
    rf"(?:(?:上|去)年)?同期{_WORDS.any_of('planned', 'done')}?数?|(?:上|去)年(?:{_WORDS.any_of('planned', 'done')}数?|数)"
)
_VINTAGE = re.compile(_WORDS.any_of("vintages"))
_TARGET = re.compile(_WORDS.any_of("targets"))
#: Words whose beginning looks like one of a sentence, and in a label is part of the name.
_WHOLE_WORD = re.compile(r"其[他它]|均衡|重点|境内|对(?:个人|企业|事业|机关|社会|民间)")
_SERIAL = re.compile(_WORDS.any_of("serial"))
_TIER = re.compile(rf"{TIERS}(?=(?:合计|小计)?$)")
#: Brackets that hold what looks like a unit and is an area's kind: 县（市）区.
_KINDS_OF_AREA = frozenset("省市县区旗州乡镇村")
_SUMS = frozenset({"合计", "总计", "小计"})


class Whose(NamedTuple):
    """The document whose tables are read, as far as headers are read by it.

    Attributes:
        name: its area.
        tiers: whether it tells 市级 from 市本级.
        budget: whether it is a budget report, where 市级 heads the city's own budget.
        reported: the year it reports on.
        planned: the year it plans.
    """

    name: str
    tiers: bool
    budget: bool
    reported: int | None
    planned: int | None


def whose(territory: Territory, years: Years, *, budget: bool) -> Whose:
    """What of a document's frame headers are read by.

    Args:
        territory: the document's own area.
        years: its years.
        budget: whether it is a budget report.
    """
    return Whose(territory.name, territory.tiers, budget, years.reported, years.planned)


@dataclass(frozen=True, slots=True)
class Label:
    """What the headers of a row or column say.

    Attributes:
        names: the words that name an indicator.
        area: an area, empty where none is named.
        period: a period, empty where none is named.
        growth: whether the cells are growth rates.
        share: whether they are shares.
        unit: the unit in brackets or in a unit column.
        vintage: 预计, 决算 and the like.
        target: whether they are budgets or targets.
        serial: whether they only number the rows.
        completion: what part of is told in percent: 预算完成率.
        change: whether they are increases and decreases in the unit.
        index: whether they are indices, where the year before is 100.
        before: whether they are of the year before that of the table.
    """

    names: tuple[str, ...] = ()
    area: str = ""
    period: str = ""
    growth: bool = False
    share: bool = False
    unit: str = ""
    vintage: str = ""
    target: bool = False
    serial: bool = False
    completion: str = ""
    change: bool = False
    index: bool = False
    before: bool = False


def read_label(texts: Sequence[str], document: Whose) -> Label:
    """Read the header cells of one row or column, outermost first.

    Args:
        texts: what they say.
        document: whose they are.
    """
    return _read(tuple(texts), document)


@lru_cache(maxsize=1 << 11)
def _read(texts: tuple[str, ...], document: Whose) -> Label:
    """What header cells say in a document; page after page repeats them."""
    names: list[str] = []
    area = period = unit = vintage = ""
    growth = share = target = serial = change = index = before = False
    completion = ""
    for text in dict.fromkeys(_compared(texts)):
        ratio = _ratio(text)
        if ratio:
            completion, unit = ratio, "%"
            continue
        if _CHANGE.fullmatch(text):
            change = True
            continue
        serial = serial or bool(_SERIAL.search(text))
        growth = growth or bool(_GROWTH.search(text))
        share = share or bool(_SHARE.search(text))
        index = index or bool(_INDEX.search(text))
        before = before or bool(_BEFORE.fullmatch(text))
        bracket = _unit_in(text)
        if bracket:
            unit = bracket
        elif parse_unit(text) and text:
            unit = unit or text
            continue
        unit = "%" if _SHARE.search(text) and "%" in text else unit
        vintage_word = _VINTAGE.search(text)
        vintage = vintage_word[0] if vintage_word else vintage
        target = target or bool(
            _TARGET.search(_MONEY_OF_BUDGET.sub("", text)) and not re.search("执行|决算|完成|收入|支出", text)
        )
        dates = [
            e.period
            for e in find_periods(text, document.reported, document.planned)
            if e.period and e.kind != "previous_year"
        ]
        period = dates[-1] if dates else period
        named = _area(text, document)
        if named:
            area = named
        elif name := "" if _BEFORE.fullmatch(text) else _name(text):
            names.append(name)
    return Label(
        tuple(names), area, period, growth, share, unit, vintage, target, serial, completion, change, index, before
    )


def _compared(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The heads of a change without what it is against: its period and kind are those of the newer amount."""
    told = tuple(_AGAINST.sub(lambda match: match["now"], text) for text in texts)
    changes = any(_GROWTH.search(text) or _CHANGE.fullmatch(text) for text in told)
    return told if changes else texts


def _unit_in(text: str) -> str:
    """The unit in a header's brackets, empty where they hold none."""
    bracket = _UNIT_IN.search(text)
    words = bracket[1].replace("％", "%") if bracket else ""
    return words if words not in _KINDS_OF_AREA and parse_unit(words) else ""


@lru_cache(maxsize=1 << 12)
def _ratio(text: str) -> str:
    """What a header's percentage is of, as the end of an indicator's name; empty where it is of nothing."""
    previous = _OF_PREVIOUS.search(text)
    if previous:
        return "为上年预算比例" if "预算" in previous[0] else "为上年比例"
    done = _COMPLETION.search(text)
    return f"{done['what'] or '预算'}完成率" if done else ""


_WHITE = re.compile(r"[\s　]")
_AREA_LAST = ("县", "区", "市", "旗", "州")
_AREA_NAME = re.compile(r"[\u4e00-\u9fff]{2,8}(?:[县区市旗州]|自治县|开发区|新区|高新区|园区)")
_NO_AREA = re.compile(r"城区|全区|小区|社区")
_NUMBER_OF_ITEM = re.compile(
    r"^(?:(?:(?:10[1-9]|2[0-3]\d)(?:\d{2}){0,2}(?=\s*[\u4e00-\u9fff])|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|(?:\d+[.、])+(?!\d)|[附其]中?[:：]|其中|#|[-—·*]+)\s*)+"
)
_CHANGE_OF_IT = re.compile(
    r"(?:比上年末?|同比|较上年末?|比去年末?|比年初)?(?:增长|增减|增速|增幅|升降|涨跌)(?:率|幅度|（?%）?|[±%％]*)$|(?:比上年末?|同比|较上年末?|比年初)?[±%％]+$|占比$|比重$|占[^，]{1,12}[%％]$"
)
_CHANGE_ALONE = re.compile(r"^(?:比|较)(?:上年|去年)末?(?:增|增减|增长)?[%％]?$")
_YEAR_IN = re.compile(r"(?:19|20)\d{2}(?:年(?!初)(?:度|末)?)?")
_OWN_OR_SUM = re.compile(r"^本级(?=[^收支])|(?<=[\u4e00-\u9fff]{4})(?:合计|总计|小计)$|(?<=支出)等$|(?<=收入)等$")
_TIER_BRACKET = re.compile(r"[（(]不?含[^（）()]*[）)]$")


def _area(text: str, document: Whose) -> str:
    """The area or tier that a header cell is, and nothing else; 全市 is the document's own."""
    plain = _WHITE.sub("", text)
    if plain in load_grammar().own_area:
        return document.name
    tier = _TIER.match(_TIER_BRACKET.sub("", plain))
    if tier and (document.budget or "本级" in tier[0]):
        return tier_name(tier[0], Territory(document.name, tiers=document.tiers)) if document.name else ""
    return plain if _is_area(plain) else ""


@lru_cache(maxsize=1 << 12)
def _is_area(words: str) -> bool:
    """Whether words are the name of an area and nothing else."""
    found = names_in(words)
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(words):
        return True
    return bool(words.endswith(_AREA_LAST) and _AREA_NAME.fullmatch(words) and not _NO_AREA.search(words))


def _bracket(match: re.Match[str]) -> str:
    """What stays of a bracket in a label: 国有资源（资产）有偿使用收入 keeps it, 产量（万吨） does not."""
    inside = match.end() < len(match.string) and "\u4e00" <= match.string[match.end()] <= "\u9fff"
    return match[0] if inside and match.start() and not parse_unit(match[1]) else ""


@lru_cache(maxsize=1 << 12)
def _name(text: str) -> str:
    """The words of a header cell that name an indicator."""
    plain = _UNIT_IN.sub(_bracket, _INDEX.sub("", text))
    plain = _NUMBER_OF_ITEM.sub("", plain.strip())
    plain = _CHANGE_OF_IT.sub("", plain)
    plain = _CHANGE_ALONE.sub("", plain)
    plain = _YEAR_IN.sub("", plain)
    plain = _OWN_OR_SUM.sub("", plain)
    plain = "产量" if plain == "产品产量" else plain
    if plain in _SUMS:
        return ""
    if not _WHOLE_WORD.match(plain) and not _GENERIC.match(plain):
        plain = clean(plain).text
    return "" if not plain or _GENERIC.match(plain) or NUMBER.fullmatch(plain) else plain

"""Numbers of a text and what kind of mention each is.

What goes in: a normalised text with the spans to ignore and the period expressions. What comes out: one ``Mention`` a
number, quantities with unit and bound, others with the reason why they are none. It does not know what is measured.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING

from hengliang.codes.patterns import any_of
from hengliang.codes.phrases import ignored_spans
from hengliang.codes.units import SCALES, load_traps, load_units, parse_unit, unit_pattern
from hengliang.quantities.mention import Mention
from hengliang.quantities.numerals import ARABIC, CHINESE, arabic, chinese
from hengliang.quantities.special import (
    find_doublings,
    find_fractions,
    find_medals,
    find_ranks,
    find_ratios,
    find_zeros,
)

if TYPE_CHECKING:
    from hengliang.quantities.dates import PeriodExpression

_SCALE = "(?:" + "|".join(SCALES) + ")"
_CN = f"[{CHINESE}半]"
#: The unit of the lower end of a range has no more characters.
_LONGEST_UNIT = 16

_PRE_BOUNDS: tuple[tuple[str, str], ...] = (
    ("ge", r"(?:不低于|不少于|至少|不小于)(?:了)?$"),
    ("le", r"(?:不超过|不高于|不大于|最多|低于等于)$"),
    ("gt", r"(?:超过|突破|超出|高于|多于|大于|(?<![不赶反])超|逾|(?<![突侦告打攻爆])破)(?:了)?$"),
    ("lt", r"(?:低于|少于|小于|不足|不到|接近|将近|(?<![附最临邻就靠亲相])近)$"),
    ("approx", r"(?:大约|(?<![签预公节违集条合特续解租履邀契制])约为?|大概|大致)$"),
)  # fmt: skip
_POST_BOUNDS: tuple[tuple[str, str], ...] = (
    ("ge", r"(?:及|或|（含）)?以上"),
    ("le", r"(?:及|或)?(?:以内|之内|以下)"),
    ("approx", r"(?:左右|上下)"),
    ("gt", r"[多余](?=[，。；、）]|$)"),
)  # fmt: skip
#: The last characters of the words before a number that bound it, and the first of those behind it: a look at one
#: character spares most numbers the patterns.
_PRE_LAST = frozenset("于少了过多破出超逾足到近约为概致")
_POST_FIRST = frozenset("及或（以之左上多余")
#: 至少|举办|2次: a verb may stand between.
_AT_LEAST = re.compile(r"至少[\u4e00-\u9fff]{1,6}\Z")
_LEAST_REACH = 8
_COMPILED_PRE = tuple((bound, re.compile(pattern)) for bound, pattern in _PRE_BOUNDS)
_COMPILED_POST = tuple((bound, re.compile(pattern)) for bound, pattern in _POST_BOUNDS)


#: A record made without the detour over its own constructor.
_mention = partial(tuple.__new__, Mention)


@cache
def _quantity_pattern() -> re.Pattern[str]:
    """Number, range, more-than marks, scale and unit in one expression; the sign is looked for apart."""
    unit = unit_pattern()
    tail = rf"(?P<more1>[多余来几])?(?P<scale>{_SCALE})?(?P<more2>[多余来])?(?P<unit>{unit})?"
    dash = "[-—~至到]"
    near = rf"(?=[^-\d—~至到，。\n]{{0,{_LONGEST_UNIT}}}{dash})"
    range_ = rf"(?:{near}(?P<unit_low>{_SCALE}?{unit}|{_SCALE})?(?:[-—~]{{1,2}}|至|到)(?P<high>{ARABIC}))?"
    return re.compile(rf"(?P<number>{ARABIC}){range_}(?: |\.(?=[万亿]))?{tail}")


@cache
def _chinese_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?P<number>{_CN}{_CN}*)(?P<more1>[多余])?(?P<scale>{_SCALE})?(?P<unit>{unit_pattern()})")


@cache
def _bare_scale_pattern() -> re.Pattern[str]:
    """近亿人次, 超万辆: a scale that counts one, behind a word that bounds it."""
    unit = any_of(name for name, unit in load_units().items() if unit.kind in {"person", "count", "household"})
    money = any_of(name for name, unit in load_units().items() if unit.kind == "money")
    return re.compile(
        rf"[近超逾破达过](?P<number>(?P<times>[十百千])?(?P<scale>万亿|[万亿]))(?P<unit>{unit}|{money}(?![\u4e00-\u9fff](?<!大))|(?=大关|关口))(?![，、]?(?:达到?|为|实现)\d)"
    )


def find_mentions(text: str, periods: list[PeriodExpression]) -> list[Mention]:
    """All numbers of a normalised text, in order, each with what it is.

    Args:
        text: normalised text.
        periods: its period expressions; numbers in them are dates.
    """
    taken = bytearray(len(text) + 1)
    mentions: list[Mention] = []
    for finder in (find_ratios, find_doublings, find_fractions, find_medals):
        _claim(mentions, taken, finder(text))
    reasons = _reasons(text, periods)
    for start, end, reason in reasons:
        _claim(mentions, taken, _ignored_in(text, start, end, reason))
    for finder in (find_ranks, find_zeros):
        _claim(mentions, taken, finder(text))
    _claim(mentions, taken, _quantities(text, taken))
    for finder in (_bare_scales, _chinese_quantities):
        _claim(mentions, taken, finder(text))
    return sorted(mentions, key=attrgetter("number_start"))


def _claim(mentions: list[Mention], taken: bytearray, found: list[Mention]) -> None:
    """Keep those of ``found`` whose number nothing has claimed yet."""
    for mention in found:
        first, last, number_start, number_end = mention[:4]
        if taken.find(1, number_start, number_end) >= 0:
            continue
        if mention.kind == "ignored":
            first, last = number_start, number_end
        taken[first:last] = b"\1" * (last - first)
        mentions.append(mention)


def _reasons(text: str, periods: list[PeriodExpression]) -> list[tuple[int, int, str]]:
    """Spans that hold no quantity: fixed phrases first, then dates."""
    return [*ignored_spans(text), *((p.start, p.end, "date") for p in periods)]


_ANY_NUMBER = re.compile(rf"{ARABIC}|[{CHINESE}]+")


def _ignored_in(text: str, start: int, end: int, reason: str) -> list[Mention]:
    """The numbers of a span that counts nothing. Arabic runs always count as numbers; Chinese ones too, there."""
    found = []
    for match in _ANY_NUMBER.finditer(text, start, end):
        words = match[0]
        cn = not words[0].isdigit()
        value = chinese(words) if cn else arabic(words)
        begin, stop = match.span()
        span = begin, stop, begin, stop
        found.append(_mention((*span, words, value, "", None, "ignored", "exact", -1, -1, None, reason, cn, (0, 0))))
    return found


def _bounds(text: str, start: int, end: int, more: str) -> tuple[str, int, int]:
    """The bound that the words around a number give it, and the span with these words."""
    before, after = text[start - 1 : start] in _PRE_LAST, text[end : end + 1] in _POST_FIRST
    if not before and not after:
        least = text.find("至少", max(0, start - _LEAST_REACH), start) >= 0 and _AT_LEAST.search(
            text[start - _LEAST_REACH : start]
        )
        return ("ge" if least else "gt" if more else "exact"), start, end
    outer_start, outer_end, bound = start, end, "exact"
    left = text[max(0, start - 6) : start]
    for name, pattern in _COMPILED_PRE if before else ():
        match = pattern.search(left)
        if match:
            bound, outer_start = name, start - (len(left) - match.start())
            break
    for name, pattern in _COMPILED_POST if after else ():
        match = pattern.match(text, end)
        if match:
            outer_end = match.end()
            if bound in {"exact", "approx"}:
                bound = name
            break
    if more and bound == "exact":
        bound = "gt"
    return bound, outer_start, outer_end


#: Behind a word or a number a hyphen is a dash and no sign.
_NO_SIGN_AFTER = re.compile(r"(?![率长速幅为达])[\w.%）]")


def _quantities(text: str, taken: bytearray) -> list[Mention]:
    """The quantities whose number nothing has claimed."""
    found = []
    traps, units = load_traps(), load_units()
    for match in _quantity_pattern().finditer(text):
        number, _, far, more1, scale, more2, name = match.groups("")
        start, end = match.span()
        number_end = start + len(number)
        if not far and taken.find(1, start, number_end) >= 0:
            continue
        if start and text[start - 1] == "-" and not (start > 1 and _NO_SIGN_AFTER.match(text, start - 2)):
            start, number = start - 1, "-" + number
        unit, more = (scale + name).replace(" ", ""), more1 + more2
        if not unit and more1 in {"来", "几"}:
            end, more = number_end, ""
        if name in traps and text[end : end + 1] and text[end] in traps[name]:
            # the unit is the beginning of the next word: 26万人民 is 26万, 15市场 has none, 8个点位 are 8个
            unit, end = (scale, match.start("unit")) if len(name) == 1 else (unit[:-1], end - 1)
        while text[end - 1] == " ":
            end -= 1
        if name and text.startswith("（", end) and text[end + 1 : end + 2] in units and text.startswith("）", end + 2):
            unit, end = unit + text[end : end + 3], end + 3
        bound, outer_start, outer_end = _bounds(text, start, end, more)
        value = arabic(number)
        high = arabic(far) if far else None
        if high is not None and high > value:
            bound = "range"
        elif high is not None:
            found += _split_false_range(text, match, start, unit)
            continue
        found.append(
            _mention((start, end, start, match.end("number" if high is None else "high"), number, value, unit, parse_unit(unit) if unit else None,
                      "quantity", bound, outer_start, outer_end, high, "", False, (0, 0)))
        )  # fmt: skip
    return found


def _split_false_range(text: str, match: re.Match[str], start: int, unit: str) -> list[Mention]:
    """Two numbers with a dash between that are no range (the second is not the greater): each on its own."""
    low_unit = match["unit_low"] or ""
    spans = [
        (start, match.end("number"), low_unit or unit),
        (match.start("high"), match.end("high"), unit),
    ]
    return [
        Mention(start, end, start, end, text[start:end], arabic(text[start:end].lstrip("-")), name, parse_unit(name) if name else None,
                outer_start=start, outer_end=end)
        for start, end, name in spans
    ]  # fmt: skip


def _bare_scales(text: str) -> list[Mention]:
    found = []
    for match in _bare_scale_pattern().finditer(text):
        start, end = match.span("number")[0], match.end()
        bound, outer_start, outer_end = _bounds(text, start, end, "")
        unit, value = match["scale"] + match["unit"], Decimal(chinese(match["times"] or "一") or 1)
        found.append(
            Mention(start, end, *match.span("number"), match["number"], value, unit, parse_unit(unit), "quantity", bound, outer_start,
                    outer_end, chinese=True)
        )  # fmt: skip
    return found


_INDEFINITE = frozenset("一")
_PRE_HUNDRED = frozenset("近超逾破过达")
_PRE_TENTH = frozenset("近约超占过逾足")
_APPROXIMATE = re.compile(r"[一二两三四五六七八九][二三四五六七八九](?![十百千万亿])")


def _a_tenth(text: str, match: re.Match[str]) -> bool:
    """近一成, 一成多, 占一成: a tenth, which no word such as 一成不变 is."""
    if match["unit"] != "成":
        return False
    return text[match.start() - 1 : match.start()] in _PRE_TENTH or text[match.end() : match.end() + 1] in "多以左"


def _about(text: str, match: re.Match[str]) -> bool:
    """近百家, 千余名, 突破百个: a hundred or a thousand, which 百家争鸣 and 千家万户 are not."""
    if match["unit"] in {"字", "公里", "米"}:
        return False
    return bool(match["more1"]) or text[match.start() - 1 : match.start()] in _PRE_HUNDRED


def _chinese_quantities(text: str) -> list[Mention]:
    found = []
    for match in _chinese_pattern().finditer(text):
        number = match["number"]
        unit = (match["scale"] or "") + match["unit"]
        trap = text[match.end() : match.end() + 1] and text[match.end()] in load_traps().get(match["unit"], "")
        trap = trap or (number in {"百", "千"} and not match["scale"] and not _about(text, match))
        value = Decimal("0.5") if number == "半" else chinese(number.replace("半", ""))
        if trap or value is None or text[match.start() - 1 : match.start()] in {"第", "初"}:
            continue
        kind, reason = "quantity", ""
        if (number in _INDEFINITE and not _a_tenth(text, match)) or number == "半" or _APPROXIMATE.fullmatch(number):
            kind, reason = "ignored", "indefinite"
        bound, outer_start, outer_end = _bounds(text, match.start(), match.end(), match["more1"] or "")
        found.append(
            Mention(match.start(), match.end(), match.start("number"), match.end("number"), number, value, unit, parse_unit(unit), kind, bound,
                    outer_start, outer_end, None, reason, chinese=True)
        )  # fmt: skip
    return found

"""Numbers in forms of their own: vectors, doublings, fractions, ranks, zeros.

What goes in: a normalised text. What comes out: ``Mention`` records of each form. Plain quantities are in ``mentions``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from hengliang.codes.units import parse_unit
from hengliang.quantities.mention import Mention
from hengliang.quantities.numerals import ARABIC, ARABIC_TAIL, CHINESE, DIGITS, arabic, chinese
from hengliang.text.windows import windows_around

_ORDINAL_RANK = re.compile(
    rf"[第首榜头前](?:(?<=第)(?P<n>[{CHINESE}]+|\d+(?!\d|\.\d))(?:位|名)?|(?P<first>(?<=首)位|(?<=榜)首|(?<=头)名)"
    rf"|(?<=前)(?P<top>[{CHINESE}]+|\d+)(?:位|名|强|列)?(?!\w*季度))"
)
_RANK_CONTEXT = re.compile(
    r"(?:位居|位列|名列|排名|排在|排|居|列|位次|跃居|跻身|进入|上升[到至]|前移[到至]|荣获|获得?|保持|取得|[全市省区县]|全国|城区|同类|中部|世界|西部|地区|总分|考核|评比|增速|增幅|总量)"
    r"[^，。；！？]{0,10}$"
)
#: 把安全放在工作首位: nothing is ranked.
_PUT_FIRST = re.compile("[放摆置](?:在|到|于)[^，。；]{0,10}$")
#: 第三中心医院, 第二巡回指导组, 全省第三极, 首位产业: names.
_NAMED_BY = re.compile(
    "(?:[位名](?=产业))?(?:(?:中心|人民|附属|妇幼)?医院|中学|小学|高级|实验|幼儿园|巡[回视]|督[导查]|指导组|极(?![高大低])|产业(?![增产])|责任|要务|书记|课堂)"
)
#: 安全第一, 质量第一: a motto.
_MOTTO = re.compile("(?:安全|质量|生命|健康)$")
_RATIO = re.compile(rf"[0-9](?<![\d.:].){ARABIC_TAIL}(?:(?::{ARABIC}){{2,}}(?![\d:])|(?:比{ARABIC}){{2,}})")
#: No number of a ratio, with the mark before it, is longer.
_RATIO_REACH = 16
#: 城乡居民收入比1.84:1 is one number; 1:1 is a scale.
_TO_ONE = re.compile(r"[0-9](?<![\d.:].)\d*\.\d+(?=:1(?![\d:.]))")
#: 占全国1/4, 1/3以上: a fraction where its neighbours say so; 1/4 alone may be a date or a page.
_STROKE = re.compile(
    r"[1-9](?:(?<=[占近超约到在足减少简加降升国省市球界的].)|(?=/\d{1,2}(?:的|以上|左右|强|多)))/(?P<d>[2-9]|[1-9]\d)(?![\d/.年月决])"
)
#: 6金5银7铜: medals, told by their metal.
_MEDALS = re.compile(r"[0-9](?<![\d.].)\d{0,3}金[、，]?\d{1,4}银(?:[、，]?\d{1,4}铜)?")
_SILVER = re.compile(r"银(?<=\d银)")
#: 两个翻番, 翻两番、三步走战略: slogans.
_DOUBLING = re.compile(rf"翻(?<!个翻)(?:(?:了)?(?P<n>[{CHINESE}]|\d)番(?!、三步走)|番)")
#: 落实六个百分之百: a slogan.
_FRACTION = re.compile(rf"(?P<d>[{CHINESE}](?<!个.)[{CHINESE}]*)分之(?P<n>[{CHINESE}点]+|{ARABIC})")
_OVER = frozenset("超逾")
_ZERO = re.compile(r"零(?=死亡|感染|发生|扩散|蔓延|事故|非访|上访|新增|投诉|复发|返贫|伤亡|确诊|案件|失误|火灾|疫情)")


def find_ratios(text: str) -> list[Mention]:
    """The parts of vectors: 1.2:10.8:88.0."""
    found = []
    for match in _within(_RATIO, text, ":", "比"):
        parts = list(re.finditer(ARABIC, match[0]))
        total = sum(arabic(part[0]) for part in parts)
        if not 95 <= total <= 105 and len(parts) < 3:
            continue
        for index, part in enumerate(parts):
            start, end = match.start() + part.start(), match.start() + part.end()
            found.append(
                Mention.bare((start, end), part[0], arabic(part[0]), "%", kind="ratio", part=(index, len(parts)))
            )
    for match in _within(_TO_ONE, text, ":1"):
        span = match.start(), match.end() + len(":1")
        found.append(Mention.bare(span, text[slice(*span)], arabic(match[0]), "", kind="quantity"))
    return found


def _within(pattern: re.Pattern[str], text: str, *marks: str) -> list[re.Match[str]]:
    """The matches of a pattern, each of which holds one of the marks, in order; a window's end cuts none of them short."""
    windows = (window for mark in marks for window in windows_around(text, mark, _RATIO_REACH))
    found = (match for window in windows for match in pattern.finditer(text, *window))
    longest = {match.start(): match for match in sorted(found, key=lambda match: match.end())}
    return [longest[start] for start in sorted(longest)]


def find_medals(text: str) -> list[Mention]:
    """6金5银7铜: each number counts medals of the metal behind it."""
    return [
        Mention.bare((match.start() + n.start(), match.start() + n.end()), n[0], arabic(n[0]), "枚", kind="quantity")
        for match in (_MEDALS.finditer(text) if _SILVER.search(text) else ())
        for n in re.finditer(r"\d+", match[0])
    ]


def find_doublings(text: str) -> list[Mention]:
    """翻一番 is twice, 翻两番 four times."""
    found = []
    for match in _DOUBLING.finditer(text):
        number = match["n"] or "一"
        times = int(number) if number.isdigit() else int(chinese(number) or 1)
        start, end = (match.start("n"), match.end("n")) if match["n"] else (match.start(), match.end())
        found.append(
            Mention(
                match.start(),
                match.end(),
                start,
                end,
                number,
                Decimal(2) ** times,
                "倍",
                parse_unit("倍"),
                "doubling",
                "ge" if text.startswith("以上", match.end()) else "exact",
                match.start(),
                match.end() + 2 * text.startswith("以上", match.end()),
                chinese=not number.isdigit(),
            )
        )
    return found


def find_fractions(text: str) -> list[Mention]:
    """百分之五, 三分之一."""
    found = []
    for match in _FRACTION.finditer(text) if "分之" in text else ():
        denominator = chinese(match["d"])
        raw = match["n"]
        numerator = arabic(raw) if raw[0].isdigit() else _pointed(raw)
        if not denominator or numerator is None:
            continue
        if denominator == 100:
            value, unit = numerator, "%"
        else:
            value, unit = (numerator / denominator).quantize(Decimal("0.0001")), ""
        found.append(_fraction(text, match, value, unit, chinese=True))
    for match in _STROKE.finditer(text):
        value = (arabic(match[0][0]) / arabic(match["d"])).quantize(Decimal("0.0001"))
        if value < 1:
            found.append(_fraction(text, match, value, "", chinese=False))
    return found


def _fraction(text: str, match: re.Match[str], value: Decimal, unit: str, *, chinese: bool) -> Mention:
    """A fraction with the bound behind it: 三分之一以上; without one it is a rough figure, a percentage is none."""
    over = text[match.start() - 1 : match.start()] in _OVER or text.endswith(("超过", "突破"), 0, match.start())
    bound = "exact" if unit else "gt" if over else "approx"
    mention = Mention.bare(match.span(), match[0], value, unit, kind="fraction", bound=bound, chinese=chinese)
    if not text.startswith("以上", match.end()):
        return mention
    return mention._replace(bound="ge", outer_end=match.end() + len("以上"))


def _pointed(raw: str) -> Decimal | None:
    """A Chinese numeral with 点: 三点五 is 3.5."""
    whole, _, decimals = raw.partition("点")
    value = chinese(whole)
    if value is None or not decimals:
        return value
    if any(char not in DIGITS for char in decimals):
        return None
    return Decimal(f"{value}." + "".join(str(DIGITS[char]) for char in decimals))


def find_ranks(text: str) -> list[Mention]:
    """Ordinals that rank: 居全市第一, 首位, 前十; other ordinals are ignored."""
    found = []
    for match in _ORDINAL_RANK.finditer(text):
        window = text[max(0, match.start() - 18) : match.start()]
        if match["first"] and (_PUT_FIRST.search(window) or text.startswith("产业", match.end())):
            continue
        raw = match["n"] or match["top"] or ""
        value = Decimal(1) if match["first"] else (arabic(raw) if raw.isdigit() else chinese(raw))
        start, end = (
            (match.start(), match.end())
            if match["first"]
            else (match.start("n" if match["n"] else "top"), match.end("n" if match["n"] else "top"))
        )
        named = match["n"] and (_NAMED_BY.match(text, match.end()) or (raw == "一" and _MOTTO.search(window)))
        if (
            named
            or not _RANK_CONTEXT.search(window)
            or (match["top"] and re.match(r"\s*(?:季度|年|个月|[%万亿]|批|期)", text[match.end() :]))
        ):
            if match["n"]:
                found.append(
                    Mention.bare((start, end), raw, value, kind="ignored", reason="ordinal", chinese=not raw.isdigit())
                )
            continue
        bound = "le" if match["top"] else "exact"
        found.append(
            Mention(
                match.start(),
                match.end(),
                start,
                end,
                raw or match[0],
                value,
                "位",
                None,
                "rank",
                bound,
                chinese=not raw.isdigit(),
            )
        )
    return found


def find_zeros(text: str) -> list[Mention]:
    """零死亡 counts none; “零就业” in quotation marks is a name."""
    found = []
    for match in _ZERO.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        kind, reason = (
            ("ignored", "name")
            if before == "“" and text[match.end() : match.end() + 3].find("”") != 2
            else ("zero", "")
        )
        found.append(Mention.bare(match.span(), "零", Decimal(0), kind=kind, reason=reason, chinese=True))
    return found

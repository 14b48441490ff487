"""The area that a document is of.

What goes in: title, preface and text. What comes out: ``Territory`` with the area's name, its code where the codelist knows
it and is sure, and the names it goes by. Titles say it, then prefaces, then who reports; else the area that the text names
most. What the text calls itself (全县, 全市) must fit.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from hengliang.bind.area import COUNTRY, Territory
from hengliang.codes.areas import Area, AreaName, ancestors, find, names_in
from hengliang.codes.grammar import load_grammar

_ISSUER = re.compile(
    r"(?:我代表|受)(?P<name>[\u4e00-\u9fff]{2,20}?)(?:第[一二三四五六七八九十]+届)?(?:人民政府|市政府|县政府|区政府|财政局)"
)
_PLACE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,24}?(?:自治[区州县旗]|[省市县区州盟旗]))(?=第|人民|政府|20|19|统计|财政|国民|关于|两会|人大|委|地区|“|十|”|—|-|$|[，。\s])"
)
_NATIONAL = re.compile(
    r"我代表国务院|受国务院委托|国务院总理|全国人民代表大会|国家统计局\s*\d{4}年|中华人民共和国\d{4}年国民经济"
)
#: What only a text on the whole country says often.
_NATION = re.compile("我国|国家统计局|全国(?!人大|政协|两会|人民代表)")
#: 全市, 我县: the document's own area, but where something ranks in it (居全市第一).
_OWN = re.compile("[全我](?<![居在列位为占].)(自治区|[省市州县区旗])(?![第首前率一])")
_TIER_BUDGET = re.compile(
    "[省市州县区](?P<own>本?)级(?:（[^（）]{1,24}）)?(?:一般公共预算|政府性基金|国有资本经营|社会保险基金)"
)
_OWN_LEVEL = {
    "省": "province", "自治区": "province", "市": "prefecture", "州": "prefecture", "县": "county", "区": "county", "旗": "county",
}  # fmt: skip
_LIKE_AREA = re.compile(r"(?<![\u4e00-\u9fff])(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])(?![场域间级直内外])")
_BEFORE_GOVERNMENT = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])(?=人民政府|第[一二三四五六七八九十]+届|人大|政府工作|20\d\d年|两会)"
)
_NO_NAME = re.compile(
    r"[全我年末的和及在于从向为是到各该本]|政府|增速|委|完成|融入|会见|援|个|代表|自治|元|(?:城区|社区|小区|园区|片区|景区|新区|县市|地区|灾区|库区|山区|辖区|街区|校区|厂区|矿区|城市|都市)$"
)
#: So often must a text name an area that the codelist does not know before it is taken for the text's own.
_LEAST_NAMED = 2


def find_territory(title: str, text: str, preface: str, file_name: str = "") -> Territory:
    """The document's own area.

    Args:
        title: the document's title.
        text: normalised text.
        preface: what stands before the address.
        file_name: asked last, where the text itself does not say.
    """
    if _NATIONAL.search(text[:1500]) and not find_names(title):
        return Territory(COUNTRY, "", COUNTRY, (COUNTRY, "我国"))
    level = own_level(text)
    for source, free in ((title, True), (_issuer(text[:3000]), True), (preface[:1500], False), (file_name, False)):
        territory = _from(source, level, free=free)
        if territory:
            return territory
    counts = Counter(
        found.name for found in names_in(text[:20000]) if len(found.name) >= 3 and found.name[-1] in "省市县区州旗盟"
    )
    nation = len(_NATION.findall(text, 0, 20000))
    if not level and nation > _LEAST_NAMED and nation >= max(counts.values(), default=0):
        return Territory(COUNTRY, "", COUNTRY, (COUNTRY, "我国"))
    for name, count in counts.most_common(5):
        if count > _LEAST_NAMED and fits(name, level):
            return _territory(name)
    unknown = _unknown(text)
    return Territory(unknown, "", unknown, (unknown,)) if unknown else Territory("")


def tells_tiers(text: str) -> bool:
    """Whether a text has one budget for 市级 and another for 市本级."""
    return {"", "本"} <= {match["own"] for match in _TIER_BUDGET.finditer(text)}


def find_names(text: str) -> list[AreaName]:
    """The area names of a line, white space and brackets left out."""
    return names_in(re.sub(r"[\s（）()]", "", text))


def own_level(text: str) -> str:
    """The level of the area that a text calls 全县, 全市, 全省; empty where it does not say clearly."""
    counts = Counter(_OWN_LEVEL[word] for word in _OWN.findall(text))
    (first, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= 4 and most > 2 * second else ""


@cache
def fits(name: str, level: str) -> bool:
    """Whether an area of this name may be of this level; county-level cities call themselves 全市 too."""
    levels = {area.level for area in find(name)}
    if (
        not level
        or not levels
        or (level == "prefecture" and name.endswith("市"))
        or (level == "county" and name.endswith("自治区"))
    ):
        return True
    return level in levels or (level == "prefecture" and "province" in levels and name.endswith("市"))


def _unknown(text: str) -> str:
    """An area that the codelist does not know, named as such more than once; empty where there is none."""
    governed = {match["name"] for match in _BEFORE_GOVERNMENT.finditer(text)}
    counts = Counter(match["name"] for pattern in (_LIKE_AREA, _BEFORE_GOVERNMENT) for match in pattern.finditer(text))
    named = (name for name, count in counts.most_common(8) if count >= _LEAST_NAMED and name in governed)
    verbs = (*load_grammar().content_verbs, *load_grammar().main_verbs)
    return next((name for name in named if not _NO_NAME.search(name) and not name.startswith(verbs)), "")


def _issuer(text: str) -> str:
    match = _ISSUER.search(text)
    return match["name"] if match else ""


def _from(source: str, level: str, *, free: bool) -> Territory | None:
    """The innermost area named in a line: 衡阳市石鼓区 is 石鼓区 of 衡阳市.

    Args:
        source: the line.
        level: what the text calls its area.
        free: whether a name that the codelist does not know may be taken from it.
    """
    compact = re.sub(r"[\s（）()]", "", source)
    runs = [
        run for run in _runs(names_in(compact)) if run[-1].name[-1] in "省市县区州旗盟" and fits(run[-1].name, level)
    ]
    if runs:
        run = _innermost(runs)
        return _territory("".join(part.name for part in run), run[-1].name, run[0].name if len(run) > 1 else "")
    match = _PLACE.search(compact) if free else None
    if match:
        name = re.sub(r"^.*(?:关于|在|于|的|年|报告)", "", match["name"])
        inner = re.search(r"(?:[省市])(?P<name>[\u4e00-\u9fff]{2,5}[区县市旗])$", name)
        if len(name) >= 2 and not _NO_NAME.search(name):
            return _territory(name, inner["name"] if inner else name)
    return None


def _runs(names: list[AreaName]) -> list[list[AreaName]]:
    """Names that stand right behind each other: 湖南省|衡阳市|石鼓区."""
    runs: list[list[AreaName]] = []
    for found in names:
        if runs and runs[-1][-1].end == found.start:
            runs[-1].append(found)
        else:
            runs.append([found])
    return runs


def _innermost(runs: list[list[AreaName]]) -> list[AreaName]:
    """The run named most often, an area inside another before that other, the first where nothing decides."""
    counts = Counter(run[-1].name for run in runs)
    names = list(counts)
    inside = {name: sum(bool(find(name, within=other)) for other in names if other != name) for name in names}
    best = max(names, key=lambda name: (inside[name], counts[name], -names.index(name)))
    return next(run for run in runs if run[-1].name == best)


def _territory(full: str, name: str = "", within: str = "") -> Territory:
    name = name or full
    areas: list[Area] = (find(name, within=within) if within else []) or find(name)
    names = {full, name}
    if len(areas) == 1:
        area = areas[0]
        parents = [parent.name for parent in ancestors(area)]
        names |= (
            {area.name, area.short}
            | {parent + area.name for parent in parents}
            | {"".join(reversed([area.name, *parents]))}
        )
        return Territory(area.name, area.code, full, _ordered(names), _above(area.name, parents))
    parents = re.findall(r"[\u4e00-\u9fff]{2,5}?[省市]", full.removesuffix(name))
    return Territory(name, "", full, _ordered(names), _above(name, parents[::-1]))


def _above(name: str, parents: list[str]) -> tuple[tuple[str, str], ...]:
    """What 全市, 全省 and 全国 mean in a report of an area below them."""
    words = [("全国", "全国"), ("我国", "全国")]
    city = next((parent for parent in parents if parent.endswith(("市", "州", "地区", "盟"))), "")
    province = next((parent for parent in parents if parent.endswith(("省", "自治区"))), "")
    if name[-1] in "区县旗" and city:
        words += [("全市", city), ("我市", city)]
    if province:
        words += [("全省", province), ("我省", province)]
    return tuple(words)


def _ordered(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted((name for name in names if len(name) >= 2), key=lambda name: (-len(name), name)))

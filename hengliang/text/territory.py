"""The area that a document is of.

What goes in: title, opening and text. What comes out: ``Territory`` with the area's name, its code where the codelist knows
it and is sure, and the names it goes by.
"""

from __future__ import annotations

import re
from collections import Counter

from hengliang.bind.area import Territory
from hengliang.codes.areas import ancestors, find, names_in

_ISSUER = re.compile(r"(?:我代表|受)(?P<name>[\u4e00-\u9fff]{2,20}?)(?:第[一二三四五六七八九十]+届)?(?:人民政府|市政府|县政府|区政府|财政局)")
_PLACE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,24}?(?:自治[区州县旗]|[省市县区州盟旗]))(?=第|人民|政府|20|19|统计|财政|国民|关于|两会|人大|委|地区|“|十|”|—|-|$|[，。\s])")
_FALLBACK = re.compile(r"[\u4e00-\u9fff]{1,6}[省市县区州盟旗]$")


def find_territory(title: str, text: str, preface: str) -> Territory:
    """The document's own area: of the title, of who reports, else the one that the text names most.

    Args:
        title: the document's title.
        text: normalised text.
        preface: what stands before the address.
    """
    for source in (title, preface[:1500], _issuer(text[:3000])):
        territory = _from(source)
        if territory:
            return territory
    unknown = _unknown(text)
    if unknown:
        return Territory(unknown, "", unknown, (unknown,))
    counts = Counter(found.name for found in names_in(text[:20000]) if len(found.name) >= 3)
    for name, _ in counts.most_common(3):
        if re.search(r"[省市县区州旗盟]$", name):
            return _territory(name)
    return Territory("")


_LIKE_AREA = re.compile(r"(?<![\u4e00-\u9fff])(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])(?![场域间级直内外])")
_BEFORE_GOVERNMENT = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])(?=人民政府|第[一二三四五六七八九十]+届|人大|政府工作|20\d\d年|两会)")
#: So often must a text name an area that the codelist does not know before it is taken for the text's own.
_LEAST_NAMED = 2


def _unknown(text: str) -> str:
    """An area that the codelist does not know, named as such more than once; empty where there is none."""
    counts = Counter(match["name"] for pattern in (_LIKE_AREA, _BEFORE_GOVERNMENT) for match in pattern.finditer(text))
    for name, count in counts.most_common(5):
        if count >= _LEAST_NAMED and not re.match(r"[全我本该各城老新示片社小园景灾][\u4e00-\u9fff]?[县区市旗]$|.*(?:城区|社区|小区|园区|片区|景区|新区|县市|地区|灾区|库区|山区|辖区|街区|校区|厂区|矿区|城市|都市)$", name):
            return name
    return ""


def _issuer(text: str) -> str:
    match = _ISSUER.search(text)
    return match["name"] if match else ""


def _from(source: str) -> Territory | None:
    """The smallest area named in a run: 衡阳市石鼓区 is 石鼓区 of 衡阳市."""
    compact = re.sub(r"[\s（）()]", "", source)
    names = [found for found in names_in(compact) if not re.match(r"(?:代表|报告人|来源)", compact[found.end :])]
    runs: list[list] = []  # type: ignore[type-arg]
    for found in names:
        if runs and runs[-1][-1].end == found.start:
            runs[-1].append(found)
        else:
            runs.append([found])
    best = [run for run in runs if re.search(r"[省市县区州旗盟]$", run[-1].name)] or runs
    if best:
        counts = Counter(run[-1].name for run in best)
        name = max(counts, key=lambda candidate: (counts[candidate], -[run[-1].name for run in best].index(candidate)))
        run = next(run for run in best if run[-1].name == name)
        return _territory("".join(part.name for part in run), run[-1].name, run[0].name if len(run) > 1 else "")
    match = _PLACE.search(compact)
    if match:
        name = re.sub(r"^.*(?:关于|在|于|的|年|报告)", "", match["name"])
        inner = re.search(r"(?:[省市])(?P<name>[\u4e00-\u9fff]{2,5}[区县市旗])$", name)
        return _territory(name, inner["name"] if inner else name) if len(name) >= 2 else None
    return None


def _territory(full: str, name: str = "", within: str = "") -> Territory:
    name = name or full
    areas = find(name, within=within) or find(name)
    names = {full, name}
    if len(areas) == 1:
        area = areas[0]
        parents = [parent.name for parent in ancestors(area)]
        names |= {area.name, area.short} | {parent + area.name for parent in parents} | {"".join(reversed([area.name, *parents]))}
        ordered = tuple(sorted((n for n in names if len(n) >= 2), key=len, reverse=True))
        return Territory(area.name, area.code, full, ordered)
    ordered = tuple(sorted((n for n in names if len(n) >= 2), key=len, reverse=True))
    return Territory(name, "", full, ordered)

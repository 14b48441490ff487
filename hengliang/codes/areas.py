"""Areas looked up: by code, by full or short name, in their hierarchy, and their names found in a text.

What goes in: names, codes, texts. What comes out: ``Area`` records of the codelist, and spans of names. What it does
not do: it never chooses between two areas of one name, and it does not know towns, villages, companies.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from hengliang.codes.area_list import LEVELS, Area, load_areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["LEVELS", "Area", "AreaName", "ancestors", "by_code", "children", "find", "level_of", "load_areas", "name_at",
           "names_in", "resolve"]  # fmt: skip

_SUFFIX_LEVEL = {
    "省": "province", "自治区": "province", "特别行政区": "province", "自治州": "prefecture", "地区": "prefecture",
    "盟": "prefecture", "县": "county", "区": "county", "旗": "county",
}  # fmt: skip
#: Full names that are common nouns as well (老城区、新城区; 新建|区政务中心; 平安县称号). They count only right after
#: the area that they lie in: 济南市市中区.
COMMON_NOUNS = frozenset({
    "城区", "郊区", "市郊区", "矿区", "新区", "市区", "东区", "西区", "南区", "北区", "中区", "市中区", "城中区",
    "城关区", "新城区", "老城区", "新市区", "东市区", "西市区", "南市区", "北市区", "中市区", "新建区", "平安县",
})  # fmt: skip
#: Names that a word running into another one spells, and the characters after which they are none: 适应|城市.
_NOT_AFTER = {"应城市": "适顺响相对反", "海城市": "沿", "增城区": "新"}
#: The last character of a name and what may not follow it: 长沙|市场, 中原|区域, 红|旗帜.
_NOT_BEFORE = {"市": "场值", "区": "域间别分块位划", "旗": "帜舰下", "县": "乡"}


@dataclass(frozen=True, slots=True)
class _Index:
    """The areas by what they are looked up with; ``by_code`` holds the area in force where there is one."""

    areas: tuple[Area, ...]
    by_code: dict[str, Area]
    by_full: dict[str, tuple[Area, ...]]
    by_short: dict[str, tuple[Area, ...]]


class AreaName(NamedTuple):
    """A name of an area in a text: ``text[start:end] == name``."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class _Names:
    """Names by their first two characters, with the lengths to try, the longest first.

    ``guards`` are matched and not reported: 南昌 keeps 昌都市 from being read into 南昌都市圈.
    """

    lengths: dict[str, tuple[int, ...]]
    names: frozenset[str]
    guards: frozenset[str]
    first: re.Pattern[str]


@cache
def _index() -> _Index:
    areas = load_areas()
    by_code: dict[str, Area] = {}
    full: dict[str, list[Area]] = defaultdict(list)
    short: dict[str, list[Area]] = defaultdict(list)
    for area in sorted(areas, key=lambda area: (not area.current, -(area.valid_to or 0), area.code)):
        if area.code:
            by_code.setdefault(area.code, area)
        for name in dict.fromkeys((area.name, *area.aliases)):
            full[name].append(area)
        if area.short != area.name:
            short[area.short].append(area)
    frozen = ({name: tuple(found) for name, found in table.items()} for table in (full, short))
    return _Index(areas, by_code, *frozen)


def by_code(code: str) -> Area | None:
    """The area in force under a code, or the last that was; None where there never was one."""
    return _index().by_code.get(code)


def ancestors(area: Area) -> list[Area]:
    """The areas it lies in, the nearest first: for 石鼓区 衡阳市 and 湖南省."""
    chain: list[Area] = []
    parent = by_code(area.parent)
    while parent is not None:
        chain.append(parent)
        parent = by_code(parent.parent)
    return chain


def children(code: str, *, functional: bool = False) -> list[Area]:
    """The areas in force directly under a code, in the order of codes.

    Args:
        code: six digits; 430400 has the districts, counties and county-level cities of 衡阳市.
        functional: also the functional districts. Their figures are as a rule part of a district's as well, so they are
            left out where parts must sum to the whole.
    """
    found = (area for area in load_areas() if area.parent == code and area.current)
    return [area for area in found if functional or area.level != "functional"]


def find(name: str, within: str = "") -> list[Area]:
    """All areas of a name, those in force first.

    Args:
        name: full (石鼓区), short (石鼓) or with what it lies in (湖南省衡阳市石鼓区). Areas of which it is the full
            name hide those of which it is the short one.
        within: name or code of an area that the found ones must lie in.

    Example:
        >>> [area.code for area in find("石鼓", within="衡阳市")]
        ['430407']
        >>> len(find("鼓楼区"))
        4
    """
    found = _lookup(name.strip())
    if not within:
        return found
    outer = set(_named(within))
    return [area for area in found if outer.intersection(ancestors(area))]


def _lookup(name: str) -> list[Area]:
    index = _index()
    exact = index.by_full.get(name) or index.by_short.get(name)
    if exact:
        return list(exact)
    for cut in range(2, len(name) - 1):
        head = name[:cut]
        if head in index.by_full or head in index.by_short:
            inner = find(name[cut:], within=head)
            if inner:
                return inner
    return []


def _named(code_or_name: str) -> list[Area]:
    area = by_code(code_or_name)
    return [area] if area else find(code_or_name)


def resolve(name: str, context: str = "", *, level: str = "") -> Area | None:
    """The one area that a name means, or None where it could be several or is unknown.

    A former area that goes on under another code counts as that one: 三元区 is 350404, which was 350403 until 2020.

    Args:
        name: as for ``find``.
        context: name or code of the area whose report it is. Among areas of one name, those inside it come first, then
            those in the same prefecture, then in the same province; a single one there is the answer.
        level: one of ``LEVELS``: only areas of that level (衡阳 is a prefecture and a county).

    Example:
        >>> resolve("鼓楼区") is None
        True
        >>> resolve("鼓楼区", context="南京市").code
        '320106'
    """
    found = [area for area in find(name) if not level or area.level == level]
    found = _without_superseded(found)
    for ring in _rings(context):
        near = [area for area in found if area in ring or ring.intersection(ancestors(area))]
        if near:
            return near[0] if len(near) == 1 else None
    return found[0] if len(found) == 1 else None


def _without_superseded(areas: list[Area]) -> list[Area]:
    """Leave out former areas that go on as another of the list.

    That is so where the successor's code says it, and where a prefecture took its county-level city's name (百色市).
    """
    prefectures = {area.code[:2] for area in areas if area.current and area.level == "prefecture"}

    def superseded(area: Area) -> bool:
        successor = by_code(area.successor)
        return successor in areas or (area.level == "county" and area.code[:2] in prefectures)

    return [area for area in areas if area.current or not superseded(area)]


def _rings(context: str) -> Iterator[set[Area]]:
    """The area that a context names, then what that lies in, and so on outwards."""
    if not context:
        return
    ring = _without_superseded(_named(context))
    while ring:
        yield set(ring)
        outer: Iterable[Area | None] = (by_code(area.parent) for area in ring)
        ring = list(dict.fromkeys(area for area in outer if area is not None))


def level_of(name: str) -> str:
    """The level that a name speaks of, known or by its last words; empty where that is not certain.

    Example:
        >>> level_of("石鼓区"), level_of("临江区"), level_of("衡阳"), level_of("衡江市")
        ('county', 'county', '', '')
    """
    levels = {area.level for area in find(name)}
    if levels:
        return levels.pop() if len(levels) == 1 else ""
    return next((level for suffix, level in _SUFFIX_LEVEL.items() if name.endswith(suffix)), "")


@cache
def _names(*, short: bool) -> _Names:
    areas = load_areas()
    full = {name for area in areas for name in (area.name, *area.aliases)}
    guards = {area.short for area in areas if area.level in ("province", "prefecture") and area.current}
    names = full | {area.short for area in areas} if short else full
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in names | guards:
        lengths[name[:2]].add(len(name))
    ordered = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}
    first = re.compile(f"[{re.escape(''.join({head[0] for head in ordered}))}]")
    return _Names(ordered, frozenset(names), frozenset(guards - names), first)


@cache
def _full_names() -> _Names:
    """The names at hand without an argument to look up."""
    return _names(short=False)


def names_in(text: str, *, short: bool = False) -> list[AreaName]:
    """The names of areas in a text, in order, none inside another.

    Args:
        text: normalised text.
        short: also short names (石鼓、雁峰); many are common words (和平, 建设), so only where areas are expected, as
            in the first column of a table.

    Example:
        >>> [found.name for found in names_in("衡阳市石鼓区和长沙市场")]
        ['衡阳市', '石鼓区']
    """
    table = _names(short=short)
    found: list[AreaName] = []
    before = ""  # the name that ends exactly here, if any
    position = 0
    while candidate := table.first.search(text, position):
        before = before if candidate.start() == position else ""
        position = candidate.start()
        name = _match(text, position, table, before)
        if name and name not in table.guards:
            found.append(AreaName(position, position + len(name), name))
        before = name
        position += len(name) or 1
    return found


def name_at(text: str) -> str:
    """The longest name of an area with which a text begins, empty where none does.

    Example:
        >>> name_at("石鼓区地区生产总值"), name_at("全区地区生产总值")
        ('石鼓区', '')
    """
    table = _full_names()
    return _match(text, 0, table, "") if text[:2] in table.lengths else ""


def _match(text: str, position: int, table: _Names, before: str) -> str:
    """The longest name that stands at a position, empty where none does."""
    for length in table.lengths.get(text[position : position + 2], ()):
        name = text[position : position + length]
        if (name in table.names or name in table.guards) and _stands(name, text, position, before):
            return name
    return ""


def _stands(name: str, text: str, position: int, before: str) -> bool:
    """Whether a string that spells a name is one here."""
    following = text[position + len(name) : position + len(name) + 1]
    if following and following in _NOT_BEFORE.get(name[-1], ""):
        return False
    if name.endswith("地区") and text.startswith("生产总值", position + len(name)):  # 昌都|地区生产总值
        return any(area.current for area in find(name))
    if position and text[position - 1] in _NOT_AFTER.get(name, ""):
        return False
    if name in COMMON_NOUNS:
        return bool(before) and bool(find(name, within=before))
    if len(name) == 2 and name[-1] in "县市区":  # 易县, 成县: 建成县城 holds none
        return bool(before) or position == 0 or not _is_ideograph(text[position - 1])
    return True


def _is_ideograph(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"

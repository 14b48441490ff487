"""Tiers of government in reports on budgets: 市本级, 县区, 区级.

What goes in: a word for a tier, and the document's own area. What comes out: the name under which the tier's figures go, or
nothing where the word means a tier above the area (市级资金 in a county's report).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengliang.bind.area import Territory

#: Words for a tier, where the figures that follow are its own.
WORDS = (
    r"(?:市本级|市级|省本级|省级|自治区本级|自治区级|县本级|县级|区本级|区级|州本级|州级|本级|县市区级?|各?县（市、?区）级?|各?县（市）区级?|各?县区级?|各?区县级?"
    r"|各区市?县?|各县市?区?|市县级?)"
)
_FIRST = {"省": 0, "自": 0, "市": 1, "州": 1, "盟": 1, "县": 2, "区": 2, "旗": 2}
#: 市属国有企业, 市直机关 in a city's report.
_OWNED = re.compile("(?P<tier>[省市州县区])[属直](?=国|企|机|单|部|医|学|高|事|平|重|各)")
_DROPPED = re.compile("[各（）、]")


def tier_name(word: str, territory: Territory) -> str:
    """The name of a tier of an area, empty where the word means a tier above it.

    Args:
        word: as printed: 市本级, 各县（市、区）.
        territory: the document's own area.

    Example:
        >>> from hengliang.bind.area import Territory
        >>> river = Territory("临江市")
        >>> [tier_name(word, river) for word in ("市本级", "市级", "区级", "各县（市、区）", "省级")]
        ['临江市本级', '临江市本级', '临江市区级', '临江市县市区', '']
    """
    if "本级" in word:
        return territory.name + "本级"
    if not territory.name:
        return ""
    plain = _DROPPED.sub("", word)
    own, told = _rank(territory.name), _FIRST.get(plain[0], 1)
    if plain in {"市级", "省级", "县级", "区级", "州级", "自治区级"} and (
        told == own or _of_region(territory.name, told)
    ):
        return territory.name + ("级" if territory.tiers else "本级")
    return territory.name + plain if told > own else ""


def owned(words: str, begin: int, name: str) -> re.Match[str] | None:
    """The word at a place by which something belongs to an area itself, and not to a district told of before.

    Args:
        words: the clause.
        begin: the place.
        name: the area.

    Example:
        >>> [bool(owned(words, 0, "临江市")) for words in ("市属国企", "市直机关", "县属国企", "市场主体")]
        [True, True, False, False]
    """
    found = _OWNED.match(words, begin)
    return found if found and name and _FIRST[found["tier"]] == _rank(name) else None


def _rank(name: str) -> int:
    """0 for a province, 1 for a prefecture, 2 for a county, by the name's last word."""
    return 0 if name.endswith("自治区") else 1 if name.endswith("地区") else _FIRST.get(name[-1], 1)


def _of_region(name: str, told: int) -> bool:
    """Whether 区级 is that of an autonomous region."""
    return name.endswith("自治区") and told == _FIRST["区"]

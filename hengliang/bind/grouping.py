"""Which numbers of a clause belong together, and which are no quantities.

What goes in: the text and the numbers of a clause. What comes out: lists of values, and for what counts nothing the reason.
It does not know what is measured.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.reading import counts, same_kind
from hengliang.bind.thresholds import is_threshold

if TYPE_CHECKING:
    from hengliang.quantities.mention import Mention
    from hengliang.text.sentences import Clause

_BETWEEN = re.compile(r"^(?:、|和|及|与|以及|，|；)+$")
_TWO_AMOUNTS = re.compile("量[和及、][\u4e00-\u9fff]{2,10}量(?:完成|达到|达|为|实现|各|共)*$")
_AMOUNTS_REACH = 24
#: Between 分别 and the first value stands no more than a verb.
_SPREAD_REACH = 8
#: A line no longer than this that begins with a bare number is a numbered heading.
SHORT_LINE = 32
#: 净增3100户、超2.3万户: the second is what there is now.
_ADDED = re.compile("(?:净增|净增加|新增)$")


def group_at(text: str, mentions: list[Mention], index: int) -> list[Mention]:
    """The numbers that form one list: 7.8%、7.13%、13.2%, or the parts of one vector.

    Args:
        text: normalised text.
        mentions: the numbers of a clause.
        index: that of the list's first.
    """
    first = mentions[index]
    group = [first]
    if index + 1 == len(mentions):
        return group
    for previous, mention in zip(mentions[index:], mentions[index + 1 :], strict=False):
        between = text[previous.outer[1] : mention.outer[0]]
        if first.kind == "ratio":
            if mention.kind != "ratio" or mention.part[0] != previous.part[0] + 1:
                break
        elif (
            not (
                _BETWEEN.match(between) or (not between and _in_percent(first, mention) and _spread_before(text, first))
            )
            or mention.kind != first.kind
            or "；" in between
            or (mention.outer[0] < mention.start and _ADDED.search(text, 0, first.outer[0]))
            or not (
                same_kind(previous, mention)
                or _short_points(previous, mention)
                or _spread_before(text, first)
                or _listed_before(text, first)
            )
        ):
            break
        group.append(mention)
    return group


def _in_percent(first: Mention, mention: Mention) -> bool:
    """Whether two values are percentages both: 分别为1.7%27.7%, whose comma the page has lost."""
    return first.unit == mention.unit == "%"


def touches(mention: Mention, later: list[Mention]) -> bool:
    """Whether households are told with their people, and what they are behind both: 119户441名贫困群众."""
    if mention.unit_class != "household" or not later or later[0].unit_class != "person":
        return False
    return later[0].outer[0] == mention.outer[1]


def _listed_before(text: str, first: Mention) -> bool:
    """Whether two amounts are listed right before their values: 客运量和旅客周转量完成12万人和34万人公里."""
    return bool(_TWO_AMOUNTS.search(text, max(0, first.outer[0] - _AMOUNTS_REACH), first.outer[0]))


def _short_points(previous: Mention, mention: Mention) -> bool:
    """Whether 个 stands for 个百分点: 0.8个、1.9个百分点."""
    return previous.unit == "个" and mention.unit_class == "points"


def _spread_before(text: str, first: Mention) -> bool:
    """Whether 分别 stands right before a list: its values may be of several kinds, 371万辆、931万千瓦."""
    return "分别" in text[max(0, first.outer[0] - _SPREAD_REACH) : first.outer[0]]


def no_quantity(text: str, group: list[Mention], later: list[Mention], clause: Clause) -> str:
    """Why a number is part of a name or of a manner of speaking; empty where it is a quantity.

    Args:
        text: normalised text.
        group: the number, or the list that begins with it.
        later: the numbers behind the first.
        clause: the clause they stand in.
    """
    mention = group[0]
    if mention.scaled is not None and mention.scaled.unit.measure == "years":
        return "duration"
    if mention.chinese and not counts(mention, clause, text):
        return "indefinite"
    if (
        mention.number_start == clause.start
        and mention.scaled is None
        and text[clause.start - 1 : clause.start] in {"", "\n"}
        and clause.end - clause.start < SHORT_LINE
    ):
        alone = clause.end - mention.number_end <= 1
        return "bare_line" if alone else "list_number"
    if mention.kind == "quantity" and mention.scaled is None and all(member.scaled is None for member in group):
        return "no_unit"
    return "threshold" if is_threshold(text, mention, later, clause) else ""

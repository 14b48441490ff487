"""What one thing adds to the growth of another: 采矿业拉动规模以上工业增长2个百分点, 对经济增长的贡献率达40%.

What goes in: the words in front of the number and what was bound before. What comes out: a name that holds both, for without
the one that contributes all such figures of a report would be called alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.nominal import clean
from hengliang.bind.topics import topic

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.bind.predicate import Predicate

_PULLS = re.compile("(?P<pull>向?[上下]?拉动|下拉|拉低)(?:了)?(?P<what>[^，。；、]{2,})$")
_CONTRIBUTES = re.compile(r"^[，、；\s]*对(?P<what>[^，。；、]{2,}?)的?贡献率")
_INDUSTRY = re.compile("(?<=产业)增加值$")
_ADDED = re.compile("(?:向?[上下]?拉动|下拉|拉低|对|(?:经济|GDP)增长的?贡献率).*$")


def contribution(predicate: Predicate, context: Context, areas: tuple[str, ...]) -> str:
    """The name of a contribution to the growth of something else, empty where the words tell none.

    Args:
        predicate: the words in front of the number.
        context: knows what was bound last and what a clause without numbers before spoke of: either contributes where the
            clause does not say what does.
        areas: names of areas to take off the front.
    """
    words = predicate.subject
    pulls = _PULLS.search(words) if predicate.measure == "points" and "拉" in words else None
    contributes = _CONTRIBUTES.match(words) if "贡献率" in words else None
    match = pulls or contributes
    if not match:
        return ""
    named = clean(words[: match.start()], areas).text
    spoken = topic(context, areas) if context.fresh and not named else ""
    owner = _INDUSTRY.sub("", named or spoken or _ADDED.sub("", context.subject))
    what = clean(match["what"], areas).text
    if contributes and match["what"].endswith("增长"):
        what = what.removesuffix("增长") + "增长"
    return f"{owner}{pulls['pull']}{what}增长" if pulls else f"{owner}对{what}的贡献率"

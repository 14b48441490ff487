"""Among whom a rank is held, and ranks and shares that go on from the number before: 由全国第六位|升至第四位.

What goes in: the predicate of a number and the context. What comes out: the predicate with what it leaves to the one before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.shares import share_that_turned

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.bind.predicate import Predicate
    from hengliang.quantities.mention import Mention

_AREA = "全国|全球|全世界|世界|全[省市区县州]|中部|西部|东部|中西部|[省市区县]内"
#: 由上年居世界第六位升至第四位: where a rank began.
_FROM = re.compile(rf"[由从](?:上年|去年|年初|原来)?(?:的|位?居|排名|名列)?(?P<peer>{_AREA})?(?:的)?$")
#: 在18个国家级园区综合考核中排名第三.
_AMONG = re.compile(r"在(?P<peer>[^，。；在]{2,26}?)(?:当|之)?中$")
_TURN = re.compile(r"(?:上升|提升|跃升|攀升|前移|前进|晋升|升|下降|后移|降)(?:到|至|为)?$")


def going_on(predicate: Predicate, mention: Mention, context: Context) -> Predicate:
    """The predicate of a number with the peers or the whole that it has from the words or the number before."""
    if predicate.measure == "rank":
        return among_whom(predicate, context)
    if share_that_turned(predicate, mention, context):
        measure = "points" if predicate.measure == "points" else "share"
        return predicate._replace(measure=measure, whole=context.share_of)
    return predicate


def among_whom(predicate: Predicate, context: Context) -> Predicate:
    """The predicate of a rank with peers and subject told apart.

    Args:
        predicate: as the words right before the rank give it.
        context: knows among whom the rank before was held.
    """
    subject = _TURN.sub("", predicate.subject) if len(predicate.subject) <= len("跃升到了") else predicate.subject
    if not subject.strip("，、") and context.measure == "rank" and not predicate.peer:
        return predicate._replace(subject=subject, peer=context.peer)
    began = _FROM.search(subject)
    if began:
        return predicate._replace(subject=subject[: began.start()], peer=predicate.peer or began["peer"] or "")
    among = _AMONG.search(subject)
    if among and not predicate.peer:
        named = subject[: among.start()].strip("，、")
        return predicate._replace(subject=named or among["peer"], peer=among["peer"])
    return predicate

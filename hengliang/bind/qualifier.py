"""Scope words that become the qualifier: 累计, 同口径, 每个县, what brackets say (不含农户).

What goes in: the words around a number, its subject, the context. What comes out: the scope words. A bracket holds for the
thing it stands behind, and, where that is an area (市本级（含园区）), for all that the sentence tells of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hengliang.bind.accounts import of_accounts
from hengliang.bind.brackets import left_out

if TYPE_CHECKING:
    from hengliang.bind.bound import Subject
    from hengliang.bind.context import Context

_BEHIND = re.compile(
    r"(?:[\u4e00-\u9fff]{0,10}（((?:不?含|仅|按|扣除|包括|其中不含)[^（）]{1,20}|[^（）\d]{1,14}(?:口径|标准))）)"
)
#: Said of each year, and of no other length of time.
_YEARLY = re.compile("(?<![人亩户生平])每年(?!提高|增加|均)|年均(?!衡|浓度|值|气温|增长|增速|[^，]{0,12}浓度)")
#: On what basis a growth is told; 可比价 is no scope but a price.
_BASIS = re.compile("(?:同口径|可比口径|自然口径|全口径|可比(?=增|下|提|减|上))(?:计算)?[^，；、）]{0,8}$")
#: Behind the scope words of a bracket: that they hold from now on, and the figures that it goes on with.
_NO_SCOPE = re.compile(
    "[，、；]?下同$|(?:(?:同比|实际)*(?:增长|下降|增加|减少))?(?:约|近|超)?\\d[\\d.]*(?!年|[\\d.]*年).*$"
)
_BASIS_CLAUSE = re.compile("按?(?P<basis>同口径|可比口径|自然口径)(?:计算)?")
#: A figure for each of many units, and no total: 每个县至少建成1所.
_EACH = re.compile(
    "每(?:一)?个?(?:县市区|县区|市县|县|区|市|乡镇|镇|乡|街道|行政村|村|社区|学校|企业)(?![镇级均道])(?=[^，；、。]{0,12}$)"
)
_AREA = re.compile("(?:级|全[省市县区州旗])$")
_LETTERS = re.compile(r"[A-Za-z&.\d]{1,8}")
_GROWTHS = frozenset({"growth", "average_growth", "points", "change"})


class Words(NamedTuple):
    """The words around a number: its clause up to it, what of that is behind the number before, and what follows."""

    clause: str
    left: str
    after: str


def told_apart(words: str, context: Context) -> None:
    """Note a basis told in a clause of its own: 按可比口径，增长5%."""
    basis = _BASIS_CLAUSE.fullmatch(words) if "口径" in words else None
    if basis:
        context.basis = basis["basis"]


def qualifier_of(words: Words, subject: Subject, measure: str, area_word: str, context: Context) -> str:
    """The scope words of a number.

    Args:
        words: around it.
        subject: what it is of.
        measure: its measure.
        area_word: the word that names its area.
        context: changed in place: what was in brackets or said of a total goes on for the same thing.
    """
    name = subject.names[0]
    found = ["累计"] if "累计" in words.clause else []
    if measure == "level":
        context.piled = name if found else ""
    elif not found and context.piled and name == context.piled and not subject.full:
        found = ["累计"]
    near = words.clause[-16:]
    said = ("每年" in near or "年均" in near) and measure in {"level", "change"}
    yearly = _YEARLY.search(near) if said else None
    if yearly:
        found.append(yearly[0])
    found += [scope for scope in _scopes(words.clause, subject, area_word, context) if not _LETTERS.fullmatch(scope)]
    behind = _BEHIND.match(words.after) if "（" in words.after[:11] else None
    if behind and not left_out(behind[1]):
        found.append(behind[1])
    excluded = left_out(words.clause)
    if excluded:
        found.append(excluded["scope"])
    if "可比口径" in words.clause:
        found.append("可比口径")
    found += _basis(words.left, name, context) if measure in _GROWTHS else []
    each = _EACH.search(words.clause) if "每" in words.clause and measure == "level" else None
    if each:
        found.append(each[0])
    if not found:
        return ""
    told = (_NO_SCOPE.sub("", scope) for scope in found)
    return "、".join(filter(None, dict.fromkeys(told)))


def _basis(left: str, name: str, context: Context) -> list[str]:
    """同口径, 可比口径: on what basis a growth is told, right in front of it or in the clause before."""
    match = _BASIS.search(left) if "口径" in left or "可比" in left else None
    basis = match[0].partition("口径") if match else ("", "", "")
    comparable = [] if of_accounts(name) else ["可比"]
    said = [basis[0] + basis[1]] if basis[1] else comparable if match else []
    said += [context.basis] if context.basis else []
    context.basis = ""
    return said


def _scopes(clause: str, subject: Subject, area_word: str, context: Context) -> tuple[str, ...]:
    """What stands in brackets, here or behind the same thing before."""
    if subject.scopes:
        before = clause.partition("（")[0]
        of_area = bool(_AREA.search(before)) or (len(area_word) > 1 and before.endswith(area_word))
        context.scopes, context.scoped = subject.scopes, "" if of_area else subject.names[0]
        return subject.scopes
    holds = not context.scoped or not subject.full or subject.names[0] == context.scoped
    return context.scopes if holds else ()

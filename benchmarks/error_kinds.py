"""What kind of error it is: by field and a simple pattern, so that a table of counts says what to mend next.

What goes in: an error (which field, the observation as typed and as extracted, the text around it). What comes out: the
name of its kind. The names and the invented example of each kind stand in ``KINDS``; no real sentence does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import jieba
from strictness import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from evaluation import Row

#: Kind → an invented sentence in which it would happen.
KINDS: Final = {
    "missed: a rank of several things": "用电增速、“老字号”培育成效均列全市第4。",
    "missed: a count behind its own threshold": "新建库容百万方3座以上的水库。",
    "missed: another figure": "共计五处。",
    "spurious: a place that is no rank": "始终将节约用水摆在首位。",
    "spurious: a threshold inside a name": "亩均税收高于15万元的厂房占到八成。",
    "spurious: a number inside a quoted name": "车间均通过“36项规范”检查。",
    "spurious: another figure": "实行三班倒。",
    "indicator: the subject before is missing": "发放创业贷款7亿元，余额和增速均列全市第二。",
    "indicator: words too many around the name": "推进柳巷、槐巷路灯更换工程6处、覆盖居民900户。",
    "indicator: a subject carried too far": "修缮祠堂花费300万元；茶园扩种顺利，亩产120斤。",
    "indicator: told by the words behind the number": "今年有600名学徒领到了木工技能证书。",
    "indicator: another head": "工会一年举办11场讲座普及消防常识。",
    "name: a word cut in two": "建成加油站5座，其他商品类价格上涨1%。",
    "name: shorter than typed": "新建标准化厂房3万平方米。",
    "name: longer than typed": "启动河湖清淤工程任务8项。",
    "name: other words for the same": "帮扶困难职工200人。",
    "period: a span read as one year": "2018年以来，巡查河道，清走沉船7艘。",
    "period: the date of an event": "4月8日，临江区与9家茶商交换合同。",
    "period: another one": "2017年试种成功，目前全区种植户80户。",
    "status: done, read as aimed at": "用总造价20亿元的会展中心带动，打造展览之城。",
    "status: aimed at, read as done": "产值突破90亿元，明年再上台阶。",
    "measure: the verb of the clause before is not carried": "货运量增长6.1%，分方式看，水运5.2%。",
    "measure: another one": "占比提高到三成。",
    "unit: another one": "建成五级平台。",
    "ref_area: another one": "高新区实现产值30亿元。",
    "bound: another one": "不低于去年水平的80%。",
    "qualifier: scope words missing": "每季度检修电梯40台（住宅口径）。",
    "qualifier: scope words too many": "全区累计栽树1200棵。",
    "peer_group: another one": "总量居全省山区县第二位。",
    "share_of: the whole is not named": "新能源公交车占比达到56%。",
    "base_period: another one": "比“十二五”末增长1.2倍。",
    "value_high: another one": "每年新建3至5所。",
    "vintage: 预计 missing": "预计生产总值增长6%，达到300亿元。",
    "vintage: 预计 too many": "预计产茶增长6%；茶园投资4亿元。",
    "quote: a rank with or without its 第": "增速居全市第一位。",
    "quote: another stretch": "面积约 3 万平方米。",
}
_FIGURATIVE: Final = re.compile(r"首位|第一位")
_QUOTED: Final = re.compile(r"[“\"「][^”\"」]*$")
_THRESHOLD: Final = re.compile(r"(高于|低于|超过|达到|不足)\s*$")
_CLAUSE: Final = re.compile(r"[，。；！？,;\n]")
REACH: Final = 40
CUT: Final = "name: a word cut in two"


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that is not as typed.

    Attributes:
        field: ``missed``, ``spurious``, a scored field, or a check of ``strictness``.
        gold: as typed; None for a spurious one.
        predicted: as extracted; None for a missed one.
        before: the text before the quote, as far as REACH.
        behind: the text behind it.
    """

    field: str
    gold: Row | None
    predicted: Row | None
    before: str = ""
    behind: str = ""


def kind_of(error: Error) -> str:
    """The kind's name: a key of ``KINDS``."""
    classify = _BY_FIELD.get(error.field)
    return classify(error) if classify else f"{error.field}: another one"


def _missed(error: Error) -> str:
    assert error.gold is not None  # noqa: S101 (a missed one was typed)
    if error.gold["measure"] == "rank":
        return "missed: a rank of several things"
    return (
        "missed: a count behind its own threshold"
        if re.search(r"[万亿]元\s*$", error.before)
        else "missed: another figure"
    )


def _spurious(error: Error) -> str:
    assert error.predicted is not None  # noqa: S101 (a spurious one was extracted)
    if error.predicted["measure"] == "rank" and _FIGURATIVE.search(error.predicted["quote"]):
        return "spurious: a place that is no rank"
    if _QUOTED.search(error.before):
        return "spurious: a number inside a quoted name"
    named = _THRESHOLD.search(error.before) and error.behind.lstrip().startswith("的")
    return "spurious: a threshold inside a name" if named else "spurious: another figure"


def _indicator(error: Error) -> str:
    typed, found = _names(error)
    if _cuts_a_word(error):
        return CUT
    if within(found, typed):
        return "indicator: the subject before is missing"
    if within(typed, found):
        return "indicator: words too many around the name"
    clause = _CLAUSE.split(error.before)[-1]
    if len(found) >= 4 and not within(found[:3], clause + _CLAUSE.split(error.behind)[0]):
        return "indicator: a subject carried too far"
    told = [c for c in typed if c not in found]
    behind = sum(c in error.behind for c in told)
    return "indicator: told by the words behind the number" if 2 * behind >= len(told) else "indicator: another head"


def _name(error: Error) -> str:
    typed, found = _names(error)
    if _cuts_a_word(error):
        return CUT
    if within(found, typed):
        return "name: shorter than typed"
    return "name: longer than typed" if within(typed, found) else "name: other words for the same"


def _names(error: Error) -> tuple[str, str]:
    assert error.gold is not None  # noqa: S101 (a wrong field belongs to a pair)
    assert error.predicted is not None  # noqa: S101
    return error.gold["indicator"].removesuffix("数"), error.predicted["indicator"].removesuffix("数")


def _cuts_a_word(error: Error) -> bool:
    """Whether the name begins or ends inside a word of its sentence."""
    _, found = _names(error)
    assert error.gold is not None  # noqa: S101
    assert error.predicted is not None  # noqa: S101
    sentence = re.sub(r"\s", "", error.predicted["sentence"])
    place = sentence.find(found)
    if place < 0 or not found:
        return False
    ends, at = [0], 0
    for word in jieba.cut(sentence):
        at += len(word)
        ends.append(at)
    return any(ends[bisect_left(ends, edge)] != edge for edge in (place, place + len(found)))


def within(short: str, long: str) -> bool:
    """Whether a name's characters stand in another in the same order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _time_period(error: Error) -> str:
    assert error.gold is not None  # noqa: S101
    typed = error.gold["time_period"]
    if "/" in typed:
        return "period: a span read as one year"
    return "period: the date of an event" if "-" in typed else "period: another one"


def _status(error: Error) -> str:
    assert error.gold is not None  # noqa: S101
    return "status: done, read as aimed at" if error.gold["status"] == "actual" else "status: aimed at, read as done"


def _measure(error: Error) -> str:
    assert error.gold is not None  # noqa: S101
    assert error.predicted is not None  # noqa: S101
    bare = error.predicted["measure"] == "level" and error.gold["measure"] in {"growth", "change", "points"}
    return "measure: the verb of the clause before is not carried" if bare else "measure: another one"


def _qualifier(error: Error) -> str:
    assert error.gold is not None  # noqa: S101
    assert error.predicted is not None  # noqa: S101
    missing = words_of(error.gold.get("qualifier")) - words_of(error.predicted["qualifier"])
    return "qualifier: scope words missing" if missing else "qualifier: scope words too many"


def _vintage(error: Error) -> str:
    assert error.predicted is not None  # noqa: S101
    return "vintage: 预计 too many" if "预计" in error.predicted["vintage"] else "vintage: 预计 missing"


def _quote(error: Error) -> str:
    assert error.gold is not None  # noqa: S101
    return "quote: a rank with or without its 第" if error.gold["measure"] == "rank" else "quote: another stretch"


def _share_of(_: Error) -> str:
    return "share_of: the whole is not named"


_BY_FIELD: Final[dict[str, Callable[[Error], str]]] = {
    "missed": _missed,
    "spurious": _spurious,
    "indicator": _indicator,
    "name": _name,
    "time_period": _time_period,
    "status": _status,
    "measure": _measure,
    "qualifier": _qualifier,
    "vintage": _vintage,
    "quote": _quote,
    "share_of": _share_of,
}

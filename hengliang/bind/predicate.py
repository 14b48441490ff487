"""The words between a subject and its number, and the measure they make of it.

What goes in: the text left of a mention within its clause, and the mention. What comes out: a ``Predicate`` with measure,
what remains as subject, and the base of comparison or the whole of a share as printed. It does not name the indicator.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from hengliang.bind.comparison import base_in_front, compared_with
from hengliang.bind.gaps import gap_in
from hengliang.bind.shares import share_in, share_that_moved
from hengliang.codes.grammar import load_grammar

if TYPE_CHECKING:
    from hengliang.quantities.mention import Mention


class Predicate(NamedTuple):
    """What the words in front of a number make of it.

    Attributes:
        measure: one of the schema's measures.
        subject: what stands before the predicate, uncleaned.
        compared: the comparison as printed (上年, 2006年), empty where none.
        whole: the whole of a share as printed.
        peer: among whom a rank is held.
        noun: a noun of growth that is itself ranked or bound (增速).
        falling: whether the words say that it fell.
        distributes: whether 分别 stands among them.
        each: whether 均 or 都 stands among them.
        words: the words themselves, for the evidence.
        against: what a distance in points is from: 全国平均.
    """

    measure: str
    subject: str
    compared: str = ""
    whole: str = ""
    peer: str = ""
    noun: str = ""
    falling: bool = False
    distributes: bool = False
    each: bool = False
    words: str = ""
    against: str = ""


_TAIL = re.compile(
    r"(?:分别|均|都|各|了|达到|达|为|约为|约|在|保持在?|稳定在?|始终|控制在?|维持在|高达|平均|预计|至少|超过|不超过|不低于|不高于|超|近|突破|接近|低于|高于|力争|也|仅|只|就|将|可|再|已|又|居|是|的|共|合计|总计|累计|：|:|“|左右|实现|完成|以)$"
)
_TO_LEVEL = re.compile(
    r"(?:增长|增加|提高|提升|上升|上涨|回升|扩大|下降|降低|减少|下滑|回落|压减|压缩|缩减|缩短|削减|下跌|调整|优化|拓展|精简|发展|增|减|降|升|压|扩|收窄|变更|恢复|转变|转为|攀升|跃升|增多|缩小)(?:到|至|为|成)了?$"
)
#: What it ends in.
_LONGEST_TO_LEVEL = 4
_REACHED_LAST = frozenset("到至为成了")
#: The last characters of what such patterns take off: a look at one spares most phrases the pattern.
_LONGEST_TAKEN = 4
_TAIL_LAST = frozenset("别均都各了到达为约在持定始终制高计少过超近破接于争也仅只就将可再已又居是的共：:“右现成以")
_ADVERB_LAST = frozenset("别均都也再又可计期将共为而比径际义年争保此有续步幅显所速稳，量上较月")
_AVERAGE_LAST = frozenset("均年")
_OVER_LAST = frozenset("年间来内")
_AGAINST_LAST = frozenset("收支少多了约")
_THAN_LAST = frozenset("出高低多少快慢了约")
_GAINED_LAST = frozenset("收负支效")
_ADVERB = re.compile(
    r"(?:分别|均|都|也|再|又|可|预计|预期|将|累计|共|转为|转而|同比|环比|同口径|实际|名义|全年|平均|力争|确保|由此|又有|持续|继续|稳步|大幅|明显|小幅|略有|有所|进一步|逐年|快速|平稳|同期|，|总量|上|(?:^|(?<=[，、速幅]))[比较](?:当月)?)$"
)
_AVERAGE = re.compile(r"(?:年均|[二两三四五六七八九十\d]年(?:间)?平均|年平均|平均每年|每年平均|每年)$")
#: 3年增长58%, 四年间下降6%: over how many years, behind no name.
_OVER_YEARS = re.compile(r"(?:^|[，、；])(?:[二两三四五六七八九十]|\d{1,2})年(?:间|来|内)?$")
_BEFORE_TO_LEVEL = re.compile(r"(?:分别|均|近|约|超过|了)$")
_BEFORE_LAST = frozenset("别均近约过了")
_VERB_FIRST = re.compile(r"(?:减少|压减|压缩|降低|缩短|削减|增加)(?!值|额|率)")
_ADDED = re.compile("(?:比|较)(?P<base>上年末?|年初|去年末?)新增$")
_BY_SO_MUCH = re.compile(r"(?:今年|去年|全年|再|又|累计|共|要|将|力争|计划)*(?:净增|减少)")
_NO_EACH = re.compile(r"人均|年均|平均|亩均|日均|户均|均衡|都市|首都|成都")
#: What was to be done, and of which a percentage says how far it was: 年初预算, 调整预算数, 省下达任务.
TASK = (
    r"(?:全年|年度|年初|[省市]?下达|[省市]定|上级|调整|变更|代编)*的?"
    r"(?:目标任务|任务目标|任务|目标|计划|预算调整|调整预算|预算)(?:数|方案)?"
)
_OF_TASK = re.compile(rf"(?:(?:占|为|完成|达到?)了?{TASK}的|占(?:到|了)?{TASK}(?:投资的?|收入|支出)?)$")
_MOVED = re.compile(r"(?:前移|上升|提升|跃升|跃进|前进|后移|下降|下滑)(?:了)?$")
#: Units of places in a ranking: 提升7位, 跃升54个位次.
_PLACES = frozenset({"位", "名", "个位次", "位次"})
#: 比预算数少, 较预算超收: above or below what was planned.
_AGAINST_PLAN = re.compile(
    r"[比较](?P<base>(?:原|上年|年初|调整|变更)*(?:预算|计划|目标|任务|决算)数?)(?P<verb>多收|少收|多支|少支|超收|短收|增收|减收|超支|节支|多|少)(?:了|约)?$"
)
#: 比上年和上年同期分别加快1和2个百分点: what the values are spread over is the base.
_TWO_BASES = re.compile("[和、与及]")
#: 增长目标定为8%, 增长预期目标是在提高效益的基础上增长7%: the growth that is aimed at.
_AIMED = re.compile("(?:年均|预期)?(?:增长|增速)的?(?:预期目标|预期|目标)(?:确定|设定|拟定|定|拟)?(?:为|是|在)?$")
_ON_BASIS = re.compile("在[^，。；]{2,20}基础上?$|^(?:）的)?基础上?$")
#: 浓度改善5%: less of it is better.
_BETTER_LOW = ("浓度", "指数")
#: 比去年同期高, 较省定目标低.
_THAN = re.compile("(?:分别|均|都)?(?<![最减增缩])(?P<verb>高出|偏?[高低多少]|[快慢])(?:了|约)?$")
_LESS = ("低", "慢", "少")
#: What being so much above a base is, by the class of the unit.
_EXCEEDED_BY = {"points": "points", "ratio": "growth", "money": "change", "extent": "change", "time": "change"}
_SHORT_OF = ("少", "短收", "减收", "节支")
#: 户均增收: what is gained a head is a name of its own.
_GAINED = re.compile(r"[人户亩村](?:均|平均)(?:实现)?(?:增收|减负|增支|增效)$")
#: 减少违法行为、增设设备: the count is of the second deed.
_DONE_AFTER = re.compile("(?:增设|新增|安装|新建|建成|投放|查处|设置|配备|完成|实施|开展)")
#: 为企业减负: a work done.
_RELIEVED = re.compile("(?:[为给][^，。；]{2,12}|新增|累计|共)减负$")
#: 连续34年 in front of 居全国首位.
_IN_A_ROW = re.compile(r"(?:已|又|并)?连续(?:[\d一二两三四五六七八九十]+(?:年度?|届|次|个?季度|个月))?(?:稳定|保持)?$")
#: Among whom a rank is held takes no more characters than this.
_MAX_PEER = 14
_MULTIPLE = re.compile(r"(?:分别)?(?:是|为|相当于|达到?)(?:了)?(?P<base>[^，。；]{0,16}?)的(?:近|约|超过)?$")


#: No noun or verb of growth is longer.
_LONGEST_GROWTH = 12


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    grammar = load_grammar()
    verbs = re.compile(f"(?<!新)(?<!自然)(?<![起沉升空]){grammar.alternatives('growth_verbs')}$")
    nouns = re.compile(f"(?<!自然){grammar.alternatives('growth_nouns')}$")
    rank = re.compile(rf"(?P<verb>{grammar.alternatives('rank_verbs')})(?![民住家])")
    return verbs, nouns, rank


def parse_predicate(left: str, mention: Mention) -> Predicate:
    """Read the words in front of a number.

    Args:
        left: text from the clause's beginning, or from the number before, up to the mention with its bound word.
        mention: the number.
    """
    if "连续" in left and mention.unit_class not in {"time", "count"}:
        left = _IN_A_ROW.sub("", left)
    near = left[-10:]
    each = ("均" in near or "都" in near) and not _NO_EACH.search(near)
    spread = _Spread("分别" in left, each or near.endswith("各"))
    kind = mention.unit_class
    if mention.kind == "rank":
        return _rank(left, spread)
    if mention.kind in {"ratio", "zero"}:
        return Predicate("share" if mention.kind == "ratio" else "level", left, distributes=spread.distributes)
    found = _multiple(left, mention, spread) if kind == "multiple" or mention.kind == "doubling" else None
    if found is None and (kind == "ratio" or mention.kind == "fraction"):
        found = _percentage(left, mention, spread)
    found = found or _moved(left, mention)
    found = found._replace(distributes=spread.distributes) if found else _growth(left, mention, spread)
    return found._replace(distributes=False) if found.compared and _TWO_BASES.search(found.compared) else found


class _Spread(NamedTuple):
    """Whether the words spread one predicate over several subjects: 分别, 均."""

    distributes: bool
    each: bool


def _multiple(left: str, mention: Mention, spread: _Spread) -> Predicate | None:
    """翻一番, 是2015年的1.5倍."""
    if mention.kind == "doubling":
        subject, compared, _ = _before_verb(left)
        return Predicate(
            "multiple", subject, compared, distributes=spread.distributes, each=spread.each, words=mention.text
        )
    match = _MULTIPLE.search(left) if mention.unit_class == "multiple" else None
    if match is None:
        return None
    before = left[: match.start()]
    return Predicate(
        "multiple", before, match["base"], distributes=spread.distributes, each=spread.each, words=match[0]
    )


def _percentage(left: str, mention: Mention, spread: _Spread) -> Predicate | None:
    """Shares, and rates of completion: 占GDP比重, 占比, 占年度任务的."""
    if ("占" in left or left.endswith("的")) and _OF_TASK.search(left):
        return Predicate("level", left, distributes=spread.distributes, each=spread.each)
    share = share_in(left, mention)
    if share is None:
        return None
    return Predicate(
        "share", share.before, whole=share.whole, distributes=spread.distributes, each=spread.each, words=share.words
    )


def _moved(left: str, mention: Mention) -> Predicate | None:
    """A distance to something else in points, and places gained or lost in a ranking."""
    gap = gap_in(left) if mention.unit_class == "points" else None
    if gap:
        return Predicate(
            "points",
            gap.before,
            gap.base,
            falling=gap.below,
            distributes="分别" in left,
            words=gap.words,
            against=gap.against,
        )
    plain = mention.unit_class not in {"points", "ratio"}
    against = _AGAINST_PLAN.search(left) if plain and left[-1:] in _AGAINST_LAST else None
    if against:
        falling = against["verb"].startswith(_SHORT_OF)
        return Predicate("change", left[: against.start()], against["base"], falling=falling, words=against[0])
    if left[-1:] in _THAN_LAST and mention.unit_class in _EXCEEDED_BY:
        than = _THAN.search(left)
        base = compared_with(left[: than.start()]) if than else None
        if than and base:
            measure = _EXCEEDED_BY[mention.unit_class]
            less = than["verb"].endswith(_LESS)
            return Predicate(measure, left[: base[0]], base[1], falling=less, words=left[base[0] :])
    moved = _MOVED.search(left) if mention.unit in _PLACES else None
    moved = moved if moved and (mention.unit != "名" or "排" in left or "位" in left) else None
    if moved:
        falling = moved[0].startswith(("后移", "下降", "下滑"))
        subject, compared, _ = _before_verb(left[: moved.start()])
        return Predicate("change", subject, compared, falling=falling, words=moved[0])
    return None


def _rank(left: str, spread: _Spread) -> Predicate:
    _, nouns, rank = _patterns()
    found = [match for match in rank.finditer(left) if len(left) - match.end() <= _MAX_PEER]
    match = found[-1] if found else None
    subject, peer = (left[: match.start()], left[match.end() :]) if match else (left, "")
    if not match:
        tail = re.search(r"(?:全[省市国区县州]|城区|同类|全省|中西部|中部|西部|省内|市内)[^，]{0,8}$", left)
        if tail:
            subject, peer = left[: tail.start()], tail[0]
    subject = _IN_A_ROW.sub("", subject)
    noun = nouns.search(subject)
    return Predicate(
        "rank",
        subject,
        peer=re.sub(r"^(?:在|到|至|于|了)|的$|(?:连续.{1,3}年)", "", peer),
        noun=noun[0] if noun else "",
        distributes=spread.distributes,
        each=spread.each,
        words=left[len(subject) :],
    )


def _strip(pattern: re.Pattern[str], last: frozenset[str], text: str) -> str:
    """The text without what a pattern takes off its end, again and again; ``last`` are the characters that this ends in."""
    while text[-1:] in last:
        match = pattern.search(text, len(text) - _LONGEST_TAKEN)
        if not match or not match[0]:
            return text
        text = text[: match.start()]
    return text


def _growth(left: str, mention: Mention, spread: _Spread) -> Predicate:
    """Growth, change, points or, where no word of growth stands there, a level."""
    verbs, nouns, _ = _patterns()
    body = left.rstrip("“”（ ")
    reached = _reached(body, mention, spread)
    if reached:
        return reached
    stripped = _strip(_TAIL, _TAIL_LAST, body)
    aimed = _AIMED.search(body) if mention.unit_class == "ratio" and "目标" in body[-10:] else None
    if aimed:
        return Predicate("growth", body[: aimed.start()], distributes=spread.distributes, words=aimed[0])
    added = _ADDED.search(stripped) if stripped.endswith("新增") else None
    if added and mention.unit_class in {"money", "person", "household", "count", "extent"}:
        return Predicate("change", stripped[: added.start()], compared=added["base"], words=added[0])
    gained = stripped[-1:] in _GAINED_LAST and mention.unit_class == "money"
    if gained and (_GAINED.search(stripped) or _RELIEVED.search(stripped)):
        return Predicate("level", stripped, distributes=spread.distributes, each=spread.each)
    grammar = load_grammar()
    noun = nouns.search(stripped, len(stripped) - _LONGEST_GROWTH) if stripped.endswith(grammar.growth_nouns) else None
    verb = noun
    if verb is None and stripped.endswith(grammar.growth_verbs):
        verb = verbs.search(stripped, len(stripped) - _LONGEST_GROWTH)
    if not verb or (
        mention.unit_class not in {"ratio", "points", "multiple"}
        and mention.kind != "fraction"
        and not _counts_as_change(stripped, verb[0], mention)
        and not _compared_change(stripped, verb.start(), mention)
    ):
        base = base_in_front(body) if mention.kind == "quantity" else None
        if base:
            return Predicate("level", body[: base[0]], base[1], words=body[base[0] :])
        measure = _level_measure(body, mention)
        falling = (measure == "growth" and not body.startswith("增加")) or (measure == "change" and "减少" in body)
        return Predicate(measure, body, falling=falling, distributes=spread.distributes, each=spread.each)
    word = verb[0]
    subject, compared, average = _before_verb(stripped[: verb.start()])
    falling = word.endswith(grammar.falling) or (word == "改善" and subject.endswith(_BETTER_LOW))
    moved = share_that_moved(subject) if mention.unit_class == "points" else None
    subject, whole = (moved.before, moved.whole) if moved else (subject, "")
    measure = _measure_of_growth(mention, average=average or "年均" in word or "平均" in word)
    if measure == "points" or mention.unit_class != "ratio":
        measure = {"points": "points", "multiple": "growth"}.get(mention.unit_class, "change")
    return Predicate(
        measure,
        subject,
        compared=compared,
        whole=whole,
        noun=word if noun else "",
        falling=falling,
        distributes=spread.distributes,
        each=spread.each,
        words=left[len(subject) :],
    )


def _reached(body: str, mention: Mention, spread: _Spread) -> Predicate | None:
    """The level that something grew or fell to (增加到, 降至), None where no such word stands there."""
    reached = _strip(_BEFORE_TO_LEVEL, _BEFORE_LAST, body)
    match = _TO_LEVEL.search(reached, len(reached) - _LONGEST_TO_LEVEL) if reached[-1:] in _REACHED_LAST else None
    if not match:
        return None
    subject = body[: match.start()]
    return Predicate(
        _level_measure(subject, mention),
        subject,
        distributes=spread.distributes,
        each=spread.each,
        words=body[len(subject) :],
    )


def _measure_of_growth(mention: Mention, *, average: bool) -> str:
    if mention.unit_class == "points":
        return "points"
    return "average_growth" if average else "growth"


def _compared_change(text: str, verb: int, mention: Mention) -> bool:
    """Whether a comparison stands before the verb, so that any verb tells a change: 比法定时限压缩10天; or years of a life."""
    return mention.unit == "岁" or (mention.scaled is not None and compared_with(text[:verb]) is not None)


def _counts_as_change(text: str, word: str, mention: Mention) -> bool:
    """Whether 增加 or 减少 right before an amount says how much a stock changed."""
    if mention.scaled is not None and mention.scaled.unit.measure == "number" and not mention.scaled.scale:
        return True
    if mention.unit_class in {"none", "other"} or word in {
        "加快",
        "放缓",
        "提高",
        "提升",
        "扩大",
        "压减",
        "压缩",
        "缩减",
        "削减",
        "高于",
        "低于",
        "快于",
        "改善",
        "减缓",
    }:
        return (word in {"提高", "提升", "高于", "低于"} and mention.unit_class == "extent") or (
            word == "提高" and mention.unit_class == "money"
        )
    return bool(word) and len(text) >= len(word)


def _before_verb(text: str) -> tuple[str, str, bool]:
    """Subject, comparison and whether it is a yearly average, from what stands before a verb of growth."""
    compared, average = "", False
    while text:
        averaged = _AVERAGE.search(text) if text[-1] in _AVERAGE_LAST else None
        if averaged:
            average, text = True, text[: averaged.start()]
            continue
        text = _OVER_YEARS.sub("", text) if text[-1] in _OVER_LAST else text
        if text.endswith(("基础", "基础上")) and not compared_with(text):
            text = _AIMED.sub("", _ON_BASIS.sub("", text))
        comparison = compared_with(text)
        if comparison:
            begin, base = comparison
            compared = base if base != text[begin:] else compared or base
            text = text[:begin]
            continue
        adverb = _ADVERB.search(text, len(text) - _LONGEST_TAKEN) if text[-1:] in _ADVERB_LAST else None
        if not adverb:
            break
        text = text[: adverb.start()]
    return text, compared, average


def _level_measure(subject: str, mention: Mention) -> str:
    """A level, but for points, and for verbs in front of the noun: 净增高新技术企业160家, 减少申报材料50%."""
    if mention.unit_class == "points":
        return "points"
    fewer = _BY_SO_MUCH.match(subject) if mention.unit_class != "ratio" else None
    if fewer and not _DONE_AFTER.search(subject, fewer.end() + 2):
        return "change"
    if mention.unit_class == "ratio" and _VERB_FIRST.match(subject):
        return "growth"
    return "level"

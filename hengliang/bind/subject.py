"""The indicator, or indicators, that one number is of.

What goes in: the predicate of a number, the words behind it, the context. What comes out: names in full, and how far the
words behind the number are used up. It does not know periods or areas.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.bound import Around, Subject
from hengliang.bind.contribution import contribution
from hengliang.bind.coordination import items
from hengliang.bind.counting import counted
from hengliang.bind.ellipsis import in_full_after, of_class, of_sales
from hengliang.bind.heads import with_head
from hengliang.bind.joining import OF_FIRMS, firm_of, join, of_all, without_new
from hengliang.bind.nominal import ABOVE, after_enumeration, clean, name_indicator
from hengliang.bind.objects import object_behind
from hengliang.bind.owners import with_measured
from hengliang.bind.parts import in_whole
from hengliang.bind.predicate import TASK
from hengliang.bind.purpose import allotted, invested
from hengliang.bind.topics import named_before
from hengliang.bind.topics import topic as find_topic
from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import in_full, known
from hengliang.text.words import tag

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.bind.predicate import Predicate
    from hengliang.quantities.mention import Mention

_TASK = re.compile(rf"完成了?(?P<what>{TASK})的?$")
_TASK_SHARE = re.compile(rf"(?:(?:为|是|占)?(?P<what>{TASK})的|占(?:到|了)?(?P<plan>{TASK})(?:投资的?|收入|支出)?)$")
_AMENDED = re.compile("预算调整(?:数|方案)?|调整预算(?:数|方案)")
_DRAFTED = re.compile("(?<=[预算计划任务目标])数$")
#: 支出108亿元，完成预算数119亿元的|90.3%.
_DRAFTED_AMOUNT = re.compile("，?完成了?(?P<what>(?:年初|年度|全年|调整|变动)?(?:预算|计划|任务|目标)数?)$")
_MEDAL = re.compile("[金银铜]")
_OTHERS = re.compile("[，；、]?其他")
_HEADS_OF_SUMS = re.compile("(?:转移支付|收入|支出|资金|补助|税收|投资|费|企业|项目)$")
_PEOPLE = re.compile(r"[\u4e00-\u9fff]{0,3}(?:人民|父老|各族|市民|百姓|城乡居民|儿女)")
_PER_HEAD = frozenset({"人均", "户均", "亩均", "地均", "日均", "校均"})
_PLAN_WORDS = ("计划", "目标", "预算", "任务")
#: What stands between the two sides of an account; the mark of a footnote may stand in front: 收入8亿元¹、支出6亿元.
_BESIDE = re.compile(r"[①-⑳\d]{0,2}、")
_ANY_PLAN = re.compile("|".join(_PLAN_WORDS))
_PLAN = re.compile(r"，?(?:为|占|是|比|超过?|高于)(?P<what>(?:年度|全年|年初|调整|预期)?(?:计划|目标|预算|任务))数?$")
#: No two verbs are longer.
_LONGEST_DEED = 4
#: A place in the world is held by an amount, and by no growth.
_WORLD = frozenset({"世界", "全球", "全世界"})
_PLURAL = frozenset({"growth", "average_growth", "rank", "multiple", "points", "share"})


def find_subject(
    predicate: Predicate, mention: Mention, around: Around, context: Context, areas: tuple[str, ...]
) -> Subject:
    """The subject of one number.

    Args:
        predicate: what the words in front of it make of it.
        mention: the number.
        around: the words behind it.
        context: what earlier clauses have bound.
        areas: names of areas to take off the front.
    """
    medal = _MEDAL.match(around.right) if mention.unit == "枚" and mention.end == mention.number_end else None
    if medal:
        return Subject((medal[0] + "牌数",), full=True, used=len(medal[0]), how=medal[0])
    special = _special(predicate, mention, around, context, areas)
    if special:
        return special
    added = contribution(predicate, context, areas)
    if added:
        return Subject((added,), full=False, used=0, how=predicate.subject)
    phrase = clean(predicate.subject, areas)
    text, scopes = after_enumeration(_added(phrase.text)), phrase.scopes
    text = text if text == phrase.text and "（" not in text else clean(text, areas).text
    text = _CAUSE.sub("", text) if text[:1] in _CAUSES else text
    if mention.kind == "zero":
        return _zero(text, around.clause, scopes)
    if mention.unit_class == "other" and _PEOPLE.match(around.right):
        return Subject(("人口",), full=True, used=0, how=around.right[:6], scopes=scopes)
    found = (
        invested(text, mention, around)
        or allotted(predicate, mention, around, areas)
        or counted(text, predicate, mention, around, context)
    )
    if found:
        return found._replace(scopes=scopes) if scopes else found
    if mention.kind == "rank":
        return _ranked(text, predicate, context, scopes, areas)
    text, used = _in_full(text, predicate, mention, around, context)
    stated = _stated(text, predicate, mention, context, scopes, areas)
    return stated._replace(used=used) if used else stated


def _in_full(text: str, predicate: Predicate, mention: Mention, around: Around, context: Context) -> tuple[str, int]:
    """The phrase with the object of its verb or what it leaves to the name before, and the characters used behind."""
    level = predicate.measure == "level"
    behind = object_behind(text or _taken(predicate.subject), mention, around.right) if level else None
    return behind or (_with_left_out(text, predicate, mention, around, context), 0)


#: 因为一些客观原因有6项没有完成: why is not what.
_CAUSE = re.compile("^(?:因为?|由于|受)[^，；]{1,14}?(?:原因|影响|因素)(?:影响)?")
_CAUSES = frozenset("因由受")
#: 将2亿元财政资金下达基层: the verb comes last.
_TAKES = re.compile("(?:将|把|以|用|完成|实现|有|拥有|取得|推进|推动)了?$")


def _taken(words: str) -> str:
    """A verb or preposition that says nothing of what is measured, but takes an object."""
    taken = _TAKES.search(words)
    return taken[0] if taken else ""


def _added(text: str) -> str:
    """What is added to another sum is the sum that follows: 本级收入加上|上划中央收入."""
    before, _, added = text.rpartition("加上")
    added = "上" + added if added[:1] in ABOVE else added
    return added if before and added and "后" not in added else text


def _with_left_out(text: str, predicate: Predicate, mention: Mention, around: Around, context: Context) -> str:
    """The words of a subject with what they leave to the one before."""
    if predicate.measure == "level":
        return text if around.right else in_full_after(text, mention, context)
    if predicate.measure != "growth":
        return text
    if text.endswith("类"):
        told = of_sales(text, context.before) or of_class(text, context.subject)
        return told or with_head(text, context.parent)
    measured = with_measured(text, context)
    return with_head(text, context.parent) if measured == text else measured


def _special(
    predicate: Predicate, mention: Mention, around: Around, context: Context, areas: tuple[str, ...]
) -> Subject | None:
    """Rates of completion, plans and targets told beside what was done, and 其他."""
    task = None
    if mention.unit_class == "ratio" and _ANY_PLAN.search(predicate.subject):
        task = _TASK.search(predicate.subject) or _TASK_SHARE.search(predicate.subject)
    if task:
        what = _AMENDED.sub("调整预算", re.sub("^全年", "年度", _what(task).replace("的", "")))
        what = _DRAFTED.sub("", what)
        head = clean(predicate.subject[: task.start()], areas).text
        name = (head or context.subject) + what + "完成率"
        return Subject((name,), full=False, used=0, how=task[0], passing=not head)
    plan = _PLAN.match(predicate.subject)
    if plan and context.subject and mention.unit_class != "ratio":
        return Subject((context.subject + plan["what"],), full=False, used=0, how=plan[0])
    drafted = _DRAFTED_AMOUNT.match(predicate.subject) if around.right[:1] == "的" else None
    if drafted and context.subject and not context.fresh and mention.unit_class == "money":
        return Subject((context.subject + drafted["what"],), full=False, used=0, how=drafted[0], passing=True)
    level = context.level[0]
    planned = _DRAFTED.sub("", level if context.subject and level.startswith(context.subject) else context.subject)
    if predicate.subject == "的" and mention.unit_class == "ratio" and planned.endswith(_PLAN_WORDS):
        return Subject(
            (planned.replace("完成预算", "预算") + "完成率",), full=False, used=0, how="计划的%", passing=True
        )
    if _OTHERS.fullmatch(predicate.subject) and context.root:
        ending = _HEADS_OF_SUMS.search(context.root)
        return Subject(("其他" + (ending[0] if ending else context.root),), full=True, used=0, how="其他")
    return None


def _what(task: re.Match[str]) -> str:
    """The plan that was fulfilled."""
    return str(task.groupdict().get("plan") or task["what"])


def _zero(text: str, right: str, scopes: tuple[str, ...]) -> Subject:
    event = re.match(
        r"死亡|感染|发生|扩散|蔓延|事故|非访|上访|新增|投诉|复发|返贫|伤亡|确诊|案件|失误|火灾|疫情", right
    )
    word = event[0] if event else ""
    name = re.sub(r"^实现了?|^切实做到了?|^做到了?", "", text)
    return Subject(
        (f"{name}{word}数" if word != "发生" else f"{name}数",),
        full=True,
        used=len(word),
        how="零" + word,
        scopes=scopes,
    )


def _ranked(
    text: str, predicate: Predicate, context: Context, scopes: tuple[str, ...], areas: tuple[str, ...]
) -> Subject:
    """What a rank ranks: the noun before it, or the last thing said (its growth where that was a growth)."""
    grammar = load_grammar()
    topic = find_topic(context, areas) if not text and context.fresh and context.quiet else ""
    if topic:
        return Subject((topic,), full=True, used=0, how="topic", scopes=scopes)
    if len(text) > 1 and not context.fresh and context.subject.endswith(text) and not known(text):
        text = context.subject  # 置换债券额度590亿元，额度居全省第1位
    if not text and predicate.each and len(context.run) > 1:
        return Subject(tuple(context.run), full=False, used=0, how="carried list")
    if len(text) <= _LONGEST_DEED and text.startswith(grammar.main_verbs) and not known(text):
        text = "" if all(word.flag[0] == "v" for word in tag(text)) else text  # 9个中心开诊运营、居全国第2位
    if not text or text in {"工作", "综合", "总体"} or text in grammar.self_relational:
        growing = not text and context.measure in {"growth", "average_growth"} and predicate.peer not in _WORLD
        return Subject(
            (context.subject + ("增速" if growing else ""),) if context.subject else ("",),
            full=False,
            used=0,
            how="carried",
        )
    if text in grammar.growth_nouns:
        return Subject((context.subject + text.removeprefix("同比"),), full=False, used=0, how=text)
    names: list[str] = _grown(text) or items(text, shared=predicate.each)
    if len(names) == 1 and re.search("[和及、]", text):
        names = [part for part in re.split("[和及、]", text) if part]
        names = names if all(part in grammar.relational or part.endswith(("率", "量")) for part in names) else [text]
    full = tuple(
        context.root
        if name in grammar.self_relational
        else join(context.root, name, context.roots)
        if name in grammar.relational
        else in_full(name)
        for name in names
    )
    full = (full[0], *(_growth_of(full[0], name) for name in full[1:]))
    return Subject(full, full=False, used=0, how=text, scopes=scopes)


def _grown(text: str) -> list[str]:
    """The growths of a list that names its noun once: 起数、死亡人数|降幅; empty where it is none."""
    noun = next((word for word in load_grammar().growth_nouns if text.endswith(word)), "") if "、" in text else ""
    names = items(text.removesuffix(noun), shared=True) if noun else []
    return [name + noun for name in names] if len(names) > 1 else []


def _growth_of(first: str, name: str) -> str:
    """The growth of what a list names first: 固定资产投资总量、增速."""
    grammar = load_grammar()
    if name not in grammar.growth_nouns:
        return name
    total = next((word for word in grammar.self_relational if first.endswith(word)), "")
    return first.removesuffix(total) + name


def _stated(
    text: str, predicate: Predicate, mention: Mention, context: Context, scopes: tuple[str, ...], areas: tuple[str, ...]
) -> Subject:
    """A subject in front of the number, or the one carried over."""
    measure = predicate.measure
    if measure == "growth" and not predicate.noun and predicate.falling:
        text = re.sub("^(?:减少|压减|压缩|降低|缩短|削减)", "", text)
    if measure == "change":
        text = re.sub("^(?:净增|减少)", "", text)
    if predicate.each:
        text = text.removesuffix("各")
    carried = _carried(text, predicate, mention, context, scopes, areas)
    if carried:
        return carried
    each = predicate.each or predicate.distributes
    listed = each or (measure in _PLURAL and measure != "share") or mention.unit_class == "ratio"
    names = (_grown(text) or items(text, shared=each)) if listed else [text]
    if each and len(names) == 1 and _begins_with_verb(text):
        verb = next(v for v in load_grammar().content_verbs if text.startswith(v))
        names = [verb + name for name in items(text.removeprefix(verb), shared=True)]
    shares_verb = mention.unit_class in {"count", "household", "person", "extent", "money"}
    if len(names) == 1 and context.verb and shares_verb and not _begins_with_verb(text):
        names = [context.verb + text]
    if measure == "level":
        names = [in_whole(name, mention, context) for name in names]
    full = tuple(name_indicator(name, mention.scaled, measure) for name in names)
    return Subject(full, full=True, used=0, how=text, scopes=scopes)


def _carried(
    text: str, predicate: Predicate, mention: Mention, context: Context, scopes: tuple[str, ...], areas: tuple[str, ...]
) -> Subject | None:
    """The subject where it is not, or not wholly, written out in the clause; None where it is."""
    grammar = load_grammar()
    topic = find_topic(context, areas) if context.fresh and (not text or text in grammar.relational) else ""
    if not text or text in grammar.growth_nouns:
        if predicate.each or predicate.distributes:
            return Subject(tuple(context.listed) or (context.subject,), full=False, used=0, how="carried list")
        named = "" if text else named_before(context, areas) or topic
        if named:
            name = name_indicator(named, mention.scaled, predicate.measure)
            return Subject((name,), full=True, used=0, how="topic")
        if predicate.measure == "level" and len(context.recent) > 1 and _SUM.search(predicate.subject):
            return Subject((_sum_of(context.recent),), full=False, used=0, how=predicate.subject.strip("，、"))
        name = _in_unit(context.subject, predicate, mention)
        if predicate.measure == "level" and _REACHED.search(predicate.subject + predicate.words):
            name = re.sub("(?<=.)新增(?=数|户数)", "", without_new(name))
        return Subject((name,), full=False, used=0, how="carried")
    if text in _PER_HEAD and context.root:
        name = text + re.sub("^新增|总$", "", context.root)
        return Subject((name,), full=False, used=0, how=f"{text} + {context.root}", scopes=scopes)
    root = topic or context.root
    of_firm = text in OF_FIRMS and not context.fresh and bool(firm_of(root))
    if (of_firm or (text in grammar.relational and not known(text))) and root:
        if context.fresh and context.quiet and not topic:
            return Subject((text,), full=True, used=0, how=text, scopes=scopes)
        beside = (
            text in {"收入", "支出"} and bool(_BESIDE.match(predicate.subject)) and root.endswith(("收入", "支出"))
        )  # 土地出让收入8亿元、支出6亿元
        again = context.parted if context.fresh and not topic and of_all(text) else ""
        name = join(again or root, text, [] if topic or beside or again else context.roots)
        name = name_indicator(name, mention.scaled, predicate.measure) if mention.unit_class == "person" else name
        alone = bool(topic or again) or name.startswith(text)
        return Subject((name,), full=alone, used=0, how=f"{again or root} + {text}", scopes=scopes, root=topic)
    return None


#: A stock reached (新开设线路5条，达到20条): what was newly added before is no part of its name.
_REACHED = re.compile("(?:达到|达|增至|增加到|突破)$")
_SUM = re.compile("合计|共计|总计")


def _sum_of(names: list[str]) -> str:
    """The name of a sum: what its parts end in, 中央预算内资金、专项债券资金，合计 is 资金合计."""
    ending = names[-1]
    for name in names:
        while ending and not name.endswith(ending):
            ending = ending[1:]
    return (ending or names[0]) + "合计"


#: 优良天数比例77%、增加13天: the days are more, and no share.
_DAYS_SHARE = re.compile("(?<=天数)(?:比例|比率|占比|率)$")
_DIMENSION = re.compile(r"(?:户数|人数|人次|个数|面积|(?<![次天指])数)$")


def _in_unit(name: str, predicate: Predicate, mention: Mention) -> str:
    """A carried name in the dimension of this number: 1098户3227人, 310户、4660万元."""
    if mention.unit_class == "time" and mention.unit == "天":
        return _DAYS_SHARE.sub("", name)
    if predicate.measure != "level" or mention.unit_class not in {"person", "household", "money", "extent", "count"}:
        return name
    stem = _DIMENSION.sub("", name)
    return name if not stem or known(name) else name_indicator(stem, mention.scaled, "level")


def _begins_with_verb(text: str) -> bool:
    verbs = load_grammar().content_verbs
    if _LISTED_FIRMS.match(text):
        return False
    return (text[:1] in verbs.first and text.startswith(verbs)) or bool(_NEWLY_DONE.match(text))


#: 新增上市公司4家、挂牌企业12家: a kind of firm, and no deed.
_LISTED_FIRMS = re.compile("(?:上市|挂牌)(?:后备)?(?:企业|公司)")
_NEWLY_DONE = re.compile("新[植购辟进]")

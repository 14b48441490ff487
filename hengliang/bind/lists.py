"""The indicators of a list of numbers, one for each: A、B、C分别为x、y、z.

What goes in: the predicate of the first number, all the numbers, the context. What comes out: as many subjects as numbers,
or none where the list cannot be told apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.bound import Subject
from hengliang.bind.coordination import split
from hengliang.bind.deeds import joined_verbs
from hengliang.bind.enumerated import enumerated
from hengliang.bind.joining import OF_FIRMS, firm_of, join
from hengliang.bind.nominal import clean, name_indicator
from hengliang.bind.topics import topic
from hengliang.codes.grammar import load_grammar

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.bind.predicate import Predicate
    from hengliang.quantities.mention import Mention

_INDUSTRIES = re.compile("(?:三次|三大|一二三|一、二、三)产业(?!结构|比例|占比)")
_ORDER = "一二三"
#: 利用外资、投资分别增长10%、12%: an area's own investment.
_FLOWS = ("外资", "出口", "进出口", "消费")
_VECTOR = re.compile("(?:结构|之?比例?|占比|比重)(?:由|为|达到|调整为|优化为)?.*$")


def shared_verb(text: str) -> str:
    """The verb at the head of a phrase that the next items of its list share, empty where there is none."""
    verbs = load_grammar().shared_verbs
    if not text.startswith(verbs) or _NEW_BONDS.match(text):
        return ""
    return joined_verbs(text) or next(verb for verb in verbs if text.startswith(verb))


#: 新增债券 is a kind of bonds and shares no verb with 再融资债券.
_NEW_BONDS = re.compile("新增(?:地方)?(?:政府)?(?:一般|专项)?(?:债|限额)")


def find_list(predicate: Predicate, mentions: list[Mention], context: Context, areas: tuple[str, ...]) -> list[Subject]:
    """The subjects of a list of numbers, one for each; empty where the list cannot be told apart.

    Args:
        predicate: of the first number.
        mentions: the numbers, at least two.
        context: what earlier clauses have bound.
        areas: names of areas to take off the front.
    """
    before, sign, after = predicate.subject.partition("分别")
    tail = clean(after, areas).text if sign else ""
    phrase = clean(before if sign else predicate.subject, areas)
    count = len(mentions)
    names = (_industries(phrase.text, count) or split(phrase.text, count)) if phrase.text else []
    how = phrase.text
    grammar = load_grammar()
    relational = not phrase.text or phrase.text in (*grammar.relational, *grammar.self_relational)
    if not names and (relational or before.startswith("对") or sign):
        names, how = _carried_list(context, count, relational=relational or before.startswith("对"))
        tail = (tail or phrase.text) if relational else before.removesuffix("，")
    if not names:
        return []
    owner = _owner(names[0], context, areas) if phrase.text else ""
    if owner:
        names = [join(owner, name) for name in names]
    elif names[0] not in grammar.relational:
        apart = {"投资"} if names[0].endswith(_FLOWS) else ()
        hangs = grammar.relational
        names = [names[0], *(join(names[0], n) if n in hangs and n not in apart else n for n in names[1:])]
    if tail:
        names = [_with_tail(name, tail) for name in names]
    scaled = mentions[-1].scaled
    subjects = [
        name_indicator(name, mention.scaled or scaled, predicate.measure)
        for name, mention in zip(names, mentions, strict=True)
    ]
    return [Subject((name,), full=True, used=0, how=how, scopes=phrase.scopes) for name in subjects]


def _owner(first: str, context: Context, areas: tuple[str, ...]) -> str:
    """Whose sales and profits a list tells, where the clause before says it: 制造业强势发展，销售收入、利税分别增长."""
    if first not in OF_FIRMS:
        return ""
    return topic(context, areas) if context.fresh else firm_of(context.root)


def _carried_list(context: Context, count: int, *, relational: bool) -> tuple[list[str], str]:
    """As many names as there are numbers, from what went before: a list bound already, or one told without a number.

    A list without a number serves any phrase that ends it: 茶叶、水果等产品增势较好，出口额分别增长; what is bound already serves
    only one that needs a subject.
    """
    told = enumerated(context.before, count)
    if told or not relational:
        return told, context.before if told else ""
    now = not context.said or set(context.listed) <= set(context.said)
    for source in (context.listed if now else [], context.recent[-count:], context.said[-count:], context.listed):
        if len(source) == count:
            return list(source), "carried list"
    return [], ""


def _industries(phrase: str, count: int) -> list[str]:
    """三次产业增加值 with three numbers is that of each industry."""
    match = _INDUSTRIES.match(phrase)
    if not match or count != len(_ORDER):
        return []
    rest = phrase[match.end() :] or "增加值"
    return [f"第{number}产业{rest}" for number in _ORDER]


def parts_of(phrase: str, count: int) -> list[str]:
    """What the parts of a vector are of: 种植业、畜牧业之比, 粮经饲比例; empty where the words do not tell."""
    named = _VECTOR.sub("", phrase)
    parts = [part for part in re.split("[、和与]", named) if part]
    crops = load_grammar().crops_in_full
    if len(parts) == 1 and len(named) == count and all(char in crops for char in named):
        parts = list(named)
    return [crops.get(part, part) for part in parts] if len(parts) == count else []


def _with_tail(name: str, tail: str) -> str:
    grammar = load_grammar()
    if tail in grammar.content_verbs:
        return tail + name
    if tail in grammar.self_relational:
        return name.removeprefix("新增")
    if tail.startswith("拉动"):
        return name.partition("对")[0].removesuffix("增加值") + tail.removesuffix("增长") + "增长"
    return join(name.removesuffix("增加值") if tail.startswith("对") else name, tail)

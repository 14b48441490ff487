"""Parts of a whole told before them: 在校生166943人，其中：学前26118人、小学83935人; 按规模：大型157处、中型827处.

What goes in: clauses in order, what was bound last. What comes out: the name of a part, with the head that only its whole has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.heads import tells_parts, with_head
from hengliang.bind.nominal import counts_people
from hengliang.bind.shared import overlapped
from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import known

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.quantities.mention import Mention

_SORTS = frozenset("分按从")
_SORTED_BY = re.compile(r"按[^，；。\d]{2,10}")
_DIMENSION = re.compile(r"(?:户数|人数|人次|个数|总数|(?<![次天指])数|量)$")
_BRACKET = re.compile(r"（[^（）]*）$")
#: Heads of a whole that its parts leave out: 畜禽存栏235万头，其中牛189万头.
_LEFT_OUT = ("存栏", "出栏", "存栏量", "出栏量")
#: The industries alone are short for their value added, but not as parts of something else.
_INDUSTRY = re.compile("第[一二三]产业")
_VALUES = ("总值", "增加值", "产值")
#: 新登记经营主体14万户，其中企业5万家: the part is newly so as well.
_NEWLY = re.compile("新(?:登记|注册|设立?|增(?=市场主体|经营主体))")
_ENTITIES = ("企业", "个体工商户", "个体户", "合作社", "公司")
#: Parts of the income of a head, which is said of the whole alone.
_OF_INCOME = (
    "工资性收入",
    "经营净收入",
    "财产净收入",
    "转移净收入",
    "家庭经营净收入",
    "经营性收入",
    "财产性收入",
    "转移性收入",
)
_INCOMES = ("人均可支配收入", "人均纯收入")
_INCOME = re.compile("(?:可支配|纯)收入$")
#: 卫生技术人员中，乡镇卫生院1120人.
_STAFF = frozenset({"人员中", "职工中", "教师中", "医师中", "护士中"})
#: A longer head is no head but a sentence.
_LONGEST_HEAD = 10


def announce(words: str, context: Context) -> None:
    """Note the whole where a clause begins to tell its parts.

    Args:
        words: the clause.
        context: changed in place; its whole lasts to the end of the sentence.
    """
    if words[:2] == "其中" or words[:1] in _SORTS or words[-1:] == "中":
        tells_parts(words, context)
    if words[-3:] == "产量中":
        context.whole, context.sorted = ("产量", ""), False
    elif words[-3:] in _STAFF and len(words) <= _LONGEST_HEAD:
        context.whole, context.sorted = (words[:-1], "persons"), False
    elif words[:2] == "其中":
        context.whole, context.sorted = context.level, False
    elif words[:1] == "按" and _SORTED_BY.fullmatch(words):
        context.whole, context.sorted = context.whole if context.whole[0] else context.level, True


def in_whole(phrase: str, mention: Mention, context: Context) -> str:
    """The name of a part, with the head of its whole where the part alone does not say what is counted.

    Args:
        phrase: what stands in front of the number.
        mention: the number; it must be told in the unit of the whole.
        context: knows the whole.
    """
    whole, unit = context.whole
    if _INDUSTRY.fullmatch(phrase) and whole and not whole.endswith(_VALUES):
        return phrase + re.sub("^(?:全社会|第[一二三]产业)", "", whole)
    if phrase in _OF_INCOME and whole.endswith(_INCOMES):
        return _INCOME.sub(phrase, whole)
    if not whole or not phrase or mention.scaled is None or known(phrase):
        return phrase
    if whole == "产量" and mention.unit_class in {"extent", "count", "other"}:
        return phrase if phrase.endswith("量") else phrase + whole
    newly = _NEWLY.match(whole)
    if newly and phrase.endswith(_ENTITIES) and not phrase.startswith("新"):
        return newly[0] + phrase
    if mention.scaled.unit.measure != unit:
        return phrase
    headed = with_head(phrase, _BRACKET.sub("", whole))
    if headed == phrase:
        return _with_stem(phrase, whole, mention, context)
    return headed + "指数" if whole.endswith("指数") and not headed.endswith("指数") else headed


def _with_stem(phrase: str, whole: str, mention: Mention, context: Context) -> str:
    """A part with the whole's own name, where it does not say what is counted: 本科 after 在校生数."""
    stem = _DIMENSION.sub("", _BRACKET.sub("", whole))
    verbs = load_grammar().content_verbs
    stem = stem.removeprefix(next(verb for verb in verbs if stem.startswith(verb))) if stem.startswith(verbs) else stem
    if len(stem) < 2 or phrase.endswith(stem[-2:]) or stem in phrase:
        return phrase
    left_out = next((head for head in _LEFT_OUT if stem.endswith(head)), "")
    if left_out:
        return phrase + left_out
    if mention.unit_class == "person":
        stem = next((word for word in load_grammar().relational if stem.endswith(word)), stem)
        lacks_head = counts_people(stem) and not counts_people(phrase)
    else:
        lacks_head = context.sorted and (mention.unit_class == "count" or stem.endswith("指数"))
    return overlapped(phrase, stem) if lacks_head and len(stem) <= _LONGEST_HEAD else phrase

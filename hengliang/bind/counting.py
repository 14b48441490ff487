"""What a number counts, told behind it: 9家|企业, 投资5亿元的|桥南轻纺城, 42家企业|进入后备名单.

What goes in: the words in front of a number, its predicate, the words behind it. What comes out: its subject, or None where
the number counts nothing that is told behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.bound import Around, Subject
from hengliang.bind.counted import counted_noun, listed_nouns
from hengliang.bind.deeds import joined_verbs
from hengliang.bind.investment import invested_behind
from hengliang.bind.nominal import AREA_UNITS, name_indicator
from hengliang.bind.objects import capacity_of
from hengliang.bind.period import turns_at
from hengliang.bind.shared_heads import with_head
from hengliang.bind.things import rated, things
from hengliang.bind.thresholds import over
from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import known

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.bind.predicate import Predicate
    from hengliang.quantities.mention import Mention

#: 新增10000家以上的目标 counts no 目标.
_AIMS = frozenset({"目标", "任务", "标准", "规模", "水平", "要求", "速度", "比例", "价格", "幅度"})
_PROJECT = re.compile(r"的([\u4e00-\u9fff“”·]{2,18}?)(?:$|等|，|全面|顺利|主体|投入使用|建成|开工|竣工|已)")
_THING = re.compile(r"的([\u4e00-\u9fff\d“”]{2,14})(?:$|（)")
#: 42家企业…: so long may be what the things counted did.
_LONGEST_DEED = 18
#: 对19个新增项目开展绩效评估, 为5569户企业提供担保: what is done tells what they are.
_ADDRESSED = frozenset({"对", "为", "向", "给", "将", "把", "使", "让"})
#: 2万户|住房困难的|低保家庭.
_IN_NEED = re.compile("[\u4e00-\u9fff]{0,6}困难的")
#: As far as what is counted may be listed, where no number follows: 12个|县级图书馆、文化馆.
_WIDE_END = re.compile("[；）]")
#: 育儿补贴惠及12万名|婴幼儿: who is reached is told by what reaches them.
_REACHES = frozenset({"惠及", "覆盖", "资助", "救助"})
_LONGEST_REACH = 14
#: 13个|重点行业|增加值增长8%: what is measured of the things is no part of their name.
_MEASURED = ("营收", "营业收入", "主营业务收入", "销售收入", "总产值", "产值", "税收", "增加值", "利润")
#: 3人|死亡、12人|受伤.
_CASUALTIES = re.compile("(?:不幸)?(死亡|遇难|受伤|轻伤|重伤|失踪|获救|被困|伤亡|丧生)")
_LETTER = re.compile("[\u4e00-\u9fff](?<![有中已])")
_DIMENSION = re.compile("(?:户数|人数|(?<![次天指])数)$")
#: What is tried out or done in so many counties or villages.
_SCHEMES = ("试点", "示范", "工程", "行动", "计划")


def counted(text: str, predicate: Predicate, mention: Mention, around: Around, context: Context) -> Subject | None:
    """The noun behind the number, where it is that which is counted."""
    right, kind = around.right, mention.unit_class
    if predicate.measure not in {"level", "change"} or mention.kind != "quantity" or not right or kind == "ratio":
        return None
    if right.startswith("的"):
        invested = invested_behind(text, around) if kind == "money" else None
        return invested or _attributive(text, mention, right)
    if (
        right.startswith(("大关", "关口"))
        or turns_at(right)
        or kind in {"money", "points", "multiple", "time"}
        or (kind == "extent" and text)
    ):
        return None
    noun, used = _noun_behind(mention, around)
    capacity = capacity_of(noun, mention)
    if capacity:
        return Subject((capacity,), full=True, used=used, how=noun)
    found = _fate(mention, around) or (None if noun else _of_those(predicate, mention, around, context))
    if found:
        return found
    if not noun and not text and kind == "person" and around.alone:
        deed = _deed(around.clause)
        return Subject((deed + "人数",), full=True, used=len(deed), how=deed) if deed else None
    if len(noun) < 2 and not (noun and kind in {"count", "person"}):
        return None
    addressed = text in _ADDRESSED
    text = "" if addressed else text
    lead = _lead_verb(text) or ("" if text or addressed else context.verb)
    generic = not lead and (addressed or noun in load_grammar().generic_nouns)
    if generic and text.endswith(_SCHEMES):
        noun = text + noun
    elif generic and (not text or "、" in text or text.endswith(("等", "使", "让"))):
        deed = _deed(around.clause[used:])
        noun = deed if deed.endswith(noun) else deed + noun
    name = noun if known(noun) else lead + noun
    used = 0 if rated(around.right[used:]) else used
    return Subject((name_indicator(name, mention.scaled, predicate.measure),), full=True, used=used, how=noun)


def _noun_behind(mention: Mention, around: Around) -> tuple[str, int]:
    """The noun behind the number with all that belongs to it, and how many characters of the clause it takes."""
    right = around.right
    noun, used = counted_noun(right, attribute=not mention.unit.endswith(("人", "户")) or bool(_IN_NEED.match(right)))
    if used == len(right) and around.clause.startswith("、", used):
        noun, used = listed_nouns(_WIDE_END.split(around.clause)[0])
    part = next((word for word in _MEASURED if noun.endswith(word) and len(noun) > len(word) + 1), "")
    noun, used = noun.removesuffix(part), used - len(part)
    counted_things = things(noun) if mention.unit_class == "count" else noun
    noun, used = counted_things, used - len(noun) + len(counted_things)
    noun = with_head(noun, around.rest[used:])
    if mention.unit_class == "household" and noun.endswith("人口"):
        noun = noun.removesuffix("人口") + "户"  # 8户21名贫困人口
    return noun, used


def _fate(mention: Mention, around: Around) -> Subject | None:
    """What happened to those counted, or what each of them is over: 3人死亡; 12家企业产值超亿元."""
    hurt = _CASUALTIES.match(around.right) if mention.unit_class == "person" else None
    if hurt:
        return Subject((hurt[1] + "人数",), full=True, used=hurt.end(), how=hurt[0])
    exceeding = over(around.rest) if mention.unit_class == "count" and not around.clause else None
    if not exceeding:
        return None
    which, things = exceeding
    return Subject((name_indicator(which + things, mention.scaled, "level"),), full=True, used=len(things), how=which)


def _of_those(predicate: Predicate, mention: Mention, around: Around, context: Context) -> Subject | None:
    """What others of the things counted before did: 240项事项实现跨省通办、150项|实现省内通办."""
    name, unit = context.level
    same = mention.scaled is not None and mention.scaled.unit.measure == unit and mention.unit_class != "person"
    goes_on = not _LETTER.search(predicate.subject) or predicate.subject.endswith("、")
    if not same or not goes_on or name not in context.said or not around.right.startswith(load_grammar().main_verbs):
        return None
    thing, deed = _DIMENSION.sub("", name), _deed(around.right) if around.clause else ""
    if not deed or thing == name or thing.startswith(load_grammar().content_verbs):
        return None
    deed = f"实现{deed}" if deed in load_grammar().growth_verbs else deed
    return Subject((name_indicator(deed + thing, mention.scaled, "level"),), full=False, used=0, how=deed)


def _lead_verb(text: str) -> str:
    """The verb right in front of a counted noun that belongs to its name: 新增|9家|企业."""
    grammar = load_grammar()
    if text[-1:] not in grammar.content_verbs.last or not text.endswith(grammar.content_verbs):
        return ""
    verb = next(v for v in grammar.content_verbs if text.endswith(v))
    if joined_verbs(text) == text:
        return text
    if verb in _REACHES:
        return verb if len(text) > _LONGEST_REACH or "、" in text else re.sub("已(?:经)?|累计", "", text)
    return verb if verb in grammar.shared_verbs or text == verb else ""


def _attributive(text: str, mention: Mention, right: str) -> Subject | None:
    """投资5亿元的桥南轻纺城, 15家左右的三类500强企业: the number is an attribute of the noun behind 的."""
    grammar = load_grammar()
    kind = mention.unit_class
    noun, used = counted_noun(right)
    if kind == "money" or (kind == "count" and len(noun) < 2):
        thing = (_PROJECT if kind == "money" else _THING).match(right)
        noun, used = (thing[1], thing.end(1)) if thing else (noun, used)
    if len(noun) < 2 or noun in _AIMS:
        return None
    if kind in {"count", "household", "person"}:
        name = name_indicator(_lead_verb(text) + noun, mention.scaled, "level")
        return Subject((name,), full=True, used=used, how="的" + noun)
    ending = next((word for word in grammar.relational if text.endswith(word)), "")
    if mention.scaled and mention.scaled.unit.measure in AREA_UNITS and not ending:
        return Subject((name_indicator(noun, mention.scaled, "level"),), full=True, used=used, how="的" + noun)
    verb = next((v for v in grammar.content_verbs if text.endswith(v)), "")
    part = ending or verb or ("金额" if kind == "money" else text)
    return Subject((f"{noun}{part}",), full=True, used=used, how="的" + noun)


def _deed(words: str) -> str:
    """What the things counted did, where the noun alone says nothing: 42家|企业|进入后备名单."""
    deed = re.sub("^(?:均|都|全部|已|已经|成功|顺利|如期|实现|实现了)+", "", words.strip("，。；"))
    deed = "" if deed.startswith("的") else re.sub("了(?=.)|了$", "", deed)
    return deed if 2 <= len(deed) <= _LONGEST_DEED and not re.search(r"[，；。、\d]", deed) else ""

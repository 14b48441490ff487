"""Names that lack a word which the name before them has: 签约项目50个，开工30个; 市级重点项目1000个，县级500个.

What goes in: the phrase in front of a number and what was bound last. What comes out: the name in full, or the phrase itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.nominal import clean
from hengliang.bind.owners import of_sibling
from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import known

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.quantities.mention import Mention

#: Modifiers that stand in for one another: 城镇居民人均可支配收入42312元，农村23000元.
_SIBLINGS = (
    ("国家级", "省级", "市级", "县级", "区级", "州级", "乡级", "镇级", "村级", "区县级", "州市级", "市州级"),
    ("城镇", "农村"),
    ("男性", "女性"),
)  # fmt: skip
#: Who or what has a turnover: an industry, a firm, a park.
_OWNER = re.compile("(?:(?<![就创毕失开停])业|公司|集团|园区?|开发区|示范区|高新区)$")
_OWNED = re.compile("企业|产业|行业|工业|建筑业|服务业|制造业|[林牧渔]业")
_THRESHOLD = re.compile(r"\d[\d.]*[^\d，]{1,3}以上")
#: A级景区12家，其中5A级1家.
_GRADE = re.compile("[1-5]?A级")
_LEVEL = re.compile("(?:国家|区县|州市|市州|[省市县区州乡镇村])级(?:以上)?")
#: 新购14辆, 新登记5万户: newly so, of what was told before.
_NEWLY = re.compile("新(?:购置?|辟|开设?|开通|植|进|登记|注册|认定|培育|引进|设立?|入库)(?:优化)?")
#: 专利申请量90件，授权50件.
_FLOW_VERBS = ("申请", "受理", "审批", "授权", "注册", "登记", "签约", "交付", "办结")
_FLOW = re.compile(f"(?P<thing>.{{2,}})(?P<verb>{'|'.join(_FLOW_VERBS)})(?P<of>量|数|额)")
#: 非物质文化遗产保护体系中，国家级2项: of what the levels are.
_AMONG = re.compile("(?<=.{3})(?<!其)(?:保护体系|体系|名录|队伍|项目)?(?:当|之)?中$")
#: 限额以上单位|服装类商品零售额.
_SCOPE = re.compile("(?:限额以上|限上)(?:单位|企业|法人企业|批发和?零售[企行]?业|批零住餐业)?")
_SALES = re.compile(f"(?P<scope>(?:{_SCOPE.pattern})?)(?:实现)?(?P<sales>(?:商品)?零售额)当?中$")
_DIMENSION = re.compile(r"(?:总量|总数|户数|人数|人次|个数|(?<![次天指总])数)$")


def in_full_after(phrase: str, mention: Mention, context: Context) -> str:
    """A phrase with what it leaves to the name bound before it, in the same unit.

    Args:
        phrase: what stands in front of the number.
        mention: the number.
        context: knows the last level and its unit.
    """
    if phrase in _SIBLINGS[0] and mention.unit_class == "count" and _AMONG.search(context.before):
        return phrase + clean(_AMONG.sub("", context.before)).text
    name, unit = context.whole if context.whole[0] and phrase in _SIBLINGS[0] else context.level
    if not name or mention.scaled is None or mention.scaled.unit.measure != unit:
        return phrase
    sibling = of_sibling(phrase, name)
    if sibling or known(phrase):
        return sibling or phrase
    found = _sibling(phrase, name) or _done_to(phrase, name) or _of_another(phrase, name, mention)
    return found or of_class(phrase, name) or _above(phrase, name) or phrase


def of_class(phrase: str, name: str) -> str:
    """The same of another class: 衣着类 after 食品烟酒类居民消费价格指数."""
    if not phrase.endswith("类") or "类" not in name:
        return ""
    scope = _SCOPE.match(name)
    return (scope[0] if scope else "") + phrase + name.partition("类")[2]


def of_sales(phrase: str, before: str) -> str:
    """A class of goods of the sales that a clause before tells: 在限额以上单位商品零售额中，粮油类增长3%."""
    told = _SALES.search(before) if phrase.endswith("类") else None
    return told["scope"] + phrase + told["sales"] if told else ""


def _above(phrase: str, name: str) -> str:
    """The larger ones of the same: 5亿元以上 after 亿元以上项目."""
    return phrase + _DIMENSION.sub("", name.rpartition("以上")[2]) if _THRESHOLD.fullmatch(phrase) else ""


def _sibling(phrase: str, name: str) -> str:
    """The name with another modifier: 县级 after 市级重点项目."""
    family = next((family for family in _SIBLINGS if phrase in family), ())
    other = next((modifier for modifier in family if modifier in name and modifier != phrase), "")
    if _GRADE.fullmatch(phrase) and "级" in name:
        return phrase + name.partition("级")[2]
    if phrase in _SIBLINGS[0]:
        return _LEVEL.sub(phrase, name, count=1) if _LEVEL.search(name) else phrase + name
    return name.replace(other, phrase, 1) if other else ""


def _of_another(phrase: str, name: str, mention: Mention) -> str:
    """The same of another industry or firm: 新能源产业销售收入2300亿元，汽车工业1500亿元."""
    if mention.unit_class != "money" or not _OWNER.search(phrase):
        return ""
    first = 0 if name.startswith("进出口") else 1
    tails = (name[at:] for at in range(first, len(name) - 1) if name[at - 1] != "进" and not _OWNED.search(name, at))
    return phrase + next((tail for tail in tails if known(tail) or tail in load_grammar().relational), "")


def _done_to(phrase: str, name: str) -> str:
    """What a bare verb was done to: 开工 after 签约项目 is 开工项目."""
    flow = _FLOW.fullmatch(name)
    phrase = phrase[:-1] if flow and phrase[:-1] in _FLOW_VERBS and phrase.endswith(flow["of"]) else phrase
    if flow and len(phrase) > 1 and phrase in _FLOW_VERBS and phrase != flow["verb"]:
        return flow["thing"] + phrase + flow["of"]
    if _NEWLY.fullmatch(phrase):
        return phrase + re.sub("^(?:登记在册|登记|在册|实有)", "", _DIMENSION.sub("", name))
    verbs = load_grammar().content_verbs
    verb = phrase.removeprefix("基本")
    if verb not in verbs and not (verb[:2] in verbs and verb[2:] in verbs):
        return ""
    whole = _DIMENSION.sub("", name)
    first = next((word for word in verbs if whole.startswith(word) and len(whole) > len(word) + 1), "")  # 安置区
    thing = whole.removeprefix(first)
    last = next((word for word in verbs if thing.endswith(word)), "")
    thing = thing.removesuffix(last).removesuffix("基本")
    return verb + thing if len(thing) > 1 and verb not in {first, last} else ""

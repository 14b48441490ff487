"""Parts that hang on the thing told before them: 总投资 on 重点项目, 支出 on 社会保险基金收入, 利润 on 国有企业资产总额.

What goes in: the name bound before, and a part that says nothing alone. What comes out: the name in full. A part that measures
a firm takes the place of another such part: the firm goes on, not all that was said of it.
"""

from __future__ import annotations

import re

from hengliang.codes.grammar import load_grammar

#: What is measured of a firm, an industry, a park.
OF_FIRMS = frozenset(
    [
        "营业收入",
        "主营业务收入",
        "业务收入",
        "产品销售收入",
        "销售收入",
        "利润总额",
        "利润",
        "利税总额",
        "利税",
        "增加值",
        "总产值",
        "工业总产值",
        "产值",
        "税金",
        "税收",
        "资产总额",
        "总资产",
        "净资产",
        "资产",
        "负债",
        "产品销售率",
        "产销率",
        "资产负债率",
        "出口交货值",
        "从业人员",
        "用工人数",
        "注册资本",
        "销售额",
        "营业额",
    ]
)
_BUSINESS = "|".join(sorted(OF_FIRMS, key=len, reverse=True))
_FIRM = re.compile(
    f"(?P<firm>.*(?:企业|公司|集团|合作社|园区|开发区|产业|行业|工业|制造业|服务业))(?:实现|完成)?(?:{_BUSINESS})"
)
_PUPILS = "招生|在校学生|在校生|毕业学生|毕业生|专任教师"
_ALL_PUPILS = re.compile(f"(?:{_PUPILS})(?:人数|数)?")
#: Parts that take the place of another at the end of a name: 债务限额, 余额; 生猪出栏, 存栏.
_REPLACED_BY = {
    "余额": "限额|余额", "存栏": "出栏", "出栏": "存栏", "执行数": "预算数", "决算数": "预算数", "发放贷款": "注册资本|资本金",
    "绿地面积": "绿化覆盖面积|绿化面积",
    **dict.fromkeys(_PUPILS.split("|"), _PUPILS), **dict.fromkeys(OF_FIRMS, _BUSINESS),
}  # fmt: skip
_NUMBER_OF = re.compile("(?:预算数|执行数|决算数|总数|户数|个数|人数|天数|数量|数|总量)$")
#: What is told of all there are, and no more of the new ones.
_STOCKS = ("总量", "总数", "总规模")
_NEWLY = re.compile("^新(?:增加?|开设|开通|开|建成|建|设立|设|登记|注册|培育|认定|引进|辟|购置?|发展)(?!区|项目|工)")
#: Money found for a budget, which has no balance of its own.
_FOUND_MONEY = re.compile("调[入出]|转|动用")
_FUNDS = re.compile("基金|预算|经营")
#: Which of its figures a fund's name ends in.
_SIDE = re.compile("(?:收入|支出|(?:[本当上]年|[年期]末|年终|累计)?(?:收支|滚存|累计)*结余|上年结转)$")
#: What a rate is of, without how large that is: 森林面积.
_EXTENT = re.compile("(?<=.{2})(?:总|播种|种植)?面积(?:净增|新增|增加)?$")
#: 幼儿园330所。在校学生67万人: kindergartens have none.
_NO_PUPILS = re.compile("幼儿园(?:在校|毕业)")
#: 拆除旧房90万平方米，完成投资80亿元: nothing is invested in what is torn down.
_TORN_DOWN = re.compile("(?:拆除|拆迁|关停|淘汰|取缔).*")
_INVESTED_IN = re.compile("(?:项目|工程)数?$")


def without_new(name: str) -> str:
    """The things of which some are new: 公交线路数 of 新开设公交线路数."""
    return _NEWLY.sub("", name)


def firm_of(name: str) -> str:
    """Whose figure a name is, where it ends in one of a firm: 国有企业 of 国有企业资产总额."""
    match = _FIRM.fullmatch(name)
    return match["firm"] if match else ""


def join(root: str, part: str, roots: list[str] | None = None) -> str:
    """A name that hangs on another: 总投资 on 基本建设项目, 支出 on 社会保险基金收入.

    Args:
        root: the thing told before.
        part: what is told of it.
        roots: all things told in the paragraph, oldest first.

    Example:
        >>> join("社会保险基金收入", "滚存结余"), join("国有企业资产总额", "利润")
        ('社会保险基金滚存结余', '国有企业利润')
    """
    if part in load_grammar().self_relational or not root:
        return (without_new(root) if part in _STOCKS else root) or part
    if part in {"支出", "收入"} or is_balance(part):
        return _of_fund(root, part, roots or [])
    if part.endswith("投资") and _TORN_DOWN.fullmatch(root):
        root = next((name for name in reversed(roots or []) if _INVESTED_IN.search(name)), "")
    stem = _NUMBER_OF.sub("", root) or root
    if part in _REPLACED_BY:
        stem = re.sub(f"(?:{_REPLACED_BY[part]})(?:数|量|额)?$", "", stem)
    if part.endswith(("产量", "单产", "亩产", "产值", "总产")):
        stem = re.sub(r"(?:(?:播种|种植|养殖)?面积|生产)$", "", stem)
    if part.endswith("率"):
        stem = _EXTENT.sub("", stem)  # 森林面积新增8万亩，覆盖率达到27%
    if not stem or _NO_PUPILS.search(stem + part):
        return part
    if part.startswith("总") and stem.endswith(part[1:]):
        return without_new(stem).removesuffix(part[1:]) + part
    if stem.endswith(part) or part.startswith(stem):
        return root if stem.endswith(part) else part
    return _overlapped(stem, part)


def of_all(part: str) -> bool:
    """Whether what stands in a new sentence is of the whole told before, not of its last part: balances, pupils."""
    return is_balance(part) or bool(_ALL_PUPILS.fullmatch(part))


def is_balance(part: str) -> bool:
    """Whether a name is of what a fund has left: 本年收支结余, 结转下年."""
    return "结余" in part or "结转" in part


def _of_fund(root: str, part: str, roots: list[str]) -> str:
    """支出, 结余 and the like of the last fund or budget named."""
    last = "" if _FOUND_MONEY.match(root) and part != "支出" else root
    funds = (name for name in reversed(roots) if _FUNDS.search(name) and not _FOUND_MONEY.match(name))
    stem = _SIDE.sub("", next(funds, last))
    return (stem.removesuffix("地方") if part == "支出" else stem) + part


def _overlapped(stem: str, part: str) -> str:
    """Stem and part, what they share told once: 快递业务量 and 业务收入 are 快递业务收入."""
    for size in range(min(len(stem), len(part), 4), 1, -1):
        for begun in (stem, stem.removesuffix("量")):
            if begun.endswith(part[:size]):
                return begun + part[size:]
    return stem + part

"""Labels of rows in tables printed as text: which say alone what is measured.

What goes in: a label and its table's caption. It judges words; where the label stands is for others.
"""

from __future__ import annotations

import re

from hengliang.codes.headers import load_headers

#: Rows that mean nothing without the row above or the caption.
CONTEXT_ROW = re.compile(
    r"^(?:其中[:：]?|#|＃|[-—·*]|\d+[.、])*(?:城镇|乡村|农村|男性|女性|铁路|公路|民航|水运|市区|其他|其它|小计|合计|总计|(?:收入|支出)[合总]计|住宅|.*岁.*|.*以上|.*以下|国有|集体|私营|本级(?:收入|支出)?|本年(?:收入|支出)|.)$"
)
#: What a row's label ends in when it says alone what is measured; under the header 产量 the name of a product does.
_NAMES_MEASURE = re.compile(
    r"(?:收入|支出|收支|税|费|额|值|款|余额|投资|资金|利润|面积|产量|总产|单产|[^力质容]量|数|率|转移支付|结余|收益)(?:合计|总计|总计数)?$"
)
#: Under these captions a row like 社会保障和就业支出 is not the one of the general budget: its own words must say so.
_FUND_CAPTION = re.compile(r"政府性基金|国有资本经营|社会保险基金|社保基金")
_NAMES_FUND = re.compile(r"基金|国有|彩票|配套费|污水|土地|专项债|保险|国企")
#: Captions under which an item is not, or not only, what is spent: it is received, or passed on to others.
_NO_SPENDING = re.compile(r"收|转移支付|返还")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]$")
#: An item of spending: words alone, no number or sign before them.
_ITEM = re.compile(r"[\u4e00-\u9fff（）()、“”]{2,30}")
_OTHER_ITEM = re.compile(
    rf"^{load_headers().any_of('every_office')}$|{load_headers().any_of('not_spent')}$|^其中|转移|收入|上级|下级|安排"
)


_TOTAL = re.compile("(?:收入|支出)[合总]计")
_FUND = re.compile(load_headers().any_of("funds"))


def is_total(label: str, caption: str) -> bool:
    """Whether a row is the total of the one budget that the caption names.

    Args:
        label: its words without white space.
        caption: the table's.
    """
    return bool(_TOTAL.fullmatch(label)) and len(set(_FUND.findall(caption))) == 1


def names_measure(label: str) -> bool:
    """Whether a label ends in what can be measured: 税收收入, 地区生产总值（亿元）.

    Args:
        label: its words without white space.
    """
    return bool(_NAMES_MEASURE.search(_BRACKET.sub("", label)))


def names_budget(label: str, caption: str) -> bool:
    """Whether a label says of which budget it is, or need not: 社会保障和就业支出 is an item of several.

    Args:
        label: its words.
        caption: the table's.
    """
    return not _FUND_CAPTION.search(caption) or bool(_NAMES_FUND.search(label)) or in_each_budget(label, caption)


def in_each_budget(label: str, caption: str) -> bool:
    """Whether a row is an item of each budget, under a caption that names one other than the general.

    Args:
        label: its words, without its number.
        caption: the table's.
    """
    funds = set(_FUND_CAPTION.findall(caption))
    return label in load_headers().in_each_budget and len(funds) == 1 and "一般公共" not in caption


def alone(label: str, caption: str) -> bool:
    """Whether a row's label under a caption says alone what is measured.

    Args:
        label: its words without white space.
        caption: the table's.
    """
    if is_total(label, caption):
        return True
    if CONTEXT_ROW.match(label) or not (names_measure(label) or spending(label, caption)):
        return False
    return names_budget(label, caption)


def spending(label: str, caption: str) -> bool:
    """Whether a row is an item of spending that does not say so: 人大会议 under a caption of 支出.

    Args:
        label: its words without white space.
        caption: the table's.

    Example:
        >>> [spending(label, "2025年全市一般公共预算支出表") for label in ("人大会议", "教育支出", "上年结转", "行政运行")]
        [True, False, False, False]
    """
    if "支出" not in caption or _NO_SPENDING.search(caption) or names_measure(label):
        return False
    return bool(_ITEM.fullmatch(label)) and not _OTHER_ITEM.search(label)

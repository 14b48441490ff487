"""Make ``衡江市2020年统计公报.pdf``, the sample with ruled tables: invented places, invented figures.

Run ``python tests/samples/make_pdf.py`` after a change; the same source gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

if TYPE_CHECKING:
    from collections.abc import Sequence

TARGET = Path(__file__).parents[2] / "samples" / "衡江市2020年统计公报.pdf"
FONT = "STSong-Light"
TITLE = "衡江市2020年国民经济和社会发展统计公报"

OVERVIEW = [
    (
        "初步核算，2020年全市地区生产总值1862.4亿元，按可比价格计算，比上年增长4.0%。其中，第一产业增加值178.8亿元，"
        "增长3.6%；第二产业增加值707.7亿元，增长4.3%；第三产业增加值975.9亿元，增长3.9%。三次产业结构为9.6:38.0:52.4。"
    ),
    (
        "年末全市常住人口214.6万人，其中城镇人口129.8万人，城镇化率为60.5%，比上年末提高0.8个百分点。按常住人口计算，"
        "人均地区生产总值8.68万元。全年居民消费价格比上年上涨2.4%。"
    ),
]
DISTRICTS = [
    (
        "分县（市、区）看，地区生产总值总量居前三位的是兰浦市、澄湖区和云麓区；临江区地区生产总值208.6亿元，增长3.9%，"
        "一般公共预算收入增幅居城区第一位。全市一般公共预算收入151.9亿元，增长3.6%；社会消费品零售总额846.2亿元，下降2.3%。"
    ),
]
NOTES = [
    "注：1. 本公报各项数据为初步统计数，部分数据因四舍五入，存在总计与分项合计不等的情况。",
    "2. 地区生产总值和各产业增加值绝对数按现价计算，增长速度按可比价格计算。",
]
INDICATOR_ROWS = [
    ["指标", "2020年", "比上年增长（%）"],
    ["地区生产总值", "1862.4", "4.0"],
    ["第一产业增加值", "178.8", "3.6"],
    ["第二产业增加值", "707.7", "4.3"],
    ["第三产业增加值", "975.9", "3.9"],
    ["一般公共预算收入", "151.9", "3.6"],
    ["社会消费品零售总额", "846.2", "-2.3"],
]
DISTRICT_ROWS = [
    ["地区", "地区生产总值", "", "一般公共预算收入", "", "社会消费品零售总额", ""],
    ["", "2020年", "增长（%）", "2020年", "增长（%）", "2020年", "增长（%）"],
    ["全市", "1862.4", "4.0", "151.9", "3.6", "846.2", "-2.3"],
    ["临江区", "208.6", "3.9", "26.4", "4.1", "148.7", "-1.8"],
    ["澄湖区", "312.5", "4.3", "31.2", "3.8", "176.2", "-2.4"],
    ["云麓区", "268.3", "4.1", "22.8", "2.9", "120.4", "-2.6"],
    ["石塘区", "187.9", "3.5", "14.6", "2.1", "84.1", "-3.0"],
    ["青岚县", "236.4", "3.8", "12.9", "3.6", "75.3", "-2.2"],
    ["松陂县", "254.8", "3.7", "15.7", "3.3", "88.6", "-2.3"],
    ["兰浦市", "393.9", "4.4", "28.3", "4.5", "152.9", "-2.1"],
]
_GRID = [
    ("FONT", (0, 0), (-1, -1), FONT, 10),
    ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
    ("ALIGN", (1, 0), (-1, -1), "CENTER"),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
]
_TWO_HEADER_ROWS = [("SPAN", (0, 0), (0, 1)), *(("SPAN", (column, 0), (column + 1, 0)) for column in (1, 3, 5))]


def _style(size: float = 11, **options: object) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{options}", fontName=FONT, fontSize=size, leading=size * 1.6, wordWrap="CJK", **options
    )


def _table(
    caption: str, rows: list[list[str]], widths: list[float], extra: Sequence[tuple[object, ...]]
) -> list[Flowable]:
    return [
        Paragraph(caption, _style(11, alignment=TA_CENTER, spaceBefore=8)),
        Paragraph("单位：亿元", _style(10, alignment=TA_RIGHT)),
        Table(rows, [width * mm for width in widths], style=TableStyle([*_GRID, *extra])),
        Spacer(1, 5 * mm),
    ]


def story() -> list[Flowable]:
    """What the two pages hold, from top to bottom."""
    body = _style(firstLineIndent=22, spaceAfter=4)
    centred = _style(alignment=TA_CENTER)
    return [
        Paragraph(TITLE, _style(16, alignment=TA_CENTER, spaceAfter=4)),
        Paragraph("衡江市统计局　国家统计局衡江调查队", centred),
        Paragraph("2021年3月26日", centred),
        Paragraph("一、综合", _style(12, spaceBefore=8)),
        *(Paragraph(text, body) for text in OVERVIEW),
        *_table("表1　2020年全市主要经济指标", INDICATOR_ROWS, [70, 40, 40], []),
        PageBreak(),
        Paragraph("二、县（市、区）经济", _style(12)),
        *(Paragraph(text, body) for text in DISTRICTS),
        *_table("表2　2020年各县（市、区）主要经济指标", DISTRICT_ROWS, [22, *[24] * 6], _TWO_HEADER_ROWS),
        *(Paragraph(text, _style(9)) for text in NOTES),
    ]


def make(target: Path = TARGET) -> None:
    """Write the PDF, the same bytes every time."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 22 * mm)
    document = SimpleDocTemplate(str(target), pagesize=A4, title=TITLE, author="衡江市统计局", invariant=1, **margins)
    document.build(story())


if __name__ == "__main__":
    make()

"""Tables without upright lines, or without any: their cells, and what is no table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_samples import SONG, lines, make_pdf, together

from hengliang.read.pdf import read_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reportlab.pdfgen.canvas import Canvas

    from hengliang.records import Document, Table

HEAD = ("指标", "单位", "2030年", "2031年")
ROWS = [
    HEAD,
    ("云岭县生产总值", "亿元", "103.6", "158.2"),
    ("财政收入", "亿元", "18.94", "—"),
    ("常住人口", "万人", "24.8", "25.6"),
]
WIDTHS = (160, 70, 80, 80)


def cells_of(document: Document, table: Table) -> list[list[str]]:
    columns = max(cell.column + cell.column_span for cell in table.cells)
    rows = [[""] * columns for _ in range(max(cell.row + cell.row_span for cell in table.cells))]
    for cell in table.cells:
        rows[cell.row][cell.column] = "".join(document.text[i:j] for i, j in cell.spans)
    return rows


def read(*pages: Callable[[Canvas], None]) -> Document:
    return read_pdf(make_pdf(*pages), document_id="0" * 64, name="样例.pdf")


def rows_at(
    rows: Sequence[Sequence[str]],
    *,
    top: float = 600,
    left: float = 72,
    ruled: Sequence[int] = (),
    ground: Sequence[int] = (),
    middle: bool = True,
) -> Callable[[Canvas], None]:
    """Rows of words and figures; horizontal lines above the rows of ``ruled``, painted ground under those of ``ground``."""

    def draw(canvas: Canvas) -> None:
        for row in ground:
            canvas.setFillColorRGB(0.8, 0.9, 1)
            canvas.rect(left, top - row * 22 - 6, sum(WIDTHS), 22, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setFont(SONG, 11)
        for number, row in enumerate(rows):
            x = left
            for width, text in zip(WIDTHS, row, strict=False):
                show = canvas.drawCentredString if middle else canvas.drawString
                show(x + (width / 2 if middle else 4), top - number * 22, text)
                x += width
        for row in ruled:
            canvas.line(left, top - row * 22 + 16, left + sum(WIDTHS), top - row * 22 + 16)

    return draw


@pytest.mark.parametrize(
    "drawing",
    [
        {"ruled": (0, 1, 4)},
        {"ruled": (0, 4)},
        {"ruled": range(5)},
        {},
        {"ground": (1, 3)},
        {"ground": (0, 2)},
        {"ground": (0,)},
    ],
    ids=[
        "three lines",
        "two lines",
        "row lines",
        "no line",
        "ground of every other row",
        "of the others",
        "ground of the head",
    ],
)
@pytest.mark.parametrize("middle", [True, False])
def test_columns_are_told_without_upright_lines(drawing, middle):
    document = read(
        together(
            lines("正文到此为止。", top=760), lines("表2 主要指标", top=628), rows_at(ROWS, middle=middle, **drawing)
        )
    )
    (table,) = document.tables
    assert cells_of(document, table) == [list(row) for row in ROWS]
    assert table.caption.replace(" ", "") == "表2主要指标"
    assert document.text[table.start : table.end] == "\n".join("\t".join(row) for row in ROWS)


def test_a_label_of_two_lines_stays_with_its_figures():
    def wrapped(canvas):
        rows_at([HEAD], ruled=(0, 1))(canvas)
        for y, labels, figures in (
            (560, ("规模以上工业企业", "营业收入"), ("12.5", "14.1")),
            (520, ("用电量",), ("3.4", "3.9")),
        ):
            for i, label in enumerate(labels):
                canvas.drawString(76, y + 7 * (len(labels) - 1) - 14 * i, label)
            for x, text in zip((255, 320, 400), ("亿元", *figures), strict=True):
                canvas.drawString(x, y, text)
        canvas.line(72, 505, 72 + sum(WIDTHS), 505)

    document = read(wrapped)
    assert cells_of(document, document.tables[0])[1:] == [
        ["规模以上工业企业营业收入", "亿元", "12.5", "14.1"],
        ["用电量", "亿元", "3.4", "3.9"],
    ]


def test_a_head_may_span_columns():
    def spanning(canvas):
        rows_at(
            [("地区", "", "", ""), *[("第一区", "1.1", "2.2", "3.3"), ("第二区", "4.4", "5.5", "6.6")]], ruled=(3,)
        )(canvas)
        canvas.line(72, 640, 72 + sum(WIDTHS), 640)
        canvas.drawCentredString(304, 624, "一般债务的余额和限额")
        for x, text in ((267, "余额"), (342, "限额"), (422, "其他")):
            canvas.drawCentredString(x, 600, text)
        canvas.line(72, 594, 72 + sum(WIDTHS), 594)

    document = read(spanning)
    (table,) = document.tables
    rows = cells_of(document, table)
    assert rows[-2:] == [["第一区", "1.1", "2.2", "3.3"], ["第二区", "4.4", "5.5", "6.6"]]
    assert rows[-3] == ["地区", "余额", "限额", "其他"]
    span = next(c for c in table.cells if "".join(document.text[i:j] for i, j in c.spans).startswith("一般债务"))
    assert (span.row, span.column_span >= 2) == (0, True)


@pytest.mark.parametrize(
    "texts",
    [
        [(72, "一、云岭县概况"), (420, "3")],
        [(72, "赵甲"), (160, "钱乙"), (250, "孙丙"), (340, "李丁")],
        [(72, "云岭县财政收入12.5亿元，增长6.3%，超过计划。"), (400, "其后一段")],
        [(72, "10"), (160, "20"), (250, "30"), (340, "40")],
    ],
    ids=["contents", "names", "prose", "axis of a chart"],
)
def test_what_only_stands_in_columns_is_no_table(texts):
    def draw(canvas):
        canvas.setFont(SONG, 12)
        for row in range(8):
            for x, text in texts:
                canvas.drawString(x, 700 - 20 * row, text)

    document = read(draw)
    assert document.tables == ()


def test_prose_between_two_lines_is_no_table():
    def framed(canvas):
        lines(*["云岭县坚持稳中求进工作总基调，财政收入12.5亿元"] * 6, top=700)(canvas)
        canvas.line(72, 730, 500, 730)
        canvas.line(72, 580, 500, 580)

    assert read(framed).tables == ()


FIGURES = st.lists(st.decimals(0, 99999, places=2).map(str), min_size=3, max_size=3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FIGURES, min_size=3, max_size=9), st.sampled_from(["none", "three", "all"]), st.booleans())
def test_figures_stay_in_their_row_and_column(figures, ruled, middle):
    rows = [("项目", "甲类", "乙类", "丙类"), *((f"第{i}项收入", *row) for i, row in enumerate(figures))]
    at = {"none": (), "three": (0, 1, len(rows)), "all": range(len(rows) + 1)}[ruled]
    document = read(rows_at(rows, ruled=at, middle=middle))
    (table,) = document.tables
    assert cells_of(document, table) == [list(row) for row in rows]

"""Pages together: running heads and page numbers go, paragraphs go on over the end of a page and a column, orders are compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pdf_samples import SONG, lines, make_pdf, table, together

from hengliang.extraction import extract_document
from hengliang.read.order import DOUBTFUL
from hengliang.read.pdf import read_pdf

if TYPE_CHECKING:
    from hengliang.records import Document

#: A full line, to the right margin, that ends in no sentence.
FULL = "云岭县坚持稳中求进工作总基调扎实推进各项重点任务经济运行总体平稳稳中有进"


def document(data: bytes) -> Document:
    return read_pdf(data, document_id="0" * 64, name="样例.pdf")


def at(text: str, x: float, y: float, size: float = 10):
    def draw(canvas):
        canvas.setFont(SONG, size)
        canvas.drawString(x, y, text)

    return draw


def body(page: int) -> list[str]:
    return [f"第{'一二三四五六七八九'[page]}段云岭县的话各页并不相同。", f"增长{(3, 8, 1, 7, 2, 9, 4, 6)[page]}.5%。"]


def numbered(number: str, head: str = "云岭县人民政府公报 第7期", pages: int = 6) -> Document:
    return document(
        make_pdf(
            *(
                together(at(head, 72, 800), lines(*body(page)), at(number.format(page + 1, pages), 290, 40))
                for page in range(pages)
            )
        )
    )


@pytest.mark.parametrize("number", ["{}", "— {} —", "第 {} 页 共 {} 页", "{}/{}", "· {} ·"])
def test_running_heads_and_page_numbers_leave_the_text(number):
    doc = numbered(number)
    assert doc.text == "\n\f".join("\n".join(body(page)) for page in range(6))
    assert all(len(page.boxes) == page.end - page.start for page in doc.pages)


def test_left_and_right_pages_may_have_heads_of_their_own():
    pages = (
        together(at("云岭县统计局" if page % 2 else "2031年公报", 72 if page % 2 else 400, 800), lines(*body(page)))
        for page in range(8)
    )
    assert document(make_pdf(*pages)).text == "\n\f".join("\n".join(body(page)) for page in range(8))


def test_on_few_pages_only_what_tells_itself_goes():
    doc = numbered("— {} —", pages=3)
    assert doc.text.count("公报") == 3
    assert "—" not in doc.text
    assert numbered("{}", pages=3).text.split("\f")[1].split("\n")[-2] == "2"


def test_a_title_a_unit_and_what_does_not_count_the_pages_stay():
    def page(number: int):
        return together(
            at("云岭县财政收支" if number == 2 else "", 72, 800),
            at("单位：万元", 400, 780),
            lines(*body(number), top=740),
            at(str((17, 5, 88, 4, 61, 2)[number]), 290, 40),
        )

    text = document(make_pdf(*map(page, range(6)))).text
    assert "云岭县财政收支" in text
    assert text.count("单位：万元") == 6
    assert [part.strip("\n").split("\n")[-1] for part in text.split("\f")] == ["17", "5", "88", "4", "61", "2"]


def test_the_name_of_a_table_that_goes_on_over_pages_stays():
    rows = [["项目", "预算", "决算"], ["教育", "12.5", "13.5"], ["卫生", "22.5", "23.5"]]
    page = together(at("云岭县一般公共预算支出", 72, 612), table(rows))
    doc = document(make_pdf(*[page] * 6))
    assert doc.text.count("云岭县一般公共预算支出") == 6
    assert {found.caption for found in doc.tables} == {"云岭县一般公共预算支出"}


def test_rows_without_rules_at_the_edge_of_the_page_stay():
    def page(number: int):
        return together(
            *(
                at(text, x, 700 - 20 * row)
                for row in range(4)
                for x, text in ((72, "合计" if row == 3 else f"第{row}项{number}"), (300, "100.0"), (400, "200.0"))
            )
        )

    assert document(make_pdf(*map(page, range(6)))).text.count("合计\t100.0\t200.0") == 6


def test_a_paragraph_goes_on_over_the_end_of_a_page():
    data = make_pdf(
        together(lines(FULL, top=90), at("— 1 —", 290, 40)),
        together(lines(FULL, "任务全部完成。", top=760), at("— 2 —", 290, 40)),
        together(lines("另起一段。", x=96), at("— 3 —", 290, 40)),
    )
    assert document(data).text == f"{FULL}\f{FULL}任务全部完成。\n\f另起一段。"


def test_a_number_broken_by_the_end_of_a_page_is_one_number():
    first = "2031年云岭县坚持稳中求进，扎实推进各项重点任务，全年完成地区生产总值12"
    doc = document(make_pdf(lines(FULL, FULL, first, top=130), lines("34.5亿元，比上年增长6.5%。", top=760)))
    assert doc.text == f"{FULL}{FULL}{first}\f34.5亿元，比上年增长6.5%。"
    rows = extract_document(doc).observations
    assert [str(value) for value in rows["value"]] == ["1234.5", "6.5"]
    assert all(doc.text[row["start"] : row["end"]] == row["quote"] for row in rows.iter_rows(named=True))


def test_a_heading_or_an_indent_on_the_next_page_begins_a_paragraph():
    for following in (lines("一、财政收入", x=96), lines("全县平稳。", x=96)):
        text = document(make_pdf(lines(FULL, FULL), together(following, lines(FULL, FULL, top=740)))).text
        assert text.split("\n\f")[0] == FULL + FULL


def columns(*parts: str, x: float, top: float, size: float = 11):
    return lines(*parts, x=x, top=top, size=size, leading=16)


def prose(name: str, rows: int) -> list[str]:
    return [f"{name}第{'一二三四五六七八九十'[row]}行的文字写得足够长了，" for row in range(rows)]


def test_an_article_goes_on_in_the_next_column():
    left, right = prose("左栏", 9), prose("右栏", 9)
    doc = document(make_pdf(together(columns(*left, x=60, top=700), columns(*right, x=320, top=700))))
    assert doc.text == "".join(left + right)
    assert not doc.pages[0].doubtful


def test_articles_are_read_in_the_order_of_the_file_and_a_disagreement_is_said():
    above, below = (prose(f"{place}左", 8), prose(f"{place}右", 8)) if (place := "上") else ([], [])
    under = prose("下左", 8), prose("下右", 8)
    page = together(
        columns(*above, x=60, top=740),
        columns(*below, x=320, top=740),
        columns(*under[0], x=60, top=500),
        columns(*under[1], x=320, top=500),
    )
    doc = document(make_pdf(page))
    assert re.sub(r"\s", "", doc.text) == "".join(above + below + under[0] + under[1])
    assert doc.pages[0].doubtful == DOUBTFUL


def test_where_the_file_is_shuffled_the_columns_are_read_and_it_is_said():
    left, right = prose("左栏", 9), prose("右栏", 9)
    rows = [
        columns(part, x=x, top=700 - 16 * row)
        for x, side in ((60, left), (320, right))
        for row, part in enumerate(side)
    ]
    shuffled = [rows[(7 * place) % len(rows)] for place in range(len(rows))]
    assert len({id(row) for row in shuffled}) == len(rows)
    doc = document(make_pdf(together(*shuffled)))
    assert doc.text == "".join(left + right)
    assert doc.pages[0].doubtful == DOUBTFUL


def test_a_title_drawn_last_stays_above_its_article():
    left, right = prose("左栏", 9), prose("右栏", 9)
    page = together(
        columns(*left, x=60, top=700),
        columns(*right, x=320, top=700),
        columns("云岭县经济平稳运行", x=150, top=740, size=22),
    )
    assert document(make_pdf(page)).text.split("\n")[0] == "云岭县经济平稳运行"


def test_letters_set_apart_are_one_number():
    def spread(canvas):
        canvas.setFont(SONG, 12)
        for place, char in enumerate("云岭县2031年预算"):
            canvas.drawString(72 + 20 * place + (3 if char.isdigit() else 0), 700, char)

    assert document(make_pdf(spread)).text == "云岭县2031年预算"


def test_numbers_of_two_columns_are_not_glued_to_each_other():
    assert (
        document(make_pdf(together(at("1.2", 100, 700), at("3.4", 122, 700), at("5.6", 200, 700)))).text
        == "1.2 3.4\t5.6"
    )


def test_entries_of_a_list_of_contents_stay_lines():
    entries = [f"{n}、云岭县本级财政拨款收入支出决算总体情况的详细说明以及其他重要事项" for n in "三四五"]
    assert document(make_pdf(lines(*entries))).text.split("\n") == entries


def test_a_page_with_few_lines_has_the_margins_of_the_others():
    full = lines(*[FULL] * 9)
    sparse = together(
        lines(FULL[2:], x=96, top=520),
        lines("的态势没有改变，向好。", top=500),
        lines("共两句话，另起了一段。", x=96, top=480),
    )
    text = document(make_pdf(full, full, full, sparse)).text
    assert text.split("\f")[-1].split("\n") == [f"{FULL[2:]}的态势没有改变，向好。", "共两句话，另起了一段。"]


def test_a_long_number_begins_a_new_line_and_no_paragraph():
    doc = document(make_pdf(lines(FULL, FULL, FULL[:32], "120867.52万吨公里的总量，比上年略有增长", top=760)))
    assert doc.text == FULL + FULL + FULL[:32] + "120867.52万吨公里的总量，比上年略有增长"

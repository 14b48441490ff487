"""Pages of labels first and figures then: paired only where counts and sums agree."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengliang.text.column_sheets import find_column_tables

HEAD = "2026年全市一般公共预算支出细化表\n单位：万元\n科目名称\n"
LABELS = [
    "人大事务",
    "行政运行",
    "人大会议",
    "人大立法",
    "政协事务",
    "行政运行",
    "委员视察",
    "统计事务",
    "行政运行",
    "专项普查",
]
FIGURES = ["60", "40", "15", "5", "90", "70", "20", "30", "25", "5"]
MORE = ["信访事务", "行政运行", "信访业务", "档案事务", "行政运行", "档案馆"]
MORE_FIGURES = ["36", "30", "6", "51", "41", "10"]


def page(labels: list[str], figures: list[str], number: int, head: str = "科目名称\n") -> str:
    return f"{head}{chr(10).join(labels)}\n2026年预算数\n{chr(10).join(figures)}\n— {number} —\n\f"


def pairs(text: str) -> dict[str, str]:
    found = {}
    for table in find_column_tables(text):
        cells = {(c.row, c.column): "".join(text[s:e] for s, e in c.spans) for c in table.cells}
        found |= {cells[row, 0]: words for (row, column), words in cells.items() if row and column}
    return found


def test_labels_and_figures_are_paired_over_pages():
    text = page(LABELS, FIGURES, 1, HEAD) + page(MORE, MORE_FIGURES, 2)
    found = pairs(text)
    assert found["人大会议"] == "15"
    assert found["政协事务"] == "90"
    assert found["档案馆"] == "10"
    assert "行政运行" not in found


def test_a_page_on_which_a_sum_fails_is_left_out():
    wrong = [*MORE_FIGURES[:3], "49", *MORE_FIGURES[4:]]
    many = "".join(
        page([f"{name}{n}" if "行政" not in name else name for name in LABELS], FIGURES, n) for n in "甲乙丙"
    )
    found = pairs(page(LABELS, FIGURES, 1, HEAD) + many + page(MORE, wrong, 5))
    assert found["人大会议"] == "15"
    assert "档案馆" not in found


def test_an_amount_like_a_year_in_the_first_row_is_no_header():
    figures = ["2018", "2000", "13", "5", *FIGURES[4:]]
    assert "人大事务" not in pairs(page(LABELS, figures, 1, HEAD))
    assert pairs(page(LABELS, figures, 1, HEAD))["人大会议"] == "13"


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a figure is missing", page(LABELS, FIGURES[1:], 1, HEAD)),
        ("sums do not come out", page(LABELS, FIGURES[::-1], 1, HEAD)),
        ("no sum can be told", page([name.replace("行政运行", "机关") for name in LABELS], FIGURES, 1, HEAD)),
        ("labels behind figures", page(LABELS, FIGURES, 1, HEAD).replace("— 1 —", "其他\n10")),
        ("two figures on a line", page(LABELS, ["60 40", *FIGURES[2:]], 1, HEAD)),
        ("no caption", page(LABELS, FIGURES, 1)),
        ("no pages", page(LABELS, FIGURES, 1, HEAD).replace("\f", "")),
        ("nothing", ""),
    ],
)
def test_doubtful_is_no_table(what, text):
    assert find_column_tables(text) == (), what


@given(st.text(max_size=60) | st.lists(st.sampled_from([HEAD, *LABELS, *FIGURES, "\f"]), max_size=60).map("\n".join))
@settings(max_examples=200, deadline=None)
def test_any_text_is_searched(text):
    for table in find_column_tables(text):
        for cell in table.cells:
            assert all(table.start <= start < end <= table.end for start, end in cell.spans)


@pytest.mark.parametrize("text", ["\f" * 50_000, page(LABELS, FIGURES, 1, HEAD) * 500, f"{HEAD}甲\n" * 5_000 + "\f"])
def test_nothing_is_quadratic(text):
    start = time.process_time()
    find_column_tables(text)
    assert time.process_time() - start < 3

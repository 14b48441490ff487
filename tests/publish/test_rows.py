"""What programs and people read: exact numbers, harmless cells, straight columns."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publish_samples import batch, facts, frame, frames_of
from rich.cells import cell_len
from rich.console import Console

from hengliang import schema
from hengliang.report.rows import to_csv, to_jsonl, to_table

OFTEN = settings(max_examples=30, deadline=None)
#: Numbers as printed, and any text besides: a reader that goes wrong must not make a line that is no JSON.
PRINTED = st.one_of(
    st.from_regex(r"\A-?[0-9]{1,20}(\.[0-9]{1,12})?\Z"), st.text(max_size=5), st.sampled_from(["-", ".5", "1e5", "１"])
)


def observation(**values: object) -> pl.DataFrame:
    return batch("云溪.txt", observations=1, **values)["observations"]


def tokens(line: str) -> dict:
    """The line with each number as the characters that stand there."""
    return json.loads(line, parse_float=lambda digits: f"#{digits}", parse_int=lambda digits: f"#{digits}")


@pytest.mark.parametrize(
    ("printed", "token"),
    [("88.0", "88.0"), ("-3.20", "-3.20"), ("0.00000001", "0.00000001"), ("007.50", "7.50"), ("000", "0"),
     ("123456789012345678901234567890.10", "123456789012345678901234567890.10"), ("-0.0", "-0.0")],
)  # fmt: skip
def test_a_number_as_printed_keeps_its_zeros(printed: str, token: str) -> None:
    (line,) = to_jsonl(observation(value=printed, value_high=printed))
    assert f'"value": {token}, "value_high": {token},' in line


@pytest.mark.parametrize(
    ("value", "token"),
    [("2790000000", "2790000000"), ("27.90", "27.9"), ("0.0000000001", "0.0000000001"), ("-100", "-100"), ("0", "0"),
     ("9999999999999999999999999999.9999999999", "9999999999999999999999999999.9999999999")],
)  # fmt: skip
def test_decimals_are_exact_and_never_scientific(value: str, token: str) -> None:
    given = observation(obs_value=Decimal(value), obs_lower=None)
    (line,) = to_jsonl(given)
    assert f'"obs_value": {token}, "obs_lower": null,' in line
    (row,) = csv.DictReader(io.StringIO(to_csv(given)))
    assert (row["obs_value"], row["obs_lower"]) == (token, "")


def test_text_stays_as_it_is() -> None:
    (line,) = to_jsonl(observation(sentence="全年“增长”7.8%。\r\n\t其中\x00\u2028"))
    assert "全年“增长”7.8%。" in line
    assert "\n" not in line
    assert json.loads(line)["sentence"] == "全年“增长”7.8%。\r\n\t其中\x00\u2028"


@OFTEN
@given(frames_of("observations", value=PRINTED, value_high=st.none() | PRINTED))
def test_every_line_says_what_its_row_says(given: pl.DataFrame) -> None:
    lines = list(to_jsonl(given))
    assert len(lines) == given.height
    for line, row in zip(lines, given.iter_rows(named=True), strict=True):
        assert "\n" not in line
        told = tokens(line)
        assert list(told) == given.columns
        for name in ("value", "value_high"):
            if row[name] is not None and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", row[name]):
                assert Decimal(told[name].removeprefix("#")) == Decimal(row[name])
                assert told[name].partition(".")[2] == row[name].partition(".")[2]
            else:
                assert told[name] == row[name]
        for name in ("obs_value", "obs_lower", "obs_upper"):
            assert (told[name] and Decimal(told[name].removeprefix("#"))) == row[name]
        for name, dtype in given.schema.items():
            if dtype == pl.String and name not in ("value", "value_high"):
                assert told[name] == row[name]


def test_nested_columns_are_json() -> None:
    (line,) = to_jsonl(facts("1"))
    assert json.loads(line)["spans"] == facts("1")["spans"].to_list()[0]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r\n=1", "＝1+1", "＠x", "－1", "=1,2", '="x"'],
)
def test_no_text_becomes_a_formula(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv(observation(sentence=text, value=text)), newline=""))
    assert row["sentence"] == row["value"] == "'" + text


def test_a_negative_number_stays_a_number() -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv(observation(value="-3.20", indicator="-3"))))
    assert (row["value"], row["indicator"]) == ("-3.20", "-3")
    assert ",-3.20," in to_csv(observation(value="-3.20"))


@OFTEN
@given(frames_of("findings"))
def test_csv_gives_back_every_cell(given: pl.DataFrame) -> None:
    header, *rows = csv.reader(io.StringIO(to_csv(given), newline=""))
    assert header == given.columns
    assert len(rows) == given.height
    for cells, row in zip(rows, given.iter_rows(), strict=True):
        for name, cell, value in zip(header, cells, row, strict=True):
            if given.schema[name].is_nested():
                assert json.loads(cell) == value
            else:
                assert cell.removeprefix("'") == (value or "")
                assert not re.match(r"\s*[=+\-@＝＋－＠]", cell) or re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", cell)


def test_csv_tells_null_from_empty_text() -> None:
    table = pl.DataFrame({"a": [None, ""], "b": [[], None]}, schema={"a": pl.String, "b": pl.List(pl.String)})
    assert to_csv(table) == '"a","b"\r\n,"[]"\r\n"",\r\n'


def test_an_empty_frame_has_a_header_and_no_lines() -> None:
    empty = schema.empty("facts")
    assert to_csv(empty, bom=True).startswith('\ufeff"fact_id","indicator"')
    assert len(to_csv(empty).splitlines()) == 1
    assert list(to_jsonl(empty)) == []


def printed(table: pl.DataFrame, columns: list[str], width: int = 100) -> list[str]:
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    to_table(table, columns, console)
    return console.file.getvalue().splitlines()


def test_a_table_of_chinese_text_is_straight() -> None:
    rows = [{"indicator": name, "value": value, "fact_id": name} for name, value in
            [("地区生产总值", "27.9"), ("GDP", "-3.20"), ("城镇居民人均可支配收入", "36521")]]  # fmt: skip
    lines = printed(frame("facts", *rows), ["indicator", "value", "unit", "ref_area"])
    assert len({cell_len(line) for line in lines}) == 1
    values = [line for line in lines if "云溪县" in line]
    assert len(values) == 3
    ends = {cell_len(line[: line.index(digits) + len(digits)]) for line, digits in
            zip(values, ["27.9", "-3.20", "36521"], strict=True)}  # fmt: skip
    assert len(ends) == 1  # numbers stand under each other, right


def test_a_narrow_table_loses_no_text() -> None:
    sentence = "全年地区生产总值达到二十七点九亿元，增长百分之七点八。"
    lines = printed(observation(sentence=sentence), ["value", "sentence"], width=30)
    assert max(map(cell_len, lines)) <= 30
    assert sentence == "".join(re.sub(r"[│\s]|27\.9", "", line) for line in lines if line.startswith("│"))


def test_text_in_a_table_is_neither_markup_nor_steers_the_terminal() -> None:
    text = "[bold]云溪[/bold]\x1b[31m红\u202e\x07"
    output = "\n".join(printed(observation(sentence=text), ["sentence"]))
    assert "[bold]云溪[/bold][31m红" in output
    assert not {"\x1b", "\u202e", "\x07"} & set(output)


def test_cells_of_a_table_for_people() -> None:
    table = frame("facts", {"obs_value": Decimal("2790000000.0"), "value": None, "observation_ids": ["a", "b"]})
    output = "\n".join(printed(table, ["obs_value", "value", "observation_ids"]))
    assert " 2790000000 " in output
    assert "None" not in output
    assert "│ a" in output
    assert "…" in "\n".join(printed(observation(sentence="长" * 999), ["sentence"]))

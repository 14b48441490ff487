"""The codelist of header words, and the line of the unit."""

from __future__ import annotations

import pytest

from hengliang.codes import headers
from hengliang.codes.headers import load_headers, unit_line_in, unit_lines


def test_longest_words_come_first():
    own = load_headers().own
    assert list(own) == sorted(own, key=len, reverse=True)


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("（单 位: 亿元）", "亿元"),
        ("表7 单位：万元，%", "万元"),
        ("编制单位：财政局", None),
        ("单位很多", None),
    ],
)
def test_line_of_the_unit(line, unit):
    found = unit_line_in(line)
    assert (found["unit"] if found else None) == unit


def test_every_line_of_a_unit():
    assert [found["unit"] for found in unit_lines("单位：元\n填报单位：甲\n单位：吨")] == ["元", "吨"]


@pytest.mark.parametrize("data", ['own = ["全市"]', "unknown = []"])
def test_what_is_missing_or_unknown_is_told(data, tmp_path, monkeypatch):
    (tmp_path / "headers.toml").write_text(data, encoding="utf-8")
    monkeypatch.setattr(headers, "files", lambda _: tmp_path)
    load_headers.cache_clear()
    with pytest.raises(ValueError, match=r"headers\.toml"):
        load_headers()
    monkeypatch.undo()
    load_headers.cache_clear()
    assert load_headers()

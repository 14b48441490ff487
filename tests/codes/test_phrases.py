"""Fixed phrases whose numbers count nothing."""

from __future__ import annotations

import pytest

from hengliang.codes import phrases
from hengliang.codes.phrases import ignored_spans, load_phrases
from hengliang.quantities.dates import find_periods
from hengliang.quantities.mentions import find_mentions


@pytest.mark.parametrize("phrase", load_phrases(), ids=lambda phrase: phrase.example)
def test_the_example_gives_no_quantity(phrase):
    found = find_mentions(phrase.example, find_periods(phrase.example, 2020))
    assert found
    assert {m.kind for m in found} == {"ignored"}


#: Quantities that stand close to what a phrase matches.
@pytest.mark.parametrize(
    "text",
    [
        "新增5家",
        "完成12345万元",
        "增长2.5%",
        "投资500万元",
        "重点项目107个",
        "建成3座",
        "惠及100户",
        "第三产业增加值78.9亿元",
        "引进4家企业",
    ],
)
def test_a_quantity_is_left_alone(text):
    (found,) = [m for m in find_mentions(text, []) if m.kind != "ignored"]
    assert found.kind == "quantity"
    assert not any(start <= found.number_start < end for start, end, _ in ignored_spans(text))


def test_spans_come_in_order_with_their_reasons():
    assert ignored_spans("12345热线，5G网络") == [(0, 5, "name"), (8, 10, "name")]


@pytest.fixture
def codelist(tmp_path, monkeypatch):
    monkeypatch.setattr(phrases, "files", lambda _: tmp_path)
    return tmp_path / "phrases.toml"


GOOD = "[[phrase]]\nreason = 'name'\npattern = '\\dG'\nexample = '5G'\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD + "note = 'x'\n", "keys of"),
        (GOOD.replace("example = '5G'\n", ""), "keys of"),
        (GOOD.replace("'5G'", "'五G'"), "does not match its example"),
    ],
)
def test_a_wrong_codelist_is_an_error(codelist, text, complaint):
    codelist.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        load_phrases.__wrapped__()


def test_a_pattern_that_does_not_compile_is_an_error(codelist):
    codelist.write_text(GOOD.replace(r"\dG", "(5"), encoding="utf-8")
    with pytest.raises(Exception, match="unterminated"):
        load_phrases.__wrapped__()


def test_a_right_codelist_loads(codelist):
    codelist.write_text(GOOD, encoding="utf-8")
    assert [phrase.reason for phrase in load_phrases.__wrapped__()] == ["name"]


@pytest.mark.parametrize("text", ["占比较2020年提升1.9个百分点", "执行情况与2026年计划草案"])
def test_a_phrase_does_not_begin_within_a_number(text):
    assert ignored_spans(text) == []

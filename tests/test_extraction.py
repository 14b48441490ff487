"""The whole of the extraction, over files: offsets, accounting of numbers, planted figures, decimals and intervals."""

from __future__ import annotations

import codecs
import itertools
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hengliang
from hengliang.extraction import Extraction, extract_document
from hengliang.read import read
from hengliang.records import Document, Page, TextSource

HEAD = "临江区2021年政府工作报告\n各位代表：\n一、2020年工作回顾\n"
SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "gb18030": "gb18030"}

number = st.decimals(min_value="0.1", max_value="9999", places=1).filter(lambda n: not 1900 <= n < 2100)
sentence = st.one_of(
    st.builds("固定资产投资增长{}%。".format, number),
    st.builds("全区地区生产总值{}亿元，增长{} %；".format, number, number),
    st.builds("城镇、农村居民人均可支配收入分别为{}元、{}\n元。".format, number, number),
    st.builds("三次产业结构调整为{}:{}:{}。".format, number, number, number),
    st.builds("新增规模以上工业企业{}家，居全市第{}。".format, st.integers(1, 300), st.integers(1, 14)),
    st.builds("沟通率、办结率、满意率均达{}%以上。".format, number),
    st.builds("其中，{}个重点项目完成投资{}万元(不含园区)。".format, st.integers(1, 300), number),
    st.builds("{}年{}月，召开第{}次会议。".format, st.integers(1990, 2020), st.integers(1, 12), st.integers(1, 9)),
    st.sampled_from(
        ["5G基站建设提速。", "（一）项目建设", "- 3 -", "　　二〇二〇年，翻一番。", "实现零死亡，增长９．６％。", ""]
    ),
)
#: Any characters at all, with those of the genre more often than others.
anything = st.text(
    st.one_of(
        st.sampled_from(
            "0123456789０９.%％，。；：、()（）“”:-—~ \n\r\u3000\ufeff一二三十百万亿元个家年月第分之增长翻番零占比为居全市"
        ),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=80,
)


def document(text: str) -> Document:
    return Document("0" * 64, "invented.txt", text, "utf-8", "text", (Page(1, 0, len(text), TextSource.FILE),))


def extract(text: str, head: str = HEAD) -> Extraction:
    return extract_document(document(head + text))


def row(text: str, quote: str) -> dict:
    (found,) = [r for r in extract(text).observations.to_dicts() if r["quote"] == quote]
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    sentences=st.lists(sentence, min_size=1, max_size=8),
    codec=st.sampled_from(sorted(CODECS)),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_quotes_stand_in_the_bytes_of_the_file(tmp_path, sentences, codec, newline):
    path = tmp_path / "report.txt"
    path.write_bytes((HEAD + "\n".join(sentences)).replace("\n", newline).encode(codec))
    found = extract_document(read(path))
    encoding = found.documents["encoding"].item()
    assert codecs.lookup(encoding) == codecs.lookup(CODECS[codec])
    text = path.read_bytes().decode(encoding)
    assert text.startswith("\ufeff") is (codec == "utf-8-sig")
    for observation in found.observations.to_dicts():
        assert text[observation["start"] : observation["end"]] == observation["quote"]
        assert observation["sentence"] in text
        printed = re.sub(r"\s", "", observation["quote"])
        assert printed.startswith(observation["value"].lstrip("-")) or not printed[0].isascii()
    for counted in found.numbers.to_dicts():
        assert text[counted["start"] : counted["end"]] == counted["text"]


@settings(max_examples=120, deadline=None)
@given(anything)
def test_every_number_of_any_text_is_accounted_for_once(text):
    found = extract(text, head="")
    spans = [(n["start"], n["end"]) for n in found.numbers.to_dicts()]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    for digits in re.finditer("[0-9０-９]+", text):
        holders = [span for span in spans if span[0] < digits.end() and digits.start() < span[1]]
        assert len(holders) == 1, (digits, holders)
        assert holders[0][0] <= digits.start() < digits.end() <= holders[0][1]
    for counted in found.numbers.to_dicts():
        assert (counted["outcome"] == "observation") is bool(counted["observation_ids"])
        assert (counted["outcome"] == "ignored") is bool(counted["reason"])
    ids = {i for n in found.numbers.to_dicts() for i in n["observation_ids"]}
    assert ids == set(found.observations["observation_id"])


@settings(max_examples=40, deadline=None)
@given(
    number,
    st.sampled_from(["亿元", "万元", "元", "亿美元"]),
    st.sampled_from(["", "近", "约", "超过"]),
    st.sampled_from(["", "左右", "以上"]),
)
def test_scales_and_intervals(value, unit, before, after):
    text = f"固定资产投资{before}{value}{unit}{after}。"
    (found,) = extract(text).observations.to_dicts()
    scale = SCALES.get(unit[0], 1)
    assert Decimal(found["value"]) == value
    assert found["obs_value"] == value * scale
    assert found["unit_measure"] == ("USD" if unit.endswith("美元") else "CNY")
    low, high = found["obs_lower"], found["obs_upper"]
    assert low is None or low <= found["obs_value"]
    assert high is None or found["obs_value"] <= high
    assert low is not None or high is not None
    if not before and not after:
        assert (low, high) == ((value - Decimal("0.05")) * scale, (value + Decimal("0.05")) * scale)


@settings(max_examples=40, deadline=None)
@given(number, st.sampled_from(["下降", "减少", "增长", "上升"]), st.sampled_from(["", "以上", "左右"]))
def test_a_fall_turns_the_interval_round(value, verb, after):
    (found,) = extract(f"案件发案数{verb}{value}%{after}。").observations.to_dicts()
    sign = -1 if verb in {"下降", "减少"} else 1
    assert Decimal(found["value"]) == found["obs_value"] == sign * value
    low, high = found["obs_lower"], found["obs_upper"]
    assert (low is None, high is None) == (after == "以上" and sign < 0, after == "以上" and sign > 0)
    assert low is None or low <= sign * value
    assert high is None or sign * value <= high


PLANTS = [
    ("固定资产投资增长{}%", "{}%", "固定资产投资", "growth"),
    ("实现地区生产总值{}亿元", "{}亿元", "地区生产总值", "level"),
    ("粮食产量达到{}万吨", "{}万吨", "粮食产量", "level"),
    ("民生支出占财政支出的{}%", "{}%", "民生支出", "share"),
    ("一般公共预算收入是2015年的{}倍", "{}倍", "一般公共预算收入", "multiple"),
    ("城镇化率提高{}个百分点", "{}个百分点", "城镇化率", "points"),
]
FILLERS = [
    "经济社会平稳发展，",
    "各项事业全面进步，",
    "“十三五”规划圆满收官，",
    "全区上下团结奋斗，",
    "“六稳”“六保”成效明显，",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLANTS), number, st.lists(st.sampled_from(FILLERS), max_size=3), st.integers(0, 3))
def test_a_planted_figure_is_found_at_its_place(plant, value, fillers, paragraphs):
    template, quoted, indicator, measure = plant
    before = "各项工作取得新的成绩。\n" * paragraphs + "".join(fillers)
    text = before + template.format(value) + "。\n此后的工作也很顺利。\n"
    found = extract(text).observations.to_dicts()
    quote = quoted.format(value)
    assert [(o["quote"], o["start"], o["value"], o["indicator"], o["measure"]) for o in found] == [
        (quote, len(HEAD) + text.index(quote, len(before)), str(value), indicator, measure)
    ]


@settings(max_examples=20, deadline=None)
@given(st.lists(sentence, min_size=1, max_size=5))
def test_extraction_is_a_function(sentences):
    one, two = extract("\n".join(sentences)), extract("\n".join(sentences))
    assert one.observations.equals(two.observations)
    assert one.numbers.equals(two.numbers)
    assert one.documents.equals(two.documents)


def test_ids_hang_on_place_and_document_alone():
    text = "沟通率、办结率均达98.5%。"
    first = extract(text).observations
    assert first["observation_id"].n_unique() == first.height == 2
    assert first["start"].n_unique() == 1
    other = extract_document(Document("1" * 64, "b.txt", HEAD + text, "utf-8", "text", document(HEAD + text).pages))
    assert not set(other.observations["observation_id"]) & set(first["observation_id"])
    renamed = extract_document(Document("0" * 64, "b.txt", HEAD + text, "utf-8", "text", document(HEAD + text).pages))
    assert renamed.observations["observation_id"].to_list() == first["observation_id"].to_list()


@pytest.mark.parametrize(
    ("text", "quote", "lower", "upper"),
    [
        ("一般公共预算收入27.9亿元。", "27.9亿元", "2785000000", "2795000000"),
        ("一般公共预算收入27.90亿元。", "27.90亿元", "2789500000", "2790500000"),
        ("申报材料减少50%以上。", "50%", None, "-50"),
        ("一般公共预算收入近20亿元。", "20亿元", "1800000000", "2000000000"),
        ("创建示范村3-5个。", "3-5个", "3", "5"),
        ("投资增速居全市第二。", "第二", "2", "2"),
        ("城镇登记失业率控制在4%以内。", "4%", None, "4"),
    ],
)
def test_intervals(text, quote, lower, upper):
    found = row(text, quote)
    assert (found["obs_lower"], found["obs_upper"]) == tuple(None if e is None else Decimal(e) for e in (lower, upper))


def test_printed_zeros_stay():
    assert row("税收占比达88.0%。", "88.0%")["value"] == "88.0"


def test_glossary_is_no_source_of_observations():
    text = (
        "经济平稳发展。\n" * 60
        + "固定资产投资增长9.6%。\n名词解释\n规模以上工业企业：指年主营业务收入2000万元及以上的企业。\n"
    )
    found = extract(text)
    assert found.observations["quote"].to_list() == ["9.6%"]
    assert found.numbers.filter(found.numbers["text"] == "2000")["reason"].to_list() == ["glossary"]


def test_the_row_of_the_document():
    text = "固定资产投资增长9.6%。\n"
    (found,) = extract(text).documents.to_dicts()
    assert {key: found[key] for key in ("kind", "title", "ref_area", "time_period", "observations", "outcome", "characters")} == {
        "kind": "work_report", "title": "临江区2021年政府工作报告", "ref_area": "临江区", "time_period": "2020", "observations": 1,
        "outcome": "published", "characters": len(HEAD + text),
    }  # fmt: skip


def test_extract_and_numbers_from_paths(tmp_path):
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path, figure in zip(paths, ("9.6%", "4.1%"), strict=True):
        path.write_text(f"{HEAD}固定资产投资增长{figure}。\n", encoding="utf-8")
    assert hengliang.extract(paths)["quote"].to_list() == ["9.6%", "4.1%"]
    assert hengliang.extract(str(paths[0]))["document"].to_list() == ["a.txt"]
    assert set(hengliang.numbers(paths)["document"]) == {"a.txt", "b.txt"}
    assert hengliang.extract([]).is_empty()


def test_the_library_imports_neither_prefect_nor_great_expectations(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"{HEAD}各项重点项目92个，固定资产投资增长9.6%。\n", encoding="utf-8")
    code = (
        "import sys, hengliang\n"
        "heavy = {'polars', 'jieba', 'prefect', 'great_expectations'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "print(hengliang.extract(sys.argv[1]).height, *sorted({'prefect', 'great_expectations'} & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    root = Path(hengliang.__file__).parents[1]
    assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout == "2\n"

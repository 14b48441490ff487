"""What two documents say of the same thing, on sentences made up here."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from frames import documents, observation, observations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hengliang.reconcile import Reconciliation, quotes_of, reconcile
from hengliang.schema import polars_schema

REPORT = [
    ("云溪县建成农村公路", "7362", "公里", "，沿线村庄全部通车。", "农村公路建成里程"),
    ("今年新建标准厂房", "58.4", "万平方米", "，入园企业明显增多。", "标准厂房新建面积"),
    ("云溪县发放创业贷款", "1.27", "亿元", "，带动一批青年返乡。", "创业贷款发放额"),
    ("城区更换老旧供水管网", "236", "公里", "，水压不足的问题得到解决。", "老旧供水管网更换里程"),
    ("全年免费培训乡村医生", "1845", "人", "，基层诊疗能力有所提高。", "乡村医生培训人数"),
]
AREA = {"ref_area": "云溪县", "time_period": "2020"}


def rows_of(name: str, parts: list[tuple[str, str, str, str, str]], **rest: Any) -> list[dict[str, Any]]:
    """A document made of sentences with one number each."""
    rows, at = [], 0
    for before, value, unit, after, indicator in parts:
        sentence = f"{before}{value}{unit}{after}"
        start = at + len(before)
        rows.append(
            observation(name, start, value + unit, value, unit, indicator=indicator, sentence=sentence, **(AREA | rest))
        )
        at += len(sentence)
    return rows


def one(name: str, value: str, unit: str, start: int = 0, **rest: Any) -> dict[str, Any]:
    """A statement in a sentence of its own."""
    columns = {"indicator": "粮食总产量", "sentence": f"{name}第{start}处：{value}{unit}。"} | AREA | rest
    return observation(name, start, value + unit, value, unit, **columns)


def weigh(
    rows: list[dict[str, Any]], decisions: pl.DataFrame | None = None, **columns: dict[str, str]
) -> Reconciliation:
    names = sorted({row["document"] for row in rows})
    kinds = {name: "newspaper" if "报" in name else "work_report" for name in names}
    return reconcile(observations(rows), documents(kinds, **columns), decisions)


def only(result: Reconciliation, *severities: str) -> list[dict[str, Any]]:
    return result.findings.filter(pl.col("severity").is_in(severities)).to_dicts()


def test_the_tables_have_their_schemas() -> None:
    result = weigh(rows_of("a.txt", REPORT))
    assert result.facts.schema == polars_schema("facts")
    assert result.findings.schema == polars_schema("findings")
    nothing = reconcile(observations([]), documents({}))
    assert nothing.facts.schema == polars_schema("facts")
    assert nothing.findings.schema == polars_schema("findings")


def test_two_documents_that_agree_corroborate_a_fact() -> None:
    result = weigh([one("甲.txt", "27.9", "万吨"), one("乙.txt", "27.87", "万吨")])
    (fact,) = result.facts.to_dicts()
    assert (fact["verdict"], fact["value"], fact["sources"], fact["independent_sources"]) == (
        "corroborated",
        "27.87",
        2,
        2,
    )
    assert (fact["obs_lower"], fact["obs_upper"]) == (Decimal(278650), Decimal(278750))
    (finding,) = result.findings.to_dicts()
    assert (finding["kind"], finding["severity"], len(finding["spans"])) == ("corroborated", "none", 2)


def test_two_documents_that_disagree_are_in_conflict_and_the_fact_has_no_value() -> None:
    result = weigh([one("甲.txt", "27.9", "万吨"), one("晚报.txt", "29.7", "万吨")])
    (finding,) = result.findings.to_dicts()
    assert (finding["kind"], finding["severity"], finding["probable_wrong"]) == ("cross_source", "conflict", "晚报.txt")
    assert "相邻两位数字颠倒：29.7 → 27.9" in finding["explanation"]
    (fact,) = result.facts.to_dicts()
    assert (fact["verdict"], fact["value"], fact["obs_value"]) == ("disputed", None, None)


@pytest.mark.parametrize(
    "difference",
    [
        {"vintage": "快报"},
        {"value": "27.98", "unit": "万吨"},
        {"bound": "approx"},
    ],
)
def test_what_may_explain_a_difference_keeps_it_from_being_a_conflict(difference: dict[str, str]) -> None:
    rest = {"value": "29.7", "unit": "万吨"} | difference
    first = one("甲.txt", "27.9", "万吨")
    result = weigh([first, one("乙.txt", rest.pop("value"), rest.pop("unit"), **rest)])
    assert [finding["severity"] for finding in result.findings.to_dicts()] == ["suspicious"]


@pytest.mark.parametrize(
    "difference",
    [
        {"measure": "growth"},
        {"status": "target"},
        {"qualifier": "不含园区"},
        {"price_basis": "comparable"},
        {"time_period": "2019"},
        {"time_period": ""},
        {"ref_area": ""},
        {"ref_area": "石桥县"},
        {"indicator": "油料总产量"},
    ],
)
def test_the_key_keeps_apart_what_differs(difference: dict[str, str]) -> None:
    result = weigh([one("甲.txt", "27.9", "万吨"), one("乙.txt", "31.2", "万吨", **difference)])
    assert result.findings.is_empty()
    assert result.facts.get_column("verdict").to_list() == ["single_source", "single_source"]


def test_statements_without_a_period_never_meet() -> None:
    result = weigh([one("甲.txt", "27.9", "万吨", time_period=""), one("乙.txt", "27.9", "万吨", time_period="")])
    assert result.findings.is_empty()
    assert result.facts.height == 2


def test_a_bound_agrees_with_the_number_it_allows() -> None:
    result = weigh([one("甲.txt", "27", "万吨", bound="ge"), one("乙.txt", "27.9", "万吨")])
    assert result.facts.get_column("verdict").to_list() == ["corroborated"]
    assert result.facts.get_column("value").to_list() == ["27.9"]


def test_the_same_bound_with_another_limit_disagrees() -> None:
    result = weigh([one("甲.txt", "24", "万吨", bound="ge"), one("乙.txt", "2.4", "万吨", bound="ge")])
    assert [finding["severity"] for finding in result.findings.to_dicts()] == ["conflict"]


def test_one_document_with_two_values_contradicts_itself() -> None:
    rows = [
        one("甲.txt", "14", "家", 0, indicator="国家级、省级示范园区数"),
        one("甲.txt", "11", "家", 90, indicator="国省示范园区数量"),
    ]
    (finding,) = weigh(rows).findings.to_dicts()
    assert (finding["kind"], finding["severity"], finding["probable_wrong"]) == ("within_source", "structure", None)


def test_two_values_in_one_sentence_are_two_things() -> None:
    sentence = "粮食总产量早稻12万吨、晚稻15万吨。"
    rows = [one("甲.txt", "12", "万吨", 7, sentence=sentence), one("甲.txt", "15", "万吨", 14, sentence=sentence)]
    assert [(f["kind"], f["severity"]) for f in weigh(rows).findings.to_dicts()] == [("granularity", "structure")]


def test_a_general_name_is_no_fact_to_contradict() -> None:
    assert weigh(
        [one("甲.txt", "12", "亿元", 0, indicator="完成投资"), one("乙.txt", "9", "亿元", 0, indicator="完成投资")]
    ).findings.is_empty()


def test_another_year_of_publication_may_mean_a_revision() -> None:
    rows = [one("甲.txt", "27.9", "万吨"), one("乙.txt", "26.9", "万吨")]
    (finding,) = weigh(rows, published={"甲.txt": "2021-01-20", "乙.txt": "2022-01-18"}).findings.to_dicts()
    assert finding["severity"] == "suspicious"
    assert "修订" in finding["explanation"]


def test_a_digit_lost_in_a_copied_sentence_is_found_whatever_the_keys() -> None:
    digest = [(before, value.replace("7362", "736"), unit, after, "里程") for before, value, unit, after, _ in REPORT]
    rows = rows_of("report.txt", REPORT) + rows_of("晚报.txt", digest, time_period="")
    (finding,) = only(weigh(rows), "conflict", "suspicious")
    assert (finding["kind"], finding["probable_wrong"]) == ("cross_source", "晚报.txt")
    assert "少了一位数字：736 → 7362" in finding["explanation"]
    assert {span["quote"] for span in finding["spans"]} == {"736公里", "7362公里"}


def test_a_copy_adds_a_source_and_no_independent_one() -> None:
    facts = weigh(rows_of("report.txt", REPORT) + rows_of("晚报.txt", REPORT)).facts
    assert set(facts.get_column("sources")) == {2}
    assert set(facts.get_column("independent_sources")) == {1}


def test_the_same_phrases_with_other_numbers_are_no_copy() -> None:
    next_year = [(b, str(Decimal(v) + Decimal(13)), u, a, i) for b, v, u, a, i in REPORT]
    result = weigh(rows_of("2020.txt", REPORT) + rows_of("2021.txt", next_year, time_period="2021"))
    assert result.findings.is_empty()
    assert set(result.facts.get_column("independent_sources")) == {1}


def test_a_name_that_differs_in_a_copied_sentence_is_found() -> None:
    named = [*REPORT, ("青松街和桃园巷改造成为全市示范，还有", "7", "个", "项目收尾。", "收尾项目数")]
    other = [*REPORT, ("青松街和枣林巷改造成为全市示范，还有", "7", "个", "项目收尾。", "收尾项目数")]
    (finding,) = only(weigh(rows_of("report.txt", named) + rows_of("晚报.txt", other)), "conflict")
    assert (finding["kind"], finding["probable_wrong"]) == ("text_variant", "晚报.txt")
    assert {span["quote"] for span in finding["spans"]} == {"桃园巷", "枣林巷"}


@given(st.integers(min_value=0, max_value=len(REPORT) - 1), st.data())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_a_planted_digit_error_is_found_and_explained(which: int, data: st.DataObject) -> None:
    before, value, unit, after, indicator = REPORT[which]
    place = data.draw(st.sampled_from([m.start() for m in re.finditer(r"\d", value)]))
    digit = data.draw(st.sampled_from("123456789".replace(value[place], "")))
    planted = value[:place] + digit + value[place + 1 :]
    digest = [*REPORT[:which], (before, planted, unit, after, indicator), *REPORT[which + 1 :]]
    (finding,) = only(weigh(rows_of("report.txt", REPORT) + rows_of("晚报.txt", digest)), "conflict", "suspicious")
    assert finding["severity"] == "conflict"
    assert finding["probable_wrong"] == "晚报.txt"
    assert f"{planted} → {value}" in finding["explanation"]


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=15)
def test_the_order_of_the_rows_does_not_matter(random: Any) -> None:
    rows = (
        rows_of("report.txt", REPORT)
        + rows_of("晚报.txt", REPORT[:4])
        + [one("甲.txt", "27.9", "万吨"), one("乙.txt", "2.79", "万吨")]
    )
    names = documents(dict.fromkeys(("report.txt", "甲.txt", "乙.txt"), "work_report") | {"晚报.txt": "newspaper"})
    straight = reconcile(observations(rows), names)
    shuffled = list(rows)
    random.shuffle(shuffled)
    again = reconcile(observations(shuffled), names.sample(fraction=1, shuffle=True, seed=random.randrange(1000)))
    assert again.facts.equals(straight.facts)
    assert again.findings.equals(straight.findings)


@pytest.mark.parametrize(
    ("area", "indicator", "unit", "kinds"),
    [
        ("云溪县", "双季水稻试验基地亩产", "公斤", ["cross_source"]),
        ("云溪县", "双季水稻试验基地亩产", "斤", []),
        ("云溪县", "油菜平均亩产", "公斤", []),
        ("石桥县", "双季水稻试验基地亩产", "公斤", []),
    ],
)
def test_one_number_under_two_units(area: str, indicator: str, unit: str, kinds: list[str]) -> None:
    city = one(
        "市.txt",
        "3200",
        "斤",
        indicator="云溪双季水稻试验基地亩产",
        ref_area="清江市",
        sentence="云溪双季水稻试验基地亩产3200斤。",
    )
    county = one("县.txt", "3200", unit, indicator=indicator, ref_area=area)
    found = weigh([city, county]).findings.filter(pl.col("kind") == "cross_source").to_dicts()
    assert [finding["kind"] for finding in found] == kinds
    assert all("单位有误：3200公斤 → 3200斤" in finding["explanation"] for finding in found)
    assert all(finding["probable_wrong"] == "县.txt" for finding in found)


def composition(values: list[str]) -> list[dict[str, Any]]:
    sentence = f"三次产业结构为{':'.join(values)}。"
    rows, at = [], 7
    for value, indicator in zip(values, ("第一产业增加值", "第二产业增加值", "第三产业增加值"), strict=True):
        rows.append(
            observation("a.txt", at, value, value, "%", indicator=indicator, measure="share", sentence=sentence, **AREA)
        )
        at += len(value) + 1
    return rows


@pytest.mark.parametrize(
    ("values", "severity", "words"),
    [
        (["8.3", "41.1", "50.6"], "none", "等于100"),
        (["8.3", "41.1", "50.7"], "none", "舍入误差"),
        (["8.3", "47.1", "50.6"], "conflict", "47.1 → 41.1"),
    ],
)
def test_a_composition_adds_up(values: list[str], severity: str, words: str) -> None:
    (finding,) = weigh(composition(values)).findings.to_dicts()
    assert (finding["kind"], finding["severity"]) == ("composition", severity)
    assert words in finding["explanation"]


def test_another_proportion_is_no_composition() -> None:
    assert weigh(composition(["1", "2", "3"])).findings.is_empty()


@pytest.mark.parametrize(
    ("multiple", "rate", "severity"),
    [("1.53", "8.9", "none"), ("1.68", "7.2", "suspicious"), ("2.45", "7.9", "conflict")],
)
def test_a_multiple_against_average_growth(multiple: str, rate: str, severity: str) -> None:
    sentence = f"粮食总产量是2015年的{multiple}倍，年均增长{rate}%。"
    rows = [
        one("a.txt", multiple, "倍", 0, measure="multiple", base_period="2015", sentence=sentence),
        one("a.txt", rate, "%", 40, measure="average_growth", time_period="2016/2020", sentence=sentence),
    ]
    (finding,) = weigh(rows).findings.to_dicts()
    assert (finding["kind"], finding["severity"]) == ("arithmetic", severity)
    assert f"(1 + {rate}%)^5" in finding["formula"]


@pytest.mark.parametrize(
    ("target", "bound", "severity"),
    [("6.5", "exact", "none"), ("6", "exact", "suspicious"), ("5", "exact", "conflict"), ("5", "ge", "none")],
)
def test_a_target_against_its_base_and_the_growth_promised(target: str, bound: str, severity: str) -> None:
    rows = [
        one("a.txt", "42500", "元", 0, indicator="居民人均可支配收入"),
        one(
            "a.txt",
            target,
            "万元",
            40,
            indicator="居民人均可支配收入",
            time_period="2025",
            status="target",
            bound=bound,
        ),
        one(
            "a.txt",
            "9",
            "%",
            80,
            indicator="居民人均可支配收入",
            time_period="2021/2025",
            status="target",
            measure="average_growth",
        ),
    ]
    (finding,) = weigh(rows).findings.to_dicts()
    assert finding["severity"] == severity
    assert "6.5" in finding["expected"]


def test_a_level_its_increase_and_its_growth() -> None:
    sentence = "粮食总产量36.2万吨，增加1.4万吨，增长8%。"
    rows = [
        one("a.txt", "36.2", "万吨", 5, sentence=sentence),
        one("a.txt", "1.4", "万吨", 14, sentence=sentence, measure="change"),
        one("a.txt", "8", "%", 22, sentence=sentence, measure="growth"),
    ]
    (finding,) = weigh(rows).findings.to_dicts()
    assert (finding["severity"], finding["expected"]) == ("suspicious", "4.02%")


def test_a_share_against_part_and_whole() -> None:
    rows = [
        one("a.txt", "31.2", "亿元", 0, indicator="民生支出"),
        one("a.txt", "45.6", "亿元", 40, indicator="财政支出"),
        one("a.txt", "68.42", "%", 80, indicator="民生支出", measure="share", share_of="财政支出"),
    ]
    (finding,) = weigh(rows).findings.to_dicts()
    assert (finding["kind"], finding["severity"]) == ("arithmetic", "none")


def test_a_sentence_printed_twice_is_one_fact() -> None:
    rows = rows_of("a.txt", [*REPORT[:1], *REPORT[:1]])
    result = weigh(rows)
    (finding,) = result.findings.to_dicts()
    assert (finding["kind"], finding["severity"], finding["found"]) == ("repetition", "structure", "2")
    sentence = "".join(REPORT[0][:4])
    assert [span["end"] - span["start"] for span in finding["spans"]] == [len(sentence)] * 2
    assert result.facts.get_column("verdict").to_list() == ["single_source"]


def decision(finding: dict[str, Any], choice: str) -> pl.DataFrame:
    row = {
        "finding_id": finding["finding_id"],
        "choice": choice,
        "reason": "查对原件",
        "who": "李",
        "decided_at": "2021-04-01T08:00:00+08:00",
    }
    return pl.DataFrame([row | {"quotes": quotes_of(finding["spans"])}], schema=polars_schema("decisions"))


def test_a_decision_is_applied_and_void_when_its_quotes_change() -> None:
    rows = [one("甲.txt", "27.9", "万吨"), one("乙.txt", "2.79", "万吨")]
    (finding,) = weigh(rows).findings.to_dicts()
    stands = rows[0]["observation_id"]
    (fact,) = weigh(rows, decision(finding, stands)).facts.to_dicts()
    assert (fact["verdict"], fact["value"]) == ("decided", "27.9")
    (fact,) = weigh(rows, decision(finding, "neither")).facts.to_dicts()
    assert (fact["verdict"], fact["value"]) == ("decided", None)
    for void in (
        {"quotes": '["27.9万吨", "2.8万吨"]'},
        {"quotes": "no JSON"},
        {"finding_id": "gone"},
        {"choice": "another"},
    ):
        ledger = decision(finding, stands).with_columns(**{name: pl.lit(value) for name, value in void.items()})
        (fact,) = weigh(rows, ledger).facts.to_dicts()
        assert fact["verdict"] == "disputed"


def test_a_decision_leaves_the_finding_as_it_is() -> None:
    rows = [one("甲.txt", "27.9", "万吨"), one("乙.txt", "2.79", "万吨")]
    before = weigh(rows).findings
    after = weigh(rows, decision(before.to_dicts()[0], rows[0]["observation_id"])).findings
    assert after.equals(before)


@pytest.mark.parametrize(
    ("other", "severities"),
    [
        ({"unit": "亿美元"}, ["conflict"]),
        ({"value": "207.10", "unit": "亿美元"}, ["conflict"]),
        ({"time_period": "2019"}, ["suspicious"]),
        ({"time_period": "2018"}, []),
        ({"indicator": "进口总额", "unit": "亿美元"}, []),
    ],
)
def test_one_figure_under_another_unit_or_year(other: dict[str, str], severities: list[str]) -> None:
    said = {"value": "207.1", "unit": "亿元", "indicator": "外贸出口总额"}
    rest = {**said, **other}
    rows = [one("甲.txt", said["value"], said["unit"], indicator=said["indicator"])]
    rows.append(one("乙.txt", rest.pop("value"), rest.pop("unit"), **rest))
    found = [finding["severity"] for finding in weigh(rows).findings.to_dicts() if finding["severity"] != "none"]
    assert found == severities

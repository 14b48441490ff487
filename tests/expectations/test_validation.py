"""Great Expectations at work. It takes seconds to import, so all that needs it is here and shares few runs."""

import json
import re
import socket
import sys
from decimal import Decimal

import polars as pl
import pytest
from expectation_tables import DIGEST, REPORT, document, fact, frame, observation, tables

import expectations
from expectations.load import CUSTOM_TYPES, SuiteError, known_types, load_suites
from expectations.suite import Expectation, Suite, Title
from hengliang.schema import polars_schema

pytestmark = pytest.mark.filterwarnings("ignore:This pattern is interpreted:UserWarning")
ATTACK = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def great_expectations():
    from expectations import engine

    return engine.warm()


@pytest.fixture(scope="module")
def whole(great_expectations):
    return expectations.validate(tables())


def broken_tables():
    rows = [
        observation(0),
        observation(1, 1, value="4231"),
        observation(2, indicator=ATTACK, measure=f"<b>odd</b>{ATTACK}"),
        observation(3, end=99),
        observation(4, obs_lower=Decimal(50000)),
        observation(5, indicator=None),
        observation(6, observation_id=f"{0:024x}", start=60),
        observation(
            7, measure="share", unit_measure="percent", obs_value=Decimal("100.1"), obs_lower=None, obs_upper=None
        ),
    ]
    return tables(rows, [fact(1, [1, 3]), fact(2, [7], sources=1)])


@pytest.fixture(scope="module")
def broken(great_expectations, tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    (folder / "results").mkdir()
    (folder / "results" / "gone.html").write_text("of an earlier run")
    return expectations.validate(broken_tables(), docs_dir=folder)


def named(validation, name, suite="observations"):
    (result,) = [result for result in validation.results if (result.suite, result.name) == (suite, name)]
    return result


def test_good_tables_pass(whole):
    assert whole.success
    assert [result.name for result in whole.results if not result.success] == []
    assert whole.quarantine.is_empty()
    assert whole.quarantine.schema == polars_schema("quarantine")
    assert (whole.docs, whole.not_applied) == (None, ())


def test_every_expectation_of_every_suite_has_its_result(whole):
    wanted = [(suite.suite, item.name) for suite in load_suites() for item in suite.expectations]
    assert sorted((result.suite, result.name) for result in whole.results) == sorted(wanted)


def test_what_checked_nothing_says_so(whole):
    assert named(whole, "rank_is_positive").outcome == "nothing_checked"
    assert named(whole, "indicator_is_named").outcome == "passed"
    assert named(whole, "indicator_is_named").checked == 2
    assert named(whole, "rank_is_positive") in whole.unchecked


def test_the_sample_figure_stands_in_both_sources(whole):
    assert named(whole, "urban_income_42312_stands_in_both_sources", "samples").outcome == "passed"


def test_hard_failures_name_their_rows(broken):
    failing = {result.name: result.failing for result in broken.failures("hard") if result.suite == "observations"}
    assert failing == {
        "measure_is_allowed": (f"{2:024x}",),
        "span_measures_its_quote": (f"{3:024x}",),
        "value_lies_in_its_interval": (f"{4:024x}",),
        "indicator_is_present": (f"{5:024x}",),
        "observation_id_is_unique": (f"{0:024x}", f"{0:024x}"),
    }
    assert not broken.success


def test_hard_failures_are_quarantined_whole_and_with_a_reason(broken):
    observations = broken.quarantine.filter(pl.col("expectation").str.starts_with("observations."))
    assert observations.height == 6
    (row,) = observations.filter(pl.col("expectation") == "observations.span_measures_its_quote").to_dicts()
    assert (row["observation_id"], row["document"]) == (f"{3:024x}", REPORT)
    assert row["reason"] == "不符合“起止位置之差等于引文的字数”：start 为“30”，end 为“99”，quote 为“42312元”。"
    assert json.loads(row["row"])["obs_value"] == "42312.0000000000"


def test_a_fact_is_quarantined_under_the_document_it_quotes(broken):
    (row,) = broken.quarantine.filter(pl.col("expectation").str.starts_with("facts.")).to_dicts()
    assert row["expectation"] == "facts.corroboration_needs_two_sources"
    assert (row["observation_id"], row["document_id"], row["document"]) == ("", f"{0:064x}", REPORT)
    assert json.loads(row["row"])["fact_id"] == "fact-2"


def test_warnings_are_reported_and_quarantine_nothing(broken):
    share = named(broken, "share_is_a_percentage")
    assert (share.outcome, share.checked, share.failing) == ("failed", 1, (f"{7:024x}",))
    assert not broken.quarantine["expectation"].str.contains("share").any()


def test_sources_that_disagree_are_named_in_pairs(broken):
    result = named(broken, "sources_agree_within_printed_precision", "agreement")
    assert (result.severity, result.checked) == ("warn", 1)
    assert result.failing == (f"{3:024x}:{1:024x}",)


def test_what_broke_is_left_out_and_the_rest_stays(broken):
    left = broken.without_failures(broken_tables())
    assert left["observations"]["observation_id"].to_list() == [f"{number:024x}" for number in (1, 7)]
    assert left["facts"]["fact_id"].to_list() == ["fact-1"]
    assert left["documents"].height == 2


def test_data_docs_need_no_network_and_run_nothing_of_a_document(broken):
    pages = list(broken.docs.parent.rglob("*.html"))
    assert not (broken.docs.parent / "results" / "gone.html").exists()
    assert len(pages) == 1 + 2 * len({path.name for path in pages} - {"index.html"})
    for path in pages:
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", html), path
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", html), path
        assert html.count("<script") == 1, path
        assert ATTACK not in html, path
        assert "<b>odd" not in html, path
        assert "default-src 'none'" in html, path
    results = (broken.docs.parent / "results" / "observations.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;odd&lt;/b&gt;&lt;script&gt;" in results


def test_links_between_pages_lead_somewhere(broken):
    for path in broken.docs.parent.rglob("*.html"):
        for link in re.findall(r'href="([^"#:]+)"', path.read_text(encoding="utf-8")):
            assert (path.parent / link).is_file(), (path, link)


def test_the_index_tells_failures_by_name(broken):
    index = broken.docs.read_text(encoding="utf-8")
    assert "measure_is_allowed" in index
    assert "硬性未通过" in index


def test_the_samples_suite_waits_for_both_documents(great_expectations, monkeypatch):
    suites = tuple(suite for suite in load_suites() if suite.suite == "samples")
    monkeypatch.setattr("expectations.engine.load_suites", lambda: suites)
    assert expectations.validate(tables(documents=[document(0)])).not_applied == ("samples",)
    lost = expectations.validate(tables(facts=[fact(1, [1], sources=1, verdict="single_source")]))
    (result,) = lost.failures("hard")
    assert result.name == "urban_income_42312_stands_in_both_sources"
    assert result.problem == "只检查了 0 行，至少须有 1 行"
    assert {REPORT, DIGEST} == set(suites[0].applies_when.documents)


def trial(**changes):
    entry = {
        "name": "trial", "title": Title(zh="试", en="trial"), "severity": "hard",
        "expect": "expect_column_values_to_be_between", "arguments": {"column": "page", "min_value": 1},
    }  # fmt: skip
    expectation = Expectation(**(entry | changes))
    return Suite(suite="trial", table="observations", title=Title(zh="试", en="t"), expectations=[expectation])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"min_rows": 3}, "只检查了 2 行，至少须有 3 行"),
        ({"where": {"measure": "share"}, "min_rows": 1}, "只检查了 0 行，至少须有 1 行"),
        ({"where": {"observation_id": f"{1:024x}"}, "min_coverage": 0.6}, "2 行只检查了 1 行，至少须有 60%"),
        ({"expect": "expect_table_row_count_to_equal", "arguments": {"value": 9}}, "得到 2"),
        ({"arguments": {"column": "indicator", "min_value": 1}}, "检查时出错"),
    ],
)
def test_a_failure_without_rows_says_why(great_expectations, monkeypatch, changes, problem):
    monkeypatch.setattr("expectations.engine.load_suites", lambda: (trial(**changes),))
    validation = expectations.validate(tables())
    (result,) = validation.results
    assert problem in result.problem
    assert (validation.success, validation.quarantine.height) == (False, 0)


def test_wrong_arguments_are_told_with_the_entry(great_expectations, monkeypatch):
    suite = trial(arguments={"column": "page", "minimum": 1})
    monkeypatch.setattr("expectations.engine.load_suites", lambda: (suite,))
    with pytest.raises(SuiteError, match=r"trial\.yml, trial: expect_column_values_to_be_between says: .*minimum"):
        expectations.validate(tables())


def test_our_own_expectations_are_those_the_loader_knows(great_expectations):
    from great_expectations.expectations.registry import get_expectation_impl

    from expectations.custom import CUSTOM

    assert {item.expectation_type for item in CUSTOM} == CUSTOM_TYPES
    assert all(get_expectation_impl(name) for name in known_types())


@pytest.mark.parametrize(
    ("ends", "agreed"),
    [
        ("30.45 30.55 1 0 30.475 30.485 1 0", True),
        ("30.45 30.55 1 0 30.35 30.45 1 0", False),
        ("30.45 30.55 1 0 30.55 30.65 1 0", False),
        ("30.45 30.55 1 1 30.55 30.65 1 0", True),
        ("30.45 30.55 1 1 30.55 30.65 0 0", False),
        ("- 50 1 0 60 - 1 0", False),
        ("- - 1 0 60 - 1 0", True),
        ("5 5 1 0 5 5 1 0", True),
        ("5 5 1 0 6 6 1 0", False),
    ],
)
def test_sources_agree_where_their_intervals_meet(great_expectations, ends, agreed):
    from expectations.custom import agree

    parts = ends.split()
    sides = [
        (
            *(None if end == "-" else Decimal(end) for end in parts[at : at + 2]),
            *(end == "1" for end in parts[at + 2 : at + 4]),
        )
        for at in (0, 4)
    ]
    assert agree(*sides[0], *sides[1]) is agreed
    assert agree(*sides[1], *sides[0]) is agreed


def test_a_lost_expectation_is_an_error(great_expectations, monkeypatch):
    from expectations import engine

    runs = list(engine._run_suite(trial(), frame("observations", [observation(1)])))
    runs[0].result.results.clear()
    with pytest.raises(SuiteError, match="0 results for 1 expectations; lost: trial"):
        list(engine.read_results(runs[0]))


def test_great_expectations_opens_no_connection(great_expectations, monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("expectations.engine.load_suites", lambda: (trial(),))
    assert expectations.validate(tables()).success
    assert "posthog" not in sys.modules


def test_what_was_put_off_still_works(great_expectations):
    from scipy import stats

    assert stats.norm.cdf(0) == pytest.approx(0.5)

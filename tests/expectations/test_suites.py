"""Suite files are loaded strictly, and what the schema says needs none. Nothing here starts Great Expectations."""

import subprocess
import sys

import pytest

from expectations import frames
from expectations.derive import from_schema
from expectations.load import SuiteError, load_suite, load_suites
from hengliang.schema import RELEASED, TABLES

GOOD = """
suite: trial
table: observations
title: {zh: 试, en: Trial}
expectations:
  - name: share_is_a_percentage
    title: {zh: 占比在 0 到 100 之间, en: a share lies between 0 and 100}
    severity: warn
    expect: expect_column_values_to_be_between
    arguments: {column: obs_value, min_value: 0, max_value: 100}
    where: {measure: [share], unit: {regex: '^%'}, page: 1}
    min_rows: 1
    min_coverage: 0.5
"""


def load(folder, text):
    path = folder / "trial.yml"
    path.write_text(text, encoding="utf-8")
    return load_suite(path)


def test_a_good_suite_loads(tmp_path):
    suite = load(tmp_path, GOOD)
    (expectation,) = suite.expectations
    assert (expectation.name, expectation.severity, expectation.min_rows) == ("share_is_a_percentage", "warn", 1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("min_rows: 1", "min_row: 1", "min_row: unknown key"),
        ("table: observations", "table: observation", "there is no table observation"),
        ("suite: trial", "suite: other", "the suite is called other, the file trial"),
        ("column: obs_value", "column: obs_valu", "has no column obs_valu"),
        ("{measure: [share]", "{measur: [share]", "has no column measur"),
        ("values_to_be_between", "values_to_be_betwen", "there is no expectation type"),
        ("severity: warn", "severity: error", "severity"),
        ("page: 1", "page: '1'", "'1' is not of the column's type, int"),
        ("[share]", "[2020]", "write '2020' in quotes"),
        ("[share]", "[]", "at least 1 item"),
        ("[share]", "{regex: '('}", "is no regular expression"),
        ("page: 1", "page: {regex: '1'}", "needs a column of text"),
        ("page: 1", "box: 1", "a list cannot be compared"),
        ("min_coverage: 0.5", "min_coverage: 50.0", "less than or equal to 1"),
        (", en: Trial", "", "title.en: Field required"),
        ("    min_rows: 1", "    min_rows: 1\n    min_rows: 2", 'duplicate key "min_rows"'),
        ("table: observations", "table: [", "trial.yml"),
    ],
)
def test_a_wrong_suite_is_refused_with_the_reason(tmp_path, old, new, message):
    assert old in GOOD
    with pytest.raises(SuiteError, match=r"trial\.yml") as error:
        load(tmp_path, GOOD.replace(old, new))
    assert message in str(error.value)


def test_names_and_demands_are_unique(tmp_path):
    entry = GOOD[GOOD.index("  - name") :]
    with pytest.raises(SuiteError, match="the same name twice: share_is_a_percentage"):
        load(tmp_path, GOOD + entry)
    with pytest.raises(SuiteError, match="the same demand twice"):
        load(tmp_path, GOOD + entry.replace("name: share", "name: other_share"))


def test_a_name_that_the_schema_gives_is_taken(tmp_path):
    text = GOOD.replace("expectations:", "from_schema: true\nexpectations:").replace(
        "name: share_is_a_percentage", "name: indicator_is_present"
    )
    with pytest.raises(SuiteError, match="the same name twice: indicator_is_present"):
        load(tmp_path, text)


def test_an_empty_folder_is_no_suite(tmp_path):
    with pytest.raises(SuiteError, match="holds no suite files"):
        load_suites(tmp_path)


def test_the_suites_of_the_package_cover_every_table():
    suites = load_suites()
    assert {suite.table for suite in suites if suite.from_schema} == set(RELEASED)
    assert {suite.table for suite in suites} == set(frames.NAMES)


@pytest.mark.parametrize("table", RELEASED)
def test_every_constraint_of_the_schema_becomes_an_expectation(table):
    derived = from_schema(table)
    asked = {(item.expect, item.arguments.get("column")) for item in derived}
    for column in TABLES[table]:
        assert (("expect_column_values_to_not_be_null", column.name) in asked) == column.required
        assert (("expect_column_values_to_match_regex", column.name) in asked) == (column.pattern is not None)
        assert (("expect_column_values_to_be_in_set", column.name) in asked) == (column.allowed is not None)
    assert all(item.severity == "hard" for item in derived)
    assert len({item.name for item in derived}) == len(derived)


def test_allowed_values_and_patterns_are_those_of_the_schema():
    asked = {item.name: item.arguments for item in from_schema("observations")}
    columns = {column.name: column for column in TABLES["observations"]}
    assert asked["measure_is_allowed"]["value_set"] == list(columns["measure"].allowed)
    assert asked["time_period_is_well_formed"]["regex"] == columns["time_period"].pattern
    assert asked["observation_id_is_unique"] == {"column": "observation_id"}


def test_a_number_is_named_by_its_place_in_its_document():
    (key,) = [item for item in from_schema("numbers") if item.name.endswith("_is_unique")]
    assert key.arguments == {"column_list": ["document_id", "start"]}


def test_importing_the_package_does_not_import_great_expectations():
    code = (
        "import sys, expectations, expectations.load as load; load.load_suites();"
        "sys.exit(bool({'great_expectations', 'pandas', 'prefect'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

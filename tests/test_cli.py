"""The command line: rows on standard output, words on standard error, exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

import hengliang
from hengliang import schema
from hengliang.cli import main
from hengliang.extraction import extract_document
from hengliang.publish.store import Store
from hengliang.publish.weigh import weigh_store
from hengliang.read import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REPORT = "\ufeff青岚区2020年政府工作报告\r\n2020年，全区完成地区生产总值120.5亿元，比上年增长3.9%。\r\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_bytes(REPORT.encode())
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.txt"
    path.touch()
    return path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def whole(code: Sequence[str]) -> str:
    """What a new process prints."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, *code], capture_output=True, text=True, check=True, env=environment)
    return done.stdout


def test_text_prints_the_text_and_nothing_else(report: Path) -> None:
    result = call("text", report)
    assert result.exit_code == 0
    assert result.stdout_bytes.decode() == REPORT, "the mark and the line breaks are characters of the text"


def test_extract_gives_rows_whose_quotes_stand_where_they_say(report: Path) -> None:
    result = call("extract", report, "--format", "jsonl")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {(row["indicator"], row["value"], row["unit"]) for row in rows} >= {("地区生产总值", 120.5, "亿元")}
    assert all(REPORT[row["start"] : row["end"]] == row["quote"] for row in rows)
    assert all(list(row) == [column.name for column in schema.OBSERVATIONS] for row in rows)


def test_csv_is_csv(report: Path) -> None:
    result = call("extract", report, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert "120.5" in [row["value"] for row in rows]


def test_a_table_for_people_shows_the_quote(report: Path) -> None:
    assert "120.5亿元" in call("extract", report).stdout


def test_a_bad_file_costs_the_exit_status_and_nothing_else(report: Path, empty: Path) -> None:
    good = call("extract", report, "--format", "jsonl")
    mixed = call("extract", empty, report, "--format", "jsonl")
    assert mixed.stdout == good.stdout
    assert mixed.exit_code == 1
    assert "empty.txt" in mixed.stderr
    assert good.stderr == ""


def test_a_program_error_on_one_file_does_not_cost_the_others(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hengliang import extraction

    real = extraction.extract_document
    odd = tmp_path / "odd.txt"
    odd.write_text("青岚区", encoding="utf-8")
    monkeypatch.setattr(
        extraction, "extract_document", lambda document: 1 / 0 if document.name == "odd.txt" else real(document)
    )
    result = call("extract", odd, report, "--format", "jsonl")
    assert result.exit_code == 1
    assert "odd.txt" in result.stderr
    assert len(result.stdout.splitlines()) > 1


def test_out_writes_one_file_a_report_and_prints_nothing(report: Path, empty: Path, tmp_path: Path) -> None:
    other = tmp_path / "more" / "report.txt"
    other.parent.mkdir()
    other.write_bytes(REPORT.encode() + "财政收入8.0亿元。".encode())
    result = call("extract", report, other, empty, "--out", tmp_path / "out" / "rows")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert sorted(path.name for path in (tmp_path / "out" / "rows").iterdir()) == ["report.jsonl", "report.txt.jsonl"]
    lines = (tmp_path / "out" / "rows" / "report.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines == call("extract", report, "--format", "jsonl").stdout.splitlines()


def test_numbers_tells_what_became_of_each(report: Path) -> None:
    rows = [json.loads(line) for line in call("numbers", report, "--format", "jsonl").stdout.splitlines()]
    assert {"2020", "120.5", "3.9"} <= {row["text"].rstrip("%亿元年") for row in rows}
    assert {row["outcome"] for row in rows} <= set(schema.NUMBER_OUTCOMES)
    assert call("numbers", report).exit_code == 0


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one fact and one finding, put there without a flow."""
    import polars as pl

    from hengliang.publish.store import Store

    def row(table: str, **values: object) -> pl.DataFrame:
        blank = {
            column.name: [] if column.dtype.is_nested() else None if column.dtype.is_numeric() else ""
            for column in schema.TABLES[table]
        }
        return pl.DataFrame([blank | values], schema=schema.polars_schema(table))

    spans = [{"document": "甲.txt", "start": 1, "end": 8, "quote": "120.5亿元\x1b[31m"}]
    fact = {"indicator": "地区生产总值", "indicator_code": "GDP", "ref_area": "青岚区", "time_period": "2016/2020"}
    found = {"kind": "cross_source", "severity": "conflict", "explanation": "少了一位数字：436 → 4361"}
    place = Store(tmp_path / "store")
    place.replace(
        "facts", row("facts", **fact, value="120.5", unit="亿元", sources=2, verdict="corroborated", spans=spans)
    )
    place.replace("findings", row("findings", **found, spans=spans))
    return place.root


@pytest.mark.parametrize("words", [["生产总值"], ["gdp", "青岚"], ["青岚区", "2020"]])
def test_query_finds_facts_by_all_words_and_shows_the_quotes(store: Path, words: list[str]) -> None:
    result = call("query", *words, "--store", store)
    assert result.exit_code == 0
    assert "青岚区 2016/2020 地区生产总值 120.5亿元" in result.stdout
    assert "甲.txt「120.5亿元[31m」" in result.stdout, "no control character reaches the terminal"


def test_query_without_an_answer_is_no_failure(store: Path) -> None:
    result = call("query", "青岚区", "粮食", "--store", store, "--format", "jsonl")
    assert (result.exit_code, result.stdout) == (0, "")


def test_findings_are_rows(store: Path) -> None:
    (line,) = call("findings", "--store", store, "--format", "jsonl").stdout.splitlines()
    assert json.loads(line)["severity"] == "conflict"
    assert "436 → 4361" in call("findings", "--store", store).stdout


@pytest.mark.parametrize(
    "arguments",
    [[], ["run"], ["extract"], ["extract", "no such file"], ["query", "x", "--store", "no such store"], ["dance"],
     ["run", "no such folder"], ["findings", "--format", "xml"]],
)  # fmt: skip
def test_wrong_usage_is_2(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_version() -> None:
    assert call("--version").stdout.strip().endswith(hengliang.__version__)


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, hengliang.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = set(whole(["-c", code]).split())
    assert "click" in loaded
    assert not loaded & {"polars", "prefect", "great_expectations", "jieba", "pdfplumber", "rich", "pandas", "pydantic"}


def test_extract_loads_neither_prefect_nor_great_expectations(report: Path) -> None:
    code = (
        "import sys, hengliang.cli as c\n"
        "c.main(['extract', sys.argv[1], '--format', 'jsonl'], standalone_mode=False)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = set(whole(["-c", code, str(report)]).splitlines()[-1].split())
    assert "polars" in loaded
    assert not loaded & {"prefect", "great_expectations", "flows", "tasks", "expectations"}


@pytest.fixture
def disputed(tmp_path: Path) -> tuple[Path, str]:
    """A store with one conflict, and the conflict's id."""
    store = Store(tmp_path / "store")
    for name, figure in (("甲.txt", "7362"), ("乙.txt", "736")):
        path = tmp_path / name
        path.write_text(f"青岚区2020年政府工作报告\n2020年，全区完成农村改厕{figure}户。\n", encoding="utf-8")
        extraction = extract_document(read(path))
        store.put(documents=extraction.documents, observations=extraction.observations, numbers=extraction.numbers)
    weigh_store(store)
    (finding,) = store.read("findings").to_dicts()
    return store.root, finding["finding_id"]


def test_a_finding_is_shown_as_a_card(disputed: tuple[Path, str]) -> None:
    store, finding = disputed
    result = call("decide", finding[:8], "--store", store)
    assert result.exit_code == 0
    for words in ("相差一位数字：736 与 7362", "1  乙.txt「736户」", "2  甲.txt「7362户」", "无法判断", finding):
        assert words in result.stdout
    assert "应为" not in result.stdout, "nobody knows which of the two it should be"


def test_a_decision_is_written_and_honoured(disputed: tuple[Path, str]) -> None:
    store, finding = disputed
    result = call("decide", finding, "--stands", "甲.txt", "--reason", "查对原件", "--who", "李", "--store", store)
    assert (result.exit_code, "采用 甲.txt「7362户」" in result.stdout) == (0, True)
    weigh_store(Store(store))
    (fact,) = Store(store).read("facts").to_dicts()
    assert (fact["verdict"], fact["value"]) == ("decided", "7362")
    call("decide", finding, "--neither", "--reason", "两处都不对", "--store", store)
    weigh_store(Store(store))
    assert Store(store).read("facts").get_column("value").to_list() == [None]


@pytest.mark.parametrize(
    "said",
    [["--stands", "1"], ["--stands", "9", "--reason", "x"], ["--stands", "1", "--neither", "--reason", "x"]],
)
def test_what_decides_nothing_is_refused(disputed: tuple[Path, str], said: list[str]) -> None:
    store, finding = disputed
    assert call("decide", finding, *said, "--store", store).exit_code == 2
    assert call("decide", "ffffffff", "--store", store).exit_code == 2
    assert Store(store).read("decisions").is_empty()

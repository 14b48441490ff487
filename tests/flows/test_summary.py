"""What the summary chooses and how it shows."""

from __future__ import annotations

import io

import polars as pl
from rich.console import Console

from hengliang import schema
from hengliang.report import screen
from hengliang.report.summary import Documents, FindingLine, Quote, RunSummary, worth_reading


def findings(*rows: tuple[str, str]) -> pl.DataFrame:
    blank = {column.name: [] if column.dtype.is_nested() else "" for column in schema.FINDINGS}
    data = [
        blank | {"finding_id": f"{i}", "severity": severity, "kind": kind} for i, (severity, kind) in enumerate(rows)
    ]
    return pl.DataFrame(data, schema=schema.polars_schema("findings"))


def shown(summary: RunSummary, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    screen.show(summary, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_conflicts_come_before_suspicions_and_kinds_take_turns() -> None:
    table = findings(
        ("suspicious", "plausibility"), ("conflict", "arithmetic"), ("conflict", "arithmetic"),
        ("none", "corroborated"), ("structure", "repetition"), ("conflict", "cross_source"),
    )  # fmt: skip
    chosen = [(line.severity, line.kind) for line in worth_reading(table)]
    assert chosen == [
        ("conflict", "arithmetic"), ("conflict", "cross_source"), ("conflict", "arithmetic"), ("suspicious", "plausibility"),
    ]  # fmt: skip
    assert worth_reading(table.reverse()) == worth_reading(table)
    assert len(worth_reading(table, limit=2)) == 2


def test_a_long_summary_fits_a_screen() -> None:
    quotes = (Quote("某" * 60 + ".txt", "1" * 200), Quote("乙.txt", "2亿元"))
    line = FindingLine("conflict", "cross_source", "青岚区 2020", "甲" * 300, quotes)
    summary = RunSummary(
        documents=Documents(quarantined=tuple((f"{i}.pdf", "损坏" * 100) for i in range(40))),
        findings={"conflict": 40},
        worth_reading=(line,) * 20,
        corroborated=(line,) * 3,
        release_path="/store/releases/x",
    )
    text = shown(summary, width=240)
    assert len(text.splitlines()) <= 40
    assert "还有 34 份隔离" in text
    assert "还有 34 条" in text


def test_what_stands_in_a_document_is_text_and_steers_nothing() -> None:
    odd = "\x1b[31m[bold]红[/bold]\u202e\n\r第二行"
    line = FindingLine("conflict", "cross_source", odd, odd, (Quote(odd, odd),))
    text = shown(RunSummary(documents=Documents(quarantined=((odd, odd),)), worth_reading=(line,)))
    assert "[bold]红[/bold]" in text
    assert not {"\x1b", "\u202e", "\r"} & set(text)


def test_a_held_back_release_says_so() -> None:
    summary = RunSummary(documents=Documents(), broken=("facts: x (1 of 2 rows)",), release_path="/store/releases/old")
    assert "未发布" in shown(summary)
    assert "/store/releases/old" in shown(summary)
    assert not summary.clean


def test_unread_pages_are_named_and_the_run_is_not_clean() -> None:
    unread = tuple((f"{i}.pdf", "第3、5–7页：扫描页") for i in range(9))
    summary = RunSummary(documents=Documents(published=("0.pdf",), unread=unread))
    assert not summary.clean
    text = shown(summary)
    assert "9 份有未读页" in text
    assert "0.pdf：第3、5–7页：扫描页" in text
    assert "还有 3 份有未读页" in text

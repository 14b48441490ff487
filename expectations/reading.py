"""Results of Great Expectations, read back into ours.

What goes in: a run. What comes out: one ``ExpectationResult`` for each expectation, no more and no less: one that came
back without a result is an error, not a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from expectations import frames as frame_rules
from expectations.load import SuiteError
from expectations.outcome import ExpectationResult

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from expectations.suite import Expectation, Suite


@dataclass(frozen=True, slots=True)
class Run:
    """One batch of a suite: the expectations that share a filter, and what Great Expectations said.

    Attributes:
        name: the suite's name, with the filter behind it where there is one.
        suite: where the expectations come from.
        expectations: in the order of the file.
        frame: the whole table.
        checked: number of rows handed over.
        built: Great Expectations' suite.
        result: Great Expectations' result of it.
    """

    name: str
    suite: Suite
    expectations: tuple[Expectation, ...]
    frame: pl.DataFrame
    checked: int
    built: Any
    result: Any


def read_results(run: Run) -> Iterator[ExpectationResult]:
    """The results of a run, in the order of its expectations.

    Raises:
        SuiteError: if Great Expectations lost an expectation or gave one twice.
    """
    answers = {answer.expectation_config.meta.get("name"): answer for answer in run.result.results}
    wanted = [expectation.name for expectation in run.expectations]
    if len(run.result.results) != len(wanted) or set(answers) != set(wanted):
        lost = ", ".join(sorted(set(wanted) - set(answers)))
        raise SuiteError(f"{run.name}: {len(run.result.results)} results for {len(wanted)} expectations; lost: {lost}")
    for expectation in run.expectations:
        yield _read(run, expectation, answers[expectation.name])


def _read(run: Run, expectation: Expectation, answer: Any) -> ExpectationResult:
    rows = failing_rows(answer)
    checked = _checked(answer.result, run.checked)
    error = _error(answer.exception_info)
    problem = error or _too_few(expectation, checked, run.frame.height)
    success = bool(answer.success) and not problem
    if not success and not rows and not problem:
        problem = f"得到 {answer.result.get('observed_value')}"
    return ExpectationResult(
        table=run.suite.table,
        suite=run.suite.suite,
        name=expectation.name,
        title=expectation.title.zh,
        title_en=expectation.title.en,
        severity=expectation.severity,
        success=success,
        checked=0 if error else checked,
        failing=_ids(run.frame, run.suite.table, rows),
        rows=rows,
        problem=problem,
    )


def failing_rows(answer: Any) -> tuple[int, ...]:
    """Positions of the rows that broke an expectation, from what Great Expectations says of it."""
    return tuple(sorted(int(row) for row in answer.result.get("unexpected_index_list") or []))


def _checked(result: dict[str, Any], rows: int) -> int:
    """Rows that could be judged: those handed over without those that are null or left out."""
    if "element_count" not in result:
        return rows
    return int(result["element_count"]) - int(result.get("missing_count") or 0)


def _too_few(expectation: Expectation, checked: int, height: int) -> str:
    if checked < expectation.min_rows:
        return f"只检查了 {checked} 行，至少须有 {expectation.min_rows} 行"
    if checked < expectation.min_coverage * height:
        return f"{height} 行只检查了 {checked} 行，至少须有 {expectation.min_coverage:.0%}"
    return ""


def _error(info: dict[str, Any] | None) -> str:
    """The message of an exception, which Great Expectations gives plain or by metric."""
    for part in [info or {}, *(part for part in (info or {}).values() if isinstance(part, dict))]:
        if part.get("raised_exception"):
            return f"检查时出错：{part.get('exception_message')}"
    return ""


def _ids(frame: pl.DataFrame, table: str, rows: tuple[int, ...]) -> tuple[str, ...]:
    keys = frame.select(frame_rules.row_key(table))[list(rows)]
    return tuple(":".join("" if part is None else str(part) for part in key) for key in keys.iter_rows())

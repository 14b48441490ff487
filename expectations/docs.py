"""Data Docs that work without a network: Great Expectations' own pages in a local style, and an index of our own.

What goes in: runs and results. What comes out: ``index.html``, one page of results and one of demands for each batch,
all self-contained. Great Expectations writes values into its pages unescaped; here they are escaped first, because the
text of a document is data. A Content-Security-Policy on each page forbids what does not stand in the page itself.
"""

from __future__ import annotations

import copy
import re
import shutil
from html import escape
from typing import TYPE_CHECKING, Any, Final

from great_expectations.render.renderer.page_renderer import ExpectationSuitePageRenderer, ValidationResultsPageRenderer
from great_expectations.render.view.view import DefaultJinjaPageView

from expectations import frames as frame_rules
from expectations.index_page import filter_text, index_page, page
from expectations.load import named_columns
from expectations.outcome import ROW
from expectations.reading import failing_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from expectations.outcome import ExpectationResult
    from expectations.reading import Run

#: Folders of the pages; a build replaces them whole.
_RESULTS: Final = "results"
_SUITES: Final = "suites"
#: Failing rows listed in a page; the quarantine and the results hold all of them.
_SHOWN: Final = 20
#: Lists that grow with the data; the pages get a few rows instead.
_LONG: Final = ("unexpected_list", "unexpected_index_list", "partial_unexpected_index_list")
#: Parts of Great Expectations' pages that load from the network, or that ours replace.
_REMOVED: Final = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*>|<footer\b.*?</footer>|<img\b[^>]*>"
    r"|<br>\s*Data asset: None"
    r'|<nav class="navbar navbar-expand-md.*?</nav>\s*</div>\s*</nav>',
    re.DOTALL | re.IGNORECASE,
)
_HANDLERS: Final = re.compile(r'\son\w+="[^"]*"', re.IGNORECASE)
_OUTWARD: Final = re.compile(r'\s(?:href|src|data-href)="(?:https?:)?//[^"]*"', re.IGNORECASE)
_SUITE_LINK: Final = re.compile(r'href="(?:\.\./)+expectations/')


def build(runs: Sequence[Run], results: Sequence[ExpectationResult], folder: Path) -> Path:
    """Write the Data Docs.

    Args:
        runs: what ran, in the order of the index.
        results: what came out.
        folder: where the pages go; pages of an earlier build are removed.

    Returns:
        The index page.
    """
    for name in (_RESULTS, _SUITES):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    view: Any = DefaultJinjaPageView()
    results_page: Any = ValidationResultsPageRenderer()
    suite_page: Any = ExpectationSuitePageRenderer()
    for run in runs:
        judged = results_page.render(_harmless(run))
        demanded = suite_page.render(run.built)
        _write(folder / _RESULTS / f"{run.name}.html", run, view.render(judged))
        _write(folder / _SUITES / f"{run.name}.html", run, view.render(demanded))
    index = folder / "index.html"
    index.write_text(index_page(runs, results), encoding="utf-8")
    return index


def _write(path: Path, run: Run, html: str) -> None:
    title = f"{run.suite.title.zh} · {run.suite.title.en}"
    trail = filter_text(run) or run.name
    path.write_text(page(title, _local(html), home="../index.html", trail=trail), encoding="utf-8")


def _local(html: str) -> str:
    """The body of a page, without anything that reaches outside or runs by itself."""
    body = html[html.index("<body>") + len("<body>") : html.rindex("</body>")]
    body = _REMOVED.sub("", body)
    body = _OUTWARD.sub("", _HANDLERS.sub("", body))
    return _SUITE_LINK.sub(f'href="../{_SUITES}/', body)


def _harmless(run: Run) -> Any:
    """A copy of a run's result: values escaped, a few failing rows listed with their ids instead of all by position."""
    judged = {expectation.name: named_columns(expectation) for expectation in run.expectations}
    shown = copy.copy(run.result)
    shown.results = [_harmless_answer(run, answer, judged) for answer in run.result.results]
    return shown


def _harmless_answer(run: Run, answer: Any, judged: dict[str, tuple[str, ...]]) -> Any:
    shown = copy.copy(answer)
    columns = judged[answer.expectation_config.meta["name"]]
    rows = failing_rows(answer)[:_SHOWN]
    shown.result = _escaped({key: part for key, part in answer.result.items() if key not in _LONG})
    if rows and columns:
        names = [name for name in frame_rules.row_key(run.suite.table) if name not in columns] or [ROW]
        listed = run.frame.with_row_index(ROW)[list(rows)].iter_rows(named=True)
        shown.result["unexpected_index_column_names"] = names
        shown.result["unexpected_index_list"] = [_as_text(row, names, columns) for row in listed]
    shown.exception_info = _escaped(answer.exception_info)
    return shown


def _as_text(row: dict[str, Any], names: list[str], columns: tuple[str, ...]) -> dict[str, str]:
    """One failing row, the judged values under one heading: Great Expectations shows several in random order."""
    ids = {name: escape(str(row[name])) for name in names}
    return {"、".join(columns): escape("，".join(str(row[name]) for name in columns)), **ids}


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, dict):
        return {_escaped(key): _escaped(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_escaped(part) for part in value[:_SHOWN])
    return value

"""The frame of every page of the Data Docs, and the index: what was demanded of which table and what came out.

What goes in: runs and results. What comes out: HTML. Everything that is not this module's own is escaped.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from expectations.outcome import ExpectationResult
    from expectations.reading import Run

_ASSETS: Final = Path(__file__).parent / "assets"
_OUTCOMES: Final = {"passed": "通过", "failed": "未通过", "nothing_checked": "没有可查的"}
_SEVERITIES: Final = {"hard": "硬性", "warn": "提醒"}
#: Failing ids listed in the index.
_SHOWN: Final = 5


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def page(title: str, body: str, *, home: str = "", trail: str = "") -> str:
    """A whole page around a body.

    Args:
        title: plain text.
        body: HTML that is safe to show.
        home: link to the index, empty on the index itself.
        trail: plain text behind the link: where in the site this page is.
    """
    script = _asset("pages.js")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'"
    crumbs = f'<a href="{home}">质量检查 · Data quality</a> <span>/ {escape(trail)}</span>' if home else ""
    return (
        '<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n<style>\n{_asset("pages.css")}</style>\n'
        f'</head>\n<body>\n<header class="top">{crumbs}<h1>{escape(title)}</h1></header>\n<main>\n{body}\n</main>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def index_page(runs: Sequence[Run], results: Sequence[ExpectationResult]) -> str:
    """The index of all results: suites with hard failures first, and in each what failed; the rest is folded."""
    by_suite: dict[str, list[Run]] = {}
    for run in runs:
        by_suite.setdefault(run.suite.suite, []).append(run)
    broken = {result.suite for result in results if not result.success and result.severity == "hard"}
    names = sorted(by_suite, key=lambda name: name not in broken)
    sections = (_section(by_suite[name], [item for item in results if item.suite == name]) for name in names)
    return page("质量检查 · Data quality", "\n".join([_summary(results), *sections]))


def _summary(results: Sequence[ExpectationResult]) -> str:
    hard = sum(not result.success and result.severity == "hard" for result in results)
    warn = sum(not result.success and result.severity == "warn" for result in results)
    idle = sum(result.outcome == "nothing_checked" for result in results)
    passed = len(results) - hard - warn - idle
    tiles = [
        ("failed" if hard else "quiet", hard, "硬性未通过", "hard failures"),
        ("warned" if warn else "quiet", warn, "提醒", "warnings"),
        ("passed", passed, "通过", "passed"),
        ("nothing_checked", idle, "没有可查的", "nothing to check"),
    ]
    shown = "".join(f'<li class="{kind}"><b>{count}</b> {zh}<small>{en}</small></li>' for kind, count, zh, en in tiles)
    return f'<ul class="tiles">{shown}</ul>'


def _section(runs: Sequence[Run], results: Sequence[ExpectationResult]) -> str:
    suite = runs[0].suite
    filters = {item.name: filter_text(run) for run in runs for item in run.expectations}
    failed = [result for result in results if not result.success]
    held = [result for result in results if result.success]
    folded = f"<details><summary>其余 {len(held)} 项 · the others</summary>{_table(held, filters)}</details>"
    return (
        f'<section class="run"><h2>{escape(suite.title.zh)} <small>{escape(suite.title.en)}</small></h2>\n'
        f'<ul class="links">{"".join(_links(run) for run in runs)}</ul>\n'
        f"{_table(failed, filters) if failed else ''}{folded if held else ''}</section>"
    )


def _links(run: Run) -> str:
    where = filter_text(run)
    rows = f"{escape(where)}：{run.checked:,} 行" if where else f"全部 {run.checked:,} 行"
    return (
        f'<li>{rows} · <a href="results/{escape(run.name)}.html">逐条结果 results</a> · '
        f'<a href="suites/{escape(run.name)}.html">要求 demands</a></li>'
    )


def _table(results: Sequence[ExpectationResult], filters: Mapping[str, str]) -> str:
    rows = "\n".join(_row(result, filters[result.name]) for result in results)
    return (
        '<table class="index"><thead><tr><th>结果<th>要求<th>性质<th class="n">查了<th class="n">不合格<th>哪些'
        "</tr></thead>"
        f"<tbody>\n{rows}\n</tbody></table>"
    )


def filter_text(run: Run) -> str:
    """Which rows a run looks at, in plain text; empty where it looks at all."""
    where = run.expectations[0].model_dump()["where"]
    return "，".join(f"{column} = {_condition(value)}" for column, value in where.items())


def _condition(value: object) -> str:
    if isinstance(value, dict):
        return f"/{value['regex']}/"
    return " | ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _row(result: ExpectationResult, where: str) -> str:
    outcome = "warned" if result.outcome == "failed" and result.severity == "warn" else result.outcome
    ids = " ".join(f"<code>{escape(name)}</code>" for name in result.failing[:_SHOWN])
    more = f" 等 {len(result.failing):,} 行" if len(result.failing) > _SHOWN else ""
    limits = f'<span class="where">只看 {escape(where)}</span>' if where else ""
    return (
        f'<tr class="{outcome}"><td><span class="badge">{_OUTCOMES[result.outcome]}</span>'
        f"<td>{escape(result.title)}<small>{escape(result.title_en)} · "
        f"<code>{escape(result.name)}</code> {limits}</small>"
        f'<td>{_SEVERITIES[result.severity]}<td class="n">{result.checked:,}<td class="n">{len(result.failing):,}'
        f"<td>{escape(result.problem)} {ids}{more}</tr>"
    )

"""The summary of a run on a terminal: what fits a screen, in Chinese like the reports it speaks of.

In: a ``RunSummary`` and a rich console. Out: some 24 to 40 lines on that console. Text of documents is shown as text:
no markup, no control characters.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from rich.text import Text

from hengliang.report.summary import Quote, subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from rich.console import Console

    from hengliang.report.summary import FindingLine, RunSummary

VERDICT_NAMES: Final = {
    "corroborated": "多方印证", "single_source": "单一来源", "disputed": "有争议", "decided": "已裁定",
}  # fmt: skip
SEVERITY_NAMES: Final = {"conflict": "矛盾", "suspicious": "存疑", "structure": "结构问题", "none": "核对无误"}
OUTCOME_NAMES: Final = {"observation": "成为观测值", "ignored": "有理由忽略", "unexplained": "未能解释"}
STAGE_NAMES: Final = {
    "imports": "加载", "server": "等待 Prefect", "find": "查找", "extract": "读取抽取", "store": "入库",
    "reconcile": "核对", "validate": "校验", "publish": "发布", "file": "归档", "report": "报告", "sweep": "清理遗留", "upkeep": "维护", "prefect": "Prefect 其余",
}  # fmt: skip
_STYLES: Final = {"conflict": "bold red", "suspicious": "yellow"}
#: How much of each list is shown.
_FINDINGS_SHOWN: Final = 6
_QUARANTINED_SHOWN: Final = 6
_QUOTES_SHOWN: Final = 2
_QUOTE_LENGTH: Final = 40
_SENTENCE_LENGTH: Final = 110


def show(summary: RunSummary, console: Console) -> None:
    """Print the summary."""
    _documents(summary, console)
    _counts(summary, console)
    _findings(summary, console)
    _agreements(summary, console)
    _places(summary, console)


def show_facts(facts: pl.DataFrame, console: Console) -> None:
    """Print facts, each with its quotes below it.

    Args:
        facts: rows of the table ``facts``.
        console: where to.
    """
    for row in facts.iter_rows(named=True):
        value = f"{row['value']}{row['unit']}" if row["value"] is not None else "数值有争议"
        notes = [row["measure"], row["status"], *filter(None, (row["scope"], row["price_basis"], row["vintage"]))]
        about = f" {value}（{'，'.join(notes)}；{VERDICT_NAMES[row['verdict']]}，{row['sources']} 份来源）"
        console.print(Text.assemble((plain(subject(row), _SENTENCE_LENGTH), "bold"), about))
        for span in row["spans"]:
            _line(console, ("  ", ""), _quote(Quote(span["document"], span["quote"])))


def counted(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    """``3 多方印证、40 单一来源``: the counts that are not zero, with their names."""
    return "、".join(f"{count} {names[key]}" for key, count in counts.items() if count) or "无"


def documents_line(summary: RunSummary) -> str:
    """What became of the files: ``3 份入库，1 份隔离，2 份未变``."""
    documents = summary.documents
    parts = [f"{len(documents.published)} 份入库", f"{len(documents.quarantined)} 份隔离"]
    parts += [f"{len(documents.unread)} 份有未读页"] if documents.unread else []
    parts += [f"{documents.unchanged} 份未变"] if documents.unchanged else []
    parts += [f"{documents.duplicates} 份重复"] if documents.duplicates else []
    return "，".join(parts)


def filing_line(summary: RunSummary) -> str:
    """Where the files of the inbox are now: ``3 份移入 processed，1 份移入 quarantine``; empty where none was to move."""
    left = sum(not file.to for file in summary.filed)
    away = sum(bool(file.to and file.reason) for file in summary.filed)
    counts = {
        "份移入 processed": len(summary.filed) - left - away, "份移入 quarantine": away, "份留在原处": left,
    }  # fmt: skip
    return "，".join(f"{count} {what}" for what, count in counts.items() if count)


def timing_line(summary: RunSummary) -> str:
    """``用时 9.1 秒：加载 2.0，…``, the longest first; what takes less than a tenth of a second is left out."""
    longest = sorted(summary.timings.items(), key=lambda item: -item[1])
    parts = "，".join(f"{STAGE_NAMES.get(stage, stage)} {seconds:.1f}" for stage, seconds in longest if seconds >= 0.1)
    return f"用时 {sum(summary.timings.values()):.1f} 秒：{parts}"


def release_line(summary: RunSummary) -> str:
    """Whether there is a new release, and if not, why."""
    if summary.broken:
        kept = f"，现行发布仍是 {summary.release_path}" if summary.release_path else ""
        return f"未发布：{len(summary.broken)} 项硬性校验不通过{kept}"
    if not summary.release_path:
        return "没有可发布的内容"
    return f"发布：{summary.release_path}" if summary.published_now else f"没有新内容，现行发布：{summary.release_path}"


def _documents(summary: RunSummary, console: Console) -> None:
    _line(console, ("文件  ", "bold"), documents_line(summary))
    for name, reason in summary.documents.quarantined[:_QUARANTINED_SHOWN]:
        _line(console, ("  隔离 ", "red"), f"{name}：{reason}")
    _rest(console, len(summary.documents.quarantined) - _QUARANTINED_SHOWN, "份隔离")
    for name, pages in summary.documents.unread[:_QUARANTINED_SHOWN]:
        _line(console, ("  未读页 ", "yellow"), f"{name}：{pages}")
    _rest(console, len(summary.documents.unread) - _QUARANTINED_SHOWN, "份有未读页")
    if summary.filed:
        _line(console, ("归档  ", "bold"), filing_line(summary))


def _counts(summary: RunSummary, console: Console) -> None:
    total = summary.in_store.get("observations", 0)
    _line(console, ("观测值 ", "bold"), f"本次 {summary.new_observations}，库中共 {total}")
    _line(console, ("数字  ", "bold"), counted(summary.numbers, OUTCOME_NAMES))
    _line(console, ("事实  ", "bold"), counted(summary.facts, VERDICT_NAMES))
    _line(console, ("核对  ", "bold"), counted(summary.findings, SEVERITY_NAMES))
    if summary.rows_quarantined:
        _line(console, ("隔离  ", "bold red"), f"{summary.rows_quarantined} 个观测值违反硬性校验，未进入发布")
    for line in summary.broken:
        _line(console, ("  不通过 ", "red"), line)
    if summary.warnings:
        _line(
            console,
            ("校验  ", "bold yellow"),
            f"{len(summary.warnings)} 项提示性检查未通过，见校验报告：{summary.warnings[0]}",
        )


def _findings(summary: RunSummary, console: Console) -> None:
    shown = summary.worth_reading[:_FINDINGS_SHOWN]
    if shown:
        console.print(Text("值得一看", style="bold"))
    for finding in shown:
        _finding(finding, console)
    grave = summary.findings.get("conflict", 0) + summary.findings.get("suspicious", 0)
    _rest(console, grave - len(shown), "条，见 hengliang findings")


def _finding(finding: FindingLine, console: Console) -> None:
    label = (f"  {SEVERITY_NAMES[finding.severity]} ", _STYLES.get(finding.severity, ""))
    _line(console, label, _told(finding))
    _line(console, ("    ", ""), "  |  ".join(map(_quote, finding.quotes[:_QUOTES_SHOWN])))


def _agreements(summary: RunSummary, console: Console) -> None:
    if summary.corroborated:
        console.print(Text("多方印证", style="bold"))
    for line in summary.corroborated:
        places = "、".join(dict.fromkeys(quote.document for quote in line.quotes))
        _line(console, ("  一致 ", "green"), f"{_told(line)}（{places}）")


def _told(line: FindingLine) -> str:
    return f"{line.subject}：{line.explanation}" if line.subject else line.explanation


def _places(summary: RunSummary, console: Console) -> None:
    console.print(Text(release_line(summary), style="bold"), soft_wrap=True)
    if summary.data_docs:
        console.print(Text(f"校验报告：{summary.data_docs}"), soft_wrap=True)
    if summary.timings:
        console.print(Text(timing_line(summary), style="dim"))


def _line(console: Console, label: tuple[str, str], text: str) -> None:
    console.print(Text.assemble(label, plain(text, _SENTENCE_LENGTH)))


def _rest(console: Console, count: int, what: str) -> None:
    if count > 0:
        console.print(Text(f"  还有 {count} {what}", style="dim"))


def _quote(quote: Quote) -> str:
    return f"{plain(quote.document, _QUOTE_LENGTH)}「{plain(quote.quote, _QUOTE_LENGTH)}」"


def plain(text: str, length: int) -> str:
    """One line of text without control characters, cut to a length in characters."""
    line = "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in {"Cc", "Cf"})
    return line if len(line) <= length else line[: length - 1] + "…"

"""Stage *report*: the summary of a run, and the same as Prefect artifacts.

In: the store and what the earlier stages said. Out: a ``RunSummary``; three artifacts (``summary``, ``findings``,
``documents``) of the flow run. Text of documents stays text: what Markdown or HTML would take as markup is escaped.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import polars as pl
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from hengliang.publish import release
from hengliang.publish.place import is_remote
from hengliang.publish.store import Store
from hengliang.report import screen
from hengliang.report.summary import PUBLISHED, Documents, Filed, RunSummary, corroborated, table_counts, worth_reading
from hengliang.schema import RELEASED, SEVERITIES
from tasks.progress import report
from tasks.stage import stage
from tasks.weigh import FIRST_PAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tasks.inbox import Inbox
    from tasks.weigh import Checked, Published, Stored

#: What the UI shows without trouble.
MAX_ROWS: Final = 500
MAX_BYTES: Final = 200_000
#: Names the environment variable with the URL at which a web server shows the store's folder.
BASE_URL: Final = "HENGLIANG_BASE_URL"
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()#+!|~<>&-])")


@stage("report", run_name="report on {store}")
def report_run(
    store: str, inbox: Inbox | None = None, stored: Stored | None = None, checked: Checked | None = None,
    published: Published | None = None, filed: tuple[Filed, ...] = (), *, upkeep: tuple[str, ...] = (),
) -> RunSummary:  # fmt: skip
    """Sum up a run and make its artifacts.

    Args:
        store: the store's folder.
        inbox: what was found under the run's paths; None for a run that takes no files.
        stored: what was put into the store; None where nothing was.
        checked: what validating gave; None where it was not needed.
        published: what publishing gave; None where nothing was to be published.
        filed: where the files of the inbox are now.
        upkeep: what was tidied up, a sentence each.
    """
    report("report")
    place = Store(store)
    tables = {table: place.read(table) for table in (*RELEASED, "quarantine")}
    new = set(stored.document_ids) if stored else set()
    given = new | set(inbox.unchanged if inbox else ())
    current = release.latest(place)
    docs = place.place / "data-docs" / FIRST_PAGE
    summary = RunSummary(
        documents=_documents(tables["documents"], new, given, inbox),
        new_observations=stored.observations if stored else 0,
        **table_counts(tables),
        worth_reading=worth_reading(tables["findings"]),
        corroborated=corroborated(tables["facts"], tables["findings"]),
        rows_quarantined=_quarantined_rows(tables["quarantine"], given if inbox else None),
        broken=checked.broken if checked and not checked.success else (),
        warnings=checked.warnings if checked else (),
        release=current.id if current else "",
        release_path=str(current.place) if current else "",
        published_now=published is not None and published.release is not None,
        new_conflicts=tuple(sorted(published.new_conflicts)) if published else (),
        data_docs=str(docs) if docs.exists() else "",
        filed=filed,
        upkeep=upkeep,
    )
    _make_artifacts(summary, tables, given)
    return summary


def _documents(documents: pl.DataFrame, new: Collection[str], given: Collection[str], inbox: Inbox | None) -> Documents:
    rows = documents.select("document_id", "document", "outcome", "unread").rows()
    bad = [(name, outcome) for id_, name, outcome, _ in rows if id_ in given and outcome != PUBLISHED]
    return Documents(
        published=tuple(name for id_, name, outcome, _ in rows if id_ in new and outcome == PUBLISHED),
        quarantined=(*bad, *(inbox.unopened.items() if inbox else ())),
        unread=tuple(
            (name, pages) for id_, name, outcome, pages in rows if id_ in given and outcome == PUBLISHED and pages
        ),
        unchanged=len(inbox.unchanged) if inbox else 0,
        duplicates=len(inbox.duplicates) if inbox else 0,
    )


def _quarantined_rows(quarantine: pl.DataFrame, given: Collection[str] | None) -> int:
    """Observations in quarantine: those of the documents given, or all of them."""
    rows = quarantine if given is None else quarantine.filter(pl.col("document_id").is_in(list(given)))
    return rows["observation_id"].n_unique()


def _make_artifacts(summary: RunSummary, tables: dict[str, pl.DataFrame], given: Collection[str]) -> None:
    create_markdown_artifact(key="summary", markdown=markdown(summary), description="这次运行做了什么，发现了什么")
    create_table_artifact(
        key="findings",
        table=finding_rows(tables["findings"], summary.new_conflicts),
        description="核对结果，新的矛盾在前",
    )
    create_table_artifact(
        key="documents", table=document_rows(tables["documents"], given, summary.filed), description="各文件的结果"
    )


def markdown(summary: RunSummary) -> str:
    """The summary as Markdown."""
    counts = [
        ("文件", screen.documents_line(summary)),
        ("观测值", f"本次 {summary.new_observations}，库中共 {summary.in_store['observations']}"),
        ("数字", screen.counted(summary.numbers, screen.OUTCOME_NAMES)),
        ("事实", screen.counted(summary.facts, screen.VERDICT_NAMES)),
        ("核对", screen.counted(summary.findings, screen.SEVERITY_NAMES) + _new(summary)),
        ("隔离的观测值", str(summary.rows_quarantined)),
        ("发布", screen.release_line(summary)),
    ]
    if summary.filed:
        counts.insert(1, ("归档", screen.filing_line(summary)))
    rows = [(name, escaped(text)) for name, text in counts] + _links(summary)
    lines = ["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in rows)]
    lines += _section("维护", summary.upkeep)
    lines += _section("隔离的文件", (f"{name}：{reason}" for name, reason in summary.documents.quarantined))
    lines += _section("有未读页的文件", (f"{name}：{pages}" for name, pages in summary.documents.unread))
    lines += _section("不通过的硬性校验", summary.broken)
    lines += _section("未满足的软性校验", summary.warnings)
    lines += _section("值得一看", (f"{line.subject} {line.explanation}" for line in summary.worth_reading))
    return "\n".join(lines)


def _new(summary: RunSummary) -> str:
    """How many of the conflicts the release before did not have."""
    return f"；新的矛盾 {len(summary.new_conflicts)}" if summary.new_conflicts else ""


def _links(summary: RunSummary) -> list[tuple[str, str]]:
    """Where the release and the Data Docs are, as rows of Markdown."""
    places = (("发布的文件夹", "打开", summary.release_path), ("校验报告", "Data Docs", summary.data_docs))
    links = [(name, text, link_to(place)) for name, text, place in places if place]
    return [(name, f"`{link}`" if is_remote(link) else f"[{text}](<{link}>)") for name, text, link in links]


def link_to(place: str) -> str:
    """The address of a file or folder: below ``HENGLIANG_BASE_URL``, where the store is served, else where it lies.

    >>> link_to("/data/store/releases/1")
    'file:///data/store/releases/1'
    """
    base = os.environ.get(BASE_URL, "").rstrip("/")
    path = Path(place)  # of an address in object storage as well: only its parts matter
    root = next((folder.parent for folder in path.parents if folder.name in {"releases", "data-docs"}), None)
    if not base or root is None:
        return place if is_remote(place) else path.absolute().as_uri()
    return f"{base}/{quote(path.relative_to(root).as_posix())}"


def finding_rows(findings: pl.DataFrame, new: Collection[str] = ()) -> list[dict[str, Any]]:
    """The findings as rows of an artifact, new conflicts first, then the old ones, within what the UI shows.

    Args:
        findings: the table ``findings``.
        new: ids of those that are new.
    """
    old = ~pl.col("finding_id").is_in(list(new))
    rank = pl.col("severity").cast(pl.Enum(SEVERITIES))
    rows = (
        {
            "新": "新" if row["finding_id"] in new else "",
            "判断": screen.SEVERITY_NAMES[row["severity"]],
            "对象": " ".join(filter(None, (row["ref_area"], row["time_period"], row["indicator"]))),
            "说明": row["explanation"],
            "算式": row["formula"],
            "原文": "；".join(f"{span['document']}「{span['quote']}」" for span in row["spans"]),
            "可能有误": row["probable_wrong"] or "",
            "种类": row["kind"],
        }
        for row in findings.sort(old, rank, "kind", "finding_id").head(MAX_ROWS).iter_rows(named=True)
    )
    return fitting(rows)


def document_rows(documents: pl.DataFrame, given: Collection[str], filed: Iterable[Filed] = ()) -> list[dict[str, Any]]:
    """The documents of a run as rows of an artifact, those in quarantine first, then those with unread pages.

    Where the files of the inbox were to move, each row says where they are now.
    """
    places: dict[str, list[str]] = {}
    for file in filed:
        places.setdefault(file.document_id, []).append(file.to or f"{file.path}（{file.reason}）")
    chosen = documents.filter(pl.col("document_id").is_in(list(given)))
    ranked = chosen.sort(pl.col("outcome") == PUBLISHED, pl.col("unread") == "", "document").head(MAX_ROWS)
    return fitting(
        {
            "文件": row["document"],
            "结果": "入库" if row["outcome"] == PUBLISHED else f"隔离：{row['outcome']}",
            "未读页": row["unread"],
            "地区": row["ref_area"],
            "时期": row["time_period"],
            "种类": row["kind"],
            "观测值": row["observations"],
        }
        | ({"归档": "；".join(places.get(row["document_id"], ()))} if places else {})
        for row in ranked.iter_rows(named=True)
    )


def fitting(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first rows that together stay below ``MAX_BYTES`` of JSON; never more than ``MAX_ROWS``."""
    kept: list[dict[str, Any]] = []
    size = 2
    for row in rows:
        size += len(json.dumps(row).encode()) + 2
        if size > MAX_BYTES or len(kept) == MAX_ROWS:
            break
        kept.append(row)
    return kept


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", screen.plain(text, 400)).replace("\\<", "&lt;").replace("\\&", "&amp;")


def _section(title: str, lines: Iterable[str]) -> list[str]:
    items = [f"- {escaped(line)}" for line in lines]
    return ["", f"## {title}", "", *items] if items else []

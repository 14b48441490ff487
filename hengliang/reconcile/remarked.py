"""What was noticed in the structure of documents, as findings.

What goes in: the table ``remarks``. What comes out: findings of the kinds ``lost_table``, ``list_count`` and
``distribution``. What is noticed is decided where the text is read; here it is weighed and said to a person.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hengliang.reconcile.findings import Finding, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

#: Names that may be told apart in another way: 等 leaves some out, a word that joins may stand inside a name.
_ARGUABLE = re.compile("等|和|与|及|“")


def check_remarks(remarks: pl.DataFrame | None) -> Iterator[Finding]:
    """Findings on the structure of documents.

    Args:
        remarks: the table ``remarks``; None is an empty one.
    """
    if remarks is None:
        return
    for remark in remarks.sort("document_id", "start", "end", "kind").iter_rows(named=True):
        yield _FINDINGS[remark["kind"]](remark)


def _lost_table(remark: dict[str, Any]) -> Finding:
    title = "".join(remark["quote"].split())
    explanation = f"“{title}”之后没有表格的内容，表格可能在转换时丢失"
    return _finding(remark, "structure", "有标题而无表格", explanation)


def _list_count(remark: dict[str, Any]) -> Finding:
    severity = "suspicious" if _ARGUABLE.search(remark["quote"]) else "conflict"
    explanation = f"文中说是{remark['announced']}，列出的有{remark['counted']}个"
    return _finding(remark, severity, "列举的名称与所说的个数不符", explanation)


def _distribution(remark: dict[str, Any]) -> Finding:
    if remark["counted"] == "1":
        explanation = f"“分别”之前至少有{remark['announced']}，之后只有1个数值，按各项数值相同理解"
        return _finding(remark, "structure", "“分别”之后只有一个数值", explanation)
    explanation = f"“分别”之前至少有{remark['announced']}，之后有{remark['counted']}个数值，对不上"
    return _finding(remark, "suspicious", "“分别”前后个数不符", explanation)


_FINDINGS = {"lost_table": _lost_table, "list_count": _list_count, "distribution": _distribution}


def _finding(remark: dict[str, Any], severity: str, grounds: str, explanation: str) -> Finding:
    place = Span(remark["document"], remark["start"], remark["end"], remark["quote"], remark["document_id"])
    return Finding(
        kind=remark["kind"],
        severity=severity,
        check="structure",
        statements=(),
        places=(place,),
        formula="",
        expected=remark["announced"],
        found=remark["counted"],
        grounds=grounds,
        explanation=explanation,
    )

"""Which pages of a document are not (wholly) in its text, in one line for a person.

In: a ``Document``. Out: ``第3、5–7页：扫描页，没有文字层``, pages with the same reason together; empty where all was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.records import Document


def unread_pages(document: Document) -> str:
    """The line for a document."""
    by_reason: dict[str, list[int]] = {}
    for page in document.pages:
        reason = " ".join(page.unread.split()).rstrip("。；")
        if reason:
            by_reason.setdefault(reason, []).append(page.number)
    return "；".join(f"第{page_ranges(numbers)}页：{reason}" for reason, numbers in by_reason.items())


def page_ranges(numbers: Sequence[int]) -> str:
    """Page numbers in ascending order, neighbours drawn together.

    Example:
        >>> page_ranges([3, 5, 6, 7, 9, 10])
        '3、5–7、9、10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)

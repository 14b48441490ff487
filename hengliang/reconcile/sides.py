"""Which of two sides is probably wrong, and on what grounds.

What goes in: two groups of statements that disagree, the copies and the kinds of document. What comes out: a
document or none. A guess is made only on grounds that can be told: a copy slips more easily than its original, a
newspaper than a report, and what cannot be is no fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengliang.reconcile.yields import impossible_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hengliang.reconcile.copies import Copies
    from hengliang.reconcile.statement import Statement

UNKNOWN = "没有依据判断哪一处有误"


@dataclass(frozen=True, slots=True)
class Side:
    """The side that is probably wrong: 0 or 1, None where it cannot be told, and the grounds."""

    wrong: int | None
    grounds: str


def probable_side(
    groups: tuple[Sequence[Statement], Sequence[Statement]], copies: Copies, kinds: Mapping[str, str]
) -> Side:
    """Judge two groups of statements, each of which agrees within itself.

    Args:
        groups: the two sides.
        copies: the near-copies among the documents.
        kinds: document id to kind.
    """
    documents = [sorted({statement.document_id for statement in group}) for group in groups]
    if set(documents[0]) & set(documents[1]):
        return Side(None, UNKNOWN)
    impossible = impossible_side(groups)
    if impossible is not None:
        return Side(*impossible)
    independent = [copies.independent(side) for side in documents]
    if max(independent) >= 2 > min(independent):
        return Side(independent.index(min(independent)), f"{max(independent)}个独立来源与之不同")
    copy = copies.between(documents[0][0], documents[1][0])
    if copy is not None and copy.copy is not None and len(documents[0]) == len(documents[1]) == 1:
        return Side(0 if copy.copy == documents[0][0] else 1, f"转载的一方：{copy.grounds}")
    news = [all(kinds.get(document_id) == "newspaper" for document_id in side) for side in documents]
    official = [
        all(kinds.get(document_id) not in {"newspaper", "other", None} for document_id in side) for side in documents
    ]
    if (news[0] and official[1]) or (news[1] and official[0]):
        return Side(0 if news[0] else 1, "报纸所登与正式文件不同")
    return Side(None, UNKNOWN)

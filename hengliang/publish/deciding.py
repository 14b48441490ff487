"""A person's decision on a finding, on its way into the ledger.

In: the store, the beginning of a finding's id, and what the person says. Out: a row of ``decisions``, resting on the quotes as
they are now. What a decision does to facts is in ``hengliang.reconcile.decisions``; no printed value is ever changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from hengliang.reconcile import quotes_of
from hengliang.reconcile.decisions import NEITHER
from hengliang.schema import polars_schema

if TYPE_CHECKING:
    from hengliang.publish.store import Store

#: Fewer characters of an id name a finding by accident.
FEWEST: Final = 4


class DecisionError(ValueError):
    """What was said decides nothing; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Case:
    """A finding and the observations it rests on, as a person decides on them.

    Attributes:
        finding: its row.
        choices: rows of the observations, in the order of document and place; their numbers count from 1.
    """

    finding: dict[str, Any]
    choices: tuple[dict[str, Any], ...]


def case_of(store: Store, beginning: str) -> Case:
    """The finding whose id begins so.

    Raises:
        DecisionError: where none does, or more than one.
    """
    if len(beginning) < FEWEST:
        raise DecisionError(f"核对编号至少写 {FEWEST} 位")
    found = store.read("findings").filter(pl.col("finding_id").str.starts_with(beginning))
    if found.height != 1:
        raise DecisionError(
            f"没有编号以 {beginning} 开头的核对结果"
            if found.is_empty()
            else f"有 {found.height} 条核对结果的编号以 {beginning} 开头，请多写几位"
        )
    finding = found.row(0, named=True)
    rows = store.read("observations").filter(pl.col("observation_id").is_in(finding["observation_ids"]))
    return Case(finding, tuple(rows.sort("document", "start", "end", "observation_id").iter_rows(named=True)))


def choice_of(case: Case, said: str) -> str:
    """The observation that a person means: its number in the case, its id, or its document where that is plain.

    Raises:
        DecisionError: where it cannot be told.
    """
    ids = [row["observation_id"] for row in case.choices]
    if said.isascii() and said.isdigit() and 1 <= int(said) <= len(ids):
        return str(ids[int(said) - 1])
    meant = [row["observation_id"] for row in case.choices if said in {row["observation_id"], row["document"]}]
    if len(meant) != 1:
        raise DecisionError(f"“{said}”不能确定是哪一处：请写序号 1 到 {len(ids)}")
    return str(meant[0])


def decide(store: Store, case: Case, choice: str, *, reason: str, who: str) -> dict[str, Any]:
    """Write the decision to the ledger.

    Args:
        store: the store.
        case: what is decided on.
        choice: the id of the observation that stands, or ``NEITHER``.
        reason: why.
        who: who decided.

    Returns:
        The row that was written.
    """
    row = {
        "finding_id": case.finding["finding_id"],
        "choice": choice,
        "reason": reason,
        "who": who,
        "decided_at": datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        "quotes": quotes_of(case.finding["spans"]),
    }
    store.append("decisions", pl.DataFrame([row], schema=polars_schema("decisions")))
    return row


__all__ = ["FEWEST", "NEITHER", "Case", "DecisionError", "case_of", "choice_of", "decide"]

"""Weigh the documents of a store: those that are new against what they speak of, or all against all.

In: a store. Out: its facts and findings brought up to date. What weighing means is in ``hengliang.reconcile``, how its
results are kept in ``publish.weighings``; here it is decided what has to be weighed again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from hengliang.publish.weighings import MANY, SCHEMAS, Weighings
from hengliang.reconcile.blocks import BLOCK_COLUMNS, COLUMNS_OF, block, in_blocks
from hengliang.reconcile.clauses import places
from hengliang.reconcile.copies import Copies, Copy, align
from hengliang.reconcile.evidence import candidates, copied_pairs, evidence
from hengliang.reconcile.findings import BLOCK
from hengliang.reconcile.reconciliation import Said, column, weigh_blocks, with_places
from hengliang.rules import weighing_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengliang.publish.store import Store

#: From this share of new documents on, weighing everything is less work.
_MUCH: Final = 0.25


@dataclass(frozen=True, slots=True)
class Weighing:
    """What was weighed: how many documents were new, and whether all were weighed for it."""

    changed: int
    everything: bool


@dataclass(frozen=True, slots=True)
class _New:
    """The rows of the documents to be weighed, and what is known of them before anything is weighed."""

    documents: frozenset[str]
    rows: pl.DataFrame
    index: pl.DataFrame
    evidence: pl.DataFrame


def weigh_store(store: Store, *, without_quarantine: bool = False, everything: bool = False) -> Weighing:
    """Bring the store's facts and findings up to date.

    Args:
        store: the store; whoever calls holds its lock.
        without_quarantine: whether observations in quarantine are left out.
        everything: whether all is weighed again, whatever is new.
    """
    weighings = store.weighings
    documents = store.documents_with_marks()
    out = store.read("quarantine").select("document_id", "observation_id").unique() if without_quarantine else None
    marks = marks_of(documents, out)
    state = weighings.state()
    known = frozenset(state.marks)
    changed = {document_id for document_id, mark in marks.items() if state.marks.get(document_id) != mark}
    replaced = {
        document_id
        for document_id in state.marks
        if _generation(state.marks[document_id]) != _generation(marks.get(document_id, ""))
    }
    whole = everything or bool(replaced) or state.version != weighing_version() or state.weighings > MANY
    if (
        not whole
        and len(changed) <= max(1, _MUCH * len(marks))
        and _weigh_part(store, frozenset(changed), known, marks, out)
    ):
        return Weighing(len(changed), everything=False)
    _weigh_all(store, marks, out)
    return Weighing(len(changed), everything=True)


def marks_of(documents: pl.DataFrame, out: pl.DataFrame | None) -> dict[str, str]:
    """What tells whether a document is as it was: the generation of its rows, and those of them that are left out.

    Args:
        documents: ``document_id`` and ``generation``.
        out: ``document_id`` and ``observation_id`` of the rows that are left out.
    """
    left: dict[str, list[str]] = defaultdict(list)
    for document_id, observation_id in out.sort("observation_id").iter_rows() if out is not None else ():
        left[document_id].append(observation_id)
    return {
        document_id: f"{generation} {hashlib.sha256(' '.join(left[document_id]).encode()).hexdigest()[:16] if document_id in left else ''}"
        for document_id, generation in documents.select("document_id", "generation").iter_rows()
    }


def _generation(mark: str) -> str:
    return mark.partition(" ")[0]


def _weigh_all(store: Store, marks: Mapping[str, str], out: pl.DataFrame | None) -> None:
    documents = store.read("documents")
    rows = with_places(_kept(store.read("observations"), out))
    sentences = places(rows)
    proof = evidence(sentences)
    copies = Copies(align(copied_pairs(proof), sentences, column(documents, "kind")))
    weighed = weigh_blocks(rows, documents, copies, None, Said(store.read("decisions"), store.read("remarks")))
    tables = {
        "facts": weighed.facts,
        "findings": weighed.findings,
        "index": _index(rows),
        "evidence": _evidence(proof),
        "copies": _copies(copies.found),
    }
    store.weighings.replace(tables, _marks(marks, marks))


def _weigh_part(
    store: Store, changed: frozenset[str], known: frozenset[str], marks: Mapping[str, str], out: pl.DataFrame | None
) -> bool:
    """Weigh some documents against the rest; False where that would not be enough, and nothing was written.

    Args:
        store: the store.
        changed: the documents to weigh.
        known: those that have been weighed before.
        marks: of all documents.
        out: observations that are left out.
    """
    weighings = store.weighings
    decisions = store.read("decisions")
    new = _new(store, changed, out)
    documents = store.read("documents")
    stored = _stored_copies(weighings)
    before = [copy for copy in stored if not changed & set(copy.documents)]
    pairs = _pairs(weighings, new)
    if _joins_groups(Copies([*before, *(Copy(pair, None, "", ()) for pair in pairs)]), Copies(before), changed):
        return False
    decided_on = _decided_on(weighings, decisions)
    blocks = _touched(weighings, new, decided_on)
    partners = {document_id for pair in pairs for document_id in pair} - changed
    rows = _rows(store, new, blocks, partners, out)
    fresh = align(
        pairs, places(rows.filter(pl.col("document_id").is_in(sorted(changed | partners)))), column(documents, "kind")
    )
    said = Said(decisions, store.remarks_of(changed), decided_on)
    weighed = weigh_blocks(rows, documents, Copies([*before, *fresh]), blocks, said)
    tables = {
        "facts": weighed.facts,
        "findings": weighed.findings,
        "index": new.index,
        "evidence": _evidence(new.evidence),
        "copies": _copies(fresh),
    }
    retired = {number for numbers in blocks.values() for number in numbers} | {block("pair", *pair) for pair in pairs}
    retired |= {block("pair", *copy.documents) for copy in stored if changed & set(copy.documents)}
    weighings.add(tables, retired, _marks(marks, changed), again=bool(changed & known))
    return True


def _new(store: Store, changed: frozenset[str], out: pl.DataFrame | None) -> _New:
    whole = with_places(store.observations_of(changed))
    rows = _kept(whole, out)
    return _New(changed, rows, _index(whole), evidence(places(rows)))


def _kept(observations: pl.DataFrame, out: pl.DataFrame | None) -> pl.DataFrame:
    if out is None or out.is_empty():
        return observations
    return observations.join(out.select("observation_id"), on="observation_id", how="anti", maintain_order="left")


def _pairs(weighings: Weighings, new: _New) -> list[tuple[str, str]]:
    """The near-copies of which a new document is a side."""
    found = candidates(new.evidence, weighings.scan("evidence").select(new.evidence.columns))
    others = found.filter(~pl.col("document_id").is_in(sorted(new.documents)))
    return copied_pairs(pl.concat([new.evidence, others]), new.documents)


def _stored_copies(weighings: Weighings) -> list[Copy]:
    """The near-copies known already, none of them laid side by side again."""
    rows = weighings.scan("copies").collect().iter_rows(named=True)
    return [Copy((row["one"], row["other"]), row["copy"], row["grounds"], ()) for row in rows]


def _joins_groups(after: Copies, before: Copies, changed: frozenset[str]) -> bool:
    """Whether documents that counted as independent do so no longer: then facts are touched that no new document speaks of."""
    old = before.groups()
    for group in after.groups():
        rest = group - changed
        if len(rest) > 1 and not any(rest <= known for known in old):
            return True
    return False


def _decided_on(weighings: Weighings, decisions: pl.DataFrame) -> pl.DataFrame:
    wanted = decisions.get_column("finding_id").unique().implode()
    names = [name for name in SCHEMAS["findings"].names() if name not in {"check", "block", "serial"}]
    return weighings.scan("findings").filter(pl.col("finding_id").is_in(wanted)).select(names).collect()


def _touched(weighings: Weighings, new: _New, decided_on: pl.DataFrame) -> dict[str, frozenset[int]]:
    """The blocks that the new documents are in, and the facts that somebody decided on."""
    blocks = {
        kind: frozenset(
            number for name in columns for number in new.index.get_column(name).drop_nulls().unique().to_list()
        )
        for kind, columns in COLUMNS_OF.items()
    }
    ids = decided_on.get_column("observation_ids").explode().drop_nulls().unique()
    if ids.len():
        facts = weighings.scan("index").filter(pl.col("observation_id").is_in(ids.implode())).select("block_fact")
        blocks["fact"] |= frozenset(facts.collect().to_series().to_list())
    return blocks


def _rows(
    store: Store,
    new: _New,
    blocks: Mapping[str, frozenset[int]],
    partners: set[str],
    out: pl.DataFrame | None,
) -> pl.DataFrame:
    """All observations of the blocks, and those of documents that are near-copies of the new ones."""
    hit = pl.any_horizontal(in_blocks(kind, numbers) for kind, numbers in blocks.items() if kind != "document")
    if partners:
        hit |= pl.col("document_id").is_in(sorted(partners))
    found = store.weighings.scan("index").filter(hit).select("document_id", "observation_id").unique().collect()
    wanted = found.filter(~pl.col("document_id").is_in(sorted(new.documents)))
    others = store.observations_of(wanted["document_id"].unique().to_list(), wanted["observation_id"])
    return pl.concat([new.rows, with_places(_kept(others, out))])


def _index(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("document_id", "observation_id", *BLOCK_COLUMNS, pl.col("block_document").alias(BLOCK))


def _evidence(table: pl.DataFrame) -> pl.DataFrame:
    blocks = {name: block("document", name) for name in table.get_column("document_id").unique()}
    number = pl.col("document_id").replace_strict(blocks, return_dtype=pl.Int64)
    return table.with_columns(number.alias(BLOCK))


def _copies(found: Iterable[Copy]) -> pl.DataFrame:
    rows = [(*copy.documents, copy.copy, copy.grounds, block("pair", *copy.documents), None) for copy in found]
    return pl.DataFrame(rows, schema=SCHEMAS["copies"], orient="row")


def _marks(marks: Mapping[str, str], wanted: Iterable[str]) -> pl.DataFrame:
    """A row for each document, and one of no document, so that a weighing without a new document counts as well."""
    rows = [("", "", weighing_version())]
    rows += [(document_id, marks[document_id], weighing_version()) for document_id in sorted(wanted)]
    schema = {"document_id": pl.String(), "mark": pl.String(), "version": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row")

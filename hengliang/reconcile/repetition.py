"""Text printed several times in one document: one fact, not several.

What goes in: sentences in their places, and observations. What comes out: findings of the kind ``repetition``, one for each
run of sentences that is repeated as a whole (a report whose file holds it twice is one finding).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.findings import Finding, Span
from hengliang.reconcile.statement import COLUMNS, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.reconcile.clauses import Place

#: A shorter sentence (增长8.5%。) may well stand twice.
_SHORTEST = 20


def check_repetitions(sentences: Sequence[Place], observations: pl.DataFrame) -> Iterator[Finding]:
    """Findings on text that stands in one document more than once.

    Args:
        sentences: the sentences in their places.
        observations: the table ``observations``.
    """
    by_document: dict[str, list[Place]] = defaultdict(list)
    for place in sentences:
        by_document[place.document_id].append(place)
    blocks = [block for key in sorted(by_document) for block in _blocks(by_document[key])]
    repeated = sorted({place.sentence for block in blocks for copies in block for place in copies})
    rows = observations.filter(pl.col("sentence").is_in(repeated)).select(COLUMNS).iter_rows(named=True)
    by_sentence: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements(rows):
        by_sentence[statement.document_id, statement.sentence].append(statement)
    for block in blocks:
        yield _finding(block, by_sentence)


def _blocks(sentences: list[Place]) -> Iterator[list[list[Place]]]:
    """Runs of repeated sentences; each sentence is the list of its places, and the runs follow each other everywhere."""
    ordered = sorted(sentences, key=lambda place: (place.start, place.sentence))
    found: dict[str, list[int]] = defaultdict(list)
    for i, place in enumerate(ordered):
        text = "".join(place.sentence.split())
        if len(text) >= _SHORTEST:
            found[text].append(i)
    block: list[list[int]] = []
    for indices in sorted(indices for indices in found.values() if len(indices) > 1):
        if block and [i - 1 for i in indices] != block[-1]:
            yield [[ordered[i] for i in each] for each in block]
            block = []
        block.append(indices)
    if block:
        yield [[ordered[i] for i in each] for each in block]


def _finding(block: list[list[Place]], by_sentence: dict[tuple[str, str], list[Statement]]) -> Finding:
    flat = [place for copies in block for place in copies]
    texts = sorted({(place.document_id, place.sentence) for place in flat})
    times, first = len(block[0]), "".join(block[0][0].sentence.split())[:12]
    what = "同一句话" if len(block) == 1 else f"连续{len(block)}句（从“{first}”起）"
    return Finding(
        kind="repetition",
        severity="structure",
        check="sentence",
        statements=tuple(statement for text in texts for statement in by_sentence[text]),
        places=tuple(Span(p.document, p.start, p.start + len(p.sentence), p.sentence, p.document_id) for p in flat),
        formula="",
        expected="1",
        found=str(times),
        grounds="同一份文件里文字相同",
        explanation=f"{what}印了{times}次，不算多个来源",
    )

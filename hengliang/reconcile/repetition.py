"""A sentence printed several times in one document: one fact, not several.

What goes in: observations. What comes out: findings of the kind ``repetition``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.clauses import Place, places
from hengliang.reconcile.findings import Finding, Span
from hengliang.reconcile.statement import COLUMNS, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A shorter sentence (增长8.5%。) may well stand twice.
_SHORTEST = 20


def check_repetitions(observations: pl.DataFrame) -> Iterator[Finding]:
    """Findings on sentences that stand in one document more than once.

    Args:
        observations: the table ``observations``.
    """
    found: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places(observations):
        if len("".join(place.sentence.split())) >= _SHORTEST:
            found[place.document_id, "".join(place.sentence.split())].append(place)
    repeated = {key: made for key, made in found.items() if len(made) > 1}
    sentences = sorted({place.sentence for made in repeated.values() for place in made})
    rows = observations.filter(pl.col("sentence").is_in(sentences)).select(COLUMNS).iter_rows(named=True)
    by_sentence: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements(rows):
        by_sentence[statement.document_id, "".join(statement.sentence.split())].append(statement)
    for key, made in sorted(repeated.items()):
        yield _finding(made, by_sentence[key])


def _finding(made: list[Place], statements: list[Statement]) -> Finding:
    spans = tuple(Span(p.document, p.start, p.start + len(p.sentence), p.sentence, p.document_id) for p in made)
    return Finding(
        kind="repetition",
        severity="structure",
        check="sentence",
        statements=tuple(statements),
        places=spans,
        formula="",
        expected="1",
        found=str(len(made)),
        grounds="同一份文件里文字相同",
        explanation=f"同一句话印了{len(made)}次，算一个事实",
    )

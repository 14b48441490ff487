"""Evidence of copying: clauses that two documents share, and whether their numbers are the same.

What goes in: sentences in their places. What comes out: the table of evidence, a row for each clause that can show copying,
and the pairs of documents that share enough. Two reports of one place in two years share their phrases but not their
numbers; copies share both, and that is the test. A pair is judged by its own two documents alone, so that a further document
changes nothing about it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from hengliang.reconcile.blocks import digest
from hengliang.reconcile.clauses import clauses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengliang.reconcile.clauses import Clause, Place

#: A clause shorter than this (numbers masked to one character) is too common to show copying.
_LONG: Final = 10
#: Copies share at least so many long clauses with numbers, of which so many with the same numbers …
_FEWEST_SHARED: Final = 3
_SAME_NUMBERS: Final = 0.7
#: … and so much of the shorter document.
_CONTAINED: Final = 0.15
#: A number with so many digits that is no year is hardly the same by accident; 增长5%左右 is what everybody writes.
_TELLING = re.compile(r"(?!(?:19|20)\d\d$)(?:\D*\d){3}")
EVIDENCE: Final = pl.Schema({"document_id": pl.String(), "clause": pl.Int64(), "figures": pl.Int64()})


def evidence(sentences: Iterable[Place]) -> pl.DataFrame:
    """The table of evidence: which clause stands in which document (a digest, numbers masked), and with which numbers."""
    rows = {
        (clause.document_id, digest(clause.masked), digest("\x1f".join((clause.masked, *_texts(clause)))))
        for place in sentences
        for clause in clauses(place)
        if _shows_copying(clause)
    }
    return pl.DataFrame(sorted(rows), schema=EVIDENCE, orient="row")


def copied_pairs(table: pl.DataFrame, changed: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """The pairs of documents that share enough, their ids sorted.

    Args:
        table: what ``evidence`` gives, for all documents that may be of a pair.
        changed: documents of which one is in each pair; None are all.
    """
    ours = table if changed is None else table.filter(pl.col("document_id").is_in(list(changed)))
    same = _shared(ours, table, "figures").rename({"count": "same"}).filter(pl.col("same") >= _FEWEST_SHARED)
    wanted = pl.concat([same["one"], same["other"]]).unique().implode()
    near = table.filter(pl.col("document_id").is_in(wanted))
    sizes = near.group_by("document_id").agg(pl.col("clause").n_unique().alias("size"))
    shared = _shared(near, near, "clause").rename({"count": "shared"})
    pairs = same.join(shared, on=["one", "other"])
    for side in ("one", "other"):
        pairs = pairs.join(sizes.rename({"document_id": side, "size": f"size_{side}"}), on=side)
    enough = pairs.filter(
        pl.col("shared") >= _FEWEST_SHARED,
        pl.col("same") >= _SAME_NUMBERS * pl.col("shared"),
        pl.col("shared") >= _CONTAINED * pl.min_horizontal("size_one", "size_other"),
    )
    return sorted(enough.select("one", "other").iter_rows())


def candidates(ours: pl.DataFrame, others: pl.LazyFrame) -> pl.DataFrame:
    """The rows of those documents that may be of a pair with ours.

    Args:
        ours: evidence of some documents.
        others: evidence of the rest.
    """
    figures = ours.get_column("figures").unique().implode()
    hits = others.filter(pl.col("figures").is_in(figures)).group_by("document_id").agg(pl.col("clause").n_unique())
    near = hits.filter(pl.col("clause") >= _FEWEST_SHARED).select("document_id").collect().to_series()
    if near.is_empty():
        return pl.DataFrame(schema=EVIDENCE)
    return others.filter(pl.col("document_id").is_in(near.implode())).collect()


def _shared(ours: pl.DataFrame, table: pl.DataFrame, column: str) -> pl.DataFrame:
    """How many clauses each pair has in common, by ``clause`` or by ``figures``."""
    keep = ["document_id", "clause", column] if column != "clause" else ["document_id", "clause"]
    left, right = ours.select(keep).unique(), table.select(keep).unique()
    joined = left.join(right, on=[name for name in keep if name != "document_id"], suffix="_other")
    joined = joined.filter(pl.col("document_id") != pl.col("document_id_other"))
    one, other = (
        pl.min_horizontal("document_id", "document_id_other"),
        pl.max_horizontal("document_id", "document_id_other"),
    )
    return joined.group_by(one.alias("one"), other.alias("other")).agg(pl.col("clause").n_unique().alias("count"))


def _shows_copying(clause: Clause) -> bool:
    return len(clause.masked) >= _LONG and any(_TELLING.match(text) for text in _texts(clause))


def _texts(clause: Clause) -> tuple[str, ...]:
    return tuple(number.text for number in clause.numbers)

"""The table ``facts``: one row for each key, with what its statements leave of it.

What goes in: observations with their keys, the groups, the copies and the decisions in force. What comes out: the
table. A fact whose statements cannot all be true has no value here, until somebody decides.
"""

from __future__ import annotations

import hashlib
from functools import reduce
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from hengliang.reconcile.findings import span_of
from hengliang.reconcile.groups import Group, precision
from hengliang.reconcile.key import KEY
from hengliang.reconcile.statement import COLUMNS, Statement, statements
from hengliang.schema import polars_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengliang.reconcile.copies import Copies
    from hengliang.reconcile.decisions import Decided
    from hengliang.reconcile.interval import Interval

_DESCRIBING = (
    "indicator", "indicator_code", "ref_area", "ref_area_code", "time_period", "measure", "base_period", "share_of", "peer_group",
    "status", "price_basis", "unit_measure",
)  # fmt: skip
_ORDER = ("ref_area", "indicator", "time_period", "measure", "status", "fact_id")


def fact_table(keyed: pl.DataFrame, groups: Iterable[Group], copies: Copies, decided: Decided) -> pl.DataFrame:
    """Make the table.

    Args:
        keyed: what ``key.with_key`` gives.
        groups: the facts that are stated more than once.
        copies: near-copies, which are no independent sources.
        decided: the decisions in force.
    """
    schema = polars_schema("facts")
    touched = sorted(decided.standing | decided.rejected)
    alone = keyed.filter(pl.len().over(KEY) == 1)
    rows = [_row(group.key, group.statements, agrees=group.agrees, copies=copies, decided=decided) for group in groups]
    for row in alone.filter(pl.col("observation_id").is_in(touched)).iter_rows(named=True):
        statement = statements([{name: row[name] for name in COLUMNS}])
        rows.append(_row(tuple(str(row[name]) for name in KEY), statement, agrees=True, copies=copies, decided=decided))
    frames = [
        _alone(alone.filter(~pl.col("observation_id").is_in(touched))),
        pl.DataFrame(rows, schema=schema, orient="row"),
    ]
    return pl.concat(frames).sort(_ORDER)


def _fact_id(key: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:24]


def _alone(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows for facts that are stated once."""
    ids = [_fact_id(key) for key in frame.select(KEY).iter_rows()]
    span = pl.struct("document", "start", "end", "quote")
    return frame.with_columns(
        pl.Series("fact_id", ids, dtype=pl.String),
        pl.col("key_scope").alias("scope"),
        pl.lit(1, dtype=pl.Int64).alias("sources"),
        pl.lit(1, dtype=pl.Int64).alias("independent_sources"),
        pl.lit("single_source").alias("verdict"),
        pl.concat_list("observation_id").alias("observation_ids"),
        pl.concat_list(span).alias("spans"),
    ).select(pl.col(name).cast(dtype) for name, dtype in polars_schema("facts").items())


def _row(
    key: tuple[str, ...], made: Sequence[Statement], *, agrees: bool, copies: Copies, decided: Decided
) -> dict[str, Any]:
    """The row of a fact that is stated more than once, or decided."""
    ordered = sorted(made, key=attrgetter("place"))
    is_decided = any(s.observation_id in decided.standing | decided.rejected for s in made)
    standing = _standing(made, agrees=agrees, decided=decided)
    first = min(standing or made, key=precision)
    documents = {s.document_id for s in made}
    interval = _interval(standing) if standing else None
    verdict = (
        "decided"
        if is_decided
        else "disputed"
        if not agrees
        else "corroborated"
        if len(documents) > 1
        else "single_source"
    )
    return {
        "fact_id": _fact_id(key),
        **{name: getattr(first, name) for name in _DESCRIBING},
        "scope": key[KEY.index("key_scope")],
        "vintage": "、".join(sorted({s.vintage for s in made} - {""})),
        "value": first.value if standing else None,
        "unit": first.unit,
        "obs_value": first.obs_value if standing else None,
        "obs_lower": interval.lower if interval else None,
        "obs_upper": interval.upper if interval else None,
        "sources": len(documents),
        "independent_sources": copies.independent(documents),
        "verdict": verdict,
        "observation_ids": sorted(s.observation_id for s in made),
        "spans": [
            {"document": p.document, "start": p.start, "end": p.end, "quote": p.quote} for p in map(span_of, ordered)
        ],
    }


def _standing(made: Sequence[Statement], *, agrees: bool, decided: Decided) -> list[Statement]:
    """The statements that the fact's value may be taken from."""
    chosen = [s for s in made if s.observation_id in decided.standing]
    if chosen:
        return chosen
    rest = [s for s in made if s.observation_id not in decided.rejected]
    return rest if agrees or len({s.obs_value for s in rest}) == 1 else []


def _interval(standing: Sequence[Statement]) -> Interval:
    """What all of them leave open; that of the most precise, where they only agree loosely."""
    ordered = sorted(standing, key=precision)
    common = reduce(
        lambda one, other: one.intersect(other) if one else None, [s.stated for s in ordered[1:]], _maybe(ordered[0])
    )
    return common or ordered[0].stated


def _maybe(statement: Statement) -> Interval | None:
    return statement.stated

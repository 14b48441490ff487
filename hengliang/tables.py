"""Records to polars frames in the schema, normalised: base units, intervals, ids.

What goes in: records. What comes out: frames. Values stay exact decimals; the interval is what printed precision and bound
leave (see ``docs/decisions``).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from hengliang.codes.indicators import known
from hengliang.codes.units import parse_unit
from hengliang.schema import NUMERIC, empty, polars_schema

if TYPE_CHECKING:
    from hengliang.bind.area import Territory
    from hengliang.records import Document, NumberRecord, Observation

#: 左右 and 约 leave this share of the value on either side (see docs/decisions).
APPROXIMATE_SHARE = Decimal("0.05")
#: 近 and 接近 reach down to this share of the value.
NEARLY_SHARE = Decimal("0.9")
_RANK = "rank"
_JSON = json.JSONEncoder(ensure_ascii=False)


def observation_id(document_id: str, start: int, end: int, ordinal: int) -> str:
    """A stable id: document, span and ordinal at that span; no derived field, so that better rules void no decision."""
    return hashlib.sha256(f"{document_id}:{start}:{end}:{ordinal}".encode()).hexdigest()[:24]


def documents_frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows of the table ``documents``."""
    return pl.DataFrame(rows, schema=polars_schema("documents"))


def observation_ids(document: Document, observations: list[Observation]) -> list[str]:
    """The ids of a document's observations, in their order."""
    seen: Counter[tuple[int, int]] = Counter()
    ids = []
    for observation in observations:
        span = (observation.start, observation.end)
        ids.append(observation_id(document.document_id, *span, seen[span]))
        seen[span] += 1
    return ids


def observations_frame(
    document: Document, observations: list[Observation], ids: list[str], territory: Territory
) -> pl.DataFrame:
    """Rows of the table ``observations``, with values in base units and their intervals."""
    rows = [
        _row(document, observation, identity, territory)
        for observation, identity in zip(observations, ids, strict=True)
    ]
    if not rows:
        return empty("observations")
    raw = pl.DataFrame({name: [row[name] for row in rows] for name in _raw_schema()}, schema=_raw_schema())
    schema = polars_schema("observations")
    return normalise_values(raw.lazy()).select(schema.names()).cast(schema).collect()


@cache
def _half(decimals: int) -> Decimal:
    """Half of the last printed place."""
    return Decimal(5) * Decimal(10) ** (-decimals - 1)


@cache
def _raw_schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    derived = {"obs_value", "obs_lower", "obs_upper"}
    schema = {name: dtype for name, dtype in polars_schema("observations").items() if name not in derived}
    return {**schema, "multiplier": NUMERIC, "half": NUMERIC}


def _row(document: Document, observation: Observation, identity: str, territory: Territory) -> dict[str, object]:
    scaled = parse_unit(observation.unit)
    indicator = known(observation.indicator)
    page = next((page for page in document.pages if page.start <= observation.start <= page.end), document.pages[0])
    rank = observation.measure == _RANK
    own = observation.ref_area == territory.name
    decimals = -int(observation.value.as_tuple().exponent)
    return {
        "observation_id": identity, "document_id": document.document_id, "document": document.name, "indicator": observation.indicator,
        "indicator_code": indicator.code if indicator else "", "ref_area": observation.ref_area, "ref_area_code": territory.code if own else "",
        "time_period": observation.time_period, "measure": observation.measure, "base_period": observation.base_period,
        "share_of": observation.share_of, "peer_group": observation.peer_group, "status": observation.status, "vintage": observation.vintage,
        "price_basis": observation.price_basis, "bound": observation.bound, "qualifier": observation.qualifier,
        "value": f"{observation.value:f}", "value_high": None if observation.value_high is None else f"{observation.value_high:f}",
        "unit": observation.unit, "unit_measure": _RANK if rank else (scaled.unit.measure if scaled else "number"), "page": page.number,
        "start": observation.start, "end": observation.end, "quote": observation.quote, "sentence": observation.sentence,
        "box": _box(document, page.number, observation.start, observation.end), "evidence": _JSON.encode(observation.evidence),
        "multiplier": Decimal(1) if rank or scaled is None else scaled.multiplier,
        "half": Decimal(0) if rank else _half(decimals),
    }  # fmt: skip


def _box(document: Document, number: int, start: int, end: int) -> list[float] | None:
    """The rectangle around the quote on its page, None where the reader knows no boxes."""
    page = document.pages[number - 1]
    boxes = [box for box in page.boxes[start - page.start : end - page.start] if box] if page.boxes else []
    if not boxes:
        return None
    return [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]


def normalise_values(raw: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``obs_value`` and the interval that printed precision and bound leave, in the base unit.

    The bound speaks of the magnitude as printed: 减少50%以上 is −50 and ends there, so a negative value turns it round.

    Args:
        raw: rows with ``value``, ``value_high``, ``bound``, ``multiplier`` and ``half`` (half of the last printed place).
    """
    value = pl.col("value").cast(NUMERIC)
    high = pl.col("value_high").cast(NUMERIC)
    sign = pl.when(value < 0).then(-1).otherwise(1)
    size, far = value.abs(), high.abs()
    low_size = (
        pl.when(pl.col("bound").is_in(["ge", "gt", "range"])).then(size)
        .when(pl.col("bound") == "le").then(None)
        .when(pl.col("bound") == "lt").then(size * pl.lit(NEARLY_SHARE, dtype=NUMERIC))
        .when(pl.col("bound") == "approx").then(size * pl.lit(1 - APPROXIMATE_SHARE, dtype=NUMERIC))
        .otherwise(size - pl.col("half"))
    )  # fmt: skip
    high_size = (
        pl.when(pl.col("bound").is_in(["ge", "gt"])).then(None)
        .when(pl.col("bound").is_in(["le", "lt"])).then(size)
        .when(pl.col("bound") == "range").then(far)
        .when(pl.col("bound") == "approx").then(size * pl.lit(1 + APPROXIMATE_SHARE, dtype=NUMERIC))
        .otherwise(size + pl.col("half"))
    )  # fmt: skip
    scale = pl.col("multiplier")
    lower = pl.when(sign > 0).then(low_size).otherwise(-high_size)
    upper = pl.when(sign > 0).then(high_size).otherwise(-low_size)
    return raw.with_columns(
        (value * scale).cast(NUMERIC).alias("obs_value"),
        (lower * scale).cast(NUMERIC).alias("obs_lower"),
        (upper * scale).cast(NUMERIC).alias("obs_upper"),
    )


def numbers_frame(document: Document, numbers: list[NumberRecord], ids: list[str]) -> pl.DataFrame:
    """Rows of the table ``numbers``; ``ids`` are those of the document's observations."""
    if not numbers:
        return empty("numbers")
    start, end, text, value, unit, outcome, reason, observations = zip(*numbers, strict=True)
    found = pl.Series([" ".join([ids[index] for index in indexes]) for indexes in observations])
    return pl.DataFrame(
        {
            "document_id": [document.document_id] * len(numbers), "document": [document.name] * len(numbers), "start": start, "end": end,
            "text": text, "value": [None if item is None else f"{item:f}" for item in value], "unit": unit, "outcome": outcome,
            "reason": reason, "observation_ids": found.str.extract_all(r"\w+"),
        },
        schema=polars_schema("numbers"),
    )  # fmt: skip

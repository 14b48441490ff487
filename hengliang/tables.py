"""Records to polars frames in the schema, normalised: base units, intervals, ids.

What goes in: records. What comes out: frames. Values stay exact decimals; the interval is what printed precision and bound
leave (see ``docs/decisions``).
"""

from __future__ import annotations

import hashlib
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

import polars as pl

from hengliang.codes.indicators import known
from hengliang.codes.units import parse_unit
from hengliang.records import Observation, TextSource
from hengliang.schema import NUMERIC, empty, polars_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.bind.area import Territory
    from hengliang.records import Document, NumberRecord, Page, Remark

#: 左右 and 约 leave this share of the value on either side (see docs/decisions).
APPROXIMATE_SHARE = Decimal("0.05")
#: 近 and 接近 reach down to this share of the value.
NEARLY_SHARE = Decimal("0.9")
_RANK = "rank"
_NONE = Decimal(0)
#: The last place of the numeric columns, and how many decimals they have.
_FINEST = 10
_PLACE = Decimal(1).scaleb(-_FINEST)
#: As many digits as any document prints, so that no step but a quantize rounds.
_EXACT = Context(prec=9999, rounding=ROUND_HALF_EVEN)


@cache
def _schema(table: str) -> pl.Schema:
    """The schema of a table, made once: it checks each of its types."""
    return polars_schema(table)


def observation_id(document_id: str, start: int, end: int, ordinal: int) -> str:
    """A stable id: document, span and ordinal at that span; no derived field, so that better rules void no decision."""
    return hashlib.sha256(f"{document_id}:{start}:{end}:{ordinal}".encode()).hexdigest()[:24]


def documents_frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows of the table ``documents``."""
    return pl.DataFrame(rows, schema=_schema("documents"))


def observation_ids(document: Document, observations: list[Observation]) -> list[str]:
    """The ids of a document's observations, in their order."""
    seen: dict[tuple[int, int], int] = {}
    ids = []
    for observation in observations:
        span = observation[:2]
        ordinal = seen.get(span, 0)
        ids.append(observation_id(document.document_id, *span, ordinal))
        seen[span] = ordinal + 1
    return ids


def observations_frame(
    document: Document, observations: list[Observation], ids: list[str], territory: Territory
) -> pl.DataFrame:
    """Rows of the table ``observations``, with values in base units and their intervals."""
    if not observations:
        return empty("observations")
    said = dict(zip(Observation._fields, zip(*observations, strict=True), strict=True))
    columns = {**said, **_derived(document, observations, territory), "observation_id": ids}
    schema = _schema("observations")
    return pl.DataFrame({name: columns[name] for name in schema}, schema=schema)


@cache
def _half(decimals: int) -> Decimal:
    """Half of the last printed place."""
    return (Decimal(5) * Decimal(10) ** (-decimals - 1)).quantize(_PLACE, context=_EXACT)


@cache
def _base(unit: str) -> tuple[str, Decimal]:
    """The code of a printed unit's base unit, and how many of it one is."""
    scaled = parse_unit(unit)
    if scaled is None:
        return "number", Decimal(1)
    return scaled.unit.measure, scaled.multiplier.quantize(_PLACE, context=_EXACT).normalize(_EXACT)


def _derived(
    document: Document, observations: list[Observation], territory: Territory
) -> dict[str, list[Any] | pl.Series]:
    """The columns that a record does not hold as they are published."""
    bases = [(_RANK, Decimal(1)) if o.measure == _RANK else _base(o.unit) for o in observations]
    indicators = [known(o.indicator) for o in observations]
    pages = [_page(document, o.start) for o in observations]
    printed = [_plain(o.value) for o in observations]
    with localcontext(_EXACT):
        sizes = [in_base_unit(o, words, base[1]) for o, words, base in zip(observations, printed, bases, strict=True)]
    value, lower, upper = zip(*sizes, strict=True)
    return {
        "document_id": [document.document_id] * len(observations),
        "document": [document.name] * len(observations),
        "indicator_code": [indicator.code if indicator else "" for indicator in indicators],
        "ref_area_code": [territory.code if o.ref_area == territory.name else "" for o in observations],
        "value": printed,
        "value_high": [None if o.value_high is None else _plain(o.value_high) for o in observations],
        "obs_value": _numeric(value), "obs_lower": _numeric(lower), "obs_upper": _numeric(upper),
        "unit_measure": [measure for measure, _ in bases],
        "page": [page.number for page in pages],
        "box": [_box(page, o.start, o.end) for o, page in zip(observations, pages, strict=True)],
        "evidence": [_json(_evidence(o, page)) for o, page in zip(observations, pages, strict=True)],
    }  # fmt: skip


def _evidence(observation: Observation, page: Page) -> dict[str, str]:
    """The evidence; where the page's characters were recognised in a picture, it says so: they may be misread."""
    return {**observation.evidence, "source": page.source} if page.source == TextSource.OCR else observation.evidence


def _plain(value: Decimal) -> str:
    """A value as printed, without an exponent."""
    printed = str(value)
    return f"{value:f}" if "E" in printed else printed


class _Keys(dict[str, str]):
    """The names of a record as JSON has them, each encoded once."""

    def __missing__(self, name: str) -> str:
        """The name with its colon."""
        self[name] = f"{encode_basestring(name)}: "
        return self[name]


_KEYS = _Keys()


def _json(words: dict[str, str]) -> str:
    """A record of words as JSON: what the encoder of the library gives in four times the time."""
    return "{" + ", ".join([_KEYS[key] + encode_basestring(said) for key, said in words.items()]) + "}"


def _numeric(values: Sequence[Decimal | None]) -> pl.Series:
    """A column of exact decimals; what is finer than its last place is rounded to even."""
    return pl.Series([None if value is None else _plain(value) for value in values], dtype=pl.String).cast(NUMERIC)


def _page(document: Document, position: int) -> Page:
    """The page on which a position stands."""
    pages = document.pages
    return (
        next((page for page in pages if page.start <= position <= page.end), pages[0]) if len(pages) > 1 else pages[0]
    )


def _box(page: Page, start: int, end: int) -> list[float] | None:
    """The rectangle around the quote on its page, None where the reader knows no boxes."""
    if not page.boxes:
        return None
    boxes = [box for box in page.boxes[start - page.start : end - page.start] if box]
    if not boxes:
        return None
    return [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]


def in_base_unit(
    observation: Observation, printed: str, multiplier: Decimal
) -> tuple[Decimal, Decimal | None, Decimal | None]:
    """Value in the base unit, and the interval that printed precision and bound leave; None where that is open.

    The bound speaks of the magnitude as printed: 减少50%以上 is −50 and ends there, so a negative value turns it round.

    Args:
        observation: the number, in the unit it is printed in.
        printed: its value in digits.
        multiplier: base units in one of its unit.
    """
    value, high = observation.value, observation.value_high
    decimals = len(printed.partition(".")[2])
    if decimals > _FINEST:
        value = value.quantize(_PLACE)
    half = _NONE if observation.measure == _RANK else _half(decimals)
    low, top = _sizes(abs(value), high, half, observation.bound)
    if value < 0:
        low, top = None if top is None else -top, None if low is None else -low
    return value * multiplier, None if low is None else low * multiplier, None if top is None else top * multiplier


def _sizes(size: Decimal, high: Decimal | None, half: Decimal, bound: str) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest magnitude that a printed one stands for."""
    if bound == "exact":
        return size - half, size + half
    if bound in {"ge", "gt"}:
        return size, None
    if bound == "le":
        return None, size
    if bound == "lt":
        return (size * NEARLY_SHARE).quantize(_PLACE), size
    if bound == "approx":
        return (size * (1 - APPROXIMATE_SHARE)).quantize(_PLACE), (size * (1 + APPROXIMATE_SHARE)).quantize(_PLACE)
    return size, None if high is None else abs(high).quantize(_PLACE)


def remarks_frame(document: Document, remarks: list[Remark]) -> pl.DataFrame:
    """Rows of the table ``remarks``."""
    if not remarks:
        return pl.DataFrame(schema=_schema("remarks"))
    whose = {"document_id": document.document_id, "document": document.name}
    return pl.DataFrame([whose | remark._asdict() for remark in remarks], schema=_schema("remarks"))


def numbers_frame(document: Document, numbers: list[NumberRecord], ids: list[str]) -> pl.DataFrame:
    """Rows of the table ``numbers``; ``ids`` are those of the document's observations."""
    if not numbers:
        return empty("numbers")
    start, end, text, value, unit, outcome, reason, observations = zip(*numbers, strict=True)
    found = pl.Series([" ".join([ids[index] for index in indexes]) if indexes else "" for indexes in observations])
    return pl.DataFrame(
        {
            "document_id": [document.document_id] * len(numbers), "document": [document.name] * len(numbers), "start": start, "end": end,
            "text": text, "value": [None if item is None else _plain(item) for item in value], "unit": unit, "outcome": outcome,
            "reason": reason, "observation_ids": found.str.extract_all(r"\w+"),
        },
        schema=_schema("numbers"),
    )  # fmt: skip

"""Frames for the tests of reconciling: from sentences written here, and from the evaluation set where it is present."""

from __future__ import annotations

import hashlib
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from hengliang.codes import indicators
from hengliang.codes.units import parse_unit
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.key import with_key
from hengliang.schema import polars_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengliang.reconcile.findings import Finding

EVALUATION_SET = Path(os.environ.get("HENGLIANG_EVALUATION_SET", Path(__file__).resolve().parents[3] / "shared"))

_EMPTY = (
    "indicator_code", "ref_area", "ref_area_code", "time_period", "base_period", "share_of", "peer_group", "vintage", "price_basis",
    "qualifier", "evidence",
)  # fmt: skip


def document_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def ends(value: Decimal, step: Decimal, bound: str, high: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """obs_lower and obs_upper of a number: its rounding interval widened by its bound word."""
    rounded = Interval.around(value, step)
    if bound in {"ge", "gt", "le", "lt"}:
        upwards = (bound in {"ge", "gt"}) == (value >= 0)
        return (value, None) if upwards else (None, value)
    if bound == "approx":
        return tuple(sorted((value * Decimal("0.95"), value * Decimal("1.05"))))  # type: ignore[return-value]
    if bound == "range" and high is not None:
        return value, high
    return rounded.lower, rounded.upper


def observation(document: str, start: int, quote: str, value: str, unit: str, **rest: Any) -> dict[str, Any]:
    """A row of ``observations``; what is not given is empty, what can be computed is."""
    scaled = parse_unit(unit)
    scale = scaled.multiplier if scaled else Decimal(1)
    number = Decimal(value)
    high = rest.get("value_high")
    bound = rest.get("bound", "exact")
    step = abs(scale).scaleb(int(number.as_tuple().exponent))
    lower, upper = ends(number * scale, step, bound, Decimal(high) * scale if high else None)
    ident = hashlib.sha256(f"{document}:{start}:{start + len(quote)}:{rest.pop('ordinal', 0)}".encode()).hexdigest()[
        :24
    ]
    row: dict[str, Any] = {
        **dict.fromkeys(_EMPTY, ""),
        "observation_id": ident,
        "document_id": document_id(document),
        "document": document,
        "indicator": "",
        "measure": "level",
        "status": "actual",
        "bound": bound,
        "value": value,
        "value_high": None,
        "unit": unit,
        "obs_value": number * scale,
        "obs_lower": lower,
        "obs_upper": upper,
        "unit_measure": scaled.unit.measure if scaled else unit,
        "page": 1,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "sentence": quote,
        "box": None,
    }
    return row | rest


def known(document: str, name: str, value: str, unit: str, **rest: Any) -> dict[str, Any]:
    """A figure of an indicator that the codelist may know, for 清江市 (a made-up city) and 2020, in a sentence of its own."""
    code = indicator.code if (indicator := indicators.known(name)) else ""
    start = rest.pop("start", int(hashlib.sha256(f"{name}{value}{sorted(rest.items())}".encode()).hexdigest()[:4], 16))
    columns = {
        "indicator": name,
        "indicator_code": code,
        "ref_area": "清江市",
        "time_period": "2020",
        "sentence": f"{name}{value}{unit}。",
    }
    return observation(document, start, value + unit, value, unit, **(columns | rest))


def keyed(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Rows with their keys, as the checks want them."""
    return with_key(observations(rows))


def told(found: Iterable[Finding]) -> list[tuple[str, str]]:
    """Check and severity of findings, in one order."""
    return sorted((finding.check, finding.severity) for finding in found)


def observations(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=polars_schema("observations"), orient="row")


def documents(kinds: Mapping[str, str], **columns: Mapping[str, str]) -> pl.DataFrame:
    """The table ``documents`` for file names and their kinds."""
    schema = polars_schema("documents")
    rows = []
    for name, kind in kinds.items():
        row = {column: 1 if dtype == pl.Int64 else "" for column, dtype in schema.items()}
        row |= {"document_id": document_id(name), "document": name, "kind": kind}
        rows.append(row | {column: values.get(name, "") for column, values in columns.items()})
    return pl.DataFrame(rows, schema=schema, orient="row")


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around a span: up to 。！？； or a line's end on both sides."""
    first = max(text.rfind(mark, 0, start) for mark in "。！？；\n") + 1
    lasts = [i for i in (text.find(mark, end) for mark in "。！？；\n") if i >= 0]
    last = min(lasts, default=len(text) - 1) + 1
    return text[first:last].strip()


def gold_frames(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The evaluation set as ``observations`` and ``documents``."""
    rows, kinds = [], {}
    for path in sorted((folder / "gold").glob("*.gold.jsonl")):
        name = path.name.replace(".gold.jsonl", ".txt")
        with (folder / "reports" / name).open(encoding="utf-8", newline="") as file:
            text = file.read()
        words = ("newspaper", "work-report", "communique", "budget-report", "plan")
        kinds[name] = next(word for word in words if word in name).replace("-", "_")
        taken: dict[int, int] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line, parse_float=str, parse_int=str)
            start = int(item["start"])
            taken[start] = taken.get(start, -1) + 1
            rows.append(_gold_row(name, text, item, taken[start]))
    published = {name: next((part for part in name.split("-") if part[:2] == "20"), "")[:4] for name in kinds}
    return observations(rows), documents(kinds, published=published)


def _gold_row(name: str, text: str, item: Mapping[str, str], ordinal: int) -> dict[str, Any]:
    start, end = int(item["start"]), int(item["end"])
    vintage = "预计" if "预计" in item["qualifier"] else ""
    is_rank = item["measure"] == "rank"
    return observation(
        name,
        start,
        item["quote"],
        format(Decimal(item["value"]), "f"),
        item["unit"],
        ordinal=ordinal,
        value_high=item.get("value_high"),
        bound=item["bound"],
        indicator=item["indicator"],
        ref_area=item["ref_area"],
        time_period=item["time_period"],
        measure=item["measure"],
        base_period=item["base_period"],
        status=item["status"],
        vintage=vintage,
        peer_group=item["qualifier"] if is_rank else "",
        qualifier="" if is_rank else item["qualifier"],
        sentence=sentence_at(text, start, end),
    ) | {"end": end}

"""What one more document costs: storing and weighing it in a store of 400 documents, and in one of 4,000.

    python benchmarks/cost.py                # prints the figures
    python benchmarks/cost.py --write        # and puts them into docs/reconciliation.md
    python benchmarks/cost.py --small 40 --large 400   # quick, for a look in between

What goes in: the evaluation set's texts (HENGLIANG_EVALUATION_SET, default ``../shared`` beside the project), or where it is
absent the text samples. Documents are made from them by giving each variant another area, year and other digits: four
years of one area share their facts' series, as they do in a store that people fill. What comes out: seconds of the clock,
medians, with the share of each step, and how they grow.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from accuracy import put, table
from evaluation import ROOT, corpus_texts, evaluation_set

from hengliang import schema
from hengliang.extraction import extract_document
from hengliang.publish import release
from hengliang.publish.store import Store
from hengliang.publish.weigh import weigh_store
from hengliang.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "reconciliation.md"
BASES = 40
YEARS = 4
BATCH = 200
ADDED = 5
TABLES = ("documents", "observations", "numbers")


@dataclass(frozen=True, slots=True)
class Base:
    """The rows of a real document."""

    tables: dict[str, pl.DataFrame]


def bases() -> list[Base]:
    """Real documents, evenly taken from all there are."""
    texts = corpus_texts(evaluation_set()) or sorted((ROOT / "samples").glob("*.txt"))
    chosen = texts[:: max(1, len(texts) // BASES)][:BASES]
    made = []
    for path in chosen:
        extraction = extract_document(read(path))
        made.append(Base({name: getattr(extraction, name) for name in TABLES}))
    return [base for base in made if 0 < base.tables["observations"].height < 600]


def variant(base: Base, number: int) -> dict[str, pl.DataFrame]:
    """The same report by another area, of another year, with other digits."""
    place, year = divmod(number, YEARS)
    # Another order of the digits for each variant: no two are near-copies of each other.
    digits = str.maketrans("123456789", "".join(random.Random(number).sample("123456789", 9)))  # noqa: S311 (no secret)
    old_id = base.tables["documents"].item(0, "document_id")
    new_id = hashlib.sha256(f"{old_id} {number}".encode()).hexdigest()
    ids = {
        old: hashlib.sha256(f"{new_id} {old}".encode()).hexdigest()[:24]
        for old in base.tables["observations"].get_column("observation_id")
    }
    return {name: _varied(frame, new_id, place, year, digits, ids) for name, frame in base.tables.items()}


def _varied(
    frame: pl.DataFrame, new_id: str, place: int, year: int, digits: dict[int, str], ids: dict[str, str]
) -> pl.DataFrame:
    if "outcome" in frame.columns and "reason" in frame.columns:
        return frame.with_columns(
            pl.lit(new_id).alias("document_id"),
            pl.format("{}-{}-{}", pl.lit(place), pl.lit(year), "document").alias("document"),
            pl.col("observation_ids").list.eval(pl.element().replace(ids)),
        )
    rows = []
    for row in frame.iter_rows(named=True):
        changed = {"document_id": new_id, "document": f"{place}-{year}-{row['document']}"}
        if "observation_id" in row:
            changed |= {"observation_id": ids[row["observation_id"]]} | _figure(row, digits)
            changed |= {name: row[name].translate(digits) for name in ("quote", "sentence")}
        if "time_period" in row:
            changed["time_period"] = _later(row["time_period"], year)
            changed |= {"ref_area": f"{row['ref_area']}{place}" if row["ref_area"] else "", "ref_area_code": ""}
        rows.append(row | changed)
    return pl.DataFrame(rows, schema=frame.schema, orient="row")


def _later(period: str, years: int) -> str:
    return period if not period[:4].isdigit() else f"{int(period[:4]) + years}{period[4:]}"


def _figure(row: dict[str, object], digits: dict[int, str]) -> dict[str, object]:
    """The number with other digits, and its interval moved along."""
    value = str(row["value"]).translate(digits)
    scale = Decimal(str(row["obs_value"])) / Decimal(str(row["value"])) if Decimal(str(row["value"])) else Decimal(1)
    moved = Decimal(value) * scale - Decimal(str(row["obs_value"]))
    ends = {name: None if row[name] is None else row[name] + moved for name in ("obs_value", "obs_lower", "obs_upper")}  # type: ignore[operator]
    high = None if row["value_high"] is None else str(row["value_high"]).translate(digits)
    return {"value": value, "value_high": high} | ends


def batches(made: list[Base], first: int, last: int) -> Iterator[dict[str, pl.DataFrame]]:
    """Documents by number, so many at once."""
    for start in range(first, last, BATCH):
        parts = [variant(made[n % len(made)], n // len(made)) for n in range(start, min(start + BATCH, last))]
        yield {name: pl.concat([part[name] for part in parts]) for name in TABLES}


def measured(made: list[Base], size: int) -> dict[str, float]:
    """Seconds of each step for one document added to a store of so many."""
    spent: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        for batch in batches(made, 0, size):
            store.put(**batch)
        weigh_store(store)
        for number in range(size, size + ADDED):
            (one,) = batches(made, number, number + 1)
            started = time.perf_counter()
            store.put(**one)
            stored = time.perf_counter()
            weighing = weigh_store(store)
            weighed = time.perf_counter()
            if weighing.everything:
                raise RuntimeError("the whole store was weighed for one document")
            spent["store"].append(stored - started)
            spent["reconcile"].append(weighed - stored)
        started = time.perf_counter()
        release.publish(store, {name: store.read(name) for name in schema.RELEASED})
        spent["release"].append(time.perf_counter() - started)
    return {step: statistics.median(times) for step, times in spent.items()}


def figures(small: int, large: int) -> str:
    """All figures as Markdown."""
    made = bases()
    found = {size: measured(made, size) for size in (small, large)}
    total = {size: found[size]["store"] + found[size]["reconcile"] for size in found}
    rows = [
        [
            name,
            f"{found[small][step]:.2f}",
            f"{found[large][step]:.2f}",
            f"{found[large][step] / found[small][step]:.2f}",
        ]
        for step, name in (("store", "storing it"), ("reconcile", "weighing it"))
    ]
    rows.append(
        ["**together**", f"{total[small]:.2f}", f"{total[large]:.2f}", f"**{total[large] / total[small]:.2f}**"]
    )
    grown = found[large]["release"] / found[small]["release"]
    rows.append(
        [
            "writing a release's files",
            f"{found[small]['release']:.2f}",
            f"{found[large]['release']:.2f}",
            f"{grown:.2f}",
        ]
    )
    return table(["one more document", f"{small} documents, s", f"{large:,} documents, s", "ratio"], rows)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=400)
    parser.add_argument("--large", type=int, default=4000)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reconciliation.md")
    options = parser.parse_args()
    printed = figures(options.small, options.large)
    print(printed)
    if options.write:
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), printed, "cost"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

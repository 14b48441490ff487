"""Blocks: what has to be weighed together, and nothing else.

What goes in: observations with their keys. What comes out: the same rows with one column a kind of block, each a number of
64 bits. A check looks at the rows of one block at a time, so that a new document costs only the blocks that its own rows
are in. Two rows are in one block where the number is the same; null is no block.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

from hengliang.codes import areas
from hengliang.codes.units import parse_unit
from hengliang.reconcile.key import KEY
from hengliang.reconcile.rules import edit_rules, family_members

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The columns of each kind of block: a row is in the block of each. ``siblings`` holds a whole area and the areas in it.
COLUMNS_OF: Final[dict[str, tuple[str, ...]]] = {
    "document": ("block_document",),
    "fact": ("block_fact",),
    "series": ("block_series",),
    "family": ("block_family",),
    "siblings": ("block_siblings", "block_parent"),
    "slip": ("block_slip",),
}
BLOCK_COLUMNS: Final = tuple(column for columns in COLUMNS_OF.values() for column in columns)
#: What two figures that differ in their unit alone have in common.
SLIP: Final = ("value", "time_period", "measure", "status", "bound")
#: A number with fewer digits stands under two units by accident.
_SLIP_DIGITS: Final = 3
_SEPARATOR: Final = "\x1f"


def digest(text: str) -> int:
    """A number of 64 bits, signed, that stands for a text: the same on every machine and in every version."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def block(kind: str, *parts: str) -> int:
    """The number of a block.

    Args:
        kind: a kind of ``COLUMNS_OF``, or ``pair`` for two documents.
        parts: what its rows have in common.
    """
    return digest(_SEPARATOR.join((kind, *parts)))


def block_of_fact(fact_id: str) -> int:
    """The number of a fact's block: the first 64 bits of its id, which is a digest of the same key."""
    return int.from_bytes(bytes.fromhex(fact_id[:16]), "big", signed=True)


def with_blocks(keyed: pl.DataFrame) -> pl.DataFrame:
    """The rows with the columns ``BLOCK_COLUMNS``.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    named = pl.col("ref_area") != ""
    coded = named & (pl.col("indicator_code") != "")
    members = sorted(family_members())
    long = pl.col("value").str.replace_all(r"\D", "").str.len_chars() >= _SLIP_DIGITS
    slips = pl.col("unit").is_in(_slip_units(keyed)) & long & (pl.col("time_period") != "")
    parents = {code: parent_of(code) for code in keyed.get_column("ref_area_code").unique()}
    parent = pl.col("ref_area_code").replace_strict(parents, default="", return_dtype=pl.String)
    placed = coded & (pl.col("ref_area_code") != "") & (pl.col("time_period") != "") & (pl.col("measure") == "level")
    frame = keyed.with_columns(parent_area=parent)
    wanted = {
        "block_document": ("document", ("document_id",), pl.lit(value=True)),
        "block_fact": ("fact", KEY, pl.lit(value=True)),
        "block_series": ("series", ("key_area", "key_indicator"), named),
        "block_family": ("family", ("key_area",), named & pl.col("key_indicator").is_in(members)),
        "block_siblings": ("siblings", ("parent_area", "key_indicator", "time_period"), placed),
        "block_parent": ("siblings", ("ref_area_code", "key_indicator", "time_period"), placed),
        "block_slip": ("slip", SLIP, slips & pl.col("value_high").is_null()),
    }  # fmt: skip
    return frame.with_columns(
        _digests(frame, kind, columns, where).alias(name) for name, (kind, columns, where) in wanted.items()
    ).drop("parent_area")


def in_blocks(kind: str, blocks: Iterable[int]) -> pl.Expr:
    """Which rows are in one of the blocks of a kind."""
    wanted = pl.Series(sorted(blocks), dtype=pl.Int64).implode()
    return pl.any_horizontal(pl.col(column).is_in(wanted) for column in COLUMNS_OF[kind])


def _digests(frame: pl.DataFrame, kind: str, columns: tuple[str, ...], where: pl.Expr) -> pl.Series:
    kinds = [] if kind == "fact" else [pl.lit(kind)]
    text = pl.concat_str(*kinds, *(pl.col(name) for name in columns), separator=_SEPARATOR)
    texts = frame.select(pl.when(where).then(text).alias("text")).to_series()
    return pl.Series([None if text is None else digest(text) for text in texts], dtype=pl.Int64)


def _slip_units(keyed: pl.DataFrame) -> list[str]:
    named = {name for pair in edit_rules().tables.units for name in pair}
    return sorted(unit for unit in keyed.get_column("unit").unique() if slip_base(unit) in named)


@lru_cache(maxsize=4096)
def slip_base(unit: str) -> str:
    """The unit without its scale, where it is an extent (斤, 亩); amounts of money and rates are too often equal."""
    parsed = parse_unit(unit)
    return parsed.unit.name if parsed is not None and parsed.unit.kind == "extent" else ""


@lru_cache(maxsize=8192)
def parent_of(code: str) -> str:
    """The code of the area that an area lies in; empty for a province, and where none is known."""
    area = areas.by_code(code) if code else None
    return area.parent if area else ""

"""Figures that may be set against each other: exact, placed in area and period, and named.

What goes in: observations with their keys. What comes out: those rows that a check of arithmetic may rest on, and
statements by blocks. What a check makes of them is not here. Everything is decided within one document and key, so
the rows of a block give the same whatever else is in the store.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import polars as pl

from hengliang.codes.indicators import load_indicators
from hengliang.reconcile.key import KEY, is_generic
from hengliang.reconcile.statement import COLUMNS, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_PLACE = ("document_id", "start", "end", "observation_id")
#: Amounts are set against each other only within one of these.
SERIES = ("key_area", "key_indicator", "key_scope")


def placed(keyed: pl.DataFrame) -> pl.DataFrame:
    """Rows with an area, a period and one number.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    return keyed.filter(pl.col("ref_area") != "", pl.col("time_period") != "", pl.col("value_high").is_null())


def single(rows: pl.DataFrame) -> pl.DataFrame:
    """Only figures whose name tells what they are: not generic, and one value a document."""
    generic = [name for name in rows.get_column("indicator").unique() if is_generic(name)]
    one_value = pl.col("obs_value").n_unique().over("document_id", *KEY) == 1
    return rows.filter(one_value, ~pl.col("indicator").is_in(generic))


def figures(keyed: pl.DataFrame, *wanted: pl.Expr) -> pl.DataFrame:
    """Placed, exact figures with one value for each key in a document.

    Args:
        keyed: what ``key.with_key`` gives.
        wanted: conditions on columns of the key; to ask them first saves looking at the rest.
    """
    return single(placed(keyed.filter(pl.col("bound") == "exact", *wanted)))


def in_own_measure() -> pl.Expr:
    """Rows of known indicators in the unit that they are counted in; 医院6.75万张 are beds under the hospitals' name."""
    money = ["CNY", "USD"]
    own = pl.col("indicator_code").replace_strict(_measures(), default="", return_dtype=pl.String)
    is_money = own.is_in(money) & pl.col("unit_measure").is_in(money)
    return (own != "") & ((own == pl.col("unit_measure")) | is_money)


@cache
def _measures() -> dict[str, str]:
    return {indicator.code: indicator.measure for indicator in load_indicators()}


def blocks(rows: pl.DataFrame, by: Sequence[str]) -> Iterator[list[Statement]]:
    """The statements of each block, in the order of the blocks' keys.

    Args:
        rows: observations with their keys.
        by: the columns that make a block.
    """
    ordered = rows.sort(*by, *_PLACE).select(*dict.fromkeys([*by, *COLUMNS]))
    for _, part in groupby(ordered.iter_rows(named=True), key=itemgetter(*by)):
        yield statements(part)


def distinct(found: Iterable[Statement]) -> list[Statement]:
    """Statements of one series without those that a document repeats."""
    first = {(s.document_id, s.time_period, s.measure, s.status, s.value, s.unit): s for s in reversed(list(found))}
    return sorted(first.values(), key=lambda s: s.place)


def nearest(found: Iterable[Statement], document_id: str) -> list[Statement]:
    """Those of the document itself where it has any, else of all; each figure once."""
    ordered = list(found)
    own = [s for s in ordered if s.document_id == document_id]
    figures_of = {(s.value, s.unit, s.vintage): s for s in reversed(own or ordered)}
    return sorted(figures_of.values(), key=lambda s: s.place)


def vintages_differ(made: Iterable[Statement]) -> bool:
    """Whether some of them are said to be preliminary and others not, or otherwise."""
    return len({s.vintage for s in made}) > 1

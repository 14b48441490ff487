"""Frames as lines of JSON and CSV for programs, and as a table on the terminal for people.

In: frames with the columns of ``hengliang.schema``. Out: text. Exact decimals stay exact: ``88.0`` keeps its zero where
the column holds numbers as printed, and no number is ever written as ``2.79E+9``.

**CSV and formulas.** A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula, and what is
in a document is nobody's to run. In text columns such a cell gets an apostrophe in front, unless it is a plain number
(``-3.2``); so does a cell that begins with an apostrophe, which makes it reversible: drop one leading apostrophe, and
the text is as it was. Parquet and JSON hold the text as it is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import simplejson
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console

#: Text columns that hold a number as printed, and are a number in JSON.
AS_PRINTED: Final = frozenset({"value", "value_high"})
_PRINTED: Final = re.compile(r"(-?)0*(\d+(?:\.\d+)?)", re.ASCII)
_PLAIN_NUMBER: Final = r"^[+-]?[0-9]+(\.[0-9]+)?$"
#: What begins a formula, full-width forms and leading blanks or controls included, and the apostrophe that marks text.
_FORMULA: Final = r"^[\s\x00-\x20]*['=+\-@＝＋－＠\t\r\n]"
#: Characters of one cell that the terminal shows; a person who wants all of it asks for JSON or CSV.
_SHOWN: Final = 200


def to_jsonl(frame: pl.DataFrame) -> Iterator[str]:
    r"""Each row as one line of JSON, without its line break; text is not escaped to ASCII.

    >>> from decimal import Decimal
    >>> frame = pl.DataFrame({"quote": ["88.0亿元"], "value": ["88.0"], "obs_value": [Decimal("8800000000.00")]})
    >>> print(*to_jsonl(frame))
    {"quote": "88.0亿元", "value": 88.0, "obs_value": 8800000000}
    """
    tokens: list[tuple[str, Callable[[Any], Any]]] = [
        (name, _printed_token if name in AS_PRINTED and dtype == pl.String else _number_token)
        for name, dtype in frame.schema.items()
        if dtype.is_decimal() or (name in AS_PRINTED and dtype == pl.String)
    ]
    exact = frame.with_columns(_decimal_text(name) for name, dtype in frame.schema.items() if dtype.is_decimal())
    for row in exact.iter_rows(named=True):
        for name, token in tokens:
            row[name] = token(row[name])
        yield simplejson.dumps(row, ensure_ascii=False, ignore_nan=True)


def to_csv(frame: pl.DataFrame, *, bom: bool = False) -> str:
    """The frame as CSV with a header: numbers bare, text in quotes, lists as JSON text in quotes, null as nothing.

    An empty text is ``""``, so it can be told from null. Lines end in CR LF (RFC 4180), with which every program copes.

    Args:
        frame: the rows.
        bom: begin with the byte order mark, without which Excel takes UTF-8 for the local code page.
    """
    cells = frame.select(_csv_cell(name, dtype) for name, dtype in frame.schema.items())
    header = ",".join(f'"{name}"' for name in frame.columns)
    body = cells.write_csv(include_header=False, quote_style="never", line_terminator="\r\n")
    return ("\ufeff" if bom else "") + header + "\r\n" + body


def to_table(frame: pl.DataFrame, columns: Sequence[str], console: Console) -> None:
    """Print these columns as a table for people; numbers stand right, long texts are folded.

    Text is shown as text: nothing in it is taken as markup, and control characters do not reach the terminal.

    Args:
        frame: the rows.
        columns: which columns, in which order.
        console: where to.
    """
    table = Table(header_style="bold")
    for name in columns:
        numeric = frame.schema[name].is_numeric() or name in AS_PRINTED
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    shown = frame.select(_decimal_text(name) if frame.schema[name].is_decimal() else pl.col(name) for name in columns)
    for row in shown.iter_rows():
        table.add_row(*(Text(_for_people(cell)) for cell in row))
    console.print(table)


def _decimal_text(name: str) -> pl.Expr:
    """A Decimal column as digits: no needless zeros behind the point, no exponent."""
    text = pl.col(name).cast(pl.String)
    with_point = text.str.contains(".", literal=True)
    return pl.when(with_point).then(text.str.strip_chars_end("0").str.strip_chars_end(".")).otherwise(text).alias(name)


def _number_token(text: str | None) -> simplejson.RawJSON | None:
    return None if text is None else simplejson.RawJSON(text)


def _printed_token(text: str | None) -> simplejson.RawJSON | str | None:
    """A number as printed as a JSON number; JSON has no leading zeros. What is no plain number stays a string."""
    match = _PRINTED.fullmatch(text) if text is not None else None
    return simplejson.RawJSON("".join(match.groups())) if match else text


def _csv_cell(name: str, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_decimal():
        return _decimal_text(name)
    if dtype == pl.String:
        text = _quoted(_harmless(pl.col(name)))
        if name in AS_PRINTED:
            text = pl.when(pl.col(name).str.contains(_PLAIN_NUMBER)).then(pl.col(name)).otherwise(text)
        return text.alias(name)
    if dtype.is_nested():
        return _quoted(_json_text(pl.col(name))).alias(name)
    return pl.col(name).cast(pl.String)


def _harmless(text: pl.Expr) -> pl.Expr:
    runs = text.str.contains(_FORMULA) & ~text.str.contains(_PLAIN_NUMBER)
    return pl.when(runs).then(pl.lit("'") + text).otherwise(text)


def _json_text(nested: pl.Expr) -> pl.Expr:
    wrapped = pl.struct(nested.alias("v")).struct.json_encode()
    return pl.when(nested.is_not_null()).then(wrapped.str.strip_prefix('{"v":').str.strip_suffix("}"))


def _quoted(text: pl.Expr) -> pl.Expr:
    return pl.lit('"') + text.str.replace_all('"', '""', literal=True) + pl.lit('"')


def _for_people(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return "\n".join(_for_people(item) for item in cell)
    if isinstance(cell, dict):
        return " ".join(_for_people(item) for item in cell.values())
    # Line breaks and tabs become blanks; what steers a terminal, or turns the writing direction unseen, stays out.
    text = " ".join(str(cell).split())
    text = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cf"})
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

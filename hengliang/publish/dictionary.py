"""The data dictionary: every table, column and closed list of values, for people.

In: ``hengliang.schema``, and ``dictionary.toml`` beside this module, which has the words that the schema does not need.
Out: Markdown. ``python -m hengliang.publish.dictionary docs/data-dictionary.md`` writes it (``make dictionary``); a test
holds the file and the schema together.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import polars as pl

from hengliang import schema
from hengliang.codes.units import load_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEAD: Final = """\
# Data dictionary

<!-- Written by `make dictionary` from hengliang/schema.py; edit that file, not this one. -->

A release (`store/releases/<id>/`) holds {released}, each as Parquet and as CSV,
and a `manifest.json` with the number of rows and the SHA-256 of each file. {kept} are kept in the store
and are not part of a release.

- **Names.** Where SDMX has a concept for a column, the column SDMX says which.
- **Empty and null.** A text column marked "no" under null is never null: an empty text means that the document does not say,
  or that no code is known. Null means that there is no such thing (the upper end of what is no range).
- **Numbers.** `value` and `value_high` are text and hold the number as printed (`88.0` keeps its zero). `obs_value`, `obs_lower`
  and `obs_upper` are exact decimals in the base unit; percentages stay as they are (27.9 is 27.9 `percent`).
- **Offsets.** `start` and `end` count code points of the document's text from 0, `end` excluded: `text[start:end] == quote`.
  `hengliang text FILE` prints that text.
- **CSV.** UTF-8 with a byte order mark, lines end in CR LF. Lists are JSON text. A null is nothing, an empty text is `""`. A text
  that a spreadsheet would run as a formula, or that begins with an apostrophe, has an apostrophe in front.
"""
#: What people call the types that hold one thing.
_PLAIN_TYPES: Final = ((pl.String, "text"), (pl.Int64, "integer"), (pl.Float64, "float"))


class DictionaryError(ValueError):
    """``dictionary.toml`` and the schema do not fit; the message names what is missing or too much."""


@cache
def load_words() -> dict[str, Any]:
    """What ``dictionary.toml`` says: ``tables``, ``columns``, ``values``.

    Raises:
        DictionaryError: if a table, column or value of the schema is missing there, or one stands there that is none.
    """
    words = tomllib.loads(files("hengliang.publish").joinpath("dictionary.toml").read_text(encoding="utf-8"))
    columns = [column for table in schema.TABLES.values() for column in table]
    closed = {column.name: column.allowed for column in columns if column.allowed}
    _fit("tables", schema.TABLES, words["tables"])
    _fit("columns", (column.name for column in columns), words["columns"])
    _fit("values", closed, words["values"])
    for name, allowed in closed.items():
        _fit(f"values.{name}", filter(None, allowed), words["values"][name])
    return words


def data_dictionary() -> str:
    """The data dictionary as Markdown."""
    kept = [table for table in schema.TABLES if table not in schema.RELEASED]
    head = _HEAD.format(released=_listed(schema.RELEASED), kept=_listed(kept).capitalize())
    tables = ("\n".join(_table(name)) for name in schema.TABLES)
    lists = ("\n".join(_values(name)) for name in load_words()["values"])
    return "\n".join([head, *tables, "## Closed lists of values\n", *lists, *_units()])


def _fit(place: str, wanted: Iterable[str], found: Iterable[str]) -> None:
    if differ := sorted(set(wanted) ^ set(found)):
        raise DictionaryError(f"dictionary.toml and the schema differ in {place}: {', '.join(differ)}")


def _table(name: str) -> Iterator[str]:
    words = load_words()
    yield f"## {name}（{words['tables'][name]['zh']}）\n"
    yield f"{words['tables'][name]['en']}\n"
    yield from _row("column", "中文", "type", "null", "what it holds", "SDMX")
    yield "|---|---|---|---|---|---|"
    for column in schema.TABLES[name]:
        null = "no" if column.required else "yes"
        holds = column.description.replace("|", r"\|") + _list_of(column)
        label = f"**`{column.name}`** (key)" if column.key else f"`{column.name}`"
        yield from _row(label, words["columns"][column.name], _type(column.dtype), null, holds, column.concept or "")
    patterns = [column for column in schema.TABLES[name] if column.pattern]
    yield ""
    if patterns:
        yield "Forms, as regular expressions:\n"
        yield from (f"- `{column.name}`: `{column.pattern}`" for column in patterns)
        yield ""


def _list_of(column: schema.Column) -> str:
    if not column.allowed:
        return ""
    return f"; one of the [list](#{column.name})" + (", or empty" if "" in column.allowed else "")


def _values(name: str) -> Iterator[str]:
    yield f"### {name}\n"
    yield from _row("value", "中文", "meaning")
    yield "|---|---|---|"
    for value, words in load_words()["values"][name].items():
        yield from _row(f"`{value}`", words["zh"], words["en"])
    yield ""


def _units() -> Iterator[str]:
    """The codes of ``unit_measure``, each with the first printed unit that is one of it."""
    yield "### unit_measure\n"
    yield "The base units of `hengliang/codelists/units.toml`; 吨标准煤/万元 and the like are made of two of them (`tce_per_CNY`).\n"
    yield from _row("value", "is one")
    yield "|---|---|"
    first: dict[str, str] = {}
    for unit in load_units().values():
        if unit.factor == 1:
            first.setdefault(unit.measure, unit.name)
    yield from (line for measure, name in first.items() for line in _row(f"`{measure}`", name))
    yield ""


def _row(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"


def _type(dtype: object) -> str:
    """A polars type in a person's words."""
    if isinstance(dtype, pl.Decimal):
        return f"decimal({dtype.precision}, {dtype.scale})"
    if isinstance(dtype, pl.List):
        return f"list of {_type(dtype.inner)}"
    if isinstance(dtype, pl.Struct):
        return "{" + ", ".join(f"{field.name}: {_type(field.dtype)}" for field in dtype.fields) + "}"
    return next(name for plain, name in _PLAIN_TYPES if dtype == plain)


def _listed(names: Iterable[str]) -> str:
    *most, last = (f"`{name}`" for name in names)
    return f"{', '.join(most)} and {last}"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def main(file: Path) -> None:
    """Write the data dictionary into FILE."""
    file.write_text(data_dictionary(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

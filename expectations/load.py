"""Suite files, loaded strictly.

What goes in: the YAML files of a folder. What comes out: suites in which every column, table and expectation type
exists and every name is unique. What it does not do: import Great Expectations; whether an expectation takes the given
arguments is known when it is built.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from expectations import frames
from expectations.derive import from_schema
from expectations.suite import Expectation, Matches, Suite

if TYPE_CHECKING:
    from collections.abc import Iterable

    from expectations.suite import Condition

#: Where the suites of this package are.
FOLDER: Final = Path(__file__).parent / "suites"
#: The expectation types of ``expectations.custom``; a test holds the two together.
CUSTOM_TYPES: Final = frozenset(
    {
        "expect_sources_to_agree_within_printed_precision",
        "expect_value_to_lie_in_its_interval",
        "expect_span_to_measure_its_quote",
    }
)
#: How the package lists its own expectations: one module for each, named by its type.
_OWN_TYPES: Final = re.compile(r"^from \.(expect_\w+) import", re.MULTILINE)
#: Listed there, but without a metric behind it: it cannot run.
_ABSTRACT: Final = frozenset({"expect_multicolumn_values_to_be_unique"})
#: Arguments of expectations that name columns.
_COLUMN_ARGUMENTS: Final = ("column", "column_A", "column_B", "column_list", "column_set")


class SuiteError(Exception):
    """A suite file is wrong; the message names the file, the entry and what is wrong with it."""


def load_suites(folder: Path = FOLDER) -> tuple[Suite, ...]:
    """Load the suites of a folder, schema expectations included.

    Args:
        folder: with one ``<suite>.yml`` for each suite.

    Raises:
        SuiteError: for anything a suite file gets wrong, or if there is none.
    """
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise SuiteError(f"{folder} holds no suite files (*.yml)")
    return tuple(load_suite(path) for path in paths)


def load_suite(path: Path) -> Suite:
    """Load one suite file and add what follows from the schema.

    Raises:
        SuiteError: if it is no YAML, has unknown or repeated keys, or names what does not exist.
    """
    suite = _parse(path)
    if suite.suite != path.stem:
        raise SuiteError(f"{path.name}: the suite is called {suite.suite}, the file {path.stem}")
    if suite.table not in frames.NAMES:
        raise SuiteError(f"{path.name}: there is no table {suite.table}; there are {', '.join(frames.NAMES)}")
    if suite.from_schema and suite.table == "agreement":
        raise SuiteError(f"{path.name}: agreement is derived and has no columns in the schema to derive from")
    for expectation in suite.expectations:
        _check(path.name, suite.table, expectation)
    if suite.from_schema:
        everything = [*from_schema(suite.table), *suite.expectations]
        suite = suite.model_copy(update={"expectations": everything})
    _check_unique(path.name, suite.expectations)
    return suite


def _parse(path: Path) -> Suite:
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        return Suite.model_validate(content)
    except YAMLError as error:
        raise SuiteError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        raise SuiteError(f"{path.name}: {_sentence(error)}") from error


def _sentence(error: ValidationError) -> str:
    """The places and reasons of a pydantic error, without its links and type names."""
    reasons = []
    for problem in error.errors(include_url=False):
        place = ".".join(str(part) for part in problem["loc"]) or "the file"
        reason = "unknown key" if problem["type"] == "extra_forbidden" else problem["msg"]
        reasons.append(f"{place}: {reason}")
    return "; ".join(reasons)


def _check(file: str, table: str, expectation: Expectation) -> None:
    place = f"{file}, {expectation.name}"
    schema = frames.columns_of(table)
    if expectation.expect not in known_types():
        raise SuiteError(f"{place}: there is no expectation type {expectation.expect}")
    for column in (*named_columns(expectation), *expectation.where):
        if column not in schema:
            raise SuiteError(f"{place}: table {table} has no column {column}")
    for column, condition in expectation.where.items():
        _check_condition(f"{place}, where {column}", schema[column], condition)


def named_columns(expectation: Expectation) -> tuple[str, ...]:
    """The columns that an expectation's arguments name."""
    values = (expectation.arguments.get(argument, []) for argument in _COLUMN_ARGUMENTS)
    return tuple(name for value in values for name in ([value] if isinstance(value, str) else value))


def _check_condition(place: str, dtype: pl.DataType, condition: Condition) -> None:
    """A comparison with a value of another type would match nothing in silence."""
    if dtype.is_nested():
        raise SuiteError(f"{place}: a list cannot be compared")
    wanted = _literal_type(dtype)
    if isinstance(condition, Matches):
        if wanted is not str:
            raise SuiteError(f"{place}: a regular expression needs a column of text")
        return
    for value in condition if isinstance(condition, list) else [condition]:
        if type(value) is not wanted:
            hint = f"; write '{value}' in quotes" if wanted is str else ""
            raise SuiteError(f"{place}: {value!r} is not of the column's type, {wanted.__name__}{hint}")


def _literal_type(dtype: pl.DataType) -> type:
    """What a value in a suite file must be to be compared with a column; numbers are whole, so that they are exact."""
    if dtype.is_numeric():
        return int
    return bool if dtype == pl.Boolean else str


def _check_unique(file: str, expectations: Iterable[Expectation]) -> None:
    names = Counter(expectation.name for expectation in expectations)
    demands = Counter(
        f"{expectation.expect} {expectation.arguments} {expectation.where}" for expectation in expectations
    )
    for kind, counts in (("name", names), ("demand", demands)):
        twice = [text for text, count in counts.items() if count > 1]
        if twice:
            raise SuiteError(f"{file}: the same {kind} twice: {twice[0]}")


@cache
def known_types() -> frozenset[str]:
    """Expectation types there are: Great Expectations' own, read from its sources without importing it, and ours."""
    package = find_spec("great_expectations")
    if package is None or not package.submodule_search_locations:
        raise SuiteError("Great Expectations is not installed")
    core = Path(package.submodule_search_locations[0]) / "expectations" / "core" / "__init__.py"
    return CUSTOM_TYPES.union(_OWN_TYPES.findall(core.read_text(encoding="utf-8"))) - _ABSTRACT

"""Expectations that follow from ``hengliang.schema``, so that no suite file repeats what a column is.

What goes in: a table's name. What comes out: expectations on presence, allowed values, form and the key. All are hard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from expectations.outcome import key_of
from expectations.suite import Expectation, Title
from hengliang.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.schema import Column


def from_schema(table: str) -> tuple[Expectation, ...]:
    """The expectations that a table's columns imply.

    Args:
        table: a name in ``hengliang.schema.TABLES``.

    Returns:
        The uniqueness of the key first, then column by column.

    Raises:
        KeyError: for a table that does not exist.
    """
    columns = [expectation for column in TABLES[table] for expectation in _of_column(column)]
    return (*_of_key(key_of(table)), *columns)


def _of_key(key: tuple[str, ...]) -> Iterator[Expectation]:
    if not key:
        return
    words = "、".join(key)
    name = f"{'_and_'.join(key)}_is_unique"
    zh, en = f"{words} 不得重复", f"{' and '.join(key)} {'names' if len(key) == 1 else 'name'} a row"
    if len(key) == 1:
        yield _hard(name, zh, en, "expect_column_values_to_be_unique", column=key[0])
    else:
        yield _hard(name, zh, en, "expect_compound_columns_to_be_unique", column_list=list(key))


def _of_column(column: Column) -> Iterator[Expectation]:
    name = column.name
    if column.required:
        yield _hard(
            f"{name}_is_present", f"{name} 不得为空", f"{name} is never null",
            "expect_column_values_to_not_be_null", column=name,
        )  # fmt: skip
    if column.allowed is not None:
        yield _hard(
            f"{name}_is_allowed", f"{name} 须在规定的取值之内", f"{name} is one of the closed list",
            "expect_column_values_to_be_in_set", column=name, value_set=list(column.allowed),
        )  # fmt: skip
    if column.pattern is not None:
        yield _hard(
            f"{name}_is_well_formed", f"{name} 须合乎规定的格式", f"{name} has the form it must have",
            "expect_column_values_to_match_regex", column=name, regex=column.pattern,
        )  # fmt: skip


def _hard(name: str, zh: str, en: str, expect: str, **arguments: Any) -> Expectation:
    return Expectation(name=name, title=Title(zh=zh, en=en), severity="hard", expect=expect, arguments=arguments)

"""The codelist of the words in the heads of tables.

What goes in: ``codelists/headers.toml``. What comes out: ``Headers``, with alternatives for regular expressions.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Headers:
    """Word classes of heads, each a tuple, longest word first; and how the line of the unit reads."""

    unit_line: re.Pattern[str]
    offices: tuple[str, ...]
    corner: tuple[str, ...]
    corner_alone: tuple[str, ...]
    corner_in_line: tuple[str, ...]
    one_amount: tuple[str, ...]
    amounts: tuple[str, ...]
    products: tuple[str, ...]
    nameless: tuple[str, ...]
    growth: tuple[str, ...]
    compared: tuple[str, ...]
    vintages: tuple[str, ...]
    targets: tuple[str, ...]
    serial: tuple[str, ...]
    planned: tuple[str, ...]
    done: tuple[str, ...]
    version: tuple[str, ...]
    pieces: tuple[str, ...]
    funds: tuple[str, ...]
    in_each_budget: tuple[str, ...]
    own: tuple[str, ...]
    every_office: tuple[str, ...]
    not_spent: tuple[str, ...]
    first_item: tuple[str, ...]
    totals: tuple[str, ...]
    parts: tuple[str, ...]

    def any_of(self, *names: str, between: str = "") -> str:
        """The words of some classes as a non-capturing group, longest first.

        Args:
            names: of the classes.
            between: a pattern that may stand between a word's characters.
        """
        words = sorted((word for name in names for word in getattr(self, name)), key=len, reverse=True)
        return "(?:" + "|".join(between.join(map(re.escape, word)) for word in words) + ")"


@cache
def load_headers() -> Headers:
    """All word classes of heads.

    Raises:
        ValueError: for a class that is missing or unknown, or a word that stands twice in one.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("headers.toml").read_text(encoding="utf-8"))
    names = {field.name for field in fields(Headers)}
    if set(data) != names:
        raise ValueError(f"headers.toml: {set(data) ^ names}")
    unit_line = re.compile(data.pop("unit_line"))
    for name, words in data.items():
        if len(set(words)) != len(words):
            raise ValueError(f"headers.toml: {name}: {sorted(w for w in set(words) if words.count(w) > 1)} twice")
    return Headers(unit_line, **{name: tuple(sorted(words, key=len, reverse=True)) for name, words in data.items()})


def unit_lines(text: str) -> Iterator[re.Match[str]]:
    """Where a text gives the unit of a table, in order; the group ``unit`` is its word.

    Args:
        text: as read or normalised.

    Example:
        >>> [found["unit"] for found in unit_lines("编制单位：财政局  单 位：万元")]
        ['万元']
    """
    headers = load_headers()
    return (m for m in headers.unit_line.finditer(text) if not text.endswith(headers.offices, 0, m.start()))


def unit_line_in(text: str) -> re.Match[str] | None:
    """The first place where a text gives the unit of a table.

    Args:
        text: a line or a few.
    """
    return next(unit_lines(text), None)

"""The codelist of document kinds and of the words of headings.

What goes in: ``codelists/documents.toml``. What comes out: ``Kind`` records and the heading words, loaded strictly.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: how its titles and openings read."""

    name: str
    title: re.Pattern[str]
    opening: re.Pattern[str]
    outlook_default: bool


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("hengliang.codelists").joinpath("documents.toml").read_text(encoding="utf-8"))


@cache
def load_kinds() -> tuple[Kind, ...]:
    """The kinds in the order in which they are tried.

    Raises:
        ValueError: for unknown keys.
    """
    kinds = []
    for entry in _data()["kind"]:
        if not {"name", "title", "opening"} <= set(entry) <= {"name", "title", "opening", "outlook_default"}:
            raise ValueError(f"documents.toml: keys of {entry}")
        kinds.append(
            Kind(
                entry["name"],
                re.compile(entry["title"]),
                re.compile(entry["opening"]),
                entry.get("outlook_default", False),
            )
        )
    return tuple(kinds)


@cache
def load_heading_words() -> dict[str, list[str]]:
    """Words of headings that look ahead (``outlook``) or back (``review``)."""
    words: dict[str, list[str]] = _data()["headings"]
    both = set(words["outlook"]) & set(words["review"])
    if both or set(words) != {"outlook", "review"}:
        raise ValueError(f"documents.toml: headings: {both or set(words)}")
    return words

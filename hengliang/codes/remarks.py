"""The codelist of words by which the structure of a text is looked at.

What goes in: ``codelists/remarks.toml``. What comes out: ``RemarkWords``, with alternatives for regular expressions.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class RemarkWords:
    """Word classes, each a tuple, longest word first; what they mean stands in the file."""

    labels: tuple[str, ...]
    titles: tuple[str, ...]
    pictures: tuple[str, ...]
    counted: tuple[str, ...]
    complete: tuple[str, ...]
    partial: tuple[str, ...]
    actions: tuple[str, ...]
    verbs: tuple[str, ...]
    pairs: tuple[str, ...]

    def any_of(self, name: str) -> str:
        """The words of a class as a non-capturing group, longest first.

        Args:
            name: of the class.
        """
        return "(?:" + "|".join(map(re.escape, getattr(self, name))) + ")"


@cache
def load_remark_words() -> RemarkWords:
    """All word classes.

    Raises:
        ValueError: for a class that is missing, unknown or empty, or a word that stands twice in one.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("remarks.toml").read_text(encoding="utf-8"))
    names = {field.name for field in fields(RemarkWords)}
    if set(data) != names:
        raise ValueError(f"remarks.toml: {set(data) ^ names}")
    for name, words in data.items():
        if not words or len(set(words)) != len(words):
            raise ValueError(f"remarks.toml: {name}: empty, or a word twice")
    return RemarkWords(**{name: tuple(sorted(words, key=len, reverse=True)) for name, words in data.items()})

"""The codelist of digits and numerals that count nothing, compiled.

What goes in: ``codelists/phrases.toml``. What comes out: for a normalised text, the spans in which numbers are ignored.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern whose numbers are no quantities, and the reason that the table ``numbers`` gives."""

    reason: str
    pattern: re.Pattern[str]
    example: str


@cache
def load_phrases() -> tuple[Phrase, ...]:
    """All phrases, in the order of the file.

    Raises:
        ValueError: for unknown keys, a pattern that does not compile, or one that does not match its own example.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("phrases.toml").read_text(encoding="utf-8"))
    phrases = []
    for entry in data["phrase"]:
        if set(entry) != {"reason", "pattern", "example"}:
            raise ValueError(f"phrases.toml: keys of {entry}")
        phrase = Phrase(entry["reason"], re.compile(entry["pattern"]), entry["example"])
        if not phrase.pattern.search(phrase.example):
            raise ValueError(f"phrases.toml: {entry['pattern']} does not match its example {entry['example']}")
        phrases.append(phrase)
    return tuple(phrases)


def ignored_spans(text: str) -> list[tuple[int, int, str]]:
    """Spans of the normalised text in which numbers count nothing, each with its reason, in order."""
    spans = [(m.start(), m.end(), phrase.reason) for phrase in load_phrases() for m in phrase.pattern.finditer(text)]
    return sorted(spans)

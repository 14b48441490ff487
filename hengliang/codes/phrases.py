"""The codelist of digits and numerals that count nothing, compiled.

What goes in: ``codelists/phrases.toml``. What comes out: for a normalised text, the spans in which numbers are ignored.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


#: No phrase, with what it looks at behind it, reaches further from its first digits.
_REACH = 40


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern whose numbers are no quantities.

    Attributes:
        reason: what the table ``numbers`` gives.
        pattern: over the normalised text.
        example: a phrase that it matches.
        after: where it begins with digits, the characters one of which stands behind them; empty where it is tried all over.
    """

    reason: str
    pattern: re.Pattern[str]
    example: str
    after: str = ""


@cache
def load_phrases() -> tuple[Phrase, ...]:
    """All phrases, in the order of the file.

    Raises:
        ValueError: for unknown keys, a pattern that does not compile, or one that does not match its own example.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("phrases.toml").read_text(encoding="utf-8"))
    phrases = []
    for entry in data["phrase"]:
        if not {"reason", "pattern", "example"} <= set(entry) <= {"reason", "pattern", "example", "after"}:
            raise ValueError(f"phrases.toml: keys of {entry}")
        phrase = Phrase(entry["reason"], re.compile(entry["pattern"]), entry["example"], entry.get("after", ""))
        if not list(_matches(phrase, phrase.example)):
            raise ValueError(f"phrases.toml: {entry['pattern']} does not match its example {entry['example']}")
        phrases.append(phrase)
    return tuple(phrases)


def ignored_spans(text: str) -> list[tuple[int, int, str]]:
    """Spans of the normalised text in which numbers count nothing, each with its reason, in order."""
    found = {
        (match.start(), match.end(), phrase.reason)
        for phrase in load_phrases()
        if not phrase.after
        for match in phrase.pattern.finditer(text)
    }
    runs, phrases = _by_follower()
    for run in runs.finditer(text):
        for phrase in phrases[text[run.end()]]:
            found.update((m.start(), m.end(), phrase.reason) for m in _around(phrase, text, run))
    return sorted(found)


@cache
def _by_follower() -> tuple[re.Pattern[str], dict[str, list[Phrase]]]:
    """A pattern for the runs of digits that a phrase may begin with, and these phrases by the character behind."""
    phrases: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in load_phrases():
        for character in phrase.after:
            phrases[character].append(phrase)
    return _runs("".join(phrases)), phrases


def _runs(after: str) -> re.Pattern[str]:
    numerals = "一二两三四五六七八九十百千"
    return re.compile(
        rf"[0-9{numerals}](?:(?<=[0-9])(?<![0-9.].)[0-9.]*|(?<=[{numerals}])[{numerals}]*)(?=[{re.escape(after)}])"
    )


def _around(phrase: Phrase, text: str, run: re.Match[str]) -> Iterator[re.Match[str]]:
    """The matches of a phrase that begin in a run of digits."""
    return (m for m in phrase.pattern.finditer(text, run.start(), run.end() + _REACH) if m.start() < run.end())


def _matches(phrase: Phrase, text: str) -> Iterator[re.Match[str]]:
    """The matches of one phrase in a text."""
    if not phrase.after:
        yield from phrase.pattern.finditer(text)
        return
    for run in _runs(phrase.after).finditer(text):
        yield from _around(phrase, text, run)

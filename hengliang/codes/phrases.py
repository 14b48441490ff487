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

from hengliang.text.windows import windows_around

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    _Search = Callable[[str, int, int], re.Match[str] | None]

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
        holds: words one of which every match holds; a single one is looked for, and the pattern tried around it.
    """

    reason: str
    pattern: re.Pattern[str]
    example: str
    after: str = ""
    holds: tuple[str, ...] = ()


@cache
def load_phrases() -> tuple[Phrase, ...]:
    """All phrases, in the order of the file.

    Raises:
        ValueError: for unknown keys, a pattern that does not compile, or one that does not match its own example.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("phrases.toml").read_text(encoding="utf-8"))
    phrases = []
    for entry in data["phrase"]:
        if not {"reason", "pattern", "example"} <= set(entry) <= {"reason", "pattern", "example", "after", "holds"}:
            raise ValueError(f"phrases.toml: keys of {entry}")
        after, holds = entry.get("after", ""), tuple(entry.get("holds", ()))
        phrase = Phrase(entry["reason"], re.compile(entry["pattern"]), entry["example"], after, holds)
        if not list(_matches(phrase, phrase.example)):
            raise ValueError(f"phrases.toml: {entry['pattern']} does not match its example {entry['example']}")
        phrases.append(phrase)
    return tuple(phrases)


def ignored_spans(text: str) -> list[tuple[int, int, str]]:
    """Spans of the normalised text in which numbers count nothing, each with its reason, in order."""
    found = {
        (*match.span(), phrase.reason)
        for phrase in _all_over()
        for start, end in _stretches(phrase, text)
        for match in phrase.pattern.finditer(text, start, end)
        if not _cuts_number(text, match.start())
    }
    runs, phrases = _by_follower()
    for run in runs.finditer(text):
        start, end = run.span()
        for search, reason in phrases[text[end]]:
            match = search(text, start, end + _REACH)
            while match and match.start() < end:
                if not _cuts_number(text, match.start()):
                    found.add((*match.span(), reason))
                match = search(text, match.end(), end + _REACH)
    return sorted(found)


def _cuts_number(text: str, start: int) -> bool:
    """Whether a phrase would begin within a number: 20年计划 in 2020年计划."""
    return start > 0 and text[start].isdigit() and text[start - 1].isdigit()


@cache
def _all_over() -> tuple[Phrase, ...]:
    """The phrases that are not tried by the character behind digits."""
    return tuple(phrase for phrase in load_phrases() if not phrase.after)


def _stretches(phrase: Phrase, text: str) -> Iterable[tuple[int, int]]:
    """Where a text may hold a phrase."""
    holds = phrase.holds
    if len(holds) == 1:
        return windows_around(text, holds[0], _REACH)
    return ((0, len(text)),) if not holds or any(word in text for word in holds) else ()


@cache
def _by_follower() -> tuple[re.Pattern[str], dict[str, list[tuple[_Search, str]]]]:
    """A pattern for the runs of digits that a phrase may begin with, and by the character behind how to look for a phrase."""
    phrases: dict[str, list[tuple[_Search, str]]] = defaultdict(list)
    for phrase in load_phrases():
        for character in phrase.after:
            phrases[character].append((phrase.pattern.search, phrase.reason))
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
        for start, end in _stretches(phrase, text):
            yield from phrase.pattern.finditer(text, start, end)
        return
    for run in _runs(phrase.after).finditer(text):
        yield from _around(phrase, text, run)

"""Sentences and their clauses.

What goes in: a normalised text. What comes out: ``Sentence`` spans, each cut into ``Clause`` spans at commas, semicolons and
colons outside brackets. It does not read the words.
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

_END = frozenset("。！？\n")
_CUT = frozenset("，；：")
_OPENING = {"（": "）", "《": "》"}
_CLOSING = frozenset(_OPENING.values())
_END_MARK = re.compile(f"[{''.join(sorted(_END))}]")
_MARK = re.compile(f"[{''.join(sorted(_CUT | _CLOSING | _OPENING.keys()))}]")


class Clause(NamedTuple):
    """A stretch of a sentence between commas, semicolons, colons.

    Attributes:
        start: first character.
        end: character after the last, the separator left out.
        separator: what stands before it: empty at the sentence's head, else ，；：.
    """

    start: int
    end: int
    separator: str


#: A record made without the detour over its own constructor.
_clause = partial(tuple.__new__, Clause)


class Sentence(NamedTuple):
    """A sentence of the normalised text.

    Attributes:
        start: first character.
        end: character after its full stop.
        paragraph: where its paragraph begins.
        first: whether it begins its paragraph.
        clauses: its clauses, at least one.
    """

    start: int
    end: int
    paragraph: int
    first: bool
    clauses: tuple[Clause, ...]


def find_sentences(text: str, start: int = 0, stop: int | None = None) -> list[Sentence]:
    """The sentences of a normalised text, in order; empty ones are left out.

    Args:
        text: normalised text.
        start: where to begin: the first character of a paragraph.
        stop: where to end, the text's end if not given.
    """
    sentences: list[Sentence] = []
    stop = len(text) if stop is None else stop
    paragraph, first = start, True
    ends = [match.start() for match in _END_MARK.finditer(text, start, stop)]
    for position in [*ends, stop]:
        closed = position < stop and text[position] != "\n"
        end = position + closed
        if text[start:end].strip():
            sentences.append(Sentence(start, end, paragraph, first, _clauses(text, start, end)))
            first = False
        start = position + 1
        if not closed:
            paragraph, first = start, True
    return sentences


def _clauses(text: str, start: int, end: int) -> tuple[Clause, ...]:
    clauses = []
    depth, begin, separator = 0, start, ""
    for match in _MARK.finditer(text, start, end):
        position = match.start()
        char = text[position]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0:
            clauses.append(_clause((begin, position, separator)))
            begin, separator = position + 1, char
    stop = end - (text[end - 1] in _END)
    clauses.append(_clause((begin, max(begin, stop), separator)))
    return tuple(clauses)

"""jieba, set up for the genre: its cache in the user's own folder, its dictionary extended from the codelists.

What goes in: a phrase. What comes out: words with their part of speech. Only phrases of unknown vocabulary come here; what
the codelists know is matched without it.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from platformdirs import user_cache_path

from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import load_indicators

if TYPE_CHECKING:
    from collections.abc import Iterator

    import jieba.posseg


class Word(NamedTuple):
    """A word and its part of speech in jieba's tags (n, v, vn, a …)."""

    text: str
    flag: str


@cache
def _tagger() -> jieba.posseg.POSTokenizer:
    import jieba  # noqa: PLC0415  (0.7 s to load: only when a phrase needs it)
    import jieba.posseg  # noqa: PLC0415

    jieba.setLogLevel(logging.WARNING)
    folder = user_cache_path("hengliang", appauthor=False, ensure_exists=True)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(folder)
    tokenizer.initialize()
    grammar = load_grammar()
    for indicator in load_indicators():
        for name in (indicator.name, *indicator.aliases):
            tokenizer.add_word(name, tag="n")
    for verb in grammar.content_verbs:
        if len(verb) > 1 and tokenizer.FREQ.get(verb, 0) == 0:
            tokenizer.add_word(verb, tag="v")
    return jieba.posseg.POSTokenizer(tokenizer)


@cache
def tag(phrase: str) -> tuple[Word, ...]:
    """The words of a phrase with their parts of speech."""
    return tuple(Word(pair.word, pair.flag) for pair in _pairs(phrase))


def _pairs(phrase: str) -> Iterator[jieba.posseg.pair]:
    yield from _tagger().cut(phrase, HMM=True)

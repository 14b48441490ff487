"""jieba, set up for the genre: its cache in the user's own folder, its dictionary extended from the codelists.

What goes in: a phrase. What comes out: words with their part of speech. Only phrases of unknown vocabulary come here; what
the codelists know is matched without it.
"""

from __future__ import annotations

import logging
import marshal
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from platformdirs import user_cache_path

from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import load_indicators

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    import jieba.posseg


class Word(NamedTuple):
    """A word and its part of speech in jieba's tags (n, v, vn, a …)."""

    text: str
    flag: str


def _import_posseg() -> ModuleType:
    """Jieba's tagger, without pkg_resources: jieba asks for it only to find its own files, and it costs 0.3 s to load."""
    absent = "pkg_resources" not in sys.modules
    if absent:
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        import jieba  # noqa: PLC0415  (loaded when a phrase first needs it)
        import jieba.posseg  # noqa: PLC0415
    finally:
        if absent:
            del sys.modules["pkg_resources"]
    jieba.setLogLevel(logging.WARNING)
    posseg: ModuleType = jieba.posseg
    return posseg


@cache
def _tagger() -> jieba.posseg.POSTokenizer:
    """A tokenizer of our own, so that words added here do not change jieba for the rest of the process."""
    posseg = _import_posseg()
    import jieba  # noqa: PLC0415

    tokenizer = jieba.Tokenizer()
    _load_dictionary(tokenizer, user_cache_path("hengliang", appauthor=False, ensure_exists=True), jieba.__version__)
    _add_codelists(tokenizer)
    tagger = posseg.POSTokenizer.__new__(posseg.POSTokenizer)  # its __init__ would read the words' tags a second time
    tagger.tokenizer = tokenizer
    tagger.word_tag_tab = dict(posseg.dt.word_tag_tab)
    return tagger


def _load_dictionary(tokenizer: jieba.Tokenizer, folder: Path, version: str) -> None:
    """Load jieba's dictionary from the cache in the user's own folder; jieba writes it there at the first use.

    jieba reads its cache with ``marshal.load`` from an open file, byte by byte, which takes three times as long as
    reading it whole. A cache that cannot be read is left to jieba, which builds it anew.
    """
    tokenizer.tmp_dir = str(folder)
    tokenizer.cache_file = f"jieba-{version}.cache"
    try:
        tokenizer.FREQ, tokenizer.total = marshal.loads((folder / tokenizer.cache_file).read_bytes())  # noqa: S302  (our own file)
        tokenizer.initialized = True
    except (OSError, ValueError, EOFError, TypeError):
        tokenizer.initialize()


def _add_codelists(tokenizer: jieba.Tokenizer) -> None:
    grammar = load_grammar()
    for indicator in load_indicators():
        for name in (indicator.name, *indicator.aliases, *indicator.also):
            tokenizer.add_word(name, tag="n")
    for verb in grammar.content_verbs:
        if len(verb) > 1 and tokenizer.FREQ.get(verb, 0) == 0:
            tokenizer.add_word(verb, tag="v")


@cache
def tag(phrase: str) -> tuple[Word, ...]:
    """The words of a phrase with their parts of speech."""
    return tuple(Word(pair.word, pair.flag) for pair in _pairs(phrase))


def _pairs(phrase: str) -> Iterator[jieba.posseg.pair]:
    yield from _tagger().cut(phrase, HMM=True)

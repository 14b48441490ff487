"""jieba, set up for the genre: its cache in the user's own folder, its dictionary extended from the codelists.

What goes in: a phrase. What comes out: words with their part of speech. Only phrases of unknown vocabulary come here; what
the codelists know is matched without it. Parts of speech come from jieba's dictionary alone: its tagger for unknown words
takes twenty times as long, and names hardly anything but nouns.
"""

from __future__ import annotations

import logging
import marshal
import sys
from functools import cache, lru_cache
from math import inf, log
from typing import TYPE_CHECKING, NamedTuple

from platformdirs import user_cache_path

from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import load_indicators

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    import jieba

    from hengliang.codes.indicators import Indicator


#: Tags that words of a noun phrase have.
NOUN_FLAGS = ("n", "vn", "an", "b", "j", "l", "i", "s", "f", "eng", "nz", "ng", "zg", "g", "k", "h", "z", "t", "x")


class Word(NamedTuple):
    """A word and its part of speech in jieba's tags (n, v, vn, a …)."""

    text: str
    flag: str


def _import_jieba() -> ModuleType:
    """Jieba without pkg_resources: jieba asks for it only to find its own files, and it costs 0.3 s to load."""
    absent = "pkg_resources" not in sys.modules
    if absent:
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        import jieba  # noqa: PLC0415  (loaded when a phrase first needs it)
    finally:
        if absent:
            del sys.modules["pkg_resources"]
    jieba.setLogLevel(logging.WARNING)
    module: ModuleType = jieba
    return module


@cache
def _tokenizer() -> tuple[jieba.Tokenizer, dict[str, str]]:
    """A tokenizer of our own, so that words added here do not change jieba for the rest of the process, and its tags."""
    module = _import_jieba()
    tokenizer = _quick(module)
    _load_dictionary(tokenizer, user_cache_path("hengliang", appauthor=False, ensure_exists=True), module.__version__)
    with module.get_dict_file() as file:
        entries = file.read().decode("utf-8").split()
    return tokenizer, {**dict(zip(entries[::3], entries[2::3], strict=True)), **_add_codelists(tokenizer)}


def _quick(module: ModuleType) -> jieba.Tokenizer:
    """A tokenizer that looks for the words at each place and weighs them in one go, from the end: jieba does it in two."""

    class Quick(module.Tokenizer):  # type: ignore[misc, name-defined]
        def _Tokenizer__cut_DAG(self, sentence: str) -> list[str]:  # noqa: N802 - jieba's name
            words: list[str] = []
            alone, start, ends = "", 0, _ends(self, sentence)
            while start < len(sentence):
                end = ends[start]
                if end - start == 1:
                    alone += sentence[start]
                else:
                    words += self.guessed(alone)
                    words.append(sentence[start:end])
                    alone = ""
                start = end
            return words + self.guessed(alone)

        def guessed(self, alone: str) -> list[str]:
            """The words of characters that stand alone in the best way to take a sentence apart."""
            single = len(alone) < 2 or self.FREQ.get(alone)
            return list(alone if single else module.finalseg.cut(alone))

    return Quick()


def _ends(tokenizer: jieba.Tokenizer, sentence: str) -> list[int]:
    """Where the word ends that begins at each place, in the best way to take a sentence apart from there."""
    frequency, total, size = tokenizer.FREQ.get, log(tokenizer.total), len(sentence)
    weights = [0.0] * (size + 1)
    ends = [0] * size
    for start in range(size - 1, -1, -1):
        best, end = -inf, start + 1
        last = end
        word = sentence[start]
        while (count := frequency(word)) is not None:
            if count:
                weight = log(count) - total + weights[end]
                if weight >= best:
                    best, last = weight, end
            if end == size:
                break
            end += 1
            word = sentence[start:end]
        if best == -inf:
            best = log(1) - total + weights[start + 1]
        weights[start], ends[start] = best, last
    return ends


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


def _names(indicator: Indicator) -> list[str]:
    """An indicator's names without those that are half a sentence: 规模以上工业企业实现利润."""
    return [name for name in (indicator.name, *indicator.aliases, *indicator.also) if "实现" not in name]


def _add_codelists(tokenizer: jieba.Tokenizer) -> dict[str, str]:
    """Add the codelists' words; they come back with their tags."""
    indicators = load_indicators()
    tags = {name: "n" for known in indicators for name in _names(known)}
    verbs = (verb for verb in load_grammar().content_verbs if len(verb) > 1 and not tokenizer.FREQ.get(verb))
    tags |= dict.fromkeys(verbs, "v") | dict.fromkeys(load_grammar().compounds, "n")
    for word in tags:
        tokenizer.add_word(word)
    return tags


@lru_cache(maxsize=1 << 14)
def tag(phrase: str) -> tuple[Word, ...]:
    """The words of a phrase with their parts of speech.

    A word that the dictionary lacks is ``m`` where it begins with a digit, ``eng`` or ``n`` by its letters, else ``x``.
    """
    tokenizer, tags = _tokenizer()
    return tuple(Word(word, tags.get(word) or _unknown(word)) for word in tokenizer.cut(phrase))


def in_dictionary(word: str) -> bool:
    """Whether a word is one that the dictionary or the codelists list, no guess."""
    return word in _tokenizer()[1]


def _unknown(word: str) -> str:
    if not word[0].isalnum():
        return "x"
    return "m" if word[0].isdigit() else "eng" if word.isascii() else "n"

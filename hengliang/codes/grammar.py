"""The codelist of words that the binding rules know by class.

What goes in: ``codelists/grammar.toml``. What comes out: ``Grammar``, with the alternatives ready for regular expressions,
longest first.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib.resources import files

from hengliang.codes.patterns import any_of


class Words(tuple[str, ...]):
    """The words of a class, longest first; whether a word is one of them takes one look."""

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self)

    def __contains__(self, word: object) -> bool:
        """Whether a word is of the class."""
        return word in self._known

    @cached_property
    def first(self) -> frozenset[str]:
        """The first characters of the words."""
        return frozenset(word[0] for word in self)

    @cached_property
    def last(self) -> frozenset[str]:
        """The last characters of the words: a look at one spares most phrases a pattern."""
        return frozenset(word[-1] for word in self)


@dataclass(frozen=True)
class Grammar:
    """Word classes; each is a tuple, longest word first."""

    lead: Words
    keep_lead: Words
    trail: Words
    keep_trail: Words
    content_verbs: Words
    shared_verbs: Words
    attributive_verbs: Words
    summed_verbs: Words
    yearly_amounts: Words
    relational: Words
    self_relational: Words
    growth_nouns: Words
    growth_verbs: Words
    falling: Words
    heads: Words
    modifiers: Words
    own_area: Words
    foreign: Words
    rank_verbs: Words
    qualifiers: Words
    vintages: Words
    real_prices: Words
    nominal_prices: Words
    main_verbs: Words
    generic_nouns: Words
    no_topics: Words
    collective: Words
    shared_tails: Words
    shared_measures: Words
    kind_nouns: Words
    shared_scopes: Words
    shared_leads: Words
    intensities: Words
    allotting_verbs: Words
    short_names: Words
    twin_words: Words
    no_wholes: Words
    part_verbs: Words
    unitless: Words
    crops: Words
    compounds: Words
    suffixes: Words
    schemes: Words
    scheme_verbs: Words
    progress: Words
    sizes: Words
    attribute_openers: Words
    honours: Words
    brands: Words
    part_ends: Words

    @cached_property
    def twins(self) -> dict[str, list[str]]:
        """Words that stand for two, and these two: 存贷款 is 存款 and 贷款."""
        pairs = (entry.split("=") for entry in self.twin_words)
        return {word: halves.split("|") for word, halves in pairs}

    @cached_property
    def crops_in_full(self) -> dict[str, str]:
        """Crops in one character, and their names."""
        return dict(entry.split("=") for entry in self.crops)

    def alternatives(self, name: str) -> str:
        """The words of a class as a non-capturing group, the longest that stands there."""
        return any_of(getattr(self, name))


@cache
def load_grammar() -> Grammar:
    """All word classes.

    Raises:
        ValueError: for a class that is missing or unknown, or a word that stands twice in one.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("grammar.toml").read_text(encoding="utf-8"))
    names = {field.name for field in fields(Grammar)}
    if set(data) != names:
        raise ValueError(f"grammar.toml: {set(data) ^ names}")
    for name, words in data.items():
        if len(set(words)) != len(words):
            raise ValueError(f"grammar.toml: {name}: {sorted(w for w in set(words) if words.count(w) > 1)} twice")
    return Grammar(**{name: Words(sorted(words, key=len, reverse=True)) for name, words in data.items()})

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


@dataclass(frozen=True)
class Grammar:
    """Word classes; each is a tuple, longest word first."""

    lead: tuple[str, ...]
    keep_lead: tuple[str, ...]
    trail: tuple[str, ...]
    keep_trail: tuple[str, ...]
    content_verbs: tuple[str, ...]
    shared_verbs: tuple[str, ...]
    attributive_verbs: tuple[str, ...]
    relational: tuple[str, ...]
    self_relational: tuple[str, ...]
    growth_nouns: tuple[str, ...]
    growth_verbs: tuple[str, ...]
    falling: tuple[str, ...]
    heads: tuple[str, ...]
    modifiers: tuple[str, ...]
    own_area: tuple[str, ...]
    foreign: tuple[str, ...]
    rank_verbs: tuple[str, ...]
    qualifiers: tuple[str, ...]
    vintages: tuple[str, ...]
    real_prices: tuple[str, ...]
    nominal_prices: tuple[str, ...]
    main_verbs: tuple[str, ...]
    generic_nouns: tuple[str, ...]
    no_topics: tuple[str, ...]
    collective: tuple[str, ...]
    shared_tails: tuple[str, ...]
    shared_measures: tuple[str, ...]
    kind_nouns: tuple[str, ...]
    shared_scopes: tuple[str, ...]
    shared_leads: tuple[str, ...]
    intensities: tuple[str, ...]
    allotting_verbs: tuple[str, ...]
    short_names: tuple[str, ...]
    twin_words: tuple[str, ...]
    no_wholes: tuple[str, ...]
    part_verbs: tuple[str, ...]
    unitless: tuple[str, ...]
    crops: tuple[str, ...]
    compounds: tuple[str, ...]
    suffixes: tuple[str, ...]
    schemes: tuple[str, ...]
    scheme_verbs: tuple[str, ...]
    progress: tuple[str, ...]
    sizes: tuple[str, ...]
    attribute_openers: tuple[str, ...]

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
    return Grammar(**{name: tuple(sorted(words, key=len, reverse=True)) for name, words in data.items()})

"""The indicators of a list of numbers, one for each: A、B、C分别为x、y、z.

What goes in: the predicate of the first number, all the numbers, the context. What comes out: as many subjects as numbers,
or none where the list cannot be told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengliang.bind.bound import Subject
from hengliang.bind.coordination import split
from hengliang.bind.nominal import clean, name_indicator
from hengliang.bind.subject import join
from hengliang.codes.grammar import load_grammar

if TYPE_CHECKING:
    from hengliang.bind.context import Context
    from hengliang.bind.predicate import Predicate
    from hengliang.quantities.mention import Mention


def shared_verb(text: str) -> str:
    """The verb at the head of a phrase that the next items of its list share, empty where there is none."""
    verbs = load_grammar().shared_verbs
    return next(verb for verb in verbs if text.startswith(verb)) if text.startswith(verbs) else ""


def find_list(predicate: Predicate, mentions: list[Mention], context: Context, areas: tuple[str, ...]) -> list[Subject]:
    """The subjects of a list of numbers, one for each; empty where the list cannot be told apart.

    Args:
        predicate: of the first number.
        mentions: the numbers, at least two.
        context: what earlier clauses have bound.
        areas: names of areas to take off the front.
    """
    before, sign, after = predicate.subject.partition("分别")
    tail = clean(after, areas).text if sign else ""
    phrase = clean(before if sign else predicate.subject, areas)
    count = len(mentions)
    names = split(phrase.text, count) if phrase.text else []
    how = phrase.text
    grammar = load_grammar()
    if not names and (not phrase.text or phrase.text in grammar.relational):
        tail = tail or phrase.text
        source = context.listed if len(context.listed) == count else context.recent[-count:]
        names, how = (list(source), "carried list") if len(source) == count else ([], "")
    if not names:
        return []
    if tail:
        names = [_with_tail(name, tail) for name in names]
    scaled = mentions[-1].scaled
    subjects = [
        name_indicator(name, mention.scaled or scaled, predicate.measure)
        for name, mention in zip(names, mentions, strict=True)
    ]
    return [Subject((name,), full=True, used=0, how=how, scopes=phrase.scopes) for name in subjects]


def _with_tail(name: str, tail: str) -> str:
    if tail in load_grammar().content_verbs:
        return tail + name
    return join(name, tail)

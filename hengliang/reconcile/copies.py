"""Near-copies: which documents repeat each other's sentences, laid side by side clause by clause.

What goes in: sentences in their places and ``documents``. What comes out: ``Copy`` records (two documents, their aligned
clauses, which side is the copy) and the groups of documents that count as one independent source. Two reports of
one place in two years share their phrases but not their numbers; copies share both, and that is the test. Nothing
is compared here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import TYPE_CHECKING

from hengliang.reconcile.clauses import Clause, Place, clauses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import polars as pl

#: A clause shorter than this (numbers masked to one character) is too common to show copying.
_LONG = 10
#: A clause in more documents than this is a phrase of the genre.
_MOST_DOCUMENTS = 8
#: Copies share at least so many long clauses with numbers, of which so many with the same numbers …
_FEWEST_SHARED = 3
_SAME_NUMBERS = 0.7
#: … and so much of the shorter document.
_CONTAINED = 0.15
#: Aligned clauses are alike to this degree, numbers masked.
_ALIKE = 0.8
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Copy:
    """Two documents of which one repeats the other.

    Attributes:
        documents: their ids, sorted.
        copy: the id of the side that repeats, None where it cannot be told.
        grounds: on what grounds, a phrase for a person.
        aligned: clauses that correspond, in the order of ``documents``.
    """

    documents: tuple[str, str]
    copy: str | None
    grounds: str
    aligned: tuple[tuple[Clause, Clause], ...]


class Copies:
    """All near-copies among the documents.

    Attributes:
        found: the pairs, sorted by their documents.
    """

    def __init__(self, found: Iterable[Copy], documents: Iterable[str]) -> None:
        self.found = tuple(sorted(found, key=lambda copy: copy.documents))
        self._by_pair = {copy.documents: copy for copy in self.found}
        self._group = _components(sorted(documents), [copy.documents for copy in self.found])

    def between(self, one: str, other: str) -> Copy | None:
        """The copying between two documents, None where there is none."""
        return self._by_pair.get((min(one, other), max(one, other)))

    def independent(self, documents: Iterable[str]) -> int:
        """How many of the documents are independent of each other."""
        return len({self._group.get(document, document) for document in documents})


def find_copies(sentences: Iterable[Place], documents: pl.DataFrame) -> Copies:
    """Find near-copies.

    Args:
        sentences: the sentences in their places.
        documents: the table ``documents``; its kinds tell a newspaper from what it reports.
    """
    by_document: dict[str, list[Clause]] = defaultdict(list)
    for place in sentences:
        by_document[place.document_id] += clauses(place)
    for made in by_document.values():
        made.sort(key=lambda clause: clause.order)
    kinds = dict(documents.select("document_id", "kind").iter_rows())
    found = [_copy(pair, by_document, kinds) for pair in sorted(_pairs(by_document))]
    return Copies(found, by_document)


def _evidence(made: Iterable[Clause]) -> Iterator[Clause]:
    """The clauses that can show copying: long ones with a number."""
    return (clause for clause in made if clause.numbers and len(clause.masked) >= _LONG)


def _pairs(by_document: Mapping[str, list[Clause]]) -> list[tuple[str, str]]:
    """The pairs of documents that share enough."""
    index: dict[str, dict[str, set[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(set))
    sizes: Counter[str] = Counter()
    for document_id, made in by_document.items():
        for clause in _evidence(made):
            index[clause.masked][document_id].add(tuple(number.text for number in clause.numbers))
        sizes[document_id] = len({clause.masked for clause in _evidence(made)})
    shared: Counter[tuple[str, str]] = Counter()
    same: Counter[tuple[str, str]] = Counter()
    for holders in index.values():
        if not 2 <= len(holders) <= _MOST_DOCUMENTS:
            continue
        for pair in combinations(sorted(holders), 2):
            shared[pair] += 1
            same[pair] += bool(holders[pair[0]] & holders[pair[1]])
    return [
        pair
        for pair, count in shared.items()
        if count >= _FEWEST_SHARED
        and same[pair] >= _SAME_NUMBERS * count
        and count >= _CONTAINED * min(sizes[d] for d in pair)
    ]


def _copy(pair: tuple[str, str], by_document: Mapping[str, list[Clause]], kinds: Mapping[str, str]) -> Copy:
    one, other = by_document[pair[0]], by_document[pair[1]]
    aligned = tuple(_align(one, other))
    copy, grounds = _direction(pair, kinds, (len(one), len(other)))
    return Copy(pair, copy, grounds, aligned)


def _direction(pair: tuple[str, str], kinds: Mapping[str, str], sizes: tuple[int, int]) -> tuple[str | None, str]:
    """Which side repeats the other, and why that is thought."""
    news = [kinds.get(document_id) == "newspaper" for document_id in pair]
    if news[0] != news[1]:
        return pair[0 if news[0] else 1], "报纸摘登了报告"
    if max(sizes) >= 2 * min(sizes):
        return pair[0 if sizes[0] < sizes[1] else 1], "篇幅短的一方是摘要"
    return None, "两份文件文字相同，无从判断谁转自谁"


def _align(one: list[Clause], other: list[Clause]) -> Iterator[tuple[Clause, Clause]]:
    """Clauses that correspond: equal but for their numbers, or alike and like no other."""
    rest = defaultdict(list)
    for clause in other:
        rest[clause.masked].append(clause)
    left: list[Clause] = []
    for clause in one:
        equals = rest.get(clause.masked)
        if equals and len(clause.masked) >= 8:
            yield clause, _nearest_numbers(clause, equals)
        elif not equals:
            left.append(clause)
    taken = {clause.masked for clause in one}
    yield from _align_alike(left, [clause for clause in other if clause.masked not in taken])


def _nearest_numbers(clause: Clause, equals: list[Clause]) -> Clause:
    """Of clauses that differ in their numbers at most, the one with the most numbers in common."""
    texts = [number.text for number in clause.numbers]

    def common(candidate: Clause) -> int:
        return sum(number.text == text for number, text in zip(candidate.numbers, texts, strict=False))

    return min(equals, key=lambda candidate: (-common(candidate), candidate.order))


def _align_alike(one: list[Clause], other: list[Clause]) -> Iterator[tuple[Clause, Clause]]:
    grams: dict[str, set[int]] = defaultdict(set)
    for i, clause in enumerate(other):
        for gram in _grams(clause.masked):
            grams[gram].add(i)
    for clause in one:
        own = _grams(clause.masked)
        votes = Counter(i for gram in own for i in grams.get(gram, ()))
        likely = sorted(votes, key=lambda i: (-votes[i], i))[:3]
        scored = [(_likeness(clause, other[i]), -i) for i in likely if votes[i] * 3 >= len(own)]
        ratio, best = max(scored, default=(0.0, 0))
        if ratio >= _ALIKE and len(clause.masked) >= _LONG:
            yield clause, other[-best]


def _grams(text: str) -> set[str]:
    return {text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1)}


def _likeness(a: Clause, b: Clause) -> float:
    if len(a.numbers) != len(b.numbers):
        return 0.0
    return SequenceMatcher(None, a.masked, b.masked, autojunk=False).ratio()


def _components(documents: list[str], pairs: list[tuple[str, str]]) -> dict[str, str]:
    """For each document the first one of its group, documents that copy each other being one group."""
    group = {document: document for document in documents}

    def top(document: str) -> str:
        while group[document] != document:
            document = group[document]
        return document

    for one, other in pairs:
        first, second = sorted((top(one), top(other)))
        group[second] = first
    return {document: top(document) for document in documents}

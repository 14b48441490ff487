"""Near-copies: which documents repeat each other's sentences, laid side by side clause by clause.

What goes in: sentences in their places, what ``evidence`` found in them, and ``documents``. What comes out: ``Copy`` records
(two documents, their aligned clauses, which side is the copy) and the groups of documents that count as one independent
source. Nothing is compared here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from hengliang.reconcile.clauses import Clause, Place, clauses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Aligned clauses are alike to this degree, numbers masked, and at least so long.
_ALIKE = 0.8
_LONG = 10
_GRAM = 4
#: What stands between clauses that correspond may differ more.
_NEAR = 0.6


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

    def __init__(self, found: Iterable[Copy]) -> None:
        self.found = tuple(sorted(found, key=lambda copy: copy.documents))
        self._by_pair = {copy.documents: copy for copy in self.found}
        self._group = _components([copy.documents for copy in self.found])

    def groups(self) -> frozenset[frozenset[str]]:
        """The documents that copy each other, each group of them that counts as one independent source."""
        members: dict[str, set[str]] = defaultdict(set)
        for document_id, first in self._group.items():
            members[first].add(document_id)
        return frozenset(map(frozenset, members.values()))

    def between(self, one: str, other: str) -> Copy | None:
        """The copying between two documents, None where there is none."""
        return self._by_pair.get((min(one, other), max(one, other)))

    def independent(self, documents: Iterable[str]) -> int:
        """How many of the documents are independent of each other."""
        return len({self._group.get(document, document) for document in documents})


def align(pairs: Iterable[tuple[str, str]], sentences: Iterable[Place], kinds: Mapping[str, str]) -> list[Copy]:
    """Lay near-copies side by side.

    Args:
        pairs: two documents each, their ids sorted.
        sentences: the sentences of these documents, in their places.
        kinds: document id to kind, which tells a newspaper from what it reports.
    """
    pairs = sorted(pairs)
    wanted = {document_id for pair in pairs for document_id in pair}
    by_document: dict[str, list[Clause]] = defaultdict(list)
    for place in sentences:
        if place.document_id in wanted:
            by_document[place.document_id] += clauses(place)
    for made in by_document.values():
        made.sort(key=lambda clause: clause.order)
    return [_copy(pair, by_document, kinds) for pair in pairs]


def _copy(pair: tuple[str, str], by_document: Mapping[str, list[Clause]], kinds: Mapping[str, str]) -> Copy:
    one, other = by_document[pair[0]], by_document[pair[1]]
    copy, grounds = _direction(pair, kinds, (len(one), len(other)))
    aligned = list(_align(one, other))
    return Copy(pair, copy, grounds, (*aligned, *_between(aligned, one, other)))


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


def _between(
    aligned: list[tuple[Clause, Clause]], one: list[Clause], other: list[Clause]
) -> Iterator[tuple[Clause, Clause]]:
    """Short clauses that stand alone between two that correspond, in both documents: 固定资产投资增长9.6%."""
    places = ({id(clause): i for i, clause in enumerate(one)}, {id(clause): i for i, clause in enumerate(other)})
    pairs = {places[0][id(a)]: places[1][id(b)] for a, b in aligned}
    taken = set(pairs.values())
    for i, j in sorted(pairs.items()):
        if i + 1 in pairs or pairs.get(i + 2) != j + 2 or j + 1 in taken:
            continue
        a, b = one[i + 1], other[j + 1]
        if a.numbers and SequenceMatcher(None, a.masked, b.masked, autojunk=False).ratio() >= _NEAR:
            yield a, b


def _grams(text: str) -> set[str]:
    return {text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1)}


def _likeness(a: Clause, b: Clause) -> float:
    if len(a.numbers) != len(b.numbers):
        return 0.0
    return SequenceMatcher(None, a.masked, b.masked, autojunk=False).ratio()


def _components(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """For each document of a pair the first one of its group, documents that copy each other being one group."""
    group = {document: document for pair in pairs for document in pair}

    def top(document: str) -> str:
        """The first document of the group."""
        while group[document] != document:
            document = group[document]
        return document

    for one, other in pairs:
        first, second = sorted((top(one), top(other)))
        group[second] = first
    return {document: top(document) for document in group}

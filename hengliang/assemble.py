"""From positions in the normalised text to records in the document's own offsets.

What goes in: what the walk has bound. What comes out: ``Observation`` and ``NumberRecord`` records and the document's row.
``text[start:end] == quote`` holds by construction: quotes are cut from the text as read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from hengliang.records import Document, NumberRecord, Observation
from hengliang.rules import version_here
from hengliang.unread import unread_pages

if TYPE_CHECKING:
    from hengliang.bind.area import Territory
    from hengliang.bind.bound import Bound
    from hengliang.quantities.mention import Mention
    from hengliang.text.normalise import Normalised
    from hengliang.text.years import Years

_SIGNED = frozenset({"growth", "average_growth", "change", "points"})
#: Records made without the detour over their own constructor.
_record, _observed = partial(tuple.__new__, NumberRecord), partial(tuple.__new__, Observation)
_DIGITS = re.compile(r"[0-9０-９]+")


def observations_of(document: Document, normalised: Normalised, bound: list[Bound]) -> list[Observation]:
    """The observations of a document, in order of place."""
    return [_observation(document, normalised, item) for item in sorted(bound, key=attrgetter("mention.start"))]


def _observation(document: Document, normalised: Normalised, item: Bound) -> Observation:
    mention, sentence, offsets, text = item.mention, item.sentence, normalised.offsets, document.text
    start, end = offsets[mention.start], offsets[mention.end - 1] + 1
    first, last = offsets[sentence.start], offsets[sentence.end - 1] + 1
    value = mention.value if mention.value is not None else Decimal(0)
    high = mention.value_high
    if item.negative and item.measure in _SIGNED and value > 0:
        value, high = -value, (-high if high is not None else None)
    return _observed((
        start, end, text[start:end], text[first:last].strip(), value, item.unit, item.indicator, item.ref_area, item.time_period,
        item.measure, item.status, {key: words for key, words in item.evidence.items() if words}, mention.bound, high, item.base_period, item.share_of, item.peer_group, item.vintage, item.price_basis,
        item.qualifier,
    ))  # fmt: skip


def number_records(
    document: Document,
    normalised: Normalised,
    mentions: list[Mention],
    rejected: dict[int, str],
    observations: list[Observation],
    labels: list[NumberRecord],
) -> list[NumberRecord]:
    """What became of every number: those the walk met, those of tables, and digits that are in neither."""
    by_start: dict[int, list[int]] = {}
    for index, observation in enumerate(observations):
        by_start.setdefault(observation.start, []).append(index)
    records = []
    text, offsets = document.text, normalised.offsets
    at, why_none = by_start.get, rejected.get
    covered = bytearray(len(text) + 1)
    for mention in mentions:
        begin, _, number_start, number_end, _, value, unit, _, kind, *_ = mention
        start, end = offsets[number_start], offsets[number_end - 1] + 1
        covered[start:end] = b"\1" * (end - start)
        found = at(offsets[begin]) if kind != "ignored" else None
        if found:
            records.append(_record((start, end, text[start:end], value, unit, "observation", "", tuple(found))))
            continue
        reason = mention.reason or why_none(number_start, "")
        records.append(
            _record((start, end, text[start:end], value, unit, "ignored" if reason else "unexplained", reason, ()))
        )
    for label in labels:
        covered[label.start : label.end] = b"\1" * (label.end - label.start)
        records.append(label)
    records += _cells(document, observations, covered)
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if not covered[start] and covered.find(1, start, end) < 0:
            reason = next((why for first, last, why in normalised.dropped if first <= start < last), "")
            outcome = "ignored" if reason else "unexplained"
            records.append(NumberRecord(start, end, match[0], Decimal(match[0]), "", outcome, reason))
    return sorted(records, key=itemgetter(0))


def _cells(document: Document, observations: list[Observation], covered: bytearray) -> list[NumberRecord]:
    """The numbers of table cells that became observations."""
    records = []
    for index, observation in enumerate(observations):
        if covered.find(1, observation.start, observation.end) < 0:
            covered[observation.start : observation.end] = b"\1" * (observation.end - observation.start)
            quote = document.text[observation.start : observation.end]
            records.append(
                NumberRecord(
                    observation.start,
                    observation.end,
                    quote,
                    observation.value,
                    observation.unit,
                    "observation",
                    "",
                    (index,),
                )
            )
    return records


def document_row(
    document: Document, kind: str, title: str, territory: Territory, years: Years, observations: int, rules_version: str
) -> dict[str, object]:
    """The row of the table ``documents``."""
    unread = unread_pages(document)
    return {
        "document_id": document.document_id, "document": document.name, "kind": kind, "title": title, "ref_area": territory.name,
        "ref_area_code": territory.code, "time_period": str(years.reported or ""), "published": years.given, "publisher": "",
        "encoding": document.encoding, "reader": document.reader, "pages": len(document.pages), "characters": len(document.text),
        "observations": observations, "outcome": "published", "path": str(document.path),
        "unread": unread, "rules_version": version_here(rules_version) if unread else rules_version,
    }  # fmt: skip

"""From a document as read to its rows: the whole of reading meaning out of text, as one pure function.

What goes in: a ``Document``. What comes out: an ``Extraction`` with frames in the schema of ``documents`` (one row),
``observations``, ``numbers`` and ``remarks``. It reads no file and writes none.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import PurePath
from typing import TYPE_CHECKING, Generic, TypeVar

from hengliang.assemble import document_row, number_records, observations_of
from hengliang.bind.bound import Bound, Setting
from hengliang.bind.cells import bind_tables
from hengliang.bind.walk import Walker
from hengliang.collector import collector_at_rest
from hengliang.quantities.dates import PeriodExpression, find_periods
from hengliang.quantities.mentions import find_mentions
from hengliang.remark.structure import remarks_of
from hengliang.rules import rules_version
from hengliang.tables import documents_frame, numbers_frame, observation_ids, observations_frame, remarks_frame
from hengliang.text.anchors import anchored
from hengliang.text.cell_prose import prose_in
from hengliang.text.layout import across_pages
from hengliang.text.normalise import Normalised, normalise
from hengliang.text.notes import VintageNote, find_vintage_notes, with_noted_vintage
from hengliang.text.scopes import Scope, find_scopes
from hengliang.text.sections import find_headings
from hengliang.text.sentences import Sentence, find_sentences
from hengliang.text.tables import with_text_tables
from hengliang.text.territory import find_territory, tells_tiers
from hengliang.text.title import find_kind, find_title
from hengliang.text.years import Years, find_years, glossary_span, issue_of, preface_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from hengliang.bind.area import Territory
    from hengliang.quantities.mention import Mention
    from hengliang.records import Document

Found = TypeVar("Found")
#: Version of the rules: documents that an older one has read are due again.
RULES_VERSION = rules_version()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is found first and everything hangs in."""

    kind: str
    title: str
    territory: Territory
    years: Years
    scopes: list[Scope]
    notes: list[VintageNote]


@dataclass(frozen=True, slots=True)
class Extraction:
    """The rows of one document."""

    documents: pl.DataFrame
    observations: pl.DataFrame
    numbers: pl.DataFrame
    remarks: pl.DataFrame


def find_frame(text: str, file_name: str = "") -> Frame:
    """Kind, title, area, years and sections of a normalised text; the file's name helps where the text names no area."""
    headings = find_headings(text)
    title = find_title(text)
    kind = find_kind(title, text)
    years = find_years(title, kind.name, text, headings)
    sections = [] if issue_of(title, kind.name) else headings
    scopes = find_scopes(text, sections, years, outlook_default=kind.outlook_default)
    territory = find_territory(title, text, preface_of(text), file_name)
    territory = replace(territory, tiers=tells_tiers(text)) if kind.name == "budget_report" else territory
    return Frame(kind.name, title, territory, years, scopes, find_vintage_notes(text, headings))


def extract_document(document: Document) -> Extraction:
    """The observations of a document, and what became of each of its numbers.

    The collector of cyclic garbage rests meanwhile: some hundred thousand small records come into being, none in a cycle.

    Args:
        document: as read.

    Returns:
        Frames in the schemas of ``documents``, ``observations``, ``numbers`` and ``remarks``.
    """
    with collector_at_rest():
        return _extract(document)


def _extract(document: Document) -> Extraction:
    document = with_text_tables(document)
    normalised = normalise(_running_text(document))
    frame = find_frame(normalised.text, PurePath(document.name).stem)
    found = find_periods(normalised.text, frame.years.reported, frame.years.planned)
    periods = anchored(normalised.text, found, frame.scopes, frame.years)
    mentions = find_mentions(normalised.text, periods)
    bound, rejected = _bind(normalised, frame, mentions, periods)
    in_tables, labels = bind_tables(document, frame.territory, frame.years, budget=frame.kind == "budget_report")
    observations = sorted([*observations_of(document, normalised, bound), *in_tables], key=attrgetter("start"))
    observations = with_noted_vintage(observations, frame.notes, normalised)
    numbers = number_records(document, normalised, mentions, rejected, observations, labels)
    ids = observation_ids(document, observations)
    row = document_row(
        document, frame.kind, frame.title, frame.territory, frame.years, len(observations), RULES_VERSION
    )
    return Extraction(
        documents_frame([row]),
        observations_frame(document, observations, ids, frame.territory),
        numbers_frame(document, numbers, ids),
        remarks_frame(document, remarks_of(document, normalised)),
    )


def _running_text(document: Document) -> str:
    """What stands outside of tables; a PDF's reader has told which paragraphs go on over the end of a page."""
    text = _without_tables(document)
    return across_pages(text) if document.reader == "pdf" else text


def _without_tables(document: Document) -> str:
    """The text with blank lines in place of what stands in tables: the same offsets, and sentences without cells.

    Cells that hold sentences stay, each as a paragraph.
    """
    pieces, position = [], 0
    for span, sentences in sorted((span, prose_in(document, t)) for t in document.tables for span in t.spans):
        if span[1] > position:
            begin = max(position, span[0])
            pieces.append(document.text[position:begin])
            position = begin
            for start, end in [*sentences, (span[1], span[1])]:
                if position <= start and end <= span[1]:
                    pieces += [f"\n{' ' * (start - position - 2)}\n"[: start - position], document.text[start:end]]
                    position = end
    return "".join([*pieces, document.text[position:]])


def _bind(
    normalised: Normalised, frame: Frame, mentions: list[Mention], periods: list[PeriodExpression]
) -> tuple[list[Bound], dict[int, str]]:
    """Walk through the sentences of the paragraphs that hold a quantity; the glossary at the end is left out."""
    text = normalised.text
    glossary_begin, glossary_end = glossary_span(text)
    years = frame.years
    setting = Setting(
        text, frame.territory, frame.scopes, years.reported, years.given, budget=frame.kind == "budget_report"
    )
    walker = Walker(setting)
    quantities = [mention for mention in mentions if mention.kind != "ignored"]
    numbers_placed = _Placed(quantities, [mention.number_start for mention in quantities])
    periods_placed = _Placed(periods, [expression.start for expression in periods])
    for start, end, first in _speaking(text, quantities):
        if not glossary_begin <= start < glossary_end and walker.alone(start, end, first):
            continue
        for sentence, numbers, expressions in _inside(find_sentences(text, start, end), numbers_placed, periods_placed):
            if glossary_begin <= sentence.start < glossary_end:
                walker.rejected.update({mention.number_start: "glossary" for mention in numbers})
                continue
            walker.walk(sentence, numbers, expressions)
    return walker.bound, walker.rejected


def _speaking(text: str, quantities: list[Mention]) -> Iterator[tuple[int, int, Mention]]:
    """The paragraphs with a quantity: where each begins and ends, and its first."""
    end = -1
    for mention in quantities:
        if mention.number_start > end:
            start = text.rfind("\n", 0, mention.number_start) + 1
            end = text.find("\n", mention.number_start)
            end = len(text) if end < 0 else end
            yield start, end, mention


def _inside(
    sentences: list[Sentence], quantities: _Placed[Mention], periods: _Placed[PeriodExpression]
) -> list[tuple[Sentence, list[Mention], list[PeriodExpression]]]:
    """Each sentence up to the last with quantities, with these and its period expressions."""
    inside = [(sentence, quantities.between(sentence.start, sentence.end)) for sentence in sentences]
    while inside and not inside[-1][1]:
        inside.pop()
    return [(sentence, numbers, periods.between(sentence.start, sentence.end)) for sentence, numbers in inside]


class _Placed(Generic[Found]):
    """What was found in a text, in order of place, to be asked for by stretches."""

    def __init__(self, found: list[Found], starts: list[int]) -> None:
        self._found = found
        self._starts = starts

    def between(self, start: int, end: int) -> list[Found]:
        """What starts in a stretch."""
        starts = self._starts
        first = bisect_left(starts, start)
        if first == len(starts) or starts[first] >= end:
            return []
        return self._found[first : bisect_left(starts, end, first)]

"""From a document as read to its rows: the whole of reading meaning out of text, as one pure function.

What goes in: a ``Document``. What comes out: an ``Extraction`` with frames in the schema of ``documents`` (one row),
``observations`` and ``numbers``. It reads no file and writes none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from hengliang.assemble import document_row, number_records, observations_of
from hengliang.bind.bound import Bound, Setting
from hengliang.bind.cells import bind_tables
from hengliang.bind.walk import Walker
from hengliang.quantities.dates import PeriodExpression, find_periods
from hengliang.quantities.mentions import find_mentions
from hengliang.rules import rules_version
from hengliang.tables import documents_frame, numbers_frame, observations_frame
from hengliang.text.normalise import Normalised, normalise
from hengliang.text.notes import VintageNote, find_vintage_notes, with_noted_vintage
from hengliang.text.scopes import Scope, find_scopes
from hengliang.text.sections import find_headings
from hengliang.text.sentences import Sentence, find_sentences
from hengliang.text.tables import with_text_tables
from hengliang.text.territory import find_territory
from hengliang.text.title import find_kind, find_title
from hengliang.text.years import Years, find_years, glossary_span, preface_of

if TYPE_CHECKING:
    import polars as pl

    from hengliang.bind.area import Territory
    from hengliang.quantities.mention import Mention
    from hengliang.records import Document

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


def find_frame(text: str, file_name: str = "") -> Frame:
    """Kind, title, area, years and sections of a normalised text; the file's name helps where the text names no area."""
    headings = find_headings(text)
    title = find_title(text)
    kind = find_kind(title, text)
    years = find_years(title, kind.name, text, headings)
    scopes = find_scopes(text, headings, years, outlook_default=kind.outlook_default)
    territory = find_territory(title, text, preface_of(text), file_name)
    return Frame(kind.name, title, territory, years, scopes, find_vintage_notes(text, headings))


def extract_document(document: Document) -> Extraction:
    """The observations of a document, and what became of each of its numbers.

    Args:
        document: as read.

    Returns:
        Frames in the schemas of ``documents``, ``observations`` and ``numbers``.
    """
    document = with_text_tables(document)
    normalised = normalise(_without_tables(document))
    frame = find_frame(normalised.text, PurePath(document.name).stem)
    periods = find_periods(normalised.text, frame.years.reported, frame.years.planned)
    mentions = find_mentions(normalised.text, periods)
    bound, rejected = _bind(normalised, frame, mentions, periods)
    in_tables, labels = bind_tables(document, frame.territory, frame.years)
    observations = sorted(
        [*observations_of(document, normalised, bound), *in_tables], key=lambda observation: observation.start
    )
    observations = with_noted_vintage(observations, frame.notes, normalised)
    numbers = number_records(document, normalised, mentions, rejected, observations, labels)
    row = document_row(
        document, frame.kind, frame.title, frame.territory, frame.years, len(observations), RULES_VERSION
    )
    return Extraction(
        documents_frame([row]),
        observations_frame(document, observations, frame.territory),
        numbers_frame(document, numbers, observations),
    )


def _without_tables(document: Document) -> str:
    """The text with line feeds in place of what stands in tables: the same offsets, and sentences without cells."""
    text = document.text
    for table in document.tables:
        text = text[: table.start] + "\n" * (table.end - table.start) + text[table.end :]
    return text


def _bind(
    normalised: Normalised, frame: Frame, mentions: list[Mention], periods: list[PeriodExpression]
) -> tuple[list[Bound], dict[int, str]]:
    """Walk through the sentences; the glossary at the end is left out."""
    text = normalised.text
    glossary_begin, glossary_end = glossary_span(text)
    setting = Setting(text, frame.territory, frame.scopes, frame.years.reported, budget=frame.kind == "budget_report")
    walker = Walker(setting)
    by_sentence = _inside(find_sentences(text), mentions, periods)
    speaking = {s.paragraph for s, numbers, _ in by_sentence if any(m.kind != "ignored" for m in numbers)}
    for sentence, numbers, expressions in by_sentence:
        if sentence.paragraph not in speaking:
            continue
        if glossary_begin <= sentence.start < glossary_end:
            walker.rejected.update({m.number_start: "glossary" for m in numbers if m.kind != "ignored"})
            continue
        walker.walk(sentence, numbers, expressions)
    return walker.bound, walker.rejected


def _inside(
    sentences: list[Sentence], mentions: list[Mention], periods: list[PeriodExpression]
) -> list[tuple[Sentence, list[Mention], list[PeriodExpression]]]:
    """Each sentence with its mentions and period expressions; all three come in order of position."""
    result = []
    m = p = 0
    for sentence in sentences:
        inner_mentions, inner_periods = [], []
        while m < len(mentions) and mentions[m].number_start < sentence.end:
            if mentions[m].number_start >= sentence.start:
                inner_mentions.append(mentions[m])
            m += 1
        while p < len(periods) and periods[p].start < sentence.end:
            if periods[p].start >= sentence.start:
                inner_periods.append(periods[p])
            p += 1
        result.append((sentence, inner_mentions, inner_periods))
    return result

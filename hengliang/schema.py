"""Every column of every table, once: type, unit, description, constraint, SDMX concept.

The polars schemas, the Great Expectations suites, the data dictionary and the tests derive from here; no other module
spells a column's type. What goes in: nothing. What comes out: ``TABLES``, ``polars_schema`` and the closed value lists.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import polars as pl

#: obs_value and its interval ends: exact, 28 digits before the point and 10 after it.
NUMERIC: Final = pl.Decimal(38, 10)
#: A place in a document, as findings and facts cite it.
SPAN: Final = pl.Struct({"document": pl.String, "start": pl.Int64, "end": pl.Int64, "quote": pl.String})

MEASURES: Final = ("level", "growth", "average_growth", "change", "points", "share", "multiple", "rank")
STATUSES: Final = ("actual", "target")
BOUNDS: Final = ("exact", "ge", "le", "gt", "lt", "approx", "range")
PRICE_BASES: Final = ("current", "comparable")
VERDICTS: Final = ("corroborated", "single_source", "disputed", "decided")
SEVERITIES: Final = ("conflict", "suspicious", "structure", "none")
NUMBER_OUTCOMES: Final = ("observation", "ignored", "unexplained")
FINDING_KINDS: Final = (
    "corroborated", "cross_source", "within_source", "arithmetic", "composition", "distribution", "granularity",
    "list_count", "text_variant", "repetition", "lost_table", "target_below_actual", "plausibility",
)  # fmt: skip
#: ISO year, half, quarter, month, day, or an interval of two of them; empty where the text gives no way to know.
TIME_PERIOD_PATTERN: Final = r"^$|^\d{4}(-(S[12]|Q[1-4]|\d{2}(-\d{2})?))?(/\d{4}(-(S[12]|Q[1-4]|\d{2}(-\d{2})?))?)?$"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a published table.

    Attributes:
        name: the column's name, SDMX's own where SDMX has one.
        dtype: its polars type.
        description: what it holds, for the data dictionary.
        required: whether a null is a hard failure.
        allowed: the closed list of values, if there is one.
        pattern: a regular expression each value matches, if there is one.
        concept: the SDMX concept, if there is one.
        key: whether the column is part of the row's identity.
        before: what the column holds in rows of a store that was written before there was this column.
    """

    name: str
    dtype: pl.DataType | type[pl.DataType]
    description: str
    required: bool = False
    allowed: tuple[str, ...] | None = None
    pattern: str | None = None
    concept: str | None = None
    key: bool = False
    before: str | None = None


def _text(name: str, description: str, **rest: object) -> Column:
    return Column(name, pl.String, description, **rest)  # type: ignore[arg-type]


_DOCUMENT_ID = _text(
    "document_id", "SHA-256 of the document's bytes, hexadecimal", required=True, pattern=r"^[0-9a-f]{64}$"
)
_DOCUMENT = _text("document", "the file's base name with its extension", required=True)
_INDICATOR = _text(
    "indicator",
    "what is measured, a statistician's noun phrase: 城镇居民人均可支配收入",
    required=True,
    concept="INDICATOR",
)
_INDICATOR_CODE = _text(
    "indicator_code", "the codelist's code of the indicator, empty where it knows none", required=True
)
_REF_AREA = _text(
    "ref_area", "the territory or institution whose figure it is: 石鼓区", required=True, concept="REF_AREA"
)
_REF_AREA_CODE = _text(
    "ref_area_code",
    "GB/T 2260 code as text, empty where not known: never guessed",
    required=True,
    pattern=r"^(\d{6})?$",
)
_TIME_PERIOD = _text(
    "time_period",
    "2020, 2020-S1, 2020-Q1, 2021-03, 2020-12-31, 2016/2020; empty where unknown",
    required=True,
    pattern=TIME_PERIOD_PATTERN,
    concept="TIME_PERIOD",
)
_MEASURE = _text("measure", "what kind of figure it is", required=True, allowed=MEASURES, concept="MEASURE")
_BASE_PERIOD = _text(
    "base_period",
    "the period compared with, where the text names one",
    required=True,
    pattern=TIME_PERIOD_PATTERN,
    concept="BASE_PER",
)
_SHARE_OF = _text("share_of", "the whole of a share: GDP, 财政支出", required=True)
_PEER_GROUP = _text("peer_group", "among whom a rank is held: 全市, 城区", required=True)
_STATUS = _text("status", "it happened, or it is aimed at", required=True, allowed=STATUSES)
_PRICE_BASIS = _text(
    "price_basis",
    "prices the figure is in, empty where the text does not say",
    required=True,
    allowed=("", *PRICE_BASES),
)
_SPANS = Column("spans", pl.List(SPAN), "the places in the documents: document, start, end, quote", required=True)

DOCUMENTS: Final = (
    replace(_DOCUMENT_ID, key=True),
    _DOCUMENT,
    _text("kind", "work_report, communique, economic_run, budget_report, plan, newspaper or other", required=True),
    _text("title", "the title as printed", required=True, concept="TITLE"),
    _REF_AREA,
    _REF_AREA_CODE,
    _text(
        "time_period",
        "the period the document reports on: 2020, or 2016/2020",
        required=True,
        pattern=TIME_PERIOD_PATTERN,
    ),
    _text("published", "date of the document where it says so: 2021-03-18 or 2021", required=True),
    _text("publisher", "who issued it, empty where unknown", required=True),
    _text(
        "encoding",
        "codec of a text file or a web page: utf-8, utf-8 with a BOM is utf-8 too, gb18030; empty for PDF and DOCX",
        required=True,
    ),
    _text("reader", "which reader gave the text: text, pdf, html or docx", required=True),
    Column("pages", pl.Int64, "number of pages of a PDF; 1 for all else", required=True),
    Column("characters", pl.Int64, "length of the text in code points", required=True),
    Column("observations", pl.Int64, "number of observations found", required=True),
    _text("outcome", "published, or the sentence that says why it is quarantined", required=True),
    _text(
        "unread",
        "the pages whose content is not (wholly) in the text, and why: 第3、5–7页：扫描页，没有文字层; empty where all was read",
        required=True,
        before="",
    ),
    _text("path", "where the file was read from, for the person who looks for it", required=True),
    _text("rules_version", "version of the rules that read it: a change makes the document due again", required=True),
)

OBSERVATIONS: Final = (
    Column("observation_id", pl.String, "hash of document, span and ordinal at that span", required=True, pattern=r"^[0-9a-f]{24}$", key=True),
    _DOCUMENT_ID,
    _DOCUMENT,
    _INDICATOR,
    _INDICATOR_CODE,
    _REF_AREA,
    _REF_AREA_CODE,
    _TIME_PERIOD,
    _MEASURE,
    _BASE_PERIOD,
    _SHARE_OF,
    _PEER_GROUP,
    _STATUS,
    _text("vintage", "预计, 快报, 初步核算, 决算: where the text says so", required=True),
    _PRICE_BASIS,
    _text("bound", "how the printed magnitude bounds the value", required=True, allowed=BOUNDS),
    _text("qualifier", "scope words: 不含园区, 市本级, 累计; several are joined by 、", required=True),
    _text("value", "as printed, an exact decimal (88.0 keeps its zero); falls are negative", required=True, pattern=r"^-?\d+(\.\d+)?$"),
    _text("value_high", "upper end of a range, null else"),
    _text("unit", "as printed, with its scale: 亿元, 万户, %, 个百分点", required=True),
    Column("obs_value", NUMERIC, "value in the base unit: 27.9亿元 is 2790000000", required=True, concept="OBS_VALUE"),
    Column("obs_lower", NUMERIC, "lower end (included) of what printed precision and bound leave; null is open"),
    Column("obs_upper", NUMERIC, "upper end (excluded, but for a closed bound) of the same; null is open"),
    _text("unit_measure", "the base unit: CNY, percent, persons, m2 …", required=True, concept="UNIT_MEASURE"),
    Column("page", pl.Int64, "page number from 1", required=True),
    Column("start", pl.Int64, "first code point of the quote in the document's text", required=True),
    Column("end", pl.Int64, "code point after the quote", required=True),
    _text("quote", "the number with its unit as it stands there", required=True),
    _text("sentence", "the sentence it stands in", required=True),
    Column("box", pl.List(pl.Float64), "for a PDF: x0, y0, x1, y1 of the quote in PDF user space; null else"),
    _text("evidence", "which words and rules gave each dimension, as JSON", required=True),
)  # fmt: skip

NUMBERS: Final = (
    replace(_DOCUMENT_ID, key=True),
    _DOCUMENT,
    Column("start", pl.Int64, "first code point", required=True, key=True),
    Column("end", pl.Int64, "code point after the last", required=True),
    _text("text", "the number as it stands", required=True),
    _text("value", "its value as an exact decimal, null where it is none (a hotline, a code)"),
    _text("unit", "the unit that follows it, empty where none does", required=True),
    _text("outcome", "what became of it", required=True, allowed=NUMBER_OUTCOMES),
    _text("reason", "why it was ignored: date, name, list_number …; empty else", required=True),
    Column("observation_ids", pl.List(pl.String), "the observations it gave", required=True),
)

REMARKS: Final = (
    replace(_DOCUMENT_ID, key=True),
    _DOCUMENT,
    _text("kind", "the kind of finding that it becomes", required=True, allowed=FINDING_KINDS, key=True),
    Column("start", pl.Int64, "first code point of the quote in the document's text", required=True, key=True),
    Column("end", pl.Int64, "code point after the quote", required=True, key=True),
    _text("quote", "the caption, list or clause as it stands there", required=True),
    _text("announced", "what the text says there is: 5家企业", required=True),
    _text("counted", "how many there are: 6", required=True),
    _text("sentence", "the sentence it stands in", required=True),
)

FACTS: Final = (
    Column("fact_id", pl.String, "hash of the key columns", required=True, key=True),
    _INDICATOR,
    _INDICATOR_CODE,
    _REF_AREA,
    _REF_AREA_CODE,
    _TIME_PERIOD,
    _MEASURE,
    _BASE_PERIOD,
    _SHARE_OF,
    _PEER_GROUP,
    _STATUS,
    _PRICE_BASIS,
    _text("scope", "the scope words of the qualifier, vintage left out", required=True),
    _text("vintage", "vintages met, joined by 、", required=True),
    _text("value", "as printed by the most precise agreeing statement; null where it is disputed"),
    _text("unit", "its unit as printed", required=True),
    Column("obs_value", NUMERIC, "in the base unit; null where it is disputed", concept="OBS_VALUE"),
    Column("obs_lower", NUMERIC, "intersection of the statements' intervals, lower end"),
    Column("obs_upper", NUMERIC, "the same, upper end"),
    _text("unit_measure", "the base unit", required=True, concept="UNIT_MEASURE"),
    Column("sources", pl.Int64, "number of documents that state it", required=True),
    Column("independent_sources", pl.Int64, "the same without documents that copy another", required=True),
    _text("verdict", "what the weighing gave", required=True, allowed=VERDICTS),
    Column("observation_ids", pl.List(pl.String), "the observations behind it", required=True),
    _SPANS,
)

FINDINGS: Final = (
    Column("finding_id", pl.String, "hash of the spans and the check", required=True, key=True),
    _text("kind", "which check it comes from", required=True, allowed=FINDING_KINDS),
    _text("severity", "conflict, suspicious, structure, or none: it holds", required=True, allowed=SEVERITIES),
    _text("indicator", "what it is about", required=True),
    _text("ref_area", "whose figure", required=True),
    _text("time_period", "of which period", required=True),
    _SPANS,
    _text("formula", "the check with the numbers in it", required=True),
    _text("expected", "what the other side implies", required=True),
    _text("found", "what is printed", required=True),
    _text("probable_wrong", "the document that is probably wrong, null where it cannot be known"),
    _text("grounds", "on what grounds", required=True),
    _text("explanation", "one sentence for a person", required=True),
    Column("observation_ids", pl.List(pl.String), "the observations it rests on", required=True),
)

DECISIONS: Final = (
    _text("finding_id", "the finding decided on", required=True),
    _text("choice", "the observation that stands, or `neither`", required=True),
    _text("reason", "why", required=True),
    _text("who", "who decided", required=True),
    _text("decided_at", "when, ISO 8601 with time zone", required=True),
    _text("quotes", "the quotes it rests on, as JSON: it is void when they change", required=True),
)

QUARANTINE: Final = (
    _text("observation_id", "the row taken out", required=True),
    _DOCUMENT_ID,
    _DOCUMENT,
    _text("expectation", "the hard expectation it broke", required=True),
    _text("reason", "a sentence for a person", required=True),
    _text("row", "the row as JSON", required=True),
)

TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "documents": DOCUMENTS,
    "observations": OBSERVATIONS,
    "numbers": NUMBERS,
    "remarks": REMARKS,
    "facts": FACTS,
    "findings": FINDINGS,
    "decisions": DECISIONS,
    "quarantine": QUARANTINE,
}
#: The tables of a release, in the order in which they are published.
RELEASED: Final = ("documents", "observations", "numbers", "facts", "findings")


def polars_schema(table: str) -> pl.Schema:
    """The polars schema of a table.

    Args:
        table: a name in ``TABLES``.

    Raises:
        KeyError: for a table that does not exist.
    """
    return pl.Schema({column.name: column.dtype for column in TABLES[table]})


def empty(table: str) -> pl.DataFrame:
    """A frame of the table without rows."""
    return pl.DataFrame(schema=polars_schema(table))

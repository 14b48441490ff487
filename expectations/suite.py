"""What a suite file holds: the records, and the rules that the file alone can break.

What goes in: mappings read from YAML, or expectations derived from the schema. What comes out: frozen records. Whether
columns and expectation types exist is checked by ``expectations.load``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Scalar = bool | int | str


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Title(_Record):
    """What is demanded, in both languages."""

    zh: Text
    en: Text


class Matches(_Record):
    """A condition: the text matches a regular expression somewhere."""

    regex: Text

    @field_validator("regex")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            pl.Series([""]).str.contains(pattern)
        except pl.exceptions.ComputeError as error:
            raise ValueError(f"{pattern!r} is no regular expression") from error
        return pattern


#: Equal to, one of, or matching.
Condition = Scalar | Annotated[list[Scalar], Field(min_length=1)] | Matches


class Expectation(_Record):
    """One expectation of a suite.

    Attributes:
        name: unique within the suite; it stands in the quarantine and in the Data Docs.
        title: what it demands, for people.
        severity: ``hard`` quarantines the rows that break it, ``warn`` reports them.
        expect: the expectation type in the words of Great Expectations: ``expect_column_values_to_be_between``.
        arguments: its arguments, likewise.
        where: rows it speaks of, by column; several conditions hold together, a null matches none.
        min_rows: it fails if fewer rows could be checked.
        min_coverage: it fails if a smaller share (0 to 1) of the table's rows could be checked.
    """

    name: Name
    title: Title
    severity: Literal["hard", "warn"]
    expect: Name
    arguments: dict[str, Any] = Field(default_factory=dict)
    where: dict[str, Condition] = Field(default_factory=dict)
    min_rows: int = Field(default=0, ge=0)
    min_coverage: float = Field(default=0.0, ge=0.0, le=1.0)


class AppliesWhen(_Record):
    """A suite runs only if all these documents (base names) are among the documents."""

    documents: Annotated[list[Text], Field(min_length=1)]


class Suite(_Record):
    """A suite: expectations on one table.

    Attributes:
        suite: its name, that of the file.
        table: the table it runs on, ``agreement`` included.
        title: what it is about, for people.
        from_schema: whether the expectations that follow from ``hengliang.schema`` are part of it.
        applies_when: when it runs; always where none.
        expectations: those of the file, after those of the schema.
    """

    suite: Name
    table: str
    title: Title
    from_schema: bool = False
    applies_when: AppliesWhen | None = None
    expectations: list[Expectation] = Field(default_factory=list)

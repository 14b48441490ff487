"""The data dictionary in ``docs`` is the one that the schema gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hengliang import schema
from hengliang.publish import dictionary

COMMITTED = Path(__file__).parents[1] / "docs" / "data-dictionary.md"


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next of its level."""
    level = heading.split(" ", maxsplit=1)[0]
    return re.split(rf"^{level} ", text.split(f"\n{heading}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_committed_file_is_the_generated_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == dictionary.data_dictionary(), "run `make dictionary`"


@pytest.mark.parametrize("table", schema.TABLES)
def test_every_column_has_its_row(table: str) -> None:
    rows = section(dictionary.data_dictionary(), f"## {table}（")
    names = re.findall(r"^\| \**`(\w+)`", rows, re.MULTILINE)
    assert names == [column.name for column in schema.TABLES[table]]
    assert {line.count("|") - line.count(r"\|") for line in rows.splitlines() if line.startswith("|")} == {7}


def test_links_lead_to_lists() -> None:
    text = dictionary.data_dictionary()
    linked = set(re.findall(r"\]\(#(\w+)\)", text))
    assert {"measure", "verdict"} <= linked <= set(re.findall(r"^### (\w+)$", text, re.MULTILINE))


GHOST = schema.Column("ghost", schema.NUMERIC, "what nobody described")


@pytest.mark.parametrize(
    ("place", "change"),
    [("tables", {"ghost": ()}), ("columns", {"quarantine": (*schema.QUARANTINE, GHOST)})],
)
def test_what_the_words_lack_is_named(
    monkeypatch: pytest.MonkeyPatch, place: str, change: dict[str, tuple[schema.Column, ...]]
) -> None:
    monkeypatch.setattr(schema, "TABLES", {**schema.TABLES, **change})
    with pytest.raises(dictionary.DictionaryError, match=rf"differ in {place}: ghost$"):
        dictionary.load_words.__wrapped__()

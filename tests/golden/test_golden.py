"""Golden cases: sentences of the genre with the observations that a careful reader takes from them.

One file a topic, one JSON object a line. ``text`` stands under ``title`` (the lines of a document's head, by default those of
a work report on 2020). ``expect`` holds every observation of the text with the fields that matter, decimals as strings, and a
list where several names are right; ``not`` holds quotes that must be none, each number in them with its reason. A case with
``known_gap`` must still fail: when it passes, the gap is closed and the mark goes.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hengliang.extraction import Extraction, extract_document
from hengliang.records import Document, Page, TextSource
from hengliang.schema import NUMERIC, polars_schema

FOLDER = Path(__file__).parent
#: The head under which a sentence stands where its case gives none.
HEAD = "临江区2021年政府工作报告\n各位代表：\n一、2020年工作回顾\n"
KEYS = {"text", "title", "expect", "not", "known_gap"}
SCHEMA = polars_schema("observations")


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


TOPICS = {path.stem: load(path) for path in sorted(FOLDER.glob("*.jsonl"))}


def cases() -> list[Any]:
    found = []
    for topic, rows in TOPICS.items():
        for number, case in enumerate(rows, start=1):
            gap = case.get("known_gap")
            marks = [pytest.mark.xfail(raises=AssertionError, strict=True, reason=gap)] if gap else []
            found.append(pytest.param(case, id=f"{topic}:{number}", marks=marks))
    return found


def extraction(head: str, text: str) -> Extraction:
    whole = head + text + "\n"
    return extract_document(
        Document("0" * 64, "golden.txt", whole, "utf-8", "text", (Page(1, 0, len(whole), TextSource.FILE),))
    )


def same(field: str, wanted: Any, found: Any) -> bool:
    """Whether a field is right: one of several names, a decimal in the base unit, an open end (null), else the string."""
    if isinstance(wanted, list):
        return found in wanted
    if SCHEMA[field] == NUMERIC and wanted is not None:
        return found is not None and Decimal(wanted) == found
    return bool(wanted == found)


def wrong(wanted: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    return {field: found[field] for field, value in wanted.items() if not same(field, value, found[field])}


def compare(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    """What is missing, what is wrong, and what is too much."""
    left = list(found)
    problems = []
    for wanted in expected:
        there = [row for row in left if row["quote"] == wanted["quote"]]
        if not there:
            problems.append(f"missing {wanted['quote']}")
            continue
        best = min(there, key=lambda row: len(wrong(wanted, row)))
        left.remove(best)
        if wrong(wanted, best):
            problems.append(f"{wanted['quote']}: found {wrong(wanted, best)}, not {wanted}")
    return [*problems, *(f"too much: {row['quote']} {row['indicator']}" for row in left)]


def not_ignored(phrase: str, position: int, numbers: list[dict[str, Any]]) -> list[str]:
    """The numbers in a phrase that counts nothing which lack a reason."""
    inside = [n for n in numbers if position <= n["start"] and n["end"] <= position + len(phrase)]
    return [f"{phrase}: {n['text']} is {n['outcome']}" for n in inside if n["outcome"] != "ignored" or not n["reason"]]


@pytest.mark.parametrize("case", cases())
def test_golden(case: dict[str, Any]) -> None:
    head = case.get("title", HEAD)
    got = extraction(head, case["text"])
    rows = [row for row in got.observations.to_dicts() if row["start"] >= len(head)]
    assert compare(case["expect"], rows) == []
    for phrase in case.get("not", []):
        position = len(head) + case["text"].index(phrase)
        end = position + len(phrase)
        numbers = got.numbers.to_dicts()
        assert not_ignored(phrase, position, numbers) == []
        assert any(position <= n["start"] and n["end"] <= end for n in numbers) or not any(c.isdigit() for c in phrase)


@pytest.mark.parametrize("topic", TOPICS)
def test_cases_are_well_formed(topic: str) -> None:
    texts = [(case["text"], case.get("title")) for case in TOPICS[topic]]
    assert len(set(texts)) == len(texts) >= 10
    for case in TOPICS[topic]:
        assert set(case) <= KEYS, case
        assert case["expect"] or case.get("not") or "known_gap" in case or not any(map(str.isdigit, case["text"])), case
        for wanted in case["expect"]:
            assert set(wanted) <= set(SCHEMA), wanted
            assert {"quote", "value", "unit", "measure"} <= set(wanted), wanted
            assert wanted["quote"] in case["text"], wanted
        assert all(phrase in case["text"] for phrase in case.get("not", [])), case

"""Real reports, where the evaluation set is at hand: the extraction against what people typed, and no number in silence."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from hengliang.extraction import extract_document
from hengliang.read import read

ROOT = Path(__file__).resolve().parents[1]
SET = Path(os.environ.get("HENGLIANG_EVALUATION_SET") or ROOT.parent / "shared")
GOLD = SET / "gold"
#: Below these a change of the rules has broken something.
LEAST = {"detection_f1": 0.98, "strict_f1": 0.85}
UNEXPLAINED = 0.01
SAMPLE = 15
#: Longer texts cost time and say the same.
LONGEST = 40_000

pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.skipif(
        not (GOLD / "score.py").is_file(), reason="the evaluation set is absent (HENGLIANG_EVALUATION_SET)"
    ),
]


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("evaluation_score", GOLD / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sample() -> list[Path]:
    """Every so many texts in the order of their names, so that no kind of document is left out."""
    texts = [path for path in sorted((SET / "corpus" / "text").glob("*.txt")) if path.stat().st_size <= LONGEST]
    return texts[:: max(1, len(texts) // SAMPLE)][:SAMPLE]


def test_observations_are_those_that_people_typed():
    score = scorer()
    counted = ("gold", "predicted", "detected", "strict")
    total: dict[str, Any] = {**dict.fromkeys(counted, 0), "fields": dict.fromkeys(score.FIELDS, 0)}
    for gold in sorted(GOLD.glob("*.gold.jsonl")):
        report = SET / "reports" / gold.name.replace(".gold.jsonl", ".txt")
        one = score.score(score.read(gold), extract_document(read(report)).observations.to_dicts())
        for key in counted:
            total[key] += one[key]
        for field in score.FIELDS:
            total["fields"][field] += one["fields"][field]
    assert total["gold"] > 500
    figures = score.figures(total)
    assert {key: round(figures[key], 4) for key, least in LEAST.items() if figures[key] < least} == {}


def test_hardly_a_number_is_unexplained():
    paths = sample()
    assert len(paths) == SAMPLE
    numbers = pl.concat(extract_document(read(path)).numbers for path in paths)
    assert numbers.height > 1000
    unexplained = numbers.filter(pl.col("outcome") == "unexplained")
    share = unexplained.height / numbers.height
    assert share <= UNEXPLAINED, unexplained.select("document", "text", "start").head(10)

"""The benchmarks' own arithmetic, on invented texts: what they say about the extraction must be true."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from hengliang.extraction import extract_document
from hengliang.read import read

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
TEXT = "临江区2021年政府工作报告\n\n2020年，临江区栽树1200棵，比上年增长8.5%；茶园面积达到3000亩。\n"
SCORER = """
import json
from pathlib import Path
FIELDS = ("unit", "indicator")


def read(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def tidy(name):
    return name.removesuffix("数")


def right(field, gold, predicted):
    return gold[field] == predicted[field]


def score(gold, predicted):
    pairs = {i: j for i, g in enumerate(gold) for j, p in enumerate(predicted) if g["start"] == p["start"]}
    return {"gold": len(gold), "predicted": len(predicted), "detected": len(pairs), "strict": 0, "pairs": pairs,
            "fields": {f: sum(right(f, gold[i], predicted[j]) for i, j in pairs.items()) for f in FIELDS},
            "keep": list(range(len(gold))), "counted_pred": list(range(len(predicted)))}


def figures(verdict):
    names = ("detection_precision", "detection_recall", "detection_f1", *FIELDS, "strict_f1")
    return {name: verdict["detected"] / verdict["gold"] for name in names}
"""


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports a benchmark's module as its script does; forgets it afterwards."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    names = ("accuracy", "speed", "evaluation", "strictness", "error_kinds")

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    yield load
    for name in names:
        sys.modules.pop(name, None)


def typed(number: str, **fields: Any) -> dict[str, Any]:
    start = TEXT.index(number)
    row = {"start": start, "end": start + len(number), "quote": number, "indicator": "", "measure": "level"}
    return row | {"unit": "", "qualifier": "", "certainty": "sure"} | fields


def evaluation_set(folder: Path, *gold: dict[str, Any]) -> Path:
    for part in ("gold", "reports", "corpus/text"):
        (folder / part).mkdir(parents=True)
    (folder / "gold" / "score.py").write_text(SCORER, encoding="utf-8")
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in gold)
    (folder / "gold" / "linjiang.gold.jsonl").write_text(lines, encoding="utf-8")
    for place in ("reports", "corpus/text"):
        (folder / place / "linjiang.txt").write_text(TEXT, encoding="utf-8")
    return folder


def extracted(tmp_path: Path) -> pl.DataFrame:
    path = tmp_path / "linjiang.txt"
    path.write_text(TEXT, encoding="utf-8")
    return extract_document(read(path)).observations


def test_the_page_is_written_with_what_was_found_and_missed(
    benchmark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accuracy = benchmark("accuracy")
    gold = [typed("1200棵", indicator="栽树数", unit="棵"), typed("2021年", indicator="年份", unit="年")]
    monkeypatch.setenv("HENGLIANG_EVALUATION_SET", str(evaluation_set(tmp_path / "set", *gold)))
    page = tmp_path / "accuracy.md"
    page.write_text(f"before\n{accuracy.START}\nold\n{accuracy.END}\nbehind\n", encoding="utf-8")
    monkeypatch.setattr(accuracy, "PAGE", page)
    monkeypatch.setattr(accuracy, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["accuracy.py"])
    assert accuracy.main() == 0
    written = page.read_text(encoding="utf-8")
    assert written.startswith("before\n")
    assert written.endswith(f"{accuracy.END}\nbehind\n")
    assert "old" not in written
    assert "| linjiang | 2 | 3 | 0.500 |" in written
    assert "| missed: another figure | 1 |" in written
    assert "| spurious: another figure | 2 |" in written
    assert TEXT.splitlines()[-1] not in written


def test_without_an_evaluation_set_it_says_where_to_put_one(
    benchmark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    accuracy = benchmark("accuracy")
    monkeypatch.setenv("HENGLIANG_EVALUATION_SET", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["accuracy.py"])
    assert accuracy.main() == 1
    assert "HENGLIANG_EVALUATION_SET" in capsys.readouterr().err


def test_a_page_without_markers_is_refused(benchmark: Any) -> None:
    with pytest.raises(ValueError, match="needs the lines"):
        benchmark("accuracy").put("no markers", "figures")


def test_texts_stay_out_of_the_repository(benchmark: Any, tmp_path: Path) -> None:
    accuracy = benchmark("accuracy")
    assert accuracy.outside(tmp_path / "errors.txt") == tmp_path / "errors.txt"
    with pytest.raises(SystemExit, match="lies in the repository"):
        accuracy.outside(ROOT / "docs" / "errors.txt")


def test_stricter_checks_tell_a_right_pair_from_a_wrong_one(benchmark: Any, tmp_path: Path) -> None:
    strictness = benchmark("strictness")
    row = next(r for r in extracted(tmp_path).to_dicts() if r["quote"] == "1200棵")
    gold = typed("1200棵", indicator=row["indicator"], indicator_alt=[])
    assert set(strictness.agreements(gold, row, str.strip).values()) == {True}
    wrong = gold | {
        "indicator": "别的",
        "qualifier": "预计、不含园区",
        "base_period": "2019",
        "value_high": 1300,
        "end": 0,
    }
    failed = {check for check, agrees in strictness.agreements(wrong, row, str.strip).items() if not agrees}
    assert failed == {"name", "first name", "qualifier", "base_period", "value_high", "vintage", "quote"}
    rank = gold | {"measure": "rank", "qualifier": "全市"}
    assert strictness.agreements(rank, row, str.strip)["peer_group"] is False


@pytest.mark.parametrize(
    ("typed_name", "found_name", "kind"),
    [
        ("茶园改造面积", "改造面积", "indicator: the subject before is missing"),
        ("改造面积", "推进茶园改造面积", "indicator: words too many around the name"),
        ("毕业学徒数", "祠堂修缮花费", "indicator: a subject carried too far"),
        ("毕业学徒数", "共有学", "indicator: told by the words behind the number"),
    ],
)
def test_a_wrong_indicator_is_named_by_what_is_wrong_with_it(
    benchmark: Any, typed_name: str, found_name: str, kind: str
) -> None:
    error_kinds = benchmark("error_kinds")
    gold = {"indicator": typed_name, "measure": "level"}
    predicted = {"indicator": found_name, "measure": "level", "sentence": "今年共有600名。"}
    error = error_kinds.Error("indicator", gold, predicted, "今年共有", "名学徒毕业领到证书。")
    assert error_kinds.kind_of(error) == kind


def test_every_field_that_can_be_wrong_has_a_kind_with_an_example(benchmark: Any) -> None:
    error_kinds, checks = benchmark("error_kinds"), benchmark("strictness").CHECKS
    row = {"indicator": "甲", "measure": "level", "time_period": "", "status": "target", "qualifier": "", "vintage": ""}
    row |= {"sentence": "乙。", "quote": "1"}
    fields = {"missed", "spurious", "unit", "indicator", "ref_area", "time_period", "measure", "status", "bound"}
    for field in (fields | set(checks)) - {"first name"}:
        assert error_kinds.kind_of(error_kinds.Error(field, row, row)) in error_kinds.KINDS


def test_the_sample_is_the_same_each_time_and_stratified(benchmark: Any) -> None:
    accuracy = benchmark("accuracy")
    reasons = ["date"] * 100 + ["web"] * 9 + ["slogan"] * 9 + ["new"] * 7
    numbers = pl.DataFrame(
        {"document": "linjiang.txt", "start": range(125), "end": range(1, 126), "outcome": "ignored", "reason": reasons}
    )
    once, again = accuracy.sample_ignored(numbers), accuracy.sample_ignored(numbers.sample(fraction=1, shuffle=True))
    assert once.equals(again)
    assert dict(once["reason"].value_counts().iter_rows()) == {
        "date": 40,
        "web": 2,
        "slogan": 4,
        "new": accuracy.OTHERS,
    }
    assert sum(accuracy.STRATA.values()) == 200


def test_speed_counts_the_texts_it_ran_on(benchmark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speed = benchmark("speed")
    folder = evaluation_set(tmp_path / "set")
    shutil.copy(folder / "reports" / "linjiang.txt", folder / "corpus" / "text" / "zaijian.txt")
    monkeypatch.setenv("HENGLIANG_EVALUATION_SET", str(folder))
    documents = [read(path) for path in speed.benchmark_texts()]
    timed = speed.side_by_side(documents)
    assert [t.characters for t in timed] == [len(TEXT)]  # the first of every ten warms up
    assert all(t.ours > 0 and t.theirs > 0 for t in timed)
    shares = speed.by_module(documents)
    assert any(module.startswith("hengliang/") for module, _ in shares)
    assert 0 < sum(share for _, share in shares) <= 1
    monkeypatch.setenv("HENGLIANG_EVALUATION_SET", str(tmp_path / "absent"))
    assert {path.parent for path in speed.benchmark_texts()} == {ROOT / "samples"}

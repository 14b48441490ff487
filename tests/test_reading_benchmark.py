"""The arithmetic of the reading benchmark, on invented texts: a fault of the reading has to cost, whatever its kind."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from hengliang.read import read
from hengliang.records import Cell, Document, Page, Table, TextSource

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("reading", "likeness", "made_files", "beside_pdfium", "same_report", "side_by_side", "accuracy", "evaluation")
PROSE = "茶园面积达到169.59万亩，比上年增长8.5%；采茶工人2221.7万人次，人均收入38941元。"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield importlib.import_module
    for name in (*NAMES, "strictness", "error_kinds"):
        sys.modules.pop(name, None)


def document(*pages: str, tables: tuple[Table, ...] = ()) -> Document:
    starts = [sum(len(page) + 1 for page in pages[:index]) for index in range(len(pages))]
    placed = tuple(
        Page(number, start, start + len(text), TextSource.TEXT_LAYER)
        for number, (start, text) in enumerate(zip(starts, pages, strict=True), 1)
    )
    return Document("0" * 64, "茶.pdf", "\f".join(pages), "", "pdf", placed, tables)


def test_a_torn_number_is_two_and_a_swap_costs_the_order(benchmark: Any) -> None:
    likeness = benchmark("likeness")
    assert likeness.numbers("169.59万亩，２．５%") == ["169.59", "2.5"]
    assert likeness.numbers("169..59") == ["169", "59"]
    torn = likeness.compared(["169.59", "8.5"], ["169", "59", "8.5"])
    assert (torn.found, torn.in_order, torn.extra) == (1, 1, 2)
    swapped = likeness.compared(["1", "2", "3", "4"], ["1", "3", "2", "4"])
    assert (swapped.found, swapped.in_order, swapped.extra) == (4, 3, 0)
    assert likeness.compared([], ["1"]).recall == 0


def test_a_number_read_once_is_not_found_twice(benchmark: Any) -> None:
    found = benchmark("likeness").compared(["7", "7"], ["7", "8"])
    assert (found.found, found.extra) == (1, 1)


def test_runs_of_characters_see_a_column_break_and_a_radical(benchmark: Any) -> None:
    likeness = benchmark("likeness")
    text = "茶园面积继续扩大，采茶工人收入增加。"
    assert likeness.gram_recall(text, text.replace("，", "，\n ")) == 1
    assert likeness.gram_recall(text, text.replace("，", "，第三版")) < 0.8
    assert likeness.gram_recall(text, text.replace("人", "⼈")) < 0.8
    assert likeness.gram_recall("", text) == 0


def rows(likeness: Any, table: int, *cells: dict[int, str], start: int = 0) -> list[Any]:
    return [likeness.Placed(table, start + index, row) for index, row in enumerate(cells)]


def test_cells_count_by_row_column_and_text(benchmark: Any) -> None:
    likeness = benchmark("likeness")
    made = [{0: "茶", 1: "12"}, {0: "笋", 1: "15"}, {0: "菇", 1: "18"}]
    truth = rows(likeness, 0, *made)
    assert likeness.right_cells(truth, rows(likeness, 0, *made))[0].total() == 6
    moved = rows(likeness, 0, made[0], {0: "笋", 2: "15"}, made[2])
    assert likeness.right_cells(truth, moved)[0].total() == 5
    torn = rows(likeness, 0, made[0], {0: "笋"}, {1: "15"}, made[2])
    assert likeness.right_cells(truth, torn)[0].total() == 3, "the rows below a torn one have another number"
    pieces = rows(likeness, 0, made[0]) + rows(likeness, 1, *made[1:])
    assert likeness.right_cells(truth, pieces)[0] == {0: 2, 1: 4}


def test_a_cell_that_is_nowhere_in_the_truth_is_counted(benchmark: Any) -> None:
    made_files, likeness = benchmark("made_files"), benchmark("likeness")
    truth = [rows(likeness, 0, {0: "茶", 1: "12"})]
    (verdict,), extra = made_files.judge_tables(["one"], truth, rows(likeness, 0, {0: "茶", 1: "12", 2: "99"}))
    assert (verdict.expected, verdict.right, verdict.pieces, extra) == (2, 2, 1, 1)


def test_cells_of_a_document_carry_their_spans(benchmark: Any) -> None:
    made_files = benchmark("made_files")
    cells = (Cell(0, 0, ((0, 1),), column_span=2), Cell(1, 0, ((2, 3),)), Cell(1, 1, ()))
    found = made_files.read_rows(document("茶\n笋\t", tables=(Table(1, 0, 4, cells),)))
    assert [row.cells for row in found] == [{0: made_files.digest("茶", 1, 2)}, {0: made_files.digest("笋")}]
    assert made_files.digest("茶", 1, 2) != made_files.digest("茶")


def test_truth_loses_its_page_numbers_and_heads(benchmark: Any) -> None:
    truth = "茶业会议文件（12）\n— 2 —\n种茶。\n茶业会议文件（12）\n— 3 —\n采茶40天。\n"
    made_files = benchmark("made_files")
    assert made_files.without_furniture(truth) == "种茶。\n采茶40天。"
    assert made_files.without_furniture(truth, pages=1) == "种茶。"
    assert (
        made_files.truth_until("甲\n茶园面积继续扩大。\n收入增加。", "标题\n茶园面积继续 扩大。\n5")
        == "甲\n茶园面积继续扩大。"
    )


def compare(benchmark: Any, theirs: str | list[str], ours: str | list[str], **kinds: Any) -> Any:
    texts = [theirs] if isinstance(theirs, str) else theirs
    return benchmark("beside_pdfium").compare_pages(
        texts, document(*([ours] if isinstance(ours, str) else ours), **kinds)
    )


def test_equal_pages_are_equal(benchmark: Any) -> None:
    found = compare(benchmark, PROSE.replace("比", "\n比"), PROSE)
    assert found.counts["equal"] == found.expected == 4
    assert found.kept == 1
    assert not found.marks


@pytest.mark.parametrize(
    ("wrong", "mark"),
    [
        (PROSE.replace("169.59", "169..59"), "two points"),
        (PROSE.replace("2221.7", "22217"), "point lost"),
        (PROSE.replace("38941元", "38941\n元"), "unit apart"),
        (PROSE.replace("茶园面积", "茶园 面积"), "spaces"),
        (PROSE.replace("茶园", "茶\ufffd园"), "odd characters"),
    ],
)
def test_a_wrongly_read_text_is_marked(benchmark: Any, wrong: str, mark: str) -> None:
    found = compare(benchmark, PROSE, wrong)
    assert found.marks == {mark: 1}
    assert found.kept == (0.75 if "point" in mark else 1)


def test_blanks_between_cells_are_no_blanks_in_words(benchmark: Any) -> None:
    ours = "春笋 产量\n" + PROSE
    assert not compare(benchmark, "春笋产量\n" + PROSE, ours, tables=(Table(1, 0, 5, ()),)).marks
    assert not compare(benchmark, "春笋 产量\n" + PROSE, ours).marks
    assert compare(benchmark, "春笋产量\n" + PROSE, ours).marks == {"spaces": 1}


def test_a_lost_number_is_lost_and_a_made_up_one_is_ours_only(benchmark: Any) -> None:
    found = compare(benchmark, PROSE, PROSE.replace("8.5%", "很快") + "共77家。")
    assert (found.counts["lost"], found.counts["only ours"], found.kept) == (1, 1, 0.75)


def test_a_number_between_other_characters_has_other_neighbours(benchmark: Any) -> None:
    found = compare(benchmark, PROSE, PROSE.replace("8.5%", "8.5人"))
    assert (found.counts["equal"], found.counts["neighbours"]) == (3, 1)


def test_two_numbers_made_one_are_no_number_that_a_line_broke(benchmark: Any) -> None:
    broken = compare(benchmark, PROSE.replace("38941", "389\n41"), PROSE)
    assert (broken.counts["joined"], broken.kept) == (1, 1)
    glued = compare(benchmark, PROSE + "见表2 2025年收入。", PROSE + "见表22025年收入。")
    assert (glued.counts["glued"], glued.kept) == (1, 0.8)
    split = compare(benchmark, PROSE, PROSE.replace("38941", "389 41"))
    assert (split.counts["split"], split.kept) == (1, 0.75)


BODIES = ("茶园面积达到169.59万亩。", "采茶工人2221.7万人次。", "人均收入38941元。")


def test_page_numbers_and_running_heads_may_go(benchmark: Any) -> None:
    theirs = [f"茶业会议文件（12）\n{body}\n— {number} —" for number, body in enumerate(BODIES, 1)]
    dropped = compare(benchmark, theirs, list(BODIES))
    assert (dropped.counts["furniture dropped"], dropped.kept, dropped.expected) == (6, 1, 3)
    assert compare(benchmark, theirs, theirs).counts["furniture kept"] == 6


@pytest.mark.parametrize(("numbers", "dropped"), [((4, 5, 6), 3), ((4, 17, 3), 0), ((0, 0, 0), 0)])
def test_cells_at_the_edge_of_a_page_may_not_go(benchmark: Any, numbers: tuple[int, ...], dropped: int) -> None:
    theirs = [f"茶园的面积和收入。\n{body}\n{number}" for number, body in zip(numbers, BODIES, strict=True)]
    found = compare(benchmark, theirs, [f"茶园的面积和收入。\n{body}" for body in BODIES])
    assert (found.counts["furniture dropped"], found.counts["lost"]) == (dropped, 3 - dropped)


def test_a_sentence_may_go_on_over_the_page(benchmark: Any) -> None:
    ours = [PROSE + "采茶工人2000人，新增500人。", PROSE]
    found = compare(benchmark, [PROSE + "采茶工人2000人，新增", "500人。" + PROSE], ours)
    assert (found.counts["equal"], found.kept) == (10, 1)


def test_a_private_character_between_digits_is_a_point(benchmark: Any) -> None:
    found = compare(benchmark, PROSE.replace("2221.7", "2221\ue0107"), PROSE)
    assert (found.counts["equal"], found.kept) == (4, 1)


def test_pages_without_meaning_are_named_and_not_counted(benchmark: Any) -> None:
    found = compare(benchmark, ["\ue001\ue002" * 20, PROSE], ["", PROSE])
    assert (found.pages, found.skipped, found.expected) == (1, 1, 4)


REPORT = "临江区2021年政府工作报告\n\n2020年，临江区茶园面积3000亩，比上年增长8.5%；新建茶厂3家。\n"


def written(folder: Path, name: str, text: str) -> Document:
    (folder / name).write_text(text, encoding="utf-8")
    return read(folder / name)


def test_observations_are_the_same_only_in_every_field(benchmark: Any, tmp_path: Path) -> None:
    same_report = benchmark("same_report")
    text = written(tmp_path, "a.txt", REPORT)
    same = same_report.same_observations("a", text, written(tmp_path, "b.txt", REPORT + " "))
    assert (same.expected, same.given, same.only_other, same.misses) == (3, 3, 0, ())
    other = written(
        tmp_path, "c.txt", REPORT.replace("3000亩", "3000公顷").replace("茶厂", "酒厂").replace("8.5", "8.6")
    )
    different = same_report.same_observations("a", text, other)
    assert (different.given, different.only_other) == (0, 3)
    assert [miss.kind for miss in different.misses] == ["no such observation", "no such number", "indicator"]


def test_what_is_said_twice_has_to_be_there_twice(benchmark: Any, tmp_path: Path) -> None:
    twice = REPORT + "2020年，临江区茶园面积3000亩。\n"
    found = benchmark("same_report").same_observations(
        "a", written(tmp_path, "a.txt", twice), written(tmp_path, "b.txt", REPORT)
    )
    assert [miss.kind for miss in found.misses] == ["said once less"]


def test_nothing_read_gives_nothing(benchmark: Any, tmp_path: Path) -> None:
    found = benchmark("same_report").same_observations("a", written(tmp_path, "a.txt", REPORT), "文件是空的")
    assert (found.expected, found.given, found.unread) == (3, 0, "文件是空的")


def test_a_hostile_file_ends_with_its_sentence(benchmark: Any, tmp_path: Path) -> None:
    (tmp_path / "空.pdf").write_bytes(b"")
    end = benchmark("side_by_side").end_of(tmp_path / "空.pdf")
    assert end.sentence == "文件是空的（0 字节）"


def test_a_file_without_an_end_is_ended(benchmark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    side_by_side = benchmark("side_by_side")
    monkeypatch.setattr(side_by_side, "PATIENCE", 0.01)
    (tmp_path / "空.pdf").write_bytes(b"")
    assert side_by_side.end_of(tmp_path / "空.pdf").sentence.startswith("no sentence: ended with -9")


def test_memory_is_the_commands_and_not_that_of_who_starts_it(benchmark: Any, tmp_path: Path) -> None:
    (tmp_path / "空.pdf").write_bytes(b"")
    alone = benchmark("side_by_side").end_of(tmp_path / "空.pdf").memory
    ballast = bytearray(b"x" * 2**29)
    beside = benchmark("side_by_side").end_of(tmp_path / "空.pdf").memory
    assert len(ballast) == 2**29
    assert 10 < beside < 1.2 * alone


def test_the_page_of_a_missing_set_is_not_written(
    benchmark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGLIANG_EVALUATION_SET", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["reading.py"])
    assert benchmark("reading").main() == 1
    assert "HENGLIANG_EVALUATION_SET" in capsys.readouterr().err


def test_only_all_is_a_hundred_percent(benchmark: Any) -> None:
    share = benchmark("reading")._share
    assert (share(1.0), share(0.99999), share(0.98), share(0.0)) == ("100.00%", "99.99%", "98.00%", "0.00%")

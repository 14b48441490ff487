"""Pages that are not in the text are named to people and programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from hengliang import cli, each_file
from hengliang.extraction import RULES_VERSION, extract_document
from hengliang.records import Document, Page, TextSource
from hengliang.rules import version_here
from hengliang.unread import page_ranges, unread_pages

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "青岚区2020年政府工作报告\n2020年，全区完成地区生产总值120.5亿元。\n"
SECOND = "固定资产投资88.0亿元。\n"
SCANNED = "扫描页，没有文字层"


def document(*unread: str, source: TextSource = TextSource.TEXT_LAYER) -> Document:
    """Two pages with text, then those that are named."""
    text = f"{FIRST}\f{SECOND}" + "\f" * len(unread)
    start = len(FIRST) + 1
    pages = [Page(1, 0, len(FIRST), TextSource.TEXT_LAYER), Page(2, start, start + len(SECOND), source)]
    for number, reason in enumerate(unread, 3):
        at = start + len(SECOND) + number - 2
        pages.append(Page(number, at, at, TextSource.TEXT_LAYER, unread=reason))
    return Document("a" * 64, "报告.pdf", text, "", "pdf", tuple(pages))


@pytest.mark.parametrize(
    ("numbers", "said"), [([3], "3"), ([3, 4], "3、4"), ([3, 5, 6, 7], "3、5–7"), ([1, 2, 3, 9], "1–3、9")]
)
def test_neighbouring_pages_are_drawn_together(numbers: list[int], said: str) -> None:
    assert page_ranges(numbers) == said


def test_pages_of_one_reason_stand_together() -> None:
    assert unread_pages(document(SCANNED, "", SCANNED, SCANNED, "乱码")) == f"第3、5、6页：{SCANNED}；第7页：乱码"
    assert unread_pages(document()) == ""


def test_the_document_s_row_names_them_and_is_due_when_more_can_be_read() -> None:
    row = extract_document(document(SCANNED)).documents.to_dicts()[0]
    assert row["unread"] == f"第3页：{SCANNED}"
    assert row["outcome"] == "published"
    assert row["rules_version"] == version_here(RULES_VERSION)
    read = extract_document(document()).documents.to_dicts()[0]
    assert (read["unread"], read["rules_version"]) == ("", RULES_VERSION)


def test_what_was_recognised_in_a_picture_says_so() -> None:
    rows = extract_document(document(source=TextSource.OCR)).observations.sort("start").to_dicts()
    assert [(row["value"], json.loads(row["evidence"]).get("source")) for row in rows] == [
        ("120.5", None),
        ("88.0", "ocr"),
    ]


@pytest.mark.parametrize("command", ["extract", "numbers", "text"])
def test_a_command_says_so_and_its_status_is_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("青岚区", encoding="utf-8")
    monkeypatch.setattr("hengliang.read.read", lambda _: document(SCANNED))
    result = CliRunner().invoke(cli.main, [command, str(path)])
    assert result.exit_code == 1
    assert f"第3页：{SCANNED}" in result.stderr
    assert "120.5" in result.stdout


def test_small_texts_are_read_here_and_everything_else_is_not(tmp_path: Path) -> None:
    names = {"a.txt": b"\xe9\x9d\x92", "b.txt": b"%PDF-1.4\n", "c.pdf": "青".encode(), "d.txt": b"x" * 600_000}
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
    assert [each_file.is_small_text(tmp_path / name) for name in names] == [True, False, True, False]
    assert each_file.is_small_text(tmp_path / "missing.txt"), "the reader says what is wrong"


def test_the_library_reads_in_a_process_of_its_own_when_asked(tmp_path: Path) -> None:
    import hengliang as hl
    from hengliang.records import UnreadableError

    path, bad = tmp_path / "报告.txt", tmp_path / "坏.pdf"
    path.write_text(FIRST, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7\n%%EOF")
    assert hl.extract(path, isolated=True).equals(hl.extract(path))
    with pytest.raises(UnreadableError, match=r"坏\.pdf.*PDF"):
        hl.extract([path, bad], isolated=True)

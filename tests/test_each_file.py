"""Where files are read: small texts here, everything else, and many texts, in processes of their own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from hengliang import each_file
from hengliang.each_file import Refused, each_careful

if TYPE_CHECKING:
    from pathlib import Path


def reader_of(path: Path) -> tuple[str, int]:
    """The file, and the process that has it; a file that says so ends that process."""
    if path.read_bytes().startswith(b"%PDF-end"):
        os._exit(3)
    return path.name, os.getpid()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    contents = {"a.txt": b"2020", "b.pdf": b"%PDF-1.7", "c.txt": b"2021", "d.pdf": b"%PDF-end", "e.pdf": b"%PDF-1.7"}
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in contents]


def test_small_texts_are_read_here_and_the_rest_elsewhere_in_the_order_given(files: list[Path]) -> None:
    a, b, c, d, e = each_careful(reader_of, files)
    assert a == ("a.txt", os.getpid())
    assert c == ("c.txt", os.getpid())
    assert isinstance(d, Refused)
    assert "退出码 3" in d.reason
    for result, name in ((b, "b.pdf"), (e, "e.pdf")):
        assert not isinstance(result, Refused)
        assert result[0] == name
        assert result[1] != os.getpid()


def test_a_hundred_texts_of_a_few_sentences_start_no_process(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(100)]
    for path in paths:
        path.write_text("2020年，全县地区生产总值达到120.5亿元。", encoding="utf-8")
    assert [result for result in each_careful(reader_of, paths) if result[1] != os.getpid()] == []  # type: ignore[index]


def test_many_texts_are_read_elsewhere(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(each_file, "BYTES_HERE", 8 * 1024)
    results = [result for result in each_careful(reader_of, files) if not isinstance(result, Refused)]
    assert [name for name, _ in results] == ["a.txt", "b.pdf", "c.txt", "e.pdf"]
    assert os.getpid() not in {pid for _, pid in results}

"""Files and folders, and what a file really is."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from pdf_samples import lines, make_pdf

from hengliang.read import discover, read, sha256_of
from hengliang.read.sniff import sniff
from hengliang.records import UnreadableError

TEXT = "云岭县财政收入完成12.50亿元。".encode()


def zipped(member: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "x")
    return buffer.getvalue()


def put(folder: Path, name: str, data: bytes = TEXT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_discover_goes_through_folders_sorted_and_leaves_out_what_is_hidden_or_unfinished(tmp_path):
    wanted = [put(tmp_path, name) for name in ("a.txt", "b/c.txt", "b/d/e.pdf", "z.txt")]
    for name in (".hidden.txt", ".git/config", "b/.DS_Store", "~$报告.docx", "下载.pdf.part", "x.crdownload"):
        put(tmp_path, name)
    assert discover([tmp_path]) == wanted


def test_discover_keeps_a_named_file_whatever_it_is_called_and_names_each_once(tmp_path):
    hidden, plain = put(tmp_path, ".hidden.txt"), put(tmp_path, "a.txt")
    assert discover([plain, hidden, tmp_path, tmp_path / "." / "a.txt"]) == [hidden, plain]


def test_discover_says_what_is_missing(tmp_path):
    with pytest.raises(UnreadableError, match=r"找不到.*没有\.txt"):
        discover([put(tmp_path, "a.txt"), tmp_path / "没有.txt"])


def test_links_to_files_are_followed_and_circles_of_folders_are_not(tmp_path):
    inbox, target = tmp_path / "inbox", put(tmp_path, "elsewhere/报告.txt")
    put(inbox, "sub/a.txt")
    (inbox / "link.txt").symlink_to(target)
    (inbox / "sub" / "circle").symlink_to(inbox, target_is_directory=True)
    found = discover([inbox])
    assert [path.name for path in found if path.suffix] == ["link.txt", "a.txt"]
    assert read(inbox / "link.txt").text.encode() == TEXT
    assert read(inbox / "link.txt").name == "link.txt"


def test_a_dead_link_stays_in_the_list_and_says_so_when_read(tmp_path):
    (tmp_path / "dead.txt").symlink_to(tmp_path / "gone")
    assert discover([tmp_path]) == [tmp_path / "dead.txt"]
    with pytest.raises(UnreadableError, match="链接"):
        read(tmp_path / "dead.txt")


def test_a_folder_a_missing_file_and_a_pipe_each_get_a_sentence(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    for path, words in ((tmp_path, "文件夹"), (tmp_path / "gone.txt", "不存在"), (tmp_path / "pipe.txt", "普通文件")):
        with pytest.raises(UnreadableError, match=words):
            read(path)


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    path = put(tmp_path, "a.txt")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableError, match="权限"):
        read(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_closed_folder_stays_in_the_list(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    try:
        assert discover([tmp_path]) == [closed]
        with pytest.raises(UnreadableError, match="权限"):
            read(closed)
    finally:
        closed.chmod(0o700)


def test_the_document_id_is_the_hash_of_the_bytes(tmp_path):
    path = put(tmp_path, "a.txt")
    assert read(path).document_id == sha256_of(path) == hashlib.sha256(TEXT).hexdigest()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG 图片"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "JPEG 图片"),
        (b"BM" + bytes(40), "BMP 图片"),
        (zipped("word/document.xml"), "DOCX"),
        (zipped("xl/workbook.xml"), "XLSX"),
        (zipped("readme"), "ZIP 压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "旧版 Office"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP"),
        (b"<!DOCTYPE html><html><body>1</body></html>", "网页"),
        (b"%PDF-1.7\n%%EOF\n", "PDF"),
    ],
)
def test_what_only_calls_itself_text_says_what_it_is(tmp_path, data, words):
    with pytest.raises(UnreadableError, match=words):
        read(put(tmp_path, "报告.txt", data))


@pytest.mark.parametrize("data", [TEXT, b"\x89PNG\r\n\x1a\n" + bytes(40), b"<html><title>404</title></html>", b""])
def test_what_only_calls_itself_a_pdf_is_refused(tmp_path, data):
    with pytest.raises(UnreadableError):
        read(put(tmp_path, "报告.pdf", data))


def test_an_ending_that_promises_nothing_is_read_for_what_it_is(tmp_path):
    assert read(put(tmp_path, "报告", TEXT)).reader == "text"
    assert read(put(tmp_path, "报告.dat", make_pdf(lines("财政收入12亿元")))).reader == "pdf"


@pytest.mark.parametrize("text", ["BM指数上升2.1%", "文件以%PDF-1.7开头", "PK赛事3场", "GIF动画产业12亿元"])
def test_words_that_look_like_signatures_are_text(text):
    assert sniff(text.encode()).code == "text"

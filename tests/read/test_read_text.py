"""Text files: the text is the decoded bytes and nothing else, and what is no text says so."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengliang.read import read
from hengliang.read.text import find_encoding, read_text
from hengliang.records import Document, TextSource, UnreadableError

SENTENCE = "云岭县2031年财政收入完成12.50亿元，增长6.3%。"
COMMON = st.sampled_from([*"全年地区生产总值完成亿元增长百分之工业农业投资收入支出，。（）：；、%0123456789.-ABCabc "])
NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])
CODECS = [
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("gb18030", b""),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
]


def text_of(data: bytes) -> str:
    return read_text(data, document_id="0" * 64, name="样例.txt").text


@pytest.mark.parametrize(("codec", "mark"), CODECS)
@given(
    lines=st.lists(st.text(COMMON, min_size=1, max_size=30), min_size=1, max_size=6),
    newline=NEWLINES,
    ends=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_a_slice_of_the_text_encodes_back_to_its_bytes(codec, mark, lines, newline, ends):
    body = SENTENCE + newline + newline.join(lines)
    data = mark + body.encode(codec)
    document = read_text(data, document_id="0" * 64, name="样例.txt")
    text = document.text
    assert text == data.decode(document.encoding)
    i, j = sorted(round(end * len(text)) for end in ends)
    before = len(text[:i].encode(document.encoding))
    assert data[before : before + len(text[i:j].encode(document.encoding))] == text[i:j].encode(document.encoding)
    assert text.encode(document.encoding) == data
    assert text.startswith("\ufeff") == bool(mark)


def outcome(data: bytes) -> Document | str:
    """The document, or the sentence that refuses it."""
    try:
        return read_text(data, document_id="0" * 64, name="x")
    except UnreadableError as error:
        return str(error)


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_decoded_faithfully_or_refused_with_a_chinese_sentence(data):
    result = outcome(data)
    if isinstance(result, Document):
        assert result.text == data.decode(result.encoding)
        assert result.text.removeprefix("\ufeff").strip()
    else:
        assert any("\u4e00" <= char <= "\u9fff" for char in result)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_are_kept(newline):
    text = f"第一行{newline}第二行{newline}"
    assert text_of(text.encode()) == text


def test_a_bom_is_character_zero():
    document = read_text(codecs.BOM_UTF8 + SENTENCE.encode(), document_id="0" * 64, name="x")
    assert (document.text[0], document.encoding) == ("\ufeff", "utf-8")


def test_rare_characters_of_names_are_no_reason_to_refuse_gb18030():
    text = "区长刘翀、镇长邓彧到㙍里村调研，全年投入3.2亿元。"
    document = read_text(text.encode("gb18030"), document_id="0" * 64, name="x")
    assert (document.text, document.encoding) == (text, "gb18030")


def test_big5_is_found_by_the_last_help():
    text = "全縣生產總值完成一百二十億元，比上年增長百分之六點三，財政收入穩步增加。" * 4
    assert text_of(text.encode("big5")) == text


def test_utf16_without_a_bom_is_found_or_refused_but_never_garbled():
    result = outcome((SENTENCE * 20).encode("utf-16-le"))
    assert result.text == SENTENCE * 20 if isinstance(result, Document) else "空字节" in result


def test_the_page_covers_the_text(tmp_path):
    path = tmp_path / "报告.txt"
    path.write_bytes(SENTENCE.encode())
    document = read(path)
    (page,) = document.pages
    assert (page.number, page.start, page.end, page.source) == (1, 0, len(SENTENCE), TextSource.FILE)
    assert (document.name, document.reader, document.path, document.tables) == ("报告.txt", "text", path, ())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b" \r\n\t\n", "空白"),
        (codecs.BOM_UTF8 + b"\n", "空白"),
        ("　　\n".encode(), "空白"),
        (b"abc\x00\x01\x02def", "二进制"),
        (bytes(range(1, 32)) * 5, "控制字符"),
        (SENTENCE.encode()[:-1], "中间断了"),
        (SENTENCE.encode() + b"\xff\xfe" + SENTENCE.encode(), "第 "),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41\x00", "UTF-16-LE"),
        ("Économie générale, où l’été".encode("latin-1", "replace"), "编码"),
        ("これは日本語のテキストです。かなが多い。".encode("shift-jis"), "编码"),
    ],
)
def test_what_is_no_text_says_why(data, words):
    with pytest.raises(UnreadableError, match=words):
        read_text(data, document_id="0" * 64, name="x")


def test_utf8_is_never_taken_for_gb18030():
    assert find_encoding("鍦板尯，本是地区".encode()) == "utf-8"

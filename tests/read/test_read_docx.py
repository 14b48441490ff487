"""DOCX: the text as printed, in order, with its tables, numbers of headings and notes."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx_samples import add_footnotes, add_list, add_xml, make_docx, numbered, paragraph

from hengliang.read import read
from hengliang.read.docx import read_docx
from hengliang.read.numbering import written
from hengliang.records import Document, UnreadableError

PROSE = "2031年，云岭县全年实现地区生产总值312.6亿元，比上年增长6.3%。"


def document(data: bytes) -> Document:
    return read_docx(data, document_id="0" * 64, name="报告.docx")


def lines(*pieces: str) -> list[str]:
    return document(make_docx(lambda word: add_xml(word, *pieces))).text.split("\n")


def test_paragraphs_and_tables_come_in_their_order(tmp_path):
    def fill(word):
        word.add_heading("云岭县工作报告")
        word.add_paragraph("单位：亿元")
        table = word.add_table(3, 3)
        for row, texts in zip(
            table.rows, [("项目", "金额", ""), ("", "2030年", "2031\n年"), ("收入", "12.5", "13.0")], strict=True
        ):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))
        word.add_paragraph(PROSE)
        word.sections[0].header.paragraphs[0].text = "页眉99亿元"
        word.sections[0].footer.paragraphs[0].text = "第1页"

    path = tmp_path / "报告.docx"
    path.write_bytes(make_docx(fill))
    found = read(path)
    assert found.text.split("\n") == [
        "云岭县工作报告", "单位：亿元", "项目\t金额\t", "\t2030年\t2031年", "收入\t12.5\t13.0", PROSE
    ]  # fmt: skip
    (table,) = found.tables
    assert (found.reader, found.encoding, table.caption, table.unit_line) == (
        "docx",
        "",
        "云岭县工作报告",
        "单位：亿元",
    )
    assert [(c.row, c.column, c.row_span, c.column_span) for c in table.cells[:3]] == [
        (0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ("<w:r><w:t>完成42</w:t></w:r><w:r><w:t>312万元</w:t></w:r>", "完成42312万元"),
        ("<w:r><w:t>完成</w:t></w:r><w:del><w:r><w:delText>40</w:delText></w:r></w:del><w:ins><w:r><w:t>42</w:t></w:r></w:ins>", "完成42"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏9亿元</w:t></w:r><w:r><w:t>可见</w:t></w:r>", "可见"),
        ('<w:r><w:t>12</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r><w:r><w:t>亩</w:t></w:r>', "12³亩"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE 7</w:instrText></w:r><w:r><w:t>见下</w:t></w:r>', "见下"),
        ("<w:hyperlink><w:r><w:t>县政府</w:t></w:r></w:hyperlink><w:r><w:t>网</w:t></w:r>", "县政府网"),
        ("<w:r><w:t>收  入</w:t></w:r>", "收  入"),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", "甲\n乙"),
        ("<w:sdt><w:sdtContent><w:r><w:t>31.2</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>亿元</w:t></w:r>", "31.2亿元"),
    ],
)  # fmt: skip
def test_runs_are_read_as_printed(runs, text):
    assert "\n".join(lines(paragraph(runs))) == text


def test_automatic_numbers_are_written_and_begin_anew_below_the_next_heading():
    def fill(word):
        add_list(word, ("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
        add_xml(
            word,
            numbered("收入"),
            numbered("税收", 1),
            numbered("2031年增长", 2),
            numbered("非税", 1),
            numbered("支出"),
            numbered("教育", 1),
        )

    assert document(make_docx(fill)).text.split("\n") == [
        "一、收入", "（一）税收", "1. 2031年增长", "（二）非税", "二、支出", "（一）教育"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [(10, "chineseCounting", "十"), (21, "chineseCountingThousand", "二十一"), (14, "lowerRoman", "xiv"), (3, "upperLetter", "C"),
     (20, "decimalEnclosedCircle", "⑳"), (7, "decimalFullWidth", "７"), (205, "chineseCounting", "205"), (5, "hebrew1", "5")],
)  # fmt: skip
def test_numbers_in_their_forms(number, form, text):
    assert written(number, form) == text


def test_a_style_can_number_its_paragraphs():
    def fill(word):
        add_list(word, ("chineseCounting", "第%1章"))
        style = word.styles["Heading 1"].element
        style.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 90
        word.add_heading("总则")
        word.add_heading("附则")

    assert document(make_docx(fill)).text == "第一章总则\n第二章附则"


def test_text_boxes_are_read_once_and_follow_their_paragraph():
    box = "<w:txbxContent><w:p><w:r><w:t>框里12亿元</w:t></w:r></w:p></w:txbxContent>"
    drawing = f"<mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    assert lines(paragraph(f"<w:r>{drawing}<w:t>正文</w:t></w:r>"), paragraph("下文")) == ["正文", "框里12亿元", "下文"]


def test_footnotes_come_last_and_their_marks_tear_no_number():
    def fill(word):
        add_footnotes(word, "按可比价格计算。")
        add_xml(
            word,
            paragraph(
                '<w:r><w:t>增长6.3</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:t>%。</w:t></w:r>'
            ),
        )

    assert document(make_docx(fill)).text == "增长6.3¹%。\n¹按可比价格计算。"


def test_frames_flow_deleted_rows_go_and_nested_tables_stay():
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>收入</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12.5</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    gone = inner.replace("<w:tr>", "<w:tr><w:trPr><w:del w:id='1'/></w:trPr>").replace("12.5", "99")
    frame = f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>{inner}{gone}<w:p/></w:tc></w:tr></w:tbl>"
    assert lines(frame) == [PROSE, "收入\t12.5"]


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("_", "/", 1) + ".xml", data)
    return stream.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (make_docx(add_xml), "没有任何文字"),
        (make_docx(lambda word: word.add_paragraph(PROSE))[:-40], "不完整"),
        (zipped(word_document=b"<w/>"), "损坏"),
        (zipped(word_document=ENTITIES), "损坏"),
        (zipped(word_document=b" " * 200_000_001), "反常"),
    ],
    ids=["empty", "cut", "no package", "entities", "bomb"],
)
def test_what_cannot_be_read_says_why(data, words):
    with pytest.raises(UnreadableError, match=words):
        document(data)


def compound(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("旧.doc", compound("WordDocument"), "另存为 DOCX"),
        ("密.docx", compound("EncryptedPackage"), "已加密"),
        ("字.docx", PROSE.encode(), "内容却是文本"),
        ("书.txt", make_docx(lambda word: word.add_paragraph(PROSE)), "内容却是DOCX"),
    ],
)
def test_other_formats_say_what_they_are_and_what_helps(tmp_path, name, data, words):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableError, match=words):
        read(path)

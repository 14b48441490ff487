"""What a page's text layer is worth: made pages of each kind."""

from __future__ import annotations

import io
from contextlib import closing
from typing import TYPE_CHECKING

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_samples import SONG, drawn_characters, lines, make_pdf, picture_of, scan, table, together

from hengliang.codes.frequent_hanzi import frequent_hanzi
from hengliang.read.content import page_content
from hengliang.read.triage import PageKind, Verdict, is_garbled, triage

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PROSE = [f"第{n}项重点工作进展顺利，全年完成投资{n}.5亿元，比上年增长{n}%。" for n in range(1, 9)]


def verdict(data: bytes) -> Verdict:
    with closing(pypdfium2.PdfDocument(data)) as document, pdfplumber.open(io.BytesIO(data)) as pdf:
        page = document[0]
        return triage(page_content(page, pdf.pages[0]), page)


def test_prose_and_tables_are_text():
    rows = [("项目", "2030年", "2031年"), ("税收收入", "1,234.50", "1,300.75")]
    found = verdict(make_pdf(together(lines(*PROSE), table(rows))))
    assert (found.kind, found.reason, found.is_readable) == (PageKind.TEXT, "", True)


def test_a_page_with_text_and_a_picture_is_text():
    photo = picture_of(make_pdf(lines(*PROSE)))
    page = together(lambda canvas: canvas.drawImage(photo, 0, 0, 595, 842), lines(*PROSE))
    assert verdict(make_pdf(page)).kind == PageKind.TEXT


def test_a_table_that_has_only_figures_is_text():
    rows = [(f"{n}.5", f"{n}00", f"{n},000") for n in range(10, 22)]
    assert verdict(make_pdf(table(rows))).kind == PageKind.TEXT


def test_a_picture_with_a_page_number_is_a_scan():
    photo = picture_of(make_pdf(lines(*PROSE)))
    page = together(lambda canvas: canvas.drawImage(photo, 0, 0, 595, 842), lines("— 3 —", top=40))
    found = verdict(make_pdf(page))
    assert found.kind == PageKind.SCANNED
    assert "扫描" in found.reason
    assert not found.is_readable


def test_a_scan_in_strips_is_a_scan():
    photo = picture_of(make_pdf(lines(*PROSE)))

    def strips(canvas: Canvas) -> None:
        for y in range(0, 842, 60):
            canvas.drawImage(photo, 0, y, 595, 60)

    assert verdict(make_pdf(strips)).kind == PageKind.SCANNED


def test_unseen_text_over_a_picture_is_a_hidden_layer():
    def hidden(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setFont(SONG, 12)
        text.setTextRenderMode(3)
        text.textLines(PROSE)
        canvas.drawText(text)

    photo = picture_of(make_pdf(lines(*PROSE)))
    page = together(lambda canvas: canvas.drawImage(photo, 0, 0, 595, 842), hidden)
    assert verdict(make_pdf(page)).kind == PageKind.HIDDEN_LAYER


def test_text_below_an_opaque_picture_is_a_hidden_layer():
    photo = picture_of(make_pdf(lines(*PROSE)))
    page = together(lines(*PROSE), lambda canvas: canvas.drawImage(photo, 0, 0, 595, 842))
    assert verdict(make_pdf(page)).kind == PageKind.HIDDEN_LAYER


def test_characters_drawn_as_paths_are_outlined():
    assert verdict(make_pdf(drawn_characters(60))).kind == PageKind.OUTLINED


def test_figures_among_drawn_characters_are_digits_only():
    figures = lines(*(f"{n}.5 20{n}" for n in range(10, 20)))
    assert verdict(make_pdf(together(drawn_characters(60), figures))).kind == PageKind.DIGITS_ONLY


def test_figures_among_many_small_pictures_are_digits_only(tmp_path):
    from PIL import Image

    picture = tmp_path / "hanzi.png"
    Image.effect_noise((16, 16), 90).save(picture)

    def page(canvas: Canvas) -> None:
        lines(*(f"{n}.5 20{n}" for n in range(10, 20)))(canvas)
        for n in range(60):
            canvas.drawImage(str(picture), 200 + n % 20 * 14, 700 - n // 20 * 20, 12, 12)

    assert verdict(make_pdf(page)).kind == PageKind.DIGITS_ONLY


def test_a_title_with_a_map_is_text():
    assert (
        verdict(make_pdf(together(lines("云岭县2031年国民经济和社会发展公报"), drawn_characters(30)))).kind
        == PageKind.TEXT
    )


def test_a_blank_page_is_empty():
    found = verdict(make_pdf(lambda canvas: canvas.line(1, 1, 9, 9)))
    assert (found.kind, found.is_readable) == (PageKind.EMPTY, True)


def test_a_scan_made_for_the_tests_is_one():
    assert verdict(scan(make_pdf(lines(*PROSE)))).kind == PageKind.SCANNED


@pytest.mark.parametrize(
    "text",
    [
        "".join(PROSE).encode("gbk").decode("latin-1"),
        "NOPQR67ST５UV，jddklm、d5nop，`aOPQR67qI９\ue010２UV&rk、<{=>",
        "\ufffd" * 30 + "２０３１年" * 6,
    ],
)
def test_mojibake_is_garbled(text):
    assert is_garbled(text)


def test_hanzi_at_random_are_garbled():
    shifted = "".join(chr(0x4E00 + (ord(char) * 7919) % 20000) if char >= "\u4e00" else char for char in "".join(PROSE))
    assert sum("\u4e00" <= char <= "\u9fff" for char in shifted) >= 80
    assert is_garbled(shifted)


@pytest.mark.parametrize(
    "text",
    [
        "".join(PROSE),
        "".join(PROSE).replace(".", "\ue010"),
        "GDP grew by 5.2% in 2031 (see table 3).",
        "12.5 3,000",
        "",
    ],
)
def test_what_reports_print_is_not_garbled(text):
    assert not is_garbled(text.replace(" ", ""))


@given(st.lists(st.sampled_from(sorted(frequent_hanzi())), min_size=80, max_size=300), st.text("0123456789.,%，。、"))
def test_chinese_with_figures_is_never_garbled(hanzi, figures):
    assert not is_garbled("".join(hanzi) + figures)

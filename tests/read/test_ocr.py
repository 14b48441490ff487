"""Scans: what is recognised in a picture reads like any page; and what is said where nothing recognises it."""

from __future__ import annotations

import io
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
import pytest
from pdf_samples import lines, make_pdf, scan, table

from hengliang.limits import Limits, use
from hengliang.read import scans
from hengliang.read.lines import spelled
from hengliang.read.pdf import read_pdf
from hengliang.read.raster import Raster
from hengliang.read.recognised import ScannedLine, glyphs_of, line_sizes, mended
from hengliang.records import Document, TextSource, UnreadableError
from hengliang.unread import unread_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.pdfgen.canvas import Canvas

#: Latin, since a test's font has to be in the file for a picture of it, and there is no free Chinese one at hand.
PROSE = (
    "In 2031 the GDP of Yunling was 1234.56 and grew by 7.8%.",
    "Its primary sector was 98.10, down 0.5%, the rest as before.",
    "At its end 100.2 lived there, 61.01% of them in towns.",
)
ROWS = [("Item", "2030", "2031"), ("Taxes", "1,234.50", "1,300.75"), ("Fees", "11", "8"), ("Sum", "-0.5", "10")]


def page(canvas: Canvas) -> None:
    lines(*PROSE, font="Helvetica")(canvas)
    table(ROWS, font="Helvetica")(canvas)


def document(data: bytes) -> Document:
    return read_pdf(data, document_id="0" * 64, name="样例.pdf")


def one_after_the_other(*files: bytes) -> bytes:
    """One PDF of the pages of several."""
    with closing(pypdfium2.PdfDocument.new()) as whole:
        for data in files:
            with closing(pypdfium2.PdfDocument(data)) as part:
                whole.import_pages(part)
        buffer = io.BytesIO()
        whole.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "is_installed", lambda: False)


@pytest.fixture
def bounds() -> Iterator[None]:
    yield
    use(None)


def needs_extra() -> None:
    pytest.importorskip("rapidocr")


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_a_scan_is_refused_and_the_remedy_named():
    with pytest.raises(UnreadableError, match=r"第1页：扫描页.*hengliang\[ocr\]"):
        document(scan(make_pdf(lines(*PROSE, font="Helvetica"))))


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_the_pages_with_text_are_read_and_the_others_named():
    doc = document(
        one_after_the_other(make_pdf(lines(*PROSE, font="Helvetica")), scan(make_pdf(lines(*PROSE, font="Helvetica"))))
    )
    assert "1234.56" in doc.text
    assert doc.pages[1].start == doc.pages[1].end
    assert unread_pages(doc) == "第2页：扫描页，没有文字层；安装 hengliang[ocr] 后可识别"


@pytest.mark.usefixtures("bounds")
def test_recognition_can_be_bounded_and_switched_off(monkeypatch):
    monkeypatch.setattr(scans, "is_installed", lambda: True)
    use(Limits(ocr_pages=0))
    with pytest.raises(UnreadableError, match="HENGLIANG_OCR_PAGES 是 0"):
        document(scan(make_pdf(lines(*PROSE, font="Helvetica"))))
    needs_extra()
    use(Limits(ocr_pages=1))
    doc = document(one_after_the_other(*[scan(make_pdf(lines("GDP 12.5 in 2031", font="Helvetica")))] * 2))
    assert [page.source for page in doc.pages] == [TextSource.OCR, TextSource.TEXT_LAYER]
    assert unread_pages(doc).startswith("第2页：扫描页，没有文字层；没有识别，因为要识别的页太多（上限 1，")


@pytest.mark.parametrize("garbled", ["È«Äê²ÆÕþÊÕÈë12.5ÒÚÔª", "ÔÆÁëÏØ2031Äê"])
@pytest.mark.usefixtures("without_extra")
def test_figures_among_mojibake_are_not_taken_for_facts(garbled):
    with pytest.raises(UnreadableError, match="乱码"):
        document(make_pdf(lines(garbled, font="Helvetica")))


def test_a_scanned_page_reads_like_a_printed_one():
    needs_extra()
    printed, scanned = document(make_pdf(page)), document(scan(make_pdf(page)))
    assert scanned.text == printed.text
    assert scanned.pages[0].source == TextSource.OCR
    assert scanned.pages[0].unread == ""
    assert [(c.row, c.column) for c in scanned.tables[0].cells] == [(c.row, c.column) for c in printed.tables[0].cells]


def test_boxes_of_a_scan_lie_on_the_characters():
    needs_extra()
    printed, scanned = (
        document(data)
        for data in (make_pdf(lines(*PROSE, font="Helvetica")), scan(make_pdf(lines(*PROSE, font="Helvetica"))))
    )
    assert scanned.text == printed.text
    for here, there in zip(scanned.pages[0].boxes, printed.pages[0].boxes, strict=True):
        assert (here is None) == (there is None)
        if here and there:
            assert (here[0] + here[2]) / 2 == pytest.approx((there[0] + there[2]) / 2, abs=6)
            assert (here[1] + here[3]) / 2 == pytest.approx((there[1] + there[3]) / 2, abs=3)


@pytest.mark.parametrize(("turn", "slant"), [(1, 0), (2, 0), (3, 0), (0, 1.5), (1, -1)])
def test_a_scan_that_lies_askew_is_read_alike_and_keeps_user_space(turn, slant):
    needs_extra()
    doc = document(scan(make_pdf(page), turn=turn, slant=slant))
    # What is left of the slant may decide whether a line reaches the margin, and so where a paragraph ends.
    assert doc.text.replace("\n", "") == document(make_pdf(page)).text.replace("\n", "")
    assert len(doc.tables) == 1
    x0, y0, x1, y1 = doc.pages[0].boxes[0]
    middle = {0: (78, 764), 1: (842 - 764, 78), 2: (595 - 78, 842 - 764), 3: (764, 595 - 78)}[turn]
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx(middle, abs=5 + 10 * abs(slant))


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_scan_that_the_file_turns_keeps_user_space(rotation):
    needs_extra()
    with closing(pypdfium2.PdfDocument(scan(make_pdf(lines(*PROSE, font="Helvetica")), turn=rotation // 90))) as file:
        file[0].set_rotation(rotation)
        buffer = io.BytesIO()
        file.save(buffer)
    doc = document(buffer.getvalue())
    x0, y0, x1, y1 = doc.pages[0].boxes[0]
    middle = {90: (842 - 764, 78), 180: (595 - 78, 842 - 764), 270: (764, 595 - 78)}[rotation]
    assert doc.text.startswith("In 2031 the GDP")
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx(middle, abs=5)


def test_the_same_scan_gives_the_same_document():
    needs_extra()
    data = scan(make_pdf(lines(*PROSE, font="Helvetica")), slant=1)
    assert document(data) == document(data)


def test_a_picture_without_text_is_said():
    needs_extra()
    with pytest.raises(UnreadableError, match="图片里也没有认出文字"):
        document(scan(make_pdf(lambda canvas: canvas.circle(300, 400, 90, fill=1))))


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("1O5.2亿元", "105.2亿元"),
        ("增长1l.5％", "增长11.5％"),
        ("O.5%", "0.5%"),
        ("下降2.O%", "下降2.0%"),
        ("3．14和2·7", "3.14和2.7"),
        ("CO2、5G、GDP、I类、O2O、3.O2O模式", "CO2、5G、GDP、I类、O2O、3.O2O模式"),
        ("容积5l，甲·乙", "容积5l，甲·乙"),
    ],
)
def test_only_letters_that_can_be_nothing_but_digits_are_mended(read, printed):
    assert mended(read) == printed


def test_lines_of_nearly_one_size_get_one():
    def line(text: str, pitch: float, height: int) -> ScannedLine:
        return ScannedLine(tuple(text), tuple(pitch * n for n in range(len(text))), (0, 0, 500, height), 0.9)

    sizes = line_sizes(
        [line("财政收入增长", 30, 42), line("财政支出增长", 31, 43), line("公报", 0, 66), line("其中", 0, 42)]
    )
    assert sizes[0] == sizes[1] == sizes[3]
    assert sizes[2] > 1.3 * sizes[0]


def test_a_number_is_not_torn_where_its_digits_were_placed_unevenly():
    raster = Raster(np.full((100, 1100, 3), 255, np.uint8), 1.0, np.eye(3))
    line = ScannedLine(tuple("3557"), (927, 934, 954, 961), (910, 20, 971, 61), 1.0)
    assert spelled(*glyphs_of([line], raster)) == "3557"


def test_a_space_that_was_recognised_is_printed_and_a_wide_gap_is_a_tab():
    raster = Raster(np.full((100, 1100, 3), 255, np.uint8), 1.0, np.eye(3))
    line = ScannedLine(tuple("2031 8.5 9"), (20, 36, 52, 68, 68, 100, 110, 120, 120, 400), (10, 20, 420, 61), 1.0)
    assert spelled(*glyphs_of([line], raster)) == "2031 8.5\t9"

"""What a page's glyphs, rules and pictures are: one file for each trap."""

from __future__ import annotations

import io
from contextlib import closing

import pdfplumber
import pypdfium2
import pytest
from pdf_samples import SONG, make_pdf
from raw_pdf import COMMA, NO_INK, POINT, WIDE_POINT, Shape, raw_pdf, show, stream

from hengliang.read import characters, objects
from hengliang.read.content import page_content, printed_once
from hengliang.read.glyphs import UNKNOWN, Glyph, PageContent

DIGITS = [Shape(digit, 500, (50, 0, 450, 700)) for digit in "0123456789"]


def content(data: bytes) -> PageContent:
    with closing(pypdfium2.PdfDocument(data)) as pdf, pdfplumber.open(io.BytesIO(data)) as plumber:
        return page_content(pdf[0], plumber.pages[0])


def text(data: bytes) -> str:
    return "".join(glyph.text for glyph in content(data).glyphs)


def digits(number: str) -> list[int]:
    return [int(digit) + 1 for digit in number]


@pytest.mark.parametrize(
    ("mapped", "ink", "expected"),
    [
        ("\ue010", POINT, "."),
        ("\ue010", WIDE_POINT, "."),
        ("\U001001b0", WIDE_POINT, "."),
        ("\ue010", COMMA, ","),
        (None, POINT, "."),
        ("\ue010", (50, 0, 450, 700), UNKNOWN),
        ("\ue010", (70, 500, 180, 600), UNKNOWN),
    ],
)
def test_a_private_glyph_in_a_number_is_a_point_where_it_looks_like_one_and_never_vanishes(mapped, ink, expected):
    shown = show(*digits("2221"), 11, *digits("7"))
    assert text(raw_pdf(shown, [*DIGITS, Shape(mapped, 500, ink)])) == f"2221{expected}7"


def test_a_private_point_without_a_digit_before_it_stays_unknown():
    assert text(raw_pdf(show(1, 2, 3), [Shape("国"), Shape("\ue010", 500, POINT), Shape("7", 500)])) == f"国{UNKNOWN}7"


@pytest.mark.parametrize(("ink", "expected"), [(POINT, "."), (COMMA, UNKNOWN)])
def test_a_private_point_behind_a_list_number_is_one(ink, expected):
    assert text(raw_pdf(show(1, 2, 3), [Shape("7", 500), Shape("\ue010", 500, ink), Shape("国")])) == f"7{expected}国"


def test_a_glyph_without_a_code_is_one_unknown_character():
    assert text(raw_pdf(show(1, 2, 2, 3), [Shape("增"), Shape(None), Shape("长")])) == f"增{UNKNOWN}{UNKNOWN}长"


@pytest.mark.parametrize(("form", "hanzi"), [("\u2f08", "人"), ("\u2f24", "大"), ("\ufa10", "塚"), ("\u2e9f", "母")])
def test_hanzi_printed_as_radicals_are_hanzi(form, hanzi):
    assert text(raw_pdf(show(1, 2), [Shape(form), Shape("口")])) == f"{hanzi}口"


@pytest.mark.parametrize("char", ["１", "㎡", "①", "²", "％", "〇", "Ⅳ", "𠮷", "ℓ", "—"])
def test_what_is_no_hanzi_form_stays_as_printed(char):
    assert text(raw_pdf(show(1, 2, 1), [Shape(char), Shape("口")])) == f"{char}口{char}"


@pytest.mark.parametrize("char", ["\u200b", "\ufeff", "\u2060", "\ufe00", "\u200e"])
def test_what_has_no_ink_and_no_meaning_is_not_there_and_what_has_ink_is(char):
    assert text(raw_pdf(show(1, 2, 1), [Shape("8", 500), Shape(char, 0, NO_INK)])) == "88"
    assert text(raw_pdf(show(1, 2, 1), [Shape("8", 500), Shape(char, 500)])) == f"8{UNKNOWN}8"


def test_a_soft_hyphen_with_ink_is_a_hyphen():
    shapes = [Shape("8", 500), Shape("\xad", 300, (50, 200, 250, 260)), Shape("\xad", 0, NO_INK)]
    assert text(raw_pdf(show(1, 2, 1, 3, 1), shapes)) == "8-88"


@pytest.mark.parametrize("ligature", ["ﬁ", "fi", "ff", "ﬀ", "平方米", "11"])
def test_a_ligature_is_one_glyph_with_all_its_characters(ligature):
    glyphs = content(raw_pdf(show(1, 2, 1), [Shape("甲"), Shape(ligature)])).glyphs
    spelled = {"ﬁ": "fi", "ﬀ": "ff"}.get(ligature, ligature)
    assert [glyph.text for glyph in glyphs] == ["甲", spelled, "甲"]
    assert glyphs[1].x1 - glyphs[1].x0 == pytest.approx(10)


def test_a_combining_mark_stays_with_its_letter():
    assert text(raw_pdf(show(1, 2, 3), [Shape("e", 500), Shape("\u0301", 0), Shape("n", 500)])) == "e\u0301n"


@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("shift", [0, 0.2, 0.6, 1.0])
def test_bold_made_by_printing_several_times_is_printed_once(times, shift):
    once = [show(*digits("169"), 11, *digits("59"), x=72 + shift * i) for i in range(times)]
    assert text(raw_pdf(b"".join(once), [*DIGITS, Shape(".", 250, POINT)])) == "169.59"
    each = [
        b"".join(show(code, x=72 + 5 * n + shift * i) for i in range(times)) for n, code in enumerate(digits("1169"))
    ]
    assert text(raw_pdf(b"".join(each), DIGITS)) == "1169"


def test_equal_figures_side_by_side_and_below_each_other_are_all_there():
    rows = b"".join(show(*digits("1111"), y=700 - 11 * row) for row in range(4))
    single = b"".join(show(2, x=72 + 5 * i, y=600) for i in range(8))
    assert text(raw_pdf(rows + single, DIGITS)) == "1111" * 4 + "1" * 8


def test_a_copy_near_the_border_of_the_net_is_found():
    for x in (31.9, 63.99, 31.0):
        glyphs = [Glyph("5", x, x + 5, 63.9, 10, (0, 0, 0, 0)), Glyph("5", x + 0.6, x + 5.6, 64.2, 10, (0, 0, 0, 0))]
        assert len(printed_once(glyphs)) == 1


def test_invisible_text_is_told_apart():
    data = raw_pdf(
        show(1) + b"BT 3 Tr /F 10 Tf 72 600 Td <02> Tj ET BT 7 Tr /F 10 Tf 72 500 Td <02> Tj ET",
        [Shape("甲"), Shape("乙")],
    )
    page = content(data)
    assert [glyph.text for glyph in page.glyphs] == ["甲"]
    assert [glyph.text for glyph in page.hidden] == ["乙", "乙"]


def test_the_order_is_that_of_drawing():
    shown = show(*digits("1"), x=105) + show(*digits("0"), x=100)
    assert text(raw_pdf(shown, DIGITS)) == "10"


def test_a_hyphen_at_the_end_of_a_line_is_a_hyphen():
    shown = show(*digits("2021"), 11) + show(*digits("2025"), y=680)
    assert text(raw_pdf(shown, [*DIGITS, Shape("-", 300)])) == "2021-2025"


def test_actual_text_does_not_replace_what_is_printed():
    marked = b"/Span <</ActualText(9999)>> BDC\n" + show(*digits("12")) + show(*digits("34"), x=90) + b"EMC\n"
    assert text(raw_pdf(marked, DIGITS)) == "1234"


def test_a_font_that_is_nowhere_loses_no_character():
    def draw(canvas):
        canvas.setFont(SONG, 12)
        for i, char in enumerate("合计一二12亿"):
            canvas.drawString(72 + 14 * i, 700, char)
        for row in range(3):
            canvas.drawString(72, 650 - 20 * row, "全年收入")
        canvas.rotate(90)
        canvas.drawString(100, -300, "竖排的字")

    page = content(make_pdf(draw))
    assert "".join(glyph.text for glyph in page.glyphs) == "合计一二12亿" + "全年收入" * 3
    assert ["".join(glyph.text for glyph in group) for group in page.aside] == ["竖排的字"]
    first, second = page.glyphs[:2]
    assert (first.x0, first.x1, second.x0) == pytest.approx((72, 84, 86))


def test_skewed_italics_run_on_in_their_line_and_a_watermark_stands_aside():
    italic = b"BT /F 10 Tf 1 0 0.33 1 72 700 Tm <0102> Tj ET "
    slanting = b"BT /F 40 Tf 0.7071 0.7071 -0.7071 0.7071 200 300 Tm <0101> Tj ET"
    page = content(raw_pdf(italic + slanting, [Shape("甲"), Shape("乙")]))
    assert [glyph.text for glyph in page.glyphs] == ["甲", "乙"]
    (aside,) = page.aside
    assert len({round(glyph.baseline, 1) for glyph in aside}) == 1
    assert aside[0].x0 < aside[1].x0


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_matrix_and_not_the_page_turns_the_text(rotate):
    page = content(raw_pdf(show(1, 2), [Shape("甲"), Shape("乙")], page=b"/Rotate %d" % rotate))
    assert [(glyph.text, glyph.x0, glyph.baseline) for glyph in page.glyphs] == [("甲", 72, 700), ("乙", 82, 700)]
    assert page.glyphs[0].box == (72, 698.8, 82, 708.8)


def test_text_upside_down_and_with_negative_size():
    turned = b"BT /F 10 Tf -1 0 0 -1 300 400 Tm <0102> Tj ET"
    page = content(raw_pdf(turned, [Shape("甲"), Shape("乙")]))
    first, second = page.glyphs
    assert first.x1 <= second.x0 + 0.01
    assert first.box == (290, 391.2, 300, 401.2)
    negative = b"BT /F -10 Tf -1 0 0 -1 300 400 Tm <0102> Tj ET"
    page = content(raw_pdf(negative, [Shape("甲"), Shape("乙")]))
    assert [glyph.text for glyph in page.glyphs] == ["甲", "乙"]
    assert page.glyphs[0].box == (300, 398.8, 310, 408.8)


def test_rules_are_lines_thin_boxes_and_thin_images_and_white_ground_is_none():
    drawn = (
        b"1 w 100 500 m 300 500 l S 100 480 200 0.5 re f 100 400 m 100 500 l S "
        b"1 g 90 300 400 20 re f 1 1 1 rg 90 280 400 1 re f 0 g "
        b"0.8 g 100 200 50 30 re f [3 3] 0 d 0 G 100 150 m 300 150 l S"
    )
    rules = content(raw_pdf(drawn)).rules
    across = sorted((round(rule.at), round(rule.low), round(rule.high)) for rule in rules if rule.horizontal)
    assert [at for at, *_ in across] == [150, 200, 230, 480, 500]
    assert across[3] == (480, 100, 300)
    assert [round(rule.at) for rule in rules if not rule.horizontal] == [100, 100, 150]


def test_rules_and_text_in_forms_are_moved_by_their_matrices():
    form = stream(
        b"q 1 0 0 1 5 0 cm 0 0 m 100 0 l S Q BT /F 10 Tf 3 4 Td <01> Tj ET",
        b"/Type/XObject/Subtype/Form/BBox[-10 -10 200 200]/Matrix[1 0 0 1 0 20]/Resources<</Font<</F 5 0 R>>>>",
    )
    data = raw_pdf(b"q 2 0 0 2 50 100 cm /X Do Q", [Shape("甲")], resources=b"/XObject<</X 10 0 R>>", more=(form,))
    page = content(data)
    (rule,) = page.rules
    assert (rule.at, rule.low, rule.high) == pytest.approx((140, 60, 260), abs=2)
    (glyph,) = page.glyphs
    assert (glyph.x0, glyph.baseline, glyph.size) == pytest.approx((56, 148, 20))


def test_a_ground_seen_through_a_slit_is_a_line():
    (rule,) = content(raw_pdf(b"q 100 400 200 1 re W n 0 0 595 842 re f Q")).rules
    assert (rule.at, rule.low, rule.high) == pytest.approx((400.5, 100, 300))


def test_thin_images_are_lines_and_strips_of_a_scan_are_pictures():
    image = stream(b"\x00", b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray")
    place = b"q %g 0 0 %g %g %g cm /I Do Q "
    drawn = place % (200, 0.7, 100, 500) + b"".join(place % (400, 1.5, 50, 300 - 1.5 * i) for i in range(10))
    page = content(raw_pdf(drawn, resources=b"/XObject<</I 10 0 R>>", more=(image,)))
    assert len(page.pictures) == 10
    (rule,) = page.rules
    assert (round(rule.low), round(rule.high)) == (100, 300)


def test_a_page_with_endless_objects_says_so(monkeypatch):
    monkeypatch.setattr(objects, "MOST_OBJECTS", 50)
    page = content(raw_pdf(show(1) + b"0 0 m 9 9 l S " * 60, [Shape("甲")]))
    assert page.glyphs == []
    assert page.unread
    monkeypatch.undo()
    monkeypatch.setattr(characters, "MOST_CHARS", 5)
    monkeypatch.setattr("hengliang.read.content.MOST_CHARS", 5)
    assert content(raw_pdf(show(1, 1, 1, 1, 1, 1), [Shape("甲")])).unread
    assert not content(raw_pdf(show(1, 1, 1), [Shape("甲")])).unread

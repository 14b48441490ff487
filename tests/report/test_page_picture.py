"""Pictures of pages: boxes lie where the ink of their numbers lies, however the page is turned or cropped."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from PIL import Image

sys.path.append(str(Path(__file__).parents[1] / "read"))
from pdf_samples import lines, make_pdf, table, together

from hengliang.cli import main
from hengliang.limits import Limits, use
from hengliang.records import UnreadableError
from hengliang.report.page_picture import COLOURS, draw_page
from hengliang.report.wanted import Wanted

TITLE = "青岚区2020年政府工作报告"
FIGURES = "全区完成地区生产总值120.5亿元，比上年增长3.9%。"


def turned(degrees: int, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """The report on a page that is turned, and cropped."""
    pdf = pypdfium2.PdfDocument(make_pdf(lines(TITLE, FIGURES)))
    page = pdf[0]
    page.set_rotation(degrees)
    if crop:
        page.set_cropbox(*crop)
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def drawn(data: bytes, folder: Path, **how: object) -> Image.Image:
    path = folder / "report.pdf"
    path.write_bytes(data)
    return Image.open(io.BytesIO(draw_page(Wanted(path, 1, **how)).png)).convert("RGB")  # type: ignore[arg-type]


def rectangles(image: Image.Image, outcome: str) -> list[tuple[int, int, int, int]]:
    """The rectangles drawn in the colour of an outcome, above the legend: connected pixels of exactly that colour."""
    width, height = image.size
    pixels = image.load()
    assert pixels is not None
    waiting = {(x, y) for y in range(height) for x in range(width) if pixels[x, y] == COLOURS[outcome]}
    found = []
    while waiting:
        group, edge = [], [waiting.pop()]
        while edge:
            x, y = edge.pop()
            group.append((x, y))
            near = {(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & waiting
            waiting -= near
            edge += near
        xs, ys = [x for x, _ in group], [y for _, y in group]
        found.append((min(xs), min(ys), max(xs), max(ys)))
    return sorted(found)[1:] if found else []  # the legend's own is the leftmost: pages have margins


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Dark pixels inside a box."""
    return sum(image.crop(box).convert("L").histogram()[:100])


@pytest.mark.parametrize("crop", [None, (40, 500, 560, 800)])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_box_surrounds_the_ink_of_the_number(
    tmp_path: Path, degrees: int, crop: tuple[float, float, float, float] | None
) -> None:
    data = turned(degrees, crop)
    plain, boxed = drawn(data, tmp_path), drawn(data, tmp_path, boxes=True)
    size = (1190, 1684) if crop is None else (1040, 600)
    assert plain.size == (size if degrees % 180 == 0 else size[::-1])
    found = rectangles(boxed, "observation")
    assert len(found) == 2, "120.5亿元 and 3.9%"
    for box in found:
        inside = ink(plain, box)
        assert inside > 30, "the digits are in the box"
        x0, y0, x1, y1 = box
        sides = [(x0 - 1, y0, x0 + 1, y1), (x1 - 1, y0, x1 + 1, y1), (x0, y0 - 1, x1, y0 + 1), (x0, y1 - 1, x1, y1 + 1)]
        across = sides[2:] if degrees % 180 == 0 else sides[:2]
        assert all(ink(plain, side) == 0 for side in across), "and none is cut along the line"


def test_every_outcome_has_its_colour_and_tables_are_drawn(tmp_path: Path) -> None:
    rows = [["指标", "2020年", "增长%"], ["地区生产总值（亿元）", "120.5", "3.9"], ["财政收入（亿元）", "8.0", "1.2"]]
    image = drawn(make_pdf(together(lines(TITLE, FIGURES), table(rows))), tmp_path, boxes=True)
    assert len(rectangles(image, "observation")) == 2 + 4
    assert rectangles(image, "ignored"), "the year of the title"
    middle = image.getpixel((2 * 300, 2 * (842 - 570)))
    assert middle != (255, 255, 255), "the table has a light ground"


def test_a_quote_that_a_line_s_end_breaks_has_two_boxes(tmp_path: Path) -> None:
    long = "全区上下齐心协力，" * 4
    broken = [TITLE, f"　　{long}完成地区生产总值120.5", "亿元，好于预期，" + long]
    image = drawn(make_pdf(lines(*broken, x=60)), tmp_path, boxes=True)
    boxes = rectangles(image, "observation")
    assert all(y1 - y0 < 2 * 20 for _, y0, _, y1 in boxes), "none covers two lines"


def test_a_huge_page_is_drawn_smaller(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    path.write_bytes(make_pdf(lambda canvas: canvas.setPageSize((14000, 14000))))
    use(Limits(pixels=250_000))
    try:
        picture = draw_page(Wanted(path, 1))
    finally:
        use(None)
    width, height = Image.open(io.BytesIO(picture.png)).size
    assert width * height <= 252_000
    assert picture.scale < 0.04


@pytest.mark.parametrize(
    ("name", "data", "page", "said"),
    [
        ("a.txt", "青岚区".encode(), 1, "只有 PDF"),
        ("a.html", b"<html><body>1</body></html>", 1, "网页"),
        ("a.pdf", make_pdf(lines(TITLE)), 2, "没有第 2 页：这个 PDF 共 1 页"),
        ("a.pdf", b"%PDF-1.7\nnothing\n%%EOF", 1, "已损坏"),
        ("a.pdf", make_pdf(lines(TITLE), encrypt="secret"), 1, "密码"),
        ("a.pdf", b"", 1, "空文件"),
    ],
)
def test_what_cannot_be_drawn_is_said(tmp_path: Path, name: str, data: bytes, page: int, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableError, match=said):
        draw_page(Wanted(tmp_path / name, page))


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["page", *map(str, arguments)])


def test_the_command_writes_the_picture_and_prints_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "报告.pdf").write_bytes(make_pdf(lines(TITLE, FIGURES), lines(FIGURES)))
    result = call("报告.pdf", 2)
    assert (result.exit_code, result.stdout) == (0, "报告-p2.png\n")
    assert Image.open(tmp_path / "报告-p2.png").size == (1190, 1684)
    out = tmp_path / "here.png"
    result = call("报告.pdf", 1, "--boxes", "--scale", 1, "--out", out)
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    assert rectangles(Image.open(out).convert("RGB"), "observation")
    assert call("报告.pdf", 0).exit_code == 2
    missing = call("报告.pdf", 3)
    assert missing.exit_code == 1
    assert "没有第 3 页" in missing.stderr
    assert not (tmp_path / "报告-p3.png").exists()

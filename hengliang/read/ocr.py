"""Recognises the characters of a page from its picture: what a scan shows, as glyphs and rules like those of any page.

In: an open page. Out: a ``PageContent`` whose source is OCR. rapidocr finds the lines and reads them, with models from
its own package and no network; it is the extra ``hengliang[ocr]``. What it read with little confidence is left out and said.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from hengliang.limits import limits
from hengliang.read.glyphs import PageContent, across, down
from hengliang.read.raster import rasterise
from hengliang.read.recognised import ScannedLine, glyphs_of
from hengliang.records import TextSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pypdfium2 import PdfPage

    from hengliang.read.glyphs import Rule
    from hengliang.read.raster import Pixels, Raster
    from hengliang.read.scanned_rules import Stroke

    Quads = NDArray[np.float32]

#: Lines are found in a picture of this share of the size; they are read in the whole one.
_FINDING: Final = 0.68
#: … and where there is none, in one of this share: a single line on a sheet is missed at some sizes.
_FINDING_AGAIN: Final = 0.45
_FINDING_SIDES: Final = (960, 3200)
#: Lines so much wider than high tell how the page is turned.
_LONG: Final = 5.0
_SAMPLE: Final = 3
#: Confidence of lines that are not upside down.
_CLEAR: Final = 0.9
#: Degrees; a smaller slant does no harm.
_SLANT: Final = 0.25
_MOST_SLANT: Final = 15.0
#: A line so much higher than wide runs downwards or was turned; a single 1 is up to twice as high as wide.
_UPRIGHT: Final = 2.2
#: Confidence of a line below which it is left out, and of a page below which its figures are to be checked.
_LEFT_OUT: Final = 0.5
_DOUBTFUL: Final = 0.85
#: So many processor threads; the number is fixed, since sums of floats depend on it.
_THREADS: Final = 2


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def recognise(page: PdfPage, number: int) -> PageContent:
    """Reads a page from its picture.

    Args:
        page: open.
        number: of the page, from 1.
    """
    from hengliang.read.scanned_rules import ruled_lines  # noqa: PLC0415  (comes with the extra)

    engine = _engine()
    raster, quads = _upright(rasterise(page, limits().pixels), engine)
    strokes, clean = ruled_lines(raster.pixels, raster.scale)
    lines = engine.lines(clean, engine.find(clean) if strokes else quads)
    sure = [line for line in lines if line.confidence >= _LEFT_OUT]
    return PageContent(
        glyphs=glyphs_of(sure, raster),
        aside=[],
        rules=[_rule(stroke, raster) for stroke in strokes],
        pictures=[],
        sides=(0.0, raster.width / raster.scale),
        number=number,
        source=TextSource.OCR,
        unread=_doubts(lines),
    )


def _doubts(lines: Sequence[ScannedLine]) -> str:
    """What a person must know of a page that was not read with confidence."""
    unsure = [line for line in lines if line.confidence < _LEFT_OUT and len(line.chars) > 1]
    said = f"文字识别有 {len(unsure)} 行辨认不清，没有读入" if unsure else ""
    weights = [(line.confidence, len(line.chars)) for line in lines]
    mean = sum(c * n for c, n in weights) / (sum(n for _, n in weights) or 1)
    if weights and mean < _DOUBTFUL:
        said = "，".join(filter(None, [said, f"文字识别把握不大（{mean:.2f}），数字要对照原页"]))
    return said


def _rule(stroke: Stroke, raster: Raster) -> Rule:
    if stroke.horizontal:
        return across((raster.height - stroke.at) / raster.scale, stroke.low / raster.scale, stroke.high / raster.scale)
    low, high = raster.height - stroke.high, raster.height - stroke.low
    return down(stroke.at / raster.scale, low / raster.scale, high / raster.scale)


def _upright(raster: Raster, engine: _Engine) -> tuple[Raster, Quads]:
    """Turns and straightens a picture so that its lines are level and read from left to right; and its lines."""
    quads = engine.find(raster.pixels)
    widths, heights = _sides(quads)
    if (widths * heights)[heights > _UPRIGHT * widths].sum() > (widths * heights)[widths > heights].sum():
        raster = raster.turned(1)
        quads = engine.find(raster.pixels)
    if engine.is_upside_down(raster.pixels, quads):
        raster = raster.turned(2)
        quads = engine.find(raster.pixels)
    slant = _slant(quads)
    if _SLANT < abs(slant) <= _MOST_SLANT:
        raster = raster.straightened(slant)
        quads = engine.find(raster.pixels)
    return raster, quads


def _slant(quads: Quads) -> float:
    """By how many degrees the long lines fall to the right."""
    widths, heights = _sides(quads)
    long = quads[widths > _LONG * heights]
    if not len(long):
        return 0.0
    falls = (long[:, 1] - long[:, 0]).astype(float)
    return float(np.median(np.degrees(np.arctan2(falls[:, 1], falls[:, 0]))))


def _sides(quads: Quads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Widths and heights of the rectangles around some lines."""
    if not len(quads):
        return np.zeros(0), np.zeros(0)
    spans = quads.max(axis=1) - quads.min(axis=1)
    return spans[:, 0].astype(float), spans[:, 1].astype(float)


@cache
def _engine() -> _Engine:
    """The engine of this process; it takes a second to load."""
    return _Engine()


class _Reading(NamedTuple):
    """What stands in a strip: characters, where each is (share of the strip's width), and how sure each is."""

    chars: tuple[str, ...]
    centres: tuple[float, ...]
    confidences: tuple[float, ...]

    @property
    def confidence(self) -> float:
        return fmean(self.confidences) if self.confidences else 0.0


class _Engine:
    """rapidocr's models for finding and for reading lines; pictures are already upright, so that none turns them."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR  # noqa: PLC0415  (the extra)

        settings = {
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.use_vertical_padding": False,
            "Global.return_word_box": True,
            "Det.limit_type": "max",
            "Det.limit_side_len": _FINDING_SIDES[1],
            # Strips of one batch are padded to its widest, and what is read would depend on the neighbours.
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
        self._models: Any = RapidOCR(params=settings)

    def find(self, pixels: Pixels) -> Quads:
        """The corners of each line, from its upper left one clockwise, in pixels."""
        quads = self._find(pixels, _FINDING)
        return quads if len(quads) else self._find(pixels, _FINDING_AGAIN)

    def _find(self, pixels: Pixels, share: float) -> Quads:
        import cv2  # noqa: PLC0415  (the extra)
        from rapidocr.main import RapidOCRError  # noqa: PLC0415

        longest = max(pixels.shape[:2])
        side = min(max(share * longest, _FINDING_SIDES[0]), _FINDING_SIDES[1], longest)
        ratio = side / longest
        small = cv2.resize(pixels, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA)
        try:
            _, found = self._models.detect_and_crop(small, {})
        except RapidOCRError:  # there is no text in it
            return np.zeros((0, 4, 2), np.float32)
        return np.asarray(found.boxes, np.float32) / np.float32(ratio)

    def read(self, strips: Sequence[Pixels]) -> list[_Reading]:
        """What stands in each strip."""
        if not strips:
            return []
        return [
            _reading(text, words)
            for found in [self._models.recognize_txt([np.ascontiguousarray(strip) for strip in strips])]
            for text, words in zip(found.txts, found.word_results, strict=True)
        ]

    def lines(self, pixels: Pixels, quads: Quads) -> list[ScannedLine]:
        """What the lines of a picture say, from top to bottom."""
        boxes = [_rectangle(quad, pixels) for quad in quads]
        lines = []
        for (x0, y0, x1, y1), found in zip(boxes, self.read([_strip(pixels, box) for box in boxes]), strict=True):
            if any(not char.isspace() for char in found.chars):
                centres = tuple(x0 + share * (x1 - x0) for share in found.centres)
                lines.append(ScannedLine(found.chars, centres, (x0, y0, x1, y1), found.confidence))
        return lines

    def is_upside_down(self, pixels: Pixels, quads: Quads) -> bool:
        """Whether the longest lines are read better with the page turned by half."""
        widths, _ = _sides(quads)
        strips = [_strip(pixels, _rectangle(quads[i], pixels)) for i in np.argsort(-widths, kind="stable")[:_SAMPLE]]
        as_is = [found.confidence for found in self.read(strips)]
        if not strips or median(as_is) >= _CLEAR:
            return False
        turned = [found.confidence for found in self.read([strip[::-1, ::-1] for strip in strips])]
        return median(turned) > median(as_is)


def _reading(text: str, words: Any) -> _Reading:
    """A strip's characters, spaces among them, with the columns of the network that they came from."""
    columns = iter([column for word in words.word_cols for column in word])
    total = words.line_txt_len or 1
    places: list[float] = []
    for char in text:
        before = places[-1] if places else 0.0
        places.append(before if char.isspace() else (next(columns) + 0.5) / total)
    return _Reading(tuple(text), tuple(places), tuple(float(c) for c in words.confs[: len(text)]))


def _strip(pixels: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    x0, y0, x1, y1 = box
    return pixels[y0:y1, x0:x1]


def _rectangle(quad: NDArray[np.float32], pixels: Pixels) -> tuple[int, int, int, int]:
    """The level rectangle around a line, within the picture and not empty."""
    height, width = pixels.shape[:2]
    x0, y0 = (int(value) for value in np.clip(np.floor(quad.min(axis=0)), 0, (width - 1, height - 1)))
    x1, y1 = (int(value) for value in np.minimum(np.ceil(quad.max(axis=0)), (width, height)))
    return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)

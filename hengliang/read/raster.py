"""The picture of a page, with the way back from its pixels to PDF user space.

In: an open page. Out: a ``Raster``, which can be turned by quarters and straightened. It recognises nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from pypdfium2 import raw

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pypdfium2 import PdfPage

    from hengliang.read.glyphs import Box4

    Pixels: TypeAlias = NDArray[np.uint8]

#: Dots to the inch that characters of a report need: those of a page of A4, and at most.
_DPI: Final = 200
_MOST_DPI: Final = 300
#: The longer side of A4, in points, and in pixels at ``_DPI``.
_LONG_SIDE: Final = 842
_ENOUGH: Final = round(_LONG_SIDE * _DPI / 72)


@dataclass(frozen=True, slots=True)
class Raster:
    """Pixels of a page.

    Attributes:
        pixels: rows of blue, green, red, from the top.
        scale: pixels to the point.
        to_user: 3 × 3, takes (column, row, 1) to PDF user space.
    """

    pixels: Pixels
    scale: float
    to_user: NDArray[np.float64]

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])

    def user_box(self, x0: float, y0: float, x1: float, y1: float) -> Box4:
        """The box in user space around a rectangle of pixels, to hundredths of a point."""
        corners = self.to_user @ np.array([(x0, y0, 1), (x1, y0, 1), (x0, y1, 1), (x1, y1, 1)], dtype=float).T
        xs, ys = corners[0], corners[1]
        left, bottom, right, top = (round(float(edge), 2) for edge in (xs.min(), ys.min(), xs.max(), ys.max()))
        return left, bottom, right, top

    def turned(self, quarters: int) -> Raster:
        """The same, turned anticlockwise by quarters."""
        now = self
        for _ in range(quarters % 4):
            back = np.array([(0, -1, now.width), (1, 0, 0), (0, 0, 1)], dtype=float)
            now = Raster(np.ascontiguousarray(np.rot90(now.pixels)), now.scale, now.to_user @ back)
        return now

    def straightened(self, degrees: float) -> Raster:
        """The same, with lines that fall to the right by so many degrees made level."""
        import cv2  # noqa: PLC0415  (comes with the extra)

        matrix = cv2.getRotationMatrix2D((self.width / 2, self.height / 2), degrees, 1.0)
        pixels: Any = cv2.warpAffine(
            self.pixels, matrix, (self.width, self.height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
        )
        back = np.vstack([cv2.invertAffineTransform(matrix), (0, 0, 1)])
        return Raster(pixels, self.scale, self.to_user @ back)


def rasterise(page: PdfPage, most_pixels: int) -> Raster:
    """Draws a page as it is shown, as fine as its characters need.

    Args:
        page: open.
        most_pixels: a larger picture is drawn coarser.
    """
    width, height = page.get_size()
    scale: float = min(_wanted_scale(page), math.sqrt(most_pixels / max(width * height, 1)))
    bitmap = page.render(scale=scale, may_draw_forms=False)
    pixels: Any = bitmap.to_numpy()
    drawn = np.ascontiguousarray(pixels[:, :, :3] if pixels.ndim == 3 else np.stack([pixels] * 3, axis=-1))
    return Raster(drawn.copy(), scale, _to_user(page, drawn.shape[1] / width, drawn.shape[0] / height))


def _wanted_scale(page: PdfPage) -> float:
    """Pixels to the point: more for small sheets, no more than the scan itself has for sheets larger than A4."""
    longest: float = max(*page.get_size(), 1)
    scale: float = min(max(_DPI, _DPI * _LONG_SIDE / longest), _MOST_DPI) / 72
    images = page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    own: float = max((_own_scale(item, page) for item in images), default=0) or scale
    return min(scale, max(own, _ENOUGH / longest))


def _own_scale(image: Any, page: PdfPage) -> float:
    """Pixels to the point of an image that covers most of the page; 0 for a smaller one."""
    left, bottom, right, top = image.get_bounds()
    x0, y0, x1, y1 = page.get_bbox()
    if (right - left) * (top - bottom) < (x1 - x0) * (y1 - y0) / 2:
        return 0.0
    across, down = image.get_px_size()
    return float(max(across / max(right - left, 1), down / max(top - bottom, 1)))


def _to_user(page: PdfPage, across: float, down: float) -> NDArray[np.float64]:
    """From pixels to user space: the page is shown turned clockwise by its /Rotate, its box cut to what is shown."""
    left, bottom, right, top = page.get_bbox()
    x, y = 1 / across, 1 / down
    rows: dict[int, list[tuple[float, float, float]]] = {
        0: [(x, 0, left), (0, -y, top)],
        90: [(0, y, left), (x, 0, bottom)],
        180: [(-x, 0, right), (0, y, bottom)],
        270: [(0, -y, right), (-x, 0, top)],
    }
    return np.array([*rows[page.get_rotation()], (0, 0, 1)], dtype=float)

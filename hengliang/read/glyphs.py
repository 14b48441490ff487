"""What stands on a page: glyphs on their baselines, ruled lines and pictures, turned so that the text reads left to right.

Records only; ``content`` fills them. Coordinates are points with y upwards in the *frame*, PDF user space turned by the
direction that the text runs in; each glyph also carries its box in PDF user space, which is what leaves the reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from hengliang.records import TextSource

Box4: TypeAlias = tuple[float, float, float, float]

#: Stands for a character that the font does not map to Unicode: it is there, and nobody knows which it is.
UNKNOWN: Final = "\ufffd"
#: Where a glyph's box begins and ends around its baseline, in ems. The fonts' own figures are often wrong (in one
#: newspaper Latin and Chinese glyphs of one line had descents of 0.9 and 0.2 em), so that the box is the em square.
DESCENT: Final = 0.12
ASCENT: Final = 0.88
#: From the baseline to the middle of the em square.
_MIDDLE: Final = (ASCENT - DESCENT) / 2


class Glyph(NamedTuple):
    """A printed character (or a ligature of several). A tuple, since a page has thousands.

    Attributes:
        text: its code points.
        x0: left edge in the frame; ``x1``: right edge.
        x1: right edge in the frame.
        baseline: the line it stands on, in the frame.
        size: the em, in points.
        box: in PDF user space.
        after_space: whether the file prints a space before it.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    box: Box4
    after_space: bool = False

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its em square, in the frame."""
        return (self.x0 + self.x1) / 2, self.baseline + self.size * _MIDDLE


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: where it lies across its direction, and from where to where it runs, in the frame."""

    horizontal: bool
    at: float
    low: float
    high: float


def across(y: float, x0: float, x1: float) -> Rule:
    """A horizontal rule."""
    return Rule(horizontal=True, at=y, low=x0, high=x1)


def down(x: float, y0: float, y1: float) -> Rule:
    """A vertical rule."""
    return Rule(horizontal=False, at=x, low=y0, high=y1)


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on a page.

    Attributes:
        glyphs: those that run in the page's main direction.
        aside: those that run otherwise (turned page numbers, watermarks), each direction on its own.
        rules: ruled lines in the frame of ``glyphs``.
        pictures: where pictures lie, in PDF user space.
        sides: where the page begins and ends from left to right, in the frame of ``glyphs``.
        number: the page's number, from 1.
        source: where the glyphs come from.
        unread: empty, or why (some of) what is printed on the page is not among the glyphs.
        hidden: characters that the file draws without ink, such as the recognised text below a scan; each in the frame
            of its own direction.
    """

    glyphs: list[Glyph]
    aside: list[list[Glyph]]
    rules: list[Rule]
    pictures: list[Box4]
    sides: tuple[float, float]
    number: int = 1
    source: TextSource = TextSource.TEXT_LAYER
    unread: str = ""
    hidden: list[Glyph] = field(default_factory=list)

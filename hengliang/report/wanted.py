"""What a picture of a page is asked for with, and what comes back: records that cost nothing to import."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003  (a field's type)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which picture: the file, the page's number from 1, with or without boxes, pixels for each point."""

    path: Path
    page: int
    boxes: bool = False
    scale: float = 2.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Attributes:
        png: the file's bytes.
        scale: pixels for each point; less than was wanted where the page has too many.
        unread: why (some of) what is printed on the page was not read; empty without boxes.
    """

    png: bytes
    scale: float
    unread: str = ""

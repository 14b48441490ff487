"""How much one file may cost: time, memory, pages, bytes, pixels. Each limit has an environment variable.

In: the environment (``HENGLIANG_MEMORY_MB=8000``). Out: ``limits()``. What goes past a limit is refused with a sentence
that names the limit and the variable; nothing is cut off in silence. The limits are no rules: they decide whether a
file is read, never how.
"""

from __future__ import annotations

import hashlib
from typing import Final

from pydantic import NonNegativeInt, PositiveFloat, PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

#: What the names of the environment variables begin with.
PREFIX: Final = "HENGLIANG_"
_MEGABYTE: Final = 2**20


class LimitsError(ValueError):
    """A limit in the environment is no number; the message is a sentence for a person."""


class Limits(BaseSettings):
    """The limits of one file.

    Attributes:
        file_mb: size of the file, in MiB.
        here_kb: a text file up to this size, in KiB, is read in the process itself and not in a child.
        stream_mb: what a compressed stream of a PDF, or the whole of a ZIP container, unpacks to, in MiB.
        pages: pages of a document.
        pixels: of the picture of a page.
        ocr_pages: pages of a document whose characters are recognised from their picture; 0 switches that off.
        memory_mb: main memory of the process that reads the file, in MiB.
        seconds_per_page: for each single page, recognising its characters included.
        seconds_per_step: for what is no page: opening a file, and what is done when its pages are read.
        seconds_per_file: for all of it.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    file_mb: PositiveInt = 500
    here_kb: NonNegativeInt = 512
    stream_mb: PositiveInt = 512
    pages: PositiveInt = 3000
    pixels: PositiveInt = 40_000_000
    ocr_pages: NonNegativeInt = 500
    memory_mb: PositiveInt = 3072
    seconds_per_page: PositiveFloat = 60
    seconds_per_step: PositiveFloat = 120
    seconds_per_file: PositiveFloat = 7200

    @property
    def file_bytes(self) -> int:
        """``file_mb`` in bytes."""
        return self.file_mb * _MEGABYTE

    @property
    def stream_bytes(self) -> int:
        """``stream_mb`` in bytes."""
        return self.stream_mb * _MEGABYTE

    @property
    def memory_bytes(self) -> int:
        """``memory_mb`` in bytes."""
        return self.memory_mb * _MEGABYTE

    def told(self, name: str) -> str:
        """What a limit is and how to raise it, to stand behind the sentence of what went past it.

        Example:
            >>> Limits().told("pages")
            '（上限 3000，可用环境变量 HENGLIANG_PAGES 调高）'
        """
        value = getattr(self, name)
        value = int(value) if value == int(value) else value
        unit = " MB" if name.endswith("_mb") else " 秒" if name.startswith("seconds") else ""
        return f"（上限 {value}{unit}，可用环境变量 {PREFIX}{name.upper()} 调高）"

    @property
    def digest(self) -> str:
        """Changes when any limit does: what one limit refused is tried again under another."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]


_used: Limits | None = None


def limits() -> Limits:
    """The limits of this process, read from the environment once.

    Raises:
        LimitsError: a variable holds something else than a number above 0.
    """
    if _used is None:
        try:
            use(Limits())
        except ValidationError as error:
            names = "、".join(f"{PREFIX}{str(problem['loc'][0]).upper()}" for problem in error.errors())
            raise LimitsError(f"环境变量 {names} 应为大于 0 的数") from None
        return limits()
    return _used


def use(bounds: Limits | None) -> None:
    """Make these the limits of this process; None reads the environment again."""
    global _used  # noqa: PLW0603  (a process has one set of limits)
    _used = bounds

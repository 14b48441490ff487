"""Refuses a PDF in which a compressed stream unpacks to more than a parser should be given.

In: the bytes of a PDF. Out: nothing, or an ``UnreadableError``. Flate is the only filter that multiplies without a
bound that the file's own size sets: at most 1032 bytes for one, and again so for each time it is applied. It looks at
the raw bytes and not at the structure, which a parser has to build; streams within object streams do not exist
(ISO 32000-1, 7.5.7). What is hidden from it costs memory, which is watched elsewhere (``hengliang.isolation``).
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final

from hengliang.limits import limits
from hengliang.records import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_STREAM: Final = re.compile(rb"stream\r?\n")
_FLATE: Final = re.compile(rb"/(?:FlateDecode|Fl)\b")
#: Bytes before a stream that hold the end of its dictionary, where its filters stand.
_DICTIONARY: Final = 1024
#: Deflate packs 1032 bytes into one at most.
_MOST: Final = 1032
#: Bytes that are unpacked at a time.
_PIECE: Final = 2**20
#: Filters one after the other that are followed; no program writes more than two.
_DEEPEST: Final = 4


def check_streams(data: bytes) -> None:
    """Refuse a bomb.

    Raises:
        UnreadableError: a stream unpacks to more than ``limits().stream_mb``.
    """
    most = limits().stream_bytes
    for begin, end, times in _flate_streams(data):
        if (end - begin) * _MOST**times > most and _unpacked(data[begin:end], times, most) > most:
            raise UnreadableError(f"PDF 里有一段压缩数据解开后大得反常{limits().told('stream_mb')}")


def _flate_streams(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each stream that Flate packed begins and ends, and how many times it was packed."""
    for match in _STREAM.finditer(data):
        if data.endswith(b"end", 0, match.start()):
            continue
        before = data[max(0, match.start() - _DICTIONARY) : match.start()]
        times = len(_FLATE.findall(before[before.rfind(b"obj") + 1 :]))
        if times:
            end = data.find(b"endstream", match.end())
            yield match.end(), len(data) if end < 0 else end, min(times, _DEEPEST)


def _unpacked(packed: bytes, times: int, most: int) -> int:
    """How many bytes the stream, or one of the stages on the way to it, unpacks to; counts no further than ``most``."""
    pieces: Iterable[bytes] = (packed[at : at + _PIECE] for at in range(0, len(packed), _PIECE))
    stages = [_Stage() for _ in range(times)]
    for stage in stages:
        pieces = stage.through(pieces)
    for _ in pieces:
        if max(stage.size for stage in stages) > most:
            break
    return max(stage.size for stage in stages)


class _Stage:
    """One unpacking; what is damaged simply ends, the parser says so."""

    def __init__(self) -> None:
        self.size = 0

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The unpacked bytes, piece by piece."""
        unpacking = zlib.decompressobj()
        try:
            for piece in pieces:
                rest = piece
                while rest:
                    unpacked = unpacking.decompress(rest, _PIECE)
                    self.size += len(unpacked)
                    rest = unpacking.unconsumed_tail
                    yield unpacked
        except zlib.error:
            return

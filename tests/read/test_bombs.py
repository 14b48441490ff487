"""Streams that unpack to too much are refused before a parser sees them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest

from hengliang.limits import Limits, use
from hengliang.read.bombs import check_streams
from hengliang.records import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    use(Limits(stream_mb=2))
    yield
    use(None)


def stream(data: bytes, filters: str) -> bytes:
    return b"1 0 obj\n<< /Length %d /Filter %s >>\nstream\n%s\nendstream\nendobj\n" % (
        len(data),
        filters.encode(),
        data,
    )


def test_a_bomb_is_refused_with_the_limit() -> None:
    bomb = zlib.compress(bytes(5 * 2**20), 9)
    with pytest.raises(UnreadableError, match="HENGLIANG_STREAM_MB"):
        check_streams(b"%PDF-1.4\n" + stream(bomb, "/FlateDecode"))


def test_a_bomb_within_a_bomb_is_refused() -> None:
    bomb = zlib.compress(zlib.compress(bytes(50 * 2**20), 9), 9)
    assert len(bomb) < 2000
    with pytest.raises(UnreadableError):
        check_streams(stream(bomb, "[/Fl /FlateDecode]"))


@pytest.mark.parametrize("data", [bytes(2**20), b"", b"q 1 0 0 1 0 0 cm Q" * 100])
def test_an_ordinary_stream_passes(data: bytes) -> None:
    check_streams(stream(zlib.compress(data), "/FlateDecode"))


def test_damage_is_the_parser_s_business() -> None:
    check_streams(stream(b"\x78\x9c" + b"\xff" * 5000, "/FlateDecode"))
    check_streams(stream(zlib.compress(bytes(9 * 2**20)), "/DCTDecode"))

"""A made drop: many small different reports in sub-folders, with copies and broken files among them, and how it lands.

In: how many files. Out: their names and bytes, the same each time, and a way to put them into an inbox as people do: most
at once, some slowly, some under a name that says they are not finished. All of it is invented. A report agrees with itself
and with the reports of the same area of other years: growth is what the two levels give, so a drop of hundreds brings no
heap of conflicts that nobody wrote.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
import time
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SEED: Final = 20261128
YEARS: Final = range(2012, 2022)
_FIRST: Final = "青白临望双云石金玉松柳竹梅兰"
_SECOND: Final = "岚溪桥岭泉湖塘浦坪原"
#: Names, units and usual sizes of what a report tells, with the growth a year brings in percent; the first is the sum of
#: the next three.
_THINGS: Final = (
    ("地区生产总值", "亿元", 210, 6.4), ("第一产业增加值", "亿元", 31, 3.2), ("第二产业增加值", "亿元", 84, 6.9),
    ("第三产业增加值", "亿元", 95, 7.3), ("一般公共预算收入", "亿元", 14, 5.1), ("社会消费品零售总额", "亿元", 77, 8.2),
    ("固定资产投资", "亿元", 160, 9.1), ("进出口总额", "亿元", 22, 4.4), ("粮食总产量", "万吨", 36, 1.1),
    ("城镇居民人均可支配收入", "元", 31200, 6.6), ("农村居民人均可支配收入", "元", 15400, 7.7),
    ("游客接待量", "万人次", 320, 9.8),
)  # fmt: skip
#: Of so many files one is a copy, broken, copied slowly, or renamed when it is whole; two at least of each.
_ONE_IN: Final = 50
#: Seconds over which a slow copy goes on; no pause in it is as long as the time in which a file counts as settled.
SLOW: Final = 6.0
_PIECES: Final = 12


@dataclass(frozen=True, slots=True)
class Drop:
    """Files that land together.

    Attributes:
        files: path below the inbox to bytes.
        slow: those that are copied slowly.
        renamed: those that arrive under a name with ``.part``.
        broken: those that cannot be read.
    """

    files: Mapping[str, bytes]
    slow: frozenset[str]
    renamed: frozenset[str]
    broken: frozenset[str]

    def contents(self) -> dict[str, bool]:
        """SHA-256 of each different content to whether it can be read."""
        return {hashlib.sha256(data).hexdigest(): name not in self.broken for name, data in self.files.items()}


def make_drop(count: int, seed: int = SEED) -> Drop:
    """So many files; at least ten.

    Raises:
        ValueError: for fewer than ten, or more than there are areas and years for.
    """
    few = max(2, count // _ONE_IN)
    wanted = count - 2 * few
    reports = list(itertools.islice(_reports(Random(seed)), wanted))  # noqa: S311  (no secret)
    if count < 10 or len(reports) < wanted:
        raise ValueError(
            f"a drop has ten files at least, and {len(_FIRST) * len(_SECOND) * len(YEARS)} reports at most"
        )
    files = {
        name: text.encode("gb18030" if number % 5 == 0 else "utf-8") for number, (name, text) in enumerate(reports)
    }
    names = list(files)
    copies = {f"副本/{number}/{name.rpartition('/')[2]}": files[name] for number, name in enumerate(names[-few:])}
    broken = {f"{names[number].rpartition('/')[0]}/损坏{number}.pdf": _broken(number) for number in range(few)}
    return Drop(
        {**files, **copies, **broken}, frozenset(names[:few]), frozenset(names[few : 2 * few]), frozenset(broken)
    )


def put(drop: Drop, inbox: Path) -> None:
    """Let the drop land; returns when the last byte is there.

    Args:
        drop: what lands.
        inbox: where.
    """
    slow = [threading.Thread(target=_slowly, args=(inbox / name, drop.files[name])) for name in drop.slow]
    for name in drop.files:
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
    for thread in slow:
        thread.start()
    for name, data in drop.files.items():
        if name in drop.renamed:
            (inbox / f"{name}.part").write_bytes(data)
        elif name not in drop.slow:
            (inbox / name).write_bytes(data)
    for name in drop.renamed:
        (inbox / f"{name}.part").rename(inbox / name)
    for thread in slow:
        thread.join()


def _slowly(path: Path, data: bytes) -> None:
    size = -(-len(data) // _PIECES)
    with path.open("wb") as file:
        for start in range(0, len(data), size):
            file.write(data[start : start + size])
            file.flush()
            time.sleep(SLOW / _PIECES)


def _broken(number: int) -> bytes:
    """A PDF whose catalogue is nowhere."""
    return b"%%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\n" % (9 + number) + b"\x00\xff" * 400


def _reports(draw: Random) -> Iterator[tuple[str, str]]:
    """Path and text of each report, area by area, so that the years of one stand beside each other."""
    for first, second in itertools.product(_FIRST, _SECOND):
        area = f"{first}{second}县"
        levels = _levels(draw)
        for year in YEARS:
            yield f"{area}/{year + 1}/{area}{year + 1}年政府工作报告.txt", _text(area, year, levels)


def _levels(draw: Random) -> dict[tuple[str, int], Decimal]:
    """Thing and year to the level, as printed."""
    levels: dict[tuple[str, int], Decimal] = {}
    for name, _, size, growth in _THINGS:
        step = Decimal(1) if size > 1000 else Decimal("0.1")
        level = Decimal(size) * Decimal(str(round(draw.uniform(0.6, 1.6), 3)))
        for year in range(YEARS.start - 1, YEARS.stop):
            levels[name, year] = level.quantize(step)
            level *= 1 + Decimal(str(round(growth + draw.uniform(-1, 1), 2))) / 100
    whole, *parts = (name for name, *_ in _THINGS[:4])
    for year in range(YEARS.start - 1, YEARS.stop):
        levels[whole, year] = sum((levels[part, year] for part in parts), Decimal(0))
    return levels


def _text(area: str, year: int, levels: Mapping[tuple[str, int], Decimal]) -> str:
    sentences = []
    for name, unit, _, _ in _THINGS:
        level, before = levels[name, year], levels[name, year - 1]
        growth = ((level / before - 1) * 100).quantize(Decimal("0.1"))
        sentences.append(f"{name}达到{level}{unit}，比上年增长{growth}%")
    head = f"{area}{year + 1}年政府工作报告\n\n一、{year}年工作回顾\n{year}年，全县"
    return head + "。\n".join("；".join(pair) for pair in _pairs(sentences)) + "。\n"


def _pairs(sentences: list[str]) -> Iterator[list[str]]:
    return (sentences[start : start + 2] for start in range(0, len(sentences), 2))

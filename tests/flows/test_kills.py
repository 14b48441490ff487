"""Kills with SIGKILL in every stage and at random moments, of everything that may die: nothing is lost, nothing doubled.

Twenty rounds in the three ways in which runs come about: ``hengliang run``, ``hengliang serve``, and a worker of a process
pool with a server that stands. Each round brings some new reports and a broken file, kills something in the stage that is
its aim, or at a random moment, does what an operator would do, and compares the release with that of a run that nobody
disturbed, row by row.

``HENGLIANG_KILL_ROUNDS=8`` makes only the first rounds of each way, as many as fit; ``HENGLIANG_KILL_TABLE`` names a file
that gets a table of the rounds.
"""

from __future__ import annotations

import hashlib
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest
from killing import STAGES, Stages, crashed, kill, under_way, wait_until
from polars.testing import assert_frame_equal
from settings_to_kill import PATIENCE, Command, Serve, Setting, Worker
from store_checks import assert_clean, released

from hengliang.publish import release
from hengliang.publish.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.integration

SEED: Final = 20261128
RANDOM: Final = "random"
#: Drops for which a round waits to see the stage that is its aim: one of a tenth of a second may go by unseen.
TRIES: Final = 3
SETTINGS: Final[dict[str, type[Setting]]] = {"run": Command, "serve": Serve, "worker": Worker}
#: Seconds for which nothing may be under way before a round counts as over.
SETTLE: Final = 1.5
#: How runs come about, when to kill, and what. The run that ``serve`` runs is in its resident runner.
PLAN: Final = (
    ("serve", "find", "the resident runner"), ("serve", "extract", "serve"), ("serve", "store", "the server"),
    ("serve", "reconcile", "the resident runner"), ("serve", "validate", "the server"),
    ("serve", "publish", "the resident runner"), ("serve", "file", "serve"), ("serve", "report", "the resident runner"),
    ("serve", RANDOM, "serve"), ("serve", RANDOM, "the resident runner"), ("serve", RANDOM, "the server"),
    ("worker", "extract", "the run of the worker"), ("worker", "reconcile", "worker and run"),
    ("worker", RANDOM, "the worker"), ("worker", RANDOM, "the run of the worker"), ("worker", RANDOM, "the server"),
    ("run", "store", "the run"), ("run", "publish", "the run and all below"), ("run", RANDOM, "the run"),
    ("run", RANDOM, "the run and all below"),
)  # fmt: skip
ROUNDS: Final = int(os.environ.get("HENGLIANG_KILL_ROUNDS") or len(PLAN))
TABLE: Final = os.environ.get("HENGLIANG_KILL_TABLE")
#: An area for each drop: invented, as all they report.
AREAS: Final = [f"{first}{second}县" for second in "岚溪桥" for first in "青白临望双云石金玉松柳竹梅"]


@dataclass(frozen=True, slots=True)
class Told:
    """One round, for people."""

    number: int
    way: str
    stage: str
    moment: float
    killed: str
    documents: int
    rows: int
    marked: int
    seconds: float

    def cells(self) -> list[str]:
        return [
            str(self.number), self.way, self.stage, f"{self.moment:.2f}", self.killed, str(self.documents),
            str(self.rows), str(self.marked), f"{self.seconds:.0f}",
        ]  # fmt: skip


HEAD: Final = (
    "round", "way", "stage", "s into the run", "killed", "documents, each once", "equal observations", "runs marked",
    "s until whole",
)  # fmt: skip


class House:
    """A setting that has been warmed up, and what its store must hold by now."""

    def __init__(self, way: str, folder: Path, areas: Iterator[str]) -> None:
        self.setting = SETTINGS[way](folder / way)
        self.files: dict[str, bytes] = {}
        self.areas: list[str] = []
        self._fresh = areas
        stages = self.begin()
        assert wait_until(stages.begun, PATIENCE), self.setting.said()
        begin = time.monotonic()
        assert wait_until(self.is_whole, PATIENCE), self.setting.said()
        self.seconds = time.monotonic() - begin

    def begin(self) -> Stages:
        """Bring the files of one more area, so that a run begins over them; what tells the stages of that run."""
        setting = self.setting
        stages = Stages(setting.store, setting.home, setting.inbox if setting.moves else None)
        self.areas.append(next(self._fresh))
        fresh = reports(self.areas[-1])
        self.files |= fresh
        setting.drop(fresh)
        setting.begin()
        stages.runner = setting.runner
        return stages

    def is_whole(self) -> bool:
        """Whether the release has as many documents as were brought, and nothing is under way."""
        latest = release.latest(Store(self.setting.store))
        return latest is not None and latest.manifest["rows"]["documents"] >= len(self.files) and self.setting.settled()


def reports(area: str) -> dict[str, bytes]:
    """Invented reports of two years of an area, and a PDF that is none."""
    number, files = AREAS.index(area), {}
    for year, factor in ((2019, 100), (2020, 105)):
        text = (
            f"{area}{year + 1}年政府工作报告\n一、{year}年工作回顾\n{year}年，全县完成地区生产总值"
            f"{factor * (100 + number) / 100:.2f}亿元，比上年增长5.0%。"
            f"城镇居民人均可支配收入达到{factor * (380 + number)}元，比上年增长5.0%。\n"
        )
        files[f"{area}-{year}.txt"] = text.encode()
    return {**files, f"{area}.pdf": b"%%PDF-1.7\n1 0 obj\n<< /Pages %d 0 R >>\n" % number + b"\x00\xff" * 400}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """What one run over the files of all areas gives, that nobody disturbs."""
    command = Command(tmp_path_factory.mktemp("undisturbed"))
    command.drop({name: data for area in AREAS for name, data in reports(area).items()})
    command.begin()
    assert wait_until(command.settled, PATIENCE), command.said()
    return released(command.store)


@pytest.fixture(scope="module")
def house_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], House]]:
    """The house of a way in which runs come about; only the last one asked for is up."""
    made: dict[str, House] = {}
    folder, areas = tmp_path_factory.mktemp("kills"), iter(AREAS)

    def house(way: str) -> House:
        if way not in made:
            while made:
                made.popitem()[1].setting.stop()
            made[way] = House(way, folder, areas)
        return made[way]

    yield house
    while made:
        made.popitem()[1].setting.stop()


def tell(told: Told) -> None:
    """Say what was done in a round, and add it to the table of a person who wants one."""
    lines = ["| " + " | ".join(cells) + " |\n" for cells in (HEAD, ["---"] * len(HEAD), told.cells())]
    print("\n" + lines[-1], end="")  # noqa: T201  (for people)
    if TABLE:
        with Path(TABLE).open("a", encoding="utf-8") as file:
            file.writelines(lines if file.tell() == 0 else lines[-1:])


@dataclass(frozen=True, slots=True)
class Killed:
    """The moment of a kill: the stage as seen right before it, and seconds since the run began."""

    stage: str
    moment: float


def kill_once(house: House, aim: str, whom: str, draw: random.Random) -> Killed:
    """Bring files, and kill in the stage or at a random moment of the run that takes them in."""
    said = house.setting.said
    stages = house.begin()
    assert wait_until(stages.begun, PATIENCE, 0.005), said()
    begin = time.monotonic()
    if aim == RANDOM:
        time.sleep(draw.uniform(0, house.seconds))
    else:
        later = {*STAGES[STAGES.index(aim) :], "over"}
        assert wait_until(lambda: stages.current() in later, PATIENCE, 0.001), said()
    victims = house.setting.pids(whom)
    killed = Killed(stages.current(), time.monotonic() - begin)
    kill(victims)
    return killed


@pytest.mark.parametrize("number", range(min(ROUNDS, len(PLAN))))
def test_round(number: int, house_of: Callable[[str], House], undisturbed: dict[str, pl.DataFrame]) -> None:
    way, aim, whom = PLAN[number]
    house = house_of(way)
    setting = house.setting
    draw = random.Random(SEED + number)  # noqa: S311  (no secret)
    for _attempt in range(TRIES):
        before, begin = crashed(setting.home), time.monotonic()
        killed = kill_once(house, aim, whom, draw)
        setting.recover(whom)
        # Between marking a run and asking for it again there is a moment in which nothing is under way.
        for _ in range(2):
            assert wait_until(house.is_whole, PATIENCE), setting.said()
            time.sleep(SETTLE)
        seconds = time.monotonic() - begin - killed.moment - 2 * SETTLE
        documents, observations = assert_whole(house, undisturbed)
        if killed.stage == aim or (aim == RANDOM and killed.stage != "over"):
            break
    else:
        pytest.fail(f"no run was seen in {aim}")
    marked = crashed(setting.home) - before
    tell(Told(number + 1, way, killed.stage, killed.moment, whom, documents, observations, marked, seconds))


def assert_whole(house: House, undisturbed: dict[str, pl.DataFrame]) -> tuple[int, int]:
    """Every document is published once, as without any kill; no file is lost, no run left over; documents, observations."""
    setting = house.setting
    tables = released(setting.store)
    assert sorted(tables["documents"]["document"]) == sorted(house.files)
    for table, frame in tables.items():
        expected = of_house(undisturbed[table], house)
        assert_frame_equal(frame.drop("path", strict=False), expected.drop("path", strict=False))
    assert_clean(setting.store)
    assert under_way(setting.home) == 0
    lying = [path for path in setting.inbox.rglob("*") if path.is_file() and path.name in house.files]
    assert {path.name: path.read_bytes() for path in lying} == house.files
    assert len(lying) == len(house.files), "no file is lost, and none is there twice"
    return tables["documents"].height, tables["observations"].height


def of_house(frame: pl.DataFrame, house: House) -> pl.DataFrame:
    """The rows that speak of what was brought."""
    if "document" in frame.columns:
        return frame.filter(pl.col("document").is_in(list(house.files)))
    if "document_id" in frame.columns:
        ids = [hashlib.sha256(data).hexdigest() for data in house.files.values()]
        return frame.filter(pl.col("document_id").is_in(ids))
    return frame.filter(pl.col("ref_area").is_in(house.areas))

"""Runs that are killed with SIGKILL at any moment: the next run publishes every document once, and the store reads clean.

Each round starts ``hengliang run`` as a person does, with Prefect's embedded server, and kills it once or twice at a
moment drawn from a seed: the run alone, or the run with its server and the processes that read files. Which stage a
moment falls into is known from the outside: from Prefect's database, the processes, and what stands in the store's
folder.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from hengliang import schema
from hengliang.publish import release
from hengliang.publish.store import BY_DOCUMENT, GENERATION, Store

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261128
#: Rounds with a kill at a random moment, besides one in each stage; more where a person asks for them.
ROUNDS = int(os.environ.get("HENGLIANG_KILL_ROUNDS") or 4)
#: ``find`` begins with the sweep for runs that are left over.
STAGES = ("find", "extract", "store", "reconcile", "validate", "publish", "report")
#: Runs that are watched until one is seen in a stage.
TRIES = 4
#: Seconds that one run may take on a busy machine.
PATIENCE = 240.0
AREAS = ("青岚区", "白石区", "临溪区", "望江区", "双桥区", "云岭区")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a round happens."""

    inbox: Path
    store: Path
    home: Path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for Prefect, whose database is made once."""
    return tmp_path_factory.mktemp("kills-prefect")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented reports of two years of six areas, one of them copied, and a PDF that is none."""
    folder = tmp_path_factory.mktemp("inbox")
    for number, area in enumerate(AREAS):
        for year in (2019, 2020):
            text = (
                f"{area}{year + 1}年政府工作报告\n一、{year}年工作回顾\n{year}年，全区完成地区生产总值"
                f"{110 + number + 5 * (year - 2019)}.5亿元，比上年增长3.{number}%。"
                f"城镇居民人均可支配收入达到{38216 + 100 * number}元，增长4.8%。\n"
            )
            (folder / f"{area}-{year}.txt").write_text(text, encoding="utf-8")
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 9 0 R >>\n" + b"\x00\xff" * 4000)
    return folder


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A run that nobody killed: its released rows and how long it took."""

    tables: dict[str, pl.DataFrame]
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(inbox: Path, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    finish(Place(inbox, folder / "first", home))  # makes Prefect's database
    begin = time.monotonic()
    finish(Place(inbox, folder / "store", home))
    return Undisturbed(released(folder / "store"), time.monotonic() - begin)


def start(place: Place) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PREFECT_HOME": str(place.home), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "hengliang.cli", "run", str(place.inbox), "--store", str(place.store)]
    log = place.store.with_suffix(".log").open("ab")
    with log:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )


def finish(place: Place) -> None:
    """Run to the end; the damaged file makes it exit with 1."""
    process = start(place)
    log = place.store.with_suffix(".log")
    assert process.wait(PATIENCE) == 1, log.read_text(encoding="utf-8")
    assert "隔离 damaged.pdf" in log.read_text(encoding="utf-8")


def descendants(pid: int) -> list[int]:
    """All processes below one, from /proc."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    below, todo = [], [pid]
    while todo:
        children = parents.get(todo.pop(), [])
        below += children
        todo += children
    return below


def kill(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def kill_run(process: subprocess.Popen[bytes], whom: str) -> None:
    """Kill the run, or the run with everything below it."""
    kill([process.pid, *(descendants(process.pid) if whom == "all" else [])])
    process.wait(30)


def readers(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that read files for the run."""
    return [pid for pid in descendants(process.pid) if "spawn_main" in command_of(pid)]


def started(home: Path) -> int:
    """How many flow runs have begun, as Prefect's database says."""
    with contextlib.closing(sqlite3.connect(f"file:{home / 'prefect.db'}?mode=ro", uri=True, timeout=30)) as database:
        return int(database.execute("SELECT count(*) FROM flow_run WHERE start_time IS NOT NULL").fetchone()[0])


def stage_of(store: Path, process: subprocess.Popen[bytes], *, begun: Callable[[], bool]) -> str:
    """Which stage a run on a new store is in; ``start`` before the flow begins."""
    if (store / "released.state").exists():
        return "report"
    if list((store / "releases").glob("*")):
        return "publish"
    if (store / "tables" / "weighed").exists():
        return "validate"
    if (store / "tables" / "documents" / "_delta_log").exists() and not list((store / "staging").glob("*")):
        return "reconcile"
    if list((store / "tables").glob("*")) or (store / "locks").exists():
        return "store"
    if (store / "staging").exists() or readers(process):
        return "extract"
    return "find" if begun() else "start"


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> bool:
    """Wait, closely; False where the run ended first."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True


def released(root: Path) -> dict[str, pl.DataFrame]:
    """The rows of the latest release."""
    latest = release.latest(Store(root))
    assert latest is not None
    assert latest.damaged() == ()
    return {table: pl.read_parquet(latest.path / f"{table}.parquet") for table in schema.RELEASED}


def assert_whole(place: Place, undisturbed: Undisturbed) -> None:
    """Every document is published once, as without any kill, and nothing is left over."""
    tables = released(place.store)
    assert tables["documents"]["document"].is_unique().all()
    assert set(tables["documents"]["document"]) == {path.name for path in place.inbox.iterdir()}
    for table, frame in tables.items():
        assert_frame_equal(frame, undisturbed.tables[table])
    assert_clean(place.store)


def assert_clean(root: Path) -> None:
    """No rows that no document names, nothing staged, no half-written file, one release, and ``LATEST`` names it."""
    store = Store(root)
    named = set(store.documents_with_marks()["generation"])
    for table in BY_DOCUMENT:
        delta = store._delta(table)
        if delta.version() >= 0:
            there = delta.scan(pl.Schema({GENERATION: pl.String()})).collect()[GENERATION]
            assert set(there) <= named, f"orphans in {table}"
    weighings = store.weighings
    known = set(weighings._delta("weighed").scan(pl.Schema({"serial": pl.Int64()})).collect()["serial"])
    for table in ("facts", "findings", "index", "evidence", "copies"):
        serials = weighings._delta(table).scan(pl.Schema({"serial": pl.Int64()})).collect()["serial"].drop_nulls()
        assert set(serials) <= known, f"rows of a killed weighing in {table}"
    assert [path.name for path in (root / "staging").glob("*")] == []
    leftovers = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.name.endswith((".part", ".draft", ".tmp"))
        or path.name.startswith((".part-", ".staging-"))
        or path.name == "writing.generations"
    ]
    assert leftovers == []
    releases = [path.name for path in (root / "releases").iterdir() if path.is_dir()]
    latest = release.latest(store)
    assert latest is not None
    assert latest.id in releases


def killed_in(stage: str, place: Place, whom: str) -> bool:
    """Start a run and kill it in the stage; False where it ended before it was seen there."""
    before = started(place.home)
    process = start(place)

    def current() -> str:
        return stage_of(place.store, process, begun=lambda: started(place.home) > before)

    seen = wait_until(lambda: current() == stage, process)
    kill_run(process, whom)
    return seen and process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_killed_in_a_stage(stage: str, inbox: Path, home: Path, tmp_path: Path, undisturbed: Undisturbed) -> None:
    whom = "all" if STAGES.index(stage) % 2 else "alone"
    # A stage of a tenth of a second goes by unseen on a busy machine: then another run on a new store is watched.
    places = (Place(inbox, tmp_path / f"store-{number}", home) for number in range(TRIES))
    place = next((place for place in places if killed_in(stage, place, whom)), None)
    assert place is not None, f"no run was seen in {stage}"
    finish(place)
    assert_whole(place, undisturbed)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_run_killed_at_a_random_moment(
    number: int, inbox: Path, home: Path, tmp_path: Path, undisturbed: Undisturbed
) -> None:
    draw = random.Random(SEED + number)  # noqa: S311  (no secret)
    place = Place(inbox, tmp_path / "store", home)
    process = start(place)
    # The first third is spent on coming up.
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(draw.uniform(0.3, 1.0) * undisturbed.seconds)
    kill_run(process, draw.choice(["alone", "all"]))
    finish(place)
    assert_whole(place, undisturbed)


def test_a_reader_that_is_killed_costs_no_document(
    inbox: Path, home: Path, tmp_path: Path, undisturbed: Undisturbed
) -> None:
    place = Place(inbox, tmp_path / "store", home)
    process = start(place)
    assert wait_until(lambda: bool(readers(process)), process)
    kill(readers(process)[:1])
    assert process.wait(PATIENCE) == 1
    assert_whole(place, undisturbed)

"""How long ``hengliang serve`` takes for hundreds of files dropped at once: from the first byte to the release, by stage.

    python benchmarks/drops.py               # prints the figures
    python benchmarks/drops.py --write       # and puts them into docs/operations.md
    python benchmarks/drops.py --files 60    # quick, for a look in between

What goes in: a made drop (``made_drop``). A server with its runner is started in a folder of its own, then the files land.
What comes out: number of runs, seconds until every document is released and until every file is filed, and the seconds
that the runs' tasks took, as Prefect has them. The test of the drop uses the same and looks at what came of it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from accuracy import put as put_figures
from accuracy import table
from evaluation import ROOT
from made_drop import Drop, make_drop, put

from hengliang import settings
from hengliang.publish import release
from hengliang.publish.store import Store
from hengliang.read import discover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE: Final = ROOT / "docs" / "operations.md"
FILES: Final = 500
#: Seconds that the command may take to come up, and a drop to be done.
PATIENCE: Final = 1200.0
READY: Final = "已就绪"
ENDED: Final = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})


@dataclass(frozen=True, slots=True)
class Served:
    """A ``hengliang serve`` that runs.

    Attributes:
        inbox: its inbox.
        store: its store.
        api: the URL of its server's API.
        log: what it said.
        process: the command.
    """

    inbox: Path
    store: Path
    api: str
    log: Path
    process: subprocess.Popen[bytes]

    def runs(self) -> list[dict[str, Any]]:
        """The runs that take in reports, the oldest first."""
        wanted = {"deployments": {"name": {"any_": ["inbox"]}}, "sort": "START_TIME_ASC"}
        found: list[dict[str, Any]] = self._ask("flow_runs/filter", wanted)
        return found

    def busy(self) -> bool:
        """Whether a run is under way or waits for its turn."""
        return any(run["state_type"] not in ENDED for run in self.runs())

    def seconds_by_task(self) -> dict[str, float]:
        """Seconds of all runs together by task, in the order in which tasks began."""
        ids = [run["id"] for run in self.runs()]
        tasks = self._ask("task_runs/filter", {"flow_runs": {"id": {"any_": ids}}, "sort": "NAME_ASC"})
        spent: defaultdict[str, float] = defaultdict(float)
        for task in sorted((task for task in tasks if task["start_time"]), key=lambda task: str(task["start_time"])):
            spent[task["task_key"].partition("-")[0]] += task["total_run_time"]
        return dict(spent)

    def outcomes(self) -> dict[str, str]:
        """Document to outcome, as the current release says; nothing before the first one."""
        current = release.latest(Store(self.store))
        if current is None:
            return {}
        rows = pl.read_parquet(current.path / "documents.parquet", columns=["document_id", "outcome"])
        return dict(rows.select("document_id", "outcome").iter_rows())

    def _ask(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.api}/{path}", json.dumps(body).encode(), headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  (this machine)
            return json.loads(answer.read())


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a drop; seconds count from when its first byte was there.

    Attributes:
        files: number of files.
        landed: seconds until the last byte was there: the slow copies take their time.
        runs: number of runs it took.
        released: seconds until the release had every content.
        filed: seconds until every file was out of the inbox and no run was under way.
        by_task: seconds of the runs' tasks.
        in_runs: seconds of the runs.
    """

    files: int
    landed: float
    runs: int
    released: float
    filed: float
    by_task: dict[str, float]
    in_runs: float


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The command, ready to take files; ended with all it started.

    Raises:
        RuntimeError: when it does not come up; the message is what it said.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    environment |= settings.NO_TELEMETRY
    environment |= {"PREFECT_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-m", "hengliang.cli", "serve", "--port", str(port)]
    command += ["--inbox", str(folder / "inbox"), "--store", str(folder / "store")]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment, start_new_session=True)
    try:
        until(lambda: READY in log.read_text(encoding="utf-8") or process.poll() is not None)
        if process.poll() is not None:
            raise RuntimeError(log.read_text(encoding="utf-8"))
        yield Served(folder / "inbox", folder / "store", f"http://127.0.0.1:{port}/api", log, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def until(condition: Callable[[], bool]) -> None:
    """Wait for it.

    Raises:
        TimeoutError: when it takes too long.
    """
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not done in {PATIENCE:.0f} s")
        time.sleep(0.1)


def measure(here: Served, drop: Drop) -> Measured:
    """Let the drop land and wait until all of it is dealt with."""
    begin = time.monotonic()
    put(drop, here.inbox)
    landed = time.monotonic() - begin
    wanted = drop.contents().keys()
    until(lambda: wanted <= here.outcomes().keys())
    released = time.monotonic() - begin
    until(lambda: not discover([here.inbox]) and not here.busy())
    filed = time.monotonic() - begin
    runs = here.runs()
    until(lambda: sum(run["state_type"] in ENDED for run in here.runs()) == len(runs) and _all_told(here, len(runs)))
    lasted = sum((_time(run["end_time"]) - _time(run["start_time"])).total_seconds() for run in runs)
    return Measured(len(drop.files), landed, len(runs), released, filed, here.seconds_by_task(), lasted)


def _all_told(here: Served, runs: int) -> bool:
    """Whether the server has heard of the last task of each run: it hears of tasks a little later than of runs."""
    ids = [run["id"] for run in here.runs()]
    wanted = {"flow_runs": {"id": {"any_": ids}}, "task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
    tasks = here._ask("task_runs/filter", wanted)  # noqa: SLF001
    return sum(task["name"].startswith("report on") for task in tasks) >= runs


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def figures(measured: Measured) -> str:
    """All figures as Markdown."""
    rest = measured.in_runs - sum(measured.by_task.values())
    waited = measured.filed - measured.in_runs
    head = table(
        ["files", "runs", "last byte after, s", "all released after, s", "all filed after, s"],
        [[measured.files, measured.runs, *(f"{s:.1f}" for s in (measured.landed, measured.released, measured.filed))]],
    )
    rows = [[name, f"{seconds:.1f}"] for name, seconds in measured.by_task.items()]
    rows += [["runs beside their tasks", f"{rest:.1f}"], ["before, between and after runs", f"{waited:.1f}"]]
    return f"{head}\n\n{table(['task', 'seconds of all runs'], rows)}"


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/operations.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as here:
        printed = figures(measure(here, make_drop(options.files)))
    print(printed)
    if options.write:
        PAGE.write_text(put_figures(PAGE.read_text(encoding="utf-8"), printed, "drops"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

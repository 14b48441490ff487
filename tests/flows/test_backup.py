"""A copy of the store that is taken while runs go on, as docs/operations.md says, opens clean and goes on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flow_samples import COMMUNIQUE, REPORT
from polars.testing import assert_frame_equal
from processes import process
from store_checks import assert_clean, released

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
#: So many runs bring new files while copies are taken.
RUNS = 3


def documented(store: Path, backup: Path) -> str:
    """The command of the handbook, for these folders."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^flock /srv.*$", text, re.MULTILINE)
    return str(command).replace("/srv/hengliang/store", str(store)).replace("/srv/backup/store", str(backup))


def runs(inbox: Path, store: Path, home: Path) -> str:
    """Shell: the runs one after another, each with files that are new."""
    one = f"{sys.executable} -m hengliang.cli run {inbox}/{{}} --store {store}"
    return " && ".join(one.format(number) for number in range(RUNS))


def test_a_copy_taken_while_runs_go_on_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    inbox, store = tmp_path / "inbox", tmp_path / "store"
    for number in range(RUNS):
        folder = inbox / str(number)
        folder.mkdir(parents=True)
        for kind, text in (("report", REPORT), ("communique", COMMUNIQUE)):
            (folder / f"{kind}.txt").write_text(text.replace("青岚", "青白红"[number] + "岚"), encoding="utf-8")
    copies: list[Path] = []
    with process(["bash", "-c", runs(inbox, store, tmp_path)], tmp_path / "log") as running:
        while running.poll() is None:
            if (store / "locks" / "publish.lock").exists():
                copies.append(tmp_path / f"copy-{len(copies)}")
                copies[-1].mkdir()
                subprocess.run(["bash", "-ec", documented(store, copies[-1])], check=True, timeout=300)
            time.sleep(2)
        assert running.returncode == 0, (tmp_path / "log").read_text()
    published = [copy for copy in copies if (copy / "releases" / "LATEST").exists()]
    assert len({(copy / "releases" / "LATEST").read_text() for copy in published}) > 1, "copies of several moments"
    for copy in published:
        released(copy)
    restored = published[0]
    done = subprocess.run(["bash", "-c", runs(inbox, restored, tmp_path)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True, timeout=600, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert_clean(restored)
    for table, rows in released(store).items():
        assert_frame_equal(rows, released(restored)[table])

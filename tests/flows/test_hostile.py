"""A drop full of hostile files: each ends within its limits with a sentence, and the reports among them are published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from hengliang.publish import release
from hengliang.publish.store import Store

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
SET = Path(os.environ.get("HENGLIANG_EVALUATION_SET") or ROOT.parent / "shared") / "corpus" / "pdf_hard"
SAMPLES = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix in {".txt", ".pdf"})
#: Tight enough for a test to see them, wide enough for a busy machine.
LIMITS = {"HENGLIANG_SECONDS_PER_PAGE": "8", "HENGLIANG_SECONDS_PER_STEP": "40", "HENGLIANG_STREAM_MB": "128",
          "HENGLIANG_MEMORY_MB": "1500"}  # fmt: skip


def outcomes(inbox: Path, prefect_home: Path, limits: dict[str, str]) -> tuple[dict[str, str], float]:
    """Run the drop with the reports of the samples in it; outcome of each file as released, and the seconds."""
    for path in SAMPLES:
        shutil.copy(path, inbox)
    store = inbox.parent / "store"
    environment = {**os.environ, "PREFECT_HOME": str(prefect_home), "PYTHONPATH": os.pathsep.join(sys.path), **limits}
    begin = time.monotonic()
    command = [sys.executable, "-m", "hengliang.cli", "run", str(inbox), "--store", str(store)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 1, done.stderr
    latest = release.latest(Store(store))
    assert latest is not None
    assert str(latest.path) in done.stdout
    rows = pl.read_parquet(latest.path / "documents.parquet").select("document", "outcome")
    return dict(rows.iter_rows()), time.monotonic() - begin


def test_hostile_files_cost_themselves_only(tmp_path: Path, prefect_home: Path) -> None:
    sys.path.append(str(ROOT / "tests" / "read"))
    from hostile import hostile_files

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    hostile = hostile_files()
    for name, data in hostile.items():
        (inbox / name).write_bytes(data)
    found, seconds = outcomes(inbox, prefect_home, LIMITS)
    assert {name for name, outcome in found.items() if outcome == "published"} == {path.name for path in SAMPLES}
    assert hostile.keys() <= found.keys(), "each has its sentence"
    for name in hostile:
        assert "请报告给开发者" not in found[name], f"{name}: {found[name]}"
    for name in ("flate-bomb.pdf", "flate-bomb-twice.pdf"):
        assert "HENGLIANG_STREAM_MB" in found[name]
    assert seconds < 60 + 8 * len(hostile), "no file had more than its time"


@pytest.mark.evaluation
@pytest.mark.skipif(not SET.is_dir(), reason="the evaluation set is absent (HENGLIANG_EVALUATION_SET)")
def test_the_hostile_files_of_the_evaluation_set(tmp_path: Path, prefect_home: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    hostile = [*SET.glob("t_*.pdf"), *SET.glob("damaged_*.pdf")]
    assert len(hostile) > 8
    for path in hostile:
        shutil.copy(path, inbox)
    found, seconds = outcomes(inbox, prefect_home, {})
    assert all(found[path.name] == "published" for path in SAMPLES)
    assert all(found[path.name] for path in hostile if path.stat().st_size)
    assert not [outcome for outcome in found.values() if "请报告给开发者" in outcome]
    unreadable = {"t_zero.pdf", "t_html.pdf", "t_truncated.pdf", "t_enc_user.pdf", "t_hugepage.pdf"}
    assert all(found[name] != "published" for name in unreadable)
    assert seconds < 400

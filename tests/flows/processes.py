"""Whole processes of ours that a test starts, and that are gone when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import polars as pl
from real_server import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


@contextmanager
def process(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process with all it starts; SIGTERM ends it, and SIGKILL what is left of it."""
    path = os.pathsep.join([str(ROOT), *sys.path])
    with log.open("wb") as out:
        running = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "PYTHONPATH": path, "COLUMNS": "200", **(environment or {})},
        )  # fmt: skip
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)


def published(store: Path) -> set[str]:
    """The documents in the current release of a store."""
    latest = store / "releases" / "LATEST"
    if not latest.exists():
        return set()
    documents = pl.read_parquet(store / "releases" / latest.read_text().strip() / "documents.parquet")
    return set(documents.filter(pl.col("outcome") == "published")["document"])

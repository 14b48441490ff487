"""Which process opens which file, written down by each Python process that is started with this: nothing is changed by it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

LOG = "HENGLIANG_TEST_OPENED"
#: Python imports a module of this name when it starts.
_HOOK = f"""
import os, sys

_log = os.environ.get("{LOG}")

def _note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, os.PathLike)):
        path = os.fspath(arguments[0])
        if isinstance(path, str) and os.path.dirname(path).endswith("inbox"):
            handle = os.open(_log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(handle, f"{{os.getpid()}} {{path}}\\n".encode())
            os.close(handle)

if _log:
    sys.addaudithook(_note)
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened so far."""

    log: Path

    def by(self, name: str) -> list[int]:
        """The processes that opened a file of this name, in order, once for each time."""
        if not self.log.exists():
            return []
        rows = (line.partition(" ") for line in self.log.read_text(encoding="utf-8").splitlines())
        return [int(pid) for pid, _, path in rows if Path(path).name == name]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Processes that are started from now on note which files of an inbox they open."""
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(_HOOK, encoding="utf-8")
    monkeypatch.syspath_prepend(str(hook))
    monkeypatch.setenv(LOG, str(tmp_path / "opened.log"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(hook), os.environ.get("PYTHONPATH", "")]))
    return Opened(tmp_path / "opened.log")

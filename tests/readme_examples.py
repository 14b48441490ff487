"""The console examples of the READMEs: each ``$ command`` with what it prints.

``python tests/readme_examples.py`` runs them all and writes what they print into the READMEs; ``test_readme.py`` compares.
What differs from run to run (a release's id, seconds) counts as the same.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
_BLOCK = re.compile(r"^```console\n\$ (?P<command>.*)\n(?P<printed>(?:.*\n)*?)```$", re.MULTILINE)
#: Where the project is in the READMEs.
_PROJECT = "/home/me/hengliang"
_CHANGING = (
    (re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}"), "RELEASE"),
    (re.compile(r"^用时 .*$", re.MULTILINE), "TIMES"),
)


def examples(readme: str) -> list[tuple[str, str]]:
    """The commands of a README and what it says they print."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    return [(match["command"], match["printed"]) for match in _BLOCK.finditer(text)]


def commands() -> list[str]:
    """All commands in the order in which they stand, each once: the main job comes before what looks at its store."""
    return list(dict.fromkeys(command for readme in READMES for command, _ in examples(readme)))


def run_all(folder: Path) -> dict[str, str]:
    """What the commands print, run one after another beside a store in this folder."""
    (folder / "samples").symlink_to(ROOT / "samples")
    return {command: _run(command, folder) for command in commands()}


def settled(printed: str) -> str:
    """A print without what differs from run to run."""
    for pattern, name in _CHANGING:
        printed = pattern.sub(name, printed)
    return printed


def _run(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PREFECT_HOME": str(folder / "prefect")}
    where = folder
    if command == "make run":
        # Make runs in the project's folder; only the store is elsewhere, and nothing is set up anew.
        command, where = f"make --no-print-directory --assume-old=.venv/.ready run STORE={folder}/store", ROOT
    done = subprocess.run(
        ["bash", "-c", command], cwd=where, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout.replace(f"--store {folder}/store", "--store store").replace(str(folder), _PROJECT)


def _write(printed: dict[str, str]) -> None:
    def block(match: re.Match[str]) -> str:
        return f"```console\n$ {match['command']}\n{printed[match['command']]}```"

    for readme in READMES:
        _replace(ROOT / readme, block)


def _replace(path: Path, block: Callable[[re.Match[str]], str]) -> None:
    path.write_text(_BLOCK.sub(block, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        _write(run_all(Path(scratch)))

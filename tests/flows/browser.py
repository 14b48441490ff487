"""A real browser without a window: opens a page of the UI and says what a person would read there."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import time
import urllib.parse
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.connection import Connection

PATIENCE = 120.0
NAMES = ("chromium", "chromium-browser", "google-chrome")


class Browser:
    """One page, told what to do by the browser's own protocol."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._numbers = itertools.count(1)
        target = self._tell("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def open(self, url: str) -> None:
        """Go to an address."""
        self._tell("Page.navigate", url=url)

    def text(self) -> str:
        """What can be read on the page as it is now."""
        asked = self._tell("Runtime.evaluate", expression="document.body ? document.body.innerText : ''")
        return str(asked["result"].get("value", ""))

    def reads(self, *words: str, seconds: float = PATIENCE) -> bool:
        """Whether all words can be read on the page before long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            text = self.text()
            if all(word in text for word in words):
                return True
            time.sleep(0.5)
        return False

    def _tell(self, method: str, **values: Any) -> dict[str, Any]:
        number = next(self._numbers)
        session = {"sessionId": self._session} if hasattr(self, "_session") else {}
        self._line.send(json.dumps({"id": number, "method": method, "params": values, **session}))
        while True:
            answer = json.loads(self._line.recv(timeout=PATIENCE))
            if answer.get("id") == number:
                assert "error" not in answer, answer
                found: dict[str, Any] = answer["result"]
                return found


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in the folder; the test is skipped where there is none."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium here")
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--remote-debugging-port=0"]
    command = [
        program,
        *switches,
        "--window-size=1400,2400",
        "--lang=zh-CN",
        f"--user-data-dir={folder}",
        "about:blank",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    told = folder / "DevToolsActivePort"
    try:
        deadline = time.monotonic() + PATIENCE
        while not (told.exists() and len(told.read_text(encoding="ascii").splitlines()) == 2):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        port, path = told.read_text(encoding="ascii").splitlines()
        address = urllib.parse.urlunsplit(("ws", f"127.0.0.1:{port}", path, "", ""))
        with connect(address, max_size=None, proxy=None) as line:
            yield Browser(line)
    finally:
        process.terminate()
        process.wait(30)

"""A process of ours that ends with the one that started it, however that one ends.

The parent holds the child's standard input open: a closed one is the sign to end, whether the parent closed it or is
gone. The child is in a session of its own, so that Ctrl-C at the terminal reaches the parent alone, which then ends its
children in order; what the child started in turn is killed with it. Nothing of Prefect is imported here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Child:
    """A module of ours that runs as a process, started at once.

    Args:
        module: what ``python -m`` is given.
        arguments: its arguments.
        environment: variables beside those of this process.
        quiet: whether nothing of it reaches the terminal.
    """

    def __init__(
        self, module: str, *arguments: str, environment: Mapping[str, str] | None = None, quiet: bool = False
    ) -> None:
        out = subprocess.DEVNULL if quiet else None
        self._process = subprocess.Popen(  # noqa: S603  (a module of our own)
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    def tell(self, line: str) -> None:
        """Write a line to its standard input; nobody hears it where the child is gone."""
        with contextlib.suppress(OSError):
            self._input.write(f"{line}\n".encode())
            self._input.flush()

    def stop(self, seconds: float) -> bool:
        """End it: it is asked, and killed with all it started when it still runs after so many seconds.

        Returns:
            Whether it ended by itself.
        """
        with contextlib.suppress(OSError):
            self._input.close()
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        self._kill_group()
        return True

    def kill(self) -> None:
        """Kill it and all it started, and wait for its end."""
        self._kill_group()
        self._process.wait()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    @property
    def _input(self) -> IO[bytes]:
        if self._process.stdin is None:
            raise RuntimeError("the child has no standard input")
        return self._process.stdin


def when_parent_ends(act: Callable[[], None], hear: Callable[[str], None] = lambda _line: None) -> None:
    """In the child: call ``act`` in a thread once the parent closes our standard input, or is gone.

    Args:
        act: what is done then.
        hear: takes each line that the parent tells before.
    """

    def wait() -> None:
        for line in sys.stdin.buffer:
            hear(line.decode().strip())
        act()

    threading.Thread(target=wait, name="parent", daemon=True).start()

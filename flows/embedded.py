"""Prefect's server for the time of one command, started before Prefect itself is imported.

Prefect would start one by itself, but only once the flow begins, after importing the whole server into the caller as
well: that costs some seconds more than starting it at once and importing Prefect meanwhile. The server is the same:
without UI, on a free port of this machine, with the database of ``PREFECT_HOME``. It ends with the process that started
it, however that one ends: it watches its standard input, which closes then.

This module imports Prefect only inside functions.
"""

from __future__ import annotations

import http
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

#: Seconds to wait for the server; its first start on a machine creates the database.
START_TIMEOUT: Final = 120.0
_HOST: Final = "127.0.0.1"
#: What Prefect's own embedded server is started with; blocks are not needed here and cost seconds at the first start.
_SERVER_ENVIRONMENT: Final = {
    "PREFECT_UI_ENABLED": "false",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
}


class ServerError(Exception):
    """The server did not come up; the message is a sentence for a person."""


class EmbeddedServer:
    """A server of this process, or none where the person has one: then ``PREFECT_API_URL`` is theirs.

    Use as a context: entering starts it and returns at once; ``wait`` returns when it answers.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    def __enter__(self) -> Self:
        if not os.environ.get("PREFECT_API_URL"):
            self._port = _free_port()
            self._process = subprocess.Popen(  # noqa: S603  (this very module)
                [sys.executable, "-m", "flows.embedded", str(self._port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **_SERVER_ENVIRONMENT},
                start_new_session=True,  # Ctrl-C reaches the flow alone, which still has to tell the server
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._stop(self._process)

    @property
    def ours(self) -> bool:
        """Whether the server that Prefect talks to is this one."""
        return self._process is not None

    def wait(self) -> None:
        """Wait until the server answers, and make it the one that Prefect talks to.

        Raises:
            ServerError: when it ended, or does not answer in time.
        """
        if self._process is None:
            return
        from prefect.context import refresh_global_settings_context  # noqa: PLC0415  (seconds to import)
        from prefect.settings import get_current_settings  # noqa: PLC0415

        if get_current_settings().api.url:  # a profile or a configuration file names a server: it is theirs to use
            self._stop(self._process)
            return
        self._wait_for_health(self._process)
        os.environ["PREFECT_API_URL"] = f"http://{_HOST}:{self._port}/api"
        os.environ["NO_PROXY"] = ",".join(filter(None, (os.environ.get("NO_PROXY"), _HOST)))
        refresh_global_settings_context()

    def _wait_for_health(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while not _healthy(self._port):
            if process.poll() is not None:
                raise ServerError(f"Prefect 的内置服务器没有启动（退出码 {process.returncode}）")
            if time.monotonic() > deadline:
                raise ServerError(f"Prefect 的内置服务器 {START_TIMEOUT:.0f} 秒内没有应答")
            time.sleep(0.05)

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._process = None


def _healthy(port: int) -> bool:
    """Whether the server answers; asked directly, whatever proxy the environment names."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=2)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def _serve(port: int) -> None:
    """Be the server, until told to stop or the parent is gone."""
    import uvicorn  # noqa: PLC0415  (the parent imports this module as well)

    threading.Thread(target=_end_with_parent, daemon=True).start()
    uvicorn.run("prefect.server.api.server:create_app", factory=True, host=_HOST, port=port, log_level="error")


if __name__ == "__main__":
    _serve(int(sys.argv[1]))

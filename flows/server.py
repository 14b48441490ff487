"""Prefect's server as a child of this process, on this machine; it ends with the process that started it.

In: an address and the variables that make the server what it should be. Out: a server that answers. This module imports
Prefect only in the child.
"""

from __future__ import annotations

import http
import http.client
import os
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from flows.child import Child, when_parent_ends

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Seconds to wait for the server; its first start on a machine creates the database.
START_TIMEOUT: Final = 120.0
LOCAL: Final = "127.0.0.1"
#: Names the variable with the address of the API as browsers reach it; only needed behind a proxy that changes paths.
UI_API_URL: Final = "PREFECT_SERVER_UI_API_URL"
#: Seconds it gets to end.
_STOP_TIMEOUT: Final = 5.0
#: Addresses that mean all of this machine: it is reached on the local one.
_ANY: Final = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  (compared with, not listened on)


class ServerError(Exception):
    """The server did not come up; the message is a sentence for a person."""


class Server:
    """Prefect's server in a process of its own, starting at once; ``wait`` returns when it answers.

    Attributes:
        port: where it listens.
        url: the address of its API as this machine reaches it.
    """

    def __init__(self, host: str, port: int, environment: Mapping[str, str], *, quiet: bool) -> None:
        self.port = port
        self._reached = LOCAL if host in _ANY else host
        self.url = f"http://{self._reached}:{port}/api"
        self._child = Child("flows.server", host, str(port), environment=environment, quiet=quiet)

    @property
    def exit_code(self) -> int | None:
        """The exit code; None while it runs."""
        return self._child.exit_code

    def wait(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Wait until it answers.

        Args:
            given_up: asked all the time; true ends the waiting.

        Raises:
            ServerError: when it ended, or does not answer in time.
        """
        deadline = time.monotonic() + START_TIMEOUT
        while not (given_up() or healthy(self._reached, self.port)):
            if self.exit_code is not None:
                raise ServerError(f"Prefect 服务器没有启动（退出码 {self.exit_code}）")
            if time.monotonic() > deadline:
                raise ServerError(f"Prefect 服务器 {START_TIMEOUT:.0f} 秒内没有应答")
            time.sleep(0.05)

    def use(self) -> None:
        """Make it the server that Prefect talks to, here and in children started from now on."""
        os.environ["PREFECT_API_URL"] = self.url
        os.environ["NO_PROXY"] = ",".join(filter(None, (os.environ.get("NO_PROXY"), self._reached)))

    def stop(self) -> None:
        """End it."""
        self._child.stop(_STOP_TIMEOUT)


def healthy(host: str, port: int) -> bool:
    """Whether the server answers; asked directly, whatever proxy the environment names."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


def application() -> Any:
    """Prefect's server, whose UI finds it at whatever address it is opened, and is not told that its database is busy."""
    from prefect.server.api.server import create_app  # noqa: PLC0415  (seconds to import)

    from flows.second_try import with_second_try  # noqa: PLC0415
    from flows.ui_address import with_address_as_asked  # noqa: PLC0415

    app = with_second_try(create_app())
    return app if os.environ.get(UI_API_URL) else with_address_as_asked(app)


def _serve(host: str, port: int) -> None:
    """Be the server, until told to stop or the parent is gone."""
    import uvicorn  # noqa: PLC0415  (the parent imports this module as well)

    when_parent_ends(lambda: os.kill(os.getpid(), signal.SIGTERM))
    uvicorn.run(
        "flows.server:application", factory=True, host=host, port=port, log_level="error", timeout_graceful_shutdown=2
    )


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))

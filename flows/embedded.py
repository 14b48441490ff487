"""Prefect's server for the time of one command, started before Prefect itself is imported.

Prefect would start one by itself, but only once the flow begins, after importing the whole server into the caller as
well: that costs some seconds more than starting it at once and importing Prefect meanwhile. The server is the same:
without UI, on a free port of this machine, with the database of ``PREFECT_HOME``.

This module imports Prefect only inside functions.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Self

from flows.server import LOCAL, Server, ServerError, free_port

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["EmbeddedServer", "ServerError"]

#: What Prefect's own embedded server is started with; blocks are not needed here and cost seconds at the first start.
_SERVER_ENVIRONMENT: Final = {
    "PREFECT_UI_ENABLED": "false",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
}


def _start() -> Server:
    return Server(LOCAL, free_port(), _SERVER_ENVIRONMENT, quiet=True)


class EmbeddedServer:
    """A server of this process, or none where the person has one: then ``PREFECT_API_URL`` is theirs.

    Use as a context: entering starts it and returns at once; ``wait`` returns when it answers.
    """

    def __init__(self) -> None:
        self._server: Server | None = None

    def __enter__(self) -> Self:
        if not os.environ.get("PREFECT_API_URL"):
            self._server = _start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def ours(self) -> bool:
        """Whether the server that Prefect talks to is this one."""
        return self._server is not None

    def wait(self) -> None:
        """Wait until the server answers, and make it the one that Prefect talks to.

        Raises:
            ServerError: when it ended, or does not answer in time.
        """
        if self._server is None:
            return
        from prefect.context import refresh_global_settings_context  # noqa: PLC0415  (seconds to import)
        from prefect.settings import get_current_settings  # noqa: PLC0415

        if get_current_settings().api.url:  # a profile or a configuration file names a server: it is theirs to use
            self._stop()
            return
        try:
            self._server.wait()
        except ServerError:
            if self._server.exit_code is None:
                raise
            # Of two that make the database of a new PREFECT_HOME at once one may end; the next time it is there.
            self._server = _start()
            self._server.wait()
        self._server.use()
        refresh_global_settings_context()

    def _stop(self) -> None:
        if self._server is not None:
            self._server.stop()
        self._server = None

"""The server for the time of one command: one that ends while it starts is started once more, and no oftener."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from flows import embedded
from flows.embedded import EmbeddedServer
from flows.server import ServerError

if TYPE_CHECKING:
    from collections.abc import Callable


class Starting:
    """A server that lives, or ends while it starts with an exit code."""

    def __init__(self, exit_code: int | None) -> None:
        self.exit_code = exit_code
        self.used = False

    def wait(self) -> None:
        if self.exit_code is not None:
            raise ServerError("ended")

    def use(self) -> None:
        self.used = True

    def stop(self) -> None:
        pass


@pytest.fixture
def starting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Starting]]:
    def with_exit_codes(*codes: int | None) -> list[Starting]:
        started: list[Starting] = []

        def start() -> Starting:
            started.append(Starting(codes[len(started)]))
            return started[-1]

        monkeypatch.delenv("PREFECT_API_URL", raising=False)
        nobodys = SimpleNamespace(api=SimpleNamespace(url=None))
        monkeypatch.setattr("prefect.settings.get_current_settings", lambda: nobodys)
        monkeypatch.setattr(embedded, "_start", start)
        return started

    return with_exit_codes


def test_one_that_ended_is_started_once_more(starting: Callable[..., list[Starting]]) -> None:
    started = starting(-6, None)
    with EmbeddedServer() as server:
        server.wait()
    assert [one.used for one in started] == [False, True]


def test_two_that_ended_are_an_error(starting: Callable[..., list[Starting]]) -> None:
    started = starting(-6, -6, None)
    with EmbeddedServer() as server, pytest.raises(ServerError):
        server.wait()
    assert len(started) == 2

"""A refusal of a busy database is not the last word; anything else is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from flows import second_try
from flows.second_try import TRIES, with_second_try


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_try, "_PAUSE", 0)


class BusyError(Exception):
    """Why a request was refused."""


class Server:
    """Answers with these statuses, one after the other."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.heard: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message.get("more_body", False)
        assert "tried" not in scope["state"], "what a try leaves behind is not seen by the next"
        scope["state"]["tried"] = True
        self.heard.append(body)
        status = self.statuses.pop(0)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"done: " + body})
        if status >= 500:
            raise BusyError  # as Starlette does, so that its server can log it


def asked(server: Server, method: str = "POST", *, length: int | None = 5) -> tuple[int, bytes]:
    parts = [{"type": "http.request", "body": b"ans", "more_body": True}, {"type": "http.request", "body": b"wer"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return parts.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": method, "path": "/api/flow_runs/1/resume", "headers": headers, "state": {}}
    with suppress(BusyError):
        asyncio.run(with_second_try(server)(scope, receive, send))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    return sent[0]["status"], sent[1]["body"]


def test_a_refused_request_is_tried_again_as_it_was() -> None:
    server = Server(503, 503, 201)
    assert asked(server) == (201, b"done: answer")
    assert server.heard == [b"answer"] * 3


def test_what_is_refused_for_good_is_told() -> None:
    server = Server(*[503] * 20)
    assert asked(server)[0] == 503
    assert len(server.heard) == TRIES


@pytest.mark.parametrize("status", [200, 404, 409, 422, 500])
def test_any_other_answer_is_the_last_word(status: int) -> None:
    server = Server(status)
    assert asked(server)[0] == status


@pytest.mark.parametrize(("method", "length"), [("GET", 5), ("POST", None), ("POST", 2_000_000)])
def test_what_reads_or_is_large_goes_through(method: str, length: int | None) -> None:
    server = Server(503)
    assert asked(server, method, length=length)[0] == 503
    assert len(server.heard) == 1

"""Requests that Prefect's server refuses because its database is busy are tried again here, for browsers do not.

In: the server as an ASGI application. Out: the same. With SQLite the server answers 503 now and then, when two requests write at
the same moment: nothing was done then, and whoever asked is to ask again. Prefect's clients do; its pages show nothing, or an
error, and a person would have to press the button twice.
"""

from __future__ import annotations

import asyncio
import http
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from flows.ui_address import App, Message

#: How often a request is tried in all, and the seconds between; the wait grows with each.
TRIES: Final = 6
_PAUSE: Final = 0.1
#: What only reads is not refused.
_WRITING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
#: Larger requests, which no form sends, go through as they are.
_MOST: Final = 1_000_000


def with_second_try(app: App) -> App:
    """The application, of which a refusal is heard only when it has refused ``TRIES`` times."""

    async def answer(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] != "http" or scope["method"] not in _WRITING or not 0 <= _length(scope) <= _MOST:
            await app(scope, receive, send)
            return
        asked = await _whole(receive)
        for number in range(1, TRIES):
            if await _answered(app, scope, _once(asked, receive), send):
                return
            await asyncio.sleep(_PAUSE * number)
        await app(scope, _once(asked, receive), send)

    return answer


def _length(scope: Message) -> int:
    """Bytes of the request's body; -1 where it does not say."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else -1


async def _whole(receive: Callable[[], Awaitable[Message]]) -> Message:
    """The request's body in one message."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return message
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return {"type": "http.request", "body": body, "more_body": False}


def _once(asked: Message, receive: Callable[[], Awaitable[Message]]) -> Callable[[], Awaitable[Message]]:
    """What the application hears: the request, then whatever the browser says."""
    first = [asked]

    async def hear() -> Message:
        return first.pop() if first else await receive()

    return hear


async def _answered(
    app: App, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> bool:
    """Try once, and pass the answer on unless it is a refusal."""
    refused = False

    async def unless_refused(message: Message) -> None:
        nonlocal refused
        refused = refused or message.get("status") == http.HTTPStatus.SERVICE_UNAVAILABLE
        if not refused:
            await send(message)

    try:
        # The application writes into the scope, its state too: each try has its own.
        await app({**scope, "state": dict(scope.get("state") or {})}, receive, unless_refused)
    except Exception:
        if not refused:  # else it is what was refused for: the application raises it when it has answered
            raise
    return not refused

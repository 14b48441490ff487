"""The address of the API that the UI is told: the one at which the browser has found the UI.

In: Prefect's server as an ASGI application. Out: the same, whose ``/ui-settings`` names the host that was asked. Prefect
itself names the host and port that it listens on, which is nobody's address where that is ``0.0.0.0``, where a port is
mapped or a name is used. An address that a person has set (``PREFECT_SERVER_UI_API_URL``) stays.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

_SETTINGS: Final = "/ui-settings"


def with_address_as_asked(app: App) -> App:
    """The application, with ``/ui-settings`` answered for the host of the request."""

    async def answer(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        host = _header(scope, b"host") if scope["type"] == "http" else ""
        if not host or not scope["path"].endswith(_SETTINGS):
            await app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await app({**scope, "headers": plain}, receive, hold)
        for message in _changed(held, f"{scope['scheme']}://{host}/api"):
            await send(message)

    return answer


def _changed(messages: list[Message], address: str) -> list[Message]:
    """The answer with the address in it; one that is no settings as it was."""
    start, *parts = messages
    body = b"".join(part.get("body", b"") for part in parts)
    try:
        settings = json.loads(body)
        settings["api_url"] = address
    except (ValueError, TypeError):
        return messages
    body = json.dumps(settings).encode()
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    headers.append((b"content-length", str(len(body)).encode()))
    return [{**start, "headers": headers}, {"type": "http.response.body", "body": body}]


def _header(scope: Message, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")

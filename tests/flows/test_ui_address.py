"""The UI is told the address at which the browser found it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from flows.ui_address import with_address_as_asked

OWN = {"api_url": "http://0.0.0.0:4200/api", "csrf_enabled": False}


def application(body: bytes) -> Any:
    """What answers each request with the body, gzipped for those that take it."""

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await send({"type": "lifespan.startup.complete"})
            return
        zipped = any(name == b"accept-encoding" for name, _ in scope["headers"])
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"zipped" if zipped else body[:9], "more_body": True})
        await send({"type": "http.response.body", "body": b"" if zipped else body[9:]})

    return app


def asked(app: Any, path: str, host: bytes | None, scheme: str = "http") -> tuple[dict[bytes, bytes], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"accept-encoding", b"gzip"), *([(b"host", host)] if host else [])]
    scope = {"type": "http", "scheme": scheme, "path": path, "headers": headers}
    asyncio.run(with_address_as_asked(app)(scope, None, send))  # type: ignore[arg-type]
    return dict(sent[0]["headers"]), b"".join(part["body"] for part in sent[1:])


@pytest.mark.parametrize(
    ("scheme", "host", "address"),
    [
        ("http", b"192.0.2.7:8080", "http://192.0.2.7:8080/api"),
        ("https", b"reports.example", "https://reports.example/api"),
        ("http", b"[::1]:4200", "http://[::1]:4200/api"),
    ],
)
def test_the_settings_name_the_host_that_was_asked(scheme: str, host: bytes, address: str) -> None:
    headers, body = asked(application(json.dumps(OWN).encode()), "/ui-settings", host, scheme)
    assert json.loads(body) == {**OWN, "api_url": address}
    assert int(headers[b"content-length"]) == len(body)


def test_all_else_is_as_it_was() -> None:
    own = json.dumps(OWN).encode()
    assert asked(application(own), "/api/health", b"192.0.2.7")[1] == b"zipped"
    assert asked(application(own), "/ui-settings", None)[1] == b"zipped"
    assert asked(application(b"not found, and no settings"), "/ui-settings", b"x")[1] == b"not found, and no settings"
    assert asked(application(b"[]        "), "/ui-settings", b"x")[1] == b"[]        "


def test_what_is_no_request_goes_through() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(with_address_as_asked(application(b""))({"type": "lifespan"}, None, send))  # type: ignore[arg-type]
    assert sent == [{"type": "lifespan.startup.complete"}]

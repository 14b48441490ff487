"""What a person reads when object storage cannot be used: a sentence, never a traceback."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from hengliang import cli
from hengliang.publish.place import PlaceError, told
from hengliang.publish.store import Store
from tasks.stage import is_passing

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = [
    ["findings"], ["query", "生产总值"], ["decide", "1234"],
    ["run", "tests"], ["serve", "--port", "4999"],
]  # fmt: skip


class Refusing(BaseHTTPRequestHandler):
    """An S3 server that answers everything with one error."""

    code = ""

    def do_GET(self) -> None:
        body = f"<Error><Code>{self.code}</Code><Message>no</Message></Error>".encode()
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def refusing(s3_environment: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Refusing]]:
    handler = type("Handler", (Refusing,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        yield handler
        server.shutdown()


def said(*words: str) -> str:
    result = CliRunner().invoke(cli.main, [*words])
    assert result.exit_code in (1, 2), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.output


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_bucket_that_is_missing(s3_environment: str, command: list[str]) -> None:
    assert "s3://no-such-bucket/仓：存储桶不存在" in said(*command, "--store", "s3://no-such-bucket/仓")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_an_address_that_cannot_be_used(command: list[str]) -> None:
    assert "前缀里不能有 '%'" in said(*command, "--store", "s3://bucket/a%20b")


def test_a_store_that_is_not_there(bucket: str) -> None:
    assert "里没有数据仓" in said("findings", "--store", bucket)


def test_nobody_answers(s3_environment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "存储服务没有应答（http://127.0.0.1:9）" in said("findings", "--store", "s3://bucket/x")


def test_http_that_is_not_allowed(s3_environment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    assert "AWS_ALLOW_HTTP=true" in said("findings", "--store", "s3://bucket/x")


def test_no_credentials(s3_environment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:9")  # what a cloud's own machines ask
    assert "没有凭证：请设 AWS_ACCESS_KEY_ID" in said("findings", "--store", "s3://bucket/x")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AccessDenied", "没有权限"),
        ("InvalidAccessKeyId", "凭证不对或已过期"),
        ("SignatureDoesNotMatch", "凭证不对或已过期"),
    ],
)
def test_what_the_storage_refuses(refusing: type[Refusing], code: str, words: str) -> None:
    refusing.code = code
    assert f"s3://bucket/x：{words}" in said("findings", "--store", "s3://bucket/x")


def test_what_delta_and_polars_say_becomes_a_sentence_as_well(s3_environment: str) -> None:
    with pytest.raises(Exception, match="NoSuchBucket") as failed:
        Store("s3://no-such-bucket/x").known()
    sentence = told(failed.value)
    assert sentence is not None
    assert "存储桶不存在" in str(sentence)
    assert not is_passing(failed.value)


def test_only_what_passes_by_itself_is_tried_again() -> None:
    assert is_passing(PlaceError("没有应答", passing=True))
    assert not is_passing(PlaceError("没有权限"))

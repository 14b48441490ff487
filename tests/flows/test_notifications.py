"""Messages when a run fails or brings new conflicts: real server, real runs, real listeners for HTTP and mail."""

from __future__ import annotations

import json
import socketserver
import subprocess
import sys
import threading
import time
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from flow_samples import COMMUNIQUE, REPORT
from real_server import PATIENCE, ROOT, post, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.integration
Heard = list[dict[str, Any]]
OTHER = """白石区2021年政府工作报告
一、2020年工作回顾
2020年，全区完成地区生产总值88.4亿元，比上年增长4.1%。
"""


@pytest.fixture
def listener() -> Iterator[tuple[str, Heard]]:
    """A URL, and what was sent there."""
    heard: Heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append(json.loads(body) if isinstance(body, str) else body)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", heard
    finally:
        server.shutdown()


class MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as one mail needs."""

    mails: list[bytes]

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().strip().upper():
            if line == b"DATA":
                self.say("354 go on")
                self.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.say("221 bye" if line == b"QUIT" else "250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def mailbox() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a mail server, and the mails that came in."""
    mails: list[bytes] = []
    handler = type("Handler", (MailServer,), {"mails": mails})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        yield f"mailto://127.0.0.1:{port}?from=runs@example.org&to=office@example.org", mails
        server.shutdown()


def install(*arguments: str) -> None:
    command = [sys.executable, "-m", "flows.notifications", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def finished(api: str, flow: str, tags: list[str], kind: str, message: str) -> None:
    """A run of a flow that ends in a state."""
    flow_id = post(f"{api}/flows/", {"name": flow})["id"]
    run = post(f"{api}/flow_runs/", {"flow_id": flow_id, "name": message, "tags": tags})["id"]
    for state in ("RUNNING", kind):
        post(f"{api}/flow_runs/{run}/set_state", {"state": {"type": state, "message": message}, "force": True})


def test_off_by_default_and_fires_when_turned_on(api: str, listener: tuple[str, Heard]) -> None:
    url, heard = listener
    install("--webhook", url)
    install("--webhook", url)
    there = post(f"{api}/automations/filter", {})
    assert sorted((item["name"], item["enabled"]) for item in there) == [
        ("hengliang：发现矛盾", False),
        ("hengliang：运行失败", False),
    ]
    finished(api, "run-reports", [], "FAILED", "关着的时候")
    install("--webhook", url, "--on")
    finished(api, "run-reports", ["conflicts"], "COMPLETED", "没有新矛盾")
    finished(api, "someone-elses", [], "FAILED", "别人的")
    finished(api, "nightly", [], "FAILED", "失败“了”")
    assert until(lambda: heard, PATIENCE)
    (line,) = heard
    assert (line["notice"], line["state"], line["message"]) == ("hengliang：运行失败", "Failed", "失败“了”")
    assert "/runs/flow-run/" in line["url"]


def run(inbox: Path, store: Path) -> int:
    """A run of ``run-reports`` on the server."""
    command = [sys.executable, "-m", "hengliang.cli", "run", str(inbox), "--store", str(store)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False).returncode


def run_nightly(store: Path) -> None:
    code = f"from flows.run import nightly; nightly({str(store)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=300, check=True)


def run_broken(inbox: Path, store: Path) -> None:
    code = f"from flows.run import run_reports; run_reports([{str(inbox)!r}], {str(store)!r}, return_state=True)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=300, check=True)


def test_one_message_for_new_conflicts_and_one_for_a_failure(
    api: str, listener: tuple[str, Heard], tmp_path: Path
) -> None:
    url, heard = listener
    install("--webhook", url, "--on")
    inbox, store = tmp_path / "inbox", tmp_path / "store"
    inbox.mkdir()
    (inbox / "report.txt").write_text(REPORT, encoding="utf-8")
    assert run(inbox, store) == 0
    (inbox / "communique.txt").write_text(COMMUNIQUE, encoding="utf-8")
    assert run(inbox, store) == 0
    assert until(lambda: heard, PATIENCE), "the second source contradicts the first"
    assert heard[0]["message"].startswith("新的矛盾 1 个。1 份入库")
    assert (heard[0]["run"], heard[0]["state"]) == ("青岚区 2 份报告", "Completed")
    assert "/runs/flow-run/" in heard[0]["url"]
    (inbox / "other.txt").write_text(OTHER, encoding="utf-8")
    assert run(inbox, store) == 0
    run_nightly(store)
    nowhere = tmp_path / "file"
    nowhere.touch()
    run_broken(inbox, nowhere)
    assert until(lambda: len(heard) > 1, PATIENCE), "a store that is no folder is a failure"
    time.sleep(5)
    assert [line["notice"] for line in heard] == ["hengliang：发现矛盾", "hengliang：运行失败"]
    tags = [set(item["tags"]) for item in post(f"{api}/flow_runs/filter", {"sort": "START_TIME_ASC"})]
    assert [sorted({"conflicts", "new-conflicts"} & found) for found in tags] == [
        [], ["conflicts", "new-conflicts"], ["conflicts"], ["conflicts"], [],
    ]  # fmt: skip


def test_messages_can_be_mails(api: str, mailbox: tuple[str, list[bytes]]) -> None:
    address, mails = mailbox
    install("--mail", address, "--on")
    finished(api, "nightly", [], "FAILED", "失败了")
    assert until(lambda: mails, PATIENCE)
    mail = message_from_bytes(mails[0], policy=policy.default)
    assert mail["subject"] == "hengliang：运行失败：失败了"
    body = mail.get_body(("plain", "html"))
    assert body is not None
    assert "/runs/flow-run/" in body.get_content()

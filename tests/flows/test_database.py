"""PostgreSQL for the server: a wrong address is a sentence, a right one serves."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from real_server import until
from test_serve import PATIENCE, TEXT, Serving

from flows import database

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PROGRAMS = Path("/usr/lib/postgresql")
#: PostgreSQL refuses to run as root.
SOMEBODY = "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://me:secret@db/prefect", "postgresql://用户:密码@主机/数据库"),
        ("prefect.db", "postgresql://用户:密码@主机/数据库"),
        ("postgresql://me:secret@127.0.0.1:{port}/prefect", "127.0.0.1:{port}/prefect：主机或端口没有应答"),
        ("postgresql://me:secret@127.0.0.1:port/prefect", "地址写得不对"),
        ("postgresql://me:secret@no-such-host.invalid/prefect", "no-such-host.invalid/prefect：主机或端口没有应答"),
    ],
)
def test_what_is_wrong_is_said_without_the_password(url: str, said: str) -> None:
    port = str(free_port())
    with pytest.raises(database.DatabaseError) as caught:
        database.check(url.format(port=port), patience=0)
    assert said.format(port=port) in str(caught.value)
    assert "secret" not in str(caught.value)


def test_prefects_own_sqlite_is_not_looked_at() -> None:
    database.check("sqlite+aiosqlite:////nowhere/prefect.db", patience=0)


def program(name: str) -> str | None:
    newest = sorted(PROGRAMS.glob(f"*/bin/{name}"))
    return str(newest[-1]) if newest else shutil.which(name)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database server of the test's own; where to, without database and password."""
    found = program("initdb"), program("pg_ctl")
    if None in found:
        pytest.skip("no PostgreSQL here")
    initdb, pg_ctl = map(str, found)
    data = tmp_path_factory.mktemp("postgres", numbered=True) / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(data, SOMEBODY)
        for folder in data.parents[:3]:  # pytest's own, which it keeps for its user
            folder.chmod(0o755)
    password = data.parent / "password"
    password.write_text("geheim\n", encoding="ascii")
    make = ["--auth=scram-sha-256", "--username=prefect", f"--pwfile={password}", "--encoding=UTF8"]
    as_somebody(initdb, "--no-sync", "--no-locale", *make, str(data))
    port = free_port()
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={data} -c fsync=off"
    as_somebody(pg_ctl, "start", "-w", "-D", str(data), "-l", str(data / "log"), "-o", options)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        as_somebody(pg_ctl, "stop", "-m", "immediate", "-D", str(data))


def as_somebody(*command: str) -> None:
    """Run without root's rights; no pipe of ours, which a server started thus would keep open."""
    user = SOMEBODY if os.geteuid() == 0 else None
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, user=user)


@pytest.mark.integration
def test_a_database_that_does_not_let_us_in_says_why(postgres: str) -> None:
    for url, said in (
        (f"postgresql://prefect:wrong@{postgres}/postgres", "用户名或密码不对"),
        (f"postgresql://prefect:geheim@{postgres}/missing", "没有这个数据库"),
    ):
        with pytest.raises(database.DatabaseError, match=said):
            database.check(url)
    command = [sys.executable, "-m", "hengliang.cli", "serve", "--port", str(free_port())]
    command += ["--database-url", f"postgresql://prefect:wrong@{postgres}/postgres"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == f"Error: 连不上数据库 {postgres}/postgres：用户名或密码不对"


@pytest.mark.integration
def test_serving_on_postgresql(postgres: str, tmp_path: Path) -> None:
    running = Serving(tmp_path, "--database-url", f"postgresql://prefect:geheim@{postgres}/postgres")
    try:
        running.wait()
        running.drop(TEXT)
        assert until(lambda: running.published() == {TEXT}, PATIENCE), running.said()
        assert until(lambda: running.runs("inbox", "COMPLETED"), 30)
        assert not (tmp_path / "home" / "prefect.db").exists()
    finally:
        running.end()

"""An S3 server on this machine, in a process of its own: some libraries keep Python waiting while they ask it.

``HENGLIANG_S3_SERVER`` names another one to test against (with ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY`` for it).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


OTHER = os.environ.get("HENGLIANG_S3_SERVER", "")


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The URL of moto's server, which begins empty; or of the one that the environment names."""
    if OTHER:
        yield OTHER
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], **quiet)
    try:
        end = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            assert server.poll() is None, "moto's server has ended"
            assert time.monotonic() < end, "moto's server does not come up"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="session")
def s3_environment(s3_server: str) -> Iterator[str]:
    """The usual variables, for this process and its children; the URL of the server.

    They are set once for all tests: the threads of polars, Delta and obstore look at the environment at any moment, and a
    variable that comes or goes meanwhile moves it away under their eyes, which ends the process.
    """
    keys = {name: os.environ.get(name, "someone") for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") if OTHER}
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in {
            "AWS_ENDPOINT_URL": s3_server, "AWS_ALLOW_HTTP": "true", "AWS_ACCESS_KEY_ID": "someone",
            "AWS_SECRET_ACCESS_KEY": "something", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **keys,
        }.items():  # fmt: skip
            patch.setenv(name, value)
        yield s3_server


@pytest.fixture
def bucket(s3_environment: str) -> str:
    """The address of a store that does not exist yet, in a bucket of the test's own."""
    name = f"reports-{secrets.token_hex(6)}"
    import boto3  # it comes with moto

    boto3.client("s3", endpoint_url=s3_environment, region_name="us-east-1").create_bucket(Bucket=name)
    return f"s3://{name}/县 甲/数据仓"

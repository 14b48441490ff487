"""``hengliang serve``: server with UI, deployments with their schedules, resident runner and watcher, in one command.

In: where the inbox, the store and the server are. Out: addresses on the console, and runs until told to stop. Children
that die are started again; runs that died with them are marked and, where they took in reports, asked for again. The
server comes up and the runner imports what it needs while this process imports Prefect.
"""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from flows import database
from flows.child import Child
from flows.resident import GRACE
from flows.server import Server, ServerError
from flows.signals import stopping
from hengliang.publish.place import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient
    from rich.console import Console

__all__ = ["Place", "ServerError", "serve"]

#: Seconds between looks whether the children live.
_LOOK: Final = 0.5
#: Seconds of rest before a child that died is started again, so that one that cannot live does not eat the machine.
_REST: Final = 2.0
_LEFT: Final = "上次服务结束时这次运行还没有完成"
_KILLED: Final = "执行这次运行的进程意外结束"
_STOPPED: Final = "服务停止时这次运行还没有完成"


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is.

    Attributes:
        inbox: the folder that is watched; made where it is missing.
        store: the folder of the store, or its address in object storage.
        host: the address that the server listens on.
        port: its port.
        database_url: PostgreSQL's address; empty for SQLite in ``PREFECT_HOME``.
        after: what becomes of the files of the inbox.
    """

    inbox: Path
    store: Path | str
    host: str
    port: int
    database_url: str = ""
    after: Literal["leave", "move"] = "move"

    def environment(self) -> Mapping[str, str]:
        """What Prefect's server is started with."""
        values = {"PREFECT_SERVER_API_HOST": self.host, "PREFECT_SERVER_API_PORT": str(self.port),
                  "PREFECT__SERVER_FINAL": "1", "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false"}  # fmt: skip
        if self.database_url:
            values["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database.for_prefect(self.database_url)
        return values


@dataclass(slots=True)
class _House:
    """What runs, and what it needs to be started again."""

    place: Place
    console: Console
    stop: threading.Event
    server: Server
    resident: Child
    ids: dict[str, UUID] = field(default_factory=dict)


def serve(place: Place, console: Console) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Raises:
        ServerError: when the server does not come up, or the database cannot be reached.
        PlaceError: when the store cannot be reached.
    """
    _check_port(place)
    if place.database_url:
        try:
            database.check(place.database_url)
        except database.DatabaseError as error:
            raise ServerError(str(error)) from error
    place_of(place.store).check()
    place.inbox.mkdir(parents=True, exist_ok=True)
    with stopping() as stop:
        server = Server(place.host, place.port, place.environment(), quiet=False)
        server.use()
        house = _House(place, console, stop, server, Child("flows.resident"))
        try:
            _open(house)
            while not stop.wait(_LOOK):
                _look_after(house)
        finally:
            _close(house)


def _open(house: _House) -> None:
    """Register, mark what an earlier process left, let the runner begin, watch the inbox."""
    from flows.registry import Folders, register  # noqa: PLC0415  (seconds to import)

    house.server.wait(house.stop.is_set)
    if house.stop.is_set():
        return
    with _client() as client:
        house.ids = register(client, Folders(house.place.inbox, house.place.store, house.place.after))
        _take_over(house, client, _LEFT)
    _begin(house)
    threading.Thread(target=_watch, args=(house,), name="drops", daemon=True).start()
    _show(house)


def _begin(house: _House) -> None:
    house.resident.tell(json.dumps({name: str(id_) for name, id_ in house.ids.items()}))


def _look_after(house: _House) -> None:
    """Start again what died. A server that was gone takes the runner with it: nobody knows what its run could tell."""
    server_died = house.server.exit_code is not None
    if not server_died and house.resident.exit_code is None:
        return
    house.console.print(f"{'服务器' if server_died else '常驻进程'}意外结束，重新启动", style="yellow")
    house.resident.kill()
    house.stop.wait(_REST)
    if house.stop.is_set():
        return
    if server_died:
        house.server.stop()
        house.server = Server(house.place.host, house.place.port, house.place.environment(), quiet=False)
        house.server.wait(house.stop.is_set)
    with _client() as client:
        _take_over(house, client, _KILLED)
    house.resident = Child("flows.resident")
    _begin(house)


def _close(house: _House) -> None:
    """End the runner, whose run gets some seconds, then the server."""
    house.console.print("正在停止……")
    house.stop.set()
    house.resident.stop(GRACE if house.ids else 0)
    if house.resident.exit_code and house.ids and house.server.exit_code is None:
        with _client() as client:
            _take_over(house, client, _STOPPED)
    house.server.stop()
    house.console.print("已停止")


def _take_over(house: _House, client: SyncPrefectClient, why: str) -> None:
    """Mark the runs whose process is gone; those that took in reports are asked for again.

    Called when no resident runner lives: those of earlier times ended with their parent.
    """
    from flows.claims import ask_again  # noqa: PLC0415  (seconds to import)
    from flows.registry import INBOX  # noqa: PLC0415
    from flows.sweep import mark_left_over  # noqa: PLC0415

    for run in mark_left_over(client, resident_gone=why):
        again = run.deployment_id == house.ids[INBOX] and ask_again(client, run)
        end = "，已重新排队" if again else ""
        house.console.print(f"{run.name}：{why}{end}", style="yellow", markup=False)


def _watch(house: _House) -> None:
    from flows.claims import in_parts, submit  # noqa: PLC0415  (seconds to import)
    from flows.drops import watch  # noqa: PLC0415
    from flows.known import without_known  # noqa: PLC0415
    from flows.registry import INBOX  # noqa: PLC0415
    from hengliang.publish.store import Store  # noqa: PLC0415

    begun = datetime.now(UTC)

    def ask(paths: Sequence[Path]) -> None:
        with _client() as client:
            for part in in_parts(paths):
                submit(client, house.ids[INBOX], part, begun)
        house.resident.tell("look")

    place = house.place
    watch(place.inbox, without_known(ask, Store(place.store), place.inbox, place.after), house.stop)


def _show(house: _House) -> None:
    from rich.table import Table  # noqa: PLC0415  (takes time to import)

    place, address = house.place, house.server.url.removesuffix("/api")
    rows = Table.grid(padding=(0, 2))
    for name, value in (
        ("界面", address), ("投递箱", place.inbox.absolute()), ("数据集", place_of(place.store) / "releases"),
        ("校验报告", place_of(place.store) / "data-docs" / "index.html"),
    ):  # fmt: skip
        rows.add_row(name, str(value))
    house.console.print(rows)
    house.console.print("按 Ctrl-C 停止")


@contextmanager
def _client() -> Iterator[SyncPrefectClient]:
    from prefect import get_client  # noqa: PLC0415  (seconds to import)

    with get_client(sync_client=True) as client:
        yield client


def _check_port(place: Place) -> None:
    try:
        with socket.create_server((place.host, place.port)):
            pass
    except OSError as error:
        raise ServerError(f"{place.host}:{place.port} 不能使用：{error.strerror}。用 --port 换一个端口") from error

"""The deployments on a Prefect server that somebody else runs, for workers of a process pool.

    python -m flows.deploy --inbox /data/inbox --store /data/store --pool hengliang

``prefect deploy`` does the same from ``deployments/prefect.yaml``, with the folders of that file, and sets schedules back
to it. This keeps what a person changed in the UI, so that it can run at each start of a set of containers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from hengliang import settings
from hengliang.store_option import StoreOption

if TYPE_CHECKING:
    from uuid import UUID

    from flows.registry import Folders


def deploy(folders: Folders, pool: str) -> dict[str, UUID]:
    """Register the deployments for a work pool, which is made where it is missing; name to id."""
    from prefect import get_client  # noqa: PLC0415  (seconds to import)
    from prefect.client.schemas.actions import WorkPoolCreate  # noqa: PLC0415
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415

    from flows.registry import register  # noqa: PLC0415

    with get_client(sync_client=True) as client:
        try:
            client.read_work_pool(pool)
        except ObjectNotFound:
            client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
        return register(client, folders, pool)


@click.command()
@click.option("--inbox", type=click.Path(path_type=Path), default="inbox", envvar="HENGLIANG_INBOX", show_default=True)
@click.option("--store", type=StoreOption(), default="store", envvar="HENGLIANG_STORE", show_default=True)
@click.option(
    "--after", type=click.Choice(["leave", "move"]), default="move", envvar="HENGLIANG_AFTER", show_default=True
)
@click.option("--pool", default="hengliang", envvar="HENGLIANG_POOL", show_default=True, help="Work pool.")
def main(inbox: Path, store: Path | str, after: Literal["leave", "move"], pool: str) -> None:
    """Register the deployments on the server that PREFECT_API_URL names."""
    settings.apply(quiet=True)
    from flows.registry import Folders  # noqa: PLC0415  (seconds to import)

    click.echo("、".join(deploy(Folders(inbox, store, after), pool)))


if __name__ == "__main__":
    main()

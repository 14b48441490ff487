"""What a run is called in the UI: ``3 份报告`` when it starts, ``石鼓区 3 份报告`` once it is known whose they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from prefect import get_client, get_run_logger
from prefect.runtime import flow_run

from hengliang.read import discover
from hengliang.records import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable


def report_count() -> str:
    """``3 份报告``: the number of files under the paths of the flow run that is starting."""
    try:
        return f"{len(discover(map(Path, flow_run.parameters['paths'])))} 份报告"
    except UnreadableError:
        return "报告"


def area_name(areas: Iterable[str], name: str) -> str:
    """The name with the area in front, where there is exactly one.

    >>> area_name(["石鼓区", "石鼓区", ""], "3 份报告")
    '石鼓区 3 份报告'
    >>> area_name(["石鼓区", "雁峰区"], "2 份报告")
    '2 份报告'
    """
    known = set(areas) - {""}
    return f"{known.pop()} {name}" if len(known) == 1 else name


def rename_by_area(areas: Iterable[str]) -> None:
    """Put the area into the name of the flow run that is going on; a server that does not listen is no harm."""
    name = str(flow_run.name)
    better = area_name(areas, name)
    if better == name or flow_run.id is None:
        return
    try:
        with get_client(sync_client=True) as client:
            client.update_flow_run(flow_run.id, name=better)
    except Exception:  # noqa: BLE001  (a name is not worth a run)
        get_run_logger().warning("the run keeps its first name", exc_info=True)

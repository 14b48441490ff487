"""What a run is called in the UI: ``3 份报告`` when it starts, ``衡阳市石鼓区 3 份报告`` once it is known whose; its tags.

In: areas, kinds, the summary. Out: name and tags of the flow run that is going on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import get_client, get_run_logger
from prefect.runtime import flow_run

from hengliang.codes.areas import ancestors, by_code
from hengliang.read import discover
from hengliang.records import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengliang.report.summary import RunSummary
    from tasks.weigh import Stored


def report_count() -> str:
    """``3 份报告``: the number of files under the paths of the flow run that is starting."""
    try:
        return f"{len(discover(map(Path, flow_run.parameters['paths'])))} 份报告"
    except UnreadableError:
        return "报告"


def area_name(areas: Iterable[tuple[str, str]], name: str) -> str:
    """The name with the area in front, where there is exactly one.

    Args:
        areas: name and code of the area of each document, empty where unknown.
        name: what stands behind the area.

    >>> area_name([("石鼓区", "430407"), ("石鼓区", ""), ("", "")], "3 份报告")
    '衡阳市石鼓区 3 份报告'
    >>> area_name([("石鼓区", "430407"), ("雁峰区", "430406")], "2 份报告")
    '2 份报告'
    """
    codes = {area: code for area, code in sorted(areas) if area}
    return f"{_with_outer(*codes.popitem())} {name}" if len(codes) == 1 else name


def _with_outer(area: str, code: str) -> str:
    """The area behind what it lies in, where it is of county level and its code is known.

    >>> _with_outer("海淀区", "110108"), _with_outer("临江区", ""), _with_outer("衡阳市", "430400")
    ('北京市海淀区', '临江区', '衡阳市')
    """
    known = by_code(code) if code else None
    if known is None or known.level != "county":
        return area
    outer = ancestors(known)
    return f"{outer[0].name}{area}" if outer and not area.startswith(outer[0].name) else area


def run_tags(stored: Stored | None, summary: RunSummary) -> set[str]:
    """What a run is found by in the UI: areas and kinds of its documents; ``conflicts``, ``new-conflicts``, ``quarantined``."""
    tags = {*stored.ref_areas, *stored.kinds} - {""} if stored else set()
    if summary.findings.get("conflict", 0):
        tags.add("conflicts")
    if summary.new_conflicts:
        tags.add("new-conflicts")
    if not summary.clean:
        tags.add("quarantined")
    return tags


def rename_by_area(stored: Stored) -> None:
    """Put the area of the documents into the name of the flow run that is going on."""
    name = str(flow_run.name)
    better = area_name(zip(stored.ref_areas, stored.ref_area_codes, strict=True), name)
    if better != name:
        _update(name=better)


def tag_run(tags: Iterable[str]) -> None:
    """Add tags to the flow run that is going on. Its tasks get none: Prefect asks for a slot for each tag of a task."""
    more = set(tags) - set(flow_run.tags)
    if more:
        _update(tags=sorted({*flow_run.tags, *more}))


def _update(**values: Any) -> None:
    """Change the flow run that is going on; a server that does not listen is no harm."""
    if flow_run.id is None:
        return
    try:
        with get_client(sync_client=True) as client:
            client.update_flow_run(flow_run.id, **values)
    except Exception:  # noqa: BLE001  (a name is not worth a run)
        get_run_logger().warning("服务器没有应答，这次运行的名称和标签没有更新", exc_info=True)

"""People's decisions from the UI: the card, the list of what is open, and a run that waits for its answer."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from flow_samples import COMMUNIQUE, REPORT
from real_server import PATIENCE, PREFECT, ROOT, get, post, until

from hengliang.extraction import extract_document
from hengliang.publish import deciding
from hengliang.publish.store import Store
from hengliang.publish.weigh import weigh_store
from hengliang.read import read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two reports of which one says 120.5 and the other 102.5."""
    place = Store(tmp_path / "store")
    for name, text in (("report.txt", REPORT), ("communique.txt", COMMUNIQUE)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        out = extract_document(read(path))
        place.put(documents=out.documents, observations=out.observations, numbers=out.numbers, remarks=out.remarks)
    weigh_store(place)
    return place


def conflict(store: Store) -> str:
    """The id of the conflict over the two figures of the GDP."""
    rows = store.read("findings").filter(pl.col("severity") == "conflict", pl.col("kind") == "cross_source")
    return str(rows["finding_id"][0])


def test_the_card_shows_both_places_and_keeps_text_as_text(store: Store) -> None:
    from tasks.cards import card_markdown, place_names

    case = deciding.case_of(store, conflict(store))
    text = card_markdown(case)
    assert "矛盾" in text
    assert "| 1 | communique.txt | 102.5亿元 |" in text
    assert "| 2 | report.txt | 120.5亿元 |" in text
    assert [name.split(" ", 1)[0] for name in place_names(case)] == ["1", "2"]
    case.choices[0]["sentence"] = "<b>|"
    assert "<b>" not in card_markdown(case)


def test_what_is_decided_is_open_no_more_unless_its_quotes_change(store: Store) -> None:
    from tasks.cards import open_findings, review_rows

    def still_open() -> list[str]:
        found = open_findings(store.read("findings"), store.read("decisions"), ("conflict",))
        return [row["编号"] for row in review_rows(found)]

    wanted = conflict(store)
    assert wanted[:12] in still_open()
    case = deciding.case_of(store, wanted)
    deciding.decide(store, case, deciding.NEITHER, reason="都不对", who="测试")
    assert wanted[:12] not in still_open()
    changed = store.read("decisions").with_columns(quotes=pl.lit("[]"))
    found = open_findings(store.read("findings"), changed, ("conflict",))
    assert wanted in found["finding_id"].to_list()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"choice": "1"}, "裁定要写明理由和裁定人"),
        ({"choice": "9", "reason": "x", "who": "y"}, "请写序号 1 到 2"),
        ({"finding": "ffffffffffff"}, "没有编号以 ffffffffffff 开头"),
    ],
)
def test_a_form_that_decides_nothing_fails_with_a_sentence(
    harness: None, store: Store, given: dict[str, str], message: str
) -> None:
    from flows.decide import decide

    state: Any = decide(**{"finding": conflict(store), "store": str(store.root), **given}, return_state=True)
    assert state.is_failed()
    assert message in str(state.message)
    assert store.read("decisions").is_empty()


def test_a_whole_form_is_written_at_once(harness: None, store: Store) -> None:
    from flows.decide import decide, review

    said = decide(conflict(store), choice="2", reason="与决算一致", who="李", store=str(store.root))
    assert "采用 report.txt「120.5亿元」" in str(said)
    (row,) = store.read("decisions").iter_rows(named=True)
    assert (row["finding_id"], row["reason"], row["who"]) == (conflict(store), "与决算一致", "李")
    assert review(store=str(store.root)) == 0


@pytest.mark.integration
def test_a_run_waits_for_its_answer_and_holds_nothing_up(api: str, store: Store) -> None:
    post(f"{api}/work_pools/", {"name": "hengliang", "type": "process"})
    deploy = [*PREFECT, "--no-prompt", "deploy", "--all", "--prefect-file", "deployments/prefect.yaml"]
    subprocess.run(deploy, cwd=ROOT, capture_output=True, timeout=180, check=True)
    ids = {item["name"]: item["id"] for item in post(f"{api}/deployments/filter", {})}
    work = [*PREFECT, "worker", "start", "--pool", "hengliang", "--limit", "1"]
    worker = subprocess.Popen(work, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    try:
        waiting = start(api, ids["decide"], finding=conflict(store)[:12], store=str(store.root))
        assert until(lambda: state_of(api, waiting) == "Suspended", 2 * PATIENCE)
        other = start(api, ids["review"], store=str(store.root))
        assert until(lambda: state_of(api, other) == "Completed", 2 * PATIENCE), "one slot, and it is free"
        keys = get(f"{api}/flow_runs/{waiting}")["state"]["state_details"]["run_input_keyset"]
        form = post(f"{api}/flow_runs/{waiting}/input/filter", {"prefix": keys["schema"]})[0]["value"]
        choices = choices_of(form)
        assert choices[1] == "2 report.txt「120.5亿元」"
        answer = {"choice": choices[1], "reason": "与决算一致", "who": "李"}
        post(f"{api}/flow_runs/{waiting}/resume", {"run_input": answer})
        assert until(lambda: state_of(api, waiting) == "Completed", 2 * PATIENCE)
    finally:
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait(60)
    (row,) = store.read("decisions").iter_rows(named=True)
    case = deciding.case_of(store, conflict(store))
    assert (row["choice"], row["who"]) == (case.choices[1]["observation_id"], "李")


def start(api: str, deployment: str, **parameters: str) -> str:
    return str(post(f"{api}/deployments/{deployment}/create_flow_run", {"parameters": parameters})["id"])


def state_of(api: str, run: str) -> str:
    return str(get(f"{api}/flow_runs/{run}")["state"]["name"])


def choices_of(form: Any) -> list[str]:
    import json

    schema = json.loads(form) if isinstance(form, str) else form
    return list(schema["properties"]["choice"]["enum"])

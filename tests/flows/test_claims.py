"""Claiming, marking and asking again, against a client that is none."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.states import Cancelled, Completed, Crashed, Pending, Running, Scheduled, State, Suspended

from flows import claims, sweep

DEPLOYMENT = uuid4()
NOW = datetime.now(UTC)


@dataclass
class Run:
    state: State[Any]
    id: UUID = field(default_factory=uuid4)
    idempotency_key: str | None = None
    deployment_id: UUID | None = DEPLOYMENT
    parameters: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, Any] = field(default_factory=dict)
    start_time: datetime | None = None
    end_time: datetime | None = None
    expected_start_time: datetime | None = None

    @property
    def state_type(self) -> StateType:
        return self.state.type


@dataclass
class Server:
    """What the functions use of a server: runs, of which some are taken by others in the last moment."""

    runs: list[Run] = field(default_factory=list)
    taken: set[UUID] = field(default_factory=set)

    def get_scheduled_flow_runs_for_deployments(self, *_: Any, **__: Any) -> list[Run]:
        return [run for run in self.runs if run.state.is_scheduled()]

    def set_flow_run_state(self, run_id: UUID, state: State[Any], **_: Any) -> Any:
        if run_id in self.taken:
            return SimpleNamespace(status=SetStateStatus.ABORT)
        self.read_flow_run(run_id).state = state
        return SimpleNamespace(status=SetStateStatus.ACCEPT)

    def read_flow_run(self, run_id: UUID) -> Run:
        return next(run for run in self.runs if run.id == run_id)

    def update_flow_run_labels(self, run_id: UUID, labels: dict[str, Any]) -> None:
        self.read_flow_run(run_id).labels |= labels

    def read_flow_runs(self, *, flow_run_filter: Any, **_: Any) -> list[Run]:
        if flow_run_filter.id is not None:
            return [run for run in self.runs if run.id in flow_run_filter.id.any_]
        return [run for run in self.runs if run.state_type in flow_run_filter.state.type.any_]

    def read_events(self, **_: Any) -> Any:
        return SimpleNamespace(events=[])

    def create_flow_run_from_deployment(self, _: UUID, *, parameters: Any, idempotency_key: str) -> Run:
        for run in self.runs:
            if run.idempotency_key == idempotency_key:
                return run
        self.runs.append(Run(Scheduled(), idempotency_key=idempotency_key, parameters=parameters))
        return self.runs[-1]


def use(server: Server) -> Any:
    return server


def test_a_run_that_another_runner_took_is_left_to_it() -> None:
    server = Server([Run(Scheduled()), Run(Scheduled())])
    first, second = server.runs
    server.taken.add(first.id)
    claimed = claims.claim(use(server), [DEPLOYMENT])
    assert claimed is not None
    assert claimed.id == second.id
    assert second.state.is_pending()
    assert claims.claim(use(server), [DEPLOYMENT]) is None


GONE = "进程意外结束"


def test_what_a_resident_left_is_marked_and_what_is_over_or_waits_is_not() -> None:
    claimed = {sweep.LABEL: "boot:pid:1:1", sweep.RESIDENT: "boot:pid:1:1"}
    running, pending, over = Run(Running(), labels=claimed), Run(Pending(), labels=claimed), Run(Completed())
    waiting = Run(Suspended(), labels=claimed)
    cancelling = Run(State(type=StateType.CANCELLING), labels=claimed)
    server = Server([running, pending, over, waiting, cancelling])
    left = sweep.mark_left_over(use(server), resident_gone=GONE)
    assert {run.id for run in left} == {running.id, pending.id}
    types = [run.state_type.name for run in server.runs]
    assert types == ["CRASHED", "CRASHED", "COMPLETED", "PAUSED", "CANCELLED"]
    assert running.state.message == GONE


def test_runs_of_others_and_of_this_process_are_left_alone_when_a_resident_is_gone() -> None:
    mine, others = str(sweep.process_name(os.getpid())), "another:machine:1:1"
    server = Server(
        [
            Run(Running(), labels={sweep.LABEL: mine}),
            Run(Running(), labels={sweep.LABEL: others}),
            Run(Running(), labels={sweep.LABEL: others, sweep.RESIDENT: "that one was:before:2:2"}),
            Run(Pending()),
        ]
    )
    assert sweep.mark_left_over(use(server), resident_gone=GONE) == []
    assert {run.state_type.name for run in server.runs} == {"RUNNING", "PENDING"}


def test_a_claimed_run_says_whose_it_is() -> None:
    server = Server([Run(Scheduled())])
    claimed = claims.claim(use(server), [DEPLOYMENT])
    assert claimed is not None
    assert claimed.labels == {name: sweep.process_name(os.getpid()) for name in (sweep.LABEL, sweep.RESIDENT)}
    assert sweep.mark_left_over(use(server)) == [], "its process is this one"


def test_a_run_that_kills_its_process_each_time_comes_to_an_end() -> None:
    server = Server([Run(Running(), parameters={"paths": ["甲.txt"]})])
    (run,) = server.runs
    asked = 0
    while (again := claims.ask_again(use(server), run)) is not None:  # type: ignore[arg-type]
        assert again.parameters == {"paths": ["甲.txt"]}
        run, asked = again, asked + 1  # type: ignore[assignment]
    assert asked == claims.TRIES
    assert len({run.idempotency_key for run in server.runs}) == asked + 1


def test_asking_again_twice_is_asking_once() -> None:
    server = Server([Run(Running())])
    (run,) = server.runs
    claims.ask_again(use(server), run)  # type: ignore[arg-type]
    claims.ask_again(use(server), run)  # type: ignore[arg-type]
    assert len(server.runs) == 2


@pytest.mark.parametrize(("state", "name"), [(Running(), "CRASHED"), (State(type=StateType.CANCELLING), "CANCELLED")])
def test_a_run_that_is_over_has_a_final_state(state: State[Any], name: str) -> None:
    server = Server([Run(state)])
    assert sweep.conclude(use(server), server.runs[0].id).state_type is not None
    assert server.runs[0].state_type.name == name


@pytest.mark.parametrize("done", [Completed(message="1 份入库"), Suspended(), Scheduled()])
def test_a_final_state_stays_and_so_does_one_that_waits(done: State[Any]) -> None:
    server = Server([Run(done)])
    sweep.conclude(use(server), server.runs[0].id)
    assert server.runs[0].state is done


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "inbox" / "report.txt"
    path.parent.mkdir()
    path.write_text("青岚区2020年政府工作报告\n2020年，完成地区生产总值120.5亿元。\n", encoding="utf-8")
    return path


def ask(server: Server, *paths: Path) -> Any:
    return claims.submit(use(server), DEPLOYMENT, paths, NOW)


def test_the_same_contents_wait_in_one_run(report: Path) -> None:
    server = Server()
    copy = report.with_name("copy.txt")
    copy.write_bytes(report.read_bytes())
    for path in (report, copy, report):
        ask(server, path)
    assert [run.parameters for run in server.runs] == [{"paths": [str(report)]}]


def test_a_run_that_is_over_is_no_reason_not_to_ask(report: Path) -> None:
    server = Server()
    ask(server, report)
    server.runs[-1].state = Completed()
    assert ask(server, report)
    assert len(server.runs) == 2


@pytest.mark.parametrize(
    ("state", "began", "ended", "expected", "asked"),
    [
        (Scheduled(), None, None, NOW, False),
        (Scheduled(), None, None, NOW + timedelta(days=7), True),
        (Running(), NOW + timedelta(hours=2), None, NOW, False),
        (Running(), NOW - timedelta(hours=2), None, NOW, True),
        (Cancelled(), NOW + timedelta(hours=2), NOW + timedelta(hours=3), NOW, False),
        (Cancelled(), NOW - timedelta(days=2), NOW - timedelta(days=1), NOW, True),
        (Crashed(), NOW + timedelta(hours=2), NOW + timedelta(hours=3), NOW, True),
    ],
    ids=["waits", "planned", "began later", "began before", "cancelled", "cancelled long ago", "crashed"],
)
@pytest.mark.parametrize("given", ["file", "folder"])
def test_files_that_a_run_is_about_are_not_asked_for(
    state: State[Any], began: datetime | None, ended: datetime | None, expected: datetime, *, asked: bool,
    given: str, report: Path,
) -> None:  # fmt: skip
    parameters = {"paths": [str(report if given == "file" else report.parent)]}
    times = {"start_time": began, "end_time": ended, "expected_start_time": expected}
    server = Server([Run(state, parameters=parameters, **times)])
    other = report.parent.parent / "elsewhere.txt"
    other.write_text("另一份", encoding="utf-8")
    run = ask(server, report, other)
    assert run.parameters == {"paths": [str(report), str(other)] if asked else [str(other)]}
    assert ask(server, report, other) is None, "now a run waits for each"


def test_paths_go_in_as_few_parts_as_the_server_takes() -> None:
    paths = [Path(f"/投递箱/{number:04}/政府工作报告.txt") for number in range(3000)]
    parts = list(claims.in_parts(paths))
    assert [path for part in parts for path in part] == paths
    sizes = [len(json.dumps([str(path) for path in part])) for part in parts]
    assert len(parts) == -(-sum(sizes) // claims.MOST_BYTES)
    assert max(sizes) < 400 * 1024
    assert list(claims.in_parts(paths[:2])) == [paths[:2]]
    assert list(claims.in_parts([])) == []

"""Claiming, marking and asking again, against a client that is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.states import Completed, Pending, Running, Scheduled, State

from flows import claims

if TYPE_CHECKING:
    from pathlib import Path

DEPLOYMENT = uuid4()


@dataclass
class Run:
    state: State[Any]
    id: UUID = field(default_factory=uuid4)
    idempotency_key: str | None = None
    deployment_id: UUID | None = DEPLOYMENT
    parameters: dict[str, Any] = field(default_factory=dict)

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

    def read_flow_runs(self, *, flow_run_filter: Any, **_: Any) -> list[Run]:
        return [run for run in self.runs if run.state_type in flow_run_filter.state.type.any_]

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


def test_what_was_left_is_marked_and_what_is_over_is_not() -> None:
    running, pending, over = Run(Running()), Run(Pending()), Run(Completed())
    cancelling = Run(State(type=StateType.CANCELLING))
    server = Server([running, pending, over, cancelling])
    left = claims.mark_left(use(server), [DEPLOYMENT], "进程意外结束")
    assert {run.id for run in left} == {running.id, pending.id}
    assert [run.state_type.name for run in server.runs] == ["CRASHED", "CRASHED", "COMPLETED", "CANCELLED"]
    assert running.state.message == "进程意外结束"


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
    assert claims.conclude(use(server), server.runs[0].id).state_type is not None
    assert server.runs[0].state_type.name == name


def test_a_final_state_stays() -> None:
    done = Completed(message="1 份入库")
    server = Server([Run(done)])
    claims.conclude(use(server), server.runs[0].id)
    assert server.runs[0].state is done


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text("青岚区2020年政府工作报告\n2020年，完成地区生产总值120.5亿元。\n", encoding="utf-8")
    return path


def test_the_same_contents_wait_in_one_run(report: Path) -> None:
    server = Server()
    copy = report.with_name("copy.txt")
    copy.write_bytes(report.read_bytes())
    for path in (report, copy, report):
        claims.submit(use(server), DEPLOYMENT, [path])
    assert [run.parameters for run in server.runs] == [{"paths": [str(report)]}]


def test_a_run_that_is_over_is_no_reason_not_to_ask(report: Path) -> None:
    server = Server()
    for over in (Completed(), Running()):
        claims.submit(use(server), DEPLOYMENT, [report])
        server.runs[-1].state = over
    claims.submit(use(server), DEPLOYMENT, [report])
    assert len(server.runs) == 2

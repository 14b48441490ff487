"""The flows ``decide`` (a person settles a finding) and ``review`` (what is open).

In: the store and what a person fills into a form. Out: a row of the ledger ``decisions``; artifacts. With nothing but the
finding given, ``decide`` shows its card and is suspended: its process ends, nothing is held, and the run goes on when a
person has filled in the form behind *Resume*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from prefect.runtime import deployment, flow_run
from prefect.states import Completed, Failed
from pydantic import Field, create_model

from flows.naming import tag_run
from flows.sweep import introduce
from hengliang.publish import deciding
from hengliang.publish.store import Store
from tasks.cards import ID_SHOWN, NEITHER_NAME, card_markdown, open_findings, place_names, review_rows

if TYPE_CHECKING:
    from hengliang.publish.deciding import Case

# What a form says of a parameter is its line under ``Args`` of the flow's docstring: Chinese, as it is for people.
Finding = Annotated[str, Field(min_length=deciding.FEWEST)]
WaitHours = Annotated[int, Field(ge=0, le=24 * 365)]
_HOUR = 3600


class Answer(RunInput):
    """What a person fills in when a run waits; ``choice`` becomes a list of the places on the card."""

    choice: str
    reason: Annotated[str, Field(title="理由", description="为什么这样定", min_length=1)]
    who: Annotated[str, Field(title="裁定人", description="姓名或用户名", min_length=1)]


def _run_name() -> str:
    return f"裁定 {str(flow_run.parameters['finding'])[:ID_SHOWN]}"


@flow(name="decide", flow_run_name=_run_name, description="裁定一条核对结果：采用哪一处的数字", persist_result=True)
def decide(
    finding: Finding,
    choice: str = "",
    reason: str = "",
    who: str = "",
    store: str = "store",
    wait_hours: WaitHours = 72,
) -> str:
    """Write a decision on a finding to the ledger; with nothing but the finding, show its card and wait for a person.

    Args:
        finding: 编号或其开头（至少 4 位），见运行 review 的表
        choice: 卡片上的序号，或文件名，或“都不采用”；留空则先看卡片，再填写
        reason: 为什么这样定；写进裁定记录
        who: 姓名或用户名；写进裁定记录
        store: 数据仓：文件夹，或对象存储的地址 s3://桶/前缀
        wait_hours: 只填编号时，等人填写的时间；0 为只看卡片
    """
    introduce()
    place = Store(store)
    place.place.check()
    try:
        case = deciding.case_of(place, finding.strip())
        _show(case)
        if not choice.strip():
            if not wait_hours or deployment.id is None:
                return _ended("已显示卡片，没有裁定")
            answer = _wait(case, wait_hours)
            choice, reason, who = answer.choice.split(" ", 1)[0], answer.reason, answer.who
        return _ended(_write(place, case, choice.strip(), reason.strip(), who.strip()))
    except deciding.DecisionError as error:
        return cast("str", Failed(message=str(error)))


@flow(name="review", flow_run_name="待裁定 {store}", description="列出还没有裁定的矛盾", persist_result=True)
def review(store: str = "store", include: Literal["矛盾", "矛盾和存疑"] = "矛盾") -> int:
    """List the findings that nobody has decided on, and what to type into the form of ``decide``.

    Args:
        store: 数据仓：文件夹，或对象存储的地址 s3://桶/前缀
        include: 只列矛盾，还是也列存疑的

    Returns:
        How many are open.
    """
    introduce()
    place = Store(store)
    place.place.check()
    severities = ("conflict",) if include == "矛盾" else ("conflict", "suspicious")
    found = open_findings(place.read("findings"), place.read("decisions"), severities)
    create_table_artifact(
        key="review",
        table=review_rows(found),
        description="把“编号”填进部署 decide 的表单；“采用哪一处”留空，就会先显示卡片再等你选。",
    )
    if found.height:
        tag_run({"conflicts"})
    return cast("int", Completed(message=f"{found.height} 条待裁定", data=found.height))


def _show(case: Case) -> None:
    """Make the card an artifact; a run that goes on after waiting shows it again."""
    create_markdown_artifact(key="card", markdown=card_markdown(case), description="要裁定的核对结果")
    get_run_logger().info("已显示核对结果 %s", case.finding["finding_id"])


def _wait(case: Case, hours: int) -> Answer:
    """Suspend the run until a person has answered; on going on, what was answered."""
    names = (*place_names(case), NEITHER_NAME)
    about: Any = Annotated[Literal[names], Field(title="采用哪一处")]
    form = create_model("Answer", __base__=Answer, choice=(about, ...))
    asked = form.with_initial_data(description=card_markdown(case))
    get_run_logger().info("等人裁定：点右上角的“Resume”（新界面在 ⋮ 里）填写，%d 小时内有效", hours)
    return suspend_flow_run(wait_for_input=asked, timeout=hours * _HOUR, key="answer")


def _write(store: Store, case: Case, said: str, reason: str, who: str) -> str:
    """Write the decision; what was written, as a sentence.

    Raises:
        DecisionError: where something is missing or cannot be told.
    """
    if not reason or not who:
        raise deciding.DecisionError("裁定要写明理由和裁定人")
    neither = said == NEITHER_NAME
    choice = deciding.NEITHER if neither else deciding.choice_of(case, said)
    row = deciding.decide(store, case, choice, reason=reason, who=who)
    stands = next((r for r in case.choices if r["observation_id"] == choice), None)
    what = f"采用 {stands['document']}「{stands['quote']}」" if stands else NEITHER_NAME
    return f"已记录：{what}（{row['who']}，{row['decided_at']}）。下次运行起生效。"


def _ended(message: str) -> str:
    """The final state, which says what happened; the caller gets the sentence."""
    get_run_logger().info(message)
    return cast("str", Completed(message=message, data=message))

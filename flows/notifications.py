"""Messages when a run fails or brings new conflicts: two automations of the Prefect server, off until a person turns them on.

    python -m flows.notifications --webhook https://example.org/hook
    python -m flows.notifications --mail "mailtos://user:password@smtp.example.org?to=office@example.org"
    python -m flows.notifications --block slack-webhook/office

The first calls a URL with a JSON object, the second writes a mail, the third sends through any notification block that the
server knows.
Running it again changes where the messages go, and leaves the automations on or off as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import click

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.events.actions import ActionTypes
    from prefect.events.schemas.automations import AutomationCore

#: The flows whose runs are told of.
FLOWS: Final = ("run-reports", "nightly")
#: Name of the block with the address that the automations call or write to.
BLOCK: Final = "hengliang-notice"
#: The event of a run that brought new conflicts. Tags that a run gives itself are not in Prefect's own events.
NEW_CONFLICTS: Final = "hengliang.new-conflicts"
#: Automation to the events it waits for, and whether these are told of runs of all flows, so that ours must be named.
NOTICES: Final = {
    "hengliang：运行失败": (("prefect.flow-run.Failed", "prefect.flow-run.Crashed"), True),
    "hengliang：发现矛盾": ((NEW_CONFLICTS,), False),
}
_SUBJECT: Final = "{{ automation.name }}：{{ flow_run.name }}"
_BODY: Final = "{{ flow_run.name }}：{{ event.payload.message or flow_run.state.message }}\n{{ flow_run|ui_url }}"
_PAYLOAD: Final = (
    '{"notice": {{ automation.name|tojson }}, "run": {{ flow_run.name|tojson }},'
    ' "state": {{ (event.payload.state or flow_run.state.name)|tojson }},'
    ' "message": {{ (event.payload.message or flow_run.state.message)|tojson }}, "url": {{ flow_run|ui_url|tojson }}}'
)


def tell_new_conflicts(run_id: str, name: str, state: str, message: str) -> None:
    """Tell the server that a run brought new conflicts; what becomes of it, the automations say.

    Args:
        run_id: the flow run's id.
        name: its name.
        state: name of the state it ends in.
        message: a sentence for a person.
    """
    from prefect.events import emit_event  # noqa: PLC0415  (seconds to import)

    resource = {"prefect.resource.id": f"prefect.flow-run.{run_id}", "prefect.resource.name": name}
    emit_event(NEW_CONFLICTS, resource=resource, payload={"state": state, "message": message})


def install(action: ActionTypes, *, on: bool | None = None) -> list[UUID]:
    """Create the automations, or change those that are there.

    Args:
        action: what is done.
        on: whether they are enabled; None leaves them as they are, and new ones off.

    Returns:
        Their ids, in the order of ``NOTICES``.
    """
    from prefect import get_client  # noqa: PLC0415  (seconds to import)

    ids: list[UUID] = []
    with get_client(sync_client=True) as client:
        for name in NOTICES:
            there = client.read_automations_by_name(name)
            enabled = on if on is not None else any(automation.enabled for automation in there)
            wanted = automation(name, action, enabled=enabled)
            if there:
                client.update_automation(there[0].id, wanted)
            ids.append(there[0].id if there else client.create_automation(wanted))
    return ids


def automation(name: str, action: ActionTypes, *, enabled: bool) -> AutomationCore:
    """One automation, as the server takes it."""
    from prefect.events import EventTrigger, Posture, ResourceSpecification  # noqa: PLC0415  (seconds to import)
    from prefect.events.schemas.automations import AutomationCore  # noqa: PLC0415

    events, of_all_flows = NOTICES[name]
    ours = {"prefect.resource.role": "flow", "prefect.resource.name": list(FLOWS)}
    trigger = EventTrigger(
        expect=set(events),
        match=ResourceSpecification.model_validate({"prefect.resource.id": "prefect.flow-run.*"}),
        match_related=[ResourceSpecification.model_validate(ours)] if of_all_flows else [],
        for_each={"prefect.resource.id"},
        posture=Posture.Reactive,
        threshold=1,
    )
    return AutomationCore(name=name, enabled=enabled, trigger=trigger, actions=[action], description=_about(name))


def webhook(url: str) -> ActionTypes:
    """Calling a URL with a JSON object: ``notice``, ``run``, ``state``, ``message``, ``url``."""
    from prefect.blocks.webhook import Webhook  # noqa: PLC0415  (seconds to import)
    from prefect.events.actions import CallWebhook  # noqa: PLC0415
    from pydantic import SecretStr  # noqa: PLC0415

    block = Webhook(method="POST", url=SecretStr(url))
    return CallWebhook(block_document_id=cast("UUID", block.save(BLOCK, overwrite=True)), payload=_PAYLOAD)


def mail(address: str) -> ActionTypes:
    """Writing a mail.

    Prefect's own block for mail knows one company's service. Its block for Slack hands each address that is not Slack's to
    the library Apprise, which writes mails through any server; and every Prefect server knows it.

    Args:
        address: as Apprise takes it, ``mailtos://user:password@server?to=address``.

    Raises:
        click.BadParameter: for what is no such address.
    """
    from apprise import Apprise  # noqa: PLC0415  (takes time to import)
    from prefect.blocks.notifications import SlackWebhook  # noqa: PLC0415
    from prefect.events.actions import SendNotification  # noqa: PLC0415
    from pydantic import SecretStr  # noqa: PLC0415

    if not address.startswith(("mailto://", "mailtos://")) or not Apprise.instantiate(address):
        raise click.BadParameter("邮件地址应写成 mailtos://用户:密码@服务器?to=收件人")
    saved = cast("UUID", SlackWebhook(url=SecretStr(address)).save(BLOCK, overwrite=True))
    return SendNotification(block_document_id=saved, subject=_SUBJECT, body=_BODY)


def message(block: str) -> ActionTypes:
    """Sending through a notification block.

    Args:
        block: its type and name, ``slack-webhook/office``.

    Raises:
        click.BadParameter: where the server has no such block.
    """
    from prefect import get_client  # noqa: PLC0415  (seconds to import)
    from prefect.events.actions import SendNotification  # noqa: PLC0415
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415

    kind, _, name = block.partition("/")
    try:
        with get_client(sync_client=True) as client:
            document = client.read_block_document_by_name(name, kind)
    except ObjectNotFound as error:
        raise click.BadParameter(f"服务器上没有 {block} 这个通知设置") from error
    return SendNotification(block_document_id=document.id, subject=_SUBJECT, body=_BODY)


def _about(name: str) -> str:
    return f"{name.partition('：')[2]}时发通知；默认关闭，在这里打开"


@click.command()
@click.option("--webhook", "url", metavar="URL", help="Call this URL.")
@click.option("--mail", "address", metavar="ADDRESS", envvar="HENGLIANG_MAIL", help="Write a mail (HENGLIANG_MAIL).")
@click.option("--block", metavar="TYPE/NAME", help="Send through this notification block.")
@click.option("--on/--off", default=None, help="Turn them on or off; new ones are off.")
def main(url: str | None, address: str | None, block: str | None, on: bool | None) -> None:  # noqa: FBT001  (by name)
    """Create the automations on the server that PREFECT_API_URL names."""
    if sum(map(bool, (url, address, block))) != 1:
        raise click.UsageError("give one of --webhook, --mail and --block")
    install(webhook(url) if url else mail(address) if address else message(str(block)), on=on)
    click.echo("、".join(NOTICES))


if __name__ == "__main__":
    main()

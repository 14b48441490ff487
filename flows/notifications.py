"""Messages when a run fails or finds conflicts: two automations of the Prefect server, off until a person turns them on.

    python -m flows.notifications --webhook https://example.org/hook
    python -m flows.notifications --block sendgrid-email/office

The first calls a URL with a JSON object, the second sends through any notification block that the server knows (mail, chat).
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
#: Name of the webhook block that the automations call.
BLOCK: Final = "hengliang-notice"
#: Automation to the events it waits for, and the tag that the run must have.
NOTICES: Final = {
    "hengliang：运行失败": (("prefect.flow-run.Failed", "prefect.flow-run.Crashed"), None),
    "hengliang：发现矛盾": (("prefect.flow-run.Completed", "prefect.flow-run.Quarantined"), "conflicts"),
}
_SUBJECT: Final = "{{ automation.name }}：{{ flow_run.name }}"
_BODY: Final = "{{ flow_run.name }}：{{ flow_run.state.message }}\n{{ flow_run|ui_url }}"
_PAYLOAD: Final = (
    '{"notice": {{ automation.name|tojson }}, "run": {{ flow_run.name|tojson }}, "state": {{ flow_run.state.name|tojson }},'
    ' "message": {{ flow_run.state.message|tojson }}, "url": {{ flow_run|ui_url|tojson }}}'
)


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

    events, tag = NOTICES[name]
    related = [{"prefect.resource.role": "flow", "prefect.resource.name": list(FLOWS)}]
    if tag is not None:
        related.append({"prefect.resource.role": "tag", "prefect.resource.id": f"prefect.tag.{tag}"})
    trigger = EventTrigger(
        expect=set(events),
        match=ResourceSpecification.model_validate({"prefect.resource.id": "prefect.flow-run.*"}),
        match_related=[ResourceSpecification.model_validate(item) for item in related],
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


def message(block: str) -> ActionTypes:
    """Sending through a notification block.

    Args:
        block: its type and name, ``sendgrid-email/office``.

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
@click.option("--block", metavar="TYPE/NAME", help="Send through this notification block.")
@click.option("--on/--off", default=None, help="Turn them on or off; new ones are off.")
def main(url: str | None, block: str | None, on: bool | None) -> None:  # noqa: FBT001  (click passes it by name)
    """Create the automations on the server that PREFECT_API_URL names."""
    if bool(url) == bool(block):
        raise click.UsageError("give either --webhook or --block")
    install(webhook(url) if url else message(str(block)), on=on)
    click.echo("、".join(NOTICES))


if __name__ == "__main__":
    main()

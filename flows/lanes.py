"""Runs side by side, in threads of the resident runner: so many of each deployment at a time.

In: what is due on the server. Out: the same, run. One long run, or a drop of hundreds of files, thus holds up neither a
decision nor the next drop. What runs must not do at once, publishing, the store's lock keeps apart.
"""

from __future__ import annotations

import contextvars
import threading
from collections import Counter
from typing import TYPE_CHECKING, Final

from prefect import get_client

from flows.claims import ask_again, claim
from flows.registry import INBOX
from flows.sweep import conclude

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

#: How many runs of a deployment go on at once; of each other one, one.
AT_ONCE: Final = {INBOX: 2}
#: Seconds between looks for a run; each makes the server write when the deployments were asked for last.
POLL: Final = 1.0
#: Seconds of rest after the server did not answer.
_REST: Final = 2.0


class Lanes:
    """Claims what is due and runs each in a thread of its own.

    Args:
        ids: name of a deployment to its id.
        run: runs a claimed flow run of a deployment, given by its name; returns when it has ended.
        say: takes a line for people.
    """

    def __init__(
        self, ids: Mapping[str, UUID], run: Callable[[str, FlowRun], None], say: Callable[[str], None]
    ) -> None:
        self._names = {id_: name for name, id_ in ids.items()}
        self._run = run
        self._say = say
        self._busy: Counter[UUID] = Counter()
        self._wake = threading.Event()
        self._stop = threading.Event()

    def look(self) -> None:
        """Look for runs now rather than at the next turn."""
        self._wake.set()

    def stop(self) -> None:
        """Begin no further run."""
        self._stop.set()
        self._wake.set()

    def work(self, client: SyncPrefectClient) -> None:
        """Claim and run what is due until told to stop, then wait for the runs that go on."""
        threads: list[threading.Thread] = []
        while not self._stop.is_set():
            threads = [thread for thread in threads if thread.is_alive()]
            begun = self._begin_next(client)
            if begun is None:
                self._wake.wait(POLL)
                self._wake.clear()
            else:
                threads.append(begun)
        for thread in threads:
            thread.join()

    def _begin_next(self, client: SyncPrefectClient) -> threading.Thread | None:
        """The thread of the run that was due first; None where none is due or all lanes are taken."""
        free = [id_ for id_, name in self._names.items() if self._busy[id_] < AT_ONCE.get(name, 1)]
        try:
            run = claim(client, free) if free else None
        except Exception as error:  # noqa: BLE001  (a server that is being restarted answers later)
            self._say(f"服务器没有应答：{_said(error)}")
            self._stop.wait(_REST)
            return None
        if run is None or run.deployment_id is None:
            return None
        self._busy[run.deployment_id] += 1
        # The thread sees the settings of this one, which Prefect keeps in context variables.
        call = contextvars.copy_context().run
        thread = threading.Thread(target=call, args=(self._go, run.deployment_id, run), name=run.name, daemon=True)
        thread.start()
        return thread

    def _go(self, deployment: UUID, run: FlowRun) -> None:
        try:
            self._run(self._names[deployment], run)
            self._end(run)
        finally:
            self._busy[deployment] -= 1
            self._wake.set()

    def _end(self, run: FlowRun) -> None:
        """See that the run has a state in which nobody waits for it, however long the server does not answer."""
        while True:
            try:
                with get_client(sync_client=True) as client:
                    done = conclude(client, run.id)
                    broken = done.state_name == "Crashed" and self._names.get(run.deployment_id or run.id) == INBOX
                    again = "，已重新排队" if broken and ask_again(client, done) else ""
            except Exception as error:  # noqa: BLE001  (asked again in a moment)
                self._say(f"服务器没有应答：{_said(error)}")
                if self._stop.wait(_REST):
                    return
                continue
            self._say(f"{done.name}：{done.state_name}{again}")
            return


def _said(error: Exception) -> str:
    """What an error says, in one short line."""
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__} {first[:200]}".strip()

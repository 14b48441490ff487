"""The same bytes again start nothing: what the release holds already is filed, and only the rest is handed on.

In: batches of files. Out: calls of ``submit`` with those that a run has something to do for. It stands between
``flows.drops.watch`` and whatever starts a run. This module imports no Prefect.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Literal

from hengliang.publish.filing import file_away, released_outcomes
from hengliang.read import sha256_of
from hengliang.records import UnreadableError
from hengliang.rules import rules_version, versions_today

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hengliang.publish.store import Store

_LOG: Final = logging.getLogger(__name__)


def without_known(
    submit: Callable[[Sequence[Path]], None], store: Store, inbox: Path, after: Literal["leave", "move"]
) -> Callable[[Sequence[Path]], None]:
    """A ``submit`` that hands on only files that are new to the release, or due again under today's rules.

    Args:
        submit: what starts a run.
        store: whose release.
        inbox: where the files lie.
        after: whether files that the release holds are moved out of the way here, as a run would.
    """

    def hand_on(batch: Sequence[Path]) -> None:
        settled = settled_outcomes(store)
        known: dict[Path, str] = {}
        fresh: list[Path] = []
        for path in batch:
            try:
                document_id = sha256_of(path)
            except UnreadableError:
                if path.exists():  # a run says why it cannot be opened
                    fresh.append(path)
                continue
            if document_id in settled:
                known[path] = document_id
            else:
                fresh.append(path)
        if fresh:
            submit(fresh)
        if known:
            _LOG.info("%d files hold what the release has already", len(known))
            if after == "move":
                file_away(inbox, known, settled)

    return hand_on


def settled_outcomes(store: Store) -> dict[str, str]:
    """The documents for which a run has nothing to do: ``document_id`` to outcome; released, and read by today's rules."""
    known = store.known()
    today = versions_today(rules_version())
    return {id_: outcome for id_, outcome in released_outcomes(store).items() if known.get(id_) in today}

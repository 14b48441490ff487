"""What all stages share as Prefect tasks: names, and which failures are tried again.

Passing failures are a store that another process holds, a full or busy disk, object storage that does not answer. A bad file is none of them: reading it
again gives the same, so it is quarantined at once and never retried. Prefect's result cache is off: the store knows
what is done. Tasks carry no tags: for each tag of each task Prefect asks its server for a free slot, which takes two seconds
with SQLite (``docs/decisions/prefect-at-the-edge.md``).
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from deltalake.exceptions import CommitFailedError
from prefect import task
from prefect.cache_policies import NO_CACHE

from hengliang.publish.place import told
from hengliang.publish.store import StoreBusyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from prefect import Task
    from prefect.client.schemas.objects import State, TaskRun

P = ParamSpec("P")
R = TypeVar("R")

#: Seconds before each try after the first.
RETRY_DELAYS: Final = [1.0, 5.0, 20.0]
_PASSING: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EAGAIN, errno.EBUSY, errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EMFILE}
)
#: What Delta's and Polars' own kinds of error say of a full disk; they are no ``OSError``, or one without a number.
_FULL: Final = ("No space left on device", "Disk quota exceeded")


def stage(name: str, *, run_name: str | Callable[[], str]) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a function a task of ours.

    Args:
        name: the task's name, lower case with dashes.
        run_name: what one run of it is called; parameters in braces are filled in by Prefect.
    """
    return task(
        name=name,
        task_run_name=run_name,
        retries=len(RETRY_DELAYS),
        retry_delay_seconds=RETRY_DELAYS,
        retry_condition_fn=passes_by_itself,
        cache_policy=NO_CACHE,
    )


def is_passing(error: BaseException) -> bool:
    """Whether trying the same again later may succeed."""
    if isinstance(error, CommitFailedError | StoreBusyError):
        return True
    if (sentence := told(error)) is not None:
        return sentence.passing
    if isinstance(error, OSError) and error.errno in _PASSING:
        return True
    return any(words in str(error) for words in _FULL)


def passes_by_itself(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Prefect's ``retry_condition_fn``: retry exactly where ``is_passing`` says so."""
    try:
        state.result()
    except Exception as error:  # noqa: BLE001  (whatever the task raised is looked at here and raised again by Prefect)
        return is_passing(error)
    return False

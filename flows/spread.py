"""Where the files of a run are read: one after another, on the processors of this machine, or on a Dask cluster.

In: the new files of a run and the choice of a runner. Out: the folders of the chunks, in the order of the files. The rows
do not depend on the choice. Each file that is no small text is read in a process of its own kind everywhere, also inside
a worker of Dask. Prefect's own pool of processes is none of the choices: one dead worker fails its whole flow.
"""

from __future__ import annotations

import math
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

from hengliang.extraction import RULES_VERSION
from hengliang.publish.place import place_of
from hengliang.rules import version_here
from tasks.extract import extract_documents
from tasks.progress import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prefect_dask.task_runners import DaskTaskRunner

#: ``here``: one file at a time; ``processes``: as many as there are processors, and memory for; ``dask``: on a cluster.
Runner = Literal["here", "processes", "dask"]

#: Chunks for each thread of a cluster: few cost little, and several even out that some documents are longer.
_SHARES: Final = 4
#: A cluster of this machine's own: a process for each file that is read, and no page on a port that may be taken.
_LOCAL: Final = {"threads_per_worker": 1, "dashboard_address": None}


class RunnerError(Exception):
    """The runner that was chosen is not there; the message is a sentence for a person."""


class Spread(BaseSettings):
    """The choice, from ``HENGLIANG_RUNNER`` and ``HENGLIANG_DASK_ADDRESS`` where it is not given.

    Attributes:
        runner: see ``Runner``.
        dask_address: ``tcp://host:8786`` of a scheduler; without one Dask makes a cluster on this machine for the run.
    """

    model_config = SettingsConfigDict(env_prefix="HENGLIANG_", frozen=True, extra="ignore")

    runner: Runner = "processes"
    dask_address: str = ""

    @classmethod
    def chosen(cls, runner: Runner | None = None, dask_address: str | None = None) -> Spread:
        """What is given; the environment decides the rest.

        Raises:
            pydantic.ValidationError: where the environment names a runner that does not exist.
        """
        given = {"runner": runner, "dask_address": dask_address}
        return cls.model_validate({**cls().model_dump(), **{name: value for name, value in given.items() if value}})


def extract_all(paths: Sequence[Path], store: str, documents_per_task: int, spread: Spread) -> list[str]:
    """Read files inside a flow run, one task for each chunk.

    Args:
        paths: the files, as a person named them.
        store: the folder of the store; on a cluster all workers must see it, and the files, under the same path.
        documents_per_task: documents of a chunk at most.
        spread: where to.

    Returns:
        The folders of the staged chunks.

    Raises:
        RunnerError: when Dask is not installed, or no scheduler answers.
    """
    if not paths:
        return []
    if spread.runner == "dask":
        return _on_dask(paths, store, documents_per_task, spread.dask_address)
    workers = 1 if spread.runner == "here" else None
    return [extract_documents(chunk, store, workers=workers) for chunk in chunks(paths, documents_per_task)]


def chunks(paths: Sequence[Path], size: int) -> list[list[str]]:
    """The paths in groups of ``size``, the last one maybe smaller.

    >>> chunks([Path("a"), Path("b"), Path("c")], 2)
    [['a', 'b'], ['c']]
    """
    return [[str(path) for path in paths[start : start + size]] for start in range(0, len(paths), size)]


def chunk_size(documents: int, most: int, threads: int) -> int:
    """Documents of a chunk, so that all threads of a cluster get some, and no chunk is larger than ``most``.

    >>> chunk_size(60, 100, threads=2), chunk_size(10_000, 100, threads=2), chunk_size(3, 100, threads=8)
    (8, 100, 1)
    """
    return min(most, max(1, math.ceil(documents / (_SHARES * max(1, threads)))))


def _on_dask(paths: Sequence[Path], store: str, most: int, address: str) -> list[str]:
    with _dask_runner(address) as runner:
        threads = sum(_client(runner, address).nthreads().values())
        groups = chunks(paths, chunk_size(len(paths), most, threads))
        place = {"store": str(place_of(store)), "base": str(Path.cwd())}
        reading = {**place, "workers": 1, "version": version_here(RULES_VERSION)}
        futures = [runner.submit(extract_documents, {"paths": group, **reading}) for group in groups]
        folders = []
        for future, done in zip(futures, accumulate(map(len, groups)), strict=True):
            folders.append(str(future.result()))
            report("read and extract", done, len(paths))
        return folders


def _dask_runner(address: str) -> DaskTaskRunner:
    try:
        from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415  (optional, and takes a second to import)
    except ImportError as error:
        raise RunnerError("没有安装 Dask：pip install 'hengliang[dask]'") from error
    return DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=dict(_LOCAL))


def _client(runner: DaskTaskRunner, address: str) -> Any:
    """The client, which connects here for the first time."""
    try:
        return runner.client
    except (OSError, ValueError) as error:
        raise RunnerError(f"Dask 调度器 {address or '（本机）'} 没有应答：{error}") from error

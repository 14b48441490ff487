"""Where the files of a run are read: one after another, on the processors of this machine, or on a cluster.

In: the new files of a run and the choice of a runner. Out: the folders of the chunks, in the order of the files. The rows
do not depend on the choice. Each file that is no small text is read in a process of its own kind everywhere, also inside
a worker of a cluster. Prefect's own pool of processes is none of the choices: one dead worker fails its whole flow.
"""

from __future__ import annotations

import math
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

from flows import clusters
from flows.clusters import Cluster, RunnerError
from hengliang.extraction import RULES_VERSION
from hengliang.publish.place import place_of
from hengliang.rules import version_here
from tasks.extract import Elsewhere, extract_documents
from tasks.live import LiveProgress
from tasks.progress import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prefect.futures import PrefectFuture

__all__ = ["Runner", "RunnerError", "Spread", "chunk_size", "chunks", "extract_all"]

#: ``here``: one file at a time; ``processes``: as many as there are processors, and memory for; ``dask``, ``ray``: on a
#: cluster.
Runner = Literal["here", "processes", "dask", "ray"]

_KINDS: Final = {"dask": clusters.dask, "ray": clusters.ray}
#: Chunks for each thread of a cluster: few cost little, and several even out that some documents are longer.
_SHARES: Final = 4
#: Seconds between two looks whether a person wants the run to end, while a cluster reads.
_LOOK: Final = 0.5


class Spread(BaseSettings):
    """The choice, from ``HENGLIANG_RUNNER`` and ``HENGLIANG_CLUSTER`` where it is not given.

    Attributes:
        runner: see ``Runner``.
        cluster: ``tcp://host:8786`` of a Dask scheduler or ``ray://host:10001`` of Ray's head node; without one a cluster
            is made on this machine for the run.
    """

    model_config = SettingsConfigDict(env_prefix="HENGLIANG_", frozen=True, extra="ignore")

    runner: Runner = "processes"
    cluster: str = ""

    @classmethod
    def chosen(cls, runner: Runner | None = None, cluster: str | None = None) -> Spread:
        """What is given; the environment decides the rest.

        Raises:
            pydantic.ValidationError: where the environment names a runner that does not exist.
        """
        given = {"runner": runner, "cluster": cluster}
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
        RunnerError: when the package is not installed, no cluster answers, or its workers do not get to the end.
    """
    if not paths:
        return []
    if spread.runner in _KINDS:
        with _KINDS[spread.runner](spread.cluster) as cluster:
            return _on_cluster(paths, store, documents_per_task, cluster)
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


def _on_cluster(paths: Sequence[Path], store: str, most: int, cluster: Cluster) -> list[str]:
    groups = chunks(paths, chunk_size(len(paths), most, cluster.threads))
    elsewhere = Elsewhere(str(Path.cwd()), version_here(RULES_VERSION))
    reading = {"store": str(place_of(store)), "workers": 1, "elsewhere": elsewhere}
    futures = [cluster.runner.submit(extract_documents, {"paths": group, **reading}) for group in groups]
    live = LiveProgress(len(paths))
    folders: list[str] = []
    done = 0
    for future, after in zip(futures, accumulate(map(len, groups)), strict=True):
        while not cluster.finished(future, _LOOK):
            report("read and extract", done, len(paths))
        folders.append(_folder(future, cluster))
        done = after
        report("read and extract", done, len(paths))
        live(done)
    return folders


def _folder(future: PrefectFuture[Any], cluster: Cluster) -> str:
    try:
        return str(future.result())
    except cluster.failures as error:
        raise RunnerError(f"集群没有把文件读完，再运行一次就会接着读：{error}") from error

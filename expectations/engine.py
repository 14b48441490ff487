"""Great Expectations at work: suites built, frames handed over, results read back.

What goes in: tables. What comes out: a ``Validation``. This is the one module that starts Great Expectations; it takes
seconds to import, so everything of it is imported inside functions. One batch for each suite and filter.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from functools import cache
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import TYPE_CHECKING, Any, Final

from expectations import frames as frame_rules
from expectations.adapter import select, to_pandas
from expectations.load import SuiteError, load_suites, named_columns
from expectations.outcome import ROW, Validation
from expectations.quarantine import quarantine
from expectations.reading import Run, read_results

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import polars as pl

    from expectations.suite import Expectation, Suite

#: Heavy modules that Great Expectations imports for distribution tests, which no suite here needs: they are put off
#: until somebody touches them, which saves one of five seconds.
_PUT_OFF: Final = ("scipy.stats",)
#: Great Expectations keeps the current context in a global, so one validation at a time.
_LOCK: Final = threading.RLock()
_SEVERITIES: Final = {"hard": "critical", "warn": "warning"}


@cache
def warm() -> Any:
    """Import Great Expectations and our own expectations, telemetry off; returns the module."""
    with _LOCK:
        os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
        # Patterns may group; Great Expectations asks pandas only whether they match.
        warnings.filterwarnings("ignore", "This pattern is interpreted as a regular expression", UserWarning)
        for name in _PUT_OFF:
            _put_off(name)
        import great_expectations as gx  # noqa: PLC0415 (takes seconds)

        # custom registers our classes; the renderers of docs are slow to import as well.
        from expectations import custom, docs  # noqa: F401, PLC0415

        return gx


def _put_off(name: str) -> None:
    """Let a module load when it is first used, by the recipe of ``importlib``'s documentation."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


def validate(tables: Mapping[str, pl.DataFrame], *, docs_dir: Path | None = None) -> Validation:
    """See ``expectations.validate``."""
    suites = load_suites()
    frames = frame_rules.prepare(tables)
    applying = [suite for suite in suites if _applies(suite, frames)]
    with _LOCK:
        runs = [run for suite in applying for run in _run_suite(suite, frames[suite.table])]
    results = tuple(result for run in runs for result in read_results(run))
    judged = {(run.suite.suite, item.name): named_columns(item) for run in runs for item in run.expectations}
    index = None
    if docs_dir is not None:
        from expectations import docs  # noqa: PLC0415 (imports Great Expectations)

        index = docs.build(runs, results, docs_dir)
    skipped = tuple(suite.suite for suite in suites if suite not in applying)
    return Validation(results, quarantine(results, frames, judged), index, skipped)


def _applies(suite: Suite, frames: Mapping[str, pl.DataFrame]) -> bool:
    if suite.table not in frames:
        return False
    if suite.applies_when is None:
        return True
    present = set(frames["documents"]["document"]) if "documents" in frames else set()
    return present.issuperset(suite.applies_when.documents)


def _run_suite(suite: Suite, frame: pl.DataFrame) -> Iterator[Run]:
    gx = warm()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset(suite.table)
    batch = asset.add_batch_definition_whole_dataframe("rows")
    key = frame_rules.row_key(suite.table)
    for name, expectations in _by_filter(suite).items():
        columns = dict.fromkeys([ROW, *key, *(column for item in expectations for column in named_columns(item))])
        rows = to_pandas(select(frame, expectations[0].where).select(*columns))
        built = gx.ExpectationSuite(name=name, expectations=[_build(suite, item) for item in expectations])
        result = batch.get_batch({"dataframe": rows}).validate(
            built,
            result_format={"result_format": "COMPLETE", "return_unexpected_index_query": False},
        )
        yield Run(name, suite, expectations, frame, len(rows), built, result)


def _by_filter(suite: Suite) -> dict[str, tuple[Expectation, ...]]:
    """The expectations that share a filter, under a name that says which: ``observations--measure``."""
    groups: dict[str, list[Expectation]] = {}
    for expectation in suite.expectations:
        groups.setdefault(json.dumps(expectation.model_dump()["where"], ensure_ascii=False), []).append(expectation)
    names: dict[str, tuple[Expectation, ...]] = {}
    for group in groups.values():
        name = "--".join([suite.suite, *group[0].where])
        names[name if name not in names else f"{name}--{len(names)}"] = tuple(group)
    return names


def _build(suite: Suite, expectation: Expectation) -> Any:
    from great_expectations.expectations.metadata_types import FailureSeverity  # noqa: PLC0415 (takes seconds)
    from great_expectations.expectations.registry import get_expectation_impl  # noqa: PLC0415

    try:
        return get_expectation_impl(expectation.expect)(
            **expectation.arguments,
            description=f"{expectation.title.zh} · {expectation.title.en}",
            notes=f"{expectation.name} · {expectation.severity} · {expectation.expect}",
            meta={"name": expectation.name},
            severity=FailureSeverity(_SEVERITIES[expectation.severity]),
        )
    except (TypeError, ValueError) as error:
        message = " ".join(str(error).split())
        raise SuiteError(f"{suite.suite}.yml, {expectation.name}: {expectation.expect} says: {message}") from error

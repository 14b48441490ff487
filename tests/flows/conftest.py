"""One Prefect server for all flow tests, in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flow_samples import COMMUNIQUE, REPORT, result
from real_server import api

from expectations import Validation
from hengliang import schema, settings

__all__ = ["api"]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home for Prefect that is not the person's."""
    home = tmp_path_factory.mktemp("prefect")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(home))
        patch.delenv("PREFECT_API_URL", raising=False)
        patch.setenv("PREFECT_SERVER_REGISTER_BLOCKS_ON_START", "false")
        patch.setenv("PREFECT_LOGGING_LEVEL", "WARNING")
        settings.apply(quiet=True)
        yield home


@pytest.fixture(scope="session")
def harness(prefect_home: Path) -> Iterator[None]:
    """Prefect's test harness, started once."""
    from prefect.context import refresh_global_settings_context
    from prefect.settings import temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    refresh_global_settings_context()
    no_heartbeat = temporary_settings({"flows.heartbeat_frequency": None})  # stopping it costs a second a run
    with prefect_test_harness(server_startup_timeout=180), no_heartbeat:
        yield


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validation that finds nothing and takes no time: what the suites find is tested with them."""

    def validate(tables: Any, *, docs_dir: Any = None) -> Validation:
        return Validation((result(success=True),), schema.empty("quarantine"))

    monkeypatch.setattr("expectations.validate", validate)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two reports that agree on one figure and differ in another, one of them twice, and an empty file."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "work-report.txt").write_text(REPORT, encoding="utf-8")
    (folder / "communique.txt").write_text(COMMUNIQUE, encoding="utf-8")
    (folder / "work-report-again.txt").write_text(REPORT, encoding="utf-8")
    (folder / "empty.txt").touch()
    return folder

"""One Prefect server for all flow tests, in a folder of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from hengliang import settings

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
        settings.apply(quiet=True)
        yield home


@pytest.fixture(scope="session")
def harness(prefect_home: Path) -> Iterator[None]:
    """Prefect's test harness, started once."""
    from prefect.context import refresh_global_settings_context
    from prefect.testing.utilities import prefect_test_harness

    refresh_global_settings_context()
    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with two reports that agree on one figure and differ in another, one of them twice, and an empty file."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "work-report.txt").write_text(REPORT, encoding="utf-8")
    (folder / "communique.txt").write_text(COMMUNIQUE, encoding="utf-8")
    (folder / "work-report-again.txt").write_text(REPORT, encoding="utf-8")
    (folder / "empty.txt").touch()
    return folder


#: Invented, as every sentence in the tests.
REPORT = """青岚区2020年政府工作报告
一、2020年工作回顾
2020年，全区完成地区生产总值120.5亿元，比上年增长3.9%。城镇居民人均可支配收入达到38216元，增长4.8%。
"""
COMMUNIQUE = """青岚区2020年国民经济和社会发展统计公报
一、综合
2020年，全区地区生产总值120.5亿元，比上年增长3.6%。城镇居民人均可支配收入38216元，增长4.8%。
"""
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")

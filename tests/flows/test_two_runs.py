"""Two runs at once on one store: what either brings is published, and nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flow_samples import COMMUNIQUE, REPORT
from killing import wait_until
from polars.testing import assert_frame_equal
from settings_to_kill import PATIENCE, Command
from store_checks import assert_clean, released

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.integration

BOTH = {"两边都有.txt": REPORT}
ONE = {f"甲{number}.txt": REPORT.replace("青岚区", f"甲{number}岭区") for number in range(4)}
OTHER = {"公报.txt": COMMUNIQUE} | {
    f"乙{number}.txt": REPORT.replace("青岚区", f"乙{number}岭区") for number in range(4)
}


def command(folder: Path, texts: Mapping[str, str], store: Path) -> Command:
    """A run that is ready to begin, on a store that it may share."""
    made = Command(folder)
    made.drop({name: text.encode() for name, text in texts.items()})
    made.store = store
    return made


@pytest.mark.parametrize("same_home", [False, True], ids=["two servers", "one database of Prefect"])
def test_both_are_published_and_nothing_twice(tmp_path: Path, *, same_home: bool) -> None:
    store = tmp_path / "store"
    runs = [command(tmp_path / "one", {**BOTH, **ONE}, store), command(tmp_path / "other", {**BOTH, **OTHER}, store)]
    if same_home:
        runs[1].home = runs[0].home
    for run in runs:
        run.begin()
    for run in runs:
        assert wait_until(run.settled, PATIENCE), run.said()
        assert run.exit_code == 0, run.said()
    assert_clean(store)

    alone = command(tmp_path / "alone", {**BOTH, **ONE, **OTHER}, tmp_path / "store-alone")
    alone.begin()
    assert wait_until(alone.settled, PATIENCE), alone.said()
    expected, tables = released(alone.store), released(store)
    assert sorted(tables["documents"]["document"]) == sorted({**BOTH, **ONE, **OTHER})
    for table, frame in tables.items():
        assert_frame_equal(frame.drop("path", strict=False), expected[table].drop("path", strict=False))


def test_the_same_file_in_both_is_one_document(tmp_path: Path) -> None:
    store = tmp_path / "store"
    runs = [command(tmp_path / "one", BOTH, store), command(tmp_path / "other", BOTH, store)]
    for run in runs:
        run.begin()
    for run in runs:
        assert wait_until(run.settled, PATIENCE), run.said()
        assert run.exit_code == 0, run.said()
    assert released(store)["documents"]["document"].to_list() == list(BOTH)
    assert_clean(store)
    assert len([path for path in (store / "releases").iterdir() if path.is_dir()]) == 1

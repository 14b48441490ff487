"""The folder of codelists describes itself."""

from pathlib import Path

import hengliang

FOLDER = Path(hengliang.__file__).parent / "codelists"


def test_the_readme_names_every_codelist() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    lists = {path.name for path in FOLDER.iterdir() if path.suffix in {".csv", ".toml"}}
    assert len(lists) >= 2
    assert {name for name in lists if f"`{name}`" not in text} == set()


def test_areas_are_small_enough_to_read_in_a_review() -> None:
    assert (FOLDER / "areas.csv").stat().st_size <= 400_000

"""A store's place on a disk: what is drafted appears once, whoever else drafts the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengliang.publish.folder import DRAFT, Folder

if TYPE_CHECKING:
    from pathlib import Path


def test_of_two_that_draft_the_same_at_once_the_first_stays_and_no_draft_is_left(tmp_path: Path) -> None:
    place = Folder(tmp_path / "staging" / "chunk")
    with place.drafted("last") as slow:
        (slow / "last").write_text("slow")
        with place.drafted("last") as fast:
            (fast / "last").write_text("fast")
    assert (place / "last").read() == b"fast"
    assert not list(tmp_path.glob(f"staging/{DRAFT}*"))


def test_a_draft_that_cannot_appear_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "chunk").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="chunk"), Folder(tmp_path / "chunk").drafted("last") as draft:
        (draft / "last").write_text("x")
    assert not list(tmp_path.glob(f"{DRAFT}*"))


def test_a_lasting_draft_takes_the_place_of_what_is_there(tmp_path: Path) -> None:
    place = Folder(tmp_path / "release")
    for text in ("damaged", "whole"):
        with place.drafted("last", lasting=True) as draft:
            (draft / "last").write_text(text)
    assert (place / "last").read() == b"whole"
    Folder(tmp_path).sweep("last")
    assert [path.name for path in tmp_path.iterdir()] == ["release"]

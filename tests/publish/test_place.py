"""A folder and a bucket keep the same promises."""

from __future__ import annotations

import hashlib
import pickle
import re
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hengliang.publish import lease
from hengliang.publish.place import Place, PlaceError, place_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return place_of(tmp_path / "仓" if request.param == "folder" else request.getfixturevalue("bucket"))


def draft(place: Place, files: dict[str, bytes], *, lasting: bool = False) -> None:
    with place.drafted("last", lasting=lasting) as folder:
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)


def test_a_file_says_what_was_written_last(place: Place) -> None:
    file = place / "locks" / "甲.txt"
    assert not file.exists()
    for lasting in (False, True):
        file.write(b"one", lasting=lasting)
        file.write(b"two", lasting=lasting)
        assert (file.read(), file.exists()) == (b"two", True)
    assert file.sha256() == hashlib.sha256(b"two").hexdigest()
    file.remove()
    file.remove()
    assert not file.exists()
    for ask in (file.read, file.sha256):
        with pytest.raises(FileNotFoundError):
            ask()


def test_names_are_those_directly_below(place: Place) -> None:
    assert (place.names(), place.empty()) == ((), True)
    (place / "b" / "c" / "d").write(b"")
    (place / "a").write(b"")
    (place / "b" / "e").write(b"")
    assert (place.names(), (place / "b").names()) == (("a", "b"), ("c", "e"))
    assert (place / "b" / "c").name == "c"
    assert not place.empty()
    assert (place / "e").empty()


def test_a_draft_is_seen_once_it_is_whole(place: Place) -> None:
    chunk = place / "staging" / "x"
    with chunk.drafted("last") as folder:
        (folder / "first").write_bytes(b"1")
        (folder / "last").write_bytes(b"2")
        assert "x" not in (place / "staging").names()
    assert (chunk.names(), (chunk / "last").read()) == (("first", "last"), b"2")


def test_of_two_drafts_the_first_stays_unless_the_second_is_to_last(place: Place) -> None:
    chunk = place / "x"
    draft(chunk, {"last": b"1", "only-first": b"1"})
    draft(chunk, {"last": b"2"})
    assert (chunk / "last").read() == b"1"
    draft(chunk, {"last": b"3", "results/page.html": b"3"}, lasting=True)
    assert ((chunk / "last").read(), chunk.names()) == (b"3", ("last", "results"))


def fail_in_a_draft(place: Place) -> None:
    with place.drafted("last") as folder:
        (folder / "last").write_bytes(b"")
        raise OSError("no space left")


def test_a_draft_that_fails_leaves_nothing(place: Place) -> None:
    with pytest.raises(OSError, match="no space"):
        fail_in_a_draft(place / "x")
    assert place.names() == ()


def test_what_is_discarded_is_gone(place: Place) -> None:
    draft(place / "x", {"last": b"", "results/page": b""})
    (place / "x").discard("last")
    (place / "x").discard("last")
    assert place.names() == ()


def test_sweeping_takes_the_halves_that_the_killed_left(place: Place) -> None:
    draft(place / "whole", {"last": b"", "results/last": b""})
    (place / "LATEST").write(b"whole")
    half = place / "half" if place.folder is None else place / ".staging-half"
    (half / "first").write(b"")
    (half / "results" / "last").write(b"")
    place.sweep("last")
    assert place.names() == ("LATEST", "whole")
    assert (place / "whole").names() == ("last", "results")


def test_sweeping_where_nothing_is(place: Place) -> None:
    (place / "none").sweep("last")
    assert place.names() == ()


def test_one_holds_it_and_may_take_it_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LOOK", 0.01)
    lock = place / "locks" / "publish.lock"
    told: list[object] = []

    def ask() -> None:
        try:
            with place_of(str(lock)).hold(0.05):
                told.append("held")
        except TimeoutError:
            told.append("busy")

    def other() -> None:
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()

    with lock.hold(1):
        with (place / "locks" / "publish.lock").hold(0):
            lock.check_hold()
        lock.check_hold()
        other()
    other()
    lock.check_hold()
    assert told == ["busy", "held"]


def test_a_place_can_be_handed_to_another_process(place: Place) -> None:
    (place / "a").write(b"1")
    assert pickle.loads(pickle.dumps(place / "a")).read() == b"1"  # noqa: S301  (our own)
    assert place_of(str(place / "a")) == place / "a"
    assert place_of(place) is place


NAMES = st.sampled_from(["甲", "b c", "d+e=f", "甲/一", "甲/二"])
STEPS = st.lists(st.tuples(st.sampled_from(["write", "remove", "discard", "names"]), NAMES), max_size=8)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_bucket_answers_as_a_folder_does(
    steps: list[tuple[str, str]], bucket: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, objects = place_of(tmp_path_factory.mktemp("folder")), place_of(bucket) / str(len(steps))
    objects.discard("last")
    for act, name in steps:
        answers = [_act(place / "x", act, name) for place in (folder, objects)]
        assert answers[0] == answers[1], (act, name)


def _act(place: Place, act: str, name: str) -> object:
    if act == "write":
        return (place / f"{name}.txt").write(name.encode())
    if act == "remove":
        return (place / f"{name}.txt").remove()
    if act == "discard":
        return place.discard("last")
    return place.names(), (place / f"{name}.txt").exists()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("s3://数据/仓", "小写字母"),
        ("s3://", "小写字母"),
        ("s3://Bucket/x", "小写字母"),
        ("s3://bucket/a%20b", "'%'"),
        ("s3://bucket/a?b", "'?'"),
        ("s3://bucket/a//b", "空的一段"),
        ("s3://bucket/../b", ".."),
    ],
)
def test_an_address_that_libraries_would_read_otherwise_is_refused(address: str, why: str) -> None:
    with pytest.raises(PlaceError, match=re.escape(why)):
        place_of(address)


def test_a_whole_bucket_is_a_place() -> None:
    place = place_of("s3://bucket/")
    assert (str(place), str(place / "releases"), place.folder) == ("s3://bucket", "s3://bucket/releases", None)

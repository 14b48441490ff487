"""When files are handed on: with a clock and a disk of the test's own."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flows.arrivals import Arrivals, DropSettings, Look

SETTINGS = DropSettings(settle=2, settle_empty=10, quiet=1, longest=10, retry=15)
A, B, C = Path("a.txt"), Path("b.txt"), Path("c.txt")


def test_a_file_is_handed_on_when_it_has_not_changed_for_two_seconds() -> None:
    arrivals = Arrivals(SETTINGS)
    arrivals.see(A, Look(10, 1), 0)
    assert arrivals.take(1.9) == ()
    arrivals.see(A, Look(20, 2), 1.9)
    assert arrivals.take(3.8) == ()
    assert arrivals.take(3.9) == (A,)
    arrivals.see(A, Look(20, 2), 5)
    assert arrivals.take(60) == ()
    arrivals.see(A, Look(20, 3), 61)
    assert arrivals.take(63) == (A,), "it has changed"


def test_the_last_of_a_burst_is_waited_for() -> None:
    arrivals = Arrivals(SETTINGS)
    arrivals.see(A, Look(1, 1), 0)
    arrivals.see(B, Look(1, 1), 1.5)
    assert arrivals.take(2.6) == ()
    assert arrivals.take(3.5) == (A, B)


def test_a_slow_copy_does_not_hold_up_the_others_for_long() -> None:
    arrivals = Arrivals(SETTINGS)
    for second in range(4):
        arrivals.see(A, Look(1, 1), second)
        arrivals.see(B, Look(second + 1, second), second)
        took = arrivals.take(second)
        assert took == ((A,) if second == 3 else ())
    assert arrivals.waiting == (B,)


def test_files_that_never_cease_to_arrive_are_handed_on_after_ten_seconds() -> None:
    arrivals = Arrivals(SETTINGS)
    calls = []
    for half in range(100):
        arrivals.see(Path(f"{half}.txt"), Look(1, 1), half / 2)
        calls.append(len(arrivals.take(half / 2)))
    assert 3 <= sum(map(bool, calls)) <= 6
    assert sum(calls) >= 80


def test_an_empty_file_has_more_time() -> None:
    arrivals = Arrivals(SETTINGS)
    arrivals.see(A, Look(0, 1), 0)
    assert arrivals.take(9) == ()
    arrivals.see(A, Look(5, 2), 9)
    assert arrivals.take(11) == (A,)


def test_what_vanishes_is_forgotten_and_new_when_it_comes_back() -> None:
    arrivals = Arrivals(SETTINGS)
    arrivals.see(A, Look(1, 1), 0)
    arrivals.see(A, None, 1)
    assert arrivals.take(9) == ()
    arrivals.see(A, Look(1, 1), 10)
    assert arrivals.take(12) == (A,)
    arrivals.see(A, None, 13)
    assert arrivals.known == ()
    arrivals.see(A, Look(1, 1), 14)
    assert arrivals.take(16) == (A,)


def test_what_could_not_be_handed_on_is_tried_again_later() -> None:
    arrivals = Arrivals(SETTINGS)
    arrivals.see(A, Look(1, 1), 0)
    assert arrivals.take(2) == (A,)
    arrivals.put_back([A], 2)
    assert arrivals.take(16) == ()
    assert arrivals.take(17) == (A,)


EVENTS = st.lists(
    st.tuples(
        st.floats(0, 5, allow_nan=False),
        st.sampled_from((A, B, C)),
        st.one_of(st.none(), st.builds(Look, st.integers(0, 2), st.integers(0, 1))),
        st.booleans(),
    ),
    max_size=40,
)


@given(EVENTS)
def test_no_file_is_lost_or_handed_on_twice_without_change(events: list[tuple[float, Path, Look | None, bool]]) -> None:
    arrivals = Arrivals(SETTINGS)
    disk: dict[Path, Look] = {}
    handed: dict[Path, Look] = {}
    changed: dict[Path, float] = {}
    now = 0.0

    def hand_on(*, fails: bool) -> None:
        took = arrivals.take(now)
        assert len(set(took)) == len(took)
        for path in took:
            assert handed.get(path) != disk[path], "handed on twice without change"
            assert now - changed[path] >= SETTINGS.settle, "not whole yet"
        if fails:
            arrivals.put_back(took, now)
        else:
            handed.update((path, disk[path]) for path in took)

    for pause, path, look, fails in events:
        now += pause
        if look is None:
            disk.pop(path, None)
            handed.pop(path, None)
        else:
            if disk.get(path) != look:
                changed[path] = now
            disk[path] = look
        arrivals.see(path, look, now)
        hand_on(fails=fails)
    for _ in range(4):
        now += 20
        hand_on(fails=False)
    assert handed == disk, "every file is handed on as it is now"


def test_a_file_that_was_moved_in_whole_need_not_settle() -> None:
    arrivals = Arrivals(SETTINGS)
    arrivals.see(A, Look(10, 1, rested=3600), 0)
    assert arrivals.take(0.9) == (), "others may come with it"
    assert arrivals.take(1) == (A,)
    arrivals.see(A, Look(10, 1, rested=0), 2)
    assert arrivals.take(60) == (), "its time of change alone is no change"


def test_times_are_not_trusted_of_an_empty_file_and_on_a_network_drive() -> None:
    empty, distant = Arrivals(SETTINGS), Arrivals(SETTINGS.model_copy(update={"polling": True}))
    empty.see(A, Look(0, 1, rested=5), 0)
    distant.see(A, Look(10, 1, rested=3600), 0)
    assert empty.take(9) == ()
    assert distant.take(1.9) == ()
    assert (empty.take(10), distant.take(2)) == ((A,), (A,))


def test_a_file_that_just_lies_there_is_handed_on_again_ever_later_and_then_no_more() -> None:
    arrivals = Arrivals(SETTINGS)
    arrivals.see(A, Look(10, 1), 0)
    arrivals.see(B, Look(10, 1), 0)
    assert arrivals.take(2) == (A, B)
    arrivals.see(B, None, 3)
    took = []
    for second in range(4, 100_000, 2):
        arrivals.see(A, Look(10, 1), second)
        took += [second] * (arrivals.take(second) == (A,))
    assert took == [602, 602 + 3600, 602 + 3600 + 21600]


def test_a_file_that_changes_while_it_lies_there_is_new() -> None:
    arrivals = Arrivals(SETTINGS)
    arrivals.see(A, Look(10, 1), 0)
    assert arrivals.take(2) == (A,)
    arrivals.see(A, Look(11, 2), 601)
    assert arrivals.take(602) == (), "it is not whole yet"
    assert arrivals.take(603) == (A,)
    assert arrivals.take(1202) == ()
    assert arrivals.take(1203) == (A,)

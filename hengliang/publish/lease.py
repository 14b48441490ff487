"""A lock in object storage: an object that its holder writes anew every few seconds, for as long as it works.

In: a bucket and the name of the object. Out: the lock, held by one thread of one process of all machines. Every change of
the object is conditional (``If-None-Match``, ``If-Match``), so of two that want it one gets it. A holder that was killed
writes no more: its lease runs out ``LEASE`` seconds after its last sign, by the storage's own clock, and the next one takes
it over. A holder that could not write loses it likewise, and must look (``check``) before what it did comes to count.
"""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError

from hengliang.publish.place import PlaceError

if TYPE_CHECKING:
    from obstore import PutMode
    from obstore.store import S3Store

#: Seconds that a lease lasts after each sign of its holder, and between two signs.
LEASE: Final = 60.0
BEAT: Final = 10.0
#: Seconds that must be left for a commit: no request to the storage takes longer, see ``bucket.REQUEST``.
LEFT: Final = 35.0
#: Seconds between two looks at a lease that somebody else has.
LOOK: Final = 1.0
_FREE: Final = b"free"
#: A tag that no object has.
_NO_TAG: Final = '"00000000000000000000000000000000"'


def _clock() -> float:
    """Seconds, those in which the machine slept as well."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Lease:
    """One lock; the same thread may take it again.

    Args:
        store: the bucket.
        key: the object.
    """

    def __init__(self, store: S3Store, key: str) -> None:
        self._store = store
        self._key = key
        self._thread = threading.RLock()
        self._depth = 0
        self._mine = b""
        self._tag: str | None = None
        self._until = 0.0
        self._stop = threading.Event()
        self._proved = False

    def acquire(self, timeout: float) -> None:
        """Take it.

        Raises:
            TimeoutError: when somebody else has it for so many seconds.
            PlaceError: when the storage writes without looking at the condition: then there can be no lock.
            obstore.exceptions.BaseError: when the storage does not answer.
        """
        end = _clock() + timeout
        if not self._thread.acquire(timeout=min(max(timeout, 0), threading.TIMEOUT_MAX)):
            raise TimeoutError(self._key)
        try:
            if not self._depth:
                self._take(end)
                self._prove()
                self._begin_beating()
        except BaseException:
            self._thread.release()
            raise
        self._depth += 1

    def release(self) -> None:
        """Give it back; where it is lost already, or the storage does not answer, it is not ours to give."""
        self._depth -= 1
        if not self._depth:
            self._stop.set()
            self._beating.join()
            if self._until:
                with suppress(BaseError):
                    self._swap(_FREE)
        self._thread.release()

    def check(self) -> None:
        """See that it is ours for long enough; of a lease that nobody here holds there is nothing to see.

        Raises:
            PlaceError: where it was lost.
        """
        if self._depth and self._until - _clock() < LEFT:
            raise PlaceError(f"{self._key} 这把锁已经失效，可能有别的进程接手了，这次的结果不发布；请再运行一次")

    def _take(self, end: float) -> None:
        while not self._try():
            if _clock() >= end:
                raise TimeoutError(self._key)
            time.sleep(min(LOOK, max(0.0, end - _clock())))

    def _try(self) -> bool:
        """Take it if nobody has it; whether it is ours."""
        self._mine = secrets.token_hex(16).encode()
        began = _clock()
        try:
            self._tag = self._store.put(self._key, self._mine, mode="create")["e_tag"]
        except AlreadyExistsError:
            found = self._look()
            if found is None:
                return False
            content, tag, age = found
            if content.startswith(self._mine):  # it was ours, and the answer was lost
                self._tag = tag
            elif content != _FREE and age < LEASE:
                return False
            else:
                self._tag = tag
                return self._swap(self._mine)
        self._until = began + LEASE
        return True

    def _prove(self) -> None:
        """See, once, that the storage heeds conditions: some servers take them and write all the same."""
        if self._proved:
            return
        conditions: tuple[PutMode, ...] = ("create", {"e_tag": _NO_TAG})
        for condition in conditions:
            try:
                self._store.put(self._key, b"", mode=condition)
            except (AlreadyExistsError, PreconditionError):
                continue
            raise PlaceError("这个存储服务不理会条件写入（If-None-Match、If-Match），不能放数据仓：几个进程会互相覆盖")
        self._proved = True

    def _look(self) -> tuple[bytes, str | None, float] | None:
        """Content, tag and age in seconds of the object; None where it is gone."""
        try:
            found = self._store.get(self._key)
            content = bytes(found.bytes())
        except FileNotFoundError:
            return None
        return content, found.meta["e_tag"], (self._now() - found.meta["last_modified"]).total_seconds()

    def _now(self) -> datetime:
        """What time it is on the storage's clock: ours may be wrong. Where the storage tells no time, ours."""
        key = f"{self._key}.clock"
        self._store.put(key, secrets.token_bytes(8))
        try:
            return self._store.head(key)["last_modified"]
        except FileNotFoundError:  # somebody else has looked, too
            return datetime.now(UTC)

    def _swap(self, content: bytes) -> bool:
        """Write the object if it is as we know it; whether it was."""
        began = _clock()
        try:
            self._tag = self._store.put(self._key, content, mode={"e_tag": self._tag})["e_tag"]
        except (PreconditionError, FileNotFoundError):
            found = self._look()
            if found is None or found[0] != content:  # else it was written, and the answer was lost
                return False
            self._tag = found[1]
        self._until = began + LEASE
        return True

    def _begin_beating(self) -> None:
        self._stop = threading.Event()
        self._beating = threading.Thread(target=self._beat, args=(self._stop,), name="lease", daemon=True)
        self._beating.start()

    def _beat(self, stop: threading.Event) -> None:
        """Write it anew until told to stop, or it is lost."""
        number = 0
        while not stop.wait(BEAT):
            number += 1
            try:
                kept = self._swap(self._mine + f" {number}".encode())
            except BaseError:  # the next beat may come through
                continue
            if not kept:
                self._until = 0.0
                return

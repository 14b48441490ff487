"""Whether the store is as it was when its latest release was made.

In: the store. Out: a digest of what reconciling and publishing depend on: which documents, read by which rules, which
decisions and which version of the program. A file beside the releases keeps the digest of the latest one, so a run that
was killed between storing and publishing is noticed by the next.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import hengliang
from hengliang.publish import release

if TYPE_CHECKING:
    from hengliang.publish.place import Place
    from hengliang.publish.store import Store


def state_of(store: Store) -> str:
    """The digest of what the store's release depends on."""
    digest = hashlib.sha256(hengliang.__version__.encode())
    for document_id, rules_version in sorted(store.known().items()):
        digest.update(f"\n{document_id} {rules_version}".encode())
    for row in sorted(map(repr, store.read("decisions").iter_rows())):
        digest.update(f"\n{row}".encode())
    return digest.hexdigest()


def mark_released(store: Store, state: str) -> None:
    """Keep the state with the release that was made of it."""
    latest = release.latest(store)
    if latest is not None:
        _mark(store).write(f"{latest.id} {state}\n".encode())


def is_released(store: Store) -> bool:
    """Whether the latest release was made of the store as it is now."""
    latest = release.latest(store)
    try:
        marked = _mark(store).read().decode().split()
    except FileNotFoundError:
        return False
    return latest is not None and marked == [latest.id, state_of(store)]


def _mark(store: Store) -> Place:
    return store.place / "released.state"

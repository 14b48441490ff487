"""Releases: immutable folders ``releases/<id>/`` made from the store's tables, of which ``releases/LATEST`` names one.

In: the tables that passed. Out: a folder with each of them as Parquet and CSV, whatever files belong to it besides, and
``manifest.json``. What is the same is not published twice: a release is known by a hash of what it says.

A release appears whole or not at all. On a disk it is written in a staging folder, settled and renamed; in object storage
its manifest comes last. Only then does ``LATEST`` name it, by one replace. Killed at any moment, ``LATEST`` still names a
whole release, and the next ``publish`` sweeps what the killed one left.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from hengliang import __version__, schema
from hengliang.publish.content import checked, content_hash, ordered, schema_version
from hengliang.publish.files import read_parquet, write_csv, write_parquet
from hengliang.publish.folder import Folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from hengliang.publish.place import Place
    from hengliang.publish.store import Store

_ID: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}", re.ASCII)
_MANIFEST: Final = "manifest.json"


class ReleaseError(Exception):
    """The current release cannot be read; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published release.

    Attributes:
        id: UTC time of publishing and the first eight digits of the content's hash: ``20210318T093000Z-5f2c09ab``.
        place: its folder; as text, the address to open it by.
        manifest: ``release``, ``created`` (ISO 8601, UTC), ``content_hash``, ``schema_version``, ``package_version``,
            ``rows`` (table to number of rows), ``files`` (name to ``bytes`` and ``sha256``).
    """

    id: str
    place: Place
    manifest: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """The folder of a release that lies on a disk.

        Raises:
            PlaceError: of a release in object storage.
        """
        return self.place.on_disk()

    def read(self, table: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """A table of the release.

        Args:
            table: its name, one of ``manifest["rows"]``.
            columns: these of its columns; None are all.

        Raises:
            FileNotFoundError: where the release has no such table.
        """
        return read_parquet(self.place / f"{table}.parquet", columns)

    def damaged(self) -> tuple[str, ...]:
        """The files that are missing or are no longer what was published, such as one saved again by a spreadsheet."""
        return tuple(
            name for name, about in self.manifest["files"].items() if _sha256_of(self.place / name) != about["sha256"]
        )


def publish(
    store: Store, tables: Mapping[str, pl.DataFrame], *, also: Mapping[str, bytes] | None = None
) -> Release | None:
    """Publish the tables as the current release, unless the current one says the same and is undamaged.

    Args:
        store: where releases are kept; its lock is taken (and may be held already).
        tables: at least ``schema.RELEASED``; other tables of the schema are published with them.
        also: further files of the release, relative path to content. They are part of what it says: a report that
            tells the time of day makes each run a new release.

    Returns:
        The new release, or None where nothing new was to be said.

    Raises:
        SchemaError: when a frame is not of its table's schema.
        ValueError: when a table is missing or unknown, or a path of ``also`` leaves the folder or is taken.
        StoreBusyError: when another publisher is not done in time.
    """
    also = also or {}
    frames = _complete(tables)
    _check_names(also, frames)
    content = _content(frames, also)
    with store.lock():
        folder = _folder(store)
        folder.sweep(_MANIFEST)
        if _current_says(store, content):
            return None
        now = datetime.now(UTC)
        release_id = f"{now:%Y%m%dT%H%M%SZ}-{content[:8]}"
        if not _is_whole(folder / release_id):  # it is there when it was said before in this very second
            with (folder / release_id).drafted(_MANIFEST, lasting=True) as draft:
                _write(draft, frames, also, _manifest(release_id, now, content, frames))
        store.check_lock()
        (folder / "LATEST").write(f"{release_id}\n".encode(), lasting=True)
        return _open(folder / release_id)


def latest(store: Store) -> Release | None:
    """The current release, or None before the first one.

    Raises:
        ReleaseError: when ``LATEST`` names no release that can be read.
    """
    pointer = _folder(store) / "LATEST"
    try:
        release_id = pointer.read().decode(errors="replace").strip()
    except FileNotFoundError:
        return None
    if not _ID.fullmatch(release_id):
        raise ReleaseError(f"{pointer} names no release")
    return _open(_folder(store) / release_id)


def retain(store: Store, keep: int, younger_than: timedelta = timedelta(0)) -> tuple[str, ...]:
    """Delete all but the newest ``keep`` releases and those that are young; the current one is always kept.

    Args:
        store: whose releases.
        keep: so many stay however old they are.
        younger_than: those published within this time stay as well.

    Returns:
        The ids of those deleted, oldest first.

    Raises:
        ValueError: when ``keep`` is less than 1.
        ReleaseError: when the current release cannot be read, as then nothing is safe to delete.
    """
    if keep < 1:
        raise ValueError("at least one release is kept")
    with store.lock():
        folder = _folder(store)
        current = latest(store)
        if current is None:
            return ()
        folder.sweep(_MANIFEST)
        ids = [name for name in folder.names() if _ID.fullmatch(name)]
        oldest = f"{datetime.now(UTC) - younger_than:%Y%m%dT%H%M%SZ}"
        gone = tuple(id_ for id_ in ids[:-keep] if id_ != current.id and id_ < oldest)
        store.check_lock()
        for id_ in gone:
            (folder / id_).discard(_MANIFEST)
        return gone


def _folder(store: Store) -> Place:
    return store.place / "releases"


def _sha256_of(file: Place) -> str:
    """SHA-256 of a file, empty where there is none."""
    try:
        return file.sha256()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""


def _complete(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables in the schema's order, their rows in a fixed order: the same content makes the same files."""
    if missing := [table for table in schema.RELEASED if table not in tables]:
        raise ValueError(f"a release needs the tables {', '.join(missing)}")
    if unknown := sorted(tables.keys() - schema.TABLES.keys()):
        raise ValueError(f"the schema knows no tables {', '.join(unknown)}")
    return {table: ordered(checked(tables[table], table), table) for table in schema.TABLES if table in tables}


def _check_names(also: Mapping[str, bytes], frames: Mapping[str, pl.DataFrame]) -> None:
    taken = {_MANIFEST, *(f"{table}.{ending}" for table in frames for ending in ("parquet", "csv"))}
    for name in also:
        path = PurePosixPath(name)
        if (
            name in taken
            or str(path) != name
            or path.is_absolute()
            or ".." in path.parts
            or "\\" in name
            or name == "."
        ):
            raise ValueError(f"a release cannot hold a further file named {name!r}")


def _content(frames: Mapping[str, pl.DataFrame], also: Mapping[str, bytes]) -> str:
    says = {
        "schema": schema_version(),
        "tables": {table: content_hash(frame) for table, frame in frames.items()},
        "also": {name: hashlib.sha256(content).hexdigest() for name, content in also.items()},
    }
    return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()


def _current_says(store: Store, content: str) -> bool:
    try:
        current = latest(store)
    except ReleaseError:
        return False  # A release that cannot be read is replaced by one that can.
    return current is not None and current.manifest["content_hash"] == content and not current.damaged()


def _manifest(release_id: str, now: datetime, content: str, frames: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    return {
        "release": release_id,
        "created": now.isoformat(timespec="seconds"),
        "content_hash": content,
        "schema_version": schema_version(),
        "package_version": __version__,
        "rows": {table: frame.height for table, frame in frames.items()},
    }


def _write(
    draft: Path, frames: Mapping[str, pl.DataFrame], also: Mapping[str, bytes], manifest: Mapping[str, Any]
) -> None:
    """Write everything into the folder, the manifest last."""
    for table, frame in frames.items():
        write_parquet(frame, table, draft / f"{table}.parquet")
        write_csv(frame, draft / f"{table}.csv")
    for name, content in also.items():
        (draft / name).parent.mkdir(parents=True, exist_ok=True)
        (draft / name).write_bytes(content)
    files = sorted(path for path in draft.rglob("*") if path.is_file())
    about = {
        path.relative_to(draft).as_posix(): {"bytes": path.stat().st_size, "sha256": Folder(path).sha256()}
        for path in files
    }
    text = json.dumps({**manifest, "files": about}, ensure_ascii=False, indent=2)
    (draft / _MANIFEST).write_text(text + "\n", encoding="utf-8")


def _is_whole(place: Place) -> bool:
    try:
        return not _open(place).damaged()
    except ReleaseError:
        return False


def _open(place: Place) -> Release:
    try:
        manifest = json.loads((place / _MANIFEST).read())
    except (OSError, ValueError):
        manifest = None
    if not isinstance(manifest, dict) or not {"release", "content_hash", "files"} <= manifest.keys():
        raise ReleaseError(f"the release {place} cannot be read: its {_MANIFEST} is missing or damaged")
    return Release(manifest["release"], place, manifest)

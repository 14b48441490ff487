"""A store in S3-compatible object storage: a prefix of a bucket.

In: ``s3://bucket/prefix``, and the usual ``AWS_…`` environment variables. Out: objects, each of which appears at one stroke.
Folders are no more than what names have in common, so one that must be seen whole has a file that is written last. Locks
are leases, see ``publish.lease``. What goes wrong is told in a sentence for a person (``PlaceError``).
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from obstore.exceptions import BaseError
from obstore.store import S3Store

from hengliang.publish.lease import Lease
from hengliang.publish.place import OBJECTS, Place, PlaceError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds for one request, all tries together.
REQUEST: Final = 30
#: What of the environment polars and Delta are told; obstore reads it by itself.
_KNOWN: Final = (
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ALLOW_HTTP", "AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "AWS_SKIP_SIGNATURE",
    "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_SERVER_SIDE_ENCRYPTION",
    "AWS_SSE_KMS_KEY_ID",
)  # fmt: skip
_REGION: Final = "us-east-1"
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
#: Characters that the libraries do not all write the same way in an address.
_REFUSED: Final = re.compile(r"[%#?\\{}^~`\"<>\[\]|*\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Bucket(Place):
    """A prefix or an object.

    Attributes:
        bucket: the bucket's name.
        key: the prefix or name in it; empty is the whole bucket.
    """

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"{OBJECTS}{self.bucket}/{self.key}".rstrip("/")

    def __truediv__(self, name: str) -> Self:
        return type(self)(self.bucket, f"{self.key}/{name}" if self.key else name)

    @property
    def name(self) -> str:
        """See ``Place``."""
        return self.key.rpartition("/")[2]

    @property
    def options(self) -> dict[str, str]:
        """See ``Place``."""
        given = {name.lower(): os.environ[name] for name in _KNOWN if os.environ.get(name)}
        region = given.get("aws_region") or given.get("aws_default_region") or _REGION
        # Two commits of one number must not both succeed.
        return {**given, "aws_region": region, "aws_conditional_put": "etag"}

    @property
    def folder(self) -> None:
        """See ``Place``."""
        return

    def check(self) -> None:
        """See ``Place``."""
        with _told(self):
            _store(self.bucket).list_with_delimiter(self.key or None)

    def read(self) -> bytes:
        """See ``Place``."""
        with _told(self):
            return bytes(_store(self.bucket).get(self.key).bytes())

    def sha256(self) -> str:
        """See ``Place``."""
        digest = hashlib.sha256()
        with _told(self):
            for piece in _store(self.bucket).get(self.key).stream():
                digest.update(piece)
        return digest.hexdigest()

    def exists(self) -> bool:
        """See ``Place``."""
        try:
            with _told(self):
                _store(self.bucket).head(self.key)
        except FileNotFoundError:
            return False
        return True

    def names(self) -> tuple[str, ...]:
        """See ``Place``."""
        # Every object is looked at: some servers go on telling of folders that nothing is in any more.
        start = f"{self.key}/" if self.key else ""
        return tuple(sorted({key.removeprefix(start).partition("/")[0] for key in self._below()}))

    def empty(self) -> bool:
        """See ``Place``."""
        with _told(self):
            return not any(_store(self.bucket).list(self.key or None, chunk_size=1))

    def write(self, content: bytes, *, lasting: bool = False) -> None:  # noqa: ARG002  (what is there has come to stay)
        """See ``Place``."""
        with _told(self):
            _store(self.bucket).put(self.key, content)

    def remove(self) -> None:
        """See ``Place``."""
        self._delete([self.key])

    @contextmanager
    def drafted(self, last: str, *, lasting: bool = False) -> Iterator[Path]:
        """See ``Place``."""
        with tempfile.TemporaryDirectory(prefix="hengliang-") as draft:
            yield Path(draft)
            if lasting or not (self / last).exists():
                self._take_in(Path(draft), last)

    def discard(self, last: str) -> None:
        """See ``Place``."""
        (self / last).remove()
        self._delete(self._below())

    def sweep(self, last: str) -> None:
        """See ``Place``."""
        whole = f"/{last}"
        keys = self._below()
        folders = {self._child(key) for key in keys}
        folders -= {
            self._child(key) for key in keys if key.removeprefix(f"{self.key}/").count("/") == 1 and key.endswith(whole)
        }
        self._delete([key for key in keys if self._child(key) in folders and self._child(key)])

    @contextmanager
    def hold(self, timeout: float) -> Iterator[None]:
        """See ``Place``. A holder that was killed has it for ``lease.LEASE`` seconds more at most."""
        lease = _lease(self)
        with _told(self):
            lease.acquire(timeout)
        try:
            yield
        finally:
            lease.release()

    def check_hold(self) -> None:
        """See ``Place``."""
        _lease(self).check()

    def _take_in(self, draft: Path, last: str) -> None:
        """Send the files of a folder, one of them at the end, and remove what is here besides."""
        files = {path.relative_to(draft).as_posix(): path for path in draft.rglob("*") if path.is_file()}
        before = self._below()
        for name in sorted(files, key=lambda name: (name == last, name)):
            with _told(self / name):
                _store(self.bucket).put((self / name).key, files[name])
        self._delete(sorted(set(before) - {(self / name).key for name in files}))

    def _below(self) -> list[str]:
        with _told(self):
            return [about["path"] for piece in _store(self.bucket).list(self.key or None) for about in piece]

    def _child(self, key: str) -> str:
        """The folder directly below that an object is in, empty for one that is in none."""
        child, slash, _ = key.removeprefix(f"{self.key}/").partition("/")
        return child if slash else ""

    def _delete(self, keys: list[str]) -> None:
        if keys:
            with _told(self):
                _store(self.bucket).delete(keys)


def bucket_of(address: str) -> Bucket:
    """The place that ``s3://bucket/prefix`` names.

    Raises:
        PlaceError: where it names none.

    Examples:
        >>> bucket_of("s3://reports/县/数据仓/").key
        '县/数据仓'
        >>> bucket_of("s3://数据/仓")
        Traceback (most recent call last):
        ...
        hengliang.publish.place.PlaceError: s3://数据/仓：存储桶的名字只能用小写字母、数字、点和连字符
    """
    bucket, _, key = address.removeprefix(OBJECTS).partition("/")
    if not _BUCKET.fullmatch(bucket):
        raise PlaceError(f"{address}：存储桶的名字只能用小写字母、数字、点和连字符")
    parts = key.rstrip("/").split("/") if key.rstrip("/") else []
    if wrong := _REFUSED.search(key):
        raise PlaceError(f"{address}：前缀里不能有 {wrong.group()!r}")
    if any(part in {"", ".", ".."} for part in parts):
        raise PlaceError(f"{address}：前缀里不能有空的一段，也不能有 . 或 ..")
    return Bucket(bucket, "/".join(parts))


_STORES: dict[tuple[str, ...], S3Store] = {}
_LEASES: dict[tuple[int, str], Lease] = {}
_MAKING: Final = threading.Lock()


def _store(bucket: str) -> S3Store:
    """The connection to a bucket, one for each process and environment."""
    given = (bucket, *(os.environ.get(name, "") for name in _KNOWN))
    with _MAKING:
        if given not in _STORES:
            named = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
            _STORES[given] = S3Store(
                bucket,
                config={"region": named or _REGION, "conditional_put": "etag"},
                client_options={"timeout": f"{REQUEST}s", "connect_timeout": "5s", "allow_http": _allows_http()},
                retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=REQUEST)},
            )
        return _STORES[given]


def _allows_http() -> bool:
    return os.environ.get("AWS_ALLOW_HTTP", "").lower() in {"1", "true", "yes", "on"}


def _lease(place: Bucket) -> Lease:
    """The lock of that name, one for each process, so that a thread that holds it may take it again."""
    store = _store(place.bucket)
    with _MAKING:
        return _LEASES.setdefault((id(store), place.key), Lease(store, place.key))


@contextmanager
def _told(place: Bucket) -> Iterator[None]:
    try:
        yield
    except BaseError as error:
        raise in_words(error, str(place)) from error


#: What the libraries say, and what a person is told.
_WORDS: Final = (
    (r"NoSuchBucket", "存储桶不存在", False),
    (r"URL scheme is not allowed|BadScheme", "端点用的是 http：要用请设 AWS_ALLOW_HTTP=true", False),
    (
        r"169\.254\.169\.254|latest/api/token|latest/meta-data|CredentialsNotLoaded|no credentials|NoCredential",
        "没有凭证：请设 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY", False,
    ),
    (r"InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|401 Unauthorized", "凭证不对或已过期", False),
    (r"AccessDenied|403 Forbidden|lacks the necessary|necessary privileges", "没有权限", False),
    (r"error sending request|timed out|dns error|Connection refused", "存储服务没有应答", True),
)  # fmt: skip


def in_words(error: BaseException, address: str) -> PlaceError:
    """An error of obstore, polars or Delta as a sentence for a person."""
    text = str(error)
    for pattern, words, passing in _WORDS:
        if re.search(pattern, text, re.IGNORECASE):
            where = f"（{endpoint()}）" if passing else ""
            return PlaceError(f"{address}：{words}{where}", passing=passing)
    first = text.strip().partition("\n")[0][:200]
    return PlaceError(f"{address}：存储出错：{first}")


def endpoint() -> str:
    """Where the storage is asked, for people."""
    return os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or "AWS"

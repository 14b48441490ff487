"""The database of Prefect's server: its address as Prefect wants it, and whether it can be reached.

In: an address as people write it. Out: another spelling of it, or a sentence for a person that says what is wrong. The
password stands in no message. This module imports no Prefect.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final
from urllib.parse import urlsplit

_POSTGRES: Final = ("postgres", "postgresql", "postgresql+asyncpg")
_SQLITE: Final = "sqlite+aiosqlite"
#: Seconds for one try to connect, and for a database that is coming up.
_ANSWER: Final = 5.0
_PATIENCE: Final = 20.0


class DatabaseError(Exception):
    """The database cannot be used; the message is a sentence for a person."""


def for_prefect(url: str) -> str:
    """PostgreSQL's address as Prefect's server wants it.

    >>> for_prefect("postgresql://me@db/prefect")
    'postgresql+asyncpg://me@db/prefect'
    """
    scheme, mark, rest = url.partition("://")
    return f"postgresql+asyncpg{mark}{rest}" if scheme in _POSTGRES else url


def check(url: str, patience: float = _PATIENCE) -> None:
    """Connect once.

    Args:
        url: of PostgreSQL, or SQLite as Prefect writes it, which is not looked at.
        patience: seconds to wait for a database that is coming up.

    Raises:
        DatabaseError: when the address is none, or the database does not let us in.
    """
    scheme = url.partition("://")[0]
    if scheme == _SQLITE:
        return
    if scheme not in _POSTGRES:
        raise DatabaseError(f"数据库地址要写成 postgresql://用户:密码@主机/数据库，不能是 {scheme or '空的'}://…")
    deadline = time.monotonic() + patience
    while (why := asyncio.run(_refused("postgresql://" + url.partition("://")[2]))) is not None:
        sentence, may_pass = why
        if not may_pass or time.monotonic() >= deadline:
            raise DatabaseError(f"连不上数据库 {_shown(url)}：{sentence}")
        time.sleep(1)


async def _refused(url: str) -> tuple[str, bool] | None:
    """Why the database does not let us in, and whether that may pass by itself; None where it does."""
    import asyncpg  # type: ignore[import-untyped]  # noqa: PLC0415  (takes time to import; only where it is used)

    try:
        connection = await asyncpg.connect(url, timeout=_ANSWER)
    except asyncpg.InvalidCatalogNameError:
        return "没有这个数据库，先用 createdb 建一个", False
    except asyncpg.InvalidAuthorizationSpecificationError:
        return "用户名或密码不对", False
    except asyncpg.CannotConnectNowError:
        return "数据库正在启动", True
    except asyncpg.PostgresError as error:
        return f"数据库拒绝了：{error}", False
    except TimeoutError:
        return f"{_ANSWER:.0f} 秒内没有应答", True
    except OSError as error:
        return f"主机或端口没有应答（{error.strerror or error}）", True
    except (ValueError, asyncpg.InterfaceError) as error:
        return f"地址写得不对（{error}）", False
    await connection.close()
    return None


def _shown(url: str) -> str:
    """The address without user and password.

    >>> _shown("postgresql://me:secret@db:5432/prefect")
    'db:5432/prefect'
    """
    try:
        parts = urlsplit(url)
        return f"{parts.netloc.rpartition('@')[2]}{parts.path}"
    except ValueError:
        return ""

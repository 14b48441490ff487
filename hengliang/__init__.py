"""衡量 hengliang: statistical observations out of Chinese government reports, weighed against each other.

Example:
    >>> import hengliang as hl
    >>> hl.extract("report.txt")  # doctest: +SKIP
    shape: (…, …)

The library imports neither Prefect nor Great Expectations; everything here is loaded when it is first used, so that
``import hengliang`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hengliang.api import extract, latest_release, numbers, table

__version__ = "0.1.0"
__all__ = ["__version__", "extract", "latest_release", "numbers", "table"]


def __getattr__(name: str) -> Any:
    """Load the public functions on first use (PEP 562)."""
    if name in __all__:
        from hengliang import api  # noqa: PLC0415  (lazy on purpose)

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

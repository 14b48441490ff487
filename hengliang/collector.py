"""Rest for Python's collector of cyclic garbage while hundreds of thousands of small records come into being, none in a cycle."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No search for cyclic garbage while this lasts, which saves a sixth of the time of reading and a sixteenth of extracting."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()

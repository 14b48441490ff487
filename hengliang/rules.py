"""The version of the rules by which documents are read.

What goes in: the source of the modules that read meaning out of a text, and the codelists. What comes out: a digest of
both, so that an edited codelist makes the documents of a store due again, and a new release of other parts does not.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_ROOMS = ("read", "text", "quantities", "bind", "remark", "codes", "codelists")
_MODULES = ("assemble.py", "extraction.py", "tables.py", "schema.py")
_ENDINGS = (".py", ".toml", ".csv")


@cache
def rules_version() -> str:
    """A digest of everything that decides how a document is read: sixteen hexadecimal digits."""
    digest = hashlib.sha256()
    for source in _sources():
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Traversable]:
    root = files("hengliang")
    for room in _ROOMS:
        yield from sorted((f for f in root.joinpath(room).iterdir() if f.name.endswith(_ENDINGS)), key=lambda f: f.name)
    for module in _MODULES:
        yield root.joinpath(module)

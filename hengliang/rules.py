"""The versions of the rules by which documents are read and weighed.

What goes in: the source of the modules that read meaning out of a text, or weigh what was read, and the codelists. What comes
out: a digest of these, so that an edited codelist makes the documents of a store due again, and a new release of other
parts does not.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING

from hengliang.limits import limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_READING = ("read", "text", "quantities", "bind", "codes", "codelists")
_MODULES = ("assemble.py", "extraction.py", "tables.py", "schema.py")
_WEIGHING = ("reconcile", "codelists")
_ENDINGS = (".py", ".toml", ".csv")


@cache
def rules_version() -> str:
    """A digest of everything that decides how a document is read: sixteen hexadecimal digits."""
    return _digest(_READING, _MODULES)


@cache
def weighing_version() -> str:
    """A digest of everything that decides how observations are weighed: sixteen hexadecimal digits."""
    return _digest(_WEIGHING)


def version_here(rules: str) -> str:
    """The version of the rules and of what decides, on this machine and today, which files and pages can be read at all.

    What could not be (wholly) read is kept under this version, so that it is due again when a limit has been raised or
    the recognition of characters has been installed. What was read is kept under the version of the rules alone.

    Args:
        rules: a version of the rules.
    """
    return f"{rules}+{limits().digest}{'+ocr' if find_spec('rapidocr') else ''}"


def versions_today(rules: str) -> frozenset[str]:
    """Under which versions a document is kept that is not due again: wholly read by these rules, or as far as can be today.

    Args:
        rules: a version of the rules.
    """
    return frozenset({rules, version_here(rules)})


def _digest(rooms: tuple[str, ...], modules: tuple[str, ...] = ()) -> str:
    digest = hashlib.sha256()
    for source in _sources(rooms, modules):
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _sources(rooms: tuple[str, ...], modules: tuple[str, ...]) -> Iterator[Traversable]:
    root = files("hengliang")
    for room in rooms:
        yield from sorted((f for f in root.joinpath(room).iterdir() if f.name.endswith(_ENDINGS)), key=lambda f: f.name)
    for module in modules:
        yield root.joinpath(module)

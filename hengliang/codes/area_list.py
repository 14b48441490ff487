"""The codelist of areas as data: read from its two files and checked strictly.

What goes in: ``codelists/areas.csv`` (areas with a GB/T 2260 code, those of former lists too) and
``codelists/areas_extra.toml`` (areas without one). What comes out: ``Area`` records. Looking them up: ``areas.py``.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = ("province", "prefecture", "county", "functional")
_COLUMNS = ("code", "name", "short", "level", "parent", "valid_from", "valid_to", "successor")
_EXTRA_KEYS = {"parent", "name", "level", "aliases"}
#: What people say for 恩施土家族苗族自治州: 恩施州.
_AUTONOMOUS = {"自治州": "州", "自治县": "县", "自治旗": "旗"}


@dataclass(frozen=True, slots=True)
class Area:
    """A territory.

    Attributes:
        code: six digits of GB/T 2260; empty where the area has none.
        name: the full name, ``恩施土家族苗族自治州``.
        short: the name without its kind, ``恩施``; the full name where nothing shorter is in use.
        level: one of ``LEVELS``.
        parent: code of the area it lies in, empty for a province.
        valid_from: year of the first yearly list with this code and name; None: it stands in the list of 1980 already.
        valid_to: year of the last list with it; None: it is in force.
        successor: for a former area the code under which it goes on, empty where it was divided or merged.
        aliases: other full names in use (``恩施州``).
    """

    code: str
    name: str
    short: str
    level: str
    parent: str
    valid_from: int | None = None
    valid_to: int | None = None
    successor: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Whether the area is in force in the newest list."""
        return self.valid_to is None


@cache
def load_areas() -> tuple[Area, ...]:
    """All areas: those with a code in the order of codes, then those without.

    Raises:
        ValueError: for unknown columns, keys or levels, a code that two areas have at one time, a level that does not
            fit the code, an unknown parent or successor.
    """
    folder = files("hengliang.codelists")
    areas = [
        *_parse_csv(folder.joinpath("areas.csv").read_text(encoding="utf-8")),
        *_parse_extra(folder.joinpath("areas_extra.toml").read_text(encoding="utf-8")),
    ]
    _check(areas)
    return tuple(areas)


def _parse_csv(text: str) -> Iterator[Area]:
    rows = csv.reader(text.splitlines())
    header = tuple(next(rows, ()))
    if header != _COLUMNS:
        raise ValueError(f"areas.csv: columns are {header}, not {_COLUMNS}")
    for row in rows:
        if len(row) != len(_COLUMNS):
            raise ValueError(f"areas.csv: {row} has {len(row)} fields, not {len(_COLUMNS)}")
        code, name, short, level, parent, valid_from, valid_to, successor = row
        years = int(valid_from) if valid_from else None, int(valid_to) if valid_to else None
        yield Area(code, name, short, level, parent, *years, successor, _aliases(name, short))


def _aliases(name: str, short: str) -> tuple[str, ...]:
    if "自治" not in name:
        return ()
    return tuple(short + kind for long, kind in _AUTONOMOUS.items() if name.endswith(long) and short + kind != name)


def _parse_extra(text: str) -> Iterator[Area]:
    for entry in tomllib.loads(text)["areas"]:
        unknown = set(entry) - _EXTRA_KEYS
        if unknown:
            raise ValueError(f"areas_extra.toml: {entry.get('name')}: unknown keys {sorted(unknown)}")
        name = entry["name"]
        level = entry.get("level", "functional")
        yield Area("", name, name, level, entry["parent"], aliases=tuple(entry.get("aliases", ())))


def _check(areas: list[Area]) -> None:
    known = {area.code for area in areas if area.code}
    seen: dict[str, list[Area]] = defaultdict(list)
    for area in areas:
        if area.level not in LEVELS:
            raise ValueError(f"areas: {area.name} ({area.code}): unknown level {area.level!r}")
        if area.code and area.level != _level_of_code(area.code):
            raise ValueError(f"areas: {area.name}: the level {area.level} does not fit the code {area.code}")
        if area.parent not in known if area.level != "province" else area.parent:
            raise ValueError(f"areas: {area.name} ({area.code}): unknown parent {area.parent!r}")
        _check_above(area)
        if area.successor and area.successor not in known:
            raise ValueError(f"areas: {area.name} ({area.code}): unknown successor {area.successor!r}")
        if not area.name or not area.short:
            raise ValueError(f"areas: {area.code}: an area without a name")
        for other in seen[area.code] if area.code else ():
            if _overlap(area, other):
                raise ValueError(f"areas: the code {area.code} is given twice: {other.name}, {area.name}")
        seen[area.code].append(area)
    names = [(area.parent, area.name) for area in areas if not area.code]
    if len(set(names)) != len(names):
        raise ValueError("areas_extra.toml: a name is given twice under one parent")


def _check_above(area: Area) -> None:
    """Raise where the parent is not of a higher level (a functional district may lie in a county)."""
    if area.parent and LEVELS.index(_level_of_code(area.parent)) >= LEVELS.index(area.level):
        raise ValueError(f"areas: {area.name} ({area.code}) cannot lie in {area.parent}")


@cache
def _level_of_code(code: str) -> str:
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        raise ValueError(f"areas: {code!r} is no code of six digits")
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def _overlap(one: Area, other: Area) -> bool:
    """Whether both were in the lists of some year."""
    always, never = 0, 9999
    return (one.valid_from or always) <= (other.valid_to or never) and (other.valid_from or always) <= (
        one.valid_to or never
    )

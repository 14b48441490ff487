"""The codelist of units: what is printed, what base unit it is in, how many of them.

What goes in: ``codelists/units.toml``. What comes out: ``Unit`` records, and a printed unit parsed into scale and unit.
Compound units (吨标准煤/万元, 元/平方米) are made from their parts.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from hengliang.codes.patterns import any_of

SCALES: dict[str, Decimal] = {
    "万亿": Decimal(10) ** 12, "千亿": Decimal(10) ** 11, "百亿": Decimal(10) ** 10, "十亿": Decimal(10) ** 9, "亿": Decimal(10) ** 8,
    "千万": Decimal(10) ** 7, "百万": Decimal(10) ** 6, "十万": Decimal(10) ** 5, "万": Decimal(10) ** 4, "千": Decimal(1000), "百": Decimal(100),
}  # fmt: skip
#: Units whose own name begins with a scale word, so that none must be split off.
_SCALE = re.compile("(" + "|".join(SCALES) + r")(?!瓦|克|米(?!面)|伏|分)")
#: Another classifier in brackets: 万头（只）, 户（次）.
_OR_ELSE = re.compile("（.）$")
_KNOWN_KEYS = {"measure", "class", "names", "factor"}
CLASSES = ("money", "ratio", "points", "multiple", "person", "household", "count", "extent", "time", "other")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed.

    Attributes:
        name: as printed, without scale.
        measure: code of the base unit.
        factor: base units in one of it.
        kind: class of quantity, one of ``CLASSES``.
    """

    name: str
    measure: str
    factor: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class Scaled:
    """A printed unit taken apart: 万亩 is the scale 万 of 亩."""

    scale: str
    unit: Unit

    @property
    def multiplier(self) -> Decimal:
        """Base units in one printed unit."""
        return SCALES.get(self.scale, Decimal(1)) * self.unit.factor


@cache
def load_units() -> dict[str, Unit]:
    """All units by printed name.

    Raises:
        ValueError: for an unknown key or class, or a name given twice.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("units.toml").read_text(encoding="utf-8"))
    units: dict[str, Unit] = {}
    for entry in data["unit"]:
        unknown = set(entry) - _KNOWN_KEYS
        if unknown or entry["class"] not in CLASSES:
            raise ValueError(f"units.toml: {entry['names'][0]}: unknown key or class {unknown or entry['class']}")
        for name in entry["names"]:
            if name in units:
                raise ValueError(f"units.toml: {name} is given twice")
            units[name] = Unit(name, entry["measure"], Decimal(entry.get("factor", "1")), entry["class"])
    return units


@cache
def load_traps() -> dict[str, str]:
    """Classifiers and the characters that, right behind them, make them the beginning of another word."""
    data = tomllib.loads(files("hengliang.codelists").joinpath("units.toml").read_text(encoding="utf-8"))
    traps: dict[str, str] = data["traps"]
    unknown = set(traps) - set(load_units())
    if unknown:
        raise ValueError(f"units.toml: traps for unknown units {sorted(unknown)}")
    return traps


@cache
def parse_unit(printed: str) -> Scaled | None:
    """Take a printed unit apart.

    Args:
        printed: 亿元, 万平方米, %, 吨标准煤/万元, 亿.

    Returns:
        None where it is no unit that the codelist or its compounds know. A bare scale (亿) has the unit ``number``.
    """
    text = re.sub(r"\s+", "", printed)
    units = load_units()
    if text in units:
        return Scaled("", units[text])
    if _OR_ELSE.search(text):
        return parse_unit(_OR_ELSE.sub("", text))
    if text == "":
        return Scaled("", Unit("", "number", Decimal(1), "other"))
    match = _SCALE.match(text)
    if match:
        rest = text[match.end() :]
        if rest == "":
            return Scaled(match[1], Unit("", "number", Decimal(1), "other"))
        inner = parse_unit(rest)
        return Scaled(match[1], inner.unit) if inner and not inner.scale else None
    above, slash, below = text.partition("/")
    if slash:
        numerator, denominator = parse_unit(above), parse_unit(below)
        if numerator and denominator:
            factor = numerator.multiplier / denominator.multiplier
            return Scaled("", Unit(text, f"{numerator.unit.measure}_per_{denominator.unit.measure}", factor, "extent"))
    return None


@cache
def unit_pattern() -> str:
    """A regular expression (no groups) for a printed unit without its scale, longest name first."""
    simple = any_of(load_units())
    return f"{simple}(?:/(?:{any_of(SCALES)})?{simple})?"

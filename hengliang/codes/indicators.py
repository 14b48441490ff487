"""The codelist of indicators: names, aliases, codes.

What goes in: ``codelists/indicators.toml``. What comes out: ``Indicator`` records and the canonical name of a printed one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

_REQUIRED = {"code", "name", "aliases", "measure"}
_OPTIONAL = {"low", "high", "rate_is_growth"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A known indicator.

    Attributes:
        code: the codelist's code.
        name: the statistician's name.
        aliases: other names in print.
        measure: base unit of its level.
        low: least plausible level in that unit, None where none is given.
        high: greatest plausible level.
        rate_is_growth: whether a small percentage of it is its growth: 居民消费价格指数控制在3%以内.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    measure: str
    low: Decimal | None = None
    high: Decimal | None = None
    rate_is_growth: bool = False


@cache
def load_indicators() -> tuple[Indicator, ...]:
    """All indicators.

    Raises:
        ValueError: for unknown keys, or a name or code that stands twice.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("indicators.toml").read_text(encoding="utf-8"))
    seen: set[str] = set()
    indicators = []
    for entry in data["indicator"]:
        if not _REQUIRED <= set(entry) <= _REQUIRED | _OPTIONAL:
            raise ValueError(f"indicators.toml: keys of {entry['code']}")
        for name in (entry["code"] + "#", entry["name"], *entry["aliases"]):
            if name in seen:
                raise ValueError(f"indicators.toml: {name} stands twice")
            seen.add(name)
        low, high = (Decimal(entry[key]) if key in entry else None for key in ("low", "high"))
        indicators.append(
            Indicator(
                entry["code"],
                entry["name"],
                tuple(entry["aliases"]),
                entry["measure"],
                low,
                high,
                entry.get("rate_is_growth", False),
            )
        )
    return tuple(indicators)


@cache
def _by_name() -> dict[str, Indicator]:
    return {tidy(name): indicator for indicator in load_indicators() for name in (indicator.name, *indicator.aliases)}


def tidy(name: str) -> str:
    """A name without the marks in which prints of it differ."""
    return re.sub(r"[\s“”‘’\"《》]", "", name)


def known(name: str) -> Indicator | None:
    """The indicator of a printed name, None where the codelist knows none."""
    return _by_name().get(tidy(name))

"""The codelist of indicators: names, aliases, codes.

What goes in: ``codelists/indicators.toml``. What comes out: ``Indicator`` records and the canonical name of a printed one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

_MARKS = re.compile(r"[\s“”‘’\"《》]")
_REQUIRED = {"code", "name", "aliases", "measure"}
_OPTIONAL = {"low", "high", "rate_is_growth", "also"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A known indicator.

    Attributes:
        code: the codelist's code.
        name: the statistician's name.
        aliases: short or loose names that are written out as ``name``: GDP, 社零.
        also: other names in full, which stay as printed and share the code: 粮食种植面积.
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
    also: tuple[str, ...] = ()


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
        for name in (entry["code"] + "#", entry["name"], *entry["aliases"], *entry.get("also", ())):
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
                tuple(entry.get("also", ())),
            )
        )
    return tuple(indicators)


@cache
def _by_name() -> dict[str, Indicator]:
    return {
        tidy(name): indicator
        for indicator in load_indicators()
        for name in (indicator.name, *indicator.aliases, *indicator.also)
    }


def tidy(name: str) -> str:
    """A name without the marks in which prints of it differ."""
    return _MARKS.sub("", name)


@lru_cache(maxsize=1 << 16)
def known(name: str) -> Indicator | None:
    """The indicator of a printed name, None where the codelist knows none."""
    return _by_name().get(tidy(name))


def in_full(name: str) -> str:
    """A printed name written out: the codelist's where it is short or loose, else as printed.

    Example:
        >>> in_full("GDP"), in_full("粮食种植面积"), in_full("农村改厕户数")
        ('地区生产总值', '粮食种植面积', '农村改厕户数')
    """
    indicator = known(name)
    return indicator.name if indicator and name not in indicator.also else name

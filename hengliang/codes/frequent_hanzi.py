"""The codelist of the most frequent hanzi.

What goes in: ``codelists/frequent_hanzi.toml``. What comes out: a set of characters.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def frequent_hanzi() -> frozenset[str]:
    """The hanzi that come most often in reports.

    Raises:
        ValueError: for an unknown key, or a character that is no hanzi or stands twice.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("frequent_hanzi.toml").read_text(encoding="utf-8"))
    if set(data) != {"frequent"}:
        raise ValueError(f"frequent_hanzi.toml: {set(data) ^ {'frequent'}}")
    hanzi = "".join(data["frequent"].split())
    wrong = {char for char in hanzi if not is_hanzi(char) or hanzi.count(char) > 1}
    if wrong:
        raise ValueError(f"frequent_hanzi.toml: {sorted(wrong)}")
    return frozenset(hanzi)


def is_hanzi(char: str) -> bool:
    """Whether a character is one of the unified ideographs in daily use."""
    return "\u4e00" <= char <= "\u9fff"

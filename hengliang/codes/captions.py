"""The codelist of tables whose rows leave to the caption what is measured.

What goes in: ``codelists/captions.toml``. What comes out: the indicator of a row under such a caption.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_PART_OF = re.compile(r"^(?:其中|#|＃)[:：]?")
_KEYS = {"pattern", "name", "alone", "example"}


@dataclass(frozen=True, slots=True)
class CaptionRule:
    """How rows are named under a caption.

    Attributes:
        pattern: what the caption holds.
        name: the indicator, with ``{label}`` for the row's words.
        alone: labels that name their indicator themselves.
    """

    pattern: re.Pattern[str]
    name: str
    alone: re.Pattern[str]

    def named(self, label: str) -> str:
        """The indicator of a row, from its words without white space."""
        words = _PART_OF.sub("", label)
        return words if self.alone.search(words) else self.name.format(label=words.removesuffix("类"))


@cache
def load_captions() -> tuple[CaptionRule, ...]:
    """All rules, in the order of the file.

    Raises:
        ValueError: for unknown keys, or an example that comes out otherwise.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("captions.toml").read_text(encoding="utf-8"))
    rules = []
    for entry in data["caption"]:
        if set(entry) != _KEYS:
            raise ValueError(f"captions.toml: keys of {entry}")
        rule = CaptionRule(re.compile(entry["pattern"]), entry["name"], re.compile(entry["alone"]))
        caption, label, name = entry["example"]
        if not rule.pattern.search(caption) or rule.named(label) != name:
            raise ValueError(f"captions.toml: {caption}, {label} is not {name}")
        rules.append(rule)
    return tuple(rules)


@lru_cache(maxsize=1 << 10)
def rule_under(caption: str) -> CaptionRule | None:
    """The rule for the rows under a caption, None where they speak for themselves.

    Example:
        >>> rule = rule_under("表1 2020年全市生产总值")
        >>> rule and [rule.named(label) for label in ("地区生产总值", "其中：工业")]
        ['地区生产总值', '工业增加值']
    """
    return next((rule for rule in load_captions() if rule.pattern.search(caption)), None)

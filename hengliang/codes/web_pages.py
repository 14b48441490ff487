"""The codelist of what stands around the article on web pages.

What goes in: ``codelists/web_pages.toml``. What comes out: ``Surroundings``, which tells a line's part on the page.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_KEYS = {"surroundings", "buttons", "related"}
#: A number to ring up: no report states one.
_TELEPHONE = r"(?<![\d.])0\d{2,3}-\d{7,8}(?!\d)"
#: 浏览：4015次.
_COUNT = r"(?<=[：:])\s*\d+\s*人?次"
#: What may stand around the words of a button, a counter's number among them.
_AROUND = r"[\s\d|｜/:：>》«»【】\[\]()（）〔〕]"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Patterns of the foot of a page, of its buttons, and of the headings of lists of other pages."""

    _foot: re.Pattern[str]
    _buttons: re.Pattern[str]
    _related: re.Pattern[str]

    def is_foot(self, line: str) -> bool:
        """Whether a line belongs to the site and not to its article."""
        return bool(self._foot.search(line))

    def is_button(self, line: str) -> bool:
        """Whether a line is nothing but buttons and counters.

        Example:
            >>> lines = "【打印】 【关闭窗口】", "浏览：4015次 字体：【大 中 小】", "大中型企业12家"
            >>> [load_web_pages().is_button(line) for line in lines]
            [True, True, False]
        """
        return bool(self._buttons.fullmatch(line))

    def heads_related(self, line: str) -> bool:
        """Whether a line heads a list of other pages."""
        return bool(self._related.match(line))


@cache
def load_web_pages() -> Surroundings:
    """The patterns.

    Raises:
        ValueError: for keys that are missing or unknown, or a word given twice.
    """
    data = tomllib.loads(files("hengliang.codelists").joinpath("web_pages.toml").read_text(encoding="utf-8"))
    if set(data) != _KEYS:
        raise ValueError(f"web_pages.toml: {set(data) ^ _KEYS}")
    for name, words in data.items():
        if len(set(words)) != len(words):
            raise ValueError(f"web_pages.toml: {name}: {sorted(w for w in set(words) if words.count(w) > 1)} twice")
    any_of = {name: "|".join(map(re.escape, sorted(words, key=len, reverse=True))) for name, words in data.items()}
    return Surroundings(
        re.compile(f"{any_of['surroundings']}|{_TELEPHONE}"),
        re.compile(rf"{_AROUND}*(?:(?:{any_of['buttons']}|{_COUNT}){_AROUND}*)+|{_AROUND}+(?<![\d\s])"),
        re.compile(rf"{_AROUND}*(?:{any_of['related']}){_AROUND}*"),
    )

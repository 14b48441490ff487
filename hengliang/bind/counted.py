"""The noun that a number counts: 92个|重点项目|完成投资.

What goes in: the text behind a number. What comes out: the noun phrase with which it begins, and how far it reaches. It does
not know the number.
"""

from __future__ import annotations

import re
from functools import cache

from hengliang.bind.compounds import compounds
from hengliang.codes.grammar import load_grammar
from hengliang.text.words import NOUN_FLAGS, Word, tag

_PARTS_MEASURED = ("总投资额", "总投资", "投资额", "建筑面积", "总面积", "总产值", "总额")
_MARKS = frozenset({"“", "”", "《", "》", "（", "）", "和", "、", "及", "或"})
#: 26个省、市重点项目: levels in a list.
_LEVEL_WORDS = frozenset({"国", "省", "市", "县", "区", "州"})
#: 国家和省重点项目.
_LEVELS_LISTED = _LEVEL_WORDS | {"国家", "中央", "部"}
_QUOTING = frozenset('“《"')
#: Who decides on what the next number counts: 20项民生工程和|县人大|票决10项.
_AGENTS = frozenset({"省人大", "市人大", "县人大", "区人大", "人大"})
_FUNCTION_FLAGS = frozenset({"p", "c", "u", "uj", "ul", "r", "y", "m", "q"})
#: No noun that a number counts is longer, with the words that tell its end.
_LONGEST_NOUN = 26
#: 38个行业大类|中, 26个…: among which another number counts.
_AND = frozenset("和与及、")
_AMONG = frozenset({"中", "内", "里"})
#: No attribute with a verb is longer.
_LONGEST_ATTRIBUTE = 24
#: Nor is an item of a list.
_LONGEST_ITEM = 8
_PAUSE = re.compile("[，。；：（]")
_STOP_WORDS = frozenset("和与及以及、，。；：！？（）“”的在为被将已全部均都也以上以下以内左右并")


@cache
def _own_area_first() -> re.Pattern[str]:
    return re.compile(
        rf"{load_grammar().alternatives('own_area')}(?!性|(?<=境内)上市)(?!(?<=全国){load_grammar().alternatives('honours')})(?:首批|首家|首个|唯一)?(?:的)?"
    )


def counted_noun(right: str, *, attribute: bool = False) -> tuple[str, int]:
    """The noun that a number in front of it counts, and how many characters it takes; empty where a verb follows.

    Args:
        right: text behind the number and its bound word, up to the clause's end or the next number.
        attribute: whether an attribute with a verb may stand before the noun: 12名|符合条件的|残疾人.

    Example:
        >>> counted_noun("重点项目完成投资")[0], counted_noun("符合条件的残疾人就业", attribute=True)
        ('重点项目', ('残疾人', 8))
    """
    offset = 0
    if right.startswith("的"):
        right, offset = right[1:], 1
    own = _own_area_first().match(right)
    if own:
        right, offset = right[own.end() :], offset + own.end()
    said = _attribute_end(right) if attribute else 0
    if said:
        right, offset = right[said:], offset + said
    taken: list[str] = []
    words = compounds(tag(right[:_LONGEST_NOUN]))
    for index, word in enumerate(words):
        if not _goes_on(words, index, taken):
            break
        taken.append(word.text)
    if len(taken) > 1 and right[len("".join(taken)) :] == "的" and words[len(taken) - 1].flag in {"v", "vn"}:
        taken.pop()  # 5个公司运营的|12支基金
    among = taken[-1] if len(taken) > 1 and taken[-1] in _AMONG else ""
    phrase = _without_part("".join(taken).removesuffix(among).rstrip("“（、和及"))
    phrase = phrase.removesuffix("实现")  # 1530家规模以上工业企业实现|利润30亿元
    return phrase, offset + len(phrase + among) if phrase else 0


def _attribute_end(right: str) -> int:
    """Behind the 的 of an attribute that says what the things counted do or are; 0 where none stands there."""
    at = right.find("的", 2, _LONGEST_ATTRIBUTE)
    if at < 0 or at + 2 >= len(right) or _PAUSE.search(right, 0, at):
        return 0
    said = right[:at]
    if said.startswith(load_grammar().attribute_openers) or tag(said)[-1].flag in {"a", "an", "ad"}:
        return at + 1
    return 0


def listed_nouns(right: str) -> tuple[str, int]:
    """As ``counted_noun``, of a list that no number follows: 12个|县级图书馆、文化馆.

    Where the clause goes on behind the list, or an item is no short name, only its first item is taken.
    """
    if _attribute_end(right):
        return counted_noun(right, attribute=True)
    first = right.partition("、")[0]
    noun, used = counted_noun(right)
    short = first in _LEVEL_WORDS or all(len(item) <= _LONGEST_ITEM for item in noun.split("、")[1:])
    if "、" in noun and short and (used == len(right) or right[used:].startswith(load_grammar().main_verbs)):
        return noun, used
    return counted_noun(first)


def _without_part(phrase: str) -> str:
    """The things counted without a part of them that a second number measures: 6个项目|总投资额."""
    part = next((p for p in _PARTS_MEASURED if phrase.endswith(p) and len(phrase) >= len(p) + 2), "")
    return phrase.removesuffix(part)


def _goes_on(words: tuple[Word, ...], index: int, taken: list[str]) -> bool:
    """Whether the word at ``index`` belongs to the noun phrase that ``taken`` has begun."""
    text, flag = words[index].text, words[index].flag
    if "（" in taken and "）" not in taken and text != "）":  # 省、市（地）级
        return True
    if text in _MARKS:
        return _mark_goes_on(words, index, taken)
    if text[0] in _QUOTING:
        return "".join(taken) not in load_grammar().generic_nouns or _noun_ahead(words[index + 1 : index + 2])
    if text == "级" and taken and (taken[-1].isascii() or taken[-1] in _LEVEL_WORDS or taken[-1] == "）"):
        return True
    if _modifies(words, index, taken):
        return True
    if text in _STOP_WORDS or text in load_grammar().main_verbs or flag in _FUNCTION_FLAGS:
        return False
    if flag.startswith("v") and flag != "vn":
        return _verb_goes_on(words, index, taken)
    if flag in {"a", "ad"} or (flag == "d" and not taken):
        following = words[index + 1] if index + 1 < len(words) else None
        return (
            following is not None and following.flag[0] in "nvajb" and following.text not in load_grammar().main_verbs
        )
    return flag.startswith(NOUN_FLAGS)


def _mark_goes_on(words: tuple[Word, ...], index: int, taken: list[str]) -> bool:
    """Quotation marks, brackets and the marks of a list inside a noun phrase: “两癌”, 村（社区）, 国家和地区."""
    text = words[index].text
    if text in "“《”》":
        return False
    if text == "（":
        return bool(taken) and any(word.text == "）" for word in words[index + 1 : index + 4])
    if text == "）":
        return "（" in taken
    if not taken or index + 1 >= len(words):
        return False
    following = words[index + 1]
    if following.text[:1] in _LEVEL_WORDS and taken[-1] in _LEVELS_LISTED:
        return True
    if taken[-1][-1] in "和、及" or len(following.text) < 2 or following.text in _AGENTS:
        return False
    return _nominal(following) or (following.flag.startswith("v") and _names_scheme(words[index + 1 : index + 3]))


def _names_scheme(words: tuple[Word, ...]) -> bool:
    """Whether a verb and the name of what is done come next: 数据和|应用|项目."""
    grammar = load_grammar()
    return len(words) == 2 and words[0].text not in grammar.main_verbs and words[1].text in grammar.schemes


def _modifies(words: tuple[Word, ...], index: int, taken: list[str]) -> bool:
    """Whether a verb is an attribute of the word behind it: 12个|签约|企业; 6个改造|提升|工程."""
    grammar, following = load_grammar(), words[index + 1 : index + 2]
    if taken:
        return words[index].text in grammar.scheme_verbs and bool(following) and following[0].text in grammar.schemes
    return words[index].text in grammar.attributive_verbs and _noun_ahead(following)


def _verb_goes_on(words: tuple[Word, ...], index: int, taken: list[str]) -> bool:
    """A verb belongs to a noun phrase where a noun follows that it is part of (污染|防治|攻坚|项目), or where it ends one.

    The codelist knows the main verbs of such clauses, which never do (重点项目|完成|投资).
    """
    grammar = load_grammar()
    following = words[index + 1] if index + 1 < len(words) else None
    ends = following is None or following.text in grammar.main_verbs
    if taken and words[index].text in grammar.content_verbs and ends:
        return True
    return _noun_ahead(words[index + 1 : index + 5]) or (bool(taken) and _two_deeds(words[index + 1 : index + 6]))


def _two_deeds(words: tuple[Word, ...]) -> bool:
    """Whether another deed and the name of the scheme follow: 疾病控制|和医疗救治项目."""
    if not words or words[0].text not in _AND:
        return False
    for word in words[1:]:
        if word.text in load_grammar().schemes:
            return True
        if word.text in _STOP_WORDS or word.text in load_grammar().main_verbs or word.flag in _FUNCTION_FLAGS:
            return False
    return False


def _noun_ahead(words: tuple[Word, ...]) -> bool:
    """Whether a noun comes before anything that ends a noun phrase."""
    for word in words:
        if word.text in _STOP_WORDS or word.text in load_grammar().main_verbs or word.flag in _FUNCTION_FLAGS:
            return False
        if _nominal(word):
            return True
    return False


def _nominal(word: Word) -> bool:
    return (
        word.flag.startswith("n") or word.flag in {"vn", "j", "l", "b", "zg"}
    ) and word.text not in load_grammar().main_verbs

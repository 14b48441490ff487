"""Words of a noun phrase that the dictionary takes apart: “高效办成一件事”, 千亿|级, 垃圾处理|场.

What goes in: the words of a phrase. What comes out: the words with what belongs together put together again.
"""

from __future__ import annotations

from hengliang.codes.grammar import load_grammar
from hengliang.text.words import NOUN_FLAGS, Word

_CLOSING = {"“": "”", "《": "》", '"': '"'}
#: No name in quotation marks has more words.
_LONGEST_QUOTE = 10
#: What may stand between a number and 级: 百万千瓦级, 亿元级.
_SIZE_FLAGS = frozenset("mq")
_GRADE = "级"
#: 亿元级, 亿元以上|项目, 500千伏|变电站.
_AFTER_SIZE = frozenset({_GRADE, "以上", "千伏"})
#: Behind 级 these words make a range of grades: 省级以上, 二级及以上.
_AND_ABOVE = ("以上", "及以上", "或以上")

#: Suffixes that make an attribute: 先进|级智能工厂.
_GRADES = frozenset({"类", "级", "型"})


def compounds(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of a phrase, names in quotation marks, sizes and words with a suffix as one word each.

    Example:
        >>> [word.text for word in compounds((Word("“", "x"), Word("四上", "n"), Word("”", "x"), Word("企业", "n")))]
        ['“四上”', '企业']
    """
    joined: list[Word] = []
    index = 0
    while index < len(words):
        word, end = words[index], 0
        if word.text in _CLOSING:
            end = _quote_end(words, index)
        elif word.flag in _SIZE_FLAGS:
            end = _size_end(words, index)
        if end:
            word = Word("".join(w.text for w in words[index:end]), "nz" if word.text in _CLOSING else "b")
        elif joined and word.text in load_grammar().suffixes and _takes_suffix(joined[-1], word.text):
            word = Word(joined.pop().text + word.text, "b" if word.text in _GRADES else "n")
        index = max(end, index + 1)
        joined.append(word)
    return _ranges(joined)


def _quote_end(words: tuple[Word, ...], index: int) -> int:
    """Behind the closing mark of a short name; 0 where there is none."""
    closing = _CLOSING[words[index].text]
    for end in range(index + 2, min(len(words), index + _LONGEST_QUOTE + 2)):
        if words[end].text == closing:
            return end + 1
        if words[end].text in _CLOSING or words[end].text in {"，", "。", "；"}:
            return 0
    return 0


def _size_end(words: tuple[Word, ...], index: int) -> int:
    """Behind 级, 以上 or a voltage where a number and its unit stand before it; 0 where they do not."""
    for end in range(index, min(len(words), index + 4)):
        if end > index and words[end].text in _AFTER_SIZE:
            return end + 1
        if words[end].flag not in _SIZE_FLAGS:
            return 0
    return 0


def _takes_suffix(word: Word, suffix: str) -> bool:
    if suffix in _GRADES and word.flag.startswith("a"):
        return len(word.text) > 1
    return len(word.text) > 1 and (word.flag.startswith(NOUN_FLAGS) or word.flag.startswith("v")) and word.flag != "x"


def _ranges(words: list[Word]) -> tuple[Word, ...]:
    """省级|以上, 二级|及|以上 as one word."""
    if not any(word.text == "以上" for word in words):
        return tuple(words)
    joined: list[Word] = []
    for index, word in enumerate(words):
        between = word.text in {"及", "或"} and index + 1 < len(words) and words[index + 1].text == "以上"
        graded = joined and joined[-1].text.rstrip("及或").endswith(_GRADE)
        if graded and (between or word.text in _AND_ABOVE):
            joined.append(Word(joined.pop().text + word.text, "b"))
        else:
            joined.append(word)
    return tuple(joined)

"""Headings and captions that a page ran into the sentence behind them: 五、国内贸易 全年社会消费品零售总额45亿元.

What goes in: a text whose blanks still stand. What comes out: the same text, character for character, with a line break in
place of the blank that parts a heading from its sentence. It knows no numbers.
"""

from __future__ import annotations

import re

_BLANKS = " \t\u00a0\u3000\u2002\u2003\u2009"
#: With what the first sentence under a heading begins. A label without a number (粮食 全年…) needs one of the first.
_PLAIN_OPENER = "全年|年末|截至|初步核算"
_OPENER = re.compile(
    f"[{_BLANKS}](?=(?P<plain>{_PLAIN_OPENER})|经初步核算|根据|全[市县区省州](?!情况)|(?:19|20)\\d\\d[{_BLANKS}]?年(?![{_BLANKS}]*[\\n表]))"
)
_HANZI = "[\u4e00-\u9fff、和与（）]"
_NUMBERED = re.compile(f"[一二三四五六七八九十]{{1,3}}、[{_BLANKS}]?{_HANZI}{{2,20}}[{_BLANKS}]*")
_CAPTION = re.compile(f"图[{_BLANKS}]?\\d{{1,2}}[^，。；\\n]{{4,50}}")
#: 图 4：2021-2025年地方一般公共预算收入 年末…: a caption of several years ends with the name of what it draws.
_YEARS_CAPTION = re.compile(
    f"[{_BLANKS}](?=图[{_BLANKS}]?\\d{{1,2}}[{_BLANKS}]?[：:]?[{_BLANKS}]?\\d{{4}}[_—~-]{{1,2}}\\d{{4}}[{_BLANKS}]?年"
    f"(?P<drawn>[\u4e00-\u9fff]{{2,24}}(?:[{_BLANKS}][\u4e00-\u9fff]{{1,8}})??(?:额|量|收入|支出|投资|速度|情况|重|率|成|值|数))[{_BLANKS}][\u4e00-\u9fff]{{2}})"
)
_LABEL = re.compile(f"[\u4e00-\u9fff]{{2,10}}[{_BLANKS}]*")
#: No label ends like this, nor is it a word that goes on with a period.
_NO_LABEL = re.compile("(?:[的在到至自从和与及了为将是]|其中|单位|项目|[年月日])$")
_LONGEST = 64
#: So much behind the blank tells whether a sentence stands there, with a figure and a stop.
_SENTENCE = re.compile(r"[^。\n]{0,160}\d[^。\n]{0,400}。")
_STARTS = "\n。！？；"


def apart(text: str) -> str:
    r"""The text with line breaks for the blanks that part a heading from the sentence behind it, one for one.

    Args:
        text: its digits and marks are already of one kind.

    Example:
        >>> apart("五、国内贸易 全年零售总额45亿元，增长6%。")
        '五、国内贸易\n全年零售总额45亿元，增长6%。'
    """
    places: list[int] = []
    for opener in _OPENER.finditer(text):
        at = opener.start()
        begin = max(text.rfind(mark, max(0, at - _LONGEST), at) for mark in _STARTS) + 1
        if begin <= 0 and at > _LONGEST:
            continue
        head = text[begin:at].lstrip(_BLANKS)
        if not _heads(head, plain=bool(opener["plain"])) or not _SENTENCE.match(text, at):
            continue
        if begin and text[begin] in _BLANKS:
            places.append(begin)
        places.append(at)
    for caption in _YEARS_CAPTION.finditer(text):
        if _SENTENCE.match(text, caption.end("drawn")):
            places += [caption.start(), caption.end("drawn")]
    if not places:
        return text
    chars = list(text)
    for place in places:
        chars[place] = "\n"
    return "".join(chars)


def _heads(head: str, *, plain: bool) -> bool:
    """Whether words are a heading: numbered, or in front of a plain opener a caption or a label."""
    if _NUMBERED.fullmatch(head):
        return True
    label = head.rstrip(_BLANKS)
    return plain and bool(_CAPTION.fullmatch(head) or (_LABEL.fullmatch(head) and not _NO_LABEL.search(label)))

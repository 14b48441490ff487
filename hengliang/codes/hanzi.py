"""Hanzi that stand as radicals or compatibility forms: 人⺠ is 人民, and ⼈ U+2F08 is 人.

What goes in: nothing. What comes out: the hanzi for each such form. Fonts map the same glyph to either, so that texts taken
from PDFs are full of them.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

#: CJK radicals that Unicode's normal forms leave as they are, and the hanzi that reports mean by them: Unicode's own
#: EquivalentUnifiedIdeograph.txt, but for the simplified form where a font has no other for it (⻓ is 长).
_RADICALS: Final = "⺁⺅⺈⺉⺊⺋⺌⺍⺓⺗⺘⺙⺝⺟⺠⺡⺣⺤⺥⺨⺩⺫⺬⺭⺮⺳⺶⺷⺸⺹⺼⺾⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻎⻏⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻞⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
_HANZI: Final = "厂亻刀刂卜㔾小小幺忄扌攵月母民氵灬爪爪犭王罒示礻竹罓羊羊羊耂月艹艹虎衤覀西见角讠贝车辶辶阝钅長長长门阝青韦页风飞食食饣饣马骨鬼鱼鸟卤麦黄黾齐齐齿齿竜龙龜龟龟"
#: Forms for which Unicode names the older hanzi, and PDFium gives it, where fonts of today print the newer one.
_OLDER: Final = {"⼾": "户", "戶": "户", "⾭": "青", "靑": "青", "⿈": "黄", "黃": "黄"}
#: Kangxi radicals, compatibility ideographs, and those of them beyond the BMP, which normal forms know.
_FORMS: Final = ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0x2F800, 0x2FA20))


@cache
def hanzi_by_form() -> dict[str, str]:
    """The hanzi for each radical and compatibility form that stands for exactly one.

    >>> [hanzi_by_form()[form] for form in "⺠⼈"]
    ['民', '人']
    """
    forms = {chr(code): unicodedata.normalize("NFKC", chr(code)) for first, end in _FORMS for code in range(first, end)}
    known = {form: hanzi for form, hanzi in forms.items() if len(hanzi) == 1 and hanzi != form}
    return {**known, **dict(zip(_RADICALS, _HANZI, strict=True)), **_OLDER}

"""Words and marks at the edges of printed pages, for all who look for them: in the lines of a text, and on a page's own edges.

It holds patterns only; where such marks count is for its callers to know.
"""

from __future__ import annotations

import re
from typing import Final

#: What says by itself that it is a page's number: - 3 -, 第 3 页 共 20 页, 3/12.
PAGE_NUMBER: Final = (
    r"(?:[-—－–·]{1,2}\s*\d{1,4}\s*[-—－–·]{1,2}(?:\d{1,4}[-—－–·])?"
    r"|第\s*\d{1,4}\s*页(?:[，,/\s]*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4})$"
)
#: Tables repeat their unit and their name on every page: a line with one of these is no running head, 人民代表大会文件 may be.
NO_HEAD: Final = re.compile("单位|(?<!代)表")
#: The digits of a running head differ from page to page (the page's number, the issue's).
DIGITS: Final = re.compile(r"\d+")

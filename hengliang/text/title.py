"""The title of a document and its kind.

What goes in: a normalised text. What comes out: the title as printed and the kind from the codelist.
"""

from __future__ import annotations

import re

from hengliang.codes.kinds import Kind, load_kinds

_MAX_TITLE = 60
_LABEL = re.compile(r"^(?:标题|题名)[：:]")


def find_title(text: str) -> str:
    """The title: the line among the first that names a kind of document, with the lines it was broken into; else the first."""
    lines = [_LABEL.sub("", line) for line in text[:2500].split("\n") if line][:40]
    best = ""
    for index, line in enumerate(lines):
        compact = re.sub(r"\s|_.*$", "", line)
        if (
            re.search("[。，]", compact)
            or len(compact) > _MAX_TITLE
            or re.search(r"各位代表|[>›»]|来源|^首页", compact)
        ):
            if re.search("各位代表", compact):
                break
            continue
        if any(kind.title.search(compact) for kind in load_kinds() if kind.name != "newspaper"):
            begins = (
                lines[index - 1]
                if index and re.match("^关于|年$|和$|与$", lines[index - 1]) and len(lines[index - 1]) < _MAX_TITLE
                else ""
            )
            goes_on = lines[index + 1] if index + 1 < len(lines) and re.search("[与和及]$", compact) else ""
            candidate = begins + compact + goes_on
            if re.search(r"\d{4}年|[市县区省州旗]", candidate):
                return candidate
            best = best or candidate
    return best or (lines[0] if lines else "")


def find_kind(title: str, text: str) -> Kind:
    """The kind: by the title, then by what the opening says; ``other`` has the last kind's place with no patterns."""
    opening = re.sub(r"\s", "", text[:1500])
    newspaper = next(kind for kind in load_kinds() if kind.name == "newspaper")
    address = re.search("各位(?:代表|委员)", text[:4000])
    if not address and (newspaper.title.search(title) or newspaper.opening.search(re.sub(r"\s", "", text[:500]))):
        official = next(
            (
                k
                for k in load_kinds()
                if k.name in {"communique", "economic_run", "budget_report"} and k.title.search(title)
            ),
            None,
        )
        return official or newspaper
    for kind in load_kinds():
        if kind.name != "newspaper" and kind.title.search(re.sub(r"\s", "", title)):
            return kind
    after = re.sub(r"\s", "", text[address.start() : address.start() + 400]) if address else opening
    for kind in load_kinds():
        if kind.opening.search(after):
            return kind
    if address:
        return next(kind for kind in load_kinds() if kind.name == "work_report")
    if newspaper.opening.search(re.sub(r"\s", "", text)):
        return newspaper
    return Kind("other", re.compile("$^"), re.compile("$^"), outlook_default=False)

"""What a clause without numbers speaks of, for the clause after it: 新农保顺利启动，参保率达96%.

What goes in: the context and names of areas. What comes out: the name that the next number is of, or empty.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengliang.bind.counted import counted_noun
from hengliang.bind.joining import join
from hengliang.bind.nominal import clean
from hengliang.codes.grammar import load_grammar
from hengliang.codes.indicators import in_full, known

if TYPE_CHECKING:
    from hengliang.bind.context import Context

#: A topic is named in few words.
_LONGEST_TOPIC = 12
#: 民营经济发展加快: the last word of so long a noun is a verb.
_SHORT_WITH_VERB = 5
#: 收入突破万元，达到10300元: a round mark passed, told before the figure. 顺差连续两年下降: how it went.
_MILESTONE = re.compile(
    "(?:首次)?(?:突破|迈上|跨上)(?=[十百千万亿])|(?:再|屡|双)创(?=历史|新|佳)|创(?=历史|新高|下)|喜获|再获|连续(?=[两二三四五六七八九十\\d])|(?:整合|转型|升级|调整|改革)*(?:步伐|势头)(?=[加不明良强])|(?:持续|强势|蓬勃)(?=[增上下发])"
)
#: With what a clause ends that names a subject and no more: 科研经费，从2005年12亿元增加到20亿元.
_NAMED = re.compile(
    "(?P<area>(?:全|我)[市县区省国州])?(?P<name>[\u4e00-\u9fffA-Z&“”]{2,20}(?:经费|支出|收入|总额|投资|产值|产量|率|余额|增加值))"
)


def topic(context: Context, areas: tuple[str, ...]) -> str:
    """What the last clause without numbers speaks of, where it begins with a noun that a verb follows."""
    said = _spoken_of(context.quiet, areas)
    if said in load_grammar().relational and (before := _spoken_of(context.opening, areas)):
        return join(before, said)
    return said or ("" if context.quiet else _spoken_of(context.opening, areas))


def named_before(context: Context, areas: tuple[str, ...]) -> str:
    """The name that makes up the whole clause before, which has no number: it is the subject, cut off by a comma."""
    match = _NAMED.fullmatch(context.before) if context.before else None
    name = clean(match["name"], areas).text if match else ""
    if not match or name != match["name"]:
        return ""
    verbs = (*load_grammar().content_verbs, *load_grammar().growth_verbs)
    return "" if name.startswith(verbs) else in_full(name)


def _spoken_of(words: str, areas: tuple[str, ...]) -> str:
    """The noun with which a clause begins, where a verb follows it."""
    if not words or words.startswith("这是"):
        return ""
    whole = clean(words, areas).text
    plain = _MILESTONE.split(whole)[0]
    if known(plain):
        return in_full(plain)
    noun, used = counted_noun(plain)
    noun = noun.removesuffix("发展") if len(noun) > _SHORT_WITH_VERB else noun
    telling = noun not in load_grammar().no_topics and "、" not in noun
    return noun if 2 <= len(noun) <= _LONGEST_TOPIC and (used < len(whole) or noun.endswith("费")) and telling else ""

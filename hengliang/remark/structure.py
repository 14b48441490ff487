"""All that is to be noticed in the structure of a document.

What goes in: a document with its tables, and its normalised text. What comes out: ``Remark`` records in order of place, with
spans of the document's own text. Whether one is a fault is for reconciling to say.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from hengliang.records import Remark
from hengliang.remark.captions import lost_tables
from hengliang.remark.counts import miscounted_lists
from hengliang.remark.distributions import uneven_distributions

if TYPE_CHECKING:
    from hengliang.records import Document
    from hengliang.remark.noticed import Noticed
    from hengliang.text.normalise import Normalised

_ENDS = "。！？\n"


def remarks_of(document: Document, normalised: Normalised) -> list[Remark]:
    """What is noticed in a document.

    Args:
        document: with all tables found in it.
        normalised: its text, with blanks in place of the tables.
    """
    text = normalised.text
    noticed = chain(lost_tables(document, normalised), miscounted_lists(text), uneven_distributions(text))
    return sorted((_remark(document, normalised, one) for one in noticed), key=lambda remark: remark[1:3])


def _remark(document: Document, normalised: Normalised, noticed: Noticed) -> Remark:
    """The record, with the sentence up to its full stop."""
    text = normalised.text
    first = max(text.rfind(mark, 0, noticed.start) for mark in _ENDS) + 1
    last = min((at for mark in _ENDS if (at := text.find(mark, noticed.end)) >= 0), default=len(text))
    last += last < len(text) and text[last] != "\n"
    start, end = normalised.span(noticed.start, noticed.end)
    sentence = document.text[slice(*normalised.span(first, last))]
    quote = document.text[start:end]
    return Remark(noticed.kind, start, end, quote, noticed.announced, noticed.counted, sentence)

"""The types of the binding: what the walk takes beside the text, what it tells a number is of, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hengliang.bind.area import Territory
    from hengliang.quantities.mention import Mention
    from hengliang.text.scopes import Scope
    from hengliang.text.sentences import Sentence


class Bound(NamedTuple):
    """A number bound to what it measures, in positions of the normalised text."""

    mention: Mention
    sentence: Sentence
    indicator: str
    ref_area: str
    time_period: str
    measure: str
    status: str
    unit: str
    evidence: dict[str, str]
    base_period: str = ""
    share_of: str = ""
    peer_group: str = ""
    vintage: str = ""
    price_basis: str = ""
    qualifier: str = ""
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the whole document."""

    text: str
    territory: Territory
    scopes: list[Scope]
    reported: int | None
    given: str = ""
    budget: bool = False


class Subject(NamedTuple):
    """What a number is of.

    Attributes:
        names: one name, or several where one number is said of each.
        full: whether the name was written out here.
        used: characters behind the number that belong to the name.
        how: the words or the rule that gave it.
        scopes: scope words found in brackets.
        passing: whether what follows still speaks of the subject before: a rate of completion.
        root: what later parts hang on, where that is not the name itself.
    """

    names: tuple[str, ...]
    full: bool
    used: int
    how: str
    scopes: tuple[str, ...] = ()
    passing: bool = False
    root: str = ""


class Around(NamedTuple):
    """The words behind a number.

    Attributes:
        right: up to the next number, or the end of its item in a list.
        clause: up to the end of its clause, empty where another number follows in it.
        following: the next clause of the sentence.
        alone: whether the number is the first word of its clause.
        rest: up to the end of its clause, whatever follows.
    """

    right: str = ""
    clause: str = ""
    following: str = ""
    alone: bool = False
    rest: str = ""

"""What the walk takes, beside the text, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengliang.bind.area import Territory
    from hengliang.quantities.mention import Mention
    from hengliang.text.scopes import Scope
    from hengliang.text.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Bound:
    """A number bound to what it measures, in positions of the normalised text."""

    mention: Mention
    sentence: Sentence
    indicator: str
    ref_area: str
    time_period: str
    measure: str
    status: str
    unit: str
    base_period: str = ""
    share_of: str = ""
    peer_group: str = ""
    vintage: str = ""
    price_basis: str = ""
    qualifier: str = ""
    negative: bool = False
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the whole document."""

    text: str
    territory: Territory
    scopes: list[Scope]
    reported: int | None
    budget: bool = False

"""The record of a number found in a text.

What goes in: nothing. What comes out: ``Mention``, which the finders fill and the binding reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hengliang.codes.units import parse_unit

if TYPE_CHECKING:
    from decimal import Decimal

    from hengliang.codes.units import Scaled


class Mention(NamedTuple):
    """A number in the normalised text.

    Attributes:
        start: first character of number with unit (or of the ordinal).
        end: character after the unit.
        number_start: first character of the number alone.
        number_end: character after it.
        text: the number alone, as printed.
        value: its value, None for what has none.
        unit: as printed, with its scale, blanks removed; empty where none follows.
        scaled: the unit taken apart, None where none is known.
        kind: ``quantity``, ``rank``, ``ratio`` (one part of a vector), ``doubling``, ``zero``, ``fraction`` or ``ignored``.
        bound: what the words at its sides say.
        outer_start: first character of the bound word before it, else ``start``.
        outer_end: character after the bound word behind it, else ``end``.
        value_high: upper end of a range.
        reason: why it is ignored.
        chinese: whether it is a Chinese numeral.
        part: for ``ratio`` its index in the vector, and the vector's length.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    text: str
    value: Decimal | None
    unit: str = ""
    scaled: Scaled | None = None
    kind: str = "quantity"
    bound: str = "exact"
    outer_start: int = -1
    outer_end: int = -1
    value_high: Decimal | None = None
    reason: str = ""
    chinese: bool = False
    part: tuple[int, int] = (0, 0)

    @classmethod
    def bare(  # noqa: PLR0913 - as many as there are fields that a bare number has
        cls,
        span: tuple[int, int],
        text: str,
        value: Decimal | None,
        unit: str | None = None,
        *,
        kind: str,
        bound: str = "exact",
        reason: str = "",
        chinese: bool = False,
        part: tuple[int, int] = (0, 0),
    ) -> Mention:
        """A number that no unit is printed beside: the mention is the number alone.

        ``unit`` is the one understood: % for a part of a ratio, empty for a pure number, None for what counts nothing.
        """
        scaled = None if unit is None else parse_unit(unit)
        return cls(
            *span, *span, text, value, unit or "", scaled, kind, bound, reason=reason, chinese=chinese, part=part
        )

    @property
    def unit_class(self) -> str:
        """The class of its unit in the codelist, ``none`` where it has no unit."""
        return self.scaled.unit.kind if self.scaled else "none"

    @property
    def outer(self) -> tuple[int, int]:
        """The span with the bound words at its sides."""
        start = self.outer_start if self.outer_start >= 0 else self.start
        return start, (self.outer_end if self.outer_end >= 0 else self.end)

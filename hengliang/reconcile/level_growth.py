"""Growth of a year against the level of that year and of the year before: L_t = L_(t−1) × (1 + g).

What goes in: observations with their keys, and the years in which documents were published. What comes out: findings of
the kind ``arithmetic``. The growth and the levels may stand in different documents of one area; then the figure of the
year before may have been revised, and a difference is no conflict. A block is (``key_area``, ``key_indicator``).
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import ONE, Outcome, factor, finding, in_unit_of, middle, perhaps, positive
from hengliang.reconcile.edits import slip_into
from hengliang.reconcile.figures import SERIES, blocks, distinct, figures, nearest, vintages_differ
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.periods import before
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengliang.reconcile.edits import Edit
    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

    Triple = tuple[Statement, Statement, Statement]

_HUNDRED = Decimal(100)
#: Characters on both sides of a growth whose words speak of it.
_BESIDE = 25


def check_level_growth(keyed: pl.DataFrame, published: Mapping[str, str]) -> Iterator[Finding]:
    """Findings on a growth rate and its two levels.

    Args:
        keyed: what ``key.with_key`` gives.
        published: document id to year of publication, empty where not known.
    """
    rows = levels_and_rates(keyed.filter(pl.col("status") == "actual"))
    for block in blocks(rows.filter(grows().over(SERIES)), SERIES):
        for made in triples(block):
            yield from _check(made, published)


def levels_and_rates(keyed: pl.DataFrame) -> pl.DataFrame:
    """Amounts and their yearly growth in per cent."""
    return figures(
        keyed,
        (pl.col("measure") == "level") & (pl.col("unit_measure") != "percent")
        | (pl.col("measure") == "growth") & (pl.col("unit_measure") == "percent"),
    )


def grows() -> pl.Expr:
    """Whether a series has a growth and levels of two periods."""
    is_level = pl.col("measure") == "level"
    return (~is_level).any() & (pl.col("time_period").filter(is_level).n_unique() > 1)


def triples(block: Sequence[Statement]) -> Iterator[Triple]:
    """Each growth with its level and the level of the year before, from its own document where that has them."""
    levels: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for s in block:
        if s.measure == "level" and s.obs_value > 0:
            levels[s.time_period, s.status].append(s)
    for rate in (s for s in distinct(block) if s.measure == "growth"):
        earlier = before(rate.time_period)
        if not earlier or rate.base_period not in {"", earlier}:
            continue
        for now in nearest(levels[rate.time_period, rate.status], rate.document_id):
            for then in nearest(levels[earlier, "actual"], rate.document_id):
                if now.unit_measure == then.unit_measure and now.price_basis == then.price_basis:
                    yield rate, now, then


def _check(made: Triple, published: Mapping[str, str]) -> Iterator[Finding]:
    rate, now, then = made
    real = rate.price_basis == "comparable" or now.indicator_code in identities().level_growth.real
    outcome = (_real if real else _nominal)(rate, now, then, _doubts(made, published))
    if outcome is not None and (outcome.severity == "none" or not _is_on_another_base(rate)):
        yield finding(outcome, made, identities().level_growth.title)


def _nominal(rate: Statement, now: Statement, then: Statement, doubts: Sequence[str]) -> Outcome | None:
    """A difference as small as a revision, between documents, says nothing."""
    rule = identities().level_growth
    implied = then.printed * factor(rate.printed)
    if implied.overlaps(now.printed) or (then.loose * factor(rate.loose)).overlaps(now.loose):
        return _outcome((rate, now, then), "none", f"{rule.title}相符")
    gap = now.printed / positive(implied) - ONE
    slip = smallest_slip(rate, now, then)
    if doubts and gap.overlaps(Interval(-rule.revision, rule.revision, upper_closed=True)):
        return None
    severity = "conflict" if slip and not doubts else "suspicious"
    moved = f"{'下降' if rate.obs_value < 0 else '增长'}{rate.value.lstrip('-')}%"
    why = f"{rule.title}不符：{then}{moved}应为{in_unit_of(_product(rate, then), now)}，印作{now}"
    return _outcome((rate, now, then), severity, "；".join([why + perhaps([slip]), *doubts]))


def _real(rate: Statement, now: Statement, then: Statement, doubts: Sequence[str]) -> Outcome:
    """Levels in prices of the day, growth at comparable prices: what is between them is the change of prices."""
    rule = identities().level_growth
    deflator = now.loose / positive(then.loose * factor(rate.printed)) - ONE
    change = f"隐含价格变动{middle(deflator.scaled(_HUNDRED), 1)}%"
    usual = Interval(rule.usual_lowest, rule.usual_highest, upper_closed=True)
    if deflator.overlaps(usual):
        return _outcome((rate, now, then), "none", f"{rule.title}相符，{change}")
    absurd = not deflator.overlaps(Interval(rule.absurd_lowest, rule.absurd_highest, upper_closed=True))
    slip = smallest_slip(rate, now, then, ONE + usual) if absurd else None
    severity = "conflict" if slip and not doubts else "suspicious"
    why = f"{rule.title}不符：增速按可比价，{change}，{'价格解释不了' if absurd else '超出通常范围'}"
    return _outcome((rate, now, then), severity, "；".join([why + perhaps([slip]), *doubts]))


def _outcome(made: Triple, severity: str, why: str) -> Outcome:
    formula, expected = formula_of(made)
    return Outcome("level_growth", severity, formula, expected, why)


def formula_of(made: Triple) -> tuple[str, str]:
    """The formula with its numbers, and the level expected."""
    rate, now, then = made
    expected = in_unit_of(_product(rate, then), now)
    sign = "−" if rate.obs_value < 0 else "+"
    formula = f"{then} × (1 {sign} {rate.value.lstrip('-')}%) = {expected}，印作{now}"
    return formula, expected


def _product(rate: Statement, then: Statement) -> Decimal:
    return then.obs_value * (1 + rate.obs_value / _HUNDRED)


def smallest_slip(rate: Statement, now: Statement, then: Statement, room: Interval = ONE) -> Edit | None:
    """The cheapest slip of one of the three with which they agree.

    Args:
        rate: the growth.
        now: the level that it led to.
        then: the level of the year before.
        room: what may stand between them besides, as a factor: the change of prices.
    """
    grown = factor(rate.printed) * room
    found = [
        slip_into(now, then.printed * grown),
        slip_into(then, now.printed / positive(grown)),
        slip_into(rate, (now.printed / positive(then.printed * room) - ONE).scaled(_HUNDRED)),
    ]
    edits = [edit for edit in found if edit is not None and (edit.kind, edit.before[-1:]) != ("scale", "%")]
    return min(edits, key=lambda edit: (edit.cost, edit.before)) if edits else None


def _doubts(made: Triple, published: Mapping[str, str]) -> list[str]:
    """What else than a slip may explain a difference: a document that prints both levels has none."""
    if len({s.document_id for s in made}) == 1:
        return []
    dates = {published.get(s.document_id, "") for s in made}
    doubts = ["数值出自不同年份的文件，上年数可能经过修订"] if len(dates) > 1 or dates == {""} else []
    return [*doubts, "数据阶段不同"] if vintages_differ(made) else doubts


def _is_on_another_base(rate: Statement) -> bool:
    """Whether the words beside the growth say that it is not on the printed level of the year before."""
    return any(word in beside(rate) for word in identities().level_growth.rebased)


def beside(rate: Statement) -> str:
    """The words on both sides of a number in its sentence."""
    at = rate.sentence.find(rate.quote)
    return rate.sentence[max(0, at - _BESIDE) : at + len(rate.quote) + _BESIDE]

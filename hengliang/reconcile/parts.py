"""Parts that are printed beside their whole: three industries and GDP, exports and imports, town and country.

What goes in: observations with their keys. What comes out: findings of the kind ``composition``. Compositions written with
colons are in ``composition``. A block is ``document_id``.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from itertools import combinations, product
from operator import add
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import Outcome, finding, in_unit_of, perhaps, positive
from hengliang.reconcile.edits import slip_into
from hengliang.reconcile.figures import blocks, figures, vintages_differ
from hengliang.reconcile.interval import Interval, plain
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.identity_rules import Sum
    from hengliang.reconcile.statement import Statement

_SAME = ("document_id", "key_area", "time_period", "status", "key_scope", "price_basis")
_HUNDRED = Interval.point(Decimal(100))
#: A colon and a space at most: such shares are one composition already.
_COLON = 3


def check_parts(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on levels of parts and wholes, and on shares that add up to 100.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    rule = identities().parts
    codes = {code for each in rule.sum for code in (each.whole, *each.parts)}
    codes |= {code for each in rule.shares for code in each.parts}
    exact = figures(keyed, pl.col("indicator_code").is_in(codes))
    levels = exact.filter(pl.col("measure") == "level", pl.col("unit_measure") != "percent", pl.col("obs_value") > 0)
    for each in rule.sum:
        for block in _families(levels, [each.whole, *each.parts], [*_SAME, "unit_measure"], each.whole):
            yield from _levels(each, block)
    shares = exact.filter(pl.col("measure").is_in(["share", "level"]), pl.col("unit_measure") == "percent")
    for parts in rule.shares:
        for block in _families(shares, parts.parts, [*_SAME, "measure"], *parts.parts):
            yield from _shares(block, parts.parts)


def _families(rows: pl.DataFrame, codes: Sequence[str], by: Sequence[str], *needed: str) -> Iterator[list[Statement]]:
    """The statements of a family of indicators in each document where those that are needed stand with others."""
    family = rows.filter(pl.col("indicator_code").is_in(list(codes)))
    several = pl.col("indicator_code").n_unique().over(by) > 1
    complete = [(pl.col("indicator_code") == code).any().over(by) for code in needed]
    yield from blocks(family.filter(several, *complete), by)


def _of(block: Sequence[Statement], code: str) -> list[Statement]:
    return [s for s in block if s.indicator_code == code]


def _reach(made: Sequence[Statement]) -> int:
    """How much text they stand in."""
    return max(s.end for s in made) - min(s.start for s in made)


def _near(made: Sequence[Statement]) -> bool:
    return _reach(made) <= identities().parts.reach


def _levels(each: Sum, block: Sequence[Statement]) -> Iterator[Finding]:
    """The sum of all parts where they stand together with the whole, else each part against it."""
    wholes, parts = _of(block, each.whole), [_of(block, code) for code in each.parts]
    if each.complete and all(parts):
        made = min((_around(whole, parts) for whole in wholes), key=_reach)
        if _near(made):
            yield from _sum(made)
            return
    for part in (s for found in parts for s in found):
        whole = min(wholes, key=lambda s, part=part: _reach((s, part)))  # type: ignore[misc]
        if _near((whole, part)) and not part.printed.overlaps(Interval(None, whole.loose.upper)):
            yield _exceeds(part, whole)


def _around(whole: Statement, parts: Sequence[Sequence[Statement]]) -> tuple[Statement, ...]:
    """The whole with those of its parts that stand nearest."""
    return (whole, *(min(found, key=lambda s: abs(s.start - whole.start)) for found in parts))


def _sum(made: tuple[Statement, ...]) -> Iterator[Finding]:
    whole, *parts = made
    total = reduce(add, (_closed(s.printed) for s in parts))
    value = in_unit_of(sum((s.obs_value for s in parts), Decimal(0)), whole)
    formula = f"{' + '.join(map(str, parts))} = {value}，印作{whole}"
    title = identities().parts.title
    if total.overlaps(_closed(whole.printed)):
        yield _made(Outcome("parts_sum", "none", formula, value, f"{title}相符"), made)
        return
    edits = [slip_into(whole, total)]
    for i, part in enumerate(parts):
        others = [_closed(s.printed) for j, s in enumerate(parts) if j != i]
        edits.append(slip_into(part, _closed(whole.printed) - reduce(add, others)))
    if not any(edits) and _are_of_another_whole(total, whole):
        return
    doubt = "" if not vintages_differ(made) else "；数据阶段不同"
    loose = reduce(add, (_closed(s.loose) for s in parts)).overlaps(_closed(whole.loose))
    severity = "conflict" if any(edits) and not doubt and not loose else "suspicious"
    why = f"{title}不符：各项之和为{value}，合计印作{whole}{perhaps(edits)}{doubt}{'；截去尾数后可以一致' if loose else ''}"
    yield _made(Outcome("parts_sum", severity, formula, value, why), made)


def _are_of_another_whole(total: Interval, whole: Statement) -> bool:
    far = identities().parts.far
    return not (total / positive(whole.printed)).overlaps(Interval(1 - far, 1 + far))


def _exceeds(part: Statement, whole: Statement) -> Finding:
    below = Interval(Decimal(0), _closed(whole.printed).upper, upper_closed=True)
    edits = [slip_into(part, below), slip_into(whole, Interval(part.printed.lower, None))]
    why = f"{part.indicator}{part}大于{whole.indicator}{whole}{perhaps(edits)}"
    outcome = Outcome("part_exceeds_whole", "suspicious", f"{part} ≤ {whole} 不成立", f"不超过{whole}", why)
    return _made(outcome, (part, whole))


def _made(outcome: Outcome, made: Sequence[Statement]) -> Finding:
    return finding(outcome, made, identities().parts.title, "composition")


def _shares(block: Sequence[Statement], codes: Sequence[str]) -> Iterator[Finding]:
    """Shares printed apart, one of each: 第一产业占8.3%，第二产业占41.1%，第三产业占50.6%."""
    for made in product(*(_of(block, code) for code in codes)):
        if len({s.share_of for s in made}) > 1 or not _near(made) or _is_composition(made):
            continue
        total = reduce(add, (_closed(s.printed) for s in made))
        value = plain(sum((s.obs_value for s in made), Decimal(0)))
        formula = f"{' + '.join(s.value for s in made)} = {value}"
        holds = total.overlaps(_HUNDRED)
        edits = [slip_into(s, _HUNDRED - reduce(add, (_closed(o.printed) for o in made if o is not s))) for s in made]
        severity = "none" if holds else "conflict" if any(edits) else "suspicious"
        why = "各部分占比之和" + ("在舍入误差之内等于100" if holds else f"为{value}，不等于100{perhaps(edits)}")
        yield _made(Outcome("shares_sum", severity, formula, "100", why), made)


def _is_composition(made: Sequence[Statement]) -> bool:
    ordered = sorted(made, key=lambda s: s.place)
    return any(other.start - one.end <= _COLON for one, other in combinations(ordered, 2))


def _closed(interval: Interval) -> Interval:
    """Both ends included: a half may have been rounded either way."""
    return Interval(interval.lower, interval.upper, upper_closed=True)

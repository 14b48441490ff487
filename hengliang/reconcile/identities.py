"""Arithmetic between figures of one area: multiple and average growth, target and base, level and increase, share and parts.

What goes in: observations with their keys. What comes out: findings of the kind ``arithmetic``. Which identities there are and
their parameters is ``codelists/identities.toml``; candidates are joined in polars, the checks are exact.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from hengliang.reconcile.edits import Edit, smallest_edit
from hengliang.reconcile.findings import Finding
from hengliang.reconcile.interval import Interval, plain
from hengliang.reconcile.rules import GrowthIdentity, identities
from hengliang.reconcile.statement import COLUMNS, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ONE = Interval.point(Decimal(1))
_PERCENT = Decimal("0.01")
#: What the parts of an identity have in common.
_SAME = ["document_id", "key_indicator", "key_area", "key_scope"]


def check_identities(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings of all identities.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    placed = keyed.filter(pl.col("ref_area") != "", pl.col("time_period") != "", pl.col("value_high").is_null())
    yield from _multiples(placed)
    yield from _targets(placed)
    yield from _increases(placed)
    yield from _shares(placed)


def _joined(parts: Mapping[str, pl.DataFrame], on: list[str]) -> Iterator[dict[str, Statement]]:
    """All combinations of the parts that have the columns ``on`` in common, each part as a statement."""
    names = list(parts)
    frames = [_packed(parts[name], name, on) for name in names]
    joined = frames[0]
    for frame in frames[1:]:
        joined = joined.join(frame, on=on)
    for row in joined.sort([pl.col(name).struct.field("observation_id") for name in names]).iter_rows(named=True):
        yield {name: statements([row[name]])[0] for name in names}


def _packed(frame: pl.DataFrame, name: str, on: list[str]) -> pl.DataFrame:
    return frame.select(*on, pl.struct(COLUMNS).alias(name))


def _years(period: str) -> tuple[int, int] | None:
    """First and last year of a period in whole years: 2016/2020, 2020."""
    parts = period.split("/")
    return (int(parts[0]), int(parts[-1])) if all(len(part) == 4 and part.isdigit() for part in parts) else None


def _span(rate: Statement, base: int | None, last: int | None, rule: GrowthIdentity) -> int | None:
    """Over how many years an average rate runs, if it runs from ``base`` to ``last``.

    2016/2020 is five years of growth on 2015; where 2015 is the named base, 2015/2020 is the same five.
    """
    years = _years(rate.time_period)
    if years is None or base is None or last is None or years[1] != last or years[0] not in {base, base + 1}:
        return None
    count = last - base
    return count if rule.fewest_years <= count <= rule.most_years else None


def _factor(rate: Statement) -> Interval:
    """1 + g of a rate in per cent."""
    return _ONE + rate.printed.scaled(_PERCENT)


def _year(period: str) -> int | None:
    years = _years(period)
    return years[1] if years and years[0] == years[1] else None


def _is(measure: str, unit_measure: str | None = None) -> pl.Expr:
    test = pl.col("measure") == measure
    return test & (pl.col("unit_measure") == unit_measure) if unit_measure else test


def _multiples(placed: pl.DataFrame) -> Iterator[Finding]:
    """m = (1 + g)^n."""
    rule = identities().multiple_growth
    parts = {
        "multiple": placed.filter(_is("multiple"), pl.col("base_period") != "", pl.col("unit_measure") != "percent"),
        "rate": placed.filter(_is("average_growth", "percent")),
    }
    for found in _joined(parts, [*_SAME, "status"]):
        multiple, rate = found["multiple"], found["rate"]
        count = _span(rate, _year(multiple.base_period), _year(multiple.time_period), rule)
        if count is None or {multiple.bound, rate.bound} - {"exact"}:
            continue
        yield _multiple(multiple, rate, count)


def _multiple(multiple: Statement, rate: Statement, count: int) -> Finding:
    rule = identities().multiple_growth
    implied = _factor(rate) ** count
    formula = f"(1 + {rate.value}%)^{count} = {_middle(implied)}，印作{multiple.value}倍"
    if implied.overlaps(multiple.printed):
        return _arithmetic(
            "multiple_growth",
            "none",
            (multiple, rate),
            formula,
            f"{_middle(implied)}倍",
            str(multiple),
            f"{rule.title}相符",
        )
    deflator = (multiple.printed / implied).root(count) - _ONE
    allowed = Interval(rule.deflator_lowest, rule.deflator_highest, upper_closed=True)
    if deflator.overlaps(allowed):
        rate_implied = _middle(deflator.scaled(Decimal(100)), 1)
        why = f"{rule.title}不符；若倍数按现价、增速按可比价，隐含价格年均变动{rate_implied}%，可能是价格口径或数据修订"
        return _arithmetic(
            "multiple_growth", "suspicious", (multiple, rate), formula, f"{_middle(implied)}倍", str(multiple), why
        )
    edits = [
        smallest_edit(multiple, implied.overlaps),
        smallest_edit(rate, lambda number: ((_ONE + number.scaled(_PERCENT)) ** count).overlaps(multiple.printed)),
    ]
    why = f"{rule.title}不符，价格变动也解释不了{_maybe_edit(edits)}"
    return _arithmetic(
        "multiple_growth", "conflict", (multiple, rate), formula, f"{_middle(implied)}倍", str(multiple), why
    )


def _targets(placed: pl.DataFrame) -> Iterator[Finding]:
    """T = L0 * (1 + g)^n, the rate promised taken as exact where the rounded one still passes."""
    rule = identities().target_growth
    on = [*_SAME, "price_basis"]
    parts = {
        "target": placed.filter(_is("level"), pl.col("status") == "target", pl.col("unit_measure") != "percent"),
        "rate": placed.filter(_is("average_growth", "percent"), pl.col("status") == "target"),
        "base": placed.filter(_is("level"), pl.col("status") == "actual"),
    }
    for found in _joined(parts, on):
        target, rate, base = found["target"], found["rate"], found["base"]
        last, first = _last_year(target.time_period), _year(base.time_period)
        count = _span(rate, first, last, rule)
        if count is None or base.unit_measure != target.unit_measure or base.bound != "exact":
            continue
        yield from _target(target, rate, base, count)


def _last_year(period: str) -> int | None:
    years = _years(period)
    return years[1] if years else None


def _target(target: Statement, rate: Statement, base: Statement, count: int) -> Iterator[Finding]:
    rule = identities().target_growth
    rounded = base.printed * _bounded(rate, _factor(rate)) ** count
    exact = base.printed * _bounded(rate, _ONE + Interval.point(rate.obs_value * _PERCENT)) ** count
    middle = base.obs_value * (1 + rate.obs_value * _PERCENT) ** count
    expected = plain(middle, 0)
    formula = f"{base} × (1 + {rate.value}%)^{count} = {expected}，印作{target}"
    if exact.overlaps(_limits(target)):
        severity, why = "none", f"{rule.title}相符"
    else:
        severity = "suspicious" if rounded.overlaps(_limits(target)) else "conflict"
        why = f"{rule.title}不符：{base}按年均{rate.value}%增长，{count}年后是{expected}，目标写{target}"
    yield _arithmetic("target_growth", severity, (target, rate, base), formula, expected, str(target), why)


def _limits(target: Statement) -> Interval:
    """What a target allows: its bound, with the printed precision on the bounded side."""
    printed, stated = target.printed, target.stated
    lower = printed.lower if stated.lower is not None else None
    upper = printed.upper if stated.upper is not None else None
    return stated if target.bound == "approx" else Interval(lower, upper, upper_closed=upper is not None)


def _bounded(rate: Statement, factor: Interval) -> Interval:
    """The factor with the rate's bound: 8%以上 has no upper end."""
    if rate.bound in {"ge", "gt"}:
        return Interval(factor.lower, None)
    if rate.bound in {"le", "lt"}:
        return Interval(Decimal(0), factor.upper, upper_closed=True)
    return _ONE + rate.stated.scaled(_PERCENT) if rate.bound == "approx" else factor


def _increases(placed: pl.DataFrame) -> Iterator[Finding]:
    """g = d / (L - d), the level and its own increase being one quantity twice."""
    rule = identities().level_change_growth
    exact = placed.filter(pl.col("bound") == "exact")
    on = [*_SAME, "time_period", "status", "base_period", "sentence"]
    parts = {
        "level": exact.filter(_is("level")).with_columns(base_period=pl.lit("")),
        "change": exact.filter(_is("change")),
        "growth": exact.filter(_is("growth", "percent")),
    }
    for found in _joined(parts, on):
        level, change, growth = found["level"], found["change"], found["growth"]
        if level.unit_measure != change.unit_measure or level.obs_value <= change.obs_value:
            continue
        before = _ends(level.printed - change.printed)
        implied = (change.printed / before).scaled(Decimal(100))
        formula = f"{change} ÷ ({level} − {change}) = {_middle(implied)}%，印作{growth}"
        holds = implied.overlaps(growth.printed)
        why = f"{rule.title}相符" if holds else f"{rule.title}不符，基数可能经过修订"
        severity = "none" if holds else "suspicious"
        yield _arithmetic(
            "level_change_growth", severity, (level, change, growth), formula, f"{_middle(implied)}%", str(growth), why
        )


def _ends(interval: Interval) -> Interval:
    return interval if interval.lower is not None and interval.lower > 0 else Interval(None, None)


def _shares(placed: pl.DataFrame) -> Iterator[Finding]:
    """s = part / whole."""
    rule = identities().share_of_whole
    exact = placed.filter(pl.col("bound") == "exact")
    levels = exact.filter(_is("level"), pl.col("unit_measure") != "percent")
    shares = exact.filter(_is("share", "percent"), pl.col("share_of") != "").with_columns(key_whole="share_of")
    wholes = levels.with_columns(key_whole="indicator")
    on = ["document_id", "key_area", "time_period", "status"]
    pairs = shares.join(
        levels.select(*_SAME, "time_period", "status", part=pl.struct(COLUMNS)), on=[*_SAME, "time_period", "status"]
    )
    rows = pairs.select(*on, "key_whole", "part", share=pl.struct(COLUMNS))
    rows = rows.join(wholes.select(*on, "key_whole", whole=pl.struct(COLUMNS)), on=[*on, "key_whole"])
    for row in rows.iter_rows(named=True):
        share, part, whole = (statements([row[name]])[0] for name in ("share", "part", "whole"))
        if part.unit_measure == whole.unit_measure and whole.obs_value > 0:
            yield _share(share, part, whole, rule.title)


def _share(share: Statement, part: Statement, whole: Statement, title: str) -> Finding:
    implied = (part.printed / _ends(whole.printed)).scaled(Decimal(100))
    formula = f"{part} ÷ {whole} = {_middle(implied)}%，印作{share}"
    holds = implied.overlaps(share.printed)
    edit = None if holds else smallest_edit(share, implied.overlaps)
    why = f"{title}相符" if holds else f"{title}不符，口径可能不同{_maybe_edit([edit])}"
    return _arithmetic(
        "share_of_whole",
        "none" if holds else "suspicious",
        (share, part, whole),
        formula,
        f"{_middle(implied)}%",
        str(share),
        why,
    )


def _middle(interval: Interval, places: int = 3) -> str:
    """The middle of an interval for people; its one end where it is open."""
    if interval.lower is None or interval.upper is None:
        return plain(next((end for end in (interval.lower, interval.upper) if end is not None), Decimal(0)), places)
    return plain((interval.lower + interval.upper) / 2, places)


def _maybe_edit(edits: list[Edit | None]) -> str:
    found = [edit for edit in edits if edit is not None]
    return f"；可能{min(found, key=lambda edit: (edit.cost, edit.before)).describe()}" if found else ""


def _arithmetic(
    check: str, severity: str, made: tuple[Statement, ...], formula: str, expected: str, found: str, why: str
) -> Finding:
    title: dict[str, Any] = identities().model_dump()[check]
    return Finding(
        kind="arithmetic",
        severity=severity,
        check=check,
        statements=made,
        formula=formula,
        expected=expected,
        found=found,
        grounds=str(title["title"]),
        explanation=f"{made[0].indicator}：{why}（{formula}）",
    )

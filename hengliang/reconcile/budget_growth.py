"""Growth that a budget promises on the outcome of the year before, within one document.

What goes in: observations with their keys. What comes out: findings of the kind ``arithmetic``. Whether a document's growths
are on the outcomes that it prints is seen from most of them; one that is not, and would be but for a slip, is suspicious. A
block is ``document_id``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import Outcome, factor, finding, perhaps
from hengliang.reconcile.figures import SERIES, blocks
from hengliang.reconcile.level_growth import beside, formula_of, grows, levels_and_rates, smallest_slip, triples
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.level_growth import Triple


def check_budget_growth(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on planned levels, planned growth and the outcome of the year before.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    by = ["document_id", *SERIES]
    rows = levels_and_rates(keyed)
    plans = ((pl.col("measure") == "growth") & (pl.col("status") == "target")).any() & grows()
    found: dict[str, list[Triple]] = {}
    for block in blocks(rows.filter(plans.over(by)), by):
        made = [triple for triple in triples(block) if triple[0].status == "target" and not _is_on_budget(triple)]
        found.setdefault(block[0].document_id, []).extend(made)
    for made in found.values():
        yield from _document(made)


def _is_on_budget(triple: Triple) -> bool:
    rule = identities()
    words = (*rule.budget_growth.on_budget, *rule.level_growth.rebased)
    return any(word in beside(triple[0]).replace("一般公共预算", "").replace("基金预算", "") for word in words)


def _holds(triple: Triple) -> bool:
    rate, now, then = triple
    return (then.loose * factor(rate.loose)).overlaps(now.loose)


def _document(made: Sequence[Triple]) -> Iterator[Finding]:
    rule = identities().budget_growth
    holding = sum(map(_holds, made))
    on_outcomes = holding >= rule.fewest and Decimal(holding) >= rule.holding * len(made)
    for triple in made:
        formula, expected = formula_of(triple)
        if _holds(triple):
            outcome = Outcome("budget_growth", "none", formula, expected, f"{rule.title}相符")
            yield finding(outcome, triple, rule.title)
        elif on_outcomes and (slip := smallest_slip(*triple)) is not None:
            why = f"{rule.title}不符，而本文件其余{holding}处都相符{perhaps([slip])}"
            yield finding(Outcome("budget_growth", "suspicious", formula, expected, why), triple, rule.title)

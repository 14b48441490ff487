"""Weigh observations against each other: facts, and findings about what holds and what does not.

What goes in: the tables ``observations`` and ``documents``, and the ledger ``decisions``. What comes out: the
tables ``facts`` and ``findings``. Pure and deterministic; the order of the rows does not matter. Nothing printed
is ever corrected.
"""

from hengliang.reconcile.decisions import quotes_of
from hengliang.reconcile.reconciliation import Reconciliation, reconcile

__all__ = ["Reconciliation", "quotes_of", "reconcile"]

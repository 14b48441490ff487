"""The key of a fact: what must be equal for two statements to speak of the same thing.

What goes in: ``observations``. What comes out: the same rows with the columns ``key_*`` beside the printed ones.
Names are brought to a light canonical form for comparing; vintage is no part of the key, so a preliminary and a
final figure meet. A statement without area or period matches nothing in another document.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.rules import name_rules

if TYPE_CHECKING:
    from collections.abc import Callable

#: The columns that make the key; ``key_private`` keeps apart what must not meet.
KEY = (
    "key_indicator", "key_area", "time_period", "measure", "base_period", "share_of", "key_peers", "status", "price_basis",
    "key_scope", "unit_measure", "key_private",
)  # fmt: skip
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=65536)
def canonical(name: str) -> str:
    """A name's light canonical form.

    >>> canonical("国家级、省级示范园区数") == canonical("国省示范园区数量")
    True
    """
    text = _SPACE.sub("", name)
    for old, new in name_rules().replace:
        text = text.replace(old, new)
    for word in name_rules().drop:
        text = text.replace(word, "")
    return text


@lru_cache(maxsize=65536)
def scope(qualifier: str) -> str:
    """The scope words of a qualifier in one order, vintages left out.

    >>> scope("预计、不含园区")
    '不含园区'
    """
    words = {word for word in re.split(r"[、，,；;\s]+", qualifier) if word}
    return "、".join(sorted(words - name_rules().vintages))


def is_generic(indicator: str) -> bool:
    """Whether many different things bear this name, so that two figures under it need not be one fact."""
    return indicator in name_rules().generic or len(indicator) < 3


def with_key(observations: pl.DataFrame) -> pl.DataFrame:
    """The observations with the columns of ``KEY``.

    Args:
        observations: the table ``observations``.
    """
    frame = observations.join(_mapped(observations, "indicator", "canonical_indicator", canonical), on="indicator")
    frame = frame.join(_mapped(observations, "ref_area", "canonical_area", canonical), on="ref_area")
    frame = frame.join(_mapped(observations, "qualifier", "key_scope", scope), on="qualifier")
    frame = frame.join(_mapped(observations, "peer_group", "key_peers", canonical), on="peer_group")
    unknown = (pl.col("ref_area") == "") | (pl.col("time_period") == "")
    figure = pl.concat_str("document_id", "bound", pl.col("obs_value").cast(pl.String), separator="|")
    return frame.with_columns(
        pl.when(pl.col("indicator_code") != "")
        .then("indicator_code")
        .otherwise("canonical_indicator")
        .alias("key_indicator"),
        pl.when(pl.col("ref_area_code") != "").then("ref_area_code").otherwise("canonical_area").alias("key_area"),
        pl.when(unknown).then(figure).otherwise(pl.lit("")).alias("key_private"),
    ).drop("canonical_indicator", "canonical_area")


def _mapped(frame: pl.DataFrame, column: str, name: str, function: Callable[[str], str]) -> pl.DataFrame:
    values = frame.get_column(column).unique().sort()
    return pl.DataFrame(
        {column: values, name: [function(value) for value in values]}, schema={column: pl.String, name: pl.String}
    )

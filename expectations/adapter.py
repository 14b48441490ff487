"""From polars to what Great Expectations reads: pandas frames with numpy dtypes.

What goes in: a polars frame and the rows an expectation speaks of. What comes out: a pandas frame. Values stay exact:
Decimal columns hold ``decimal.Decimal`` objects, integers without nulls are int64, everything else is ``object`` with
None for null (Arrow-backed columns validate at half the speed). Lists and structs become JSON text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.outcome import ROW
from expectations.suite import Matches

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from expectations.suite import Condition


def select(frame: pl.DataFrame, where: Mapping[str, Condition]) -> pl.DataFrame:
    """Number the rows and keep those that meet all conditions.

    Args:
        frame: a whole table.
        where: conditions by column; a null meets none.

    Returns:
        The rows kept, with their position in the table in the column ``row``.
    """
    numbered = frame.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))
    return numbered.filter(*(_meets(column, condition) for column, condition in where.items()))


def _meets(column: str, condition: Condition) -> pl.Expr:
    if isinstance(condition, Matches):
        return pl.col(column).str.contains(condition.regex)
    values = condition if isinstance(condition, list) else [condition]
    return pl.any_horizontal(*(pl.col(column) == pl.lit(value) for value in values))


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """A pandas frame that holds the same values, exactly.

    Its index is the column ``row`` if there is one: Great Expectations gives failing rows by their index at once, but
    by named columns only cell by cell, which takes seconds where thousands fail.
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import)

    flat = frame.with_columns(_as_json(name) for name, dtype in frame.schema.items() if dtype.is_nested())
    columns = {column.name: _series(column) for column in flat.iter_columns()}
    index = columns.pop(ROW, None)
    return pd.DataFrame(columns, copy=False).set_axis(range(len(flat)) if index is None else index.array, axis="index")


def _as_json(name: str) -> pl.Expr:
    # json_encode speaks of structs only, so a list goes in wrapped and is unwrapped from {"name":…}.
    wrapped = pl.struct(pl.col(name)).struct.json_encode()
    bare = wrapped.str.slice(len(f'{{"{name}":')).str.head(-1)
    return pl.when(pl.col(name).is_null()).then(None).otherwise(bare).alias(name)


def _series(column: pl.Series) -> pd.Series:
    import pandas as pd  # noqa: PLC0415 (half a second to import)

    if column.dtype.is_integer() and not column.has_nulls():
        return pd.Series(column.to_numpy())
    return pd.Series(column.to_list(), dtype=object)

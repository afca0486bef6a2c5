"""Columns as a pandas data frame, for Python users who work with one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cicscore.catalogue.model import Column as Declared
from cicscore.tables.columns import Column, Columns, Texts
from cicscore.vocabulary import ColumnType


def frame_of(columns: Columns, declared: Mapping[str, Declared]) -> pd.DataFrame:
    """A data frame with the cells of these columns.

    Texts and codes are ``category`` (of str), days and moments ``datetime64[s]``, numbers ``float64``, flags
    ``boolean``; missing is NaN, NaT or NA.
    """
    cells = {name: _cells(column, declared[name].type) for name, column in columns.items()}
    return pd.DataFrame(cells, copy=False)


def _cells(column: Column, kind: ColumnType) -> Any:
    if isinstance(column, Texts):
        words = pd.Index(column.distinct.to_numpy(zero_copy_only=False), dtype=object)
        return pd.Categorical.from_codes(column.codes, categories=words)
    match kind:
        case ColumnType.DATE | ColumnType.DATETIME:
            return column.astype("datetime64[s]")
        case ColumnType.FLAG:
            return pd.arrays.BooleanArray(column == 1, column < 0)
        case _:
            return column

"""Columns as a pandas data frame, for those who work with one: Python users, and the tables of a return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cicscore.catalogue.model import Column as Declared
from cicscore.tables.columns import Column, Columns, Texts, compact, texts_of
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


def columns_of(frame: pd.DataFrame, declared: Mapping[str, Declared]) -> dict[str, Column]:
    """The cells of such a data frame as columns."""
    return {name: _column(frame[name], column.type) for name, column in declared.items()}


def _column(cells: pd.Series[Any], kind: ColumnType) -> Column:
    match kind:
        case ColumnType.ID | ColumnType.CODE | ColumnType.TEXT | ColumnType.POSTCODE:
            return _texts(cells)
        case ColumnType.DATE:
            return cells.to_numpy().astype("datetime64[D]")
        case ColumnType.DATETIME:
            return cells.to_numpy().astype("datetime64[s]")
        case ColumnType.NUMBER:
            return cells.to_numpy(np.float64)
        case ColumnType.FLAG:
            return cells.to_numpy(np.int8, na_value=-1)


def _texts(cells: pd.Series[Any]) -> Texts:
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        return texts_of([cell if isinstance(cell, str) else None for cell in cells])
    words = texts_of(list(cells.cat.categories))
    places = np.append(words.codes, -1)
    return Texts(words.distinct, compact(places[cells.cat.codes.to_numpy()], len(words.distinct)))

"""From derived records to the typed rows of an extract, as if they had been read from its file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cicscore.catalogue.definitions import Extract
from cicscore.catalogue.document import Column
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.loading import Unrecorded
from cicscore.extracts.quoting import shown
from cicscore.extracts.reading import Rows
from cicscore.extracts.reporting import Explanation, fault
from cicscore.faults import Fault, Place
from cicscore.results import ReturnFile
from cicscore.ssda903.episodes import UNKNOWN
from cicscore.ssda903.unrecorded import LACKING, OTHERWISE, Row, Within
from cicscore.tables.ranges import ANY_DAY, ANY_NUMBER
from cicscore.tables.table import Limit
from cicscore.vocabulary import ColumnType


@dataclass(frozen=True)
class Typed:
    """The rows, what the return does not record of them, and codes that the catalogue does not list.

    ``unrecorded`` has one entry for each of the ways that a child's own row may be.
    """

    rows: Rows
    unrecorded: tuple[Unrecorded, ...]
    faults: tuple[Fault, ...]


def typed_rows(
    extract: Extract,
    found: Sequence[Row],
    columns: Collection[str],
    sha256: str,
    derived_from: tuple[ReturnFile, ...],
    limits: list[Limit],
    *,
    lacked_first: bool,
) -> Typed:
    """The rows of ``extract``; those of its columns that are not among ``columns`` are lacking.

    The reasons for what is not recorded are added to ``limits``.
    """
    own = [row for row in found if LACKING not in row]
    rows = Rows(
        extract=extract,
        sha256=sha256,
        headings={},
        frame=pd.DataFrame(
            {
                name: _typed([_plain(row.get(name)) for row in own], column)
                for name, column in extract.columns.items()
            },
            copy=False,
        ),
        lines=np.array([row["line"] for row in own], np.int64),
        at_fault=np.zeros(len(own), np.bool_),
        skipped=0,
        lacking={
            name: f"the SSDA903 return does not hold the column `{name}` of {extract.name}"
            for name in extract.columns
            if name not in columns
        },
        derived_from=derived_from,
    )
    whole = [*own, *(row for row in found if LACKING in row)]
    ways = [whole]
    if any(OTHERWISE in row for row in whole):
        ways.append([row | row.get(OTHERWISE, {}) for row in whole])
    unrecorded = tuple(_unrecorded(rows, way, limits, lacked_first=lacked_first) for way in ways)
    return Typed(rows, unrecorded, tuple(_unlisted(rows)))


def _unrecorded(rows: Rows, way: Sequence[Row], limits: list[Limit], *, lacked_first: bool) -> Unrecorded:
    exact = np.zeros(len(way), np.bool_)
    least, greatest, absent, numbers = {}, {}, {}, {}
    for name, column in rows.extract.columns.items():
        cells = [row.get(name) for row in way]
        places = [place for place, cell in enumerate(cells) if isinstance(cell, Within)]
        least[name] = greatest[name] = _typed([_end(column, 0, cell) for cell in cells], column)
        absent[name], numbers[name] = exact.copy(), exact.astype(np.int8)
        if places:
            open_cells = [cell for cell in cells if isinstance(cell, Within)]
            greatest[name] = _typed([_end(column, 1, cell) for cell in cells], column)
            absent[name][places] = [column.type in _TEXTS or cell.absent for cell in open_cells]
            numbers[name][places] = [_number(cell.limit, limits) for cell in open_cells]
    lines = np.array([row["line"] for row in way], np.int64)
    return Unrecorded(
        least=replace(rows, frame=pd.DataFrame(least, copy=False), lines=lines, at_fault=exact),
        greatest=pd.DataFrame(greatest, copy=False),
        absent=absent,
        limits=numbers,
        lacking=np.array([_number(row[LACKING], limits) if LACKING in row else 0 for row in way], np.int8),
        # Rows that the return tells of stand in their own time, known or not.
        lacked_first=np.array([lacked_first and not row["line"] for row in way], np.bool_),
    )


def _number(limit: Limit, limits: list[Limit]) -> int:
    if limit not in limits:
        limits.append(limit)
    return limits.index(limit) + 1


def _plain(cell: object) -> object:
    return cell.plain if isinstance(cell, Within) else cell


_TEXTS = frozenset({ColumnType.ID, ColumnType.TEXT, ColumnType.CODE, ColumnType.POSTCODE})
_ENDS: Mapping[ColumnType, tuple[object, object]] = {
    ColumnType.DATE: ANY_DAY,
    ColumnType.DATETIME: ANY_DAY,
    ColumnType.NUMBER: ANY_NUMBER,
    ColumnType.FLAG: (False, True),
}


def _end(column: Column, place: int, cell: object) -> object:
    if not isinstance(cell, Within):
        return cell
    ends = _ENDS.get(column.type, (None, None)) if cell.low is None else (cell.low, cell.high)
    return ends[place]


def _typed(values: Sequence[Any], column: Column) -> Any:
    match column.type:
        case ColumnType.ID | ColumnType.TEXT | ColumnType.CODE | ColumnType.POSTCODE:
            return pd.Categorical(np.array(values, dtype=object))
        case ColumnType.DATE | ColumnType.DATETIME:
            return np.array(
                [np.datetime64("NaT", "s") if value is None else value for value in values], "datetime64[s]"
            )
        case ColumnType.NUMBER:
            return np.array([np.nan if value is None else value for value in values], np.float64)
        case ColumnType.FLAG:
            return pd.array(list(values), dtype="boolean")


def _unlisted(rows: Rows) -> Iterator[Fault]:
    """A warning for each code of the return that the catalogue's list lacks."""
    for name, column in rows.extract.columns.items():
        if column.type is not ColumnType.CODE or name in rows.lacking:
            continue
        counts = rows.frame[name].value_counts()
        for code in sorted(set(rows.frame[name].cat.categories) - set(column.codes or ()) - {UNKNOWN}):
            number = int(counts[code])
            explanation = Explanation(
                f"the return's code {shown(str(code), column)} is not in the catalogue's list of `{name}`;"
                f" it was let through ({number:,} {'row' if number == 1 else 'rows'})",
                "Add it to the column's `codes`, and to the indicators that should count it.",
            )
            yield fault(FaultKind.UNLISTED_CODE, Place(rows.extract.file, within=name), explanation)

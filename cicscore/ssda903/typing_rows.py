"""From derived records to the typed rows of an extract, as if they had been read from its file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cicscore.catalogue.definitions import Extract
from cicscore.catalogue.document import Column
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.quoting import shown
from cicscore.extracts.reading import Rows
from cicscore.extracts.reporting import Explanation, fault
from cicscore.faults import Fault, Place
from cicscore.results import ReturnFile
from cicscore.vocabulary import ColumnType


@dataclass(frozen=True)
class Typed:
    """The rows, and codes among them that the catalogue does not list."""

    rows: Rows
    faults: tuple[Fault, ...]


def typed_rows(
    extract: Extract,
    found: Sequence[dict[str, Any]],
    columns: Collection[str],
    sha256: str,
    derived_from: tuple[ReturnFile, ...],
) -> Typed:
    """The rows of ``extract``; those of its columns that are not among ``columns`` are lacking."""
    values = {name: [row.get(name) for row in found] for name in extract.columns}
    rows = Rows(
        extract=extract,
        sha256=sha256,
        headings={},
        frame=pd.DataFrame(
            {name: _typed(values[name], extract.columns[name]) for name in values}, copy=False
        ),
        lines=np.array([row["line"] for row in found], np.int64),
        at_fault=np.zeros(len(found), np.bool_),
        skipped=0,
        lacking={
            name: f"the SSDA903 return does not hold the column `{name}` of {extract.name}"
            for name in extract.columns
            if name not in columns
        },
        derived_from=derived_from,
    )
    return Typed(rows, tuple(_unlisted(rows)))


def _typed(values: Sequence[Any], column: Column) -> Any:
    match column.type:
        case ColumnType.ID | ColumnType.TEXT | ColumnType.CODE:
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
        for code in sorted(set(rows.frame[name].cat.categories) - set(column.codes or ())):
            number = int(counts[code])
            explanation = Explanation(
                f"the return's code {shown(str(code), column)} is not in the catalogue's list of `{name}`;"
                f" it was let through ({number:,} {'row' if number == 1 else 'rows'})",
                "Add it to the column's `codes`, and to the indicators that should count it.",
            )
            yield fault(FaultKind.UNLISTED_CODE, Place(rows.extract.file, within=name), explanation)

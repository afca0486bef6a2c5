"""Figures of England and of statistical neighbours from CSV files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from cicscore.app.printed import (
    PrintedRow,
    printed_day,
    printed_fault,
    printed_number,
    printed_rows,
    read_text,
    unknown_name,
)
from cicscore.catalogue.definitions import Catalogue, Comparators
from cicscore.catalogue.document import ComparatorFigure
from cicscore.catalogue.linking import names_of
from cicscore.extracts.reporting import quoted
from cicscore.faults import Fault, FaultsFoundError, nearest
from cicscore.vocabulary import Comparator

_COLUMNS = ("indicator", "comparator", "as_at", "value", "source")
_Figures: TypeAlias = dict[str, dict[Comparator, dict[dt.date, ComparatorFigure]]]


@dataclass(frozen=True)
class ComparatorRecord:
    """Figures of others by indicator, and what was noticed while reading them."""

    figures: Mapping[str, Comparators]
    warnings: tuple[Fault, ...]


def read_comparators(files: Iterable[Path], catalogue: Catalogue) -> ComparatorRecord:
    """The figures of CSVs with the columns indicator, comparator, as_at, value and source.

    An indicator that the catalogue does not know is a warning. Raises ``CannotRunError`` where a file cannot
    be read, and ``FaultsFoundError`` with every fault of every file.
    """
    names = names_of(catalogue)
    figures: _Figures = {}
    faults: list[Fault] = []
    warnings: dict[tuple[str, str], Fault] = {}
    for file in files:
        try:
            for row in printed_rows(read_text(file), file.name, _COLUMNS):
                if isinstance(row, Fault):
                    faults.append(row)
                    continue
                name = row.cells["indicator"]
                if name in names:
                    faults += _take(row, figures.setdefault(names[name], {}))
                else:
                    unknown = unknown_name(row.place, "indicator", name, tuple(names), "comparator")
                    warnings.setdefault((file.name, name), unknown)
        except FaultsFoundError as error:
            faults += error.faults
    if faults:
        raise FaultsFoundError(faults)
    return ComparatorRecord(figures, tuple(warnings.values()))


def _take(row: PrintedRow, known: dict[Comparator, dict[dt.date, ComparatorFigure]]) -> list[Fault]:
    """Add the figure of a row to those of its indicator; what is wrong with it instead, where it is."""
    comparator, source = _comparator(row), row.cells["source"]
    day, value = printed_day(row, "as_at"), printed_number(row, "value")
    faults = [part for part in (comparator, day, value) if isinstance(part, Fault)]
    if not source:
        advice = "Say where the figure was published."
        faults.append(printed_fault("CIC419", row.at("source"), "the figure has no source", advice))
    if faults or isinstance(comparator, Fault) or isinstance(day, Fault):
        return faults
    figure = ComparatorFigure(value=Decimal(row.cells["value"]), source=source)
    known.setdefault(comparator, {})[day] = figure
    return []


def _comparator(row: PrintedRow) -> Comparator | Fault:
    text, words = row.cells["comparator"], [comparator.value for comparator in Comparator]
    if text in words:
        return Comparator(text)
    return printed_fault(
        "CIC418", row.at("comparator"), f"{quoted(text)} is not a comparator",
        "Use one of the words allowed.", allowed=", ".join(words), close=nearest(text, words),
    )  # fmt: skip

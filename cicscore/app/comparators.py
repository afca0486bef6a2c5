"""Figures of England and of statistical neighbours from CSV files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from cicscore.app.inputs import read_given
from cicscore.app.printed import (
    PrintedRow,
    printed_day,
    printed_fault,
    printed_number,
    printed_rows,
    unknown_name,
)
from cicscore.app.scale import definition_then, off_scale
from cicscore.catalogue.definitions import Catalogue, Comparators
from cicscore.catalogue.document import ComparatorFigure
from cicscore.catalogue.linking import names_of
from cicscore.extracts.reporting import quoted
from cicscore.faults import Fault, FaultsFoundError, Severity, errors, nearest
from cicscore.figures import date_text
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
    unknown: dict[tuple[str, str], Fault] = {}
    for file in files:
        given = read_given(file, "a CSV of comparators", file.name)
        try:
            for row in printed_rows(given, _COLUMNS):
                if isinstance(row, Fault):
                    faults.append(row)
                    continue
                name = row.cells["indicator"]
                if name in names:
                    faults += _take(row, names[name], figures, catalogue)
                else:
                    wrong = unknown_name(row.place, "indicator", name, tuple(names), "comparator")
                    unknown.setdefault((file.name, name), wrong)
        except FaultsFoundError as error:
            faults += error.faults
    if errors(faults):
        raise FaultsFoundError(faults)
    return ComparatorRecord(figures, (*faults, *unknown.values()))


def _take(row: PrintedRow, indicator: str, figures: _Figures, catalogue: Catalogue) -> list[Fault]:
    """Add the figure of a row to those of its indicator; what is wrong with it instead, where it is."""
    comparator, source = _comparator(row), row.cells["source"]
    day, number = printed_day(row, "as_at"), printed_number(row, "value")
    faults = [part for part in (comparator, day, number) if isinstance(part, Fault)]
    if not source:
        advice = "Say where the figure was published."
        faults.append(printed_fault("CIC419", row.at("source"), "the figure has no source", advice))
    if faults or isinstance(comparator, Fault) or isinstance(day, Fault) or isinstance(number, Fault):
        return faults
    if wrong := off_scale(row, number, definition_then(catalogue, indicator, day), day):
        return [wrong]
    value = Decimal(row.cells["value"].rstrip("%"))
    # Not validated as the catalogue's own are: what a program wrote out has more digits than people write.
    figure = ComparatorFigure.model_construct(value=value, source=source)
    first = figures.setdefault(indicator, {}).setdefault(comparator, {}).setdefault(day, figure)
    if first.value == value:
        return []
    found = (
        f"the figure of {comparator.heading} for {indicator} of {date_text(day)} is {value} here and "
        f"{first.value} in a row before, which counts"
    )
    advice = "Keep the one that was published."
    return [printed_fault("CIC416", row.place, found, advice, Severity.WARNING)]


def _comparator(row: PrintedRow) -> Comparator | Fault:
    text, words = row.cells["comparator"], [comparator.value for comparator in Comparator]
    if text in words:
        return Comparator(text)
    return printed_fault(
        "CIC418", row.at("comparator"), f"{quoted(text)} is not a comparator",
        "Use one of the words allowed.", allowed=", ".join(words), close=nearest(text, words),
    )  # fmt: skip

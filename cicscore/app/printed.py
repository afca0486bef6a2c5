"""CSVs of figures that were printed or published: rows, days and numbers, every fault in its place."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cicscore.faults import CannotRunError, Fault, FaultsFoundError, Place, Severity, nearest


@dataclass(frozen=True)
class PrintedRow:
    """The cells of one row by the name of their column, without the blanks around them."""

    cells: Mapping[str, str]
    place: Place

    def at(self, column: str) -> Place:
        """The place of one cell."""
        return replace(self.place, within=column)


def read_text(file: Path) -> str:
    """The text of a file. Raises ``CannotRunError`` where it cannot be read, a fault where it is no text."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"{file} cannot be read ({error.strerror}). Check the path and who may open it."
        raise CannotRunError(message) from error
    except UnicodeDecodeError:
        found = "the file is not UTF-8 text"
        raise FaultsFoundError(
            [printed_fault("CIC411", Place(file.name), found, "Save it as UTF-8.")]
        ) from None


def printed_rows(text: str, file: str, columns: Sequence[str]) -> Iterator[PrintedRow]:
    """The rows of a CSV, with these columns of it. Raises the faults of a heading that lacks some."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        heading = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in columns if name not in heading]
        if missing:
            raise FaultsFoundError([_missing_column(name, heading, file, columns) for name in missing])
        places = {name: heading.index(name) for name in columns}
        for cells in reader:
            row = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
            yield PrintedRow(row, Place(file, reader.line_num))
    except csv.Error as error:
        found, advice = f"the file is not a CSV: {error}", "Look for a quotation mark that is not closed."
        raise FaultsFoundError([printed_fault("CIC417", Place(file), found, advice)]) from None


def _missing_column(name: str, heading: Sequence[str], file: str, columns: Sequence[str]) -> Fault:
    *most, last = columns
    return printed_fault(
        "CIC412", Place(file, 1, None, name), f"the column `{name}` is missing",
        f"Give printed figures the columns {', '.join(most)} and {last}.",
        allowed=", ".join(columns), close=nearest(name, heading),
    )  # fmt: skip


def printed_day(row: PrintedRow, column: str) -> dt.date | Fault:
    """A day as year-month-day, and in no other of the forms that ISO 8601 has."""
    text = row.cells[column]
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    return printed_fault(
        "CIC413", row.at(column), f'"{text[:40]}" is not a day',
        "Write the day as year-month-day.", allowed="such as 2015-12-31",
    )  # fmt: skip


def printed_number(row: PrintedRow, column: str) -> Fraction | Fault:
    """A number as it was printed, exact."""
    text = row.cells[column]
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Fraction(Decimal(text))
    return printed_fault(
        "CIC414", row.at(column), f'"{text[:40]}" is not a plain number',
        "Leave out percent signs, commas and spaces.", allowed="such as 79.7",
    )  # fmt: skip


def printed_fault(
    code: str, place: Place, found: str, advice: str, severity: Severity = Severity.ERROR,
    allowed: str | None = None, close: str | None = None,
) -> Fault:  # fmt: skip
    """A fault of a file of published figures."""
    return Fault(code, severity, place, found, advice, allowed, close)


def unknown_name(row_place: Place, kind: str, name: str, allowed: Sequence[str], what: str) -> Fault:
    """The warning that a row names something that the catalogue does not have, so that it is left out."""
    found = f"the catalogue has no {kind} `{name}`, so its {what} is left out"
    listed = ", ".join(allowed) if len(allowed) < 10 else f"the {kind}s of the catalogue"
    place = replace(row_place, within=kind)
    advice = f"Correct the {kind}, if it was meant."
    return printed_fault(
        "CIC415", place, found, advice, Severity.WARNING, listed, nearest(name, allowed)
    )  # fmt: skip

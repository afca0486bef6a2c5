"""CSVs of figures that were printed or published: rows, days and numbers, every fault in its place."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cicscore.extracts.reporting import printable, quoted
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
    """The text of a file: UTF-8, or UTF-16 by its mark.

    Raises ``CannotRunError`` where it cannot be read, a fault where it is no text.
    """
    try:
        data = file.read_bytes()
        marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return data.decode("utf-16" if marked else "utf-8-sig")
    except OSError as error:
        message = f"{file} cannot be read ({error.strerror}). Check the path and who may open it."
        raise CannotRunError(message) from error
    except UnicodeDecodeError:
        found = "the file is not UTF-8 text"
        raise FaultsFoundError(
            [printed_fault("CIC411", Place(file.name), found, "Save it as UTF-8.")]
        ) from None


def printed_rows(text: str, file: str, columns: Sequence[str]) -> Iterator[PrintedRow | Fault]:
    """The rows of a CSV, with these columns of it; in place of a row that cannot be read, what is wrong.

    Blank lines are no rows. Raises the faults of a heading that lacks columns, or has one of them twice.
    """
    # Strict, or a quotation mark that is not closed would swallow the rest of the file without a word.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    places: dict[str, int] = {}
    begins = 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not places:
                places = _places(cells, file, columns)
            elif cells:
                yield _row(cells, places, Place(file, line))
    except csv.Error as error:
        found = f"the file is not a CSV from here on: {error}"
        advice = "Look for a quotation mark that is not closed."
        yield printed_fault("CIC417", Place(file, begins), found, advice)
    if begins == 1:
        _places([], file, columns)


def _places(cells: Sequence[str], file: str, columns: Sequence[str]) -> dict[str, int]:
    """Where each column stands in the heading."""
    heading = [name.strip().lower() for name in cells]
    faults = [_missing_column(name, heading, file, columns) for name in columns if name not in heading]
    faults += [
        printed_fault(
            "CIC422",
            Place(file, 1, None, name),
            f"the column `{name}` is there {heading.count(name)} times",
            "Keep the one that is meant.",
        )
        for name in columns
        if heading.count(name) > 1
    ]
    if faults:
        raise FaultsFoundError(faults)
    return {name: heading.index(name) for name in columns}


def _row(cells: Sequence[str], places: Mapping[str, int], place: Place) -> PrintedRow | Fault:
    short = next((name for name, at in places.items() if at >= len(cells)), None)
    if short is None:
        return PrintedRow({name: cells[at].strip() for name, at in places.items()}, place)
    found = f"the row ends before the column `{short}`"
    advice = "Give every row all columns; leave a cell blank where nothing was printed."
    return printed_fault("CIC423", replace(place, within=short), found, advice)


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
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    return printed_fault(
        "CIC413", row.at(column), f"{quoted(text)} is not a day",
        "Write the day as year-month-day.", allowed="such as 2015-12-31",
    )  # fmt: skip


def printed_number(row: PrintedRow, column: str) -> Fraction | Fault:
    """A number as it was printed, exact, that a document can hold."""
    text = row.cells[column]
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        if math.isfinite(float(text)):
            return Fraction(Decimal(text))
        return printed_fault(
            "CIC414", row.at(column), f"{quoted(text)} is too large for a figure",
            "Write the figure as it was printed.", allowed="such as 79.7",
        )  # fmt: skip
    return printed_fault(
        "CIC414", row.at(column), f"{quoted(text)} is not a plain number",
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
    found = f"the catalogue has no {kind} `{printable(name)}`, so its {what} is left out"
    listed = ", ".join(allowed) if len(allowed) < 10 else f"the {kind}s of the catalogue"
    place = replace(row_place, within=kind)
    advice = f"Correct the {kind}, if it was meant."
    return printed_fault(
        "CIC415", place, found, advice, Severity.WARNING, listed, nearest(name, allowed)
    )  # fmt: skip

"""CSVs of figures that were printed or published: rows, days and numbers, every fault in its place.

They are read as extracts are: the same encodings, the same line of headings, the same days.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cicscore.app.inputs import Given
from cicscore.extracts.reporting import printable, quoted
from cicscore.faults import Fault, FaultsFoundError, Place, Severity, nearest


@dataclass(frozen=True)
class PrintedRow:
    """The cells of one row by the name of their column, without the blanks around them."""

    cells: Mapping[str, str]
    place: Place

    def at(self, column: str) -> Place:
        """The place of one cell."""
        return replace(self.place, within=column)


def printed_rows(
    given: Given, columns: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[PrintedRow | Fault]:
    """The rows of a CSV, with these columns of it; in place of a row that cannot be read, what is wrong.

    The ``optional`` columns are blank where the file has none of the name. A warning says that the file was
    read as Windows-1252. Blank lines are no rows. Raises the faults of a file that is no text, and of a
    heading that lacks columns, or has one of them twice.
    """
    from cicscore.extracts.encodings import decode
    from cicscore.extracts.headings import heading_line

    decoded = decode(given.data, given.name)
    if decoded.text is None:
        raise FaultsFoundError(decoded.faults)
    yield from decoded.faults
    begins = 1
    try:
        heading = heading_line(decoded.text)
        if heading is None:
            _places([], Place(given.name, 1), columns, optional)
            return
        places = _places(heading.cells, Place(given.name, heading.line), columns, optional)
        begins = heading.next_line
        # Strict, or a quotation mark that is not closed would swallow the rest of the file without a word.
        text = decoded.text[heading.rows_from :].decode("utf-8")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        for cells in reader:
            line, begins = begins, heading.next_line + reader.line_num
            if any(cell.strip() for cell in cells):
                yield _row(cells, places, optional, Place(given.name, line))
    except csv.Error:
        found = "the file is not a CSV from here on"
        advice = "Look for a quotation mark that is not closed."
        yield printed_fault("CIC417", Place(given.name, begins), found, advice)


def _places(
    cells: Sequence[str], place: Place, columns: Sequence[str], optional: Sequence[str]
) -> dict[str, int]:
    """Where each column stands in the heading."""
    heading = [cell.strip().lower() for cell in cells]
    _check_separator(heading, place, columns)
    faults = [_missing_column(name, heading, place, columns) for name in columns if name not in heading]
    faults += [
        printed_fault(
            "CIC422",
            replace(place, within=name),
            f"the column `{name}` is there {heading.count(name)} times",
            "Keep the one that is meant.",
        )
        for name in (*columns, *optional)
        if heading.count(name) > 1
    ]
    if faults:
        raise FaultsFoundError(faults)
    return {name: heading.index(name) for name in (*columns, *optional) if name in heading}


def _check_separator(heading: Sequence[str], place: Place, columns: Sequence[str]) -> None:
    """Raise the fault of cells that are separated by something other than commas."""
    from cicscore.extracts.headings import other_separator, wrong_separator

    if not set(columns) & set(heading) and (plural := other_separator(heading, columns)):
        raise FaultsFoundError([wrong_separator(place, plural)])


def _row(
    cells: Sequence[str], places: Mapping[str, int], optional: Sequence[str], place: Place
) -> PrintedRow | Fault:
    short = next((name for name, at in places.items() if at >= len(cells) and name not in optional), None)
    if short is None:
        found = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        return PrintedRow(dict.fromkeys(optional, "") | found, place)
    found_short = f"the row ends before the column `{short}`"
    advice = "Give every row all columns; leave a cell blank where nothing was printed."
    return printed_fault("CIC423", replace(place, within=short), found_short, advice)


def _missing_column(name: str, heading: Sequence[str], place: Place, columns: Sequence[str]) -> Fault:
    *most, last = columns
    return printed_fault(
        "CIC412", replace(place, within=name), f"the column `{name}` is missing",
        f"Give printed figures the columns {', '.join(most)} and {last}.",
        allowed=", ".join(columns), close=nearest(name, heading),
    )  # fmt: skip


def printed_day(row: PrintedRow, column: str) -> dt.date | Fault:
    """A day as extracts write it; a time after it is ignored."""
    from cicscore.extracts.dates import day_of

    text = row.cells[column]
    return day_of(text) or printed_fault(
        "CIC413", row.at(column), f"{quoted(text)} is not a day",
        "Write the day as day/month/year or year-month-day.", allowed="such as 31/12/2015 or 2015-12-31",
    )  # fmt: skip


#: Numbers that programs write out have 17 digits at most, and zeros before them.
_MOST_DIGITS = 25


@dataclass(frozen=True)
class PrintedNumber:
    """A number exactly as it was printed; whether it bears a percent sign, and how many decimals."""

    value: Fraction
    percent: bool
    decimals: int


def printed_number(row: PrintedRow, column: str) -> PrintedNumber | Fault:
    """A number as it was printed, exact, that a document can hold."""
    text = row.cells[column]
    match = re.fullmatch(r"(-?[0-9]+(?:\.([0-9]+))?)(%?)", text)
    if match is None:
        return printed_fault(
            "CIC414", row.at(column), f"{quoted(text)} is not a plain number",
            "Leave out commas, spaces and words.", allowed="such as 79.7 or 79.7%",
        )  # fmt: skip
    if len(text) > _MOST_DIGITS:
        return printed_fault(
            "CIC414", row.at(column), f"{quoted(text)} has more than {_MOST_DIGITS} characters",
            "Write the figure as it was printed.", allowed="such as 79.7 or 79.7%",
        )  # fmt: skip
    return PrintedNumber(Fraction(Decimal(match[1])), bool(match[3]), len(match[2] or ""))


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

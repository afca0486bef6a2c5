"""Match a file's heading line to the columns of the data dictionary."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from cicscore.catalogue.definitions import Extract
from cicscore.catalogue.model import Column
from cicscore.extracts.faults import Message, fault, listed, printable, quoted
from cicscore.faults.fault import Fault, Place, nearest

#: The most rows with a different number of cells from the heading line before the file is abandoned.
MOST_WRONG = 100_000
#: The longest row allowed, in bytes; the rows of an extract have a few hundred characters.
LONGEST_ROW = 4 << 20
# Set once for the whole program: files are read in parallel, and each would change it for the others.
csv.field_size_limit(LONGEST_ROW)

_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


class HeadingLine(Struct, frozen=True):
    """The first non-blank line: its cells and line number, and where in the text the rows begin."""

    cells: tuple[str, ...]
    line: int
    rows_from: int
    next_line: int


class MatchedColumns(Struct, frozen=True):
    """The position in the file, counted from 0, of each column of the dictionary."""

    positions: Mapping[str, int]
    faults: tuple[Fault, ...] = ()


def heading_line(text: bytes) -> HeadingLine | None:
    """Read the heading; ``None`` if there is none. Raises ``csv.Error`` if its quotes are broken."""
    blank = len(text) - len(text.lstrip())
    begin = text.rfind(b"\n", 0, blank) + 1  # there may be many blank lines, so they are counted, not read
    above = text.count(b"\n", 0, begin)
    stream = io.BytesIO(text)
    stream.seek(begin)
    reader = csv.reader(_lines(stream, begin + LONGEST_ROW), strict=True)
    line = above + 1
    for cells in reader:
        if any(cell.strip() for cell in cells) and not _names_the_separator(cells):
            trimmed = tuple(cell.strip() for cell in cells)
            return HeadingLine(trimmed, line, stream.tell(), above + reader.line_num + 1)
        line = above + reader.line_num + 1
    return None


def _names_the_separator(cells: Sequence[str]) -> bool:
    """Whether the line is ``sep=,`` or similar, which Excel reads but does not show."""
    return re.fullmatch(r"sep=.?", ",".join(cells).strip(), re.IGNORECASE) is not None


def _lines(stream: io.BytesIO, until: int) -> Iterator[str]:
    # Read line by line, so that the stream's position is always the start of the next line.
    while line := stream.readline():
        if stream.tell() > until:
            message = "the heading line is longer than a row may be"
            raise csv.Error(message)
        yield line.decode("utf-8")


def match_columns(heading: HeadingLine, extract: Extract) -> MatchedColumns:
    """Find the dictionary's columns among the headings, ignoring letter case and spacing."""
    accepted = accepted_headings(extract)
    found: dict[str, list[int]] = {}
    for position, cell in enumerate(heading.cells):
        if (name := accepted.get(normal(cell))) is not None:
            found.setdefault(name, []).append(position)
    if not found:
        return MatchedColumns({}, (_no_column_found(heading, extract, accepted),))
    faults = (
        *_missing(heading, extract, found, accepted),
        *(
            _more_than_one(heading, extract, name, positions)
            for name, positions in found.items()
            if len(positions) > 1
        ),
    )
    return MatchedColumns(
        {name: positions[0] for name, positions in found.items() if len(positions) == 1}, faults
    )


#: The number of lines searched for the headings if the first line is a title.
_TITLES = 20


def headings_below(text: bytes, heading: HeadingLine, extract: Extract, above: int) -> Fault | None:
    """The fault if a later line has more of the columns, including every required one; else ``None``."""
    accepted = accepted_headings(extract)
    needed = {name for name, column in extract.columns.items() if not column.optional}
    stream = io.BytesIO(text)
    stream.seek(heading.rows_from)
    reader = csv.reader(_lines(stream, heading.rows_from + LONGEST_ROW))
    line = heading.next_line
    try:
        for cells in islice(reader, _TITLES):
            found = {accepted[normal(cell)] for cell in cells if normal(cell) in accepted}
            if len(found) > above and found >= needed:
                message = Message(
                    f"the headings are on line {line}",
                    "Delete the lines above: the first line has to hold the headings.",
                )
                return fault("no-heading", Place(extract.file, heading.line), message)
            line = heading.next_line + reader.line_num
    except csv.Error:  # so these are rows, not headings
        return None
    return None


def accepted_headings(extract: Extract) -> Mapping[str, str]:
    """The dictionary's column for each accepted heading, in its normal form."""
    others = {
        normal(heading): name for name, column in extract.columns.items() for heading in column.headings
    }
    return others | {normal(name): name for name in extract.columns}


def normal(heading: str) -> str:
    """A heading in the form used for comparison, without letter case and extra spaces."""
    return " ".join(heading.split()).casefold()


def _spellings(name: str, column: Column) -> tuple[str, ...]:
    return tuple(dict.fromkeys((name, *column.headings)))


def _missing(
    heading: HeadingLine, extract: Extract, found: Mapping[str, object], accepted: Mapping[str, str]
) -> Iterator[Fault]:
    # A cell with a line end may contain part of a row, which no message may quote.
    strangers = [
        cell for cell in heading.cells if normal(cell) not in accepted and len(cell.splitlines()) == 1
    ]
    for name, column in extract.columns.items():
        if name in found or column.optional:
            continue
        spellings = _spellings(name, column)
        likely = next((near for spelling in spellings if (near := nearest(spelling, strangers))), None)
        message = Message(
            f"the column `{name}` is missing{_invisible(likely or '')}",
            "Export the column, rename its heading, or add the heading that the file has to the column's"
            " `from` in the catalogue.",
            allowed=f"{listed(spellings)}, in any case",
            nearest=None if likely is None else printable(likely),
        )
        yield fault("missing-column", Place(extract.file, heading.line), message)


def _invisible(heading: str) -> str:
    """A note for a message about invisible characters in a heading."""
    names = [
        unicodedata.name(character, f"U+{ord(character):04X}")
        for character in dict.fromkeys(heading)
        if unicodedata.category(character) in ("Cc", "Cf")
    ]
    if not names:
        return ""
    return f"; a heading like it holds the invisible {listed(names, 'and')}, to be deleted"


def _more_than_one(heading: HeadingLine, extract: Extract, name: str, positions: Sequence[int]) -> Fault:
    spellings = [heading.cells[position] for position in positions]
    cells = listed([str(position + 1) for position in positions], "and")
    within = printable(spellings[0])
    place = Place(extract.file, heading.line, within=within)
    if len({normal(spelling) for spelling in spellings}) == 1:
        doubled = Message(
            f"the heading {quoted(spellings[0])} stands {len(positions)} times, in cells {cells} of the line",
            "Delete or rename all but the one that holds the right values.",
        )
        return fault("duplicate-heading", place, doubled)
    rivals = Message(
        f"the headings {listed([quoted(spelling) for spelling in spellings], 'and')}, in cells {cells} of"
        f" the line, are all accepted for the column `{name}`",
        f"Delete or rename all but the one that holds `{name}`.",
    )
    return fault("ambiguous-heading", place, rivals)


def other_separator(cells: Sequence[str], accepted: Collection[str]) -> str | None:
    """The separator used instead of commas, in the plural, if it yields accepted headings."""
    line = " ".join(",".join(cells).splitlines())
    for separator, plural in _OTHER_SEPARATORS.items():
        parts = next(csv.reader([line], delimiter=separator))
        if len(parts) > 1 and any(normal(part) in accepted for part in parts):
            return plural
    return None


def wrong_separator(place: Place, plural: str) -> Fault:
    """The fault of cells separated by something other than commas."""
    message = Message(
        f"the cells are separated by {plural}",
        "Save the file again as 'CSV UTF-8 (Comma delimited)', or export it with commas.",
        allowed="cells separated by commas",
    )
    return fault("wrong-separator", place, message)


def _no_column_found(heading: HeadingLine, extract: Extract, accepted: Mapping[str, str]) -> Fault:
    place = Place(extract.file, heading.line)
    names = listed(list(extract.columns), "and")
    if plural := other_separator(heading.cells, accepted):
        return wrong_separator(place, plural)
    message = Message(
        f"the first line holds none of the columns of the extract `{extract.name}`",
        "Check that this is the right file, and that its first line holds the headings.",
        allowed=names,
    )
    return fault("no-heading", place, message)

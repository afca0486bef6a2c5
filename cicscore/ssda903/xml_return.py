"""The return as one XML file, in the Department's layout, turned into the tables of the CSV files.

The parser is defusedxml's: it refuses document types and entities, by which a small file can fill the memory
or name other files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from cicscore.ssda903.collection import HEADER, titles
from cicscore.ssda903.data import shipped

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as _Element  # the type alone: defusedxml parses

#: One row of a table: its cells by heading.
_Row: TypeAlias = Mapping[str, str]

#: The tags that have another name than the column of the CSV file.
_HEADINGS = {"CHILDID": "CHILD", "PL": "PLACE"}
#: The columns that every table repeats from the Header.
_REPEATED = ("CHILD", "DOB")
#: The tables whose columns lie in the HEADER element itself, with what shows that the child is in them.
_IN_HEADER = {
    "oc3": ("IN_TOUCH", "ACTIV", "ACCOM"),
    "ad1": ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
}
_UASC = ("UASC", "UASC_STATUS")


class NoReturnError(Exception):
    """An XML file that is no return that can be read; its text says why, and ``advice`` what to do."""

    def __init__(self, why: str, advice: str) -> None:
        """Say why the file is not read, and what to do."""
        super().__init__(why)
        self.advice = advice


_AGAIN = "Export the return again, as XML or as CSV, a file for each table."


def tables_in_xml(data: bytes) -> dict[str, bytes]:
    """The tables of the return, each as the text of its CSV file, by the table's name.

    A table in which no child has a row is not there: nothing says whether it was exported. Raises
    ``NoReturnError``.
    """
    rows: dict[str, list[_Row]] = {}
    for child in _children(data):
        for table, row in child:
            rows.setdefault(table, []).append(row)
    if not rows:
        why = "it is XML, and holds no child of an SSDA903 return"
        raise NoReturnError(why, f"Where it is no part of the return, leave it. {_AGAIN}")
    return {titles()[table]: _as_csv(table, found) for table, found in rows.items()}


def _children(data: bytes) -> Iterator[list[tuple[str, _Row]]]:
    """The rows of each child in turn; what was read of one is then let go."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    try:
        for _, element in iterparse(io.BytesIO(data), events=("end",), forbid_dtd=True):
            if _tag(element) == "CHILD":
                yield list(_rows_of(element))
                element.clear()
    except ParseError as error:
        why = f"it is not well-formed XML (line {error.position[0]:,})"
        raise NoReturnError(why, f"It may be cut short. {_AGAIN}") from None
    except (DefusedXmlException, LookupError, ValueError):  # Lookup, Value: an encoding that nobody knows
        why = "it is XML with a document type, entities or an encoding that no return has"
        raise NoReturnError(why, _AGAIN) from None


def _rows_of(child: _Element) -> Iterator[tuple[str, _Row]]:
    header = next((part for part in child if _tag(part) == "HEADER"), None)
    if header is None:
        return
    own = _leaves(header)
    repeated = {name: own.get(name, "") for name in _REPEATED}
    yield HEADER, own
    if any(own.get(flag, "0") not in ("", "0") for flag in _UASC) or own.get("DUC"):
        yield "uasc", own
    for table, shows in _IN_HEADER.items():
        if any(own.get(name) for name in shows):
            yield table, own
    for part in (*header, *child):
        row = {} if part is header else _leaves(part)
        if any(row.values()) and (own_table := _table_with(row)) is not None:
            yield own_table, {**row, **repeated}


def _table_with(row: _Row) -> str | None:
    """The table that has the most columns of a row that names any."""
    shared = {
        table: len(row.keys() & columns) for table, columns in _columns().items() if row.keys() & columns
    }
    return max(shared, key=shared.__getitem__, default=None)


def _columns() -> Mapping[str, frozenset[str]]:
    """The headings that are a table's own."""
    return {
        table: frozenset(name.upper() for name in described["columns"]) - {*_REPEATED}
        for table, described in shipped("tables.yaml").items()
    }


def _leaves(part: _Element) -> dict[str, str]:
    return {_HEADINGS.get(_tag(one), _tag(one)): (one.text or "").strip() for one in part if not len(one)}


def _tag(element: _Element) -> str:
    return element.tag.rpartition("}")[2].upper()


def _as_csv(table: str, rows: list[_Row]) -> bytes:
    headings = [name.upper() for name in shipped("tables.yaml")[table]["columns"]]
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")

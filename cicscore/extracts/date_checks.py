"""Check the dates in extracts against the as-at date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.events import birth_columns, dated_columns, event_columns, quiet_months
from cicscore.extracts.faults import Message, fault, listed
from cicscore.extracts.read import Rows
from cicscore.faults.fault import Fault, Place
from cicscore.periods import day_named
from cicscore.tables.columns import Columns, days, latest_until
from cicscore.tables.table import Table
from cicscore.text import count_text, date_text
from cicscore.wording.notes import is_stale

_Days = npt.NDArray[np.datetime64]

#: A date this long after the as-at date and after the date before it in the column cannot be right.
_FAR = np.timedelta64(366, "D")


class Dating(Struct, frozen=True, dict=True):
    """The as-at date of extracts, with what their catalogue declares about their dates.

    ``until`` is the last day that their dates may reach: the as-at date, or a later one from the folder's
    name or a return, when an earlier as-at date is requested on purpose.
    """

    catalogue: Catalogue
    as_at: dt.date
    until: dt.date

    @cached_property
    def births(self) -> frozenset[tuple[str, str]]:
        """The columns from which an age is calculated."""
        return birth_columns(self.catalogue)

    @cached_property
    def quiet(self) -> Mapping[str, int | None]:
        """How many months each extract may go without an event."""
        return quiet_months(self.catalogue)

    def latest_event(self, extract: Extract, columns: Columns) -> dt.date | None:
        """The latest day up to ``until`` on which something happened."""
        events = [days(columns[name]) for name in event_columns(extract, self.births)]
        latest = [latest_until(of, self.until) for of in events]
        return max((day for day in latest if day is not None), default=None)

    def dated(self, table: Table) -> Table:
        """The table, with its source's latest event and quiet months filled in."""
        found = {
            "latest_event": self.latest_event(table.extract, table.columns),
            "quiet_months": self.quiet[table.extract.name],
        }
        return replace(table, source=table.source.model_copy(update=found))


def dating(
    folder: Path, catalogue: Catalogue, as_at: dt.date | None, ends_on: dt.date | None
) -> Dating | None:
    """The as-at date of the extracts in ``folder``: ``as_at``, else the folder's name; ``None`` if unknown.

    ``ends_on`` is the last day of a return in the folder.
    """
    named = day_named(folder.resolve().name)
    described = as_at or named
    if described is None:
        return None
    return Dating(catalogue, described, max(day for day in (described, named, ends_on) if day is not None))


def without_rows(extracts: Iterable[Rows]) -> Iterator[Fault]:
    """A fault for each file that holds only a heading line."""
    for rows in extracts:
        if not (len(rows.lines) or rows.skipped):
            message = Message(
                "the file holds a heading line and no rows",
                "Right where there is nothing to tell; else export the file again.",
            )
            yield fault("no-rows", Place(rows.extract.file), message)


def against_the_day(extracts: Sequence[Rows], files: Sequence[Rows], of: Dating) -> Iterator[Fault]:
    """The faults of dates after ``until`` in ``files``, and of ``extracts`` that end too early.

    Data derived from a return are an extract but not a file; the return's tables are the reverse.
    """
    later = [
        found
        for rows in files
        for name in dated_columns(rows.extract)
        if (found := _later(rows, name, of)) is not None
    ]
    yield from (_mistyped(one, of) for one in later if one.far)
    if coming := [one for one in later if one.near]:
        yield _not_yet(coming, of)
    yield from _stale(extracts, of)


class _Later(Struct, frozen=True):
    """The lines on which a column has dates after ``until``; those in ``far`` cannot be right."""

    place: Place
    near: tuple[int, ...]
    far: tuple[int, ...]

    def at(self, line: int) -> Place:
        return replace(self.place, line=line)


def _later(rows: Rows, column: str, of: Dating) -> _Later | None:
    dates = days(rows.columns[column])
    after = dates > np.datetime64(of.until)
    if not after.any():
        return None
    lines, is_far = rows.lines[after], dates[after] > _reach(dates[after], of.until)
    return _Later(rows.place(column), tuple(lines[~is_far].tolist()), tuple(lines[is_far].tolist()))


def _reach(later: _Days, until: dt.date) -> np.datetime64:
    """The last of these dates, or ``until``, that is not followed by another within ``_FAR``."""
    end = np.datetime64(until)
    ordered = np.unique(np.append(later[later > end], end))
    gaps = np.nonzero(np.diff(ordered) > _FAR)[0]
    reach: np.datetime64 = ordered[gaps[0]] if len(gaps) else ordered[-1]
    return reach


def _dates_lie(count: int) -> str:
    return f"{count_text(count)} {'date lies' if count == 1 else 'dates lie'}"


def _mistyped(found: _Later, of: Dating) -> Fault:
    message = Message(
        f"{_dates_lie(len(found.far))} more than a year after {date_text(of.until)} and after every other"
        " date of the column, the first of them here",
        "Correct the year, if it was mistyped; until then the row counts as one of the future.",
    )
    return fault("date-far-ahead", found.at(found.far[0]), message)


def _not_yet(later: Sequence[_Later], of: Dating) -> Fault:
    files = tuple(dict.fromkeys(one.place.file for one in later))
    where = "" if len(files) == 1 else f"; they are in {listed(files, 'and')}"
    message = Message(
        f"{_dates_lie(sum(len(one.near) for one in later))} after {date_text(of.until)}, the first of them"
        f" here{where}",
        "Where an earlier day is asked for, that is right: they do not count yet. Else correct them, or give"
        " the right --as-at. Where they are planned or due, write `planned: true` at the column in the"
        " catalogue.",
    )
    return fault("date-after-as-at", later[0].at(later[0].near[0]), message)


def _stale(extracts: Sequence[Rows], of: Dating) -> Iterator[Fault]:
    newest = {
        rows.extract.name: (day, rows.extract.file)
        for rows in extracts
        if (day := of.latest_event(rows.extract, rows.columns)) is not None
    }
    stale = [newest[name] for name in newest if is_stale(newest[name][0], of.quiet[name], of.as_at)]
    if not stale:
        return
    if (newest_of_all := max(newest.values())) in stale:
        found = (
            f"the newest date of all files up to {date_text(of.as_at)} is {date_text(newest_of_all[0])},"
            " of an earlier month"
        )
    else:
        quiet = dict.fromkeys(f"{file} since {date_text(day)}" for day, file in stale)
        found = f"up to {date_text(of.as_at)} nothing has happened in {listed(tuple(quiet), 'and')}"
    message = Message(
        found,
        "Check that these are the extracts of the month that the folder or --as-at says. Where so long"
        " without an event is normal, write `quiet_months` at the extract in the catalogue.",
    )
    yield fault("folder-of-another-month", Place(max(stale)[1]), message)

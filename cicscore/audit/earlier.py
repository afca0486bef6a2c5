"""A previous figure that contradicts the scorecard in which it was published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from cicscore.audit.columns import Column
from cicscore.audit.findings import Certainty, Finding, finding
from cicscore.audit.numbers import PrintedNumber, printed_number
from cicscore.audit.sheet import PrintedRow, Sheet, day_of
from cicscore.audit.twice import apart
from cicscore.results import Scorecard
from cicscore.text import date_text
from cicscore.vocabulary import ALL

_COLUMNS = {Column.PREVIOUS: Column.PREVIOUS_AS_AT, Column.OUTTURN: Column.OUTTURN_AS_AT}

_YEAR_END = (3, 31)
#: So many figures of another day than the column's differ, all but by chance.
_MANY = 3


class EarlierFigure(Struct, frozen=True):
    """A figure of an earlier scorecard, of an indicator as a whole: where it stands, and its day if known."""

    names: tuple[str, ...]
    variant: str
    day: dt.date | None
    number: PrintedNumber
    where: str


def figures_of_sheet(sheet: Sheet) -> Iterator[EarlierFigure]:
    """The figures of an earlier printed scorecard."""
    for row in sheet.rows:
        value = row.numbers.get(Column.VALUE)
        if value is not None and not row.text(Column.GROUP):
            where = f"line {row.line} of {sheet.file}"
            yield EarlierFigure((row.key.indicator,), row.variant, _day(row, Column.AS_AT), value, where)


def figures_of_scorecard(scorecard: Scorecard, file: str) -> Iterator[EarlierFigure]:
    """The figures of an earlier scorecard of this program."""
    infos = {info.id: info for info in scorecard.indicators}
    for row in scorecard.results:
        number = None if row.display is None else printed_number(row.display)
        if number is not None and row.breakdown is None:
            info = infos[row.indicator]
            names = (info.id, info.title, *((info.reference,) if info.reference else ()))
            folded = tuple(" ".join(name.casefold().split()) for name in names)
            yield EarlierFigure(folded, row.variant, scorecard.as_at, number, file)


def contradicted_by_earlier(sheet: Sheet, earlier: Sequence[EarlierFigure]) -> Iterator[Finding]:
    """Each previous figure and each outturn that an earlier scorecard prints otherwise."""
    known: dict[tuple[str, str], dict[dt.date | None, EarlierFigure]] = {}
    for figure in earlier:
        for name in figure.names:
            known.setdefault((name, figure.variant), {}).setdefault(figure.day, figure)
    for column in _COLUMNS if known else ():
        yield from _of_column(sheet, column, known)


def _of_column(
    sheet: Sheet,
    column: Column,
    known: Mapping[tuple[str, str], Mapping[dt.date | None, EarlierFigure]],
) -> Iterator[Finding]:
    printed = [row for row in sheet.rows if column in row.numbers and not row.text(Column.GROUP)]
    compared = [(row, known.get((row.key.indicator, row.variant), {})) for row in printed]
    usual = _usual_day(sheet, column, compared)
    for row, figures in compared:
        stated = _day(row, _COLUMNS[column]) or sheet.days.get(column)
        if stated is None and not usual:
            continue
        figure = figures.get(stated if stated is not None else usual[0])
        certainty = None if figure is None else apart(row.numbers[column], figure.number)
        if figure is not None and certainty is not None:
            yield _finding(sheet, column, row, figure, certainty if stated else Certainty.LIKELY)


def _usual_day(
    sheet: Sheet,
    column: Column,
    compared: Sequence[tuple[PrintedRow, Mapping[dt.date | None, EarlierFigure]]],
) -> tuple[dt.date | None, ...]:
    """The day that the column is of, as a tuple of one; empty where no earlier scorecard is likely the one.

    It is the day of which most figures are the printed ones. Of a figure or two, where there is only one day,
    it is that, unless the column is of another: an outturn is of 31 March, and what is beside it is not.
    """
    days = {day for row, figures in compared for day in figures if _is_before(day, row)}
    best: tuple[int, dt.date | None] | None = None
    for day in sorted(days, key=lambda day: day or dt.date.min):
        both = [(row.numbers[column], figures[day].number) for row, figures in compared if day in figures]
        fitting = sum(apart(one, two) is None for one, two in both)
        if 2 * fitting > len(both) and (best is None or fitting >= best[0]):
            best = fitting, day
    if best is not None:
        return (best[1],)
    few = sum(bool(figures) for _, figures in compared) < _MANY
    return tuple(days) if few and len(days) == 1 and _is_only(sheet, column, *days) else ()


def _is_only(sheet: Sheet, column: Column, day: dt.date | None) -> bool:
    """Whether no other column of the scorecard can be of this day, the only one of earlier figures."""
    if Column.PREVIOUS not in sheet.headings or Column.OUTTURN not in sheet.headings:
        return True
    return column is Column.PREVIOUS and day is not None and (day.month, day.day) != _YEAR_END


def _is_before(day: dt.date | None, row: PrintedRow) -> bool:
    own = _day(row, Column.AS_AT)
    return day is None or own is None or day < own


def _day(row: PrintedRow, column: Column) -> dt.date | None:
    return day_of(row.text(column)) if row.text(column) else None


def _finding(
    sheet: Sheet, column: Column, row: PrintedRow, figure: EarlierFigure, certainty: Certainty
) -> Finding:
    day = "" if figure.day is None else f" as at {date_text(figure.day)}"
    variant = "" if figure.variant == ALL else f" for {figure.variant}"
    proof = (
        f"the {column} figure is {row.numbers[column].text} here, but {figure.where} prints"
        f" {figure.number.text}{variant}{day}"
    )
    advice = "Print what was published, or say that it was restated, and why."
    return finding("previous-against-earlier", sheet, row, column, proof, advice, certainty=certainty)

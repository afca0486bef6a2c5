"""How published figures settle: how far a month's figure moves when later months are published.

A figure that was published when it was fresh is stated again by what is published later: by a scorecard or a
trend with months before its own, and by a reissue. The difference is what late records and corrections
brought. A figure of another definition has not settled but changed, and is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Final

from msgspec import Struct

from cicscore.record import Line
from cicscore.results import IndicatorInfo, Row, Scorecard, SeriesRow, SettlingRow, Trend
from cicscore.text import MONTHS, as_written, change_text, printed
from cicscore.vocabulary import Audience, Overridden, Unit

#: How many months later a figure is looked at again.
LAGS: Final = (1, 2, 3)
#: From how many earlier months on something is said of a fresh figure.
_ENOUGH: Final = 3
#: From which median on it is said although not every month moved the same way: in percentage points.
_LARGE: Final = Fraction(1)
#: The code of the note on a fresh figure.
SETTLING: Final = "settling"


class Told(Struct, frozen=True):
    """A document, and the as-at day by which it was published."""

    document: Scorecard | Trend
    by: dt.date


class _Basis(Struct, frozen=True):
    """What a figure was computed by."""

    catalogue: str
    definition: str | None

    def is_that_of(self, other: _Basis) -> bool:
        """Whether both mean the same. Documents without digests of definitions tell by whole catalogues."""
        same = self.definition is not None and self.definition == other.definition
        return same or self.catalogue == other.catalogue


class _Statement(Struct, frozen=True):
    """What one document says that a line came to on a day."""

    line: Line
    day: dt.date
    by: dt.date
    value: Fraction
    basis: _Basis
    audience: Audience


class Move(Struct, frozen=True):
    """How far the figure of a day was from the one first published, some months later."""

    day: dt.date
    months_later: int
    points: Fraction


class Curve(Struct, frozen=True):
    """How a line's figures moved, and the days, with their months later, of which the definition changed."""

    moves: tuple[Move, ...]
    redefined: tuple[tuple[dt.date, int], ...] = ()


def curves(told: Iterable[Told]) -> dict[Line, Curve]:
    """How each line's figures settled. Documents go in the order of publication.

    A figure counts from the first document of its own month. Where several tell of it in a later month, the
    last one counts; where none does, nothing is supposed. Only editions for one audience are compared, as
    others show figures only as they print.
    """
    by_line: dict[Line, dict[dt.date, list[_Statement]]] = {}
    for one in told:
        for said in _statements(one):
            by_line.setdefault(said.line, {}).setdefault(said.day, []).append(said)
    found = {line: _curve(days.values()) for line, days in by_line.items()}
    return {line: curve for line, curve in found.items() if curve.moves or curve.redefined}


def _curve(days: Iterable[Sequence[_Statement]]) -> Curve:
    moves: list[Move] = []
    redefined: list[tuple[dt.date, int]] = []
    for said in days:
        for lag in LAGS:
            pair = next(_first_and_later(said, lag), None)
            if pair is None:
                continue
            first, later = pair
            if later.basis.is_that_of(first.basis):
                moves.append(Move(first.day, lag, later.value - first.value))
            else:
                redefined.append((first.day, lag))
    return Curve(tuple(sorted(moves, key=lambda move: (move.day, move.months_later))), tuple(redefined))


def _first_and_later(said: Sequence[_Statement], lag: int) -> Iterator[tuple[_Statement, _Statement]]:
    """What was said of a day at first and ``lag`` months later; the fullest edition comes first."""
    for audience in Audience:
        ours = [one for one in said if one.audience is audience]
        first = [one for one in ours if _months_between(one.day, one.by) == 0]
        later = [one for one in ours if _months_between(one.day, one.by) == lag]
        if first and later:
            yield first[0], later[-1]


def _months_between(day: dt.date, later: dt.date) -> int:
    return (later.year - day.year) * 12 + later.month - day.month


def _statements(told: Told) -> Iterator[_Statement]:
    """What a document says of each line and day, once."""
    document = told.document
    meant = () if document.manifest is None else document.manifest.definitions
    definitions = {(one.indicator, one.valid_from): one.figure for one in meant}
    for day, valid_from, row in _figures(document):
        # What was set by hand does not settle: what was computed does.
        value = row.computed_value if Overridden.VALUE in row.overridden else row.value
        if value is not None:
            basis = _Basis(document.catalogue.sha256, definitions.get((row.indicator, valid_from)))
            line = row.indicator, row.variant
            yield _Statement(line, day, told.by, Fraction(as_written(value)), basis, document.audience)


def _figures(document: Scorecard | Trend) -> Iterator[tuple[dt.date, dt.date | None, Row | SeriesRow]]:
    """Each figure of everybody, with its day and the first day of its definition."""
    if isinstance(document, Trend):
        yield from ((row.as_at, row.definition_from, row) for row in document.series)
        return
    since = {info.id: info.valid_from for info in document.indicators}
    for row in document.results:
        if row.breakdown is None:
            yield document.as_at, since[row.indicator], row
    for month in document.series:
        if month.as_at != document.as_at:
            yield month.as_at, month.definition_from, month


# As a table --------------------------------------------------------------------------------------------


def settling_rows(found: Mapping[Line, Curve], indicators: Iterable[IndicatorInfo]) -> Iterator[SettlingRow]:
    """A row for each line and each number of months later of which there is anything to say."""
    infos = {info.id: info for info in indicators}
    for line, curve in found.items():
        info = infos.get(line[0])
        for lag in LAGS if info else ():
            points = [move.points for move in curve.moves if move.months_later == lag]
            redefined = sum(later == lag for _, later in curve.redefined)
            if info and (points or redefined):
                yield _settling_row(line, info, lag, points, redefined)


def _settling_row(
    line: Line, info: IndicatorInfo, lag: int, points: Sequence[Fraction], redefined: int
) -> SettlingRow:
    middle, least, most = (median(points), min(points), max(points)) if points else (None, None, None)

    def text(change: Fraction | None) -> str | None:
        return None if change is None else change_text(change, info.printed_in, info.decimals)

    return SettlingRow(
        indicator=line[0],
        variant=line[1],
        months_later=lag,
        months=len(points),
        rose=sum(change > 0 for change in points),
        fell=sum(change < 0 for change in points),
        median=None if middle is None else float(middle),
        median_display=text(middle),
        lowest=None if least is None else float(least),
        lowest_display=text(least),
        highest=None if most is None else float(most),
        highest_display=text(most),
        redefined=redefined,
    )


# As a caution ------------------------------------------------------------------------------------------


class _Found(Struct, frozen=True):
    """What earlier months lead to expect of a fresh figure; of one month of the year, or of all."""

    months_later: int
    points: tuple[Fraction, ...]
    of_one_month: bool

    @property
    def median(self) -> Fraction:
        return median(self.points)

    @property
    def is_one_way(self) -> bool:
        """Whether every month moved, and all the same way."""
        return min(self.points) > 0 or max(self.points) < 0


def with_cautions(scorecard: Scorecard, told: Iterable[Told]) -> Scorecard:
    """The scorecard with a note on each figure that earlier months lead one to expect to move.

    Only what was published before its month counts, so that it is the same when it is computed again later.
    """
    found = curves(one for one in told if one.by < scorecard.as_at)
    infos = {info.id: info for info in scorecard.indicators}

    def noted(row: Row) -> Row:
        curve = found.get((row.indicator, row.variant))
        by_hand = Overridden.VALUE in row.overridden
        if row.breakdown is not None or row.value is None or by_hand or curve is None:
            return row
        said = caution(curve, infos[row.indicator], scorecard.as_at)
        return row if said is None else row.model_copy(update={"notes": (*row.notes, f"{SETTLING}: {said}")})

    return scorecard.model_copy(update={"results": tuple(noted(row) for row in scorecard.results)})


def caution(curve: Curve, info: IndicatorInfo, day: dt.date) -> str | None:
    """What earlier months lead to expect of the fresh figure of ``day``; ``None`` where they do not tell.

    Three earlier months are needed. The same month of earlier years counts where all moved the same way; else
    all earlier months, where all moved the same way or, of a percentage, the median is a point or more. Of
    several numbers of months later, that of the greatest median is told.
    """
    earlier = [move for move in curve.moves if move.day < day]
    same_month = [move for move in earlier if move.day.month == day.month]
    of_month = [one for one in _by_lag(same_month, of_one_month=True) if one.is_one_way]
    of_all = [
        one
        for one in _by_lag(earlier, of_one_month=False)
        if one.is_one_way or (info.unit is Unit.PERCENT and abs(one.median) >= _LARGE)
    ]
    for candidates in (of_month, of_all):
        printing = [one for one in candidates if printed(one.median, info.decimals)]
        if printing:
            return _words(max(printing, key=lambda one: (abs(one.median), -one.months_later)), info, day)
    return None


def _by_lag(moves: Iterable[Move], *, of_one_month: bool) -> Iterator[_Found]:
    moves = list(moves)
    for lag in LAGS:
        points = tuple(move.points for move in moves if move.months_later == lag)
        if len(points) >= _ENOUGH:
            yield _Found(lag, points, of_one_month)


def _words(found: _Found, info: IndicatorInfo, day: dt.date) -> str:
    count, lag = len(found.points), found.months_later
    amount = _amounts(found, info)
    if found.of_one_month:
        month, later = MONTHS[day.month - 1], MONTHS[(day.month - 1 + lag) % 12]
        way = "gained" if found.median > 0 else "lost"
        return f"{month}'s figure has {way} {amount} by {later} in each of {count} earlier years"
    within = "a month later" if lag == 1 else f"{lag} months later"
    if found.is_one_way:
        way = "gained" if found.median > 0 else "lost"
        return f"the figure of each of {count} earlier months had {way} {amount} {within}"
    rose, fell = (sum(way * one > 0 for one in found.points) for way in (1, -1))
    points = change_text(found.median, info.printed_in, info.decimals)
    moved = f"{rose} had risen and {fell} had fallen"
    return f"of the figures of {count} earlier months, {moved} {within}; the median is {points}"


def _amounts(found: _Found, info: IndicatorInfo) -> str:
    """How far, without a sign: the median, and between what."""
    points = sorted(abs(one) for one in found.points)
    least, middle, most = (
        f"{printed(one, info.decimals):,f}" for one in (points[0], abs(found.median), points[-1])
    )
    unit = " points" if info.unit is Unit.PERCENT else ""
    return f"{middle}{unit}" if least == most else f"{middle}{unit} ({least} to {most})"

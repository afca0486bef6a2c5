"""Check that a saved scorecard is consistent: every name defined, and no value contradicting another."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from cicscore.direction import gain_of, movement
from cicscore.faults.fault import Fault, Place, nearest
from cicscore.faults.rules import fault
from cicscore.periods import window
from cicscore.rating import (
    Limits,
    Measured,
    Rating,
    RatingRule,
    Thresholds,
    Tolerances,
    rate,
    uneven_tolerances,
)
from cicscore.render.by_hand import as_computed, as_shown, is_beside, misattributed
from cicscore.render.confidential import DocumentPath, revealed, revealed_months
from cicscore.results import (
    IndicatorInfo,
    Panel,
    PanelLine,
    RagCounts,
    Row,
    Scorecard,
    Trend,
)
from cicscore.text import as_written, count_text, date_text, printed, scale_of, share_text, value_text
from cicscore.trend_tests import wilson_interval
from cicscore.vocabulary import (
    Audience,
    Direction,
    DirectionFrom,
    DisclosureMethod,
    PanelOf,
    Polarity,
    Rag,
    RateOn,
    Status,
    Tendency,
    Unit,
)
from cicscore.wording.editions import is_hidden

REDO: Final = "compute the scorecard again and save it with --format json; do not edit the document by hand"


def path_text(path: DocumentPath) -> str | None:
    """A place in the document as people write it: ``results[3].rag``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return text.removeprefix(".") or None


def shown(key: str) -> str:
    """A key in JSON spelling, without characters that could move a terminal's cursor."""
    return json.dumps(key)[1:-1]


def contradictions(scorecard: Scorecard, file: str) -> list[Fault]:
    """Find names that are not defined; if all are, find values that contradict each other."""
    dangling = list(_dangling(scorecard, file))
    checks = (_policy, revealed, _rows, _ratings, _months, _latest_month, _panels, _groups)
    return dangling or [
        fault("self-contradiction", Place(file, within=path_text(path)), found, REDO)
        for check in checks
        for path, found in check(scorecard)
    ]


def trend_contradictions(trend: Trend, file: str) -> list[Fault]:
    """The same for a trend."""
    return list(_dangling(trend, file)) or [
        fault("self-contradiction", Place(file, within=path_text(path)), found, REDO)
        for check in (revealed_months, _months)
        for path, found in check(trend)
    ]


def _dangling(document: Scorecard | Trend, file: str) -> Iterator[Fault]:
    """Find names used in the document that it does not define."""
    themes = [theme.id for theme in document.themes]
    indicators = [indicator.id for indicator in document.indicators]
    variants = [variant.id for variant in document.variants]
    uses: list[tuple[DocumentPath, str, Sequence[str]]] = [
        *((("indicators", n, "theme"), row.theme, themes) for n, row in enumerate(document.indicators)),
    ]
    for part in ("results", "series", "series_summaries", "panels"):
        for n, row in enumerate(getattr(document, part, ())):
            uses.append(((part, n, "indicator"), row.indicator, indicators))
            uses.append(((part, n, "variant"), row.variant, variants))
    for n, other in enumerate(document.comparators if isinstance(document, Scorecard) else ()):
        uses.append((("comparators", n, "indicator"), other.indicator, indicators))
    for n, standing in enumerate(document.benchmarks if isinstance(document, Scorecard) else ()):
        uses.append((("benchmarks", n, "indicator"), standing.indicator, indicators))
    for path, name, names in uses:
        if name not in names:
            yield fault(
                "dangling-name",
                Place(file, within=path_text(path)),
                f"{json.dumps(name)} is not among the document's {path[-1]}s",
                REDO,
                nearest=nearest(name, names),
            )


class _Room(Struct, frozen=True):
    """How far figures may be from what they follow from, because an edition rounds what it shows."""

    #: Half of the last place of a value as it is printed.
    value: Fraction = Fraction(0)
    #: Half of what counts are rounded to.
    count: Fraction = Fraction(0)

    @classmethod
    def of(cls, scorecard: Scorecard, info: IndicatorInfo) -> _Room:
        if scorecard.audience is Audience.INTERNAL:
            return cls()
        policy = scorecard.disclosure
        rounds = policy is not None and policy.method is DisclosureMethod.ROUND
        base = policy.round_to if policy is not None and rounds else None
        return cls(Fraction(1, 2 * 10**info.decimals), Fraction(base or 0, 2))


def _policy(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Find an edition for the public that does not say by which policy it was made."""
    if scorecard.audience is Audience.PUBLIC and scorecard.disclosure is None:
        yield ("disclosure",), "an edition for the public has the policy that it was made by"


def _rows(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Find duplicate rows, and figures whose text, counts, rating or direction contradict the value."""
    indicators = {indicator.id: indicator for indicator in scorecard.indicators}
    first: dict[tuple[str | None, ...], int] = {}
    for n, row in enumerate(scorecard.results):
        before = first.setdefault((row.indicator, row.variant, row.breakdown, row.group), n)
        if before != n:
            yield ("results", n), f"the row is of the same figure as results[{before}]"
        info = indicators[row.indicator]
        ends = window(info.period_type, scorecard.as_at).end
        if row.period_end != ends:
            said = f"it is {date_text(row.period_end)}, but as at {date_text(scorecard.as_at)}"
            yield ("results", n, "period_end"), f"{said} the window ends on {date_text(ends)}"
        for name, value, text in _printed(row):
            due = None if value is None else value_text(as_written(value), info.printed_in, info.decimals)
            if text is not None and text != due:
                found = f"{name} is {json.dumps(text)}, but the figure is {due or 'missing'}"
                yield ("results", n, name), found
        for name, found in _contradictions(row, info, _Room.of(scorecard, info), scorecard.audience):
            yield ("results", n, name), found
        known = row.previous_value is not None or row.outturn_value is not None
        if info.direction_from is DirectionFrom.TENDENCY:
            yield from _against_trend(row, n, scorecard)
        elif row.direction is not None and not known and not is_hidden(row, "outturn_value"):
            yield ("results", n, "direction"), f"it is {row.direction.value}, but no earlier figure is given"


def _against_trend(row: Row, n: int, scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Find a direction that is not that of the trend in the document."""
    if row.direction is None:
        return
    told = [
        Direction.SAME if each.tendency is Tendency.NO_CLEAR_TREND else each.tendency_direction
        for each in scorecard.series_summaries
        if (each.indicator, each.variant) == (row.indicator, row.variant) and row.breakdown is None
    ]
    if row.direction not in told:
        yield ("results", n, "direction"), f"it is {row.direction.value}, but the trend of its months is not"


def _contradictions(
    row: Row, info: IndicatorInfo, room: _Room, audience: Audience
) -> Iterator[tuple[str, str]]:
    """Find what contradicts itself in a row, and in what was computed beside what was set by hand."""
    yield from misattributed(row, info, audience)
    shown = as_shown(row)
    for check in _CHECKS:
        yield from check(shown, info, room)
    if is_beside(row):
        computed = as_computed(row)
        for check in (_check_value, _check_rating, _check_reason):
            for name, found in check(computed, info, room):
                yield f"computed_{name}", found


def _check_value(row: Row, info: IndicatorInfo, room: _Room) -> Iterator[tuple[str, str]]:
    """Find a value that its status excludes, or that does not follow from its counts."""
    if row.value is None:
        return
    if row.status not in (Status.CALCULATED, Status.PUBLISHED):
        yield "value", f"a row that is {row.status.value} has a value"
    if info.unit is Unit.PERCENT and row.value < 0 and not info.made_of:
        yield "value", "a percentage is below 0"
    if row.numerator is None or is_hidden(row, "denominator"):
        return
    value, numerator = Fraction(as_written(row.value)), Fraction(row.numerator)
    denominator = Fraction(1) if row.denominator is None else Fraction(row.denominator)
    # The sums behind means are printed rounded; everything else is exact to the digits of a JSON number.
    slack = Fraction(1, 100) if info.unit in (Unit.MEAN, Unit.RATIO) else abs(numerator) / 10**9
    scale = scale_of(info.unit)
    slack = max(slack, room.value * denominator / scale) + room.count * (1 + abs(value) / scale)
    if abs(value * denominator / scale - numerator) > slack:
        counts = count_text(row.numerator)
        counts += "" if row.denominator is None else f" of {count_text(row.denominator)}"
        yield "value", f"it is {as_written(row.value)}, but the counts are {counts}"


def _check_rating(row: Row, info: IndicatorInfo, room: _Room) -> Iterator[tuple[str, str]]:
    """Find a rating that the value and limits cannot give, whether exact or printed values are rated."""
    if row.rag is None:
        return
    if row.value is None:
        yield "rag", f"a figure that is missing is rated {row.rag.value}"
    elif row.target is None or info.polarity is Polarity.NONE:
        yield "rag", f"a figure without a {'target' if row.target is None else 'polarity'} is rated"
    elif (limits := _limits_of(row, info)) is not None:
        due = {
            rating.rag
            for step in (-room.value, Fraction(0), room.value)
            for rating in _ratings_of(row, info, limits, step)
        }
        if row.rag not in due:
            words = " or ".join(sorted(rag.value for rag in due if rag))
            yield "rag", f"it is {row.rag.value}, but by target and amber limit the figure is {words}"
    elif as_written(row.value) == row.target and row.rag is not Rag.GREEN and not room.value:
        yield "rag", f"it is {row.rag.value}, but the figure is the target"


def _limits_of(row: Row, info: IndicatorInfo) -> Limits | None:
    """The limits in the row; ``None`` where some are missing, as before version 1.2."""
    if row.target is None:
        return None
    if info.polarity is not Polarity.TARGET:
        return None if row.amber is None else Thresholds(row.target, row.amber, exceeded=row.exceeded)
    uneven = uneven_tolerances(row.target, (row.green_low, row.green_high), (row.amber_low, row.amber_high))
    if uneven is not None:
        return uneven
    if row.green_within is None or row.amber_within is None:
        return None
    return Tolerances(row.target, row.green_within, row.amber_within)


def _check_movement(row: Row, info: IndicatorInfo, room: _Room) -> Iterator[tuple[str, str]]:
    """Find a direction, movement or change that does not match the previous value and the value.

    "The same" is not checked: it may depend on a tolerance, which the document does not record.
    """
    if row.value is None or row.previous_value is None:
        return
    value, before = as_written(row.value), as_written(row.previous_value)
    now, then = (printed(Fraction(one), info.decimals) for one in (value, before))
    pair = f"the figure is {now} and the previous one {then}"
    gain = gain_of(now, then, info.polarity, row.target)
    of_figures = None if info.direction_from is DirectionFrom.TENDENCY else row.direction
    better = {Direction.IMPROVED: 1, Direction.WORSENED: -1}.get(of_figures) if of_figures else None
    if row.direction is not None and gain is None:
        yield "direction", f"it is {row.direction.value}, but neither way is better"
    elif better is not None and gain is not None and gain * better <= 0:
        against = f", and the target {row.target}" if info.polarity is Polarity.TARGET else ""
        yield "direction", f"it is {row.direction}, but {pair}{against}"
    went = movement(Fraction(value), Fraction(before), decimals=info.decimals)
    if row.movement not in (None, went):
        yield "movement", f"it says {row.movement}, but {pair}"
    apart = Fraction(0 if row.change is None else as_written(row.change) - (value - before))
    # The value, the earlier one and the change may each have been rounded.
    if printed(apart, info.decimals) and abs(apart) > 3 * room.value:
        yield "change", f"it is {as_written(row.change or 0.0)}, but {pair}"


def _ratings_of(
    row: Row, info: IndicatorInfo, limits: Limits | None, step: Fraction = Fraction(0)
) -> Iterator[Rating]:
    """The ratings that the row may have, if its value is ``step`` more.

    The document records neither whether the exact or the printed value was rated, nor whether amber needed an
    improvement; what the numerator counts stands only in the reason.
    """
    value = None if row.value is None else Fraction(as_written(row.value)) + step
    measured = Measured(row.status, row.status_reason, row.numerator, row.denominator, value)
    found = _LABEL.search(row.rag_reason)
    label = None if found is None or found[1] == "in the numerator" else found[1]
    each = [limits]
    if isinstance(limits, Thresholds):
        each.append(replace(limits, amber_needs_improved=True))
    for rate_on, needed in product(RateOn, each):
        rule = RatingRule(
            info.polarity, info.unit, info.decimals, needed, "", rate_on, label, info.unit_label
        )
        yield rate(measured, rule, row.direction)


#: What the numerator counts, in a reason: "9 more children reviewed on time would be green."
_LABEL = re.compile(r"; [0-9,]+ (?:more|fewer) (?:among )?(.+) would be green\.$")


def _check_reason(row: Row, info: IndicatorInfo, room: _Room) -> Iterator[tuple[str, str]]:
    """Find a reason whose rating or figures are not the row's."""
    if not _tells_why(row, info):
        return
    rated = "Not rated" if row.rag is None else row.rag.value.capitalize()
    if not row.rag_reason.startswith(f"{rated}:"):
        yield "rag_reason", f'it does not begin with "{rated}:"'
        return
    figures = [
        _figures(rating.reason) for each in _as_told(row, info, room) for rating in _due(each, info, room)
    ]
    if row.rag and figures and _figures(row.rag_reason) not in figures:
        yield "rag_reason", f"its figures are not those of the row: {', '.join(figures[0])}"


def _as_told(row: Row, info: IndicatorInfo, room: _Room) -> Iterator[Row]:
    """The row as it is and, where its edition rounds the value, with the exact one of its counts.

    A reason may tell a figure more closely than it is printed: 12.02% is above a limit of 12%.
    """
    yield row
    if room.value and not room.count and row.numerator is not None and row.denominator:
        exact = Fraction(row.numerator) / Fraction(row.denominator) * scale_of(info.unit)
        yield row.model_copy(update={"value": float(exact)})


def _tells_why(row: Row, info: IndicatorInfo) -> bool:
    """Whether the row has a rating, or none, and all the limits that it follows from."""
    if is_hidden(row, "value") or is_hidden(row, "rag"):
        return False
    return row.target is None or _limits_of(row, info) is not None


def _due(row: Row, info: IndicatorInfo, room: _Room) -> list[Rating]:
    """The ratings, with their reasons, that the row's counts and limits may give and that it has."""
    if room.count or any(is_hidden(row, name) for name in ("numerator", "denominator", "to_green")):
        return []  # the counts that are shown are not those that it was told from
    return [rating for rating in _ratings_of(row, info, _limits_of(row, info)) if rating.rag is row.rag]


def _check_to_green(row: Row, info: IndicatorInfo, room: _Room) -> Iterator[tuple[str, str]]:
    """Find a distance from green that is not that of the counts."""
    if not _tells_why(row, info) or room.count or is_hidden(row, "to_green"):
        return
    due = _due(row, info, room)
    greens = [rating.to_green for rating in due] if row.rag else [None]
    if greens and row.to_green not in greens:
        given, needed = (
            "missing" if count is None else count_text(count) for count in (row.to_green, *greens)[:2]
        )
        yield "to_green", f"it is {given}, but by the counts it is {needed}"


def _figures(text: str) -> list[str]:
    """The numbers in a text. Words are not compared: later versions may put them otherwise."""
    return re.findall(r"[0-9]+(?:[,.][0-9]+)*", text)


def _check_interval(row: Row, info: IndicatorInfo, room: _Room) -> Iterator[tuple[str, str]]:
    """Find an interval that is not that of the counts."""
    del info
    if row.interval_low is None and row.interval_high is None:
        return
    if room.count or is_hidden(row, "numerator") or is_hidden(row, "denominator"):
        return
    count, out_of = row.numerator or Decimal(0), row.denominator or Decimal(0)
    due = wilson_interval(int(count), int(out_of)) if 0 <= count <= out_of and out_of >= 1 else None
    for name, end, given in (("interval_low", 0, row.interval_low), ("interval_high", 1, row.interval_high)):
        if (
            due is None
            or given is None
            or not math.isclose(given, due[end] * 100, abs_tol=1e-9 + float(room.value))
        ):
            text = "none" if due is None else f"{due[end] * 100:.6g}"
            yield name, f"it is {given}, but by the counts it is {text}"


def _check_unknown(row: Row, info: IndicatorInfo, room: _Room) -> Iterator[tuple[str, str]]:
    """Find a number of unknown rows that the values between which the figure lies, or a note, deny."""
    del info, room
    if row.rows_unknown is None:
        return
    if row.rows_unknown == 0 and not row.value == row.value_low == row.value_high:
        yield "rows_unknown", f"it is 0, but the figure is from {row.value_low} to {row.value_high}"
    counted = f"unknown_rows: {row.rows_unknown:,} row"
    if any(note.startswith("unknown_rows:") and not note.startswith(counted) for note in row.notes):
        yield "rows_unknown", f"it is {row.rows_unknown:,}, but a note has another number of rows"


_CHECKS = (
    _check_value,
    _check_rating,
    _check_reason,
    _check_to_green,
    _check_movement,
    _check_interval,
    _check_unknown,
)


def _printed(row: Row) -> tuple[tuple[str, float | None, str | None], ...]:
    return (
        ("display", row.value, row.display),
        ("previous_display", row.previous_value, row.previous_display),
        ("earlier_display", row.earlier_value, row.earlier_display),
        ("outturn_display", row.outturn_value, row.outturn_display),
    )


def _ratings(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Find counts of ratings that differ from the rows."""
    whole = [row for row in scorecard.results if row.breakdown is None]
    for name, given in scorecard.rag_counts.items():
        rows = [row for row in whole if (row.line if name == "lines" else row.variant == name)]
        hidden = sum(is_hidden(row, "rag") for row in rows)
        shown = RagCounts.of(row.rag for row in rows if not is_hidden(row, "rag"))
        counted = shown.model_copy(update={"confidential": hidden})
        if given != counted:
            yield ("rag_counts", name), f"it gives {_words(given)}; the rows are {_words(counted)}"


def _words(counts: RagCounts) -> str:
    known = f"{counts.green} green, {counts.amber} amber, {counts.red} red and {counts.not_rated} not rated"
    return f"{known}, with {counts.confidential} not shown" if counts.confidential else known


def _months(document: Scorecard | Trend) -> Iterator[tuple[DocumentPath, str]]:
    """Find months that are there twice, or that print or were set otherwise than they are."""
    indicators = {indicator.id: indicator for indicator in document.indicators}
    first: dict[tuple[str, str, dt.date], int] = {}
    for n, month in enumerate(document.series):
        before = first.setdefault((month.indicator, month.variant, month.as_at), n)
        if before != n:
            yield ("series", n), f"the row is of the same month as series[{before}]"
        info = indicators[month.indicator]
        if month.definition_from != info.valid_from:
            continue  # an earlier definition, which may have been printed with other decimals
        due = (
            None
            if month.value is None
            else value_text(as_written(month.value), info.printed_in, info.decimals)
        )
        if month.display != due:
            yield (
                ("series", n, "display"),
                f"it is {json.dumps(month.display)}, but the figure is {due or 'missing'}",
            )
        for name, found in misattributed(month, info, document.audience):
            yield ("series", n, name), found


def _latest_month(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Find months of the as-at date that are not what the figures are."""
    whole = {(row.indicator, row.variant): row for row in scorecard.results if row.breakdown is None}
    for n, month in enumerate(scorecard.series):
        row = whole.get((month.indicator, month.variant))
        if month.as_at != scorecard.as_at or row is None:
            continue
        for name in ("display", "numerator", "denominator", "rag", "overridden", "computed_value"):
            if getattr(month, name) != getattr(row, name):
                yield ("series", n, name), f"it is not that of the figure as at {date_text(scorecard.as_at)}"


def _panels(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Find panels whose counts do not fit their columns, their totals or the figure they are of."""
    indicators = {indicator.id: indicator for indicator in scorecard.indicators}
    whole = {(row.indicator, row.variant): row for row in scorecard.results if row.breakdown is None}
    for n, panel in enumerate(scorecard.panels):
        if panel.total is None:
            continue
        room = _Room.of(scorecard, indicators[panel.indicator])
        row = whole.get((panel.indicator, panel.variant))
        due = None if row is None else _counted(panel.of, row)
        # Where counts are rounded, so are both of those that a difference is of, and the difference.
        if due is None or abs(panel.total - due) > 3 * room.count:
            yield ("panels", n, "total"), f"it is {panel.total}, but the figure has {due}"
        if len(panel.totals) != len(panel.columns) or len(panel.shares_display) != len(panel.columns):
            yield ("panels", n, "totals"), "there is not one for each column"
        for m, line in enumerate(panel.lines):
            for name, found in _line(panel, line, room):
                yield ("panels", n, "lines", m, name), found


def _line(panel: Panel, line: PanelLine, room: _Room) -> Iterator[tuple[str, str]]:
    if len(line.counts) != len(panel.columns):
        yield "counts", "there is not one for each column"
    # Whoever has several rows may be in several groups, but in none more than once.
    known = [count for count in line.counts if count is not None]
    if any(count < 0 or (line.total is not None and count > line.total) for count in known):
        yield "counts", "one is greater than the line's total, or below 0"
    if panel.total is None or line.total is None:
        return
    if not 0 <= line.total <= panel.total:
        yield "total", "it is greater than the panel's total, or below 0"
    due = share_text(line.total, panel.total)
    unshown = line.share_display is None and room.value
    if line.share_display != due and not (unshown or room.count):
        yield "share_display", f"it is {json.dumps(line.share_display)}, but the counts give {due}"


def _counted(of: PanelOf, row: Row) -> Decimal | None:
    match of:
        case PanelOf.NUMERATOR:
            return row.numerator
        case PanelOf.DENOMINATOR:
            return row.denominator
        case PanelOf.NOT_COUNTED:
            if row.numerator is None or row.denominator is None:
                return None
            return row.denominator - row.numerator


def _groups(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Find rows of groups that the document's breakdowns do not name."""
    named = {info.id: {group.id for group in info.groups} for info in scorecard.breakdowns}
    for n, row in enumerate(scorecard.results):
        if row.breakdown is None or not named:
            continue
        if row.group not in named.get(row.breakdown, set()):
            yield ("results", n, "group"), f"the breakdown {shown(row.breakdown)} names no such group"

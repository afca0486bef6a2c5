"""Whether a saved scorecard agrees with itself: one changed by hand shows here, before it is passed on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction

from cicscore.direction import gain_of, movement
from cicscore.faults import Fault, Place, Severity, nearest
from cicscore.figures import as_written, count_text, printed, scale_of, value_text
from cicscore.rating import Limits, Measured, Rule, Thresholds, Tolerances, rate
from cicscore.render.document_faults import CONTRADICTION, DANGLING_NAME, REDO, DocumentPath, path_text
from cicscore.results import IndicatorInfo, RagCounts, Row, Scorecard
from cicscore.vocabulary import Direction, Polarity, Rag, RateOn, Status, Unit


def contradictions(scorecard: Scorecard, file: str) -> list[Fault]:
    """Every name that nothing describes; and where all are known, what does not fit together."""
    dangling = list(_dangling(scorecard, file))
    return dangling or [
        Fault(CONTRADICTION, Severity.ERROR, Place(file, within=path_text(path)), found, REDO)
        for path, found in (*_rows(scorecard), *_ratings(scorecard))
    ]


def _dangling(scorecard: Scorecard, file: str) -> Iterator[Fault]:
    """Every name that a part of the document uses has to be one that another part explains."""
    themes = [theme.id for theme in scorecard.themes]
    indicators = [indicator.id for indicator in scorecard.indicators]
    variants = [variant.id for variant in scorecard.variants]
    uses: list[tuple[DocumentPath, str, Sequence[str]]] = [
        *((("indicators", n, "theme"), row.theme, themes) for n, row in enumerate(scorecard.indicators)),
        *(
            (("results", n, "indicator"), row.indicator, indicators)
            for n, row in enumerate(scorecard.results)
        ),
        *((("results", n, "variant"), row.variant, variants) for n, row in enumerate(scorecard.results)),
    ]
    for path, name, names in uses:
        if name not in names:
            yield Fault(
                DANGLING_NAME,
                Severity.ERROR,
                Place(file, within=path_text(path)),
                f"{json.dumps(name)} is not among the document's {path[-1]}s",
                REDO,
                nearest=nearest(name, names),
            )


def _rows(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Rows that stand twice, and figures that are printed, counted or rated otherwise than they are."""
    indicators = {indicator.id: indicator for indicator in scorecard.indicators}
    first: dict[tuple[str | None, ...], int] = {}
    for n, row in enumerate(scorecard.results):
        before = first.setdefault((row.indicator, row.variant, row.breakdown, row.group), n)
        if before != n:
            yield ("results", n), f"the row is of the same figure as results[{before}]"
        info = indicators[row.indicator]
        for name, value, told in _printed(row):
            due = None if value is None else value_text(as_written(value), info.unit, info.decimals)
            if told is not None and told != due:
                found = f"{name} is {json.dumps(told)}, but the figure is {due or 'missing'}"
                yield ("results", n, name), found
        told_otherwise = (_counted_otherwise, _rated_otherwise, _moved_otherwise)
        for name, found in (pair for of in told_otherwise for pair in of(row, info)):
            yield ("results", n, name), found
        if row.direction is not None and row.previous_value is None and row.outturn_value is None:
            yield ("results", n, "direction"), f"it is {row.direction.value}, but no earlier figure is told"


def _counted_otherwise(row: Row, info: IndicatorInfo) -> Iterator[tuple[str, str]]:
    """A value under a status that has none, and one that its counts do not come to."""
    if row.value is None:
        return
    if row.status not in (Status.CALCULATED, Status.PUBLISHED):
        yield "value", f"a row that is {row.status.value} has a value"
    if info.unit is Unit.PERCENT and row.value < 0:
        yield "value", "a percentage lies below 0"
    if row.numerator is None:
        return
    value, numerator = Fraction(as_written(row.value)), Fraction(row.numerator)
    denominator = Fraction(1) if row.denominator is None else Fraction(row.denominator)
    # Sums of means are told rounded; all else to the last digit that a JSON number has.
    slack = Fraction(1, 100) if info.unit in (Unit.MEAN, Unit.RATIO) else abs(numerator) / 10**9
    if abs(value * denominator / scale_of(info.unit) - numerator) > slack:
        counts = count_text(row.numerator)
        counts += "" if row.denominator is None else f" of {count_text(row.denominator)}"
        yield "value", f"it is {as_written(row.value)}, but the counts are {counts}"


def _rated_otherwise(row: Row, info: IndicatorInfo) -> Iterator[tuple[str, str]]:
    """A rating that no way of rating the value by its limits gives."""
    if row.rag is None:
        return
    if row.value is None:
        yield "rag", f"a figure that is missing is rated {row.rag.value}"
    elif row.target is None or info.polarity is Polarity.NONE:
        yield "rag", f"a figure without a {'target' if row.target is None else 'polarity'} is rated"
    elif (limits := _limits_of(row, info)) is not None:
        due = set(_ratings_of(Fraction(as_written(row.value)), limits, info))
        # Amber may have needed an improvement, of which the document tells nothing.
        needed = isinstance(limits, Thresholds) and row.rag is Rag.RED and Rag.AMBER in due
        if row.rag not in due and not needed:
            words = " or ".join(sorted(rag.value for rag in due if rag))
            yield "rag", f"it is {row.rag.value}, but by target and amber limit the figure is {words}"
    elif as_written(row.value) == row.target and row.rag is not Rag.GREEN:
        yield "rag", f"it is {row.rag.value}, but the figure is the target"


def _limits_of(row: Row, info: IndicatorInfo) -> Limits | None:
    """The limits that the row tells; none where it does not tell all, as before version 1.2."""
    if row.target is None:
        return None
    if info.polarity is not Polarity.TARGET:
        return None if row.amber is None else Thresholds(row.target, row.amber)
    if row.green_within is None or row.amber_within is None:
        return None
    return Tolerances(row.target, row.green_within, row.amber_within)


def _moved_otherwise(row: Row, info: IndicatorInfo) -> Iterator[tuple[str, str]]:
    """A direction, a movement or a change that is not that from the previous value to the value.

    "The same" may rest on a tolerance, of which the document tells nothing.
    """
    if row.value is None or row.previous_value is None:
        return
    value, before = as_written(row.value), as_written(row.previous_value)
    now, then = (printed(Fraction(one), info.decimals) for one in (value, before))
    pair = f"the figure is {now} and the previous one {then}"
    gain = gain_of(now, then, info.polarity, row.target)
    better = {Direction.IMPROVED: 1, Direction.WORSENED: -1}.get(row.direction) if row.direction else None
    if row.direction is not None and gain is None:
        yield "direction", f"it is {row.direction.value}, but neither way is better"
    elif better is not None and gain is not None and gain * better <= 0:
        against = f", and the target {row.target}" if info.polarity is Polarity.TARGET else ""
        yield "direction", f"it is {row.direction}, but {pair}{against}"
    went = movement(Fraction(value), Fraction(before), decimals=info.decimals)
    if row.movement not in (None, went):
        yield "movement", f"it says {row.movement}, but {pair}"
    if row.change is not None and printed(Fraction(as_written(row.change) - (value - before)), info.decimals):
        yield "change", f"it is {as_written(row.change)}, but {pair}"


def _ratings_of(value: Fraction, limits: Limits, info: IndicatorInfo) -> Iterator[Rag | None]:
    """The rating of the exact value and of the printed one: which of them counts is not in the document."""
    measured = Measured(Status.CALCULATED, None, None, None, value)
    for rate_on in RateOn:
        rule = Rule(info.polarity, info.unit, info.decimals, limits, "", rate_on, None)
        yield rate(measured, rule, None).rag


def _printed(row: Row) -> tuple[tuple[str, float | None, str | None], ...]:
    return (
        ("display", row.value, row.display),
        ("previous_display", row.previous_value, row.previous_display),
        ("outturn_display", row.outturn_value, row.outturn_display),
    )


def _ratings(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Counts of ratings that are not those of the rows."""
    whole = [row for row in scorecard.results if row.breakdown is None]
    for name, told in scorecard.rag_counts.items():
        rows = [row for row in whole if (row.line if name == "lines" else row.variant == name)]
        counted = RagCounts.of(row.rag for row in rows)
        if told != counted:
            yield ("rag_counts", name), f"it tells of {_words(told)}; the rows are {_words(counted)}"


def _words(counts: RagCounts) -> str:
    return f"{counts.green} green, {counts.amber} amber, {counts.red} red and {counts.not_rated} not rated"

"""Figures made of other figures: of the same day, variant and group, from exact values.

A part without a value leaves the whole without one, with the part's status and its reason. What a part does
not know bounds the whole: by interval arithmetic, so that bounds may be wider than possible, never narrower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias, assert_never

from msgspec import Struct

from cicscore.catalogue.definitions import Composed, Indicator, Published
from cicscore.expressions.formula import Constant, Formula, Operation, Part, parts_in
from cicscore.expressions.nodes import Operator
from cicscore.rating import STATUS_PHRASES, Measured
from cicscore.scorecard.bounds import Bounds
from cicscore.scorecard.computation import Figure
from cicscore.vocabulary import ALL, Status

#: Which figure of an indicator: its variant, its breakdown and its group.
Key: TypeAlias = tuple[str, str | None, str | None]


class PartFigures(Struct, frozen=True):
    """One part of a whole, and its figures.

    ``shown`` are the values that are shown where they were set by hand. ``of_everybody`` is whether the part
    has one value for everybody, such as a published one, so that it is that of every group; ``rows`` names
    what is counted of it, so that what several parts count alike is counted once.
    """

    title: str
    of_everybody: bool
    figures: Mapping[Key, Figure]
    shown: Mapping[Key, Fraction]
    rows: frozenset[str]

    def figure(self, key: Key) -> Figure | None:
        """The part's figure for a variant and group."""
        return self.figures.get((key[0], None, None) if self.of_everybody else key)

    def by_hand(self, key: Key) -> Fraction | None:
        """The value that was set by hand in place of the one that was computed."""
        return self.shown.get((key[0], None, None) if self.of_everybody else key)


class Theirs(Struct, frozen=True):
    """A comparator's figure, which is of everybody; ``value`` is ``None`` where none is known."""

    title: str
    value: Fraction | None
    reason: str


Known: TypeAlias = Mapping[Part, PartFigures | Theirs]


def is_of_everybody(indicator: Indicator, parts: Callable[[str], Indicator | None]) -> bool:
    """Whether an indicator has one value for everybody, which no group has a share in."""
    match indicator.measure:
        case Published():
            return True
        case Composed() as measure:
            own = [part for part in parts_in(measure.formula) if part.comparator is None]
            found = (parts(part.indicator) for part in own)
            return all(part is not None and is_of_everybody(part, parts) for part in found)
        case _:
            return False


def composed(measure: Composed, key: Key, known: Known, small: int) -> Figure:
    """The figure of a whole for one variant and group; ``small`` is below which denominators are few."""
    variant, breakdown, group = key
    used = {part: found for part, found in known.items() if isinstance(found, PartFigures)}
    lacking = tuple(_lacking(key, known))
    if lacking:
        status, _ = lacking[0]
        reasons = "; ".join(dict.fromkeys(reason for _, reason in lacking))
        return Figure(variant, breakdown, group, Measured(status, reasons, None, None, None))
    value = _value(measure.formula, lambda part: _span(part, key, known))
    if value.exact is None:
        measured = Measured(Status.NO_DENOMINATOR, "what it is divided by is 0", None, None, None)
    else:
        measured = Measured(Status.CALCULATED, None, None, None, value.exact)
    figures = [(part, figure) for part in used.values() if (figure := part.figure(key)) is not None]
    rows = _rows_unknown(figures)
    known_bounds = Bounds(rows, value.low, value.high, value.always) if rows else None
    return Figure(
        variant,
        breakdown,
        group,
        measured,
        notes=tuple(_notes(key, figures, small)),
        bounds=known_bounds or Bounds(0, value.exact, value.exact),
        not_recorded=tuple(dict.fromkeys(words for _, figure in figures for words in figure.not_recorded)),
    )


def _lacking(key: Key, known: Known) -> Iterator[tuple[Status, str]]:
    """The status and reason of each part that has no value here."""
    for found in known.values():
        match found:
            case Theirs(value=None, title=title, reason=reason):
                yield Status.NOT_REPORTED, f"{title}: {reason}"
            case Theirs(title=title) if key[0] != ALL:
                yield (
                    Status.NOT_APPLICABLE,
                    f"{title} is a figure for everybody, so no children can be left out of it",
                )
            case Theirs():
                pass
            case PartFigures():
                figure = found.figure(key)
                if figure is None:
                    yield Status.NOT_APPLICABLE, f"{found.title} has no figure for this group"
                elif figure.measured.value is None and found.by_hand(key) is None:
                    measured = figure.measured
                    reason = measured.status_reason or STATUS_PHRASES[measured.status]
                    yield measured.status, f"{found.title}: {reason}"
            case _ as never:
                assert_never(never)


# Values and their bounds -----------------------------------------------------------------------------


class _Span(Struct, frozen=True):
    """A value, and between what it lies; ``None`` is no value, or no bound."""

    exact: Fraction | None
    low: Fraction | None
    high: Fraction | None
    always: bool = True


def _fixed(value: Fraction) -> _Span:
    return _Span(value, value, value)


def _span(part: Part, key: Key, known: Known) -> _Span:
    match known[part]:
        case Theirs(value=value):
            assert value is not None  # noqa: S101 - a part without a value has ended it before
            return _fixed(value)
        case PartFigures() as found:
            figure, by_hand = found.figure(key), found.by_hand(key)
            if by_hand is not None:
                return _fixed(by_hand)
            assert figure is not None  # noqa: S101 - as above
            assert figure.measured.value is not None  # noqa: S101 - as above
            bounds = figure.bounds
            if bounds is None or not bounds.rows:
                return _fixed(figure.measured.value)
            return _Span(figure.measured.value, bounds.low, bounds.high, bounds.always)
        case _ as never:
            assert_never(never)


def _value(formula: Formula, span: Callable[[Part], _Span]) -> _Span:
    """The exact value of a formula and its bounds; no value where something is divided by 0."""
    match formula:
        case Constant(value=value):
            return _fixed(Fraction(value))
        case Part():
            return span(formula)
        case Operation(operator=operator, left=left, right=right):
            return _operated(operator, _value(left, span), _value(right, span))
        case _ as never:
            assert_never(never)


def _operated(operator: Operator, left: _Span, right: _Span) -> _Span:
    one, other = left.exact, right.exact
    exact = None if one is None or other is None else _operate(operator, one, other)
    always = left.always and right.always
    if left.low is None or left.high is None or right.low is None or right.high is None:
        known_divisor = operator is not Operator.DIVIDE or (right.low == right.high and bool(right.low))
        return _Span(exact, None, None, always and known_divisor)
    if operator is Operator.DIVIDE and right.low <= 0 <= right.high:
        return _Span(exact, None, None, always=False)
    corners = [_operate(operator, a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    ends = [corner for corner in corners if corner is not None]
    return _Span(exact, min(ends), max(ends), always)


def _operate(operator: Operator, left: Fraction, right: Fraction) -> Fraction | None:
    match operator:
        case Operator.ADD:
            return left + right
        case Operator.SUBTRACT:
            return left - right
        case Operator.MULTIPLY:
            return left * right
        case Operator.DIVIDE:
            return left / right if right else None
        case _ as never:
            assert_never(never)


# What is said beside -------------------------------------------------------------------------------


def _rows_unknown(figures: Sequence[tuple[PartFigures, Figure]]) -> int:
    """How many rows are not known; parts that count rows of the same extracts share them."""
    most: dict[frozenset[str], int] = {}
    for part, figure in figures:
        if figure.bounds is not None:
            most[part.rows] = max(most.get(part.rows, 0), figure.bounds.rows)
    return sum(most.values())


def _notes(key: Key, figures: Sequence[tuple[PartFigures, Figure]], small: int) -> Iterator[str]:
    """The cautions of the parts that hold for the whole, each with the part's title."""
    for part, figure in figures:
        if part.by_hand(key) is not None:
            yield f"made_of_value_by_hand: the value of {part.title} that this is made of was set by hand"
        for note in figure.notes:
            code, _, text = note.partition(": ")
            yield f"{code}: {part.title}: {text}"
        below = figure.measured.denominator
        if below is not None and below < small:
            yield (
                f"small_cohort: the denominator of {part.title} is under {small}, so one more or fewer moves "
                "the figure a lot"
            )

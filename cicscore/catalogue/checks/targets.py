"""Checks of targets: unreachable colours, forgotten years, years without figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import assert_never

from msgspec import Struct

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.checks.context import Context, Defined, Finding, check
from cicscore.catalogue.target_spans import MONTHS, QUARTERS, TargetSpan, last_step
from cicscore.catalogue.targets import known_groups
from cicscore.catalogue.yaml import Path
from cicscore.expressions.nodes import NOT_RECORDED, OUTSIDE
from cicscore.faults.fault import nearest
from cicscore.rating import Limits, RatingRule, Thresholds, Tolerances, UnevenTolerances, colour
from cicscore.vocabulary import Comparator, Direction, Rag, RateOn, TargetYears, Unit


class Values(Struct, frozen=True):
    """The possible values: from ``low`` to ``high`` (``None``: unbounded), in multiples of ``step``.

    ``step`` is ``None`` if every value between is possible.
    """

    low: Fraction | None
    high: Fraction | None
    step: Fraction | None

    def near(self, points: Iterable[Fraction]) -> tuple[Fraction, ...]:
        """A value at each point, between neighbouring points, and beyond the outermost ones.

        With steps, the multiples next to each point instead.
        """
        ends = sorted({*points, *(end for end in (self.low, self.high) if end is not None)})
        if self.step is None:
            between = ((one + other) / 2 for one, other in pairwise(ends))
            found = (*ends, *between, ends[0] - 1, ends[-1] + 1)
        else:
            found = tuple(
                (floor(end / self.step) + more) * self.step for end in ends for more in (-1, 0, 1, 2)
            )
        return tuple(value for value in found if self._has(value))

    def _has(self, value: Fraction) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


@check("unreachable-colour")
def unreachable_colours(context: Context) -> Iterator[Finding]:
    """A target beyond what the unit allows, or an amber limit that leaves no room for a colour."""
    rate_on = context.rate_on
    for defined in context.indicators("polarity", "unit", "decimals", "numerator", "denominator"):
        values = _values(defined.linked, rate_on)
        every = (defined.linked.targets, *defined.linked.group_targets.values())
        for span, limits in (each for targets in every for each in targets.items()):
            if isinstance(limits, c.Followed):
                continue
            reached = _colours(limits, defined.linked, values, rate_on)
            for rag in Rag:
                if rag not in reached:
                    yield _unreachable_finding(defined, span, rag, values)


def _unreachable_finding(defined: Defined, span: TargetSpan, rag: Rag, values: Values) -> Finding:
    written = {path: levels for path, levels in _levels(defined.written) if path[0] == span.year}
    # A step of a profile has from its year what it does not say itself.
    at = next(
        (*path, key)
        for path in (span.path[:length] for length in range(len(span.path), 0, -1))
        if path in written
        for key in ("target", "amber", "amber_relative", "amber_within")
        if getattr(written[path], key) is not None and (key == "target") is (rag is Rag.GREEN)
    )
    return Finding(
        (*defined.path, "targets", *at),
        f"no value can be {rag.value} in {span.name}",
        "Correct the limit, or choose another that leaves room for each colour.",
        allowed=_range_text(values),
    )


def _levels(indicator: d.Indicator) -> Iterator[tuple[Path, d.Levels]]:
    """Every target as written, with its place below ``targets``."""
    for path, target in _profiled(indicator):
        yield path, target
        for name, steps in (("quarters", target.quarters), ("months", target.months)):
            for step, levels in () if steps is None else steps:
                if levels is not None:
                    yield (*path, name, step), levels


def _profiled(indicator: d.Indicator) -> Iterator[tuple[Path, d.Profiled]]:
    """The target of each year, and of each group that has its own, with its place below ``targets``."""
    for year, target in indicator.targets.items():
        yield (year,), target
        for breakdown, groups in target.groups.items():
            for group, levels in groups.items():
                yield (year, "groups", breakdown, group), levels


@check("followed-name-misspelt")
def misspelt_comparators(context: Context) -> Iterator[Finding]:
    """A target that follows figures under a name that is nearly one of those known."""
    known = {*Comparator, *(name for each in context.document.indicators for name in each.comparators)}
    for defined in context.indicators("targets"):
        for path, levels in _levels(defined.written):
            match levels.target:
                case d.Benchmark(benchmark=name) if name not in known and (near := nearest(name, known)):
                    yield Finding(
                        (*defined.path, "targets", *path, "target", "benchmark"),
                        f"no figures in the catalogue, and none of the usual ones, are called `{name}`",
                        "Correct the name; or suppress this where a file of figures has it.",
                        nearest=near,
                    )
                case _:
                    pass


def _range_text(values: Values) -> str | None:
    match values:
        case Values(low=None, high=None, step=None):
            return None
        case Values(low=low, high=high, step=step):
            kind = "whole numbers" if step == 1 else "values"
            start = "" if low is None else f" from {low}"
            end = "" if high is None else f" to {high}"
            rounded = "" if step in (None, 1) else ", rounded as they are printed"
            return f"{kind}{start}{end}{rounded}"


def _values(indicator: c.Indicator, rate_on: RateOn) -> Values:
    """The values of an indicator that can be rated."""
    low, high = _bounds(indicator)
    match indicator.measure:
        case c.Total(numerator=c.Count(counting=c.AllRows() | c.Children() | c.DistinctValues())):
            return Values(low, high, Fraction(1))
        case _ if rate_on is RateOn.DISPLAYED:
            return Values(low, high, Fraction(1, 10**indicator.decimals))
        case _:
            return Values(low, high, None)


def _bounds(indicator: c.Indicator) -> tuple[Fraction | None, Fraction | None]:
    """The smallest and largest possible value. A sum may be negative, except in a percentage."""
    zero, hundred = Fraction(0), Fraction(100)
    match indicator.written.unit, indicator.measure:
        case _, c.Composed():
            return None, None
        case Unit.PERCENT, c.Ratio(numerator=c.Subset()) | c.Published():
            return zero, hundred
        case Unit.PERCENT, _:
            return zero, None
        case Unit.MEAN | Unit.MEDIAN | Unit.PERCENTILE | Unit.PUBLISHED, _:
            return None, None
        case _, c.Ratio(numerator=c.Count(counting=c.SumOf()) | c.Subset(counting=c.SumOf())):
            return None, None
        case _, c.Total(numerator=c.Count(counting=c.SumOf())) | c.Published():
            return None, None
        case _:
            return zero, None


def _colours(
    limits: Limits, indicator: c.Indicator, values: Values, rate_on: RateOn
) -> frozenset[Rag | None]:
    """Every colour that some value is given, assuming an improvement."""
    rule = RatingRule(
        indicator.written.polarity, indicator.written.unit, indicator.decimals, limits, "", rate_on, None
    )
    return frozenset(colour(value, rule, Direction.IMPROVED) for value in values.near(_points(limits)))


def _points(limits: Limits) -> tuple[Fraction, ...]:
    """The values at which the colour can change."""
    match limits:
        case Thresholds(target=target, amber=amber):
            return Fraction(target), Fraction(amber)
        case Tolerances(target=target, green_within=green, amber_within=amber):
            return tuple(Fraction(target + distance) for distance in (-amber, -green, green, amber))
        case UnevenTolerances(target=target):
            distances = (-limits.amber_below, -limits.green_below, limits.green_above, limits.amber_above)
            return tuple(Fraction(target + distance) for distance in distances)
        case _:
            assert_never(limits)


@check("percentage-as-fraction")
def fractions(context: Context) -> Iterator[Finding]:
    """A percentage's limit or comparator below 1, such as 0.9 where 90 is meant."""
    for defined in context.indicators("unit", "targets", "comparators"):
        if defined.linked.written.unit is not Unit.PERCENT:
            continue
        written: list[tuple[Path, Decimal | None]] = []
        for path, levels in _levels(defined.written):
            at = (*defined.path, "targets", *path)
            fixed = None if isinstance(levels.target, d.Benchmark) else levels.target
            written += [((*at, "target"), fixed), ((*at, "amber"), levels.amber)]
        for comparator, days in defined.linked.written.comparators.items():
            at = (*defined.path, "comparators", comparator)
            written += [((*at, day.isoformat(), "value"), figure.value) for day, figure in days.items()]
        for path, number in written:
            if number is not None and 0 < number < 1:
                yield Finding(
                    path,
                    f"{number} is under 1%, and looks like the fraction of 1 that a spreadsheet holds",
                    f"Write {(number * 100).normalize():f}, if that is meant; where {number}% is right, "
                    "suppress this check with the reason.",
                )


@check("year-without-target")
def forgotten_years(context: Context) -> Iterator[Finding]:
    """A gap between years with targets that no reason explains."""
    for defined in context.indicators("targets", "not_reported"):
        years = sorted(defined.written.targets)
        for before, after in pairwise(years):
            between = range(int(before[:4]) + 1, int(after[:4]))
            missing = [name for year in between if (name := _year(year)) not in defined.written.not_reported]
            if missing:
                yield Finding(
                    (*defined.path, "targets", after),
                    f"there are targets for {before} and {after}, but none for {', '.join(missing)}",
                    "Add the target of each year, or say under `not_reported` why there is none.",
                    at_key=True,
                )


#: Groups of what is wrong with the data, which have no target.
_NOBODY_MEANT = (NOT_RECORDED, OUTSIDE)


@check("target-profile-gap")
def gaps_of_profiles(context: Context) -> Iterator[Finding]:
    """A quarter, a month or a group without a target where others of its kind have their own."""
    for defined in context.indicators("targets", "target_years", "valid_from", "valid_to"):
        for path, target in _profiled(defined.written):
            kind, steps = ("quarters", QUARTERS) if target.months is None else ("months", MONTHS)
            if getattr(target, kind) is not None and not (target.quarters and target.months):
                missing = _missing_steps(defined.written, str(path[0]), getattr(target, kind), steps)
                yield from _gap(defined, (*path, kind), missing)
            if isinstance(target, d.Target):
                for breakdown, listed in target.groups.items():
                    known = context.catalogue.breakdowns.get(breakdown)
                    groups = () if known is None else known_groups(known)
                    missing = [each for each in groups if each not in (*listed, *_NOBODY_MEANT)]
                    yield from _gap(defined, (*path, "groups", breakdown), missing)


def _missing_steps(
    indicator: d.Indicator, year: str, written: d.Quarters | d.Months, steps: tuple[str, ...]
) -> list[str]:
    years = indicator.target_years
    return [
        step
        for step in steps
        if getattr(written, step) is None
        and step != last_step(steps, years)
        and not (steps == QUARTERS and years is TargetYears.ACADEMIC)
        and _holds_in(indicator, TargetSpan(year, step, years))
    ]


def _gap(defined: Defined, path: Path, missing: Sequence[str]) -> Iterator[Finding]:
    if missing:
        yield Finding(
            (*defined.path, "targets", *path),
            f"there is no target for {', '.join(missing)}, so those figures are not rated",
            f"Add the target of each, or leave out `{path[-1]}` where one target is for all.",
            at_key=True,
        )


@check("target-without-figures")
def idle_targets(context: Context) -> Iterator[Finding]:
    """A target that rates no figure of its year."""
    indicators = tuple(context.indicators("targets", "not_reported", "valid_from", "valid_to"))
    # Dated changes inherit targets, so each target has to serve at least one of the definitions.
    serving = [
        (defined.written.id, year, target)
        for defined in indicators
        for year, target in defined.written.targets.items()
        if _in_force_in(defined.written, year)
    ]
    for defined in indicators:
        for year, target in defined.written.targets.items():
            if year in defined.written.not_reported and _is_financial(defined.written):
                found = f"there is a target for {year}, but `not_reported` says that there is no figure"
            elif (defined.written.id, year, target) not in serving:
                found = f"there is a target for {year}, but the definition holds on no day of it"
            else:
                continue
            advice = "Remove the target, or correct the year."
            yield Finding((*defined.path, "targets", year), found, advice, at_key=True)


def _in_force_in(indicator: d.Indicator, year: str) -> bool:
    """Whether the definition is in force on some day of a year."""
    return _holds_in(indicator, TargetSpan(year, None, indicator.target_years))


def _holds_in(indicator: d.Indicator, span: TargetSpan) -> bool:
    """Whether the definition is in force on some of these days."""
    return (indicator.valid_from is None or indicator.valid_from <= span.days.end) and (
        indicator.valid_to is None or span.days.start <= indicator.valid_to
    )


def _is_financial(indicator: d.Indicator) -> bool:
    """Whether the years of the targets are those of ``not_reported``."""
    return indicator.target_years is TargetYears.FINANCIAL


def _year(starting: int) -> str:
    return f"{starting}-{(starting + 1) % 100:02d}"

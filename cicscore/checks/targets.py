"""Checks of targets: colours that cannot come up, and years that were forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias, assert_never

from cicscore.catalogue import definitions as c
from cicscore.checks.subject import Defined, Finding, Subject
from cicscore.rating import Limits, Thresholds, Tolerances
from cicscore.vocabulary import Polarity, Rag, Unit

#: The smallest and the largest value there can be; ``None`` for no bound.
Bounds: TypeAlias = tuple[Decimal | None, Decimal | None]


def unreachable_colours(subject: Subject) -> Iterator[Finding]:
    """A target beyond what the unit allows, or an amber limit that leaves no room for a colour."""
    for defined in subject.indicators("polarity", "unit", "numerator", "denominator"):
        bounds = _bounds(defined.linked)
        for year, limits in defined.linked.limits.items():
            for rag in _unreachable(limits, defined.linked.polarity, bounds):
                yield _unreachable_finding(defined, year, rag, bounds)


def _unreachable_finding(defined: Defined, year: str, rag: Rag, bounds: Bounds) -> Finding:
    target = defined.written.targets[year]
    key = next(
        key
        for key in ("target", "amber", "amber_relative", "amber_within")
        if getattr(target, key) is not None and (key == "target") is (rag is Rag.GREEN)
    )
    return Finding(
        (*defined.path, "targets", year, key),
        f"no value can be {rag.value} in {year}",
        "Correct the limit, or choose another that leaves room for each colour.",
        allowed=_range_text(bounds),
    )


def _range_text(bounds: Bounds) -> str | None:
    match bounds:
        case (None, None):
            return None
        case (low, None):
            return f"values from {low}"
        case (low, high):
            return f"values from {low} to {high}"


def _bounds(indicator: c.Indicator) -> Bounds:
    """The values that an indicator can have. What is added up may be negative, save in a percentage."""
    zero, hundred = Decimal(0), Decimal(100)
    match indicator.unit, indicator.measure:
        case Unit.PERCENT, c.Ratio(numerator=c.Subset()) | c.Published():
            return zero, hundred
        case Unit.PERCENT, _:
            return zero, None
        case Unit.MEAN | Unit.PUBLISHED, _:
            return None, None
        case _, c.Ratio(numerator=c.Count(counting=c.SumOf()) | c.Subset(counting=c.SumOf())):
            return None, None
        case _, c.Total(numerator=c.Count(counting=c.SumOf())) | c.Published():
            return None, None
        case _:
            return zero, None


def _unreachable(limits: Limits, polarity: Polarity, bounds: Bounds) -> Iterator[Rag]:
    match limits:
        case Thresholds(target=target, amber=amber):
            if polarity is Polarity.LOWER:  # The mirror image.
                target, amber, bounds = -target, -amber, _mirrored(bounds)
            yield from _unreachable_above(target, amber, bounds)
        case Tolerances(target=target, green_within=green, amber_within=amber):
            low, high = bounds
            if (high is not None and target - green > high) or (low is not None and target + green < low):
                yield Rag.GREEN
            if amber == green:
                yield Rag.AMBER
            if low is not None and high is not None and target - amber <= low and target + amber >= high:
                yield Rag.RED
        case _:
            assert_never(limits)


def _unreachable_above(target: Decimal, amber: Decimal, bounds: Bounds) -> Iterator[Rag]:
    """Where higher is better."""
    low, high = bounds
    if high is not None and high < target:
        yield Rag.GREEN
    if amber == target or (high is not None and high < amber) or (low is not None and low >= target):
        yield Rag.AMBER
    if low is not None and low >= amber:
        yield Rag.RED


def _mirrored(bounds: Bounds) -> Bounds:
    low, high = bounds
    return None if high is None else -high, None if low is None else -low


def forgotten_years(subject: Subject) -> Iterator[Finding]:
    """Targets before and after a year for which there is none, and no reason why."""
    for defined in subject.indicators("targets", "not_reported"):
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


def _year(starting: int) -> str:
    return f"{starting}-{(starting + 1) % 100:02d}"

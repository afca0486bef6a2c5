"""Link targets and their amber limits, checking them against the polarity."""

from __future__ import annotations

from decimal import Decimal

from cicscore.catalogue import model as d
from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.yaml import Path
from cicscore.rating import Limits, Thresholds, Tolerances
from cicscore.vocabulary import Polarity

_THRESHOLD_KEYS = ("amber", "amber_relative", "amber_needs")
_TOLERANCE_KEYS = ("green_within", "amber_within")


def link_targets(indicator: d.Indicator, path: Path, reporter: Reporter) -> dict[str, Limits]:
    """The limits for each financial year that has a target."""
    found = {
        year: _limits(target, indicator.polarity, (*path, "targets", year), reporter)
        for year, target in indicator.targets.items()
    }
    return {year: limits for year, limits in found.items() if limits is not None}


def _limits(target: d.Target, polarity: Polarity, path: Path, reporter: Reporter) -> Limits | None:
    match polarity:
        case Polarity.HIGHER | Polarity.LOWER:
            if _has_any(target, _TOLERANCE_KEYS, polarity, path, reporter):
                return None
            return _thresholds(target, polarity, path, reporter)
        case Polarity.TARGET:
            if _has_any(target, _THRESHOLD_KEYS, polarity, path, reporter):
                return None
            return _tolerances(target, path, reporter)
        case Polarity.NONE:
            reporter.report(
                "target-without-polarity",
                path,
                "a target is set, but the indicator has no polarity, so nothing can be rated",
                "Choose a polarity, or remove the target.",
                allowed="higher, lower, target",
                at_key=True,
            )
            return None


def _has_any(
    target: d.Target, keys: tuple[str, ...], polarity: Polarity, path: Path, reporter: Reporter
) -> bool:
    wrong = [key for key in keys if getattr(target, key) is not None]
    for key in wrong:
        right = (
            "green_within, amber_within"
            if polarity is Polarity.TARGET
            else "amber, amber_relative, amber_needs"
        )
        reporter.report(
            "thresholds-against-polarity",
            (*path, key),
            f"`{key}` means nothing where the polarity is {polarity.value}",
            "Use the keys that fit the polarity.",
            allowed=right,
            at_key=True,
        )
    return bool(wrong)


def _thresholds(target: d.Target, polarity: Polarity, path: Path, reporter: Reporter) -> Thresholds | None:
    if target.amber is not None and target.amber_relative is not None:
        reporter.report(
            "target-without-amber",
            (*path, "amber_relative"),
            "the amber limit is given twice",
            "Keep `amber` or `amber_relative`.",
            at_key=True,
        )
        return None
    if target.amber is not None:
        amber, key = target.amber, "amber"
    elif target.amber_relative is not None:
        distance = abs(target.target) * target.amber_relative / 100
        amber = target.target - distance if polarity is Polarity.HIGHER else target.target + distance
        key = "amber_relative"
    else:
        reporter.report(
            "target-without-amber",
            path,
            "the target has no amber limit, so amber and red cannot be told apart",
            "Add `amber:`, the value at which amber turns red.",
            allowed="amber or amber_relative",
            at_key=True,
        )
        return None
    wrong_side = amber > target.target if polarity is Polarity.HIGHER else amber < target.target
    if wrong_side:
        side = "above" if polarity is Polarity.HIGHER else "below"
        better = "at most" if polarity is Polarity.HIGHER else "at least"
        reporter.report(
            "thresholds-against-polarity",
            (*path, key),
            f"the amber limit {amber} lies {side} the target {target.target}, but {polarity.value} is better",
            "Swap the two, or correct the polarity.",
            allowed=f"{better} {target.target}",
        )
        return None
    return Thresholds(target.target, amber, target.amber_needs is not None)


def _tolerances(target: d.Target, path: Path, reporter: Reporter) -> Tolerances | None:
    missing = [key for key in _TOLERANCE_KEYS if getattr(target, key) is None]
    for key in missing:
        reporter.report(
            "target-without-amber",
            path,
            f"a target that is to be met exactly has no `{key}`",
            f"Add `{key}:`, a distance from the target.",
            at_key=True,
        )
    green, amber = target.green_within, target.amber_within
    if green is None or amber is None:
        return None
    if amber < green:
        reporter.report(
            "thresholds-against-polarity",
            (*path, "amber_within"),
            f"`amber_within` ({amber}) is narrower than `green_within` ({green})",
            "Amber reaches further from the target than green.",
            allowed=f"at least {Decimal(green)}",
        )
        return None
    return Tolerances(target.target, green, amber)

"""Link targets, their amber limits and their profiles, checking them against the polarity."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cicscore.catalogue import model as d
from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.target_spans import MONTHS, QUARTERS, TargetSpan, last_step
from cicscore.catalogue.yaml import Path
from cicscore.rating import Limits, Thresholds, Tolerances
from cicscore.vocabulary import Polarity, TargetYears

_THRESHOLD_KEYS = ("amber", "amber_relative", "amber_needs")
_TOLERANCE_KEYS = ("green_within", "amber_within")
#: What a step of a profile has from its year, where it does not say otherwise: all that is no level.
_OF_THE_YEAR = ("amber_relative", "amber_needs", *_TOLERANCE_KEYS)


def link_targets(indicator: d.Indicator, path: Path, reporter: Reporter) -> dict[TargetSpan, Limits]:
    """The limits for each year that has a target, or for each step of its profile."""
    found: dict[TargetSpan, Limits] = {}
    for year, target in indicator.targets.items():
        at = (*path, "targets", year)
        whole = TargetSpan(year, None, indicator.target_years, (year,))
        limits = _limits(target, indicator.polarity, at, reporter)
        if limits is None:
            continue  # what is wrong with the year is not said of each of its steps again
        if target.quarters is None and target.months is None:
            found[whole] = limits
        elif _is_profile(target, whole, at, reporter):
            found |= _profile(target, limits, whole, (indicator.polarity, at, reporter))
    return found


def _is_profile(target: d.Target, whole: TargetSpan, path: Path, reporter: Reporter) -> bool:
    """Whether a profile has steps of one kind, and of a kind that its year has."""
    if target.quarters is not None and target.months is not None:
        found, advice = "the target moves both by quarter and by month", "Keep `quarters` or `months`."
    elif target.quarters is not None and whole.years is TargetYears.ACADEMIC:
        found = "`quarters` are of the financial year, but `target_years` is academic"
        advice = "Write the target of each month under `months`, or date the targets by financial year."
    else:
        return True
    at = (*path, "quarters") if target.months is None else (*path, "months")
    reporter.report("target-profile", at, found, advice, at_key=True)
    return False


def _profile(
    target: d.Target, limits: Limits, whole: TargetSpan, how: tuple[Polarity, Path, Reporter]
) -> dict[TargetSpan, Limits]:
    """The limits of each step; those of the last are the year's own."""
    polarity, path, reporter = how
    name, steps = ("months", MONTHS) if target.quarters is None else ("quarters", QUARTERS)
    written: d.Quarters | d.Months | None = target.quarters or target.months
    end = last_step(steps, whole.years)
    found = {replace(whole, step=end): limits}
    for step in steps:
        levels: d.Levels | None = getattr(written, step)
        if levels is None:
            continue
        at = (*path, name, step)
        span = replace(whole, step=step, path=(*whole.path, name, step))
        if step == end and levels.target != target.target:
            reporter.report(
                "target-profile",
                (*at, "target"),
                f"the year's target is {target.target}, but that of its last {span.kind} is {levels.target}",
                f"Give both the same target, or leave out `{step}`.",
                allowed=f"{target.target}",
            )
            continue
        of_step = _limits(_with_those_of_the_year(levels, target), polarity, at, reporter)
        if of_step is not None:
            found.pop(span, None)  # a key that is there already would keep the year's place
            found[span] = of_step
    return dict(sorted(found.items(), key=lambda each: each[0].days.start))


def _with_those_of_the_year(levels: d.Levels, target: d.Target) -> d.Levels:
    """A step's levels with the distances of its year; an amber limit of its own stands for one."""
    kept = {name: getattr(target, name) for name in _OF_THE_YEAR if getattr(levels, name) is None}
    if levels.amber is not None:
        kept.pop("amber_relative", None)
    return levels.model_copy(update=kept)


def _limits(target: d.Levels, polarity: Polarity, path: Path, reporter: Reporter) -> Limits | None:
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
    target: d.Levels, keys: tuple[str, ...], polarity: Polarity, path: Path, reporter: Reporter
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


def _thresholds(target: d.Levels, polarity: Polarity, path: Path, reporter: Reporter) -> Thresholds | None:
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


def _tolerances(target: d.Levels, path: Path, reporter: Reporter) -> Tolerances | None:
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

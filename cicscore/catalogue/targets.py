"""Link targets, their amber limits and their profiles, checking them against the polarity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue import model as d
from cicscore.catalogue.definitions import Breakdown, Followed, Group, Targets, around
from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.target_spans import MONTHS, QUARTERS, TargetSpan, last_step
from cicscore.catalogue.yaml import Path
from cicscore.expressions.crossing import group_words
from cicscore.expressions.nodes import NOT_RECORDED
from cicscore.rating import Limits, Thresholds
from cicscore.vocabulary import DirectionFrom, Polarity, TargetYears

_THRESHOLD_KEYS = ("amber", "amber_relative", "amber_needs", "exceeded")
_TOLERANCE_KEYS = ("green_within", "amber_within")
_Side: TypeAlias = Literal["below", "above"]
_SIDES: tuple[_Side, ...] = ("below", "above")
#: What a step of a profile has from its year, where it does not say otherwise: all that is no level.
_OF_THE_YEAR = ("amber_relative", "amber_needs", *_TOLERANCE_KEYS)


class _Place(Struct, frozen=True):
    """Where targets are written, and what is needed to link them."""

    path: Path
    polarity: Polarity
    reporter: Reporter

    def at(self, *steps: str) -> _Place:
        return replace(self, path=(*self.path, *steps))


def link_targets(indicator: d.Indicator, path: Path, reporter: Reporter) -> Targets:
    """The target of each year, or of each step of its profile."""
    found: dict[TargetSpan, Limits | Followed] = {}
    for year, target in indicator.targets.items():
        whole = TargetSpan(year, None, indicator.target_years, (year,))
        place = _Place((*path, "targets", year), indicator.polarity, reporter)
        found |= _of_year(target, whole, place)
    return found


def link_group_targets(
    indicator: d.Indicator, path: Path, breakdowns: Mapping[str, Breakdown], reporter: Reporter
) -> Mapping[Group, Targets]:
    """The targets that groups have of their own."""
    found: dict[Group, dict[TargetSpan, Limits | Followed]] = {}
    for year, target in indicator.targets.items():
        place = _Place((*path, "targets", year, "groups"), indicator.polarity, reporter)
        for breakdown, groups in target.groups.items():
            if breakdown not in breakdowns:
                at = place.at(breakdown).path
                reporter.unknown(at, "breakdown", breakdown, breakdowns, at_key=True)
                continue
            known = known_groups(breakdowns[breakdown])
            for group, levels in groups.items():
                of_group = place.at(breakdown, group)
                if known and group not in known:
                    reporter.unknown(of_group.path, "group", group, known, at_key=True)
                below = (year, "groups", breakdown, group)
                whole = TargetSpan(year, None, indicator.target_years, below)
                linked = _of_year(_with_those_of_the_year(levels, target), whole, of_group)
                found.setdefault((breakdown, group), {}).update(linked)
    return found


def known_groups(breakdown: Breakdown) -> tuple[str, ...]:
    """Every group of a breakdown, where they are known without data."""
    words = [group_words(node.type) for node in breakdown.group.values()]
    if not words or None in words:
        return ()
    return tuple(dict.fromkeys((*(word for known in words for word in known or ()), NOT_RECORDED)))


def _of_year(target: d.Profiled, whole: TargetSpan, place: _Place) -> dict[TargetSpan, Limits | Followed]:
    limits = _linked(target, place)
    if limits is None:
        return {}  # what is wrong with the year is not said of each of its steps again
    if target.quarters is None and target.months is None:
        return {whole: limits}
    if not _is_profile(target, whole, place.path, place.reporter):
        return {}
    return _profile(target, limits, whole, place)


def _linked(levels: d.Levels, place: _Place) -> Limits | Followed | None:
    """The limits, or what they follow; ``None`` where there is a fault."""
    match levels.target:
        case d.Benchmark(benchmark=comparator):
            sound = _follows_in_distances(levels, place)
            return Followed(comparator, place.polarity, levels) if sound else None
        case Decimal() as target:
            return _limits(levels, target, place.polarity, place.path, place.reporter)


def _follows_in_distances(levels: d.Levels, place: _Place) -> bool:
    """Whether a target that follows others' figures has limits that move with it, and no other."""
    fixed = [key for key in ("amber", "exceeded") if getattr(levels, key) is not None]
    for key in fixed:
        place.reporter.report(
            "target-of-benchmark",
            (*place.path, key),
            f"`{key}` stays where it is, but the target moves with {levels.target}",
            "Give the distance from the target, which moves with it.",
            allowed="amber_relative; green_within and amber_within where the polarity is target",
            at_key=True,
        )
    # Any figure will do to see whether the distances are there, and fit the polarity.
    stand_in = (
        _limits(levels, Decimal(100), place.polarity, place.path, place.reporter) if not fixed else None
    )
    return stand_in is not None


def _is_profile(target: d.Profiled, whole: TargetSpan, path: Path, reporter: Reporter) -> bool:
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
    target: d.Profiled, limits: Limits | Followed, whole: TargetSpan, place: _Place
) -> dict[TargetSpan, Limits | Followed]:
    """The limits of each step; those of the last are the year's own."""
    name, steps = ("months", MONTHS) if target.quarters is None else ("quarters", QUARTERS)
    written: d.Quarters | d.Months | None = target.quarters or target.months
    end = last_step(steps, whole.years)
    found: dict[TargetSpan, Limits | Followed] = {
        TargetSpan(whole.year, end, whole.years, whole.path): limits
    }
    for step in steps:
        levels: d.Levels | None = getattr(written, step)
        if levels is None:
            continue
        of_step = place.at(name, step)
        span = TargetSpan(whole.year, step, whole.years, (*whole.path, name, step))
        if step == end and levels.target != target.target:
            place.reporter.report(
                "target-profile",
                (*of_step.path, "target"),
                f"the year's target is {target.target}, but that of its last {span.kind} is {levels.target}",
                f"Give both the same target, or leave out `{step}`.",
                allowed=f"{target.target}",
            )
            continue
        own = _linked(_with_those_of_the_year(levels, target), of_step)
        if own is not None:
            found.pop(span, None)  # a key that is there already would keep the year's place
            found[span] = own
    return dict(sorted(found.items(), key=lambda each: each[0].days.start))


_Levels = TypeVar("_Levels", bound=d.Levels)


def _with_those_of_the_year(levels: _Levels, target: d.Levels) -> _Levels:
    """The levels of a step or a group, with its year's distances where it has no amber limit of its own."""
    kept = {name: getattr(target, name) for name in _OF_THE_YEAR if getattr(levels, name) is None}
    if levels.amber is not None:
        kept.pop("amber_relative", None)
    return levels.model_copy(update=kept)


def _limits(
    target: d.Levels, figure: Decimal, polarity: Polarity, path: Path, reporter: Reporter
) -> Limits | None:
    match polarity:
        case Polarity.HIGHER | Polarity.LOWER:
            if _has_any(target, _TOLERANCE_KEYS, polarity, path, reporter):
                return None
            return _thresholds(target, figure, polarity, path, reporter)
        case Polarity.TARGET:
            if _has_any(target, _THRESHOLD_KEYS, polarity, path, reporter):
                return None
            return _tolerances(target, figure, path, reporter)
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
            else "amber, amber_relative, amber_needs, exceeded"
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


def _thresholds(
    target: d.Levels, figure: Decimal, polarity: Polarity, path: Path, reporter: Reporter
) -> Thresholds | None:
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
        distance = abs(figure) * target.amber_relative / 100
        amber = figure - distance if polarity is Polarity.HIGHER else figure + distance
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
    wrong_side = amber > figure if polarity is Polarity.HIGHER else amber < figure
    if wrong_side:
        side = "above" if polarity is Polarity.HIGHER else "below"
        better = "at most" if polarity is Polarity.HIGHER else "at least"
        reporter.report(
            "thresholds-against-polarity",
            (*path, key),
            f"the amber limit {amber} lies {side} the target {figure}, but {polarity.value} is better",
            "Swap the two, or correct the polarity.",
            allowed=f"{better} {figure}",
        )
        return None
    if not _is_better(target.exceeded, figure, polarity, path, reporter):
        return None
    return Thresholds(figure, amber, target.amber_needs is not None, target.exceeded)


def refuse_improvement_by_trend(
    indicator: d.Indicator, direction_from: DirectionFrom, path: Path, reporter: Reporter
) -> None:
    """Refuse ratings that ask for an improvement on an earlier figure where the direction is the trend's."""
    if direction_from is not DirectionFrom.TENDENCY:
        return
    for place, levels in _every_level(indicator):
        if levels.amber_needs is not None:
            reporter.report(
                "improvement-by-trend",
                (*path, "targets", *place, "amber_needs"),
                "amber asks for an improvement on the earlier figure, but the direction is that of the trend",
                "Remove `amber_needs`, or write `direction: comparison` on the indicator.",
                at_key=True,
            )


def _every_level(indicator: d.Indicator) -> Iterator[tuple[Path, d.Levels]]:
    """Each target as written, of a year, a group or a step of one, with its place below ``targets``."""
    for year, target in indicator.targets.items():
        profiled: list[tuple[Path, d.Profiled]] = [((year,), target)]
        for breakdown, groups in target.groups.items():
            profiled += [((year, "groups", breakdown, group), levels) for group, levels in groups.items()]
        for place, profile in profiled:
            yield place, profile
            for name, steps in (("quarters", profile.quarters), ("months", profile.months)):
                for step, levels in () if steps is None else steps:
                    if levels is not None:
                        yield (*place, name, step), levels


def _is_better(
    exceeded: Decimal | None, figure: Decimal, polarity: Polarity, path: Path, reporter: Reporter
) -> bool:
    """Whether the band above green, where there is one, begins on the better side of the target."""
    if exceeded is None:
        return True
    higher = polarity is Polarity.HIGHER
    if exceeded > figure if higher else exceeded < figure:
        return True
    reporter.report(
        "thresholds-against-polarity",
        (*path, "exceeded"),
        f"`exceeded` ({exceeded}) is not better than the target {figure}",
        "A value that exceeds the target meets it, too.",
        allowed=f"{'more' if higher else 'less'} than {figure}",
    )
    return False


def _tolerances(target: d.Levels, figure: Decimal, path: Path, reporter: Reporter) -> Limits | None:
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
    narrower = [side for side in _SIDES if _on_side(amber, side) < _on_side(green, side)]
    if narrower:
        side, *_ = narrower
        uneven = isinstance(amber, d.Sides)
        where = f" {side} the target" if uneven or isinstance(green, d.Sides) else ""
        reporter.report(
            "thresholds-against-polarity",
            (*path, "amber_within", side) if uneven else (*path, "amber_within"),
            f"`amber_within` ({_on_side(amber, side)}) is narrower than `green_within` "
            f"({_on_side(green, side)}){where}",
            "Amber reaches further from the target than green.",
            allowed=f"at least {_on_side(green, side)}",
        )
        return None
    return around(figure, green, amber)


def _on_side(within: Decimal | d.Sides, side: _Side) -> Decimal:
    """How far a tolerance reaches on one side of the target."""
    match within:
        case d.Sides(below=below, above=above):
            return below if side == "below" else above
        case Decimal():
            return within

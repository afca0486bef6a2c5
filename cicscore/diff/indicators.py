"""Match the indicators of two catalogues, and find what changed in each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

from msgspec import Struct

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.definitions import Followed
from cicscore.catalogue.target_spans import TargetSpan
from cicscore.definition import YearRule
from cicscore.diff.counting import Edition, Named, Version, measure_changes, reworked, with_those_inside
from cicscore.diff.document import (
    CatalogueDifference,
    Change,
    FileInfo,
    IndicatorDifference,
    What,
    changed,
    fields_changed,
    one_line,
    redefines,
    text_changed,
)
from cicscore.diff.sections import changed_names, section_differences
from cicscore.diff.shared import shared_changes
from cicscore.rating import Limits, Thresholds, Tolerances, UnevenTolerances
from cicscore.text import date_text, limit_text, spaced
from cicscore.vocabulary import Effect, comparator_heading
from cicscore.wording.definition import polarity_words, rule_of

_RATING = Effect.RATING


def rating_changes(was: Edition, now: Edition) -> Iterator[Change]:
    """Changes to how a figure is rated and compared, year by year."""
    before, after = was.linked, now.linked
    yield from changed(
        "polarity",
        polarity_words(before.written.polarity).lower(),
        polarity_words(after.written.polarity).lower(),
        _RATING,
    )
    for span in sorted({*before.targets, *after.targets}, key=_in_order):
        yield from _span_changes(span, was, now)
    for group in dict.fromkeys((*before.group_targets, *after.group_targets)):
        yield from _group_changes(group, before, after)
    yield from changed("decimals", before.decimals, after.decimals, _RATING)
    yield from changed(
        "tolerance of the direction", before.written.tolerance, after.written.tolerance, _RATING
    )
    yield from changed("compared with", before.compare, after.compare, _RATING)
    yield from changed("direction", before.direction_from, after.direction_from, _RATING)
    yield from changed(
        "also compared with", before.written.also_compare, after.written.also_compare, Effect.PRESENTATION
    )


def _span_changes(span: TargetSpan, was: Edition, now: Edition) -> Iterator[Change]:
    """What changed of the target of a year, or of a quarter or month of it."""
    before, after = was.linked.targets.get(span), now.linked.targets.get(span)
    year = span.name
    match before, after:
        case None, _:
            # A profile takes the place of a year's one target, and moves ratings; a new year moves none.
            rated = any(_share_days(span, each) for each in was.linked.targets)
            effect = _RATING if rated else Effect.MORE_YEARS
            yield from changed(f"target for {year}", None, _rule(now.linked, span), effect)
        case Thresholds(), Thresholds():
            yield from _threshold_changes(year, (was.linked, before), (now.linked, after))
        case Tolerances(), Tolerances():
            yield from _tolerance_changes(year, (was.linked, before), (now.linked, after))
        case (UnevenTolerances(), UnevenTolerances()) | (Followed(), Followed()):
            if before != after:
                yield from changed(
                    f"target for {year}", _rule(was.linked, span), _rule(now.linked, span), _RATING
                )
        case _:
            yield from changed(
                f"target for {year}", _rule(was.linked, span), _rule(now.linked, span), _RATING
            )
    if before is not None and after is not None:
        yield from _source_changes(year, *(rule_of(each.linked, span) for each in (was, now)))


def _in_order(span: TargetSpan) -> tuple[dt.date, int]:
    """By first day; a year before its steps."""
    return span.days.start, -span.days.end.toordinal()


def _share_days(one: TargetSpan, other: TargetSpan) -> bool:
    return one.days.start <= other.days.end and other.days.start <= one.days.end


def _rule(indicator: c.Indicator, span: TargetSpan) -> str | None:
    """The limits of a year, or of a step of it, in words, if any."""
    return rule_of(indicator, span).rule if span in indicator.targets else None


def _group_changes(group: c.Group, before: c.Indicator, after: c.Indicator) -> Iterator[Change]:
    """What changed of the targets that a group has of its own: its figures were rated by another before."""
    was, now = (each.group_targets.get(group, {}) for each in (before, after))
    for span in sorted({*was, *now}, key=_in_order):
        old = rule_of(before, span, group).rule if span in was else None
        new = rule_of(after, span, group).rule if span in now else None
        part = f"target for {span.name}, {group[1]} ({spaced(group[0])})"
        yield from changed(part, old, new, _RATING)


def _threshold_changes(
    year: str, was: tuple[c.Indicator, Thresholds], now: tuple[c.Indicator, Thresholds]
) -> Iterator[Change]:
    (_, before), (_, after) = was, now
    yield from _limit_changes(f"target for {year}", was, now, (before.target, after.target))
    yield from _limit_changes(f"amber limit for {year}", was, now, (before.amber, after.amber))
    yield from changed(
        f"amber for {year} needs an improvement",
        before.amber_needs_improved,
        after.amber_needs_improved,
        _RATING,
    )
    yield from changed(f"exceeded, for {year}", before.exceeded, after.exceeded, _RATING)


def _tolerance_changes(
    year: str, was: tuple[c.Indicator, Tolerances], now: tuple[c.Indicator, Tolerances]
) -> Iterator[Change]:
    (_, before), (_, after) = was, now
    yield from _limit_changes(f"target for {year}", was, now, (before.target, after.target))
    yield from changed(f"green within, for {year}", before.green_within, after.green_within, _RATING)
    yield from changed(f"amber within, for {year}", before.amber_within, after.amber_within, _RATING)


def _limit_changes(
    part: str,
    was: tuple[c.Indicator, Limits],
    now: tuple[c.Indicator, Limits],
    limits: tuple[Decimal, Decimal],
) -> Iterator[Change]:
    """The change to one limit, old and new each printed in its unit."""
    if limits[0] != limits[1]:
        yield from changed(
            part,
            limit_text(limits[0], was[0].written.printed_in),
            limit_text(limits[1], now[0].written.printed_in),
            _RATING,
        )


def _source_changes(year: str, was: YearRule, now: YearRule) -> Iterator[Change]:
    yield from text_changed(
        f"source of the target for {year}", was.target_source, now.target_source, Effect.PRESENTATION
    )
    yield from text_changed(
        f"source of the amber limit for {year}", was.amber_source, now.amber_source, Effect.PRESENTATION
    )


def fields_with(effect: Effect) -> tuple[str, ...]:
    """The fields of an indicator that are compared as written and have this effect."""
    return tuple(name for name, field in d.Indicator.model_fields.items() if effect in field.metadata)


class Pair(Struct, frozen=True):
    """One indicator in the two catalogues; ``None`` where it is absent."""

    was: Edition | None
    now: Edition | None


def defined(version: Version) -> tuple[Edition, ...]:
    """The indicators of a catalogue in file order; definitions that share an id, by first valid day."""
    both = zip(version.document.indicators, version.catalogue.indicators, strict=True)
    found = [Edition(version, written, linked) for written, linked in both]
    ids = list(dict.fromkeys(each.written.id for each in found))
    return tuple(
        sorted(found, key=lambda each: (ids.index(each.written.id), each.written.valid_from or dt.date.min))
    )


def pairs(old: Sequence[Edition], new: Sequence[Edition]) -> tuple[Pair, ...]:
    """Match each indicator with its old version, in the order of the new catalogue; then list those removed.

    Match first on id and first valid day, then on id in file order; then, across ids, on title or reference,
    and last on what is counted.
    """
    waiting = list(old)
    found: dict[int, Edition] = {}
    for alike in (_same_start, _same_id, _same_name, _same_measure):
        for index, now in enumerate(new):
            was = next((each for each in waiting if alike(each, now)), None) if index not in found else None
            if was is not None:
                waiting.remove(was)
                found[index] = was
    return (
        *(Pair(found.get(index), now) for index, now in enumerate(new)),
        *(Pair(was, None) for was in waiting),
    )


def _same_start(was: Edition, now: Edition) -> bool:
    return was.written.id == now.written.id and was.written.valid_from == now.written.valid_from


def _same_id(was: Edition, now: Edition) -> bool:
    return was.written.id == now.written.id


def _same_name(was: Edition, now: Edition) -> bool:
    """Whether two indicators share a title or reference, so that the id was renamed."""
    reference = was.written.reference
    return one_line(was.written.title) == one_line(now.written.title) or (
        reference is not None and reference == now.written.reference
    )


def _same_measure(was: Edition, now: Edition) -> bool:
    """Whether two indicators count the same, so that the indicator was renamed."""
    return (
        was.linked.measure is not None
        and now.linked.measure is not None
        and (was.linked.written.period, was.linked.written.unit)
        == (now.linked.written.period, now.linked.written.unit)
        and not any(change.effect is Effect.FIGURE for change in measure_changes(was, now))
        and not any(True for _ in reworked(was, now))
    )


def touching(pair: Pair, changed_names: frozenset[Named]) -> tuple[Named, ...]:
    """The changed named expressions that an indicator's changed expressions depend on."""
    if pair.was is None or pair.now is None:
        return ()
    found = {
        name
        for before, after in reworked(pair.was, pair.now)
        for expression, version in ((before, pair.was.version), (after, pair.now.version))
        for name in with_those_inside(expression.named(), version)
    }
    return tuple(sorted(found & changed_names))


def difference(pair: Pair, names: tuple[Named, ...]) -> IndicatorDifference | None:
    """What differs in one indicator; ``None`` where nothing does.

    ``names`` are the changed named expressions that affect it. A new definition that follows another of the
    same id is compared with that one, and needs a new ``change_note``.
    """
    match pair:
        case Pair(was=None, now=Edition() as now):
            before = _predecessor(now)
            changes = () if before is None else tuple(_changes(before, now, ()))
            return _difference_of(now, What.ADDED, changes, explained=_has_new_note(before, now))
        case Pair(was=Edition() as was, now=None):
            return _difference_of(was, What.REMOVED, (), explained=True)
        case Pair(was=Edition() as was, now=Edition() as now):
            changes = (
                *_validity_changes(was, now),
                *_changes(was, now, names),
                *_example_changes(was.written, now.written),
            )
            explained = _has_new_note(was, now)
            if was.written.id != now.written.id:
                return _difference_of(now, What.RENAMED, changes, explained=explained, old_id=was.written.id)
            return _difference_of(now, What.CHANGED, changes, explained=explained) if changes else None
        case _:
            return None


def _has_new_note(was: Edition | None, now: Edition) -> bool:
    """Whether a definition's change note differs from its predecessor's."""
    before = None if was is None else was.written.change_note
    note = one_line(now.written.change_note or "")
    return note not in ("", one_line(before or ""))


def _difference_of(
    indicator: Edition, what: What, changes: Iterable[Change], *, explained: bool, old_id: str | None = None
) -> IndicatorDifference:
    """The difference, with its changes in order of effect."""
    order = list(Effect)
    ordered = sorted(changes, key=lambda change: order.index(change.effect or Effect.PRESENTATION))
    return IndicatorDifference(
        id=indicator.written.id,
        reference=indicator.written.reference,
        title=indicator.written.title,
        valid_from=indicator.written.valid_from,
        what=what,
        old_id=old_id,
        changes=tuple(ordered),
        unexplained=redefines(ordered) and not explained,
    )


def _predecessor(now: Edition) -> Edition | None:
    """The definition that ``now`` follows, of the same id in the same catalogue."""
    return next((each for each in defined(now.version) if _follows(now, each)), None)


def _follows(later: Edition, earlier: Edition) -> bool:
    """Whether ``later`` is valid from the day after ``earlier`` ends, under the same id."""
    first, last = later.written.valid_from, earlier.written.valid_to
    return (
        later.written.id == earlier.written.id
        and first is not None
        and last is not None
        and first - last == dt.timedelta(days=1)
    )


def _changes(was: Edition, now: Edition, names: tuple[Named, ...]) -> Iterator[Change]:
    """Every change to a definition except its validity dates and worked examples."""
    return chain(
        fields_changed(was.written, now.written, fields_with(Effect.FIGURE), Effect.FIGURE),
        measure_changes(was, now),
        _not_reported_changes(was.written, now.written),
        shared_changes(was, now, names),
        rating_changes(was, now),
        fields_changed(was.written, now.written, fields_with(Effect.FIRST_PAGE), Effect.FIRST_PAGE),
        fields_changed(was.written, now.written, fields_with(Effect.PRESENTATION), Effect.PRESENTATION),
        _comparator_changes(was.written, now.written),
        _allow_changes(was.written, now.written),
    )


def _validity_changes(was: Edition, now: Edition) -> Iterator[Change]:
    """Changes to validity dates; the last day moves no figure where another definition follows."""
    yield from changed("valid from", was.written.valid_from, now.written.valid_from, Effect.FIGURE)
    before, after = was.written.valid_to, now.written.valid_to
    followed = any(_follows(each, now) for each in defined(now.version))
    yield from changed("valid to", before, after, Effect.PRESENTATION if followed else Effect.FIGURE)


def _not_reported_changes(was: d.Indicator, now: d.Indicator) -> Iterator[Change]:
    for year in sorted({*was.not_reported, *now.not_reported}):
        before, after = was.not_reported.get(year), now.not_reported.get(year)
        known = before is not None and after is not None
        effect = Effect.PRESENTATION if known else Effect.FIGURE
        yield from changed(f"not reported in {year}", before, after, effect)


def _comparator_changes(was: d.Indicator, now: d.Indicator) -> Iterator[Change]:
    """Changes to comparators' figures, by comparator and day."""
    before, after = _comparators(was), _comparators(now)
    for part in dict.fromkeys((*after, *before)):
        yield from changed(part, before.get(part), after.get(part), Effect.PRESENTATION)


def _comparators(indicator: d.Indicator) -> dict[str, str]:
    return {
        f"{comparator_heading(comparator)}, {date_text(day)}": f"{figure.value} ({figure.source})"
        for comparator, figures in indicator.comparators.items()
        for day, figure in figures.items()
    }


def _allow_changes(was: d.Indicator, now: d.Indicator) -> Iterator[Change]:
    yield from changed(
        "checks that do not apply", _reasons(was.allow), _reasons(now.allow), Effect.PRESENTATION
    )


def _reasons(allowed: Iterable[d.Allow]) -> dict[str, str]:
    return {allow.code: allow.reason for allow in allowed}


def _example_changes(was: d.Indicator, now: d.Indicator) -> Iterator[Change]:
    """Changes to worked examples, by name: they prove the definition and are not part of it."""
    before = {example.name: example for example in was.examples}
    after = {example.name: example for example in now.examples}
    parts = (
        *(f"worked example added: {name}" for name in after if name not in before),
        *(
            f"worked example changed: {name}"
            for name in after
            if after[name] != before.get(name, after[name])
        ),
        *(f"worked example removed: {name}" for name in before if name not in after),
    )
    for part in parts:
        yield Change(part=one_line(part), effect=Effect.PRESENTATION)


def compare_catalogues(old: Version, new: Version, sources: tuple[FileInfo, FileInfo]) -> CatalogueDifference:
    """Find every difference of meaning or wording; ``sources`` are the two files."""
    names = changed_names(old, new)
    touched = [(pair, touching(pair, names)) for pair in pairs(defined(old), defined(new))]
    users = {
        name: tuple(pair.now.written.id for pair, by in touched if name in by and pair.now is not None)
        for name in names
    }
    found = (difference(pair, by) for pair, by in touched)
    return CatalogueDifference(
        old=sources[0],
        new=sources[1],
        sections=section_differences(old, new, users),
        indicators=tuple(each for each in found if each is not None),
    )

"""What differs in an indicator's polarity, targets and limits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cicscore.catalogue import definitions as c
from cicscore.catalogue import document as d
from cicscore.differences.changes import changed, text_changed
from cicscore.differences.document import Change, Effect
from cicscore.differences.measures import Defined
from cicscore.figures import limit_text
from cicscore.rating import Limits, Thresholds, Tolerances
from cicscore.wording.rules import polarity_words, year_rules

_RATING = Effect.RATING


def rating_changes(was: Defined, now: Defined) -> Iterator[Change]:
    """The changes of what a figure is rated and compared by, year after year."""
    before, after = was.linked, now.linked
    yield from changed(
        "polarity", polarity_words(before.polarity).lower(), polarity_words(after.polarity).lower(), _RATING
    )
    for year in sorted({*before.limits, *after.limits}):
        yield from _year_changes(year, was, now)
    yield from changed("decimals", before.decimals, after.decimals, _RATING)
    yield from changed("tolerance of the direction", before.tolerance, after.tolerance, _RATING)
    yield from changed("compared with", before.compare, after.compare, _RATING)


def _year_changes(year: str, was: Defined, now: Defined) -> Iterator[Change]:
    before, after = was.linked.limits.get(year), now.linked.limits.get(year)
    match before, after:
        case None, _:
            yield from changed(f"target for {year}", None, _rule(now.linked, year), Effect.MORE_YEARS)
        case Thresholds(), Thresholds():
            yield from _threshold_changes(year, (was.linked, before), (now.linked, after))
        case Tolerances(), Tolerances():
            yield from _tolerance_changes(year, (was.linked, before), (now.linked, after))
        case _:
            yield from changed(
                f"target for {year}", _rule(was.linked, year), _rule(now.linked, year), _RATING
            )
    yield from _source_changes(year, was.written.targets.get(year), now.written.targets.get(year))


def _rule(indicator: c.Indicator, year: str) -> str | None:
    """A year's limits in words, where it has some."""
    if year not in indicator.limits:
        return None
    (rule,) = year_rules(indicator, year)
    return rule.rule


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
    """The change of one limit, printed with the unit that each has."""
    if limits[0] != limits[1]:
        yield from changed(
            part, limit_text(limits[0], was[0].unit), limit_text(limits[1], now[0].unit), _RATING
        )


def _source_changes(year: str, was: d.Target | None, now: d.Target | None) -> Iterator[Change]:
    if was is None or now is None:
        return
    yield from text_changed(f"source of the target for {year}", was.source, now.source, Effect.PRESENTATION)
    yield from text_changed(
        f"source of the amber limit for {year}", was.amber_source, now.amber_source, Effect.PRESENTATION
    )

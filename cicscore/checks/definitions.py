"""Checks of what indicators count, alone and beside each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace

from cicscore.catalogue import definitions as c
from cicscore.catalogue.linking import hold_together
from cicscore.checks.subject import Defined, Finding, Subject
from cicscore.vocabulary import Unit

#: The keys that say what is counted.
_COUNTED = ("numerator", "denominator", "value")


def not_a_subset(subject: Subject) -> Iterator[Finding]:
    """A percentage whose numerator may count what the denominator does not."""
    for defined in subject.indicators("unit", *_COUNTED):
        if defined.linked.unit is not Unit.PERCENT:
            continue
        match defined.linked.measure:
            case c.Ratio(numerator=c.Count(extract=extract)):
                yield Finding(
                    (*defined.path, "numerator", "from"),
                    f"the numerator counts rows of `{extract}` by itself, so it need not be part of the "
                    "denominator",
                    "Leave `from` out, so that it counts some of those rows, or write `unit: ratio`.",
                )
            case c.Ratio(numerator=c.Subset(counting=c.Rows()), denominator=c.Count(counting=c.Children())):
                yield Finding(
                    (*defined.path, "numerator", "count"),
                    "the numerator counts rows, but the denominator children, so it can be the larger",
                    "Count the same on both sides.",
                )
            case _:
                pass


def same_title(subject: Subject) -> Iterator[Finding]:
    """Two indicators that a reader of the scorecard cannot tell apart."""

    def title(defined: Defined) -> str:
        return " ".join(defined.written.title.casefold().split())

    for earlier, later in _alike(subject.indicators("title", "id"), title):
        yield Finding(
            (*later.path, "title"),
            f"`{later.written.id}` has the same title as `{earlier.written.id}`",
            "Say in the title what sets it apart.",
        )


def same_definition(subject: Subject) -> Iterator[Finding]:
    """Two indicators that always have the same value."""

    def meaning(defined: Defined) -> Hashable:
        linked = defined.linked
        if linked.measure is None:
            return defined.path  # Like no other.
        return linked.period, linked.unit, _without_labels(linked.measure)

    for earlier, later in _alike(subject.indicators("id", "period", "unit", *_COUNTED), meaning):
        yield Finding(
            (*later.path, "id"),
            f"`{later.written.id}` computes the same as `{earlier.written.id}`",
            "Correct one of them, or keep one; two lines of one indicator go under `lines`.",
        )


def _alike(
    indicators: Iterable[Defined], key: Callable[[Defined], Hashable]
) -> Iterator[tuple[Defined, Defined]]:
    """Each indicator that is like an earlier one with another id on some day, with the first such."""
    seen: dict[Hashable, list[Defined]] = {}
    for defined in indicators:
        others = seen.setdefault(key(defined), [])
        for other in others:
            if other.written.id != defined.written.id and hold_together(other.written, defined.written):
                yield other, defined
                break
        others.append(defined)


def _without_labels(measure: c.Measure) -> c.Measure:
    match measure:
        case c.Ratio(numerator=numerator, denominator=denominator):
            bare = replace(numerator, label=None)
            return replace(measure, numerator=bare, denominator=replace(denominator, label=None))
        case c.Total(numerator=numerator):
            return c.Total(replace(numerator, label=None))
        case c.Published():
            return measure

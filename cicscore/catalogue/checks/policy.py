"""Checks of the policy on small counts, and of what indicators say that they count."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from cicscore.catalogue import definitions as c
from cicscore.catalogue.checks.context import Context, Defined, Finding, check
from cicscore.catalogue.kinds import kinds_of, numerator_count
from cicscore.catalogue.link import overlap
from cicscore.vocabulary import Counts

#: How many times the threshold a range may be before more than small counts is hidden for nothing.
_MOST_RANGES = 10


@check("parts-of-different-periods")
def parts_over_other_days(context: Context) -> Iterator[Finding]:
    """A whole and a part over different days, which nobody can subtract."""
    policy = context.document.disclosure
    by_id: dict[str, list[Defined]] = {}
    for defined in context.indicators("id", "period", "numerator", "denominator"):
        by_id.setdefault(defined.written.id, []).append(defined)
    for index, pair in enumerate(() if policy is None else policy.parts):
        path = ("disclosure", "parts", index)
        both = product(by_id.get(pair.whole, ()), by_id.get(pair.part, ()))
        periods = [
            (c.compared_as(whole.linked), c.compared_as(part.linked))
            for whole, part in both
            if overlap(whole.written, part.written)
        ]
        differing = next((each for each in periods if each[0] is not each[1]), None)
        if differing is not None and context.source.whole(path):
            whole_period, part_period = differing
            yield Finding(
                (*path, "part"),
                f"`{pair.part}` covers the days of a period `{part_period.value}`, and `{pair.whole}` those "
                f"of `{whole_period.value}`, so that nobody can subtract one from the other",
                "Remove the pair, or correct the period of one of the two.",
            )


@check("range-out-of-proportion")
def wide_ranges(context: Context) -> Iterator[Finding]:
    """A range so wide that most of a scorecard would be hidden."""
    policy = context.document.disclosure
    if policy is None or not context.source.whole(("disclosure",)) or policy.protect.range is None:
        return
    most = _MOST_RANGES * policy.threshold
    if policy.protect.range > most:
        yield Finding(
            ("disclosure", "protect", "range"),
            f"a range of {policy.protect.range} is more than {_MOST_RANGES} times the threshold of "
            f"{policy.threshold}, so that far more is hidden than small counts need",
            f"Write a smaller one, or leave it out for {policy.threshold - 1}, the threshold less 1.",
            allowed=f"1 to {most}",
        )


@check("small-counts-published")
def counts_of_children_called_otherwise(context: Context) -> Iterator[Finding]:
    """Rows of children that are said to be of staff, or published already, so that nothing is protected."""
    for defined in context.indicators("counts", "unit", "numerator", "denominator", "value"):
        told = defined.written.counts
        if told is None or told.is_about_children:
            continue
        side, count = next(_children_counted(defined.linked, context), (None, None))
        if count is not None:
            yield Finding(
                (*defined.path, "counts"),
                f"the {side} counts rows of `{count.extract}`, which belong to children, and with `counts: "
                f"{told.value}` small counts of them are published",
                "Remove `counts`; where the figures are public already, say so with `safe` and the reason.",
                allowed=f"{Counts.CHILDREN.value}, {Counts.EVENTS.value}",
            )


def _children_counted(indicator: c.Indicator, context: Context) -> Iterator[tuple[str, c.Count]]:
    """The sides that count children or their events by what the extracts tell."""
    counts: dict[str, c.Count] = {}
    match indicator.measure:
        case c.Total(numerator=above):
            counts = {"numerator": above}
        case c.Ratio(denominator=below) as measure:
            counts = {"numerator": numerator_count(measure), "denominator": below}
        case _:
            pass
    kinds = kinds_of(indicator, context.catalogue.extracts, None)
    for (side, count), kind in zip(counts.items(), kinds, strict=False):
        if kind is not None and kind.is_about_children:
            yield side, count


@check("superfluous-counts")
def counts_that_the_extracts_tell(context: Context) -> Iterator[Finding]:
    """What is counted, said again where the extracts tell it."""
    extracts = context.catalogue.extracts
    for defined in context.indicators("counts", "unit", "numerator", "denominator", "value"):
        told, indicator = defined.written.counts, defined.linked
        if told is None or indicator.measure is None:
            continue
        kinds = kinds_of(indicator, extracts, None)
        if kinds == kinds_of(indicator, extracts, told):
            words = ", ".join(dict.fromkeys(kind.value for kind in kinds if kind is not None))
            yield Finding(
                (*defined.path, "counts"),
                f"that it counts {words} is known without it, so this changes nothing",
                "Remove `counts`.",
            )

"""Lay out a definition in words as lines of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from cicscore.definition import COPIED_FIELDS, Definition, Side, YearRule
from cicscore.text import date_text, labelled, numbered, spaced, visible, wrapped
from cicscore.vocabulary import Unit

#: The engine's three-valued logic, in a reader's terms.
_UNKNOWN = (
    "A row counts only where every condition is true. Where a value that a condition needs is not recorded, "
    "the condition is not true."
)

_UNITS = {
    Unit.PERCENT: "percentage",
    Unit.PER_10000: "rate per 10,000",
    Unit.MEAN: "mean",
    Unit.MEDIAN: "median",
    Unit.PERCENTILE: "percentile",
    Unit.RATIO: "ratio",
    Unit.COUNT: "count",
    Unit.PUBLISHED: "published value",
}


def definition_lines(definition: Definition, width: int) -> list[str]:
    """Lay out the definition in ``width`` columns, with a blank line between parts."""
    parts = [
        _heading(definition, width),
        _counted(definition, width),
        *(
            _side(name, side, width)
            for name, side in (
                ("Denominator", definition.denominator),
                ("Numerator", definition.numerator),
                ("Published value", definition.published),
            )
            if side is not None
        ),
        _due(definition, width),
        _composed(definition, width),
        _terms(definition, width),
        _rating(definition, width),
        _variants(definition, width),
        _about(definition, width),
    ]
    return [line for part in parts if part for line in (*part, "")][:-1]


def _heading(definition: Definition, width: int) -> list[str]:
    names = " · ".join(name for name in (definition.id, definition.reference, definition.theme) if name)
    return [visible(definition.title), visible(names), "", *wrapped(definition.meaning, width)]


def _counted(definition: Definition, width: int) -> list[str]:
    places = {0: "no decimals", 1: "1 decimal"}.get(definition.decimals, f"{definition.decimals} decimals")
    numerator, denominator = definition.numerator, definition.denominator
    label = "" if definition.unit_label is None else f" in {definition.unit_label}"
    return labelled(
        [
            ("What is counted", None if numerator is None else numerator.label),
            ("Out of", None if denominator is None else denominator.label),
            ("Shown as", f"{_UNITS[definition.unit]}{label}, {places}"),
            ("Period", definition.period),
            *((f"Not reported in {year}", why) for year, why in definition.not_reported.items()),
        ],
        width,
    )


def _side(name: str, side: Side, width: int) -> list[str]:
    if side.part_of_denominator:
        head = wrapped(f"{name}: {side.counts} among those of the denominator", width)
    else:
        head = [
            *wrapped(f"{name}: {_counted_rows(side)} of {side.extract} ({side.file})", width),
            *wrapped(f"Window: {side.window}", width, indent="  "),
        ]
    return head + numbered((condition.text for condition in side.conditions), width)


def _counted_rows(side: Side) -> str:
    return side.counts if side.counts == "rows" else f"{side.counts} in rows"


def _due(definition: Definition, width: int) -> list[str]:
    due = definition.due
    if due is None:
        return []
    head = f"Due: {due.label}, one for each row of {due.extract} ({due.file})"
    return [
        *wrapped(head, width),
        *wrapped(f"By: {due.date}", width, indent="  "),
        *wrapped(f"Done: {due.done}", width, indent="  "),
        *numbered((condition.text for condition in due.conditions), width),
    ]


def _composed(definition: Definition, width: int) -> list[str]:
    if definition.composed is None:
        return []
    return [
        *wrapped(f"Made of other indicators: {definition.composed.words}", width),
        *wrapped("Exact values of the same day, variant and group, before they are rounded.", width),
    ]


def _terms(definition: Definition, width: int) -> list[str]:
    if definition.published is not None or not (definition.numerator or definition.denominator):
        return []
    named = [
        line
        for term in definition.terms
        for line in wrapped(f'"{term.name}", of {term.extract}: {term.words}', width, indent="  ")
    ]
    return [*(["Where the conditions say"] if named else []), *named, *wrapped(_UNKNOWN, width)]


def _rating(definition: Definition, width: int) -> list[str]:
    return [
        *wrapped(f"Rating: {definition.polarity}. {definition.rated_on}.", width),
        *(line for rule in definition.rules for line in _rule(rule, width)),
        *([] if definition.direction is None else wrapped(f"{definition.direction}.", width)),
    ]


def _rule(rule: YearRule, width: int) -> Iterable[str]:
    yield from wrapped(f"{rule.financial_year}: {rule.rule}", width, indent="  ")
    for name, source in (("Target", rule.target_source), ("Amber limit", rule.amber_source)):
        if source:
            yield from wrapped(f"{name}: {source}", width, indent="    ")


def _variants(definition: Definition, width: int) -> list[str]:
    also = f"; also a line: {', '.join(definition.other_lines)}" if definition.other_lines else ""
    return [
        *wrapped(f"Headline: {definition.headline}{also}", width),
        *(
            line
            for variant in definition.variants
            for line in wrapped(f"{variant.title}: {variant.words}", width, indent="  ")
        ),
    ]


def _about(definition: Definition, width: int) -> list[str]:
    values = ((spaced(name).capitalize(), getattr(definition, name)) for name in COPIED_FIELDS)
    return labelled(
        [(name, date_text(value) if isinstance(value, dt.date) else value) for name, value in values], width
    )

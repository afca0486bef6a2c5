"""Compute worked examples with the real engine, and find what they leave unproved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import TypeAlias, assert_never

from cicscore.catalogue.definitions import (
    Catalogue,
    Indicator,
    Ratio,
    is_in_force,
    span_on,
)
from cicscore.catalogue.model import CatalogueDocument, Example, Expectation
from cicscore.catalogue.target_spans import TargetSpan
from cicscore.catalogue.yaml import Path, YamlSource
from cicscore.examples.outcomes import Outcome, Prepared, Result, Worksheet, outcomes
from cicscore.examples.rows import Builder
from cicscore.faults.fault import Fault, Place, nearest, sorted_faults
from cicscore.faults.rules import fault
from cicscore.rating import Limits, Thresholds, Tolerances, UnevenTolerances
from cicscore.text import as_written, date_text, limit_text, printed, spaced
from cicscore.vocabulary import ALL, Status


def span_text(indicator: Indicator) -> str:
    """The definition's validity dates in words; empty where it is always valid."""
    first = "" if indicator.written.valid_from is None else f"from {date_text(indicator.written.valid_from)}"
    last = "" if indicator.written.valid_to is None else f"until {date_text(indicator.written.valid_to)}"
    return " ".join(part for part in (first, last) if part)


def limits_in_force(indicator: Indicator) -> Mapping[TargetSpan, Limits]:
    """The limits of the years, or steps of years, in which the definition is valid on some day.

    A definition that replaced another also carries the targets of earlier years, which are left out.
    """
    first = indicator.written.valid_from or dt.date.min
    last = indicator.written.valid_to or dt.date.max
    return {
        span: limits
        for span, limits in indicator.limits.items()
        if first <= span.days.end and span.days.start <= last
    }


#: An example, with what it comes to for each variant.
Worked: TypeAlias = tuple[Example, Mapping[str, Result]]


def completeness_faults(
    indicator: Indicator, worked: Sequence[Worked], catalogue: Catalogue, place: Place
) -> Iterator[Fault]:
    """Faults for cases that no example covers; none where there is nothing to compute."""
    if indicator.measure is None:
        return
    if not any(_has_value(rows[ALL]) and ALL in example.expect for example, rows in worked):
        yield fault(
            "no-normal-example",
            place,
            f"no worked example shows a normal case of `{indicator.written.id}`",
            "Add one under `examples`, with a few rows and the figure they come to, worked out by hand.",
        )
        return
    yield from _limits_without_example(indicator, worked, place)
    if isinstance(indicator.measure, Ratio) and not any(_shows_no_denominator(one) for one in worked):
        yield fault(
            "no-example-of-zero",
            place,
            f"no worked example of `{indicator.written.id}` has a denominator of zero",
            "Add one that expects `status: no_denominator`; one without rows does.",
        )
    for variant in catalogue.variants:
        if _matters(variant, worked) and not any(_changed_by(variant, one) for one in worked):
            yield fault(
                "no-example-of-variant",
                place,
                f"`{variant}` leaves nobody out of any worked example of `{indicator.written.id}` that "
                "expects something for it",
                "Add an example with a row that it leaves out, and expect the figure for both.",
            )


def _limits_without_example(indicator: Indicator, worked: Sequence[Worked], place: Place) -> Iterator[Fault]:
    """Faults for limits that no example comes to; of a profile, an example of one step is enough."""
    years: dict[str, list[tuple[TargetSpan, Limits]]] = {}
    for span, limits in limits_in_force(indicator).items():
        years.setdefault(span.year, []).append((span, limits))
    for steps in years.values():
        last, limits = steps[-1]
        for name, values in _limits_to_meet(limits).items():
            of_steps = [(span, _limits_to_meet(each)[name]) for span, each in steps]
            if any(_rated_at(at, span, indicator, one) for span, at in of_steps for one in worked):
                continue
            yield fault(
                "no-example-at-limit",
                place,
                f"no worked example of `{indicator.written.id}` comes to exactly the {name} of {last.name}, "
                + " or ".join(limit_text(value, indicator.written.printed_in) for value in values),
                "Add one that expects a `rag`: a value on a limit is on its better side.",
            )


def _has_value(row: Result) -> bool:
    return row.value is not None


def _limits_to_meet(limits: Limits) -> dict[str, tuple[Fraction, ...]]:
    """The values exactly on each limit."""
    target = Fraction(limits.target)
    match limits:
        case Thresholds(amber=amber):
            return {"target": (target,), "amber limit": (Fraction(amber),)}
        case Tolerances(green_within=green, amber_within=amber):
            distances = {"limit of green": Fraction(green), "limit of amber": Fraction(amber)}
            return {name: (target - within, target + within) for name, within in distances.items()}
        case UnevenTolerances():
            sides = {
                "limit of green": (limits.green_below, limits.green_above),
                "limit of amber": (limits.amber_below, limits.amber_above),
            }
            return {
                name: (target - Fraction(below), target + Fraction(above))
                for name, (below, above) in sides.items()
            }
        case _ as never:
            assert_never(never)


def _rated_at(values: Sequence[Fraction], span: TargetSpan, indicator: Indicator, worked: Worked) -> bool:
    """Whether an example of those days expects a rating at one of these values."""
    example, rows = worked
    return span_on(indicator, example.as_at) == span and any(
        expected.rag is not None and rows[variant].value in [float(value) for value in values]
        for variant, expected in example.expect.items()
    )


def _shows_no_denominator(worked: Worked) -> bool:
    example, _ = worked
    return any(expected.status is Status.NO_DENOMINATOR for expected in example.expect.values())


def _matters(variant: str, worked: Sequence[Worked]) -> bool:
    """Whether the variant gives the indicator a separate figure."""
    without = (Status.NOT_APPLICABLE, Status.NOT_REPORTED)
    return any(rows[variant].measured.status not in without for _, rows in worked)


def _changed_by(variant: str, worked: Worked) -> bool:
    """Whether an example has an expectation for the variant, and the variant leaves something out."""
    example, rows = worked
    # What is made of others has a value and no counts.
    counts = [
        (counted.numerator, counted.denominator, counted.value if counted.numerator is None else None)
        for counted in (rows[ALL].measured, rows[variant].measured)
    ]
    return variant in example.expect and counts[0] != counts[1]


_WORK_OUT_AGAIN = (
    "Work the example out again by hand; correct the expectation if it is wrong, else the definition."
)


def run_examples(catalogue: Catalogue, document: CatalogueDocument, source: YamlSource) -> tuple[Fault, ...]:
    """Find every fault of the catalogue's worked examples: errors of form, wrong results and missing cases.

    ``document`` and ``source`` are what ``catalogue`` was linked from.
    """
    builder = Builder(catalogue, source)
    faults: list[Fault] = []
    for index, indicator in enumerate(catalogue.indicators):
        sheet, found = prepare(index, document, builder)
        faults += found
        worked: list[Worked] = []
        for one, comes_to in outcomes(indicator, sheet, catalogue):
            faults += (
                fault("example-fails", source.place((*one.path, *at)), found, _WORK_OUT_AGAIN)
                for at, found in mismatches(one.example, comes_to, indicator.decimals)
            )
            worked.append((one.example, comes_to.variants))
        faults += completeness_faults(indicator, worked, catalogue, source.place(("indicators", index)))
    return sorted_faults(faults)


def prepare(index: int, document: CatalogueDocument, builder: Builder) -> tuple[Worksheet, tuple[Fault, ...]]:
    """Prepare the computable examples of the indicator at ``index``; the others give faults."""
    indicator = builder.catalogue.indicators[index]
    written = [
        (example, ("indicators", index, "examples", position))
        for position, example in enumerate(document.indicators[index].examples)
    ]
    built = builder.build(written)
    found = [
        (*of_rows, *_form_faults(example, path, indicator, builder))
        for (example, path), of_rows in zip(written, built.faults, strict=True)
    ]
    sound = [each for each, faults in zip(written, found, strict=True) if not faults]
    if len(sound) < len(written):
        built = builder.build(sound)
    prepared = tuple(Prepared(example, path, number) for number, (example, path) in enumerate(sound))
    return Worksheet(prepared, built), tuple(chain.from_iterable(found))


def mismatches(example: Example, rows: Outcome, decimals: int) -> Iterator[tuple[Path, str]]:
    """Every part of the example's expectations that its rows do not meet, and what it comes to."""
    for variant, expected in example.expect.items():
        for part, comes_to in _differing(expected, rows.variants[variant], decimals):
            yield ("expect", variant, part), f'in "{example.name}", the {part} for `{variant}` {comes_to}'
    for breakdown, groups in example.groups.items():
        for group, expected in groups.items():
            at, who = ("groups", breakdown, group), f"`{group}` by {spaced(breakdown)}"
            row = rows.groups.get((breakdown, group))
            if row is None:
                yield at, f'in "{example.name}", nobody is in {who}'
                continue
            for part, comes_to in _differing(expected, row, decimals):
                yield (*at, part), f'in "{example.name}", the {part} for {who} {comes_to}'


def _differing(expected: Expectation, row: Result, decimals: int) -> Iterator[tuple[str, str]]:
    """The parts of an expectation that a row does not meet, and what each comes to."""
    found = _parts(row, decimals)
    for part, text in _expected_parts(expected).items():
        if found[part] != text:
            yield part, f"comes to {found[part]}; {text} is expected"


def _expected_parts(expected: Expectation) -> dict[str, str]:
    parts = {"status": expected.status.value}
    for part in ("numerator", "denominator", "value"):
        number: Decimal | None = getattr(expected, part)
        if number is not None:
            parts[part] = _number_text(number)
    for part in ("rag", "direction"):
        word = getattr(expected, part)
        if word is not None:
            parts[part] = str(word)
    if expected.exceeded is not None:
        parts["exceeded"] = _true_or_false(expected.exceeded)
    return parts


def _parts(row: Result, decimals: int) -> dict[str, str]:
    """What an example comes to, in the terms of an expectation."""
    counted, judged = row.measured, row.judged
    # The shortest decimal that reads back as the number, so that ties stay ties.
    value = None if row.value is None else printed(Fraction(as_written(row.value)), decimals)
    return {
        "status": counted.status.value,
        "numerator": _number_text(counted.numerator),
        "denominator": _number_text(counted.denominator),
        "value": _number_text(value),
        "rag": "not_rated" if judged.rating.rag is None else judged.rating.rag.value,
        "direction": "none" if judged.direction is None else judged.direction.value,
        "exceeded": _true_or_false(any(note.startswith("exceeded: ") for note in judged.rating.notes)),
    }


def _true_or_false(value: bool) -> str:  # noqa: FBT001 - it is what is put in words
    return "true" if value else "false"


def _number_text(number: Decimal | None) -> str:
    return "none" if number is None else f"{number.normalize():f}"


def _form_faults(example: Example, path: Path, indicator: Indicator, builder: Builder) -> Iterator[Fault]:
    """Faults that keep an example from being computed, or from proving anything."""
    source = builder.source
    if not is_in_force(indicator, example.as_at):
        yield fault(
            "example-outside-definition",
            source.place((*path, "as_at")),
            f"the definition is not valid on {date_text(example.as_at)}",
            "Choose a day on which it is valid, or move the example to the definition valid on that day.",
            allowed=span_text(indicator),
        )
    variants = (ALL, *builder.catalogue.variants)
    for name, expected in example.expect.items():
        at = (*path, "expect", name)
        if name not in variants:
            yield fault(
                "example-of-unknown-variant",
                source.place(at, at_key=True),
                f"there is no variant `{name}`",
                "Expect something for `all`, or for a variant that the catalogue declares.",
                allowed=", ".join(variants),
                nearest=nearest(name, variants),
            )
        elif _checks_nothing(expected):
            yield _says_nothing(f"`{name}`", source.place(at, at_key=True))
    yield from _group_faults(example, path, builder)


def _group_faults(example: Example, path: Path, builder: Builder) -> Iterator[Fault]:
    """Faults of what is expected for groups."""
    source, known = builder.source, tuple(builder.catalogue.breakdowns)
    for name, groups in example.groups.items():
        if name not in known:
            yield fault(
                "example-of-unknown-breakdown",
                source.place((*path, "groups", name), at_key=True),
                f"there is no breakdown `{name}`",
                "Expect something for groups of a breakdown that the catalogue declares.",
                allowed=", ".join(known),
                nearest=nearest(name, known),
            )
            continue
        for group, expected in groups.items():
            if _checks_nothing(expected):
                at = source.place((*path, "groups", name, group), at_key=True)
                yield _says_nothing(f"`{group}` by {spaced(name)}", at)


def _says_nothing(whom: str, place: Place) -> Fault:
    return fault(
        "expectation-checks-nothing",
        place,
        f"the expectation for {whom} says only that there is a figure, not what it comes to",
        "Say what it comes to, or leave it out.",
        allowed="numerator, denominator, value, rag, direction, exceeded, or a status without a value",
    )


def _checks_nothing(expected: Expectation) -> bool:
    return expected.status in (Status.CALCULATED, Status.PUBLISHED) and not (
        expected.model_fields_set - {"status", "previous"}
    )

"""What the worked examples of an indicator leave unproved: normal cases, limits, zeros and variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias, assert_never

from cicscore.catalogue.definitions import Catalogue, Indicator, Ratio
from cicscore.catalogue.document import Example
from cicscore.examples.rules import fault
from cicscore.examples.validity import limits_in_force
from cicscore.faults import Fault, Place
from cicscore.figures import limit_text
from cicscore.periods import financial_year
from cicscore.rating import Limits, Thresholds, Tolerances
from cicscore.results import Row
from cicscore.vocabulary import ALL, Status

#: An example, and the row that each variant comes to.
Worked: TypeAlias = tuple[Example, Mapping[str, Row]]


def completeness_faults(
    indicator: Indicator, worked: Sequence[Worked], catalogue: Catalogue, place: Place
) -> Iterator[Fault]:
    """What no example of the indicator shows; nothing where there is nothing to compute."""
    if indicator.measure is None:
        return
    if not any(_has_value(rows[ALL]) and ALL in example.expect for example, rows in worked):
        yield fault(
            "CIC611",
            place,
            f"no worked example shows a normal case of `{indicator.id}`",
            "Add one under `examples`, with a few rows and the figure they come to, worked out by hand.",
        )
        return
    for year, limits in limits_in_force(indicator).items():
        for name, values in _limits_to_meet(limits).items():
            if not any(_rated_at(values, year, one) for one in worked):
                yield fault(
                    "CIC612",
                    place,
                    f"no worked example of `{indicator.id}` comes to exactly the {name} of {year}, "
                    + " or ".join(limit_text(value, indicator.unit) for value in values),
                    "Add one that expects a `rag`: a value on a limit is on its better side.",
                )
    if isinstance(indicator.measure, Ratio) and not any(_shows_no_denominator(one) for one in worked):
        yield fault(
            "CIC613",
            place,
            f"no worked example of `{indicator.id}` has a denominator of zero",
            "Add one that expects `status: no_denominator`; one without rows does.",
        )
    for variant in catalogue.variants:
        if _matters(variant, worked) and not any(_changed_by(variant, one) for one in worked):
            yield fault(
                "CIC614",
                place,
                f"`{variant}` leaves nobody out of any worked example of `{indicator.id}` that expects "
                "something for it",
                "Add an example with a row that it leaves out, and expect the figure for both.",
            )


def _has_value(row: Row) -> bool:
    return row.value is not None


def _limits_to_meet(limits: Limits) -> dict[str, tuple[Fraction, ...]]:
    """The values that lie exactly on each limit."""
    target = Fraction(limits.target)
    match limits:
        case Thresholds(amber=amber):
            return {"target": (target,), "amber limit": (Fraction(amber),)}
        case Tolerances(green_within=green, amber_within=amber):
            distances = {"limit of green": Fraction(green), "limit of amber": Fraction(amber)}
            return {name: (target - within, target + within) for name, within in distances.items()}
        case _ as never:
            assert_never(never)


def _rated_at(values: Sequence[Fraction], year: str, worked: Worked) -> bool:
    """Whether an example of that year expects the rating of one of these values."""
    example, rows = worked
    return financial_year(example.as_at) == year and any(
        expected.rag is not None and rows[variant].value in [float(value) for value in values]
        for variant, expected in example.expect.items()
    )


def _shows_no_denominator(worked: Worked) -> bool:
    example, _ = worked
    return any(expected.status is Status.NO_DENOMINATOR for expected in example.expect.values())


def _matters(variant: str, worked: Sequence[Worked]) -> bool:
    """Whether the indicator has figures of its own under the variant."""
    without = (Status.NOT_APPLICABLE, Status.NOT_REPORTED)
    return any(rows[variant].status not in without for _, rows in worked)


def _changed_by(variant: str, worked: Worked) -> bool:
    """Whether an example expects something of the variant, and it leaves something out."""
    example, rows = worked
    counts = [(row.numerator, row.denominator) for row in (rows[ALL], rows[variant])]
    return variant in example.expect and counts[0] != counts[1]

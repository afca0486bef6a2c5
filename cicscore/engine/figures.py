"""One indicator computed: its figure for each variant, and for each group of a breakdown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from cicscore.catalogue.definitions import (
    Breakdown,
    Children,
    DistinctValues,
    Indicator,
    Published,
    Ratio,
    Rows,
    SumOf,
    Total,
    Variant,
)
from cicscore.catalogue.footing import tables_in
from cicscore.engine.availability import unavailable
from cicscore.engine.cohorts import Cohort, Cohorts, kept_by, latest_published, select, settled
from cicscore.engine.computation import Computation
from cicscore.engine.doubts import without_doubtful
from cicscore.engine.figure import Figure
from cicscore.engine.tally import Codes, Tally, tally, tally_groups
from cicscore.expressions.types import Kind
from cicscore.faults import InternalError
from cicscore.figures import as_written, date_text, scale_of
from cicscore.periods import window
from cicscore.rating import Measured
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.vectors import Vector, text
from cicscore.vocabulary import ALL, Status, Unit

#: What children without a value for the breakdown are shown as.
NOT_RECORDED = "not recorded"


def figures(
    indicator: Indicator, computation: Computation, breakdowns: tuple[Breakdown, ...] = ()
) -> tuple[Figure, ...]:
    """The indicator's figures: for all, for each variant, and each of them in the groups asked for.

    A figure that depends on something that the files leave open is withheld, with the reason.
    """
    found = _plain_figures(indicator, computation, breakdowns)
    for doubt, supposed in computation.supposed:
        found = without_doubtful(found, _plain_figures(indicator, supposed, breakdowns), doubt)
    return found


def _plain_figures(
    indicator: Indicator, computation: Computation, breakdowns: tuple[Breakdown, ...]
) -> tuple[Figure, ...]:
    catalogue = computation.catalogue
    span = window(indicator.period, computation.as_at)
    dated = computation.on_days_of(span)
    whole = unavailable(indicator, None, catalogue, computation.extracts, computation.as_at)
    measure = indicator.measure
    settled_figure: Measured | None = whole
    cohorts: Cohorts | None = None
    if whole is None:
        match measure:
            case Published():
                settled_figure = _published(measure, computation, dated)
            case Ratio() | Total():
                cohorts = select(measure, span, dated)
            case None:
                pass  # Never reported, which `unavailable` has said.
    found: list[Figure] = []
    for variant in (None, *catalogue.variants.values()):
        name = ALL if variant is None else variant.id
        why_none = whole
        if variant is not None:
            why_none = unavailable(indicator, variant, catalogue, computation.extracts, computation.as_at)
        measured = why_none or (settled_figure if cohorts is None else None)
        if measured is not None:
            found.append(Figure(name, None, None, measured))
        elif cohorts is not None:
            kept = _kept(cohorts, variant, dated)
            _check_parted(cohorts, kept, name, dated)
            found.extend(_counted(name, indicator.unit, kept, breakdowns, dated))
    return tuple(found)


def _check_parted(cohorts: Cohorts, kept: Cohorts, variant: str, evaluation: Evaluation) -> None:
    """Raise ``InternalError`` where what a variant keeps and what it leaves out are not the whole."""
    for whole, part in zip(cohorts.parts, kept.parts, strict=True):
        if part is not whole and _adds_up(whole):
            others = tally(whole.without(part.rows), evaluation)
            parts = (tally(part, evaluation), others)
            check_sum(whole, tally(whole, evaluation), parts, f"what {variant} keeps and what it leaves out")


def _published(measure: Published, computation: Computation, evaluation: Evaluation) -> Measured:
    """The latest value on or before the as-at date; the first of the file where two have one date."""
    rows = latest_published(measure, computation.as_at, evaluation)
    if not len(rows):
        reason = f"nothing is published for it on or before {date_text(computation.as_at)}"
        return Measured(Status.NOT_DUE, reason, None, None, None)
    value = evaluation.tables[measure.extract].frame[measure.column].to_numpy()[rows[0]]
    return Measured(Status.PUBLISHED, None, None, None, Fraction(as_written(value)))


def _kept(cohorts: Cohorts, variant: Variant | None, evaluation: Evaluation) -> Cohorts:
    """The cohorts without the rows that a variant leaves out."""
    if variant is None:
        return cohorts
    above, below = cohorts.numerator, cohorts.denominator
    return Cohorts(
        above.among(kept_by(variant, above, evaluation)),
        None if below is None else below.among(kept_by(variant, below, evaluation)),
    )


def _counted(
    variant: str, unit: Unit, cohorts: Cohorts, breakdowns: tuple[Breakdown, ...], evaluation: Evaluation
) -> list[Figure]:
    """The figure of one variant, then its figures in each group of each breakdown that has a meaning here."""
    above = tally(cohorts.numerator, evaluation)
    below = None if cohorts.denominator is None else tally(cohorts.denominator, evaluation)
    whole = _figure(variant, None, None, unit, above, below)
    found = [whole]
    for breakdown in breakdowns:
        if all(_divides(breakdown, part, evaluation) for part in cohorts.parts):
            labels, tallies = _grouped(cohorts, breakdown, evaluation)
            for part, total, amounts in zip(
                cohorts.parts, (below, above)[-len(tallies) :], tallies, strict=True
            ):
                if total is not None:
                    check_sum(part, total, amounts, f"the groups of {breakdown.id}")
            under = tallies[0] if len(tallies) == 2 else (None,) * len(labels)
            found.extend(
                _figure(variant, breakdown.id, label, unit, over, lower)
                for label, over, lower in zip(labels, tallies[-1], under, strict=True)
            )
    return found


def check_sum(cohort: Cohort, total: Tally, parts: Sequence[Tally], named: str) -> None:
    """Raise ``InternalError`` where the parts of what adds up do not add up to the whole."""
    if _adds_up(cohort) and sum(Fraction(part.adding) for part in parts) != Fraction(total.adding):
        raise InternalError(f"{named} do not add up to {total.adding}")


def _figure(
    variant: str, breakdown: str | None, group: str | None, unit: Unit, above: Tally, below: Tally | None
) -> Figure:
    measured = _measured(unit, above.amount, None if below is None else below.amount)
    return Figure(
        variant,
        breakdown,
        group,
        measured,
        _missing_values(above, below),
        above.children,
        None if below is None else below.children,
    )


def _missing_values(above: Tally, below: Tally | None) -> tuple[str, ...]:
    """The caution that sums passed over rows, with how many of each."""
    sides = [("numerator", above.missing), ("denominator", 0 if below is None else below.missing)]
    counted = [
        f"{missing:,} {'row' if missing == 1 else 'rows'} of the {side}" for side, missing in sides if missing
    ]
    if not counted:
        return ()
    have = "has" if above.missing + (0 if below is None else below.missing) == 1 else "have"
    return (f"missing_values: {' and '.join(counted)} {have} no value to add up",)


def _measured(unit: Unit, numerator: Decimal, denominator: Decimal | None) -> Measured:
    """The exact value of the counts on the unit's own scale."""
    if denominator is None:
        return Measured(Status.CALCULATED, None, numerator, None, Fraction(numerator))
    if denominator == 0:
        return Measured(Status.NO_DENOMINATOR, "the denominator is 0", numerator, denominator, None)
    value = Fraction(numerator) / Fraction(denominator) * scale_of(unit)
    return Measured(Status.CALCULATED, None, numerator, denominator, value)


def _grouped(
    cohorts: Cohorts, breakdown: Breakdown, evaluation: Evaluation
) -> tuple[tuple[str, ...], list[tuple[Tally, ...]]]:
    """The labels of the groups, and what each part comes to in each of them."""
    labels, codes = _groups(cohorts.parts, breakdown, evaluation)
    return labels, [
        tally_groups(part, part_codes, len(labels), evaluation)
        for part, part_codes in zip(cohorts.parts, codes, strict=True)
    ]


def _divides(breakdown: Breakdown, part: Cohort, evaluation: Evaluation) -> bool:
    """Whether the breakdown has a meaning for these rows, and the extracts that it looks at were read."""
    group = breakdown.group.get(part.extract)
    return group is not None and tables_in(group) <= evaluation.tables.keys()


def _adds_up(cohort: Cohort) -> bool:
    """Whether groups have to add up: different children, or values, may have rows in two groups."""
    match cohort.counting:
        case Rows() | SumOf():
            return True
        case Children() | DistinctValues():
            return False


def _groups(
    parts: tuple[Cohort, ...], breakdown: Breakdown, evaluation: Evaluation
) -> tuple[tuple[str, ...], list[Codes]]:
    """The labels of the groups, and each part's rows as numbers of their groups."""
    vectors = [
        _in_words(evaluation.values(settled(breakdown.group[part.extract], part), part.extract, part.rows))
        for part in parts
    ]
    words = [
        np.array([*vector.categories, NOT_RECORDED], dtype=object)[np.where(vector.known, vector.values, -1)]
        for vector in vectors
    ]
    present = {str(word) for part in words for word in part}
    # Bands and codes keep the order they were declared in; what is not recorded comes last.
    known = breakdown.group[parts[0].extract].type
    order = _FLAG_WORDS if known.kind is Kind.CONDITION else known.codes or ()
    declared = [code for code in order if code in present]
    others = sorted(present - set(declared) - {NOT_RECORDED})
    labels = (*declared, *others, *((NOT_RECORDED,) if NOT_RECORDED in present else ()))
    numbers = {label: number for number, label in enumerate(labels)}
    return labels, [np.array([numbers[str(word)] for word in part], dtype=np.int64) for part in words]


#: What the groups of a breakdown by a flag are called.
_FLAG_WORDS = ("yes", "no")


def _in_words(vector: Vector) -> Vector:
    """A flag as yes and no; text as it is."""
    if vector.kind is not Kind.CONDITION:
        return vector
    return text(np.where(vector.known, np.where(vector.values, 0, 1), -1), _FLAG_WORDS)

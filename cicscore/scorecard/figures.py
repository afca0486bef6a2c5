"""Compute one indicator: its figure for each variant, and for each group of a breakdown."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    AllRows,
    Breakdown,
    Catalogue,
    Children,
    Composed,
    Count,
    DistinctValues,
    Indicator,
    PercentileOf,
    Published,
    Ratio,
    Subjects,
    SumOf,
    Total,
    Variant,
)
from cicscore.catalogue.dependencies import columns_of
from cicscore.catalogue.subsets import under
from cicscore.expressions import nodes as n
from cicscore.expressions.crossing import group_words
from cicscore.faults.fault import InternalError
from cicscore.periods import Window, window
from cicscore.rating import Measured
from cicscore.scorecard.available import unavailable
from cicscore.scorecard.bounds import (
    bounds,
    bounds_of_published,
    depends_on_unknown,
    exactly,
    not_recorded,
    unknown_rows,
)
from cicscore.scorecard.computation import Computation, Figure
from cicscore.scorecard.count import (
    Codes,
    Cohort,
    Cohorts,
    Tally,
    amount,
    kept_by,
    published_steps,
    select,
    settled,
    tally,
    tally_groups,
)
from cicscore.scorecard.reach import within_reach
from cicscore.tables.columns import Mask, plain, taken
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Selection
from cicscore.tables.vectors import in_words
from cicscore.text import as_written, date_text, scale_of
from cicscore.vocabulary import ALL, Status, Unit

_NO_GROUP = -1


#: Groups by breakdown.
Labels: TypeAlias = Mapping[str, tuple[str, ...]]
NO_LABELS: Labels = MappingProxyType({})


def figures(
    indicator: Indicator,
    computation: Computation,
    breakdowns: tuple[Breakdown, ...] = (),
    also: Labels = NO_LABELS,
) -> tuple[Figure, ...]:
    """Compute the counted indicator's figures: for all, for each variant, and for each of these by group.

    A figure that depends on something the source does not record is withheld, with the reason. ``also`` names
    groups that have a figure although nobody may be in them.
    """
    found = _plain_figures(indicator, computation, breakdowns, also)
    return within_reach(indicator, found, computation, breakdowns)


def _plain_figures(
    indicator: Indicator, computation: Computation, breakdowns: tuple[Breakdown, ...], also: Labels
) -> tuple[Figure, ...]:
    catalogue = computation.catalogue
    span = window(indicator.written.period, computation.as_at)
    dated = computation.on_days_of(span)
    reasons = _reasons(indicator, computation)
    whole = reasons[ALL]
    measure = indicator.measure
    found: list[Figure] = []
    numerators = _numerators(indicator, whole, computation)
    groupings: tuple[_Grouping, ...] = ()
    selected: dict[Ratio | Total, Cohorts] = {}
    for variant in (None, *catalogue.variants.values()):
        name = ALL if variant is None else variant.id
        if (why_none := reasons[name]) is not None:
            # Every variant has the groups found for everybody.
            found.append(Figure(name, None, None, replace(why_none, numerator=numerators.get(name))))
            found.extend(
                Figure(name, grouping.breakdown.id, label, why_none)
                for grouping in groupings
                for label in grouping.labels
            )
            continue
        match measure:
            case Published():
                found.append(_published(name, measure, computation, dated))
            case Ratio() | Total():
                if variant is None:
                    countable = {name for name, reason in reasons.items() if reason is None}
                    selected = _selected(measure, span, countable, catalogue, dated)
                    groupings = _groupings(tuple(selected.values()), breakdowns, dated, also)
                left = measure if variant is None else under(measure, variant)
                assert isinstance(left, Ratio | Total)  # noqa: S101 - a variant makes no other measure of it
                cohorts = selected[left]
                kept = _kept(cohorts, variant, dated)
                _check_parted(cohorts, kept, name, dated)
                found.extend(_Counting(name, indicator, kept, dated, catalogue).figures(groupings))
            case None | Composed():
                pass  # Never reported: `unavailable` has given the reason. Nothing here is made of others.
    return tuple(found)


def _reasons(indicator: Indicator, computation: Computation) -> dict[str, Measured | None]:
    """Why there is no value, for all and for each variant; ``None`` where it can be counted."""
    variants: Mapping[str, Variant | None] = {ALL: None, **computation.catalogue.variants}
    return {
        name: unavailable(
            indicator,
            variant,
            computation.catalogue,
            computation.extracts,
            computation.as_at,
            computation.available,
        )
        for name, variant in variants.items()
    }


def _selected(
    measure: Ratio | Total,
    span: Window,
    countable: Collection[str],
    catalogue: Catalogue,
    evaluation: Evaluation,
) -> dict[Ratio | Total, Cohorts]:
    """The rows counted for all and, where that reads other rows, under each variant with a figure."""
    found = {measure: select(measure, span, evaluation)}
    for variant in catalogue.variants.values():
        left = under(measure, variant)
        if isinstance(left, Ratio | Total) and left not in found and variant.id in countable:
            found[left] = select(left, span, evaluation)
    return found


def _numerators(
    indicator: Indicator, whole: Measured | None, computation: Computation
) -> Mapping[str, Decimal]:
    """The numerator for each variant, where only the denominator's extract is missing.

    The number of children in care is known even without the population of the area.
    """
    match indicator.measure:
        case Ratio(numerator=Count() as numerator) if (
            whole is not None and whole.status is Status.MISSING_EXTRACT
        ):
            written = indicator.written.model_copy(update={"unit": Unit.COUNT})
            alone = replace(indicator, measure=Total(numerator), written=written)
            counted = ((one.variant, one.measured.numerator) for one in figures(alone, computation))
            return {variant: count for variant, count in counted if count is not None}
        case _:
            return {}


def _check_parted(cohorts: Cohorts, kept: Cohorts, variant: str, evaluation: Evaluation) -> None:
    """Raise ``InternalError`` if what a variant keeps and what it leaves out do not make up the whole."""
    for whole, part in zip(cohorts.parts, kept.parts, strict=True):
        if part is not whole and _adds_up(whole):
            parts = (amount(part, evaluation), amount(whole.without(part.rows), evaluation))
            check_sum(whole, amount(whole, evaluation), parts, f"what {variant} keeps and what it leaves out")


def _published(name: str, measure: Published, computation: Computation, evaluation: Evaluation) -> Figure:
    """The latest value on or before the as-at date; the first in the file where dates are equal."""
    steps = tuple(published_steps(measure, evaluation))
    rows = np.flatnonzero(steps[-1].kept)
    measured = Measured(
        Status.NOT_DUE,
        f"nothing is published for it on or before {date_text(computation.as_at)}",
        None,
        None,
        None,
    )
    if len(rows):
        (value,) = plain(taken(evaluation.tables[measure.extract].columns[measure.column], rows[:1]))
        measured = Measured(Status.PUBLISHED, None, None, None, Fraction(as_written(value)))
    found = bounds_of_published(measure, steps, measured.value, evaluation)
    unknown, columns = steps[-2].selected.unknown, columns_of(measure, None)
    words = not_recorded(measure.extract, unknown, columns, evaluation) if found.rows else ()
    return Figure(name, None, None, measured, bounds=found, not_recorded=words)


def _kept(cohorts: Cohorts, variant: Variant | None, evaluation: Evaluation) -> Cohorts:
    """The cohorts without the rows that a variant leaves out."""
    if variant is None:
        return cohorts
    above, below = cohorts.numerator, cohorts.denominator
    return cohorts.among(
        kept_by(variant, above, evaluation), None if below is None else kept_by(variant, below, evaluation)
    )


class _Grouping(Struct, frozen=True):
    """The groups of a breakdown and, for each part of the cohorts, the group of each row of its extract.

    ``loose`` are the rows whose group is not known; ``None`` where there are none. A row that is not counted
    has no group.
    """

    breakdown: Breakdown
    labels: tuple[str, ...]
    codes: tuple[Codes, ...]
    loose: tuple[Mask | None, ...]

    @property
    def is_exact(self) -> bool:
        """Whether the group of every row is known, or known not to be recorded."""
        return all(rows is None for rows in self.loose)

    def members(self, number: int) -> tuple[Selection, ...]:
        """The rows of one group in each part."""
        return tuple(
            Selection.of(codes == number)
            if loose is None
            else Selection(codes == number, (codes == number) & ~loose, (codes == number) | loose)
            for codes, loose in zip(self.codes, self.loose, strict=True)
        )


class _Counting(Struct, frozen=True):
    """What is counted for one variant."""

    variant: str
    indicator: Indicator
    cohorts: Cohorts
    evaluation: Evaluation
    catalogue: Catalogue

    def figures(self, groupings: Sequence[_Grouping]) -> Iterator[Figure]:
        """The whole figure, then that of each group of each breakdown."""
        whole = [tally(part, self.evaluation) for part in self.cohorts.parts]
        yield self._figure(None, None, self.cohorts, whole)
        for grouping in groupings:
            yield from self._grouped(grouping, whole)

    def _grouped(self, grouping: _Grouping, whole: Sequence[Tally]) -> Iterator[Figure]:
        tallies = [
            tally_groups(part, codes[part.rows], len(grouping.labels), self.evaluation)
            for part, codes in zip(self.cohorts.parts, grouping.codes, strict=True)
        ]
        for part, total, amounts in zip(self.cohorts.parts, whole, tallies, strict=True):
            check_sum(part, total, amounts, f"the groups of {grouping.breakdown.id}")
        exact = grouping.is_exact and not depends_on_unknown(self.cohorts, self.evaluation)
        for number, label in enumerate(grouping.labels):
            cohorts = None if exact else self._members(grouping, number)
            yield self._figure(grouping.breakdown, label, cohorts, [counted[number] for counted in tallies])

    def _members(self, grouping: _Grouping, number: int) -> Cohorts:
        """What is counted of one group."""
        members = grouping.members(number)
        return self.cohorts.among(members[-1], members[0] if len(members) == 2 else None)

    def _figure(
        self,
        breakdown: Breakdown | None,
        group: str | None,
        cohorts: Cohorts | None,
        tallies: Sequence[Tally],
    ) -> Figure:
        """The figure of these tallies; ``cohorts`` is what is counted, where it may rest on unknown cells."""
        above, below = tallies[-1], tallies[0] if len(tallies) == 2 else None
        unit = self.indicator.written.unit
        is_percentile = isinstance(self.cohorts.numerator.counting, PercentileOf)
        if is_percentile and below is not None:
            measured = _percentile(above.amount, below.amount)
        else:
            measured = _measured(unit, above.amount, None if below is None else below.amount)
        found = exactly(measured.value)
        if cohorts is not None:
            found = bounds(cohorts, unit, measured.value, self.evaluation)
        return Figure(
            self.variant,
            None if breakdown is None else breakdown.id,
            group,
            measured,
            self._missing_values(above, below),
            None if is_percentile else above.children,
            None if below is None else below.children,
            found,
            self._not_recorded(cohorts, breakdown) if cohorts is not None and found.rows else (),
        )

    def _missing_values(self, above: Tally, below: Tally | None) -> tuple[str, ...]:
        """The caution that rows have no value, with how many."""
        if self.indicator.written.denominator is not None or below is None:
            return _missing_values(above, below)
        if not above.missing:
            return ()
        one = above.missing == 1
        rows = "1 row has no value and is" if one else f"{above.missing:,} rows have no value and are"
        return (f"missing_values: {rows} left out of the {self.indicator.written.unit}",)

    def _not_recorded(self, cohorts: Cohorts, breakdown: Breakdown | None) -> tuple[str, ...]:
        """The columns that are blank on the rows not known."""
        assert self.indicator.measure is not None  # noqa: S101 - something was counted
        columns = columns_of(self.indicator.measure, self.catalogue.variants.get(self.variant))
        return tuple(
            dict.fromkeys(
                words
                for cohort, rows in unknown_rows(cohorts, self.evaluation)
                for words in not_recorded(
                    cohort.extract,
                    rows,
                    (*columns, *(() if breakdown is None else n.columns_in(breakdown.group[cohort.extract]))),
                    self.evaluation,
                )
            )
        )


def check_sum(cohort: Cohort, total: Tally, parts: Sequence[Tally], named: str) -> None:
    """Raise ``InternalError`` if the parts do not add up to the whole."""
    if _adds_up(cohort) and sum(Fraction(part.adding) for part in parts) != Fraction(total.adding):
        raise InternalError(f"{named} do not add up to {total.adding}")


def _missing_values(above: Tally, below: Tally | None) -> tuple[str, ...]:
    """The caution that sums ignored rows, with how many on each side."""
    sides = [("numerator", above.missing), ("denominator", 0 if below is None else below.missing)]
    counted = [
        f"{missing:,} {'row' if missing == 1 else 'rows'} of the {side}" for side, missing in sides if missing
    ]
    if not counted:
        return ()
    have = "has" if above.missing + (0 if below is None else below.missing) == 1 else "have"
    return (f"missing_values: {' and '.join(counted)} {have} no value to add up",)


def _measured(unit: Unit, numerator: Decimal, denominator: Decimal | None) -> Measured:
    """The exact value of the counts on the unit's scale."""
    if denominator is None:
        return Measured(Status.CALCULATED, None, numerator, None, Fraction(numerator))
    if denominator == 0:
        return Measured(Status.NO_DENOMINATOR, "the denominator is 0", numerator, denominator, None)
    value = Fraction(numerator) / Fraction(denominator) * scale_of(unit)
    return Measured(Status.CALCULATED, None, numerator, denominator, value)


def _percentile(value: Decimal, rows: Decimal) -> Measured:
    """A percentile of so many rows' values: one of them, or between two, so that there is no numerator."""
    if rows == 0:
        return Measured(Status.NO_DENOMINATOR, "no row has a value", None, rows, None)
    return Measured(Status.CALCULATED, None, None, rows, Fraction(value))


def _divides(breakdown: Breakdown, part: Cohort, evaluation: Evaluation) -> bool:
    """Whether the breakdown applies to these rows and the extracts that it uses were read."""
    group = breakdown.group.get(part.extract)
    return group is not None and n.extracts_in(group) <= evaluation.tables.keys()


def _adds_up(cohort: Cohort) -> bool:
    """Whether groups must add up: a child or a distinct value may have rows in two groups."""
    match cohort.counting:
        case AllRows() | SumOf():
            return True
        case Children() | Subjects() | DistinctValues() | PercentileOf():
            return False


def _groupings(
    selected: tuple[Cohorts, ...], breakdowns: tuple[Breakdown, ...], evaluation: Evaluation, also: Labels
) -> tuple[_Grouping, ...]:
    """The breakdowns that apply to these cohorts, with the groups of all they count and those asked for."""
    parts = tuple(map(_together, zip(*(cohorts.parts for cohorts in selected), strict=True)))
    return tuple(
        _grouping(parts, breakdown, evaluation, also.get(breakdown.id, ()))
        for breakdown in breakdowns
        if all(_divides(breakdown, part, evaluation) for part in parts)
    )


def _together(parts: tuple[Cohort, ...]) -> Cohort:
    """One part of several cohorts, with every row that any of them counts."""
    first, *others = parts
    return functools.reduce(Cohort.with_those_of, others, first)


def _grouping(
    parts: tuple[Cohort, ...], breakdown: Breakdown, evaluation: Evaluation, also: tuple[str, ...]
) -> _Grouping:
    rows = [np.flatnonzero(part.selected.possible) for part in parts]
    vectors = [
        in_words(evaluation.values(settled(breakdown.group[part.extract], part), part.extract, where))
        for part, where in zip(parts, rows, strict=True)
    ]
    known = breakdown.group[parts[0].extract].type
    # The words of each vector, that for a missing value last, and the place of each row's word among them.
    words = [
        (*(_label(word, known.codes) for word in vector.categories), n.NOT_RECORDED) for vector in vectors
    ]
    places = [
        np.where(vector.known, vector.values.astype(np.int64), len(vector.categories)) for vector in vectors
    ]
    present = {
        some[place]
        for part, where, some, at in zip(parts, rows, words, places, strict=True)
        for place in np.flatnonzero(np.bincount(at[part.selected.kept[where]], minlength=len(some)))
    }
    labels = _in_order({*present, *also}, group_words(known) or ())
    numbers = {label: number for number, label in enumerate(labels)}
    codes: list[Codes] = []
    loose: list[Mask | None] = []
    for part, where, some, at, vector in zip(parts, rows, words, places, vectors, strict=True):
        code = np.full(len(part.selected.kept), _NO_GROUP, dtype=np.int64)
        code[where] = np.array([numbers.get(word, _NO_GROUP) for word in some], np.int64)[at]
        codes.append(code)
        unknown = None
        if not vector.is_fixed:
            unknown = np.zeros(len(code), dtype=bool)
            unknown[where] = ~vector.fixed
        loose.append(unknown)
    return _Grouping(breakdown, labels, tuple(codes), tuple(loose))


def in_order(groups: set[str], breakdown: Breakdown) -> tuple[str, ...]:
    """The groups in the order of the breakdown."""
    declared = (group_words(node.type) or () for node in breakdown.group.values())
    return _in_order(groups, tuple(dict.fromkeys(word for words in declared for word in words)))


def _in_order(groups: set[str], order: tuple[str, ...]) -> tuple[str, ...]:
    """Bands and codes in their declared order, then others by name; "not recorded" comes last."""
    declared = [code for code in order if code in groups]
    others = sorted(groups - set(declared) - {n.NOT_RECORDED})
    return (*declared, *others, *((n.NOT_RECORDED,) if n.NOT_RECORDED in groups else ()))


def _label(word: str, codes: tuple[str, ...] | None) -> str:
    """The group that a code is shown in: text that is not on the list may be somebody's name."""
    return word if codes is None or word in codes else OTHER


#: The name of the group of codes that are not on their list.
OTHER = "other"

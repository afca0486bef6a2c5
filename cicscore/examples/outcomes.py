"""What worked examples come to, by the engine that computes the scorecard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    Breakdown,
    Catalogue,
    Composed,
    Group,
    Indicator,
    Ratio,
    Total,
    in_force,
)
from cicscore.catalogue.dependencies import expressions_of
from cicscore.catalogue.model import Example
from cicscore.catalogue.yaml import Path
from cicscore.direction import Earlier
from cicscore.examples.rows import EXAMPLE, Built
from cicscore.expressions import nodes as n
from cicscore.expressions.types import TEXT
from cicscore.periods import compared_day
from cicscore.rating import Measured
from cicscore.record import Record
from cicscore.scorecard.available import Availability, Completeness, completeness, unavailable
from cicscore.scorecard.compare import Against
from cicscore.scorecard.computation import Computation, Figure
from cicscore.scorecard.judged import Judged, judged
from cicscore.scorecard.parts import figures_of
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts
from cicscore.vocabulary import ALL, Compare, DirectionFrom, Incomplete


class Result(Struct, frozen=True):
    """A figure of an example, rated and compared."""

    figure: Figure
    judged: Judged

    @property
    def measured(self) -> Measured:
        """What was counted."""
        return self.figure.measured

    @property
    def value(self) -> float | None:
        """The value as documents hold it."""
        return None if self.measured.value is None else float(self.measured.value)


class Outcome(Struct, frozen=True):
    """What an example comes to: by variant, and of everybody by breakdown and group."""

    variants: Mapping[str, Result]
    groups: Mapping[Group, Result]


class Prepared(Struct, frozen=True):
    """A worked example, and its number among those that were built with it."""

    example: Example
    path: Path
    number: int


class Worksheet(Struct, frozen=True):
    """The worked examples of one indicator with their rows, to be computed more than once."""

    examples: tuple[Prepared, ...]
    built: Built

    def extracts(self, *examples: Prepared) -> Extracts:
        """The extracts that hold the rows of these examples."""
        return self.built.of(*(one.number for one in examples))


def outcomes(
    indicator: Indicator, sheet: Worksheet, catalogue: Catalogue
) -> Iterator[tuple[Prepared, Outcome]]:
    """What each example comes to by a definition of the indicator: for every variant, and expected group.

    Counting a few rows takes as long as counting thousands. So the examples of one day are counted together,
    each as a group of its own, wherever what an example comes to does not depend on the rows of another.
    """
    # An example's earlier figure has the same definition, whenever that came into force; and an example's
    # direction shows the polarity: it is that from its earlier figure, never a trend's.
    written = indicator.written.model_copy(update={"valid_from": None, "valid_to": None})
    compared = replace(indicator, written=written, direction_from=DirectionFrom.COMPARISON)
    counts_rows = _counts_rows(compared, catalogue)
    by_day: dict[dt.date, list[Prepared]] = {}
    for one in sheet.examples:
        by_day.setdefault(one.example.as_at, []).append(one)
    for day, examples in by_day.items():
        counting = _Counting(compared, day, catalogue, sheet)
        groups = [one for one in examples if counts_rows and counting.is_whole(one)]
        if len(groups) > 1:
            yield from zip(groups, counting.of_groups(groups), strict=True)
            grouped = {one.number for one in groups}
            examples = [one for one in examples if one.number not in grouped]
        for one in examples:
            yield one, counting.of_one(one)


def _counts_rows(indicator: Indicator, catalogue: Catalogue) -> bool:
    """Whether each row counts for what it is.

    What is published is one row of all; and each example has reference tables of its own to look up.
    """
    measure = indicator.measure
    if not isinstance(measure, Ratio | Total):
        return False
    variants = (None, *catalogue.variants.values())
    computed = (node for variant in variants for node in expressions_of(measure, variant))
    answers = (node for one in catalogue.extracts.values() for node in one.answers.values())
    return not any(n.holds(node, n.Lookup) for node in (*computed, *answers))


class _Counting(Struct, frozen=True, dict=True):
    """Counts the examples of one day by one definition of an indicator."""

    indicator: Indicator
    as_at: dt.date
    catalogue: Catalogue
    sheet: Worksheet

    @cached_property
    def _alone(self) -> Catalogue:
        """The catalogue with this definition only, and those that it is made of."""
        made = isinstance(self.indicator.measure, Composed)
        others = in_force(self.catalogue, self.as_at) if made else ()
        made_of = (one for one in others if one.written.id != self.indicator.written.id)
        return replace(self.catalogue, indicators=(self.indicator, *made_of))

    def _computation(self, *examples: Prepared) -> Computation:
        extracts = self.sheet.extracts(*examples)
        return Computation(self._alone, extracts, self.as_at, Evaluation(extracts.tables, None))

    def is_whole(self, one: Prepared) -> bool:
        """Whether an example may be a group: it has a figure, and no groups of its own."""
        extracts = self.sheet.extracts(one)
        lacking = unavailable(self.indicator, None, self._alone, extracts, self.as_at, Availability())
        return not one.example.groups and lacking is None

    def of_groups(self, examples: Sequence[Prepared]) -> Iterator[Outcome]:
        """What each of these examples comes to, counted as a group of the rows of all."""
        computation = self._computation(*examples)
        by_example = {name: n.Column(n.Owner.OWN, name, EXAMPLE, TEXT) for name in self.catalogue.extracts}
        found: dict[str, list[Figure]] = {str(one.number): [] for one in examples}
        also = {EXAMPLE: tuple(found)}
        for figure in figures_of(self.indicator, computation, (Breakdown(EXAMPLE, by_example),), also):
            if figure.group is not None:
                found[figure.group].append(replace(figure, breakdown=None, group=None))
        return (self._judged(one, found[str(one.number)]) for one in examples)

    def of_one(self, one: Prepared) -> Outcome:
        """What an example comes to by itself, with the groups that it expects something of."""
        breakdowns = tuple(self.catalogue.breakdowns[name] for name in one.example.groups)
        return self._judged(one, figures_of(self.indicator, self._computation(one), breakdowns))

    def _completeness(self, one: Prepared) -> Completeness | None:
        """The months of the window with rows; ``None`` where no rating is withheld for months without."""
        if self.catalogue.settings.incomplete is not Incomplete.WITHHOLD:
            return None
        evaluation = Evaluation(self.sheet.extracts(one).tables, None)
        return completeness(self.indicator, self._alone, self.as_at, Availability(), evaluation)

    def _judged(self, one: Prepared, figures: Sequence[Figure]) -> Outcome:
        """An example's figures, rated and compared."""
        complete = self._completeness(one)
        against = _a_year_before(self.indicator.written.id, one.example)
        results = [
            Result(
                figure,
                judged(self.indicator, figure, complete, self._alone, self.as_at, against=against, given={}),
            )
            for figure in figures
        ]
        return Outcome(
            {result.figure.variant: result for result in results if result.figure.breakdown is None},
            {
                (result.figure.breakdown, result.figure.group): result
                for result in results
                if result.figure.variant == ALL
                and result.figure.breakdown is not None
                and result.figure.group is not None
            },
        )


def _a_year_before(indicator: str, example: Example) -> Against:
    """The earlier figures for expected directions: always like for like, whatever the period."""
    compare = Compare.SAME_PERIOD_LAST_YEAR
    day = compared_day(compare, example.as_at)
    record = {
        (indicator, variant): {day: Earlier(day, Fraction(expected.previous))}
        for variant, expected in example.expect.items()
        if expected.previous is not None
    }
    return Against(Record(record), {}, compare)

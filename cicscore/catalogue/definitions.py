"""The catalogue as the engine reads it: every name resolved, every expression typed.

Frozen, and independent of YAML: ``link`` makes it from a ``CatalogueDocument``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import TypeAlias

from msgspec import Struct, field

from cicscore.catalogue import model as d
from cicscore.catalogue.model import Column, ComparatorFigure, LookedUpBy, Settings, Theme, UnderVariants
from cicscore.catalogue.target_spans import TargetSpan, month_of, quarter_of, year_of
from cicscore.expressions.crossing import cross, group_words, pair
from cicscore.expressions.formula import Formula, parts_in
from cicscore.expressions.nodes import NOT_RECORDED, Node, PeriodDay, days_in
from cicscore.rating import Limits, Thresholds, Tolerances, UnevenTolerances
from cicscore.text import grouping_text
from cicscore.vocabulary import (
    ALL,
    Compare,
    DirectionFrom,
    PanelOf,
    Period,
    PeriodType,
    Polarity,
    Subject,
    Unit,
)


class Requirement(Struct, frozen=True):
    """A rule that every row of an extract must meet; a row breaks it if ``condition`` is false."""

    text: str
    condition: Node


class Extract(Struct, frozen=True):
    """One CSV file and its data dictionary.

    ``about`` names the extract of those to whom the rows belong (their own extract names itself), or is
    ``None`` if the rows belong to nobody; ``kind`` is what each of its rows is, a child unless declared.
    ``also`` names others to whom each row belongs as well, with what they are. Where the rows are read
    ``once``, those that are alike are one. ``named`` holds the meaning of each named
    expression, so that text can use the name instead. ``quiet_months``: the declared number of months that
    may pass without an event (see ``events``). ``answers`` holds, for each column whose blank cells are
    answers, the condition on the row under which they are; any other blank is unknown.
    ``looked_up_by`` is given for a reference table.
    """

    name: str
    file: str
    key: tuple[str, ...]
    about: str | None
    columns: Mapping[str, Column]
    must: tuple[Requirement, ...]
    named: Mapping[str, Node] = field(default_factory=dict)
    meaning: str | None = None
    quiet_months: int | None = None
    answers: Mapping[str, Node] = field(default_factory=dict)
    kind: Subject = Subject.CHILD
    also: Mapping[str, Subject] = field(default_factory=dict)
    once: bool = False
    looked_up_by: LookedUpBy | None = None

    @property
    def subjects(self) -> Mapping[str, Subject]:
        """Every extract to whose rows these belong, with what its rows are; ``about`` first."""
        return dict(self.also) if self.about is None else {self.about: self.kind, **self.also}

    @property
    def child(self) -> str | None:
        """The extract of the children to whom the rows belong, if they do."""
        return next((name for name, kind in self.subjects.items() if kind is Subject.CHILD), None)

    @property
    def linked(self) -> tuple[str, ...]:
        """The extracts without which the rows mean nothing: what they are about, and the children's."""
        return tuple(dict.fromkeys(name for name in (self.about, self.child) if name is not None))


class AllRows(Struct, frozen=True):
    """Count rows."""


class Children(Struct, frozen=True):
    """Count the children to whom the rows belong, each once."""


class Subjects(Struct, frozen=True):
    """Count the workers, carers, homes or families to whom the rows belong, each once.

    ``of`` is their extract; rows that belong to none count nobody.
    """

    of: str
    kind: Subject


class DistinctValues(Struct, frozen=True):
    """Count the different values of an expression, ignoring missing ones."""

    of: Node


class SumOf(Struct, frozen=True):
    """Add up a number exactly, ignoring missing values."""

    of: Node


#: The median, as a percentile.
MEDIAN = Decimal(50)


class PercentileOf(Struct, frozen=True):
    """Take a percentile of a number, ignoring missing values."""

    of: Node
    percentile: Decimal


Counting: TypeAlias = AllRows | Children | Subjects | DistinctValues | SumOf | PercentileOf


class Count(Struct, frozen=True):
    """What is counted: the rows of ``extract`` dated in the window that meet ``where``.

    ``dated_by`` is a date column, or ``None`` for a snapshot or if ``where`` states the window.
    """

    extract: str
    dated_by: str | None
    where: Node | None
    counting: Counting
    label: str | None


class Subset(Struct, frozen=True):
    """A numerator made of the denominator's rows that meet ``where``."""

    where: Node
    counting: Counting
    label: str | None


class Ratio(Struct, frozen=True):
    """A numerator over a denominator; ``under_variants`` is set if the latter's rows are not children's."""

    numerator: Count | Subset
    denominator: Count
    under_variants: UnderVariants | None


class Total(Struct, frozen=True):
    """A numerator alone."""

    numerator: Count


class Published(Struct, frozen=True):
    """A value read from an extract: the latest of the rows that meet ``where``."""

    extract: str
    column: str
    where: Node | None
    dated_by: str


class Composed(Struct, frozen=True):
    """A value made of other indicators' values; ``grows`` is whether one of them grows through the year."""

    formula: Formula
    grows: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the indicators that it is made of, each once."""
        return tuple(dict.fromkeys(part.indicator for part in parts_in(self.formula)))


Measure: TypeAlias = Ratio | Total | Published | Composed


def counts_of(measure: Ratio | Total) -> tuple[Count, ...]:
    """Every count with its own extract: the denominator, and a numerator that is not part of it."""
    match measure:
        case Total(numerator=numerator):
            return (numerator,)
        case Ratio(numerator=Count() as numerator, denominator=denominator):
            return (denominator, numerator)
        case Ratio(denominator=denominator):
            return (denominator,)


class DoneCell(Struct, frozen=True):
    """A date of the row itself says that something was done; blank, that it was not."""

    column: str
    values: Mapping[str, str]
    dates: Mapping[str, Node] = field(default_factory=dict)


class DoneRow(Struct, frozen=True):
    """One more row of ``extract``, with the day in ``column``, says that something was done."""

    extract: str
    column: str
    values: Mapping[str, str]
    dates: Mapping[str, Node] = field(default_factory=dict)


class Due(Struct, frozen=True):
    """What has to be done for an indicator: the rows of ``extract`` that meet ``where``, each by ``date``.

    ``done`` tells where the data say that it was done; its ``values`` and ``dates`` are what other columns
    then hold, dates as expressions about the row itself.
    """

    extract: str
    where: Node | None
    date: Node
    done: DoneCell | DoneRow
    label: str


class Breakdown(Struct, frozen=True):
    """A grouping: for each extract to which it applies, the expression that gives a row's group.

    ``titles`` gives what a group is called in print, where that is not its own name. A breakdown by two
    groupings at once has the ids of both, with a comma between them; one that is declared by ``cross`` has a
    name of its own, and in ``parts`` those of the two groupings.
    """

    id: str
    group: Mapping[str, Node]
    titles: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the groups are of, such as "Age group"."""
        return grouping_text(self.id).capitalize()


def crossed(breakdowns: tuple[Breakdown, ...]) -> Breakdown:
    """One breakdown, or two at once: a group for each pair of groups, such as "F, 10-15"."""
    match breakdowns:
        case (single,):
            return single
        case (first, second):
            group = {
                extract: cross((node, second.group[extract]))
                for extract, node in first.group.items()
                if extract in second.group
            }
            titles = {
                pair(one, other): pair(first.titles.get(one, one), second.titles.get(other, other))
                for one, other in product(_words(first), _words(second))
            }
            return Breakdown(f"{first.id},{second.id}", group, titles)
        case _:
            msg = "a breakdown has one or two groupings"
            raise ValueError(msg)


def _words(breakdown: Breakdown) -> tuple[str, ...]:
    """Every group that is known beforehand."""
    known = (group_words(node.type) or () for node in breakdown.group.values())
    return tuple(dict.fromkeys((*(word for words in known for word in words), NOT_RECORDED)))


class Panel(Struct, frozen=True):
    """A table of an indicator's own: the rows ``of`` a figure, by one or two groupings."""

    title: str
    of: PanelOf
    by: tuple[Breakdown, ...]


#: Comparators' figures by name, and by the day they describe.
Comparators: TypeAlias = Mapping[str, Mapping[dt.date, ComparatorFigure]]


class Followed(Struct, frozen=True):
    """A target that is the figure of others, with the distances from it, as ``written``."""

    comparator: str
    polarity: Polarity
    written: d.Levels

    def limits(self, figure: Decimal) -> Limits:
        """The limits where the others' figure is this one."""
        levels = self.written
        if self.polarity is Polarity.TARGET:
            return around(figure, levels.green_within or Decimal(0), levels.amber_within or Decimal(0))
        distance = abs(figure) * (levels.amber_relative or Decimal(0)) / 100
        amber = figure - distance if self.polarity is Polarity.HIGHER else figure + distance
        return Thresholds(figure, amber, levels.amber_needs is not None)


def around(target: Decimal, green: Decimal | d.Sides, amber: Decimal | d.Sides) -> Limits:
    """The limits where the plan is best: each distance is one, or one for each side."""
    if isinstance(green, Decimal) and isinstance(amber, Decimal):
        return Tolerances(target, green, amber)
    near, far = (
        within if isinstance(within, d.Sides) else d.Sides(below=within, above=within)
        for within in (green, amber)
    )
    return UnevenTolerances(target, near.below, near.above, far.below, far.above)


#: A group of a breakdown: the ids of both.
Group: TypeAlias = tuple[str, str]
#: Limits, or what they follow, by the days for which they hold.
Targets: TypeAlias = Mapping[TargetSpan, Limits | Followed]


class Indicator(Struct, frozen=True):
    """One indicator, ready to compute: as ``written``, with what follows from it.

    ``measure`` is ``None`` only if the indicator is never reported. ``decimals``, ``compare`` and
    ``direction_from`` have their defaults filled in. ``variants`` are those under which it has figures, or
    ``None`` for all that can.
    """

    written: d.Indicator
    decimals: int
    measure: Measure | None
    targets: Targets
    compare: Compare
    panels: tuple[Panel, ...] = ()
    due: Due | None = None
    group_targets: Mapping[Group, Targets] = field(default_factory=dict)
    variants: frozenset[str] | None = None
    direction_from: DirectionFrom = DirectionFrom.COMPARISON

    @property
    def limits(self) -> Mapping[TargetSpan, Limits]:
        """The limits that are known beforehand, and follow nobody else's figure."""
        return {span: target for span, target in self.targets.items() if not isinstance(target, Followed)}


def applies(variant: str, indicator: Indicator) -> bool:
    """Whether the catalogue lets an indicator have figures under a variant."""
    return variant == ALL or indicator.variants is None or variant in indicator.variants


def span_on(indicator: Indicator, day: dt.date, group: Group | None = None) -> TargetSpan:
    """The days whose target rates the figures of ``day``; those that lack one where none is set."""
    years = indicator.written.target_years
    year, quarter, month = year_of(day, years), quarter_of(day), month_of(day)
    for span in indicator.targets if group is None else indicator.group_targets.get(group, {}):
        if span.year == year and span.step in (None, quarter, month):
            return span
    written: d.Profiled | None = indicator.written.targets.get(year)
    if group is not None and isinstance(written, d.Target):
        written = written.groups.get(group[0], {}).get(group[1])
    match written:
        case d.Profiled(quarters=d.Quarters()):
            return TargetSpan(year, quarter, years)
        case d.Profiled(months=d.Months()):
            return TargetSpan(year, month, years)
        case _:
            return TargetSpan(year, None, years)


def limits_on(indicator: Indicator, day: dt.date) -> Limits | Followed | None:
    """What the figures of ``day`` are rated against; ``None`` where no target is set."""
    return indicator.targets.get(span_on(indicator, day))


def is_share(indicator: Indicator) -> bool:
    """Whether the indicator is a percentage whose numerator counts some of what the denominator counts."""
    match indicator.measure:
        case Ratio(numerator=Subset(counting=some), denominator=Count(counting=every)):
            return indicator.written.unit is Unit.PERCENT and some == every and not isinstance(every, SumOf)
        case _:
            return False


def conditions(measure: Measure) -> tuple[Node, ...]:
    """The conditions on the rows that a measure counts."""
    match measure:
        case Ratio(numerator=numerator, denominator=denominator):
            found = (denominator.where, numerator.where)
        case Total(numerator=numerator):
            found = (numerator.where, None)
        case Published(where=where):
            found = (where, None)
        case Composed():
            found = (None, None)
    return tuple(condition for condition in found if condition is not None)


def compared_as(indicator: Indicator) -> Period:
    """The period type whose rules decide what the figure may be compared with.

    This is the indicator's own period type, except that a snapshot of events since 1 April ("every review
    due this year") grows through the year and then starts again, as a year to date does; and so does what is
    made of it.
    """
    if indicator.written.period is not PeriodType.SNAPSHOT or indicator.measure is None:
        return indicator.written.period
    if isinstance(indicator.measure, Composed):
        return PeriodType.YEAR_TO_DATE if indicator.measure.grows else indicator.written.period
    days = {day for condition in conditions(indicator.measure) for day in days_in(condition)}
    return PeriodType.YEAR_TO_DATE if PeriodDay.YEAR_START in days else indicator.written.period


class Variant(Struct, frozen=True):
    """A subset: for each extract whose rows are of those it speaks of, the condition on rows to leave out.

    ``kind`` is what it speaks of, ``about`` their extract where it names one. ``within`` gives the rows that
    it keeps of an extract that is read about others (see ``subsets``).
    """

    id: str
    title: str
    remove: Mapping[str, Node]
    kind: Subject = Subject.CHILD
    about: str | None = None
    within: Mapping[tuple[str, str | None], Node] = field(default_factory=dict)

    def __hash__(self) -> int:
        """By name: a catalogue has one variant of each."""
        return hash(self.id)


class CouncilTargets(Struct, frozen=True):
    """A council's own file of targets, and the ids of the indicators that it rates."""

    file: str
    indicators: frozenset[str]


class Catalogue(Struct, frozen=True):
    """The whole catalogue. Mappings keep the order of the file."""

    path: str
    sha256: str
    schema_version: int
    title: str
    organisation: str | None
    themes: tuple[Theme, ...]
    extracts: Mapping[str, Extract]
    variants: Mapping[str, Variant]
    settings: Settings
    breakdowns: Mapping[str, Breakdown]
    indicators: tuple[Indicator, ...]
    disclosure: d.Disclosure | None = None
    council_targets: CouncilTargets | None = None


def is_in_force(indicator: Indicator, day: dt.date) -> bool:
    """Whether a definition is in force for figures as at ``day``."""
    return (indicator.written.valid_from or dt.date.min) <= day <= (indicator.written.valid_to or dt.date.max)


def in_force(catalogue: Catalogue, as_at: dt.date) -> tuple[Indicator, ...]:
    """The definitions valid on the as-at date, each at the first position of its id."""
    places = {one.written.id: at for at, one in reversed(tuple(enumerate(catalogue.indicators)))}
    found = [indicator for indicator in catalogue.indicators if is_in_force(indicator, as_at)]
    return tuple(sorted(found, key=lambda indicator: places[indicator.written.id]))


def definition_on(catalogue: Catalogue, indicator: str, day: dt.date) -> Indicator | None:
    """The definition of the indicator with this id that is in force on ``day``."""
    return next(
        (
            found
            for found in catalogue.indicators
            if found.written.id == indicator and is_in_force(found, day)
        ),
        None,
    )


def breakdown_named(catalogue: Catalogue, name: str) -> Breakdown:
    """The breakdown with this id; "sex,age_group" is the two at once."""
    return crossed(tuple(catalogue.breakdowns[part] for part in name.split(",")))

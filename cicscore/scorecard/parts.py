"""The figures of every indicator: counted, or made of the figures of others."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cicscore.catalogue.definitions import Breakdown, Composed, Indicator, definition_on
from cicscore.catalogue.dependencies import extracts_of
from cicscore.expressions.formula import Part, parts_in
from cicscore.scorecard.available import not_reported
from cicscore.scorecard.compare import comparator_figure
from cicscore.scorecard.composed import Key, Known, PartFigures, Theirs, composed, is_of_everybody
from cicscore.scorecard.computation import Computation, Figure
from cicscore.scorecard.counted import defined
from cicscore.scorecard.figures import NO_LABELS, Labels, figures, in_order
from cicscore.scorecard.overridden import shown_value
from cicscore.text import date_text
from cicscore.vocabulary import ALL, comparator_heading


def figures_of(
    indicator: Indicator,
    computation: Computation,
    breakdowns: tuple[Breakdown, ...] = (),
    also: Labels = NO_LABELS,
) -> tuple[Figure, ...]:
    """The indicator's figures: for all, for each variant, and for each of these by group.

    ``also`` names groups that have a figure although nobody may be in them.
    """
    if isinstance(indicator.measure, Composed):
        return _composed_figures(indicator, indicator.measure, computation, breakdowns, also)
    return figures(indicator, computation, breakdowns, also)


def figures_once(
    indicator: Indicator, computation: Computation, breakdowns: tuple[Breakdown, ...] = ()
) -> tuple[Figure, ...]:
    """The figures of one of the catalogue's definitions, kept for those that are made of it."""
    key, wanted = defined(indicator), frozenset(breakdown.id for breakdown in breakdowns)
    if key not in computation.found or not wanted <= computation.found[key][0]:
        computation.found[key] = wanted, figures_of(indicator, computation, breakdowns)
    return tuple(figure for figure in computation.found[key][1] if figure.breakdown in (None, *wanted))


def _composed_figures(
    indicator: Indicator,
    measure: Composed,
    computation: Computation,
    breakdowns: tuple[Breakdown, ...],
    also: Labels,
) -> tuple[Figure, ...]:
    """The figures of what is made of others, in the groups that any of them has."""
    catalogue = computation.catalogue
    variants = (ALL, *catalogue.variants)
    unreported = not_reported(indicator, computation.as_at)
    if unreported is not None:
        return tuple(Figure(variant, None, None, unreported) for variant in variants)
    known, labels = known_parts(measure, computation, breakdowns, also)
    keys = [
        (variant, *group)
        for variant in variants
        for group in ((None, None), *((name, label) for name, some in labels.items() for label in some))
    ]
    return tuple(composed(measure, key, known, catalogue.settings.small_cohort) for key in keys)


def known_parts(
    measure: Composed, computation: Computation, breakdowns: tuple[Breakdown, ...], also: Labels
) -> tuple[Known, Labels]:
    """What a value is made of, part by part, and the groups of each breakdown that divides every part."""

    def definition(name: str) -> Indicator | None:
        return definition_on(computation.catalogue, name, computation.as_at)

    own = {name: found for name in measure.parts if (found := definition(name)) is not None}
    counted = [part for part in own.values() if not is_of_everybody(part, definition)]
    first = {part.written.id: figures_once(part, computation, breakdowns) for part in own.values()}
    labels: dict[str, tuple[str, ...]] = {}
    for breakdown in breakdowns:
        each = [
            {figure.group: None for figure in first[part.written.id] if figure.breakdown == breakdown.id}
            for part in counted
        ]
        if each and all(each):
            present = {str(label) for groups in each for label in groups} | {*also.get(breakdown.id, ())}
            labels[breakdown.id] = in_order(present, breakdown)
    grouped = tuple(breakdown for breakdown in breakdowns if breakdown.id in labels)
    known: dict[Part, PartFigures | Theirs] = {}
    for part in parts_in(measure.formula):
        one = own.get(part.indicator)
        if part.comparator is not None:
            known[part] = _theirs(part, part.comparator, one, computation)
        elif one is None:
            known[part] = Theirs(part.indicator, None, "the catalogue has no definition of it for this day")
        else:
            whole = is_of_everybody(one, definition)
            theirs = first[part.indicator]
            if not whole and _lacks(theirs, labels):
                theirs = figures_of(one, computation, grouped, labels)
            known[part] = _part(one, theirs, computation, of_everybody=whole)
    return known, labels


def _lacks(found: Iterable[Figure], labels: Labels) -> bool:
    """Whether a group has no figure among these."""
    groups = {(figure.breakdown, figure.group) for figure in found}
    return any((name, label) not in groups for name, some in labels.items() for label in some)


def _part(
    part: Indicator, found: Iterable[Figure], computation: Computation, *, of_everybody: bool
) -> PartFigures:
    shown: dict[Key, Fraction] = {}
    for figure in found:
        if figure.breakdown is None:
            line = (part.written.id, figure.variant)
            chosen = computation.overrides.of(line, computation.as_at)
            value = shown_value(figure, part, chosen)
            if value is not None and value is not figure.measured.value:
                shown[figure.variant, None, None] = value
    measure = part.measure
    return PartFigures(
        part.written.title,
        of_everybody,
        {(figure.variant, figure.breakdown, figure.group): figure for figure in found},
        shown,
        frozenset() if measure is None else frozenset(extracts_of(measure, None, computation.catalogue)),
    )


def _theirs(part: Part, comparator: str, one: Indicator | None, computation: Computation) -> Theirs:
    """A comparator's latest figure as at the day or before."""
    title = part.indicator if one is None else one.written.title
    given = computation.comparators.get(part.indicator, {})
    figure = None if one is None else comparator_figure(one, given, comparator, computation.as_at)
    return Theirs(
        f"{title} ({comparator_heading(comparator)})",
        None if figure is None else Fraction(figure[1].value),
        f"no figure of {date_text(computation.as_at)} or before is known",
    )

"""Turn an internal document into the edition that leaves the organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Generic, TypeVar, assert_never

import numpy as np
from msgspec import Struct

from cicscore.disclosure.choose import Choice, Loss, choose
from cicscore.disclosure.counts import figures, last_day, rows_of
from cicscore.disclosure.document import without_hidden
from cicscore.disclosure.earlier import together_with
from cicscore.disclosure.groups import without_crowded, without_groups
from cicscore.disclosure.problem import Problem, problem
from cicscore.disclosure.relations import Known
from cicscore.results import Disclosure, Panel, Row, Scorecard, SeriesRow, Trend
from cicscore.vocabulary import Audience, DisclosureMethod, GroupsShown

_D = TypeVar("_D", Scorecard, Trend)

#: The policy of an edition for partners where the catalogue has none.
FOR_PARTNERS = Disclosure(
    threshold=5,
    method=DisclosureMethod.SUPPRESS,
    round_to=None,
    symbol="c",
    range=4,
    groups=GroupsShown.HEADLINE,
    keep=(),
    seconds=60,
)


class Edition(Struct, Generic[_D], frozen=True):
    """A document for an audience, and what was hidden in it: for those who may know."""

    document: _D
    problem: Problem
    choice: Choice


def publish(
    document: _D,
    earlier: Iterable[Scorecard | Trend] = (),
    *,
    audience: Audience = Audience.PUBLIC,
    printed: Collection[tuple[str, str, dt.date]] = frozenset(),
    is_late: Callable[[], bool] = lambda: False,
) -> Edition[_D]:
    """The edition of an internal document for partners or for the public.

    ``earlier`` are editions published before, or together with this one; ``printed`` names the figures
    (indicator, variant, day) that were published otherwise. When ``is_late``, more is hidden instead of
    the least looked for. Raises ``ValueError`` for an edition for the public where there is no policy.
    """
    policy = document.disclosure or (FOR_PARTNERS if audience is Audience.PARTNER else None)
    if policy is None:
        msg = "an edition for the public needs a policy"
        raise ValueError(msg)
    before = tuple(earlier)
    match audience:
        case Audience.PUBLIC:
            prepared, solved, choice = _chosen(document, before, policy, is_late)
        case Audience.PARTNER:
            prepared, solved = document, _problem(document, before, policy)
            choice = _small_only(solved)
        case Audience.INTERNAL:
            msg = "an internal document is published as it is"
            raise ValueError(msg)
        case _ as never:
            assert_never(never)
    hidden = frozenset(solved.names[n] for n in np.flatnonzero(choice.hidden))
    shown = without_hidden(prepared, hidden, before, printed, policy)
    update = {
        "audience": audience,
        "disclosure": policy,
        "extracts": (),
        "manifest": None if shown.manifest is None else shown.manifest.for_others(),
    }
    return Edition(shown.model_copy(update=update), solved, choice)


def _chosen(
    document: _D, before: tuple[Scorecard | Trend, ...], policy: Disclosure, is_late: Callable[[], bool]
) -> tuple[_D, Problem, Choice]:
    """What is hidden for the public; groups that would cost a line of the first page are left out instead."""
    prepared = without_crowded(document, policy)
    if isinstance(prepared, Scorecard):
        # Groups are of the latest day alone, so that the months before need not be looked at for this.
        latest = prepared.model_copy(update={"series": ()})
        costly = _costly_groups(latest, *_solved(latest, before, policy, is_late))
        prepared = without_groups(prepared, costly)
    solved, choice = _solved(prepared, before, policy, is_late)
    return prepared, solved, choice


def _solved(
    document: Scorecard | Trend,
    before: tuple[Scorecard | Trend, ...],
    policy: Disclosure,
    is_late: Callable[[], bool],
) -> tuple[Problem, Choice]:
    solved = _problem(document, before, policy)
    return solved, choose(solved, tuple(_losses(document, solved, policy)), is_late)


def _costly_groups(document: Scorecard | Trend, solved: Problem, choice: Choice) -> frozenset[str]:
    """The indicators whose groups are why a line of the first page is hidden."""
    number = {name: n for n, name in enumerate(solved.names)}
    found = set()
    for figure in figures(document):
        row = figure.source
        if not (isinstance(row, Row) and row.line):
            continue
        for n in (number[count.name] for count in figure.counts):
            if any(solved.names[other].groups for other in choice.because.get(n, ())):
                found.add(row.indicator)
    return frozenset(found)


def _small_only(solved: Problem) -> Choice:
    return Choice(solved.must_hide, {}, (), ())


def _problem(
    document: Scorecard | Trend, before: Collection[Scorecard | Trend], policy: Disclosure
) -> Problem:
    every = list(figures(document))
    known = {
        count.name: Known(count.value, count.is_protected, count.children)
        for figure in every
        for count in figure.counts
    }
    return problem(*together_with(known, document.indicators, before), known.keys(), policy)


def _losses(document: Scorecard | Trend, solved: Problem, policy: Disclosure) -> Iterator[Loss]:
    """What hiding counts would cost: groups little, the lines of the first page much, those to keep most."""
    number = {name: n for n, name in enumerate(solved.names)}
    targets = {row.indicator for row in rows_of(document) if row.target is not None}
    for figure in figures(document):
        counts = tuple(number[count.name] for count in figure.counts if count.name in number)
        cost = _cost(figure.source, last_day(document), targets)
        if counts and cost:
            yield Loss(counts, cost * (1000 if figure.source.indicator in policy.keep else 1))


def _cost(source: Row | SeriesRow | Panel, last: dt.date, targets: Collection[str]) -> float:
    match source:
        case Panel():
            return 5
        case Row(breakdown=str(breakdown)):
            return 8 if "," in breakdown else 20
        case Row(line=line, indicator=indicator):
            return (900 if indicator in targets else 600) if line else 150
        case SeriesRow(as_at=as_at, line=line):
            months = (last.year - as_at.year) * 12 + last.month - as_at.month
            # An old month is missed the least.
            return max(60 - 2 * months, 12) if line else max(20 - months // 2, 8)

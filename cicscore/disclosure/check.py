"""Attack documents that go out together, or went out before, and report what they give away."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from msgspec import Struct

from cicscore.disclosure.attack import Attacker
from cicscore.disclosure.counts import Count, Document, figures, rows_of
from cicscore.disclosure.earlier import together_with
from cicscore.disclosure.means import is_certainly_exposed
from cicscore.disclosure.problem import Problem, Rule, components, problem
from cicscore.disclosure.words import count_words
from cicscore.results import Disclosure, IndicatorInfo, Panel, Row, SeriesRow
from cicscore.vocabulary import Audience

#: How far from a whole number an answer of the solver may be that is one.
_SLACK = 1e-6


class Leak(Struct, frozen=True):
    """What documents give away: the count or the field, and what a reader knows of it."""

    what: str
    known: str


def leaks(documents: Sequence[Document], policy: Disclosure) -> Iterator[Leak]:
    """Everything that a reader of all the documents, the latest first, can tell of small counts.

    Raises ``ValueError`` where no counts agree with everything that they print.
    """
    infos = {info.id: info for document in documents for info in document.indicators}
    for document in documents:
        yield from _plain(document)
        yield from _printed_small(document, policy, infos)
        yield from _exposed(document, policy)
    solved = _problem(documents, policy)
    asked = (solved.is_sensitive | solved.is_unsure) & ~solved.is_printed
    printed = {
        count.name for document in documents for figure in figures(document) for count in figure.counts
    }
    for component in components(solved, solved.is_printed):
        numbers = [n for n in component.members if asked[n]]
        if numbers:
            yield from _known(solved, component.members, component.sums, numbers, printed, infos)


def _problem(documents: Sequence[Document], policy: Disclosure) -> Problem:
    latest, *_ = documents
    return problem(*together_with({}, latest.indicators, documents), (), policy)


def _known(
    solved: Problem,
    members: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    sums: Sequence[tuple[int, ...]],
    numbers: Sequence[int],
    printed: set[Count],
    infos: dict[str, IndicatorInfo],
) -> Iterator[Leak]:
    """The counts of a component that can be known too closely."""
    place = {int(n): k for k, n in enumerate(members)}
    low, high = solved.bounds(~solved.is_printed)
    own = [[place[n] for n in sum_] for sum_ in sums]
    bounds = low[members].astype(float), high[members].astype(float)
    attacker, whole = Attacker(own, *bounds), Attacker(own, *bounds)
    whole.whole()
    for n in numbers:
        hidden = solved.names[n] in printed
        ends = attacker.least(place[int(n)]), attacker.most(place[int(n)])
        if not _is_leak(solved, int(n), ends[0].value, ends[1].value, is_hidden=hidden) and not all(
            end.is_whole for end in ends
        ):
            ends = whole.least(place[int(n)]), whole.most(place[int(n)])
        least, most = math.ceil(ends[0].value - _SLACK), math.floor(ends[1].value + _SLACK)
        if _is_leak(solved, int(n), least, most, is_hidden=hidden):
            words = f"can only be {least}" if least == most else f"lies between {least} and {most}"
            yield Leak(count_words(solved.names[n], infos), words)


def _is_leak(solved: Problem, n: int, least: float, most: float, *, is_hidden: bool) -> bool:
    rule = solved.rule
    if not solved.is_unsure[n]:
        return not rule.allows(least, most)
    if is_hidden:
        return least < rule.threshold and not rule.allows(least, most)
    # Nobody knows whether it is small: only what is certain counts.
    return least > 0 and most < rule.threshold


def _printed_small(document: Document, policy: Disclosure, infos: dict[str, IndicatorInfo]) -> Iterator[Leak]:
    """Small counts that a document prints."""
    rule, every = Rule.of(policy), chain.from_iterable(figure.counts for figure in figures(document))
    small = {count.name: count.value for count in every if count.is_protected and rule.is_small(count.value)}
    for name, value in small.items():
        yield Leak(count_words(name, infos), f"is printed: {value}")


#: What a reader could work a hidden count out from, if it were printed.
_DERIVED = ("value", "display", "rag", "to_green", "one_is_worth", "interval_low", "interval_high")


def _plain(document: Document) -> Iterator[Leak]:
    """What no attack is needed for: an internal document, extracts, and figures beside a hidden count."""
    if document.audience is not Audience.PUBLIC:
        yield Leak(document.title, f"is an edition for another audience: {document.audience.value}")
    if document.extracts:
        yield Leak(document.title, "names its extracts, with their rows and digests")
    for figure in figures(document):
        row = figure.source
        if isinstance(row, Panel) or all(count.value is not None for count in figure.counts):
            continue
        shown = [name for name in _DERIVED if getattr(row, name, None) is not None]
        if shown:
            yield Leak(_row_words(row), f"a count is hidden, but {', '.join(shown)} is printed")


def _exposed(document: Document, policy: Disclosure) -> Iterator[Leak]:
    """Percentiles that are printed of so few that they tell of one of the least, or of the most."""
    infos, rule = {info.id: info for info in document.indicators}, Rule.of(policy)
    for row in rows_of(document):
        if is_certainly_exposed(row, infos[row.indicator], rule):
            yield Leak(_row_words(row), f"is printed, with fewer than {rule.threshold} on one side of it")


def _row_words(row: Row | SeriesRow) -> str:
    group = row.group if isinstance(row, Row) else None
    day = row.period_end.isoformat()
    return ", ".join(part for part in (row.indicator, row.variant, group, day) if part)

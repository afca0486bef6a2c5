"""The edition for the public: what it hides, what it keeps, and that it is the least."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cicscore.app.editions import cautions
from cicscore.disclosure.check import leaks
from cicscore.disclosure.choose import Loss, choose
from cicscore.disclosure.counts import Count
from cicscore.disclosure.earlier import Published
from cicscore.disclosure.edition import FOR_PARTNERS, Edition, publish
from cicscore.disclosure.log import hidden_counts
from cicscore.disclosure.means import Average, averages_hidden
from cicscore.disclosure.problem import Rule, problem
from cicscore.disclosure.relations import Known, relations
from cicscore.disclosure.rounding import nearest, rounded_from
from cicscore.render.json import parse_scorecard, render_json
from cicscore.results import Disclosure, Scorecard
from cicscore.view import PLAIN
from cicscore.vocabulary import Audience, Counts, DisclosureMethod, Status
from tests.disclosure.councils import corrected, council, next_month, scorecard

#: Counts below 5 are hidden.
POLICY = FOR_PARTNERS
ROUNDED = POLICY.model_copy(update={"method": DisclosureMethod.ROUND, "round_to": 5})
DAY = dt.date(2016, 3, 31)


def made(seed: int, policy: Disclosure = POLICY) -> Scorecard:
    """A made-up council's internal scorecard under a policy."""
    return scorecard(council(seed)).model_copy(update={"disclosure": policy})


@pytest.fixture(scope="module")
def internal() -> Scorecard:
    """One internal scorecard."""
    return made(3)


@pytest.fixture(scope="module")
def edition(internal: Scorecard) -> Edition[Scorecard]:
    """Its edition for the public."""
    return publish(internal)


def _count(group: str) -> Count:
    groups = (("sex", group),) if group else ()
    return Count("children.numerator", "all", groups, DAY, DAY, DAY)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=5))
def test_what_is_hidden_of_a_total_and_its_groups_is_the_least(groups: list[int]) -> None:
    """No cheaper choice keeps every small group uncertain, as trying every choice shows."""
    names = [_count(str(n)) for n in range(len(groups))]
    known = {name: Known(count, is_protected=True) for name, count in zip(names, groups, strict=True)}
    known[_count("")] = Known(sum(groups), is_protected=True)
    solved = problem(relations(known, (), ()), Published(known), known, POLICY)
    costs = {name: 20.0 if name.groups else 100.0 for name in known}
    losses = [Loss((n,), costs[name]) for n, name in enumerate(solved.names)]
    choice = choose(solved, losses, lambda: False)
    hidden = {name for n, name in enumerate(solved.names) if choice.hidden[n]}
    values = {name: one.value or 0 for name, one in known.items()}
    assert _is_safe(values, hidden)
    price = sum(costs[name] + 1 for name in hidden)
    assert price == min(sum(costs[name] + 1 for name in one) for one in _safe_choices(values))


def _safe_choices(values: dict[Count, int]) -> list[frozenset[Count]]:
    some = [name for name, value in values.items() if value]
    every = chain.from_iterable(combinations(some, size) for size in range(len(some) + 1))
    return [frozenset(one) for one in every if _is_safe(values, set(one))]


def _is_safe(values: dict[Count, int], hidden: set[Count]) -> bool:
    """Whether nothing small can be known closely: by hand, for one total and its groups."""
    total = _count("")
    groups = [name for name in hidden if name.groups]
    if any(0 < value < 5 and name not in hidden for name, value in values.items()):
        return False
    if total in hidden:
        shown = sum(value for name, value in values.items() if name.groups and name not in hidden)
        least_total = shown + len(groups)
        # Without a hidden group the total can be added up; with one, nothing is bounded above.
        return (bool(groups) or values[total] >= 5) and (least_total < 5 or True)
    left = sum(values[name] for name in groups)
    most = left - (len(groups) - 1)
    return not groups or (len(groups) > 1 and most - 1 >= 4 and most >= 5)


def test_no_small_count_can_be_worked_out_from_it(edition: Edition[Scorecard]) -> None:
    """The program's own attack finds nothing, as it finds much in the internal scorecard."""
    assert list(leaks([edition.document], POLICY)) == []


def test_the_internal_scorecard_gives_small_counts_away(internal: Scorecard) -> None:
    """So that the attack that finds nothing in an edition can find something."""
    assert len(list(leaks([internal], POLICY))) > 10


def test_it_is_the_same_every_time(internal: Scorecard, edition: Edition[Scorecard]) -> None:
    """Two runs hide the same counts, to the byte."""
    assert render_json(publish(internal).document, PLAIN) == render_json(edition.document, PLAIN)


def test_it_reads_back_without_complaint(edition: Edition[Scorecard]) -> None:
    """What is written of it is a document like any other."""
    text = render_json(edition.document, PLAIN)
    assert parse_scorecard(text, "public.json").audience is Audience.PUBLIC


def test_zero_stays_zero(internal: Scorecard, edition: Edition[Scorecard]) -> None:
    """A count of nobody is shown, whatever else is hidden."""
    before = {(row.indicator, row.variant, row.breakdown, row.group): row for row in internal.results}
    zeros = [
        row
        for row in edition.document.results
        if before[row.indicator, row.variant, row.breakdown, row.group].numerator == 0
    ]
    assert zeros
    assert all("numerator" not in row.hidden for row in zeros)


def test_a_hidden_count_takes_everything_derived_with_it(edition: Edition[Scorecard]) -> None:
    """A row whose count is hidden has no value, rating, direction, distance or interval, and says so."""
    hidden = [row for row in edition.document.results if {"numerator", "denominator"} <= set(row.hidden)]
    assert hidden
    for row in hidden:
        assert row.status is Status.SUPPRESSED
        derived = (row.value, row.display, row.rag, row.direction, row.change, row.to_green, row.interval_low)
        assert derived == (None,) * 7
        assert row.rag_reason == "Not shown."


def test_it_names_no_extracts(edition: Edition[Scorecard]) -> None:
    """Numbers of rows and digests of files would let a reader try contents out."""
    assert edition.document.extracts == ()


def test_more_is_hidden_when_time_runs_out(internal: Scorecard, edition: Edition[Scorecard]) -> None:
    """Without time to look for the least, all that hangs together with a small count goes: never less."""
    late = publish(internal, is_late=lambda: True)
    assert late.choice.cut_short
    assert late.choice.hidden.sum() > edition.choice.hidden.sum()
    assert list(leaks([late.document], POLICY)) == []


@pytest.mark.parametrize("policy", [POLICY, ROUNDED], ids=["suppress", "round"])
def test_the_next_month_reveals_nothing_of_the_last(policy: Disclosure) -> None:
    """Both months together give away no more than each alone: nothing."""
    one = council(3)
    first = publish(made(3, policy)).document
    later = scorecard(next_month(one)).model_copy(update={"disclosure": policy})
    second = publish(later, (first,)).document
    assert list(leaks([first, second], policy)) == []


def _as_is(document: Scorecard) -> Scorecard:
    return document


def _renamed(document: Scorecard) -> Scorecard:
    """The document as a catalogue in another order would have it: what is counted has other names."""
    infos = [
        info.model_copy(
            update={
                side: f"other {getattr(info, side)}"
                for side in ("numerator_id", "denominator_id")
                if getattr(info, side) is not None
            }
        )
        for info in document.indicators
    ]
    return document.model_copy(update={"indicators": tuple(infos)})


@pytest.mark.parametrize("named", [_as_is, _renamed], ids=["named alike", "named otherwise"])
def test_what_was_hidden_once_stays_hidden(named: Callable[[Scorecard], Scorecard]) -> None:
    """A corrected month shows nothing that the month hid as it was first published."""
    first = publish(made(3)).document
    again = scorecard(corrected(council(3))).model_copy(update={"disclosure": POLICY})
    second = publish(named(again), (first,)).document
    hidden = {
        (row.indicator, row.variant, row.breakdown, row.group)
        for row in first.results
        if "numerator" in row.hidden and row.status is Status.SUPPRESSED
    }
    shown = {
        (row.indicator, row.variant, row.breakdown, row.group)
        for row in second.results
        if row.numerator not in (None, 0)
    }
    assert hidden
    assert not hidden & shown


def test_what_was_given_away_before_cannot_be_protected(internal: Scorecard) -> None:
    """It is said, and what was not given away is protected all the same."""
    everything = internal.model_copy(update={"audience": Audience.PUBLIC, "extracts": (), "series": ()})
    edition = publish(internal, (everything,))
    count = len(edition.choice.known)
    assert count > 1
    assert cautions(edition) == (
        f"{count} small counts cannot be protected: what gives them away was published before.",
    )


def test_whoever_publishes_is_told_that_time_ran_out(internal: Scorecard) -> None:
    """What is hidden beyond need can be had back with more time."""
    assert cautions(publish(internal, is_late=lambda: True)) == (
        "The time for finding the least to hide ran out, so that more is hidden than need be.",
    )


def test_partners_see_all_but_small_counts(internal: Scorecard, edition: Edition[Scorecard]) -> None:
    """Their edition hides the small counts, and nothing for others' sake."""
    partner = publish(internal, audience=Audience.PARTNER)
    of_children = {info.id for info in internal.indicators if info.numerator_counts is Counts.CHILDREN}
    shown = [row for row in partner.document.results if row.indicator in of_children]
    assert all(row.numerator is None or not 0 < row.numerator < 5 for row in shown)
    assert partner.choice.because == {}
    assert partner.document.audience is Audience.PARTNER


def test_the_log_tells_what_is_hidden_and_why(edition: Edition[Scorecard]) -> None:
    """Every hidden count is there, with its value and whether it is small or hidden for another's sake."""
    log = list(hidden_counts(edition))
    assert len(log) >= edition.choice.hidden.sum()
    why = {one.why for one in log}
    assert "below 5, or of fewer children than that" in why
    for_others = [one for one in log if one.why == "would give away what is small"]
    assert for_others
    assert all(one.protects for one in for_others)


def test_an_average_is_shown_only_if_its_cohort_grew_by_enough() -> None:
    """Of averages of 20, 24, 25 and 25 children the latest is shown, and those that differ by 0 or by 5."""
    sizes = [(month, size) for month, size in ((4, 20), (5, 24), (6, 25), (7, 25))]
    averages = [
        Average("days", Count("adopted", "all", (), dt.date(2016, 4, 1), end, end), size)
        for end, size in ((dt.date(2016, month, 28), size) for month, size in sizes)
    ]
    assert [one.size for one in averages_hidden(averages, Rule(5, 4))] == [24]


@given(st.integers(0, 5000), st.integers(2, 40))
def test_a_rounded_count_may_be_what_it_was_rounded_from(count: int, base: int) -> None:
    """A count lies within what its rounded count leaves open, and only 0 becomes 0."""
    printed = nearest(count, base)
    least, most = rounded_from(printed, base, 1)
    assert (printed == 0) is (count == 0)
    assert count == 0 or least <= count <= most


def test_a_rounded_figure_is_the_same_wherever_it_is_shown() -> None:
    """The row and its month in the series have the same counts, all multiples of 5."""
    document = publish(made(0, ROUNDED)).document
    rows = {(row.indicator, row.variant): row for row in document.results if row.breakdown is None}
    kinds = {info.id: info.numerator_counts for info in document.indicators}
    latest = [row for row in document.series if row.as_at == document.as_at]
    assert latest
    for month in latest:
        row = rows[month.indicator, month.variant]
        assert (month.numerator, month.denominator, month.display) == (
            row.numerator,
            row.denominator,
            row.display,
        )
        kind = kinds[row.indicator]
        if row.numerator is not None and kind is not None and kind.is_about_children:
            assert row.numerator % 5 == 0


def test_the_public_needs_a_policy() -> None:
    """Without one nothing is published."""
    with pytest.raises(ValueError, match="needs a policy"):
        publish(made(3).model_copy(update={"disclosure": None}))

"""What the worked examples of an indicator leave unproved."""

from __future__ import annotations

from tests.examples.catalogues import NOBODY, NORMAL, ON_AMBER, ON_TARGET, UASC, WITH_KIN, small, texts

AT = "small.yaml:33:5 (indicators.with_kin): warning "


def test_a_complete_set_lacks_nothing():
    """A normal case, both limits, a zero denominator and a child whom the variant removes."""
    assert small(NORMAL + ON_TARGET + ON_AMBER + NOBODY + UASC).faults == ()


def test_a_normal_case_comes_first():
    """Where no example shows a figure, only that is asked for."""
    assert texts(small(NOBODY).faults) == (
        f"{AT}CIC611: no worked example shows a normal case of `with_kin`.\n  what to do: Add one under "
        "`examples`, with a few rows and the figure they come to, worked out by hand."
    )


def test_each_limit_needs_an_example_that_meets_it_exactly():
    """Just beside a limit is not on it, and without an expected rating nothing is shown."""
    unrated = ON_TARGET.replace("rag: green", "numerator: 1")
    assert texts(small(NORMAL + unrated + NOBODY + UASC).faults) == (
        f"{AT}CIC612: no worked example of `with_kin` comes to exactly the amber limit of 2015-16, 25%.\n"
        "  what to do: Add one that expects a `rag`: a value on a limit is on its better side.\n"
        f"{AT}CIC612: no worked example of `with_kin` comes to exactly the target of 2015-16, 50%.\n"
        "  what to do: Add one that expects a `rag`: a value on a limit is on its better side."
    )


def test_the_limits_of_each_year_need_examples_of_that_year():
    """Targets change with the year: an example of another year proves nothing about this one's."""
    two_years = WITH_KIN + "      2016-17: {target: 50, amber: 25}\n"
    faults = small(NORMAL + ON_TARGET + ON_AMBER + NOBODY + UASC, two_years).faults
    assert [fault.found for fault in faults] == [
        "no worked example of `with_kin` comes to exactly the amber limit of 2016-17, 25%",
        "no worked example of `with_kin` comes to exactly the target of 2016-17, 50%",
    ]


def test_a_year_in_which_the_definition_does_not_hold_needs_none():
    """A definition that ended with March 2016 is never rated against the targets of the year after."""
    ended = WITH_KIN + "      2016-17: {target: 60, amber: 30}\n    valid_to: 2016-03-31\n"
    assert small(NORMAL + ON_TARGET + ON_AMBER + NOBODY + UASC, ended).faults == ()


def test_a_plan_is_met_exactly_at_either_distance():
    """Where the plan is best, either side of it shows a limit."""
    plan = WITH_KIN.replace("higher", "target").replace(
        "{target: 50, amber: 25}", "{target: 40, green_within: 10, amber_within: 20}"
    )
    faults = small(NORMAL + ON_TARGET + ON_AMBER + NOBODY + UASC, plan).faults
    assert [fault.found for fault in faults] == [
        "no worked example of `with_kin` comes to exactly the limit of amber of 2015-16, 20% or 60%"
    ]


def test_a_ratio_needs_a_zero_denominator():
    """What happens when nobody is counted has to be shown."""
    assert texts(small(NORMAL + ON_TARGET + ON_AMBER + UASC).faults) == (
        f"{AT}CIC613: no worked example of `with_kin` has a denominator of zero.\n"
        "  what to do: Add one that expects `status: no_denominator`; one without rows does."
    )


def test_a_variant_needs_a_row_that_it_removes():
    """An expectation for a variant that changes nothing does not show what it does."""
    nobody_removed = UASC.replace("uasc: yes", "uasc: no").replace("denominator: 1", "denominator: 2")
    assert texts(small(NORMAL + ON_TARGET + ON_AMBER + NOBODY + nobody_removed).faults) == (
        f"{AT}CIC614: `excluding_uasc` leaves nobody out of any worked example of `with_kin` that expects "
        "something for it.\n"
        "  what to do: Add an example with a row that it leaves out, and expect the figure for both."
    )


def test_nothing_is_asked_for_where_it_cannot_be():
    """A count of what is no child's has no denominator, no limits, and no figure under the variant."""
    posts = """\
  - {id: posts, title: Posts, theme: all_of_it, meaning: Posts., polarity: none, period: snapshot,
     unit: count, numerator: {from: posts}, examples: [
       {name: Two, as_at: 2016-03-31, rows: {posts: [{times: 2}]}, expect: {all: {value: 2}}}]}
"""
    assert small(NORMAL + ON_TARGET + ON_AMBER + NOBODY + UASC, posts + WITH_KIN).faults == ()


def test_an_indicator_that_is_never_reported_needs_no_example():
    """There is nothing to compute."""
    silent = """\
  - {id: silent, title: Silent, theme: all_of_it, meaning: It., polarity: none, period: snapshot, unit: count,
     not_reported: {2015-16: nobody counted}}
"""
    assert small(NORMAL + ON_TARGET + ON_AMBER + NOBODY + UASC, silent + WITH_KIN).faults == ()

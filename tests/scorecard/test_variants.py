"""Variants: whom they leave out, on which day, and where they mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.vocabulary import Status
from tests.scorecard.scorecards import compute, counts, row

#: A UASC until 15 January 2016, one still, one never, and one of whom it is not known.
CHILDREN = "1,,yes,2016-01-15,F,\n2,,yes,,M,\n3,,no,,M,\n4,,,,F,\n"


def leavers(*days: str) -> str:
    """A stay of child 1 that ended on each of these days."""
    return "".join(f"1,2015-01-01,{day},,,,\n" for day in days)


def test_a_status_that_ends_on_the_day_still_counts(tmp_path: Path) -> None:
    """Left care the day before, on and after the day the status ended: the first two were UASC leavers."""
    card = compute(
        tmp_path,
        "{period: year_to_date, unit: count, numerator: {from: stays, dated_by: ended_on}}",
        children=CHILDREN,
        stays=leavers("2016-01-14", "2016-01-15", "2016-01-16"),
    )
    assert row(card).numerator == 3
    assert row(card, "excluding_uasc").numerator == 1


@pytest.mark.parametrize(
    ("scope", "settings"),
    [(", applies_to: [girls]", ""), (", applies_to: []", ""), ("", "OF_VARIANT")],
)
def test_where_a_variant_does_not_apply_there_is_no_figure(tmp_path: Path, scope: str, settings: str) -> None:
    """Whether the indicator says so, or the variant names the indicators and themes to which it applies."""
    card = compute(
        tmp_path,
        f"{{unit: count, numerator: {{from: stays}}{scope}}}",
        "{id: other, theme: all_of_it, unit: count, numerator: {from: visits}}",
        children=CHILDREN,
        stays=leavers("2016-01-14"),
        of_variant="    applies_to: [other]\n" if settings else "",
    )
    found = row(card, "excluding_uasc")
    assert (found.status, found.value) == (Status.NOT_APPLICABLE, None)
    assert found.status_reason == "the catalogue does not apply the variant to this indicator"
    assert row(card).value == 1
    assert row(card, "excluding_uasc", "other").value == 0


def test_a_variant_may_apply_to_a_theme(tmp_path: Path) -> None:
    """All indicators of the theme have figures under it."""
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: stays}}",
        children=CHILDREN,
        stays=leavers("2016-01-14"),
        of_variant="    applies_to: [all_of_it]\n",
    )
    assert row(card, "excluding_uasc").value == 1


def test_in_a_snapshot_the_day_is_the_as_at_date(tmp_path: Path) -> None:
    """On 31 March only child 2 is UASC still; whose status is unknown is not left out."""
    stays = "".join(f"{child},2015-01-01,,,,,\n" for child in (1, 2, 3, 4))
    card = compute(
        tmp_path, "{unit: count, numerator: {from: stays, count: children}}", children=CHILDREN, stays=stays
    )
    assert (row(card).numerator, row(card, "excluding_uasc").numerator) == (4, 3)


def test_without_a_date_of_its_own_a_row_goes_by_the_as_at_date(tmp_path: Path) -> None:
    """`dated_by: none`: the status is that of 31 March, not that of the row's dates."""
    card = compute(
        tmp_path,
        "{period: year_to_date, unit: count, numerator: {from: stays, dated_by: none}}",
        children=CHILDREN,
        stays=leavers("2015-06-01", "2016-01-10"),
    )
    assert row(card, "excluding_uasc").numerator == 2


def test_a_row_dated_by_a_time_goes_by_its_day(tmp_path: Path) -> None:
    """A visit at 23:59 on the day the status ended is one to a UASC; `on` is the day, not the moment."""
    visits = "1,2016-01-15 23:59,2016-01-15 23:59,,,,\n1,2016-01-16 00:00,2016-01-16 09:00,,,,\n"
    indicator = "{{period: year_to_date, unit: count, numerator: {{from: visits, dated_by: made_at{}}}}}"
    card = compute(
        tmp_path,
        indicator.format(", where: child.uasc_ended_on >= on"),
        children=CHILDREN,
        visits=visits,
    )
    assert row(card).numerator == 1
    card = compute(tmp_path, indicator.format(", where: left_at == on"), children=CHILDREN, visits=visits)
    assert row(card).numerator == 2
    latest = ', where: \'greatest(on, date("2016-01-16")) == date("2016-01-16")\''
    card = compute(tmp_path, indicator.format(latest), children=CHILDREN, visits=visits)
    assert row(card).numerator == 2


def test_another_rule_for_one_extract(tmp_path: Path) -> None:
    """Visits leave out whoever ever was UASC, whatever the day."""
    card = compute(
        tmp_path,
        "{period: year_to_date, unit: count, numerator: {from: visits, dated_by: made_at}}",
        children=CHILDREN,
        visits="1,2016-03-01 10:00,,,,,\n3,2016-03-01 10:00,,,,,\n4,2016-03-01 10:00,,,,,\n",
    )
    assert (row(card).numerator, row(card, "excluding_uasc").numerator) == (3, 2)


def test_a_variant_leaves_rows_out_before_children_are_counted(tmp_path: Path) -> None:
    """Child 1 left as UASC and again later: once in all, and once without UASC too."""
    card = compute(
        tmp_path,
        "{period: year_to_date, unit: count, numerator: {from: stays, dated_by: ended_on, count: children}}",
        children=CHILDREN,
        stays=leavers("2016-01-01", "2016-02-01"),
    )
    assert (row(card).numerator, row(card, "excluding_uasc").numerator) == (1, 1)


POSTS = "a,2015-01-01,2,yes,A\n"
RATE = """
unit: ratio
denominator: {{from: posts, count: {{sum: fte}}, under_variants: {}}}
numerator: {{from: stays, count: children}}
"""


def test_a_denominator_without_children_stays_whole(tmp_path: Path) -> None:
    """The posts are the same for every variant."""
    stays = "1,2015-01-01,,,,,\n2,2015-01-01,,,,,\n"
    card = compute(tmp_path, RATE.format("whole"), children=CHILDREN, stays=stays, posts=POSTS)
    assert counts(card) == (2, 2, 1.0)
    assert counts(card, "excluding_uasc") == (1, 2, 0.5)


def test_a_denominator_without_children_may_make_a_variant_meaningless(tmp_path: Path) -> None:
    """No figure under a variant, and the reason."""
    card = compute(tmp_path, RATE.format("not_applicable"), children=CHILDREN, posts=POSTS)
    found = row(card, "excluding_uasc")
    assert (found.status, found.numerator, found.denominator, found.value) == (
        Status.NOT_APPLICABLE,
        None,
        None,
        None,
    )
    assert found.status_reason == (
        "the denominator is not made of children, and was not chosen to stay whole under a variant"
    )
    assert row(card).status is Status.CALCULATED


def test_rows_without_children_have_no_variant(tmp_path: Path) -> None:
    """Nobody can be left out of posts."""
    card = compute(tmp_path, "{unit: count, numerator: {from: posts}}", posts=POSTS)
    found = row(card, "girls")
    assert (found.status, found.value) == (Status.NOT_APPLICABLE, None)
    assert found.status_reason == "the rows of posts do not belong to children"
    assert found.rag_reason == "Not rated: the rows of posts do not belong to children."


def test_the_difference_from_all_is_exact(tmp_path: Path) -> None:
    """One of three against two of four: a third less a half, in points, from exact values."""
    stays = "1,2015-01-01,,,yes,,\n2,2015-01-01,,,yes,,\n3,2015-01-01,,,,,\n4,2015-01-01,,,,,\n"
    share = "{unit: percent, denominator: {from: stays}, numerator: {where: urgent}}"
    card = compute(tmp_path, share, children=CHILDREN, stays=stays)
    assert row(card).difference_from_all is None
    found = row(card, "excluding_uasc")
    assert counts(card, "excluding_uasc") == (1, 3, 100 / 3)
    assert found.difference_from_all == pytest.approx(100 / 3 - 50, rel=1e-15)
    assert found.difference_display == "-16.7 pp"


def test_no_difference_without_both_values(tmp_path: Path) -> None:
    """A variant that leaves nobody has no denominator, no value and no difference."""
    share = "{unit: percent, denominator: {from: stays}, numerator: {where: urgent}}"
    card = compute(tmp_path, share, children=CHILDREN, stays="2,2015-01-01,,,yes,,\n")
    found = row(card, "excluding_uasc")
    assert (found.status, found.numerator, found.denominator) == (Status.NO_DENOMINATOR, 0, 0)
    assert (found.value, found.difference_from_all, found.difference_display) == (None, None, None)

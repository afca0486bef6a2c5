"""Each rule of the derivation on a few children, with the answer that the rule's text gives."""

import datetime as dt
from pathlib import Path

import pytest

from tests.ssda903.returns import figure, row, table, with_settings, write_return

IN_CARE = "awaiting_adoption"  # its denominator is the children in care
MOVES = "three_or_more_placements"


def test_a_holiday_and_the_return_from_it_are_no_moves(tmp_path: Path) -> None:
    """T4 and the return to the same place, which has to be recorded with P, leave one placement."""
    write_return(
        tmp_path,
        episodes="""
        1 2014-02-03 S C2 U4 PR1 2015-06-01 X1 AB1
        1 2015-06-01 P C2 T4 -   2015-06-06 X1 ZZ9
        1 2015-06-06 P C2 U4 PR1 -          -  AB1
        """,
    )
    assert figure(tmp_path, MOVES) == (0, 1)
    assert table(tmp_path, "placements")[0][:4] == ("2014-02-03", None, "U4", "PR1")


def test_the_setting_counts_temporary_placements(tmp_path: Path) -> None:
    """Counted, the same holiday makes three placements."""
    write_return(
        tmp_path,
        episodes="""
        1 2014-02-03 S C2 U4 PR1 2015-06-01 X1 AB1
        1 2015-06-01 P C2 T4 -   2015-06-06 X1 ZZ9
        1 2015-06-06 P C2 U4 PR1 -          -  AB1
        """,
    )
    assert figure(tmp_path, MOVES, of=with_settings(temporary_placements="count")) == (1, 1)


def test_a_new_place_after_a_holiday_is_a_move(tmp_path: Path) -> None:
    """Coming back to another postcode is a new placement, which starts on the day of the return."""
    write_return(
        tmp_path,
        episodes="""
        1 2014-02-03 S C2 U4 PR1 2015-06-01 X1 AB1
        1 2015-06-01 P C2 T2 -   2015-06-15 X1 ZZ9
        1 2015-06-15 P C2 U4 PR1 -          -  CD2
        """,
    )
    assert [one[:2] for one in table(tmp_path, "placements")] == [
        ("2014-02-03", "2015-06-15"),
        ("2015-06-15", None),
    ]


def test_adoption_by_the_current_carers_is_not_a_move_but_a_day(tmp_path: Path) -> None:
    """A3 with the same carers adds no placement (LAIT 372); being placed for adoption is dated from it."""
    write_return(
        tmp_path,
        placed_for_adoption="1 - 2015-08-03 - -",
        episodes="""
        1 2014-02-03 S C2 U4 PR1 2015-05-01 X1 AB1
        1 2015-05-01 P C2 U6 PR1 2015-09-01 X1 CD2
        1 2015-09-01 T E1 A3 PR1 -          -  CD2
        """,
    )
    assert figure(tmp_path, MOVES) == (0, 1)
    entered, _, decided, ordered, _, placed, adopted, _ = table(tmp_path, "adoptions")[0]
    assert (entered, decided, ordered, placed, adopted) == (
        "2014-02-03",
        "2015-08-03",
        "2015-09-01",
        "2015-09-01",
        None,
    )


@pytest.mark.parametrize("reason", ["L", "T", "U"])
def test_a_change_without_new_carers_continues_the_placement(tmp_path: Path, reason: str) -> None:
    """A new legal status, or a move with the same carers, does not end the two years in one placement."""
    write_return(
        tmp_path,
        episodes=f"""
        1 2013-05-01 S C1 U4 PR1 2015-09-01 X1 AB1
        1 2015-09-01 {reason} C2 U4 PR1 -   -  AB1
        """,
    )
    assert figure(tmp_path, "same_placement_2_years") == (1, 1)


@pytest.mark.parametrize("reason", ["P", "B"])
def test_new_carers_end_the_placement(tmp_path: Path, reason: str) -> None:
    """With new carers the two years begin again."""
    write_return(
        tmp_path,
        episodes=f"""
        1 2013-05-01 S C1 U4 PR1 2015-09-01 X1 AB1
        1 2015-09-01 {reason} C2 U4 PR1 -   -  CD2
        """,
    )
    assert figure(tmp_path, "same_placement_2_years") == (0, 1)


@pytest.mark.parametrize("status", ["V3", "V4"])
def test_series_of_short_breaks_are_not_care(tmp_path: Path, status: str) -> None:
    """Of two children, the one with short breaks counts nowhere."""
    write_return(
        tmp_path,
        episodes=f"""
        1 2015-05-01 S C2 U4 PR1 - - AB1
        2 2015-05-01 S {status} U4 PR1 - - AB1
        """,
    )
    assert figure(tmp_path, IN_CARE) == (0, 1)


@pytest.mark.parametrize(
    ("ended", "others"),
    [("-", 1), ("2016-03-31", 1), ("2016-04-09", 1), ("2016-03-30", 2)],
    ids=["never", "on the day itself", "later", "the day before"],
)
def test_a_child_is_uasc_until_the_day_the_status_ends(tmp_path: Path, ended: str, others: int) -> None:
    """A blank DUC means that the status goes on; on the day that it ends it still counts."""
    write_return(
        tmp_path,
        born="2000-05-04",
        uasc=f"2 1 2000-05-04 {ended}",
        episodes="""
        1 2015-05-01 S C2 U4 PR1 - - AB1
        2 2015-05-01 S V2 U6 PR4 - - AB1
        """,
    )
    assert figure(tmp_path, IN_CARE) == (0, 2)
    assert figure(tmp_path, IN_CARE, "excluding_uasc") == (0, others)


def test_the_setting_counts_uasc_for_the_whole_year(tmp_path: Path) -> None:
    """in_year: a child of the year's table counts as UASC after the status has ended, too."""
    write_return(
        tmp_path,
        born="2000-05-04",
        uasc="1 1 2000-05-04 2015-09-01",
        episodes="1 2015-05-01 S V2 U6 PR4 - - AB1",
    )
    assert figure(tmp_path, IN_CARE, "excluding_uasc") == (0, 1)
    of = with_settings(uasc="in_year")
    assert figure(tmp_path, IN_CARE, "excluding_uasc", of=of) == (0, 0)


def test_a_transfer_to_another_authority_is_leaving_care(tmp_path: Path) -> None:
    """E3 counts among the leavers (LAIT 392); X1 does not."""
    write_return(
        tmp_path,
        episodes="""
        1 2015-05-01 S C2 U4 PR1 2015-08-01 E3 AB1
        2 2015-05-01 S C2 U4 PR1 2015-08-01 X1 AB1
        2 2015-08-01 P C2 U4 PR1 -          -  CD2
        """,
    )
    assert figure(tmp_path, "left_care_adopted") == (0, 1)


def test_a_foster_placement_of_before_april_2015_is_one(tmp_path: Path) -> None:
    """Q1 is a relative or friend, Q2 another foster carer."""
    write_return(
        tmp_path,
        episodes="""
        1 2014-05-01 S C2 Q1 PR4 - - AB1
        2 2014-05-01 S C2 Q2 PR4 - - AB1
        """,
    )
    assert figure(tmp_path, "own_foster_or_relatives") == (1, 2)


def test_own_provision_is_a_setting(tmp_path: Path) -> None:
    """By default PR1 alone is the authority's own; a council may count other public provision."""
    write_return(tmp_path, episodes="1 2014-05-01 S C2 U4 PR2 - - AB1")
    assert figure(tmp_path, "own_foster_or_relatives") == (0, 1)
    of = with_settings(own_provision=["PR1", "PR2", "PR3"])
    assert figure(tmp_path, "own_foster_or_relatives", of=of) == (1, 1)


@pytest.mark.parametrize(("started", "children"), [("2015-04-01", 1), ("2015-04-02", 0)])
def test_the_twelve_month_cohort_begins_on_1_april(tmp_path: Path, started: str, children: int) -> None:
    """On 31 March, who started on 1 April of the year before has been looked after for twelve months."""
    write_return(
        tmp_path,
        oc2="1 - - - 1 1\n9 - - - 1 1",
        episodes=f"""
        1 {started}  S C2 U4 PR1 - - AB1
        9 2014-01-01 S C2 U4 PR1 - - AB1
        """,
    )
    assert figure(tmp_path, "dental_check_in_time") == (1 + children, 1 + children)


def test_who_leaves_on_31_march_is_a_leaver_and_not_in_care(tmp_path: Path) -> None:
    """The day in DEC is the first one that the child is no longer looked after."""
    write_return(
        tmp_path,
        episodes="""
        1 2015-05-01 S C2 U4 PR1 2016-03-31 E4A AB1
        2 2015-05-01 S C2 U4 PR1 -          -   AB1
        """,
    )
    assert figure(tmp_path, IN_CARE) == (0, 1)
    assert figure(tmp_path, "left_care_adopted") == (0, 1)


@pytest.mark.parametrize(
    ("as_at", "day"), [(dt.date(2016, 3, 31), "2016-02-29"), (dt.date(2015, 3, 31), "2015-03-01")]
)
def test_a_birthday_on_29_february_is_reached_on_1_march_elsewhere(
    tmp_path: Path, as_at: dt.date, day: str
) -> None:
    """Born on 29 February 1996: 19 on 1 March 2015, 20 on 29 February 2016."""
    folder = tmp_path / ("2014-15" if as_at.year == 2015 else "2015-16")
    write_return(folder, born="1996-02-29", oc3="1 1996-02-29 YES F2 U1")
    assert [one[0] for one in table(tmp_path, "care_leavers", as_at)] == [day]


def test_two_periods_in_a_year_are_one_leaver_by_the_last(tmp_path: Path) -> None:
    """A child who left twice is counted once, for the reason of the last time (LAIT 208)."""
    write_return(
        tmp_path,
        placed_for_adoption="1 - 2015-08-03 - -",
        ad1="1 - 2015-08-03 2015-08-20",
        episodes="""
        1 2014-05-01 S C2 U4 PR1 2015-05-20 E4A AB1
        1 2015-07-01 S E1 U4 PR1 2015-09-01 X1  AB1
        1 2015-09-01 B E1 A5 PR1 2016-02-01 E12 CD2
        """,
    )
    assert figure(tmp_path, "left_care_adopted") == (1, 1)
    assert [one[:2] for one in table(tmp_path, "care_periods")] == [
        ("2014-05-01", "2015-05-20"),
        ("2015-07-01", "2016-02-01"),
    ]
    assert figure(tmp_path, "days_placement_order_to_match") == (50, 1)


@pytest.mark.parametrize(("held", "on_time"), [("2016-03-30", 1), ("2016-03-31", 0)])
def test_the_first_review_is_due_after_20_working_days_over_easter(
    tmp_path: Path, held: str, on_time: int
) -> None:
    """From 29 February 2016, Good Friday and Easter Monday left out, that is 30 March."""
    write_return(tmp_path, reviews=f"1 - {held} PN1", episodes="1 2016-02-29 S C2 U4 PR1 - - AB1")
    assert table(tmp_path, "reviews")[0][0] == "2016-03-30"
    assert figure(tmp_path, "reviews_on_time") == (on_time, 1)


def test_later_reviews_are_due_after_three_and_then_six_months(tmp_path: Path) -> None:
    """Each counts from the day that the one before was held; the next is due though nobody has held it."""
    write_return(
        tmp_path,
        reviews="1 - 2015-04-28 PN1\n1 - 2015-07-20 PN1",
        episodes="1 2015-04-01 S C2 U4 PR1 - - AB1",
    )
    assert [one[:2] for one in table(tmp_path, "reviews")] == [
        ("2015-05-01", "2015-04-28"),
        ("2015-07-28", "2015-07-20"),
        ("2016-01-20", None),
    ]
    assert figure(tmp_path, "reviews_on_time") == (0, 1)


def test_pn4_takes_part_where_the_setting_says_so(tmp_path: Path) -> None:
    """By default a child who came and conveyed no view did not take part."""
    write_return(tmp_path, reviews="1 - 2015-04-28 PN4", episodes="1 2015-04-01 S C2 U4 PR1 - - AB1")
    assert figure(tmp_path, "review_participation") == (0, 1)
    assert figure(tmp_path, "review_participation", of=with_settings(pn4_takes_part=True)) == (1, 1)


def test_missing_for_48_hours_is_told_where_the_days_decide(tmp_path: Path) -> None:
    """Four days are more than 48 hours and one is less, whatever the time of day; two may be either."""
    episodes = "1 2014-05-01 S C2 U4 PR1 - - AB1"
    write_return(
        tmp_path, missing="1 - M 2015-05-01 2015-05-05\n1 - M 2015-06-01 2015-06-02", episodes=episodes
    )
    assert row(tmp_path, "missing_over_48_hours").numerator == 1
    write_return(tmp_path, missing="1 - M 2015-05-01 2015-05-03", episodes=episodes)
    assert row(tmp_path, "missing_over_48_hours").status_reason == (
        "it depends on the times of day at which children went missing and returned, which the SSDA903 return"
        " does not hold"
    )

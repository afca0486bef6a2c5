"""What a return does not record is withheld, whatever an indicator asks; what it can support is given."""

import datetime as dt
from pathlib import Path

import pytest

from cicscore.app.api import load_catalogue, load_extracts
from cicscore.catalogue.definitions import Catalogue
from cicscore.tables import pairs as pairing
from tests.ssda903.returns import AS_AT, figure, messages, row, shipped, table, write_return

#: An indicator of one's own: the children in care, and those of them who meet the condition.
OWN = """\
  - id: own
    title: One of one's own
    theme: placements
    meaning: Children in care who meet the condition, of all children in care.
    polarity: none
    period: snapshot
    unit: percent
    denominator: {{label: children in care, from: care_periods, where: open, count: children}}
    numerator: {{label: those who meet the condition, where: '{condition}'}}
    lines: [all]
"""


def own(folder: Path, condition: str) -> Catalogue:
    """The shipped catalogue with an indicator that asks for this."""
    file = folder.parent / "own.yaml"
    shipped_text = Path("indicators.yaml").read_text(encoding="utf-8")
    file.write_text(shipped_text.rstrip("\n") + "\n\n" + OWN.format(condition=condition), encoding="utf-8")
    return load_catalogue(file)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # An earlier placement, of whatever kind, may have ended before the return begins.
        ('exists(placements, provider == "PR4")', "insufficient_history"),
        ('exists(placements, placement_type == "K2")', "insufficient_history"),
        ("count(placements) >= 3", "insufficient_history"),
        # None can have begun within the year, or lasted into it, and not be in the return.
        ('exists(placements, provider == "PR4" and started_on >= as_at - months(11))', (0, 1)),
        ("exists(placements, ended_on is None)", (1, 1)),
        # The child is in the first placement of a period that began in 2012.
        ("exists(placements, open and days_between(started_on, as_at) > 1000)", (1, 1)),
        # The last one that began cannot be among those that ended before.
        ('last(placements.provider, by=started_on, where=started_on <= as_at) == "PR1"', (1, 1)),
        ('first(placements.provider, by=started_on) == "PR1"', "insufficient_history"),
    ],
)
def test_an_indicator_of_ones_own_is_held_to_the_reach(
    tmp_path: Path, condition: str, expected: object
) -> None:
    """One child, in one placement since 1 September 2012; the return begins on 1 April 2015."""
    write_return(tmp_path, episodes="1 2012-09-01 S C2 U4 PR1 - - AB1")
    assert figure(tmp_path, "own", of=own(tmp_path, condition)) == expected


@pytest.mark.parametrize("pairs", [1, 2, 100])
def test_few_pairs_at_a_time_withhold_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pairs: int
) -> None:
    """Child 1 came into care on 1 May with one placement, child 2 on 1 June with two, child 3 before all."""
    monkeypatch.setattr(pairing, "PAIRS_AT_ONCE", pairs)
    episodes = """\
        1 2015-05-01 S C2 U4 PR1 - - AB1
        2 2015-06-01 S C2 U4 PR1 2015-07-01 X1 AB1
        2 2015-07-01 P C2 U5 PR2 - - AB1
    """
    moved = own(tmp_path, "count(placements, started_on > row.started_on) > 0")
    assert figure(write_return(tmp_path, episodes=episodes), "own", of=moved) == (1, 2)
    earlier = own(tmp_path, "exists(placements, started_on < row.started_on)")
    # Of before the year the return says nothing, and of child 3 it is the year before that matters.
    episodes += "    3 2012-09-01 S C2 U4 PR1 - - AB1\n"
    written = write_return(tmp_path, episodes=episodes)
    assert figure(written, "own", of=earlier) == "insufficient_history"


def test_a_table_that_an_earlier_year_alone_has_gives_nothing(tmp_path: Path) -> None:
    """Reviews are in the return of 2014-15 and not in that of 2015-16."""
    write_return(
        tmp_path / "2014-15", episodes="1 2013-05-01 S C2 Q2 PR1 - - AB1", reviews="1 - 2014-09-01 PN1"
    )
    write_return(tmp_path, episodes="1 2013-05-01 S C2 Q2 PR1 - - AB1")
    (tmp_path / "reviews.csv").unlink()
    found = row(tmp_path, "review_participation")
    assert (found.status.value, found.numerator) == ("missing_extract", None)
    assert found.status_reason == (
        "the folder has no reviews.csv, and the return of 2015-16 no table Reviews, which that of 2014-15 has"
    )


def test_a_table_begins_with_the_first_year_that_has_it(tmp_path: Path) -> None:
    """What was reviewed before 1 April 2015 is not known, though episodes are there of the year before."""
    write_return(tmp_path / "2014-15", episodes="1 2014-05-01 S C2 Q2 PR1 - - AB1")
    (tmp_path / "2014-15" / "reviews.csv").unlink()
    write_return(
        tmp_path,
        episodes="1 2014-05-01 S C2 Q2 PR1 - - AB1",
        reviews="1 2008-05-04 2015-05-15 PN1\n1 2008-05-04 2015-11-10 PN1",
    )
    found = row(tmp_path, "reviews_on_time")
    assert (found.status.value, found.numerator) == ("insufficient_history", None)
    # The day on which the first that is known was due is blank, not a day that it was held after.
    assert [cells[:2] for cells in table(tmp_path, "reviews")] == [
        (None, "2015-05-15"),
        ("2015-11-15", "2015-11-10"),
        ("2016-05-10", None),
    ]


def test_reviews_that_begin_some_day_do_not_begin_there(tmp_path: Path) -> None:
    """The whole history of episodes, and reviews since March 2015: the first is not the first ever."""
    write_return(
        tmp_path,
        episodes="1 2012-05-01 S C2 Q2 PR1 - - AB1\n2 2010-05-01 S C2 Q2 PR1 2011-05-01 E4A CD2",
        reviews="1 2008-05-04 2015-03-20 PN1\n1 2008-05-04 2015-09-10 PN1\n1 2008-05-04 2016-03-01 PN1",
    )
    assert next(cells[0] for cells in table(tmp_path, "reviews")) is None
    # Due within the year: on 20 September 2015 or, were the one before the first of all, on 20 June.
    assert figure(tmp_path, "reviews_on_time") == "insufficient_history"
    # Who took part is asked of reviews held since 1 April alone.
    assert figure(tmp_path, "review_participation") == (2, 2)


def test_the_year_of_a_return_is_that_of_its_events(tmp_path: Path) -> None:
    """The newest event is of June 2015, so the return is of 2015-16, whatever day is asked for."""
    folder = write_return(
        tmp_path / "returns",
        episodes="1 2012-09-01 S C2 Q2 PR1 2015-06-01 X1 AB1\n1 2015-06-01 P C2 U4 PR1 - - AB2",
    )
    assert messages(folder, dt.date(2015, 3, 31), code="CIC52") == []
    assert figure(folder, "three_or_more_placements", as_at=dt.date(2016, 3, 31)) == (0, 1)
    assert row(folder, "three_or_more_placements", as_at=dt.date(2016, 6, 30)).status_reason == (
        "the return ends on 31 March 2016, before the as-at date (the newest event in it is of 2015-16; put a"
        " return of a later year into a folder that is named after it, such as 2016-17)"
    )


def test_the_days_own_return_counts_for_its_day(tmp_path: Path) -> None:
    """A child whom the next year's return no longer has was in care on the last day of the year before."""
    both = "1 2013-05-01 S C2 Q2 PR1 - - AB1\n2 2013-05-01 S C2 Q2 PR1 - - AB1"
    write_return(tmp_path / "2014-15", episodes=both)
    write_return(tmp_path, episodes="1 2013-05-01 S C2 Q2 PR1 - - AB1")
    assert figure(tmp_path, "three_or_more_placements", as_at=dt.date(2015, 3, 31)) == (0, 2)
    assert figure(tmp_path, "three_or_more_placements", as_at=AS_AT) == (0, 1)


@pytest.mark.parametrize("back", ["AB12CD", "ab12cd", "aB12Cd"])
def test_postcodes_are_compared_in_one_form(tmp_path: Path, back: str) -> None:
    """From hospital back to the same carer is no move, however the postcode is written."""
    write_return(
        tmp_path,
        episodes=f"""
        1 2012-09-01 S C2 U4 PR1 2015-06-01 X1 AB12CD
        1 2015-06-01 P C2 T0 -   2015-06-08 X1 ZZ99ZZ
        1 2015-06-08 P C2 U4 PR1 - - {back}
        """,
    )
    episodes = (tmp_path / "episodes.csv").read_text(encoding="utf-8")
    (tmp_path / "episodes.csv").write_text(episodes.replace("AB12CD", "AB1 2CD", 1), encoding="utf-8")
    assert [cells[:2] for cells in table(tmp_path, "placements")] == [("2012-09-01", None)]


def test_the_score_of_the_year_is_given_at_its_end_alone(tmp_path: Path) -> None:
    """OC2 says no day: scores of 12 and 20 are those of the year to 31 March, and of no day before."""
    write_return(
        tmp_path,
        episodes="1 2012-09-01 S C2 U4 PR1 - - AB1\n2 2012-09-01 S C2 U4 PR1 - - CD2",
        oc2="1 2008-05-04 12 - 1 1\n2 2008-05-04 20 - 0 1",
    )
    assert figure(tmp_path, "sdq_average") == (32, 2)
    assert figure(tmp_path, "sdq_average", as_at=dt.date(2015, 12, 31)) == "missing_extract"


def test_shipped_extracts_are_not_in_question() -> None:
    """Extracts that have files of their own record everything that they are asked."""
    assert load_extracts(Path("samples/2016-03"), shipped(), only=["children"]).reach == ()

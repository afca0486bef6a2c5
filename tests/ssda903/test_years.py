"""What one year's return cannot tell, several years' merged, mixed folders, and both doors."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from cicscore.app.api import load_extracts, score
from cicscore.app.compute import ComputeRequest, TrendRequest, compute, trend
from cicscore.app.extracts import ExamineRequest, audit_csv, examine
from cicscore.results import Scorecard
from cicscore.view import PLAIN
from cicscore.vocabulary import Status
from tests.ssda903.cutting import cut_year
from tests.ssda903.returns import AS_AT, figure, messages, row, shipped, table, write_return

SAMPLES = Path("samples")


def test_what_began_before_the_return_is_withheld(tmp_path: Path) -> None:
    """An episode of legal status hides when the placement began: no figure, and what is needed for one."""
    write_return(tmp_path, episodes="1 2014-09-01 L C2 U4 PR1 - - AB1")
    found = row(tmp_path, "same_placement_2_years")
    assert (found.status, found.numerator) == (Status.INSUFFICIENT_HISTORY, None)
    assert found.status_reason == (
        "it depends on what was before 1 April 2015, where the return begins; add the returns of earlier"
        " years"
    )
    assert figure(tmp_path, "awaiting_adoption") == (0, 1)
    assert figure(tmp_path, "three_or_more_placements") == (0, 1)


def test_a_start_that_is_known_is_not_withheld(tmp_path: Path) -> None:
    """A child in the first placement since S needs no earlier return."""
    write_return(tmp_path, episodes="1 2012-09-01 S C2 U4 PR1 - - AB1")
    assert figure(tmp_path, "same_placement_2_years") == (1, 1)


def test_re_entry_needs_the_years_before(tmp_path: Path) -> None:
    """Whether a child left within 24 months before coming back, one year's return cannot tell."""
    write_return(tmp_path, episodes="1 2015-09-01 S C2 U4 PR1 - - AB1")
    assert figure(tmp_path, "re_entered_within_24_months") == "insufficient_history"
    write_return(tmp_path / "2014-15", episodes="1 2014-05-01 S C2 Q2 PR1 2014-06-01 E4A AB1")
    assert figure(tmp_path, "re_entered_within_24_months") == (1, 1)


def test_an_episode_open_in_one_year_and_closed_in_the_next_is_one(tmp_path: Path) -> None:
    """The later year's row counts; an open one that the next year does not have was corrected away."""
    write_return(
        tmp_path / "2014-15",
        episodes="""
        1 2014-05-01 S C2 Q2 PR1 - - AB1
        2 2014-05-02 S C2 Q2 PR1 - - AB1
        """,
    )
    write_return(
        tmp_path / "2015-16",
        episodes="""
        1 2014-05-01 S C2 Q2 PR1 2015-09-01 E4A AB1
        2 2014-05-03 S C2 Q2 PR1 -          -   AB1
        """,
    )
    assert [one[:2] for one in table(tmp_path, "care_periods")] == [
        ("2014-05-01", "2015-09-01"),
        ("2014-05-03", None),
    ]
    assert [one.split(": ", 2)[2].split(".\n")[0] for one in messages(tmp_path, code="CIC73")] == [
        "1 row of Episodes, this one first: the episode is open here and ended in a later year's return,"
        " which counts",
        "1 row of Episodes, this one first: the episode is open here and not in the next year's return, so"
        " it is left out",
    ]
    examined = examine(ExamineRequest(tmp_path, Path("indicators.yaml"), AS_AT))
    assert audit_csv(examined, PLAIN) == (
        "file,line,table,child,why\n"
        "2014-15/episodes.csv,2,Episodes,1,\"the episode is open here and ended in a later year's return,"
        ' which counts"\n'
        "2014-15/episodes.csv,3,Episodes,2,\"the episode is open here and not in the next year's return, so"
        ' it is left out"\n'
    )


def test_overlaps_between_years_are_faults_not_repaired(tmp_path: Path) -> None:
    """What a later return does not explain is told at the row of its own file."""
    write_return(tmp_path / "2014-15", episodes="1 2014-05-01 S C2 Q2 PR1 2015-03-20 X1 AB1")
    write_return(tmp_path / "2015-16", episodes="1 2015-03-10 P C2 Q2 PR1 - - AB1")
    assert messages(tmp_path, code="CIC715") == [
        "2015-16/episodes.csv:2 (DECOM): error CIC715: the episode starts before the child's previous"
        " episode has ended (rule 501); --skip-faulty-rows keeps both, as the overlap ended before 1 April"
        " 2015, and withholds figures that rest on the day of the change.\n"
        "  what to do: Correct the end of the one or the start of the other."
    ]


def test_years_have_to_follow_each_other(tmp_path: Path) -> None:
    """A gap between the years cannot be bridged."""
    write_return(tmp_path / "2013-14", episodes="1 2013-05-01 S C2 Q2 PR1 - - AB1")
    write_return(tmp_path / "2015-16", episodes="1 2013-05-01 S C2 Q2 PR1 - - AB1")
    assert messages(tmp_path, code="CIC703") == [
        "2015-16/episodes.csv: error CIC703: the return before this one is of 2013-14, and this one of"
        " 2015-16.\n"
        "  what to do: Give every year between, each once: episodes are followed from one year to the next."
    ]


def test_a_return_that_ended_before_the_day_gives_nothing(tmp_path: Path) -> None:
    """Last year's return says nothing about this year's March."""
    write_return(tmp_path / "2014-15", episodes="1 2014-05-01 S C2 Q2 PR1 - - AB1")
    assert row(tmp_path, "three_or_more_placements").status_reason == (
        "the return ends on 31 March 2015, before the as-at date"
    )


def test_a_return_and_local_extracts_give_both(tmp_path: Path) -> None:
    """Personal education plans come from the local file, who should have one from the return."""
    write_return(tmp_path, episodes="1 2012-09-01 S C2 U4 PR1 - - AB1\n2 2012-09-01 S C2 U4 PR1 - - CD2")
    (tmp_path / "peps.csv").write_text("Child ID,held_on\n2,2015-12-01\n", encoding="utf-8")
    assert figure(tmp_path, "pep_within_6_months") == (1, 2)


def test_a_local_extract_wins_over_the_return(tmp_path: Path) -> None:
    """Where the folder has the extract itself, nothing is derived in its place."""
    write_return(tmp_path, episodes="1 2012-09-01 S C2 U4 PR1 - - AB1\n2 2012-09-01 S C2 U4 PR1 - - CD2")
    (tmp_path / "care_periods.csv").write_text(
        "child_id,started_on,ended_on,end_reason\n2,2012-09-01,,\n", encoding="utf-8"
    )
    assert figure(tmp_path, "awaiting_adoption") == (0, 1)


@cache
def _of_local_extracts(as_at: dt.date) -> Scorecard:
    return _scorecard(SAMPLES / "2016-03", as_at)


def _scorecard(folder: Path, as_at: dt.date) -> Scorecard:
    return score(shipped(), load_extracts(folder, shipped(), as_at=as_at), as_at)


def _differing(one: Scorecard, other: Scorecard) -> tuple[list[tuple[str, str]], int]:
    """The figures of the second that are not those of the first, and how many it has."""
    given = [
        (first, second)
        for first, second in zip(one.results, other.results, strict=True)
        if second.status in (Status.CALCULATED, Status.NO_DENOMINATOR)
    ]
    differing = [
        (first.indicator, first.variant)
        for first, second in given
        if (first.numerator, first.denominator) != (second.numerator, second.denominator)
    ]
    return differing, len(given)


@pytest.mark.slow
def test_both_doors_agree_on_the_samples() -> None:
    """Every figure that the return gives has the numerator and denominator that the extracts give."""
    differing, given = _differing(_of_local_extracts(AS_AT), _scorecard(SAMPLES / "ssda903-2016", AS_AT))
    assert differing == []
    assert given >= 46


@pytest.mark.slow
@pytest.mark.parametrize("as_at", [AS_AT, dt.date(2015, 12, 31)])
@pytest.mark.parametrize("years", [1, 3])
def test_returns_of_single_years_give_no_wrong_figure(tmp_path: Path, years: int, as_at: dt.date) -> None:
    """Cut to what each year's return would hold, every figure is the right one or is withheld."""
    for first in range(2016 - years, 2016):
        cut_year(SAMPLES / "ssda903-2016", tmp_path, first)
    differing, given = _differing(_of_local_extracts(as_at), _scorecard(tmp_path, as_at))
    assert differing == []
    assert given >= 20


def test_a_child_that_the_next_return_no_longer_has_counts_at_its_own_day(tmp_path: Path) -> None:
    """Child 1 is open on 31 March 2015 and in the return of 2014-15 alone: 2 then, 1 in April and later."""
    both = "1 2014-05-01 S C2 Q2 PR1 - - AB1\n2 2014-05-01 S C2 Q2 PR1 - - AB2"
    write_return(tmp_path / "2014-15", episodes=both)
    write_return(tmp_path, episodes="2 2014-05-01 S C2 Q2 PR1 - - AB2")
    assert figure(tmp_path, "three_or_more_placements", as_at=dt.date(2015, 3, 31)) == (0, 2)
    request = TrendRequest(tmp_path, Path("indicators.yaml"), 13, AS_AT, only=("three_or_more_placements",))
    found = {one.as_at: one.denominator for one in trend(request).trend.series if one.variant == "all"}
    assert (found[dt.date(2015, 3, 31)], found[dt.date(2015, 4, 30)], found[AS_AT]) == (2, 1, 1)
    scorecard = compute(
        ComputeRequest(
            tmp_path, Path("indicators.yaml"), AS_AT, only=("three_or_more_placements",), months=13
        )
    ).scorecard
    (point,) = [
        one.denominator
        for one in scorecard.series
        if one.variant == "all" and one.as_at == dt.date(2015, 3, 31)
    ]
    assert point == 2

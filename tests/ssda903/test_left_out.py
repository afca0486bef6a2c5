"""What was left out of a return is told of its own files, with every figure that rests on them."""

from __future__ import annotations

from pathlib import Path

from cicscore.app.api import load_extracts, score
from cicscore.results import Row, Scorecard
from tests.ssda903.returns import AS_AT, shipped, write_return

#: Child 1 has an episode that starts while the one before has no end; child 2 has nothing at fault.
EPISODES = """
1 2015-05-01 S C2 U4 PR1 - - AB1
1 2015-08-01 P C2 U4 PR1 - - CD2
2 2015-05-01 S C2 U4 PR1 - - AB1
"""
NOTE = "left_out: 2 of 3 rows of episodes.csv, for faults"


def skipping(folder: Path, *only: str) -> Scorecard:
    """The scorecard without the rows at fault."""
    extracts = load_extracts(folder, shipped(), as_at=AS_AT, skip_faulty_rows=True)
    return score(shipped(), extracts, AS_AT, only=only or None)


def one_row(scorecard: Scorecard, indicator: str) -> Row:
    """An indicator's row for everybody."""
    return next(row for row in scorecard.results if (row.indicator, row.variant) == (indicator, "all"))


def test_every_episode_of_a_child_at_fault_is_told_once(tmp_path: Path) -> None:
    """Several extracts are derived from the same file: its note stands once, and the figure is the rest's."""
    write_return(tmp_path, episodes=EPISODES)
    row = one_row(skipping(tmp_path, "three_or_more_placements"), "three_or_more_placements")
    assert (row.numerator, row.denominator) == (0, 1)
    assert [note for note in row.notes if note.startswith("left_out")] == [NOTE]


def test_the_document_names_the_files_that_each_extract_was_derived_from(tmp_path: Path) -> None:
    """With how many of their rows were read, and how many of those were left out."""
    write_return(tmp_path, episodes=EPISODES)
    (tmp_path / "missing.csv").write_text(
        "CHILD,DOB,MISSING,MIS_START,MIS_END\n1,2008-05-04,M,2015-06-01,2015-06-31\n", encoding="utf-8"
    )
    sources = {source.name: source for source in skipping(tmp_path).extracts}
    told = {
        name: {file.file: (file.rows, file.skipped_rows) for file in sources[name].derived_from}
        for name in ("children", "care_periods", "missing_incidents")
    }
    header, episodes = {"header.csv": (2, 0)}, {"episodes.csv": (3, 2)}
    assert told["care_periods"] == header | episodes
    assert told["missing_incidents"] == header | {"missing.csv": (1, 1)}
    assert told["children"] == header | {"uasc.csv": (0, 0)}
    assert {source.skipped_rows for source in sources.values()} == {0}


def test_a_row_at_fault_in_a_table_read_alone_is_told_of_that_table(tmp_path: Path) -> None:
    """A figure that rests on other tables is as sure as ever."""
    write_return(tmp_path, episodes="1 2015-05-01 S C2 U4 PR1 - - AB1")
    (tmp_path / "reviews.csv").write_text(
        "CHILD,DOB,REVIEW,REVIEW_CODE\n1,2008-05-04,31/02/2016,PN1\n1,2008-05-04,27/05/2015,PN1\n",
        encoding="utf-8",
    )
    scorecard = skipping(tmp_path, "review_participation", "three_or_more_placements")
    participation = one_row(scorecard, "review_participation")
    assert (participation.numerator, participation.denominator) == (1, 1)
    assert "left_out: 1 of 2 rows of reviews.csv, for faults" in participation.notes
    notes = one_row(scorecard, "three_or_more_placements").notes
    assert [note for note in notes if note.startswith("left_out")] == []


def test_what_merging_takes_out_is_not_at_fault(tmp_path: Path) -> None:
    """An episode that a later year's return closes counts once, and nothing was left out for faults."""
    write_return(tmp_path / "2014-15", episodes="1 2014-05-01 S C2 Q2 PR1 - - AB1")
    write_return(tmp_path / "2015-16", episodes="1 2014-05-01 S C2 Q2 PR1 2015-09-01 E4A AB1")
    sources = {source.name: source for source in skipping(tmp_path).extracts}
    files = {file.file: (file.rows, file.skipped_rows) for file in sources["care_periods"].derived_from}
    assert set(files.values()) == {(1, 0)}
    assert len(files) == 4


def test_rows_that_are_left_are_not_said_to_be_gone(tmp_path: Path) -> None:
    """The one row left is of short breaks, so nobody is in care."""
    write_return(tmp_path, episodes=EPISODES.replace("2 2015-05-01 S C2 U4", "2 2015-05-01 S V4 U4"))
    row = one_row(skipping(tmp_path, "three_or_more_placements"), "three_or_more_placements")
    assert (row.status, row.denominator) == ("no_denominator", 0)
    assert NOTE in row.notes
    write_return(tmp_path, episodes="\n".join(EPISODES.strip().splitlines()[:2]))
    row = one_row(skipping(tmp_path, "three_or_more_placements"), "three_or_more_placements")
    assert row.status_reason == "no row of episodes.csv is left: 2 were left out, for faults"

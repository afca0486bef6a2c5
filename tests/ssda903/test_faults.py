"""What is wrong with a return, each fault in its place with what to do about it."""

import datetime as dt
from pathlib import Path

import pytest

from cicscore.app.api import load_extracts, score
from tests.ssda903.returns import HEADINGS, figure, messages, shipped, write_return

SOUND = "2 2015-05-01 S C2 U4 PR1 - - AB1"
LEFT_OUT = (
    "episodes.csv: warning CIC720: --skip-faulty-rows leaves out {rows} rows: an episode at fault takes those"
    " of the same period of care with it, because the others alone would tell another story.\n"
    "  what to do: Correct the episodes at fault, which have messages of their own."
)


@pytest.mark.parametrize(
    ("episodes", "message"),
    [
        (
            "1 2015-05-01 S C2 U4 PR1 2015-08-01 - AB1",
            "episodes.csv:2 (DEC, REC): error CIC711: the episode has an end, and no reason for it (rule"
            " 148).\n  what to do: Give the reason in REC, or leave DEC blank if the episode is open.",
        ),
        (
            "1 2015-05-01 S C2 U4 PR1 - E4A AB1",
            "episodes.csv:2 (DEC, REC): error CIC712: the episode has a reason for leaving care, but no end"
            " (rule 148).\n  what to do: Give the day in DEC, or leave REC blank if the episode is open.",
        ),
        (
            "1 2015-05-01 S C2 U4 PR1 - X1 AB1",
            "episodes.csv:2 (DEC, REC): warning CIC713: the episode has no end, though REC says X1; it is"
            " read as open (rule 148).\n  what to do: Leave REC blank while the episode is open, or give its"
            " end in DEC.",
        ),
        (
            "1 2015-05-01 S C2 U4 PR1 2015-05-01 E4A AB1",
            "episodes.csv:2 (DECOM, DEC): error CIC714: the episode ends on or before the day that it starts"
            " (rules 355 and 356).\n  what to do: Correct DECOM or DEC: an episode lasts 24 hours at least.",
        ),
        (
            "1 2015-05-01 S C2 U4 PR1 2015-08-02 X1 AB1\n1 2015-08-01 P C2 U4 PR1 - - CD2",
            "episodes.csv:3 (DECOM): error CIC715: the episode starts before the child's previous episode has"
            " ended (rule 501).\n  what to do: Correct the end of the one or the start of the other.",
        ),
        (
            "1 2015-05-01 S C2 U4 PR1 - - AB1\n1 2015-08-01 P C2 U4 PR1 - - CD2",
            "episodes.csv:3 (DECOM): error CIC710: the episode starts while the child's previous episode has"
            " no end (rule 142).\n  what to do: Give the end of the previous episode.",
        ),
        (
            "1 2015-05-01 S C2 U4 PR1 2015-08-01 X1 AB1",
            "episodes.csv:2 (DEC, REC): error CIC716: REC is X1, but no episode of the child starts on the"
            " day in DEC (rule 388).\n  what to do: Give the reason for which the child left care, or export"
            " the episode that follows.",
        ),
        (
            "1 2007-05-01 S C2 U4 PR1 - - AB1",
            "episodes.csv:2 (DECOM): error CIC717: the episode starts before the child's date of birth in the"
            " Header.\n  what to do: Correct DECOM here or DOB there.",
        ),
        (
            "1 2015-05-01 P C2 U4 PR1 - - AB1",
            "episodes.csv:2 (RNE): warning CIC718: RNE is P, but no episode of the child comes before; it is"
            " read as the start of a period of care (rule 433).\n  what to do: Write S, or export the episode"
            " before as well.",
        ),
        (
            "1 2015-05-01 S C2 X9 PR1 - - AB1",
            'episodes.csv:2 (PLACE): error CIC527: "X9" is not in the list of codes.\n  allowed: Q1, Q2, A3,'
            " A4, A5, A6, K1, K2, H5, P1, P2, P3 and 17 more\n  what to do: Correct the code. One of your own"
            " case system is added under `codes` in mapping.yaml beside the extracts: its meaning, and the"
            " code that it counts as. `unknown_codes: warn` there lets in every unknown code, and withholds"
            " what rests on it.",
        ),
        (
            "1 02/01/20251 S C2 U4 PR1 - - AB1",
            'episodes.csv:2 (DECOM): error CIC524: "02/01/20251" has a year of 5 digits.\n  allowed: a date'
            " as"
            " dd/mm/yyyy, yyyy-mm-dd or 31 March 2016; a time after the date is ignored\n  what to do:"
            " Write the year with four digits, such as 31/03/2016.",
        ),
    ],
    ids=[
        "no reason",
        "no end",
        "goes on without end",
        "ends as it starts",
        "overlap",
        "two open",
        "not continued",
        "before birth",
        "starts with P",
        "unknown code",
        "a year of five digits",
    ],
)
def test_what_is_wrong_is_told_in_its_place(tmp_path: Path, episodes: str, message: str) -> None:
    """The whole message names file, line, columns, rule and what to do, and no child."""
    write_return(tmp_path, episodes=f"{episodes}\n{SOUND}")
    assert message in messages(tmp_path)


def test_an_episode_at_fault_takes_those_of_its_period_of_care_with_it(tmp_path: Path) -> None:
    """Skipping one of them alone would tell another story: the child counts nowhere."""
    write_return(
        tmp_path,
        episodes=f"""
        1 2015-05-01 S C2 U4 PR1 2015-08-02 X1 AB1
        1 2015-08-01 P C2 U4 PR1 -          -  CD2
        {SOUND}
        """,
    )
    extracts = load_extracts(tmp_path, shipped(), as_at=dt.date(2016, 3, 31), skip_faulty_rows=True)
    assert len(extracts.tables["care_periods"]) == 1
    assert LEFT_OUT.format(rows="2 of 3") in messages(tmp_path)


#: Ten years ago child 1 left care after an overlap, or a code that is none; then it came again.
OVERLAP_THEN = """
1 2005-05-01 S C2 U4 PR1 2005-08-02 X1 AB1
1 2005-08-01 S C2 U4 PR1 2006-02-01 E4A CD2
"""
UNREAD_THEN = """
1 2005-05-01 S C2 XX PR1 2005-08-01 X1 AB1
1 2005-08-01 P C2 U4 PR1 2006-02-01 E4A CD2
"""


@pytest.mark.parametrize("then", [OVERLAP_THEN, UNREAD_THEN], ids=["an overlap", "no such code"])
@pytest.mark.parametrize(
    ("now", "left_out", "in_care"),
    [
        ("1 2015-05-01 S C2 U4 PR1 - - AB1", "2 of 4", 2),
        ("1 2015-05-01 P C2 U4 PR1 - - AB1", "3 of 4", 1),
        ("1 2006-01-01 S C2 U4 PR1 - - AB1", "3 of 4", 1),
    ],
    ids=["came again", "does not start a period", "came before it left"],
)
def test_a_fault_of_an_earlier_period_of_care_stays_there(
    tmp_path: Path, then: str, now: str, left_out: str, in_care: int
) -> None:
    """A child who certainly left care and came again counts with what is sound."""
    write_return(tmp_path, born="2004-05-04", episodes=f"{then.strip()}\n{now}\n{SOUND}")
    extracts = load_extracts(tmp_path, shipped(), as_at=dt.date(2016, 3, 31), skip_faulty_rows=True)
    assert len(extracts.tables["care_periods"]) == in_care
    assert LEFT_OUT.format(rows=left_out) in messages(tmp_path)


#: Child 1 is in care since 2005; where it was from 1 to 5 August 2010, two episodes tell.
OVERLAP_WITHIN = """
1 2005-05-01 S C2 U4 PR1 2010-08-05 X1 AB1
1 2010-08-01 P C2 K2 PR4 2014-02-01 X1 CD2
1 2014-02-01 P C2 U4 PR1 -          -  EF3
"""


def _by_day(changed_on: str) -> str:
    """The same episodes, where the child moved on one day."""
    return OVERLAP_WITHIN.replace("2010-08-05", changed_on).replace("2010-08-01", changed_on)


def _figures(folder: Path, as_at: dt.date) -> dict[tuple[str, str], tuple[object, ...]]:
    catalogue = shipped()
    extracts = load_extracts(folder, catalogue, as_at=dt.date(2016, 3, 31), skip_faulty_rows=True)
    rows = score(catalogue, extracts, as_at).results
    return {
        (row.indicator, row.variant): (row.status.value, row.numerator, row.denominator, row.value)
        for row in rows
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("as_at", "on_the_day"),
    [
        (dt.date(2016, 3, 31), False),
        (dt.date(2012, 8, 3), False),
        (dt.date(2010, 8, 31), False),
        (dt.date(2010, 8, 3), True),
    ],
    ids=["years later", "two years later", "the same month", "on a day of the overlap"],
)
def test_an_overlap_of_long_ago_moves_no_figure_that_stands(
    tmp_path: Path, as_at: dt.date, on_the_day: bool
) -> None:
    """A figure is that of every day on which the child may have moved, or it is withheld."""
    overlapping = write_return(tmp_path / "own", born="2004-05-04", episodes=f"{OVERLAP_WITHIN}{SOUND}")
    found = _figures(overlapping, as_at)
    told = {1: found}
    for day in range(1, 6):
        folder = tmp_path / f"{day}"
        write_return(folder, born="2004-05-04", episodes=f"{_by_day(f'2010-08-0{day}')}{SOUND}")
        told[day] = _figures(folder, as_at)
    moved = {key for key, figure in found.items() if any(one[key] != figure for one in told.values())}
    withheld = {key for key, figure in found.items() if figure[0] == "insufficient_history"}
    assert moved <= withheld
    assert (("residential_placement", "all") in withheld) is on_the_day


def test_an_overlap_of_long_ago_leaves_the_child_in_care(tmp_path: Path) -> None:
    """Both children are in care and neither moved in the year; the messages say that nothing is left out."""
    write_return(tmp_path, born="2004-05-04", episodes=f"{OVERLAP_WITHIN}{SOUND}")
    found = _figures(tmp_path, dt.date(2016, 3, 31))
    assert found["three_or_more_placements", "all"][:3] == ("calculated", 0, 2)
    assert messages(tmp_path, code="CIC720") == []
    assert messages(tmp_path, code="CIC715") == [
        "episodes.csv:3 (DECOM): error CIC715: the episode starts before the child's previous episode has"
        " ended (rule 501); --skip-faulty-rows keeps both, as the overlap ended before 1 April 2015, and"
        " withholds figures that rest on the day of the change.\n  what to do: Correct the end of the one or"
        " the start of the other."
    ]


@pytest.mark.parametrize(
    ("was", "instead"),
    [
        ("2010-08-05 X1", "2014-03-05 X1"),
        ("2010-08-05 X1", "2010-08-05 E4A"),
        ("2010-08-01 P", "2010-08-01 S"),
        ("K2 PR4", "A5 PR1"),
        ("2005-05-01", "2010-08-01"),
    ],
    ids=["over both others", "left care", "came into care", "placed for adoption", "one day"],
)
def test_an_overlap_that_leaves_more_open_takes_the_child_with_it(
    tmp_path: Path, was: str, instead: str
) -> None:
    """Where more than the day of one change is in question, no episode of the time in care counts."""
    episodes = OVERLAP_WITHIN.replace(was, instead)
    write_return(tmp_path, born="2004-05-04", episodes=f"{episodes}{SOUND}")
    extracts = load_extracts(tmp_path, shipped(), as_at=dt.date(2016, 3, 31), skip_faulty_rows=True)
    assert len(extracts.tables["care_periods"]) == 1


def test_an_episode_of_an_unknown_day_may_belong_to_any_period(tmp_path: Path) -> None:
    """Where the start of an episode cannot be read, every episode of its child is left out."""
    write_return(
        tmp_path,
        episodes=f"""
        1 2005-05-01 S C2 U4 PR1 2006-02-01 E4A CD2
        1 2015-02-31 S C2 U4 PR1 -          -   AB1
        {SOUND}
        """,
    )
    extracts = load_extracts(tmp_path, shipped(), as_at=dt.date(2016, 3, 31), skip_faulty_rows=True)
    assert len(extracts.tables["care_periods"]) == 1
    assert LEFT_OUT.format(rows="2 of 3") in messages(tmp_path)


def test_a_row_that_is_there_twice_loses_nothing(tmp_path: Path) -> None:
    """The first of two identical rows stays, in the Header as in Episodes."""
    header = "1 1 2008-05-04 WBRI\n2 1 2008-05-04 WBRI\n1 1 2008-05-04 WBRI"
    write_return(tmp_path, header=header, episodes=f"{SOUND}\n1 2015-05-01 S C2 U4 PR1 - - AB1\n{SOUND}")
    extracts = load_extracts(tmp_path, shipped(), as_at=dt.date(2016, 3, 31), skip_faulty_rows=True)
    assert len(extracts.tables["care_periods"]) == 2


def test_a_file_of_no_table_is_told_with_the_nearest(tmp_path: Path) -> None:
    """A file that lacks a heading is not read, and the message says which table it is nearest to."""
    write_return(tmp_path, episodes=SOUND)
    heading, *rows = (tmp_path / "episodes.csv").read_text(encoding="utf-8").splitlines()
    cut = [line.rsplit(",", 1)[0] for line in (heading, *rows)]
    (tmp_path / "episodes.csv").write_text("\n".join(cut) + "\n", encoding="utf-8")
    assert messages(tmp_path, code="CIC701") == [
        "episodes.csv: warning CIC701: the file is not read: its headings are those of no table of the"
        " SSDA903 return; nearest: Episodes; missing: URN.\n  allowed: a file with the headings of Header,"
        " Episodes, Reviews, UASC, OC2, OC3, AD1, PlacedAdoption, PrevPerm, Missing, SWEpisodes or DoLo\n"
        "  what to do: Export the missing columns, or correct their headings; where the file is no part of"
        " the return, leave it."
    ]


def test_tables_are_known_by_their_headings_alone(tmp_path: Path) -> None:
    """Any name, any order and case of headings, blanks, a byte-order mark, CRLF and more columns will do."""
    write_return(tmp_path, episodes=f"1 2015-05-01 S C2 U4 PR1 - - AB1\n{SOUND}")
    for file in list(tmp_path.iterdir()):
        lines = file.read_text(encoding="utf-8").splitlines()
        heading = " , ".join(["LA", *(cell.lower() for cell in lines[0].split(","))])
        text = "\r\n".join([heading, *(f"886,{line}" for line in lines[1:])]) + "\r\n"
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
        file.rename(tmp_path / f"export of {HEADINGS[file.stem].split()[-1]} {file.stem[:2]}.csv")
    assert figure(tmp_path, "awaiting_adoption") == (0, 2)


def test_a_table_twice_is_a_fault(tmp_path: Path) -> None:
    """Two files that are the same table cannot both be right, and rows are not skipped for that."""
    write_return(tmp_path, episodes=SOUND)
    (tmp_path / "old.csv").write_bytes((tmp_path / "episodes.csv").read_bytes())
    assert messages(tmp_path, code="CIC702") == [
        "old.csv: error CIC702: by its headings the file is the table Episodes of the return, and so is"
        " episodes.csv.\n  what to do: Keep the one that is right; put the returns of other years into"
        " folders named after their year, such as 2014-15."
    ]


@pytest.mark.parametrize(
    ("year", "place", "sex", "accepted"),
    [
        ("2014-15", "U4", "1", False),
        ("2015-16", "U4", "1", True),
        ("2022-23", "K3", "1", False),
        ("2023-24", "K3", "1", True),
        ("2024-25", "U4", "1", True),
        ("2025-26", "Z11", "F", True),
        ("2024-25", "Z11", "F", False),
    ],
)
def test_codes_are_those_of_the_collection_year(
    tmp_path: Path, year: str, place: str, sex: str, accepted: bool
) -> None:
    """Each year's list is the one of the year before with what changed."""
    as_at = dt.date(int(year[:4]) + 1, 3, 31)
    folder = write_return(
        tmp_path.parent / year,
        header=f"1 {sex} 2010-01-01 WBRI",
        episodes=f"1 {year[:4]}-05-01 S C2 {place} PR1 - - AB1",
    )
    assert bool(messages(folder, as_at, code="CIC527")) is not accepted


def test_a_review_outside_care_is_not_counted_and_told(tmp_path: Path) -> None:
    """One of two reviews was held before the child came: the other one counts."""
    write_return(tmp_path, reviews="2 - 2015-04-20 PN1\n2 - 2015-05-20 PN1", episodes=SOUND)
    assert figure(tmp_path, "review_participation") == (1, 1)
    assert messages(tmp_path, code="CIC721") == [
        "reviews.csv:2: warning CIC721: a review held when the child was not in care, but for short breaks,"
        " is not counted (1 row).\n  what to do: Correct the date of the review, or the episodes of the"
        " child."
    ]


def test_an_adoption_without_a_decision_withholds_what_rests_on_it(tmp_path: Path) -> None:
    """Who was adopted is known, how long it took from the decision is not: no average over the others."""
    write_return(tmp_path, episodes="1 2015-05-01 S E1 A6 PR1 2016-01-01 E12 AB1")
    assert figure(tmp_path, "left_care_adopted") == (1, 1)
    assert figure(tmp_path, "days_entering_care_to_adoptive_placement") == "missing_extract"
    assert [one.split(": ")[1] for one in messages(tmp_path, code="CIC723")] == ["warning CIC723"]


def test_uasc_status_after_the_18th_birthday_is_a_fault(tmp_path: Path) -> None:
    """DUC is the 18th birthday at the latest (rule 304)."""
    write_return(tmp_path, born="1998-05-01", uasc="1 1 1998-05-01 2016-05-02", episodes=SOUND)
    assert messages(tmp_path, code="CIC719") == [
        "uasc.csv:2 (DUC): error CIC719: UASC status ends after the child's 18th birthday (rule 304).\n"
        "  what to do: Correct DUC here or DOB in the Header."
    ]


def test_no_message_names_a_child(tmp_path: Path) -> None:
    """Whatever is wrong, identifiers stay out of the messages."""
    episodes = f"""
    SECRET1 2015-05-01 S C2 U4 PR1 2015-05-01 E4A AB1
    SECRET1 2015-08-01 P C2 SECRET1 PR1 - E3 CD2
    {SOUND}
    """
    write_return(
        tmp_path, reviews="SECRET9 - 2015-05-20 PN1", episodes=episodes, header="2 1 2008-05-04 WBRI"
    )
    told = messages(tmp_path)
    assert told
    assert not [one for one in told if "SECRET" in one]

"""The sample return keeps the return's own rules, and tells of the same lives as the extracts."""

import csv
from collections import Counter, defaultdict
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

Row = dict[str, str]

TEMPORARY = {"T0", "T1", "T2", "T3", "T4"}
SHORT_BREAKS = {"V3", "V4"}


def rows(folder: str, name: str) -> list[Row]:
    """The rows of one file, as written."""
    with (SAMPLES / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date:
    """A date as the return writes it."""
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  (a day has no time zone)


def iso(text: str) -> str:
    """The same date as the extracts write it."""
    return day(text).isoformat() if text else ""


@pytest.fixture(scope="module")
def episodes() -> dict[str, list[Row]]:
    """The episodes of each child who is not on short breaks, in order."""
    found = defaultdict(list)
    for row in rows("ssda903-2016", "episodes"):
        if row["LS"] not in SHORT_BREAKS:
            found[row["CHILD"]].append(row)
    return found


@pytest.fixture(scope="module")
def periods(episodes: dict[str, list[Row]]) -> list[list[Row]]:
    """The episodes of each period of care: a new one begins where the reason is S."""
    found: list[list[Row]] = []
    for told in episodes.values():
        for row in told:
            if row["RNE"] == "S":
                found.append([])
            found[-1].append(row)
    return found


def test_every_child_is_in_the_header() -> None:
    """Each file names only children of the header, with the same date of birth (INT01 to INT18)."""
    born = {row["CHILD"]: row["DOB"] for row in rows("ssda903-2016", "header")}
    for path in (SAMPLES / "ssda903-2016").glob("*.csv"):
        for row in rows("ssda903-2016", path.stem):
            assert row.get("DOB", born[row["CHILD"]]) == born[row["CHILD"]]


@pytest.mark.parametrize("name", ["header", "oc2", "ad1", "uasc", "previous_permanence", "oc3"])
def test_one_row_for_each_child(name: str) -> None:
    """The files that describe a child name each child once (INT31 to INT36)."""
    counts = Counter(row["CHILD"] for row in rows("ssda903-2016", name))
    assert max(counts.values()) == 1


def test_episodes_of_a_period_follow_each_other(periods: list[list[Row]]) -> None:
    """Each ends, with X1, on the day that the next begins (rules 142, 148, 355, 388, 432, 501)."""
    for told in periods:
        for row, following in pairwise(told):
            assert row["DEC"] == following["DECOM"]
            assert row["REC"] == "X1"
            assert day(row["DEC"]) > day(row["DECOM"])
        assert bool(told[-1]["DEC"]) == bool(told[-1]["REC"])
        assert told[-1]["REC"] != "X1"


def test_the_reason_for_an_episode_is_what_changed(periods: list[list[Row]]) -> None:
    """L changes the legal status only; P and T the placement only; B and U both (434 to 436)."""
    for told in periods:
        for row, following in pairwise(told):
            legal = row["LS"] != following["LS"]
            match following["RNE"]:
                case "L":
                    home = ("PLACE", "PLACE_PROVIDER", "PL_POST", "URN")
                    assert legal
                    assert all(row[name] == following[name] for name in home)
                case "P" | "T":
                    assert not legal
                case "B" | "U":
                    assert legal
                case other:
                    pytest.fail(f"unexpected reason {other}")


def test_after_a_temporary_placement_the_child_goes_back(periods: list[list[Row]]) -> None:
    """Nobody starts or leaves care from one; the next is a return to the one before (380 to 383)."""
    seen = 0
    for told in periods:
        kinds = [row["PLACE"] in TEMPORARY for row in told]
        assert not kinds[0]
        assert not kinds[-1]
        for before, away, after in zip(told, told[1:], told[2:], strict=False):
            if away["PLACE"] in TEMPORARY:
                seen += 1
                assert after["RNE"] == "P"
                assert (after["PLACE"], after["PL_POST"]) == (before["PLACE"], before["PL_POST"])
    assert seen > 50


def test_adoption_follows_a_placement_under_an_order(periods: list[list[Row]]) -> None:
    """Adopted children were placed (390) and have a row of adopters (601); A5 and A6 need E1 (408)."""
    adopters = {row["CHILD"] for row in rows("ssda903-2016", "ad1")}
    adopted = {told[0]["CHILD"] for told in periods if told[-1]["REC"] in {"E11", "E12"}}
    assert adopted == adopters
    for told in periods:
        assert all(row["LS"] == "E1" for row in told if row["PLACE"] in {"A5", "A6"})
        if told[-1]["REC"] in {"E11", "E12"}:
            assert told[-1]["PLACE"] in {"A3", "A4", "A5", "A6"}


def test_the_periods_of_care_are_those_of_the_extract(periods: list[list[Row]]) -> None:
    """The return's periods begin and end as the extract's do, short breaks left out."""
    derived = {
        (told[0]["CHILD"], iso(told[0]["DECOM"]), iso(told[-1]["DEC"]), told[-1]["REC"]) for told in periods
    }
    extract = {
        (row["child_id"], row["started_on"], row["ended_on"], row["end_reason"])
        for row in rows("2016-03", "care_periods")
    }
    assert derived == extract


def test_the_placements_are_those_of_the_extract(periods: list[list[Row]]) -> None:
    """Changes of legal status, moves with the carers and days away leave a placement whole."""
    derived = set()
    for told in periods:
        placements: list[list[Row]] = []
        for number, row in enumerate(told):
            if row["PLACE"] in TEMPORARY:
                continue
            back = number > 0 and told[number - 1]["PLACE"] in TEMPORARY
            with_adopters = row["PLACE"] in {"A3", "A5"} and placements[-1][-1]["PLACE"] != row["PLACE"]
            if not back and (row["RNE"] in {"S", "P", "B"} or with_adopters):
                placements.append([])
            placements[-1].append(row)
        ends = [stay[0]["DECOM"] for stay in placements[1:]] + [told[-1]["DEC"]]
        for stay, last in zip(placements, ends, strict=True):
            row = stay[-1]
            derived.add((row["CHILD"], iso(stay[0]["DECOM"]), iso(last), row["PLACE"], row["PLACE_PROVIDER"]))
    extract = {
        (row["child_id"], row["started_on"], row["ended_on"], row["placement_type"], row["provider"])
        for row in rows("2016-03", "placements")
    }
    assert derived == extract


def test_short_breaks_are_nobody_else(episodes: dict[str, list[Row]]) -> None:
    """The children on short breaks have no other episode and are in no extract."""
    short = {row["CHILD"] for row in rows("ssda903-2016", "episodes") if row["LS"] in SHORT_BREAKS}
    assert len(short) == 12
    assert short.isdisjoint(episodes)
    assert short.isdisjoint(row["child_id"] for row in rows("2016-03", "children"))


@pytest.mark.parametrize(
    ("name", "columns", "extract", "same"),
    [
        ("reviews", "CHILD REVIEW REVIEW_CODE", "reviews", "child_id held_on participation"),
        ("uasc", "CHILD DUC", "children", "child_id uasc_ended_on"),
        (
            "placed_for_adoption",
            "CHILD DATE_PLACED DATE_PLACED_CEASED",
            "adoptions",
            "child_id decision_on decision_reversed_on",
        ),
    ],
)
def test_the_other_files_agree_with_the_extracts(name: str, columns: str, extract: str, same: str) -> None:
    """What the return holds of a child's reviews, status and plans is what the extracts hold."""
    derived = [
        tuple(iso(row[column]) if "/" in row[column] else row[column] for column in columns.split())
        for row in rows("ssda903-2016", name)
    ]
    kept = [
        row
        for row in rows("2016-03", extract)
        if row.get("held_on", "yes") and row.get("uasc", "yes") == "yes"
    ]
    assert Counter(derived) == Counter(tuple(row[column] for column in same.split()) for row in kept)


def test_outcomes_are_of_children_in_care_for_twelve_months() -> None:
    """The outcomes file has a row for each of the 1,244 and the published figures in its columns."""
    outcomes = rows("ssda903-2016", "oc2")
    assert len(outcomes) == 1244
    assert sum(row["HEALTH_ASSESSMENT"] == "1" for row in outcomes) == 1079
    assert sum(row["TEETH_CHECK"] == "1" for row in outcomes) == 1124
    scores = [int(row["SDQ_SCORE"]) for row in outcomes if row["SDQ_SCORE"]]
    assert (len(scores), sum(scores)) == (842, 11848)

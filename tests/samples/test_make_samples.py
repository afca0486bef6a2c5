"""The samples are the same each time they are made, and describe lives that could have been lived."""

import csv
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from samples.make_samples.extracts import write_extracts
from samples.make_samples.ssda903 import write_return
from samples.make_samples.story import tell

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
MARCH = SAMPLES / "2016-03"
AS_AT = date(2016, 3, 31)
STILL_MISSING = datetime(2016, 4, 1)  # noqa: DTZ001  (the samples' times are local)

Row = dict[str, str]
Span = tuple[date, date | None]


def rows(name: str) -> list[Row]:
    """The rows of one extract, as written."""
    with (MARCH / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date:
    """A date, or the date of a time."""
    return date.fromisoformat(text[:10])


def end(text: str) -> date | None:
    """The end of something, where it has one."""
    return day(text) if text else None


def birthday(born: date, age: int) -> date:
    """The day someone reaches an age; 1 March for those born on 29 February in other years."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def months_after(start: date, months: int) -> date:
    """The same day some months later, or the month's last."""
    month = start.month - 1 + months
    first = date(start.year + month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(start.day, last.day))


@pytest.fixture(scope="module")
def births() -> dict[str, date]:
    """When each child was born."""
    return {row["child_id"]: day(row["date_of_birth"]) for row in rows("children")}


@pytest.fixture(scope="module")
def care() -> dict[str, list[Span]]:
    """When each child was in care, in order."""
    return spans("care_periods")


def spans(name: str) -> dict[str, list[Span]]:
    """The spells of one extract, by child and in order."""
    found = defaultdict(list)
    for row in rows(name):
        found[row["child_id"]].append((day(row["started_on"]), end(row["ended_on"])))
    return {child: sorted(spells) for child, spells in found.items()}


def covered(on: date, spells: list[Span]) -> bool:
    """Whether a day lies in one of the spells; the day that one ends does not."""
    return any(start <= on and (last is None or last > on) for start, last in spells)


def test_the_script_writes_the_committed_files(tmp_path: Path) -> None:
    """Making the samples again gives the same files with the same bytes."""
    story = tell()
    write_extracts(tmp_path / "2016-03", story)
    write_return(tmp_path / "ssda903-2016", story)
    for folder in tmp_path.iterdir():
        made = {path.name: path.read_bytes() for path in folder.iterdir()}
        committed = {path.name: path.read_bytes() for path in (SAMPLES / folder.name).iterdir()}
        assert made.keys() == committed.keys()
        assert [name for name in made if made[name] != committed[name]] == []


def test_every_row_belongs_to_a_child_of_the_children_extract(births: dict[str, date]) -> None:
    """No extract names a child that the children extract does not know."""
    strangers = {
        path.stem: sum(row["child_id"] not in births for row in rows(path.stem))
        for path in MARCH.glob("*.csv")
        if "child_id" in rows(path.stem)[0]
    }
    assert len(strangers) > 15
    assert not any(strangers.values())


def test_identifiers_are_text_with_leading_zeros(births: dict[str, date]) -> None:
    """Every identifier has seven digits and begins with a zero."""
    assert all(len(child) == 7 and child.isdigit() and child[0] == "0" for child in births)


def test_nothing_but_a_due_date_lies_in_the_future() -> None:
    """A review may be due after 31 March 2016; nothing can have happened after it."""
    later = Counter(
        (path.stem, column)
        for path in MARCH.glob("*.csv")
        for row in rows(path.stem)
        for column, text in row.items()
        if column.endswith(("_on", "_at", "_from", "_until", "_for")) and text and day(text) > AS_AT
    )
    assert set(later) == {("reviews", "due_on")}


def test_periods_of_care_follow_each_other_with_a_break(care: dict[str, list[Span]]) -> None:
    """A child is in care once at a time, and a new period does not begin on the day the last ended."""
    for spells in care.values():
        for (_, last), (following, _) in pairwise(spells):
            assert last is not None
            assert last < following


def test_nobody_is_in_care_at_18(births: dict[str, date], care: dict[str, list[Span]]) -> None:
    """Every period begins after birth and has ended by the 18th birthday."""
    for child, spells in care.items():
        eighteenth = birthday(births[child], 18)
        assert spells[0][0] >= births[child]
        assert all((last or AS_AT) <= eighteenth for _, last in spells)
        assert not covered(AS_AT, spells) or eighteenth > AS_AT


def test_uasc_status_ends_by_the_18th_birthday(births: dict[str, date]) -> None:
    """Only those who came as UASC have an end of the status, 18th birthday at the latest."""
    for row in rows("children"):
        if row["uasc_ended_on"]:
            assert row["uasc"] == "yes"
            assert day(row["uasc_ended_on"]) <= birthday(births[row["child_id"]], 18)


@pytest.mark.parametrize("extract", ["placements", "allocations"])
def test_spells_fill_the_time_in_care(extract: str, care: dict[str, list[Span]]) -> None:
    """Within each period of care the spells follow each other from its first day to its last."""
    found = spans(extract)
    for child, spells in found.items():
        merged: list[Span] = []
        for start, last in spells:
            assert last is None or last > start
            if merged and merged[-1][1] == start:
                merged[-1] = (merged[-1][0], last)
            else:
                merged.append((start, last))
        assert merged == care[child]


def test_a_uasc_has_no_distance_from_home() -> None:
    """The return leaves the distance blank for those who came as UASC, and so do the samples."""
    uasc = {row["child_id"] for row in rows("children") if row["uasc"] == "yes"}
    placed = rows("placements")
    assert not any(row["distance_miles"] for row in placed if row["child_id"] in uasc)
    assert all(row["distance_miles"] for row in placed if row["child_id"] not in uasc)


def test_reviews_are_due_when_the_regulations_say(care: dict[str, list[Span]]) -> None:
    """First after 20 working days, then three months, then every six months from the one before."""
    held: dict[str, list[date]] = defaultdict(list)
    for row in rows("reviews"):
        due, previous = day(row["due_on"]), held[row["child_id"]]
        started = max(start for start, _ in care[row["child_id"]] if start < due)
        this_time = [one for one in previous if one >= started]
        if not this_time:
            assert 26 <= (due - started).days <= 34
        else:
            assert due == months_after(this_time[-1], 3 if len(this_time) == 1 else 6)
        if row["held_on"]:
            previous.append(day(row["held_on"]))
            assert covered(previous[-1], care[row["child_id"]])


def test_only_children_under_four_are_too_young_to_take_part(births: dict[str, date]) -> None:
    """PN0 is recorded for those under four at the review, and for nobody else."""
    for row in rows("reviews"):
        if row["held_on"]:
            young = day(row["held_on"]) < birthday(births[row["child_id"]], 4)
            assert young == (row["participation"] == "PN0")


def test_adoptions_come_about_in_order(care: dict[str, list[Span]]) -> None:
    """Decision, order, placement and adoption follow the entry into care, and end it when adopted."""
    ends = {(row["child_id"], row["ended_on"]): row["end_reason"] for row in rows("care_periods")}
    homes = defaultdict(dict)
    for row in rows("placements"):
        homes[row["child_id"]][row["started_on"]] = row["placement_type"]
    for row in rows("adoptions"):
        child = row["child_id"]
        order = ("entered_care_on", "plan_agreed_on", "decision_on", "matched_on", "placed_on", "adopted_on")
        dates = [day(row[name]) for name in order if row[name]]
        assert dates == sorted(dates)
        assert (day(row["entered_care_on"])) in {start for start, _ in care[child]}
        if row["placed_on"]:
            assert homes[child][row["placed_on"]] in {"A3", "A4", "A5", "A6"}
        if row["adopted_on"]:
            assert ends[child, row["adopted_on"]] in {"E11", "E12"}


@pytest.mark.parametrize(
    ("extract", "column"),
    [
        ("health_referrals", "referred_on"),
        ("health_assessments", "offered_for"),
        ("dental_checks", "offered_for"),
        ("sdq_questionnaires", "completed_on"),
        ("peps", "held_on"),
        ("missing_incidents", "went_missing_at"),
        ("care_plans", "started_on"),
    ],
)
def test_events_happen_to_children_in_care(extract: str, column: str, care: dict[str, list[Span]]) -> None:
    """What an extract records happened while the child was in care."""
    astray = [row[column] for row in rows(extract) if not covered(day(row[column]), care[row["child_id"]])]
    assert astray == []


def test_a_child_is_missing_once_at_a_time() -> None:
    """A child who is missing has come back before it goes missing again."""
    found = defaultdict(list)
    for row in rows("missing_incidents"):
        back = datetime.fromisoformat(row["returned_at"]) if row["returned_at"] else STILL_MISSING
        found[row["child_id"]].append((datetime.fromisoformat(row["went_missing_at"]), back))
    for times in found.values():
        times.sort()
        assert all(back < gone for (_, back), (gone, _) in pairwise(times))


def test_events_are_spread_over_the_year(care: dict[str, list[Span]]) -> None:
    """No single day holds more than a few of the entries, and every month has some."""
    starts = Counter(start for spells in care.values() for start, _ in spells if start > date(2015, 4, 1))
    months = Counter((start.year, start.month) for start in starts.elements())
    assert len(months) == 12
    assert max(starts.values()) < 25

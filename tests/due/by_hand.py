"""What is due in the samples, counted row by row in plain Python: it shares no code with the program.

Each function reads the CSV files, and says in the words of the definitions what is due, to whom and when.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.oracle.days import add_months, add_working_days, age, months_before, start_of_year

DAY = timedelta(days=1)
Row = Mapping[str, str]


def day(text: str) -> date | None:
    """A cell as a day; a blank one is none."""
    return date.fromisoformat(text) if text else None


def known(text: str) -> date:
    """A cell that holds a day."""
    return date.fromisoformat(text)


@dataclass
class Council:
    """The files, with the rows of each child."""

    folder: Path
    children: dict[str, Row] = field(default_factory=dict)
    of_child: dict[str, dict[str, list[Row]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the files."""
        with (self.folder / "children.csv").open(encoding="utf-8", newline="") as file:
            self.children = {row["child_id"]: row for row in csv.DictReader(file)}
        for path in self.folder.glob("*.csv"):
            rows: dict[str, list[Row]] = {}
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    rows.setdefault(row.get("child_id", ""), []).append(row)
            self.of_child[path.stem] = rows

    def rows(self, name: str, child: str) -> list[Row]:
        """The rows of one child in a file."""
        return self.of_child[name].get(child, [])

    def in_care(self, on: date) -> Iterator[Row]:
        """The periods of care open on a day."""
        for child in self.of_child["care_periods"]:
            yield from self.in_care_of(child, on)

    def in_care_of(self, child: str, on: date) -> Iterator[Row]:
        """The periods of one child's care open on a day."""
        for row in self.rows("care_periods", child):
            ended = day(row["ended_on"])
            if known(row["started_on"]) <= on and (ended is None or ended > on):
                yield row

    def born(self, child: str) -> date:
        """The day of birth."""
        return known(self.children[child]["date_of_birth"])

    def team(self, child: str, on: date) -> str:
        """The team of the latest allocation that is open on the day."""
        latest = (date.min, "not recorded")
        for row in self.rows("allocations", child):
            started, ended = known(row["started_on"]), day(row["ended_on"])
            if started <= on and (ended is None or ended > on) and started >= latest[0]:
                latest = (started, row["team"])
        return latest[1]

    def in_school(self, child: str, on: date) -> bool:
        """Whether a child is between reception and year 11, by age on the 31 August before."""
        return 4 <= age(self.born(child), start_of_year(on, 9) - DAY) <= 15


#: Each thing due: whose, and by when.
Due = list[tuple[str, date]]


def reviews(council: Council, on: date) -> Due:
    """Reviews not held, due within an open period of care, and not overtaken by a later one."""
    found = []
    for child, rows in council.of_child["reviews"].items():
        began = [known(row["started_on"]) for row in council.in_care_of(child, on)]
        for row in rows:
            due = known(row["due_on"])
            overtaken = any(day(other["held_on"]) and known(other["held_on"]) > due for other in rows)
            if not row["held_on"] and not overtaken and any(start < due for start in began):
                found.append((child, due))
    return found


def plans(council: Council, on: date) -> Due:
    """Personal education plans: six months after the last, the first after twenty working days in care."""
    found = []
    for period in council.in_care(on):
        child = period["child_id"]
        if council.in_school(child, on):
            held = [known(row["held_on"]) for row in council.rows("peps", child)]
            first = add_working_days(known(period["started_on"]), 20)
            found.append((child, add_months(max(held), 6) if held else first))
    return found


def care_plans(council: Council, on: date) -> Due:
    """Of each child under 16 in care, the review of the last plan; without any, ten working days in care."""
    found = []
    for period in council.in_care(on):
        child = period["child_id"]
        if age(council.born(child), on) < 16:
            first = add_working_days(known(period["started_on"]), 10)
            found.append((child, next_review(council, child, "CARE") or first))
    return found


def pathway_plans(council: Council, on: date) -> Due:
    """Of each in care, the review of the last; without any, the 16th birthday or ten working days in care."""
    found = []
    for period in council.in_care(on):
        child = period["child_id"]
        grown = add_months(council.born(child), 16 * 12)
        first = max(grown, add_working_days(known(period["started_on"]), 10))
        found.append((child, next_review(council, child, "PATHWAY") or first))
    return found


def next_review(council: Council, child: str, kind: str) -> date | None:
    """When the last plan of this kind is to be reviewed."""
    mine = [row for row in council.rows("plans", child) if row["kind"] == kind]
    return known(max(mine, key=lambda row: row["started_on"])["review_due_on"]) if mine else None


def health_assessments(council: Council, on: date) -> Due:
    """Every six months until the fifth birthday, then every twelve; the first after twenty working days."""
    found = []
    for period in council.in_care(on):
        child = period["child_id"]
        rows = council.rows("health_assessments", child)
        held = [known(row["offered_for"]) for row in rows if row["outcome"] == "HELD"]
        if not held:
            found.append((child, add_working_days(known(period["started_on"]), 20)))
            continue
        older = age(council.born(child), add_months(max(held), 6)) >= 5
        found.append((child, add_months(max(held), 12 if older else 6)))
    return found


def counted(due: Due, as_at: date, days: int) -> tuple[int, int]:
    """How many are overdue, and how many are due in the days after."""
    last = as_at + timedelta(days=days)
    return sum(when <= as_at for _, when in due), sum(as_at < when <= last for _, when in due)


def by_team(council: Council, due: Due, as_at: date, days: int) -> dict[str, tuple[int, int]]:
    """The same for each team that anything is due of."""
    teams: dict[str, Due] = {}
    for child, when in due:
        teams.setdefault(council.team(child, as_at), []).append((child, when))
    return {team: counted(some, as_at, days) for team, some in teams.items()}


#: Whether something of this child, due on this day, was done on this other day (none: not at all).
Done = Callable[[str, date], date | None]


def nothing_more(child: str, due: date) -> None:
    """Nothing is done that is not done yet."""
    del child, due


def reviewed_on_time(council: Council, on: date, done: Done) -> tuple[int, int]:
    """Children whose every review due since 1 April was held by its day, of those who had one due."""
    good = every = 0
    for period in council.in_care(on):
        child, started = period["child_id"], known(period["started_on"])
        due_this_year = [
            row
            for row in council.rows("reviews", child)
            if start_of_year(on, 4) <= known(row["due_on"]) <= on and known(row["due_on"]) > started
        ]
        if not due_this_year:
            continue
        every += 1
        held = [
            (day(row["held_on"]) or done(child, known(row["due_on"])), known(row["due_on"]))
            for row in due_this_year
        ]
        good += all(when is not None and when <= due for when, due in held)
    return good, every


def with_a_plan(council: Council, on: date, more: Mapping[str, list[date]]) -> tuple[int, int]:
    """Pupils in care for twenty working days with a plan of the last six months."""
    good = every = 0
    for period in council.in_care(on):
        child = period["child_id"]
        if known(period["started_on"]) > add_working_days(on, -20) or not council.in_school(child, on):
            continue
        every += 1
        held = [*(known(row["held_on"]) for row in council.rows("peps", child)), *more.get(child, [])]
        good += any(add_months(on, -6) <= when <= on for when in held)
    return good, every


def plans_made(council: Council, as_at: date, until: date) -> dict[str, list[date]]:
    """The plans that are made if each is made on its day, again and again, and the overdue ones at once."""
    made: dict[str, list[date]] = {}
    for child, due in plans(council, until):
        when = max(due, as_at + DAY)
        while due <= until:
            made.setdefault(child, []).append(when)
            due = add_months(when, 6)
            when = due
    return made


def teeth_checked(council: Council, on: date) -> tuple[int, int]:
    """Children in care for twelve months whose teeth were checked in that time, if nothing more is done."""
    good = every = 0
    for period in council.in_care(on):
        if known(period["started_on"]) > months_before(on, 12) + DAY:
            continue
        every += 1
        rows = council.rows("dental_checks", period["child_id"])
        held = [known(row["offered_for"]) for row in rows if row["outcome"] == "HELD"]
        good += any(months_before(on, 12) < when <= on for when in held)
    return good, every

"""The extracts of the example scorecard: a survey of foster carers.

202 of 868 households answered, and 59% of the answers were satisfied, as was reported for 2015-16.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

from .dates import AS_AT, YEAR_START, days, working_day_on_or_before
from .dice import day_between, deal, dice, nudge, pick, weighted
from .tables import table, write_tables

_QUESTIONS = [f"Q{number:02d}" for number in range(1, 15)]
_ANSWERS = {
    "VERY_SATISFIED": 560,
    "SATISFIED": 1033,
    "NEITHER": 520,
    "DISSATISFIED": 410,
    "VERY_DISSATISFIED": 177,
    "NOT_APPLICABLE": 184,
}
_LEFT = {"RESIGNED": 71, "RETIRED": 22, "ADOPTED": 6, "ENDED": 11}
_AREAS_AND_KINDS = {
    "NORTH MAINSTREAM": 356,
    "NORTH CONNECTED": 100,
    "SOUTH MAINSTREAM": 344,
    "SOUTH CONNECTED": 68,
}
_TRAINED = {"NORTH": 300, "SOUTH": 221}
_CARERS = {"one": 268, "two": 600}
_CHECKS = {"recent": 1395, "old": 73}
_COURSES = ("ATTACHMENT", "EDUCATION", "FIRST_AID")
_WORKERS = [f"W{number:02d}" for number in range(1, 63)]


@dataclass(frozen=True)
class Household:
    """A foster household and the time for which it was approved."""

    household_id: str
    approved_on: date
    ended_on: date | None = None
    end_reason: str | None = None
    area: str = ""
    kind: str = ""
    applied_on: date | None = None
    worker_id: str = ""


@dataclass
class Response:
    """One answered survey."""

    response_id: str
    household_id: str
    received_on: date
    recommend: int | None


@dataclass(frozen=True)
class Answer:
    """One answered question."""

    response_id: str
    question: str
    answered_on: date
    answer: str


@dataclass(frozen=True)
class Visit:
    """A visit by the supervising social worker."""

    household_id: str
    visited_on: date
    announced: bool


@dataclass(frozen=True)
class Carer:
    """A foster carer, and the day of the last check of criminal records."""

    carer_id: str
    household_id: str
    checked_on: date


@dataclass(frozen=True)
class Training:
    """A day of training that somebody of the household attended."""

    household_id: str
    attended_on: date
    course: str


def write_foster_survey(folder: Path) -> None:
    """Write the six extracts of the example into the folder."""
    fostering, gone = _described(_fostering(), _AREAS_AND_KINDS), _described(_gone(), _of_any_kind(220))
    responses = _responses(fostering)
    columns = "household_id area kind applied_on approved_on ended_on end_reason worker_id"
    tables = {
        "carers": table(_carers(fostering), "carer_id household_id checked_on"),
        "households": table(fostering + gone, columns),
        "responses": table(responses, "response_id household_id received_on recommend"),
        "answers": table(_answers(responses), "response_id question answered_on answer"),
        "visits": table(_visits(fostering + gone), "household_id visited_on announced"),
        "training": table(_training(fostering), "household_id attended_on course"),
    }
    write_tables(folder, tables)


def _fostering() -> list[Household]:
    """The 868 households that foster on 31 March 2016."""
    rng = dice("fostering")
    return [
        Household(f"H{number:05d}", day_between(rng, date(2002, 5, 1), AS_AT - days(20), 1.8))
        for number in range(1, 869)
    ]


def _gone() -> list[Household]:
    """Those that stopped in the last twelve months, and some that stopped before."""
    rng = dice("stopped fostering")
    reasons = [reason for reason, count in _LEFT.items() for _ in range(count)]
    rows = []
    for number, reason in enumerate(reasons + reasons, start=869):
        this_year = number < 869 + len(reasons)
        first, last = (YEAR_START, AS_AT) if this_year else (date(2014, 4, 1), date(2015, 3, 31))
        ended = day_between(rng, first, last)
        approved = day_between(rng, date(2002, 5, 1), first - days(60))
        rows.append(Household(f"H{number:05d}", approved, ended, reason))
    return rows


def _described(households: list[Household], quotas: dict[str, int]) -> list[Household]:
    """The households with their area and kind, the day on which they applied, and their worker."""
    topic = f"described {len(households)}"
    rng = dice(topic)
    first = iter(_WORKERS)  # each has a household
    found = []
    for household, label in deal(households, quotas, topic):
        area, _, kind = label.partition(" ")
        weeks = weighted(rng, {16: 2, 22: 4, 26: 5, 30: 4, 34: 2, 40: 2, 52: 1})
        applied = None if rng.random() < 0.05 else household.approved_on - days(7 * weeks)
        worker = next(first, None) or rng.choice(_WORKERS)
        found.append(replace(household, area=area, kind=kind, applied_on=applied, worker_id=worker))
    return found


def _of_any_kind(count: int) -> dict[str, int]:
    """A quarter of so many households for each area and kind."""
    return dict.fromkeys(_AREAS_AND_KINDS, count // len(_AREAS_AND_KINDS))


def _carers(fostering: list[Household]) -> list[Carer]:
    """1,468 carers of the households that foster; 1,395 were checked in the last three years."""
    of = [
        household.household_id
        for household, many in deal(fostering, _CARERS, "carers")
        for _ in range(2 if many == "two" else 1)
    ]
    rng = dice("checks of carers")
    recent, old = (date(2013, 4, 1), AS_AT), (date(2010, 4, 1), date(2013, 3, 31))
    return [
        Carer(f"C{number:05d}", household, day_between(rng, *(recent if label == "recent" else old)))
        for number, (household, label) in enumerate(deal(of, _CHECKS, "checked"), start=1)
    ]


def _responses(fostering: list[Household]) -> list[Response]:
    """206 responses of 202 households; 200 of them say how likely they are to recommend us."""
    able = [household for household in fostering if household.approved_on < date(2015, 12, 1)]
    households = pick(able, 202, "answered")
    rng = dice("responses")
    rows = []
    for number, household in enumerate([*households, *households[:4]], start=1):
        received = working_day_on_or_before(day_between(rng, date(2016, 1, 11), date(2016, 2, 29), 0.6))
        recommend = None if number % 34 == 0 else min(max(round(rng.gauss(6.7, 2.2)), 0), 10)
        rows.append(Response(f"R{number:04d}", household.household_id, received, recommend))
    said = [row for row in rows if row.recommend is not None]
    nudge(said, 1340 - sum(row.recommend or 0 for row in said), _change, "recommend", largest=1)
    return rows


def _change(response: Response, amount: int) -> int:
    """Change how likely someone is to recommend us, within the scale."""
    if response.recommend is None or not 0 <= response.recommend + amount <= 10:
        return 0
    response.recommend += amount
    return amount


def _answers(responses: list[Response]) -> list[Answer]:
    """The answers to all 14 questions: 2,700 to questions that applied, 1,593 of them satisfied."""
    asked = list(product(responses, _QUESTIONS))
    return [
        Answer(response.response_id, question, response.received_on, answer)
        for (response, question), answer in deal(asked, _ANSWERS, "answers")
    ]


def _visits(households: list[Household]) -> list[Visit]:
    """3,385 announced visits in the last twelve months, others unannounced or before that."""
    rng = dice("visits")
    possible = [
        (household.household_id, visited) for household in households for visited in _visiting_days(household)
    ]
    inside = [row for row in possible if row[1] >= YEAR_START]
    before = [row for row in possible if row[1] < YEAR_START]
    quotas = {"announced": 3385, "unannounced": 760, "none": len(inside) - 3385 - 760}
    rows = [
        Visit(*row, announced=label == "announced")
        for row, label in deal(inside, quotas, "visits of the year")
        if label != "none"
    ]
    return rows + [Visit(*row, announced=rng.random() < 0.8) for row in before if rng.random() < 0.7]


def _visiting_days(household: Household) -> list[date]:
    """A day every two months or so on which the household could be visited."""
    rng = dice(f"visits to {household.household_id}")
    day = max(household.approved_on, date(2014, 4, 1)) + days(rng.randint(5, 50))
    found = []
    while day < (household.ended_on or AS_AT):
        found.append(working_day_on_or_before(day))
        day += days(weighted(rng, {42: 1, 56: 2, 63: 2, 77: 1}) + rng.randint(0, 6))
    return [day for day in found if day >= household.approved_on]


def _training(fostering: list[Household]) -> list[Training]:
    """300 households of the north and 221 of the south since 1 September, others in the year before."""
    rng = dice("training")
    rows = []
    for area, count in _TRAINED.items():
        local = [household.household_id for household in fostering if household.area == area]
        trained = pick(local, count, f"trained in {area}")
        rows += [_day_of_training(rng, each, date(2015, 9, 1), AS_AT) for each in trained]
        again = trained[: count // 3]
        rows += [_day_of_training(rng, each, date(2015, 9, 1), AS_AT) for each in again]
        before = pick(local, count // 2, f"trained before in {area}")
        rows += [_day_of_training(rng, each, date(2014, 9, 1), date(2015, 8, 31)) for each in before]
    # Nobody attends the same course twice in a day.
    return list({(row.household_id, row.attended_on, row.course): row for row in rows}.values())


def _day_of_training(rng: Random, household_id: str, first: date, last: date) -> Training:
    return Training(household_id, day_between(rng, first, last), rng.choice(_COURSES))

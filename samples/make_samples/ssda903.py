"""Write the same children in the layout of the SSDA903 return of 2015-16.

With their history, as a case system writes it when asked for all years: a placement of two years
and a return within 24 months cannot be seen in one year's episodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter, itemgetter
from pathlib import Path

from .dates import AS_AT, YEAR_START, age_on, birthday, days, in_year
from .dice import day_between, dice, weighted
from .episodes import episodes_of, postcode
from .model import AdoptionStage, Child, Group, Period
from .story import Story
from .tables import Table, write_tables

_SEX = {"M": "1", "F": "2"}
_REVERSAL = {"RD1": 5, "RD2": 3, "RD3": 2, "RD4": 2}
_NO_QUESTIONNAIRE = {"SDQ2": 5, "SDQ3": 2, "SDQ4": 3, "SDQ5": 4}
_BEFORE = {"Z1": 95, "P2": 3, "P1": 1, "P3": 1}

Row = Iterable[str | int | date | None]


def write_return(folder: Path, story: Story) -> None:
    """Write the ten files of the return into the folder; the same bytes each time."""
    short_breaks = _short_break_children()
    write_tables(
        folder,
        {
            "header": _table("CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB", _header(story, short_breaks)),
            "episodes": _table(
                "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE"
                " HOME_POST PL_POST URN",
                _episodes(story, short_breaks),
            ),
            "reviews": _table("CHILD DOB REVIEW REVIEW_CODE", _reviews(story)),
            "uasc": _table("CHILD SEX DOB DUC", _uasc(story)),
            "oc2": _table(
                "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK"
                " HEALTH_ASSESSMENT SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED",
                _outcomes(story),
            ),
            "oc3": _table("CHILD DOB IN_TOUCH ACTIV ACCOM", _care_leavers(story)),
            "ad1": _table(
                "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
                _adopted(story),
            ),
            "placed_for_adoption": _table(
                "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED", _decisions(story)
            ),
            "previous_permanence": _table("CHILD DOB PREV_PERM LA_PERM DATE_PERM", _permanence(story)),
            "missing": _table("CHILD DOB MISSING MIS_START MIS_END", _missing(story)),
        },
    )


def _table(headings: str, rows: Iterable[Row]) -> Table:
    """A table by child; a child's rows stay in the order of time in which they are given."""
    written = [[_text(value) for value in row] for row in rows]
    return Table(headings.split(), sorted(written, key=itemgetter(0)))


def _text(value: str | int | date | None) -> str:
    """A cell as the return has it: dates as day, month, year."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def _header(story: Story, short_breaks: list[Child]) -> Iterator[Row]:
    """One row for each child that any other file names."""
    for child in [*story.children, *short_breaks]:
        rng = dice("header", child.number)
        upn = f"{rng.choice('ABCDEFGHJKLMNPQRTUVWXYZ')}{rng.randrange(10**12):012d}"
        if child.age_on(AS_AT) < 5:
            upn = "UN1"
        elif child.uasc:
            upn = "UN2"
        mother = ""
        if child.sex == "F" and child.age_on(AS_AT) >= 12:
            mother = "0"
        yield child.child_id, _SEX[child.sex], child.born, child.ethnicity, upn, mother, None


def _episodes(story: Story, short_breaks: list[Child]) -> Iterator[Row]:
    """All episodes, each child's in order."""
    for child in story.children:
        for e in episodes_of(child, story.placements[child.number]):
            yield (
                *(child.child_id, e.decom, e.rne, e.ls, e.cin, e.place, e.provider),
                *(e.dec, e.rec, e.reason, e.home_post, e.pl_post, e.urn),
            )
    for child in short_breaks:
        home = postcode(dice("home", child.number))
        for period in child.periods:
            yield (
                *(child.child_id, period.started_on, "S", "V4", "N2", "U6", "PR1"),
                *(period.ended_on, "E4A", "", home, "", "SC999001"),
            )


def _short_break_children() -> list[Child]:
    """Twelve disabled children with a series of short breaks, who are not looked after otherwise."""

    found = []
    for number in range(1, 13):
        rng = dice("short breaks", number)
        starts = [date(2015, 5, 1) + days(60 * place + rng.randint(0, 30)) for place in range(5)]
        periods = [Period(day, day + days(rng.randint(1, 3)), "E4A") for day in starts]
        born = day_between(rng, date(2002, 1, 1), date(2009, 12, 31))
        child = Child(-number, uasc=False, group=Group.LEFT, born=born, periods=periods)
        child.sex, child.ethnicity, child.child_id = rng.choice("MF"), "WBRI", f"{1000 + 37 * number:07d}"
        found.append(child)
    return found


def _reviews(story: Story) -> Iterator[Row]:
    for child in story.children:
        for review in story.reviews.get(child.number, []):
            if review.held_on:
                yield child.child_id, child.born, review.held_on, review.participation


def _uasc(story: Story) -> Iterator[Row]:
    for child in story.children:
        if child.uasc:
            yield child.child_id, _SEX[child.sex], child.born, child.uasc_ended_on


def _outcomes(story: Story) -> Iterator[Row]:
    """Health and behaviour of those in care for twelve months."""
    scores = {q.child.number: q.score for q in story.questionnaires if in_year(q.completed_on)}
    teeth = {a.child.number for a in story.dental_checks if a.outcome == "HELD" and in_year(a.offered_for)}
    held = [a.child.number for a in story.assessments if a.outcome == "HELD" and in_year(a.offered_for)]
    for child in story.children:
        if not child.twelve_months_in_care:
            continue
        rng = dice("outcomes", child.number)
        age = child.age_on(AS_AT)
        score = scores.get(child.number)
        asked = birthday(child.born, 4) <= YEAR_START and birthday(child.born, 17) > AS_AT
        reason = weighted(rng, _NO_QUESTIONNAIRE) if asked and score is None else ""
        misuse = age >= 12 and rng.random() < 0.04
        yield (
            *(child.child_id, child.born, score, reason),
            ("" if age < 10 else int(age >= 13 and rng.random() < 0.04)),
            ("" if age >= 5 else int(rng.random() < 0.86)),
            int(rng.random() < 0.88),
            int(child.number in teeth),
            int(held.count(child.number) >= (2 if age < 5 else 1)),
            *(int(misuse), "1" if misuse else "", ""),
        )


def _care_leavers(story: Story) -> Iterator[Row]:
    for record in story.birthdays:
        if in_year(record.birthday_on):
            child = record.child
            yield child.child_id, child.born, record.in_touch, record.activity, record.accommodation


def _adopted(story: Story) -> Iterator[Row]:
    """The adopters of the 103 adopted."""
    for child in story.children:
        plan = child.adoption
        if plan is None or plan.stage is not AdoptionStage.ADOPTED:
            continue
        home = story.placements[child.number][-1].home.placement_type
        rng = dice("adopters", child.number)
        sex, status = weighted(
            rng, {("MF", "L11"): 70, ("F1", "L0"): 12, ("MF", "L3"): 8, ("FF", "L2"): 5, ("MM", "L2"): 5}
        )
        yield (
            *(child.child_id, child.born, plan.decision_on, plan.matched_on),
            *(int(home in ("A3", "A5")), 1 if status == "L0" else 2, sex, status),
        )


def _decisions(story: Story) -> Iterator[Row]:
    """Decisions that a child should be placed for adoption; DATE_PLACED is that of the decision."""
    for child in story.children:
        plan = child.adoption
        if plan:
            reason = weighted(dice("reversal", child.number), _REVERSAL) if plan.reversed_on else ""
            yield child.child_id, child.born, plan.decision_on, plan.reversed_on, reason


def _permanence(story: Story) -> Iterator[Row]:
    """Whether those who entered care in the year had left it for a permanent home before."""
    for child in story.children:
        if not any(in_year(period.started_on) for period in child.periods):
            continue
        rng = dice("previous permanence", child.number)
        old_enough = not child.uasc and age_on(child.born, child.last.started_on) >= 4
        before = weighted(rng, _BEFORE) if old_enough else "Z1"
        if before == "Z1":
            yield child.child_id, child.born, before, "", ""
        else:
            since = day_between(rng, child.born + days(300), child.periods[0].started_on - days(60))
            yield child.child_id, child.born, before, "E10000016", since


def _missing(story: Story) -> Iterator[Row]:
    """Incidents of the year, by day."""
    for incident in sorted(story.incidents, key=attrgetter("went_missing_at")):
        back = incident.returned_at.date() if incident.returned_at else None
        if back is None or back >= YEAR_START:
            child = incident.child
            began = incident.went_missing_at.date()
            yield child.child_id, child.born, incident.kind, began, back

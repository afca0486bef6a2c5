"""When adoption was decided, ordered, matched and came about, for each child who had that plan.

A `Case` says what has to be true of a child's dates for the published figures to come out; the
dates themselves are drawn until it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from .dates import AS_AT, YEAR_START, add_months, days, in_year, working_day_on_or_after
from .dice import day_between, deal, dice, nudge
from .model import Adoption, AdoptionStage, known

_ADOPTED, _PLACED, _AWAITING, _REVERSED = AdoptionStage

# When the child entered care: by how long it has been in care on 31 March 2016.
LONG = (date(2011, 6, 1), date(2013, 9, 30))  # thirty months or more
MIDDLE = (date(2013, 10, 1), date(2014, 9, 30))  # eighteen to thirty months
YEAR = (date(2014, 10, 1), date(2015, 3, 31))  # twelve to eighteen months
RECENT = (date(2015, 4, 2), date(2015, 11, 30))  # less than twelve months

_PLACED_SINCE = date(2014, 10, 1)  # nobody has lived with adopters for longer without an order

_DAYS_TO_PLACEMENT = 51_434  # entering care to moving in, all adopted children together
_DAYS_TO_MATCH = 22_657  # placement order to match, likewise
_DAYS_TO_ORDER = 6_141  # decision to placement order, orders of the year


@dataclass(frozen=True)
class Case:
    """What is wanted of one child's dates; None where it does not matter."""

    stage: AdoptionStage
    entered: tuple[date, date]
    decided: str  # "year" or "before"
    order: str  # "year", "before" or "none"
    match: str = "none"
    match_in_6_months: bool | None = None
    placed_in_12_months: bool | None = None
    wait_under_14_months: bool | None = None
    plan_by_second_review: bool | None = None
    decided_in_8_weeks: bool | None = None
    stays: bool = True  # still in care on 31 March 2016


def _placed() -> Iterator[tuple[int, Case]]:
    """The 51 children placed for adoption."""
    new = Case(
        _PLACED,
        RECENT,
        decided="year",
        order="year",
        match="year",
        match_in_6_months=True,
        wait_under_14_months=True,
        plan_by_second_review=True,
    )
    yield 9, new
    yield 1, replace(new, plan_by_second_review=False)
    yield 5, replace(new, entered=YEAR)
    yield 1, replace(new, entered=YEAR, order="none")
    yield 7, replace(new, entered=YEAR, plan_by_second_review=False)
    yield 1, replace(new, entered=YEAR, plan_by_second_review=False, match_in_6_months=False)
    yield 8, replace(new, entered=MIDDLE, plan_by_second_review=False)
    slow = replace(new, entered=MIDDLE, plan_by_second_review=False, wait_under_14_months=False)
    yield 1, slow
    yield 1, replace(slow, match_in_6_months=False)
    old = replace(new, entered=MIDDLE, decided="before", plan_by_second_review=None)
    yield 1, replace(old, entered=YEAR)
    yield 1, replace(old, entered=YEAR, match_in_6_months=False)
    yield 5, old
    yield 3, replace(old, order="before", match_in_6_months=False)
    yield 3, replace(old, match_in_6_months=False, wait_under_14_months=False)
    yield 1, replace(old, order="before", match_in_6_months=False, wait_under_14_months=False)
    oldest = replace(old, entered=LONG, order="before", wait_under_14_months=False)
    yield 2, replace(oldest, match="before", match_in_6_months=None)
    yield 1, replace(oldest, match_in_6_months=False)


def _awaiting() -> Iterator[tuple[int, Case]]:
    """The 44 children who wait for a placement."""
    new = Case(
        _AWAITING,
        RECENT,
        decided="year",
        order="year",
        wait_under_14_months=True,
        plan_by_second_review=True,
    )
    yield 7, replace(new, match="year", match_in_6_months=True)
    yield 9, new
    yield 10, replace(new, order="none")
    yield 4, replace(new, plan_by_second_review=False)
    spring = replace(new, entered=(date(2015, 2, 2), date(2015, 3, 31)))
    yield 2, replace(spring, match="year", match_in_6_months=True)
    yield 1, replace(spring, order="none")
    yield 2, replace(spring, plan_by_second_review=False)
    slow = replace(new, plan_by_second_review=False, wait_under_14_months=False)
    yield 2, replace(slow, entered=MIDDLE)
    yield 1, replace(slow, entered=MIDDLE, order="none")
    old = replace(slow, entered=MIDDLE, decided="before", plan_by_second_review=None)
    yield 1, old
    yield 1, replace(old, order="before", match="year", match_in_6_months=False)
    winter = (YEAR[0], date(2015, 1, 30))
    yield 1, replace(old, entered=winter)
    yield 1, replace(old, entered=winter, order="none")
    yield 1, replace(old, entered=LONG, order="before")
    yield 1, replace(old, entered=LONG, order="none")


def _adopted() -> Iterator[tuple[int, Case]]:
    """The 103 children adopted, save the one whose match took 2,067 days."""
    quick = Case(
        _ADOPTED,
        YEAR,
        decided="year",
        order="year",
        match="year",
        match_in_6_months=True,
        placed_in_12_months=True,
        wait_under_14_months=True,
        plan_by_second_review=True,
        stays=False,
    )
    yield 3, quick
    yield 3, replace(quick, plan_by_second_review=False)
    before = replace(quick, entered=MIDDLE, decided="before", plan_by_second_review=None)
    yield 4, before
    yield 6, replace(before, order="before")
    slow = replace(before, entered=LONG, order="before", match_in_6_months=False, wait_under_14_months=False)
    yield 5, slow
    yield 3, replace(slow, placed_in_12_months=False)
    early = (date(2013, 2, 1), date(2014, 9, 30))
    done = replace(before, entered=early, order="before", match="before", match_in_6_months=None)
    yield 40, done
    later = replace(done, entered=LONG, wait_under_14_months=False)
    yield 11, later
    yield 1, replace(later, order="none")
    yield 26, replace(later, placed_in_12_months=False)


def _reversed() -> Iterator[tuple[int, Case]]:
    """The 30 children for whom the plan changed away from adoption."""
    new = Case(_REVERSED, RECENT, decided="year", order="year", plan_by_second_review=True)
    later = replace(new, plan_by_second_review=False)
    yield 2, new
    yield 1, replace(new, order="none")
    yield 1, replace(later, order="none")
    yield 1, replace(new, entered=YEAR)
    yield 1, replace(later, entered=YEAR)
    yield 2, replace(later, entered=YEAR, order="none")
    yield 1, replace(later, entered=MIDDLE)
    yield 1, replace(later, entered=MIDDLE, order="none")
    gone = replace(later, entered=(date(2014, 6, 1), date(2015, 3, 31)), stays=False)
    yield 1, gone
    yield 3, replace(gone, order="none")
    old = Case(_REVERSED, MIDDLE, decided="before", order="year")
    yield 2, old
    yield 2, replace(old, order="before")
    yield 2, replace(old, entered=YEAR, order="none")
    yield 2, replace(old, entered=LONG, order="before")
    yield 2, replace(old, entered=LONG, order="none")
    yield 2, replace(old, stays=False)
    yield 2, replace(old, stays=False, order="before")
    yield 2, replace(old, stays=False, order="none")


# Of the decisions of the year, how many came within eight weeks of the plan.
_PROMPT = {_ADOPTED: 5, _PLACED: 23, _AWAITING: 26, _REVERSED: 7}


def adoption_cases() -> list[tuple[Case, Adoption]]:
    """Every plan for adoption, with the case that it was made for."""
    cases: list[Case] = []
    for rows in (_placed(), _awaiting(), _adopted(), _reversed()):
        cases += [case for count, case in rows for _ in range(count)]
    cases = _with_promptness(cases)
    made = [(case, _draw(case, dice("adoption", number))) for number, case in enumerate(cases)]
    _reach_days_to_order(made)
    _reach_days_to_match(made)
    _reach_days_to_placement(made)
    return [*made, _longest_wait()]


def _with_promptness(cases: list[Case]) -> list[Case]:
    """Say which decisions of the year came within eight weeks of the plan."""
    settled = [case for case in cases if case.decided == "before"]
    for stage, prompt in _PROMPT.items():
        new = [case for case in cases if case.stage is stage and case.decided == "year"]
        quotas = {"prompt": prompt, "late": len(new) - prompt}
        for case, label in deal(new, quotas, f"eight weeks, {stage.value}"):
            settled.append(replace(case, decided_in_8_weeks=label == "prompt"))
    return settled


def _draw(case: Case, rng: Random) -> Adoption:
    """Draw dates until they are what the case wants."""
    for _ in range(500_000):
        adoption = _attempt(case, rng)
        if fits(adoption, case):
            return adoption
    raise ValueError(f"no dates found for {case}")


def _attempt(case: Case, rng: Random) -> Adoption:
    """One draw of every date that the case needs."""
    entered = day_between(rng, *case.entered)
    early = case.plan_by_second_review
    plan = working_day_on_or_after(entered + days(rng.randint(32, 108) if early else rng.randint(126, 420)))
    wait = rng.randint(58, 110) if case.decided_in_8_weeks is False else rng.randint(10, 53)
    decision = working_day_on_or_after(plan + days(wait))
    adoption = Adoption(case.stage, entered, plan, decision)
    if case.order != "none":
        adoption.placement_order_on = working_day_on_or_after(decision + days(rng.randint(25, 110)))
    if case.match != "none":
        quick = case.match_in_6_months is not False and case.placed_in_12_months is not False
        wait = rng.randint(35, 178) if quick else rng.randint(188, 620)
        adoption.matched_on = working_day_on_or_after(decision + days(wait))
    if case.stage in (_PLACED, _ADOPTED):
        adoption.placed_on = known(adoption.matched_on) + days(rng.randint(9, 40))
    if case.stage is _ADOPTED and adoption.placed_on:
        adopted = adoption.placed_on + days(rng.randint(75, 380))
        adoption.adopted_on = working_day_on_or_after(adopted)
    if case.stage is _REVERSED:
        adoption.reversed_on = working_day_on_or_after(decision + days(rng.randint(45, 420)))
    return adoption


def _when(day: date | None) -> str:
    """In which year something happened, as a case says it."""
    if day is None:
        return "none"
    return "year" if in_year(day) else "before" if day < YEAR_START else "later"


def fits(adoption: Adoption, case: Case) -> bool:
    """Whether the dates are what the case wants, and possible."""
    decision, order, matched = adoption.decision_on, adoption.placement_order_on, adoption.matched_on
    placed, entered = adoption.placed_on, adoption.entered_care_on
    waited_until = placed or AS_AT
    wanted = [
        (case.decided, _when(decision)),
        (case.order, _when(order)),
        (case.match, _when(matched)),
        (case.match_in_6_months, matched is not None and matched <= add_months(decision, 6)),
        (case.placed_in_12_months, placed is not None and placed <= add_months(decision, 12)),
        (case.wait_under_14_months, waited_until < add_months(entered, 14)),
        (case.plan_by_second_review, _by_second_review(adoption)),
        (case.decided_in_8_weeks, (decision - adoption.plan_agreed_on).days <= 56),
    ]
    return (
        all(wish is None or wish == fact for wish, fact in wanted)
        and case.entered[0] <= entered <= case.entered[1]
        and entered + days(28) < adoption.plan_agreed_on <= decision
        and (placed is None or placed < AS_AT)
        and (case.stage is not _PLACED or (placed is not None and placed >= _PLACED_SINCE))
        and (case.stage is not _ADOPTED or in_year(adoption.adopted_on))
        and (case.stage is not _REVERSED or in_year(adoption.reversed_on))
        and _in_order(order, adoption.reversed_on)
        and (case.stage is _ADOPTED or _in_order(order, matched))
        and _in_order(order, placed)
        and (order is None or order > decision)
    )


def _by_second_review(adoption: Adoption) -> bool | None:
    """Whether the plan came by the second review, when all are on time; None where unsure."""
    offset = (adoption.plan_agreed_on - adoption.entered_care_on).days
    return True if 28 < offset < 112 else False if offset > 125 else None


def _in_order(first: date | None, second: date | None) -> bool:
    """Whether the first came before the second, where both happened."""
    return first is None or second is None or first < second


def _longest_wait() -> tuple[Case, Adoption]:
    """The child whose placement order came 2,067 days before the match."""
    case = Case(
        _ADOPTED,
        (date(2008, 9, 1), date(2008, 9, 30)),
        decided="before",
        order="before",
        match="before",
        placed_in_12_months=False,
        wait_under_14_months=False,
        stays=False,
    )
    order = date(2009, 6, 16)
    adoption = Adoption(
        _ADOPTED,
        entered_care_on=date(2008, 9, 15),
        plan_agreed_on=date(2009, 2, 3),
        decision_on=date(2009, 3, 24),
        placement_order_on=order,
        matched_on=order + days(2067),
        placed_on=order + days(2067 + 21),
        adopted_on=date(2015, 10, 22),
    )
    return case, adoption


def _reach_days_to_order(made: list[tuple[Case, Adoption]]) -> None:
    """Move orders of the year until the days from decision to order add up."""
    rows = [(case, adoption) for case, adoption in made if case.order == "year"]
    gap = _DAYS_TO_ORDER - sum(days_to_order(adoption) for _, adoption in rows)
    nudge(rows, gap, _move_order, "days to order")


def days_to_order(adoption: Adoption) -> int:
    """Days from the decision to the placement order."""
    return (known(adoption.placement_order_on) - adoption.decision_on).days


def _move_order(row: tuple[Case, Adoption], amount: int) -> int:
    """Move a placement order by that many days where the case allows it."""
    case, adoption = row
    day = known(adoption.placement_order_on) + days(amount)
    if day.weekday() >= 5 or not fits(replace(adoption, placement_order_on=day), case):
        return 0
    adoption.placement_order_on = day
    return amount


def days_to_match(adoption: Adoption) -> int:
    """Days from the placement order to the match; none where the match came first."""
    return max((known(adoption.matched_on) - known(adoption.placement_order_on)).days, 0)


def _reach_days_to_match(made: list[tuple[Case, Adoption]]) -> None:
    """Move earlier orders of adopted children until the days from order to match add up."""
    rows = [row for row in made if row[0].stage is _ADOPTED and row[0].order != "none"]
    longest = days_to_match(_longest_wait()[1])
    gap = _DAYS_TO_MATCH - longest - sum(days_to_match(adoption) for _, adoption in rows)

    def step(row: tuple[Case, Adoption], amount: int) -> int:
        before = days_to_match(row[1])
        _move_order(row, -amount)
        return days_to_match(row[1]) - before

    nudge([row for row in rows if row[0].order == "before"], gap, step, "days to match")


def days_to_placement(adoption: Adoption) -> int:
    """Days from entering care to moving in with the adoptive family."""
    return (known(adoption.placed_on) - adoption.entered_care_on).days


def _reach_days_to_placement(made: list[tuple[Case, Adoption]]) -> None:
    """Move the day of entering care of adopted children until the days to placement add up."""
    rows = [(case, adoption) for case, adoption in made if case.stage is _ADOPTED]
    wanted = _DAYS_TO_PLACEMENT - days_to_placement(_longest_wait()[1])
    gap = wanted - sum(days_to_placement(adoption) for _, adoption in rows)

    def step(row: tuple[Case, Adoption], amount: int) -> int:
        case, adoption = row
        moved = replace(adoption, entered_care_on=adoption.entered_care_on - days(amount))
        if not fits(moved, case):
            return 0
        adoption.entered_care_on = moved.entered_care_on
        return amount

    nudge(rows, gap, step, "days to placement", largest=30)

"""A child's story, as the script thinks of it before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TypeVar

from .dates import AS_AT, YEAR_START, add_months, age_on, in_year

T = TypeVar("T")


def known(value: T | None) -> T:
    """A value that has to be there by now."""
    if value is None:
        raise ValueError("a value is missing")
    return value


class Group(Enum):
    """What became of a child by 31 March 2016."""

    IN_CARE = "in care"
    LEFT = "left in the year"
    CARE_LEAVER = "left in earlier years, now 19 to 21"


class AdoptionStage(Enum):
    """How far the plan for adoption has come."""

    ADOPTED = "adopted in the year"
    PLACED = "placed for adoption"
    AWAITING = "awaiting a placement"
    REVERSED = "decision reversed in the year"


@dataclass
class Period:
    """A period of care; still open where it has no end."""

    started_on: date
    ended_on: date | None = None
    end_reason: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the child is in care on the day."""
        return self.started_on <= day and (self.ended_on is None or self.ended_on > day)


@dataclass
class Adoption:
    """The decision that a child should be placed for adoption, and what came of it."""

    stage: AdoptionStage
    entered_care_on: date
    plan_agreed_on: date
    decision_on: date
    placement_order_on: date | None = None
    matched_on: date | None = None
    placed_on: date | None = None
    adopted_on: date | None = None
    reversed_on: date | None = None


@dataclass(eq=False)
class Child:
    """A child and its periods of care, the latest last."""

    number: int
    uasc: bool
    group: Group
    born: date
    periods: list[Period]
    adoption: Adoption | None = None
    sex: str = ""
    ethnicity: str = ""
    disabled: bool = False
    area: str = ""
    uasc_ended_on: date | None = None
    child_id: str = field(default="")

    @property
    def last(self) -> Period:
        """The latest period of care."""
        return self.periods[-1]

    @property
    def counts_as_uasc(self) -> bool:
        """Whether the child counts as UASC throughout the year; those it had ended for do not."""
        return self.uasc and (self.uasc_ended_on is None or self.uasc_ended_on >= YEAR_START)

    @property
    def left_this_year(self) -> bool:
        """Whether a period of care ended in the year, though the child may be back."""
        return any(in_year(period.ended_on) for period in self.periods)

    @property
    def in_care(self) -> bool:
        """Whether the child is in care on 31 March 2016."""
        return self.group is Group.IN_CARE

    def months_in_care(self, months: int) -> bool:
        """Whether the child is in care, and has been for that many months without a break."""
        return self.in_care and self.last.started_on <= add_months(AS_AT, -months)

    @property
    def twelve_months_in_care(self) -> bool:
        """Likewise for twelve months, which 1 April to 31 March are."""
        return self.in_care and self.last.started_on <= YEAR_START

    def age_on(self, day: date) -> int:
        """The child's age on the day."""
        return age_on(self.born, day)

    def period_on(self, day: date) -> Period | None:
        """The period of care that covers the day."""
        return next((period for period in self.periods if period.covers(day)), None)


@dataclass(frozen=True)
class Spell:
    """A time during which something, of a kind where there are kinds, was so for a child."""

    child: Child
    started_on: date
    ended_on: date | None
    kind: str | None = None

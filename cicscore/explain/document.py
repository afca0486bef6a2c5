"""The document that ``cicscore explain`` produces, printed as text or JSON.

It holds counts and reasons only, and names no child: the rows behind a figure go to a separate file.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from cicscore.definition import Condition, Definition
from cicscore.results import Number, Row, Trend

SCHEMA_VERSION = "1.2"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class SideName(StrEnum):
    """Which side of a figure is explained."""

    DENOMINATOR = "denominator"
    NUMERATOR = "numerator"
    PUBLISHED = "published"


class WaterfallStep(Condition):
    """The rows left after one more condition."""

    rows: int = Field(description="Rows that are left.")
    left_out: int = Field(description="Rows for which this is the first thing that they do not meet.")
    children: int | None = Field(
        description="Different children of the rows left; null where not children's."
    )
    unknown: int = Field(default=0, description="Rows of which blank cells do not let this be known.")
    not_recorded: str | None = Field(
        default=None, description="How many they are, and which columns are blank on them."
    )


class Waterfall(_Part):
    """The steps from all rows of an extract to a numerator, a denominator or a published value."""

    side: SideName
    label: str | None = Field(description="What is counted, in the catalogue's words.")
    file: str
    steps: tuple[WaterfallStep, ...]
    counts: str = Field(description="What is counted of the rows that are left.")
    amount: Number | None = Field(description="What they come to; null for a published value.")


class PartFigure(_Part):
    """A figure that a value is made of."""

    indicator: str
    title: str
    comparator: str | None = Field(description="Whose figure it is; null where it is the indicator's own.")
    display: str | None = Field(description="The value as people see it; null where there is none.")


class ExplainedVariant(_Part):
    """A figure for one variant, and how it was counted; no waterfalls where nothing could be."""

    variant: str
    title: str
    figure: Row
    waterfalls: tuple[Waterfall, ...]
    made_of: tuple[PartFigure, ...] = Field(
        default=(), description="The figures that the value is made of, where it is made of others."
    )


class SideChange(_Part):
    """What changed one side between two days: now = before + entered - left + altered."""

    side: SideName
    counted: str = Field(description="Who or what entered and left: children, rows or values.")
    before: Number
    entered: Number
    left: Number
    altered: Number = Field(
        description="How much those that stayed came to differ; 0 where each counts as 1."
    )
    now: Number


class NumeratorMoves(_Part):
    """What changed a numerator that is part of its denominator."""

    entered_with_denominator: Number = Field(description="New to both.")
    moved_in: Number = Field(description="In the denominator on both days, new to the numerator.")
    left_with_denominator: Number = Field(description="Gone from both.")
    moved_out: Number = Field(description="In the denominator on both days, gone from the numerator.")


class FigureChange(_Part):
    """What changed a variant's figure since an earlier day, by cause."""

    variant: str
    before: Row
    sides: tuple[SideChange, ...]
    numerator_moves: NumeratorMoves | None = Field(
        description="Null where numerator and denominator do not count the same children or rows."
    )
    change: float | None = Field(description="Value less that of the earlier day.", allow_inf_nan=False)
    due_to_numerator: float | None = Field(description="The part of it, in points.", allow_inf_nan=False)
    due_to_denominator: float | None = Field(description="The other part.", allow_inf_nan=False)


class Changes(_Part):
    """What changed since an earlier day; a reason where the two days cannot be compared."""

    as_at: dt.date
    not_compared: str | None
    variants: tuple[FigureChange, ...]


class Explanation(_Part):
    """What an indicator means, and how its figures for one day were counted."""

    schema_version: str = SCHEMA_VERSION
    title: str
    organisation: str | None
    as_at: dt.date | None
    cicscore: str
    definition: Definition
    figures: tuple[ExplainedVariant, ...] = ()
    groups: tuple[Row, ...] = Field(default=(), description="The figures in the groups that were asked for.")
    changes: Changes | None = None
    trend: Trend | None = Field(default=None, description="Its month ends, where they were asked for.")

"""A definition in words: what ``explain`` and the pages of a report print of an indicator."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from cicscore.text import PrintedUnit
from cicscore.vocabulary import Unit


class _Part(BaseModel):
    # Built when the first document is made: most runs that import these make few of them, or none.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class YearRule(_Part):
    """How one year's figures are rated, or those of a quarter or month of it."""

    financial_year: str = Field(description="The days in words: 2015-16, Q1 of 2015-16, April 2015.")
    rule: str = Field(description="Green, amber and red in words, or why there is no rating.")
    target_source: str | None = Field(description="Where the target was set.")
    amber_source: str | None = Field(description="Where the amber limit comes from, or why it was chosen.")


class Condition(_Part):
    """One condition that a row must meet, in the order of the definition."""

    words: str
    term: str | None = Field(default=None, description="The named expression that it is part of.")

    @property
    def text(self) -> str:
        """The words, after the name of the expression they are part of."""
        return self.words if self.term is None else f'"{self.term}": {self.words}'


class Side(_Part):
    """A numerator, a denominator, or the lookup of a published value."""

    label: str | None = Field(description="What is counted, in the catalogue's words.")
    counts: str = Field(description="Rows, children, different values or a total.")
    extract: str
    file: str
    part_of_denominator: bool = Field(description="Whether it is counted among the denominator's rows.")
    window: str = Field(description="Which date has to fall into the period.")
    conditions: tuple[Condition, ...]


class NamedWords(_Part):
    """A named expression used in the conditions, and its meaning."""

    extract: str
    name: str
    words: str


class VariantWords(_Part):
    """The rows that a variant leaves out of this indicator."""

    id: str
    title: str
    words: str


class DueWords(_Part):
    """What has to be done for an indicator."""

    label: str = Field(description="What is due, in the plural.")
    extract: str
    file: str
    date: str = Field(description="The day by which.")
    done: str = Field(description="What says that it was done.")
    conditions: tuple[Condition, ...]


class MadeOf(_Part):
    """An indicator of whose value another is made, or a comparator's figure beside it."""

    indicator: str
    title: str
    comparator: str | None = Field(description="Whose figure it is; null where it is the indicator's own.")


class FormulaWords(_Part):
    """How a value is made of those of other indicators."""

    words: str
    parts: tuple[MadeOf, ...]


class _Worded(_Part):
    """The parts of a definition that are put into words."""

    id: str
    reference: str | None
    title: str
    theme: str
    meaning: str
    unit: Unit
    unit_label: str | None = None
    decimals: int
    period: str
    numerator: Side | None
    denominator: Side | None
    published: Side | None
    composed: FormulaWords | None = Field(
        default=None, description="How the value is made of others; null where it is counted or an input."
    )
    terms: tuple[NamedWords, ...]
    polarity: str
    rules: tuple[YearRule, ...]
    rated_on: str
    direction: str | None = Field(
        default=None, description="What the direction is; null where it is that from the earlier figure."
    )
    headline: str = Field(description="The variant that the first page's first line shows.")
    other_lines: tuple[str, ...] = Field(description="Further variants that are lines of the first page.")
    variants: tuple[VariantWords, ...]
    not_reported: dict[str, str]
    due: DueWords | None = Field(default=None, description="What is due for it, where it says so.")


class Definition(_Worded):
    """An indicator's definition in words, with the catalogue's notes on it."""

    @property
    def printed_in(self) -> PrintedUnit:
        """The unit as values are printed with it."""
        return PrintedUnit(self.unit, self.unit_label)

    note: str | None
    source: str | None
    owner: str | None
    checked_by: str | None
    review_by: dt.date | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    change_note: str | None


#: Fields copied from the catalogue's indicator under the same names.
COPIED_FIELDS = tuple(name for name in Definition.model_fields if name not in _Worded.model_fields)

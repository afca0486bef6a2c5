"""The mapping of benchmarks as written: which column and rows of an open-data file are which indicator.

These models check shape only. ``mapping`` resolves names.

    benchmarks:
      - file: looked_after.csv
        source: Children looked after in England, placements
        year_ends: 31 March
        indicators:
          placed_20_miles:
            value: percentage
            where: {characteristic: Placed more than 20 miles from home}
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from msgspec import Struct
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import WithJsonSchema as JsonSchemaIs
from pydantic_core import PydanticCustomError

from cicscore.catalogue.model import Identifier
from cicscore.text import MONTHS


class DayOfYear(Struct, frozen=True):
    """A day of every year."""

    month: int
    day: int

    def of(self, year: int) -> dt.date:
        """The day in a year."""
        return dt.date(year, self.month, self.day)


def _day_of_year(value: object) -> object:
    if isinstance(value, DayOfYear):
        return value
    match = re.fullmatch(r"([0-9]{1,2}) ([A-Za-z]+)", " ".join(str(value).split()))
    names = [name.casefold() for name in MONTHS]
    if match is not None and match[2].casefold() in names:
        month = names.index(match[2].casefold()) + 1
        try:
            dt.date(2001, month, int(match[1]))  # no leap year: the day has to be in every year
        except ValueError:
            pass
        else:
            return DayOfYear(month, int(match[1]))
    kind = "day_of_year"
    raise PydanticCustomError(kind, "a day and a month, such as 31 March")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_on_one_line)]
_Day = Annotated[
    Any,
    BeforeValidator(_day_of_year),
    JsonSchemaIs({"type": "string", "pattern": "^[0-9]{1,2} [A-Za-z]+$"}),
]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, defer_build=True)


class WrittenBenchmark(_Section):
    """Where the file has the figures of one indicator."""

    value: _Text = Field(description="The column that holds the figures.")
    where: dict[_Text, _Text] = Field(
        default_factory=dict, description="The category that a row has to be of: its text in each column."
    )


class WrittenFile(_Section):
    """An open-data file, and the indicators whose figures it has."""

    file: _Text = Field(description="The file's name, beside the mapping.")
    source: _Text = Field(description="Where the figures were published.")
    year_ends: _Day | None = Field(
        default=None,
        description=(
            "The day on which the years end that the file writes with four digits, such as 31 March. Needed"
            " for reporting years; calendar years end on 31 December where it is not given."
        ),
    )
    indicators: dict[Identifier, WrittenBenchmark] = Field(
        min_length=1, description="For each indicator of the catalogue, its column and rows."
    )


class BenchmarksDocument(_Section):
    """The whole file."""

    benchmarks: tuple[WrittenFile, ...] = Field(min_length=1)

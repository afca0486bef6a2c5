"""Figures that were published of several authorities and years, each with a status where there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct, field

from cicscore.vocabulary import Status


class PublishedFigure(Struct, frozen=True):
    """A cell of the file: a number, or why there is none."""

    value: Fraction | None
    status: Status = Status.PUBLISHED
    reason: str | None = None


#: What stands in a cell in place of a number, as government statistics write it. None of them is a number.
SYMBOLS: Final[Mapping[str, PublishedFigure]] = {
    "c": PublishedFigure(None, Status.SUPPRESSED, "suppressed as confidential (c)"),
    "z": PublishedFigure(None, Status.NOT_APPLICABLE, "not applicable (z)"),
    "x": PublishedFigure(None, Status.NOT_REPORTED, "not available (x)"),
    "u": PublishedFigure(None, Status.NOT_REPORTED, "not published, for low reliability (u)"),
    "k": PublishedFigure(None, Status.NOT_REPORTED, "not 0, but rounds to 0 (k)"),
    "low": PublishedFigure(None, Status.NOT_REPORTED, "not 0, but rounds to 0 (low)"),
    "": PublishedFigure(None, Status.NOT_REPORTED, "left blank in the file"),
}


class Authority(Struct, frozen=True):
    """A local authority as the file names it."""

    name: str
    codes: frozenset[str] = frozenset()
    region: str | None = None


class PublishedYear(Struct, frozen=True):
    """The figures of one year: of England, of each region and of each authority."""

    label: str
    ends: dt.date
    england: PublishedFigure | None = None
    regions: Mapping[str, PublishedFigure] = field(default_factory=dict)
    authorities: Mapping[Authority, PublishedFigure] = field(default_factory=dict)


class Benchmark(Struct, frozen=True):
    """The published figures of one indicator, by the day on which each year ends."""

    source: str
    years: Mapping[dt.date, PublishedYear]

    def latest(self, as_at: dt.date) -> PublishedYear | None:
        """The latest year that ended on ``as_at`` or before; ``None`` where every year is later."""
        days = [day for day in self.years if day <= as_at]
        return self.years[max(days)] if days else None

"""Find why a row has no figure, and whether the months of a window have data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    Catalogue,
    Composed,
    Indicator,
    Measure,
    Published,
    Ratio,
    Total,
    Variant,
    applies,
    counts_of,
    is_in_force,
)
from cicscore.catalogue.dependencies import columns_of, extracts_of, parts_of
from cicscore.catalogue.model import UnderVariants
from cicscore.catalogue.subsets import under
from cicscore.expressions.nodes import own_date
from cicscore.periods import add_months, financial_year, months_touched, window
from cicscore.rating import Measured
from cicscore.scorecard.counted import Defined, defined
from cicscore.tables.calendar import different_days
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts, Table
from cicscore.text import count_text, date_text, month_text
from cicscore.vocabulary import ALL, PeriodType, Status, Subject


class Availability(Struct, frozen=True):
    """What can be counted of the extracts of a run: found once, for all as-at dates."""

    _months: dict[tuple[str, str], frozenset[dt.date]] = field(default_factory=dict)
    _never: dict[tuple[Defined, Measure | None, str], Measured | None] = field(default_factory=dict)

    def months(self, extract: str, column: str, evaluation: Evaluation) -> frozenset[dt.date]:
        """The first days of the months with a row dated by ``column``."""
        key = (extract, column)
        if key not in self._months:
            days = evaluation.values(own_date(extract, column), extract)
            months = np.unique(different_days(days.day().values).astype("datetime64[M]"))
            self._months[key] = frozenset(months.astype("datetime64[D]").astype(object))
        return self._months[key]

    def never(
        self, indicator: Indicator, variant: Variant | None, catalogue: Catalogue, extracts: Extracts
    ) -> Measured | None:
        """The figure without a value, and its reason, for a row that cannot be counted on any day."""
        # By its measure too: its numerator may be asked for alone.
        key = (defined(indicator), indicator.measure, ALL if variant is None else variant.id)
        if key not in self._never:
            self._never[key] = _never(indicator, variant, catalogue, extracts)
        return self._never[key]


def unavailable(
    indicator: Indicator,
    variant: Variant | None,
    catalogue: Catalogue,
    extracts: Extracts,
    as_at: dt.date,
    available: Availability,
) -> Measured | None:
    """The figure without a value, and its reason, for a row that cannot be counted; otherwise ``None``."""
    if (unreported := not_reported(indicator, as_at)) is not None:
        return unreported
    if (never := available.never(indicator, variant, catalogue, extracts)) is not None:
        return never
    later = _why_before_the_data(indicator, extracts, as_at)
    return None if later is None else _without(Status.INSUFFICIENT_HISTORY, later)


def _never(
    indicator: Indicator, variant: Variant | None, catalogue: Catalogue, extracts: Extracts
) -> Measured | None:
    if variant is not None and not applies(variant.id, indicator):
        return _without(Status.NOT_APPLICABLE, "the catalogue does not apply the variant to this indicator")
    assert indicator.measure is not None  # noqa: S101 - without one it is not reported
    if variant is not None and (reason := _why_not_applicable(indicator.measure, variant, catalogue)):
        return _without(Status.NOT_APPLICABLE, reason)
    needed = extracts_of(indicator.measure, variant, catalogue)
    missing = [name for name in needed if name not in extracts.tables]
    # Where the children's extract is missing, extracts about children are missing for that reason alone.
    missing = [name for name in missing if {name, *extracts.tables} >= set(catalogue.extracts[name].linked)]
    if missing:
        return _without(Status.MISSING_EXTRACT, "; ".join(_why_missing(name, extracts) for name in missing))
    lacking = [
        why
        for extract, column in columns_of(indicator.measure, variant)
        if (why := extracts.tables[extract].lacking.get(column)) is not None
    ]
    if lacking:
        return _without(Status.MISSING_EXTRACT, "; ".join(dict.fromkeys(lacking)))
    emptied = [why for name in needed if (why := _why_emptied(extracts.tables[name])) is not None]
    if emptied:
        return _without(Status.MISSING_EXTRACT, "; ".join(dict.fromkeys(emptied)))
    return None


def not_reported(indicator: Indicator, as_at: dt.date) -> Measured | None:
    """The figure without a value where the catalogue says that there is none; otherwise ``None``."""
    year = financial_year(as_at)
    if year in indicator.written.not_reported:
        return _without(Status.NOT_REPORTED, indicator.written.not_reported[year])
    if indicator.measure is None:
        return _without(Status.NOT_REPORTED, f"nothing is defined for {year}")
    return None


def _without(status: Status, reason: str) -> Measured:
    return Measured(status, reason, None, None, None)


def _why_missing(name: str, extracts: Extracts) -> str:
    return extracts.missing.get(name, f"the extract {name} was not read")


def _why_emptied(table: Table) -> str | None:
    """The reason to treat an extract as missing where every row of it was left out; otherwise ``None``."""
    if len(table):
        return None
    source = table.source
    files = [(one.file, one.skipped_rows) for one in source.derived_from if one.skipped_rows == one.rows]
    for file, left_out in [(source.file, source.skipped_rows), *files]:
        if left_out:
            return f"no row of {file} is left: {count_text(left_out)} were left out, for faults"
    return None


def _why_before_the_data(indicator: Indicator, extracts: Extracts, as_at: dt.date) -> str | None:
    """The reason for no figure on a day before the data begin, when 0 would only mean that nothing is known.

    Applies to snapshots only; for a window, the months without data are reported (see ``completeness``).
    """
    if indicator.written.period is not PeriodType.SNAPSHOT or not isinstance(
        indicator.measure, Ratio | Total
    ):
        return None
    tables = (extracts.tables[count.extract] for count in counts_of(indicator.measure) if not count.dated_by)
    begins = {table.source.file: table.first_day for table in tables if not table.of_children}
    reasons = [
        f"{file} begins on {date_text(day)}"
        for file, day in begins.items()
        if day is not None and as_at < day
    ]
    return "; ".join(reasons) or None


def _why_not_applicable(measure: Measure, variant: Variant, catalogue: Catalogue) -> str | None:
    """Why a variant has no figure: its rule leaves out nothing that is counted."""
    match measure:
        case Published():
            return "the figure is published as a whole, so no children can be left out of it"
        case Composed():
            return None  # Its parts say so.
        case Ratio(under_variants=UnderVariants.NOT_APPLICABLE) if variant.kind is Subject.CHILD:
            return "the denominator is not made of children, and was not chosen to stay whole under a variant"
        case Ratio() | Total():
            counted = [count.extract for count in counts_of(measure)]
            touched = {extract for extract in counted if extract in variant.remove}
            if not touched and under(measure, variant) != measure:
                return None  # Rows about those counted are left out, and nobody counted.
            names = " and ".join(dict.fromkeys(counted))
            if variant.kind is Subject.CHILD:
                return None if touched else f"the rows of {names} do not belong to children"
            return _why_of_others(variant.kind, names, touched, counted)


def _why_of_others(kind: Subject, names: str, touched: set[str], counted: Sequence[str]) -> str | None:
    """Why a variant that speaks of workers or others has no figure, if it has none."""
    if not touched:
        return f"the variant speaks of {kind.plural}, and the rows of {names} are of others"
    if touched != set(counted):
        return f"the variant leaves {kind.plural} out of {' and '.join(sorted(touched))} alone"
    return None


class Completeness(Struct, frozen=True):
    """The months in a window and those with data; ``gaps`` has a phrase for each incomplete extract."""

    expected: int
    with_data: int
    gaps: tuple[str, ...]

    @property
    def counted(self) -> str:
        """The number of months with data, as a phrase."""
        if not self.with_data:
            return "no month of the window has data"
        return f"only {self.with_data} of the window's {self.expected} months have data"


def completeness(
    indicator: Indicator,
    catalogue: Catalogue,
    as_at: dt.date,
    available: Availability,
    evaluation: Evaluation,
) -> Completeness | None:
    """The completeness of an indicator's window; ``None`` where no rows are dated by one.

    What is made of others is as complete as the least complete of them.
    """
    measure = indicator.measure
    if isinstance(measure, Composed):
        parts = (part for part in parts_of(measure, catalogue) if is_in_force(part, as_at))
        each = [completeness(part, catalogue, as_at, available, evaluation) for part in parts]
        known = [one for one in each if one is not None]
        if not known:
            return None
        least = min(known, key=lambda one: Fraction(one.with_data, one.expected))
        return replace(least, gaps=tuple(dict.fromkeys(gap for one in known for gap in one.gaps)))
    if not isinstance(measure, Ratio | Total):
        return None
    dated = {
        (count.extract, count.dated_by): available.months(count.extract, count.dated_by, evaluation)
        for count in counts_of(measure)
        if count.dated_by is not None and count.extract in evaluation.tables
    }
    if not dated:
        return None
    expected = months_touched(window(indicator.written.period, as_at))
    lacking = {source: [month for month in expected if month not in has] for source, has in dated.items()}
    empty = {month for missing in lacking.values() for month in missing}
    gaps = tuple(
        f"{extract} has no {column} in {_spans_text(missing)}"
        for (extract, column), missing in lacking.items()
        if missing
    )
    return Completeness(len(expected), len(expected) - len(empty), gaps)


def _spans_text(months: Sequence[dt.date]) -> str:
    """Months in words, consecutive ones as a span: "May 2015, August 2015 to October 2015"."""
    spans: list[list[dt.date]] = []
    for month in months:
        if spans and add_months(spans[-1][-1], 1) == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(
        month_text(span[0]) if len(span) == 1 else f"{month_text(span[0])} to {month_text(span[-1])}"
        for span in spans
    )

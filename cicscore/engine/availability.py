"""Why a row may have no figure, known before anything is counted."""

from __future__ import annotations

import datetime as dt

from cicscore.catalogue.definitions import (
    Catalogue,
    Indicator,
    Measure,
    Published,
    Ratio,
    Total,
    Variant,
    counts_of,
)
from cicscore.catalogue.document import UnderVariants
from cicscore.catalogue.footing import columns_of, extracts_of
from cicscore.figures import count_text, date_text
from cicscore.periods import financial_year
from cicscore.rating import Measured
from cicscore.tables.table import Extracts, Table
from cicscore.vocabulary import PeriodType, Status


def unavailable(
    indicator: Indicator, variant: Variant | None, catalogue: Catalogue, extracts: Extracts, as_at: dt.date
) -> Measured | None:
    """The figure of a row that cannot have one, with the reason; ``None`` where it can be counted."""
    year = financial_year(as_at)
    if year in indicator.not_reported:
        return _without(Status.NOT_REPORTED, indicator.not_reported[year])
    if indicator.measure is None:
        return _without(Status.NOT_REPORTED, f"nothing is defined for {year}")
    if variant is not None and (reason := _why_not_applicable(indicator.measure, variant, catalogue)):
        return _without(Status.NOT_APPLICABLE, reason)
    needed = extracts_of(indicator.measure, variant, catalogue)
    missing = [name for name in needed if name not in extracts.tables]
    # Where the children's own extract is missing, those about them are for that reason alone.
    missing = [name for name in missing if catalogue.extracts[name].about in (None, name, *extracts.tables)]
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
    later = _why_before_the_data(indicator, extracts, as_at)
    return None if later is None else _without(Status.INSUFFICIENT_HISTORY, later)


def _without(status: Status, reason: str) -> Measured:
    return Measured(status, reason, None, None, None)


def _why_missing(name: str, extracts: Extracts) -> str:
    return extracts.missing.get(name, f"the extract {name} was not read")


def _why_emptied(table: Table) -> str | None:
    """Why an extract of which every row was left out is as good as missing: nothing of it is known."""
    if len(table):
        return None
    source = table.source
    files = [(one.file, one.skipped_rows) for one in source.derived_from if one.skipped_rows == one.rows]
    for file, left_out in [(source.file, source.skipped_rows), *files]:
        if left_out:
            return f"no row of {file} is left: {count_text(left_out)} were left out, for faults"
    return None


def _why_before_the_data(indicator: Indicator, extracts: Extracts, as_at: dt.date) -> str | None:
    """Why a day before anything that is counted has no figure: then 0 would mean that nothing is known.

    Asked of snapshots only; of a window the months without data are told (see ``completeness``).
    """
    if indicator.period is not PeriodType.SNAPSHOT or not isinstance(indicator.measure, Ratio | Total):
        return None
    tables = (extracts.tables[count.extract] for count in counts_of(indicator.measure) if not count.dated_by)
    begins = {table.source.file: table.first_day for table in tables if not table.of_children}
    told = [
        f"{file} begins on {date_text(day)}"
        for file, day in begins.items()
        if day is not None and as_at < day
    ]
    return "; ".join(told) or None


def _why_not_applicable(measure: Measure, variant: Variant, catalogue: Catalogue) -> str | None:
    """Why a variant has no figure of its own: its rule touches nothing that is counted."""
    match measure:
        case Published():
            return "the figure is published as a whole, so no children can be left out of it"
        case Ratio(under_variants=UnderVariants.NOT_APPLICABLE):
            return "the denominator is not made of children, and was not chosen to stay whole under a variant"
        case Ratio() | Total():
            counted = [count.extract for count in counts_of(measure)]
            if any(extract in variant.remove for extract in counted):
                return None
            names = " and ".join(dict.fromkeys(counted))
            return f"the rows of {names} do not belong to children"

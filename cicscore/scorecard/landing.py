"""Where figures land: on days to come, if none, or all, of what is due by then is done.

Each figure is the scorecard's own of that day, from the extracts as they are or as they would be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from cicscore.catalogue.definitions import Breakdown, Catalogue, Indicator, definition_on
from cicscore.periods import month_end, year_start
from cicscore.results import Landing, Row
from cicscore.scorecard.computation import Computation
from cicscore.scorecard.done import with_all_done
from cicscore.scorecard.due import Items, NotKnown, data_end
from cicscore.scorecard.parts import figures_once
from cicscore.scorecard.score import Request, rows_of
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts
from cicscore.text import date_text
from cicscore.vocabulary import DueStatus, IfDone

_DAY = dt.timedelta(days=1)


def next_month_end(day: dt.date) -> dt.date:
    """The first end of a month after ``day``."""
    return month_end(day + _DAY)


def next_year_end(day: dt.date) -> dt.date:
    """The first end of a financial year after ``day``."""
    return dt.date(year_start(day + _DAY).year + 1, 3, 31)


class World(Struct, frozen=True):
    """The extracts as they are, with what has been evaluated on each day: shared by all indicators."""

    catalogue: Catalogue
    extracts: Extracts
    days: dict[dt.date, Computation]

    def on(self, day: dt.date) -> Computation:
        """The computation of a day."""
        if day not in self.days:
            first = next(iter(self.days.values()), None)
            shared = Evaluation(self.extracts.tables, None) if first is None else first.evaluation
            self.days[day] = Computation(self.catalogue, self.extracts, day, shared.without_dated())
        return self.days[day]


def landings(
    indicator: Indicator,
    found: Items | NotKnown,
    world: World,
    as_at: dt.date,
    breakdowns: tuple[Breakdown, ...],
) -> Iterator[Landing]:
    """The indicator's figures now, and at the ends of the month and of the year."""
    yield from _landed(_rows(indicator, world.on(as_at), breakdowns), as_at, IfDone.NOW, None)
    for day in dict.fromkeys((next_month_end(as_at), next_year_end(as_at))):
        then = definition_on(world.catalogue, indicator.written.id, day)
        if then is None:
            yield from _undefined(indicator, day)
            continue
        as_it_is = _rows(then, world.on(day), breakdowns)
        why = found if isinstance(found, NotKnown) else _beyond(found, world.on(as_at), day)
        yield from _landed(as_it_is, day, IfDone.NONE, why)
        if why is not None or isinstance(found, NotKnown):
            yield from _landed(as_it_is, day, IfDone.ALL, why)
            continue
        done = with_all_done(found.due, world.catalogue, world.extracts, as_at, day)
        computation = Computation(world.catalogue, done, day, Evaluation(done.tables, None))
        yield from _landed(_rows(then, computation, breakdowns), day, IfDone.ALL, None)


def _rows(indicator: Indicator, computation: Computation, breakdowns: tuple[Breakdown, ...]) -> Sequence[Row]:
    """The scorecard's rows of the indicator's lines on the computation's day."""
    found = figures_once(indicator, computation, breakdowns)
    rows = rows_of(indicator, found, computation, Request(computation.as_at))
    return [row for row in rows if row.variant in indicator.written.lines]


def _beyond(found: Items, now: Computation, day: dt.date) -> NotKnown | None:
    """Why a figure of ``day`` cannot be known: where each thing due has a row, the rows end before it."""
    last = data_end(found, now)
    if last is not None and day <= last:
        return None
    file = now.extracts.tables[found.due.extract].source.file
    ends = "no due date at all" if last is None else f"no due date after {date_text(last)}"
    return NotKnown(DueStatus.BEYOND_DATA, f"{file} holds {ends}")


def _undefined(indicator: Indicator, day: dt.date) -> Iterator[Landing]:
    """The landings of a day on which the catalogue has no definition."""
    nothing = dict.fromkeys(Landing.model_fields) | {
        "indicator": indicator.written.id,
        "as_at": day,
        "status": DueStatus.NO_FIGURE,
        "status_reason": f"the catalogue has no definition for {date_text(day)}",
    }
    for variant in indicator.written.lines:
        for if_done in (IfDone.NONE, IfDone.ALL):
            yield Landing(**nothing | {"variant": variant, "if_done": if_done})


def _landed(rows: Iterable[Row], day: dt.date, if_done: IfDone, why: NotKnown | None) -> Iterator[Landing]:
    for row in rows:
        shared: dict[str, Any] = {
            name: getattr(row, name)
            for name in ("indicator", "variant", "breakdown", "group", "target", "target_display", "amber")
        }
        known: dict[str, Any] = {
            name: getattr(row, name)
            for name in (
                "numerator",
                "denominator",
                "value",
                "display",
                "rag",
                "rag_safe",
                "rag_reason",
                "status_reason",
            )
        }
        status = DueStatus.NO_FIGURE if row.value is None else DueStatus.KNOWN
        if why is not None:
            status = why.status
            known = dict.fromkeys(known) | {"status_reason": why.reason}
        yield Landing(**shared, **known, as_at=day, if_done=if_done, status=status)

"""A scorecard by the oracle: each figure with its rating and what it is compared with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from tests.oracle.earlier import (
    Compared,
    Published,
    as_printed,
    compared,
    day_before,
    is_one_definition,
    places_of,
)
from tests.oracle.extracts import Extracts
from tests.oracle.oracle import EVERYONE, Calculation, Group, Result, calculation_of, origin, read_catalogue
from tests.oracle.ratings import Rating, limits_of, rated
from tests.oracle.trend import month_ends, trend_direction

#: An indicator, a variant, and a breakdown with a group of it, or two blanks for everybody.
At = tuple[str, str, str, str]


class Line(NamedTuple):
    """One row of a scorecard."""

    result: Result
    rating: Rating
    previous: Compared
    also: Compared
    outturn: Compared
    direction: str | None


@dataclass(frozen=True)
class Request:
    """What is computed: the day, what was published, how many months, and by which breakdowns."""

    as_at: date
    published: Published
    months: int = 0
    by: tuple[str, ...] = ()


def scorecard(catalogue_path: Path, folder: Path, request: Request) -> dict[At, Line]:
    """Compute, compare and rate every indicator, of everybody and of each group."""
    return dict(Computation(read_catalogue(catalogue_path), folder, request).lines())


class Computation:
    """One scorecard over the extracts of a folder."""

    def __init__(self, catalogue: dict[str, Any], folder: Path, request: Request) -> None:
        """Read the extracts once for every day and group."""
        self.catalogue = catalogue
        self.settings = catalogue.get("settings", {})
        self.extracts = Extracts(catalogue["extracts"], folder)
        self.request = request
        self.now = self.on(request.as_at)
        self.months = {day: self.on(day) for day in month_ends(request.as_at, request.months)}

    def on(self, day: date, group: Group | None = None) -> Calculation:
        """The calculation of a day."""
        return calculation_of(self.catalogue, self.extracts, day, group)

    def lines(self) -> Iterator[tuple[At, Line]]:
        """Each row of the scorecard."""
        for name, indicator in self.now.valid.items():
            for variant in dict.fromkeys([EVERYONE, *self.now.variants]):
                result = self.now.result(indicator, variant)
                yield (name, variant, "", ""), self.line(indicator, variant, result)
        for breakdown in self.request.by:
            yield from self.lines_by(breakdown)

    def lines_by(self, breakdown: str) -> Iterator[tuple[At, Line]]:
        """The rows of a breakdown's groups: rated, but compared with nothing."""
        by = tuple(self.catalogue["breakdowns"][part] for part in breakdown.split(","))
        indicators = [
            one
            for one in self.now.valid.values()
            if all(divides(expression, one, self.extracts) for expression in by)
        ]
        found = {one["id"]: self.now.groups(one, by) for one in indicators}
        for group in sorted(set().union(*found.values())):
            there = self.on(self.request.as_at, Group(by, group))
            for indicator in indicators:
                if group in found[indicator["id"]]:
                    for variant in dict.fromkeys([EVERYONE, *there.variants]):
                        result = there.result(indicator, variant)
                        limits = limits_of(indicator, self.request.as_at, breakdown, group)
                        rating = rated(self.looked_at(indicator, result), indicator["polarity"], limits, None)
                        none = Compared()
                        at = (indicator["id"], variant, breakdown, group)
                        yield at, Line(result, rating, none, none, none, None)

    def line(self, indicator: dict[str, Any], variant: str, result: Result) -> Line:
        """One row of everybody."""
        as_at = self.request.as_at
        limits = limits_of(indicator, as_at)
        target = None if limits is None else limits.target
        figures = self.request.published.get((indicator["id"], variant), {})

        def with_that_of(compare: str | None) -> Compared:
            if compare is None:
                return Compared()
            day = day_before(compare, as_at)
            definitions = self.on(day).valid.get(indicator["id"]), indicator
            return compared(result.value, figures, day, definitions, as_at, target)

        previous = with_that_of(self.said(indicator, "compare") or "previous_quarter")
        direction = previous.direction
        rating = rated(self.looked_at(indicator, result), indicator["polarity"], limits, direction)
        if self.said(indicator, "direction") == "tendency":
            direction = None if result.value is None else self.trend(indicator, variant)
        also = with_that_of(self.said(indicator, "also_compare"))
        return Line(result, rating, previous, also, with_that_of("outturn"), direction)

    def said(self, indicator: dict[str, Any], key: str) -> str | None:
        """What an indicator says, or else the settings."""
        found: str | None = indicator.get(key, self.settings.get(key))
        return found

    def trend(self, indicator: dict[str, Any], variant: str) -> str | None:
        """The direction of the trend over the months that were asked for."""

        def value_of(then: Calculation) -> Fraction | None:
            there = then.valid.get(indicator["id"])
            if there is None or not is_one_definition(there, indicator):
                return None
            return then.result(there, variant).value

        return trend_direction(indicator, {day: value_of(then) for day, then in self.months.items()})

    def looked_at(self, indicator: dict[str, Any], result: Result) -> Fraction | None:
        """The value that is rated: exact, or as it is printed where the settings say so."""
        if result.value is None or self.settings.get("rate_on") != "displayed":
            return result.value
        return as_printed(result.value, places_of(indicator))


def divides(expression: str, indicator: dict[str, Any], extracts: Extracts) -> bool:
    """Whether a breakdown groups the rows of both sides: it names their columns, or those of their child."""
    if "numerator" not in indicator:
        return False
    sides = [side for side in ("numerator", "denominator") if side in indicator]
    return all(is_about(expression, origin(indicator, side)["from"], extracts) for side in sides)


def is_about(expression: str, extract: str, extracts: Extracts) -> bool:
    """Whether an expression can be read of an extract's rows."""
    tree = ast.parse(expression, mode="eval")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    declared = extracts.declared[extract]
    known = {*declared["columns"], *declared.get("named", {}), "as_at"}
    known |= {"child"} if "child" in extracts.subjects(extract) else set()
    return names - called <= known

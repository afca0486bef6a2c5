"""Put published figures of others beside an indicator's own: where the authority stands, and comparators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from cicscore.benchmarks.figures import Benchmark, PublishedYear
from cicscore.benchmarks.standing import (
    LEAST_FOR_QUARTILES,
    Found,
    Place,
    Spread,
    Whom,
    best,
    find,
    is_ranked,
    mean_of,
    numbers_of,
    place_among,
    place_text,
    quartile_of,
    spread_of,
    upper_quartile,
    whom_of,
)
from cicscore.catalogue.definitions import Catalogue, Comparators, Indicator, definition_on
from cicscore.catalogue.model import ComparatorFigure
from cicscore.results import BenchmarkRow, NeighbourFigure
from cicscore.text import ordinal, printed, value_text
from cicscore.vocabulary import Comparator, Polarity, Status

#: Enough digits that no rounding of a mean to print it comes out otherwise.
_CONTEXT = Context(prec=60)


def benchmark_row(
    indicator: Indicator, benchmark: Benchmark, whom: Whom, ours: Fraction | None, as_at: dt.date
) -> BenchmarkRow | None:
    """Where the authority stands in the latest year that ended by ``as_at``; ``None`` where none did.

    ``ours`` is the indicator's own figure for everybody.
    """
    year = benchmark.latest(as_at)
    if year is None:
        return None
    own = None if whom.authority is None else find(whom.authority, year)
    neighbours = [find(named, year) for named in whom.neighbours]
    numbers = numbers_of(year)
    polarity = indicator.written.polarity
    return BenchmarkRow(
        indicator=indicator.written.id,
        period=year.label,
        as_at=year.ends,
        source=benchmark.source,
        **_of_own(indicator, own),
        **_standing(own, numbers, polarity),
        **_spread(indicator, spread_of(list(numbers.values()))),
        **_neighbours(indicator, own, neighbours),
        current_rank=_current_rank(indicator, own, numbers, ours),
        notes=tuple(_notes(year, neighbours, len(numbers))),
    )


def _of_own(indicator: Indicator, own: Found | None) -> dict[str, Any]:
    if own is None:
        reason = "the catalogue does not say whose scorecard it is"
        none = dict.fromkeys(("authority", "value", "display"))
        return {**none, "status": Status.NOT_REPORTED, "status_reason": reason}
    figure = own.figure
    return {
        "authority": own.name,
        "status": figure.status,
        "status_reason": figure.reason,
        "value": _number(figure.value),
        "display": _text(indicator, figure.value),
    }


def _standing(own: Found | None, numbers: Mapping[Any, Fraction], polarity: Polarity) -> dict[str, Any]:
    """The authority's rank and quartile among all that have a figure."""
    place = _place(own, numbers, polarity)
    spread = spread_of(list(numbers.values()))
    value = None if own is None else own.figure.value
    quartile = (
        None if place is None or value is None or spread is None else quartile_of(value, spread, polarity)
    )
    return {
        "rank": None if place is None else place.rank,
        "rank_of": len(numbers),
        "ranked_alike": None if place is None else place.alike,
        "rank_reason": _rank_reason(own, place, quartile, polarity),
        "quartile": quartile,
    }


def _place(own: Found | None, numbers: Mapping[Any, Fraction], polarity: Polarity) -> Place | None:
    if own is None or own.figure.value is None or not is_ranked(polarity):
        return None
    others = [value for one, value in numbers.items() if one != own.authority]
    return place_among(own.figure.value, others, polarity)


def _rank_reason(own: Found | None, place: Place | None, quartile: int | None, polarity: Polarity) -> str:
    if own is None:
        return "No rank: the catalogue does not say whose scorecard it is."
    if own.figure.value is None:
        return f"No rank: {own.name} is {own.figure.reason}."
    if place is None:
        why = {
            Polarity.TARGET: "the plan is best, and others' plans are not known",
            Polarity.NONE: "neither higher nor lower is better",
        }
        return f"No rank: {why[polarity]}."
    quarter = (
        f", in the {ordinal(quartile)} quartile"
        if quartile is not None
        else f"; no quartile of fewer than {LEAST_FOR_QUARTILES}"
    )
    return f"{own.name} is {place_text(place, 'authorities with a figure')}{quarter}; 1st is best."


def _spread(indicator: Indicator, spread: Spread | None) -> dict[str, Any]:
    upper = None if spread is None else upper_quartile(spread, indicator.written.polarity)
    names = ("lowest", "first_quartile", "median", "third_quartile", "highest")
    return {
        **{name: _number(None if spread is None else getattr(spread, name)) for name in names},
        "median_display": _text(indicator, None if spread is None else spread.median),
        "upper_quartile": _number(upper),
        "upper_quartile_display": _text(indicator, upper),
    }


def _neighbours(indicator: Indicator, own: Found | None, found: Sequence[Found]) -> dict[str, Any]:
    polarity = indicator.written.polarity
    known = [one for one in found if one.figure.value is not None]
    values = [one.figure.value for one in known if one.figure.value is not None]
    mean = mean_of(values)
    first = best(values, polarity) if values and is_ranked(polarity) else None
    place = None
    if own is not None and own.figure.value is not None and values and is_ranked(polarity):
        place = place_among(own.figure.value, values, polarity)
    return {
        "neighbours": tuple(
            NeighbourFigure(
                name=one.name,
                status=one.figure.status,
                status_reason=one.figure.reason,
                value=_number(one.figure.value),
                display=_text(indicator, one.figure.value),
            )
            for one in found
        ),
        "neighbours_mean": _number(mean),
        "neighbours_mean_display": _text(indicator, mean),
        "neighbours_with_figure": len(known),
        "neighbours_rank": None if place is None else place.rank,
        "best_neighbour": _best_names(known, first),
        "best_neighbour_value": _number(first),
        "best_neighbour_display": _text(indicator, first),
    }


def _best_names(known: Sequence[Found], first: Fraction | None) -> str | None:
    names = [one.name for one in known if one.figure.value == first]
    return " and ".join(names) if first is not None else None


def _current_rank(
    indicator: Indicator, own: Found | None, numbers: Mapping[Any, Fraction], ours: Fraction | None
) -> int | None:
    """The place of the scorecard's own figure as it is printed; the authority's published one gives way."""
    polarity = indicator.written.polarity
    if ours is None or not is_ranked(polarity):
        return None
    mine = None if own is None else own.authority
    others = [value for one, value in numbers.items() if one != mine]
    shown = Fraction(printed(ours, indicator.decimals))
    return place_among(shown, others, polarity).rank if others else None


def _notes(year: PublishedYear, neighbours: Sequence[Found], known: int) -> Iterator[str]:
    without = len(year.authorities) - known
    if without == 1:
        yield "without_figure: 1 authority has a symbol in place of a figure, and is left out"
    elif without:
        yield f"without_figure: {without:,} authorities have a symbol in place of a figure, and are left out"
    lacking = [f"{one.name}, {one.figure.reason}" for one in neighbours if one.figure.value is None]
    if lacking:
        yield f"neighbours_without_figure: neighbours without a figure: {'; '.join(lacking)}"


def comparators_of(indicator: Indicator, benchmark: Benchmark, whom: Whom) -> Comparators:
    """England, the region, the neighbours and the median of every year, as figures to compare with.

    Each says in its source how it was made. What was not published is not among them.
    """
    found: dict[str, dict[dt.date, ComparatorFigure]] = {}
    for year in benchmark.years.values():
        for name, value, about in _compared(indicator, year, whom):
            source = "; ".join((benchmark.source, year.label, *([about] if about else [])))
            figure = ComparatorFigure.model_construct(value=_decimal(value), source=source)
            found.setdefault(name, {})[year.ends] = figure
    return found


def _compared(
    indicator: Indicator, year: PublishedYear, whom: Whom
) -> Iterator[tuple[str, Fraction, str | None]]:
    """The name, the value and the making of each comparator of a year."""
    polarity = indicator.written.polarity
    if year.england is not None and year.england.value is not None:
        yield Comparator.ENGLAND, year.england.value, None
    own = None if whom.authority is None else find(whom.authority, year)
    region = None if own is None or own.authority is None else own.authority.region
    regional = None if region is None else year.regions.get(region)
    if regional is not None and regional.value is not None:
        yield Comparator.REGION, regional.value, region
    found = [find(named, year) for named in whom.neighbours]
    known = [one for one in found if one.figure.value is not None]
    values = [one.figure.value for one in known if one.figure.value is not None]
    mean = mean_of(values)
    if mean is not None:
        about = f"mean of {len(values):,} of {len(found):,} neighbours"
        yield Comparator.STATISTICAL_NEIGHBOURS, mean, about
        if is_ranked(polarity):
            first = best(values, polarity)
            yield Comparator.BEST_NEIGHBOUR, first, _best_names(known, first)
    spread = spread_of(list(numbers_of(year).values()))
    if spread is not None:
        about = f"{spread.figures:,} authorities"
        yield Comparator.MEDIAN, spread.median, about
        upper = upper_quartile(spread, polarity)
        if upper is not None:
            yield Comparator.UPPER_QUARTILE, upper, about


def with_benchmarks(
    comparators: Mapping[str, Comparators],
    benchmarks: Mapping[str, Benchmark],
    catalogue: Catalogue,
    as_at: dt.date,
) -> Mapping[str, Comparators]:
    """Comparators' figures with those of benchmarks; what is given for the same day stands before them."""
    whom, found = whom_of(catalogue.settings), dict(comparators)
    for name, benchmark in benchmarks.items():
        indicator = definition_on(catalogue, name, as_at)
        if indicator is None:
            continue
        ours, given = comparators_of(indicator, benchmark, whom), comparators.get(name, {})
        found[name] = {who: {**ours.get(who, {}), **given.get(who, {})} for who in {**ours, **given}}
    return found


def _decimal(value: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _text(indicator: Indicator, value: Fraction | None) -> str | None:
    return None if value is None else value_text(value, indicator.written.printed_in, indicator.decimals)

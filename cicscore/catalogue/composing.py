"""Check indicators that are made of others: never of themselves, of one unit, over a period of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.yaml import Path
from cicscore.expressions.formula import FormulaNames
from cicscore.expressions.quantities import misfit
from cicscore.vocabulary import Comparator, PeriodType, Unit, comparator_order

#: An indicator made of others, and the number of its definition in the file.
_Whole: TypeAlias = tuple[int, c.Indicator, c.Composed]


def names_in_formulas(document: d.CatalogueDocument) -> FormulaNames:
    """What a formula may name: every indicator, and comparators with a usual name or with figures here."""
    ids = dict.fromkeys(one.id for one in document.indicators)
    stated = (name for one in document.indicators for name in one.comparators)
    return FormulaNames(tuple(ids), comparator_order((*Comparator, *stated)))


def link_composed(indicators: tuple[c.Indicator, ...], reporter: Reporter) -> tuple[c.Indicator, ...]:
    """The indicators, with what follows from their parts; one with a fault has nothing to compute."""
    linked = list(indicators)
    circular = _in_circles(indicators)
    for index, indicator, _ in _wholes(indicators):
        if indicator.written.id in circular:
            _report_circle(index, circular[indicator.written.id], reporter)
            linked[index] = replace(indicator, measure=None)
    for index, indicator, measure in _inside_out(tuple(linked)):
        numbers = [
            number
            for number, part in enumerate(linked)
            if part.written.id in measure.parts and _meet(part, indicator)
        ]
        if not all(_is_whole(number, reporter) for number in numbers):
            continue
        parts = [linked[number] for number in numbers]
        sound = _check_units(index, indicator, measure, parts, reporter)
        sound = _check_period(index, indicator, parts, reporter) and sound
        grows = any(c.compared_as(part) is PeriodType.YEAR_TO_DATE for part in parts)
        linked[index] = replace(indicator, measure=replace(measure, grows=grows) if sound else None)
    return tuple(linked)


def _wholes(indicators: Sequence[c.Indicator]) -> Iterator[_Whole]:
    for index, indicator in enumerate(indicators):
        if isinstance(indicator.measure, c.Composed):
            yield index, indicator, indicator.measure


def _is_whole(number: int, reporter: Reporter) -> bool:
    """Whether what is checked of a part could be read."""
    return all(
        reporter.source.whole(("indicators", number, key))
        for key in ("id", "unit", "period", "valid_from", "valid_to")
    )


def _meet(part: c.Indicator, whole: c.Indicator) -> bool:
    """Whether two definitions are in force on some day."""
    first, second = part.written, whole.written
    starts = [one.valid_from for one in (first, second) if one.valid_from is not None]
    ends = [one.valid_to for one in (first, second) if one.valid_to is not None]
    return not starts or not ends or max(starts) <= min(ends)


# Circles ---------------------------------------------------------------------------------------------


def _in_circles(indicators: Sequence[c.Indicator]) -> dict[str, tuple[str, ...]]:
    """The ids of indicators made of themselves, each with the way round."""
    parts = _parts(indicators)
    ways = {name: _way_back(name, parts) for name in parts}
    return {name: way for name, way in ways.items() if way}


def _parts(indicators: Sequence[c.Indicator]) -> Mapping[str, tuple[str, ...]]:
    """What each id is made of, by any of its definitions."""
    found: dict[str, tuple[str, ...]] = {}
    for _, indicator, measure in _wholes(indicators):
        name = indicator.written.id
        found[name] = tuple(dict.fromkeys((*found.get(name, ()), *measure.parts)))
    return found


def _way_back(name: str, parts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The shortest way from an indicator to itself through what each is made of; empty for none."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    for way in ways:
        for part in parts.get(way[-1], ()):
            if part == name:
                return (*way, part)
            if part not in seen:
                seen.add(part)
                ways.append((*way, part))
    return ()


def _report_circle(index: int, way: tuple[str, ...], reporter: Reporter) -> None:
    steps = ", which is made of ".join(f"`{name}`" for name in way[1:])
    reporter.report(
        "made-of-itself",
        _path(index),
        f"`{way[0]}` is made of {steps}",
        "Make it of indicators that count something.",
    )


def _inside_out(indicators: Sequence[c.Indicator]) -> list[_Whole]:
    """The indicators made of others, each after those that it is made of."""
    parts = _parts(indicators)

    def depth(name: str) -> int:
        return 1 + max((depth(part) for part in parts[name]), default=0) if name in parts else 0

    return sorted(_wholes(indicators), key=lambda whole: depth(whole[1].written.id))


# Units and periods -----------------------------------------------------------------------------------


def _check_units(
    index: int, whole: c.Indicator, measure: c.Composed, parts: Sequence[c.Indicator], reporter: Reporter
) -> bool:
    """Report a formula that is no value of the indicator's unit, or whose parts have another unit later."""
    units: dict[str, Unit] = {}
    for part in parts:
        name, unit = part.written.id, part.written.unit
        if units.setdefault(name, unit) is not unit:
            reporter.report(
                "parts-of-unlike-units",
                _path(index),
                f"`{name}` is {units[name].value} by one definition and {unit.value} by another",
                "Give this indicator a definition of its own for each, with `changes`.",
            )
            return False
    missing = [name for name in measure.parts if name not in units]
    if missing:
        reporter.report(
            "part-never-in-force",
            _path(index),
            f"`{missing[0]}` has no definition on any day on which `{whole.written.id}` has one",
            "Correct `valid_from` or `valid_to` of one of the two.",
        )
        return False
    unlike = misfit(measure.formula, units, whole.written.unit)
    if unlike is None:
        return True
    reporter.report("parts-of-unlike-units", _path(index), unlike.found, unlike.advice, offset=unlike.span[0])
    return False


def _check_period(index: int, whole: c.Indicator, parts: Sequence[c.Indicator], reporter: Reporter) -> bool:
    """Report a period that is printed with the figure and that nothing in it looks at."""
    periods = tuple(dict.fromkeys(part.written.period for part in parts))
    if not parts or whole.written.period in periods:
        return True
    words = ", ".join(period.value for period in periods)
    reporter.report(
        "period-of-no-part",
        ("indicators", index, "period"),
        f"the period is {whole.written.period.value}, and nothing that the indicator is made of looks at it",
        "Write the period of its parts; of several, the one that the figure is read by.",
        allowed=words,
    )
    return False


def _path(index: int) -> Path:
    return ("indicators", index, "value", "from_indicators")

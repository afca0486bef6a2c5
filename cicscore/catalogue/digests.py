"""Digests of what a catalogue means, by which two documents tell whether they were made alike.

A digest is taken of meaning: expressions in their one standard form, with names expanded, sets in order.
Comments, layout, order and what is only printed do not count.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from msgspec import Struct
from pydantic import BaseModel

from cicscore.catalogue.definitions import (
    Breakdown,
    Catalogue,
    Composed,
    Count,
    Extract,
    Followed,
    Indicator,
    Measure,
    Subset,
    Targets,
    Variant,
    applies,
    is_in_force,
)
from cicscore.catalogue.dependencies import ColumnOf, Reads, counted_extracts, parts_of, reads
from cicscore.catalogue.model import Column, OtherCodes, Settings
from cicscore.catalogue.subsets import under
from cicscore.catalogue.target_spans import TargetSpan
from cicscore.expressions.equivalence import meaning
from cicscore.expressions.formula import parts_in
from cicscore.expressions.nodes import Aggregate, Node, Written
from cicscore.manifest import DefinitionDigest, Manifest
from cicscore.periods import financial_year
from cicscore.rating import Thresholds
from cicscore.vocabulary import DirectionFrom, Subject


def manifest_of(
    catalogue: Catalogue,
    days: Collection[dt.date],
    only: Collection[str] | None = None,
    breakdowns: Iterable[Breakdown] = (),
) -> Manifest:
    """The manifest of a document of these days; options and files are for the caller to add."""
    years = sorted({financial_year(day) for day in days})
    dictionary = _Dictionary(catalogue)
    return Manifest(
        definitions=tuple(
            _definition(indicator, dictionary, years)
            for indicator in catalogue.indicators
            if (only is None or indicator.written.id in only)
            and any(is_in_force(indicator, day) for day in days)
        ),
        breakdowns={breakdown.id: _digest(breakdown.group) for breakdown in breakdowns},
        settings=_settings(catalogue.settings),
    )


class _Dictionary:
    """A catalogue's extracts and columns, each with its digest, which is taken once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._extracts: dict[str, str] = {}
        self._columns: dict[ColumnOf, str] = {}

    def extract(self, name: str) -> str:
        """The digest of what an extract's rows have to be."""
        if name not in self._extracts:
            self._extracts[name] = _digest(_extract(self.catalogue.extracts[name]))
        return self._extracts[name]

    def column(self, at: ColumnOf) -> str:
        """The digest of what a column may hold."""
        if at not in self._columns:
            self._columns[at] = _digest(_column(at, self.catalogue))
        return self._columns[at]


def _definition(indicator: Indicator, dictionary: _Dictionary, years: Iterable[str]) -> DefinitionDigest:
    read = reads(indicator, dictionary.catalogue)
    return DefinitionDigest(
        indicator=indicator.written.id,
        valid_from=indicator.written.valid_from,
        figure=_digest(_figure(indicator, read, dictionary)),
        ratings={year: _digest(_rating(indicator, year, dictionary.catalogue.settings)) for year in years},
        extracts=tuple(sorted(read.extracts)),
    )


def figure_digests(catalogue: Catalogue) -> Mapping[str, frozenset[str]]:
    """What decides the figures of each indicator, by any of its definitions."""
    found: dict[str, frozenset[str]] = {}
    dictionary = _Dictionary(catalogue)
    for each in catalogue.indicators:
        digest = _digest(_figure(each, reads(each, catalogue), dictionary))
        found[each.written.id] = found.get(each.written.id, frozenset()) | {digest}
    return found


def _figure(indicator: Indicator, read: Reads, dictionary: _Dictionary) -> dict[str, object]:
    """All that decides an indicator's figures."""
    written, rows = indicator.written, counted_extracts(indicator.measure)
    return {
        **_made_of(indicator.measure, dictionary),
        "measure": indicator.measure,
        "period": written.period,
        "unit": written.unit,
        "not reported": sorted(written.not_reported),
        "extracts": {name: dictionary.extract(name) for name in read.extracts},
        "columns": {".".join(column): dictionary.column(column) for column in read.counted},
        "variants": {
            variant.id: {name: variant.remove[name] for name in rows & variant.remove.keys()}
            | _read_within(indicator, variant)
            for variant in dictionary.catalogue.variants.values()
            if applies(variant.id, indicator)
        },
    }


def _made_of(measure: Measure | None, dictionary: _Dictionary) -> dict[str, object]:
    """What decides the figures that a value is made of; nothing for one that is counted."""
    if not isinstance(measure, Composed):
        return {}
    parts = {
        f"{part.written.id} {part.written.valid_from or ''}": _figure(
            part, reads(part, dictionary.catalogue), dictionary
        )
        for part in parts_of(measure, dictionary.catalogue)
    }
    return {"parts": parts, "comparators": comparators_used(measure, dictionary.catalogue)}


def comparators_used(measure: Composed, catalogue: Catalogue) -> dict[str, Decimal]:
    """The comparators' figures that a value is made of, as the catalogue has them, by figure and day."""
    return {
        f"{part.indicator}.{part.comparator} {day}": figure.value
        for part in parts_in(measure.formula)
        if part.comparator is not None
        for each in catalogue.indicators
        if each.written.id == part.indicator
        for day, figure in each.written.comparators.get(part.comparator, {}).items()
    }


def _read_within(indicator: Indicator, variant: Variant) -> dict[str, object]:
    """The measure as a variant leaves it, where it reads rows about others without those left out."""
    if indicator.measure is None or (left := under(indicator.measure, variant)) == indicator.measure:
        return {}
    return {"within": left}


def _rating(indicator: Indicator, year: str, settings: Settings) -> dict[str, object]:
    """All that decides how a year's figures are printed, rated and compared."""
    written = indicator.written
    return {
        "polarity": written.polarity,
        "limits": _limits_in(indicator, year),
        "decimals": indicator.decimals,
        # Told only where there is one, so that definitions without keep their digests.
        **({} if written.unit_label is None else {"unit label": written.unit_label}),
        "tolerance": written.tolerance,
        # What is left to the setting is told by the setting.
        "compare": None if indicator.compare is settings.compare else indicator.compare,
        **({} if written.also_compare is None else {"also compare": written.also_compare}),
        **({} if written.direction is None else {"direction": written.direction}),
    }


def _limits_in(indicator: Indicator, year: str) -> object:
    """The limits that hold on a day of a financial year; where they change within it, each by its days."""
    found = _holding_in(indicator.targets, year, indicator)
    own = {
        ": ".join(group): held
        for group, targets in indicator.group_targets.items()
        if (held := _holding_in(targets, year, indicator))
    }
    days = TargetSpan(year).days
    whole = f"{days.start} to {days.end}"
    if not own and found.keys() <= {whole}:
        return found.get(whole)
    return {"": found, **own}


def _holding_in(targets: Targets, year: str, indicator: Indicator) -> dict[str, object]:
    """The targets of these that hold on a day of the year, by their days."""
    days = TargetSpan(year).days
    return {
        f"{span.days.start} to {span.days.end}": _followed(target, indicator)
        if isinstance(target, Followed)
        else target
        for span, target in targets.items()
        if span.days.start <= days.end and days.start <= span.days.end
    }


def _followed(target: Followed, indicator: Indicator) -> dict[str, object]:
    """What a target follows, and the figures of it that the catalogue holds."""
    distances = ("amber_relative", "amber_needs", "green_within", "amber_within")
    figures = [found for name, found in indicator.written.comparators.items() if name == target.comparator]
    return {
        "follows": target.comparator,
        **{name: getattr(target.written, name) for name in distances},
        "figures": [{day: figure.value for day, figure in found.items()} for found in figures],
    }


def _extract(extract: Extract) -> dict[str, object]:
    by = extract.looked_up_by
    return {
        **({} if by is None else {"looked up by": (by.first, by.last)}),
        "file": extract.file,
        "key": sorted(extract.key),
        "about": extract.about,
        "must": {rule.condition for rule in extract.must},
        "quiet months": extract.quiet_months,
        **_of_others(extract),
    }


def _of_others(extract: Extract) -> dict[str, object]:
    """What an extract says of others than children; nothing, where it says nothing."""
    said: dict[str, object] = {
        "each row": None if extract.kind is Subject.CHILD else extract.kind,
        "also about": dict(extract.also),
        "once": extract.once,
    }
    return {name: value for name, value in said.items() if value}


def _column(at: ColumnOf, catalogue: Catalogue) -> dict[str, object] | None:
    extract, name = at
    column: Column | None = catalogue.extracts[extract].columns.get(name)
    if column is None:
        return None
    let_in = column.codes is None or column.other_codes is OtherCodes.WARN
    return {
        "type": column.type,
        "headings": sorted(heading.casefold() for heading in column.headings),
        "required": column.required,
        "codes": None if let_in else sorted(column.codes or ()),
        "counts as": column.counts_as,
        "open date": column.open_date,
        "blank": catalogue.extracts[extract].answers.get(name),
    }


def _settings(settings: Settings) -> dict[str, str]:
    """Each setting by name; those of a return have names of their own."""
    # Whom benchmarks compare with decides no figure; the document's benchmarks name them.
    every = settings.model_dump(mode="json", exclude={"authority", "neighbours"})
    if settings.also_compare is None:
        del every["also_compare"]  # as in documents of before there was one
    if settings.direction is DirectionFrom.COMPARISON:
        del every["direction"]
    of_returns = {f"ssda903.{name}": value for name, value in every.pop("ssda903").items()}
    return {name: json.dumps(value, sort_keys=True) for name, value in {**every, **of_returns}.items()}


def _digest(value: object) -> str:
    text = json.dumps(_plain(value), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: object) -> Any:
    """A value as JSON that is the same in every process and on every machine."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case Decimal():
            return format(value.normalize(), "f")
        case dt.date():
            return value.isoformat()
        case _ if isinstance(value, Node):
            return _expression(value)
        case Count() | Subset() | Thresholds():
            return {name: part for name, part in _fields(value).items() if name not in _uncounted(value)}
        case BaseModel():
            return {name: _plain(part) for name, part in value}
        case Mapping():
            return {str(key): _plain(part) for key, part in value.items()}
        case set() | frozenset():
            return sorted((_plain(part) for part in value), key=json.dumps)
        case tuple() | list():
            return [_plain(part) for part in value]
        case _ if isinstance(value, Struct) or is_dataclass(value):
            return _fields(value)
        case _:
            msg = f"{type(value).__name__} has no digest"
            raise TypeError(msg)


def _uncounted(value: Count | Subset | Thresholds) -> tuple[str, ...]:
    """The fields that are only printed, and those that documents of before there was one cannot have."""
    match value:
        case Count() | Subset():
            return ("label",)
        case Thresholds(exceeded=None):
            return ("exceeded",)
        case Thresholds():
            return ()


@lru_cache(maxsize=4096)
def _expression(node: Node) -> str | None:
    """The digest of an expression, of which indicators share many."""
    plain = meaning(node)
    return None if plain is None else _digest(_fields(plain))


def _compared(value: Any) -> tuple[str, ...]:
    """The names of the fields that take part in comparisons."""
    match value:
        case Written():
            return value.names()
        case Struct():
            return value.__struct_fields__
        case _:
            return tuple(field.name for field in fields(value) if field.compare)


def _fields(value: Any) -> dict[str, Any]:
    """The name of a type, and its fields; where it was written takes no part."""
    parts = {name: _plain(getattr(value, name)) for name in _compared(value)}
    if isinstance(value, Aggregate) and value.about is None:
        del parts["about"]  # Digests of before there was one stay the same.
    return {"": type(value).__name__, **parts}

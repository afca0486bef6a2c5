"""Worked examples computed with the real engine and rating, and held against what they expect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cicscore.catalogue.definitions import Catalogue, Indicator, is_in_force
from cicscore.catalogue.document import CatalogueDocument, Example, Expectation
from cicscore.catalogue.yaml_source import Path, YamlSource
from cicscore.direction import Earlier
from cicscore.engine.comparing import Against
from cicscore.engine.computation import Computation
from cicscore.engine.figures import figures
from cicscore.engine.scoring import Request, rows_of
from cicscore.examples.building import Builder
from cicscore.examples.completeness import completeness_faults
from cicscore.examples.rules import fault
from cicscore.examples.validity import span_text
from cicscore.faults import Fault, nearest, sorted_faults
from cicscore.figures import as_written, date_text, printed
from cicscore.periods import compared_day
from cicscore.record import Record
from cicscore.results import Row
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts
from cicscore.vocabulary import ALL, Compare, Status

#: The rows that an indicator comes to, by variant.
Outcome = Mapping[str, Row]


@dataclass(frozen=True)
class Prepared:
    """A worked example with its extracts built, ready to be computed more than once."""

    example: Example
    path: Path
    extracts: Extracts


@dataclass(frozen=True)
class Mismatch:
    """One part of an expectation that came out differently. ``part`` is its key in the catalogue."""

    variant: str
    part: str
    found: str
    expected: str


def run_examples(catalogue: Catalogue, document: CatalogueDocument, source: YamlSource) -> tuple[Fault, ...]:
    """Every fault of the catalogue's worked examples: what they say, come to, and leave unproved.

    ``document`` and ``source`` are what ``catalogue`` was linked from.
    """
    builder = Builder(catalogue, source)
    faults: list[Fault] = []
    for index, indicator in enumerate(catalogue.indicators):
        prepared, found = prepare(index, document, builder)
        faults += found
        outcomes = [(one.example, outcome(indicator, one, catalogue)) for one in prepared]
        for one, (_, rows) in zip(prepared, outcomes, strict=True):
            faults += (
                _mismatch_fault(mismatch, one, source)
                for mismatch in mismatches(one.example, rows, indicator.decimals)
            )
        faults += completeness_faults(indicator, outcomes, catalogue, source.place(("indicators", index)))
    return sorted_faults(faults)


def prepare(
    index: int, document: CatalogueDocument, builder: Builder
) -> tuple[tuple[Prepared, ...], tuple[Fault, ...]]:
    """The examples of the indicator at ``index`` that can be computed, and the faults of the others."""
    prepared: list[Prepared] = []
    faults: list[Fault] = []
    indicator = builder.catalogue.indicators[index]
    for position, example in enumerate(document.indicators[index].examples):
        path = ("indicators", index, "examples", position)
        extracts, found = builder.build(example, path)
        found = (*found, *_form_faults(example, path, indicator, builder))
        faults += found
        if not found:
            prepared.append(Prepared(example, path, extracts))
    return tuple(prepared), tuple(faults)


def outcome(indicator: Indicator, prepared: Prepared, catalogue: Catalogue) -> Outcome:
    """What a definition of the indicator comes to on the rows of an example, for every variant."""
    as_at = prepared.example.as_at
    # The earlier figure that an example supposes is of this definition, whenever it came into force.
    alone = replace(catalogue, indicators=(replace(indicator, valid_from=None, valid_to=None),))
    computation = Computation(alone, prepared.extracts, as_at, Evaluation(prepared.extracts.tables, None))
    request = Request(as_at, against=_a_year_before(indicator.id, prepared.example))
    rows = rows_of(indicator, figures(indicator, computation), computation, request)
    return {row.variant: row for row in rows}


def _a_year_before(indicator: str, example: Example) -> Against:
    """The earlier figures that directions are expected against: always like for like, whatever the period."""
    compare = Compare.SAME_PERIOD_LAST_YEAR
    day = compared_day(compare, example.as_at)
    record = {
        (indicator, variant): {day: Earlier(day, Fraction(expected.previous))}
        for variant, expected in example.expect.items()
        if expected.previous is not None
    }
    return Against(Record(record), {}, compare)


def mismatches(example: Example, rows: Outcome, decimals: int) -> Iterator[Mismatch]:
    """Every part of the example's expectations that its rows do not come to."""
    for variant, expected in example.expect.items():
        found = _parts(rows[variant], decimals)
        for part, text in _expected_parts(expected).items():
            if found[part] != text:
                yield Mismatch(variant, part, found[part], text)


def _expected_parts(expected: Expectation) -> dict[str, str]:
    parts = {"status": expected.status.value}
    for part in ("numerator", "denominator", "value"):
        number: Decimal | None = getattr(expected, part)
        if number is not None:
            parts[part] = _number_text(number)
    for part in ("rag", "direction"):
        word = getattr(expected, part)
        if word is not None:
            parts[part] = str(word)
    return parts


def _parts(row: Row, decimals: int) -> dict[str, str]:
    """What a row came to, in the words of an expectation."""
    # The shortest decimal that reads back as the number: a tie is still a tie.
    value = None if row.value is None else printed(Fraction(as_written(row.value)), decimals)
    return {
        "status": row.status.value,
        "numerator": _number_text(row.numerator),
        "denominator": _number_text(row.denominator),
        "value": _number_text(value),
        "rag": "not_rated" if row.rag is None else row.rag.value,
        "direction": "none" if row.direction is None else row.direction.value,
    }


def _number_text(number: Decimal | None) -> str:
    return "none" if number is None else f"{number.normalize():f}"


def _mismatch_fault(mismatch: Mismatch, prepared: Prepared, source: YamlSource) -> Fault:
    return fault(
        "CIC601",
        source.place((*prepared.path, "expect", mismatch.variant, mismatch.part)),
        f'in "{prepared.example.name}", the {mismatch.part} for `{mismatch.variant}` comes to '
        f"{mismatch.found}; {mismatch.expected} is expected",
        "Work the example out again by hand; correct the expectation if it is wrong, else the definition.",
    )


def _form_faults(example: Example, path: Path, indicator: Indicator, builder: Builder) -> Iterator[Fault]:
    """What keeps an example from being computed, or from proving anything."""
    source = builder.source
    if not is_in_force(indicator, example.as_at):
        yield fault(
            "CIC603",
            source.place((*path, "as_at")),
            f"the definition does not hold on {date_text(example.as_at)}",
            "Choose a day on which it does, or move the example to the definition that held then.",
            allowed=span_text(indicator),
        )
    variants = (ALL, *builder.catalogue.variants)
    for name, expected in example.expect.items():
        at = (*path, "expect", name)
        if name not in variants:
            yield fault(
                "CIC602",
                source.place(at, at_key=True),
                f"there is no variant `{name}`",
                "Expect something for `all`, or for a variant that the catalogue declares.",
                allowed=", ".join(variants),
                nearest=nearest(name, variants),
            )
        elif _checks_nothing(expected):
            yield fault(
                "CIC604",
                source.place(at, at_key=True),
                f"the expectation for `{name}` says only that there is a figure, not what it comes to",
                "Say what it comes to, or leave the variant out.",
                allowed="numerator, denominator, value, rag, direction, or a status without a value",
            )


def _checks_nothing(expected: Expectation) -> bool:
    return expected.status in (Status.CALCULATED, Status.PUBLISHED) and not (
        expected.model_fields_set - {"status", "previous"}
    )

"""Expressions evaluated over small CSV files, for tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from cicscore.catalogue.dictionary import Dictionary, link_dictionary
from cicscore.catalogue.load import examine_bytes
from cicscore.catalogue.model import CatalogueDocument
from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.shape import fit
from cicscore.catalogue.yaml import read_yaml
from cicscore.expressions.compile import compile_expression
from cicscore.expressions.nodes import PeriodDay
from cicscore.expressions.types import Kind
from cicscore.extracts.load import load_extracts
from cicscore.faults.fault import fault_text
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.vectors import Vector
from tests.base_catalogue import EXTRACTS, counted, dictionary, with_columns

#: The base catalogue, with more columns to compute with.
CATALOGUE = dictionary(
    EXTRACTS
    | {
        "stays": with_columns(
            "stays",
            """\
            left_at: {type: datetime, required: false}
            legs: {type: number, required: false}
            agreed: {type: flag, required: false}
            """,
        ),
        "visits": with_columns("visits", "made_on: {type: date, required: false}\n"),
        "terms": """\
            file: terms.csv
            looked_up_by: {from: starts_on, to: ends_on}
            columns:
              term: {type: code, codes: {AUT: Autumn, SPR: Spring}, required: false}
              starts_on: {type: date}
              ends_on: {type: date, required: false}
              open: {type: flag, required: false}
            """,
        "rates": """\
            file: rates.csv
            looked_up_by: {from: since}
            columns: {since: {type: date}, rate: {type: number, required: false}}
            """,
    },
    rest=counted("children"),
)

AS_AT = dt.date(2016, 3, 31)
DAYS = {
    PeriodDay.AS_AT: AS_AT,
    PeriodDay.PERIOD_START: dt.date(2015, 4, 1),
    PeriodDay.PERIOD_END: AS_AT,
    PeriodDay.YEAR_START: dt.date(2015, 4, 1),
    PeriodDay.ACADEMIC_YEAR_START: dt.date(2015, 9, 1),
    PeriodDay.YEAR_BEFORE: dt.date(2015, 3, 31),
}


def values(folder: Path, expression: str, over: str = "stays", **files: str) -> list[object]:
    """The value of ``expression`` on each row of ``over``; ``None`` where it is missing or unknown.

    ``files`` are the rows of each extract as CSV text, heading first; what is not given has no rows.
    """
    compiled = compile_expression(expression, dictionary_of().names(over), None)
    assert compiled.node is not None, [problem.found for problem in compiled.problems]
    vector = evaluation(folder, **files).values(compiled.node, over)
    return python_values(vector)


def dictionary_of() -> Dictionary:
    """The dictionary of the catalogue above."""
    source = read_yaml(CATALOGUE, "indicators.yaml")
    document, violations = fit(source.data, CatalogueDocument)
    assert document is not None, violations
    return link_dictionary(document.extracts, Reporter(source))


def evaluation(folder: Path, **files: str) -> Evaluation:
    """The evaluation over these files, on the last day of March 2016 and its year to date."""
    catalogue, found = examine_bytes(CATALOGUE.encode(), "indicators.yaml")
    assert catalogue is not None, [fault_text(fault) for fault in found]
    for name, extract in catalogue.extracts.items():
        text = files.get(name, ",".join(extract.columns) + "\n")
        heading = text.split("\n", 1)[0].split(",")
        # Columns that do not matter to a test are left out of its rows.
        others = [column for column in extract.columns if column not in heading]
        first, *rest = text.strip("\n").split("\n")
        lines = [",".join([first, *others]), *(line + "," * len(others) for line in rest)]
        (folder / extract.file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Evaluation(load_extracts(folder, catalogue).tables, DAYS)


def python_values(vector: Vector) -> list[object]:
    """The values of a vector as Python's own; ``None`` where missing."""
    return [_python_value(vector, row) for row in range(len(vector.values))]


def _python_value(vector: Vector, row: int) -> object:
    if not vector.known[row]:
        return None
    value = vector.values[row]
    match vector.kind:
        case Kind.TEXT:
            return vector.categories[value]
        case Kind.CONDITION:
            return bool(value)
        case Kind.NUMBER:
            return float(value)
        case Kind.DATE | Kind.DATETIME:
            return np.datetime64(value).astype(object)

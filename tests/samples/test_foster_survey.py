"""The example scorecard is made by the script, and comes out as its arithmetic says."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from cicscore.app.check import check, mutate_catalogue
from cicscore.app.compute import ComputeRequest, compute
from cicscore.results import Row, Scorecard
from cicscore.vocabulary import ALL, Status
from samples.make_samples.foster_survey import write_foster_survey

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "foster_carers_survey"


def test_the_script_writes_the_committed_files(tmp_path: Path) -> None:
    """Making the example again gives the same files with the same bytes."""
    write_foster_survey(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in (EXAMPLE / "2016-03").iterdir()}


def test_another_subject_needs_no_code() -> None:
    """The survey's files give the figures written beside them: of everybody, under the variant and by group.

    The direction of households that foster is that of the trend over twelve months; resignations are compared
    with the last quarter and with the same one last year.
    """
    with (EXAMPLE / "expected.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    found = [written for row in scorecard().results if (written := as_expected(row)) is not None]
    groups = {(row["indicator"], row["breakdown"]) for row in expected}
    assert [row for row in found if (row["indicator"], row["breakdown"]) in groups] == expected


def test_the_variant_applies_to_recruitment_alone() -> None:
    """Nothing else has a figure without connected carers."""
    without = {row.indicator for row in scorecard().results if row.status is Status.NOT_APPLICABLE}
    recruitment = {info.id for info in scorecard().indicators if info.theme == "recruitment"}
    assert without == {info.id for info in scorecard().indicators} - recruitment


@cache
def scorecard() -> Scorecard:
    """The example's scorecard, with what was published before and a year of months."""
    request = ComputeRequest(
        EXAMPLE / "2016-03",
        EXAMPLE / "indicators.yaml",
        published=(EXAMPLE / "published.csv",),
        by=("area", "area_by_kind", "visits_this_quarter"),
        months=12,
    )
    return compute(request).scorecard


def as_expected(row: Row) -> dict[str, str] | None:
    """A row as it is written in ``expected.csv``, which leaves out groups without connected carers."""
    if row.status is Status.NOT_APPLICABLE or (row.breakdown is not None and row.variant != ALL):
        return None
    cells = {
        "indicator": row.indicator,
        "variant": row.variant,
        "breakdown": row.breakdown,
        "group": row.group,
        "as_at": row.period_end,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "value": str(row.display).rstrip("%"),
        "rag": row.rag,
        "direction": row.direction,
        "earlier_direction": row.earlier_direction,
    }
    return {column: "" if cell is None else written(cell) for column, cell in cells.items()}


def written(cell: object) -> str:
    """A cell as it is typed by hand: whole numbers without a point."""
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


def test_the_example_is_one_to_follow() -> None:
    """Nothing about it has to be warned of in the year that it describes."""
    catalogue = (EXAMPLE / "indicators.yaml").read_bytes()
    assert check(catalogue, "indicators.yaml", on=date(2016, 3, 31), examples=True, strict=True).faults == ()


@pytest.mark.slow  # 270 slips, each tried on the indicator's examples
def test_its_worked_examples_notice_slips() -> None:
    """All but two: a rate of whole households that close to its limits takes dozens of them to show."""
    report = mutate_catalogue((EXAMPLE / "indicators.yaml").read_bytes(), "indicators.yaml")
    assert report.enough
    assert [(survivor.indicator, survivor.words) for survivor in report.survivors] == [
        ("response_rate", "target of 2015-16 moved from 30 to 29.9"),
        ("response_rate", "amber of 2015-16 moved from 20 to 19.9"),
    ]

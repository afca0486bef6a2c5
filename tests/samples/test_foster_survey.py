"""The example scorecard is made by the script, and comes out as its arithmetic says."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from cicscore import load_catalogue, load_extracts, score
from cicscore.app.check import check, mutate_catalogue
from samples.make_samples.foster_survey import write_foster_survey

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "foster_carers_survey"


def number(text: str) -> Decimal | None:
    """A figure as it is written, where there is one."""
    return Decimal(text) if text else None


def test_the_script_writes_the_committed_files(tmp_path: Path) -> None:
    """Making the example again gives the same files with the same bytes."""
    write_foster_survey(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in (EXAMPLE / "2016-03").iterdir()}


def test_another_subject_needs_no_code() -> None:
    """The survey's catalogue and extracts give the figures written beside them by hand."""
    catalogue = load_catalogue(EXAMPLE / "indicators.yaml")
    extracts = load_extracts(EXAMPLE / "2016-03", catalogue)
    scorecard = score(catalogue, extracts, date(2016, 3, 31))
    with (EXAMPLE / "expected.csv").open(encoding="utf-8", newline="") as file:
        expected = [
            (row["indicator"], number(row["numerator"]), number(row["denominator"]), row["value"], row["rag"])
            for row in csv.DictReader(file)
        ]
    found = [
        (row.indicator, row.numerator, row.denominator, str(row.display).rstrip("%"), row.rag or "")
        for row in scorecard.results
    ]
    assert found == expected


def test_the_example_is_one_to_follow() -> None:
    """Nothing about it has to be warned of in the year that it describes."""
    catalogue = (EXAMPLE / "indicators.yaml").read_bytes()
    assert check(catalogue, "indicators.yaml", on=date(2016, 3, 31), examples=True, strict=True).faults == ()


def test_its_worked_examples_notice_slips() -> None:
    """All but two: a rate of whole households that close to its limits takes dozens of them to show."""
    report = mutate_catalogue((EXAMPLE / "indicators.yaml").read_bytes(), "indicators.yaml")
    assert report.enough
    assert [(survivor.indicator, survivor.words) for survivor in report.survivors] == [
        ("response_rate", "target of 2015-16 moved from 30 to 29.9"),
        ("response_rate", "amber of 2015-16 moved from 20 to 19.9"),
    ]

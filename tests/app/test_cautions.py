"""What is said of a scorecard as a whole."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from cicscore.app.compute import ComputeRequest, compute, scorecard_warnings
from cicscore.app.published import read_record
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import load_catalogue
from cicscore.direction import Earlier
from cicscore.faults.fault import CannotRunError, fault_text
from cicscore.record import Record

ROOT = Path(__file__).resolve().parents[2]
MARCH = dt.date(2016, 3, 31)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The shipped catalogue, whose targets are those of 2015-16."""
    return load_catalogue(ROOT / "indicators.yaml")


def record(*days: dt.date) -> Record:
    """Figures of one line on these days."""
    return Record({("reviews_on_time", "all"): {day: Earlier(day, Fraction(80)) for day in days}})


def test_a_year_without_any_target_is_told(catalogue: Catalogue) -> None:
    """On 30 April 2016 the targets of the year before no longer hold, and every rating is gone."""
    (caution,) = scorecard_warnings(catalogue, frozenset({"reviews_on_time"}), Record(), dt.date(2016, 4, 30))
    assert fault_text(caution).replace(catalogue.path, "indicators.yaml") == (
        "indicators.yaml: warning CIC421: no target is set for 2016-17 of what was asked for, so none of "
        "it is rated; "
        "for 2015-16, 1 indicator has a target.\n"
        "  what to do: Add the targets of 2016-17 under `targets`, each with its source."
    )


@pytest.mark.parametrize("only", [None, frozenset({"children_in_care_per_10000"})])
def test_a_year_with_targets_or_indicators_without_any_is_not(
    catalogue: Catalogue, only: frozenset[str] | None
) -> None:
    """Nothing is said in the year of the targets, nor of indicators that never had one."""
    assert scorecard_warnings(catalogue, only, Record(), MARCH) == ()
    assert (
        scorecard_warnings(
            catalogue, frozenset({"children_in_care_per_10000"}), Record(), dt.date(2016, 4, 30)
        )
        == ()
    )


def test_earlier_figures_that_are_not_earlier_are_told(catalogue: Catalogue) -> None:
    """Figures of the same day or later give nothing to compare with."""
    (caution,) = scorecard_warnings(catalogue, None, record(MARCH), MARCH)
    assert fault_text(caution) == (
        "earlier figures: warning CIC420: none of the figures is of a day before 31 March 2016, so nothing is"
        " compared.\n"
        "  what to do: Give figures of an earlier day; "
        "`cicscore diff` compares two scorecards of the same day."
    )
    assert scorecard_warnings(catalogue, None, record(MARCH, dt.date(2015, 12, 31)), MARCH) == ()
    read = replace(record(MARCH), files=("a.csv", "b.csv"))
    (caution,) = scorecard_warnings(catalogue, None, read, MARCH)
    assert fault_text(caution).startswith(
        "a.csv: warning CIC420: none of the figures is of a day before 31 March 2016, nor is any in b.csv, so"
    )


def test_a_folder_without_any_extract_cannot_be_computed(tmp_path: Path) -> None:
    """It is the wrong folder, not a month in which everything is missing."""
    (tmp_path / "2016-03").mkdir()
    with pytest.raises(CannotRunError, match="holds none of the extracts that are needed"):
        compute(ComputeRequest(tmp_path / "2016-03", ROOT / "indicators.yaml"))


def test_extracts_are_not_taken_for_earlier_figures(catalogue: Catalogue) -> None:
    """A folder of extracts in place of earlier figures is told apart, with the command that was meant."""
    folder = ROOT / "samples" / "2016-03"
    with pytest.raises(CannotRunError) as stopped:
        read_record([folder], catalogue)
    assert str(stopped.value) == (
        f"{folder} is a folder of extracts, not of earlier figures. Compute its scorecard first: "
        f"cicscore compute {folder} --format json --output earlier.json"
    )


def test_a_file_of_another_kind_is_not_read_as_figures(catalogue: Catalogue) -> None:
    """Only a scorecard or a CSV can hold earlier figures."""
    readme = ROOT / "README.md"
    with pytest.raises(CannotRunError) as stopped:
        read_record([readme], catalogue)
    assert str(stopped.value) == (
        f"{readme} is neither a scorecard (.json) nor printed figures (.csv). Give one of these."
    )

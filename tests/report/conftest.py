"""The scorecard of the samples with all that a report needs, computed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.app.compute import REPORT_MONTHS, ComputeRequest, compute
from cicscore.results import Scorecard
from tests.report.papers import MADE, html_of
from tests.report.reading import Element, read

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def samples() -> Scorecard:
    """The samples of March 2016 with 24 months."""
    published = ROOT / "samples" / "published"
    request = ComputeRequest(
        folder=ROOT / "samples" / "2016-03",
        catalogue=ROOT / "indicators.yaml",
        published=(published / "previous_quarter_2015_12.csv", published / "outturn_2015_03.csv"),
        by=("age_group", "sex"),
        months=REPORT_MONTHS,
        pages=True,
    )
    return compute(request).scorecard


@pytest.fixture(scope="session", params=["made", pytest.param("samples", marks=pytest.mark.slow)])
def scorecard(request: pytest.FixtureRequest) -> Scorecard:
    """The scorecard made by hand; that of the samples, where there is time."""
    if request.param == "made":
        return MADE
    found: Scorecard = request.getfixturevalue("samples")
    return found


@pytest.fixture(scope="session")
def html(scorecard: Scorecard) -> str:
    """The report of the scorecard."""
    return html_of(scorecard)


@pytest.fixture(scope="session")
def page(html: str) -> Element:
    """The report of the scorecard, as a tree."""
    return read(html)

"""The record of what was published: scorecards, printed figures and folders of both, mixed."""

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.app.published import read_record
from cicscore.catalogue.definitions import Catalogue
from cicscore.direction import Earlier
from cicscore.faults.fault import fault_text
from cicscore.render.json import render_json
from cicscore.view import View
from cicscore.vocabulary import PeriodType, Unit
from tests.base_catalogue import DICTIONARY
from tests.scorecard.worlds import HEADINGS

DECEMBER, MARCH = dt.date(2015, 12, 31), dt.date(2016, 3, 31)
INDICATOR = """
indicators:
  - id: boys
    reference: B1
    title: Boys
    theme: all_of_it
    meaning: Boys.
    polarity: none
    period: snapshot
    unit: percent
    denominator: {from: children}
    numerator: {where: sex == "M"}
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """One percentage of three children."""
    path = tmp_path / "indicators.yaml"
    path.write_text(DICTIONARY + INDICATOR, encoding="utf-8")
    return load_catalogue(path)


@pytest.fixture
def saved(tmp_path: Path, catalogue: Catalogue) -> str:
    """A scorecard document of December: two of three are boys."""
    for name, heading in HEADINGS.items():
        rows = "1,,,,M,\n2,,,,M,\n3,,,,F,\n" if name == "children" else ""
        (tmp_path / f"{name}.csv").write_text(f"{heading}\n{rows}", encoding="utf-8")
    return render_json(score(catalogue, load_extracts(tmp_path, catalogue), DECEMBER), View())


def test_scorecards_and_printed_figures_make_one_record(
    tmp_path: Path, catalogue: Catalogue, saved: str
) -> None:
    """A folder and a file, JSON and CSV; indicators by id or reference; a scorecard tells its kinds."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "2015-12.json").write_text(saved, encoding="utf-8")
    (folder / "2015-09.csv").write_text(
        "indicator,variant,as_at,value\nB1,all,2015-09-30,64.5\n", encoding="utf-8"
    )
    (tmp_path / "outturn.csv").write_text(
        "indicator,variant,as_at,value\nboys,,2015-03-31,60\nboys,girls,2015-03-31,\n", encoding="utf-8"
    )
    found = read_record([folder, tmp_path / "outturn.csv"], catalogue)
    line = ("boys", "all")
    assert found.warnings == ()
    assert found.record.on(line, dt.date(2015, 9, 30)) == Earlier(dt.date(2015, 9, 30), Fraction("64.5"))
    assert found.record.on(line, dt.date(2015, 3, 31)) == Earlier(dt.date(2015, 3, 31), Fraction(60))
    december = found.record.on(line, DECEMBER)
    assert december is not None
    assert float(december.value) == 200 / 3
    assert (december.period, december.unit) == (PeriodType.SNAPSHOT, Unit.PERCENT)
    assert found.record.on(("boys", "girls"), dt.date(2015, 3, 31)) is None
    assert found.record.latest_before(line, MARCH) == december


def test_two_figures_of_one_day_that_print_otherwise_are_a_warning(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    """The first counts; a figure that only has more decimals says the same."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("indicator,variant,as_at,value\nboys,all,2015-12-31,66.7\n", encoding="utf-8")
    second.write_text(
        "indicator,variant,as_at,value\nboys,all,2015-12-31,66.67\nB1,all,2015-12-31,67\n", encoding="utf-8"
    )
    found = read_record([first, second], catalogue)
    assert found.record.on(("boys", "all"), DECEMBER) == Earlier(DECEMBER, Fraction("66.7"))
    assert [fault_text(warning) for warning in found.warnings] == [
        "second.csv:3: warning CIC416: boys (all) of 31 December 2015 is 67.0% here and 66.7% "
        "in first.csv:2, which counts.\n"
        "  what to do: Keep the one that was published."
    ]


def test_the_same_file_given_twice_is_read_once(tmp_path: Path, catalogue: Catalogue) -> None:
    """A file may be meant by --previous and stand in the folder of --history too."""
    file = tmp_path / "figures.csv"
    file.write_text("indicator,variant,as_at,value\ngirls,all,2015-12-31,5\n", encoding="utf-8")
    assert len(read_record([file, file], catalogue).warnings) == 1

"""Waterfalls: counted by hand for a few children, and held against the scorecard for every indicator."""

from __future__ import annotations

import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from cicscore import load_catalogue, load_extracts, score
from cicscore.catalogue.definitions import Catalogue, Indicator, definition_on, is_in_force
from cicscore.explain.document import SideName, Waterfall
from cicscore.explain.waterfall import KEPT, StepWording, Trace, Traced, has_waterfall, trace, variant_figure
from cicscore.faults.fault import InternalError
from cicscore.results import Row
from cicscore.scorecard.computation import Computation
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts, Positions
from tests.explain.folders import MARCH, explained

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "2016-03"

SHARE = """
denominator: {label: children in care, from: stays, where: open, count: children}
numerator: {label: children in own homes, where: home == "OWN"}
"""


def told(waterfall: Waterfall) -> list[tuple[str, int, int]]:
    """Each step as words, rows left and rows left out."""
    return [(step.text, step.rows, step.left_out) for step in waterfall.steps]


def test_a_share_step_by_step(tmp_path: Path) -> None:
    """Five stays, of which three are open; two of those are in own homes."""
    whole, without = explained(tmp_path, SHARE).figures
    denominator, numerator = whole.waterfalls
    assert told(denominator) == [
        ("rows of stays.csv", 5, 0),
        ('"open": began is on or before 31 March 2016', 5, 0),
        ('"open": ended is not recorded or is after 31 March 2016', 3, 2),
    ]
    assert told(numerator) == [
        ("rows of the denominator", 3, 0),
        ("home is OWN (Own provision)", 2, 1),
    ]
    assert (numerator.amount, denominator.amount) == (2, 3)
    assert [step.children for step in denominator.steps] == [4, 4, 3]
    assert (whole.figure.display, without.figure.display) == ("66.7%", "100.0%")


def test_a_variant_leaves_its_rows_out_as_a_step(tmp_path: Path) -> None:
    """What a variant leaves out is the denominator's last step, and the numerator begins without it."""
    denominator, numerator = explained(tmp_path, SHARE).figures[1].waterfalls
    assert told(denominator)[-1] == ("kept by Excluding UASC", 2, 1)
    assert told(numerator) == [
        ("rows of the denominator", 2, 0),
        ("home is OWN (Own provision)", 2, 0),
    ]


def test_the_window_is_a_step(tmp_path: Path) -> None:
    """Rows outside the window are left out for that reason before any condition is asked."""
    whole = explained(
        tmp_path,
        """
        period: year_to_date
        unit: mean
        denominator: {label: checks, from: checks, dated_by: held_on, where: score is not None}
        numerator: {label: points, count: {sum: score}}
        """,
    ).figures[0]
    denominator, numerator = whole.waterfalls
    assert told(denominator) == [
        ("rows of checks.csv", 5, 0),
        ("held on is in 1 April 2015 to 31 March 2016", 4, 1),
        ("score is recorded", 3, 1),
    ]
    assert told(numerator) == [("rows of the denominator", 3, 0)]
    assert (numerator.counts, numerator.amount) == ("the total of score", 45.5)


def test_two_extracts_have_a_waterfall_each(tmp_path: Path) -> None:
    """Under a variant the side that is not children's keeps its rows and has no step more."""
    whole, without = explained(
        tmp_path,
        """
        unit: ratio
        denominator: {label: posts, from: posts, where: filled, count: {sum: fte}, under_variants: whole}
        numerator: {label: children, from: stays, where: open, count: children}
        """,
    ).figures
    assert [(side.file, side.amount) for side in whole.waterfalls] == [("posts.csv", 1.5), ("stays.csv", 3)]
    assert [(side.file, side.amount) for side in without.waterfalls] == [("posts.csv", 1.5), ("stays.csv", 2)]
    assert [len(side.steps) for side in whole.waterfalls] == [2, 3]
    assert [len(side.steps) for side in without.waterfalls] == [2, 4]


def test_a_published_value_is_looked_up_step_by_step(tmp_path: Path) -> None:
    """Of three values two are out by the day, and the latest of those is taken."""
    whole, without = explained(
        tmp_path,
        """
        period: annual
        value: {from: results, column: per_cent, where: measure == "READ", dated_by: out_on}
        """,
    ).figures
    (published,) = whole.waterfalls
    assert told(published) == [
        ("rows of results.csv", 3, 0),
        ("measure is READ (Reading)", 3, 0),
        ("with a value, and out on is on or before 31 March 2016", 2, 1),
        ("the latest of these", 1, 1),
    ]
    assert (whole.figure.display, without.waterfalls) == ("64.5%", ())


def test_what_was_not_counted_has_no_waterfall(tmp_path: Path) -> None:
    """A year that is not reported says so, and nothing is counted for it."""
    whole, _ = explained(tmp_path, SHARE + "not_reported: {2015-16: Nobody counts it}\n").figures
    assert whole.waterfalls == ()
    assert whole.figure.rag_reason == "Not rated: Nobody counts it."


def test_a_waterfall_that_ends_elsewhere_is_an_error_of_the_program(tmp_path: Path) -> None:
    """The end is checked against the scorecard's row when it is told, so the two can never differ."""
    catalogue, extracts, rows = _small(tmp_path)
    indicator = catalogue.indicators[0]
    traced = _traced(indicator, catalogue, extracts)
    wrong = rows[0].model_copy(update={"numerator": 1})
    with pytest.raises(InternalError, match=r"^the waterfall of the numerator of it ends elsewhere$"):
        variant_figure(wrong, None, traced, StepWording(indicator, catalogue, MARCH))


def _small(folder: Path) -> tuple[Catalogue, Extracts, tuple[Row, ...]]:
    explained(folder, SHARE)
    catalogue = load_catalogue(folder / "indicators.yaml")
    extracts = load_extracts(folder / "extracts", catalogue)
    return catalogue, extracts, score(catalogue, extracts, MARCH).results


# Every shipped indicator ------------------------------------------------------------------------------


@cache
def shipped() -> tuple[Catalogue, Extracts, tuple[Row, ...]]:
    """The shipped catalogue on the samples of March 2016."""
    catalogue = load_catalogue(ROOT / "indicators.yaml")
    extracts = load_extracts(SAMPLES, catalogue)
    return catalogue, extracts, score(catalogue, extracts, MARCH).results


def _traced(indicator: Indicator, catalogue: Catalogue, extracts: Extracts) -> Traced:
    return trace(indicator, Computation(catalogue, extracts, MARCH, Evaluation(extracts.tables, None)))


def _indicators() -> list[str]:
    catalogue = load_catalogue(ROOT / "indicators.yaml")
    return [indicator.written.id for indicator in catalogue.indicators if is_in_force(indicator, MARCH)]


def _indicator(name: str, catalogue: Catalogue) -> Indicator:
    found = definition_on(catalogue, name, MARCH)
    assert found is not None
    return found


@pytest.mark.parametrize("name", _indicators())
def test_every_waterfall_ends_at_the_scorecards_figure(name: str) -> None:
    """For all and for each variant, the last steps come to the numerator and denominator of the scorecard."""
    catalogue, extracts, rows = shipped()
    indicator = _indicator(name, catalogue)
    mine = [row for row in rows if row.indicator == name]
    wording = StepWording(indicator, catalogue, MARCH)
    for row in mine:
        figure = variant_figure(
            row,
            catalogue.variants.get(row.variant),
            _traced(
                indicator if has_waterfall(row) else replace(indicator, measure=None), catalogue, extracts
            ),
            wording,
        )
        amounts = {side.side: side.amount for side in figure.waterfalls}
        assert amounts.get(SideName.NUMERATOR) == row.numerator
        assert amounts.get(SideName.DENOMINATOR) == row.denominator
        for side in figure.waterfalls:
            assert side.steps[0].rows - sum(step.left_out for step in side.steps) == side.steps[-1].rows
            assert all(step.left_out >= 0 for step in side.steps)


@pytest.mark.parametrize("name", _indicators())
def test_each_row_left_out_has_exactly_one_reason(name: str) -> None:
    """A row counts, or one step is the first that it does not meet; the reasons add up to the steps."""
    catalogue, extracts, rows = shipped()
    indicator = _indicator(name, catalogue)
    if not any(has_waterfall(row) for row in rows if row.indicator == name):
        assert name == "first_time_entrants_youth_justice"
        return
    for side in _traced(indicator, catalogue, extracts).traces:
        reasons = side.reasons
        assert ((reasons == KEPT) == side.kept).all()
        counted = Counter(reasons.tolist())
        before = len(reasons)
        for number, step in enumerate(side.steps):
            left = int(step.kept.sum())
            assert counted[number] == before - left
            before = left


@pytest.mark.slow
@pytest.mark.parametrize("name", _indicators())
def test_taking_one_record_of_one_child_away_moves_exactly_one_step(name: str, tmp_path: Path) -> None:
    """One step (or what is counted) has one row fewer; everybody else's rows keep their reasons."""
    catalogue, extracts, rows = shipped()
    indicator = _indicator(name, catalogue)
    if not any(has_waterfall(row) for row in rows if row.indicator == name):
        assert name == "first_time_entrants_youth_justice"
        return
    traced = _traced(indicator, catalogue, extracts)
    for side in traced.traces:
        child = traced.table(side).child
        if child is None:
            continue  # rows of posts, people or published values are nobody's record
        row = _row_to_take(side, child)
        again = _without(row, side.count.extract, catalogue, extracts, tmp_path)
        after = next(
            found for found in _traced(indicator, catalogue, again).traces if found.side is side.side
        )
        assert (np.delete(side.reasons, row) == after.reasons).all()
        moved = Counter(side.reasons.tolist())
        moved.subtract(Counter(after.reasons.tolist()))
        assert {reason: count for reason, count in moved.items() if count} == {side.reasons[row]: 1}


def _row_to_take(side: Trace, child: Positions) -> int:
    """A row that counts, if any does, of a child with no other row there: no condition looks at it twice."""
    alone = np.bincount(child)[child] == 1
    chosen = np.flatnonzero(alone & side.kept)
    return int((chosen if len(chosen) else np.flatnonzero(alone))[0])


def _without(row: int, extract: str, catalogue: Catalogue, extracts: Extracts, folder: Path) -> Extracts:
    """The samples without one row of one extract, read again from its file."""
    table = extracts.tables[extract]
    lines = (SAMPLES / table.source.file).read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[int(table.lines[row]) - 1]
    (folder / table.source.file).write_text("".join(lines), encoding="utf-8")
    shutil.copy(SAMPLES / "children.csv", folder)
    read = load_extracts(folder, catalogue, only=[extract, "children"])
    return replace(extracts, tables={**extracts.tables, extract: read.tables[extract]})

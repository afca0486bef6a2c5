"""How the speed of the program is measured: what is made, what is compared, and what is made of the runs."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import catalogues, make_bounds, make_data, make_one_child
from benchmarks.commands import alternatives, assert_equal, compute, figures_in, figures_of
from benchmarks.data import ROOT, Extracts, samples
from benchmarks.figures import Spread, exponent, ratio
from benchmarks.processes import Run, run
from benchmarks.stages import STAGES
from benchmarks.targets import Target, summary, table_of
from cicscore.catalogue.load import load_catalogue


def test_an_exponent_is_that_of_what_grows_beyond_the_start() -> None:
    """2 + 3n seconds grow with the number; 2 + n² with its square; what stays within 1% does not grow."""
    assert exponent((0, 10, 20, 50), (2, 32, 62, 152)) == pytest.approx(1)
    assert exponent((0, 10, 20, 50), (2, 102, 402, 2502)) == pytest.approx(2)
    assert exponent((0, 10, 20, 50), (2, 2.01, 1.99, 2.015)) == pytest.approx(0)
    assert exponent((0, 10), (2, math.inf)) == math.inf


def test_ratios_are_taken_turn_by_turn() -> None:
    """Turns of 3 by 2, 8 by 4 and 5 by 5 seconds: 1.5, 2 and 1, whose median is not that of the medians."""
    ours, theirs = ([Run(wall, 0, 0) for wall in turns] for turns in ((3, 8, 5), (2, 4, 5)))
    assert ratio(ours, theirs) == Spread(1.5, 1, 2)
    assert ratio([Run(math.inf, math.inf, 0)], [Run(2, 2, 0)]).median == math.inf


def test_the_page_says_of_each_target_whether_its_median_met_it() -> None:
    """A median at the target meets it; one a little above, or that was stopped, does not."""
    targets = (
        Target("reading", 1.3, Spread(1.3, 1.1, 1.4)),
        Target("growth", 1.1, Spread(1.103, 1.09, 1.11)),
        Target("a million rows", 60, Spread(math.inf, 59, math.inf)),
    )
    assert summary(targets) == "Of 3 targets, 1 were met."
    assert summary(targets[:1]) == "Of 1 targets, all were met."
    assert table_of(targets) == (
        "| what | at most | median | least to most | |\n"
        "| --- | ---: | ---: | ---: | --- |\n"
        "| reading | 1.3 | 1.30 | 1.10 to 1.40 | met |\n"
        "| growth | 1.1 | above 1.10 | 1.09 to 1.11 | **not met** |\n"
        "| a million rows | 60 | stopped | 59.00 to stopped | **not met** |"
    )


def test_a_process_that_takes_too_long_is_stopped_and_one_that_fails_is_told() -> None:
    """The first counts as never ending; the second stops the benchmark with its own words."""
    assert run([sys.executable, "-c", "while True: pass"], limit=0.2).wall == math.inf
    with pytest.raises(RuntimeError, match="ended with 1: no such extract"):
        run([sys.executable, "-c", "import sys; sys.exit('no such extract')"])


def test_extracts_are_made_with_days_first_and_rows_in_no_order(tmp_path: Path) -> None:
    """Two copies of ten children, the second without one of them; the same bytes again."""
    source = tmp_path / "samples"
    source.mkdir()
    cells = "".join(f"{child},2016-03-31 09:05\n" for child in "ABCDEFGHI")
    (source / "children.csv").write_text(f"child_id,seen_at\n{cells}J,\n", encoding="utf-8")
    for name in ("one", "two"):
        make_data.make(tmp_path / name, {0: frozenset(), 1: frozenset({"J"})}, source)
    first, second = (
        (tmp_path / name / "children.csv").read_text(encoding="utf-8") for name in ("one", "two")
    )
    heading, *rows = first.splitlines()
    assert heading == "child_id,seen_at"
    seen = [f"{copy}{child},31/03/2016 09:05" for copy in ("000", "001") for child in "ABCDEFGHI"]
    assert sorted(rows) == sorted([*seen, "000J,"])
    assert rows != sorted(rows)
    assert first == second


def test_a_longer_history_is_the_same_rows_four_years_before(tmp_path: Path) -> None:
    """Another lot has children of its own."""
    source = tmp_path / "samples"
    source.mkdir()
    (source / "reviews.csv").write_text("child_id,due_on\nA,2016-02-29\n", encoding="utf-8")
    make_data.make_years(tmp_path / "made", 2, source)
    rows = (tmp_path / "made" / "reviews.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(rows) == ["000A,29/02/2016", "001A,29/02/2012"]


def test_one_child_has_all_the_rows_of_events_and_one_row_of_its_own(tmp_path: Path) -> None:
    """The samples' rows over again, the identifier in place of each child's; other extracts stay whole."""
    source = tmp_path / "samples"
    source.mkdir()
    (source / "children.csv").write_text("child_id,sex\nA,F\nB,M\n", encoding="utf-8")
    (source / "reviews.csv").write_text('due_on,child_id,note\n2016-02-29,A,"x,y"\n,B,\n', encoding="utf-8")
    (source / "posts.csv").write_text("post_id\nP1\nP2\n", encoding="utf-8")
    make_one_child.make(tmp_path / "made", 3, source)
    rows = {
        file.stem: sorted(file.read_text(encoding="utf-8").splitlines()[1:])
        for file in (tmp_path / "made").iterdir()
    }
    assert rows == {
        "children": ["0000001,F"],
        "reviews": [",0000001,", '29/02/2016,0000001,"x,y"', '29/02/2016,0000001,"x,y"'],
        "posts": ["000P1", "000P2"],
    }


def test_every_file_of_the_bounds_has_the_size_of_the_good_one(tmp_path: Path) -> None:
    """Only then can the time that they take be compared."""
    for kind in make_bounds.Kind:
        make_bounds.make(tmp_path / kind.value, kind, rows=10_000)
    texts = {kind: (tmp_path / kind.value / "contacts.csv").read_text() for kind in make_bounds.Kind}
    assert {len(text) for text in texts.values()} == {200_021}
    assert [text.count("\n") for text in texts.values()] == [10_001, 10_001, 0]


@pytest.mark.slow
def test_larger_catalogues_are_the_shipped_one_over_again(tmp_path: Path) -> None:
    """Sixty definitions, three of which share an id with an earlier one, become 120 that still link."""
    texts = {
        "once": catalogues.repeated(1),
        "twice": catalogues.repeated(2),
        "one": catalogues.one_indicator(),
        "breakdowns": catalogues.with_breakdowns(("sex", "area"), 3),
    }
    assert texts["once"] == catalogues.SHIPPED.read_text(encoding="utf-8")
    shipped = load_catalogue(catalogues.SHIPPED)
    linked = {name: _linked(tmp_path / f"{name}.yaml", text) for name, text in texts.items()}
    assert linked["twice"] == (2 * len(shipped.indicators), len(shipped.breakdowns))
    assert linked["one"] == (1, len(shipped.breakdowns))
    assert linked["breakdowns"] == (len(shipped.indicators), len(shipped.breakdowns) + 4)


def _linked(file: Path, text: str) -> tuple[int, int]:
    """How many indicators and breakdowns the catalogue has; raises where anything of it is wrong."""
    file.write_text(text, encoding="utf-8")
    catalogue = load_catalogue(file)
    return len(catalogue.indicators), len(catalogue.breakdowns)


@pytest.mark.slow
def test_every_alternative_comes_to_the_same_twelve_indicators(tmp_path: Path) -> None:
    """On the samples as they ship, and on a copy with days first and rows in no order."""
    made = tmp_path / "2016-03"
    make_data.make(made, {0: frozenset()})
    for extracts in (samples(), Extracts(made)):
        document = run(compute(extracts)).output
        printed = {name: run(command).output for name, command in alternatives(extracts).items()}
        assert_equal(document, printed)
        assert {figures_of(counts) for counts in printed.values()} == {24}
        assert figures_in(document) > 100


@pytest.mark.slow
def test_the_time_of_a_run_is_told_a_stage_at_a_time() -> None:
    """Every stage took some time."""
    command = [sys.executable, "-m", "benchmarks.stages", "samples/2016-03"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    stages = json.loads(ended.stdout)
    assert stages.keys() == {"imports", *STAGES, "everything else"}
    assert all(seconds > 0 for seconds in stages.values())

"""What is computed without the rows at fault says so, whichever command tells it and in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import EXTRACTS, FOLDER, write_extract

#: One of the three reviews has a date that is none. No stay and no child is at fault.
NOTE = "left_out: 1 of 3 rows of reviews.csv, for faults"
SENTENCE = "Left out: 1 of 3 rows of reviews.csv, for faults."
SKIPPING = "--skip-faulty-rows"


@pytest.fixture
def at_fault(workplace: Path) -> Path:
    """The working folder, with a review at fault in the extracts of March 2016."""
    write_extract(workplace, "reviews", EXTRACTS["reviews"].replace("02/06/2015", "31/02/2016"))
    return workplace


def told(text: str) -> list[tuple[str, bool]]:
    """The indicator of each row of a CSV, and whether its notes say what was left out."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [(row["indicator"], NOTE in row["notes"].split(" | ")) for row in rows]


def test_the_csv_tells_it_in_the_notes_of_the_figures_that_rest_on_the_rows(at_fault: Path, run: Run) -> None:
    """Of both variants and each group; figures that rest on other extracts are as sure as ever."""
    ended = run("compute", FOLDER, SKIPPING, "--format", "csv", "--by", "sex")
    rests = [("reviews_on_time", True)] * 5
    does_not = [("stays_begun", False)] * 5
    found = told(ended.out)
    assert sorted(set(found)) == [rests[0], does_not[0]]
    assert found == [*[one for one in found if one[1]], *[one for one in found if not one[1]]]


@pytest.mark.parametrize("layout", ["scorecard", "variants"])
@pytest.mark.parametrize(("format_", "note"), [("table", "[{}] "), ("markdown", "{}. ")])
def test_both_pages_tell_it_in_a_note_of_the_lines_that_rest_on_the_rows(
    at_fault: Path, run: Run, layout: str, format_: str, note: str
) -> None:
    """Once under the figures, with its number beside their titles; the other titles have no such number."""
    lines = run("compute", FOLDER, SKIPPING, "--layout", layout, "--format", format_).out.splitlines()
    (told,) = [line for line in lines if "eft out" in line]
    number = told.strip("[")[0]
    assert told == note.format(number) + SENTENCE
    assert number in numbers_beside("Reviews held on time", lines)
    assert number not in numbers_beside("Zoë's count of stays begun", lines)


def numbers_beside(title: str, lines: list[str]) -> list[str]:
    """The numbers of the notes that stand beside a title."""
    (line,) = [line for line in lines if title in line and "eft out" not in line]
    marks = re.search(r"\[([\d, -]+)\]", line.replace("\\", ""))
    runs = [run.split("-") for run in marks[1].split(", ")] if marks else []
    return [str(number) for run in runs for number in range(int(run[0]), int(run[-1]) + 1)]


def test_the_document_tells_it_of_the_extract_and_of_the_figures(at_fault: Path, run: Run) -> None:
    """A program that reads rows alone does not miss it."""
    document = json.loads(run("compute", FOLDER, SKIPPING, "--format", "json").out)
    assert [extract["skipped_rows"] for extract in document["extracts"]] == [0, 1, 0]
    assert [NOTE in row["notes"] for row in document["results"]] == [True, True, False, False]


def test_a_trend_tells_it_of_each_month(at_fault: Path, run: Run) -> None:
    """The table in a note, CSV and JSON with each figure that rests on the rows."""
    table = run("trend", FOLDER, SKIPPING, "--months", "2").out.splitlines()
    assert [line.split("] ")[-1] for line in table if "eft out" in line] == [SENTENCE]
    rows = run("trend", FOLDER, SKIPPING, "--months", "2", "--format", "csv").out
    assert told(rows) == [*[("reviews_on_time", True)] * 4, *[("stays_begun", False)] * 4]
    document = json.loads(run("trend", FOLDER, SKIPPING, "--months", "2", "--format", "json").out)
    assert [extract["skipped_rows"] for extract in document["extracts"]] == [0, 1, 0]
    assert [NOTE in row["notes"] for row in document["series"]] == [True] * 4 + [False] * 4


def test_what_variants_change_is_told_with_it(at_fault: Path, run: Run) -> None:
    """At the end of the text, and of each extract in the document."""
    assert run("variants", FOLDER, SKIPPING).out.endswith(f"makes.\n\n{SENTENCE}\n")
    document = json.loads(run("variants", FOLDER, SKIPPING, "--format", "json").out)
    assert [(each["file"], each["skipped_rows"]) for each in document["extracts"]] == [
        ("children.csv", 0),
        ("reviews.csv", 1),
        ("stays.csv", 0),
    ]


def test_an_explanation_tells_it_of_its_own_figures(at_fault: Path, run: Run) -> None:
    """Under each variant's figure; an indicator that rests on other extracts says nothing of it."""
    lines = run("explain", "R1", FOLDER, SKIPPING).out.splitlines()
    assert [line for line in lines if "eft out" in line] == [f"    {SENTENCE}"] * 2
    document = json.loads(run("explain", "R1", FOLDER, SKIPPING, "--format", "json").out)
    assert [NOTE in told["figure"]["notes"] for told in document["figures"]] == [True, True]
    assert "eft out" not in run("explain", "R2", FOLDER, SKIPPING).out


def test_an_explanation_tells_it_of_the_earlier_day(at_fault: Path, run: Run) -> None:
    """What was left out then is told of then, and is not said of now."""
    shutil.copytree(at_fault / FOLDER, at_fault / "2016-02")
    write_extract(at_fault, "reviews", EXTRACTS["reviews"])
    lines = run("explain", "R1", FOLDER, "--previous", "2016-02", SKIPPING).out.splitlines()
    since = lines.index("Since 29 February 2016")
    assert lines[since + 1] == f"  29 February 2016: {SENTENCE}"
    assert [line for line in lines if "eft out" in line] == [lines[since + 1]]


def test_rows_left_out_with_their_child_count_too(workplace: Path, run: Run) -> None:
    """A child's row at fault takes the child's other rows with it, and every extract says how many."""
    write_extract(workplace, "children", EXTRACTS["children"].replace("0002,M", "0002,X"))
    ended = run("variants", FOLDER, SKIPPING)
    assert ended.out.endswith(
        "\n\nLeft out: 1 of 3 rows of children.csv, for faults.\n"
        f"{SENTENCE}\n"
        "Left out: 1 of 2 rows of stays.csv, for faults.\n"
    )

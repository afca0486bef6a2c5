"""What a register lets later documents say: how figures settled, and what is likely to move.

The council of these tests learns of a child a month late, each month. At the end of August 2015 it has 40
children, 10 of them placed away and 3 excluded. In each month from September on one more comes, is placed
away, and is in the extracts only from the next month on. So September is published as 10 of 40, and is 11 of
41 a month later; October as 11 of 41, and then 12 of 42; November as 12 of 42, and then 13 of 43; December as
13 of 43, and then 14 of 44.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import Ended, unchanged
from tests.editions.council import FOLDER

MONTH_ENDS = ("2015-09-30", "2015-10-31", "2015-11-30", "2015-12-31", "2016-01-31")


def _flag(value: bool) -> str:
    return "yes" if value else "no"


def _set_out(folder: Path, known: int) -> None:
    """The extracts in which ``known`` of the children that came since September are recorded."""
    came = ["2015-04-01"] * 40 + [f"{day[:7]}-15" for day in MONTH_ENDS[:known]]
    placed = [
        f"{number:04},{started},{_flag(not 10 <= number < 40)},{_flag(number < 3)}"
        for number, started in enumerate(came)
    ]
    texts = {
        "children": ["child_id,sex,uasc", *(f"{number:04},F,no" for number in range(len(came)))],
        "placements": ["child_id,started_on,away,excluded", *placed],
    }
    for name, lines in texts.items():
        (folder / FOLDER / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8", newline="")


@pytest.fixture
def register(council: Path, run: Run) -> Path:
    """What was published from September to December, each with three months before; then it is January."""
    catalogue = council / "indicators.yaml"
    text = catalogue.read_text(encoding="utf-8")
    quiet = text.replace("    file: placements.csv\n", "    file: placements.csv\n    quiet_months: 12\n")
    catalogue.write_text(quiet, encoding="utf-8")
    for known, as_at in enumerate(MONTH_ENDS[:-1]):
        _set_out(council, known)
        made = ("--as-at", as_at, "--trend", "4", "--history", "published") if known else ("--as-at", as_at)
        written = ("--format", "json", "--output", f"{as_at}.json")
        assert run("compute", FOLDER, "--quiet", *made, *written).code == 0
        assert run("publish", f"{as_at}.json", "published").code == 0
    _set_out(council, len(MONTH_ENDS) - 1)
    return council / "published"


HISTORY = ("--history", "published")
JANUARY = ("compute", FOLDER, "--quiet", "--as-at", "2016-01-31", *HISTORY)
SETTLING = ("trend", FOLDER, "--quiet", "--months", "5", "--until", "2016-01-31", *HISTORY, "--settling")


def settling_notes(ended: Ended) -> list[tuple[str, str, str]]:
    """The notes on how figures settle: the indicator, the variant, the note."""
    assert (ended.code, ended.err) == (0, ""), ended.err
    return [
        (row["indicator"], row["variant"], note)
        for row in json.loads(ended.out)["results"]
        for note in row["notes"]
        if note.startswith("settling")
    ]


@pytest.mark.usefixtures("register")
def test_a_fresh_figure_is_cautioned_by_the_months_before(run: Run) -> None:
    """+1.8 (11/41 less 10/40), +1.7 and +1.7 points; of excluded -0.2 (3/41 less 3/40), -0.2 and -0.2."""
    away = "settling: the figure of each of 3 earlier months had gained 1.7 points (1.7 to 1.8) a month later"
    excluded = "settling: the figure of each of 3 earlier months had lost 0.2 points a month later"
    assert settling_notes(run(*JANUARY, "--format", "json")) == [
        ("placed_away", "all", away),
        ("placed_away", "excluding_uasc", away),
        ("excluded", "all", excluded),
        ("excluded", "excluding_uasc", excluded),
    ]


@pytest.mark.usefixtures("register")
def test_the_caution_is_on_the_page(run: Run) -> None:
    """Among the notes, as a sentence."""
    told = " ".join(run(*JANUARY).out.split())
    assert (
        "Settling: the figure of each of 3 earlier months had gained 1.7 points (1.7 to 1.8) a month later."
        in told
    )


@pytest.mark.usefixtures("register")
def test_files_that_are_no_register_caution_of_nothing(run: Run) -> None:
    """Which of them were published when, and whether any is missing, is not known."""
    files = [word for day in MONTH_ENDS[:-1] for word in ("--history", f"{day}.json")]
    arguments = ("--as-at", "2016-01-31", *files, "--format", "json")
    assert settling_notes(run("compute", FOLDER, "--quiet", *arguments)) == []


@pytest.mark.usefixtures("register")
def test_the_public_edition_has_no_caution(run: Run) -> None:
    """It tells of figures before they were settled, and of changes of one child."""
    ended = run(*JANUARY, "--audience", "public", "--format", "json")
    assert settling_notes(ended) == []


@pytest.mark.usefixtures("register")
def test_a_document_is_verified_against_the_register_of_its_time(council: Path, run: Run) -> None:
    """What was filed since takes no part: December is still what was published."""
    assert run(*JANUARY, "--format", "json", "--output", "january.json").code == 0
    assert run("publish", "january.json", "published").code == 0
    ended = run("verify", "january.json", FOLDER, "--quiet", *HISTORY)
    assert ended.code == 0, ended.out
    _set_out(council, 3)
    ended = run("verify", str(Path("published") / "2015-12-31.internal.json"), FOLDER, "--quiet", *HISTORY)
    assert ended.code == 0, ended.out


@pytest.mark.usefixtures("register")
def test_causes_are_told_apart_by_the_register_of_each_time(council: Path, run: Run) -> None:
    """December and January are made again, each by what the register held then: 13 of 43, and 14 of 44."""
    shutil.copytree(council / FOLDER, council / "2016-01")
    assert run(*JANUARY, "--format", "json", "--output", "january.json").code == 0
    _set_out(council, 3)
    ended = run(
        "diff",
        "2015-12-31.json",
        "january.json",
        "--extracts-a",
        FOLDER,
        "--extracts-b",
        "2016-01",
        "--previous",
        "published",
    )
    assert (ended.code, ended.err) == (0, ""), ended.err
    assert ended.out.count("because of data: +1.6 pp") == 2


# The table ----------------------------------------------------------------------------------------------

#: By the scorecards of October to December, and what is computed for January: the moves of placed_away are
#: +1.829, +1.742, +1.661 and +1.586 points, of excluded -0.183, -0.174, -0.166 and -0.159.
ROWS = {
    ("placed_away", 1): ("4", "4", "0", "+1.7 pp", "+1.6 pp", "+1.8 pp"),
    ("placed_away", 2): ("3", "3", "0", "+1.7 pp", "+1.7 pp", "+1.8 pp"),
    ("placed_away", 3): ("2", "2", "0", "+1.8 pp", "+1.7 pp", "+1.8 pp"),
    ("excluded", 1): ("4", "0", "4", "-0.2 pp", "-0.2 pp", "-0.2 pp"),
    ("excluded", 2): ("3", "0", "3", "-0.2 pp", "-0.2 pp", "-0.2 pp"),
    ("excluded", 3): ("2", "0", "2", "-0.2 pp", "-0.2 pp", "-0.2 pp"),
}
COLUMNS = ("months", "rose", "fell", "median_display", "lowest_display", "highest_display")


def cells(rows: list[dict[str, Any]]) -> dict[tuple[str, int], tuple[str, ...]]:
    """The cells of each row of everybody, by indicator and months later."""
    return {
        (row["indicator"], int(row["months_later"])): tuple(str(row[name]) for name in COLUMNS)
        for row in rows
        if row["variant"] == "all"
    }


@pytest.mark.usefixtures("register")
def test_the_table_as_json_and_csv(run: Run) -> None:
    """A row for each line and each number of months later."""
    ended = run(*SETTLING, "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    document = json.loads(ended.out)
    assert document["until"] == "2016-01-31"
    assert cells(document["settling"]) == ROWS
    assert [row["redefined"] for row in document["settling"]] == [0] * 12
    rows = list(csv.DictReader(io.StringIO(run(*SETTLING, "--format", "csv").out)))
    assert cells(rows) == ROWS
    assert {(row["title"], row["variant_title"], row["until"]) for row in rows} == {
        (title, variant, "2016-01-31")
        for title in ("Placed away from home", "Excluded from school")
        for variant in ("All", "Excluding UASC")
    }
    assert run(*SETTLING, "--format", "csv-excel").out == "\ufeff" + run(*SETTLING, "--format", "csv").out


PAGE = """\
A small scorecard
How published figures settled, up to 31 January 2016
Internal: for officers; it tells of figures before they were settled.

Everybody
                                       1 month later      2 months later     3 months later
Indicator                              Months Rose Median Months Rose Median Months Rose Median
───────────────────────────────────────────────────────────────────────────────────────────────
Placed away from home                       4    4   +1.7      3    3   +1.7      2    2   +1.8
Placed away from home (Excluding UASC)      4    4   +1.7      3    3   +1.7      2    2   +1.8
Excluded from school                        4    0   -0.2      3    0   -0.2      2    0   -0.2
Excluded from school (Excluding UASC)       4    0   -0.2      3    0   -0.2      2    0   -0.2

Later less first published figure, in the unit's own points. A figure counts as first published in
the first document of its own month.
Months: the earlier months of which both figures are known, by one definition; Rose: how many of
them were higher by then. Editions of rounded counts are left out.
"""


@pytest.mark.usefixtures("register")
def test_the_table_on_a_page(run: Run) -> None:
    """Each number of months later has its columns side by side; the legend says what is compared."""
    ended = run(*SETTLING)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == PAGE


@pytest.mark.usefixtures("register")
def test_the_table_in_markdown(council: Path, run: Run) -> None:
    """Headings of their own in place of shared ones; the file's ending chooses it."""
    assert run(*SETTLING, "--output", "settling.md").code == 0
    lines = (council / "settling.md").read_text(encoding="utf-8").splitlines()
    assert lines[:3] == ["# A small scorecard", "", "How published figures settled, up to 31 January 2016"]
    (line,) = [line for line in lines if line.startswith("| Placed away from home |")]
    assert line == (
        "| Placed away from home | 4 | 4 | 0 | +1.6 | +1.7 | +1.8 | 3 | 3 | 0 | +1.7 | +1.7 | +1.8 "
        "| 2 | 2 | 0 | +1.7 | +1.8 | +1.8 |"
    )


@pytest.mark.usefixtures("register")
def test_months_of_another_definition_are_told_to_be_left_out(council: Path, run: Run) -> None:
    """Who is excluded is counted otherwise from January on: only what December's scorecard told is left."""
    catalogue = council / "indicators.yaml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("where: excluded,", "where: excluded and away,"), encoding="utf-8")
    rows = json.loads(run(*SETTLING, "--format", "json").out)["settling"]
    found = {
        (row["indicator"], row["months_later"]): (row["months"], row["redefined"])
        for row in rows
        if row["variant"] == "all"
    }
    assert found == {
        ("placed_away", 1): (4, 0),
        ("placed_away", 2): (3, 0),
        ("placed_away", 3): (2, 0),
        ("excluded", 1): (3, 1),
        ("excluded", 2): (2, 1),
        ("excluded", 3): (1, 1),
    }
    told = " ".join(run(*SETTLING).out.split())
    assert (
        "[1] Months left out, because the definition changed in between: 1 month later 1, 2 months later 1, "
        "3 months later 1." in told
    )


def test_a_register_in_which_nothing_was_told_again_says_so(council: Path, run: Run) -> None:
    """One scorecard without the months before."""
    run("compute", FOLDER, "--quiet", "--format", "json", "--output", "march.json")
    run("publish", "march.json", "published")
    ended = run("trend", FOLDER, "--quiet", "--months", "2", *HISTORY, "--settling")
    assert ended.code == 0
    assert (
        "No figure in the register was stated again within three months. File scorecards that have the "
        "months before (--trend 4, --for-report), or trends." in " ".join(ended.out.split())
    )


BAD = [
    (
        (),
        "--settling: no register says what was published. Name one with --history; `cicscore publish` files "
        "documents there.",
    ),
    (
        (*HISTORY, "--audience", "public"),
        "--settling: it is a table for officers, of figures before they settled. Leave out --audience.",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_what_makes_no_sense_cannot_run(
    council: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    """Exit code 2, the reason on stderr."""
    with unchanged(council):
        assert run("trend", FOLDER, "--settling", *arguments) == Ended(2, "", f"cicscore: {message}\n")

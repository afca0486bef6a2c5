"""What is due, by line and team, and where figures land: of four children, worked out by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from cicscore.app.due import DueRequest, due
from cicscore.scorecard.landing import next_month_end, next_year_end
from tests.due.council import EXTRACTS, FOLDER, set_out
from tests.explain.conftest import Ended, Run, run

__all__ = ["run"]


Document = dict[str, list[dict[str, object]]]


@pytest.fixture(autouse=True)
def council(tmp_path: Path) -> None:
    """The council's files in the working folder."""
    set_out(tmp_path)


def document(folder: Path, days: int = 30, only: tuple[str, ...] = (), as_at: date | None = None) -> Document:
    """What is found in a folder, as JSON has it."""
    found = due(DueRequest(folder / FOLDER, folder / "indicators.yaml", days, only=only, as_at=as_at))
    assert found.warnings == ()
    return found.due.model_dump(mode="json")


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """What is found of the council as it is."""
    folder = tmp_path_factory.mktemp("council")
    set_out(folder)
    return document(folder)


def due_of(found: Document, indicator: str) -> list[tuple[object, ...]]:
    """Variant, group, overdue, due, without a due date."""
    names = ("variant", "group", "overdue", "due", "undated")
    return [tuple(row[name] for name in names) for row in found["due"] if row["indicator"] == indicator]


def landed(found: Document, indicator: str) -> list[tuple[object, ...]]:
    """Day, how much is done, value and rating of the headline, as a whole."""
    names = ("as_at", "if_done", "display", "rag")
    return [
        tuple(row[name] for name in names)
        for row in found["landings"]
        if (row["indicator"], row["variant"], row["group"]) == (indicator, "all", None)
    ]


def test_what_is_due_is_counted_by_line_and_team(usual: Document) -> None:
    """Ben's review, due on the day itself, is overdue; Anna's and Cleo's fall due within thirty days.

    Cleo's of 30 January is held already, and that of 1 March is due later.
    """
    assert due_of(usual, "reviews_on_time") == [
        ("all", None, 1, 2, 0),
        ("all", "N", 0, 2, 0),
        ("all", "S", 1, 0, 0),
        ("excluding_uasc", None, 1, 1, 0),
        ("excluding_uasc", "N", 0, 1, 0),
        ("excluding_uasc", "S", 1, 0, 0),
    ]


def test_what_was_done_after_the_day_is_not_done_yet(tmp_path: Path) -> None:
    """On 5 December Anna's review of the 10th was not held yet, nor was Ben's of the 31st: both fall due.

    Cleo's of 30 January was held early, on 20 December, so that none of hers is done by then.
    """
    seen = document(tmp_path, 60, ("reviews_on_time",), date(2015, 12, 5))
    assert due_of(seen, "reviews_on_time")[:2] == [("all", None, 0, 5, 0), ("all", "N", 0, 4, 0)]
    whole = document(tmp_path, 60, ("reviews_on_time",), date(2015, 12, 31))
    assert due_of(whole, "reviews_on_time")[:2] == [("all", None, 1, 2, 0), ("all", "N", 0, 2, 0)]


def test_days_say_how_far_to_look(tmp_path: Path) -> None:
    """The last of them is included: fifteen days after 31 December is 15 January."""
    assert due_of(document(tmp_path, 15, ("reviews_on_time",)), "reviews_on_time")[0] == (
        "all",
        None,
        1,
        2,
        0,
    )
    assert due_of(document(tmp_path, 14, ("reviews_on_time",)), "reviews_on_time")[0] == (
        "all",
        None,
        1,
        1,
        0,
    )


def test_a_figure_lands_by_what_the_data_hold(usual: Document) -> None:
    """Of Anna's and Ben's reviews one was on time. In January three more are due, of which one is held.

    Ben's is overdue: held on 1 January, it is late all the same. 1 March adds Cleo's.
    """
    assert landed(usual, "reviews_on_time") == [
        ("2015-12-31", "now", "50.0%", "red"),
        ("2016-01-31", "none", "40.0%", "red"),
        ("2016-01-31", "all", "80.0%", "amber"),
        ("2016-03-31", "none", "33.3%", "red"),
        ("2016-03-31", "all", "83.3%", "amber"),
    ]


def test_what_was_done_has_the_values_that_the_catalogue_gives(usual: Document) -> None:
    """One of two took part; in January three more do, and by the end of March a fourth."""
    assert landed(usual, "took_part") == [
        ("2015-12-31", "now", "50.0%", None),
        ("2016-01-31", "none", "50.0%", None),
        ("2016-01-31", "all", "80.0%", None),
        ("2016-03-31", "none", "50.0%", None),
        ("2016-03-31", "all", "83.3%", None),
    ]


def test_what_lapses_is_done_again_when_it_is_due_again(usual: Document) -> None:
    """Checks hold for two months. Ben's and Cleo's ran out and are done on 1 January and again on 1 March.

    Anna's is due on 20 January, and again on 20 March. Dan was never checked: nothing says by when.
    """
    assert due_of(usual, "checked") == [("all", None, 2, 1, 1), ("all", "N", 1, 1, 1), ("all", "S", 1, 0, 0)]
    assert landed(usual, "checked") == [
        ("2015-12-31", "now", "25.0%", None),
        ("2016-01-31", "none", "0.0%", None),
        ("2016-01-31", "all", "75.0%", None),
        ("2016-03-31", "none", "0.0%", None),
        ("2016-03-31", "all", "75.0%", None),
    ]


def test_the_page_has_counts_figures_and_targets_side_by_side(run: Run) -> None:
    """A line for each variant of the first page, and under it its teams."""
    ended = run("due", FOLDER, "--quiet", "--only", "checked")

    assert ended == Ended(
        0,
        """\
A small scorecard
What is due in the 30 days after 31 December 2015
Internal: for officers; small counts are shown.

Reviewing · Lead: Head of Reviewing
                                          31 January 2016           31 March 2016
Indicator         Overdue By 30 Jan   Now None done All done Target None done All done Target
─────────────────────────────────────────────────────────────────────────────────────────────
Teeth checked [1]       2         1 25.0%      0.0%    75.0%      –      0.0%    75.0%      –
· North                 1         1 33.3%      0.0%    66.7%      –      0.0%    66.7%      –
· South                 1         0  0.0%      0.0%   100.0%      –      0.0%   100.0%      –

Overdue: due on 31 December 2015 or before, and not done. By 30 Jan: due after it, up to that day,
and not done yet.
None done: the figure on that day if nothing more is done. All done: if all that is due by then is
done on its due day, again where it falls due again, and what is overdue on 1 January 2016.
Nothing else is foreseen: children who start or leave care later, and what is due but not in the
data yet, are not in these figures.
Each figure has the rating and the target of its own day.

Notes
[1] 1 of the dental checks has no due date, and is not counted.
""",
        "",
    )


def test_a_figure_of_a_day_after_the_last_due_date_is_withheld(run: Run, tmp_path: Path) -> None:
    """Where each review has a row of its own, those of March are not known from rows that end in January."""
    rows = EXTRACTS["reviews"].splitlines(keepends=True)
    set_out(tmp_path, reviews="".join(row for row in rows if "2016-03" not in row and "2016-04" not in row))
    found = document(tmp_path, only=("reviews_on_time",))
    last = [row for row in found["landings"] if row["as_at"] == "2016-03-31" and row["group"] is None]

    assert {(row["status"], row["status_reason"], row["value"], row["target_display"]) for row in last} == {
        ("beyond_data", "reviews.csv holds no due date after 30 January 2016", None, "90%")
    }
    assert (
        "[1] No figure as at 31 January 2016: reviews.csv holds no due date after 30 January 2016.\n"
        "[2] No figure as at 31 March 2016: reviews.csv holds no due date after 30 January 2016.\n"
        in run("due", FOLDER, "--quiet", "--only", "reviews_on_time").out
    )


def test_a_missing_extract_is_said_and_the_rest_is_counted(run: Run, tmp_path: Path) -> None:
    """What is due of checks is not known without their file; reviews are as they were."""
    (tmp_path / FOLDER / "checks.csv").unlink()
    ended = run("due", FOLDER, "--quiet", "--format", "json")
    found = json.loads(ended.out)
    (row,) = (row for row in found["due"] if row["indicator"] == "checked")

    assert ended.code == 0
    assert (row["status"], row["overdue"], row["due"]) == ("missing_extract", None, None)
    assert row["status_reason"] == "the folder has no checks.csv"
    assert {row["value"] for row in found["landings"] if row["indicator"] == "checked"} == {None}
    assert due_of(found, "reviews_on_time")[0] == ("all", None, 1, 2, 0)


def test_rows_that_blank_cells_leave_open_are_said(run: Run, tmp_path: Path) -> None:
    """Where only reviews of a child who took part last time are due, a blank there leaves it open."""
    set_out(
        tmp_path,
        replacing=(
            "due: {from: reviews, date: due_on, done: held_on, values: {took_part: yes}}",
            "due: {from: reviews, where: took_part, date: due_on, done: held_on}",
        ),
        reviews=EXTRACTS["reviews"],
    )
    text = (tmp_path / "indicators.yaml").read_text(encoding="utf-8")
    (tmp_path / "indicators.yaml").write_text(
        text.replace("required: false, blank: answer where held_on is None}", "required: false}"), "utf-8"
    )

    assert [row["unknown"] for row in document(tmp_path)["due"] if row["indicator"] == "took_part"] == [
        5,
        4,
        1,
    ]
    assert (
        "Blank cells leave open whether 5 more of the reviews are due."
        in run("due", FOLDER, "--quiet", "--only", "took_part").out
    )


def test_the_csv_has_a_row_for_each_day_and_how_much_is_done(run: Run) -> None:
    """The whole and two teams, now and on two days if none or all is done."""
    ended = run("due", FOLDER, "--quiet", "--only", "checked", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    names = ("group", "overdue", "due", "as_at", "if_done", "display", "due_status", "status")

    assert len(rows) == 15
    assert [rows[7][name] for name in names] == [
        "N",
        "1",
        "1",
        "2016-01-31",
        "all",
        "66.7%",
        "known",
        "known",
    ]


def test_children_are_named_in_the_file_that_is_asked_for_alone(run: Run, tmp_path: Path) -> None:
    """Each thing due with its row, in order of day; what has no due date last."""
    ended = run("due", FOLDER, "--quiet", "--only", "checked", "--children", "due.csv")

    assert ended.err == (
        "due.csv holds 4 rows with the identifiers and dates of 4 children. Keep it where the extracts are "
        "kept, and delete it after use.\n"
    )
    assert not any(name in ended.out for name in ("anna", "ben", "cleo", "dan"))
    assert (tmp_path / "due.csv").read_text(encoding="utf-8") == (
        "indicator,what,due_on,standing,extract,line,child_id,team,left_out_excluding_uasc\n"
        "checked,dental checks,2015-11-15,overdue,children,3,ben,S,no\n"
        "checked,dental checks,2015-12-10,overdue,children,4,cleo,N,yes\n"
        "checked,dental checks,2016-01-20,due,children,2,anna,N,no\n"
        "checked,dental checks,,undated,children,5,dan,N,no\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--children", "-"),
            "--children: - is not a file. The rows hold children's identifiers, so they are only ever "
            "written to a file: give its name.",
        ),
        (
            ("--children", f"{FOLDER}/due.csv"),
            f"--children: {FOLDER}/due.csv lies in a folder of extracts, where nothing is written. Give "
            f"a file outside {FOLDER}.",
        ),
        (
            ("--by", "area"),
            '--by: the catalogue has no breakdown "area". The catalogue has: team.',
        ),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], message: str, run: Run) -> None:
    """With nothing on stdout."""
    assert run("due", FOLDER, "--quiet", *arguments) == Ended(2, "", f"cicscore: {message}\n")


def test_a_catalogue_without_anything_due_says_what_to_add(run: Run, tmp_path: Path) -> None:
    """It could not run: nothing says what to look for."""
    text = (tmp_path / "indicators.yaml").read_text(encoding="utf-8")
    kept, _, _ = text.partition("    due:")
    (tmp_path / "indicators.yaml").write_text(kept, encoding="utf-8")

    assert run("due", FOLDER, "--quiet") == Ended(
        2,
        "",
        "cicscore: indicators.yaml: no indicator says what is due. Add `due:` to one, with the extract, the "
        "due date and the date on which it is done.\n",
    )


def test_a_saved_list_is_not_taken_for_a_scorecard(run: Run) -> None:
    """Whoever gives it to `report` is told which command wrote it."""
    run("due", FOLDER, "--quiet", "--output", "due.json")
    ended = run("report", "due.json", "--output", "report.md")

    assert "this JSON is not a scorecard: `cicscore due --format json` wrote it" in ended.err


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        (date(2016, 3, 30), date(2016, 3, 31), date(2016, 3, 31)),
        (date(2016, 3, 31), date(2016, 4, 30), date(2017, 3, 31)),
        (date(2016, 4, 1), date(2016, 4, 30), date(2017, 3, 31)),
        (date(2015, 12, 31), date(2016, 1, 31), date(2016, 3, 31)),
        (date(2016, 1, 31), date(2016, 2, 29), date(2016, 3, 31)),
    ],
)
def test_the_ends_are_the_first_after_the_day(day: date, month: date, year: date) -> None:
    """A month end itself looks to the next one: its own figure is known already."""
    assert (next_month_end(day), next_year_end(day)) == (month, year)


def test_a_figure_is_rated_by_the_target_of_its_own_day(tmp_path: Path) -> None:
    """Half on time by the third quarter is enough; the year is to end on nine in ten."""
    profile = "target: 90, amber: 70, quarters: {Q3: {target: 50, amber: 40}}"
    set_out(tmp_path, replacing=("target: 90, amber: 70", profile))
    rows = document(tmp_path, only=("reviews_on_time",))["landings"]
    whole = [row for row in rows if row["variant"] == "all" and row["group"] is None]

    assert [(row["as_at"], row["if_done"], row["target_display"], row["rag"]) for row in whole] == [
        ("2015-12-31", "now", "50%", "green"),
        ("2016-01-31", "none", "90%", "red"),
        ("2016-01-31", "all", "90%", "amber"),
        ("2016-03-31", "none", "90%", "red"),
        ("2016-03-31", "all", "90%", "amber"),
    ]


def test_what_the_data_do_not_reach_to_is_said_beside_the_count(run: Run) -> None:
    """No review is due after 15 April: of the days up to 30 June nothing more is known."""
    ended = run("due", FOLDER, "--quiet", "--only", "reviews_on_time", "--days", "182")

    assert (
        "The data hold no reviews due after 15 April 2016: more may fall due by 30 June 2016.\n" in ended.out
    )


def test_a_day_without_a_definition_has_no_figure(run: Run, tmp_path: Path) -> None:
    """The definition ends with January: March has none, and the page says so."""
    set_out(
        tmp_path,
        replacing=("    title: Teeth checked\n", "    title: Teeth checked\n    valid_to: 2016-02-29\n"),
    )

    assert (
        "No figure as at 31 March 2016: the catalogue has no definition for 31 March 2016.\n"
        in run("due", FOLDER, "--quiet", "--only", "checked").out
    )


def test_what_is_made_of_others_lands_with_them(tmp_path: Path) -> None:
    """Half of 50% and 25%; with every review held and no tooth looked at, half of 80% and of none."""
    added = """\
  - id: both
    title: The mean of the two
    theme: reviewing
    meaning: The mean of reviews on time and teeth checked.
    polarity: higher
    period: snapshot
    unit: percent
    value: {from_indicators: "(reviews_on_time + checked) / 2"}
    due: {from: reviews, date: due_on, done: held_on}
  - id: checked
"""
    set_out(tmp_path, replacing=("  - id: checked\n", added))

    assert [row[:3] for row in landed(document(tmp_path, only=("both",)), "both")] == [
        ("2015-12-31", "now", "37.5%"),
        ("2016-01-31", "none", "20.0%"),
        ("2016-01-31", "all", "40.0%"),
        ("2016-03-31", "none", "16.7%"),
        ("2016-03-31", "all", "41.7%"),
    ]


def test_what_is_done_says_itself_when_it_is_due_next(usual: Document) -> None:
    """A plan made anew holds a month. Cleo's ran out; Anna's holds until 10 January, Ben's until 1 March.

    At the end of March all three were made anew within the month; none of those there are holds any more.
    """
    assert due_of(usual, "planned") == [("all", None, 1, 1, 0), ("all", "N", 1, 1, 0), ("all", "S", 0, 0, 0)]
    assert [row[:3] for row in landed(usual, "planned")] == [
        ("2015-12-31", "now", "50.0%"),
        ("2016-01-31", "none", "25.0%"),
        ("2016-01-31", "all", "75.0%"),
        ("2016-03-31", "none", "0.0%"),
        ("2016-03-31", "all", "75.0%"),
    ]

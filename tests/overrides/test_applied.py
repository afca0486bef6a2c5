"""What was set by hand is shown, with a mark, and what was computed stands beside it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.cli.conftest import Run
from tests.cli.workplace import EXTRACTS, FOLDER, write_extract
from tests.overrides.written import override, write

VALUE_NOTE = (
    "overridden: the value 71.5% was set by hand (Head of Performance, 5 April 2016: A review was entered "
    "late); computed, it is 66.7%, and the counts are of that figure"
)
RAG_NOTE = (
    "overridden: the rating red was set by hand (Head of Performance, 5 April 2016: A review was entered "
    "late); computed, it is amber"
)
COMPUTED_REASON = (
    "Amber: 66.7% is below the target of 70% but not below the amber limit of 60%; 1 more among reviews held "
    "on time would be green."
)


def rows_of(run: Run, *options: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of the scorecard by indicator and variant."""
    ended = run("compute", FOLDER, "--format", "json", *options)
    assert ended.code == 0, ended.err
    return {(row["indicator"], row["variant"]): row for row in json.loads(ended.out)["results"]}


def test_a_value_is_rated_anew_and_the_counts_stay(workplace: Path, run: Run) -> None:
    """Value, display and rating are of what was set; numerator and denominator of what was counted."""
    write(workplace, override())
    row = rows_of(run)["reviews_on_time", "all"]
    assert (row["value"], row["display"], row["rag"]) == (71.5, "71.5%", "green")
    assert row["rag_reason"] == "Green: 71.5% meets the target of 70%."
    assert (row["numerator"], row["denominator"], row["status"]) == (2, 3, "calculated")
    assert (row["overridden"], row["overridden_by"]) == (["value"], ["Head of Performance"])
    assert (row["overridden_on"], row["overridden_why"]) == (["2016-04-05"], ["A review was entered late."])
    assert (row["computed_value"], row["computed_display"]) == (pytest.approx(200 / 3), "66.7%")
    assert (row["computed_rag"], row["computed_rag_reason"]) == ("amber", COMPUTED_REASON)
    assert row["notes"] == [VALUE_NOTE]


def test_what_is_told_from_counts_is_not_told_of_a_value_set_by_hand(workplace: Path, run: Run) -> None:
    """No interval, no worth of one child, no cells in doubt, no distance from green but none at all."""
    write(workplace, override(value=65))
    row = rows_of(run)["reviews_on_time", "all"]
    assert row["rag_reason"] == (
        "Amber: 65.0% is below the target of 70% but not below the amber limit of 60%."
    )
    untold = ("interval_low", "one_is_worth", "to_green", "rows_unknown", "value_low", "rag_safe")
    assert [row[name] for name in untold] == [None] * len(untold)


def test_a_share_that_looks_like_a_fraction_is_not_rated(workplace: Path, run: Run) -> None:
    """0.8 for 80% is a slip that no limit should rate."""
    write(workplace, override(value=0.8))
    row = rows_of(run)["reviews_on_time", "all"]
    assert (row["display"], row["rag"]) == ("0.8%", None)
    assert row["rag_reason"] == "Not rated: the value given, 0.8, looks like a fraction of 1."


def test_the_difference_of_a_variant_is_from_what_is_shown(workplace: Path, run: Run) -> None:
    """100% of the two others' reviews less 71.5%, and not less 66.7%."""
    write(workplace, override())
    assert rows_of(run)["reviews_on_time", "excluding_uasc"]["difference_display"] == "+28.5 pp"


def test_the_direction_is_of_what_is_shown(workplace: Path, run: Run) -> None:
    """70% at the quarter before: 66.7% would be worse, 71.5% is better."""
    write(workplace, override())
    (workplace / "before.csv").write_text(
        "indicator,variant,as_at,value\nreviews_on_time,all,2015-12-31,70\n", encoding="utf-8"
    )
    row = rows_of(run, "--previous", "before.csv")["reviews_on_time", "all"]
    assert (row["direction"], row["change_display"], row["movement"]) == ("improved", "+1.5 pp", "rose")


def test_a_rating_stands_whatever_the_limits_say(workplace: Path, run: Run) -> None:
    """The value stays; the sentence gives the computed rating's; no count says how to become green."""
    write(workplace, override(field="rag", value="red"))
    row = rows_of(run)["reviews_on_time", "all"]
    assert (row["display"], row["rag"], row["computed_rag"]) == ("66.7%", "red", "amber")
    assert row["rag_reason"] == f"Red: set by hand; computed, it is a{COMPUTED_REASON[1:]}"
    assert (row["to_green"], row["rag_safe"]) == (None, None)
    assert row["notes"][0] == RAG_NOTE


def test_a_rating_can_be_taken_away(workplace: Path, run: Run) -> None:
    """The figure is then among those not rated."""
    write(workplace, override(field="rag", value="not_rated"))
    row = rows_of(run)["reviews_on_time", "all"]
    assert (row["rag"], row["computed_rag"]) == (None, "amber")
    assert row["rag_reason"].startswith("Not rated: set by hand; computed, it is amber: 66.7% is below")


def test_a_value_and_a_rating_may_both_be_set(workplace: Path, run: Run) -> None:
    """Beside both stands the one figure that was computed, with its own rating."""
    write(workplace, override(), override(field="rag", value="red"))
    row = rows_of(run)["reviews_on_time", "all"]
    assert (row["display"], row["rag"], row["overridden"]) == ("71.5%", "red", ["value", "rag"])
    assert (row["computed_display"], row["computed_rag"]) == ("66.7%", "amber")


def test_a_note_stands_beside_the_others(workplace: Path, run: Run) -> None:
    """It replaces nothing, and is signed."""
    write(workplace, override(field="note", value="One child is counted twice."))
    row = rows_of(run)["reviews_on_time", "all"]
    assert (row["overridden"], row["computed_value"], row["rag"]) == (["note"], None, "amber")
    assert row["notes"][-1] == (
        "note_by_hand: One child is counted twice (Head of Performance, 5 April 2016: A review was entered "
        "late)"
    )
    assert len(row["notes"]) > 1


def test_a_figure_that_cannot_be_computed_can_be_set(workplace: Path, run: Run) -> None:
    """The row is then an input, and says why nothing was computed."""
    (workplace / FOLDER / "stays.csv").unlink()
    write(workplace, override(indicator="stays_begun", value=7))
    row = rows_of(run)["stays_begun", "all"]
    assert (row["display"], row["status"], row["status_reason"]) == ("7", "published", None)
    assert (row["numerator"], row["computed_value"]) == (None, None)
    assert row["notes"] == [
        "overridden: the value 7 was set by hand (Head of Performance, 5 April 2016: A review was entered "
        "late); none was computed, because the folder has no stays.csv"
    ]


def test_a_reason_of_several_lines_becomes_one(workplace: Path, run: Run) -> None:
    """Notes are sentences, however they were broken in the file."""
    path = write(workplace, override(why="XXX"))
    lines = "|\n    Two reviews\n\n    were entered late."
    path.write_text(path.read_text(encoding="utf-8").replace("XXX", lines), encoding="utf-8")
    row = rows_of(run)["reviews_on_time", "all"]
    assert row["overridden_why"] == ["Two reviews were entered late."]
    assert "(Head of Performance, 5 April 2016: Two reviews were entered late)" in row["notes"][0]


def test_the_front_page_counts_the_ratings_that_are_shown(workplace: Path, run: Run) -> None:
    """One line is rated, and it is red by hand; `--fail-on red` finds it, and says so."""
    write(workplace, override(field="rag", value="red"))
    ended = run("compute", FOLDER, "--fail-on", "red", "--format", "json")
    assert ended.code == 1
    assert json.loads(ended.out)["rag_counts"]["lines"]["red"] == 1
    assert (
        f"Reviews held on time (all): Red: set by hand; computed, it is a{COMPUTED_REASON[1:]}" in ended.err
    )


def test_an_override_of_another_day_is_not_applied(workplace: Path, run: Run) -> None:
    """It is no fault: files are copied from month to month."""
    write(workplace, override(as_at="2016-02-29"))
    ended = run("compute", FOLDER, "--format", "json", "--quiet")
    assert (ended.code, ended.err) == (0, "")
    assert "71.5" not in ended.out


@pytest.mark.parametrize(
    ("set_to", "said"),
    [
        ({"value": 66.7}, "the value 66.7 prints as 66.7%, which is"),
        ({"field": "rag", "value": "amber"}, "the rating amber is"),
    ],
)
def test_an_override_that_changes_nothing_is_said_and_not_marked(
    workplace: Path, run: Run, set_to: dict[str, Any], said: str
) -> None:
    """66.7% is computed, and amber: the row is as it would be without the file."""
    write(workplace, override(**set_to))
    ended = run("compute", FOLDER, "--format", "json", "--quiet")
    assert ended.err == (
        f"{Path(FOLDER, 'overrides.yaml')}:2:3 (overrides.0): warning CIC854: {said} what is computed of "
        "reviews_on_time (all) as at 31 March 2016.\n"
        "  what to do: Remove the override, or correct it.\n"
    )
    (row,) = [row for row in json.loads(ended.out)["results"] if row["rag"] == "amber"]
    assert (row["overridden"], row["value"]) == ([], pytest.approx(200 / 3))


def test_every_page_marks_what_was_set(workplace: Path, run: Run) -> None:
    """In words, beside the figure and the rating, with a legend and a note."""
    write(workplace, override(), override(field="rag", value="red"))
    for options in ((), ("--format", "markdown"), ("--layout", "variants", "--format", "markdown")):
        page = run("compute", FOLDER, "--quiet", *options).out
        assert "71.5% (set)" in page
        assert ("■ R (set)" in page) or ("■ Red (set)" in page)
        assert "(set): set by hand, not computed, as the notes say." in page
        flat = " ".join(page.split())
        assert "Overridden: the value 71.5% was set by hand (Head of Performance, 5 April 2016" in flat


def test_a_page_without_overrides_says_nothing_of_them(workplace: Path, run: Run) -> None:
    """Neither a mark nor a legend for one."""
    page = run("compute", FOLDER, "--quiet").out
    assert "set" not in page.split("Notes")[0].split("Latest")[1]


def test_the_csv_has_what_was_set_and_what_was_computed(workplace: Path, run: Run) -> None:
    """In columns of their own."""
    write(workplace, override(), override(field="rag", value="red"))
    first = next(csv.DictReader(io.StringIO(run("compute", FOLDER, "--format", "csv").out)))
    assert (first["overridden"], first["overridden_on"]) == ("value | rag", "2016-04-05 | 2016-04-05")
    assert (first["display"], first["computed_display"]) == ("71.5%", "66.7%")
    assert (first["rag"], first["computed_rag"]) == ("red", "amber")


def test_a_trend_marks_the_month_that_was_set(workplace: Path, run: Run) -> None:
    """The other months stay as they are; the note names the day; what was published is not restated."""
    write(workplace, override(as_at="2016-02-29"))
    page = run("trend", FOLDER, "--months", "3", "--quiet").out
    assert "71.5% (set)" in page
    assert "66.7%" in page
    assert "29 February 2016: Overridden: the value 71.5% was set by hand" in " ".join(page.split())
    months = json.loads(run("trend", FOLDER, "--months", "2", "--format", "json", "--quiet").out)["series"]
    shown = [(row["as_at"], row["display"], row["overridden"]) for row in months][:2]
    assert shown == [("2016-02-29", "71.5%", ["value"]), ("2016-03-31", "66.7%", [])]


def test_the_average_difference_is_of_what_is_shown(workplace: Path, run: Run) -> None:
    """At the end of March 100% less 71.5%, the one month asked for."""
    write(workplace, override())
    ended = run("trend", FOLDER, "--months", "1", "--format", "json", "--quiet")
    summaries = json.loads(ended.out)["series_summaries"]
    assert [one["difference_average_display"] for one in summaries][:2] == [None, "+28.5 pp"]


def test_the_report_marks_what_was_set(workplace: Path, run: Run) -> None:
    """On its front page, on the indicator's own, and in the covering note."""
    write(workplace, override(), override(field="rag", value="red"))
    assert run("report", FOLDER, "--output", "report.html", "--quiet").code == 0
    page = (workplace / "report.html").read_text(encoding="utf-8")
    assert page.count("71.5% (set)") >= 4
    assert page.count("(set)") > page.count("71.5% (set)")
    assert "Overridden: the value 71.5% was set by hand (Head of Performance, 5 April 2016" in page
    assert run("report", FOLDER, "--output", "note.md", "--quiet").code == 0
    assert VALUE_NOTE.partition(": ")[2] in (workplace / "note.md").read_text(encoding="utf-8")


def test_the_workbook_has_what_was_set_and_what_was_computed(workplace: Path, run: Run) -> None:
    """In columns that are there only where something was set; numbers stay numbers."""
    assert run("report", FOLDER, "--output", "without.xlsx", "--quiet").code == 0
    write(workplace, override(), override(field="rag", value="red"))
    assert run("report", FOLDER, "--output", "with.xlsx", "--quiet").code == 0
    before, after = (openpyxl.load_workbook(workplace / name) for name in ("without.xlsx", "with.xlsx"))
    assert "Set by hand" not in {cell.value for row in before["Scorecard"].rows for cell in row}
    for name in ("Scorecard", "Variants", "Monthly figures"):
        head, *rows = list(table_of(after[name]))
        columns = [head.index(heading) for heading in ("Set by hand", "Computed result", "Computed RAG")]
        (marked,) = [row for row in rows if row[columns[0]] != "No"]
        assert [marked[column] for column in columns] == ["Value, rag", pytest.approx(200 / 3), "Amber"]
        assert 71.5 in marked
        assert {row[columns[1]] for row in rows if row is not marked} == {"[z]"}


def table_of(sheet: Worksheet) -> list[list[object]]:
    """The cells of a sheet's table, its headings first."""
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def test_rows_that_are_left_out_leave_an_override_as_it_is(workplace: Path, run: Run) -> None:
    """A figure that was set does not follow the data; the computed one beside it does."""
    write(workplace, override())
    write_extract(workplace, "reviews", EXTRACTS["reviews"].replace("0002,01/06/2015,02/06/2015,2\n", ""))
    row = rows_of(run)["reviews_on_time", "all"]
    assert (row["display"], row["computed_display"]) == ("71.5%", "100.0%")

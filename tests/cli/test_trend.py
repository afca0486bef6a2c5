"""``cicscore trend``, and what of the past ``compute`` puts beside a figure."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import FOLDER


def test_a_trend_is_of_the_twelve_month_ends_up_to_the_folders_month(workplace: Path, run: Run) -> None:
    """As JSON: every indicator in both variants at each of them, and nothing on stderr."""
    ended = run("trend", FOLDER, "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    document = json.loads(ended.out)
    assert (document["first_as_at"], document["last_as_at"]) == ("2015-04-30", "2016-03-31")
    assert len(document["series"]) == 12 * 2 * 2
    assert [row["display"] for row in document["series"][:4]] == [None, "100.0%", "50.0%", "50.0%"]


def test_months_until_and_only_choose_what_is_computed(workplace: Path, run: Run) -> None:
    """As CSV into a file: one indicator by its reference, two months."""
    ended = run(
        "trend", FOLDER, "--months", "2", "--until", "2015-06-30", "--only", "R2", "--format", "csv",
        "--output", "trend.csv",
    )  # fmt: skip
    assert (ended.code, ended.out) == (0, "")
    rows = list(csv.DictReader(io.StringIO((workplace / "trend.csv").read_text(encoding="utf-8"))))
    assert [(row["indicator"], row["variant"], row["as_at"], row["value"]) for row in rows] == [
        ("stays_begun", "all", "2015-05-31", "2.0"),
        ("stays_begun", "all", "2015-06-30", "2.0"),
        ("stays_begun", "excluding_uasc", "2015-05-31", "1.0"),
        ("stays_begun", "excluding_uasc", "2015-06-30", "1.0"),
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--until", "June"),
            'cicscore: --until: "June" is not a day. Write it as year-month-day, such as 2016-03-31, '
            "or as day/month/year, such as 31/03/2016.\n",
        ),
        (
            ("--history", "nowhere"),
            "cicscore: the file of earlier figures nowhere is not there. "
            "Give a scorecard or a trend as JSON, a CSV, or a folder of them.\n",
        ),
        (
            ("--only", "R3"),
            'cicscore: --only: the catalogue has no indicator or theme "R3". Did you mean R1? '
            "The catalogue has: R1, R2, reviews_on_time, stays_begun, reviewing.\n",
        ),
    ],
)
def test_what_makes_no_sense_cannot_run(
    workplace: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    """Exit code 2, the reason on stderr, nothing on stdout."""
    ended = run("trend", FOLDER, *arguments)
    assert (ended.code, ended.out, ended.err) == (2, "", message)


def test_compute_puts_the_series_into_its_document_and_says_what_is_restated(
    workplace: Path, run: Run
) -> None:
    """The published quarter stays what is compared with; computed again it is another figure."""
    (workplace / "published.csv").write_text(
        "indicator,variant,as_at,value\nR1,all,2015-12-31,70\n", encoding="utf-8"
    )
    ended = run(
        "compute", FOLDER, "--trend", "4", "--previous", "published.csv", "--only", "R1", "--format", "json"
    )
    document = json.loads(ended.out)
    row = document["results"][0]
    assert (row["previous_display"], row["direction"], row["movement"]) == ("70.0%", "worsened", "fell")
    restated = [note for note in row["notes"] if note.startswith("restated")]
    assert restated == [
        "restated: the figure of 31 December 2015 was published as 70.0%; "
        "computed again from these extracts it is 50.0% (-20.0 pp)"
    ]
    series = [row for row in document["series"] if row["variant"] == "all"]
    assert [(row["as_at"], row["display"], row["published_display"], row["restated"]) for row in series] == [
        ("2015-12-31", "50.0%", "70.0%", True),
        ("2016-01-31", "50.0%", None, False),
        ("2016-02-29", "50.0%", None, False),
        ("2016-03-31", "66.7%", None, False),
    ]


def test_figures_of_england_stand_beside_the_value(workplace: Path, run: Run) -> None:
    """The latest on or before the as-at date, with its source and the difference from it."""
    (workplace / "others.csv").write_text(
        "indicator,comparator,as_at,value,source\n"
        "R1,england,2014-03-31,60,SFR 1/2014\n"
        "reviews_on_time,england,2015-03-31,65.5,SFR 1/2015\n"
        "reviews_on_time,england,2016-04-01,99,SFR 1/2016\n"
        "reviews_on_time,statistical_neighbours,2015-03-31,70,SFR 1/2015\n",
        encoding="utf-8",
    )
    document = json.loads(run("compute", FOLDER, "--comparators", "others.csv", "--format", "json").out)
    assert document["comparators"] == [
        {
            "indicator": "reviews_on_time",
            "comparator": "england",
            "as_at": "2015-03-31",
            "value": 65.5,
            "display": "65.5%",
            "source": "SFR 1/2015",
            "difference": pytest.approx(200 / 3 - 65.5),
            "difference_display": "+1.2 pp",
            "hidden": [],
        },
        {
            "indicator": "reviews_on_time",
            "comparator": "statistical_neighbours",
            "as_at": "2015-03-31",
            "value": 70.0,
            "display": "70.0%",
            "source": "SFR 1/2015",
            "difference": pytest.approx(200 / 3 - 70),
            "difference_display": "-3.3 pp",
            "hidden": [],
        },
    ]
    table = run("compute", FOLDER, "--comparators", "others.csv").out
    line = next(line for line in table.splitlines() if line.startswith("Reviews"))
    assert line.split()[-2:] == ["65.5%", "70.0%"]
    assert "England: SFR 1/2015 (31 March 2015).\n" in table
    assert "Statistical neighbours: SFR 1/2015 (31 March 2015).\n" in table


def test_figures_of_others_may_stand_in_the_catalogue(workplace: Path, run: Run) -> None:
    """A figure of a file goes before the catalogue's of the same day."""
    path = workplace / "indicators.yaml"
    comparators = "    comparators: {england: {2015-03-31: {value: 64, source: The catalogue}}}\n"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    targets:\n", f"{comparators}    targets:\n", 1), encoding="utf-8")
    (workplace / "others.csv").write_text(
        "indicator,comparator,as_at,value,source\nR1,england,2015-03-31,65,The file\n", encoding="utf-8"
    )
    sources = [
        [
            row["source"]
            for row in json.loads(run("compute", FOLDER, *more, "--format", "json").out)["comparators"]
        ]
        for more in ((), ("--comparators", "others.csv"))
    ]
    assert sources == [["The catalogue"], ["The file"]]


def test_a_comparator_may_have_any_name(workplace: Path, run: Run) -> None:
    """The usual ones come first, in any case; one that is nearly usual is taken as it is, with a warning."""
    (workplace / "others.csv").write_text(
        "indicator,comparator,as_at,value,source\n"
        "R1,Kent and Medway,2015-03-31,61,X\n"
        "R1,best_neighbours,2015-03-31,62,X\n"
        "R1,Best neighbour,2015-03-31,63,X\n"
        "R1,REGION,2015-03-31,64,X\n",
        encoding="utf-8",
    )
    ended = run("compute", FOLDER, "--comparators", "others.csv", "--format", "json")
    assert [row["comparator"] for row in json.loads(ended.out)["comparators"]] == [
        "region",
        "best_neighbour",
        "Kent and Medway",
        "best_neighbours",
    ]
    assert ended.err == (
        'others.csv:3 (comparator): warning CIC433: "best_neighbours" is taken as a name of its own, and '
        "nearly is that of another comparator.\n"
        "  did you mean: best_neighbour\n"
        "  what to do: Correct the name, if the other was meant.\n"
    )


def test_every_fault_of_a_file_of_comparators_is_told(workplace: Path, run: Run) -> None:
    """Each in its place; nothing is computed."""
    (workplace / "others.csv").write_text(
        "indicator,comparator,as_at,value,source\nR1,,2015-3-31,high,\nR9,england,2015-03-31,1,X\n",
        encoding="utf-8",
    )
    ended = run("compute", FOLDER, "--comparators", "others.csv")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        'others.csv:2 (as_at): error CIC413: "2015-3-31" is not a day.\n'
        "  allowed: such as 31/12/2015 or 2015-12-31\n"
        "  what to do: Write the day as day/month/year or year-month-day.\n"
        'others.csv:2 (value): error CIC414: "high" is not a plain number.\n'
        "  allowed: such as 79.7 or 79.7%\n"
        "  what to do: Leave out commas, spaces and words.\n"
        "others.csv:2 (comparator): error CIC418: the figure does not say whose it is.\n"
        "  allowed: england, region, statistical_neighbours, best_neighbour, median, upper_quartile, "
        "lower_quartile, or another name of at most 80 characters\n"
        "  what to do: Name whose figure it is.\n"
        "others.csv:2 (source): error CIC419: the figure has no source.\n"
        "  what to do: Say where the figure was published.\n"
        "4 faults were found; nothing was computed.\n"
    )

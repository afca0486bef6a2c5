"""Extracts that end before the day that they are to describe say so, whichever command computes from them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest

from cicscore.app.compute import Computed, ComputeRequest, TrendRequest, compute, trend
from cicscore.app.explain import ExplainRequest, contrasted, explain
from cicscore.catalogue.events import birth_columns, quiet_months
from cicscore.catalogue.load import load_catalogue
from cicscore.explain.text import contrast_text, explanation_text
from cicscore.faults.fault import Fault
from cicscore.render.csv import render_csv
from cicscore.render.json import render_json
from cicscore.render.markdown import render_markdown
from cicscore.render.table import render_table
from cicscore.view import View
from cicscore.wording.notes import is_stale

CATALOGUE = """\
schema_version: 1
title: A test
themes: [{id: care, title: Care}]
extracts:
  children: {file: children.csv, about: children, key: [child_id],
    columns: {child_id: {type: id}, uasc: {type: flag}, born: {type: date}}}
  stays: {file: stays.csv, about: children, key: [child_id, began],
    columns: {child_id: {type: id}, began: {type: date}, ended: {type: date, required: false}},
    named: {open: began <= as_at and (ended is None or ended > as_at)}}
  reviews: {file: reviews.csv, about: children, key: [child_id, due],
    columns: {child_id: {type: id}, due: {type: date, planned: true}, held: {type: date, required: false}}}
  fosterers: {file: fosterers.csv, columns: {fosterer: {type: id}, born: {type: date}}}
  people: {file: people.csv, columns: {people: {type: number}, used_from: {type: date}}}
  results: {file: results.csv, columns: {result: {type: number}, out_on: {type: date}}}
variants:
  excluding_uasc: {title: Excluding UASC, remove: child.uasc}
indicators:
  - {id: in_care, title: In care, theme: care, meaning: In care., polarity: none, period: snapshot,
     unit: count, numerator: {from: stays, where: open, label: children}}
  - {id: on_time, title: On time, theme: care, meaning: On time., polarity: higher, period: year_to_date,
     unit: percent, denominator: {from: reviews, dated_by: held, label: reviews},
     numerator: {where: held <= due, label: reviews on time}}
  - {id: rate, title: Rate, theme: care, meaning: Rate., polarity: none, period: snapshot, unit: per_10000,
     numerator: {from: stays, where: open, label: children},
     denominator: {from: people, count: {sum: people}, where: used_from <= as_at, under_variants: whole}}
  - {id: older, title: Older fosterers, theme: care, meaning: Older., polarity: none, period: snapshot,
     unit: count, numerator: {from: fosterers, where: "age(born, as_at) >= 50", label: fosterers}}
  - {id: result, title: Result, theme: care, meaning: Result., polarity: none, period: annual,
     unit: published, value: {from: results, column: result, dated_by: out_on}}
"""

#: What was exported in March 2016: the last stay began on the 20th, the last review was held on the 15th.
MARCH = {
    "children": "child_id,uasc,born\n1,no,01/01/2005\n2,no,02/02/2006\n",
    "stays": "child_id,began,ended\n1,01/06/2014,\n2,20/03/2016,\n",
    "reviews": "child_id,due,held\n1,16/09/2015,15/09/2015\n1,16/03/2016,15/03/2016\n1,15/06/2016,\n",
    "fosterers": "fosterer,born\nA,03/03/1960\n",
    "people": "people,used_from\n10000,01/07/2014\n",
    "results": "result,out_on\n53,16/12/2015\n",
}
STAYS = (
    "stale_extract: the latest event in stays.csv is of 20 March 2016; what has happened since is not counted"
)
REVIEWS = STAYS.replace("stays.csv", "reviews.csv").replace("20 March", "15 March")


def laid_out(parent: Path, name: str, **instead: str) -> Path:
    """A folder of this name with the extracts of March, some of them otherwise."""
    (parent / "indicators.yaml").write_text(CATALOGUE, encoding="utf-8")
    folder = parent / name
    folder.mkdir()
    for extract, text in {**MARCH, **instead}.items():
        (folder / f"{extract}.csv").write_text(text, encoding="utf-8")
    return folder


def computed(folder: Path, as_at: str | None = None, only: tuple[str, ...] = ()) -> Computed:
    """The scorecard of the folder."""
    day = None if as_at is None else dt.date.fromisoformat(as_at)
    moment = dt.datetime(2016, 7, 1, tzinfo=dt.UTC)
    catalogue = folder.parent / "indicators.yaml"
    return compute(ComputeRequest(folder, catalogue, day, only=only, generated_at=moment))


def of_dates(warnings: tuple[Fault, ...]) -> list[str]:
    """The faults of dates, each with its place, as they are told."""
    return [
        f"{one.place.file}{'' if one.place.line is None else f':{one.place.line}'} {one.code}: {one.found}"
        for one in warnings
        if one.code in ("CIC541", "CIC542", "CIC544", "CIC545")
    ]


def notes(found: Computed) -> dict[str, list[str]]:
    """What each indicator says, for everybody, of the extracts that it rests on."""
    return {
        row.indicator: [note for note in row.notes if note.startswith(("stale_", "empty_"))]
        for row in found.scorecard.results
        if row.variant == "all"
    }


def test_extracts_of_the_day_are_silent(tmp_path: Path) -> None:
    """Planned dates may lie ahead; births, populations and yearly results are asked for no event a month."""
    found = computed(laid_out(tmp_path, "2016-03"))
    assert of_dates(found.warnings) == []
    assert notes(found) == {"in_care": [], "on_time": [], "rate": [], "older": [], "result": []}
    assert "As at 31 March 2016\n" in render_table(found.scorecard, View())


def test_figures_that_rest_on_extracts_of_an_earlier_month_say_so(tmp_path: Path) -> None:
    """A planned date in June is no event of June; what asks for no event each month says nothing."""
    found = computed(laid_out(tmp_path, "2016-06"))
    assert notes(found) == {
        "in_care": [STAYS], "on_time": [REVIEWS], "rate": [STAYS], "older": [], "result": []
    }  # fmt: skip
    assert of_dates(found.warnings) == [
        "stays.csv CIC542: the newest date of all files up to 30 June 2016 is 20 March 2016, of an earlier"
        " month"
    ]
    assert {one.name: (one.latest_event, one.quiet_months) for one in found.scorecard.extracts} == {
        "children": (None, 1),
        "stays": (dt.date(2016, 3, 20), 1),
        "reviews": (dt.date(2016, 3, 15), 1),
        "fosterers": (None, 1),
        "people": (dt.date(2014, 7, 1), None),
        "results": (dt.date(2015, 12, 16), 13),
    }


def test_one_extract_that_ends_before_the_others_is_named(tmp_path: Path) -> None:
    """The others are of the day, so only what rests on it says so."""
    folder = laid_out(tmp_path, "2016-06", stays="child_id,began,ended\n1,01/06/2014,\n2,20/06/2016,\n")
    found = computed(folder)
    assert notes(found)["on_time"] == [REVIEWS]
    assert notes(found)["in_care"] == []
    assert of_dates(found.warnings) == [
        "reviews.csv CIC542: up to 30 June 2016 nothing has happened in reviews.csv since 15 March 2016"
    ]


def test_every_format_and_command_says_it(tmp_path: Path) -> None:
    """Pages in a note and beneath the title, rows in their notes, the others in their text."""
    folder = laid_out(tmp_path, "2016-06")
    catalogue, sentence = folder.parent / "indicators.yaml", "Stale extract: the latest event in stays.csv"
    scorecard = computed(folder).scorecard
    table = render_table(scorecard, View(width=200))
    assert "As at 30 June 2016, some of it from extracts that end before (see the notes)\n" in table
    assert f"{sentence} is of 20 March 2016; what has happened since is not counted." in table
    assert sentence in render_markdown(scorecard, View()).replace("\\", "")
    rows = csv.DictReader(io.StringIO(render_csv(scorecard, View())))
    assert [row["notes"].split(" | ")[0] for row in rows if row["indicator"] == "in_care"] == [STAYS, STAYS]
    written = json.loads(render_json(scorecard, View()))["results"]
    assert [row["notes"][0] for row in written if row["indicator"] == "in_care"] == [STAYS, STAYS]
    told = explain(ExplainRequest("in_care", catalogue, folder))
    assert sentence in explanation_text(told.explanation, View(width=200))
    assert [one.code for one in told.warnings] == ["CIC542"]
    contrast, warnings = contrasted(folder, catalogue, None)
    assert sentence in contrast_text(contrast, View(width=200))
    assert "CIC542" in [one.code for one in warnings]


def test_a_trend_says_it_of_the_month_ends_that_the_extracts_do_not_reach(tmp_path: Path) -> None:
    """March had what March had; April to June are told. Earlier months are no reason to warn."""
    folder = laid_out(tmp_path, "2016-06")
    found = trend(TrendRequest(folder, folder.parent / "indicators.yaml", 5, only=("in_care",)))
    rows = [row for row in found.trend.series if row.variant == "all"]
    assert {row.as_at.month: STAYS in row.notes for row in rows} == {
        2: False, 3: False, 4: True, 5: True, 6: True
    }  # fmt: skip
    assert [one.code for one in found.warnings] == ["CIC542"]


def test_an_earlier_day_may_be_asked_of_a_months_extracts(tmp_path: Path) -> None:
    """The folder's name says that they reach beyond it: no warning, no note."""
    found = computed(laid_out(tmp_path, "2016-03"), "2016-02-29")
    assert notes(found) == {"in_care": [], "on_time": [], "rate": [], "older": [], "result": []}
    assert of_dates(found.warnings) == []


def test_dates_after_the_day_are_told_once_for_all_files(tmp_path: Path) -> None:
    """The folder's name says no later day: one warning names the first place and each file."""
    found = computed(laid_out(tmp_path, "data"), "2016-02-29")
    assert [line for line in of_dates(found.warnings) if "CIC541" in line] == [
        "stays.csv:3 CIC541: 2 dates lie after 29 February 2016, the first of them here; they are in"
        " stays.csv and reviews.csv"
    ]


@pytest.mark.parametrize("as_at", [None, "2015-12-31"], ids=["the day itself", "an earlier day"])
def test_a_mistyped_year_is_told_by_compute(tmp_path: Path, as_at: str | None) -> None:
    """2051 for 2015 takes a child out of care; its line is told, whichever day is asked for."""
    stays = "child_id,began,ended\n1,01/06/2014,\n2,14/09/2051,\n3,20/03/2016,\n"
    children = MARCH["children"] + "3,no,01/01/2007\n"
    found = computed(laid_out(tmp_path, "2016-03", stays=stays, children=children), as_at, ("in_care",))
    assert [line for line in of_dates(found.warnings) if "CIC544" in line] == [
        "stays.csv:3 CIC544: 1 date lies more than a year after 31 March 2016 and after every other date of"
        " the column, the first of them here"
    ]


def test_dates_of_years_ahead_that_follow_each_other_are_no_slips(tmp_path: Path) -> None:
    """In a folder without a name that says its day, a day of years ago is history and no slip."""
    stays = "child_id,began,ended\n1,05/03/2013,01/05/2013\n1,01/03/2014,\n2,20/02/2015,\n"
    found = computed(laid_out(tmp_path, "data", stays=stays), "2013-03-31", ("in_care",))
    assert of_dates(found.warnings) == [
        "stays.csv:3 CIC541: 3 dates lie after 31 March 2013, the first of them here"
    ]


def test_a_heading_line_without_rows_is_told(tmp_path: Path) -> None:
    """0 children in care is what an export that went wrong looks like."""
    found = computed(laid_out(tmp_path, "2016-03", stays="child_id,began,ended\n"))
    assert notes(found)["in_care"] == ["empty_extract: stays.csv holds no rows"]
    assert notes(found)["on_time"] == []
    assert of_dates(found.warnings) == ["stays.csv CIC545: the file holds a heading line and no rows"]


@pytest.mark.parametrize(
    ("latest", "months", "day", "stale"),
    [
        ("2016-05-31", 1, "2016-06-30", True),
        ("2016-06-01", 1, "2016-06-30", False),
        ("2016-05-15", 1, "2016-06-15", True),
        ("2016-05-16", 1, "2016-06-15", False),
        ("2016-02-29", 1, "2016-03-31", True),
        ("2015-02-28", 13, "2016-03-31", True),
        ("2015-03-01", 13, "2016-03-31", False),
        ("2014-07-01", None, "2016-03-31", False),
    ],
)
def test_a_month_without_an_event_is_stale(latest: str, months: int | None, day: str, stale: bool) -> None:
    """Month ends go with month ends; where nothing is expected to happen, nothing is stale."""
    assert is_stale(dt.date.fromisoformat(latest), months, dt.date.fromisoformat(day)) is stale


def test_the_catalogue_may_say_that_quiet_months_are_normal(tmp_path: Path) -> None:
    """What it declares goes before what follows from the use of an extract."""
    path = tmp_path / "indicators.yaml"
    path.write_text(
        CATALOGUE.replace("file: stays.csv,", "file: stays.csv, quiet_months: 6,"), encoding="utf-8"
    )
    catalogue = load_catalogue(path)
    assert dict(quiet_months(catalogue)) == {
        "children": 1, "stays": 6, "reviews": 1, "fosterers": 1, "people": None, "results": 13
    }  # fmt: skip
    assert birth_columns(catalogue) == {("fosterers", "born")}

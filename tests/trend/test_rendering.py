"""A trend as people and programs read it."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest

from cicscore.app.compute import TrendRequest, trend
from cicscore.render.csv import render_trend_csv, render_trend_csv_for_excel
from cicscore.render.json import parse_scorecard, render_json
from cicscore.render.table import render_trend_table
from cicscore.render.trend_page import sparkline
from cicscore.results import Trend
from cicscore.view import View
from tests.base_catalogue import DICTIONARY
from tests.scorecard.worlds import HEADINGS

MOMENT = dt.datetime(2016, 4, 5, 9, 30, tzinfo=dt.UTC)
INDICATORS = """
indicators:
  - id: open_stays
    reference: K1
    title: Open stays
    theme: all_of_it
    meaning: Open stays.
    polarity: lower
    period: snapshot
    unit: count
    numerator: {from: stays, where: open}
    targets: {2015-16: {target: 1, amber: 2}}
    changes:
      2016-03-01:
        polarity: higher
        targets: {2015-16: {target: 2, amber: 1}}
        change_note: More is better now.
  - id: begun
    title: Stays begun
    theme: all_of_it
    meaning: Stays begun.
    polarity: none
    period: month
    unit: count
    numerator: {from: stays, dated_by: started_on}
  - id: unknown
    title: Unknown
    theme: all_of_it
    meaning: Unknown.
    polarity: none
    period: snapshot
    unit: count
    not_reported: {2015-16: Nobody knows}
"""
STAYS = "1,2015-12-05,,,,,\n2,2016-01-05,2016-03-01,,,,\n3,2016-01-06,,,,,\n"


@pytest.fixture
def found(tmp_path: Path) -> Trend:
    """Four months: one open stay, three, three, two; the third child is UASC; December was published."""
    return trended(tmp_path, INDICATORS, STAYS)


def trended(tmp_path: Path, indicators: str, stays: str) -> Trend:
    """The four months to March 2016 of three children."""
    (tmp_path / "indicators.yaml").write_text(DICTIONARY + indicators, encoding="utf-8")
    (tmp_path / "published.csv").write_text(
        "indicator,variant,as_at,value\nK1,all,2015-12-31,2\nK1,all,2016-01-31,3\n", encoding="utf-8"
    )
    folder = tmp_path / "2016-03"
    folder.mkdir()
    rows = {"children": "1,,no,,F,\n2,,no,,F,\n3,,yes,,F,\n", "stays": stays}
    for name, heading in HEADINGS.items():
        (folder / f"{name}.csv").write_text(f"{heading}\n{rows.get(name, '')}", encoding="utf-8")
    request = TrendRequest(
        folder,
        tmp_path / "indicators.yaml",
        months=4,
        published=(tmp_path / "published.csv",),
        tendency=True,
        generated_at=MOMENT,
    )
    return trend(request).trend


TABLE = """\
A test
Month ends from 31 December 2015 to 31 March 2016
Internal: for officers; small counts are shown.

All of it
Indicator                           Period First Lowest Highest Latest RAG RAG by month Course
──────────────────────────────────────────────────────────────────────────────────────────────
Open stays [1-3]                    SS         1      1       3      2 ● G GRRG         ▁██▅
Open stays (Excluding UASC) [1, 3]  SS         1      1       2      1 ◆ A GAAA         ▁██▁
Open stays (Girls) [1, 3]           SS         1      1       3      2 ● G GRRG         ▁██▅
Stays begun [3, 4]                  M          1      0       2      0 –   ––––         ▅█▁▁
Stays begun (Excluding UASC) [3, 4] M          1      0       1      0 –   ––––         ██▁▁
Stays begun (Girls) [3, 4]          M          1      0       2      0 –   ––––         ▅█▁▁
Unknown [5, 6]                      SS         –      –       –      – –   ––––         ····
Unknown (Excluding UASC) [5, 6]     SS         –      –       –      – –   ––––         ····
Unknown (Girls) [5, 6]              SS         –      –       –      – –   ––––         ····

Monthly difference: Excluding UASC less all
Indicator   Dec 15 Jan 16 Feb 16 Mar 16 Ave
───────────────────────────────────────────
Open stays       0     -1     -1     -1  -1
Stays begun      0     -1      0      0   0

Monthly difference: Girls less all
Indicator   Dec 15 Jan 16 Feb 16 Mar 16 Ave
───────────────────────────────────────────
Open stays       0      0      0      0   0
Stays begun      0      0      0      0   0

Course: from ▁ (the line's own lowest) to █ (its highest), · no figure.
RAG: G green, A amber, R red, – not rated.
Monthly difference: in the unit's own points, from exact values. Ave: the mean of the exact differences
of all 4 month ends.

Notes
[1] The definition changed on 1 March 2016: More is better now.
[2] Restated: 2 was published for 31 December 2015; computed again it is 1 (-1).
[3] No direction over time: the series has 4 points, and at least 5 are needed.
[4] Incomplete windows at 2 month ends; at 31 March 2016: no month of the window has data; stays has no
    started_on in March 2016.
[5] No value at 4 month ends: Nobody knows.
[6] No direction over time: the series has 0 points, and at least 5 are needed.
"""


def test_the_table_shows_each_course_and_the_monthly_differences(found: Trend) -> None:
    """Whole: values, ratings, sparklines, differences with their average, and every note."""
    assert render_trend_table(found, View(width=105)) == TABLE


def test_a_wide_table_has_each_month_with_the_letter_of_its_rating(found: Trend) -> None:
    """Where there is room, the figures themselves."""
    lines = render_trend_table(found, View(width=160)).splitlines()
    heading = next(line for line in lines if line.startswith("Indicator"))
    assert heading.split() == [
        "Indicator", "Period", "Dec", "15", "Jan", "16", "Feb", "16", "Mar", "16", "Course",
    ]  # fmt: skip
    first = next(line for line in lines if line.startswith("Open stays"))
    assert first.split() == [
        "Open", "stays", "[1-3]", "SS", "1", "G", "3", "R", "3", "R", "2", "G", "▁██▅",
    ]  # fmt: skip


def test_ratings_that_are_not_safe_bear_a_mark_in_each_month(tmp_path: Path) -> None:
    """A stay whose first day nobody wrote down may be open in each month.

    By hand: 1 or 2 in December are green or amber, 3 or 4 in the next months red, and 2 or 3 in March, where
    3 is green, amber or green.
    """
    indicators = INDICATORS.replace("{target: 2, amber: 1}", "{target: 3, amber: 1}")
    found = trended(tmp_path, indicators, f"{STAYS}1,,,,,,\n")
    safe = [row.rag_safe for row in found.series if (row.indicator, row.variant) == ("open_stays", "all")]
    assert safe == [False, True, True, False]
    text = render_trend_table(found, View(width=105))
    (line,) = (line for line in text.splitlines() if line.startswith("Open stays [") and " SS " in line)
    assert " ◆ A? G?RRA? " in line
    assert "?: the rating is not safe: blank cells leave room for another one, as the notes say." in text
    wide = render_trend_table(found, View(width=160)).splitlines()
    first = next(line for line in wide if line.startswith("Open stays ["))
    assert first.split()[-9:-1] == ["1", "G?", "3", "R", "3", "R", "2", "A?"]


def test_an_old_console_gets_nothing_but_ascii(found: Trend) -> None:
    """Heights are digits there, and the legend says so."""
    text = render_trend_table(found, View(width=105, ascii_only=True))
    assert text.isascii()
    assert "GRRG         1885\n" in text
    assert "Course: from 1 (the line's own lowest) to 8 (its highest), . no figure.\n" in text


@pytest.mark.parametrize(
    ("values", "drawn", "in_ascii"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█", "12345678"),
        ([10.0, None, 20.0], "▁·█", "1.8"),
        ([5, 5, 5], "▄▄▄", "444"),
        ([None, None], "··", ".."),
        ([], "", ""),
        ([3, -3, 0], "█▁▅", "815"),
    ],
)
def test_a_sparkline_reaches_from_its_lowest_to_its_highest(
    values: list[float | None], drawn: str, in_ascii: str
) -> None:
    """A month without a figure has a sign of its own; a flat line stays in the middle."""
    assert (sparkline(values, ascii_only=False), sparkline(values, ascii_only=True)) == (drawn, in_ascii)


def test_the_json_is_flat_and_reads_back(found: Trend) -> None:
    """Rows need no unfolding; what is read back is what was written."""
    document = json.loads(render_json(found, View()))
    assert Trend.model_validate(document) == found
    assert len(document["series"]) == 4 * 3 * 3
    assert all(not isinstance(value, dict) for row in document["series"] for value in row.values())
    december = document["series"][0]
    assert (december["as_at"], december["value"], december["published_value"], december["restated"]) == (
        "2015-12-31",
        1.0,
        2.0,
        True,
    )


def test_the_csv_has_a_row_for_each_month_and_agrees_with_the_json(found: Trend) -> None:
    """With the average of its series in every row."""
    rows = list(csv.DictReader(io.StringIO(render_trend_csv(found, View()), newline="")))
    document = json.loads(render_json(found, View()))
    assert [(row["indicator"], row["variant"], row["as_at"], row["display"]) for row in rows] == [
        (row["indicator"], row["variant"], row["as_at"], row["display"] or "") for row in document["series"]
    ]
    january = next(row for row in rows if (row["variant"], row["as_at"]) == ("excluding_uasc", "2016-01-31"))
    assert (january["reference"], january["difference_display"], january["difference_average"]) == (
        "K1",
        "-1",
        "-0.75",
    )


def test_the_form_for_excel_is_the_same_behind_a_mark(found: Trend) -> None:
    """As for the scorecard."""
    plain = render_trend_csv(found, View())
    assert render_trend_csv_for_excel(found, View()).encode() == b"\xef\xbb\xbf" + plain.encode()


def test_a_document_of_before_the_series_is_still_read() -> None:
    """Version 1.1 only adds: what it added is empty in a document of 1.0."""
    document = {
        "schema_version": "1.0", "title": "T", "organisation": None, "as_at": "2016-03-31",
        "generated_at": "2016-04-05T09:30:00Z", "cicscore": "0.1.0",
        "catalogue": {"path": "c.yaml", "sha256": "0", "schema_version": 1},
        "extracts": [], "themes": [{"id": "t", "title": "T", "lead": None}],
        "variants": [{"id": "all", "title": "All"}], "rag_counts": {},
        "indicators": [{
            "id": "i", "reference": None, "title": "I", "theme": "t", "meaning": "I.", "polarity": "none",
            "period_type": "snapshot", "unit": "count", "decimals": 0, "lines": ["all"], "owner": None,
        }],
        "results": [{
            "indicator": "i", "variant": "all", "line": True, "period_start": "2016-03-31",
            "period_end": "2016-03-31", "status": "calculated", "status_reason": None, "numerator": 1,
            "denominator": None, "value": 1.0, "display": "1", "target": None, "amber": None, "rag": None,
            "rag_reason": "Not rated: the indicator has no polarity.", "previous_as_at": None,
            "previous_value": None, "change": None, "direction": None, "outturn_value": None,
            "difference_from_all": None, "to_green": None,
        }],
    }  # fmt: skip
    found = parse_scorecard(json.dumps(document), "old.json")
    assert (found.series, found.series_summaries, found.comparators) == ((), (), ())
    assert (found.results[0].movement, found.results[0].months_expected) == (None, None)

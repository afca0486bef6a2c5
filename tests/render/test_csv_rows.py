"""The tidy CSV: one row for each indicator, variant and group, safe to open in a spreadsheet."""

import csv
import io
import json

import pytest

from cicscore.render.csv import TREND_COLUMNS, columns, csv_text, render_csv, render_csv_for_excel
from cicscore.render.json import render_json
from cicscore.results import Scorecard
from cicscore.view import Layout, View
from tests.render.scorecards import SCORECARD, indicator

HEADING = (
    "audience,as_at,reference,title,theme,polarity,period_type,unit,decimals,theme_title,variant_title,"
    "indicator,variant,breakdown,group,line,period_start,period_end,status,status_reason,"
    "numerator,denominator,value,display,target,amber,rag,rag_reason,"
    "previous_as_at,previous_value,previous_display,previous_rag,change,change_display,direction,direction_reason,"
    "outturn_as_at,outturn_value,outturn_display,outturn_rag,difference_from_all,difference_display,to_green,"
    "one_is_worth,interval_low,interval_high,numerator_children,denominator_children,"
    "movement,compared_with,months_expected,months_with_data,rows_unknown,value_low,value_high,rag_safe,"
    "green_within,amber_within,target_display,amber_display,"
    "green_low,green_high,amber_low,amber_high,exceeded,"
    "also_compared_with,earlier_as_at,earlier_value,earlier_display,earlier_rag,earlier_change,"
    "earlier_change_display,earlier_direction,earlier_reason,notes,hidden,"
    "overridden,overridden_by,overridden_on,overridden_why,"
    "computed_value,computed_display,computed_rag,computed_rag_reason"
)

FIRST = (
    "internal,2016-03-31,K25,Reviews held on time,children,higher,snapshot,percent,1,Children,All children,"
    "reviews_on_time,all,,,true,2016-03-31,2016-03-31,calculated,,"
    "1797,2256,79.65425531914893,79.7%,98,95,red,"
    "Red: 79.7% is below the amber limit of 95%; 414 more children reviewed on time would be green.,"
    "2015-12-31,77.2,77.2%,,2.4542553,,improved,Improved: rose from 77.2% on 31 December 2015 to 79.7%.,"
    "2015-03-31,97.1,97.1%,,,,414,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"
)


def read(scorecard: Scorecard) -> list[dict[str, str]]:
    """The CSV as another program reads it."""
    return list(csv.DictReader(io.StringIO(render_csv(scorecard, View()), newline="")))


def test_a_row_says_everything_of_a_figure_and_its_indicator() -> None:
    """The heading and a first row, whole; thousands are not marked, missing is empty."""
    lines = render_csv(SCORECARD, View()).split("\n")
    assert lines[0] == HEADING
    assert lines[1] == FIRST
    assert lines[-1] == ""
    assert "\r" not in "".join(lines)


def test_there_is_a_row_for_every_result_and_it_agrees_with_the_json() -> None:
    """Numbers, words and empty cells are those of the document."""
    results = json.loads(render_json(SCORECARD, View()))["results"]
    rows = read(SCORECARD)
    assert len(rows) == len(results)
    for row, result in zip(rows, results, strict=True):
        for column in ("indicator", "variant", "group", "status", "display", "rag", "direction"):
            assert row[column] == (result[column] or "")
        for column in ("numerator", "denominator", "value", "target", "change", "to_green"):
            assert (float(row[column]) if row[column] else None) == result[column]
        assert row["line"] == ("true" if result["line"] else "false")
        assert row["notes"] == " | ".join(result["notes"])


def test_quotes_commas_and_newlines_survive() -> None:
    """Quoting follows RFC 4180, so a reader gets the title back."""
    title = 'Adopted, "placed"\nor waiting; 5+ A*–C'
    assert {row["title"] for row in read(_titled(title))} == {title}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
@pytest.mark.parametrize("names", [columns(), TREND_COLUMNS, ("any", "=other")], ids=len)
def test_no_text_of_any_column_is_a_formula(names: tuple[str, ...], sign: str) -> None:
    """Whatever a text says and wherever it stands, a spreadsheet shows it; the heading is no exception."""
    text = csv_text(names, [dict.fromkeys(names, f"{sign}SUM(A1:A9)")])
    heading, row = csv.reader(io.StringIO(text, newline=""))
    assert [cell[0] for cell in row] == ["'"] * len(names)
    assert heading == [f"'{column}" if column.startswith("=") else column for column in names]


@pytest.mark.parametrize("number", ["-90", "-1.5%", "-1.4 pp", "+2,256.0", "-0.5", -90, -1.5])
def test_a_printed_number_stays_as_it_is_printed(number: str | float) -> None:
    """A sign before digits runs nothing."""
    assert list(csv.reader([*csv_text(("any",), [{"any": number}]).splitlines()]))[1] == [str(number)]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_a_title_that_a_spreadsheet_would_run_is_text(sign: str) -> None:
    """A catalogue's words behind an apostrophe are no formula."""
    assert {row["title"] for row in read(_titled(f"{sign}SUM(A1:A9)"))} == {f"'{sign}SUM(A1:A9)"}


def test_a_carriage_return_does_not_end_the_row() -> None:
    """Lines within a cell end in a newline, whatever the catalogue's author used."""
    assert {row["title"] for row in read(_titled("one\r\ntwo\rthree"))} == {"one\ntwo\nthree"}


def test_a_negative_number_stays_a_number() -> None:
    """The guard is for words: figures are for the next program."""
    rows = read(SCORECARD)
    assert [row["change"] for row in rows if row["indicator"] == "children_in_care"] == ["-90.0", ""]
    assert "-866.0" in [row["difference_from_all"] for row in rows]


def test_the_rows_are_the_same_whatever_the_view() -> None:
    """Layout, width and colour are for people."""
    view = View(Layout.VARIANTS, width=40, colour=True, ascii_only=True)
    assert render_csv(SCORECARD, view) == render_csv(SCORECARD, View())


def test_no_column_is_there_twice() -> None:
    """What a row and its indicator both could say is said once."""
    assert len(set(columns())) == len(columns())


def _titled(title: str) -> Scorecard:
    """A scorecard of one indicator with this title."""
    return SCORECARD.model_copy(
        update={
            "indicators": (indicator("reviews_on_time", title),),
            "results": tuple(row for row in SCORECARD.results if row.indicator == "reviews_on_time"),
        }
    )


def test_the_form_for_excel_is_the_same_behind_a_mark() -> None:
    """Three bytes that tell Excel of UTF-8, once; all that follows is the plain CSV."""
    plain = render_csv(SCORECARD, View())
    assert render_csv_for_excel(SCORECARD, View()).encode() == b"\xef\xbb\xbf" + plain.encode()
    assert not plain.startswith("\ufeff")

"""The record of what was published: scorecards and printed figures read back, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from cicscore.app.earlier import read_record
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.loading import load_catalogue
from cicscore.direction import Earlier
from cicscore.faults import CannotRunError, FaultsFoundError, fault_text
from cicscore.render.json_document import render_json
from cicscore.render.view import View
from tests.engine.scorecards import compute

REVIEWS = ("reviews_on_time", "all")
DECEMBER, MARCH = dt.date(2015, 12, 31), dt.date(2015, 3, 31)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    return load_catalogue(Path(__file__).parents[2] / "indicators.yaml")


def printed(folder: Path, *rows: str, name: str = "printed.csv", heading: str | None = None) -> Path:
    """A CSV of printed figures."""
    path = folder / name
    path.write_text("\n".join([heading or "indicator,variant,as_at,value", *rows]) + "\n", encoding="utf-8")
    return path


def warnings(path: Path, catalogue: Catalogue) -> list[str]:
    """The texts of what was noticed."""
    return [fault_text(fault) for fault in read_record([path], catalogue).warnings]


def faults(path: Path, catalogue: Catalogue) -> list[str]:
    """The texts of what is wrong."""
    with pytest.raises(FaultsFoundError) as caught:
        read_record([path], catalogue)
    return [fault_text(fault) for fault in caught.value.faults]


def test_printed_figures(tmp_path: Path, catalogue: Catalogue) -> None:
    """By id or reference, exactly as printed; no variant is all; a blank value was not printed."""
    path = printed(
        tmp_path,
        "reviews_on_time,all,2015-12-31,77.2",
        "K26,,2015-12-31,95",
        " K26 , excluding_uasc ,2015-12-31, -0.5 ",
        "K20,all,2015-12-31,",
        "",
        "reviews_on_time,all,2015-03-31,97.1",
    )
    read = read_record([path], catalogue)
    assert read.warnings == ()
    assert read.record.figures == {
        REVIEWS: {
            DECEMBER: Earlier(DECEMBER, Fraction(386, 5)),
            MARCH: Earlier(MARCH, Fraction(971, 10)),
        },
        ("review_participation", "all"): {DECEMBER: Earlier(DECEMBER, Fraction(95))},
        ("review_participation", "excluding_uasc"): {DECEMBER: Earlier(DECEMBER, Fraction(-1, 2))},
    }


def test_the_columns_may_stand_in_any_order(tmp_path: Path, catalogue: Catalogue) -> None:
    """With a byte-order mark, in capitals, and beside columns that are not read."""
    path = printed(
        tmp_path, "note,77.2,2015-12-31,all,K25", heading="\ufeffRemark,VALUE, As_At ,Variant,Indicator"
    )
    assert read_record([path], catalogue).record.on(REVIEWS, DECEMBER) == Earlier(DECEMBER, Fraction(386, 5))


def test_a_saved_scorecard(tmp_path: Path) -> None:
    """Every whole figure with a value, as at the scorecard's own day; groups are no earlier figures."""
    indicator = "{unit: percent, denominator: {from: stays}, numerator: {where: urgent}}"
    stays = "1,2015-01-01,,,yes,,\n1,2015-02-01,,,no,,\n1,2015-03-01,,,,,\n"
    scorecard = compute(
        tmp_path, indicator, as_at=DECEMBER, children="1,,,,F,\n", stays=stays, options={"by": ["sex"]}
    )
    path = tmp_path / "december.json"
    path.write_text(render_json(scorecard, View()), encoding="utf-8")
    small = load_catalogue(tmp_path / "indicators.yaml")
    record = read_record([path], small).record
    assert set(record.figures) == {("it", "all"), ("it", "excluding_uasc"), ("it", "girls")}
    earlier = record.on(("it", "all"), DECEMBER)
    assert earlier is not None
    assert float(earlier.value) == 100 / 3


def test_a_folder_of_both(tmp_path: Path, catalogue: Catalogue) -> None:
    """Every JSON and CSV of the folder, and nothing else in it."""
    printed(tmp_path, "K25,all,2015-12-31,77.2", name="a.csv")
    printed(tmp_path, "K25,all,2015-03-31,97.1", name="b.CSV")
    (tmp_path / "notes.txt").write_text("not a figure")
    record = read_record([tmp_path], catalogue).record
    assert set(record.figures[REVIEWS]) == {DECEMBER, MARCH}


def test_two_figures_of_one_day(tmp_path: Path, catalogue: Catalogue) -> None:
    """The first counts; a second that prints otherwise is a warning, one that prints the same is not."""
    path = printed(
        tmp_path,
        "K25,all,2015-12-31,77.2",
        "reviews_on_time,all,2015-12-31,77.20",
        "K25,all,2015-12-31,78",
    )
    read = read_record([path], catalogue)
    assert read.record.on(REVIEWS, DECEMBER) == Earlier(DECEMBER, Fraction(386, 5))
    assert [fault_text(fault) for fault in read.warnings] == [
        "printed.csv:4: warning CIC416: reviews_on_time (all) of 31 December 2015 is 78.0% here and 77.2% in "
        "printed.csv:2, which counts.\n  what to do: Keep the one that was published."
    ]


def test_an_indicator_that_the_catalogue_does_not_know(tmp_path: Path, catalogue: Catalogue) -> None:
    """A warning for each name and file with the nearest there is; the rest is read."""
    path = printed(
        tmp_path,
        "reviews_in_time,all,2015-12-31,77.2",
        "reviews_in_time,excluding_uasc,2015-12-31,77.2",
        "weather,all,2015-12-31,1",
        "K25,all,2015-12-31,77.2",
        "K25,excluding_asylum,2015-12-31,77.2",
    )
    assert warnings(path, catalogue) == [
        "printed.csv:2 (indicator): warning CIC415: the catalogue has no indicator `reviews_in_time`, so its "
        "earlier figure is left out.\n"
        "  allowed: the indicators of the catalogue\n"
        "  did you mean: reviews_on_time\n"
        "  what to do: Correct the indicator, if it was meant.",
        "printed.csv:4 (indicator): warning CIC415: the catalogue has no indicator `weather`, so its "
        "earlier figure is left out.\n"
        "  allowed: the indicators of the catalogue\n"
        "  what to do: Correct the indicator, if it was meant.",
        "printed.csv:6 (variant): warning CIC415: the catalogue has no variant `excluding_asylum`, so its "
        "earlier figure is left out.\n"
        "  allowed: all, excluding_uasc\n"
        "  did you mean: excluding_uasc\n"
        "  what to do: Correct the variant, if it was meant.",
    ]
    assert set(read_record([path], catalogue).record.figures) == {REVIEWS}


@pytest.mark.parametrize("text", ["77.2%", "1,234", "n/a", "7.", ".5", "1e3", "NaN", "77 2", "٧٧"])
def test_a_value_that_is_not_a_plain_number(tmp_path: Path, catalogue: Catalogue, text: str) -> None:
    """Percent signs, commas and words are refused, not guessed at."""
    path = printed(tmp_path, "K25,all,2015-12-31,77.2", f'K25,all,2015-12-31,"{text}"')
    assert faults(path, catalogue) == [
        f'printed.csv:3 (value): error CIC414: "{text}" is not a plain number.\n'
        "  allowed: such as 79.7\n"
        "  what to do: Leave out percent signs, commas and spaces."
    ]


@pytest.mark.parametrize(
    "text", ["31/12/2015", "2015-02-29", "20151231", "2015-W53-4", "", "December", "２０１５-12-31"]
)
def test_a_day_that_is_not_one(tmp_path: Path, catalogue: Catalogue, text: str) -> None:
    """One form only, of days that there are."""
    path = printed(tmp_path, f"K25,all,{text},77.2")
    assert faults(path, catalogue) == [
        f'printed.csv:2 (as_at): error CIC413: "{text}" is not a day.\n'
        "  allowed: such as 2015-12-31\n"
        "  what to do: Write the day as year-month-day."
    ]


def test_a_missing_column(tmp_path: Path, catalogue: Catalogue) -> None:
    """Each one, with the heading that may have been meant for it."""
    path = printed(tmp_path, "K25,77.2", heading="indicator,values")
    advice = "  what to do: Give printed figures the columns indicator, variant, as_at and value."
    allowed = "  allowed: indicator, variant, as_at, value\n"
    assert faults(path, catalogue) == [
        f"printed.csv:1 (as_at): error CIC412: the column `as_at` is missing.\n{allowed}{advice}",
        "printed.csv:1 (value): error CIC412: the column `value` is missing.\n"
        f"{allowed}  did you mean: values\n{advice}",
        f"printed.csv:1 (variant): error CIC412: the column `variant` is missing.\n{allowed}{advice}",
    ]


def test_an_empty_file(tmp_path: Path, catalogue: Catalogue) -> None:
    """It lacks every column."""
    path = tmp_path / "printed.csv"
    path.write_text("")
    assert len(faults(path, catalogue)) == 4


def test_every_fault_of_every_file_at_once(tmp_path: Path, catalogue: Catalogue) -> None:
    """Sorted by file and line."""
    printed(tmp_path, "K25,all,x,1", "K25,all,2015-12-31,x", name="a.csv")
    (tmp_path / "b.csv").write_bytes(b"indicator\xff")
    (tmp_path / "c.json").write_text("{")
    printed(tmp_path, 'K25,all,2015-12-31,"1', "x" * 140_000, name="d.csv")
    found = [text.split(":", 1)[0] for text in faults(tmp_path, catalogue)]
    assert found == ["a.csv", "a.csv", "b.csv", "c.json", "d.csv"]
    assert faults(tmp_path, catalogue)[2] == (
        "b.csv: error CIC411: the file is not UTF-8 text.\n  what to do: Save it as UTF-8."
    )
    assert faults(tmp_path, catalogue)[4] == (
        "d.csv:2: error CIC417: the file is not a CSV from here on: field larger than field limit (131072).\n"
        "  what to do: Look for a quotation mark that is not closed."
    )


def test_a_quotation_mark_that_is_not_closed(tmp_path: Path, catalogue: Catalogue) -> None:
    """It would swallow the rest of the file: the line that it stands in is named, beside the other faults."""
    path = printed(tmp_path, "K25,all,x,77.2", 'K25,all,2015-03-31,"97.1', "K26,all,2015-12-31,95")
    assert faults(path, catalogue) == [
        'printed.csv:2 (as_at): error CIC413: "x" is not a day.\n'
        "  allowed: such as 2015-12-31\n"
        "  what to do: Write the day as year-month-day.",
        "printed.csv:3: error CIC417: the file is not a CSV from here on: unexpected end of data.\n"
        "  what to do: Look for a quotation mark that is not closed.",
    ]


def test_a_column_that_is_there_twice(tmp_path: Path, catalogue: Catalogue) -> None:
    """Which of the two holds the figures is not guessed at."""
    path = printed(tmp_path, "K25,all,2015-12-31,77.2,79.1", heading="indicator,variant,as_at,value,Value")
    assert faults(path, catalogue) == [
        "printed.csv:1 (value): error CIC422: the column `value` is there 2 times.\n"
        "  what to do: Keep the one that is meant."
    ]


def test_a_row_cut_short(tmp_path: Path, catalogue: Catalogue) -> None:
    """A row without the cell of its figure is a fault, not a figure that was not printed."""
    path = printed(tmp_path, "K25,all,2015-12-31,77.2", "K26,all,2015-12-31")
    assert faults(path, catalogue) == [
        "printed.csv:3 (value): error CIC423: the row ends before the column `value`.\n"
        "  what to do: Give every row all columns; leave a cell blank where nothing was printed."
    ]


def test_a_name_that_would_move_the_cursor(tmp_path: Path, catalogue: Catalogue) -> None:
    """Characters that a terminal obeys are replaced where a message quotes the file."""
    path = printed(tmp_path, "\x1b[2Jweather,all,2015-12-31,1")
    assert warnings(path, catalogue) == [
        "printed.csv:2 (indicator): warning CIC415: the catalogue has no indicator `\ufffd[2Jweather`, so "
        "its earlier figure is left out.\n"
        "  allowed: the indicators of the catalogue\n"
        "  what to do: Correct the indicator, if it was meant."
    ]


def test_a_value_that_no_document_can_hold(tmp_path: Path, catalogue: Catalogue) -> None:
    """A number beyond the largest there is in JSON is a slip."""
    path = printed(tmp_path, f"K25,all,2015-12-31,{'9' * 400}")
    assert faults(path, catalogue) == [
        f'printed.csv:2 (value): error CIC414: "{"9" * 39}…" is too large for a figure.\n'
        "  allowed: such as 79.7\n"
        "  what to do: Write the figure as it was printed."
    ]


def test_utf_16_by_its_mark(tmp_path: Path, catalogue: Catalogue) -> None:
    """As some spreadsheets save text; the mark says so."""
    path = tmp_path / "printed.csv"
    path.write_text("indicator,variant,as_at,value\nK25,all,2015-12-31,77.2\n", encoding="utf-16")
    assert read_record([path], catalogue).record.on(REVIEWS, DECEMBER) == Earlier(DECEMBER, Fraction(386, 5))


def test_a_file_that_is_not_there(tmp_path: Path, catalogue: Catalogue) -> None:
    """The nearest name in its folder is named."""
    path = printed(tmp_path, "K25,all,2015-12-31,77.2")
    asked = tmp_path / "printet.csv"
    with pytest.raises(CannotRunError) as caught:
        read_record([asked], catalogue)
    assert str(caught.value) == (
        f"the file of earlier figures {asked} is not there. Did you mean {path}? "
        "Give a scorecard JSON, a CSV, or a folder of them."
    )


def test_a_folder_without_figures(tmp_path: Path, catalogue: Catalogue) -> None:
    """It says what belongs there."""
    with pytest.raises(CannotRunError) as caught:
        read_record([tmp_path], catalogue)
    assert str(caught.value) == (
        f"the folder {tmp_path} holds no earlier figures. "
        "Put scorecards (.json) or printed figures (.csv) there."
    )

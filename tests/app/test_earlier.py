"""The record of what was published: scorecards and printed figures read back, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
import os
from fractions import Fraction
from pathlib import Path

import pytest

from cicscore.app import files as inputs
from cicscore.app.published import read_record
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import load_catalogue
from cicscore.direction import Earlier
from cicscore.faults.fault import CannotRunError, FaultsFoundError, fault_text
from cicscore.render.csv import render_csv
from cicscore.render.json import render_json
from cicscore.view import View
from tests.scorecard.scorecards import compute

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
        " K26 , excluding_uasc ,2015-12-31, 95.5 ",
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
        ("review_participation", "excluding_uasc"): {DECEMBER: Earlier(DECEMBER, Fraction(191, 2))},
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


#: The figure of ``REVIEWS`` of December in a file that a spreadsheet saved.
PLAIN = "indicator,variant,as_at,value\nK25,all,2015-12-31,79.7\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.replace("2015-12-31", "31/12/2015").encode(),
        PLAIN.replace("2015-12-31", "2015-12-31 00:00:00").encode(),
        PLAIN.replace("2015-12-31", "31/12/2015 00:00").encode(),
        b"sep=,\r\n" + PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace("79.7", "79.7%").encode(),
    ],
    ids=["day first", "time", "time and day first", "sep=", "UTF-16", "mark", "carriage returns", "percent"],
)
def test_figures_saved_by_a_spreadsheet(tmp_path: Path, catalogue: Catalogue, data: bytes) -> None:
    """They are read as extracts are, and mean what the plain file means."""
    path = tmp_path / "printed.csv"
    path.write_bytes(data)
    read = read_record([path], catalogue)
    assert read.warnings == ()
    assert read.record.figures == {REVIEWS: {DECEMBER: Earlier(DECEMBER, Fraction(797, 10))}}


def test_figures_in_windows_1252(tmp_path: Path, catalogue: Catalogue) -> None:
    """What Excel writes when asked for plain CSV is read with a warning, as in extracts."""
    path = tmp_path / "printed.csv"
    path.write_bytes(f"{PLAIN}K26,all,2015-12-31,95,was – provisional\n".encode("cp1252"))
    assert warnings(path, catalogue) == [
        "printed.csv:3: warning CIC505: the file is not UTF-8; it was read as Windows-1252 (this line is the "
        "first with such a character).\n  what to do: Look at accents, dashes and pound signs; to be "
        "certain, open it in Excel and save it again as 'CSV UTF-8 (Comma delimited)'."
    ]
    assert read_record([path], catalogue).record.on(REVIEWS, DECEMBER) is not None


@pytest.mark.parametrize(("separator", "plural"), [(";", "semicolons"), ("\t", "tabs")])
def test_figures_that_are_separated_otherwise(
    tmp_path: Path, catalogue: Catalogue, separator: str, plural: str
) -> None:
    """The separator is named, and not four columns that are all there."""
    path = tmp_path / "printed.csv"
    path.write_text(PLAIN.replace(",", separator))
    assert faults(path, catalogue) == [
        f"printed.csv:1: error CIC506: the cells are separated by {plural}.\n"
        "  allowed: cells separated by commas\n"
        "  what to do: Save the file again as 'CSV UTF-8 (Comma delimited)', or export it with commas."
    ]


def test_a_scorecard_saved_as_csv(tmp_path: Path) -> None:
    """Rows of groups are no figures of the whole, wherever a spreadsheet sorted them to."""
    indicator = "{unit: count, unit_label: days, numerator: {from: stays}}"
    stays = "1,2015-01-01,,,yes,,\n2,2015-02-01,,,no,,\n1,2015-03-01,,,,,\n"
    children = "1,,,,F,\n2,,,,M,\n"
    scorecard = compute(
        tmp_path, indicator, as_at=DECEMBER, children=children, stays=stays, options={"by": ["sex"]}
    )
    small = load_catalogue(tmp_path / "indicators.yaml")
    heading, *rows = render_csv(scorecard, View()).splitlines()
    assert any(",sex,F," in row for row in rows)
    assert any(",3 days," in row for row in rows)  # the label stands beside the plain number
    for name, order in (("as_written.csv", rows), ("sorted.csv", sorted(rows, reverse=True))):
        path = printed(tmp_path, *order, name=name, heading=heading)
        read = read_record([path], small)
        assert read.warnings == ()
        assert {line: figures[DECEMBER].value for line, figures in read.record.figures.items()} == {
            ("it", "all"): 3,
            ("it", "excluding_uasc"): 3,
            ("it", "girls"): 2,
        }


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("0.797", "which looks like a fraction of 1 and not like 0.797%"),
        ("0.8", "which looks like a fraction of 1 and not like 0.8%"),
        ("179.7", "and a share lies between 0% and 100%"),
        ("-1", "and a share lies between 0% and 100%"),
    ],
)
def test_a_figure_on_another_scale(tmp_path: Path, catalogue: Catalogue, value: str, why: str) -> None:
    """Reviews on time have a target of 98%: a figure that cannot be a percentage of them is left out."""
    path = printed(tmp_path, f"K25,all,2015-12-31,{value}")
    read = read_record([path], catalogue)
    assert read.record.figures == {}
    assert [fault_text(fault) for fault in read.warnings] == [
        f"printed.csv:2 (value): warning CIC424: reviews_on_time of 31 December 2015 is {value}, {why}, "
        "so it is left out.\n  what to do: Write a percentage on the scale of 100, such as 79.7 or 79.7%; "
        "no other figure has a sign."
    ]


@pytest.mark.parametrize(
    ("name", "value"), [("K25", "0.8%"), ("K25", "0"), ("K25", "100"), ("children_in_care_per_10000", "0.5")]
)
def test_a_figure_that_may_be_on_its_scale(
    tmp_path: Path, catalogue: Catalogue, name: str, value: str
) -> None:
    """What is written with its sign is meant so; so are nothing, all, and what is no percentage."""
    read = read_record([printed(tmp_path, f"{name},all,2015-12-31,{value}")], catalogue)
    assert read.warnings == ()
    assert len(read.record.figures) == 1


def test_a_percent_sign_where_there_is_no_percentage(tmp_path: Path, catalogue: Catalogue) -> None:
    """A number of children is none."""
    assert warnings(printed(tmp_path, "children_in_care_per_10000,all,2015-12-31,5%"), catalogue) == [
        "printed.csv:2 (value): warning CIC424: children_in_care_per_10000 of 31 December 2015 is 5%, "
        "but it is no percentage, so it is left out.\n  what to do: Write a percentage on the scale of 100, "
        "such as 79.7 or 79.7%; no other figure has a sign."
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path, catalogue: Catalogue) -> None:
    """A pipe has no end, and no beginning either."""
    os.mkfifo(tmp_path / "a.json")
    with pytest.raises(CannotRunError) as caught:
        read_record([tmp_path], catalogue)
    assert str(caught.value) == (
        f"{tmp_path / 'a.json'} is a pipe or a device and not a file. "
        "Give a scorecard or a trend as JSON, a CSV, or a folder of them."
    )


def test_a_file_without_end(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops where no list of figures is so long."""
    monkeypatch.setattr(inputs, "MOST_BYTES", 1_000_000)
    path = printed(tmp_path, "x" * 1_000_000)
    with pytest.raises(CannotRunError) as caught:
        read_record([path], catalogue)
    assert str(caught.value) == (
        f"{path} is larger than 1 MB, more than any scorecard or list of figures has. Give the right file."
    )


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


def test_titles_above_the_headings(tmp_path: Path, catalogue: Catalogue) -> None:
    """As spreadsheets have them: the line of the headings is named, as for extracts."""
    path = printed(tmp_path, PLAIN, heading="Scorecard of December")
    assert [text.splitlines()[0] for text in faults(path, catalogue)] == [
        "printed.csv:1: error CIC509: the headings are on line 2."
    ]


def test_rows_with_other_cells_behind_the_figures(tmp_path: Path, catalogue: Catalogue) -> None:
    """What is not read may be cut short or go on: a remark, and commas within it."""
    path = printed(
        tmp_path,
        'K25,all,2015-12-31,77.2,"was, once,',
        'provisional"',
        "K25,all,2015-03-31,97.1",
        "K26,all,2015-12-31,95,seen, and agreed",
        "K26,all,x,95",
        heading="indicator,variant,as_at,value,remark",
    )
    assert [text.split(": error")[0] for text in faults(path, catalogue)] == ["printed.csv:6 (as_at)"]


@pytest.mark.parametrize("text", ["77.2 %", "1,234", "n/a", "7.", ".5", "1e3", "NaN", "77 2", "٧٧"])
def test_a_value_that_is_not_a_plain_number(tmp_path: Path, catalogue: Catalogue, text: str) -> None:
    """Commas, blanks and words are refused, not guessed at."""
    path = printed(tmp_path, "K25,all,2015-12-31,77.2", f'K25,all,2015-12-31,"{text}"')
    assert faults(path, catalogue) == [
        f'printed.csv:3 (value): error CIC414: "{text}" is not a plain number.\n'
        "  allowed: such as 79.7 or 79.7%\n"
        "  what to do: Leave out commas, spaces and words."
    ]


@pytest.mark.parametrize(
    "text",
    ["12/31/2015", "31/12/15", "2015-02-29", "20151231", "2015-W53-4", "", "December", "２０１５-12-31"],
)
def test_a_day_that_is_not_one(tmp_path: Path, catalogue: Catalogue, text: str) -> None:
    """One form only, of days that there are."""
    path = printed(tmp_path, f"K25,all,{text},77.2")
    assert faults(path, catalogue) == [
        f'printed.csv:2 (as_at): error CIC413: "{text}" is not a day.\n'
        "  allowed: such as 31/12/2015 or 2015-12-31\n"
        "  what to do: Write the day as day/month/year or year-month-day."
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
    (tmp_path / "b.csv").write_bytes(b"indicator\0")
    (tmp_path / "c.json").write_text("{")
    printed(tmp_path, 'K25,all,2015-12-31,"1', "x" * 140_000, name="d.csv")
    found = [text.split(":", 1)[0] for text in faults(tmp_path, catalogue)]
    assert found == ["a.csv", "a.csv", "b.csv", "c.json", "d.csv"]
    assert faults(tmp_path, catalogue)[2] == (
        "b.csv:1: error CIC504: the file holds NUL characters: it is damaged, or in an encoding that it does "
        "not declare.\n  allowed: UTF-8, UTF-16 with a byte-order mark, or Windows-1252\n"
        "  what to do: Export the file again, or open it in the program that wrote it and save it again as "
        "'CSV UTF-8 (Comma delimited)'."
    )
    assert faults(tmp_path, catalogue)[4] == (
        "d.csv:2: error CIC417: the file is not a CSV from here on.\n"
        "  what to do: Look for a quotation mark that is not closed."
    )


def test_a_quotation_mark_that_is_not_closed(tmp_path: Path, catalogue: Catalogue) -> None:
    """It would swallow the rest of the file: the line that it stands in is named, beside the other faults."""
    path = printed(tmp_path, "K25,all,x,77.2", 'K25,all,2015-03-31,"97.1', "K26,all,2015-12-31,95")
    assert faults(path, catalogue) == [
        'printed.csv:2 (as_at): error CIC413: "x" is not a day.\n'
        "  allowed: such as 31/12/2015 or 2015-12-31\n"
        "  what to do: Write the day as day/month/year or year-month-day.",
        "printed.csv:3: error CIC417: the file is not a CSV from here on.\n"
        "  what to do: Look for a quotation mark that is not closed.",
    ]


def test_a_column_that_is_there_twice(tmp_path: Path, catalogue: Catalogue) -> None:
    """Which of the two holds the figures is not guessed at."""
    path = printed(tmp_path, "K25,all,2015-12-31,77.2,79.1", heading="indicator,variant,as_at,value,Value")
    assert faults(path, catalogue) == [
        'printed.csv:1 (value): error CIC422: the heading "value" stands 2 times, in cells 4 and 5 of the '
        "line.\n  what to do: Keep the one that is meant."
    ]


def test_a_row_cut_short(tmp_path: Path, catalogue: Catalogue) -> None:
    """A row without the cell of its figure is a fault, not a figure that was not printed."""
    path = printed(tmp_path, "K25,all,2015-12-31,77.2", "K26,all,2015-12-31")
    assert faults(path, catalogue) == [
        "printed.csv:3: error CIC423: the row has 3 cells, the heading line has 4.\n"
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
        f'printed.csv:2 (value): error CIC414: "{"9" * 39}…" has more than 25 characters.\n'
        "  allowed: such as 79.7 or 79.7%\n"
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
        "Give a scorecard or a trend as JSON, a CSV, or a folder of them."
    )


def test_a_folder_without_figures(tmp_path: Path, catalogue: Catalogue) -> None:
    """It says what belongs there."""
    with pytest.raises(CannotRunError) as caught:
        read_record([tmp_path], catalogue)
    assert str(caught.value) == (
        f"the folder {tmp_path} holds no earlier figures. "
        "Put scorecards (.json) or printed figures (.csv) there."
    )

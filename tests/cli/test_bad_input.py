"""Bad input gets a clear answer on stderr, nothing on stdout, and changes no file.

Every message is asserted whole. Lines that end a run with faults count them.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import CATALOGUE, EXTRACTS, FOLDER, Ended, unchanged, write_extract

NUMBERS = "  allowed: digits, with a point before decimals and a minus sign if negative, such as 1234.5\n"
DATES = "  allowed: a date as dd/mm/yyyy, yyyy-mm-dd or 31 March 2016; a time after the date is ignored\n"
ONE_FAULT = "1 fault was found; nothing was computed.\n"
TWO_FAULTS = "2 faults were found; nothing was computed.\n"

MISSING_HOURS = (
    "reviews.csv:1: error CIC510: the column `hours` is missing.\n"
    "  allowed: hours, in any case\n"
    "  what to do: Export the column, rename its heading, or add the heading that the file has to the"
    " column's `from` in the catalogue.\n"
)
UNKNOWN_SEX = (
    "children.csv:3 (sex): error CIC527: the value is not in the list of codes.\n"
    "  allowed: F or M\n"
    "  what to do: Correct the code. One of your own case system is added under `codes` in mapping.yaml"
    " beside the extracts: its meaning, and the code that it counts as.\n"
)
PERCENT_SIGN = (
    'reviews.csv:2 (hours): error CIC525: "15%" has a percent sign.\n'
    f"{NUMBERS}"
    "  what to do: Write the number alone, on the scale that the catalogue describes.\n"
)
END_BEFORE_START = (
    "stays.csv:3 (ended_on, started_on): error CIC532: the row does not meet the rule: ended_on is None or"
    " ended_on >= started_on.\n"
    "  what to do: Look at ended_on and started_on, and correct at its source what is wrong.\n"
)

#: What is wrong, the extract, its text where it was right, the text that is wrong, and what is said of it.
FAULTY_EXTRACTS = [
    (
        "an empty file",
        "stays",
        EXTRACTS["stays"],
        "",
        "stays.csv: error CIC503: the file is empty: it has no heading line.\n"
        "  what to do: Export it again; where there are no rows this month, the heading line alone is"
        " right.\n" + ONE_FAULT,
    ),
    ("a missing column", "reviews", ",hours", ",length", MISSING_HOURS + ONE_FAULT),
    (
        "a doubled column",
        "reviews",
        ",hours",
        ",hours,Held_on",
        'reviews.csv:1 (held_on): error CIC511: the heading "held_on" stands 2 times, in cells 3 and 5 of the'
        " line.\n"
        "  what to do: Delete or rename all but the one that holds the right values.\n" + ONE_FAULT,
    ),
    ("an unknown code", "children", "0002,M", "0002,X", UNKNOWN_SEX + ONE_FAULT),
    (
        "a day that is not in the calendar",
        "reviews",
        "31/05/2015",
        "31/02/2016",
        "reviews.csv:2 (held_on): error CIC524: there is no 31 February 2016.\n"
        f"{DATES}"
        "  what to do: Correct the date in the source system.\n" + ONE_FAULT,
    ),
    (
        "an American date",
        "reviews",
        "31/05/2015",
        "05/31/2015",
        'reviews.csv:2 (held_on): error CIC524: "05/31/2015" cannot be read as day/month/year; it looks'
        " American (month first).\n"
        f"{DATES}"
        "  what to do: Export every date of the column with the day first, or as yyyy-mm-dd; a date such as"
        " 03/04/2016 is wrong there as well, and does not look so.\n" + ONE_FAULT,
    ),
    ("an end before its start", "stays", "01/07/2015", "01/05/2015", END_BEFORE_START + ONE_FAULT),
    (
        "a row that stands twice",
        "children",
        "0003,F,no\n",
        "0003,F,no\n0001,F,no\n",
        "children.csv:5 (child_id): error CIC552: the row repeats line 2: all its values are the same.\n"
        "  what to do: Delete it; --skip-faulty-rows keeps the first of the rows.\n" + ONE_FAULT,
    ),
    (
        "two rows with one key",
        "children",
        "0003,F,no\n",
        "0003,F,no\n0001,M,no\n",
        "children.csv:2 (child_id): error CIC530: the row has the same child_id as line 5, but other"
        " values.\n"
        "  what to do: Keep the one row that is right: child_id may occur only once in this extract.\n"
        "children.csv:5 (child_id): error CIC530: the row has the same child_id as line 2, but other"
        " values.\n"
        "  what to do: Keep the one row that is right: child_id may occur only once in this extract.\n"
        + TWO_FAULTS,
    ),
    (
        "a child who is in no children file",
        "stays",
        "0002",
        "0009",
        "stays.csv:3 (child_id): error CIC531: the row is about a child who is not in children.csv.\n"
        "  what to do: Export both files on the same day with the same selection of children; if the child"
        " should be there, add the row to children.csv at its source, else correct the identifier here.\n"
        + ONE_FAULT,
    ),
    (
        "a number with a comma",
        "reviews",
        ",1.5",
        ',"1,500"',
        'reviews.csv:2 (hours): error CIC525: "1,500" has commas between its digits.\n'
        f"{NUMBERS}"
        "  what to do: Write it without them.\n" + ONE_FAULT,
    ),
    ("a number with a percent sign", "reviews", ",1.5", ",15%", PERCENT_SIGN + ONE_FAULT),
]


@pytest.mark.parametrize(
    ("extract", "right", "wrong", "said"),
    [pytest.param(*case[1:], id=case[0]) for case in FAULTY_EXTRACTS],
)
def test_a_fault_in_an_extract_is_a_finding(
    workplace: Path, run: Run, extract: str, right: str, wrong: str, said: str
) -> None:
    """A fault in a file, a column or a cell stops the run with its place and what to do."""
    assert right in EXTRACTS[extract]
    text = EXTRACTS[extract].replace(right, wrong, 1)
    if wrong.endswith(",Held_on"):  # the rows have to have as many cells as the heading line
        text = "\n".join([text.split("\n")[0], *(f"{row},01/01/2016" for row in text.split("\n")[1:-1]), ""])
    write_extract(workplace, extract, text)
    with unchanged(workplace):
        assert run("compute", FOLDER) == Ended(1, "", said)


POLARITY = "    polarity: higher\n"
UNKNOWN_KEY = (
    "indicators.yaml:4:39 (themes.reviewing.leed): error CIC105: `leed` is not a key here.\n"
    "  allowed: id, title, lead, composite\n"
    "  did you mean: lead\n"
    "  what to do: Correct the key or remove it.\n"
)
NO_POLARITY = (
    "indicators.yaml:41:15 (indicators.reviews_on_time.polarity): error CIC106:"
    ' "hihger" is not one of the words allowed here.\n'
    "  allowed: higher, lower, target, none\n"
    "  did you mean: higher\n"
    "  what to do: Use one of the words allowed.\n"
)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            {POLARITY: POLARITY * 2},
            "indicators.yaml:42:5 (indicators.reviews_on_time): error CIC102: the key `polarity` stands twice"
            " here; it stood first on line 41.\n"
            "  what to do: Keep one of the two.\n" + ONE_FAULT,
            id="a duplicate key",
        ),
        pytest.param({"lead:": "leed:"}, UNKNOWN_KEY + ONE_FAULT, id="an unknown key"),
        pytest.param(
            {"held_on <= due_on": "held_on <= du_on"},
            "indicators.yaml:45:35 (indicators.reviews_on_time.numerator.where): error CIC204: `du_on` is not"
            " a name known here.\n"
            "  allowed: child_id, due_on, held_on, hours; as_at, period_start, period_end, year_start, "
            "quarter_start, academic_year_start, year_before, on\n"
            "  did you mean: due_on\n"
            "  what to do: Use a column of `reviews`, or declare one.\n" + ONE_FAULT,
            id="an unknown column",
        ),
        pytest.param(
            {"lead:": "leed:", "polarity: higher": "polarity: hihger"},
            UNKNOWN_KEY + NO_POLARITY + TWO_FAULTS,
            id="several at once",
        ),
    ],
)
def test_a_fault_in_the_catalogue_is_a_finding(
    workplace: Path, run: Run, changes: dict[str, str], said: str
) -> None:
    """A fault in the catalogue is told with line, column and path of its node, before any extract is read."""
    text = CATALOGUE
    for right, wrong in changes.items():
        assert right in text
        text = text.replace(right, wrong, 1)
    (workplace / "indicators.yaml").write_text(text, encoding="utf-8")
    write_extract(workplace, "stays", "")
    with unchanged(workplace):
        assert run("compute", FOLDER) == Ended(1, "", said)


def test_faults_of_several_files_are_told_at_once(workplace: Path, run: Run) -> None:
    """One run tells every fault of every file, in the order of files and lines."""
    write_extract(workplace, "children", EXTRACTS["children"].replace("0002,M", "0002,X"))
    write_extract(workplace, "reviews", EXTRACTS["reviews"].replace(",1.5", ",15%"))
    write_extract(workplace, "stays", f"{EXTRACTS['stays']}0003,02/05/2015,01/05/2015\n")
    end_before_start = END_BEFORE_START.replace("stays.csv:3", "stays.csv:4")
    with unchanged(workplace):
        assert run("compute", FOLDER) == Ended(
            1,
            "",
            UNKNOWN_SEX + PERCENT_SIGN + end_before_start + "3 faults were found; nothing was computed.\n",
        )


def test_every_row_at_fault_is_counted_however_few_are_told(workplace: Path, run: Run) -> None:
    """A column that went wrong whole: the total is of rows, not of messages."""
    heading, *_ = EXTRACTS["reviews"].splitlines()
    days = (dt.date(2012, 1, 1) + dt.timedelta(days=later) for later in range(1_500))
    rows = "".join(f"0001,31/02/2016,{day},1\n" for day in days)
    write_extract(workplace, "reviews", f"{heading}\n{rows}")
    computed, examined = run("compute", FOLDER), run("extracts", FOLDER)
    assert (computed.code, examined.code) == (1, 1)
    assert "\n      1,500  error CIC524: reviews.csv\n" in computed.err
    assert computed.err.count(": error CIC524: ") == 3
    assert "\n1,500 faults were found, and " in computed.err
    assert "\n1,500 errors and " in examined.out


def test_an_extract_that_is_missing_leaves_the_rest_computed(workplace: Path, run: Run) -> None:
    """What needs the extract has no figure and says why; the rest is computed, with a warning."""
    (workplace / FOLDER / "stays.csv").unlink()
    warning = (
        "stays.csv: warning CIC501: the extract `stays` is missing: the folder has no file of this name.\n"
        "  what to do: Export it into the folder, or rename the file that holds it; without it, indicators"
        " that need it have no figure.\n"
    )
    computed = run("compute", FOLDER, "--format", "csv")
    assert (computed.code, computed.err) == (0, warning)
    assert "66.7%" in computed.out
    gated = run("compute", FOLDER, "--format", "csv", "--fail-on", "missing")
    assert (gated.code, gated.out) == (1, computed.out)
    assert gated.err == (
        f"{warning}Zoë's count of stays begun (all): no figure, because the folder has no stays.csv.\n"
    )


def test_rows_at_fault_are_left_out_on_request(workplace: Path, run: Run) -> None:
    """Faults become warnings, the figures are those of the sound rows, and the scorecard counts the rest."""
    write_extract(workplace, "reviews", EXTRACTS["reviews"].replace("02/06/2015", "31/02/2016"))
    write_extract(workplace, "stays", f"{EXTRACTS['stays']}0003,02/05/2015,01/05/2015\n")
    with unchanged(workplace):
        computed = run("compute", FOLDER, "--skip-faulty-rows")
    assert computed.code == 0
    assert computed.err == (
        "reviews.csv:3 (held_on): warning CIC524: there is no 31 February 2016.\n"
        f"{DATES}"
        "  what to do: Correct the date in the source system.\n"
        + END_BEFORE_START.replace("stays.csv:3", "stays.csv:4").replace("error", "warning")
    )
    lines = computed.out.splitlines()
    assert [line.split("] ")[1] for line in lines if "Left out" in line] == [
        "Left out: 1 of 3 rows of reviews.csv, for faults.",
        "Left out: 1 of 3 rows of stays.csv, for faults.",
    ]
    sound = EXTRACTS["reviews"].replace("0002,01/06/2015,02/06/2015,2\n", "")
    write_extract(workplace, "reviews", sound)
    write_extract(workplace, "stays", EXTRACTS["stays"])
    counts = [line.split()[-4:] for line in lines if "%" in line]
    assert counts == [line.split()[-4:] for line in run("compute", FOLDER).out.splitlines() if "%" in line]


def test_a_fault_of_a_whole_file_cannot_be_skipped(workplace: Path, run: Run) -> None:
    """Without a heading line there are no rows to tell apart, and skipping rows does not help."""
    write_extract(workplace, "stays", "")
    ended = run("compute", FOLDER, "--skip-faulty-rows")
    assert ended == Ended(1, "", FAULTY_EXTRACTS[0][4])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            ["2016-3"],
            "the folder of extracts 2016-3 is not there. Did you mean 2016-03?"
            " Give the folder that holds the extracts.",
            id="a folder that is not there",
        ),
        pytest.param(
            ["2016-03/children.csv"],
            "2016-03/children.csv is a file. Give the folder that holds the extracts.",
            id="a file where a folder is meant",
        ),
        pytest.param(
            [FOLDER, "--as-at", "03/31/2016"],
            '--as-at: "03/31/2016" is not a day. Write it as year-month-day, such as 2016-03-31, or as'
            " day/month/year, such as 31/03/2016.",
            id="a day in another order",
        ),
        pytest.param(
            [FOLDER, "--as-at", "2016-02-30"],
            '--as-at: "2016-02-30" is not a day. Write it as year-month-day, such as 2016-03-31, or as'
            " day/month/year, such as 31/03/2016.",
            id="a day that is not in the calendar",
        ),
        pytest.param(
            ["."],
            "the name of the folder . is neither a month nor a financial year, so the as-at date is not"
            " known. Give --as-at, such as --as-at 2016-03-31, or name the folder like 2016-03 or 2024-25.",
            id="a folder that is not a month",
        ),
        pytest.param(
            [FOLDER, "--catalogue", "indicator.yaml"],
            "the catalogue indicator.yaml is not there. Did you mean indicators.yaml? Give the path of a YAML"
            " catalogue.",
            id="a catalogue that is not there",
        ),
        pytest.param(
            [FOLDER, "--catalogue", "natonal"],
            "the catalogue natonal is not there. Did you mean national? Give its name, or a path.",
            id="the misspelt name of a catalogue that is supplied",
        ),
        pytest.param(
            [FOLDER, "--previous", "december.csv"],
            "the file of earlier figures december.csv is not there. Give a scorecard or a trend as JSON, a"
            " CSV, or a folder of them.",
            id="earlier figures that are not there",
        ),
        pytest.param(
            [FOLDER, "--only", "reviews_in_time"],
            '--only: the catalogue has no indicator or theme "reviews_in_time". Did you mean reviews_on_time?'
            " The catalogue has: R1, R2, reviews_on_time, stays_begun, reviewing.",
            id="an unknown indicator",
        ),
        pytest.param(
            [FOLDER, "--by", "gender"],
            '--by: the catalogue has no breakdown "gender". The catalogue has: sex.',
            id="an unknown breakdown",
        ),
        pytest.param(
            [FOLDER, "--output", "nowhere/scorecard.json"],
            "nowhere/scorecard.json cannot be written (No such file or directory). Choose a folder that is"
            " there and open to you.",
            id="an output folder that is not there",
        ),
    ],
)
def test_what_makes_no_sense_cannot_run(workplace: Path, run: Run, arguments: list[str], said: str) -> None:
    """A place that is not there, or an option that makes no sense, ends the run before it begins."""
    with unchanged(workplace):
        assert run("compute", *arguments) == Ended(2, "", f"cicscore: {said}\n")


def test_an_earlier_figure_of_an_unknown_indicator_is_a_warning(workplace: Path, run: Run) -> None:
    """The figure is left out with a warning, and the others are compared with."""
    (workplace / "december.csv").write_text(
        "indicator,variant,as_at,value\nreviews_in_time,all,2015-12-31,50\nR1,all,2015-12-31,60.0\n",
        encoding="utf-8",
    )
    with unchanged(workplace):
        computed = run("compute", FOLDER, "--previous", "december.csv")
    assert computed.code == 0
    assert computed.err == (
        "december.csv:2 (indicator): warning CIC415: the catalogue has no indicator `reviews_in_time`, so its"
        " earlier figure is left out.\n"
        "  allowed: R1, R2, reviews_on_time, stays_begun\n"
        "  did you mean: reviews_on_time\n"
        "  what to do: Correct the indicator, if it was meant.\n"
    )
    assert "▲ improved 60.0%" in computed.out


def test_an_earlier_figure_that_is_no_number_is_a_finding(workplace: Path, run: Run) -> None:
    """Words and days that no calendar has are told, each in its cell."""
    (workplace / "december.csv").write_text(
        "indicator,variant,as_at,value\nR1,all,2015-12-31,sixty\nR1,all,31/31/2015,60\n", encoding="utf-8"
    )
    with unchanged(workplace):
        assert run("compute", FOLDER, "--previous", "december.csv") == Ended(
            1,
            "",
            'december.csv:2 (value): error CIC414: "sixty" is not a plain number.\n'
            "  allowed: such as 79.7 or 79.7%\n"
            "  what to do: Leave out commas, spaces and words.\n"
            'december.csv:3 (as_at): error CIC413: "31/31/2015" is not a day.\n'
            "  allowed: such as 31/12/2015 or 2015-12-31\n"
            "  what to do: Write the day as day/month/year or year-month-day.\n" + TWO_FAULTS,
        )


def test_no_message_tells_an_identifier(workplace: Path, run: Run) -> None:
    """However an extract is at fault, its identifiers stay unsaid."""
    child = "7777123"
    write_extract(workplace, "children", f"child_id,sex,uasc\n{child},{child},{child}\n{child},F,no\n")
    write_extract(
        workplace,
        "reviews",
        f"child_id,due_on,held_on,hours\n{child},{child},{child},x\n{child}9,01/01/2016,,\n",
    )
    write_extract(workplace, "stays", f'child_id,started_on,ended_on\n{child},,\n{child},"{child}\n')
    ended = run("compute", FOLDER)
    assert ended.code == 1
    assert ended.err.count(" error ") > 5
    assert child not in ended.out + ended.err
    assert child not in run("compute", FOLDER, "--skip-faulty-rows", "--debug").err

"""``cicscore explain`` and ``cicscore variants`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cicscore.explain.document import Explanation
from cicscore.explain.variant_effects import contrast
from cicscore.results import Scorecard
from tests.explain.conftest import Run
from tests.explain.folders import STAYS, write, write_catalogue
from tests.render.scorecards import SCORECARD, row

SHARE = """
reference: K1
denominator: {label: children in care, from: stays, where: open, count: children}
numerator: {label: children in own homes, where: home == "OWN"}
targets: {2015-16: {target: 90, amber: 60, source: Panel of May}}
"""

BEFORE = "child_id,began,ended,home\nanna,2014-02-01,,OWN\nben,2015-07-01,,PRIV\ndan,2015-01-01,,OWN\n"

FIGURES = """\
Figures as at 31 March 2016
  All: 66.7% (2 of 3)
    Amber: 66.7% is below the target of 90% but not below the amber limit of 60%; 1 more among
    children in own homes would be green.
    One more in the numerator is worth 33 points.
    95% interval: 20.8% to 93.9%.
    Not distinguishable from target: the 95% interval of the figure, 20.8% to 93.9%, covers the
    target of 90%.
  Excluding UASC: 100.0% (2 of 2)
    Green: 100.0% meets the target of 90%.
    One more in the numerator is worth 50 points.
    95% interval: 34.2% to 100.0%.
    Small cohort: the denominator is under 3, so one more or fewer moves the figure a lot.
    Not distinguishable from target: the 95% interval of the figure, 34.2% to 100.0%, covers the
    target of 90%.

Denominator: children in care                                                    All  Excluding UASC
    rows of stays.csv                                                              5               5
    "open": began is on or before 31 March 2016                                    5               5
    "open": ended is not recorded or is after 31 March 2016                        3               3
    kept by Excluding UASC                                                                         2
    = different children                                                           3               2

Numerator: children in own homes                                                 All  Excluding UASC
    rows of the denominator                                                        3               2
    home is OWN (Own provision)                                                    2               2
    = different children                                                           2               2

By sex
    F (all)                                                        50.0%           1 of 2        red
    M (all)                                                       100.0%           1 of 1      green
    F (excluding_uasc)                                            100.0%           1 of 1      green
    M (excluding_uasc)                                            100.0%           1 of 1      green

Since 29 February 2016
  All: 66.7% to 66.7% (0.0 pp from exact values: 0.0 pp by the numerator, 0.0 pp by the denominator)
    Denominator (children): 3 then, 1 entered, 1 left, 3 now
    Numerator (children): 2 then, 1 entered, 1 left, 2 now
    Into the numerator: 0 new to the denominator, 1 in it before. Out of it: 1 gone from the
    denominator, 0 still in it
  Excluding UASC: 66.7% to 100.0% (+33.3 pp from exact values: 0.0 pp by the numerator, +33.3 pp by
  the denominator)
    Denominator (children): 3 then, 0 entered, 1 left, 2 now
    Numerator (children): 2 then, 1 entered, 1 left, 2 now
    Into the numerator: 0 new to the denominator, 1 in it before. Out of it: 1 gone from the
    denominator, 0 still in it
"""

#: Nobody wrote down where Cleo lives: two or three of three are in own homes, without her two of two.
UNKNOWN = """\
Figures as at 31 March 2016
  All: 66.7% (2 of 3)
    Amber: 66.7% is below the target of 90% but not below the amber limit of 60%; 1 more among
    children in own homes would be green.
    One more in the numerator is worth 33 points.
    95% interval: 20.8% to 93.9%.
    Unknown rows: 1 row where home is not recorded; with everything known the figure would lie
    between 66.7% and 100.0%; the rating is not safe.
    Not distinguishable from target: the 95% interval of the figure, 20.8% to 93.9%, covers the
    target of 90%.
  Excluding UASC: 100.0% (2 of 2)
    Green: 100.0% meets the target of 90%.
    One more in the numerator is worth 50 points.
    95% interval: 34.2% to 100.0%.
    Small cohort: the denominator is under 3, so one more or fewer moves the figure a lot.
    Not distinguishable from target: the 95% interval of the figure, 34.2% to 100.0%, covers the
    target of 90%.

Denominator: children in care                                                    All  Excluding UASC
    rows of stays.csv                                                              5               5
    "open": began is on or before 31 March 2016                                    5               5
    "open": ended is not recorded or is after 31 March 2016                        3               3
    kept by Excluding UASC                                                                         2
    = different children                                                           3               2

Numerator: children in own homes                                                 All  Excluding UASC
    rows of the denominator                                                        3               2
    home is OWN (Own provision)                                                    2               2
    1 row where home is not recorded
    = different children                                                           2               2
"""

#: The extracts hold a result of the year to come.
OF_THE_FUTURE = (
    "results.csv:4 (out_on): warning CIC541: 1 date lies after 31 March 2016, the first of them here.\n"
    "  what to do: Where an earlier day is asked for, that is right: they do not count yet. Else correct"
    " them, or give the right --as-at. Where they are planned or due, write `planned: true` at the column"
    " in the catalogue.\n"
)


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """The catalogue, and the extracts of two months."""
    write_catalogue(tmp_path, SHARE)
    write(tmp_path / "2016-02", stays=BEFORE)
    return write(tmp_path / "2016-03")


def test_an_indicator_by_its_id_or_its_reference(run: Run, folders: Path) -> None:
    """Both names mean the same definition, and no extracts are needed for it."""
    by_id, by_reference = run("explain", "it"), run("explain", "K1")
    assert (by_id.code, by_id.err) == (0, "")
    assert by_id == by_reference
    assert by_id.out.startswith("It\nit · K1 · In care\n\nWhat it means.\n")
    assert "Figures" not in by_id.out


def test_this_months_figure_as_text(run: Run, folders: Path) -> None:
    """Definition, figures, waterfalls, groups and changes, one under the other."""
    ended = run("explain", "it", folders, "--by", "sex", "--previous", folders.parent / "2016-02")
    assert (ended.code, ended.err) == (0, OF_THE_FUTURE)
    assert ended.out.startswith("It\nit · K1 · In care\n")
    assert ended.out[ended.out.index("Figures as at") :] == FIGURES


def test_what_is_not_known_as_text(run: Run, tmp_path: Path) -> None:
    """The bounds with the figure, and the row at the step whose condition its blank cell leaves open."""
    stays = STAYS.replace("cleo,2015-10-10,,PRIV", "cleo,2015-10-10,,")
    may_be_blank = ("PRIV: Private provision}}", "PRIV: Private provision}, required: false}")
    write_catalogue(tmp_path, SHARE, may_be_blank)
    folder = write(tmp_path / "2016-03", stays=stays)
    ended = run("explain", "it", folder, "--catalogue", tmp_path / "indicators.yaml")
    assert ended.out[ended.out.index("Figures as at") :] == UNKNOWN


def test_the_same_as_json(run: Run, folders: Path) -> None:
    """The document is the model's, whole, and says the same figures."""
    ended = run("explain", "it", folders, "--previous", folders.parent / "2016-02", "--format", "json")
    document = Explanation.model_validate(json.loads(ended.out))
    assert [figure.figure.display for figure in document.figures] == ["66.7%", "100.0%"]
    assert document.changes is not None
    assert [change.variant for change in document.changes.variants] == ["all", "excluding_uasc"]


def test_the_rows_go_to_a_file_with_a_reminder(run: Run, folders: Path) -> None:
    """stdout is the explanation as ever; stderr says what the file holds."""
    file = folders.parent / "rows.csv"
    ended = run("explain", "it", folders, "--children", file)
    assert ended.err == (
        f"{file} holds 5 rows with the identifiers and dates of 4 children. "
        "Keep it where the extracts are kept, and delete it after use.\n"
    )
    assert ended.out == run("explain", "it", folders).out
    assert len(file.read_text(encoding="utf-8").splitlines()) == 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("explain", "K9"),
            'ID: the catalogue has no indicator "K9". Did you mean K1? The catalogue has: K1, it.',
        ),
        (
            ("explain", "it", "--by", "sex"),
            "--by: without EXTRACTS there are no figures. Give the folder of extracts.",
        ),
        (
            ("explain", "it", "--previous", "2016-02"),
            "--previous: without EXTRACTS there are no figures. Give the folder of extracts.",
        ),
        (
            ("explain", "it", "--children", "rows.csv"),
            "--children: without EXTRACTS there are no rows to write. Give the folder of extracts.",
        ),
        (
            ("explain", "it", "2016-03", "--children", "-"),
            "--children: - is not a file. The rows hold children's identifiers, so they are only ever "
            "written to a file: give its name.",
        ),
        (
            ("explain", "it", "2016-03", "--children", "/dev/stdout"),
            "--children: /dev/stdout is not a file. The rows hold children's identifiers, so they are only "
            "ever written to a file: give its name.",
        ),
        (
            ("explain", "it", "2016-03", "--children", "2016-03/stays.csv"),
            "--children: 2016-03/stays.csv lies in a folder of extracts, where nothing is written. Give a "
            "file outside 2016-03.",
        ),
        (
            ("explain", "it", "2016-03", "--children", "rows.csv", "--output", "./rows.csv"),
            "--children: rows.csv is where the result goes. Give another name.",
        ),
        (
            ("explain", "it", "2016-03", "--children", "indicators.yaml"),
            "--children: indicators.yaml is the catalogue. Give another name.",
        ),
        (
            ("explain", "it", "2016-03", "--which", "numerator"),
            "--which: it selects the rows written to --children. Give --children FILE.",
        ),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, folders: Path, arguments: tuple[str, ...], said: str) -> None:
    """What was asked for, why not, and what to do; nothing on stdout, and no file changed."""
    before = {path: path.read_bytes() for path in folders.parent.rglob("*") if path.is_file()}
    ended = run(*arguments)
    assert (ended.code, ended.out, ended.err) == (2, "", f"cicscore: {said}\n")
    assert {path: path.read_bytes() for path in folders.parent.rglob("*") if path.is_file()} == before


def test_a_day_without_a_definition(run: Run, folders: Path) -> None:
    """A definition that did not hold yet explains nothing."""
    write_catalogue(folders.parent, SHARE + "valid_from: 2016-04-01\n")
    ended = run("explain", "it", folders)
    assert ended.err == (
        "cicscore: ID: the catalogue has no definition of it for 31 March 2016. Give another --as-at.\n"
    )


def test_no_rows_to_write(run: Run, folders: Path) -> None:
    """A year that is not reported has no rows behind it, and leaves no file."""
    write_catalogue(folders.parent, SHARE + "not_reported: {2015-16: Nobody counts it}\n")
    ended = run("explain", "it", folders, "--children", "rows.csv")
    assert ended.err == "cicscore: --children: nothing was counted for it, so there are no rows behind it.\n"
    assert not Path("rows.csv").exists()


@pytest.mark.parametrize(
    ("which", "indicator", "why"),
    [
        (
            "not-counted",
            "unit: count\nnumerator: {label: stays, from: stays, where: open}",
            "it has no numerator that is part of a denominator",
        ),
        (
            "numerator",
            'value: {from: results, column: per_cent, where: measure == "READ", dated_by: out_on}',
            "the figure of it is published and has no numerator",
        ),
    ],
)
def test_a_part_that_the_figure_does_not_have(
    run: Run, folders: Path, which: str, indicator: str, why: str
) -> None:
    """It is said, and no file of another part is written in its place."""
    write_catalogue(folders.parent, indicator)
    ended = run("explain", "it", folders, "--children", "rows.csv", "--which", which)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(f"cicscore: --which: {why}. Leave --which out for every row.\n")
    assert not Path("rows.csv").exists()


# What variants change ----------------------------------------------------------------------------------


def test_what_a_variant_changes_as_text(run: Run, folders: Path) -> None:
    """A line for each indicator, and the ratings that differ."""
    ended = run("variants", folders)
    assert (ended.code, ended.err) == (0, OF_THE_FUTURE)
    heading = (
        "What it changes" + " " * 29 + "All         Excluding UASC         Difference  Num. part  Denom. part"
    )
    line = "It" + " " * 40 + "66.7%  amber          100.0%  green    +33.3 pp     0.0 pp     +33.3 pp"
    assert (
        ended.out
        == f"""\
A scorecard
As at 31 March 2016

{heading}
{line}

Excluding UASC changes the rating of 1 of 1 indicators:
  It: amber to green

Difference: the variant's value less that of all, in the unit's own points. Num. part and Denom.
part: how much of it the change of numerator and of denominator makes.
"""
    )


def test_a_scorecard_is_contrasted_by_itself() -> None:
    """What is not rated on both sides changes no rating; the parts make up the difference."""
    both = (
        row("reviews_on_time", numerator=2, denominator=4, value=50.0, rag="red", display="50.0%"),
        row(
            "reviews_on_time",
            variant="excluding_uasc",
            numerator=1,
            denominator=1,
            value=100.0,
            difference_from_all=50.0,
        ),
    )
    (found,) = contrast(_scorecard(*both)).variants
    (only,) = found.indicators
    # Numerator first: 50 to 25 (-25), then to 100 (+75). Denominator first: 50 to 200 (+150), to 100 (-100).
    assert (only.due_to_numerator, only.due_to_denominator) == (-62.5, 112.5)
    assert (only.difference, only.due_to_numerator_display) == (50.0, "-62.5 pp")
    assert (only.rag_changes, found.rag_changes) == (False, ())


def _scorecard(*rows: object) -> Scorecard:
    names = {"reviews_on_time"}
    return SCORECARD.model_copy(
        update={
            "results": rows,
            "indicators": tuple(found for found in SCORECARD.indicators if found.id in names),
            "variants": tuple(found for found in SCORECARD.variants if found.id in ("all", "excluding_uasc")),
        }
    )

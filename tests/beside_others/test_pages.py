"""Where the authority stands, on the pages: 70% is 4th of 60, 70, 80, 80 and 90; 66.7% would be 4th, too."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.beside_others.published import FIGURES, SETTINGS, set_out_benchmarks
from tests.cli.conftest import Run
from tests.cli.workplace import FOLDER

COMPUTE = ("compute", FOLDER, "--benchmarks", "benchmarks.yaml")
ABSENT = "not in the file for the reporting year 2015"
LACKING = f"Neighbours without a figure: Eastshire, suppressed as confidential (c); Nowhere, {ABSENT}."


def flat(text: str) -> str:
    """The words, however they were wrapped."""
    return " ".join(text.split())


def test_the_first_page_has_a_table_of_where_the_authority_stands(workplace: Path, run: Run) -> None:
    """Beside England and the region; the legend says what it means and what was left out."""
    set_out_benchmarks(workplace)
    page = run(*COMPUTE).out
    lines = page.splitlines()
    start = lines.index("Among other authorities · reporting year 2015, to 31 March 2015")
    heading = "Indicator Published Rank Qrt Median Upper Neighb Best Now"
    assert lines[start + 1].split() == heading.split()
    figures = "70.0% 4 of 5 3 80.0% 80.0% 70.0% 80.0% 4 of 5"
    assert lines[start + 3].split() == ["Reviews", "held", "on", "time", *figures.split()]
    assert next(line for line in lines if line.startswith("Reviews")).split()[-2:] == ["75.0%", "72.0%"]
    assert "Among other authorities: Reviews in England, reporting year 2015. Rank: the place" in flat(page)
    assert f"{LACKING} (Reviews held on time)" in flat(page)


def test_no_table_where_no_figures_of_others_were_given(workplace: Path, run: Run) -> None:
    """The page is as it was."""
    set_out_benchmarks(workplace)
    assert "Among other authorities" not in run("compute", FOLDER).out


def test_equal_figures_are_marked(workplace: Path, run: Run) -> None:
    """80 is shared with two others, behind 90."""
    set_out_benchmarks(workplace, figures=FIGURES.replace("Anyshire,On time,70", "Anyshire,On time,80"))
    assert " =2 of 5 " in run(*COMPUTE).out


def test_a_public_page_says_nothing_of_the_unpublished_rank(workplace: Path, run: Run) -> None:
    """The published rank stays; there is no column of symbols."""
    policy = "disclosure:\n  threshold: 2\n  method: suppress\n"
    set_out_benchmarks(workplace, settings=SETTINGS + policy)
    page = run(*COMPUTE, "--audience", "public").out
    assert " 4 of 5 " in page
    assert page.count("4 of 5") == 1
    assert "This scorecard's rank" not in page


def test_the_report_draws_and_says_it(workplace: Path, run: Run) -> None:
    """One strip with a name, the neighbours with reasons, and the sources."""
    set_out_benchmarks(workplace)
    ended = run("report", FOLDER, "--benchmarks", "benchmarks.yaml", "--output", "report.html")
    assert ended.code == 0
    page = (workplace / "report.html").read_text("utf-8")
    words = flat(page)
    assert (
        "Anyshire is 4th of 5 authorities with a figure, in the 3rd quartile; 1st is best. Figures run from "
        "60.0% to 90.0%, with a median of 80.0%; the middle half lies between 70.0% and 80.0%. The mean of "
        "2 of 4 statistical neighbours is 70.0%; the best is Bordshire with 80.0%. The figure of this "
        "scorecard, which is not published, would be 4th of 5 among the others&#39; published ones."
    ) in words
    # From 60 at 14 to 90 at 626: a third of the way for 70, two for 80.
    strip = page[page.index('<svg class="strip"') : page.index("</svg>", page.index('<svg class="strip"'))]
    assert 'role="img" aria-labelledby="b-reviews_on_time"' in strip
    assert "Reviews held on time: figures of all authorities, reporting year 2015</title>" in strip
    assert '<rect x="218" y="10" width="204" height="20"/>' in strip
    assert 'd="M422 8V32"' in strip
    assert [part.split('"')[0] for part in strip.split('<circle cx="')[1:]] == ["422", "14"]
    assert 'class="own" d="M218 9' in strip
    assert f'<th scope="row">Nowhere</th><td class="n">–</td><td>{ABSENT}</td>' in page
    assert LACKING in words


def test_the_workbook_has_a_sheet_of_it_and_one_of_the_neighbours(workplace: Path, run: Run) -> None:
    """Numbers are numbers, and shorthand says why there is none."""
    set_out_benchmarks(workplace)
    assert run("report", FOLDER, "--benchmarks", "benchmarks.yaml", "--output", "report.xlsx").code == 0
    book = openpyxl.load_workbook(workplace / "report.xlsx")
    (row,) = cells(book["Benchmarks"])
    assert (row["Published result"], row["Rank"], row["Quartile"], row["Median"]) == (70, 4, 3, 80)
    assert (row["Neighbours' mean"], row["Best neighbour"], row["Its result"]) == (70, "Bordshire", 80)
    neighbours = [(row["Neighbour"], row["Published result"]) for row in cells(book["Neighbours"])]
    assert neighbours == [("Bordshire", 80), ("Coldshire", 60), ("Eastshire", "[c]"), ("Nowhere", "[x]")]


def cells(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[dict[str, object]]:
    """The rows of a sheet's table by heading."""
    (table,) = sheet.tables.values()
    headings, *rows = sheet[table.ref]
    return [{str(name.value): cell.value for name, cell in zip(headings, row, strict=True)} for row in rows]


def test_the_covering_note_says_in_which_quarter_figures_are(workplace: Path, run: Run) -> None:
    """Of one indicator, in the 3rd: neither the first nor the last is named."""
    set_out_benchmarks(workplace)
    note = run("report", FOLDER, "--benchmarks", "benchmarks.yaml", "--note", "--output", "note.md")
    assert note.code == 0
    text = flat((workplace / "note.md").read_text("utf-8"))
    assert (
        "## Among other authorities Published figures of others: Reviews in England, reporting year 2015. "
        "Of one indicator, by quartile of all authorities (the 1st is best): none in the 1st, none in the "
        "2nd, one in the 3rd, none in the 4th."
    ) in text


def test_two_scorecards_are_compared_by_rank(workplace: Path, run: Run) -> None:
    """What moved in what was published."""
    set_out_benchmarks(workplace)
    for name, figures in (
        ("a", FIGURES),
        ("b", FIGURES.replace("Anyshire,On time,70", "Anyshire,On time,85")),
    ):
        (workplace / "reviews.csv").write_text(figures, encoding="utf-8")
        assert run(*COMPUTE, "--output", f"{name}.json", "--format", "json").code == 0
    text = flat(run("diff", "a.json", "b.json").out)
    assert (
        "reviews_on_time, among others was: Anyshire is 4th of 5 authorities with a figure, in the 3rd "
        "quartile; 1st is best. (reporting year 2015)"
    ) in text
    assert "now: Anyshire is 2nd of 5 authorities with a figure, in the 1st quartile" in text

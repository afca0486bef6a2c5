"""Commentary: found by its file's name, held against the figures, and asked for where a line is red."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.app.commentary import read_commentary, write_drafts
from cicscore.faults.fault import CannotRunError
from cicscore.render.json import render_json
from cicscore.report.commentary import contradictions
from cicscore.report.draft import MARK
from cicscore.results import Scorecard
from cicscore.view import View
from tests.cli.workplace import Ended, digests, start, unchanged
from tests.report.papers import MADE, html_of
from tests.report.reading import read
from tests.report.test_figures import articles

REVIEWS = next(info for info in MADE.indicators if info.id == "reviews_on_time")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """An empty folder of commentary beside a saved scorecard."""
    (tmp_path / "march.json").write_text(render_json(MADE, View()), encoding="utf-8")
    (tmp_path / "words").mkdir()
    return tmp_path / "words"


def report(folder: Path, *more: str) -> Ended:
    """Run the report with the folder's commentary."""
    return start("report", "march.json", "--commentary", "words", *more, folder=folder.parent)


# Found by name -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["reviews_on_time.md", "K25.md", "k25.MD", "Reviews_On_Time.md"])
def test_it_is_named_by_id_or_reference(words: Path, name: str) -> None:
    """In either case of letters; it stands on the indicator's page and nowhere else."""
    (words / name).write_text("Two officers **left**.\n", encoding="utf-8")
    read_in = read_commentary(words, MADE)
    assert read_in.warnings == ()
    assert read_in.commentary["reviews_on_time"].html == "<p>Two officers <strong>left</strong>.</p>\n"
    page = read(html_of(MADE, read_in.commentary))
    found = {name: article.all("section", within="commentary") for name, article in articles(page).items()}
    assert [name for name, sections in found.items() if sections] == ["reviews_on_time"]
    assert found["reviews_on_time"][0].text == "CommentaryTwo officers left."


def test_what_is_left_out_is_told_by_name(words: Path) -> None:
    """A file of no indicator, one of the same indicator, one that is no Markdown, one that is no text."""
    (words / "K25.md").write_text("First.", encoding="utf-8")
    (words / "reviews_on_time.md").write_text("Second.", encoding="utf-8")
    (words / "reviews_on_tim.md").write_text("Misspelt.", encoding="utf-8")
    (words / "left_care_adopted.md").write_bytes("Björk".encode("latin-1"))
    (words / "notes.docx").write_bytes(b"PK")
    (words / ".hidden").write_bytes(b"\xff")
    (words / "folder.md").mkdir()
    found = read_commentary(words, MADE)
    assert list(found.commentary) == ["reviews_on_time"]
    assert found.commentary["reviews_on_time"].file == "K25.md"
    assert [(warning.code, warning.place.file, warning.nearest) for warning in found.warnings] == [
        ("CIC803", "left_care_adopted.md", None),
        ("CIC802", "notes.docx", None),
        ("CIC801", "reviews_on_tim.md", "reviews_on_time"),
        ("CIC801", "reviews_on_time.md", None),
    ]
    assert found.warnings[3].found == "K25.md is about the same indicator, so this file is left out"
    ended = report(words, "--output", "march.html")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.count("warning CIC80") == 4


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """No commentary is not the same as commentary in another place."""
    (tmp_path / "comments").mkdir()
    with pytest.raises(CannotRunError, match=r"comment is not there\. Did you mean .*comments\?"):
        read_commentary(tmp_path / "comment", MADE)
    assert read_commentary(None, MADE).commentary == {}
    with pytest.raises(CannotRunError):
        read_commentary(tmp_path / "nothing" / "like" / "it", MADE)


# Held against the figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "79.7% were on time.",
        "79.7 per cent were, up from 77.2%.",
        "80% of reviews were on time, so 20% were late.",
        "20.3% were late.",
        "1,797 out of 2,256 were on time, and 459 of 2256 late.",
        "Of those missed 400 of the 459 are boys, 87.6%.",
        "456 of 459 were aged 16 to 17.",
        "The target is 98%, the outturn 97.1%, England's 90.4%.",
        "In December 98 of 100 were on time.",
        "In 2016 we reviewed 3 times a year; 10 of our officers left.",
        "",
    ],
)
def test_numbers_that_the_document_holds_are_right(text: str) -> None:
    """Rounded further, the rest up to 100%, of earlier figures, of panels; and numbers of other things."""
    assert list(contradictions(text, REVIEWS, MADE)) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("We reviewed 72.9% on time.", [(1, 13, "72.9%")]),
        ("79.8% were on time.", [(1, 1, "79.8%")]),
        ("One.\n\nLate: 458 out of 2,256, or 20.3%.", [(3, 7, "458 out of 2,256")]),
        ("20.4 per cent were late.", [(1, 1, "20.4 per cent")]),
        ("460 of 2256 were late, 459 of 2256 were.", [(1, 1, "460 of 2256")]),
    ],
)
def test_numbers_that_contradict_are_told_with_their_place(
    text: str, places: list[tuple[int, int, str]]
) -> None:
    """Line and column, from 1, and what is written there."""
    found = [(one.line, one.column, one.number) for one in contradictions(text, REVIEWS, MADE)]
    assert found == places


def test_a_contradiction_is_a_warning_on_stderr(words: Path) -> None:
    """The report is written all the same."""
    (words / "K25.md").write_text("One.\nWe reviewed 72.9% on time.\n", encoding="utf-8")
    ended = report(words, "--output", "march.html")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == (
        "K25.md:2:13: warning CIC804: 72.9% is none of the figures of reviews_on_time.\n"
        "  allowed: such as 79.7%, 77.2%, 97.1%, 98%\n"
        "  what to do: Correct the number, or say in words what it is of.\n"
    )
    assert "72.9%" in (words.parent / "march.html").read_text(encoding="utf-8")


# Asked for -----------------------------------------------------------------------------------------------


def test_a_red_line_without_commentary_fails_by_name(words: Path) -> None:
    """Exit 1, a sentence a line, and the report is written for whoever has to write."""
    ended = report(words, "--output", "march.html", "--require-commentary", "red")
    assert ended == Ended(
        1, "", "Reviews held on time is red and has no commentary: write reviews_on_time.md.\n"
    )
    assert (words.parent / "march.html").exists()
    (words / "K25.md").write_text("Two officers left.", encoding="utf-8")
    assert report(words, "--output", "march.html", "--require-commentary", "red") == Ended(0, "", "")


def test_amber_may_be_asked_for_as_well(words: Path) -> None:
    """Both colours, in the scorecard's order."""
    ended = report(words, "--output", "-", "--require-commentary", "amber", "--require-commentary", "red")
    assert ended.code == 1
    assert ended.err == (
        "Reviews held on time is red and has no commentary: write reviews_on_time.md.\n"
        "Children per social worker is amber and has no commentary: write social_worker_caseload.md.\n"
    )


# Drafts ----------------------------------------------------------------------------------------------------


def test_a_draft_is_marked_and_says_what_the_document_says(words: Path) -> None:
    """For each red and each change of colour: the figure, what moved, and who was missed; not why."""
    written = write_drafts(MADE, words)
    assert [path.name for path in written] == ["reviews_on_time.md"]
    text = written[0].read_text(encoding="utf-8")
    assert text == (
        f"{MARK}\n\n"
        "Reviews held on time: 79.7%. Red: 79.7% is below the amber limit of 95%; 414 more children reviewed"
        " on time would be green. It rose from 77.2% on 31 December 2015 (+2.5 pp). It was amber, and is now"
        " red.\n\n"
        "Since 31 December 2015 (computed again, it was 98.0% then), the numerator went from 98 to 1,797 and"
        " the denominator from 100 to 2,256.\n\n"
        "Reviewed out of timescale, by age and sex: 459 in all; the largest groups by age group are 16 to 17"
        " (456, 99.3%) and 0 to 4 (3, 0.7%).\n"
    )
    assert [one.name for one in read_commentary(words, MADE).warnings] == ["commentary-still-a-draft"]
    assert read_commentary(words, MADE).commentary == {}
    for file in written:
        file.write_text(file.read_text(encoding="utf-8").replace(MARK, ""), encoding="utf-8")
    assert read_commentary(words, MADE).warnings == ()


@pytest.mark.parametrize("name", ["reviews_on_time.md", "K25.md", "k25.MD"])
def test_a_draft_never_takes_the_place_of_what_is_there(words: Path, name: str) -> None:
    """Not of a commentary, nor of one under the other name."""
    (words / name).write_text("Written by an officer.", encoding="utf-8")
    with unchanged(words):
        assert write_drafts(MADE, words) == ()


def test_drafts_need_a_folder(words: Path) -> None:
    """A file of that name is no place for them, and is left as it is."""
    (words / "drafts").write_text("A file.", encoding="utf-8")
    with unchanged(words), pytest.raises(CannotRunError) as caught:
        write_drafts(MADE, words / "drafts")
    assert str(caught.value) == (
        f"--draft-commentary: {words / 'drafts'} cannot be a folder (File exists). Give another name."
    )


@pytest.mark.slow
def test_drafts_of_the_samples_contradict_nothing(samples: Scorecard, tmp_path: Path) -> None:
    """One for each red line and each that changed colour, and every number in them is the document's."""
    drafts = write_drafts(samples, tmp_path)
    assert len(drafts) >= 6
    for file in drafts:
        file.write_text(file.read_text(encoding="utf-8").replace(MARK, ""), encoding="utf-8")
    assert read_commentary(tmp_path, samples).warnings == ()


def test_the_command_says_what_it_drafted(words: Path) -> None:
    """It needs no report; the folder is made; the second time there is nothing to write."""
    arguments = ("report", "march.json", "--draft-commentary", "drafts")
    drafts = Path("drafts")
    said = f"{drafts / 'reviews_on_time.md'} is a draft: read it, correct it, and sign it.\n"
    assert start(*arguments, folder=words.parent) == Ended(0, "", said)
    before = digests(words.parent)
    assert start(*arguments, folder=words.parent) == Ended(0, "", "")
    assert digests(words.parent) == before


# Written whole ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [("--output", "nowhere/march.html"), ("--output", "march.pdf"), ("--output", "march.json")],
)
def test_what_cannot_be_written_leaves_everything_as_it_was(words: Path, arguments: tuple[str, str]) -> None:
    """A folder that is not there, no format, the scorecard itself: exit 2."""
    with unchanged(words.parent):
        assert report(words, *arguments).code == 2


def test_a_report_that_fails_half_way_leaves_the_last_one(
    words: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file holds the whole of the old report until it holds the whole of the new one."""
    import sys

    from cicscore.cli.commands import main
    from cicscore.report import html

    output = words.parent / "march.html"
    output.write_text("the last report", encoding="utf-8")
    monkeypatch.chdir(words.parent)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(html, "indicator_pages", fail)
    monkeypatch.setattr(sys, "argv", ["cicscore", "report", "march.json", "--output", "march.html"])
    with unchanged(words.parent), pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "ZeroDivisionError" in capsys.readouterr().err

"""``cicscore publish``: a document is filed once, read-only, and never replaced without a reason."""

from __future__ import annotations

import csv
import hashlib
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import Ended, unchanged
from tests.editions.council import CATALOGUE, FOLDER

#: The time of filing, as the environment sets it: 3 May 2016, 10:00.
FILED = {"SOURCE_DATE_EPOCH": "1462269600"}


@pytest.fixture(autouse=True)
def third_of_may(council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is computed and filed on the same day."""
    for name, value in FILED.items():
        monkeypatch.setenv(name, value)


def saved(run: Run, name: str, *arguments: str, command: str = "compute") -> str:
    """Compute a document as JSON under a name."""
    ended = run(command, FOLDER, "--quiet", "--format", "json", "--output", name, *arguments)
    assert ended.code == 0, ended.err
    return name


def edited(name: str, to: str, **changes: Any) -> str:
    """A copy of a saved document with other values at its top."""
    document = json.loads(Path(name).read_text(encoding="utf-8")) | changes
    Path(to).write_text(json.dumps(document, indent=2), encoding="utf-8")
    return to


def lines(register: str = "published") -> list[dict[str, str]]:
    """The lines of the register's list."""
    with (Path(register) / "register.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# What is filed ----------------------------------------------------------------------------------------


def test_a_scorecard_is_filed_by_its_day_and_audience(council: Path, run: Run) -> None:
    """Byte for byte, and listed with its digest; nothing goes to stdout."""
    saved(run, "march.json")
    assert run("publish", "march.json", "published") == Ended(
        0, "", f"{Path('published') / '2016-03-31.internal.json'} is filed.\n"
    )
    filed = council / "published" / "2016-03-31.internal.json"
    assert filed.read_bytes() == (council / "march.json").read_bytes()
    assert lines() == [
        {
            "file": "2016-03-31.internal.json",
            "document": "scorecard",
            "as_at": "2016-03-31",
            "audience": "internal",
            "issue": "1",
            "filed_at": "2016-05-03T10:00:00+00:00",
            "sha256": hashlib.sha256(filed.read_bytes()).hexdigest(),
            "why": "",
        }
    ]


def test_what_is_filed_may_be_read_and_not_written(run: Run) -> None:
    """By anybody, so that a slip in an editor does not change it."""
    run("publish", saved(run, "march.json"), "published")
    mode = stat.S_IMODE((Path("published") / "2016-03-31.internal.json").stat().st_mode)
    assert mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) == 0
    assert mode & stat.S_IRUSR


def test_each_audience_and_each_document_has_its_own_file(run: Run) -> None:
    """A scorecard and a trend of one day, internal and public: none takes the place of another."""
    for audience in ("internal", "public"):
        for command in ("compute", "trend"):
            saved(run, "it.json", "--audience", audience, command=command)
            assert run("publish", "it.json", "published").code == 0
    assert [(line["file"], line["document"], line["audience"]) for line in lines()] == [
        ("2016-03-31.internal.json", "scorecard", "internal"),
        ("2016-03-31.trend.internal.json", "trend", "internal"),
        ("2016-03-31.public.json", "scorecard", "public"),
        ("2016-03-31.trend.public.json", "trend", "public"),
    ]


def test_filing_the_same_document_again_changes_nothing(council: Path, run: Run) -> None:
    """A run that is repeated does no harm."""
    run("publish", saved(run, "march.json"), "published")
    with unchanged(council):
        assert run("publish", "march.json", "published") == Ended(
            0, "", f"{Path('published') / '2016-03-31.internal.json'} was filed before, as it is.\n"
        )


# Issued again -----------------------------------------------------------------------------------------


def test_another_document_of_the_day_is_not_filed_without_a_reason(council: Path, run: Run) -> None:
    """What is there is named, with what to do, and nothing is written."""
    run("publish", saved(run, "march.json"), "published")
    edited("march.json", "corrected.json", title="A better scorecard")
    there = Path("published") / "2016-03-31.internal.json"
    with unchanged(council):
        assert run("publish", "corrected.json", "published") == Ended(
            2,
            "",
            "cicscore: published holds the internal edition of the scorecard as at 31 March 2016 already: "
            "2016-03-31.internal.json, filed on 3 May 2016, and corrected.json is another. See what differs "
            f"with `cicscore diff {there} corrected.json`; to issue it again, say why: "
            '--reissue "..."\n',
        )


def test_a_reissue_is_kept_beside_the_first_with_its_reason(council: Path, run: Run) -> None:
    """On one line, whatever it is written with; the first issue stays as it was."""
    run("publish", saved(run, "march.json"), "published")
    first = (council / "published" / "2016-03-31.internal.json").read_bytes()
    edited("march.json", "corrected.json", title="A better scorecard")
    ended = run("publish", "corrected.json", "published", "--reissue", "two reviews,\n  counted twice")
    assert ended == Ended(0, "", f"{Path('published') / '2016-03-31.internal.2.json'} is filed.\n")
    assert (council / "published" / "2016-03-31.internal.json").read_bytes() == first
    assert [(line["file"], line["issue"], line["why"]) for line in lines()] == [
        ("2016-03-31.internal.json", "1", ""),
        ("2016-03-31.internal.2.json", "2", "two reviews, counted twice"),
    ]


BAD_REISSUES = [
    (
        "march.json",
        "because",
        "--reissue: march.json is 2016-03-31.internal.json in published as it stands. Give the corrected "
        "document, or leave the option out.",
    ),
    (
        "february.json",
        "because",
        "--reissue: published does not hold the internal edition of the scorecard as at 29 February 2016 "
        "yet. Leave the option out.",
    ),
    ("february.json", " ", '--reissue: it gives no reason. Say why: --reissue "two reviews were late".'),
]


@pytest.mark.parametrize(("name", "why", "message"), BAD_REISSUES)
def test_a_reissue_has_a_reason_and_something_to_correct(
    council: Path, run: Run, name: str, why: str, message: str
) -> None:
    """Otherwise nothing is filed."""
    run("publish", saved(run, "march.json"), "published")
    saved(run, "february.json", "--as-at", "2016-02-29")
    with unchanged(council):
        assert run("publish", name, "published", "--reissue", why) == Ended(2, "", f"cicscore: {message}\n")


# What is refused --------------------------------------------------------------------------------------


def test_an_edited_document_is_not_filed(council: Path, run: Run) -> None:
    """A figure that does not follow from its counts, in a scorecard and in a trend."""
    document = json.loads(Path(saved(run, "march.json")).read_text(encoding="utf-8"))
    document["results"][0]["value"] = 21.0
    Path("march.json").write_text(json.dumps(document), encoding="utf-8")
    with unchanged(council):
        ended = run("publish", "march.json", "published")
    assert ended.code == 1
    assert 'march.json (results[0].display): error CIC406: display is "20.0%", but the figure is 21.0%.' in (
        ended.err
    )
    trend = json.loads(Path(saved(run, "trend.json", command="trend")).read_text(encoding="utf-8"))
    trend["series"][11]["value"] = 21.0
    Path("trend.json").write_text(json.dumps(trend), encoding="utf-8")
    with unchanged(council):
        ended = run("publish", "trend.json", "published")
    assert ended == Ended(
        1,
        "",
        'trend.json (series[11].display): error CIC406: it is "20.0%", but the figure is 21.0%.\n'
        "  what to do: compute the scorecard again and save it with --format json; do not edit the document "
        "by hand\n1 fault was found; nothing was computed.\n",
    )


def test_a_file_is_no_register(council: Path, run: Run) -> None:
    """A folder is made where there is none, but not in place of a file."""
    saved(run, "march.json")
    with unchanged(council):
        assert run("publish", "march.json", "indicators.yaml") == Ended(
            2,
            "",
            "cicscore: indicators.yaml cannot be made (File exists). Give a folder for the register.\n",
        )


# A register that was meddled with ---------------------------------------------------------------------

OUT_OF_STEP = [
    (
        lambda filed: (filed.chmod(0o644), filed.write_text("{}", encoding="utf-8")),
        "2016-03-31.internal.json: error CIC432: this document was changed after it was filed.\n"
        "  what to do: Take it from a copy of the register; file a corrected one with "
        '`cicscore publish --reissue "why"`.\n',
    ),
    (
        lambda filed: filed.unlink(),
        "2016-03-31.internal.json: error CIC432: the register lists this document, but it is gone.\n"
        "  what to do: Take it from a copy of the register: readers have it, so that it still counts.\n",
    ),
    (
        lambda filed: (filed.parent / "april.json").write_text("{}", encoding="utf-8"),
        "april.json: error CIC432: this document lies in the register unfiled.\n"
        "  what to do: Move it elsewhere, and file it from there with `cicscore publish FILE published`.\n",
    ),
]


@pytest.mark.parametrize(("meddle", "message"), OUT_OF_STEP)
def test_a_register_and_its_list_agree_or_nothing_is_read(
    council: Path, run: Run, meddle: Any, message: str
) -> None:
    """A document that was changed, is gone or was laid there is found by every command that reads it."""
    run("publish", saved(run, "march.json"), "published")
    meddle(council / "published" / "2016-03-31.internal.json")
    saved(run, "february.json", "--as-at", "2016-02-29")
    said = f"{message}1 fault was found; nothing was computed.\n"
    with unchanged(council):
        assert run("publish", "february.json", "published") == Ended(1, "", said)
        assert run("compute", FOLDER, "--quiet", "--history", "published") == Ended(1, "", said)


BAD_LISTS = [
    (
        "file,why\n",
        1,
        f"the columns are not {'file, document, as_at, audience, issue, filed_at, sha256, why'}",
    ),
    ("{heading}\nmarch.json,scorecard\n", 2, "the line has 2 cells in place of 8"),
    (
        "{heading}\n../march.json,scorecard,2016-03-31,internal,1,2016-05-03T10:00:00+00:00,abc,\n",
        2,
        "a cell holds what no register writes there",
    ),
    (
        "{heading}\nmarch.json,scorecard,31 March,internal,1,2016-05-03T10:00:00+00:00,abc,\n",
        2,
        "a cell holds what no register writes there",
    ),
]
HEADING = "file,document,as_at,audience,issue,filed_at,sha256,why"


@pytest.mark.parametrize(("text", "line", "found"), BAD_LISTS)
def test_a_list_that_was_edited_is_not_guessed_at(
    council: Path, run: Run, text: str, line: int, found: str
) -> None:
    """The line is named, and what stands in a list."""
    (council / "published").mkdir()
    written = text.format(heading=HEADING)
    (council / "published" / "register.csv").write_text(written, encoding="utf-8")
    assert run("compute", FOLDER, "--quiet", "--history", "published") == Ended(
        1,
        "",
        f"register.csv:{line}: error CIC431: {found}.\n"
        "  allowed: file, document, as_at, audience, issue, filed_at, sha256, why\n"
        "  what to do: Take the list from a copy of the register; nobody needs to edit it.\n"
        "1 fault was found; nothing was computed.\n",
    )


def test_a_run_that_was_killed_between_its_files_is_finished_by_the_next(council: Path, run: Run) -> None:
    """The document is there without its line: the same command lists it, and another document is refused."""
    saved(run, "march.json")
    (council / "published").mkdir()
    left = council / "published" / "2016-03-31.internal.json"
    left.write_bytes((council / "march.json").read_bytes())
    edited("march.json", "corrected.json", title="A better scorecard")
    assert run("publish", "corrected.json", "published").code == 1
    assert run("publish", "march.json", "published").code == 0
    assert [line["file"] for line in lines()] == ["2016-03-31.internal.json"]
    assert not left.stat().st_mode & stat.S_IWUSR


# As history -------------------------------------------------------------------------------------------


def previous(run: Run, *arguments: str) -> tuple[Any, Any]:
    """What stands beside the share placed away as at 31 March 2016: the figure before, and its day."""
    ended = run("compute", FOLDER, "--quiet", "--format", "json", *arguments)
    assert (ended.code, ended.err) == (0, ""), ended.err
    row = json.loads(ended.out)["results"][0]
    return row["previous_value"], row["previous_as_at"]


def december(title: str, numerator: int, name: str) -> str:
    """A scorecard of 31 December 2015 in which ``numerator`` of 50 are placed away."""
    document = json.loads(Path("december.json").read_text(encoding="utf-8"))
    row = next(
        row for row in document["results"] if row["variant"] == "all" and row["indicator"] == "placed_away"
    )
    value = numerator * 2.0
    row |= {"numerator": numerator, "value": value, "display": f"{value}%", "value_low": value}
    row |= {"value_high": value, "interval_low": None, "interval_high": None}
    Path(name).write_text(json.dumps(document | {"title": title}), encoding="utf-8")
    return name


def test_the_latest_issue_of_a_day_is_its_history(council: Path, run: Run) -> None:
    """12 of 50 were published for December, then 11."""
    saved(run, "december.json", "--as-at", "2015-12-31")
    run("publish", "december.json", "published")
    assert previous(run, "--history", "published") == (24.0, "2015-12-31")
    december("Corrected", 11, "corrected.json")
    assert run("publish", "corrected.json", "published", "--reissue", "one child counted twice").code == 0
    assert previous(run, "--history", "published") == (22.0, "2015-12-31")


def test_printed_figures_beside_the_register_count_as_well(council: Path, run: Run) -> None:
    """What was published before there was a register stands there as a CSV."""
    run("publish", saved(run, "february.json", "--as-at", "2016-02-29"), "published")
    (council / "published" / "older.csv").write_text(
        "indicator,variant,as_at,value\nK24,all,2015-12-31,19.5\n", encoding="utf-8"
    )
    assert previous(run, "--history", "published") == (19.5, "2015-12-31")


# As what readers have ---------------------------------------------------------------------------------


def shown(run: Run, *arguments: str) -> tuple[Any, Any]:
    """The share placed away as at 31 December 2015, as the public edition of March shows it."""
    ended = run("compute", FOLDER, "--quiet", "--format", "json", "--audience", "public", *arguments)
    assert (ended.code, ended.err) == (0, ""), ended.err
    row = json.loads(ended.out)["results"][0]
    return row["previous_value"], "previous_value" in row["hidden"]


def test_what_officers_alone_had_is_not_taken_for_published(council: Path, run: Run) -> None:
    """An internal edition serves the figures, a partner's partners: the public sees what the public saw."""
    saved(run, "december.json", "--as-at", "2015-12-31")
    run("publish", "december.json", "published")
    saved(run, "december.partner.json", "--as-at", "2015-12-31", "--audience", "partner")
    run("publish", "december.partner.json", "published")
    assert shown(run, "--history", "published") == (None, True)
    saved(run, "december.public.json", "--as-at", "2015-12-31", "--audience", "public")
    run("publish", "december.public.json", "published")
    assert shown(run, "--history", "published") == (24.0, False)


def test_partners_see_again_what_partners_saw(council: Path, run: Run) -> None:
    """Their editions count as known to them, and to nobody else."""
    for audience in ("internal", "partner"):
        saved(run, "december.json", "--as-at", "2015-12-31", "--audience", audience)
        run("publish", "december.json", "published")
    arguments = ("--history", "published", "--audience", "partner")
    ended = run("compute", FOLDER, "--quiet", "--format", "json", *arguments)
    assert json.loads(ended.out)["results"][0]["previous_value"] == 24.0


def test_an_edition_that_was_replaced_is_still_known(council: Path, run: Run) -> None:
    """Its readers have it: the next edition is safe beside it, though the latest issue shows another line."""
    public = ("--audience", "public")
    run("publish", saved(run, "first.json", *public), "published")
    saved(run, "second.json", *public, "--only", "excluded")
    assert run("publish", "second.json", "published", "--reissue", "the wrong line").code == 0
    other = CATALOGUE.replace("lines: [all]", "lines: [excluding_uasc]")
    (council / "other.yaml").write_text(other, encoding="utf-8")
    arguments = (*public, "--catalogue", "other.yaml", "--only", "placed_away")
    saved(run, "unaware.json", *arguments)
    assert run("publish-check", "first.json", "unaware.json").code == 1
    saved(run, "aware.json", *arguments, "--history", "published")
    assert run("publish-check", "first.json", "second.json", "aware.json").code == 0

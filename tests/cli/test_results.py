"""Where results go: stdout and nothing else on it, or a file that is written whole."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from tests.cli.conftest import Run
from tests.cli.workplace import FOLDER, Ended, digests, start, unchanged

FORMATS = ("table", "json", "csv", "markdown")
#: Noon on 5 April 2016.
EPOCH = {"SOURCE_DATE_EPOCH": "1459857600"}


def test_json_on_stdout_is_one_document_whatever_goes_to_stderr(workplace: Path, run: Run) -> None:
    """Warnings and gates leave stdout alone."""
    (workplace / FOLDER / "stays.csv").unlink()
    ended = run("compute", FOLDER, "--format", "json", "--fail-on", "missing", "--fail-on", "amber")
    assert ended.code == 1
    assert ended.err.count("\n") == 4
    document = json.loads(ended.out)
    assert [(row["indicator"], row["display"]) for row in document["results"] if row["line"]] == [
        ("reviews_on_time", "66.7%"),
        ("stays_begun", None),
    ]


def test_csv_on_stdout_has_a_row_for_each_indicator_and_variant(workplace: Path, run: Run) -> None:
    """The tidy form: two indicators in two variants are four rows."""
    rows = list(csv.DictReader(io.StringIO(run("compute", FOLDER, "--format", "csv").out)))
    assert [(row["indicator"], row["variant"], row["display"]) for row in rows] == [
        ("reviews_on_time", "all", "66.7%"),
        ("reviews_on_time", "excluding_uasc", "100.0%"),
        ("stays_begun", "all", "2"),
        ("stays_begun", "excluding_uasc", "1"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_two_runs_give_the_same_bytes(workplace: Path, format_: str) -> None:
    """With ``SOURCE_DATE_EPOCH`` set, nothing depends on the clock or on the order of a set."""
    arguments = ("compute", FOLDER, "--format", format_, "--by", "sex")
    first, second = (
        start(*arguments, folder=workplace, environment={**EPOCH, "PYTHONHASHSEED": seed}) for seed in "12"
    )
    assert first == second
    assert first.code == 0
    assert first.out


def test_the_time_that_is_set_is_the_time_that_is_told(
    workplace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``SOURCE_DATE_EPOCH`` is when the document says it was made; what is no number cannot run."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH["SOURCE_DATE_EPOCH"])
    document = json.loads(run("compute", FOLDER, "--format", "json").out)
    assert document["generated_at"] == "2016-04-05T12:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "noon")
    assert run("compute", FOLDER, "--format", "json") == Ended(
        2, "", 'cicscore: SOURCE_DATE_EPOCH: "noon" is not a number of seconds since 1970.\n'
    )


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_holds_what_stdout_would(
    workplace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    """``--output`` writes the same text as UTF-8 with plain line feeds, and ``-`` is stdout."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH["SOURCE_DATE_EPOCH"])
    shown = run("compute", FOLDER, "--format", format_)
    assert run("compute", FOLDER, "--format", format_, "--output", "-") == shown
    (workplace / "result").write_text("last month's", encoding="utf-8")
    assert run("compute", FOLDER, "--format", format_, "--output", "result") == Ended(0, "", "")
    assert (workplace / "result").read_bytes() == shown.out.encode()
    assert "Zoë's count of stays begun" in shown.out


@pytest.mark.parametrize(
    ("arguments", "format_"),
    [
        (("compute", FOLDER, "--output", "march.json"), "json"),
        (("compute", FOLDER, "--output", "march.md"), "markdown"),
        (("compute", FOLDER, "--output", "march.html"), "table"),
        (("trend", FOLDER, "--months", "2", "--output", "march.csv"), "csv"),
        (("check", "indicators.yaml", "--output", "faults.sarif"), "sarif"),
        (("diff", "indicators.yaml", "indicators.yaml", "--output", "changes.md"), "markdown"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_the_ending_of_a_file_picks_its_format(
    workplace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], format_: str
) -> None:
    """Where none is asked for; an ending that stands for no format leaves the default."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH["SOURCE_DATE_EPOCH"])
    *command, _, file = arguments
    shown = run(*command, "--format", format_)
    assert run(*arguments) == Ended(shown.code, "", shown.err)
    assert (workplace / file).read_text("utf-8") == shown.out


def test_a_format_that_is_asked_for_counts_before_the_ending(workplace: Path, run: Run) -> None:
    """Whatever the file is called."""
    run("compute", FOLDER, "--output", "march.json", "--format", "csv")
    assert (workplace / "march.json").read_text("utf-8").startswith("audience,as_at,")


@pytest.mark.parametrize("command", [("check", "indicators.yaml"), ("diff", "indicators.yaml", "other.yaml")])
def test_a_catalogue_that_is_read_is_never_written_over(
    workplace: Path, run: Run, command: tuple[str, ...]
) -> None:
    """Neither by what is wrong with it nor by what changed in it."""
    (workplace / "other.yaml").write_bytes((workplace / "indicators.yaml").read_bytes())
    with unchanged(workplace):
        ended = run(*command, "--output", "indicators.yaml")
    said = "cicscore: --output: indicators.yaml is among the files that are read. Give another name.\n"
    assert ended == Ended(2, "", said)


def test_a_file_that_cannot_be_replaced_stays_as_it_was(workplace: Path, run: Run) -> None:
    """Where the place is taken by a folder, nothing is written and nothing is left beside it."""
    (workplace / "result").mkdir()
    before = digests(workplace), sorted(workplace.iterdir())
    ended = run("compute", FOLDER, "--output", "result")
    said = "cicscore: result is not a file. Give the name of a file, or - for stdout.\n"
    assert ended == Ended(2, "", said)
    assert (digests(workplace), sorted(workplace.iterdir())) == before


@pytest.mark.parametrize("command", ["compute", "trend", "variants", "extracts", "explain"])
@pytest.mark.parametrize("file", [f"{FOLDER}/reviews.csv", "indicators.yaml"])
def test_what_is_read_is_never_written_over(workplace: Path, run: Run, command: str, file: str) -> None:
    """Extracts and catalogue stay as they are, whatever name is given by mistake."""
    arguments = ("explain", "reviews_on_time", FOLDER) if command == "explain" else (command, FOLDER)
    with unchanged(workplace):
        ended = run(*arguments, "--output", file)
    said = f"cicscore: --output: {file} is among the files that are read. Give another name.\n"
    assert ended == Ended(2, "", said)


def test_the_files_of_a_return_of_several_years_are_never_written_over(workplace: Path, run: Run) -> None:
    """Each year's are in a folder of their own within that of the extracts."""
    year = workplace / FOLDER / "2014-15"
    year.mkdir()
    (year / "episodes.csv").write_text("CHILD\n", encoding="utf-8")
    file = f"{FOLDER}/2014-15/episodes.csv"
    with unchanged(year):
        ended = run("extracts", FOLDER, "--output", file)
    said = f"cicscore: --output: {file} is among the files that are read. Give another name.\n"
    assert ended == Ended(2, "", said)


@pytest.mark.parametrize("name", ["posts.txt", "POSTS.TXT", "mapping.yaml"])
def test_no_input_is_written_over_whatever_it_is_called(workplace: Path, run: Run, name: str) -> None:
    """Also an extract that the catalogue gives another ending, and the mapping of the folder."""
    catalogue = workplace / "indicators.yaml"
    catalogue.write_text(catalogue.read_text("utf-8").replace("file: stays.csv", "file: posts.txt"), "utf-8")
    (workplace / FOLDER / "stays.csv").rename(workplace / FOLDER / name)
    file = f"{FOLDER}/{name}"
    said = f"{file} is among the files that are read. Give another name.\n"
    with unchanged(workplace):
        assert run("compute", FOLDER, "--output", file) == Ended(2, "", f"cicscore: --output: {said}")


def test_a_result_among_the_extracts_may_be_written_again(workplace: Path, run: Run) -> None:
    """It is no extract: nothing reads it."""
    for _ in range(2):
        assert run("compute", FOLDER, "--format", "json", "--output", f"{FOLDER}/march.json").code == 0


def test_figures_are_never_written_over_by_rows_with_identifiers(workplace: Path, run: Run) -> None:
    """What was published is no file of children's."""
    (workplace / "printed.csv").write_text("indicator,variant,as_at,value\n", encoding="utf-8")
    options = ("--history", "printed.csv", "--children", "printed.csv")
    with unchanged(workplace):
        ended = run("explain", "R1", FOLDER, *options)
    said = "cicscore: --children: printed.csv is among the files that are read. Give another name.\n"
    assert ended == Ended(2, "", said)


@pytest.mark.parametrize("option", ["--previous", "--outturn", "--history"])
@pytest.mark.parametrize("given", ["published", "published/printed.csv"])
def test_published_figures_are_never_written_over(workplace: Path, run: Run, option: str, given: str) -> None:
    """Whether the file is named itself or read with its folder."""
    printed = workplace / "published" / "printed.csv"
    printed.parent.mkdir()
    printed.write_text("indicator,variant,as_at,value\nR1,all,2015-12-31,77.2\n", encoding="utf-8")
    with unchanged(workplace):
        ended = run("compute", FOLDER, option, given, "--output", "published/printed.csv")
    said = "--output: published/printed.csv is among the files that are read. Give another name."
    assert ended == Ended(2, "", f"cicscore: {said}\n")
    assert run("compute", FOLDER, option, given, "--output", "published/new.csv") == Ended(0, "", "")


def test_a_report_never_takes_the_place_of_its_scorecard(workplace: Path, run: Run) -> None:
    """Also where the scorecard was saved under the ending of a report."""
    assert run("compute", FOLDER, "--format", "json", "--output", "march.md") == Ended(0, "", "")
    with unchanged(workplace):
        ended = run("report", "march.md", "--output", "march.md")
    said = "cicscore: --output: march.md is among the files that are read. Give another name.\n"
    assert ended == Ended(2, "", said)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            place,
            f"{place} is not a file. The rows hold children's identifiers, so they are only ever written to a"
            " file: give its name.",
        )
        for place in ("-", "/dev/stdout", FOLDER)
    ]
    + [
        (
            place,
            f"{place} lies in a folder of extracts, where nothing is written. Give a file outside {folder}.",
        )
        for place, folder in ((f"{FOLDER}/reviews.csv", FOLDER), ("2016-02/2014-15/reviews.csv", "2016-02"))
    ]
    + [("indicators.yaml", "indicators.yaml is the catalogue. Give another name.")],
)
def test_rows_with_identifiers_go_to_a_file_of_their_own(
    workplace: Path, run: Run, file: str, said: str
) -> None:
    """``--audit`` never shows them, and never takes the place of what is read."""
    with unchanged(workplace):
        ended = run("extracts", FOLDER, "--earlier", "2016-02", "--audit", file)
    assert ended == Ended(2, "", f"cicscore: --audit: {said}\n")


@pytest.mark.parametrize(
    "arguments", [("compute", FOLDER), ("schema", "scorecard"), ("--help",)], ids=lambda given: given[0]
)
def test_a_reader_that_stops_reading_is_no_error(workplace: Path, arguments: tuple[str, ...]) -> None:
    """Into a closed pipe, as after ``| head -1``, the program ends quietly."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "cicscore", *arguments],
            stdout=writer,
            stderr=subprocess.PIPE,
            cwd=workplace,
            timeout=60,
            check=False,
        )
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("document", "draft"),
    [
        ("scorecard", "https://json-schema.org/draft/2020-12/schema"),
        ("catalogue", "http://json-schema.org/draft-07/schema#"),  # the newest that editors of YAML know
    ],
)
def test_schemas_are_json_schemas(run: Run, document: str, draft: str) -> None:
    """``cicscore schema`` prints a valid JSON Schema, and nothing is not a valid document."""
    ended = run("schema", document)
    schema = json.loads(ended.out)
    assert (ended.code, ended.err, schema["$schema"]) == (0, "", draft)
    validator = validator_for(schema)
    validator.check_schema(schema)
    assert not validator(schema).is_valid({})


def test_a_computed_scorecard_meets_its_schema(workplace: Path, run: Run) -> None:
    """What ``compute`` prints as JSON is what ``schema scorecard`` describes."""
    schema = json.loads(run("schema", "scorecard").out)
    document = json.loads(run("compute", FOLDER, "--by", "sex", "--format", "json").out)
    Draft202012Validator(schema).validate(document)
    document["results"][0]["rag"] = "blue"
    assert not Draft202012Validator(schema).is_valid(document)

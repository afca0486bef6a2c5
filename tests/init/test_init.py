"""``cicscore init`` writes a catalogue that is sound, proves itself, and computes; and overwrites nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from cicscore.catalogue.schema import catalogue_schema
from cicscore.catalogue.yaml import read_yaml
from tests.cli.workplace import Ended, start, unchanged

WRITTEN = (
    "indicators.yaml",
    "catalogue.schema.json",
    "2016-03/care_periods.csv",
    "2016-03/children.csv",
    "2016-03/reviews.csv",
)


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A folder with the starter in it."""
    folder = tmp_path / "mine"
    assert start("init", "mine", folder=tmp_path).code == 0
    return folder


def test_it_names_what_it_wrote(tmp_path: Path) -> None:
    """Every file, and what to try next; the folder is made where it is not there."""
    listed = "".join(f"  {Path('new/mine') / name}\n" for name in WRITTEN)
    told = (
        f"Wrote:\n{listed}Now try:\n"
        f"  cd {Path('new/mine')}\n  cicscore check indicators.yaml\n  cicscore compute 2016-03\n"
    )
    assert start("init", str(Path("new/mine")), folder=tmp_path) == Ended(0, told, "")
    files = {path for path in (tmp_path / "new" / "mine").rglob("*") if path.is_file()}
    assert files == {tmp_path / "new" / "mine" / name for name in WRITTEN}


def test_here_is_the_default(tmp_path: Path) -> None:
    """An empty working folder is taken, also one under version control."""
    (tmp_path / ".git").mkdir()
    listed = "".join(f"  {Path(name)}\n" for name in WRITTEN)
    told = f"Wrote:\n{listed}Now try:\n  cicscore check indicators.yaml\n  cicscore compute 2016-03\n"
    assert start("init", folder=tmp_path) == Ended(0, told, "")


def test_it_passes_the_strictest_check(started: Path) -> None:
    """No fault and no warning: every worked example comes out, and none is missing."""
    assert start("check", "--strict", folder=started) == Ended(
        0, "indicators.yaml: no faults; 2 indicators checked.\n", ""
    )


def test_its_examples_notice_every_slip(started: Path) -> None:
    """A beginner's first change of a threshold or condition is noticed by an example."""
    assert start("check", "--mutate", folder=started) == Ended(
        0, "23 slips were tried; the worked examples noticed 23 (100.0%, at least 95% are needed).\n", ""
    )


def test_it_computes(started: Path) -> None:
    """The figures are those that one counts in the extracts by hand.

    Of four children one left in December and one came as UASC. Of six reviews one was held late; without
    UASC, one of five.
    """
    ended = start("compute", "2016-03", "--format", "csv", folder=started)
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    figures = [
        (row["indicator"], row["variant"], row["numerator"], row["denominator"], row["display"], row["rag"])
        for row in rows
    ]
    assert (ended.code, ended.err) == (0, "")
    assert figures == [
        ("children_in_care", "all", "3", "", "3", ""),
        ("children_in_care", "excluding_uasc", "2", "", "2", ""),
        ("reviews_on_time", "all", "5", "6", "83.3%", "amber"),
        ("reviews_on_time", "excluding_uasc", "4", "5", "80.0%", "amber"),
    ]


def test_an_editor_finds_its_schema(started: Path) -> None:
    """The first line names the schema beside it, which has nothing to mark."""
    text = (started / "indicators.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=catalogue.schema.json\n")
    printed = start("schema", "catalogue", folder=started)
    assert (started / "catalogue.schema.json").read_text(encoding="utf-8") == printed.out
    data = read_yaml(text, "indicators.yaml").data
    assert list(Draft7Validator(catalogue_schema()).iter_errors(data)) == []


def test_nothing_is_overwritten(started: Path) -> None:
    """A folder that holds anything is refused, by what it holds."""
    (started / "notes.txt").write_text("mine", encoding="utf-8")
    with unchanged(started):
        assert start("init", folder=started) == Ended(
            2,
            "",
            "cicscore: the folder . is not empty: it holds 2016-03, catalogue.schema.json, indicators.yaml"
            " and 1 more. Give one that is new or empty; nothing is overwritten.\n",
        )


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A name that is taken by a file is refused."""
    (tmp_path / "mine").write_text("", encoding="utf-8")
    with unchanged(tmp_path):
        assert start("init", "mine", folder=tmp_path) == Ended(
            2, "", "cicscore: mine is a file. Give a folder that is new or empty.\n"
        )


def test_the_whole_scorecard_that_ships_can_be_begun_from(tmp_path: Path) -> None:
    """The catalogue as it ships, with the schema where its first line looks for it."""
    ended = start("init", "ours", "--from", "kent-2016", folder=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    ours = tmp_path / "ours"
    shipped = Path(__file__).parents[2] / "indicators.yaml"
    assert (ours / "indicators.yaml").read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")
    assert (ours / "schemas" / "catalogue.schema.json").is_file()
    files = {path.relative_to(ours).as_posix() for path in ours.rglob("*") if path.is_file()}
    assert files == {"indicators.yaml", "schemas/catalogue.schema.json"}
    checked = start("check", "indicators.yaml", "--no-examples", "--on", "2016-03-31", folder=ours)
    assert checked.code == 0


def test_a_return_alone_gives_the_children_in_care_started_and_ceased(tmp_path: Path) -> None:
    """The figures of the sample return are those that one counts in Episodes, short breaks left out.

    2,320 children have an open episode; 1,572 have one that starts with S since 1 April 2015, and 1,118 one
    that has ended since for another reason than X1. The rate has its numerator without a population.
    """
    assert start("init", "ours", "--from", "return", folder=tmp_path).code == 0
    ours = tmp_path / "ours"
    assert (
        start("check", "--strict", folder=ours).out == "indicators.yaml: no faults; 4 indicators checked.\n"
    )
    assert "(100.0%, at least 95% are needed)" in start("check", "--mutate", folder=ours).out
    sample = Path(__file__).parents[2] / "samples" / "ssda903-2016"
    ended = start("compute", str(sample), "--as-at", "2016-03-31", "--format", "csv", folder=ours)
    figures = [
        (row["indicator"], row["numerator"], row["status"]) for row in csv.DictReader(io.StringIO(ended.out))
    ]
    assert figures == [
        ("children_in_care", "2320", "calculated"),
        ("started_to_be_looked_after", "1572", "calculated"),
        ("ceased_to_be_looked_after", "1118", "calculated"),
        ("children_in_care_per_10000", "2320", "missing_extract"),
    ]


def test_the_national_catalogue_can_be_started_from(tmp_path: Path) -> None:
    """The catalogue as it ships, but for the place of its schema; it is sound, and has no target."""
    ended = start("init", "ours", "--from", "national", folder=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    ours = tmp_path / "ours"
    shipped = Path(__file__).parents[2] / "cicscore" / "national.yaml"
    first, rest = shipped.read_text("utf-8").split("\n", 1)
    assert first == "# yaml-language-server: $schema=../schemas/catalogue.schema.json"
    text = (ours / "indicators.yaml").read_text("utf-8")
    assert text == f"# yaml-language-server: $schema=schemas/catalogue.schema.json\n{rest}"
    assert "targets:" not in text
    checked = start("check", "indicators.yaml", "--no-examples", "--on", "2023-11-30", folder=ours)
    assert checked.code == 0

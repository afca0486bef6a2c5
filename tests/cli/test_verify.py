"""Whether a saved document is still what its extracts give, and what is said where it is not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import EXTRACTS, FOLDER, Ended, start, write_extract
from tests.diff.test_causes import OVERRIDES

AS_AT = "march.json, as at 31 March 2016\n"
SAME = f"{AS_AT}The same: every one of 4 figures comes out as in the document.\n"
REVIEWS = EXTRACTS["reviews"]


@pytest.fixture
def saved(workplace: Path, run: Run) -> Path:
    """A folder with a saved scorecard."""
    assert run("compute", FOLDER, "--format", "json", "--output", "march.json").code == 0
    return workplace


@pytest.mark.usefixtures("saved")
def test_the_same_inputs_give_the_same(run: Run) -> None:
    """Nothing has changed: 0."""
    assert run("verify", "march.json", FOLDER) == Ended(0, SAME, "")


def test_another_folder_process_and_time_zone_give_the_same(saved: Path) -> None:
    """On another machine, where folders are called otherwise, nothing differs."""
    shutil.copytree(saved / FOLDER, saved / "elsewhere")
    shutil.copy(saved / "indicators.yaml", saved / "theirs.yaml")
    command = ("verify", "march.json", "elsewhere", "--catalogue", "theirs.yaml")
    for seed, zone in (("1", "Pacific/Auckland"), ("77", "America/Los_Angeles")):
        environment = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        assert start(*command, folder=saved, environment=environment) == Ended(0, SAME, "")


def test_one_byte_of_an_extract(saved: Path, run: Run) -> None:
    """The file is named, and each figure that moved with what it was and is."""
    write_extract(saved, "reviews", REVIEWS.replace("02/06/2015,2\n", "01/06/2015,2\n"))
    assert run("verify", "march.json", FOLDER) == Ended(
        1,
        f"{AS_AT}"
        "2 of 4 figures differ, and files are not as they were.\n"
        "\n"
        "Files\n"
        "  - extract reviews (reviews.csv) has other contents\n"
        "\n"
        "reviews_on_time (all)\n"
        "  - numerator: was 2, now 3\n"
        "  - display: was 66.7%, now 100.0%\n"
        "  - rag: was amber, now green\n"
        "  - and what follows: value, rag reason, to green, interval low, interval high, numerator "
        "children,\n"
        "    value low, value high, notes\n"
        "\n"
        "reviews_on_time (excluding_uasc)\n"
        "  - difference from all: was 33.333333333333336, now 0.0\n"
        "  - difference display: was +33.3 pp, now 0.0 pp\n"
        "\n"
        "Rag counts\n"
        "  - lines\n"
        "    was: green 0, amber 1, red 0, not_rated 1, confidential 0\n"
        "    now: green 1, amber 0, red 0, not_rated 1, confidential 0\n"
        "  - all\n"
        "    was: green 0, amber 1, red 0, not_rated 1, confidential 0\n"
        "    now: green 1, amber 0, red 0, not_rated 1, confidential 0\n",
        "",
    )


def test_a_byte_that_moves_nothing(saved: Path, run: Run) -> None:
    """The figures are those of the document, but it was made from other contents."""
    write_extract(saved, "reviews", REVIEWS.replace("31/05/2015,1.5", "31/05/2015,1.6"))
    assert run("verify", "march.json", FOLDER) == Ended(
        1,
        f"{AS_AT}"
        "Every one of 4 figures comes out as in the document, but files are not as they were.\n"
        "\n"
        "Files\n"
        "  - extract reviews (reviews.csv) has other contents\n",
        "",
    )


def test_extracts_that_can_no_longer_be_read(saved: Path, run: Run) -> None:
    """The file is named that was changed, and where it is at fault now."""
    write_extract(saved, "reviews", REVIEWS.replace("02/06/2015", "02/06/2o15"))
    ended = run("verify", "march.json", FOLDER)
    assert ended == Ended(
        1,
        f"{AS_AT}"
        "The figures cannot be computed again from these extracts: they are not those of the document.\n"
        "\n"
        "Files\n"
        "  - extract reviews (reviews.csv) has other contents\n"
        "\n"
        "Cannot be computed\n"
        "  - reviews.csv:3 (held_on): the value has a year of one digit\n",
        "",
    )


def test_a_definition_a_target_and_a_setting(saved: Path, run: Run) -> None:
    """Each is named: what counts otherwise, what is rated otherwise, and what a setting was."""
    path = saved / "indicators.yaml"
    text = path.read_text("utf-8")
    for old, new in (
        ("held_on <= due_on, label", "held_on < due_on, label"),
        ("target: 70, amber: 60", "target: 71, amber: 60"),
        ("breakdowns:\n", "settings: {small_cohort: 40}\nbreakdowns:\n"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    ended = run("verify", "march.json", FOLDER)
    assert (ended.code, ended.err) == (1, "")
    assert ended.out.startswith(
        f"{AS_AT}"
        "2 of 4 figures differ, and definitions or settings are not as they were.\n"
        "\n"
        "Definitions and settings\n"
        "  - reviews_on_time: counts otherwise\n"
        "  - reviews_on_time: is rated otherwise in 2015-16\n"
        "  - setting small_cohort: was 30, now 40\n"
        "\n"
        "reviews_on_time (all)\n"
    )


def test_comments_and_layout_are_no_change(saved: Path, run: Run) -> None:
    """A catalogue with another comment means the same, though its bytes differ."""
    path = saved / "indicators.yaml"
    path.write_text("# Approved in May.\n" + path.read_text("utf-8"), encoding="utf-8")
    assert run("verify", "march.json", FOLDER) == Ended(0, SAME, "")


@pytest.mark.parametrize(
    ("options", "figures"),
    [
        (("--by", "sex"), 12),
        (("--trend", "3"), 16),
        (("--for-report",), 100),
        (("--only", "stays_begun"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_it_is_computed_as_it_was_asked_for(
    workplace: Path, run: Run, options: tuple[str, ...], figures: int
) -> None:
    """Breakdowns, month ends, a report's panels, and indicators chosen: the document says which."""
    del workplace
    assert run("compute", FOLDER, *options, "--format", "json", "--output", "march.json").code == 0
    said = f"{AS_AT}The same: every one of {figures} figures comes out as in the document.\n"
    assert run("verify", "march.json", FOLDER) == Ended(0, said, "")


def test_a_trend(workplace: Path, run: Run) -> None:
    """A saved trend is verified by the same command, with its tests of tendency and signals."""
    options = ("--months", "12", "--tendency", "--signals")
    assert run("trend", FOLDER, *options, "--format", "json", "--output", "march.json").code == 0
    said = f"{AS_AT}The same: every one of 48 figures comes out as in the document.\n"
    assert run("verify", "march.json", FOLDER) == Ended(0, said, "")
    write_extract(workplace, "stays", EXTRACTS["stays"] + "0003,01/02/2016,\n")
    changed = run("verify", "march.json", FOLDER)
    assert changed.code == 1
    assert "stays_begun (all, 2016-02-29)\n  - numerator: was 2, now 3\n" in changed.out
    assert "stays_begun (all, 2016-01-31)" not in changed.out


def test_rows_left_out(workplace: Path, run: Run) -> None:
    """What was computed without rows at fault is computed so again."""
    write_extract(workplace, "reviews", REVIEWS + "0003,2016-03-01,soon,1\n")
    options = ("--skip-faulty-rows", "--format", "json", "--output", "march.json")
    assert run("compute", FOLDER, *options).code == 0
    assert run("verify", "march.json", FOLDER) == Ended(0, SAME, "")


def test_what_it_was_compared_with(workplace: Path, run: Run) -> None:
    """Earlier figures belong to what made it: without them it cannot be made again."""
    earlier = workplace / "earlier.csv"
    earlier.write_text("indicator,variant,as_at,value\nreviews_on_time,all,2015-12-31,50\n")
    options = ("--previous", "earlier.csv")
    assert run("compute", FOLDER, *options, "--format", "json", "--output", "march.json").code == 0
    assert run("verify", "march.json", FOLDER, *options) == Ended(0, SAME, "")
    assert run("verify", "march.json", FOLDER) == Ended(
        2,
        "",
        "cicscore: march.json was compared with earlier.csv. Give what it was compared with by --previous.\n",
    )
    earlier.write_text("indicator,variant,as_at,value\nreviews_on_time,all,2015-12-31,80\n")
    changed = run("verify", "march.json", FOLDER, *options)
    assert changed.code == 1
    assert "Files\n  - earlier figures: earlier.csv has other contents\n" in changed.out
    assert "  - direction: was improved, now worsened\n" in changed.out


def test_a_register_that_has_grown(workplace: Path, run: Run) -> None:
    """Of a folder, or a register, the figures of then are taken: a later document changes nothing."""
    assert (
        run("compute", FOLDER, "--as-at", "2015-12-31", "--format", "json", "--output", "q3.json").code == 0
    )
    assert run("publish", "q3.json", "published").code == 0
    options = ("--history", "published")
    assert run("compute", FOLDER, *options, "--format", "json", "--output", "march.json").code == 0
    assert run("publish", "march.json", "published").code == 0
    assert run("verify", "march.json", FOLDER, *options) == Ended(0, SAME, "")
    assert run("verify", "published/2016-03-31.internal.json", FOLDER, *options).code == 0
    del workplace


def test_what_was_set_by_hand(workplace: Path, run: Run) -> None:
    """The file beside the extracts belongs to what made the document."""
    overrides = workplace / FOLDER / "overrides.yaml"
    overrides.write_text(OVERRIDES, encoding="utf-8")
    assert run("compute", FOLDER, "--format", "json", "--output", "march.json").code == 0
    assert run("verify", "march.json", FOLDER) == Ended(0, SAME, "")
    overrides.write_text(OVERRIDES.replace("400", "401"), encoding="utf-8")
    ended = run("verify", "march.json", FOLDER)
    assert ended.code == 1
    assert "Files\n  - overrides: overrides.yaml has other contents\n" in ended.out
    assert "stays_begun (all)\n  - display: was 400, now 401\n" in ended.out


def test_a_document_that_cannot_be_made_again(saved: Path, run: Run) -> None:
    """Each says why, and what to do: 2."""
    document = json.loads((saved / "march.json").read_text("utf-8"))
    old = {**document, "schema_version": "1.4", "manifest": None}
    (saved / "old.json").write_text(json.dumps(old), encoding="utf-8")
    assert run("verify", "old.json", FOLDER) == Ended(
        2,
        "",
        "cicscore: old.json does not say how it was made: its schema_version is 1.4, and manifests began "
        "with 1.5. Compute it again, and compare the two with `cicscore diff`.\n",
    )
    partner = ("compute", FOLDER, "--audience", "partner", "--format", "json", "--output", "partner.json")
    assert run(*partner).code == 0
    assert run("verify", "partner.json", FOLDER) == Ended(
        2,
        "",
        "cicscore: partner.json is an edition for others, which does not say what it was made from. Give the "
        "internal document of the same run.\n",
    )
    grammar = {**document, "catalogue": {**document["catalogue"], "schema_version": 2}}
    (saved / "grammar.json").write_text(json.dumps(grammar), encoding="utf-8")
    assert run("verify", "grammar.json", FOLDER) == Ended(
        2,
        "",
        "cicscore: grammar.json was made from a catalogue of grammar 2, and indicators.yaml is of grammar 1. "
        "Give the catalogue of then.\n",
    )
    (saved / FOLDER / "stays.csv").unlink()
    assert run("verify", "march.json", FOLDER) == Ended(
        2,
        "",
        f"cicscore: the folder {FOLDER} lacks what the document was computed from: stays (stays.csv). Put it "
        "there.\n",
    )


def test_another_catalogue_by_which_the_extracts_are_at_fault(saved: Path, run: Run) -> None:
    """It is told before anything else: most likely --catalogue was forgotten."""
    text = (saved / "indicators.yaml").read_text("utf-8")
    (saved / "other.yaml").write_text(text.replace("F: Female", "W: Woman"), encoding="utf-8")
    assert run("verify", "march.json", FOLDER, "--catalogue", "other.yaml") == Ended(
        2,
        "",
        "cicscore: other.yaml is not the catalogue that march.json was made by, and by it the extracts "
        "have 2 faults. Give that of then with --catalogue.\n",
    )


def test_another_version_of_the_program_is_told(saved: Path, run: Run) -> None:
    """The version alone is no finding: only a figure that comes out otherwise is."""
    document = json.loads((saved / "march.json").read_text("utf-8"))
    (saved / "march.json").write_text(json.dumps({**document, "cicscore": "0.0.9"}), encoding="utf-8")
    said = f"{SAME}\nProgram\n  - version of cicscore: was 0.0.9, now 0.1.0\n"
    assert run("verify", "march.json", FOLDER) == Ended(0, said, "")


@pytest.mark.usefixtures("saved")
def test_for_programs(run: Run) -> None:
    """As JSON, with every field that differs."""
    found = json.loads(run("verify", "march.json", FOLDER, "--format", "json").out)
    assert (found["kind"], found["is_same"], found["compared"], found["figures"]) == (
        "verification",
        True,
        4,
        [],
    )

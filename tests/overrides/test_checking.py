"""A file of overrides is checked before anything is computed: each fault at its place, all at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cicscore.catalogue.load import load_catalogue
from cicscore.overrides.read import draft_of
from tests.cli.conftest import Run
from tests.cli.workplace import FOLDER
from tests.overrides.written import override, write

IDS = "reviews_on_time, stays_begun"
KEYS = "indicator, variant, as_at, field, value, who, when, why"


def said(run: Run, workplace: Path, text: str) -> str:
    """What `check` prints of a file with this text."""
    (workplace / "overrides.yaml").write_text(text, encoding="utf-8")
    return run("check", "--overrides", "overrides.yaml").out


def test_a_sound_file_has_no_faults(workplace: Path, run: Run) -> None:
    """Its overrides are counted."""
    path = write(workplace, override(), override(field="rag", value="not_rated"))
    ended = run("check", "--overrides", str(path))
    assert (ended.code, ended.out) == (0, f"{path}: no faults; 2 overrides checked.\n")


@pytest.mark.parametrize("text", ["", "# Nothing is set by hand.\n", "overrides: []\n"])
def test_a_file_whose_overrides_were_all_removed_is_sound(workplace: Path, run: Run, text: str) -> None:
    """Comments may stay."""
    assert said(run, workplace, text) == "overrides.yaml: no faults; 0 overrides checked.\n"


@pytest.mark.parametrize("key", ["who", "when", "why"])
def test_no_override_goes_without_a_role_a_day_and_a_reason(workplace: Path, run: Run, key: str) -> None:
    """Computing stops, at the override that lacks it."""
    write(workplace, {name: value for name, value in override().items() if name != key})
    ended = run("compute", FOLDER)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        f"{Path(FOLDER, 'overrides.yaml')}:2:3 (overrides.0): error CIC104: the key `{key}` is missing.\n"
        f"  allowed: {KEYS}\n"
        f"  what to do: Add `{key}:`.\n"
        "1 fault was found; nothing was computed.\n"
    )


@pytest.mark.parametrize("blank", ["", '""', '"  "'])
def test_a_reason_that_says_nothing_is_none(workplace: Path, run: Run, blank: str) -> None:
    """Nor is a blank between quotes."""
    written = "overrides:\n- {indicator: reviews_on_time, variant: all, as_at: 2016-03-31, field: value,\n"
    written += f"   value: 71.5, who: Director, when: 2016-04-05, why: {blank}" + "}\n"
    assert "overrides.yaml:3:" in said(run, workplace, written)
    assert "(overrides.0.why): error CIC107:" in said(run, workplace, written)


def faults(tmp_path: Path, run: Run, **more: Any) -> list[tuple[str, str, str | None, str | None]]:
    """The path, the finding, what is allowed and the nearest name of each fault of one override."""
    path = write(tmp_path, override(**more))
    ended = run("check", "--overrides", str(path), "--format", "json")
    found = json.loads(ended.out)["faults"]
    assert ended.code == (1 if found else 0)
    return [(one["path"], one["found"], one["allowed"], one["nearest"]) for one in found]


FAULTS: list[tuple[dict[str, Any], tuple[str, str, str | None, str | None]]] = [
    (
        {"indicator": "review_on_time"},
        (
            "overrides.0.indicator",
            "there is no indicator `review_on_time`",
            IDS,
            "reviews_on_time",
        ),
    ),
    (
        {"variant": "excluding_uasx"},
        (
            "overrides.0.variant",
            "there is no variant `excluding_uasx`",
            "all, excluding_uasc",
            "excluding_uasc",
        ),
    ),
    (
        {"as_at": "31/03/2016"},
        (
            "overrides.0.as_at",
            '"31/03/2016" is not a day written year-month-day, such as 2016-03-31',
            "a day written year-month-day, such as 2016-03-31",
            "2016-03-31",
        ),
    ),
    (
        {"field": "values"},
        (
            "overrides.0.field",
            '"values" is not one of the words allowed here',
            "value, rag, note",
            "value",
        ),
    ),
    (
        {"value": "71.5%"},
        ("overrides.0.value", '"71.5%" is not a figure', "a number of at most 15 digits", "71.5"),
    ),
    (
        {"value": True},
        ("overrides.0.value", "true is not a figure", "a number of at most 15 digits", None),
    ),
    (
        {"value": 715},
        ("overrides.0.value", "reviews_on_time cannot be 715%", "0 to 100", None),
    ),
    (
        {"indicator": "stays_begun", "value": 7.5},
        ("overrides.0.value", "stays_begun cannot be 7.5", "a whole number, 0 or more", None),
    ),
    (
        {"indicator": "stays_begun", "value": -1},
        ("overrides.0.value", "stays_begun cannot be -1", "a whole number, 0 or more", None),
    ),
    (
        {"field": "rag", "value": "A"},
        ("overrides.0.value", '"A" is not a rating', "green, amber, red, not_rated", "amber"),
    ),
    (
        {"field": "note", "value": 7},
        ("overrides.0.value", '"7" is not a note', "text", None),
    ),
    (
        {"reason": "Late."},
        ("overrides.0.reason", "`reason` is not a key here", KEYS, None),
    ),
]


@pytest.mark.parametrize(("more", "fault"), FAULTS, ids=[str(more) for more, _ in FAULTS])
def test_each_fault_says_what_was_meant(
    workplace: Path, run: Run, more: dict[str, Any], fault: tuple[str, str, str | None, str | None]
) -> None:
    """Where it is, what was found, what is allowed, and the nearest name."""
    assert faults(workplace, run, **more) == [fault]


def test_all_faults_are_reported_at_once(workplace: Path, run: Run) -> None:
    """An override of the wrong shape hides no other's wrong name."""
    path = write(workplace, {"indicator": "it"}, override(variant="some"), override(value=-3))
    said = json.loads(run("check", "--overrides", str(path), "--format", "json").out)
    assert [(one["code"], one["path"]) for one in said["faults"]] == [
        *(("CIC104", "overrides.0") for _ in range(7)),
        ("CIC301", "overrides.1.variant"),
        ("CIC853", "overrides.2.value"),
    ]
    assert (said["overrides"], said["errors"]) == (3, 9)


def test_what_is_set_twice_is_a_fault(workplace: Path, run: Run) -> None:
    """Nobody could say which holds; the value and the rating are two things."""
    path = write(workplace, override(), override(field="rag", value="red"), override(value=80))
    assert run("check", "--overrides", str(path)).out.splitlines()[0] == (
        f"{path}:18:3 (overrides.2): error CIC852: the value of reviews_on_time (all) as at 31 March 2016 is "
        "set twice; it is set first on line 2."
    )


def test_a_text_that_is_no_yaml_is_a_fault(workplace: Path, run: Run) -> None:
    """With its place."""
    assert "overrides.yaml:2:1: error CIC101:" in said(run, workplace, "overrides: [\n")


def test_a_character_that_yaml_refuses_is_a_fault(workplace: Path, run: Run) -> None:
    """With its place, and the overrides after it are examined all the same."""
    path = write(workplace, override(why="Late entry."), override(variant="some"))
    path.write_text(path.read_text("utf-8").replace("Late entry", "Late\aentry", 1), encoding="utf-8")
    lines = run("check", "--overrides", str(path)).out.splitlines()
    assert lines[0] == (f"{path}:9:12: error CIC101: the file holds the character U+0007, which it may not.")
    assert any("(overrides.1.variant): error CIC301: " in line for line in lines)


def test_a_catalogue_with_faults_comes_first(workplace: Path, run: Run) -> None:
    """Names can be checked only against a catalogue that can be read."""
    path = write(workplace, override())
    (workplace / "indicators.yaml").write_text("schema_version: 1\n", encoding="utf-8")
    ended = run("check", "--overrides", str(path))
    assert (ended.code, ended.out) == (1, "")
    assert "indicators.yaml" in ended.err


def test_a_file_that_is_not_there_cannot_be_checked(workplace: Path, run: Run) -> None:
    """That is another exit code than a fault's."""
    ended = run("check", "--overrides", "overrides.yaml")
    assert (ended.code, ended.err) == (
        2,
        "cicscore: overrides.yaml is not there. Give a YAML file of overrides.\n",
    )


def test_slips_are_tried_in_catalogues_alone(workplace: Path, run: Run) -> None:
    """Two options that make no sense together are said."""
    path = write(workplace, override())
    ended = run("check", "--overrides", str(path), "--mutate")
    message = "--mutate tests the worked examples of a catalogue: leave --overrides out."
    assert (ended.code, ended.err) == (2, f"cicscore: {message}\n")


def test_the_digest_is_the_same_on_every_system(workplace: Path) -> None:
    """Neither line ends nor a byte-order mark change it; another figure does."""
    catalogue = load_catalogue(workplace / "indicators.yaml")
    text = write(workplace, override()).read_bytes()
    digests = [
        draft_of(data, "overrides.yaml", catalogue).overrides.sha256
        for data in (
            text,
            text.replace(b"\n", b"\r\n"),
            b"\xef\xbb\xbf" + text,
            text.replace(b"71.5", b"71.6"),
        )
    ]
    assert digests[0] == digests[1] == digests[2] != digests[3]

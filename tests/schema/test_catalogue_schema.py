"""The catalogue's JSON Schema says what every field means, and takes what is right and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from cicscore.catalogue.schema import catalogue_schema
from cicscore.catalogue.yaml import read_yaml
from tests.cli.workplace import CATALOGUE

ROOT = Path(__file__).parents[2]
SCHEMA = catalogue_schema()
CATALOGUES = [ROOT / "indicators.yaml", *sorted((ROOT / "examples").glob("*/indicators.yaml"))]

#: What may stand beside a reference: a reader of draft-07 that passes over it loses nothing.
ANNOTATIONS = {"$ref", "description", "default"}


def faults(text: str) -> list[str]:
    """What the schema finds in a catalogue, read as cicscore reads it: where, and what it is about."""
    source = read_yaml(text, "indicators.yaml")
    assert source.faults == ()
    found = Draft7Validator(SCHEMA).iter_errors(source.data)
    return sorted(
        f"{'.'.join(str(step) for step in error.absolute_path)}: {error.message}" for error in found
    )


def changed(old: str, new: str) -> str:
    """The small catalogue with one thing written otherwise."""
    assert CATALOGUE.count(old) == 1
    return CATALOGUE.replace(old, new)


def parts(schema: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every mapping within the schema, with where it stands."""
    if isinstance(schema, dict):
        yield path, schema
        for key, part in schema.items():
            yield from parts(part, (*path, key))
    elif isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from parts(part, (*path, str(number)))


def test_the_schema_is_sound() -> None:
    """It is valid draft-07, the newest that yaml-language-server says it supports, and says so."""
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_every_field_is_described() -> None:
    """Every key that can be written says what it means, in a sentence."""
    fields = [
        ((*path, name), field)
        for path, part in parts(SCHEMA)
        if part.get("type") == "object"
        for name, field in part.get("properties", {}).items()
    ]
    undescribed = [path for path, field in fields if not field.get("description", "").endswith(".")]
    assert len(fields) > 80
    assert undescribed == []


def test_every_section_is_closed() -> None:
    """A key that is not known is marked in the editor; only the rows of worked examples have any columns."""
    open_ended = [
        path
        for path, part in parts(SCHEMA)
        if part.get("type") == "object" and part.get("additionalProperties", True) is True
    ]
    rows = [
        ("definitions", "Example", "properties", "children", "items"),
        ("definitions", "Example", "properties", "rows", "patternProperties", "^[a-z][a-z0-9_]*$", "items"),
    ]
    assert open_ended == rows


def test_references_stand_beside_annotations_only() -> None:
    """Nothing that refuses a value stands beside a reference, where draft-07 passes over it."""
    assert [path for path, part in parts(SCHEMA) if "$ref" in part and set(part) - ANNOTATIONS] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.name)
def test_the_catalogues_of_the_repository_are_valid(path: Path) -> None:
    """What ships, and every example, has no mark in an editor."""
    assert faults(path.read_text(encoding="utf-8")) == []


def test_a_key_that_is_not_known_is_refused() -> None:
    """A slip in a key is found where it stands."""
    assert faults(changed("    polarity: higher", "    polarity: higher\n    polarty: lower")) == [
        "indicators.0: Additional properties are not allowed ('polarty' was unexpected)"
    ]


def test_headings_are_given_under_from() -> None:
    """The key in the file counts, not the name that the program has for it."""
    assert faults(changed("sex: {type: code,", "sex: {type: code, headings: [Gender],")) == [
        "extracts.children.columns.sex: Additional properties are not allowed ('headings' was unexpected)"
    ]
    assert faults(changed("sex: {type: code,", "sex: {type: code, from: [Gender],")) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "polarity: higher",
            "polarity: high",
            "indicators.0.polarity: 'high' is not one of ['higher', 'lower', 'target', 'none']",
        ),
        (
            "id: stays_begun",
            "id: Stays begun",
            "indicators.1.id: 'Stays begun' does not match '^[a-z][a-z0-9_]*$'",
        ),
        (
            "      2015-16: {",
            "      2015/16: {",
            "indicators.0.targets: '2015/16' does not match any of the regexes: '^[0-9]{4}-[0-9]{2}$'",
        ),
        ("target: 70", "target: 70%", "indicators.0.targets.2015-16.target: '70%' is not valid under"),
        (
            "label: stays}",
            "label: stays, count: all}",
            "indicators.1.numerator.count: 'all' is not valid under",
        ),
    ],
)
def test_words_names_years_and_numbers_are_held_to_their_form(old: str, new: str, found: str) -> None:
    """A wrong word, identifier, financial year or number is marked where it stands."""
    (fault,) = faults(changed(old, new))
    assert fault.startswith(found)


def test_scalars_are_read_as_catalogues_read_them() -> None:
    """``no`` and ``012`` stay text and a decimal is a number, so the schema takes them as such."""
    assert faults(changed("codes: {F: Female, M: Male}", "codes: {no: no, 012: 1:20}")) == []
    assert faults(changed("amber: 60", "amber: 60.25")) == []


def test_a_key_without_a_value_is_marked() -> None:
    """An editor tells of a key that is still to be filled in, which the loader takes as left out."""
    assert faults(changed("    unit: count", "    unit: count\n    note:")) == [
        "indicators.1.note: None is not of type 'string'"
    ]

"""The schemas in the repository, which editors and other programs read, are those of the models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from tests.cli.workplace import start

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"


@pytest.mark.parametrize("document", ["catalogue", "scorecard"])
def test_the_committed_schema_is_the_one_that_is_printed(document: str) -> None:
    """Where this fails, the models have changed: run ``make schemas``, look at the difference, commit it."""
    ended = start("schema", document, folder=ROOT)
    committed = (SCHEMAS / f"{document}.schema.json").read_text(encoding="utf-8")
    assert (ended.code, ended.err, ended.out) == (0, "", committed)


def test_each_schema_says_which_draft_it_is() -> None:
    """Editors read the catalogue's in draft-07; programs read the scorecard's in draft 2020-12."""
    catalogue, scorecard = (
        json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("catalogue", "scorecard")
    )
    Draft7Validator.check_schema(catalogue)
    Draft202012Validator.check_schema(scorecard)
    assert catalogue["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert scorecard["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", ["indicators.yaml"])
def test_the_first_line_names_the_schema(path: str) -> None:
    """An editor finds the schema from the first line of the catalogue."""
    first = (ROOT / path).read_text(encoding="utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert named != first
    assert (ROOT / Path(path).parent / named).samefile(SCHEMAS / "catalogue.schema.json")

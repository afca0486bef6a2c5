"""The map of the code that CONTRIBUTING draws is the one that the imports are held to."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_layers_are_those_that_are_enforced() -> None:
    """Each layer that imports are held to is in the table, in its order from the first to the last."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    enforced = [set(re.findall(r"cicscore\.(\w+)", layer)) for layer in reversed(layers)]
    table = PAGE.split("| layer | what lives there |")[1].split("\n\n")[0]
    drawn = [set(re.findall(r"`(\w+)`", row.split("|")[1])) for row in table.splitlines()[2:]]
    assert drawn == enforced


def test_each_target_of_make_is_described() -> None:
    """What can be made is in the table, and nothing else."""
    targets = re.findall(r"^([\w-]+):.* ##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"^\| `make ([\w-]+)`", PAGE, re.MULTILINE)) == set(targets)


def test_each_folder_of_tests_is_described() -> None:
    """The table of tests names every folder of tests."""
    table = PAGE.split("| tests | what they hold |")[1].split("\n\n")[0]
    folders = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py"))}
    assert folders
    assert folders - set(re.findall(r"`tests/(\w+)`", table)) == set()


def test_each_place_of_a_change_is_there() -> None:
    """Files and folders that the table of changes names are in the package, or in the repository."""
    table = PAGE.split("| a new ... | goes into | and needs |")[1].split("\n\n")[0]
    named = set(re.findall(r"`([\w/*.]+(?:/[\w*]+|\.py|\.yaml))`", table))
    assert "expressions/functions.py" in named
    assert [name for name in named if not any((*ROOT.glob(name), *(ROOT / "cicscore").glob(name)))] == []

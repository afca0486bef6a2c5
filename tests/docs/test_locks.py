"""What is installed is locked: every package with its version and hashes, and no place to fetch it from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("run", "test", "oldest")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
DEV = PROJECT["project"]["optional-dependencies"]["dev"]
#: What each lock is for.
NEEDED = {
    "run": RUN,
    "test": RUN + DEV,
    "oldest": RUN + DEV,
}


def lock(name: str) -> str:
    """The text of a lock file."""
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def versions(name: str) -> dict[str, str]:
    """The version of each package in a lock."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock(name), re.MULTILINE))


def package(requirement: str) -> str:
    """The name in a requirement, as locks write it."""
    return re.split(r"[\[<>=~! ]", requirement.lower(), maxsplit=1)[0]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_locked_with_its_hashes(name: str) -> None:
    """A line is a package with its exact version, a hash or a remark; each package has a hash."""
    entries = re.split(
        r"^(?=[a-z])", re.sub(r"^ *#.*\n", "", lock(name), flags=re.MULTILINE), flags=re.MULTILINE
    )
    assert len(entries) > 10
    for entry in filter(None, entries):
        assert re.fullmatch(
            r"[a-z0-9-]+==[^ ]+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+", entry
        ), entry


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_says_where_to_fetch_from(name: str) -> None:
    """An index, a folder or a host of one machine would be no use on another."""
    assert not re.search(
        r"https?:|file:|--(index|extra-index|find|trusted)|/tmp|^-", lock(name), re.MULTILINE
    )


@pytest.mark.parametrize("name", LOCKS)
def test_everything_declared_is_locked(name: str) -> None:
    """A package that is added to pyproject.toml needs `make lock`."""
    assert {package(each) for each in NEEDED[name]} <= versions(name).keys()


def test_the_tests_run_on_what_the_program_runs_on() -> None:
    """Otherwise they would say nothing of it."""
    assert versions("run").items() <= versions("test").items()


def test_the_oldest_are_the_lower_bounds() -> None:
    """Each package of the program at the version from which pyproject.toml allows it."""
    oldest = versions("oldest")
    for requirement in PROJECT["project"]["dependencies"]:
        name, bound = requirement.split(">=")
        assert re.fullmatch(rf"{re.escape(bound)}(\.0)*", oldest[name]), requirement

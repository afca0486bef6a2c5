"""What CI is told to run does run: the pre-commit hook, and the steps that docs/ci.md gives."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.workplace import Ended, start

ROOT = Path(__file__).parents[2]
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
#: So that the program, and Python with it, are found as in a CI job.
ON_PATH = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a sound catalogue."""
    assert start("init", "mine", folder=tmp_path).code == 0
    return tmp_path / "mine"


def hook(folder: Path, *arguments: str) -> Ended:
    """Run the hook's entry as pre-commit does: with the files that changed behind it."""
    ended = subprocess.run(
        [*shlex.split(HOOK["entry"]), *arguments],
        cwd=folder,
        env=ON_PATH,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def line_of_amber(text: str) -> int:
    """The line on which the starter's amber limit stands, counted from 1."""
    return text[: text.index("amber: 80")].count("\n") + 1


def test_the_hook_has_what_pre_commit_asks_for() -> None:
    """An id, a name, Python, and the files that are catalogues by their name."""
    assert (HOOK["id"], HOOK["language"]) == ("cicscore-check", "python")
    taken = ["indicators.yaml", "indicators.yml", "survey/indicators.yaml", "indicators-2016.yaml"]
    left = [
        "indicators.csv",
        "my_indicators.yaml",
        "catalogue.yaml",
        "indicators.yaml.txt",
        "indicators/a.yaml",
    ]
    assert [name for name in (*taken, *left) if re.search(HOOK["files"], name)] == taken


def test_the_hook_passes_sound_catalogues(folder: Path) -> None:
    """Each file is checked by itself, with the options given."""
    shutil.copy(folder / "indicators.yaml", folder / "indicators-old.yml")
    assert hook(folder, "--strict", "indicators.yaml", "indicators-old.yml") == Ended(
        0,
        "indicators.yaml: no faults; 2 indicators checked.\n"
        "indicators-old.yml: no faults; 2 indicators checked.\n",
        "",
    )


def test_the_hook_stops_a_faulty_catalogue(folder: Path) -> None:
    """One faulty file among sound ones is enough."""
    text = (folder / "indicators.yaml").read_text(encoding="utf-8")
    (folder / "indicators-new.yaml").write_text(text.replace("amber: 80", "amber: 95"), encoding="utf-8")
    ended = hook(folder, "--no-examples", "indicators-new.yaml", "indicators.yaml")
    assert ended.code == 1
    place = f"indicators-new.yaml:{line_of_amber(text)}:16 (indicators.reviews_on_time.targets.2015-16.amber)"
    assert ended.out.startswith(f"{place}: error CIC306: the amber limit 95 lies above the target 90,")
    assert ended.out.endswith("indicators.yaml: no faults; 2 indicators checked.\n")


def steps() -> dict[str, dict[str, Any]]:
    """The named steps of the workflow that docs/ci.md gives."""
    (workflow,) = (
        yaml.safe_load(block)
        for block in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
        if "jobs:" in block
    )
    return {step["name"]: step for step in workflow["jobs"]["catalogue"]["steps"] if "name" in step}


def step(name: str, folder: Path) -> Ended:
    """Run a step as GitHub does, in a pull request to the branch ``main``."""
    environment = {**ON_PATH, "GITHUB_BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    ended = subprocess.run(
        ["bash", "-e", "-c", steps()[name]["run"]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture
def repository(folder: Path) -> Path:
    """A repository whose branch origin/main has the sound catalogue."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for arguments in (
        ["init", "--quiet"],
        ["add", "."],
        ["commit", "--quiet", "--message", "Begin"],
        ["update-ref", "refs/remotes/origin/main", "HEAD"],
    ):
        subprocess.run([*git, *arguments], cwd=folder, check=True, timeout=60)
    return folder


def test_the_check_marks_faults_in_the_pull_request(repository: Path) -> None:
    """A fault fails the job, and is told in GitHub's form, at its line."""
    catalogue = repository / "indicators.yaml"
    assert step("Check", repository).code == 0
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("polarity: higher", "polarity: lower"), encoding="utf-8")
    ended = step("Check", repository)
    assert ended.code == 1
    assert ended.out.startswith(
        f"::error file=indicators.yaml,line={line_of_amber(text)},col=16,title=cicscore CIC306::"
    )


def test_sarif_is_written_whatever_is_found(repository: Path) -> None:
    """The upload finds a file, and findings do not stop it."""
    catalogue = repository / "indicators.yaml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("polarity: higher", "polarity: lower"), encoding="utf-8")
    assert step("Findings as SARIF", repository) == Ended(0, "", "")
    sarif = yaml.safe_load((repository / "cicscore.sarif").read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"
    assert sarif["runs"][0]["results"] != []
    upload = steps()["Upload the findings"]
    assert upload["with"]["sarif_file"] == "cicscore.sarif"


def test_what_changes_is_on_the_summary(repository: Path) -> None:
    """A definition that changed without a word fails the job, and the page of the job says what changed."""
    catalogue = repository / "indicators.yaml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("amber: 80 ", "amber: 85 "), encoding="utf-8")
    assert step("What changes", repository) == Ended(
        1, "", "reviews_on_time: the definition changed, and its change_note did not. Say there why.\n"
    )
    assert (repository / "summary.md").read_text(encoding="utf-8") == (
        "## Catalogues: stdin (old) and indicators.yaml (new)\n\n"
        "1 indicator changed. 1 definition changed without a new change\\_note.\n\n"
        "### reviews\\_on\\_time · R1 · Reviews held on time\n\n"
        "**moves the rating or the direction**\n\n"
        "- amber limit for 2015-16: was 80%, now 85%\n\n"
        "> **The definition changed, and its change\\_note did not: say there why.**\n"
    )

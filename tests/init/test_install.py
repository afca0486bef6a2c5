"""The wheel by itself: installed into an empty environment, in a folder with nothing of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path, folder: Path) -> str:
    """Run a program that has to succeed, without the paths of this test run; what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ended = subprocess.run(
        [*map(str, arguments)],
        cwd=folder,
        env=environment | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel; what it needs lies beside it."""
    folder = tmp_path_factory.mktemp("install")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    alone = ["--no-deps", "--no-index"]
    run(*pip, "wheel", *alone, "--no-build-isolation", "--wheel-dir", folder, ROOT, folder=folder)
    (wheel,) = folder.glob("cicscore-*.whl")
    venv.create(folder / "venv", with_pip=False)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(*pip, "--python", programs / "python", "install", *alone, wheel, folder=folder)
    # What pip would fetch. A path file in there, such as that of an editable install, is not followed.
    query = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(programs / "python", "-c", query, folder=folder).strip())
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return programs


def test_the_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    """The program comes from the environment, and brings its catalogue and what tells its types."""
    found = Path(
        run(installed / "python", "-c", "import cicscore; print(cicscore.__file__)", folder=tmp_path).strip()
    ).parent
    assert installed.parent in found.parents
    assert (found / "indicators.yaml").read_bytes() == (ROOT / "indicators.yaml").read_bytes()
    assert (found / "py.typed").is_file()


def test_the_wheel_computes_the_samples(installed: Path, tmp_path: Path) -> None:
    """The published figure of March 2016: 1,797 of 2,256 reviews on time, from the packaged catalogue."""
    shutil.copytree(ROOT / "samples" / "2016-03", tmp_path / "2016-03")
    printed = run(
        installed / "cicscore",
        "compute",
        "2016-03",
        "--only",
        "reviews_on_time",
        "--format",
        "csv",
        folder=tmp_path,
    )
    headings, first, *_ = (line.split(",") for line in printed.splitlines())
    row = dict(zip(headings, first, strict=False))
    assert (row["indicator"], row["numerator"], row["denominator"]) == ("reviews_on_time", "1797", "2256")


def test_the_wheel_begins_and_checks_a_catalogue(installed: Path, tmp_path: Path) -> None:
    """What `init` writes is in the wheel, and is sound."""
    run(installed / "cicscore", "init", "mine", folder=tmp_path)
    checked = run(installed / "cicscore", "check", "indicators.yaml", folder=tmp_path / "mine")
    assert checked == "indicators.yaml: no faults; 2 indicators checked.\n"

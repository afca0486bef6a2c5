"""`cicscore check` and `cicscore rule` on the command line."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cicscore.app.check import check
from tests.checks.fragments import completed

SHIPPED = Path(__file__).parents[2] / "indicators.yaml"
DOUBTFUL = completed("indicators:\n  - review_by: 2016-03-31\n")
FAULTY = completed("indicators:\n  - polarity: hihger\n")


def run(*arguments: str, cwd: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Start the program itself."""
    return subprocess.run(
        [sys.executable, "-m", "cicscore", *arguments], cwd=cwd, input=given, capture_output=True, check=False
    )


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (completed(""), (), 0),
        (DOUBTFUL, (), 0),
        (DOUBTFUL, ("--strict",), 1),
        (DOUBTFUL, ("--strict", "--on", "2016-03-31"), 0),
        (FAULTY, (), 1),
        ("a: [", (), 1),
        ("", (), 1),
    ],
)
def test_the_exit_code_says_whether_something_has_to_be_corrected(
    tmp_path: Path, text: str, options: tuple[str, ...], code: int
) -> None:
    """Errors always; warnings where they count."""
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")

    ended = run("check", "c.yaml", "--no-examples", *options, cwd=tmp_path)

    assert (ended.returncode, ended.stderr) == (code, b"")


def test_a_file_that_is_not_there_cannot_be_checked(tmp_path: Path) -> None:
    """That is not a fault of the catalogue."""
    ended = run("check", "none.yaml", cwd=tmp_path)

    assert ended.returncode == 2
    assert ended.stdout == b""
    assert ended.stderr.decode() == (
        "cicscore: the catalogue none.yaml is not there. Give the path of a YAML catalogue.\n"
    )


def test_the_catalogue_of_the_working_folder_is_the_default(tmp_path: Path) -> None:
    """As for every other command."""
    (tmp_path / "indicators.yaml").write_text(completed(""), encoding="utf-8")

    ended = run("check", "--no-examples", cwd=tmp_path)

    assert ended.stdout.decode() == "indicators.yaml: no faults; 3 indicators checked.\n"


def test_a_dash_reads_the_catalogue_from_stdin(tmp_path: Path) -> None:
    """Such as one that an editor has not saved yet."""
    ended = run("check", "-", "--no-examples", "--format", "json", cwd=tmp_path, given=FAULTY.encode())

    document = json.loads(ended.stdout)
    assert (document["file"], [fault["line"] for fault in document["faults"]]) == ("stdin", [62])


def test_check_without_examples_never_imports_pandas(tmp_path: Path) -> None:
    """A check that is as slow as a computation is not run on every save."""
    program = (
        "import sys\nfrom cicscore.cli import main\n"
        f"sys.argv = ['cicscore', 'check', {str(SHIPPED)!r}, '--no-examples']\n"
        "try:\n    main()\nfinally:\n"
        "    heavy = {'pandas', 'numpy', 'pyarrow', 'rich', 'holidays'} & set(sys.modules)\n"
        "    print(sorted(heavy), file=sys.stderr)\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False)

    assert (ended.returncode, ended.stderr.decode()) == (0, "[]\n")


@pytest.mark.slow
def test_the_shipped_catalogue_is_clean() -> None:
    """On any day, and with its worked examples."""
    report = check(
        SHIPPED.read_bytes(), "indicators.yaml", on=dt.date(2031, 1, 1), examples=True, strict=True
    )

    assert [f"{fault.place}: {fault.found}" for fault in report.faults] == []


def test_rule_explains_a_code(tmp_path: Path) -> None:
    """What it is, why it matters, and how it looks when wrong and right."""
    ended = run("rule", "cic307", cwd=tmp_path)

    assert ended.stdout.decode() == (
        "CIC307 target-without-amber (error): A target without the limit between amber and red.\n"
        "\n"
        "No tolerance fits every indicator, so each target says where amber ends.\n"
        "\n"
        "This fails:\n"
        "\n"
        "    indicators:\n"
        "      - targets:\n"
        "          2015-16: {target: 95}\n"
        "\n"
        "This passes:\n"
        "\n"
        "    indicators:\n"
        "      - targets:\n"
        "          2015-16: {target: 95, amber: 90}\n"
    )


def test_a_code_that_does_not_exist_gets_the_nearest_one(tmp_path: Path) -> None:
    """Mistyped from a message."""
    ended = run("rule", "CIC30", cwd=tmp_path)

    assert ended.returncode == 2
    assert ended.stderr.decode().startswith('cicscore: there is no rule "CIC30". Did you mean CIC30')

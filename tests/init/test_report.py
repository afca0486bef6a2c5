"""``cicscore report`` renders a saved scorecard again, without the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.render.json import render_json
from cicscore.render.markdown import render_markdown
from cicscore.view import View
from tests.cli.workplace import Ended, start, unchanged
from tests.render.scorecards import SCORECARD

REPORT = render_markdown(SCORECARD, View())
MEANT = (
    "Give a scorecard that `cicscore compute --for-report --format json` wrote, or a folder of extracts.\n"
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with nothing but a saved scorecard."""
    (tmp_path / "march.json").write_text(render_json(SCORECARD, View()), encoding="utf-8")
    return tmp_path


def test_it_is_what_compute_would_have_written(saved: Path) -> None:
    """The Markdown of the scorecard, in the file and not on stdout."""
    assert start("report", "march.json", "--output", "march.md", folder=saved) == Ended(0, "", "")
    assert (saved / "march.md").read_text(encoding="utf-8") == REPORT


def test_a_scorecard_that_powershell_wrote(saved: Path) -> None:
    """Its `>` writes UTF-16 with a mark."""
    text = render_json(SCORECARD, View())
    (saved / "march.json").write_bytes(text.replace("\n", "\r\n").encode("utf-16"))
    assert start("report", "march.json", "--output", "-", folder=saved) == Ended(0, REPORT, "")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device of Unix")
def test_what_has_no_end_is_not_read(saved: Path) -> None:
    """A device, by whatever name."""
    (saved / "zero.json").symlink_to("/dev/zero")
    assert start("report", "zero.json", "--output", "-", folder=saved) == Ended(
        2,
        "",
        f"cicscore: zero.json is a pipe or a device and not a file. {MEANT}",
    )


def test_it_can_go_to_stdout(saved: Path) -> None:
    """A dash is stdout."""
    assert start("report", "march.json", "--output", "-", folder=saved) == Ended(0, REPORT, "")


ENDINGS = "Give a name that ends in .html, .htm, .md, .markdown or .xlsx.\n"

REFUSED = [
    (
        ("march.json", "--output", "march.pdf"),
        "cicscore: march.pdf: print the HTML report as PDF from a browser. Give a name that ends in .html.\n",
    ),
    (
        ("march.json", "--output", "march"),
        f"cicscore: march: the name does not say which format is meant. {ENDINGS}",
    ),
    (
        ("march.json", "--output", "march.mb"),
        f"cicscore: march.mb: the name does not say which format is meant. Did you mean march.md? {ENDINGS}",
    ),
    (
        ("marhc.json", "--output", "march.md"),
        f"cicscore: marhc.json is not there. Did you mean march.json? {MEANT}",
    ),
    (
        ("march.json",),
        "cicscore: nothing says where the report goes. Give --output FILE.html.\n",
    ),
    (
        ("march.json", "--output", "march.md", "--as-at", "2016-03-31"),
        "cicscore: --as-at is for a folder of extracts; a saved scorecard is printed as it is. "
        "Leave it out.\n",
    ),
    (
        ("march.json", "--output", "march.md", "--by", "sex"),
        "cicscore: --by is for a folder of extracts; a saved scorecard is printed as it is. Leave it out.\n",
    ),
    (
        ("march.json", "--output", "march.json"),
        f"cicscore: march.json: the name does not say which format is meant. {ENDINGS}",
    ),
    (
        ("march.json", "--output", "march.md", "--commentary", "words"),
        "cicscore: the folder of commentary words is not there. Give a folder of Markdown files.\n",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_what_cannot_be_written(saved: Path, arguments: tuple[str, ...], message: str) -> None:
    """Formats that there are not, and files that there are not: exit 2, what to do, and nothing written."""
    with unchanged(saved):
        assert start("report", *arguments, folder=saved) == Ended(2, "", message)


def test_a_file_that_is_no_scorecard(saved: Path) -> None:
    """Told as a finding, and no report is written."""
    (saved / "other.json").write_text("{}", encoding="utf-8")
    with unchanged(saved):
        assert start("report", "other.json", "--output", "other.md", folder=saved) == Ended(
            1,
            "",
            "other.json: error CIC402: this JSON is not a scorecard: it has no schema_version.\n"
            "  what to do: give a document that `cicscore compute --format json` wrote\n"
            "1 fault was found; nothing was computed.\n",
        )

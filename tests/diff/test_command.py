"""``cicscore diff`` as a user meets it: formats, exit codes, and files that it cannot compare."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from cicscore.render.json import render_json
from cicscore.view import View
from tests.cli.conftest import Run
from tests.cli.workplace import EXTRACTS, FOLDER, Ended, unchanged
from tests.diff.catalogues import HEAD, OLD, UNEXPLAINED, changed
from tests.render.scorecards import SCORECARD

LATER = ("held_on <= due_on and view in", "held_on < due_on and view in")
NEW = changed(LATER, ("title: Children for each post", "title: Children *per* post"))
FOUND = "reviews_on_time: the definition changed, and its change_note did not. Say there why.\n"

TEXT = (
    f"{HEAD}2 indicators changed. 1 definition changed without a new change_note.\n\n"
    "reviews_on_time · R1 · Reviews on time\n"
    "  moves the figure\n"
    "    - numerator, condition\n"
    '      was: held_on <= due_on and view in ["PN1", "PN2"]\n'
    '      now: held_on < due_on and view in ["PN1", "PN2"]\n'
    "      no longer asks: held on is on or before due on\n"
    "      now asks: held on is before due on\n"
    f"{UNEXPLAINED}\n"
    "caseload · Children *per* post\n"
    "  changes presentation only\n"
    "    - title: was Children for each post, now Children *per* post\n"
)

MARKDOWN = r"""## Catalogues: old.yaml (old) and new.yaml (new)

2 indicators changed. 1 definition changed without a new change\_note.

### reviews\_on\_time · R1 · Reviews on time

**moves the figure**

- numerator, condition
  ```diff
  - held_on <= due_on and view in ["PN1", "PN2"]
  + held_on < due_on and view in ["PN1", "PN2"]
  ```
  - no longer asks: held on is on or before due on
  - now asks: held on is before due on

> **The definition changed, and its change\_note did not: say there why.**

### caseload · Children \*per\* post

**changes presentation only**

- title: was Children for each post, now Children \*per\* post
"""


#: The indicators of the difference, as a document.
INDICATORS = [
    {
        "id": "reviews_on_time",
        "reference": "R1",
        "title": "Reviews on time",
        "valid_from": None,
        "what": "changed",
        "old_id": None,
        "changes": [
            {
                "part": "numerator, condition",
                "was": 'held_on <= due_on and view in ["PN1", "PN2"]',
                "now": 'held_on < due_on and view in ["PN1", "PN2"]',
                "words": [
                    "no longer asks: held on is on or before due on",
                    "now asks: held on is before due on",
                ],
                "effect": "figure",
            }
        ],
        "unexplained": True,
    },
    {
        "id": "caseload",
        "reference": None,
        "title": "Children *per* post",
        "valid_from": None,
        "what": "changed",
        "old_id": None,
        "changes": [
            {
                "part": "title",
                "was": "Children for each post",
                "now": "Children *per* post",
                "words": [],
                "effect": "presentation",
            }
        ],
        "unexplained": False,
    },
]


@pytest.fixture
def folder(workplace: Path) -> Path:
    """The working folder, with an old and a new catalogue and a scorecard."""
    (workplace / "old.yaml").write_text(OLD, encoding="utf-8")
    (workplace / "new.yaml").write_text(NEW, encoding="utf-8")
    (workplace / "march.json").write_text(render_json(SCORECARD, View()), encoding="utf-8")
    return workplace


def test_text_is_the_default(folder: Path, run: Run) -> None:
    """The difference in words on stdout; a difference by itself is no failure."""
    with unchanged(folder):
        assert run("diff", "old.yaml", "new.yaml") == Ended(0, TEXT, "")


def test_markdown_is_for_a_pull_request(folder: Path, run: Run) -> None:
    """Old and new under each other as GitHub colours them, and nothing that is written becomes markup."""
    assert run("diff", "old.yaml", "new.yaml", "--format", "markdown") == Ended(0, MARKDOWN, "")


def test_json_is_for_other_programs(folder: Path, run: Run) -> None:
    """The same difference as a document, with its two files and their digests."""
    ended = run("diff", "old.yaml", "new.yaml", "--format", "json")
    document = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert [document["old"]["file"], document["new"]["file"]] == ["old.yaml", "new.yaml"]
    assert document["indicators"] == INDICATORS


def test_the_gate_stops_a_definition_that_changed_without_a_word(folder: Path, run: Run) -> None:
    """Exit 1 and the indicator's name; the difference is still told whole."""
    assert run("diff", "old.yaml", "new.yaml", "--fail-on", "definition") == Ended(1, TEXT, FOUND)


def test_the_gate_lets_explained_changes_pass(folder: Path, run: Run) -> None:
    """A new change note, and titles, pass."""
    note = (
        "    owner: Performance Manager",
        "    owner: Performance Manager\n    change_note: The panel asked.",
    )
    (folder / "new.yaml").write_text(changed(LATER, note), encoding="utf-8")
    ended = run("diff", "old.yaml", "new.yaml", "--fail-on", "definition")
    assert (ended.code, ended.err) == (0, "")


def test_the_gate_cannot_be_got_round_by_a_setting_or_a_blank_note(folder: Path, run: Run) -> None:
    """What every indicator shares redefines those that it concerns; white space is no note."""
    blank = ("    owner: Performance Manager", '    owner: Performance Manager\n    change_note: " "')
    setting = ("{small_cohort: 30}", "{small_cohort: 30, rate_on: displayed}")
    (folder / "new.yaml").write_text(changed(blank, setting), encoding="utf-8")
    ended = run("diff", "old.yaml", "new.yaml", "--fail-on", "definition")
    assert (ended.code, ended.err) == (1, FOUND + FOUND.replace("reviews_on_time", "near_home"))


def test_an_old_catalogue_can_come_from_stdin(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the version that is committed need not be saved first."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(OLD.encode())))
    assert run("diff", "-", "new.yaml") == Ended(0, TEXT.replace("old.yaml (old)", "stdin (old)"), "")


def test_faults_of_both_are_told(folder: Path, run: Run) -> None:
    """Faulty catalogues are findings: every fault of both, in the order of the files, and nothing else."""
    (folder / "old.yaml").write_text(changed(("polarity: none", "polarity: non")), encoding="utf-8")
    (folder / "new.yaml").write_text(changed(("where: near}", "where: nearr}")), encoding="utf-8")
    assert run("diff", "old.yaml", "new.yaml") == Ended(
        1,
        "",
        "new.yaml:92:51 (indicators.near_home.numerator.where): error CIC204: `nearr` is not a name known"
        " here.\n"
        "  allowed: child_id, started_on, ended_on, miles, open, open_a_year, near; as_at, period_start, "
        "period_end, year_start, quarter_start, academic_year_start, year_before, on\n"
        "  did you mean: near\n"
        "  what to do: Use a column of `stays`, or declare one.\n"
        'old.yaml:80:15 (indicators.children_in_care.polarity): error CIC106: "non" is not one of the words'
        " allowed here.\n"
        "  allowed: higher, lower, target, none\n"
        "  did you mean: none\n"
        "  what to do: Use one of the words allowed.\n"
        "2 faults were found; nothing was computed.\n",
    )


CANNOT_RUN = [
    (
        ("old.yaml", "march.json"),
        "cicscore: old.yaml is a catalogue (YAML), but march.json is a scorecard (JSON). "
        "Give two catalogues or two scorecards.\n",
    ),
    (
        ("old.yml", "new.yaml"),
        "cicscore: old.yml is not there. Did you mean old.yaml? "
        "Give a catalogue (.yaml) or a scorecard (.json).\n",
    ),
    (
        ("old.yaml", "2016-03"),
        "cicscore: 2016-03 is a folder. Give a catalogue (.yaml) or a scorecard (.json).\n",
    ),
    (("-", "-"), "cicscore: only one of the two can be stdin. Give the other as a file.\n"),
    (
        ("march.json", "march.json", "--fail-on", "definition"),
        "cicscore: --fail-on definition compares catalogues, but these are scorecards. Leave it out.\n",
    ),
    (
        ("old.yaml", "new.yaml", "--fail-on", "rag-change"),
        "cicscore: --fail-on rag-change compares scorecards, but these are catalogues. Leave it out.\n",
    ),
    (
        ("march.json", "march.json", "--extracts-a", "2016-03"),
        "cicscore: causes are told apart with the extracts of both. Give both --extracts-a and "
        "--extracts-b.\n",
    ),
    (
        ("march.json", "march.json", "--extracts-a", "2016-03", "--extracts-b", "2016-03"),
        "cicscore: --extracts-a: the scorecard does not say how it was made, so it cannot be made again. "
        "Give internal scorecards of cicscore 0.1.0 or later, or leave the folders of extracts out.\n",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), CANNOT_RUN)
def test_what_cannot_be_compared(folder: Path, run: Run, arguments: tuple[str, ...], message: str) -> None:
    """Exit 2 and what to give instead; stdout stays empty."""
    assert run("diff", *arguments) == Ended(2, "", message)


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ("march.json", "but march.json is a scorecard (JSON)"),
        ("old.yaml", "but old.yaml is a catalogue (YAML)"),
        ("saved.csv", "and saved.csv is a CSV file"),
    ],
)
def test_a_csv_file_is_called_one(folder: Path, run: Run, other: str, kind: str) -> None:
    """A scorecard that was saved as CSV is not taken for a catalogue."""
    (folder / "saved.csv").write_text("indicator,value\nreviews_on_time,1\n", encoding="utf-8")
    said = f"cicscore: saved.csv is a CSV file, {kind}. Give two catalogues or two scorecards.\n"
    assert run("diff", "saved.csv", other) == Ended(2, "", said)


def test_a_file_that_is_not_text(folder: Path, run: Run) -> None:
    """A scorecard in another encoding is a fault of the file."""
    (folder / "march.json").write_bytes(b'{"title": "\xff"}')
    assert run("diff", "march.json", "march.json") == Ended(
        1,
        "",
        "march.json: error CIC411: the file is neither UTF-8 nor, by its byte-order mark, UTF-16 text.\n"
        "  what to do: Let cicscore write it with --output FILE, or save it as UTF-8.\n"
        "1 fault was found; nothing was computed.\n",
    )


@pytest.mark.parametrize("name", ["old.yaml", "march.json"])
def test_what_powershell_wrote(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Its `>` writes UTF-16 with a mark: read from a file and from stdin, it says the same."""
    (folder / "march.json").write_text(render_json(SCORECARD, View()), encoding="utf-8")
    text = (folder / name).read_text(encoding="utf-8")
    data = text.replace("\n", "\r\n").encode("utf-16")
    (folder / f"saved_{name}").write_bytes(data)
    assert "No difference" in run("diff", name, f"saved_{name}").out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert "No difference" in run("diff", name, "-").out


def test_no_pandas_is_loaded(folder: Path) -> None:
    """Comparing needs no data, and waits for none of the libraries that hold it."""
    import subprocess

    code = (
        "import sys; sys.argv = ['cicscore', 'diff', 'old.yaml', 'new.yaml']\n"
        "from cicscore.cli import main\n"
        "try: main()\n"
        "finally: assert not {'pandas', 'numpy', 'pyarrow'} & sys.modules.keys()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", TEXT)


@pytest.fixture
def two_months(workplace: Path, run: Run) -> Path:
    """Two scorecards of one day: the second of other extracts, and rated by another target."""
    other = workplace / "other" / FOLDER
    shutil.copytree(workplace / FOLDER, other)
    late = EXTRACTS["reviews"].replace("31/05/2015,1.5", "03/06/2015,1.5")
    (other / "reviews.csv").write_text(late, encoding="utf-8")
    text = (workplace / "indicators.yaml").read_text("utf-8")
    (workplace / "other.yaml").write_text(text.replace("amber: 60", "amber: 20"), encoding="utf-8")
    command = ("--format", "json", "--output")
    assert run("compute", FOLDER, *command, "a.json").code == 0
    assert run("compute", str(other), "--catalogue", "other.yaml", *command, "b.json").code == 0
    return workplace


#: What the two differ in. Of the three reviews two were on time, now one; with the old limit of 60% that
#: would be red, and with the new one of 20% it is amber, as before.
DIFFER = (
    "Scorecards: a.json (old) and b.json (new)\n"
    "2 figures changed. Of these, 2 values changed, 1 rating changed.\n"
    "\n"
    "Scorecard\n"
    "  - the catalogues differ: compare them to see how definitions changed\n"
    "  - extract reviews: the same number of rows, but different contents\n"
    "\n"
    "reviews_on_time · R1 · Reviews held on time\n"
    "  All\n"
    "    - value: was 66.7%, now 33.3%\n"
    "    - numerator: was 2, now 1\n"
    "    - amber limit: was 60%, now 20%\n"
    "{all}"
    "  Excluding UASC\n"
    "    - value: was 100.0%, now 50.0%\n"
    "    - numerator: was 2, now 1\n"
    "    - amber limit: was 60%, now 20%\n"
    "    - RAG: was green, now amber\n"
    "{excluding}"
)


def test_causes_by_digests(two_months: Path, run: Run) -> None:
    """Where the value moved the data did; where the rating did, a target may have, too."""
    with unchanged(two_months):
        assert run("diff", "a.json", "b.json", "--fail-on", "rag-change") == Ended(
            1,
            DIFFER.format(
                all="    - cause: data\n",
                excluding="    - cause: data or target, which cannot be told apart\n",
            ),
            "reviews_on_time (excluding_uasc): RAG was green, now amber.\n",
        )


def test_causes_told_apart_by_computing(two_months: Path, run: Run) -> None:
    """With one change at a time: the data alone would have been red, the target alone moved nothing."""
    origins = ("--extracts-a", FOLDER, "--extracts-b", f"other/{FOLDER}", "--catalogue-b", "other.yaml")
    with unchanged(two_months):
        assert run("diff", "a.json", "b.json", *origins) == Ended(
            0,
            DIFFER.format(
                all="    - because of data: -33.3 pp, RAG red\n",
                excluding="    - because of data: -50.0 pp, RAG red\n",
            ),
            "",
        )


@pytest.mark.usefixtures("two_months")
def test_extracts_that_a_scorecard_was_not_made_from(run: Run) -> None:
    """Causes are not told of other files than those of the two: exit 2 and which differs."""
    assert run("diff", "a.json", "b.json", "--extracts-a", FOLDER, "--extracts-b", FOLDER) == Ended(
        2,
        "",
        "cicscore: --extracts-b: the scorecard was not made from what is given: extract reviews "
        "(reviews.csv) has other contents; another target in indicators.yaml. Give what it was made from; "
        "`cicscore verify` says what differs.\n",
    )

"""Editions as a user meets them: ``--audience``, the log of what is hidden, ``publish-check``, commentary."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import Ended, digests, unchanged
from tests.editions.council import CATALOGUE, FOLDER, POLICY, set_out

ROOT = Path(__file__).parents[2]
COMPUTE = ("compute", FOLDER, "--quiet")
NO_POLICY = (
    "cicscore: the catalogue has no policy on small counts, so nothing can be published. Agree a threshold "
    "with information governance, and add it to the catalogue: `disclosure: {threshold: 5}`.\n"
)
AWAY_LEFT_OUT = (
    "K24 Placed away from home, numerator; those of all that excluding_uasc leaves out; as at 31 March 2016"
)


def says_of(log: str) -> str:
    """What stderr says of a log that was written."""
    return f"{log} says what is hidden there, and why: keep it among officers.\n"


def document(path: Path) -> dict[str, Any]:
    """A saved document, as another program reads it."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def row(path: Path, indicator: str, variant: str = "all") -> dict[str, Any]:
    """The row of everybody of an indicator in a saved document."""
    rows: list[dict[str, Any]] = document(path)["results"]
    return next(
        row
        for row in rows
        if (row["indicator"], row["variant"], row["breakdown"]) == (indicator, variant, None)
    )


def publish(run: Run, *arguments: str) -> Path:
    """An edition for the public, saved: the last of the arguments is its name."""
    *others, name = arguments
    ended = run(*COMPUTE, "--audience", "public", *others, "--output", name)
    assert ended.code == 0, ended.err
    return Path(name)


# Who reads it ----------------------------------------------------------------------------------------


def test_the_default_is_internal(council: Path, run: Run) -> None:
    """Small counts are shown, and the page says that it is for officers."""
    ended = run(*COMPUTE)
    assert (ended.code, ended.err) == (0, "")
    assert "\nInternal: for officers; small counts are shown.\n" in ended.out
    assert "Excluded from school  L   SS       5.0% –     3    60 " in ended.out
    assert run(*COMPUTE, "--audience", "internal") == ended


def test_the_public_edition_on_stdout(council: Path, run: Run) -> None:
    """The symbol stands in place of the small count and its percentage; nothing is written beside it."""
    with unchanged(council):
        ended = run(*COMPUTE, "--audience", "public")
    assert (ended.code, ended.err) == (0, "")
    assert "\nPublic edition.\n" in ended.out
    assert "Placed away from home L   SS      20.0% –    12    60 " in ended.out
    assert "Excluded from school  L   SS          c –     c    60 " in ended.out


def test_the_public_edition_hides_what_gives_a_small_count_away(council: Path, run: Run) -> None:
    """12 less the 9 who are no UASC would be the three who are."""
    saved = publish(run, "march.json")
    away = row(saved, "placed_away", "excluding_uasc")
    assert (away["numerator"], away["denominator"], away["status"]) == (None, 40, "suppressed")
    assert row(saved, "placed_away")["numerator"] == 12
    assert document(saved)["extracts"] == []


def test_the_partners_edition_hides_small_counts_alone(council: Path, run: Run) -> None:
    """Partners may work out what they know anyway."""
    assert run(*COMPUTE, "--audience", "partner", "--output", "march.json").code == 0
    saved = council / "march.json"
    assert document(saved)["audience"] == "partner"
    assert row(saved, "placed_away", "excluding_uasc")["numerator"] == 9
    assert [row(saved, "excluded", variant)["numerator"] for variant in ("all", "excluding_uasc")] == [
        None,
        None,
    ]


@pytest.mark.parametrize("command", [COMPUTE, ("trend", FOLDER, "--months", "2", "--quiet")])
def test_nothing_is_published_without_a_policy(council: Path, run: Run, command: tuple[str, ...]) -> None:
    """No edition of the run is written, not even the internal one."""
    set_out(council, CATALOGUE.replace(POLICY, ""))
    audiences = ("--audience", "internal", "--audience", "public")
    with unchanged(council):
        assert run(*command, *audiences, "--output", "march.json") == Ended(2, "", NO_POLICY)


def test_partners_have_an_edition_without_a_policy(council: Path, run: Run) -> None:
    """Of which the threshold is 5."""
    set_out(council, CATALOGUE.replace(POLICY, ""))
    assert run(*COMPUTE, "--audience", "partner", "--output", "march.json").code == 0
    assert document(council / "march.json")["disclosure"]["threshold"] == 5
    assert row(council / "march.json", "excluded")["numerator"] is None


def test_the_edition_of_months(council: Path, run: Run) -> None:
    """A trend hides the same counts at each month end."""
    ended = run("trend", FOLDER, "--months", "2", "--quiet", "--audience", "public", "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    trend = json.loads(ended.out)
    assert trend["audience"] == "public"
    found = {
        (month["indicator"], month["as_at"]): month["numerator"]
        for month in trend["series"]
        if month["variant"] == "all"
    }
    assert found == {
        ("placed_away", "2016-02-29"): 12,
        ("placed_away", "2016-03-31"): 12,
        ("excluded", "2016-02-29"): None,
        ("excluded", "2016-03-31"): None,
    }


# Where it goes ---------------------------------------------------------------------------------------


def test_several_editions_are_files_of_their_own(council: Path, run: Run) -> None:
    """The internal one has the name itself; the log stands beside the public one."""
    audiences = ("--audience", "public", "--audience", "internal", "--audience", "public")
    ended = run(*COMPUTE, *audiences, "--output", "march.json")
    assert ended == Ended(0, "", says_of("march.public.json.hidden.csv"))
    written = {name for name in digests(council) if name.startswith("march")}
    assert written == {"march.json", "march.public.json", "march.public.json.hidden.csv"}
    assert document(council / "march.json")["audience"] == "internal"
    assert document(council / "march.public.json")["audience"] == "public"


@pytest.mark.parametrize("output", [(), ("--output", "-")])
def test_several_editions_do_not_go_to_stdout(council: Path, run: Run, output: tuple[str, ...]) -> None:
    """They would run into one another."""
    ended = run(*COMPUTE, "--audience", "internal", "--audience", "public", *output)
    message = "cicscore: --audience: several editions cannot go to stdout. Give --output FILE.\n"
    assert ended == Ended(2, "", message)


def test_the_log_is_beside_and_never_inside(council: Path, run: Run) -> None:
    """It names each hidden count with its value, and why; the edition holds neither."""
    saved = publish(run, "march.json")
    with (council / "march.json.hidden.csv").open(encoding="utf-8", newline="") as file:
        log = list(csv.DictReader(file))
    assert log == [
        {
            "count": "K24 Placed away from home, numerator; excluding_uasc; as at 31 March 2016",
            "value": "9",
            "why": "would give away what is small",
            "protects": AWAY_LEFT_OUT,
        },
        {
            "count": "K25 Excluded from school, numerator; as at 31 March 2016",
            "value": "3",
            "why": "below 5, or of fewer children than that",
            "protects": "",
        },
        {
            "count": "K25 Excluded from school, numerator; excluding_uasc; as at 31 March 2016",
            "value": "3",
            "why": "below 5, or of fewer children than that",
            "protects": "",
        },
    ]
    text = saved.read_text(encoding="utf-8")
    assert [line["why"] for line in log if line["why"] in text] == []
    assert "hidden.csv" not in text


def test_the_log_goes_where_it_is_told(council: Path, run: Run) -> None:
    """Of an edition on stdout as well, which holds nothing else."""
    told = run(*COMPUTE, "--audience", "public", "--hidden-log", "officers.csv")
    assert told == Ended(0, run(*COMPUTE, "--audience", "public").out, says_of("officers.csv"))
    publish(run, "--hidden-log", "too.csv", "march.json")
    assert (council / "too.csv").read_bytes() == (council / "officers.csv").read_bytes()
    assert not (council / "march.json.hidden.csv").exists()


BAD_LOGS = [
    (
        ("--audience", "public", "--hidden-log", "indicators.yaml"),
        "--hidden-log: indicators.yaml is among the files that are read. Give another name.",
    ),
    (
        ("--audience", "public", "--hidden-log", f"{FOLDER}/children.csv"),
        f"--hidden-log: {FOLDER}/children.csv is among the files that are read. Give another name.",
    ),
    (
        ("--audience", "public", "--hidden-log", "march.json"),
        "--hidden-log: march.json is where the edition goes. Give another name.",
    ),
    (
        ("--audience", "public", "--audience", "internal", "--hidden-log", "march.public.json"),
        "--hidden-log: march.public.json is where the edition goes. Give another name.",
    ),
    (
        ("--audience", "public", "--hidden-log", "-"),
        "--hidden-log: the log is for officers, and stdout for the result. Give the name of a file.",
    ),
    (
        ("--audience", "public", "--audience", "partner", "--hidden-log", "log.csv"),
        "--hidden-log: each edition has a log of its own. Leave it out, and they stand beside them.",
    ),
    (
        ("--hidden-log", "log.csv"),
        "--hidden-log is for what --audience partner or public hides. Add one, or leave it out.",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), BAD_LOGS)
def test_a_log_takes_the_place_of_nothing(
    council: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    """Neither of an input nor of an edition, nor of another log."""
    with unchanged(council):
        ended = run(*COMPUTE, *arguments, "--output", "march.json")
    assert ended == Ended(2, "", f"cicscore: {message}\n")


def test_an_edition_replaces_nothing_that_was_published(council: Path, run: Run) -> None:
    """Its own name comes from that of the internal one, and may be that of an edition which is read."""
    publish(run, "march.public.json")
    audiences = ("--audience", "internal", "--audience", "public")
    with unchanged(council):
        ended = run(*COMPUTE, *audiences, "--previous", "march.public.json", "--output", "march.json")
    message = "cicscore: --output: march.public.json is among the files that are read. Give another name.\n"
    assert ended == Ended(2, "", message)


# What was published before ---------------------------------------------------------------------------


def test_an_internal_figure_is_no_published_one(council: Path, run: Run) -> None:
    """It is not shown, and a warning says why."""
    days = ("--as-at", "2015-12-31")
    assert run(*COMPUTE, *days, "--output", "december.json").code == 0
    ended = run(*COMPUTE, "--audience", "public", "--previous", "december.json", "--output", "march.json")
    assert ended == Ended(
        0,
        "",
        "december.json: warning CIC427: this is an edition for another audience (internal), so its figures "
        "are not shown.\n"
        "  what to do: Give the edition for the public that was published.\n"
        + says_of("march.json.hidden.csv"),
    )
    away = row(council / "march.json", "placed_away")
    assert (away["previous_value"], away["change"], away["direction"]) == (None, None, None)
    assert "previous_value" in away["hidden"]


def test_a_published_figure_is_shown(council: Path, run: Run) -> None:
    """One that was printed, and one of an edition for the public."""
    printed = "indicator,variant,as_at,value\nplaced_away,all,2015-12-31,24\n"
    (council / "printed.csv").write_text(printed, encoding="utf-8")
    publish(run, "--previous", "printed.csv", "march.json")
    assert row(council / "march.json", "placed_away")["previous_display"] == "24.0%"
    publish(run, "--as-at", "2015-12-31", "december.json")
    publish(run, "--previous", "december.json", "march.json")
    assert row(council / "march.json", "placed_away")["previous_display"] == "24.0%"


def test_the_log_beside_an_edition_is_no_published_figure(council: Path, run: Run) -> None:
    """So that the folder of what was published may be given as it is."""
    (council / "published").mkdir()
    publish(run, "--as-at", "2015-12-31", "published/december.json")
    assert (council / "published" / "december.json.hidden.csv").exists()
    publish(run, "--history", "published", "march.json")
    assert row(council / "march.json", "placed_away")["previous_display"] == "24.0%"


# Reports of a saved document -------------------------------------------------------------------------


def test_an_edition_is_reported_as_it_is(council: Path, run: Run) -> None:
    """Without asking whom it is for."""
    publish(run, "--for-report", "march.json")
    ended = run("report", "march.json", "--output", "-")
    assert (ended.code, ended.err) == (0, "")
    assert "\nPublic edition.\n" in ended.out
    assert "| Excluded from school | L | SS | c | – | c | 60 |" in ended.out


@pytest.mark.parametrize("audience", ["public", "partner"])
def test_there_is_no_edition_of_an_edition(council: Path, run: Run, audience: str) -> None:
    """What it lacks cannot be worked out again, so that nobody could say what is safe."""
    publish(run, "--for-report", "march.json")
    with unchanged(council):
        ended = run("report", "march.json", "--audience", audience, "--output", "march.html")
    assert ended == Ended(
        2,
        "",
        "cicscore: this document is an edition already (public). Give the internal document that it was made "
        "from.\n",
    )


def test_several_editions_of_a_report(council: Path, run: Run) -> None:
    """Made from a saved document, which needs neither extracts nor catalogue."""
    assert run(*COMPUTE, "--for-report", "--output", "march.json").code == 0
    audiences = ("--audience", "internal", "--audience", "public")
    ended = run("report", "march.json", *audiences, "--output", "march.md")
    assert ended == Ended(0, "", says_of("march.public.md.hidden.csv"))
    assert "| SS | 5.0% | – | 3 | 60 |" in (council / "march.md").read_text(encoding="utf-8")
    assert "| SS | c | – | c | 60 |" in (council / "march.public.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_reason_that_tells_more_than_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """12.02% is above a limit of 12%, and is printed as 12.0%: an edition for partners can be read back."""
    monkeypatch.chdir(tmp_path)
    samples, catalogue = ROOT / "samples" / "2016-03", ROOT / "indicators.yaml"
    command = ("compute", str(samples), "--catalogue", str(catalogue), "--only", "three_or_more_placements")
    for audience in ("partner", "public"):
        edition = ("--by", "sex", "--audience", audience, "--quiet", "--format", "json")
        assert run(*command, *edition, "--output", f"{audience}.json").code == 0
        assert run("report", f"{audience}.json", "--output", f"{audience}.md").code == 0
    reasons = [row["rag_reason"] for row in json.loads(Path("partner.json").read_text("utf-8"))["results"]]
    assert any(reason.startswith("Red: 12.02% is above the amber limit of 12%") for reason in reasons)


def test_each_edition_has_a_log_of_its_own(council: Path, run: Run) -> None:
    """The same name with another ending is another edition, and its log takes no other's place."""
    assert run(*COMPUTE, "--audience", "public", "--output", "march.json").code == 0
    before = (council / "march.json.hidden.csv").read_bytes()
    assert run(*COMPUTE, "--only", "placed_away", "--audience", "public", "--output", "march.csv").code == 0
    assert (council / "march.json.hidden.csv").read_bytes() == before
    assert (council / "march.csv.hidden.csv").exists()


def test_no_edition_without_its_log(council: Path, run: Run) -> None:
    """Where the log cannot be written, nothing is."""
    log = ("--hidden-log", "nofolder/log.csv")
    ended = run(*COMPUTE, "--audience", "public", *log, "--output", "march.json")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("cicscore: nofolder/log.csv cannot be written: there is no such folder.")
    assert not (council / "march.json").exists()


def test_a_folder_is_attacked_whole(council: Path, run: Run) -> None:
    """Every document in it; the logs beside them are passed over, and a folder without one is told."""
    (council / "out").mkdir()
    assert run("publish-check", "out") == Ended(
        2,
        "",
        "cicscore: the folder out holds no document. Put editions that cicscore wrote as JSON there.\n",
    )
    for name, day in (("february", "2016-02-29"), ("march", "2016-03-31")):
        command = (*COMPUTE, "--as-at", day, "--audience", "public", "--output", f"out/{name}.json")
        assert run(*command).code == 0
    checked = run("publish-check", "out")
    assert (checked.code, checked.err) == (0, "")
    assert checked.out == "Nothing in 2 documents gives away a count below 5.\n"


def test_an_edition_of_a_trend_is_history(council: Path, run: Run) -> None:
    """What it printed was published, and its figures serve as earlier ones."""
    command = ("trend", FOLDER, "--quiet", "--until", "2016-02-29", "--months", "3")
    ended = run(*command, "--audience", "public", "--output", "trend.json")
    assert ended.code == 0, ended.err
    ended = run(*COMPUTE, "--history", "trend.json", "--audience", "public", "--output", "march.json")
    assert ended.code == 0, ended.err
    checked = run("publish-check", "trend.json", "march.json")
    assert checked.out == "Nothing in 2 documents gives away a count below 5.\n"


# Commentary ------------------------------------------------------------------------------------------

HIDDEN = "is a figure that is not shown, and everybody will read it"
SAY = "  what to do: Say it in words that name no number, or take it out.\n"


def test_a_commentary_that_gives_away(council: Path, run: Run) -> None:
    """Small numbers in digits and in words, and what is hidden; no days, no references."""
    (council / "said").mkdir()
    (council / "said" / "K25.md").write_text(
        "On 3 March 2016 (K25, 03/03/2016 at 4:30) we looked again.\n"
        "In all 3 schools, Four children; 5.0% is little.\n",
        encoding="utf-8",
    )
    (council / "said" / "placed_away.md").write_text("Of 12 children, 9 are no UASC.\n", encoding="utf-8")
    assert run(*COMPUTE, "--for-report", "--output", "march.json").code == 0
    report = ("report", "march.json", "--commentary", "said", "--output")
    ended = run(*report, "public.html", "--audience", "public", "--hidden-log", "log.csv")
    assert ended == Ended(
        0,
        "",
        f"K25.md:2:8: warning CIC806: 3 is a number below 5, and everybody will read it.\n{SAY}"
        f"K25.md:2:19: warning CIC806: Four is a number below 5, and everybody will read it.\n{SAY}"
        f"K25.md:2:34: warning CIC806: 5.0% {HIDDEN}.\n{SAY}"
        f"placed_away.md:1:17: warning CIC806: 9 {HIDDEN}.\n{SAY}" + says_of("log.csv"),
    )
    assert run(*report, "internal.html") == Ended(0, "", "")


# The attack ------------------------------------------------------------------------------------------


@pytest.fixture
def pair(council: Path, run: Run) -> None:
    """Two editions that know nothing of each other: of one all are shown, of the other all but UASC."""
    publish(run, "first.json")
    other = CATALOGUE.replace("lines: [all]", "lines: [excluding_uasc]")
    (council / "other.yaml").write_text(other, encoding="utf-8")
    publish(run, "--catalogue", "other.yaml", "--only", "placed_away", "second.json")


@pytest.mark.usefixtures("pair")
def test_each_of_two_editions_is_safe_and_both_are_not(run: Run) -> None:
    """12 of all, and 9 without UASC, are never on one page."""
    for name in ("first.json", "second.json"):
        safe = "Nothing in 1 document gives away a count below 5.\n"
        assert run("publish-check", name) == Ended(0, safe, "")
    ended = run("publish-check", "first.json", "second.json")
    assert ended == Ended(1, f"{AWAY_LEFT_OUT}: can only be 3\n2 documents give away 1 thing.\n", "")


@pytest.mark.usefixtures("pair")
def test_what_is_given_away_as_json(run: Run) -> None:
    """The documents, the policy by which they were attacked, and each thing."""
    ended = run("publish-check", "second.json", "first.json", "--format", "json")
    assert (ended.code, ended.err) == (1, "")
    assert json.loads(ended.out) == {
        "documents": ["second.json", "first.json"],
        "threshold": 5,
        "range": 4,
        "leaks": [{"what": AWAY_LEFT_OUT, "known": "can only be 3"}],
    }
    assert json.loads(run("publish-check", "first.json", "--format", "json").out)["leaks"] == []


@pytest.mark.usefixtures("pair")
def test_an_edition_that_knows_of_the_other_is_safe_beside_it(council: Path, run: Run) -> None:
    """Given as what was published before, the first is taken into account."""
    arguments = ("--catalogue", "other.yaml", "--only", "placed_away", "--history", "first.json")
    publish(run, *arguments, "third.json")
    ended = run("publish-check", "first.json", "third.json")
    assert ended == Ended(0, "Nothing in 2 documents gives away a count below 5.\n", "")


def test_an_internal_document_is_not_safe(council: Path, run: Run) -> None:
    """That it is internal is the first thing said."""
    assert run(*COMPUTE, "--output", "march.json").code == 0
    ended = run("publish-check", "march.json", "--output", "attack.txt")
    assert ended == Ended(1, "", "")
    said = (council / "attack.txt").read_text(encoding="utf-8").splitlines()
    assert said[:2] == [
        "A small scorecard: is an edition for another audience: internal",
        "A small scorecard: names its extracts, with their rows and digests",
    ]
    assert "K25 Excluded from school, numerator; as at 31 March 2016: is printed: 3" in said


def test_a_document_without_a_policy_is_not_attacked(council: Path, run: Run) -> None:
    """Nobody has said what is small."""
    set_out(council, CATALOGUE.replace(POLICY, ""))
    assert run(*COMPUTE, "--output", "march.json").code == 0
    assert run("publish-check", "march.json") == Ended(
        2,
        "",
        "cicscore: none of the documents has a policy on small counts. Give editions that cicscore "
        "published.\n",
    )


def test_what_is_no_document_is_not_attacked(council: Path, run: Run) -> None:
    """A file that is not there, and one that is something else."""
    assert run("publish-check", "march.json") == Ended(
        2,
        "",
        "cicscore: march.json is not there. Give an edition that cicscore wrote as JSON, or a folder of "
        "them.\n",
    )
    ended = run("publish-check", "indicators.yaml")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("indicators.yaml:1:1: error CIC401: this is not JSON")
    assert "Traceback" not in ended.err


def test_a_document_whose_counts_contradict_each_other_makes_no_edition(workplace: Path, run: Run) -> None:
    """An edited month with less than nobody: no counts can be as printed, so nothing can be protected."""
    with (workplace / "indicators.yaml").open("a", encoding="utf-8") as catalogue:
        catalogue.write("disclosure: {threshold: 5}\n")
    run(*COMPUTE, "--for-report", "--format", "json", "--output", "internal.json")
    edited = document(Path("internal.json"))
    month = next(month for month in edited["series"] if month["numerator"] is not None)
    month["numerator"] = -1
    Path("internal.json").write_text(json.dumps(edited), encoding="utf-8")
    with unchanged(workplace):
        assert run("report", "internal.json", "--audience", "public", "--output", "report.md") == Ended(
            2,
            "",
            "cicscore: no counts agree with everything that is printed: the document, or what was published"
            " before, contradicts itself. Give documents as cicscore wrote them.\n",
        )

"""Every format carries the same faults, and is valid for whatever reads it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator

from cicscore.app.check import check
from cicscore.app.formats import FORMATS, Document, render
from cicscore.faults.fault import Fault
from cicscore.faults.report import Report
from cicscore.view import View
from tests.checks.damage import damaged
from tests.checks.fragments import completed

HERE = Path(__file__).parent
#: The schema that OASIS publishes with the standard.
SARIF = Draft4Validator(json.loads((HERE / "sarif-schema-2.1.0.json").read_text("utf-8")))
FORTY = (HERE / "forty_faults.yaml").read_bytes()
BROKEN = completed('indicators:\n  - title: "Participation\n')
ONE = completed("indicators:\n  - numerator:\n      where: partcipation == 1\n")


def report_on(data: bytes | str, name: str = "indicators.yaml", *, strict: bool = False) -> Report:
    """What a check on 30 June 2016 finds."""
    bytes_ = data.encode() if isinstance(data, str) else data
    return check(bytes_, name, on=dt.date(2016, 6, 30), examples=False, strict=strict)


def written(report: Report, format_: str, *, colour: bool = False) -> str:
    """The report in a format."""
    return render(Document.CHECK, format_, report, View(colour=colour)).decode()


def places(faults: tuple[Fault, ...]) -> list[tuple[str, int | None, int | None]]:
    """The codes of the faults and where they are."""
    return [(fault.code, fault.place.line, fault.place.column) for fault in faults]


@pytest.mark.parametrize("data", [FORTY, BROKEN.encode(), b"\xff", damaged(7)])
def test_json_lists_every_fault_as_data(data: bytes) -> None:
    """With the parts of its message apart."""
    report = report_on(data)

    document = json.loads(written(report, "json"))

    assert [(f["code"], f["line"], f["column"]) for f in document["faults"]] == places(report.faults)
    assert document["errors"] + document["warnings"] == len(report.faults)


def test_json_keeps_the_parts_of_a_message_apart() -> None:
    """So that a program can show them where it likes."""
    assert json.loads(written(report_on(ONE), "json")) == {
        "file": "indicators.yaml",
        "cicscore": "0.1.0",
        "indicators": 4,
        "errors": 1,
        "warnings": 0,
        "faults": [
            {
                "code": "CIC204",
                "name": "unknown-name",
                "severity": "error",
                "rule": "A name that an expression does not know",
                "file": "indicators.yaml",
                "line": 63,
                "column": 14,
                "path": "indicators.example_1.numerator.where",
                "found": "`partcipation` is not a name known here",
                "allowed": "child_id, held_on, participation, score; "
                "as_at, period_start, period_end, year_start, quarter_start, academic_year_start, "
                "year_before, on",
                "nearest": "participation",
                "advice": "Use a column of `reviews`, or declare one.",
            }
        ],
    }


def test_github_escapes_what_would_end_an_annotation() -> None:
    """Per cent signs and line ends in a message; colons and commas in the name of a file too."""
    fragment = (
        'themes:\n  - {id: x, title: X, "50%": y}\nindicators:\n  - id: a\n    polarity: "high:\\ner"\n'
    )
    report = report_on(completed(fragment), "50%, a:b.yaml")

    assert written(report, "github") == (
        "::error file=50%25%2C a%3Ab.yaml,line=5,col=23,title=cicscore CIC105::"
        "`50%25` is not a key here.%0AAllowed: id, title, lead, composite.%0ACorrect the key or remove it.\n"
        "::error file=50%25%2C a%3Ab.yaml,line=64,col=15,title=cicscore CIC106::"
        '"high: er" is not one of the words allowed here.%0AAllowed: higher, lower, target, none.%0A'
        "Did you mean: higher%0AUse one of the words allowed.\n"
        "::notice title=cicscore check::50%25, a:b.yaml: 2 faults (2 errors, 0 warnings).\n"
    )


@pytest.mark.parametrize("data", [FORTY, BROKEN.encode(), b"\xff", damaged(7)])
def test_github_has_a_line_for_every_fault_and_the_total(data: bytes) -> None:
    """Only ten annotations are shown, so the total has to be told."""
    report = report_on(data)

    lines = written(report, "github").splitlines()

    assert [int(match[1]) for line in lines if (match := re.search(r",line=(\d+)", line))] == [
        fault.place.line for fault in report.faults
    ]
    assert lines[-1] == f"::notice title=cicscore check::{report.total}."


@pytest.mark.parametrize("data", [FORTY, BROKEN.encode(), b"\xff", b"", completed("").encode(), damaged(7)])
@pytest.mark.parametrize("name", ["indicators.yaml", "/tmp/my files/ä:b.yaml", "stdin"])  # noqa: S108 - only a name
def test_sarif_is_valid_against_the_published_schema(data: bytes, name: str) -> None:
    """With faults and without, whatever the file is called."""
    assert list(SARIF.iter_errors(json.loads(written(report_on(data, name), "sarif")))) == []


@pytest.mark.parametrize("data", [FORTY, BROKEN.encode(), damaged(7)])
def test_sarif_has_a_result_for_every_fault_with_its_rule(data: bytes) -> None:
    """Each in its region, pointing at the rule of its code."""
    report = report_on(data)

    run = json.loads(written(report, "sarif"))["runs"][0]

    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    results = [(result["ruleId"], result["locations"][0]["physicalLocation"]) for result in run["results"]]
    assert [(code, at["region"]["startLine"], at["region"]["startColumn"]) for code, at in results] == places(
        report.faults
    )
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [f.code for f in report.faults]


def test_sarif_says_everything_that_the_text_does() -> None:
    """The message, and the name of the file as a relative reference."""
    run = json.loads(written(report_on(ONE, "my files/a b.yaml"), "sarif"))["runs"][0]

    assert run["results"] == [
        {
            "ruleId": "CIC204",
            "ruleIndex": [rule["id"] for rule in run["tool"]["driver"]["rules"]].index("CIC204"),
            "level": "error",
            "message": {
                "text": "`partcipation` is not a name known here.\n"
                "Allowed: child_id, held_on, participation, score; "
                "as_at, period_start, period_end, year_start, quarter_start, academic_year_start, "
                "year_before, on.\n"
                "Did you mean: participation\n"
                "Use a column of `reviews`, or declare one."
            },
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "my%20files/a%20b.yaml", "index": 0},
                        "region": {"startLine": 63, "startColumn": 14},
                    },
                    "logicalLocations": [
                        {"fullyQualifiedName": "indicators.example_1.numerator.where", "kind": "member"}
                    ],
                }
            ],
        }
    ]


@pytest.mark.parametrize("data", [FORTY, BROKEN.encode(), b"\xff", damaged(7)])
def test_junit_tells_every_fault_in_the_case_of_its_rule(data: bytes) -> None:
    """Errors as failures, warnings as output; every rule that was looked for is a case."""
    report = report_on(data)

    suite = ET.fromstring(written(report, "junit"))[0]  # noqa: S314 - our own

    told = "".join(part.text or "" for case in suite for part in case)
    assert all(str(fault.place) in told and fault.found in told for fault in report.faults)
    assert [str(case.get("name")).split()[0] for case in suite] == list(report.rules)
    broken = {fault.code for fault in report.faults if fault.severity == "error"}
    assert {str(case.get("name")).split()[0] for case in suite if case.find("failure") is not None} == broken
    assert suite.get("failures") == str(len(broken))


def test_junit_fails_on_warnings_only_where_they_count() -> None:
    """As the exit code does."""
    doubtful = completed("indicators:\n  - review_by: 2016-03-31\n")

    lenient, strict = (
        ET.fromstring(written(report_on(doubtful, strict=strict), "junit"))[0]  # noqa: S314 - our own
        for strict in (False, True)
    )

    assert (lenient.get("failures"), strict.get("failures")) == ("0", "1")
    message = (
        "indicators.yaml:62:16 (indicators.example_1.review_by): warning CIC341: the review was due by "
        "2016-03-31, 91 days before 2016-06-30.\n"
        "  what to do: Review the definition, and give the day of the next review."
    )
    assert [part.text for part in lenient.iter("system-out")] == [message]
    assert [part.text for part in strict.iter("failure")] == [message]


def test_text_dims_what_is_around_the_fault_and_colours_the_mark() -> None:
    """Where colour is wanted; the words say the same without."""
    shown = written(report_on(completed("indicators:\n  - review_by: 2016-03-31\n")), "text", colour=True)

    assert shown == (
        "\x1b[1mindicators.yaml:62:16 (indicators.example_1.review_by)\x1b[0m: "
        "\x1b[33mwarning CIC341\x1b[0m: the review was due by 2016-03-31, 91 days before 2016-06-30.\n"
        "\x1b[2m  36 | indicators:\x1b[0m\n"
        "  62 |   - review_by: 2016-03-31\n"
        "     |                \x1b[33m^\x1b[0m\n"
        "  what to do: Review the definition, and give the day of the next review.\n"
        "\n"
        "indicators.yaml: 1 fault (0 errors, 1 warning).\n"
    )


def test_text_shows_a_long_line_around_the_fault() -> None:
    """A condition of hundreds of characters does not push the mark off the screen."""
    condition = (
        " and ".join(["score >= 1"] * 20) + " and partcipation == 1 and " + " and ".join(["score > 1"] * 9)
    )

    shown = written(report_on(completed(f"indicators:\n  - numerator:\n      where: {condition}\n")), "text")

    assert shown.splitlines()[3:5] == [
        "  63 | ...score >= 1 and score >= 1 and score >= 1 and score >= 1 and score >= 1 and "
        "partcipation == 1 and sco...",
        f"     | {' ' * 78}^",
    ]


@pytest.mark.parametrize("format_", FORMATS[Document.CHECK])
def test_characters_that_move_the_cursor_never_reach_the_reader(format_: str) -> None:
    """A catalogue from elsewhere cannot repaint a terminal or end a line of a log."""
    hostile = completed('indicators:\n  - polarity: "hi\\e]0;owned\\a\\n\\u2028her"\n')

    shown = written(report_on(hostile, "a\x1b[2J\nb.yaml"), format_)

    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\ud800-\udfff]", shown) == []
    assert "owned" in shown


def test_a_sound_catalogue_is_told_so() -> None:
    """Silence would not tell that anything was looked at."""
    report = report_on(completed(""))

    assert written(report, "text") == "indicators.yaml: no faults; 3 indicators checked.\n"
    assert written(report, "github") == (
        "::notice title=cicscore check::indicators.yaml: no faults; 3 indicators checked.\n"
    )

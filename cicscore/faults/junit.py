"""Render the report of a check as JUnit XML, which other programs read as tests."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from cicscore.faults.fault import Fault, fault_text
from cicscore.faults.report import Report
from cicscore.faults.rules import Rule
from cicscore.view import View


def junit_report(report: Report, view: View) -> str:
    """One suite with a case for each rule: failures hold all their messages, warnings go to its output."""
    del view  # data looks the same to every reader
    broken = {code: _of(report, code) for code in report.rules}
    failures = sum(any(map(report.is_failure, faults)) for faults in broken.values())
    counts = {"tests": str(len(broken)), "failures": str(failures), "errors": "0"}
    suites = ET.Element("testsuites", counts)
    suite = ET.SubElement(suites, "testsuite", {"name": f"cicscore check {report.file}", **counts})
    for code, faults in broken.items():
        _case(suite, report.rules[code], faults, report)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _of(report: Report, code: str) -> list[Fault]:
    return [fault for fault in report.faults if fault.code == code]


def _case(suite: ET.Element, rule: Rule, faults: list[Fault], report: Report) -> None:
    name = f"{rule.code} {rule.title}"
    case = ET.SubElement(suite, "testcase", {"classname": report.file, "name": name})
    failing = [fault for fault in faults if report.is_failure(fault)]
    passing = [fault for fault in faults if not report.is_failure(fault)]
    if failing:
        first = failing[0]
        summary = f"{first.place}: {first.found}" + (f" (and {len(failing) - 1} more)" if failing[1:] else "")
        failure = ET.SubElement(case, "failure", {"type": rule.code, "message": summary})
        failure.text = _texts(failing)
    if passing:
        ET.SubElement(case, "system-out").text = _texts(passing)


def _texts(faults: list[Fault]) -> str:
    return "\n".join(fault_text(fault) for fault in faults)

"""Faults as data."""

from __future__ import annotations

import json
from typing import Any

from cicscore.faults import Fault, errors
from cicscore.reports.report import Look, Report


def json_report(report: Report, look: Look) -> str:
    """One JSON object: the file, the totals, and every fault with its parts."""
    del look  # data looks the same to every reader
    wrong = len(errors(report.faults))
    document = {
        "file": report.file,
        "cicscore": report.version,
        "indicators": report.indicators,
        "errors": wrong,
        "warnings": len(report.faults) - wrong,
        "faults": [_entry(fault, report) for fault in report.faults],
    }
    # Escaped, so that text from a damaged file is valid JSON in any encoding.
    return json.dumps(document, indent=2) + "\n"


def _entry(fault: Fault, report: Report) -> dict[str, Any]:
    return {
        "code": fault.code,
        "severity": fault.severity.value,
        "rule": report.rules[fault.code].title,
        "line": fault.place.line,
        "column": fault.place.column,
        "path": fault.place.within,
        "found": fault.found,
        "allowed": fault.allowed,
        "nearest": fault.nearest,
        "advice": fault.advice,
    }

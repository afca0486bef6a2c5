"""Faults as SARIF 2.1.0 (OASIS), which code-scanning services take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cicscore.catalogue.rules import Rule
from cicscore.faults import Fault, Place, Severity
from cicscore.reports.report import Look, Report, message

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_report(report: Report, look: Look) -> str:
    """A log of one run: the rules that were looked for, and a result for each fault."""
    del look  # data looks the same to every reader
    codes = list(report.rules)
    run = {
        "tool": {
            "driver": {
                "name": "cicscore",
                "version": report.version,
                "rules": [_rule(rule) for rule in report.rules.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(report.file)}}],
        "results": [_result(fault, codes.index(fault.code)) for fault in report.faults],
    }
    # Escaped, so that text from a damaged file is valid JSON in any encoding.
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why or f"{rule.title}."},
        "help": {"text": f"Run `cicscore rule {rule.code}` for an example."},
        "defaultConfiguration": {"level": _level(rule.severity)},
    }


def _result(fault: Fault, index: int) -> dict[str, Any]:
    return {
        "ruleId": fault.code,
        "ruleIndex": index,
        "level": _level(fault.severity),
        "message": {"text": message(fault)},
        "locations": [_location(fault.place)],
    }


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file), "index": 0}}
    if place.line is not None:
        region = {"startLine": place.line, "startColumn": place.column}
        physical["region"] = {key: value for key, value in region.items() if value is not None}
    location: dict[str, Any] = {"physicalLocation": physical}
    if place.within:
        location["logicalLocations"] = [{"fullyQualifiedName": place.within, "kind": "member"}]
    return location


def _level(severity: Severity) -> str:
    return "error" if severity is Severity.ERROR else "warning"


def _uri(file: str) -> str:
    """A relative path as a relative reference; an absolute one as a file URI."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")

"""Faults as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.

Escapes as GitHub's own toolkit does (``actions/toolkit``, ``packages/core/src/command.ts``).
"""

from __future__ import annotations

from cicscore.faults import Fault, Severity
from cicscore.reports.report import Look, Report, message


def github_report(report: Report, look: Look) -> str:
    """An annotation for each fault, and the total at the end: only ten of each kind are shown."""
    del look  # the log of a workflow looks the same to every reader
    total = f"::notice title=cicscore check::{_data(report.total)}."
    return "\n".join((*(_annotation(fault) for fault in report.faults), total)) + "\n"


def _annotation(fault: Fault) -> str:
    level = "error" if fault.severity is Severity.ERROR else "warning"
    where = {
        "file": fault.place.file,
        "line": fault.place.line,
        "col": fault.place.column,
        "title": f"cicscore {fault.code}",
    }
    properties = ",".join(
        f"{name}={_property(str(value))}" for name, value in where.items() if value is not None
    )
    return f"::{level} {properties}::{_data(message(fault))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

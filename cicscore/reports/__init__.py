"""Faults as text for people, and in the forms that other programs read."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from cicscore.reports.report import Look, Report

__all__ = ["Look", "Report", "ReportFormat", "write_report"]


class ReportFormat(StrEnum):
    """What ``--format`` says."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


def write_report(report: Report, format_: ReportFormat, look: Look) -> str:
    """The report in a format; every format carries the same faults.

    Each is imported when it is asked for, because a check should not wait for what it does not write.
    """
    match format_:
        case ReportFormat.TEXT:
            from cicscore.reports.text import text_report as write
        case ReportFormat.JSON:
            from cicscore.reports.json_report import json_report as write
        case ReportFormat.GITHUB:
            from cicscore.reports.github import github_report as write
        case ReportFormat.SARIF:
            from cicscore.reports.sarif import sarif_report as write
        case ReportFormat.JUNIT:
            from cicscore.reports.junit import junit_report as write
        case _:
            assert_never(format_)
    return write(report, look)

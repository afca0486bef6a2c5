"""Faults as text for people, and in the forms that other programs read: one function for each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cicscore.reports.github import github_report
from cicscore.reports.json_report import json_report
from cicscore.reports.junit import junit_report
from cicscore.reports.report import Look, Report
from cicscore.reports.sarif import sarif_report
from cicscore.reports.text import text_report

__all__ = ["REPORTS", "Look", "Report"]

#: What ``--format`` says, and what writes it. Every format carries the same faults.
REPORTS: Mapping[str, Callable[[Report, Look], str]] = {
    "text": text_report,
    "json": json_report,
    "github": github_report,
    "sarif": sarif_report,
    "junit": junit_report,
}

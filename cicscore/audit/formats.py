"""Render an audit as text for people, and in formats that other programs read."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.audit.findings import Certainty, Finding
from cicscore.audit.proofs import Audit
from cicscore.faults.fault import visible_fault
from cicscore.faults.formats import sarif_report
from cicscore.faults.report import Report
from cicscore.faults.rules import Family, rule_called
from cicscore.render.csv import Value, csv_text
from cicscore.render.json import json_text
from cicscore.text import visible
from cicscore.view import Paint, View


def render_text(audit: Audit, view: View) -> str:
    """Each finding as its cell, its proof and what to do; then the totals, and what was left aside."""
    parts = ["\n".join(_lines(one, view)) for one in audit.findings]
    return "\n\n".join((*parts, "\n".join(_total(audit)))) + "\n"


def _lines(one: Finding, view: View) -> Iterator[str]:
    colour = Paint.RED if one.certainty is Certainty.PROVED else Paint.YELLOW
    mark = view.paint(f"{one.certainty} {rule_called(one.kind).code}", colour)
    yield f"{view.paint(visible(str(one.place)), Paint.BOLD)}: {mark}: {visible(one.row)}"
    yield f"  proof: {visible(one.proof)}."
    yield f"  what to do: {visible(one.advice)}"


def _total(audit: Audit) -> Iterator[str]:
    sheet, found = audit.sheet, len(audit.findings)
    proved, likely = (audit.count(certainty) for certainty in Certainty)
    count = (
        "no finding" if not found else f"{_number(found, 'finding')} ({proved:,} proved, {likely:,} likely)"
    )
    yield f"{visible(sheet.file)}: {count} in {_number(len(sheet.rows), 'row')}."
    if sheet.aside:
        first = sheet.aside[0]
        shown = visible(first.text[:40])
        yield (
            f"{_number(len(sheet.aside), 'cell')} could not be read as a number or a rating, and"
            f" {'was' if len(sheet.aside) == 1 else 'were'} not checked; the first is `{shown}` on line"
            f" {first.line} ({first.heading})."
        )


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def render_json(audit: Audit, view: View) -> str:
    """One JSON object: the file, the columns as they were read, the totals, and every finding."""
    del view  # data looks the same to every reader
    return json_text(
        {
            "file": audit.sheet.file,
            "cicscore": audit.version,
            "rows": len(audit.sheet.rows),
            "columns": {column.value: heading for column, heading in audit.sheet.headings.items()},
            "not_read": [
                {"line": one.line, "column": one.heading, "text": one.text} for one in audit.sheet.aside
            ],
            "proved": audit.count(Certainty.PROVED),
            "likely": audit.count(Certainty.LIKELY),
            "findings": [_flat(one) for one in audit.findings],
        }
    )


def _flat(one: Finding) -> dict[str, Value]:
    rule = rule_called(one.kind)
    return {
        "code": rule.code,
        "name": rule.name,
        "certainty": one.certainty.value,
        "rule": rule.title,
        "file": one.place.file,
        "line": one.place.line,
        "column": one.place.within,
        "row": one.row,
        "printed": one.printed,
        "proof": one.proof,
        "advice": one.advice,
    }


#: The columns of the CSV, which are the keys of a finding in the JSON document.
_COLUMNS = (
    "code", "name", "certainty", "rule", "file", "line", "column", "row", "printed", "proof", "advice",
)  # fmt: skip


def render_csv(audit: Audit, view: View) -> str:
    """One row for each finding."""
    del view
    return csv_text(_COLUMNS, map(_flat, audit.findings))


def render_sarif(audit: Audit, view: View) -> str:
    """A log of one run: each kind of proof as a rule, proved findings as errors, likely ones as warnings."""
    faults = tuple(visible_fault(one.fault) for one in audit.findings)
    return sarif_report(Report(audit.sheet.file, (), faults, (Family.AUDIT,), 0, audit.version), view)

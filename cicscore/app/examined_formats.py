"""What ``cicscore extracts`` found, as text and for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping

from cicscore.app.examining import Examined, Finding
from cicscore.faults import TOLD_SINGLY, Severity, counted_by_rule, errors, examples, fault_text, places
from cicscore.text import visible

#: The form of a file that goes without saying.
_PLAIN = "UTF-8, lines end in LF"


def _as_text(examined: Examined) -> str:
    return "\n".join([*_files_as_text(examined), *_findings_as_text(examined)]) + "\n"


def _files_as_text(examined: Examined) -> Iterator[str]:
    width = max((len(visible(report.file)) for report in examined.files), default=0)
    for report in examined.files:
        file = visible(report.file)
        if report.taken_for is None:
            yield f"{file:{width}}  not read"
            continue
        rows = "cannot be used" if report.rows is None else _number(report.rows, "row")
        dates = "" if report.first_date is None else f", {report.first_date} to {report.last_date}"
        form = "" if report.form == _PLAIN else f" ({report.form})"
        yield f"{file:{width}}  {report.taken_for}: {rows}{dates}{form}"


def _findings_as_text(examined: Examined) -> Iterator[str]:
    yield ""
    findings = sorted(examined.findings, key=lambda one: one.fault.severity is not Severity.ERROR)
    if len(findings) > TOLD_SINGLY:
        faults = [finding.fault for finding in findings]
        yield counted_by_rule(faults)
        shown = set(examples(faults))
        findings = [finding for finding in findings if finding.fault in shown]
    for finding in findings:
        yield fault_text(finding.fault)
        if finding.child is not None:
            yield f"  child: {finding.child}"
    found = _counts(examined)
    yield (
        f"{_number(found['errors'], 'error')} and {_number(found['warnings'], 'warning')} in"
        f" {_number(len(examined.files), 'file')}."
    )


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _counts(examined: Examined) -> dict[str, int]:
    faults = [finding.fault for finding in examined.findings]
    wrong = places(errors(faults))
    return {"errors": wrong, "warnings": places(faults) - wrong}


def _as_json(examined: Examined) -> str:
    document = {
        "files": [
            {
                "file": report.file,
                "form": report.form,
                "taken_for": report.taken_for,
                "rows": report.rows,
                "first_date": None if report.first_date is None else report.first_date.isoformat(),
                "last_date": None if report.last_date is None else report.last_date.isoformat(),
            }
            for report in examined.files
        ],
        "faults": [_finding_as_json(finding) for finding in examined.findings],
        **_counts(examined),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _finding_as_json(finding: Finding) -> dict[str, str | int | None]:
    fault = finding.fault
    return {
        "code": fault.code,
        "severity": fault.severity.value,
        "file": fault.place.file,
        "line": fault.place.line,
        "column": fault.place.within,
        "found": fault.found,
        "allowed": fault.allowed,
        "nearest": fault.nearest,
        "advice": fault.advice,
        **({"child": finding.child} if finding.child is not None else {}),
    }


def _as_csv(examined: Examined) -> str:
    """A row for each fault; where one stands for several places, ``times`` says for how many."""
    stream = io.StringIO()
    rows = [
        {**_finding_as_json(finding), "times": finding.fault.times, "child": finding.child}
        for finding in examined.findings
    ]
    writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


_COLUMNS = (
    *("code", "severity", "file", "line", "column", "found", "allowed", "nearest", "advice"),
    *("times", "child"),
)

EXAMINED_RENDERERS: Mapping[str, Callable[[Examined], str]] = {
    "text": _as_text,
    "json": _as_json,
    "csv": _as_csv,
}

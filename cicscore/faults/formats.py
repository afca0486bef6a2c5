"""Render faults as text for people, and in formats that other programs read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import fill, indent
from typing import Any
from urllib.parse import quote

from cicscore.faults.fault import Fault, Place, Severity, errors, fault_text, paint_of
from cicscore.faults.report import Report, message
from cicscore.faults.rules import Rule, rule_called
from cicscore.text import visible
from cicscore.view import Paint, View


def github_report(report: Report, view: View) -> str:
    """An annotation for each fault, then the total, because GitHub shows only ten of each kind."""
    del view  # a workflow's log looks the same to every reader
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


def json_report(report: Report, view: View) -> str:
    """One JSON object with the file, the totals and every fault."""
    del view  # data looks the same to every reader
    wrong = len(errors(report.faults))
    document = {
        "file": report.file,
        "cicscore": report.version,
        f"{report.what}s": report.checked,
        "errors": wrong,
        "warnings": len(report.faults) - wrong,
        "faults": [fault_json(fault) for fault in report.faults],
    }
    # Escaped, so that text from a damaged file is valid JSON in any encoding.
    return json.dumps(document, indent=2) + "\n"


def fault_json(fault: Fault) -> dict[str, str | int | None]:
    """The fault as a flat object, the same in every command.

    ``column`` is the position of a character in the line; ``path`` is the place within the file: a dotted
    path in a catalogue, a column's heading in an extract.
    """
    return {
        "code": fault.code,
        "name": fault.name,
        "severity": fault.severity.value,
        "rule": rule_called(fault.code).title,
        "file": fault.place.file,
        "line": fault.place.line,
        "column": fault.place.column,
        "path": fault.place.within,
        "found": fault.found,
        "allowed": fault.allowed,
        "nearest": fault.nearest,
        "advice": fault.advice,
    }


_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_report(report: Report, view: View) -> str:
    """A log of one run: the rules checked, and a result for each fault."""
    del view  # data looks the same to every reader
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
    """The URI of a file: a relative reference for a relative path, a file URI for an absolute one."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")


#: The number of characters of a line shown around the mark.
_WIDTH = 100


def text_report(report: Report, view: View) -> str:
    """Every fault as a few lines, with a blank line between, and the total."""
    last = max((fault.place.line or 0 for fault in report.faults), default=0)
    enclosing = _enclosing(report.lines[:last])
    parts = [
        fault_text(fault, _fragment(fault, report.lines, enclosing, view), view) for fault in report.faults
    ]
    return "\n\n".join((*parts, f"{report.total}.")) + "\n"


def _fragment(
    fault: Fault, lines: Sequence[str], enclosing: Sequence[int | None], view: View
) -> Iterator[str]:
    """The line at fault, below the keys that it belongs to, with a mark under the column."""
    number, column = fault.place.line, fault.place.column
    if number is None or not 1 <= number <= len(lines) or not lines[number - 1].strip():
        return
    gutter = len(str(number))
    for above in _parents(enclosing, number - 1):
        yield view.paint(f"  {above + 1:>{gutter}} | {_cut(lines[above], 0)[0]}", Paint.DIM)
    shown, before = _cut(lines[number - 1], (column or 1) - 1)
    yield f"  {number} | {shown}"
    if column is not None:
        yield f"  {'':>{gutter}} | {' ' * before}{view.paint('^', paint_of(fault.severity))}"


def _enclosing(lines: Iterable[str]) -> list[int | None]:
    """For each line, the line of the key that encloses it: the last one above that is indented less.

    All in one pass: a report may place a fault on every line.
    """
    found: list[int | None] = []
    keys: list[tuple[int, int]] = []  # the indent and line of each key that encloses the next line
    for number, line in enumerate(lines):
        indent = _indent(line)
        is_text = bool(line.strip()) and not line.lstrip().startswith("#")
        while is_text and keys and keys[-1][0] >= indent:
            keys.pop()
        found.append(next((at for outer, at in reversed(keys) if outer < indent), None))
        if is_text:
            keys.append((indent, number))
    return found


def _parents(enclosing: Sequence[int | None], number: int) -> list[int]:
    """The lines of the keys that enclose a line, outermost first."""
    found: list[int] = []
    above = enclosing[number]
    while above is not None:
        found.append(above)
        above = enclosing[above]
    return found[::-1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _cut(line: str, at: int) -> tuple[str, int]:
    """The part of a line to show, each character one column wide, and the position of character ``at``."""
    line = line.rstrip()
    start = max(0, at - _WIDTH * 3 // 4) if len(line) > _WIDTH else 0
    # Cut first, because a line may be as long as the file.
    piece = line[start : start + _WIDTH]
    plain = "".join(shown if len(shown := visible(character)) == 1 else "?" for character in piece)
    plain = plain.replace("##[", "#?[")  # a command to a build log, anywhere in a line
    head = "..." if start else ""
    tail = "..." if len(line) > start + _WIDTH else ""
    return head + plain + tail, at - start + len(head)


_RULE_WIDTH = 80


def rule_text(rule: Rule, view: View) -> str:
    """The rule, why it matters, and its examples, separated by blank lines."""
    del view  # the same for every reader
    parts = (
        f"{rule.code} {rule.name} ({rule.severity.value}): {rule.title}.",
        fill(rule.why, _RULE_WIDTH, break_on_hyphens=False),
        "This fails:",
        _shown(rule.failing),
        "This passes:",
        _shown(rule.passing),
    )
    return "\n\n".join(parts) + "\n"


def _shown(fragment: str) -> str:
    return indent(fragment.rstrip("\n"), "    ")

"""Faults for people: place, what was found, the lines of the file with a mark under it, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.faults import Fault, Severity
from cicscore.reports.report import Look, Report
from cicscore.text import visible

#: Characters of a line that are shown around the mark.
_WIDTH = 100
_DIM, _BOLD, _RED, _YELLOW, _PLAIN = "\x1b[2m", "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[0m"


def text_report(report: Report, look: Look) -> str:
    """Every fault as a few lines, with a blank line between, and the total."""
    parts = ["\n".join(_fault_lines(fault, report, look)) for fault in report.faults]
    return "\n\n".join((*parts, f"{report.total}.")) + "\n"


def _fault_lines(fault: Fault, report: Report, look: Look) -> Iterator[str]:
    mark = _paint(f"{fault.severity.value} {fault.code}", _colour(fault), look)
    yield f"{_paint(str(fault.place), _BOLD, look)}: {mark}: {fault.found}."
    yield from _fragment(fault, report.lines, look)
    if fault.allowed:
        yield f"  allowed: {fault.allowed}"
    if fault.nearest:
        yield f"  did you mean: {fault.nearest}"
    yield f"  what to do: {fault.advice}"


def _colour(fault: Fault) -> str:
    return _RED if fault.severity is Severity.ERROR else _YELLOW


def _paint(text: str, colour: str, look: Look) -> str:
    return f"{colour}{text}{_PLAIN}" if look.colour else text


def _fragment(fault: Fault, lines: tuple[str, ...], look: Look) -> Iterator[str]:
    """The line at fault below the keys that it belongs to, and a mark under the column."""
    number, column = fault.place.line, fault.place.column
    if number is None or not 1 <= number <= len(lines) or not lines[number - 1].strip():
        return
    gutter = len(str(number))
    for above in _parents(lines, number - 1):
        yield _paint(f"  {above + 1:>{gutter}} | {_cut(lines[above], 0)[0]}", _DIM, look)
    shown, before = _cut(lines[number - 1], (column or 1) - 1)
    yield f"  {number} | {shown}"
    if column is not None:
        yield f"  {'':>{gutter}} | {' ' * before}{_paint('^', _colour(fault), look)}"


def _parents(lines: tuple[str, ...], number: int) -> list[int]:
    """The lines of the keys around a line, outermost first."""
    found: list[int] = []
    indent = _indent(lines[number])
    for above in range(number - 1, -1, -1):
        line = lines[above]
        if indent == 0:
            break
        if line.strip() and not line.lstrip().startswith("#") and _indent(line) < indent:
            indent = _indent(line)
            found.append(above)
    return found[::-1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _cut(line: str, at: int) -> tuple[str, int]:
    """As much of a line as is shown, each character one column wide, and where its character ``at`` is."""
    line = line.rstrip()
    start = max(0, at - _WIDTH * 3 // 4) if len(line) > _WIDTH else 0
    # Cut first: a line may be as long as the file.
    piece = line[start : start + _WIDTH]
    plain = "".join(shown if len(shown := visible(character)) == 1 else "?" for character in piece)
    plain = plain.replace("##[", "#?[")  # an order to the log of a build, wherever it stands
    head = "..." if start else ""
    tail = "..." if len(line) > start + _WIDTH else ""
    return head + plain + tail, at - start + len(head)

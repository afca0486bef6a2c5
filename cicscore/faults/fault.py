"""Faults as values: what is wrong, where, and how to correct it.

Faults are collected, sorted and shown together; an exception is raised only when nothing more can be done,
and then carries every fault found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from cicscore.text import visible, visible_or_none
from cicscore.view import PLAIN, Paint, View


class Severity(StrEnum):
    """An error stops the run or fails the check; a warning does neither."""

    ERROR = "error"
    WARNING = "warning"


class Place(Struct, frozen=True, order=True):
    """Where a fault is.

    ``line`` and ``column`` count from 1; in an extract, the heading is line 1 and ``within`` is the
    column's heading; in a catalogue, ``within`` is the dotted path of the node
    (``indicators.review_participation.numerator.where``).
    """

    file: str
    line: int | None = None
    column: int | None = None
    within: str | None = None

    def __str__(self) -> str:
        """``indicators.yaml:118:9 (indicators.review_participation.numerator.where)``."""
        numbers = "".join(f":{n}" for n in (self.line, self.column) if n is not None)
        path = f" ({self.within})" if self.within else ""
        return f"{self.file}{numbers}{path}"


class Fault(Struct, frozen=True):
    """One problem.

    ``code`` and ``name`` are its rule's (``CIC101``, ``not-yaml``). ``found`` is a sentence, without its full
    stop, that states what was found; ``allowed`` lists what may be there; ``nearest`` is the valid name
    closest to what was written; ``advice`` is how to correct it. ``times`` is the number of places that it
    represents, if only the first is shown.
    """

    code: str
    name: str
    severity: Severity
    place: Place
    found: str
    advice: str
    allowed: str | None = None
    nearest: str | None = None
    times: int = 1

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The key by which faults are sorted into the order of the file."""
        return (
            self.place.file,
            self.place.line or 0,
            self.place.column or 0,
            self.code,
            self.found,
        )


def visible_fault(fault: Fault) -> Fault:
    """The fault with every text in it made visible: files may contain, and be named, anything."""
    place = fault.place
    return replace(
        fault,
        place=replace(place, file=visible(place.file), within=visible_or_none(place.within)),
        found=visible(fault.found),
        allowed=visible_or_none(fault.allowed),
        nearest=visible_or_none(fault.nearest),
        advice=visible(fault.advice),
    )


def fault_text(fault: Fault, fragment: Iterable[str] = (), view: View = PLAIN) -> str:
    """The fault as a message of a few lines: its place, what was found, the lines at fault, what to do."""
    fault = visible_fault(fault)
    mark = view.paint(f"{fault.severity.value} {fault.code}", paint_of(fault.severity))
    lines = [f"{view.paint(str(fault.place), Paint.BOLD)}: {mark}: {fault.found}.", *fragment]
    if fault.allowed:
        lines.append(f"  allowed: {fault.allowed}")
    if fault.nearest:
        lines.append(f"  did you mean: {fault.nearest}")
    lines.append(f"  what to do: {fault.advice}")
    return "\n".join(lines)


def paint_of(severity: Severity) -> Paint:
    """The colour of a severity."""
    return Paint.RED if severity is Severity.ERROR else Paint.YELLOW


#: The most faults shown in full; if there are more, they are counted by rule, with examples.
SHOWN_IN_FULL = 20
#: The most examples of one rule in one column, and of one rule in all.
_EXAMPLES, _EXAMPLES_OF_A_RULE = 3, 9


def fault_texts(faults: Sequence[Fault]) -> list[str]:
    """The texts of the faults, errors first; if there are many, counts by rule and some examples."""
    ordered = sorted(faults, key=lambda fault: fault.severity is not Severity.ERROR)
    if len(ordered) <= SHOWN_IN_FULL:
        return [fault_text(fault) for fault in ordered]
    return [counted_by_rule(ordered), *(fault_text(fault) for fault in examples(ordered))]


def counted_by_rule(faults: Iterable[Fault]) -> str:
    """A line for each rule: how often it is broken, and in which files."""
    times: dict[tuple[str, str], int] = {}
    files: dict[tuple[str, str], dict[str, None]] = {}
    for fault in faults:
        rule = (fault.severity.value, fault.code)
        times[rule] = times.get(rule, 0) + fault.times
        files.setdefault(rule, {})[visible(fault.place.file)] = None
    lines = ["How often each rule is broken, and in which files (`cicscore rule CODE` explains it):"]
    for rule, count in times.items():
        names = list(files[rule])
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        lines.append(f"  {count:>9,}  {' '.join(rule)}: {', '.join(names[:3])}{more}")
    lines.append("Examples follow; `cicscore extracts FOLDER --format csv` lists those of extracts.")
    return "\n".join(lines)


def examples(faults: Iterable[Fault]) -> list[Fault]:
    """The first few faults of each rule, taken from each column that has any."""
    chosen: list[Fault] = []
    of_rule: dict[str, int] = {}
    of_column: dict[tuple[str, str, str | None], int] = {}
    for fault in faults:
        column = (fault.code, fault.place.file, fault.place.within)
        of_column[column] = of_column.get(column, 0) + 1
        if of_column[column] <= _EXAMPLES and of_rule.get(fault.code, 0) < _EXAMPLES_OF_A_RULE:
            of_rule[fault.code] = of_rule.get(fault.code, 0) + 1
            chosen.append(fault)
    return chosen


def first_of_each(faults: Iterable[Fault], most: int = 100) -> tuple[Fault, ...]:
    """The faults, each once; beyond ``most`` of one code, a single fault counts the others."""
    shown: list[Fault] = []
    first: dict[str, int] = {}
    others: dict[str, list[Fault]] = {}
    for fault in dict.fromkeys(faults):
        first[fault.code] = first.get(fault.code, 0) + 1
        if fault.times > 1 or first[fault.code] > most:
            others.setdefault(fault.code, []).append(fault)
        else:
            shown.append(fault)
    shown += (more[0] if places(more) == 1 else counted(more[0], places(more)) for more in others.values())
    return tuple(shown)


def counted(first: Fault, times: int) -> Fault:
    """One fault that represents ``times`` others of its code, at the place of the first."""
    found = f"{times:,} more of {first.code} are here and below, and are only counted"
    advice = "Correct those shown first."
    return replace(first, found=found, allowed=None, nearest=None, advice=advice, times=times)


def sorted_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults in the order of their places, each once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.sort_key))


def places(faults: Iterable[Fault]) -> int:
    """The number of places at fault."""
    return sum(fault.times for fault in faults)


def errors(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults that are errors."""
    return tuple(fault for fault in faults if fault.severity is Severity.ERROR)


class CicscoreError(Exception):
    """The base class of every error that a caller of this package may catch."""


class FaultsFoundError(CicscoreError):
    """Faults in the catalogue or the extracts stopped the run; ``faults`` holds them all, in order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults; the message consists of their texts."""
        self.faults = sorted_faults(faults)
        super().__init__("\n".join(fault_text(fault) for fault in self.faults))


class CannotRunError(CicscoreError):
    """The run could not begin: a folder or file does not exist, or an option makes no sense."""


class InternalError(CicscoreError):
    """Two calculations of one figure disagree: a fault in the program, never in the catalogue or the data."""


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name closest to ``name``, or ``None`` if none is close enough to be meant."""
    from rapidfuzz import fuzz, process, utils
    from rapidfuzz.distance import DamerauLevenshtein

    names = list(dict.fromkeys(allowed))
    if not name or not names:
        return None
    # At most two typing errors, one in a short word, none in a single letter; failing that, a clear likeness.
    limit = 2 if len(name) > 3 else 1 if len(name) > 1 else 0
    mistyped = process.extractOne(
        name, names, scorer=DamerauLevenshtein.distance, processor=utils.default_process, score_cutoff=limit
    )
    if mistyped is not None:
        return str(mistyped[0])
    likeness = process.extractOne(
        name, names, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=75
    )
    return None if likeness is None else str(likeness[0])


def most_like(name: str, allowed: Sequence[str], most: int) -> list[str]:
    """The allowed names, at most so many, that are most like ``name``, the likest first."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(name, allowed, scorer=fuzz.ratio, processor=utils.default_process, limit=most)
    return [str(each) for each, _, _ in found]


def why_missing(path: Path) -> str:
    """That nothing is at ``path``, in a sentence without its subject, with the name that may be meant."""
    if path.is_symlink():
        return f"is a link to {path.readlink()}, which is not there."
    close = nearest_path(path)
    return f"is not there. Did you mean {close}?" if close else "is not there."


def nearest_path(path: Path) -> Path | None:
    """An existing path that differs from a missing one in a single misspelt part, or ``None``."""
    above = path.parent
    if above.is_dir():
        close = nearest(path.name, [each.name for each in above.iterdir()])
        return None if close is None else above / close
    corrected = None if above == path else nearest_path(above)
    return corrected / path.name if corrected is not None and (corrected / path.name).exists() else None

"""Problems as values: what is wrong, where, and what to do about it.

Faults are collected, sorted and shown all at once; an exception is raised only when nothing more can be
done, and then carries every fault found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from cicscore.text import visible, visible_or_none


class Severity(StrEnum):
    """An error stops the run or fails the check; a warning does neither."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
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


@dataclass(frozen=True, slots=True)
class Fault:
    """One problem.

    ``code`` and ``name`` are those of its rule (``CIC101``, ``not-yaml``). ``found`` is a sentence without
    its full stop that says what is there; ``allowed`` what may be there; ``nearest`` the valid name closest
    to what was written; ``advice`` what to do. ``times`` is how many places it stands for, where only the
    first is told.
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
        """Faults are shown in the order of the file."""
        return (
            self.place.file,
            self.place.line or 0,
            self.place.column or 0,
            self.code,
            self.found,
        )


def visible_fault(fault: Fault) -> Fault:
    """The fault with every text in it made visible: files may hold, and be called, anything."""
    place = fault.place
    return replace(
        fault,
        place=replace(place, file=visible(place.file), within=visible_or_none(place.within)),
        found=visible(fault.found),
        allowed=visible_or_none(fault.allowed),
        nearest=visible_or_none(fault.nearest),
        advice=visible(fault.advice),
    )


def fault_text(fault: Fault) -> str:
    """The fault as a message of a few lines: place and what was found, then what to do."""
    fault = visible_fault(fault)
    lines = [f"{fault.place}: {fault.severity.value} {fault.code}: {fault.found}."]
    if fault.allowed:
        lines.append(f"  allowed: {fault.allowed}")
    if fault.nearest:
        lines.append(f"  did you mean: {fault.nearest}")
    lines.append(f"  what to do: {fault.advice}")
    return "\n".join(lines)


#: Up to so many faults are told one after the other; more are counted by rule first.
TOLD_SINGLY = 20
#: How many of one rule in one column are then told, and how many of one rule in all.
_EXAMPLES, _EXAMPLES_OF_A_RULE = 3, 9


def told(faults: Sequence[Fault]) -> list[str]:
    """The texts of the faults, errors before warnings; of many, how often each rule has one, and a few."""
    ordered = sorted(faults, key=lambda fault: fault.severity is not Severity.ERROR)
    if len(ordered) <= TOLD_SINGLY:
        return [fault_text(fault) for fault in ordered]
    return [counted_by_rule(ordered), *(fault_text(fault) for fault in examples(ordered))]


def counted_by_rule(faults: Iterable[Fault]) -> str:
    """A line for each rule: how often, and in which files."""
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
    """The first faults of each rule, of each column that has some."""
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
    """The faults, each once; of more than ``most`` of one code, the first, and one that counts the others."""
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
    """One fault for so many of its code that are not told one by one, at the place of the first."""
    found = f"{times:,} more of {first.code} are here and below, and are only counted"
    advice = "Correct those that are told first."
    return replace(first, found=found, allowed=None, nearest=None, advice=advice, times=times)


def sorted_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults in the order of their places, each once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.sort_key))


def places(faults: Iterable[Fault]) -> int:
    """In how many places something is wrong."""
    return sum(fault.times for fault in faults)


def errors(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Those faults that are errors."""
    return tuple(fault for fault in faults if fault.severity is Severity.ERROR)


class CicscoreError(Exception):
    """What every error of this package that a caller may catch has in common."""


class FaultsFoundError(CicscoreError):
    """Faults in the catalogue or the extracts stop the run; ``faults`` holds all of them, in order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults; the message is all of their texts."""
        self.faults = sorted_faults(faults)
        super().__init__("\n".join(fault_text(fault) for fault in self.faults))


class CannotRunError(CicscoreError):
    """The run could not begin: a folder or file that is not there, an option that makes no sense."""


class InternalError(CicscoreError):
    """Two ways to one figure disagree: a fault of the program, never of the catalogue or the data."""


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name closest to ``name``, or none when nothing is close enough to be meant."""
    from rapidfuzz import fuzz, process, utils
    from rapidfuzz.distance import DamerauLevenshtein

    names = list(dict.fromkeys(allowed))
    if not name or not names:
        return None
    # Two slips of the finger at most, one in a short word, none in a letter; beyond that, a clear likeness.
    limit = 2 if len(name) > 3 else 1 if len(name) > 1 else 0
    slip = process.extractOne(
        name, names, scorer=DamerauLevenshtein.distance, processor=utils.default_process, score_cutoff=limit
    )
    if slip is not None:
        return str(slip[0])
    likeness = process.extractOne(
        name, names, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=75
    )
    return None if likeness is None else str(likeness[0])


def nearest_path(path: Path) -> Path | None:
    """What is there in place of a path that is not, where one of its parts was misspelt; else none."""
    above = path.parent
    if above.is_dir():
        close = nearest(path.name, [each.name for each in above.iterdir()])
        return None if close is None else above / close
    mended = None if above == path else nearest_path(above)
    return mended / path.name if mended is not None and (mended / path.name).exists() else None

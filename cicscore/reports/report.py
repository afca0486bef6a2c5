"""What a report is made of, and how it may look."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cicscore.catalogue.rules import Rule
from cicscore.faults import Fault, Severity, errors, places


@dataclass(frozen=True)
class Report:
    """The faults of one file, in order, with texts that are visible (see ``visible_fault``).

    ``lines`` are those of the file; ``rules`` all rules that were looked for; ``indicators`` how many
    indicators were checked. ``strict`` says that warnings count like errors.
    """

    file: str
    lines: tuple[str, ...]
    faults: tuple[Fault, ...]
    rules: Mapping[str, Rule]
    indicators: int
    version: str
    strict: bool = False

    @property
    def fails(self) -> bool:
        """Whether the file has to be corrected."""
        return bool(self.faults) if self.strict else bool(errors(self.faults))

    def is_failure(self, fault: Fault) -> bool:
        """Whether this fault is one of those that have to be corrected."""
        return self.strict or fault.severity is Severity.ERROR

    @property
    def total(self) -> str:
        """How many faults there are, in words."""
        if not self.faults:
            return f"{self.file}: no faults; {_number(self.indicators, 'indicator')} checked"
        every, wrong = places(self.faults), places(errors(self.faults))
        return (
            f"{self.file}: {_number(every, 'fault')} "
            f"({_number(wrong, 'error')}, {_number(every - wrong, 'warning')})"
        )


@dataclass(frozen=True)
class Look:
    """What the reader's screen can show."""

    colour: bool = False


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def message(fault: Fault) -> str:
    """Everything about a fault but its place, in sentences, one to a line."""
    parts = [f"{fault.found}."]
    if fault.allowed:
        parts.append(f"Allowed: {fault.allowed}.")
    if fault.nearest:
        parts.append(f"Did you mean: {fault.nearest}")
    return "\n".join((*parts, fault.advice))


def visible(text: str) -> str:
    """The text on one line; what would move the cursor, or what no encoding takes, is written out."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]", _written_out, text)


def _written_out(match: re.Match[str]) -> str:
    return " " if match.group() in "\t\n\r" else f"\\u{ord(match.group()):04x}"


def visible_fault(fault: Fault) -> Fault:
    """The fault with every text in it made visible: a catalogue may hold any character."""
    place = fault.place
    return replace(
        fault,
        place=replace(place, file=visible(place.file), within=_visible_or_none(place.within)),
        found=visible(fault.found),
        allowed=_visible_or_none(fault.allowed),
        nearest=_visible_or_none(fault.nearest),
        advice=visible(fault.advice),
    )


def _visible_or_none(text: str | None) -> str | None:
    return None if text is None else visible(text)

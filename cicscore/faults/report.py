"""The faults of one file, and of which rules it was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cicscore.faults.fault import Fault, Severity, errors, places
from cicscore.faults.rules import Family, Rule, rules_in


@dataclass(frozen=True)
class Report:
    """The faults of one file, in order, with texts that are visible (see ``visible_fault``).

    ``lines`` are those of the file; ``families`` of which rules were looked for; ``indicators`` how many
    indicators were checked. ``strict`` says that warnings count like errors.
    """

    file: str
    lines: tuple[str, ...]
    faults: tuple[Fault, ...]
    families: tuple[Family, ...]
    indicators: int
    version: str
    strict: bool = False

    @property
    def rules(self) -> Mapping[str, Rule]:
        """All rules that were looked for, by code."""
        return rules_in(*self.families)

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

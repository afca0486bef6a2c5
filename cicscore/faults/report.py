"""The faults of one file, and the rules by which it was checked."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from cicscore.faults.fault import Fault, Severity, errors, places
from cicscore.faults.rules import Family, Rule, rules_in


class Report(Struct, frozen=True):
    """The faults of one file, in order, with their texts made visible (see ``visible_fault``).

    ``lines`` are the file's lines; ``families`` the families of rules checked; ``checked`` how many of
    ``what`` were. ``strict`` means that warnings count as errors.
    """

    file: str
    lines: tuple[str, ...]
    faults: tuple[Fault, ...]
    families: tuple[Family, ...]
    checked: int
    version: str
    strict: bool = False
    what: str = "indicator"

    @property
    def rules(self) -> Mapping[str, Rule]:
        """All rules checked, by code."""
        return rules_in(*self.families)

    @property
    def fails(self) -> bool:
        """Whether the file must be corrected."""
        return bool(self.faults) if self.strict else bool(errors(self.faults))

    def is_failure(self, fault: Fault) -> bool:
        """Whether this fault must be corrected."""
        return self.strict or fault.severity is Severity.ERROR

    @property
    def total(self) -> str:
        """The number of faults, in words."""
        if not self.faults:
            return f"{self.file}: no faults; {_number(self.checked, self.what)} checked"
        every, wrong = places(self.faults), places(errors(self.faults))
        return (
            f"{self.file}: {_number(every, 'fault')} "
            f"({_number(wrong, 'error')}, {_number(every - wrong, 'warning')})"
        )


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def message(fault: Fault) -> str:
    """Everything about a fault except its place, one sentence to a line."""
    parts = [f"{fault.found}."]
    if fault.allowed:
        parts.append(f"Allowed: {fault.allowed}.")
    if fault.nearest:
        parts.append(f"Did you mean: {fault.nearest}")
    return "\n".join((*parts, fault.advice))

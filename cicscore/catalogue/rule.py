"""What a rule is, and the faults that break it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cicscore.faults.fault import Fault, Place, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fault: what it is in one line, why it matters, and a fragment with it and without it.

    A fragment shows the parts of a file that matter; keys that do not are left out.
    """

    code: str
    severity: Severity
    title: str
    why: str = ""
    failing: str = ""
    passing: str = ""


def fault_by(
    rules: Mapping[str, Rule],
    code: str,
    place: Place,
    found: str,
    advice: str,
    *,
    allowed: str | None = None,
    nearest: str | None = None,
) -> Fault:
    """A fault of one of ``rules``, with the severity that the table gives it."""
    return Fault(code, rules[code].severity, place, found, advice, allowed, nearest)

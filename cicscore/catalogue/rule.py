"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass

from cicscore.faults import Severity


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

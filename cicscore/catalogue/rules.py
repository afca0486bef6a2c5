"""Every fault that a catalogue can have: its stable code, its severity, and what it is in one line."""

from __future__ import annotations

from cicscore.catalogue.rule import Rule
from cicscore.catalogue.rules_of_expressions import EXPRESSION_RULES
from cicscore.catalogue.rules_of_files import FILE_RULES
from cicscore.catalogue.rules_of_meaning import MEANING_RULES
from cicscore.faults import Fault, Place

__all__ = ["RULES", "Rule", "fault"]

#: The one table of codes of the catalogue.
RULES: dict[str, Rule] = {
    rule.code: rule for rules in (FILE_RULES, EXPRESSION_RULES, MEANING_RULES) for rule in rules
}


def fault(
    code: str,
    place: Place,
    found: str,
    advice: str,
    *,
    allowed: str | None = None,
    nearest: str | None = None,
) -> Fault:
    """A fault of this kind, with the severity that the table gives it."""
    return Fault(code, RULES[code].severity, place, found, advice, allowed, nearest)

"""Every fault that a catalogue can have: its stable code, its severity, and what it is in one line."""

from __future__ import annotations

from functools import partial

from cicscore.catalogue.rule import Rule, fault_by
from cicscore.catalogue.rules_of_expressions import EXPRESSION_RULES
from cicscore.catalogue.rules_of_files import FILE_RULES
from cicscore.catalogue.rules_of_meaning import MEANING_RULES

__all__ = ["RULES", "Rule", "fault"]

#: The one table of codes of the catalogue.
RULES: dict[str, Rule] = {
    rule.code: rule for rules in (FILE_RULES, EXPRESSION_RULES, MEANING_RULES) for rule in rules
}

#: A fault of the catalogue, from its code, place, what was found and what to do.
fault = partial(fault_by, RULES)

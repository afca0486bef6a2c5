"""Every rule there is, by code: of catalogues, of earlier figures, of extracts and of worked examples."""

from __future__ import annotations

from collections.abc import Mapping

from cicscore.catalogue.rules import RULES, Rule
from cicscore.examples.rules import EXAMPLE_RULES
from cicscore.faults import CannotRunError, nearest

#: The rules that ``check`` looks for, whatever it leaves out.
CATALOGUE_RULES: Mapping[str, Rule] = RULES


def all_rules() -> Mapping[str, Rule]:
    """Every rule, in the order of the codes."""
    return RULES | EXAMPLE_RULES


def rule_of(code: str) -> Rule:
    """The rule with this code, in any case. Raises ``CannotRunError`` where there is none."""
    rules = all_rules()
    rule = rules.get(code.upper())
    if rule is None:
        close = nearest(code.upper(), rules)
        hint = f" Did you mean {close}?" if close else ""
        message = f'there is no rule "{code}".{hint} Codes go from {min(rules)} to {max(rules)}.'
        raise CannotRunError(message)
    return rule

"""Every rule there is, by code: of catalogues, of figures, of extracts, of returns and of examples."""

from __future__ import annotations

from collections.abc import Mapping

from cicscore.app.rules_of_figures import FIGURE_RULES
from cicscore.catalogue.rules import RULES, Rule
from cicscore.examples.rules import EXAMPLE_RULES
from cicscore.extracts.rulebook import extract_rules
from cicscore.faults.fault import CannotRunError, nearest
from cicscore.ssda903.rulebook import return_rules


def all_rules() -> Mapping[str, Rule]:
    """Every rule, in the order of the codes."""
    of_files = (*extract_rules().values(), *return_rules().values())
    rules = (*RULES.values(), *FIGURE_RULES, *of_files, *EXAMPLE_RULES.values())
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}


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

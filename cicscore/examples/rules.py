"""Every fault that a worked example can have: the codes CIC601 and up, in the form of the catalogue's own."""

from __future__ import annotations

from cicscore.catalogue.rules import Rule
from cicscore.faults import Fault, Place, Severity

_E, _W = Severity.ERROR, Severity.WARNING

#: The one table of codes of worked examples.
EXAMPLE_RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("CIC601", _E, "A worked example that comes to something else"),
        Rule("CIC602", _E, "An expectation for a variant that the catalogue does not declare"),
        Rule("CIC603", _E, "A worked example on a day on which its definition does not hold"),
        Rule("CIC604", _E, "An expectation that checks nothing"),
        Rule("CIC605", _E, "A row of a worked example with an extract or column that is not declared"),
        Rule("CIC606", _E, "A cell of a worked example that is not a value of its column"),
        Rule("CIC607", _E, "Rows of a worked example in a form that cannot be read"),
        Rule("CIC611", _W, "An indicator without a worked example of a normal case"),
        Rule("CIC612", _W, "A target or amber limit that no worked example meets exactly"),
        Rule("CIC613", _W, "An indicator without a worked example of a zero denominator"),
        Rule("CIC614", _W, "A variant that changes no worked example of an indicator it matters to"),
    )
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
    return Fault(code, EXAMPLE_RULES[code].severity, place, found, advice, allowed, nearest)

"""A rule in words, with a fragment that breaks it and one that does not."""

from __future__ import annotations

from textwrap import fill, indent

from cicscore.catalogue.rules import Rule

_WIDTH = 80


def rule_text(rule: Rule) -> str:
    """What the rule is about, why, and the fragments."""
    return "\n".join(
        (
            f"{rule.code} ({rule.severity.value}): {rule.title}.",
            "",
            fill(rule.why, _WIDTH),
            "",
            "This fails:",
            "",
            indent(rule.failing.rstrip("\n"), "    "),
            "",
            "This passes:",
            "",
            indent(rule.passing.rstrip("\n"), "    "),
            "",
        )
    )

"""A rule in words, with a fragment that breaks it and one that does not."""

from __future__ import annotations

from textwrap import fill, indent

from cicscore.catalogue.rules import Rule

_WIDTH = 80


def rule_text(rule: Rule) -> str:
    """What the rule is about, why it matters, and the fragments, each after a blank line."""
    parts = (
        f"{rule.code} ({rule.severity.value}): {rule.title}.",
        fill(rule.why, _WIDTH, break_on_hyphens=False),
        "This fails:",
        _shown(rule.failing),
        "This passes:",
        _shown(rule.passing),
    )
    return "\n\n".join(parts) + "\n"


def _shown(fragment: str) -> str:
    return indent(fragment.rstrip("\n"), "    ")

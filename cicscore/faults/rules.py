"""Every kind of fault: its code, name and severity, why it matters, what fails and what passes.

The rules are data: each YAML file in the folder ``rules`` is a family of them. The fragments that fail and
pass show only the relevant parts of a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml
from msgspec import Struct

from cicscore.faults.fault import CannotRunError, Fault, Place, Severity, nearest


class Family(StrEnum):
    """The subject of the rules in one file."""

    FILES = "files"
    EXPRESSIONS = "expressions"
    DEFINITIONS = "definitions"
    DOCUMENTS = "documents"
    FIGURES = "figures"
    EXTRACTS = "extracts"
    EXAMPLES = "examples"
    RETURNS = "returns"
    COMMENTARY = "commentary"
    AUDIT = "audit"
    OVERRIDES = "overrides"
    BENCHMARKS = "benchmarks"
    TARGETS = "targets"


#: The rules for a catalogue, apart from those for its worked examples.
OF_CATALOGUES = (Family.FILES, Family.EXPRESSIONS, Family.DEFINITIONS)
#: The rules for a file of overrides: how any YAML file is written, what it refers to, and its own.
OF_OVERRIDES = (Family.FILES, Family.DEFINITIONS, Family.OVERRIDES)
#: The rules for a file of a council's own targets: how any YAML file is written, targets, and its own.
OF_TARGETS = (Family.FILES, Family.DEFINITIONS, Family.TARGETS)


class Rule(Struct, frozen=True):
    """One kind of fault. ``code`` and ``name`` are stable, and either identifies the rule."""

    code: str
    name: str
    severity: Severity
    title: str
    why: str
    failing: str
    passing: str


@cache
def rules_in(*families: Family) -> Mapping[str, Rule]:
    """The rules of these families by code, in the order of the codes."""
    found = [rule for family in families for rule in _read(family)]
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}


@cache
def _read(family: Family) -> tuple[Rule, ...]:
    text = (files(__package__) / "rules" / f"{family}.yaml").read_text("utf-8")
    entries = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader, in C
    return tuple(
        Rule(
            code=entry["code"],
            name=entry["name"],
            severity=Severity(entry["severity"]),
            title=entry["title"],
            why=entry["why"],
            failing=entry["failing"],
            passing=entry["passing"],
        )
        for entry in entries
    )


@cache
def _named(name: str) -> Rule:
    """The rule called ``name``; families after its own stay unread."""
    return next(rule for family in Family for rule in _read(family) if rule.name == name)


def rule_called(word: str) -> Rule:
    """The rule with this code or name, in any letter case. Raises ``CannotRunError`` if there is none."""
    codes = rules_in(*Family)
    names = {rule.name: rule for rule in codes.values()}
    rule = codes.get(word.upper()) or names.get(word.lower())
    if rule is None:
        close = nearest(word.upper(), codes) or nearest(word.lower(), names)
        hint = f" Did you mean {close}?" if close else ""
        message = f'there is no rule "{word}".{hint} Codes go from {min(codes)} to {max(codes)}.'
        raise CannotRunError(message)
    return rule


def fault(
    name: str,
    place: Place,
    found: str,
    advice: str,
    *,
    allowed: str | None = None,
    nearest: str | None = None,
    times: int = 1,
) -> Fault:
    """A fault of the rule called ``name``, with that rule's code and severity."""
    rule = _named(name)
    return Fault(rule.code, rule.name, rule.severity, place, found, advice, allowed, nearest, times)


def severity_of(name: str) -> Severity:
    """The severity of the rule called ``name``."""
    return _named(name).severity

"""The table of checks, and the suppression of their findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType

from msgspec import Struct

from cicscore.catalogue import model as d
from cicscore.catalogue.checks import (
    comparing,
    definitions,
    due,
    policy,
    reviews,
    targets,
    unused,
    variants,
)
from cicscore.catalogue.checks.context import Check, Context, CouncilContext, Finding
from cicscore.catalogue.yaml import Path, YamlSource
from cicscore.faults.fault import Fault, Severity, nearest
from cicscore.faults.rules import OF_CATALOGUES, Family, Rule, fault, rules_in


def _checks_in(*modules: ModuleType) -> tuple[Check, ...]:
    """Every function of these modules that is marked with the rule it checks."""
    return tuple(one for module in modules for one in vars(module).values() if isinstance(one, Check))


CHECKS = _checks_in(comparing, definitions, due, policy, targets, reviews, unused, variants)


def run_checks(context: Context) -> tuple[Fault, ...]:
    """The findings of every check, each as a fault with its place."""
    return tuple(
        _fault(check, finding, context.source) for check in CHECKS for finding in check.find(context)
    )


def _fault(check: Check, finding: Finding, source: YamlSource) -> Fault:
    return fault(
        check.rule,
        source.place(finding.path, at_key=finding.at_key),
        finding.found,
        finding.advice,
        allowed=finding.allowed,
        nearest=finding.nearest,
    )


def run_target_checks(context: CouncilContext) -> tuple[Fault, ...]:
    """The findings of the checks of targets about a council's own file.

    What the catalogue suppresses, of an indicator or altogether, is suppressed here, too.
    """
    found = [
        (finding, _fault(check, finding, context.source))
        for check in _checks_in(targets)
        for finding in check.find(context)
        if context.source.node(finding.path) is not None  # else it is about the catalogue's own
    ]
    allowed = {
        each.written.id: {_code_of(allow.code) for allow in (*context.document.allow, *each.written.allow)}
        for each in context.catalogue.indicators
    }
    return tuple(one for finding, one in found if one.code not in allowed[str(finding.path[1])])


#: Checks of suppressions themselves.
_ABOUT_SUPPRESSIONS = frozenset({"unused-suppression"})
#: Checks that depend on the date, so that finding nothing on one day proves nothing.
_DATED = frozenset({"review-overdue"})


class _Suppression(Struct, frozen=True):
    """One entry of ``allow``, and the lines of the file that it covers, counted from 1."""

    path: Path
    code: str
    reason: str
    lines: range

    def covers(self, found: Fault) -> bool:
        return found.code == self.code and found.place.line in self.lines


def suppress(
    faults: Iterable[Fault],
    document: d.CatalogueDocument,
    source: YamlSource,
    looked_for: tuple[Family, ...],
) -> tuple[Fault, ...]:
    """The faults that are not suppressed, and the faults of the suppressions themselves.

    ``looked_for`` are the families of rules checked in this run; a suppression of any other rule may be
    needed, and is not reported as unused.
    """
    found = tuple(faults)
    suppressions = tuple(_suppressions(document, source))
    if not suppressions:
        return found
    rules = rules_in(*OF_CATALOGUES, Family.EXAMPLES)
    suppressible = [
        rule.code
        for rule in rules.values()
        if rule.severity is Severity.WARNING and rule.name not in _ABOUT_SUPPRESSIONS
    ]
    active = [one for one in suppressions if one.code in suppressible]
    kept = tuple(one for one in found if not any(suppression.covers(one) for suppression in active))
    repeated = {one.path: first for one in active if (first := _first_for(one, active)) is not one}
    sought = {rule.code for rule in rules_in(*looked_for).values() if rule.name not in _DATED}
    idle = [
        one
        for one in active
        if one.code in sought
        and one.path not in repeated
        and source.whole(one.path[:-2])
        and not any(one.covers(fault) for fault in found)
    ]
    unknown = [one for one in suppressions if one.code not in suppressible]
    return (
        *kept,
        *(_unknown(one, source, rules, suppressible) for one in unknown),
        *(_blank(one, source) for one in suppressions if not one.reason.strip()),
        *(_repeated(one, repeated[one.path], source) for one in active if one.path in repeated),
        *(_idle(one, source) for one in idle),
    )


def _first_for(one: _Suppression, active: Sequence[_Suppression]) -> _Suppression:
    """The first suppression of the same check for the whole catalogue or the same indicator."""
    return next(
        first for first in active if first.code == one.code and first.path[:-2] in ((), one.path[:-2])
    )


def _suppressions(document: d.CatalogueDocument, source: YamlSource) -> Iterator[_Suppression]:
    end = source.text.count("\n") + 2
    for index, allow in enumerate(document.allow):
        yield _Suppression(("allow", index), _code_of(allow.code), allow.reason, range(1, end))
    for number, indicator in enumerate(document.indicators):
        path: Path = ("indicators", number)
        node = source.node(path)
        spot = None if node is None else node.spot
        if spot is None or not indicator.allow:
            continue
        first = spot.line + 1
        lines = range(first, first + source.text.count("\n", spot.start, spot.end) + 1)
        for index, allow in enumerate(indicator.allow):
            at: Path = (*path, "allow", index)
            # A suppression inherited by a dated change is handled with the definition where it is written.
            if source.place(at).line in lines:
                yield _Suppression(at, _code_of(allow.code), allow.reason, lines)


def _code_of(written: str) -> str:
    """The code that a suppression gives, or the code of the rule that it names."""
    if written in rules_in(*OF_CATALOGUES):
        return written
    return next((r.code for r in rules_in(*Family).values() if r.name == written), written)


def _unknown(
    one: _Suppression, source: YamlSource, rules: Mapping[str, Rule], suppressible: Sequence[str]
) -> Fault:
    known = one.code in rules
    if known and rules[one.code].name in _ABOUT_SUPPRESSIONS:
        found = f"{one.code} is about suppressions, and cannot itself be suppressed"
    elif known:
        found = f"{one.code} is an error, which cannot be suppressed"
    else:
        found = f"there is no check {one.code[:40]}"
    return fault(
        "unknown-suppression",
        source.place((*one.path, "code")),
        found,
        "Correct what is wrong, and remove the suppression." if known else "Correct the code, or remove it.",
        allowed="the code of a warning, as `cicscore check` prints it, or the name of its rule",
        nearest=None
        if known
        else nearest(one.code, (*suppressible, *(rules[code].name for code in suppressible))),
    )


def _blank(one: _Suppression, source: YamlSource) -> Fault:
    return fault(
        "wrong-value",
        source.place((*one.path, "reason")),
        f"{one.code[:40]} is suppressed for a reason that is blank",
        "Say why the check does not apply here.",
        allowed="text",
    )


def _repeated(one: _Suppression, first: _Suppression, source: YamlSource) -> Fault:
    line = source.place((*first.path, "code")).line
    whole = " for the whole catalogue" if len(first.path) < len(one.path) else ""
    return fault(
        "unused-suppression",
        source.place((*one.path, "code")),
        f"{one.code} is suppressed already{whole}, in line {line}",
        "Keep one of the two.",
    )


def _idle(one: _Suppression, source: YamlSource) -> Fault:
    return fault(
        "unused-suppression",
        source.place((*one.path, "code")),
        f"nothing here is suppressed by {one.code}",
        "Remove the suppression.",
    )

"""Suppressions: checks that do not apply to an indicator, or to the whole catalogue, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cicscore.catalogue import document as d
from cicscore.catalogue.gaps import Gaps
from cicscore.catalogue.rules import Rule, fault
from cicscore.catalogue.yaml_source import Path, YamlSource
from cicscore.faults import Fault, Severity, nearest

#: What comes and goes with the day of the check, so that one day without it proves nothing.
_DATED = frozenset({"CIC341"})


@dataclass(frozen=True)
class _Suppression:
    """One entry of ``allow``, and the lines of the file that it holds for, counted from 1."""

    path: Path
    code: str
    lines: range

    def covers(self, found: Fault) -> bool:
        return found.code == self.code and found.place.line in self.lines


def suppress(
    faults: Iterable[Fault],
    document: d.CatalogueDocument,
    source: YamlSource,
    gaps: Gaps,
    rules: Mapping[str, Rule],
    looked_for: Iterable[str],
) -> tuple[Fault, ...]:
    """The faults that are not suppressed, and those of the suppressions themselves.

    ``rules`` are all there are; ``looked_for`` the codes of those that were looked for in this run: of the
    others nobody knows whether they would have been found.
    """
    found = tuple(faults)
    suppressions = tuple(_suppressions(document, source))
    suppressible = sorted(code for code, rule in rules.items() if rule.severity is Severity.WARNING)
    active = [one for one in suppressions if one.code in suppressible]
    kept = tuple(one for one in found if not any(suppression.covers(one) for suppression in active))
    sought = set(looked_for) - _DATED
    idle = [
        one
        for one in active
        if one.code in sought
        and gaps.leave_whole(one.path[:-2])
        and not any(one.covers(fault) for fault in found)
    ]
    unknown = [one for one in suppressions if one.code not in suppressible]
    return (
        *kept,
        *(_unknown(one, source, rules, suppressible) for one in unknown),
        *(_idle(one, source) for one in idle),
    )


def _suppressions(document: d.CatalogueDocument, source: YamlSource) -> Iterator[_Suppression]:
    lines = source.text.count("\n") + 2
    for index, allow in enumerate(document.allow):
        yield _Suppression(("allow", index), allow.code, range(1, lines))
    for number, indicator in enumerate(document.indicators):
        path: Path = ("indicators", number)
        spot = source.spots.get(path)
        if spot is None:
            continue
        last = source.text.count("\n", 0, spot.end) + 1
        for index, allow in enumerate(indicator.allow):
            yield _Suppression((*path, "allow", index), allow.code, range(spot.line + 1, last + 1))


def _unknown(
    one: _Suppression, source: YamlSource, rules: Mapping[str, Rule], suppressible: Sequence[str]
) -> Fault:
    known = one.code in rules
    return fault(
        "CIC351",
        source.place((*one.path, "code")),
        f"{one.code} is an error, which cannot be suppressed"
        if known
        else f"there is no check {one.code[:40]}",
        "Correct what is wrong, and remove the suppression." if known else "Correct the code, or remove it.",
        allowed=", ".join(suppressible),
        nearest=None if known else nearest(one.code, suppressible),
    )


def _idle(one: _Suppression, source: YamlSource) -> Fault:
    return fault(
        "CIC352",
        source.place((*one.path, "code")),
        f"nothing here is suppressed by {one.code}",
        "Remove the suppression.",
    )

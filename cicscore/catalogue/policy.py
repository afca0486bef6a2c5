"""Check the references of the policy on small counts, and what it says of parts and rounding."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cicscore.catalogue import model as d
from cicscore.catalogue.reporter import UNREADABLE, Reporter
from cicscore.catalogue.yaml import Path
from cicscore.vocabulary import DisclosureMethod


def check_policy(document: d.CatalogueDocument, reporter: Reporter) -> None:
    """Report unknown indicators, parts that contradict each other, and rounding without its method."""
    policy = document.disclosure
    if policy is None:
        return
    known = tuple(dict.fromkeys(indicator.id for indicator in document.indicators))
    for index, name in enumerate(policy.keep):
        _check_known(("disclosure", "keep", index), name, known, reporter)
    for index, pair in enumerate(policy.parts):
        for key, name in (("whole", pair.whole), ("part", pair.part)):
            _check_known(("disclosure", "parts", index, key), name, known, reporter)
    _check_parts(policy.parts, reporter)
    _check_rounding(policy, reporter)


def _check_known(path: Path, name: str, known: Collection[str], reporter: Reporter) -> None:
    if name not in known:
        reporter.unknown(path, "indicator", name, known)


def _check_parts(pairs: tuple[d.PartOf, ...], reporter: Reporter) -> None:
    """Report what is its own whole, a pair that is there already, and a pair that closes a circle."""
    wholes: dict[str, dict[str, int]] = {}
    for index, pair in enumerate(pairs):
        if UNREADABLE in (pair.whole, pair.part):
            continue
        path = ("disclosure", "parts", index)
        above = wholes.setdefault(pair.part, {})
        if pair.whole == pair.part:
            found, advice = f"`{pair.part}` is its own whole", "Name two indicators, or remove the pair."
        elif pair.whole in above:
            line = reporter.source.place(("disclosure", "parts", above[pair.whole])).line
            found = f"`{pair.part}` is a part of `{pair.whole}` already, in line {line}"
            advice = "Remove one of the two."
        elif circle := _way_up(pair.whole, pair.part, wholes):
            links = ", ".join(f"`{name}`" for name in (pair.part, *circle))
            found = f"each is a part of the next, in a circle: {links}"
            advice = "Remove the pair that is the other way round."
        else:
            above[pair.whole] = index
            continue
        reporter.report("parts-without-order", path, found, advice)


def _way_up(start: str, goal: str, wholes: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    """The indicators from ``start`` to ``goal``, each a part of the next; none where there is no such way."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        if way[-1] == goal:
            return way
        for name in wholes.get(way[-1], ()):
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()


def _check_rounding(policy: d.Disclosure, reporter: Reporter) -> None:
    if not all(reporter.source.whole(("disclosure", key)) for key in ("method", "round_to")):
        return
    match policy.method, policy.round_to:
        case DisclosureMethod.ROUND, None:
            reporter.report(
                "rounding-in-part",
                ("disclosure", "method"),
                "counts are rounded, but `round_to` does not say to what",
                "Write what counts are rounded to, such as `round_to: 5`, or `method: suppress`.",
            )
        case DisclosureMethod.SUPPRESS, int():
            reporter.report(
                "rounding-in-part",
                ("disclosure", "round_to"),
                "`round_to` says to what counts are rounded, but the method is suppress, which rounds none",
                "Write `method: round`, or remove `round_to`.",
            )
        case _:
            pass

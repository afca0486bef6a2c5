"""Where a variant applies: what it says of indicators and themes, and what an indicator says of variants."""

from __future__ import annotations

from cicscore.catalogue import model as d
from cicscore.catalogue.reporter import UNREADABLE, Reporter
from cicscore.catalogue.yaml import Path
from cicscore.faults.fault import nearest
from cicscore.vocabulary import ALL


def check_scopes(document: d.CatalogueDocument, reporter: Reporter) -> None:
    """Report what a variant says it applies to and is not there."""
    known = tuple(
        dict.fromkeys((*(one.id for one in document.themes), *(one.id for one in document.indicators)))
    )
    for name, variant in document.variants.items():
        for position, part in enumerate(variant.applies_to or ()):
            if part not in (*known, *reporter.source.words) and UNREADABLE not in known:
                reporter.report(
                    "undeclared-reference",
                    ("variants", name, "applies_to", position),
                    f"there is neither an indicator nor a theme `{part}`",
                    "Name indicators and themes by their ids.",
                    allowed=", ".join(known),
                    close=nearest(part, known),
                )


def link_scope(
    indicator: d.Indicator, document: d.CatalogueDocument, path: Path, reporter: Reporter
) -> frozenset[str] | None:
    """The variants under which an indicator has figures; ``None`` where nothing is said, so that all may."""
    for position, variant in enumerate(indicator.applies_to or ()):
        if variant not in document.variants:
            reporter.unknown((*path, "applies_to", position), "variant", variant, document.variants)
    scopes = {name: variant.applies_to for name, variant in document.variants.items()}
    if indicator.applies_to is None and not any(scopes.values()):
        return None
    found = frozenset(
        name
        for name, scope in scopes.items()
        if (indicator.applies_to is None or name in indicator.applies_to)
        and (scope is None or indicator.id in scope or indicator.theme in scope)
    )
    for position, variant in enumerate(indicator.lines):
        if variant != ALL and variant in scopes and variant not in found:
            reporter.report(
                "line-outside-scope",
                (*path, "lines", position),
                f"`{variant}` is a line of the first page, but does not apply to `{indicator.id}`",
                "Take the line out, or let the variant apply.",
                allowed=", ".join((ALL, *sorted(found))),
            )
    return None if found == frozenset(scopes) else found

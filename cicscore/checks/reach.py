"""Checks of variants and breakdowns: whether they touch anything that is counted."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.checks.subject import Finding, Subject


def idle_variants(subject: Subject) -> Iterator[Finding]:
    """A rule of a variant for rows that no indicator counts."""
    counted = _counted(subject)
    if counted is None:
        return
    for name, variant in subject.document.variants.items():
        touched = set(subject.catalogue.variants[name].remove)
        about_children = {table for table, extract in subject.catalogue.extracts.items() if extract.about}
        for table in variant.remove_from:
            if table not in subject.catalogue.extracts or (table in about_children and table in counted):
                continue
            reason = (
                f"no indicator counts rows of `{table}`"
                if table in about_children
                else f"the rows of `{table}` do not belong to children"
            )
            yield Finding(
                ("variants", name, "remove_from", table),
                f"{reason}, so this rule changes nothing",
                "Remove the rule, or correct the name of the extract.",
                at_key=True,
            )
        if touched and not (about_children & counted) - set(variant.remove_from):
            yield Finding(
                ("variants", name, "remove"),
                "no indicator counts rows to which this rule applies, so it changes nothing",
                "Remove the variant, or declare `about:` on the extracts whose rows belong to children.",
            )


def idle_breakdowns(subject: Subject) -> Iterator[Finding]:
    """A breakdown that has a meaning only for rows that no indicator counts."""
    counted = _counted(subject)
    for name, breakdown in subject.catalogue.breakdowns.items():
        if counted is not None and breakdown.group and not counted & set(breakdown.group):
            meant = ", ".join(breakdown.group)
            yield Finding(
                ("breakdowns", name),
                f"the breakdown has a meaning only for rows of {meant}, which no indicator counts",
                "Remove it, or look at columns of what is counted.",
            )


def _counted(subject: Subject) -> frozenset[str] | None:
    """The extracts whose rows some indicator counts; ``None`` where that could not be read."""
    if not subject.gaps.leave_whole(("indicators",)):
        return None
    return frozenset(
        part.source
        for indicator in subject.document.indicators
        for part in (indicator.numerator, indicator.denominator, indicator.value)
        if part is not None and part.source is not None
    )

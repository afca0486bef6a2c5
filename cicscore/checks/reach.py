"""Checks of variants and breakdowns: whether they touch anything that is counted, and each for itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from cicscore.catalogue.yaml_source import Path
from cicscore.checks.subject import Finding, Subject
from cicscore.expressions import nodes as n
from cicscore.expressions.sameness import meaning


def idle_variants(subject: Subject) -> Iterator[Finding]:
    """A variant, or a rule of one, that leaves out nothing of its own."""
    yield from _rules_of_rows_not_counted(subject)
    yield from _rules_for_all_rows(subject)
    about_children = {table for table, extract in subject.catalogue.extracts.items() if extract.about}
    variants = {
        name: variant.remove
        for name, variant in subject.catalogue.variants.items()
        if variant.remove.keys() == about_children and subject.gaps.leave_whole(("variants", name))
    }
    for earlier, later in _alike(variants):
        yield Finding(
            ("variants", later),
            f"`{later}` leaves out the same rows as `{earlier}`",
            "Correct one of them, or keep one.",
            at_key=True,
        )


def _rules_of_rows_not_counted(subject: Subject) -> Iterator[Finding]:
    """Rules for rows that no indicator counts."""
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


def _rules_for_all_rows(subject: Subject) -> Iterator[Finding]:
    """Rules that look at nothing of a row."""
    for name, variant in subject.catalogue.variants.items():
        own = subject.document.variants[name].remove_from
        rules: dict[Path, n.Node] = {
            ("variants", name, *(("remove_from", table) if table in own else ("remove",))): node
            for table, node in variant.remove.items()
        }
        for path, node in rules.items():
            if not _looks_at_rows(node):
                yield Finding(
                    path,
                    "the rule looks at nothing of a row, so it leaves out every row or none",
                    "Name a column, such as one of the child's.",
                )


def idle_breakdowns(subject: Subject) -> Iterator[Finding]:
    """A breakdown that shows no group of its own."""
    counted = _counted(subject)
    for name, breakdown in subject.catalogue.breakdowns.items():
        if counted is not None and breakdown.group and not counted & set(breakdown.group):
            meant = ", ".join(breakdown.group)
            yield Finding(
                ("breakdowns", name),
                f"the breakdown has a meaning only for rows of {meant}, which no indicator counts",
                "Remove it, or look at columns of what is counted.",
            )
        elif breakdown.group and not any(map(_looks_at_rows, breakdown.group.values())):
            yield Finding(
                ("breakdowns", name),
                "the breakdown looks at nothing of a row, so all rows are in one group or none",
                "Name a column, such as one of the child's.",
            )
    groups = {name: breakdown.group for name, breakdown in subject.catalogue.breakdowns.items()}
    for earlier, later in _alike(groups):
        yield Finding(
            ("breakdowns", later),
            f"`{later}` makes the same groups as `{earlier}`",
            "Correct one of them, or keep one.",
            at_key=True,
        )


def repeated_lines(subject: Subject) -> Iterator[Finding]:
    """A variant that an indicator prints twice."""
    for defined in subject.indicators("lines"):
        lines = defined.written.lines
        for index, line in enumerate(lines):
            if line in lines[:index]:
                yield Finding(
                    (*defined.path, "lines", index),
                    f"the line `{line}` is listed twice",
                    "Remove it, or name another variant.",
                )


def _looks_at_rows(node: n.Node) -> bool:
    """Whether it can be one thing for one row and another for the next."""
    return any(isinstance(part, n.Column | n.On | n.Aggregate) for part in n.walk(node))


def _alike(expressions: Mapping[str, Mapping[str, n.Node]]) -> Iterator[tuple[str, str]]:
    """The names of those that mean for every extract what an earlier one means, with the first such."""
    seen: dict[Hashable, str] = {}
    for name, nodes in expressions.items():
        if not nodes:
            continue  # It could not be read.
        earlier = seen.setdefault(frozenset((table, meaning(node)) for table, node in nodes.items()), name)
        if earlier != name:
            yield earlier, name


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

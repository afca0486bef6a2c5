"""Checks of what an indicator says is due."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.catalogue.checks.context import Context, Finding, check
from cicscore.catalogue.definitions import Composed, DoneRow
from cicscore.catalogue.dependencies import columns_of


@check("due-without-effect")
def due_without_effect(context: Context) -> Iterator[Finding]:
    """Something due whose completion the indicator's figure never reads."""
    for each in context.indicators("due", "numerator", "denominator", "value"):
        due, measure = each.linked.due, each.linked.measure
        if due is None or measure is None or isinstance(measure, Composed):
            continue
        extract = due.done.extract if isinstance(due.done, DoneRow) else due.extract
        if (extract, due.done.column) not in columns_of(measure, None):
            yield Finding(
                (*each.path, "due", "done"),
                f"the figure does not read `{due.done.column}` of `{extract}`, so it is the same whether what"
                " is due is done or not",
                "Name the date on which the figure depends, or leave `due` out.",
            )

"""Checks for what is declared and never used."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.checks.subject import Finding, Subject
from cicscore.vocabulary import ColumnType


def unused_extracts(subject: Subject) -> Iterator[Finding]:
    """A file that somebody has to produce and nobody reads."""
    uses = subject.uses
    for name in subject.document.extracts:
        if not uses.has_extract(name):
            yield Finding(
                ("extracts", name),
                f"nothing counts or looks into the extract `{name}`",
                "Remove it, or use it.",
                at_key=True,
            )


def unused_columns(subject: Subject) -> Iterator[Finding]:
    """A column that somebody has to fill and nobody reads."""
    uses = subject.uses
    for table, extract in subject.document.extracts.items():
        for name in extract.columns if uses.has_extract(table) else ():
            if not uses.has_name(table, name):
                yield Finding(
                    ("extracts", table, "columns", name),
                    f"nothing uses the column `{name}` of `{table}`",
                    "Remove it, or use it.",
                    at_key=True,
                )


def unused_codes(subject: Subject) -> Iterator[Finding]:
    """A list of codes of which it does not matter anywhere which one a row has.

    Single codes are not asked for: the list says what a cell may hold, and is often a national one.
    """
    uses = subject.uses
    for table, extract in subject.document.extracts.items():
        for name, column in extract.columns.items() if uses.has_extract(table) else ():
            known = column.type is ColumnType.CODE and uses.has_name(table, name)
            if known and not uses.has_value(table, name):
                yield Finding(
                    ("extracts", table, "columns", name),
                    f"nothing asks which of its codes the column `{name}` of `{table}` holds, only whether "
                    "it holds one",
                    "Make it `type: text` without a list, or use the codes.",
                    at_key=True,
                )


def unused_named(subject: Subject) -> Iterator[Finding]:
    """A named expression that nothing uses, save perhaps others that nothing uses either."""
    uses = subject.uses
    for table, extract in subject.document.extracts.items():
        for name in extract.named if uses.has_extract(table) else ():
            if not uses.has_name(table, name):
                yield Finding(
                    ("extracts", table, "named", name),
                    f"nothing uses the named expression `{name}` of `{table}`",
                    "Remove it, or use it.",
                    at_key=True,
                )

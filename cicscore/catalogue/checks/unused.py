"""Checks for unused declarations, and for columns compared as free text."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.catalogue.checks.context import Context, Finding, check
from cicscore.catalogue.dependencies import every_expression
from cicscore.expressions import nodes as n
from cicscore.vocabulary import ColumnType


@check("unused-extract")
def unused_extracts(context: Context) -> Iterator[Finding]:
    """A file that somebody has to produce and nobody reads."""
    uses = context.uses
    for name in context.document.extracts:
        if not uses.has_extract(name):
            yield Finding(
                ("extracts", name),
                f"nothing counts or looks into the extract `{name}`",
                "Remove it, or use it.",
                at_key=True,
            )


@check("unused-column")
def unused_columns(context: Context) -> Iterator[Finding]:
    """A column that somebody has to fill and nobody reads."""
    uses = context.uses
    for table, extract in context.document.extracts.items():
        for name in extract.columns if uses.has_extract(table) else ():
            if not uses.has_name(table, name):
                yield Finding(
                    ("extracts", table, "columns", name),
                    f"nothing uses the column `{name}` of `{table}`",
                    "Remove it, or use it.",
                    at_key=True,
                )


@check("unused-codes")
def unused_codes(context: Context) -> Iterator[Finding]:
    """A list of codes where nothing depends on which code a row has.

    A single unused code is not reported: the list states what a cell may hold, and is often a national one.
    """
    uses = context.uses
    for table, extract in context.document.extracts.items():
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


@check("unused-named-expression")
def unused_named(context: Context) -> Iterator[Finding]:
    """A named expression that nothing uses, except perhaps others that are unused themselves."""
    uses = context.uses
    for table, extract in context.document.extracts.items():
        for name in extract.named if uses.has_extract(table) else ():
            if not uses.has_name(table, name):
                yield Finding(
                    ("extracts", table, "named", name),
                    f"nothing uses the named expression `{name}` of `{table}`",
                    "Remove it, or use it.",
                    at_key=True,
                )


@check("text-compared")
def compared_texts(context: Context) -> Iterator[Finding]:
    """A text column that a condition compares with a word: a different spelling would not match."""
    words: dict[tuple[str, str], str] = {}
    for node in every_expression(context.catalogue):
        for column, word in _comparisons(node):
            words.setdefault((column.table, column.name), word)
    for (table, name), word in words.items():
        declared = context.document.extracts[table].columns.get(name)
        used = context.uses.has_value(table, name)
        if used and declared is not None and declared.type is ColumnType.TEXT:
            yield Finding(
                ("extracts", table, "columns", name, "type"),
                f'the column `{name}` of `{table}` is text, and a condition compares it with "{word[:40]}";'
                " a value spelt differently, such as 886.0 for 886, would not match",
                "Declare it a code, with its list: `type: code` and `codes`.",
            )


def _comparisons(node: n.Node) -> Iterator[tuple[n.Column, str]]:
    """The columns that are compared with a literal text, and the text."""
    for part in n.walk(node):
        match part:
            case n.Comparison(left=n.Column() as column, right=n.Literal(value=str(word))):
                yield column, word
            case n.Comparison(left=n.Literal(value=str(word)), right=n.Column() as column):
                yield column, word
            case n.In(of=n.Column() as column, among=(n.Literal(value=str(word)), *_)):
                yield column, word

"""A check for conditions on columns of free text."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.catalogue.footing import every_expression
from cicscore.checks.subject import Finding, Subject
from cicscore.expressions import nodes as n
from cicscore.vocabulary import ColumnType


def compared_texts(subject: Subject) -> Iterator[Finding]:
    """A column of text that a condition compares with a word: another spelling is another word."""
    words: dict[tuple[str, str], str] = {}
    for node in every_expression(subject.catalogue):
        for column, word in _comparisons(node):
            words.setdefault((column.table, column.name), word)
    for (table, name), word in words.items():
        declared = subject.document.extracts[table].columns.get(name)
        used = subject.uses.has_value(table, name)
        if used and declared is not None and declared.type is ColumnType.TEXT:
            yield Finding(
                ("extracts", table, "columns", name, "type"),
                f'the column `{name}` of `{table}` is text, and a condition compares it with "{word[:40]}";'
                " a value that is spelt otherwise, such as 886.0 for 886, would be another one",
                "Declare it a code, with its list: `type: code` and `codes`.",
            )


def _comparisons(node: n.Node) -> Iterator[tuple[n.Column, str]]:
    """Columns that are compared with a text written out."""
    for part in n.walk(node):
        match part:
            case n.Compare(left=n.Column() as column, right=n.Literal(value=str(word))):
                yield column, word
            case n.Compare(left=n.Literal(value=str(word)), right=n.Column() as column):
                yield column, word
            case n.In(of=n.Column() as column, among=(n.Literal(value=str(word)), *_)):
                yield column, word

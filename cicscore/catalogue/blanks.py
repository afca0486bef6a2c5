"""Decide which blank cells are answers (nothing happened, or not applicable) and which are unknown.

A column declares this with ``blank``. Otherwise its blanks are answers where the catalogue relies on them:
where it tests the column with ``is None``, or replaces blanks using ``coalesce``.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from cicscore.catalogue import definitions as c
from cicscore.catalogue.dependencies import computed_by
from cicscore.catalogue.dictionary import Dictionary
from cicscore.expressions import nodes as n
from cicscore.expressions.functions import Function
from cicscore.expressions.types import CONDITION

_ALWAYS = n.Literal(value=True, type=CONDITION)
#: Introduces the condition under which a blank is an answer.
ANSWER_WHERE = "answer where "


def with_answers(catalogue: c.Catalogue, dictionary: Dictionary) -> c.Catalogue:
    """The catalogue, with the ``answers`` of each extract filled in."""
    counted_on = {column for node in computed_by(catalogue) for column in _counted_on(node)}
    extracts = {
        name: replace(extract, answers=dict(_answers(extract, counted_on, dictionary)))
        for name, extract in catalogue.extracts.items()
    }
    return replace(catalogue, extracts=extracts)


def _answers(
    extract: c.Extract, counted_on: set[tuple[str, str]], dictionary: Dictionary
) -> Iterator[tuple[str, n.Node]]:
    for name, column in extract.columns.items():
        match column.blank:
            case None if (extract.name, name) in counted_on:
                yield name, _ALWAYS
            case None | "unknown":
                pass
            case "answer":
                yield name, _ALWAYS
            case text if text.startswith(ANSWER_WHERE):
                node = _condition(extract.name, name, text, dictionary)
                if node is not None:
                    yield name, node
            case text:
                dictionary.reporter.report(
                    "dictionary-contradiction",
                    (*_path(extract.name, name), "blank"),
                    f"`{text}` does not say what a blank cell of `{name}` means",
                    "Choose one of them.",
                    allowed="unknown, answer, answer where CONDITION",
                )
        if column.blank is not None and column.required:
            dictionary.reporter.report(
                "dictionary-contradiction",
                (*_path(extract.name, name), "blank"),
                f"the column `{name}` says what a blank cell means, but must not be blank",
                "Add `required: false`, or remove `blank`.",
                at_key=True,
            )


def _path(extract: str, column: str) -> tuple[str, ...]:
    return "extracts", extract, "columns", column


def _condition(extract: str, column: str, text: str, dictionary: Dictionary) -> n.Node | None:
    """The condition under which a blank is an answer; it may use only the row and its child."""
    path = (*_path(extract, column), "blank")
    # Replace the words before the condition with spaces, so that faults point at the right column.
    condition = text.removeprefix(ANSWER_WHERE).rjust(len(text))
    node = dictionary.reporter.expression(path, condition, dictionary.names(extract, periods=False))
    if n.holds(node, n.Aggregate):
        dictionary.reporter.report(
            "dictionary-contradiction",
            path,
            "the meaning of a blank depends on other rows",
            "Use columns of the row itself, or of its child: `answer where child.uasc`.",
        )
        return None
    return node


def _counted_on(node: n.Node) -> Iterator[tuple[str, str]]:
    """The columns whose blanks an expression relies on."""
    for part in n.walk(node):
        match part:
            case n.Missing(of=n.Column() as column):
                yield column.table, column.name
            case n.Call(function=Function.COALESCE, arguments=arguments):
                for argument in arguments[:-1]:
                    if isinstance(argument, n.Column):
                        yield argument.table, argument.name

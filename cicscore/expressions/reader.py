"""What every part of the reading shares: the text, the names in reach, and the problems found so far."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cicscore.expressions.names import Names, TableNames
from cicscore.expressions.nodes import Literal, Node, Span
from cicscore.expressions.problems import Problem
from cicscore.expressions.suggestions import quoted_date
from cicscore.expressions.syntax import Source
from cicscore.expressions.types import DATES, Kind, Kinds


@dataclass(frozen=True)
class Reader:
    """The reading of one expression.

    A part with a problem reports it once and gives ``None``; what contains it gives ``None`` in silence.
    ``read`` reads any part; ``outer`` is the extract outside the aggregate being read, if any.
    """

    source: Source
    names: Names
    read: Callable[[Reader, ast.expr], Node | None]
    outer: TableNames | None = None
    problems: list[Problem] = field(default_factory=list)

    def within(self, table: TableNames) -> Reader:
        """The reading of what stands inside an aggregate over ``table``; its problems are these."""
        return replace(self, names=replace(self.names, own=table), outer=self.names.own)

    def report(
        self,
        code: str,
        at: ast.AST | Span,
        found: str,
        advice: str,
        *,
        allowed: str | None = None,
        close: str | None = None,
    ) -> None:
        """Collect one problem."""
        self.problems.append(Problem(code, self.span(at), found, advice, allowed, close))

    def span(self, at: ast.AST | Span) -> Span:
        """The characters of a part."""
        return self.source.span(at) if isinstance(at, ast.AST) else at

    def last_word(self, tree: ast.expr) -> Span:
        """The characters after the point of ``child.column``; of a bare name, all of it."""
        start, end = self.span(tree)
        return (end - len(tree.attr), end) if isinstance(tree, ast.Attribute) else (start, end)

    def words(self, at: ast.AST | Span) -> str:
        """The text of a part, for a message."""
        return self.source.words(self.span(at))

    def value(self, tree: ast.expr) -> Node | None:
        """Any value."""
        return self.read(self, tree)

    def condition(self, tree: ast.expr) -> Node | None:
        """A part that has to be a flag or condition."""
        node = self.value(tree)
        if node is None or node.type.kind is Kind.CONDITION:
            return node
        self.report(
            "CIC203",
            tree,
            f"`{self.words(tree)}` is {node.type}, but a flag or condition is needed here",
            "Repeat the comparison before it, or list the values after `in`."
            if isinstance(node, Literal)
            else "Compare it with something, or use `is None`.",
        )
        return None

    def typed(self, tree: ast.expr, kinds: Kinds, needed: str) -> Node | None:
        """A part whose kind has to be one of ``kinds``, called ``needed`` in the message."""
        node = self.value(tree)
        if node is None or node.type.kind in kinds:
            return node
        date = quoted_date(node) if kinds <= DATES else None
        self.report(
            "CIC203",
            tree,
            f"`{self.words(tree)}` is {node.type}, but {needed} is needed here",
            f"Write something that gives {needed}."
            if date is None
            else 'Write a date as date("2016-03-31").',
            close=date,
        )
        return None

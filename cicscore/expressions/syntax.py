"""From the text of an expression to Python's syntax tree, with places counted in characters.

The text is parsed with the standard library and never evaluated as Python.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from cicscore.expressions.nodes import Span
from cicscore.expressions.problems import Problem

#: Longer or deeper texts are not conditions that a person could check.
MAX_LENGTH = 5_000
MAX_DEPTH = 60


@dataclass(frozen=True)
class Source:
    """The text of one expression, and where each of its lines begins."""

    text: str

    def span(self, node: ast.AST) -> Span:
        """The characters that a syntax node takes up."""
        start = self._offset(getattr(node, "lineno", 1), getattr(node, "col_offset", 0))
        end = self._offset(getattr(node, "end_lineno", None) or 1, getattr(node, "end_col_offset", None) or 0)
        return start, max(end, start + 1)

    def _offset(self, line: int, column: int) -> int:
        # Python counts columns in UTF-8 bytes; the opening bracket of parse() shifts the first line by one.
        lines = self.text.split("\n")
        line = min(line, len(lines))
        before = sum(len(earlier) + 1 for earlier in lines[: line - 1])
        byte = column - (1 if line == 1 else 0)
        here = lines[line - 1].encode()[: max(byte, 0)].decode(errors="ignore")
        return min(before + len(here), len(self.text))


def parse(text: str) -> ast.expr | Problem:
    """The syntax tree of ``text``, or what is wrong with it."""
    source = Source(text)
    if len(text) > MAX_LENGTH:
        return Problem(
            "CIC201",
            (0, 1),
            f"the expression is {len(text):,} characters long",
            "Split it with `named` expressions.",
            allowed=f"up to {MAX_LENGTH:,} characters",
        )
    try:
        with warnings.catch_warnings():
            # A suspicious comparison such as `"a" is None` is this language's own matter.
            warnings.simplefilter("ignore", SyntaxWarning)
            # The brackets let an expression run over several lines.
            tree = ast.parse(f"({text}\n)", mode="eval").body
    except SyntaxError as error:
        return _syntax_problem(error, source)
    except (ValueError, RecursionError, MemoryError):
        return Problem(
            "CIC201",
            (0, 1),
            "the expression cannot be read",
            "Write it again, shorter and without odd characters.",
        )
    if _depth(tree) > MAX_DEPTH:
        return Problem(
            "CIC201", (0, 1), "the expression is nested too deeply", "Split it with `named` expressions."
        )
    return tree


def _syntax_problem(error: SyntaxError, source: Source) -> Problem:
    line, column = error.lineno or 1, (error.offset or 1) - 1
    lines = source.text.split("\n")
    line = min(line, len(lines))
    start = sum(len(earlier) + 1 for earlier in lines[: line - 1]) + max(column - (1 if line == 1 else 0), 0)
    start = min(start, max(len(source.text) - 1, 0))
    advice = 'Write a condition such as: held_on >= year_start and participation != "PN0".'
    assignment = _lone_equals(source.text)
    if assignment is not None:
        return Problem(
            "CIC201",
            (assignment, assignment + 1),
            "`=` is not a comparison",
            "Write `==` to compare.",
            allowed="==, !=, <, <=, >, >=",
            nearest="==",
        )
    for wrong, right in (("&&", "and"), ("||", "or"), ("<>", "!=")):
        at = source.text.find(wrong)
        if at >= 0:
            return Problem(
                "CIC201",
                (at, at + 2),
                f"`{wrong}` is not part of the language",
                f"Write `{right}`.",
                nearest=right,
            )
    return Problem(
        "CIC201", (start, start + 1), f"the expression cannot be read: {_plain(error.msg)}", advice
    )


def _plain(message: str) -> str:
    """Python's words without its guesses, which speak of Python."""
    return message.split(". Perhaps")[0].split(". Maybe")[0].rstrip(".")


def _lone_equals(text: str) -> int | None:
    quoted: str | None = None
    for at, character in enumerate(text):
        if quoted is not None:
            quoted = None if character == quoted else quoted
        elif character in "\"'":
            quoted = character
        elif (
            character == "="
            and text[at - 1 : at] not in ("=", "!", "<", ">")
            and text[at + 1 : at + 2] != "="
        ):
            # `by=` and `where=` name an argument inside a call.
            if text[:at].rstrip().endswith(("by", "where")):
                continue
            return at
    return None


def _depth(tree: ast.AST) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((inner, depth + 1) for inner in ast.iter_child_nodes(node))
    return deepest

"""From the text of an expression to Python's syntax tree, with places counted in characters.

The text is parsed with the standard library and never evaluated as Python.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cicscore.expressions.nodes import Span
from cicscore.expressions.problems import Problem
from cicscore.expressions.scanning import (
    CANNOT_BE_READ,
    MAX_DEPTH,
    Token,
    TokenKind,
    text_problems,
    tokens,
    too_deep,
)

#: Longer texts are not conditions that a person could check.
MAX_LENGTH = 5_000
_EXAMPLE = 'Write a condition such as: held_on >= year_start and participation != "PN0".'
#: Words that join and compare, and the values that are words.
LANGUAGE_WORDS = ("and", "or", "not", "in", "is", "None", "True", "False")


@dataclass(frozen=True)
class Source:
    """The text of one expression, as it was written."""

    text: str

    @cached_property
    def line(self) -> str:
        """The text on one line, without indent, as Python's parser gets it."""
        return re.sub(r"[\t\r\n]", " ", self.text).strip(" ")

    @cached_property
    def indent(self) -> int:
        """How many characters stand before the first word."""
        return len(self.text) - len(self.text.lstrip(" \t\r\n"))

    @cached_property
    def _bytes(self) -> bytes:
        return self.line.encode()

    def span(self, node: ast.AST) -> Span:
        """The characters that a syntax node takes up."""
        start = self._offset(getattr(node, "col_offset", 0))
        end = self._offset(getattr(node, "end_col_offset", None) or 0)
        return start, max(end, start + 1)

    def words(self, span: Span) -> str:
        """The text at ``span``, for a message; a long one is cut."""
        words = " ".join(self.text[slice(*span)].split())
        return words if len(words) <= 60 else f"{words[:57]}..."

    def _offset(self, column: int) -> int:
        # Python counts columns in UTF-8 bytes.
        before = column if self.line.isascii() else len(self._bytes[:column].decode(errors="ignore"))
        return min(self.indent + before, len(self.text))


@lru_cache(maxsize=1024)  # a text is looked at by the compiler and by checks; nobody changes the tree
def parse(source: Source) -> ast.expr | tuple[Problem, ...]:
    """The syntax tree of the text, or what makes it unreadable."""
    if len(source.text) > MAX_LENGTH:
        return (
            Problem(
                CANNOT_BE_READ,
                (0, 1),
                f"the expression is {len(source.text):,} characters long",
                "Split it with `named` expressions.",
                allowed=f"up to {MAX_LENGTH:,} characters",
            ),
        )
    found = tokens(source.text)
    if not found:
        return (Problem(CANNOT_BE_READ, (0, len(source.text)), "the expression is empty", _EXAMPLE),)
    problems = text_problems(found)
    return problems or _tree(source, found)


def _tree(source: Source, found: tuple[Token, ...]) -> ast.expr | tuple[Problem, ...]:
    try:
        with warnings.catch_warnings():
            # A suspicious comparison such as `"a" is None` is this language's own matter.
            warnings.simplefilter("ignore")
            tree = ast.parse(source.line, mode="eval").body
    except SyntaxError as error:
        return (_syntax_problem(error, source, found),)
    except (RecursionError, MemoryError):
        return (too_deep((0, 1)),)
    return (too_deep((0, 1)),) if _depth(tree) > MAX_DEPTH else tree


def _syntax_problem(error: SyntaxError, source: Source, found: tuple[Token, ...]) -> Problem:
    """What Python cannot read, in words that do not depend on Python's version."""
    for token in found:
        # Words of Python outside the language are the likeliest reason.
        word = token.text
        if token.kind is TokenKind.WORD and keyword.iskeyword(word) and word not in LANGUAGE_WORDS:
            return Problem("CIC202", token.span, f"`{word}` is not part of the language", _EXAMPLE)
    at = source.indent + (error.offset or 0) - 1
    after = [token for token in found if token.span[1] > at]
    if not error.offset or not after:
        return Problem(
            CANNOT_BE_READ,
            found[-1].span,
            f"the expression ends too early, after `{source.words(found[-1].span)}`",
            "Complete it, or leave the last word out.",
        )
    span = after[0].span
    if "positional argument follows" in error.msg:
        return Problem(
            CANNOT_BE_READ,
            span,
            "an argument without a name follows one with a name",
            "Write `where=` before the condition.",
            nearest="where=",
        )
    end = source.indent + (error.end_offset or 0) - 1
    span = span[0], min(max(span[1], end), len(source.text))
    return Problem(
        CANNOT_BE_READ,
        span,
        f"the expression cannot be read at `{source.words(span)}`",
        "Look for a word or sign missing before it, or one too many.",
    )


def _depth(tree: ast.AST) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((inner, depth + 1) for inner in ast.iter_child_nodes(node))
    return deepest

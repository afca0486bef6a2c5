"""Explain why a file is not YAML: the parser's error in the author's terms, at the place where it began.

The parser stops where it can go no further, which may be hundreds of lines below an unclosed quotation mark.
"""

from __future__ import annotations

import re

import yaml
from msgspec import Struct

QUOTES = ("'", '"')
#: The fault of a file that continues after a line of dashes or dots, and how to correct it.
SEVERAL_DOCUMENTS = ("the file holds several YAML documents", "Keep one catalogue in a file.")


class Piece(Struct, frozen=True):
    """A piece of a file, in lines and columns counted from 0: within one line, or whole lines."""

    lines: range
    start: int = 0
    end: int | None = None


class NotYaml(Struct, frozen=True):
    """Why a file cannot be parsed, and where the error begins, counted from 0.

    ``piece`` is the part to blank so that the rest can be parsed, if known.
    """

    line: int
    column: int
    found: str
    advice: str
    piece: Piece | None = None
    code: str = "not-yaml"


class NotYamlError(Exception):
    """An error found by the reader that the parser does not detect."""

    def __init__(self, found: NotYaml) -> None:
        """Keep the error found."""
        super().__init__()
        self.found = found


#: A line that begins a key or an item of a list.
_KEY_OR_ITEM = re.compile(r"""- |-$|(?:[\w.-]+(?: [\w.-]+)*|"[^"]*"|'[^']*'):(?:\s|$)""")
#: A key immediately before its value.
_KEY_BEFORE = re.compile(r"""(?P<key>[\w.-]+|"[^"]*"|'[^']*')\s*:\s+$""")
#: A key with only its first quotation mark.
_KEY_IN_QUOTE = re.compile(r"[\w.-]+(?=:\s|:$)")
#: The latest possible end of a value in brackets.
_END_IN_BRACKETS = re.compile(r",\s+[\w.-]+:\s|,?\s*[\]}][\]},\s]*$|,?\s*$")


def open_quote(text: str, start: int, end: int) -> NotYaml | None:
    """The error if the quotation mark at ``start`` is not closed and the parser paired it with another.

    This is assumed if the text between them includes lines that are themselves keys or items, indented no
    further than the key that the text belongs to. ``None`` if the mark at ``end`` does close it.
    """
    begins = text.rfind("\n", 0, start) + 1
    line_end = _line_end(text, start)
    before, after = text[begins:start], text[start + 1 : line_end]
    key = _KEY_BEFORE.search(before)
    # Without a key before it, the text is an item or itself a key.
    limit = key.start("key") if key is not None else len(before) - (_KEY_IN_QUOTE.match(after) is None)
    for line in text[line_end + 1 : _line_end(text, end)].split("\n"):
        bare = line.lstrip(" ")
        if len(line) - len(bare) <= limit and _KEY_OR_ITEM.match(bare):
            return _unclosed(text, start)
    return None


def _unclosed(text: str, start: int) -> NotYaml:
    begins, line_end = text.rfind("\n", 0, start) + 1, _line_end(text, start)
    line, column = text.count("\n", 0, start), start - begins
    before, end = text[begins:start], line_end
    if sum(before.count(mark) for mark in "[{") > sum(before.count(mark) for mark in "]}"):
        match = _END_IN_BRACKETS.search(text, start, line_end)
        end = line_end if match is None else match.start()
    piece = Piece(range(line, line + 1), column, end - begins)
    return NotYaml(line, column, "a quotation mark is not closed", "Close it on the same line.", piece)


def _document_of(error: yaml.MarkedYAMLError, text: str) -> NotYaml | None:
    """The error at a line of dashes or dots where the parser fails or stops reading; ``None`` for others."""
    lines = text.split("\n")
    line = min(0 if error.problem_mark is None else error.problem_mark.line, len(lines) - 1)
    if "<document start>" in str(error.problem):
        above = (number for number in range(line, -1, -1) if lines[number].rstrip() == "...")
        line = next(above, line)
    if not re.match(r"(---|\.\.\.)(\s|$)", lines[line]):
        return None
    return NotYaml(line, 0, *SEVERAL_DOCUMENTS, Piece(range(line, line + 1)), "unsupported-yaml")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def not_yaml(error: yaml.MarkedYAMLError, text: str) -> NotYaml:
    """Why the parser could not continue."""
    mark = _began(error) or error.problem_mark or error.context_mark
    problem = (error.problem or "it cannot be read").strip()
    if mark is not None and error.problem_mark is not None:
        special = _document_of(error, text) or _quote_of(error, text) or _expression_of(error, text)
        if special is not None:
            return special
    line, column = (0, 0) if mark is None else (mark.line, mark.column)
    for words, found, advice in _PROBLEMS:
        if words in problem:
            return NotYaml(line, column, f"the file is not YAML here: {found}", advice)
    advice = "Check indentation, quotes and brackets here and on the lines before."
    return NotYaml(line, column, f"the file is not YAML here: {problem}", advice)


def _began(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """The start of a quote, bracket or key that does not end on its line, if the error appears only later."""
    context, began, problem = str(error.context or ""), error.context_mark, error.problem_mark
    never_ends = any(word in context for word in ("quoted scalar", "flow", "simple key"))
    return (
        began if never_ends and began is not None and (problem is None or problem.line > began.line) else None
    )


def _quote_of(error: yaml.MarkedYAMLError, text: str) -> NotYaml | None:
    """The unclosed quotation mark that led to the parser's error, if any."""
    began = _began(error)
    if began is None or error.problem_mark is None or text[began.index : began.index + 1] not in QUOTES:
        return None
    if "end of stream" in str(error.problem):
        return _unclosed(text, began.index)
    return open_quote(text, began.index, error.problem_mark.index)


#: The last key of a mapping in brackets, and the text after it.
_LAST_VALUE = re.compile(r"[{,]\s*[\w.-]+:\s+(?P<value>[^\s\[{](?:(?![{,]\s*[\w.-]+:\s).)*)$")


def _expression_of(error: yaml.MarkedYAMLError, text: str) -> NotYaml | None:
    """The error of an unquoted expression in curly brackets, which YAML ends too early."""
    if "expected ',' or '}'" not in str(error.problem) or error.problem_mark is None:
        return None
    at = error.problem_mark.index
    begins = text.rfind("\n", 0, at) + 1
    match = _LAST_VALUE.search(text[begins:at])
    if match is None:
        return None
    cut = cut_expression(text, begins + match.start("value"), at)
    return None if cut is None else cut[0]


def cut_expression(text: str, start: int, at: int) -> tuple[NotYaml, int] | None:
    """The error of an expression between curly brackets that YAML ends at ``at``, and its true end.

    ``None`` if the expression, which begins at ``start``, does end there.
    """
    value, before = text[start:at].rstrip(), text[at : at + 1]
    in_bracket = value.count("(") > value.count(")")
    follows_quote = re.fullmatch(r"""(["']).*\1""", value) is not None and before not in ":{["
    if not (in_bracket or follows_quote or (before == "[" and "," not in value and value[0] not in QUOTES)):
        return None
    end = _expression_end(text, start)
    if end is None or end <= at:
        return None
    expression = text[start:end].rstrip()
    quote = next((mark for mark in ('"', "'") if mark not in expression), None)
    form = f", such as {quote}{expression}{quote}" if quote else ""
    found = f"YAML ends the expression before `{before}`, in its middle"
    line, begins = text.count("\n", 0, start), text.rfind("\n", 0, start) + 1
    piece = Piece(range(line, line + 1), start - begins, end - begins)
    error = NotYaml(line, piece.start, found, f"Put the expression in quotes{form}.", piece)
    return error, start + len(expression)


def _expression_end(text: str, start: int) -> int | None:
    """The end of the expression that begins at ``start``; ``None`` if it does not end on its line."""
    depth, quote = 0, ""
    for at in range(start, _line_end(text, start)):
        character = text[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in QUOTES:
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}" and depth:
            depth -= 1
        elif character in "]}," and not depth:
            return at
    return None


#: The parser's wording (pure Python or C), what it means to the author of the file, and the advice.
_PROBLEMS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "there is a colon where none is allowed",
        "Put text that holds a colon in quotes, and check the indentation.",
    ),
    ("could not find expected ':'", "there is no colon after the key", "Write `key: value`."),
    (
        "tab character",
        "the line is indented with a tab",
        "Indent with spaces.",
    ),
    (
        "cannot start any token",
        "a value begins with a character that it cannot begin with",
        "Put text that begins with @, ` or % in quotes; indent with spaces, not tabs.",
    ),
    (
        "expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "Close it, and put a comma between two items.",
    ),
    (
        "escape",
        "a backslash between double quotes begins something that YAML does not know",
        "Write the backslash twice, or use single quotes.",
    ),
    ("unexpected end of stream", "a quotation mark or bracket is not closed", "Close it."),
    (
        "expected node content",
        "a value is missing, or a bracket is not closed",
        "Write the value, and close each bracket on the line that it opens on.",
    ),
    (
        "expected '-' indicator",
        "a list ends in the middle: the line has no dash, or is indented less than it should be",
        "Begin each item with a dash, and indent what belongs to it further.",
    ),
    (
        "expected <block end>",
        "the line is indented differently from those it belongs with",
        "Indent lines that belong together alike.",
    ),
    (
        "did not find expected key",
        "the line is indented differently from those it belongs with, or something follows a closing quote",
        "Indent lines that belong together alike, and put the whole of a text in quotes.",
    ),
)

"""From the text of an expression to Python's syntax tree, with places counted in characters.

The text is parsed with the standard library and never evaluated as Python.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import product
from string import ascii_lowercase, digits

from msgspec import Struct

from cicscore.expressions.nodes import Span
from cicscore.text import unambiguous_day


class Problem(Struct, frozen=True):
    """One problem at ``span`` of the expression's text; the other fields are those of a ``Fault``."""

    code: str
    span: Span
    found: str
    advice: str
    allowed: str | None = None
    nearest: str | None = None


#: Days outside these years are mistyped: nobody in a scorecard was born before or lives after.
FIRST_YEAR, LAST_YEAR = 1900, 2099


def meant_date(text: str) -> str | None:
    """How to write the day that ``text`` names, where it can only be one."""
    day = unambiguous_day(text)
    return f'date("{day.isoformat()}")' if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


CANNOT_BE_READ = "unreadable-expression"


class TokenKind(StrEnum):
    """What a token is."""

    TEXT = "text"
    TYPOGRAPHIC = "typographic"
    UNCLOSED = "unclosed"
    WORD = "word"
    DAY = "day"
    NUMBER = "number"
    COMMENT = "comment"
    SIGN = "sign"


class Token(Struct, frozen=True):
    """A word, a number, a quoted text or a sign, and its place."""

    kind: TokenKind
    text: str
    span: Span


_TOKEN = re.compile(
    r"""(?P<text>"[^"\r\n]*"|'[^'\r\n]*')
    |(?P<typographic>[“”„][^“”"\r\n]*[“”"]|[‘’‚][^‘’'\r\n]*[‘’'])
    |(?P<unclosed>["'][^\r\n]*)
    |(?P<word>[^\W\d]\w*)
    |(?P<day>(?:19|20)\d\d-\d\d-\d\d(?!\w)|\d\d?/\d\d?/(?:19|20)\d\d(?!\w))
    |(?P<number>\d(?:[\w.])*)
    |(?P<comment>\#[^\r\n]*)
    |(?P<space>[ \t\r\n]+)
    |(?P<sign>===|!==|:=|=>|=<|==|!=|<=|>=|<>|&&|\|\||\*\*|//|<<|>>|.)""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
#: Deeper expressions are not conditions that a person could check.
MAX_DEPTH = 60
#: More digits than any figure of a council has, and few enough to be exact wherever they are calculated.
MAX_DIGITS = 15
_WORD_OPERATORS = ("and", "or", "not", "in", "is")
#: Signs that other languages and word processors use, and how they are written here.
_FOREIGN_SIGNS = {
    "=": "==",
    "===": "==",
    ":=": "==",
    "!==": "!=",
    "<>": "!=",
    "≠": "!=",
    "=>": ">=",
    "≥": ">=",
    "=<": "<=",
    "≤": "<=",
    "&&": "and",
    "||": "or",
    "!": "not",
    "×": "*",
    "÷": "/",
    "–": "-",
    "−": "-",
}
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_CLOSING = {opening: closing for closing, opening in _BRACKETS.items()}


def tokens(text: str) -> tuple[Token, ...]:
    """The words and signs of ``text``, in order."""
    return tuple(
        Token(TokenKind(match.lastgroup), match.group(), match.span())
        for match in _TOKEN.finditer(text)
        if match.lastgroup is not None and match.lastgroup != "space"
    )


def text_problems(found: tuple[Token, ...]) -> tuple[Problem, ...]:
    """What no reading of the expression can mend; brackets only where nothing else explains them."""
    problems = tuple(
        problem for at in range(len(found)) if (problem := _token_problem(found, at)) is not None
    )
    return problems or tuple(_bracket_problems(found))


def too_deep(span: Span) -> Problem:
    """The problem of an expression inside expressions inside expressions."""
    return Problem(
        CANNOT_BE_READ, span, "the expression is nested too deeply", "Split it with `named` expressions."
    )


def _token_problem(found: tuple[Token, ...], at: int) -> Problem | None:
    token = found[at]
    match token.kind:
        case TokenKind.TEXT:
            return _quoted_problem(token)
        case TokenKind.TYPOGRAPHIC | TokenKind.UNCLOSED:
            return _quotation_mark_problem(token)
        case TokenKind.WORD:
            return _word_problem(token)
        case TokenKind.DAY:
            return _problem(
                token,
                f"`{token.text}` is a day without date(...)",
                'Write a date as date("2016-03-31").',
                close=meant_date(token.text),
            )
        case TokenKind.NUMBER:
            return _number_problem(token)
        case TokenKind.COMMENT:
            return _problem(
                token, "a comment stands inside the expression", "Write it on a line of its own, above."
            )
        case TokenKind.SIGN:
            return None if token.text == "=" and names_argument(found, at) else _sign_problem(token)


def _problem(
    token: Token, found: str, advice: str, *, allowed: str | None = None, close: str | None = None
) -> Problem:
    return Problem(CANNOT_BE_READ, token.span, found, advice, allowed, close)


def _quoted_problem(token: Token) -> Problem | None:
    if "\\" in token.text:
        return _problem(
            token, "a quoted text holds a backslash", "Write the text as it is; it needs no backslashes."
        )
    if not token.text.isprintable():
        return _problem(
            token, "a quoted text holds an invisible character", "Type the text again between the quotes."
        )
    return None


def _quotation_mark_problem(token: Token) -> Problem:
    if token.kind is TokenKind.TYPOGRAPHIC:
        return _problem(
            token,
            f"`{_cut(token.text)}` stands between typographic quotation marks",
            'Write the straight ones: ".',
            close=f'"{token.text[1:-1]}"',
        )
    mark, at = token.text[0], token.span[0]
    return Problem(
        CANNOT_BE_READ,
        (at, at + 1),
        f"the quotation mark {mark} is not closed",
        f"Write {mark} at both ends of the text.",
    )


def _word_problem(token: Token) -> Problem | None:
    if not token.text.isascii():
        return _problem(
            token,
            f"`{_cut(token.text)}` is not a name",
            "Write names with the letters a to z, digits and `_`.",
        )
    lower = token.text.lower()
    if lower in _WORD_OPERATORS and token.text != lower:
        return _problem(
            token, f"`{token.text}` is not part of the language", f"Write `{lower}`.", close=lower
        )
    return None


def _number_problem(token: Token) -> Problem | None:
    if not _NUMBER.fullmatch(token.text):
        return _problem(
            token,
            f"`{_cut(token.text)}` is not a number",
            "Write a number in digits, with a point before decimals; write a code in quotes.",
            close=f'"{token.text}"' if token.text.isalnum() and len(token.text) <= MAX_DIGITS else None,
        )
    if len(token.text) > MAX_DIGITS:
        return _problem(
            token,
            f"`{_cut(token.text)}` is too long a number",
            "Write a number that a scorecard can hold.",
            allowed=f"up to {MAX_DIGITS} digits",
        )
    return None


def _sign_problem(token: Token) -> Problem | None:
    sign = token.text
    if sign == "=":
        return _problem(
            token,
            "`=` is not a comparison",
            "Write `==` to compare.",
            allowed="==, !=, <, <=, >, >=",
            close="==",
        )
    if sign in _FOREIGN_SIGNS:
        right = _FOREIGN_SIGNS[sign]
        return _problem(token, f"`{sign}` is not part of the language", f"Write `{right}`.", close=right)
    if not sign.isprintable():
        return _problem(token, "an invisible character stands here", "Delete it, or write an ordinary space.")
    if sign in "$?`\\;" or not sign.isascii():
        return _problem(
            token, f"`{sign}` is not part of the language", "Leave it out, or write text in quotes."
        )
    return None


def names_argument(found: tuple[Token, ...], at: int) -> bool:
    """Whether the ``=`` at ``at`` names an argument: ``by=`` or ``where=`` inside the brackets of a call."""
    if at < 2 or found[at - 1].kind is not TokenKind.WORD or found[at - 2].text not in ("(", ","):
        return False
    depth = 0
    for index in range(at - 1, 0, -1):
        if found[index].text in _BRACKETS:
            depth += 1
        elif found[index].text in _CLOSING:
            depth -= 1
        if depth < 0:
            return found[index].text == "(" and found[index - 1].kind is TokenKind.WORD
    return False


def _bracket_problems(found: tuple[Token, ...]) -> Iterator[Problem]:
    still_open: list[Token] = []
    for token in found:
        if token.kind is not TokenKind.SIGN:
            continue
        if token.text in _CLOSING:
            still_open.append(token)
            if len(still_open) > MAX_DEPTH:
                yield too_deep(token.span)
                return
        elif token.text in _BRACKETS:
            if not still_open:
                yield _problem(
                    token, f"`{token.text}` closes no bracket", "Leave it out, or open the bracket before it."
                )
                continue
            right = _CLOSING[still_open.pop().text]
            if right != token.text:
                yield _problem(
                    token,
                    f"`{token.text}` stands where `{right}` is needed",
                    f"Write `{right}`.",
                    close=right,
                )
    for token in still_open:
        closing = _CLOSING[token.text]
        yield _problem(token, f"the bracket `{token.text}` is not closed", f"Write `{closing}` at its end.")


def _cut(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:17]}..."


#: Longer texts are not conditions that a person could check.
MAX_LENGTH = 5_000
_EXAMPLE = 'Write a condition such as: held_on >= year_start and participation != "PN0".'
#: Words that join and compare, and the values that are words.
LANGUAGE_WORDS = ("and", "or", "not", "in", "is", "None", "True", "False")


class Source(Struct, frozen=True, dict=True):
    """The text of one expression, as it was written."""

    text: str

    @cached_property
    def line(self) -> str:
        """The text on one line, without indent, as Python's parser gets it."""
        return re.sub(r"[\t\r\n]", " ", self.text).strip(" ")

    @cached_property
    def indent(self) -> int:
        """How many characters come before the first word."""
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


#: The function whose name is a word of Python's.
_IF = "if"
#: What no value ends with: a word of Python's for a choice between two values follows one.
_BEFORE_A_CALL = (
    *_WORD_OPERATORS,
    *(*_CLOSING, ",", ":", "+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!="),
)


def _calls_of_if(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words ``if`` that begin a call: brackets follow, and no value stands before them."""
    beside = zip((None, *found), found, (*found[1:], None), strict=False)
    return tuple(
        token
        for before, token, after in beside
        if token.text == _IF
        and after is not None
        and after.text == "("
        and (before is None or before.text in _BEFORE_A_CALL)
    )


class _Renamed(ast.NodeTransformer):
    """Gives the function ``if`` its name back."""

    def __init__(self, stand_in: str) -> None:
        self._stand_in = stand_in

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id == self._stand_in:
            node.id = _IF
        return node


def _parsed(source: Source, found: tuple[Token, ...]) -> ast.expr:
    """Python's tree of the text, in which ``if`` is called like any other function."""
    calls = _calls_of_if(found)
    if not calls:
        return ast.parse(source.line, mode="eval").body
    # As long as the word itself, so that no place in the text changes.
    words = {token.text for token in found}
    stand_in = next(word for word in map("".join, product(ascii_lowercase, digits)) if word not in words)
    line = list(source.line)
    for token in calls:
        at = token.span[0] - source.indent
        line[at : at + len(_IF)] = stand_in
    tree = ast.parse("".join(line), mode="eval").body
    renamed: ast.expr = _Renamed(stand_in).visit(tree)
    return renamed


def _tree(source: Source, found: tuple[Token, ...]) -> ast.expr | tuple[Problem, ...]:
    try:
        with warnings.catch_warnings():
            # A suspicious comparison such as `"a" is None` is this language's own matter.
            warnings.simplefilter("ignore")
            tree = _parsed(source, found)
    except SyntaxError as error:
        return (_syntax_problem(error, source, found),)
    except (RecursionError, MemoryError):
        return (too_deep((0, 1)),)
    return (too_deep((0, 1)),) if _depth(tree) > MAX_DEPTH else tree


def _syntax_problem(error: SyntaxError, source: Source, found: tuple[Token, ...]) -> Problem:
    """What Python cannot read, in words that do not depend on Python's version."""
    calls = _calls_of_if(found)
    for token in found:
        # Words of Python outside the language are the likeliest reason.
        word = token.text
        if (
            token not in calls
            and token.kind is TokenKind.WORD
            and keyword.iskeyword(word)
            and word not in LANGUAGE_WORDS
        ):
            return Problem("not-in-language", token.span, f"`{word}` is not part of the language", _EXAMPLE)
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

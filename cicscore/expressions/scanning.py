"""The words and signs of an expression, and those that cannot belong to one.

Python's own parser says little about a text that it cannot read, and reads some texts that were not meant
(``)`` first, two texts side by side). What people write by mistake is therefore found here, at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cicscore.expressions.nodes import Span
from cicscore.expressions.problems import Problem
from cicscore.expressions.suggestions import meant_date

CANNOT_BE_READ = "CIC201"


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


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a quoted text or a sign, and where it stands."""

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

"""Decide which texts of cells a message may quote.

A cell may hold anything by mistake: another column's identifier, a name, a note. A text is therefore quoted
only if its form shows that it is a mistyped value of the column; the message calls any other "the value", and
its place shows where to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cicscore.catalogue.model import Column
from cicscore.extracts.cells import alike
from cicscore.extracts.faults import quoted
from cicscore.text import MONTHS
from cicscore.vocabulary import ColumnType

NOT_QUOTED: Final = "the value"

_LONGEST = 40
_LONGEST_CODE = 4
#: A year, month and day without separators.
_COMPACT_DAY = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_MONTH = "|".join(sorted({name for month in MONTHS for name in (month, month[:3])}, key=len, reverse=True))
_TIME = r"([T ,]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s?([ap]m|Z|[+-]\d{2}:?\d{2})?)?"
#: Days, months and years in some order.
_DATE_LIKE = re.compile(
    rf"(\d{{1,2}}[/. -]\d{{1,2}}[/. -]\d{{2,5}}|\d{{4}}[/. -]\d{{1,2}}[/. -]\d{{1,2}}|"
    rf"{_COMPACT_DAY}|\d{{1,2}}[ /.-]({_MONTH})[ /.-]\d{{2,4}}|({_MONTH}) +\d{{1,2}},? +\d{{4}}){_TIME}",
    re.IGNORECASE,
)
#: Amounts. A person's or case's number has more digits than an amount, or contains dashes or blanks.
_NUMBER_LIKE = re.compile(
    r"\(?[+-]?[£$€]?([\d.]{1,8}|\d{1,3}(,\d{3}){1,2}(\.\d+)?|\d{1,5},\d{1,2})(e[+-]?\d+)?[-+)]?%?|[+-]?inf(inity)?",
    re.IGNORECASE,
)
#: The words for flags, possibly cut short or with what a spreadsheet adds.
_FLAG_LIKE = re.compile(r"(y(es?)?|no?|t(rue?)?|f(alse?)?|-?[01])([.,]0*)?", re.IGNORECASE)


def shown(text: str, column: Column) -> str:
    """How a message refers to the text of a refused cell: quoted if harmless, else "the value"."""
    return quoted(text) if len(text) <= _LONGEST and _is_harmless(text, column) else NOT_QUOTED


def _is_harmless(text: str, column: Column) -> bool:
    match column.type:
        case ColumnType.TEXT | ColumnType.ID | ColumnType.POSTCODE:
            return False
        case ColumnType.DATE | ColumnType.DATETIME:
            return _DATE_LIKE.fullmatch(text) is not None
        case ColumnType.NUMBER:
            return _NUMBER_LIKE.fullmatch(text) is not None
        case ColumnType.FLAG:
            return _FLAG_LIKE.fullmatch(text) is not None
        case ColumnType.CODE:
            return _is_like_a_code(text, column.codes or ())


def _is_like_a_code(text: str, codes: Iterable[str]) -> bool:
    """Whether a text is a code written differently, or is short and has the form of a code.

    Letters alone may be a name, and digits alone may be somebody's number.
    """
    mixed = len(text) <= _LONGEST_CODE and not text.isalpha() and not text.isdecimal()
    return any(alike(text) == alike(code) or (mixed and _form(text) == _form(code)) for code in codes)


def _form(text: str) -> str:
    return re.sub(r"\d", "0", re.sub(r"[A-Z]", "A", text.upper()))

"""Which texts of cells a message may quote.

A cell may hold anything that slipped into it: another column's identifier, a name, a note. So a text is
quoted only where its shape shows that it is a slip in a value of the column; of every other the message
says "the value", and its place tells where to look.
"""

from __future__ import annotations

import re
from typing import Final

from cicscore.catalogue.document import Column
from cicscore.extracts.reporting import quoted
from cicscore.faults import nearest
from cicscore.figures import MONTHS
from cicscore.vocabulary import ColumnType

NOT_QUOTED: Final = "the value"

_LONGEST = 40
_LONGEST_CODE = 4
_MONTH = "|".join(sorted({name for month in MONTHS for name in (month, month[:3])}, key=len, reverse=True))
_TIME = r"([T ,]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s?([ap]m|Z|[+-]\d{2}:?\d{2})?)?"
#: Days, months and years in some order, and what a spreadsheet makes of a day: 42460 or 20160331.
_DATE_LIKE = re.compile(
    rf"(\d{{1,2}}[/. -]\d{{1,2}}[/. -]\d{{2,5}}|\d{{4}}[/. -]\d{{1,2}}[/. -]\d{{1,2}}|\d{{5}}|\d{{8}}|"
    rf"\d{{1,2}}[ -]({_MONTH})[ -]\d{{2,4}}){_TIME}",
    re.IGNORECASE,
)
#: A number of a person or a case has more digits than an amount on a scorecard, or dashes and blanks in it.
_NUMBER_LIKE = re.compile(
    r"\(?[+-]?[£$€]?([\d.]{1,8}|\d{1,3}(,\d{3}){1,2}(\.\d+)?|\d{1,5},\d{1,2})(e[+-]?\d+)?[-+)]?%?|[+-]?inf(inity)?",
    re.IGNORECASE,
)
_FLAG_LIKE = re.compile(r"[a-z]{1,5}|\d", re.IGNORECASE)


def shown(text: str, column: Column) -> str:
    """How a message names the text of a refused cell: quoted where it is harmless, else "the value"."""
    return quoted(text) if len(text) <= _LONGEST and _is_harmless(text, column) else NOT_QUOTED


def _is_harmless(text: str, column: Column) -> bool:
    match column.type:
        case ColumnType.TEXT | ColumnType.ID:
            return False
        case ColumnType.DATE | ColumnType.DATETIME:
            return _DATE_LIKE.fullmatch(text) is not None
        case ColumnType.NUMBER:
            return _NUMBER_LIKE.fullmatch(text) is not None
        case ColumnType.FLAG:
            return _FLAG_LIKE.fullmatch(text) is not None
        case ColumnType.CODE:
            return len(text) <= _LONGEST_CODE or nearest(text, column.codes or ()) is not None

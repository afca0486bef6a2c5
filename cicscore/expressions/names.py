"""The names that an expression may use, and what was probably meant by another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cicscore.expressions.nodes import Literal, Node
from cicscore.expressions.types import Type


@dataclass(frozen=True)
class TableNames:
    """The columns and named expressions of one extract.

    ``named`` gives the meaning of a named expression when asked, or ``None`` where that has a fault of
    its own, which is reported where it stands.
    """

    name: str
    about: str | None
    columns: Mapping[str, Type]
    named_expressions: tuple[str, ...]
    named: Callable[[str], Node | None]


@dataclass(frozen=True)
class Names:
    """Everything in reach of one expression.

    ``own`` is the extract whose rows the expression is about; ``periods`` tells whether the days of a
    period, and ``on``, mean something there.
    """

    own: TableNames
    tables: Mapping[str, TableNames]
    periods: bool = True

    @property
    def child(self) -> TableNames | None:
        """The extract of the children to whom the rows belong."""
        return None if self.own.about is None else self.tables.get(self.own.about)


#: Days outside these years are slips of the pen: nobody in a scorecard was born before or lives after.
FIRST_YEAR, LAST_YEAR = 1900, 2099


def shortened(names: tuple[str, ...], limit: int = 24) -> str:
    """The names in a row; of very many, the first ones."""
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def listed(table: TableNames) -> str:
    """The columns and named expressions of an extract."""
    return shortened((*table.columns, *table.named_expressions))


def day_of(text: str) -> dt.date | None:
    """The day written year-month-day, or ``None`` where the text is no such day."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def unambiguous_day(text: str) -> dt.date | None:
    """The day that ``text`` names, also with the year last; ``None`` where that can be read as two days."""
    written = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    if written is None:
        year_first = re.fullmatch(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})", text)
        return year_first and day_of(f"{year_first[1]}-{year_first[2]:0>2}-{year_first[3]:0>2}")
    one, two, year = written.groups()
    readings = {day_of(f"{year}-{month:0>2}-{day:0>2}") for day, month in ((one, two), (two, one))}
    days = [day for day in readings if day is not None]
    return days[0] if len(days) == 1 else None


def meant_date(text: str) -> str | None:
    """How to write the day that ``text`` names, where it can only be one."""
    day = unambiguous_day(text)
    return None if day is None else f'date("{day.isoformat()}")'


def quoted_date(node: Node) -> str | None:
    """How to write the day that stands there as text."""
    return meant_date(node.value) if isinstance(node, Literal) and isinstance(node.value, str) else None


def meant_code(word: str, codes: tuple[str, ...] | None) -> str | None:
    """The code, in quotes, that a bare word or number stands for."""
    for code in codes or ():
        if code.casefold() == word.casefold():
            return f'"{code}"'
    return None

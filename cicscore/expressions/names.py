"""The names that an expression may use, and what each stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cicscore.expressions.nodes import Node
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

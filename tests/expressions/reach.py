"""A small data dictionary for the tests of expressions: extracts, columns and named expressions."""

from __future__ import annotations

from cicscore.expressions.compile import Compiled, compile_expression
from cicscore.expressions.names import Names, TableNames
from cicscore.expressions.nodes import Node
from cicscore.expressions.types import CONDITION, DATE, DATETIME, NUMBER, TEXT, Kind, Type

PARTICIPATION = Type(Kind.TEXT, ("PN0", "PN1", "PN2", "PN3"))
LEGAL_STATUS = Type(Kind.TEXT, ("C2", "E1", "V2"))
PLACEMENT = Type(Kind.TEXT, ("12", "U1", "PN0"))

_COLUMNS = {
    "children": {
        "child_id": TEXT,
        "date_of_birth": DATE,
        "uasc": CONDITION,
        "uasc_ended_on": DATE,
    },
    "reviews": {
        "child_id": TEXT,
        "due_on": DATE,
        "held_on": DATE,
        "began_at": DATETIME,
        "participation": PARTICIPATION,
        "legal_status": LEGAL_STATUS,
        "score": NUMBER,
        "weight": NUMBER,
        "chaired": CONDITION,
        "note": TEXT,
    },
    "stays": {
        "child_id": TEXT,
        "started_on": DATE,
        "ended_on": DATE,
        "placement": PLACEMENT,
        "miles": NUMBER,
    },
    "staff": {"post": TEXT, "fte": NUMBER},
    "carers": {"approved_on": DATE},
    "visits": {"visited_on": DATE},
}
#: To whom the rows of each extract belong: two are about nobody, one is about carers.
_ABOUT = {"staff": None, "carers": "carers", "visits": "carers"}
NAMED = {
    "children": {"in_care": "exists(stays, open)", "adult": "age(date_of_birth, as_at) >= 18"},
    "reviews": {
        "late": "held_on is None or held_on > due_on",
        "seen": "exists(stays, started_on <= row.held_on)",
        "broken": "held_on == 3",
        "started_as_child": "age(child.date_of_birth, held_on) < 18",
    },
    "stays": {
        "open": "started_on <= as_at and (ended_on is None or ended_on > as_at)",
        "nights": "days_between(started_on, ended_on)",
    },
}


def _table(extract: str) -> TableNames:
    texts = NAMED.get(extract, {})

    def named(name: str) -> Node | None:
        return compile_expression(texts[name], names_of(extract), expected=None).node

    about = _ABOUT.get(extract, "children")
    owners = {} if about is None else {"child": about}
    return TableNames(extract, about, _COLUMNS[extract], tuple(texts), named, owners)


def names_of(extract: str, *, periods: bool = True) -> Names:
    """What is in reach of an expression about the rows of ``extract``."""
    tables = {name: _table(name) for name in _COLUMNS}
    return Names(tables[extract], tables, periods)


def compiled(text: str, extract: str = "reviews", expected: Type | None = CONDITION) -> Compiled:
    """The outcome of compiling ``text`` about the rows of ``extract``."""
    return compile_expression(text, names_of(extract), expected)


def meaning(text: str, extract: str = "reviews") -> Node:
    """The node of a text that has no problems."""
    outcome = compiled(text, extract, expected=None)
    assert outcome.node is not None, outcome.problems
    return outcome.node

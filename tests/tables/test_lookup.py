"""Reference tables, looked up by a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.expressions.compile import compile_expression
from cicscore.tables.vectors import Vector
from tests.tables.evaluating import dictionary_of, evaluation, python_values

CHILD = "child_id\n1\n"
#: In the order of nobody; from 19 December to 4 January no school; the spring term has no end yet.
TERMS = "term,starts_on,ends_on,open\nSPR,2016-01-05,,\nAUT,2015-09-02,2015-12-18,yes\n"
RATES = "since,rate\n2015-04-01,2\n2015-10-01,\n2016-01-01,3.5\n"
STAYS = "child_id,started_on\n" + "".join(
    f"1,{day}\n"
    for day in ("2015-09-01", "2015-09-02", "2015-12-18", "2015-12-19", "2016-01-05", "2099-01-01", "")
)


def found(folder: Path, expression: str, **files: str) -> Vector:
    """The value of an expression on each stay."""
    compiled = compile_expression(expression, dictionary_of().names("stays"), None)
    assert compiled.node is not None, compiled.problems
    given = {"children": CHILD, "stays": STAYS, "terms": TERMS, "rates": RATES} | files
    return evaluation(folder, **given).values(compiled.node, "stays").spread(7)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("lookup(terms.term, started_on)", [None, "AUT", "AUT", None, "SPR", "SPR", None]),
        ("lookup(terms.open, started_on)", [None, True, True, None, None, None, None]),
        ("lookup(terms.term, started_on) is not None", [False, True, True, False, True, True, False]),
        ('lookup(terms.term, started_on) == "SPR"', [None, False, False, None, True, True, None]),
        (
            "lookup(terms.term, started_on) == lookup(terms.term, as_at)",
            [None, False, False, None, True, True, None],
        ),
        ("lookup(rates.rate, started_on)", [2, 2, None, None, 3.5, 3.5, None]),
        ("lookup(rates.rate, as_at) * 2", [7] * 7),
    ],
)
def test_a_day_is_looked_up_in_the_row_that_holds_it(
    tmp_path: Path, expression: str, expected: list[object]
) -> None:
    """Both ends of a row are inside; between two rows there is nothing; without an end a row goes on."""
    assert python_values(found(tmp_path, expression)) == expected


def test_a_day_that_the_table_does_not_reach_is_not_known(tmp_path: Path) -> None:
    """Before the first row it may be anything, and between two rows nothing for certain."""
    held = found(tmp_path, "lookup(terms.term, started_on) is not None")
    assert held.possible().tolist() == [True, True, True, False, True, True, True]
    assert held.certain().tolist() == [False, True, True, False, True, True, False]
    ended = TERMS.replace("05,,", "05,2016-03-24,")
    after = found(tmp_path, "lookup(terms.term, started_on) is not None", terms=ended)
    assert (after.possible()[5], after.certain()[5]) == (True, False)


def test_an_empty_table_says_nothing(tmp_path: Path) -> None:
    """Whatever is looked up in it is missing, and not for certain."""
    nothing = found(tmp_path, "lookup(terms.term, started_on)", terms="term,starts_on,ends_on,open\n")
    assert python_values(nothing) == [None] * 7
    assert not nothing.fixed.any()

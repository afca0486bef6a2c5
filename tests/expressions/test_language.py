"""What valid expressions mean: the tree each stands for, and its type."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cicscore.expressions.functions import Aggregation, DurationUnit, Function
from cicscore.expressions.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Band,
    Call,
    Column,
    Comparison,
    ComparisonSign,
    In,
    Literal,
    Missing,
    Node,
    Not,
    On,
    Operator,
    Or,
    Owner,
    Period,
    PeriodDay,
    Shift,
)
from cicscore.expressions.types import CONDITION, DATE, DATETIME, NUMBER, TEXT, Kind, Type
from tests.expressions.reach import LEGAL_STATUS, PARTICIPATION, PLACEMENT, compiled, meaning

AS_AT = Period(PeriodDay.AS_AT)
BORN = Column(Owner.CHILD, "children", "date_of_birth", DATE)
UASC = Column(Owner.CHILD, "children", "uasc", CONDITION)
DUE = Column(Owner.OWN, "reviews", "due_on", DATE)
HELD = Column(Owner.OWN, "reviews", "held_on", DATE)
BEGAN = Column(Owner.OWN, "reviews", "began_at", DATETIME)
SCORE = Column(Owner.OWN, "reviews", "score", NUMBER)
WEIGHT = Column(Owner.OWN, "reviews", "weight", NUMBER)
CHAIRED = Column(Owner.OWN, "reviews", "chaired", CONDITION)
NOTE = Column(Owner.OWN, "reviews", "note", TEXT)
TOOK_PART = Column(Owner.OWN, "reviews", "participation", PARTICIPATION)
STATUS = Column(Owner.OWN, "reviews", "legal_status", LEGAL_STATUS)
STARTED = Column(Owner.OWN, "stays", "started_on", DATE)
ENDED = Column(Owner.OWN, "stays", "ended_on", DATE)
MILES = Column(Owner.OWN, "stays", "miles", NUMBER)
OPEN = And(
    (
        Comparison(ComparisonSign.AT_MOST, STARTED, AS_AT),
        Or((Missing(ENDED, negated=False), Comparison(ComparisonSign.MORE, ENDED, AS_AT))),
    )
)
LATE = Or((Missing(HELD, negated=False), Comparison(ComparisonSign.MORE, HELD, DUE)))


def number(written: str) -> Literal:
    """A number written out."""
    return Literal(Decimal(written), NUMBER)


def text(written: str) -> Literal:
    """A text written out."""
    return Literal(written, TEXT)


def compare(left: Node, sign: str, right: Node) -> Comparison:
    """A comparison."""
    return Comparison(ComparisonSign(sign), left, right)


def shift(day: Node, amount: int, unit: DurationUnit) -> Shift:
    """A day moved."""
    return Shift(day, unit, amount, day.type)


CONDITIONS: dict[str, Node] = {
    "chaired": CHAIRED,
    "not chaired": Not(CHAIRED),
    "chaired == True": compare(CHAIRED, "==", Literal(True, CONDITION)),
    "chaired and late": And((CHAIRED, LATE)),
    "chaired or late or child.uasc": Or((CHAIRED, LATE, UASC)),
    "held_on >= due_on": compare(HELD, ">=", DUE),
    "began_at >= due_on": compare(BEGAN, ">=", DUE),
    "held_on < began_at": compare(HELD, "<", BEGAN),
    "held_on is None": Missing(HELD, negated=False),
    "held_on is not None": Missing(HELD, negated=True),
    'held_on == date("2016-03-31")': compare(HELD, "==", Literal(dt.date(2016, 3, 31), DATE)),
    'participation != "PN0"': compare(TOOK_PART, "!=", text("PN0")),
    '"PN0" == participation': compare(text("PN0"), "==", TOOK_PART),
    "note == ''": compare(NOTE, "==", text("")),
    'note == "déjà vu # = (“\'"': compare(NOTE, "==", text("déjà vu # = (“'")),
    'participation in ["PN1", "PN2"]': In(TOOK_PART, (text("PN1"), text("PN2")), negated=False),
    'participation not in ("PN1",)': In(TOOK_PART, (text("PN1"),), negated=True),
    "score in [1, -2.50]": In(SCORE, (number("1"), number("-2.50")), negated=False),
    'began_at in [date("2016-03-31")]': In(BEGAN, (Literal(dt.date(2016, 3, 31), DATE),), negated=False),
    "participation == last(stays.placement, by=started_on)": compare(
        TOOK_PART,
        "==",
        Aggregate(
            Aggregation.LAST,
            "stays",
            Column(Owner.OWN, "stays", "placement", PLACEMENT),
            STARTED,
            None,
            PLACEMENT,
        ),
    ),
    "1 <= score < 5": And((compare(number("1"), "<=", SCORE), compare(SCORE, "<", number("5")))),
    "as_at >= held_on > due_on": And((compare(AS_AT, ">=", HELD), compare(HELD, ">", DUE))),
    "held_on >= year_start and held_on <= on": And(
        (compare(HELD, ">=", Period(PeriodDay.YEAR_START)), compare(HELD, "<=", On()))
    ),
    "held_on > year_before": compare(HELD, ">", Period(PeriodDay.YEAR_BEFORE)),
    "exists(stays)": Aggregate(Aggregation.EXISTS, "stays", None, None, None, CONDITION),
    "exists(stays, open)": Aggregate(Aggregation.EXISTS, "stays", None, None, OPEN, CONDITION),
    "exists(stays, where=open)": Aggregate(Aggregation.EXISTS, "stays", None, None, OPEN, CONDITION),
    "exists(reviews, held_on < row.held_on)": Aggregate(
        Aggregation.EXISTS,
        "reviews",
        None,
        None,
        compare(HELD, "<", Column(Owner.ROW, "reviews", "held_on", DATE)),
        CONDITION,
    ),
    "exists(stays, child.uasc and row.late)": Aggregate(
        Aggregation.EXISTS,
        "stays",
        None,
        None,
        And(
            (
                UASC,
                Or(
                    (
                        Missing(Column(Owner.ROW, "reviews", "held_on", DATE), negated=False),
                        compare(
                            Column(Owner.ROW, "reviews", "held_on", DATE),
                            ">",
                            Column(Owner.ROW, "reviews", "due_on", DATE),
                        ),
                    )
                ),
            )
        ),
        CONDITION,
    ),
    "seen": Aggregate(
        Aggregation.EXISTS,
        "stays",
        None,
        None,
        compare(STARTED, "<=", Column(Owner.ROW, "reviews", "held_on", DATE)),
        CONDITION,
    ),
    "child.in_care": Aggregate(Aggregation.EXISTS, "stays", None, None, OPEN, CONDITION),
    "child.adult": compare(Call(Function.AGE, (BORN, AS_AT), NUMBER), ">=", number("18")),
    "started_as_child": compare(Call(Function.AGE, (BORN, HELD), NUMBER), "<", number("18")),
}

VALUES: dict[str, Node] = {
    "score + 1 * weight": Arithmetic(Operator.ADD, SCORE, Arithmetic(Operator.MULTIPLY, number("1"), WEIGHT)),
    "(score - 1.5) / weight": Arithmetic(
        Operator.DIVIDE, Arithmetic(Operator.SUBTRACT, SCORE, number("1.5")), WEIGHT
    ),
    "held_on + days(28)": shift(HELD, 28, DurationUnit.DAYS),
    "as_at - years(1) + working_days(20)": shift(
        shift(AS_AT, -1, DurationUnit.YEARS), 20, DurationUnit.WORKING_DAYS
    ),
    "began_at - hours(72)": shift(BEGAN, -72, DurationUnit.HOURS),
    "began_at + months(0)": shift(BEGAN, 0, DurationUnit.MONTHS),
    "days_between(due_on, began_at)": Call(Function.DAYS_BETWEEN, (DUE, BEGAN), NUMBER),
    "months_between(due_on, held_on)": Call(Function.MONTHS_BETWEEN, (DUE, HELD), NUMBER),
    "working_days_between(due_on, held_on)": Call(Function.WORKING_DAYS_BETWEEN, (DUE, HELD), NUMBER),
    "coalesce(held_on, due_on, as_at)": Call(Function.COALESCE, (HELD, DUE, AS_AT), DATE),
    "coalesce(note, participation)": Call(Function.COALESCE, (NOTE, TOOK_PART), TEXT),
    'coalesce(legal_status, "none")': Call(
        Function.COALESCE, (STATUS, text("none")), Type(Kind.TEXT, ("C2", "E1", "V2", "none"))
    ),
    "coalesce(chaired, False)": Call(Function.COALESCE, (CHAIRED, Literal(False, CONDITION)), CONDITION),
    "least(held_on, due_on)": Call(Function.LEAST, (HELD, DUE), DATE),
    "greatest(score, 0)": Call(Function.GREATEST, (SCORE, number("0")), NUMBER),
    'band(score, "0-4", "5-9", "16+")': Band(
        SCORE,
        (("0-4", 0, 4), ("5-9", 5, 9), ("16+", 16, None)),
        Type(Kind.TEXT, ("0-4", "5-9", "16+", "outside the bands")),
    ),
    'band(score, "1", "2", "3+")': Band(
        SCORE,
        (("1", 1, 1), ("2", 2, 2), ("3+", 3, None)),
        Type(Kind.TEXT, ("1", "2", "3+", "outside the bands")),
    ),
    "count(stays, open)": Aggregate(Aggregation.COUNT, "stays", None, None, OPEN, NUMBER),
    "sum(stays.miles)": Aggregate(Aggregation.SUM, "stays", MILES, None, None, NUMBER),
    "sum(stays.nights, open)": Aggregate(
        Aggregation.SUM,
        "stays",
        Call(Function.DAYS_BETWEEN, (STARTED, ENDED), NUMBER),
        None,
        OPEN,
        NUMBER,
    ),
    "min(stays.started_on)": Aggregate(Aggregation.MIN, "stays", STARTED, None, None, DATE),
    "max(reviews.began_at)": Aggregate(Aggregation.MAX, "reviews", BEGAN, None, None, DATETIME),
    "first(reviews.chaired, by=began_at, where=late)": Aggregate(
        Aggregation.FIRST, "reviews", CHAIRED, BEGAN, LATE, CONDITION
    ),
}


@pytest.mark.parametrize(("written", "node"), [*CONDITIONS.items(), *VALUES.items()])
def test_an_expression_means_its_tree(written: str, node: Node) -> None:
    """Columns know their extract and owner, lengths of time their direction, aggregates their parts."""
    assert meaning(written) == node


@pytest.mark.parametrize("written", CONDITIONS)
def test_a_condition_serves_where_a_condition_is_needed(written: str) -> None:
    """All of these may stand in ``where``."""
    assert compiled(written).node is not None


def test_a_date_and_time_serves_where_a_date_is_needed() -> None:
    """It is taken by its day."""
    assert compiled("began_at", expected=DATE).node == BEGAN


def test_layout_means_nothing() -> None:
    """Line breaks, tabs, indents and brackets are for the reader."""
    assert meaning("\n  (held_on\n\t>= due_on)\r\n  and   chaired\n") == meaning(
        "held_on >= due_on and chaired"
    )


def test_child_is_the_row_itself_among_the_children() -> None:
    """In the extract of the children, ``child.`` may be written or left out."""
    assert meaning("child.uasc", "children") == meaning("uasc", "children")


def test_each_part_has_its_place_in_the_text() -> None:
    """The parts of a named expression have the place of its name, for their own text is another."""
    written = "chaired and exists(stays, open)"
    node = meaning(written)
    assert isinstance(node, And)
    chaired, exists = node.parts
    assert written[slice(*chaired.span)] == "chaired"
    assert written[slice(*exists.span)] == "exists(stays, open)"
    assert isinstance(exists, Aggregate)
    assert isinstance(exists.where, And)
    assert {written[slice(*part.span)] for part in (exists.where, *exists.where.parts)} == {"open"}


def test_the_parts_of_a_chain_share_its_middle() -> None:
    """Each comparison of a chain has its own place."""
    written = "1 <= score < 5"
    node = meaning(written)
    assert isinstance(node, And)
    assert [written[slice(*part.span)] for part in node.parts] == ["1 <= score", "score < 5"]

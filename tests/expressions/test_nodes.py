"""Nodes: equal by meaning, walked and rewritten as trees."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from cicscore.expressions.nodes import (
    And,
    Column,
    Literal,
    Node,
    Not,
    Period,
    children,
    conjunction,
    conjuncts,
    map_children,
    rewrite,
    walk,
)
from tests.expressions.reach import meaning

CHAIRED = meaning("chaired")
LATE = meaning("late")
UASC = meaning("child.uasc")
EVERYTHING = (
    'not chaired and (participation in ["PN0"] or held_on + days(3) > as_at and score / 2 > 1) '
    'and band(score, "0-4") == "0-4" and held_on <= on and coalesce(note, "") is not None '
    "and exists(stays, open and started_on < row.held_on)"
)


def test_expressions_that_say_the_same_are_equal_wherever_they_were_written() -> None:
    """Neither equality nor the hash looks at the place."""
    one, two = meaning("chaired and late"), meaning("  chaired   and\n late")
    assert one.span != two.span
    assert one == two
    assert (one != two) is False
    assert one != meaning("chaired or late")
    assert len({one, two}) == 1


def test_expressions_that_say_different_things_differ() -> None:
    """One sign, one code or one column is enough."""
    texts = ("score > 1", "score >= 1", "score > 2", "weight > 1", "1 > score", "not score > 1")
    assert len({meaning(text) for text in texts}) == len(texts)


def test_a_negated_list_differs_from_the_list() -> None:
    """``in`` and ``not in`` are not one thing."""
    assert meaning('participation in ["PN0"]') != meaning('participation not in ["PN0"]')


def test_walking_meets_every_part_once_from_the_outside_in() -> None:
    """A condition first, then what is in it, from left to right."""
    node = meaning("not chaired and score > 1")
    assert [type(part).__name__ for part in walk(node)] == [
        "And",
        "Not",
        "Column",
        "Comparison",
        "Column",
        "Literal",
    ]


def _note(reached: list[Node], part: Node) -> Node:
    reached.append(part)
    return part


def test_the_children_of_every_kind_of_node_are_those_that_a_change_reaches() -> None:
    """``map_children`` and ``children`` agree, whatever the node."""
    for part in walk(meaning(EVERYTHING)):
        reached: list[Node] = []
        map_children(part, partial(_note, reached))
        assert sorted(map(repr, reached)) == sorted(map(repr, children(part)))


def test_rewriting_with_nothing_to_change_keeps_the_tree() -> None:
    """The tree comes back equal, with its places."""
    node = meaning(EVERYTHING)
    same = rewrite(node, lambda part: part)
    assert same == node
    assert [part.span for part in walk(same)] == [part.span for part in walk(node)]


def test_rewriting_changes_the_innermost_first_and_everywhere() -> None:
    """Also inside lists and aggregates."""
    node = meaning("exists(stays, started_on <= as_at) and held_on <= as_at")

    def named_day(part: Node) -> Node:
        return meaning("period_end") if isinstance(part, Period) else part

    assert rewrite(node, named_day) == meaning(
        "exists(stays, started_on <= period_end) and held_on <= period_end"
    )


def test_rewriting_literals_in_a_list() -> None:
    """The values of a list are parts of the tree."""

    def shouted(part: Node) -> Node:
        return replace(part, value="PN1") if isinstance(part, Literal) else part

    assert rewrite(meaning('participation in ["PN0"]'), shouted) == meaning('participation in ["PN1"]')


def test_changing_the_children_leaves_the_children_s_children() -> None:
    """Only what is directly inside is changed."""
    node = And((Not(CHAIRED), UASC))

    def negate(part: Node) -> Node:
        return Not(part)

    assert map_children(node, negate) == And((Not(Not(CHAIRED)), Not(UASC)))


def test_conjuncts_are_the_conditions_that_all_have_to_hold() -> None:
    """Nested ``and`` is one level; ``or`` is one condition."""
    assert conjuncts(meaning("chaired and (child.uasc and late) and score > 1")) == (
        CHAIRED,
        UASC,
        LATE,
        meaning("score > 1"),
    )
    assert conjuncts(LATE) == (LATE,)
    assert conjuncts(None) == ()


def test_a_conjunction_undoes_conjuncts() -> None:
    """None for no condition, the condition itself for one."""
    node = meaning("chaired and score > 1")
    assert conjunction(conjuncts(node)) == node
    assert conjunction((CHAIRED,)) is CHAIRED
    assert conjunction(()) is None


def test_columns_of_the_same_name_in_two_extracts_differ() -> None:
    """Every child-level extract has a ``child_id``; a cache must not mix them up."""
    one, two = meaning("child_id"), meaning("child_id", "stays")
    assert isinstance(one, Column)
    assert one != two

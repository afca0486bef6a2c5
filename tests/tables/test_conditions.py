"""Conditions over whole columns follow SQL's logic of true, false and unknown."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from tests.tables.evaluating import values

T, F, U = True, False, None
WRITTEN = {T: "yes", F: "no", U: ""}
CHILD = "child_id,height\n1,\n"


def stays(*rows: str, columns: str) -> str:
    """A file of stays, all of child 1."""
    return "\n".join([f"child_id,{columns}", *(f"1,{row}" for row in rows)]) + "\n"


#: left, right, left and right, left or right.
TRUTHS = [
    (T, T, T, T),
    (T, F, F, T),
    (T, U, U, T),
    (F, T, F, T),
    (F, F, F, F),
    (F, U, F, U),
    (U, T, U, T),
    (U, F, F, U),
    (U, U, U, U),
]


@pytest.fixture
def pairs() -> str:
    """A row for each pair of true, false and unknown, in the order of the table."""
    rows = [f"{WRITTEN[left]},{WRITTEN[right]}" for left, right, _, _ in TRUTHS]
    return stays(*rows, columns="urgent,agreed")


def test_and(tmp_path: Path, pairs: str) -> None:
    """False where either is false, true where both are true, else unknown."""
    expected = [both for _, _, both, _ in TRUTHS]
    assert values(tmp_path, "urgent and agreed", children=CHILD, stays=pairs) == expected


def test_or(tmp_path: Path, pairs: str) -> None:
    """True where either is true, false where both are false, else unknown."""
    expected = [either for _, _, _, either in TRUTHS]
    assert values(tmp_path, "urgent or agreed", children=CHILD, stays=pairs) == expected


def test_not(tmp_path: Path, pairs: str) -> None:
    """The opposite; of unknown, unknown."""
    expected = [None if left is None else not left for left, _, _, _ in TRUTHS]
    assert values(tmp_path, "not urgent", children=CHILD, stays=pairs) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("not (urgent and agreed)", "not urgent or not agreed"),
        ("not (urgent or agreed)", "not urgent and not agreed"),
        ("urgent and agreed", "agreed and urgent"),
        ("not not urgent", "urgent"),
        ("urgent == agreed", "(urgent and agreed) or (not urgent and not agreed)"),
    ],
)
def test_the_laws_of_logic_hold_for_unknown_too(tmp_path: Path, pairs: str, one: str, other: str) -> None:
    """Both sides come to the same on all nine pairs."""
    found = [values(tmp_path, text, children=CHILD, stays=pairs) for text in (one, other)]
    assert found[0] == found[1]


def test_three_parts_are_joined_at_once(tmp_path: Path) -> None:
    """One false part settles `and`, one true part settles `or`, wherever it stands among unknown ones."""
    rows = [",".join(WRITTEN[part] for part in parts) + ",1" for parts in product((T, F, U), repeat=2)]
    text = stays(*rows, columns="urgent,agreed,miles")
    always, never = "miles == 1", "miles == 2"
    for middle in (f"urgent and {never} and agreed", f"{never} and urgent and agreed"):
        assert values(tmp_path, middle, children=CHILD, stays=text) == [False] * 9
    for middle in (f"urgent or {always} or agreed", f"urgent or agreed or {always}"):
        assert values(tmp_path, middle, children=CHILD, stays=text) == [True] * 9


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        ("==", [F, T, F, U]),
        ("!=", [T, F, T, U]),
        ("<", [T, F, F, U]),
        ("<=", [T, T, F, U]),
        (">", [F, F, T, U]),
        (">=", [F, T, T, U]),
    ],
)
def test_comparisons(tmp_path: Path, sign: str, expected: list[bool | None]) -> None:
    """Less, equal, more and missing, for numbers and for dates."""
    numbers = stays("1", "2", "3", "", columns="miles")
    assert values(tmp_path, f"miles {sign} 2", children=CHILD, stays=numbers) == expected
    dates = stays("29/02/2016", "01/03/2016", "2016-03-02", "", columns="started_on")
    text = f'started_on {sign} date("2016-03-01")'
    assert values(tmp_path, text, children=CHILD, stays=dates) == expected


def test_a_chain_is_a_range(tmp_path: Path) -> None:
    """`1 <= x < 3` holds from one up to, but without, three."""
    numbers = stays("0.9", "1", "2.9", "3", "", columns="miles")
    found = values(tmp_path, "1 <= miles < 3", children=CHILD, stays=numbers)
    assert found == [False, True, True, False, None]


def test_missing_is_never_unknown(tmp_path: Path) -> None:
    """`is None` and `is not None` are opposites, for every type of column and for results."""
    text = stays("2016-01-01,,,", ",1,,", ",,A,", ",,,no", columns="started_on,miles,kind,urgent")
    for row, name in enumerate(("started_on", "miles", "kind", "urgent")):
        present = [position == row for position in range(4)]
        assert values(tmp_path, f"{name} is not None", children=CHILD, stays=text) == present
        absent = [not known for known in present]
        assert values(tmp_path, f"{name} is None", children=CHILD, stays=text) == absent
    assert values(tmp_path, "miles / 0 is None", children=CHILD, stays=text) == [True] * 4


def test_in_a_list(tmp_path: Path) -> None:
    """In and not in; unknown for what is missing. Codes, text, numbers and dates."""
    text = stays("A,x,0.1,01/04/2015", "B,y,0.30,02/04/2015", ",,,", columns="kind,carer,miles,started_on")
    for condition in (
        'kind in ["A", "C"]',
        'carer in ["x"]',
        "miles in [0.1, 7]",
        'started_on in [date("2015-04-01")]',
    ):
        assert values(tmp_path, condition, children=CHILD, stays=text) == [True, False, None]
        outside = condition.replace(" in ", " not in ")
        assert values(tmp_path, outside, children=CHILD, stays=text) == [False, True, None]


def test_text_that_no_row_has(tmp_path: Path) -> None:
    """A code of the list that the file never uses is simply not equal."""
    text = stays("A", "", columns="kind")
    assert values(tmp_path, 'kind == "C"', children=CHILD, stays=text) == [False, None]
    assert values(tmp_path, 'kind != "C"', children=CHILD, stays=text) == [True, None]
    assert values(tmp_path, 'kind in ["B", "C"]', children=CHILD, stays=text) == [False, None]


def test_text_of_two_columns_compares_by_its_words(tmp_path: Path) -> None:
    """Columns that hold different words, in another order, compare by the words themselves."""
    text = stays("B,B", "A,B", "C,x", "A,A", ",A", "A,", columns="kind,carer")
    found = values(tmp_path, "kind == carer", children=CHILD, stays=text)
    assert found == [True, False, False, True, None, None]
    visits = "child_id,place\n1,A\n"
    one = values(
        tmp_path,
        "kind == first(visits.place, by=made_on) or kind == last(visits.place, by=score)",
        children=CHILD,
        stays=text,
        visits="child_id,place,made_on,score\n1,A,2016-01-01,1\n1,B,2016-01-02,2\n",
    )
    assert one == [True, True, False, True, None, True]
    assert values(tmp_path, 'carer == "A"', children=CHILD, stays=text, visits=visits)[3:] == [T, T, U]


def test_identifiers_keep_their_leading_zeros(tmp_path: Path) -> None:
    """01 and 1 are two children."""
    children = "child_id\n01\n1\n"
    text = "child_id,miles\n01,\n1,\n"
    assert values(tmp_path, 'child_id == "01"', children=children, stays=text) == [True, False]
    assert values(tmp_path, "child.child_id == child_id", children=children, stays=text) == [True, True]


def test_a_time_compares_with_a_date_by_its_day(tmp_path: Path) -> None:
    """23:59 on the day is that day; two times compare by the minute."""
    text = stays(
        "2016-03-31 23:59,2016-03-31",
        "01/04/2016 00:00,2016-03-31",
        "2016-03-31,",
        columns="left_at,ended_on",
    )
    assert values(tmp_path, "left_at == ended_on", children=CHILD, stays=text) == [True, False, None]
    assert values(tmp_path, "ended_on >= left_at", children=CHILD, stays=text) == [True, False, None]
    assert values(tmp_path, "left_at <= as_at", children=CHILD, stays=text) == [True, False, True]
    assert values(tmp_path, "left_at == left_at + hours(1)", children=CHILD, stays=text) == [F, F, F]
    assert values(tmp_path, 'left_at in [date("2016-03-31")]', children=CHILD, stays=text) == [T, F, T]

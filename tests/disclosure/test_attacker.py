"""The attacker against tables so small that the answer is known by hand: what it must find, and must not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.disclosure.attacker import Leak, Rule, WrongAssumptionError, attack
from tests.disclosure.naive import hide
from tests.disclosure.readers import TELLING, Documents, number

DAY = "2024-03-31"
RULE = Rule(threshold=5, range=2)


def info(name: str, **more: Any) -> dict[str, Any]:
    """What a document says of an indicator: a percentage of children on a day, but for what is given."""
    return {
        "id": name,
        "title": name,
        "polarity": "higher",
        "period_type": "snapshot",
        "unit": "percent",
        "decimals": 1,
        "numerator_counts": "children",
        "denominator_counts": "children",
        "numerator_id": f"{name}/numerator",
        "denominator_id": "children in care",
        "is_share": True,
        "grows_as": None,
        "part_of": [],
        "safe": None,
    } | more


def row(above: int, below: int | None = None, group: str | None = None, **more: Any) -> dict[str, Any]:
    """A row of two counts that prints nothing else, but for what is given."""
    return (
        dict.fromkeys(TELLING)
        | {
            "indicator": "it",
            "variant": "all",
            "breakdown": None if group is None else "sex",
            "group": group,
            "line": group is None,
            "as_at": DAY,
            "period_start": DAY,
            "status": "calculated",
            "numerator": above,
            "denominator": below,
            "target": None,
            "amber": None,
            "rows_unknown": 0,
            "notes": [],
            "hidden": [],
        }
        | more
    )


def told(
    *rows: dict[str, Any],
    infos: tuple[dict[str, Any], ...] = (info("it"),),
    hidden: tuple[tuple[int, str], ...] = (),
    series: tuple[dict[str, Any], ...] = (),
    rule: Rule = RULE,
    **more: Any,
) -> list[Leak]:
    """What leaks from rows of which some fields are hidden, each by its row's number and name."""
    inner = {
        "as_at": DAY,
        "indicators": list(infos),
        "results": list(rows),
        "series": list(series),
        "series_summaries": [],
        "comparators": [],
        "breakdowns": [{"id": "sex", "title": "Sex", "groups": [{"id": "F"}, {"id": "M"}, {"id": "X"}]}],
        "panels": [],
        "rag_counts": {},
    } | more
    outer = {**inner, "results": [dict(each) for each in rows], "series": [dict(each) for each in series]}
    every = [*outer["results"], *outer["series"]]
    for place, name in hidden:
        hide(every[place], name)
    return attack(Documents([outer]), [inner], rule)


COUNT = info("it", unit="count", denominator_counts=None, denominator_id=None, is_share=False, decimals=0)


def test_a_total_and_all_but_one_group_give_away_the_last() -> None:
    """100 less 40 less 57 is 3."""
    rows = (row(100), row(40, group="F"), row(57, group="M"), row(3, group="X"))
    (leak,) = told(*rows, infos=(COUNT,), hidden=((3, "numerator"),))
    assert (leak.truth, leak.low, leak.high) == (3, 3, 3)


def test_a_second_hidden_group_protects_the_first() -> None:
    """60 between two groups, each of at least 1."""
    rows = (row(100), row(40, group="F"), row(57, group="M"), row(3, group="X"))
    assert told(*rows, infos=(COUNT,), hidden=((2, "numerator"), (3, "numerator"))) == []


def test_two_groups_of_one_each_are_told_by_their_sum() -> None:
    """42 less 40 is 2, and each of two hidden groups is at least 1."""
    rows = (row(42), row(40, group="F"), row(1, group="M"), row(1, group="X"))
    leaks = told(*rows, infos=(COUNT,), hidden=((2, "numerator"), (3, "numerator")))
    assert [(leak.low, leak.high) for leak in leaks] == [(1, 1), (1, 1)]


def test_a_range_wholly_below_the_threshold_is_told_however_wide() -> None:
    """45 less 40 is 5 in two groups: each is 1 to 4, which is wide enough, and always small."""
    rows = (row(45), row(40, group="F"), row(3, group="M"), row(2, group="X"))
    leaks = told(*rows, infos=(COUNT,), hidden=((2, "numerator"), (3, "numerator")))
    assert [(leak.truth, leak.low, leak.high) for leak in leaks] == [(3, 1, 4), (2, 1, 4)]


def test_all_less_a_variant_is_who_was_left_out() -> None:
    """42 less 38 is 4."""
    rows = (row(42), row(38, variant="excluding_uasc"))
    (leak,) = told(*rows, infos=(COUNT,))
    assert (leak.truth, leak.low, leak.high) == (4, 4, 4)
    assert leak.what.endswith("numerator left out")
    assert told(*rows, infos=(COUNT,), hidden=((1, "numerator"),)) == []


def test_the_rest_of_a_denominator_is_a_count_too() -> None:
    """97 of 100 says that 3 were not."""
    (leak,) = told(row(97, 100))
    assert (leak.what.rpartition(" ")[2], leak.truth) == ("rest", 3)
    assert told(row(97, 100), hidden=((0, "numerator"),)) == []


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("value", 4.0),
        ("display", "4.0%"),
        ("value_low", 4.0),
        ("published_display", "4.0%"),
        ("interval_low", 1.10389),
        ("interval_high", 13.4601),
        ("to_green", 6),
    ],
)
def test_what_is_printed_beside_a_hidden_numerator_gives_it_away(field: str, content: object) -> None:
    """2 of 50, whatever is printed of it: the denominator is there to multiply by."""
    limits = {"target": 15, "amber": 10, "rag": "red"} if field == "to_green" else {}
    found = told(row(2, 50, **{field: content}, **limits), hidden=((0, "numerator"),))
    assert [(leak.low, leak.high) for leak in found if leak.what.endswith("numerator")] == [(2, 2)]


def test_a_share_in_full_gives_away_both_counts_in_lowest_terms() -> None:
    """3 of 23 prints 13.043478260869565: of at most 40 no other counts do."""
    printed = row(3, 23, "F", value=3 / 23 * 100)
    gone = ((0, "numerator"), (0, "denominator"))
    assert told(printed, hidden=gone) == []  # 6 of 46 would print the same
    (leak,) = told(
        printed, row(10, 17, "M"), row(13, 40), hidden=(*gone, (1, "numerator"), (1, "denominator"))
    )
    assert (leak.low, leak.high) == (3, 3)


def test_what_one_more_is_worth_gives_away_the_denominator() -> None:
    """100 by 25 is 4."""
    (leak,) = told(
        row(12, 4, one_is_worth=25.0), infos=(info("it", is_share=False),), hidden=((0, "denominator"),)
    )
    assert (leak.low, leak.high) == (4, 4)


def test_a_whole_per_cent_of_many_gives_away_nothing() -> None:
    """0% of 3,000 is anything up to 14."""
    infos = (info("it", decimals=0),)
    assert told(row(3, 3000, display="0%"), infos=infos, hidden=((0, "numerator"),)) == []


def test_a_rating_bounds_what_is_rated() -> None:
    """Green up to 20% of 20 is at most 4, and a hidden count is at least 1."""
    limits = {"target": 20, "amber": 30, "rag": "green"}
    (leak,) = told(row(3, 20, **limits), infos=(info("it", polarity="lower"),), hidden=((0, "numerator"),))
    assert (leak.truth, leak.low, leak.high) == (3, 1, 4)


def test_equal_denominators_are_one_count() -> None:
    """The denominator hidden in one row is printed in another, whose indicator has the same."""
    infos = (info("it", is_share=False), info("other", is_share=False))
    rows = (row(30, 4), row(31, 4, indicator="other"))
    assert [leak.low for leak in told(*rows, infos=infos, hidden=((0, "denominator"),))] == [4]
    assert told(*rows, infos=infos, hidden=((0, "denominator"), (1, "denominator"))) == []


def test_a_declared_part_differs_from_its_whole_by_a_count() -> None:
    """426 less 423 is 3 placed with relatives."""
    infos = (info("it"), info("part", part_of=["it"]))
    rows = (row(426, 900), row(423, 900, indicator="part"))
    (leak,) = told(*rows, infos=infos)
    assert (leak.truth, leak.low, leak.high) == (3, 3, 3)


def _months(*counts: int) -> tuple[dict[str, Any], ...]:
    days = ("2023-12-31", "2024-01-31", "2024-02-29", DAY)[-len(counts) :]
    return tuple(
        row(count, as_at=day, period_start="2023-04-01") for day, count in zip(days, counts, strict=True)
    )


def test_a_year_to_date_printed_each_month_gives_away_each_month() -> None:
    """20 at the end of February and 22 at that of March: 2 in March."""
    infos = (COUNT | {"grows_as": "year_to_date", "period_type": "year_to_date"},)
    (leak,) = told(infos=infos, series=_months(20, 22))
    assert (leak.what.rpartition(" ")[0].endswith("since"), leak.truth) == (True, 2)
    assert told(infos=infos, series=_months(20, 22), hidden=((0, "numerator"),)) == []
    middle = told(infos=infos, series=_months(20, 21, 22), hidden=((1, "numerator"),), rule=Rule(5, 3))
    assert [(leak.low, leak.high) for leak in middle] == [(0, 2), (0, 2)]


def test_a_difference_from_all_gives_away_a_hidden_percentage() -> None:
    """50.0% of all 40, 10.0 points less: 40.0% of 5 is 2."""
    rows = (row(20, 40), row(2, 5, variant="excluding_uasc", difference_from_all=-10.0))
    wrong = (row(20, 40, display="50.0%"), rows[1])
    found = told(*wrong, hidden=((1, "numerator"),))
    assert [(leak.low, leak.high) for leak in found if "uasc" in leak.what and "left" not in leak.what][
        :1
    ] == [(2, 2)]


def test_a_hidden_zero_contradicts_what_is_promised() -> None:
    """Nobody is no small number: whoever hides a zero misleads those who count on it."""
    with pytest.raises(WrongAssumptionError, match="a hidden count is at least 1"):
        told(row(0), infos=(COUNT,), hidden=((0, "numerator"),))


def test_staff_and_safe_figures_are_nobodys_secret() -> None:
    """Three posts, and three of what the Department publishes."""
    staff = COUNT | {"numerator_counts": "staff"}
    assert told(row(3), infos=(staff,)) == []
    assert told(row(3), infos=(COUNT | {"safe": "published by the Department"},)) == []
    assert len(told(row(3), infos=(COUNT,))) == 1


@pytest.mark.parametrize(
    ("text", "decimals", "low", "high"),
    [
        ("79.7%", 1, 79.65, 79.75),
        ("1,797", 0, 1796.5, 1797.5),
        ("-1.4 pp", 1, -1.45, -1.35),
        ("+1.4 pp", 1, 1.35, 1.45),
        (85.0, 2, 84.995, 85.005),
        ("0.0%", 1, -0.05, 0.05),
    ],
)
def test_a_printed_number_stands_for_what_rounds_to_it(
    text: object, decimals: int, low: float, high: float
) -> None:
    """Half a unit of the last digit either way."""
    reading = number(text, decimals)
    assert reading is not None
    assert (reading.low, reading.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


def test_what_is_no_number_says_nothing() -> None:
    """The mark of what is confidential, a dash, and nothing."""
    assert [number(text) for text in ("c", "–", "", None, "hidden", True)] == [None] * 6

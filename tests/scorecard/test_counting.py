"""What is counted: rows, children, distinct values and exact sums, as numerators and denominators."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from cicscore import load_catalogue, load_extracts, score
from tests.scorecard.scorecards import compute, counts, groups, row

CHILDREN = """
1,2006-04-01,no,,M,1.5
2,2015-01-01,yes,,F,
03,2000-02-29,yes,2016-01-15,F,2
4,,,,,
"""
#: Child, start, end, miles, urgent, kind, carer.
STAYS = """
1,2015-04-01,2015-06-01,0.1,yes,A,Ash
1,2015-06-01,,0.1,no,B,Ash
2,2015-03-31,,0.1,,A,Elm
03,2015-05-01,2016-01-15,,yes,,
03,2016-01-15,,7,no,C,Oak
"""


@pytest.mark.parametrize(
    ("how", "amount"),
    [
        ("rows", 5),
        ("children", 3),
        ("{distinct: carer}", 3),
        ("{distinct: kind}", 3),
        ("{distinct: started_on}", 5),
        ("{distinct: miles}", 2),
        ("{distinct: urgent}", 2),
        ("{sum: miles}", Decimal("7.3")),
        ("{sum: '1'}", 5),
        ("{sum: child.height}", 7),
        ("{sum: 'days_between(started_on, ended_on)'}", 61 + 259),
    ],
)
def test_what_is_counted(tmp_path: Path, how: str, amount: Decimal) -> None:
    """Five stays of three children; missing carers, kinds and miles are no value."""
    card = compute(
        tmp_path,
        f"{{unit: count, numerator: {{from: stays, count: {how}}}}}",
        children=CHILDREN,
        stays=STAYS,
    )
    assert counts(card) == (amount, None, float(amount))


def test_sums_are_exact(tmp_path: Path) -> None:
    """0.1 three times is 0.3, and 334 posts with one of 0.6 are 334.6: no binary dust."""
    posts = "a,2015-01-01,1,yes,A\n" * 334 + "b,2015-01-01,0.6,yes,A\n"
    indicator = "{unit: count, numerator: {from: posts, count: {sum: fte}}}"
    assert row(compute(tmp_path, indicator, posts=posts)).numerator == Decimal("334.6")
    tenths = "a,2015-01-01,0.1,yes,A\n" * 3
    assert row(compute(tmp_path, indicator, posts=tenths)).numerator == Decimal("0.3")
    mixed = "a,2015-01-01,0.1,yes,A\nb,2015-01-01,0.2,yes,A\nc,2015-01-01,1000000.7,yes,A\n"
    assert row(compute(tmp_path, indicator, posts=mixed)).numerator == Decimal("1000001")


def test_a_share_of_a_sum_is_exact(tmp_path: Path) -> None:
    """0.1 three times out of 0.6 is a half."""
    share = "{unit: percent, denominator: {from: posts, count: {sum: fte}}, numerator: {where: filled}}"
    posts = "a,,0.1,yes,A\n" * 3 + "b,,0.3,no,A\n"
    assert counts(compute(tmp_path, share, posts=posts)) == (Decimal("0.3"), Decimal("0.6"), 50.0)


def test_a_subset_counts_as_its_denominator_does(tmp_path: Path) -> None:
    """Children of children unless the numerator says rows."""
    base = "{{unit: percent, denominator: {{from: stays, count: children}}, numerator: {{{}}}}}"
    card = compute(tmp_path, base.format("where: started_on >= year_start"), children=CHILDREN, stays=STAYS)
    assert counts(card) == (2, 3, pytest.approx(200 / 3))
    card = compute(
        tmp_path,
        base.format("where: started_on >= year_start, count: rows"),
        children=CHILDREN,
        stays=STAYS,
    )
    assert counts(card)[:2] == (4, 3)


@pytest.mark.parametrize(
    ("unit", "how", "value"),
    [
        ("percent", "rows", 400 / 3),
        ("per_10000", "rows", 40_000 / 3),
        ("ratio", "rows", 4 / 3),
        ("mean", "{sum: miles}", 7.2 / 3),
    ],
)
def test_units_scale_the_ratio(tmp_path: Path, unit: str, how: str, value: float) -> None:
    """Four over three per hundred, per ten thousand, or as it is; and miles a child."""
    card = compute(
        tmp_path,
        f"""
        unit: {unit}
        denominator: {{from: stays, count: children}}
        numerator: {{where: started_on >= year_start, count: {how}}}
        """,
        children=CHILDREN,
        stays=STAYS,
    )
    assert row(card).value == value


def test_a_numerator_from_its_own_extract(tmp_path: Path) -> None:
    """Three children in care over one and a half posts, each side with its own condition."""
    card = compute(
        tmp_path,
        """
        unit: ratio
        denominator: {from: posts, where: filled, count: {sum: fte}, under_variants: whole}
        numerator: {from: stays, where: open, count: children}
        """,
        children=CHILDREN,
        stays=STAYS,
        posts="a,2015-01-01,1,yes,A\nb,2015-01-01,0.5,yes,A\nc,2015-01-01,1,no,A\n",
    )
    assert counts(card) == (3, Decimal("1.5"), 2.0)
    # Child 2 is UASC still; child 03 was until January.
    assert counts(card, "excluding_uasc") == (2, Decimal("1.5"), 4 / 3)


def test_each_side_has_its_own_window(tmp_path: Path) -> None:
    """Visits made in the month over stays begun in the month."""
    card = compute(
        tmp_path,
        """
        period: month
        unit: ratio
        denominator: {from: stays, dated_by: started_on}
        numerator: {from: visits, dated_by: made_at}
        """,
        as_at=dt.date(2015, 4, 30),
        children=CHILDREN,
        stays=STAYS,
        visits="1,2015-03-31 23:59,,,,,\n1,2015-04-01 00:00,,,,,\n1,2015-04-30 23:59,,,,,\n1,,,,,,\n",
    )
    assert counts(card) == (2, 1, 2.0)


def test_dated_by_none_leaves_the_window_to_the_condition(tmp_path: Path) -> None:
    """Every row is asked, and the condition names the days of the period."""
    card = compute(
        tmp_path,
        """
        period: year_to_date
        unit: count
        numerator: {from: stays, dated_by: none, where: ended_on is None or ended_on >= period_start}
        """,
        children=CHILDREN,
        stays=STAYS,
    )
    assert row(card).numerator == 5


@pytest.mark.parametrize(
    "how", ["rows", "children", "{distinct: carer}", "{sum: miles}", "{sum: child.height}"]
)
@pytest.mark.parametrize("where", ["urgent", "not urgent"])
def test_a_table_of_one_row(tmp_path: Path, how: str, where: str) -> None:
    """Counted whole or not at all, and also where nothing is left of it."""
    card = compute(
        tmp_path,
        f"{{unit: count, numerator: {{from: stays, where: {where}, count: {how}}}}}",
        children="1,2006-04-01,no,,M,1\n",
        stays="1,2015-04-01,,1,yes,A,Ash\n",
        options={"by": ["sex", "kind"]},
    )
    amount = 1 if where == "urgent" else 0
    assert row(card).numerator == amount
    expected = {("M", amount), ("A", amount)} if amount else set()
    assert {(row.group, row.numerator) for row in card.results if row.breakdown and row.variant == "all"} == (
        expected
    )


def test_one_child_with_several_rows_is_grouped_by_row(tmp_path: Path) -> None:
    """What comes from the child is the same for each of its rows."""
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: stays}}",
        children="1,2006-04-01,no,,M,1\n",
        stays="1,2015-04-01,,1,yes,A,Ash\n1,2015-05-01,,1,yes,A,Ash\n1,2015-06-01,,1,yes,B,Elm\n",
        options={"by": ["sex", "kind"]},
    )
    assert groups(card, "sex") == {"M": (3, None)}
    assert groups(card, "kind") == {"B": (3, None)}


OF_MANY_CODES = """
schema_version: 1
title: Many
themes: [{{id: all, title: All}}]
extracts:
  children:
    file: children.csv
    about: children
    key: [child_id]
    columns: {{child_id: {{type: id}}, area: {{type: code, codes: {codes}, required: false}}}}
breakdowns: {{area: child.area}}
indicators:
  - {{id: it, title: It, theme: all, meaning: It., polarity: none, unit: count, period: snapshot,
     numerator: {{from: children}}}}
"""


@pytest.mark.parametrize("codes", [127, 128, 129])
def test_what_is_not_recorded_is_a_group_beside_any_number_of_others(tmp_path: Path, codes: int) -> None:
    """One child in each area, and one in none, written as a database does: 128 numbers fill a byte."""
    areas = [f"A{number:03}" for number in range(codes)]
    written = OF_MANY_CODES.format(codes=dict(zip(areas, areas, strict=True)))
    (tmp_path / "catalogue.yaml").write_text(written)
    rows = [f"{number},{area}\n" for number, area in enumerate([*areas, "NULL"])]
    (tmp_path / "children.csv").write_text("child_id,area\n" + "".join(rows))
    catalogue = load_catalogue(tmp_path / "catalogue.yaml")
    card = score(catalogue, load_extracts(tmp_path, catalogue), dt.date(2016, 3, 31), by=["area"])
    assert groups(card, "area") == dict.fromkeys([*areas, "not recorded"], (1, None))


def test_a_worker_who_comes_back_is_one_worker(tmp_path: Path) -> None:
    """Child 1 had Ash, Elm and Ash again: three stays with two carers; child 2 had one. None had three."""
    stays = "1,2015-05-01,,,,,Ash\n1,2015-07-01,,,,,Elm\n1,2015-10-01,,,,,Ash\n2,2015-05-01,,,,,Ash\n"
    share = "{{unit: percent, denominator: {{from: children}}, numerator: {{where: '{} >= 3'}}}}"
    for counted, children in (
        ("count_distinct(stays.carer, started_on > as_at - years(1))", 0),
        ("count(stays, started_on > as_at - years(1))", 1),
    ):
        card = compute(tmp_path, share.format(counted), children="1,,no,,F,\n2,,no,,F,\n", stays=stays)
        assert counts(card)[:2] == (children, 2)

"""Panels: tables of an indicator's own, by one or two groupings; and breakdowns two at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.faults.fault import FaultsFoundError
from cicscore.results import Panel, Scorecard
from cicscore.vocabulary import Status
from tests.scorecard.scorecards import compute, groups

#: Born in 2014 (aged 1), 2010 (6) twice, 2003 (13), and one whose birthday nobody knows.
CHILDREN = """
    1,2014-05-05,no,,M,
    2,2009-05-05,no,,F,
    3,2009-06-05,no,,M,
    4,2003-05-05,yes,,F,
    5,,no,,F,
"""
#: All are in care; the stays of children 2, 4 and 5 are urgent, and child 4 has two of them.
STAYS = """
    1,2015-05-01,,,no,A,
    2,2015-05-01,,,yes,A,
    3,2015-05-01,,,no,B,
    4,2015-05-01,,,yes,B,
    4,2015-06-01,,,yes,C,
    5,2015-05-01,,,yes,A,
"""
CALM = """
    unit: percent
    denominator: {from: stays, where: open, count: children, label: children in care}
    numerator: {where: not urgent, label: children whose stay is calm}
"""

OF_STAYS = """
    unit: percent
    denominator: {from: stays, where: open}
    numerator: {where: not urgent}
"""


def panels(folder: Path, text: str, indicator: str = CALM) -> tuple[Panel, ...]:
    """The panels of an indicator, on a document made for pages."""
    card = compute(folder, f"{indicator}\n    panels: {text}", children=CHILDREN, stays=STAYS, options=PAGES)
    return card.panels


PAGES = {"pages": True}


def table(panel: Panel) -> list[tuple[object, ...]]:
    """The panel as it is read: the columns' titles, each line, and the totals."""
    return [
        tuple(column.title for column in panel.columns),
        *((line.group.title, *line.counts, line.total, line.share_display) for line in panel.lines),
        (*panel.totals, panel.total),
        panel.shares_display,
    ]


def test_a_panel_lays_out_those_missed_by_two_groupings(tmp_path: Path) -> None:
    """Children 2, 4 and 5 are not counted: a girl of 6, a girl of 12 and a girl of no known age."""
    (panel,) = panels(tmp_path, "[{title: Missed, of: not_counted, by: [age_group, sex]}]")
    assert (panel.title, panel.variant, panel.lines_title, panel.columns_title) == (
        "Missed", "all", "Age group", "Sex",
    )  # fmt: skip
    assert panel.counted == "children in care, without children whose stay is calm"
    assert table(panel) == [
        ("Male", "Female"),
        ("5-9", 0, 1, 1, "33.3%"),
        ("10+", 0, 1, 1, "33.3%"),
        ("Not recorded", 0, 1, 1, "33.3%"),
        (0, 3, 3),
        ("0.0%", "100.0%"),
    ]


def test_a_panel_by_one_grouping_has_no_columns(tmp_path: Path) -> None:
    """The numerator by sex: children 1 and 3, both boys; nobody else is in it."""
    (panel,) = panels(tmp_path, "[{title: Calm, of: numerator, by: [sex]}]")
    assert table(panel) == [(), ("Male", 2, "100.0%"), (2,), ()]
    assert panel.columns_title is None


def test_a_panel_may_name_a_column_of_what_is_counted(tmp_path: Path) -> None:
    """Six stays by the child's last kind, a breakdown, and by whether they are urgent, a column."""
    (panel,) = panels(tmp_path, "[{title: Kinds, of: denominator, by: [kind, urgent]}]", OF_STAYS)
    assert table(panel) == [
        ("Yes", "No"),
        ("One", 2, 1, 3, "50.0%"),
        ("Two", 0, 1, 1, "16.7%"),
        ("Three", 2, 0, 2, "33.3%"),
        (4, 2, 6),
        ("66.7%", "33.3%"),
    ]


def test_a_child_with_two_rows_is_counted_once(tmp_path: Path) -> None:
    """Child 4 has two urgent stays, and is one of the three children whose stay is urgent."""
    (by_urgency,) = panels(tmp_path, "[{title: Urgent, of: denominator, by: [urgent]}]")
    assert table(by_urgency) == [(), ("Yes", 3, "60.0%"), ("No", 2, "40.0%"), (5,), ()]


def test_a_figure_that_is_not_there_has_no_panel(tmp_path: Path) -> None:
    """The panel says why, and has no lines: never a table of noughts."""
    card = compute(
        tmp_path,
        f"{CALM}\n    panels: [{{title: Missed, of: not_counted, by: [sex]}}]",
        children=CHILDREN,
        without=("stays",),
        options=PAGES,
    )
    (panel,) = card.panels
    assert (panel.status, panel.lines, panel.total) == (Status.MISSING_EXTRACT, (), None)
    assert panel.status_reason


def test_a_document_not_made_for_pages_has_none(tmp_path: Path) -> None:
    """Panels and definitions in words are put in on request."""
    card = compute(
        tmp_path,
        f"{CALM}\n    panels: [{{title: A, of: numerator, by: [sex]}}]",
        children=CHILDREN,
        stays=STAYS,
    )
    assert (card.panels, card.indicators[0].definition) == ((), None)


def test_two_breakdowns_at_once_give_a_group_for_each_pair(tmp_path: Path) -> None:
    """The pairs come in the order of the first, then of the second; nobody's pair is left out."""
    card: Scorecard = compute(
        tmp_path, CALM, children=CHILDREN, stays=STAYS, options={"by": ("sex,age_group", "sex")}
    )
    assert groups(card, "sex,age_group") == {
        "M, 0-4": (1, 1),
        "M, 5-9": (1, 1),
        "F, 5-9": (0, 1),
        "F, 10+": (0, 1),
        "F, not recorded": (0, 1),
    }
    assert [(info.id, info.title) for info in card.breakdowns] == [
        ("sex,age_group", "Sex and age group"),
        ("sex", "Sex"),
    ]
    assert [group.title for group in card.breakdowns[0].groups] == [
        "Male, 0-4", "Male, 5-9", "Female, 5-9", "Female, 10+", "Female, not recorded",
    ]  # fmt: skip
    assert [(group.id, group.title) for group in card.breakdowns[1].groups] == [
        ("M", "Male"),
        ("F", "Female"),
    ]


@pytest.mark.parametrize(
    ("panel", "found"),
    [
        ("{title: A, of: numerator, by: [sec]}", "there is no grouping `sec`"),
        (
            "{title: A, of: denominator, by: [sex]}",
            "this indicator has no denominator to count",
        ),
        (
            "{title: A, of: not_counted, by: [sex]}",
            "this indicator has no part of the denominator that the numerator lacks to count",
        ),
    ],
)
def test_a_panel_of_nothing_is_refused(tmp_path: Path, panel: str, found: str) -> None:
    """With the place of the word that is wrong."""
    count = f"{{unit: count, numerator: {{from: stays, where: open}}, panels: [{panel}]}}"
    with pytest.raises(FaultsFoundError) as raised:
        compute(tmp_path, count)
    assert [fault.found for fault in raised.value.faults] == [found]

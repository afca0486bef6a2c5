"""What a panel is told first: colours as they were published, rankings by a stated rule, and the counts."""

from __future__ import annotations

from typing import Any

import pytest

from cicscore.report.html import render_html
from cicscore.report.key_changes import key_changes
from cicscore.report.paper import Paper
from cicscore.results import IndicatorInfo, RagCounts, Row, Scorecard
from cicscore.view import View
from tests.render.scorecards import DECEMBER, SCORECARD, indicator, row
from tests.report.reading import Element, read


def line(name: str, change: float = 2, **more: Any) -> Row:
    """A line of the first page that rose by two points to 80%, of 100 children, unless the test says else."""
    usual: dict[str, Any] = {
        "line": True,
        "numerator": 80,
        "denominator": 100,
        "value": 80.0,
        "display": "80.0%",
        "target": 90,
        "amber": 70,
        "target_display": "90%",
        "amber_display": "70%",
        "rag": "amber",
        "rag_reason": "Amber.",
        "previous_value": 80.0 - change,
        "previous_display": f"{80 - change:.1f}%",
        "change": change,
        "change_display": f"{change:+.1f} pp",
        "direction": "improved" if change > 0 else "worsened" if change < 0 else "same",
        "direction_reason": "Compared.",
        "one_is_worth": 1.0,
    }
    return row(name, **(usual | DECEMBER | more))


def scorecard(*rows: Row, **infos: IndicatorInfo) -> Scorecard:
    """A scorecard of these lines, each of an indicator of its own unless one is given by name."""
    names = dict.fromkeys(one.indicator for one in rows)
    found = {
        "indicators": tuple(infos.get(name) or indicator(name, name.upper()) for name in names),
        "results": rows,
        "rag_counts": {"lines": RagCounts.of(one.rag for one in rows if one.line)},
    }
    return SCORECARD.model_copy(update=found)


def headlines(found: Scorecard) -> Element:
    """The front of the report."""
    page = read(render_html(Paper(found), View()))
    (front,) = (each for each in page.all("section") if each["aria-labelledby"] == "headlines")
    return front


def names(lines: tuple[Any, ...]) -> list[str]:
    """The indicators of some lines."""
    return [each.indicator.id for each in lines]


# Rankings ----------------------------------------------------------------------------------------------


def test_rankings_leave_out_what_would_mislead() -> None:
    """Annual figures, denominators under 30, changes of less than one child; the number left out is told."""
    found = key_changes(
        scorecard(
            line("plain", 5),
            line("annual", 50),
            line("of_29", 40, denominator=29, one_is_worth=100 / 29),
            line("of_30", 4, denominator=30, one_is_worth=100 / 30),
            line("under_one_child", 0.9),
            line("just_one_child", 1.0),
            annual=indicator("annual", "Annual", period_type="annual"),
        )
    )
    assert names(found.improvements) == ["plain", "of_30", "just_one_child"]
    assert found.unranked == 3


def test_rankings_are_by_size_in_each_direction_and_stop_at_five() -> None:
    """Improvements and declines apart, the largest first; what stays the same is in neither."""
    ups = [line(f"up_{points}", points) for points in (2, 7, 3, 6, 5, 4)]
    downs = [line(f"down_{points}", -points) for points in (2, 3)]
    found = key_changes(scorecard(*ups, *downs, line("level", 0)))
    assert names(found.improvements) == ["up_7", "up_6", "up_5", "up_4", "up_3"]
    assert names(found.declines) == ["down_3", "down_2"]


def test_fewer_may_be_better() -> None:
    """The ranking asks the direction, not the sign."""
    fell, rose = line("fell", -3, direction="improved"), line("rose", 3, direction="worsened")
    found = key_changes(scorecard(fell, rose))
    assert (names(found.improvements), names(found.declines)) == (["fell"], ["rose"])


def test_counts_and_means_are_not_ranked_among_points() -> None:
    """A change of 90 children is no change of 90 points."""
    found = key_changes(
        scorecard(line("heads", 90), heads=indicator("heads", "Heads", unit="count", decimals=0))
    )
    assert (found.improvements, found.unranked) == ((), 0)


def test_no_direction_is_no_change() -> None:
    """Where no like-for-like figure is known, nothing improved or declined."""
    found = key_changes(scorecard(line("unlike", 9, direction=None)))
    assert (found.improvements, found.declines) == ((), ())


def test_the_rule_of_the_rankings_is_told() -> None:
    """In the page, with how many lines it left out."""
    text = headlines(scorecard(line("plain", 5), line("small", 9, denominator=10))).text
    assert "Left out: annual figures, fewer than 30 in the denominator" in text
    assert "changes of less than one in the numerator (1 line)." in text


def test_a_ranking_of_restated_figures_says_so() -> None:
    """Only where it is the figure compared with that comes out otherwise; the outturn is not."""
    again = "is published as 70.0%; computed again from these extracts it is 75.0%"
    card = scorecard(
        line("restated", 10, notes=(f"restated: the figure of 31 December 2015 {again}",)),
        line("plain", 5, notes=(f"restated: the figure of 31 March 2015 {again}",)),
    )
    assert key_changes(card).restated == 1
    said = "for 1 of these lines they come out otherwise when computed again"
    assert said in headlines(card).text
    assert "computed again" not in headlines(scorecard(line("plain", 5))).text


# Colours before ----------------------------------------------------------------------------------------


def test_colours_before_are_those_published() -> None:
    """Not what today's limits would make of the earlier value: 70% was published as green."""
    found = key_changes(
        scorecard(line("was_green", 10, previous_rag="green"), line("was_amber", 2, previous_rag="amber"))
    )
    assert names(found.moved) == ["was_green"]
    assert found.before == RagCounts(green=1, amber=1)
    assert found.now_of_both == RagCounts(amber=2)


def test_without_a_published_colour_none_is_computed() -> None:
    """An earlier value below red's limit is not called red; the line counts among neither."""
    found = key_changes(scorecard(line("unknown", 60), line("known", 2, previous_rag="red")))
    assert names(found.moved) == ["known"]
    assert (found.before, found.rated_both_times) == (RagCounts(red=1), 1)
    nothing = key_changes(scorecard(line("unknown", 60)))
    assert (nothing.before, nothing.now_of_both, nothing.moved) == (None, None, ())
    text = headlines(scorecard(line("unknown", 60))).text
    assert "(31 December 2015) are not in the record, so changes of colour are not shown." in text
    assert " was " not in text


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [],
            "0 of 0 lines are rated against a target. No earlier figures were given, so nothing is",
        ),
        (
            [line("one", 2, previous_rag="red")],
            "1 of 1 lines is rated against a target. 1 of them was also rated when published before"
            " (31 December 2015): of these, reds went from 1 to 0, ambers from 0 to 1 and greens from"
            " 0 to 0.",
        ),
        (
            [
                line("one", 2, previous_rag="amber"),
                line("two", 2, previous_rag="red", rag="red"),
                line("three", 2, previous_rag="red", rag="green"),
                line("new", 2, previous_rag=None, rag="green"),
            ],
            "4 of 4 lines are rated against a target. 3 of them were also rated when published before"
            " (31 December 2015): of these, reds went from 2 to 1, ambers from 1 to 1 and greens from"
            " 0 to 1.",
        ),
    ],
    ids=["none", "one", "many"],
)
def test_how_the_counts_are_told(rows: list[Row], expected: str) -> None:
    """With no line, with one, with many: like is compared with like."""
    assert expected in headlines(scorecard(*rows)).text


def test_what_changed_colour_is_listed_with_both() -> None:
    """Was and now, each by figure, sign and word; none is told in words."""
    front = headlines(
        scorecard(line("moved", 2, previous_rag="red"), line("stayed", 2, previous_rag="amber"))
    )
    (table,) = (each for each in front.all("table") if each.one("caption").text == "What changed colour")
    lines = [[cell.text for cell in each.all("th", "td")] for each in table.one("tbody").all("tr")]
    assert [line[:3] for line in lines] == [["MOVED", "78.0% ■ Red", "80.0% ◆ Amber"]]
    assert "No line changed colour." in headlines(scorecard(line("stayed", 2, previous_rag="amber"))).text


# Near the target, the other variant, cautions ------------------------------------------------------------


def test_ambers_come_nearest_to_their_target_first() -> None:
    """By the distance as a part of the target, whatever the unit."""
    found = key_changes(
        scorecard(
            line("far", value=72.0),
            line("near", value=89.0),
            line("red", value=60.0, rag="red"),
            line("days", value=430.0, target=426, amber=450),
            days=indicator("days", "Days", unit="mean", polarity="lower"),
        )
    )
    assert names(found.near_target) == ["days", "near", "far"]
    assert names(found.reds) == ["red"]


def test_what_leaving_children_out_changes() -> None:
    """The figures that are rated otherwise without them, whether lines or not."""
    without = {"variant": "excluding_uasc", "line": False}
    found = key_changes(
        scorecard(
            line("other"),
            line("other", rag="green", display="91.0%", difference_display="+11.0 pp", **without),
            line("same"),
            line("same", **without),
        )
    )
    assert found.variant == "Excluding UASC"
    assert [(each.indicator, each.whole.rag, each.without.rag) for each in found.variant_effects] == [
        ("other", "amber", "green")
    ]


def test_cautions_on_the_data_name_their_lines() -> None:
    """Each once, with the lines it holds for; what an extract lacks first; other notes are no caution."""
    found = key_changes(
        scorecard(
            line("one", notes=("unknown_rows: 3 rows where due on is not recorded",)),
            line("two", notes=("small_cohort: fewer than 30 in the denominator",)),
            row("three", line=True, status="not_reported", status_reason="the Board has not released it"),
        )
    )
    assert [(caution.text, caution.titles) for caution in found.cautions][1:] == [
        ("Unknown rows: 3 rows where due on is not recorded.", ("ONE",)),
        ("No figure: the Board has not released it.", ("THREE",)),
    ]
    assert "3" in found.cautions[0].text
    assert "reviews" in found.cautions[0].text

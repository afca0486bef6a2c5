"""Rows that hang on blank cells: how many they are, and between which values the figure lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.app.compute import Gate, gate_findings
from cicscore.faults.fault import FaultsFoundError
from cicscore.render.markdown import render_markdown
from cicscore.render.table import render_table
from cicscore.results import Row, Scorecard
from cicscore.view import Layout, View
from tests.base_catalogue import DICTIONARY
from tests.scorecard.scorecards import MARCH_2016, compute, groups, row
from tests.scorecard.shipped import SHIPPED

PLACED = "placed_within_12_months_of_decision"

CHILDREN = "1,2006-04-01,no,,F,1\n2,2012-01-01,no,,M,1\n3,2006-03-31,yes,,F,1\n4,2006-03-31,,,F,1\n"
PLAIN = "settings: {small_cohort: 0}\n"
SHARE = (
    "{unit: percent, polarity: higher, targets: {2015-16: {target: 60, amber: 55}},"
    " denominator: {from: stays, where: kind != 'C'}, numerator: {where: kind == 'A'}}"
)
#: Two of three; the kind of the fourth stay is not recorded, and the last is left out whatever happens.
KINDS = "1,,,,,A,\n1,,,,,A,\n2,,,,,B,\n3,,,,,,\n3,,,,,C,\n"


def computed(folder: Path, indicator: str = SHARE, **more: Any) -> Scorecard:
    """The scorecard of the share of A over the stays of these kinds, but for what the test gives."""
    return compute(folder, indicator, **{"children": CHILDREN, "stays": KINDS, "settings": PLAIN, **more})


def known(found: Row) -> tuple[Any, ...]:
    """The value, and what is said of it."""
    return found.value, found.rows_unknown, found.value_low, found.value_high


def test_a_blank_code_may_be_any_and_the_rating_is_not_safe(tmp_path: Path) -> None:
    """As B the stay makes 2 of 4, which is red; as A 3 of 4; the figure of 2 of 3 is green."""
    found = row(computed(tmp_path))
    assert known(found) == (pytest.approx(200 / 3), 1, 50, 75)
    assert (found.rag, found.rag_safe) == ("green", False)
    assert found.notes[0] == (
        "unknown_rows: 1 row where kind is not recorded; with everything known the figure would lie "
        "between 50.0% and 75.0%; the rating is not safe"
    )


def test_a_rating_that_no_cell_can_change_is_safe(tmp_path: Path) -> None:
    """From 50% to 75% every value is above an amber limit of 40% and below a target of 80%."""
    indicator = SHARE.replace("{target: 60, amber: 55}", "{target: 80, amber: 40}")
    found = row(computed(tmp_path, indicator))
    assert (found.rag, found.rag_safe) == ("amber", True)


def test_a_rating_that_is_not_safe_is_withheld_where_the_catalogue_says_so(tmp_path: Path) -> None:
    """The value is shown, the rating is not, and the reason says what is missing."""
    settings = "settings: {small_cohort: 0, unknown: withhold}\n"
    found = row(computed(tmp_path, settings=settings))
    assert (found.display, found.rag, found.rag_safe) == ("66.7%", None, False)
    assert found.rag_reason == ("Not rated: 1 row where kind is not recorded, and could change the rating.")


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        # Begun in the year: one; one without a date may have.
        (
            "{unit: count, period: year_to_date, numerator: {from: stays, dated_by: started_on}}",
            (1, 1, 1, 2),
        ),
        # Children of them: both are of child 1.
        (
            "{unit: count, period: year_to_date,"
            " numerator: {from: stays, dated_by: started_on, count: children}}",
            (1, 1, 1, 1),
        ),
        # 2 of 10,000 is the share of one in two; without the stay of unknown date it is one in one.
        (
            "{unit: per_10000, period: year_to_date, denominator: {from: stays, dated_by: started_on},"
            " numerator: {where: urgent}}",
            (10_000, 1, 5_000, 10_000),
        ),
        # Two extracts: one or two stays of one post.
        (
            "{unit: ratio, period: year_to_date, denominator: {from: posts, dated_by: none,"
            " under_variants: whole}, numerator: {from: stays, dated_by: started_on}}",
            (1, 1, 1, 2),
        ),
        # The mean of 10; with the 40 of the stay without a date it is 25.
        (
            "{unit: mean, period: year_to_date, denominator: {from: stays, dated_by: started_on},"
            " numerator: {count: {sum: miles}}}",
            (10, 1, 10, 25),
        ),
        # Different carers: Lime, and perhaps Oak.
        (
            "{unit: count, period: year_to_date,"
            " numerator: {from: stays, dated_by: started_on, count: {distinct: carer}}}",
            (1, 1, 1, 2),
        ),
        # Different carers for each stay: Lime for one; or Lime and Oak, moved apart from one stay or two.
        (
            "{unit: ratio, period: year_to_date, denominator: {from: stays, dated_by: started_on},"
            " numerator: {where: 'miles > 1', count: {distinct: carer}}}",
            (1, 1, 0.5, 2),
        ),
        # A child with one stay begun for certain has one or two.
        (
            "{unit: count, numerator: {from: children, where: 'count(stays, started_on <= as_at) >= 1'}}",
            (1, 0, 1, 1),
        ),
        (
            "{unit: count, numerator: {from: children, where: 'count(stays, started_on <= as_at) >= 2'}}",
            (0, 1, 0, 1),
        ),
        (
            "{unit: count, numerator: {from: children, where: 'exists(stays, started_on <= as_at)'}}",
            (1, 0, 1, 1),
        ),
        (
            "{unit: count, numerator: {from: children, where: 'not exists(stays, started_on > as_at)'}}",
            (4, 1, 3, 4),
        ),
        # The last stay may be the one without a date.
        (
            "{unit: count, numerator: {from: children,"
            " where: \"last(stays.carer, by=started_on, where=carer != 'x') == 'Oak'\"}}",
            (0, 1, 0, 1),
        ),
        # One cell asked twice is known here, and the bounds may be wider: never narrower.
        (
            "{unit: count, numerator: {from: stays,"
            " where: 'started_on <= as_at or not (started_on <= as_at)'}}",
            (1, 1, 1, 2),
        ),
        # Nothing is said of a sum to which a number is missing.
        (
            "{unit: count, numerator: {from: stays, count: {sum: 'days_between(started_on, as_at)'}}}",
            (335, 1, None, None),
        ),
    ],
)
def test_bounds_by_hand(tmp_path: Path, indicator: str, expected: tuple[Any, ...]) -> None:
    """A stay of 10 miles begun on 1 May 2015, and one of 40 miles whose first day is not recorded."""
    stays = "1,2015-05-01,,10,yes,,Lime\n1,,,40,no,,Oak\n"
    card = computed(tmp_path, indicator, stays=stays, posts="a,,1,yes,A\n")
    assert known(row(card)) == expected


def test_a_blank_that_the_catalogue_asks_for_is_an_answer(tmp_path: Path) -> None:
    """The dictionary asks `ended_on is None`, so a stay without that day goes on: nothing is unknown."""
    indicator = "{unit: count, numerator: {from: stays, where: ended_on <= as_at}}"
    found = row(computed(tmp_path, indicator, stays="1,2015-05-01,,,,,\n"))
    assert (known(found), found.notes) == ((0, 0, 0, 0), ())


def test_a_variant_may_leave_out_a_child_whose_flag_is_blank(tmp_path: Path) -> None:
    """Four children: one is UASC, and of child 4 nobody wrote it down."""
    card = computed(tmp_path, "{unit: count, numerator: {from: children}}")
    assert known(row(card)) == (4, 0, 4, 4)
    found = row(card, "excluding_uasc")
    assert known(found) == (3, 1, 2, 3)
    assert found.notes == (
        "unknown_rows: 1 row where uasc is not recorded; with everything known the figure would lie "
        "between 2 and 3",
    )


def test_a_row_whose_group_is_blank_may_be_in_each(tmp_path: Path) -> None:
    """Three girls, one boy and one child whose sex is blank: 3 or 4 girls, 1 or 2 boys."""
    children = CHILDREN + "5,2006-03-31,no,,,1\n"
    card = computed(
        tmp_path,
        "{unit: count, numerator: {from: children}}",
        children=children,
        options={"by": ["sex"]},
    )
    found = {
        each.group: known(each) for each in card.results if each.breakdown == "sex" and each.variant == "all"
    }
    assert found == {"M": (1, 1, 1, 2), "F": (3, 1, 3, 4), "not recorded": (1, 1, 0, 1)}


def test_a_group_of_one_variant_is_a_group_of_each(tmp_path: Path) -> None:
    """Girls leaves no boy: the boys' row is there, without a value and with the reason."""
    card = computed(
        tmp_path,
        "{unit: percent, denominator: {from: children}, numerator: {where: height == 1}}",
        options={"by": ["sex"]},
    )
    assert groups(card, "sex", "girls") == {"M": (0, 0), "F": (3, 3)}
    (boys,) = [
        each for each in card.results if (each.breakdown, each.group, each.variant) == ("sex", "M", "girls")
    ]
    assert (boys.value, boys.status, boys.status_reason) == (None, "no_denominator", "the denominator is 0")


def test_a_column_says_what_its_blank_cells_mean(tmp_path: Path) -> None:
    """Two adopted children without a day of being placed: unknown; the child not yet adopted was not."""
    catalogue = load_catalogue(SHIPPED)
    for name, heading_and_rows in {
        "children": "child_id,date_of_birth,sex,ethnicity,disabled,uasc,uasc_ended_on,area\n"
        "1,2012-05-05,F,WBRI,no,no,,A\n2,2012-05-05,F,WBRI,no,no,,A\n",
        "adoptions": "child_id,entered_care_on,plan_agreed_on,decision_on,placement_order_on,matched_on,"
        "placed_on,adopted_on,decision_reversed_on\n"
        "1,2014-01-01,,2014-06-01,,,,2015-06-01,\n2,2014-01-01,,2014-06-01,,,2014-09-01,2015-06-01,\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(heading_and_rows, encoding="utf-8")
    card = score(catalogue, load_extracts(tmp_path, catalogue), MARCH_2016, only=[PLACED])
    # One of two in time (1 June 2014 to 1 September 2014); the other may have been.
    assert known(row(card, indicator=PLACED)) == (50, 1, 50, 100)


def test_the_samples_cry_no_wolf() -> None:
    """What is blank by nature is an answer: no row of the shipped sample is unknown."""
    catalogue = load_catalogue(SHIPPED)
    card = score(catalogue, load_extracts(SHIPPED.parent / "samples" / "2016-03", catalogue), MARCH_2016)
    assert [each.indicator for each in card.results if each.rows_unknown] == []


def test_a_rating_that_is_not_safe_is_marked_and_found(tmp_path: Path) -> None:
    """On both pages it bears its mark, with what the mark means below; the gate says why."""
    card = computed(tmp_path)
    legend = "?: the rating is not safe: blank cells leave room for another one, as the notes say."
    for layout in (Layout.SCORECARD, Layout.VARIANTS):
        page = render_table(card, View(layout=layout))
        assert "● G?" in page
        assert legend in page
        assert "● Green?" in render_markdown(card, View(layout=layout))
    assert gate_findings(card, frozenset({Gate.UNSAFE})) == (
        "It (all): the rating is not safe. 1 row where kind is not recorded; with everything known "
        "the figure would lie between 50.0% and 75.0%; the rating is not safe.",
    )


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("blank: sometimes", "`sometimes` does not say what a blank cell of `ended_on` means"),
        ("blank: answer where exists(stays)", "the meaning of a blank depends on other rows"),
        ("blank: answer where started", "`started` is not a name known here"),
    ],
)
def test_what_does_not_say_what_a_blank_means_is_a_fault(tmp_path: Path, column: str, found: str) -> None:
    """Another word, a look at other rows, a name that is not there."""
    text = DICTIONARY.replace("      ended_on: {type: date,", f"      ended_on: {{{column}, type: date,")
    path = tmp_path / "indicators.yaml"
    path.write_text(f"{text}indicators: []\n", encoding="utf-8")
    with pytest.raises(FaultsFoundError) as caught:
        load_catalogue(path)
    assert any(found in str(fault.found) for fault in caught.value.faults)

"""What a row of the scorecard tells beside its figure: children, intervals, the worth of one, groups."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cicscore.faults.fault import InternalError
from cicscore.render.markdown import render_markdown
from cicscore.results import Row
from cicscore.scorecard import figures as engine_figures
from cicscore.scorecard.count import Tally
from cicscore.view import Layout, View
from cicscore.vocabulary import Rag
from tests.explain.folders import CHECKS, CHILDREN, explained
from tests.render.scorecards import SCORECARD, row

SHARE = """
denominator: {label: children in care, from: stays, where: open, count: children}
numerator: {label: children in own homes, where: home == "OWN"}
targets: {2015-16: {target: 90, amber: 80}}
"""

CHECKED = """
period: year_to_date
unit: count
numerator: {label: checks, from: checks, dated_by: held_on}
"""

POSTS = """
unit: percent
denominator: {label: posts, from: posts, count: {sum: fte}}
numerator: {label: filled posts, where: filled}
targets: {2015-16: {target: 70, amber: 60}}
"""


def whole(folder: Path, indicator: str, **files: str) -> Row:
    """The figure of everybody."""
    return explained(folder, indicator, **files).figures[0].figure


def test_the_children_behind_events(tmp_path: Path) -> None:
    """Four checks of three children; what is left out of the window is not among them."""
    found = whole(tmp_path, CHECKED)
    assert (found.numerator, found.numerator_children, found.denominator_children) == (4, 3, None)


def test_rows_that_are_not_childrens_have_no_children(tmp_path: Path) -> None:
    """Posts belong to nobody."""
    found = whole(tmp_path, POSTS)
    assert (found.numerator_children, found.denominator_children) == (None, None)


def test_what_one_more_is_worth(tmp_path: Path) -> None:
    """One of three children is a third of a hundred points; part of a post is no one."""
    assert whole(tmp_path / "share", SHARE).one_is_worth == pytest.approx(100 / 3)
    assert whole(tmp_path / "posts", POSTS).one_is_worth is None


def test_a_share_of_few_carries_its_interval_and_keeps_its_rating(tmp_path: Path) -> None:
    """Two of three: Wilson's interval reaches far, covers the target, and the figure stays red."""
    found = whole(tmp_path, SHARE)
    # By hand: z = 1.96, so (2 + 1.92 -/+ 1.96 x root of (2/3 + 0.96)) / (3 + 3.84).
    assert (found.interval_low, found.interval_high) == (
        pytest.approx(20.77, abs=0.01),
        pytest.approx(93.85, abs=0.01),
    )
    assert found.rag is Rag.RED
    assert found.notes == (
        "not_distinguishable_from_target: the 95% interval of the figure, 20.8% to 93.9%, "
        "covers the target of 90%",
    )


def test_a_share_of_an_amount_has_no_interval(tmp_path: Path) -> None:
    """Full-time equivalents are not drawn one by one."""
    found = whole(tmp_path, POSTS)
    assert (found.interval_low, found.interval_high) == (None, None)


def test_a_target_outside_the_interval_is_told_apart(tmp_path: Path) -> None:
    """Nothing is said of a figure that its target lies far from."""
    found = whole(tmp_path, SHARE.replace("target: 90, amber: 80", "target: 99, amber: 95"))
    assert found.notes == ()


@pytest.mark.parametrize("layout", list(Layout))
def test_the_page_says_it_only_where_the_figure_rests_on_few(layout: Layout) -> None:
    """Beside a small cohort it is a footnote; elsewhere it stays in the document."""
    said = "not_distinguishable_from_target: the 95% interval, 20% to 95%, covers the target of 90%"
    small = "small_cohort: fewer than 30 in the denominator"
    footnote = "Not distinguishable from target: the 95% interval"
    assert footnote in _page((small, said), layout)
    assert footnote not in _page((said,), layout)


def _page(notes: tuple[str, ...], layout: Layout) -> str:
    figure = row("reviews_on_time", line=True, numerator=2, denominator=3, value=66.7, notes=notes)
    scorecard = SCORECARD.model_copy(update={"results": (figure,)})
    return render_markdown(scorecard, View(layout))


def test_groups_keep_what_is_not_recorded(tmp_path: Path) -> None:
    """A child without a birth date is in a group of its own, and the groups add up."""
    children = CHILDREN.replace("1999-05-05", "").replace("2008-08-08", "")
    catalogue_change = ("born: {type: date}", "born: {type: date, required: false}")
    found = explained(tmp_path, CHECKED, ("age_group",), replacing=catalogue_change, children=children)
    groups = [(group.group, group.numerator) for group in found.groups if group.variant == "all"]
    assert groups == [("0-9", 2), ("10-15", 1), ("not recorded", 1)]
    assert sum(amount or 0 for _, amount in groups) == found.figures[0].figure.numerator


def test_groups_that_do_not_add_up_are_an_error_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sum over the groups is checked each time that something additive is broken down."""
    honest = engine_figures.tally_groups

    def losing_one(*arguments: object) -> tuple[Tally, ...]:
        first, *rest = honest(*arguments)  # type: ignore[arg-type]  # handed through
        return (Tally(first.amount - Decimal(1), children=first.children), *rest)

    monkeypatch.setattr(engine_figures, "tally_groups", losing_one)
    with pytest.raises(InternalError, match=r"^the groups of sex do not add up to 4$"):
        explained(tmp_path, CHECKED, ("sex",))


def test_different_children_need_not_add_up(tmp_path: Path) -> None:
    """A child with rows in two groups is one child in each, and one in all."""
    stays = "child_id,began,ended,home\nanna,2014-02-01,2015-01-01,OWN\nanna,2015-01-01,,PRIV\n"
    children = "unit: count\nnumerator: {label: children, from: stays, count: children}\n"
    found = explained(
        tmp_path, children, ("home",), replacing=("sex: child.sex", "home: home"), stays=stays, checks=CHECKS
    )
    groups = [(group.group, group.numerator) for group in found.groups if group.variant == "all"]
    assert groups == [("OWN", 1), ("PRIV", 1)]
    assert found.figures[0].figure.numerator == 1


def test_codes_that_are_not_on_their_list_are_one_group(tmp_path: Path) -> None:
    """Three children are in care: two have words for a sex that may be names, and no page shows those."""
    children = CHILDREN.replace("01-01,F", "01-01,Smith").replace("30,M", "30,Jones")
    letting_in = ("sex: {type: code,", "sex: {type: code, other_codes: warn,")
    found = explained(tmp_path, SHARE, by=("sex",), replacing=letting_in, children=children)
    told = {row.group: (row.numerator, row.denominator) for row in found.groups if row.variant == "all"}
    assert told == {"F": (0, 1), "other": (2, 2)}
    assert not {"Smith", "Jones"} & set(found.model_dump_json().replace('"', " ").split())

"""What a change of the parts that indicators share does to each of them: moved, or only told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.catalogue.model import Settings, Ssda903
from cicscore.diff.document import unexplained
from cicscore.diff.shared import DERIVED
from tests.diff.catalogues import OLD, UNEXPLAINED, changed, difference, told

ROOT = Path(__file__).parents[2]

R1 = "reviews_on_time · R1 · Reviews on time\n"
IN_CARE = "children_in_care · Children in care\n"
NEAR = "near_home · Placed near home\n"
CASELOAD = "caseload · Children for each post\n"
KS2 = "key_stage_2 · Key stage 2\n"
FIGURE = "  moves the figure\n"
RATING = "  moves the rating or the direction\n"


def summary(indicators: int, parts: int = 1) -> str:
    """The summary where each indicator that changed is without a note."""
    one = indicators == 1
    other = "; 1 other part differs" if parts == 1 else f"; {parts} other parts differ" if parts else ""
    changed_ones = "1 indicator changed" if one else f"{indicators} indicators changed"
    definitions = "1 definition" if one else f"{indicators} definitions"
    return f"{changed_ones}{other}. {definitions} changed without a new change_note.\n\n"


def blocks(headings: list[str], effect: str, change: str) -> str:
    """The same change of several indicators."""
    return "\n".join(f"{heading}{effect}    - {change}\n{UNEXPLAINED}" for heading in headings)


def test_the_settings_are_those_that_are_told_apart() -> None:
    """A setting that is added to the grammar is refused here until it is decided what it moves."""
    assert set(Settings.model_fields) == {
        "rate_on",
        "small_cohort",
        "compare",
        "also_compare",  # a second earlier figure: no figure and no rating moves
        "direction",  # told with each indicator, as `compare` is
        "incomplete",
        "unknown",
        "ssda903",
        "authority",  # whose figure stands among those of benchmarks
        "neighbours",
    }
    assert set(DERIVED) == set(Ssda903.model_fields)


def test_what_ratings_look_at_touches_what_is_rated() -> None:
    """Exact or printed values: each indicator with targets and a side that is better."""
    assert told(changed(("{small_cohort: 30}", "{rate_on: displayed, small_cohort: 20}"))) == (
        f"{summary(2)}Settings\n  - rate on: was exact, now displayed\n  - small cohort: was 30, now 20\n\n"
        + blocks([R1, NEAR], RATING, "setting rate on: was exact, now displayed")
    )


def test_ratings_that_are_withheld_touch_what_has_a_window() -> None:
    """A snapshot has no months that could lack data."""
    assert told(changed(("{small_cohort: 30}", "{incomplete: withhold, small_cohort: 30}"))) == (
        f"{summary(1)}Settings\n  - incomplete: was note, now withhold\n\n"
        + blocks([R1], RATING, "setting incomplete: was note, now withhold")
    )


def test_what_directions_compare_with_touches_those_that_leave_it_to_the_setting() -> None:
    """An indicator that says itself what it compares with stays as it was."""
    own = ("unit: published\n", "unit: published\n    compare: outturn\n")
    new = changed(own, ("{small_cohort: 30}", "{compare: outturn, small_cohort: 30}"))
    assert told(new, changed(own)) == (
        f"{summary(4)}Settings\n  - compare: was previous_quarter, now outturn\n\n"
        + blocks([R1, IN_CARE, NEAR, CASELOAD], RATING, "compared with: was previous_quarter, now outturn")
    )


def test_how_a_return_is_read_touches_what_reads_it() -> None:
    """Who is UASC moves the figures of the variant; an extract that is not there moves none."""
    choices = "{small_cohort: 30, ssda903: {uasc: in_year, own_provision: [PR1, PR2]}}"
    assert told(changed(("{small_cohort: 30}", choices))) == (
        f"{summary(4)}Settings\n"
        "  - ssda903, uasc: was at_date, now in_year\n"
        "  - ssda903, own provision: was PR1, now PR1, PR2\n\n"
        + blocks([R1, IN_CARE, NEAR, CASELOAD], FIGURE, "setting ssda903, uasc: was at_date, now in_year")
    )


def test_own_provision_in_the_shipped_catalogue() -> None:
    """Whose provision it is moves no figure of an indicator that does not ask for the provider."""
    text = (ROOT / "indicators.yaml").read_text(encoding="utf-8")
    settings = "  small_cohort: 30\n"
    assert text.count(settings) == 1
    for choice, ids in (
        ("own_provision: [PR1, PR2]", ["own_foster_or_relatives"]),
        ("pn4_takes_part: yes", ["review_participation"]),
    ):
        new = text.replace(settings, f"{settings}  ssda903: {{{choice}}}\n")
        assert [found.id for found in unexplained(difference(new, text))] == ids


def test_the_order_of_lists_that_have_none_is_no_change() -> None:
    """Headings and codes of providers are sets; a catalogue that puts them otherwise says the same."""
    choices = "{small_cohort: 30, ssda903: {own_provision: [PR1, PR2]}}"
    old = changed(("from: [Child ID]", "from: [Child ID, CHILD]"), ("{small_cohort: 30}", choices))
    new = old.replace("[Child ID, CHILD]", "[CHILD, Child ID]").replace("[PR1, PR2]", "[PR2, PR1]")
    assert new != old
    assert told(new, old) == "No difference: order, comments and layout aside, the two say the same.\n"


def test_lines_say_which_figures_the_first_page_shows() -> None:
    """Another line, or another headline, redefines what is published under the title."""
    old = changed(
        ("    owner: Performance Manager", "    lines: [all, excluding_uasc]\n    owner: A manager")
    )
    assert told(old.replace("[all, excluding_uasc]", "[excluding_uasc, all]"), old) == (
        f"{summary(1, 0)}{R1}  changes which figures the first page shows\n"
        f"    - lines: was all, excluding_uasc, now excluding_uasc, all\n{UNEXPLAINED}"
    )


def test_a_variant_under_another_id_is_the_one_of_its_title() -> None:
    """What is printed as "Excluding UASC" leaves out others than before."""
    new = changed(
        ("  excluding_uasc: {", "  without_uasc: {"), ("remove: child.uasc", "remove: not child.uasc")
    )
    change = "the variant without_uasc now leaves out different rows of it"
    assert told(new) == (
        f"{summary(4, 2)}Variant without_uasc: added\n\nVariant excluding_uasc: removed\n\n"
        + blocks([R1, IN_CARE, NEAR, CASELOAD], FIGURE, change)
    )


def test_a_breakdown_touches_those_whose_rows_it_divides() -> None:
    """Published values, and posts without children, have no groups."""
    assert told(changed(("sex: child.sex", 'sex: child.sex == "F"'))) == (
        f'{summary(4)}Breakdown sex\n  - group: was child.sex, now child.sex == "F"\n\n'
        + blocks(
            [R1, IN_CARE, NEAR, CASELOAD],
            FIGURE,
            "the breakdown sex now puts its rows into different groups",
        )
    )


#: A change of an extract: what was written, what is written now, what is told of the extract and to whom.
EXTRACTS = [
    (
        "    file: posts.csv\n",
        "    file: staff.csv\n    key: [post_id]\n",
        "Extract posts\n  - file: was posts.csv, now staff.csv\n  - key: now post_id; there was none\n",
        [CASELOAD],
        "the extract posts, which it reads, changed: file, key",
    ),
    (
        "ended_on >= started_on",
        "ended_on > started_on",
        "Extract stays\n"
        "  - rows must meet: none; was ended_on is None or ended_on >= started_on\n"
        "  - rows must meet: now ended_on is None or ended_on > started_on; there was none\n",
        [IN_CARE, NEAR, CASELOAD],
        "the extract stays, which it reads, changed: what rows must meet",
    ),
    (
        "PN7: Gave none",
        "PN3: By symbols, PN7: Gave no view",
        "Extract reviews\n"
        "  - column view, code PN3: now By symbols; there was none\n"
        "  - column view, code PN7: was Gave none, now Gave no view\n",
        [R1],
        "the column view of reviews, which it reads, changed: codes",
    ),
    (
        "view: {type: code,",
        "view: {type: code, other_codes: warn, required: false,",
        "Extract reviews\n"
        "  - column view, required: was yes, now no\n"
        "  - column view, other codes: was refuse, now warn\n",
        [R1],
        "the column view of reviews, which it reads, changed: required, codes",
    ),
    (
        "due_on: {type: date}",
        "due_on: {type: datetime}",
        "Extract reviews\n  - column due_on, type: was date, now datetime\n",
        [R1],
        "the column due_on of reviews, which it reads, changed: type",
    ),
    (
        "fte: {type: number}",
        "fte: {type: number, required: false}",
        "Extract posts\n  - column fte, required: was yes, now no\n",
        [CASELOAD],
        "the column fte of posts, which it reads, changed: required",
    ),
    (
        "published_on: {type: date}",
        "published_on: {type: datetime}",
        "Extract national\n  - column published_on, type: was date, now datetime\n",
        [KS2],
        "the column published_on of national, which it reads, changed: type",
    ),
    (
        "uasc: {type: flag}",
        "uasc: {type: flag, required: false}",
        "Extract children\n  - column uasc, required: was yes, now no\n",
        [R1, IN_CARE, NEAR, CASELOAD],
        "the column uasc of children, which it reads, changed: required",
    ),
    (
        "from: [Child ID]",
        "from: [Identifier]",
        "Extract children\n  - column child_id, headings: was Child ID, now Identifier\n",
        [R1, IN_CARE, NEAR, CASELOAD],
        "the column child_id of children, which it reads, changed: headings no longer accepted",
    ),
    (
        "view: {type: code,",
        "view: {type: code, counts_as: {X1: PN1},",
        "Extract reviews\n  - column view, code X1 counts as: now PN1; there was none\n",
        [R1],
        "the column view of reviews, which it reads, changed: what other codes count as",
    ),
    (
        "ended_on: {type: date, required: false}",
        "ended_on: {type: date, required: false, open_date: 9999-12-31}",
        "Extract stays\n  - column ended_on, open date: now 31 December 9999; there was none\n",
        [IN_CARE, NEAR, CASELOAD],
        "the column ended_on of stays, which it reads, changed: the date that means open",
    ),
]


@pytest.mark.parametrize(("old", "new", "section", "headings", "change"), EXTRACTS)
def test_data_touch_those_that_read_them(
    old: str, new: str, section: str, headings: list[str], change: str
) -> None:
    """Files, keys, rules and the columns of conditions, dates, sums, variants and links."""
    lines = [f"{heading}{FIGURE}" for heading in headings]
    assert told(changed((old, new))) == (
        f"{summary(len(headings))}{section}\n"
        + "\n".join(f"{heading}{wrapped(change)}{UNEXPLAINED}" for heading in lines)
    )


def wrapped(change: str) -> str:
    """A change as the text has it, at a hundred columns."""
    line = f"    - {change}"
    if len(line) <= 100:
        return f"{line}\n"
    cut = line.rindex(" ", 0, 101)
    return f"{line[:cut]}\n      {line[cut + 1 :]}\n"


def test_what_a_blank_means_touches_the_ratings_that_rest_on_it() -> None:
    """It says how far a figure is known; a column that no condition reads touches nobody."""
    new = changed(("miles: {type: number,", "miles: {type: number, blank: answer,"))
    change = wrapped("the column miles of stays, which it reads, changed: what a blank cell means")
    assert told(new) == (
        f"{summary(1)}Extract stays\n  - column miles, blank: now answer; there was none\n\n"
        f"{NEAR}{RATING}{change}{UNEXPLAINED}"
    )
    assert (
        difference(changed(("lower: {type: number,", "lower: {type: number, blank: answer,"))).indicators
        == ()
    )


def test_what_only_cautions_is_told_of_the_extract() -> None:
    """After how many quiet months an extract is stale, and which dates are planned, move no figure."""
    found = difference(
        changed(
            ("    file: posts.csv\n", "    file: posts.csv\n    quiet_months: 3\n"),
            ("due_on: {type: date}", "due_on: {type: date, planned: true}"),
        )
    )
    assert found.indicators == ()
    assert [(each.name, [change.part for change in each.changes]) for each in found.sections] == [
        ("reviews", ["column due_on, planned"]),
        ("posts", ["quiet months"]),
    ]


def test_where_unknown_rows_withhold_ratings_touches_what_is_rated() -> None:
    """The setting is told, and each indicator with targets."""
    new = changed(("{small_cohort: 30}", "{small_cohort: 30, unknown: withhold}"))
    change = "setting unknown: was note, now withhold"
    assert told(new) == (
        f"{summary(2)}Settings\n  - unknown: was note, now withhold\n\n" + blocks([R1, NEAR], RATING, change)
    )


COLUMNS = [
    ("{type: code, codes: {F: Female, M: Male}}", "{type: code, codes: {F: Female, M: Male, X: Other}}"),
    ("sex: {type: code,", "sex: {type: code, required: false,"),
    ("born_on: {type: date,", "born_on: {type: datetime,"),
    ("lower: {type: number, required: false}", "lower: {type: number}"),
]


@pytest.mark.parametrize(("old", "new"), COLUMNS)
def test_columns_that_nothing_counts_by_touch_nobody(old: str, new: str) -> None:
    """Whether a breakdown's column may be blank, and what else nobody reads, moves no figure."""
    found = difference(changed((old, new)))
    assert [section.section for section in found.sections] == ["extract"]
    assert found.indicators == ()


def test_the_headings_of_a_breakdown_s_column_touch_its_groups() -> None:
    """Read from another heading, every group can have other children in it."""
    old = changed(("sex: {type: code,", "sex: {type: code, from: [Gender],"))
    new = old.replace("[Gender]", "[Gender at birth]")
    found = unexplained(difference(new, old))
    assert [each.id for each in found] == ["reviews_on_time", "children_in_care", "near_home", "caseload"]


def test_whose_rows_they_are_touches_what_counts_them() -> None:
    """Rows that belong to nobody any more are left out by no variant."""
    new = OLD.replace("    file: reviews.csv\n    about: children\n", "    file: reviews.csv\n")
    found = unexplained(difference(new))
    assert [(each.id, [change.part for change in each.changes]) for each in found] == [
        (
            "reviews_on_time",
            [
                "the extract reviews, which it reads, changed: about",
                "the variant excluding_uasc now leaves out different rows of it",
                "the breakdown sex now puts its rows into different groups",
            ],
        )
    ]

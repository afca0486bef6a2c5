"""What each side of an indicator counts, and which sides count the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from cicscore.app.api import load_catalogue
from cicscore.scorecard.counted import Sides, policy_of, sides
from cicscore.scorecard.score import indicator_infos
from cicscore.vocabulary import Counts, DisclosureMethod, GroupsShown
from tests.scorecard.scorecards import compute

SHIPPED = load_catalogue(Path(__file__).parents[2] / "indicators.yaml")

#: Of every indicator that is shipped: what is counted above, what below, and whether some of the same.
COUNTED = """\
reviews_on_time                         children  children   share
review_participation                    events    events     share
same_social_worker_12_months            children  children   share
children_in_care_per_10000              children  published
child_protection_plan                   children  -
other_authority_children_placed_here    children  -
re_entered_within_24_months             events    events     share
open_to_youth_offending                 children  children   share
first_time_entrants_youth_justice       children  -
fixed_term_exclusion                    published published
persistent_absence                      published published
ks2_reading                             published published
ks2_writing                             published published
ks2_maths                               published published
gcse_5_a_star_to_c                      published published
permanently_excluded                    children  -
part_time_timetable                     children  -
sen_statement                           children  children   share
pep_within_6_months                     children  children   share
no_school_recorded                      children  children   share
iha_referral_within_5_days              events    events     share
health_assessment_in_time               children  children   share
dental_check_in_time                    children  children   share
iha_within_20_days                      events    events     share
sdq_average                             amounts   events
three_or_more_placements                children  children   share
same_placement_2_years                  children  children   share
own_foster_or_relatives                 children  children   share
foster_within_20_miles                  children  children   share
residential_placement                   children  children   share
placed_in_other_authority               children  children   share
placed_unrelated_in_other_authority     children  children   share
missing_over_48_hours                   events    -
return_interviews                       events    events     share
adoption_plan_by_second_review          events    events     share
days_entering_care_to_adoptive_placement amounts  events
days_placement_order_to_match           amounts   events
left_care_adopted                       children  children   share
twin_track_plans_at_third_review        children  children   share
decision_within_8_weeks_of_plan         events    events     share
days_decision_to_placement_order        amounts   events
matched_within_6_months_of_decision     events    events     share
placed_within_12_months_of_decision     events    events     share
waited_under_14_months                  events    events     share
siblings_placed_together                events    events     share
awaiting_adoption                       children  children   share
leavers_aged_5_plus_adopted             children  children   share
minority_ethnic_leavers_adopted         children  children   share
disabled_leavers_adopted                children  children   share
left_care_special_guardianship          children  children   share
plan_changed_from_adoption              events    events     share
care_leavers_suitable_accommodation     events    events     share
care_leavers_in_eet                     events    events     share
care_leavers_in_contact                 events    events     share
posts_filled_by_permanent_social_workers staff    staff
social_worker_caseload                  children  staff
iro_caseload                            children  staff
"""

#: The sides that count the same as another, by the name that they share.
SHARED = {
    # Children in care on the day.
    "children_in_care_per_10000.numerator": {
        "children_in_care_per_10000.numerator",
        "open_to_youth_offending.denominator",
        "three_or_more_placements.denominator",
        "awaiting_adoption.denominator",
        "iro_caseload.numerator",
    },
    # Children in care for twelve months.
    "sen_statement.denominator": {
        "sen_statement.denominator",
        "health_assessment_in_time.denominator",
        "dental_check_in_time.denominator",
    },
    # Children in a placement on the day.
    "residential_placement.denominator": {
        "residential_placement.denominator",
        "placed_in_other_authority.denominator",
        "placed_unrelated_in_other_authority.denominator",
    },
    # Decisions since 1 April that a child should be placed for adoption.
    "adoption_plan_by_second_review.denominator": {
        "adoption_plan_by_second_review.denominator",
        "decision_within_8_weeks_of_plan.denominator",
    },
    # Children who left care since 1 April.
    "left_care_adopted.denominator": {
        "left_care_adopted.denominator",
        "left_care_special_guardianship.denominator",
    },
    # Care leavers whose birthday was since 1 April.
    "care_leavers_suitable_accommodation.denominator": {
        "care_leavers_suitable_accommodation.denominator",
        "care_leavers_in_eet.denominator",
        "care_leavers_in_contact.denominator",
    },
    # Care leavers in touch, out of whom alone two definitions count since 1 April 2016.
    "care_leavers_in_contact.numerator": {
        "care_leavers_in_contact.numerator",
        "care_leavers_suitable_accommodation.denominator",
        "care_leavers_in_eet.denominator",
    },
}


def written(kind: Counts | None) -> str:
    """A kind as the table has it."""
    return "-" if kind is None else kind.value


def names(found: Sides, indicator: str) -> Iterator[tuple[str, str]]:
    """Each side that is counted, and the name of what it counts."""
    for side, name in (("numerator", found.numerator_id), ("denominator", found.denominator_id)):
        if name is not None:
            yield f"{indicator}.{side}", name


@pytest.mark.parametrize("line", COUNTED.splitlines(), ids=lambda line: line.split()[0])
def test_what_each_side_of_the_shipped_indicators_counts(line: str) -> None:
    """Children once each, events of theirs, sums over their rows, staff, or what is public already."""
    indicator, *expected = line.split()
    found = [each for (name, _), each in sides(SHIPPED).items() if name == indicator]
    assert found
    for each in found:
        share = ["share"] if each.is_share else []
        assert [written(each.numerator_counts), written(each.denominator_counts), *share] == expected


def test_the_table_has_every_shipped_indicator() -> None:
    """One that is added to the catalogue is decided on here, too."""
    listed = [line.split()[0] for line in COUNTED.splitlines()]
    assert listed == list(dict.fromkeys(indicator.written.id for indicator in SHIPPED.indicators))


def test_what_is_counted_twice_has_one_name() -> None:
    """A count hidden in one indicator must not be printed in another; all others have a name of their own."""
    found: dict[str, set[str]] = {}
    for (indicator, _), each in sides(SHIPPED).items():
        for side, name in names(each, indicator):
            found.setdefault(name, set()).add(side)
    assert {name: members for name, members in found.items() if len(members) > 1} == SHARED


def test_names_do_not_depend_on_the_indicators_that_are_asked_for() -> None:
    """Otherwise a figure could be hidden in one document and printed under another name in the next."""
    (alone,) = indicator_infos(
        [each for each in SHIPPED.indicators if each.written.id == "awaiting_adoption"], SHIPPED
    )
    assert alone.numerator_id == "awaiting_adoption.numerator"
    assert alone.denominator_id == "children_in_care_per_10000.numerator"


def test_a_document_says_what_is_counted(tmp_path: Path) -> None:
    """Stays are events of a child; the sum of their miles is an amount."""
    card = compute(
        tmp_path,
        "{unit: mean, denominator: {from: stays}, numerator: {count: {sum: miles}}}",
    )
    (info,) = card.indicators
    assert (info.numerator_counts, info.denominator_counts, info.is_share) == (
        Counts.AMOUNTS,
        Counts.EVENTS,
        False,
    )
    assert (info.numerator_id, info.denominator_id) == ("it.numerator", "it.denominator")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("{from: children}", Counts.CHILDREN),
        ("{from: stays, count: children}", Counts.CHILDREN),
        ("{from: stays}", Counts.EVENTS),
        ("{from: stays, count: {distinct: carer}}", Counts.EVENTS),
        ("{from: stays, count: {distinct: child_id}}", Counts.CHILDREN),
        ("{from: stays, count: {sum: miles}}", Counts.AMOUNTS),
        ("{from: posts, count: {sum: fte}}", Counts.STAFF),
        ("{from: posts}", None),
        ("{from: posts, count: {distinct: post}}", None),
    ],
)
def test_the_extracts_tell_what_is_counted(tmp_path: Path, count: str, expected: Counts | None) -> None:
    """Rows that belong to no child, and are not added up, could be anybody's: of them nothing is known."""
    card = compute(tmp_path, f"{{unit: count, numerator: {count}}}")
    assert card.indicators[0].numerator_counts is expected


@pytest.mark.parametrize("told", ["children", "events", "staff", "published"])
def test_what_the_catalogue_says_counts_before_the_extracts(tmp_path: Path, told: str) -> None:
    """Of rows of staff as of rows of children; an amount stays one."""
    for rows in ("posts", "stays"):
        card = compute(tmp_path, f"{{unit: count, counts: {told}, numerator: {{from: {rows}}}}}")
        assert card.indicators[0].numerator_counts == told
    card = compute(
        tmp_path, f"{{unit: count, counts: {told}, numerator: {{from: stays, count: {{sum: miles}}}}}}"
    )
    assert card.indicators[0].numerator_counts is Counts.AMOUNTS


def test_definitions_that_follow_each_other_are_told_apart(tmp_path: Path) -> None:
    """What one of them counted and the next one does not has another name; what both count has one."""
    changed = (
        "{unit: percent, denominator: {from: stays}, numerator: {where: urgent}, changes: "
        "{2016-01-01: {numerator: {where: 'miles > 1'}, change_note: Miles.}}}"
    )
    later = compute(tmp_path, changed).indicators[0]
    before = compute(tmp_path, changed, as_at=dt.date(2015, 12, 31)).indicators[0]
    assert (before.numerator_id, before.denominator_id) == ("it.numerator", "it.denominator")
    assert (later.numerator_id, later.denominator_id) == ("it.2016-01-01.numerator", "it.denominator")


def test_a_part_of_a_denominator_may_be_counted_by_itself_elsewhere(tmp_path: Path) -> None:
    """Conditions are the same in any order, on one side or on both."""
    card = compute(
        tmp_path,
        "{unit: percent, denominator: {from: stays, where: urgent}, numerator: {where: miles > 1}}",
        "{id: other, title: Other, unit: count, numerator: {from: stays, where: miles > 1 and urgent}}",
    )
    assert [info.numerator_id for info in card.indicators] == ["it.numerator", "it.numerator"]


def test_labels_make_no_difference(tmp_path: Path) -> None:
    """What a side is called is not what it counts."""
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: stays, label: stays}}",
        "{id: other, title: Other, unit: count, numerator: {from: stays, label: all of the stays}}",
    )
    assert [info.numerator_id for info in card.indicators] == ["it.numerator", "it.numerator"]


def test_the_shipped_policy_in_a_document() -> None:
    """With what follows from it: four is how far apart the least and the most that a count could be are."""
    found = policy_of(SHIPPED)
    assert found is not None
    assert found.model_dump() == {
        "threshold": 5,
        "method": DisclosureMethod.SUPPRESS,
        "round_to": None,
        "symbol": "c",
        "range": 4,
        "groups": GroupsShown.HEADLINE,
        "keep": (),
        "seconds": 60,
    }


def test_parts_are_said_of_the_part() -> None:
    """Three adoptions of some leavers are parts of all adoptions; nothing else of the leavers is."""
    found = {info.id: info.part_of for info in indicator_infos(SHIPPED.indicators, SHIPPED) if info.part_of}
    assert found == {
        "placed_unrelated_in_other_authority": ("placed_in_other_authority",),
        "leavers_aged_5_plus_adopted": ("left_care_adopted",),
        "minority_ethnic_leavers_adopted": ("left_care_adopted",),
        "disabled_leavers_adopted": ("left_care_adopted",),
    }


def test_a_part_of_a_part_is_part_of_the_whole(tmp_path: Path) -> None:
    """Also where the one between them is not asked for, so that nobody subtracts the ends."""
    pairs = "[{whole: every, part: some}, {whole: some, part: it}]"
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: stays, where: urgent and miles > 1}}",
        "{id: some, title: Some, unit: count, numerator: {from: stays, where: urgent}}",
        "{id: every, title: Every stay, unit: count, numerator: {from: stays}}",
        settings=f"disclosure: {{threshold: 5, parts: {pairs}}}\n",
    )
    assert {info.id: info.part_of for info in card.indicators} == {
        "it": ("some", "every"),
        "some": ("every",),
        "every": (),
    }


def test_the_order_of_codes_makes_no_difference(tmp_path: Path) -> None:
    """A count is the same however its conditions are worded."""
    first = 'kind in ["A", "B"] and not miles <= 1'
    other = 'miles > 1 and kind in ["B", "A"]'
    card = compute(
        tmp_path,
        f"{{unit: count, numerator: {{from: stays, where: '{first}'}}}}",
        f"{{id: other, title: Other, unit: count, numerator: {{from: stays, where: '{other}'}}}}",
    )
    assert [info.numerator_id for info in card.indicators] == ["it.numerator", "it.numerator"]


@pytest.mark.parametrize(
    ("above", "where", "shared"),
    [
        ('kind == "A"', 'kind != "B"', True),
        ('kind in ["A", "C"]', 'kind != "B"', True),
        ('kind in ["A", "B"]', 'kind != "B"', False),
        ('kind == "A"', "urgent", False),
    ],
)
def test_a_condition_that_follows_from_another_makes_no_difference(
    tmp_path: Path, above: str, where: str, shared: bool
) -> None:
    """Who is of one kind is not of the other; nothing else is left out."""
    card = compute(
        tmp_path,
        f"{{unit: percent, denominator: {{from: stays, where: '{where}'}}, numerator: {{where: '{above}'}}}}",
        f"{{id: other, title: Other, unit: count, numerator: {{from: stays, where: '{above}'}}}}",
    )
    assert (card.indicators[0].numerator_id == card.indicators[1].numerator_id) is shared


def test_a_population_is_public_whatever_it_is_a_rate_of(tmp_path: Path) -> None:
    """Saying that the numerator's rows are of children makes no children of the people."""
    card = compute(
        tmp_path,
        "{unit: per_10000, counts: children, numerator: {from: results},"
        " denominator: {from: posts, count: {sum: fte}}}",
    )
    (info,) = card.indicators
    assert (info.numerator_counts, info.denominator_counts) == (Counts.CHILDREN, Counts.PUBLISHED)


def test_without_a_policy_none_is_said() -> None:
    """And nothing is part of anything."""
    bare = replace(SHIPPED, disclosure=None)
    assert policy_of(bare) is None
    assert {info.part_of for info in indicator_infos(bare.indicators, bare)} == {()}

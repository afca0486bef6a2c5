"""What is told of a change of a catalogue: each kind of change, whole; and what is no change."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from cicscore.catalogue import model as d
from cicscore.catalogue.yaml import read_yaml
from cicscore.diff.document import What, unexplained
from cicscore.diff.indicators import fields_with
from cicscore.vocabulary import Effect
from tests.diff.catalogues import OLD, UNEXPLAINED, changed, difference, told

ROOT = Path(__file__).parents[2]

ONE = "1 indicator changed.\n\n"
ONE_UNEXPLAINED = "1 indicator changed. 1 definition changed without a new change_note.\n\n"
ONE_PART = "1 other part differs.\n\n"
R1 = "reviews_on_time · R1 · Reviews on time\n"
NEAR = "near_home · Placed near home\n"
CASELOAD = "caseload · Children for each post\n"
KS2 = "key_stage_2 · Key stage 2\n"

#: A change that moves one figure: what was written, what is written now, of which indicator, what is told.
MOVES_THE_FIGURE = [
    (
        "held_on <= due_on and view in",
        "held_on < due_on and view in",
        R1,
        "    - numerator, condition\n"
        '      was: held_on <= due_on and view in ["PN1", "PN2"]\n'
        '      now: held_on < due_on and view in ["PN1", "PN2"]\n'
        "      no longer asks: held on is on or before due on\n"
        "      now asks: held on is before due on\n",
    ),
    (
        'view in ["PN1", "PN2"]',
        'view in ["PN1", "PN7"]',
        R1,
        "    - numerator, condition\n"
        '      was: held_on <= due_on and view in ["PN1", "PN2"]\n'
        '      now: held_on <= due_on and view in ["PN1", "PN7"]\n'
        "      no longer: view is PN2 (Through an advocate)\n"
        "      now also: view is PN7 (Gave none)\n",
    ),
    (
        '      where: view != "PN0"\n',
        "",
        R1,
        '    - denominator, condition: none; was view != "PN0"; '
        "no longer asks: view is not PN0 (Under four)\n",
    ),
    ("dated_by: held_on", "dated_by: due_on", R1, "    - denominator, dated by: was held_on, now due_on\n"),
    (
        "period: year_to_date",
        "period: rolling_12_months",
        R1,
        "    - period: was year_to_date, now rolling_12_months\n",
    ),
    ("unit: ratio", "unit: per_10000", CASELOAD, "    - unit: was ratio, now per_10000\n"),
    (
        "{sum: fte}",
        "{distinct: post_id}",
        CASELOAD,
        "    - denominator, count: was sum of fte, now distinct post_id\n",
    ),
    (
        "{sum: fte}",
        "{sum: fte / 2}",
        CASELOAD,
        "    - denominator, count: was sum of fte, now sum of fte / 2\n",
    ),
    (
        "under_variants: whole",
        "under_variants: not_applicable",
        CASELOAD,
        "    - denominator, under variants: was whole, now not_applicable\n",
    ),
    (
        "near home, where: near}",
        "near home, from: stays, where: near, count: children}",
        NEAR,
        "    - numerator, rows: was those of the denominator, now stays\n",
    ),
    (
        'measure == "KS2"',
        'measure == "KS4"',
        KS2,
        '    - published value, condition: was measure == "KS2", now measure == "KS4"; no longer asks:\n'
        "      measure is KS2 (Key stage 2); now asks: measure is KS4 (Key stage 4)\n",
    ),
    ("column: result", "column: lower", KS2, "    - published value, column: was result, now lower\n"),
    (
        "    owner: Performance Manager",
        "    not_reported: {2015-16: The system was down}\n    owner: Performance Manager",
        R1,
        "    - not reported in 2015-16: now The system was down; there was none\n",
    ),
]

MOVES_THE_RATING = [
    (
        "polarity: lower",
        "polarity: higher",
        CASELOAD,
        "    - polarity: was lower is better, now higher is better\n",
    ),
    (
        "target: 98, amber: 95",
        "target: 97, amber: 95.5",
        R1,
        "    - target for 2015-16: was 98%, now 97%\n    - amber limit for 2015-16: was 95%, now 95.5%\n",
    ),
    (
        "green_within: 2, amber_within: 5",
        "green_within: 3, amber_within: 6",
        NEAR,
        "    - green within, for 2015-16: was 2, now 3\n    - amber within, for 2015-16: was 5, now 6\n",
    ),
    (
        '    targets:\n      2015-16: {target: 98, amber: 95, source: "The panel", amber_source: "Chosen"}\n',
        "",
        R1,
        "    - target for 2015-16: none; was green at 98% or more, amber at 95% or more, red below that\n",
    ),
    (
        "amber: 95,",
        "amber: 95, amber_needs: improved,",
        R1,
        "    - amber for 2015-16 needs an improvement: was no, now yes\n",
    ),
    (
        "    owner: Performance Manager",
        "    compare: outturn\n    direction: tendency\n    tolerance: 0.5\n    decimals: 2\n"
        "    owner: Performance Manager",
        R1,
        "    - decimals: was 1, now 2\n"
        "    - tolerance of the direction: was 0, now 0.5\n"
        "    - compared with: was previous_quarter, now outturn\n"
        "    - direction: was comparison, now tendency\n",
    ),
]

PRESENTATION = [
    ("title: Reviews on time", "title: Held on time", "    - title: was Reviews on time, now Held on time\n"),
    (
        "    owner: Performance Manager",
        "    owner: Head of Care\n    note: Read this.",
        "    - note: now Read this.; there was none\n"
        "    - owner: was Performance Manager, now Head of Care\n",
    ),
    (
        "label: reviews\n",
        "label: reviews held\n",
        "    - denominator, label: was reviews, now reviews held\n",
    ),
    (
        'amber_source: "Chosen"',
        'amber_source: "The panel"',
        "    - source of the amber limit for 2015-16: was Chosen, now The panel\n",
    ),
    (
        "    owner: Performance Manager",
        "    owner: Performance Manager\n"
        "    examples:\n"
        "      - {name: None was held, as_at: 2016-03-31, expect: {all: {status: no_denominator}}}",
        "    - worked example added: None was held\n",
    ),
    (
        "    owner: Performance Manager",
        "    owner: Performance Manager\n"
        "    comparators: {england: {2015-03-31: {value: 91.2, source: LAIT}}}",
        "    - England, 31 March 2015: now 91.2 (LAIT); there was none\n",
    ),
]

#: A change of what indicators share: what was written, what is written now, and what is told.
PARTS = [
    ("organisation: Anyshire Council\n", "", "Catalogue\n  - organisation: none; was Anyshire Council\n"),
    ("{small_cohort: 30}", "{small_cohort: 20}", "Settings\n  - small cohort: was 30, now 20\n"),
    ("disclosure: {threshold: 5, keep: [caseload]}\n", "", "Disclosure: removed\n"),
    ("{threshold: 5,", "{threshold: 10,", "Disclosure\n  - threshold: was 5, now 10\n"),
    (
        "keep: [caseload]",
        "keep: [caseload, near_home], symbols: {confidential: x}, protect: {groups: all}",
        "Disclosure\n  - symbols, confidential: was c, now x\n  - protect, groups: was headline, now all\n"
        "  - keep: was caseload, now caseload, near_home\n",
    ),
    (
        "keep: [caseload]",
        "keep: [caseload], parts: [{whole: children_in_care, part: near_home}]",
        "Disclosure\n  - parts: now whole children_in_care, part near_home; there was none\n",
    ),
    (
        "title: Staff}",
        'title: Our staff, lead: "Head of Staff"}',
        "Theme staff\n  - title: was Staff, now Our staff\n  - lead: now Head of Staff; there was none\n",
    ),
    (
        "PN7: Gave none",
        "PN7: Gave no view",
        "Extract reviews\n  - column view, code PN7: was Gave none, now Gave no view\n",
    ),
    (
        "held_on: {type: date}",
        "held_on: {type: date, from: [Held], optional: true}",
        "Extract reviews\n"
        "  - column held_on, headings: now Held; there was none\n"
        "  - column held_on, optional: was no, now yes\n",
    ),
    (
        "born_on: {type: date, required: false}",
        "born_on: {type: datetime, from: [DOB], optional: true, meaning: When born}",
        "Extract children\n"
        "  - column born_on, type: was date, now datetime\n"
        "  - column born_on, headings: now DOB; there was none\n"
        "  - column born_on, required: was no, now yes\n"
        "  - column born_on, optional: was no, now yes\n"
        "  - column born_on, meaning: now When born; there was none\n",
    ),
    (
        "      post_id: {type: id}\n",
        "      post_id: {type: id}\n      team: {type: text}\n",
        "Extract posts\n  - column team: now text; there was none\n",
    ),
    (
        "title: Excluding UASC",
        "title: Exc. UASC",
        "Variant excluding_uasc\n  - title: was Excluding UASC, now Exc. UASC\n",
    ),
    ("  sex: child.sex", "  sex: child.sex\n  female: child.sex", "Breakdown female: added\n"),
]


@pytest.mark.parametrize(("old", "new", "heading", "expected"), MOVES_THE_FIGURE)
def test_what_moves_the_figure(old: str, new: str, heading: str, expected: str) -> None:
    """Numerator, denominator, value, period, unit: told as such, and calling for a change note."""
    whole = f"{ONE_UNEXPLAINED}{heading}  moves the figure\n{expected}{UNEXPLAINED}"
    assert told(changed((old, new))) == whole


@pytest.mark.parametrize(("old", "new", "heading", "expected"), MOVES_THE_RATING)
def test_what_moves_the_rating(old: str, new: str, heading: str, expected: str) -> None:
    """Polarity, targets, limits and what the direction rests on: told as such, and calling for a note."""
    whole = f"{ONE_UNEXPLAINED}{heading}  moves the rating or the direction\n{expected}{UNEXPLAINED}"
    assert told(changed((old, new))) == whole


@pytest.mark.parametrize(("old", "new", "expected"), PRESENTATION)
def test_what_changes_no_figure(old: str, new: str, expected: str) -> None:
    """Titles, notes, roles, labels, sources and examples are told apart, and call for nothing."""
    heading = R1.replace("Reviews on time", "Held on time") if "title" in old else R1
    assert told(changed((old, new))) == f"{ONE}{heading}  changes presentation only\n{expected}"


@pytest.mark.parametrize(("old", "new", "expected"), PARTS)
def test_what_indicators_share(old: str, new: str, expected: str) -> None:
    """Each other part of the catalogue has a block of its own."""
    assert told(changed((old, new))) == f"{ONE_PART}{expected}"


def test_a_target_for_another_year_redefines_nothing() -> None:
    """What was said stays as it was, so that no change note is called for."""
    new = changed(
        ("      2015-16: {target: 98", "      2016-17: {target: 99, amber: 96}\n      2015-16: {target: 98")
    )
    assert told(new) == (
        f"{ONE}{R1}  rates years that had no target\n"
        "    - target for 2016-17: now green at 99% or more, amber at 96% or more, red below that; "
        "there was\n      none\n"
    )


def test_a_profile_in_place_of_one_target_moves_ratings() -> None:
    """What was the year's is that of its last quarter; the others are new, and rate days that were rated."""
    first = "{Q1: {target: 90, amber: 85}, Q2: {target: 92, amber: 88}, Q3: {target: 95, amber: 90}}"
    new = changed(("      2015-16: {target: 98", f"      2015-16: {{quarters: {first}, target: 98"))
    assert told(new) == (
        f"{ONE_UNEXPLAINED}{R1}  moves the rating or the direction\n"
        "    - target for 2015-16: none; was green at 98% or more, amber at 95% or more, red below that\n"
        "    - target for Q1 of 2015-16: now green at 90% or more, amber at 85% or more, red below that;\n"
        "      there was none\n"
        "    - target for Q2 of 2015-16: now green at 92% or more, amber at 88% or more, red below that;\n"
        "      there was none\n"
        "    - target for Q3 of 2015-16: now green at 95% or more, amber at 90% or more, red below that;\n"
        "      there was none\n"
        "    - target for Q4 of 2015-16: now green at 98% or more, amber at 95% or more, red below that;\n"
        f"      there was none\n{UNEXPLAINED}"
    )


def test_other_kinds_of_targets_are_told_in_words() -> None:
    """Of a group, of others' figure, with one side worse than the other: what each was, and what it is."""
    old = changed(
        ("amber: 95,", "amber_relative: 5, groups: {sex: {F: {target: 97}}},"),
        ("target: 80, green_within: 2,", "target: {benchmark: england}, green_within: 2,"),
    )
    new = changed(
        ("amber: 95,", "amber_relative: 5, groups: {sex: {F: {target: 96}}},"),
        ("green_within: 2, amber_within: 5", "green_within: {below: 2, above: 1}, amber_within: 5"),
    )
    assert told(new, old) == (
        "2 indicators changed. 2 definitions changed without a new change_note.\n\n"
        f"{R1}  moves the rating or the direction\n"
        "    - target for 2015-16, F (sex)\n"
        "      was: green at 97% or more, amber at 92.15% or more, red below that\n"
        "      now: green at 96% or more, amber at 91.2% or more, red below that\n"
        f"{UNEXPLAINED}\n"
        f"{NEAR}  moves the rating or the direction\n"
        "    - target for 2015-16\n"
        "      was: green within 2 points of the figure of england, amber within 5 points, red further away\n"
        "      now: green within 2 points below or 1 points above 80%, amber within 5 points below or 5\n"
        "           points above, red further away\n"
        f"{UNEXPLAINED}"
    )


def test_an_amber_limit_put_otherwise_is_no_change() -> None:
    """Limits are compared by the value at which amber turns red, not by the key that gives it."""
    old = changed(("amber: 95,", "amber: 88.2,"))
    new = changed(("amber: 95,", "amber_relative: 10,"))
    assert told(new, old) == "No difference: order, comments and layout aside, the two say the same.\n"


def test_a_denominator_that_goes_is_told_whole() -> None:
    """What stands on one side only is told in a line."""
    gone = "    denominator: {label: posts, from: posts, count: {sum: fte}, under_variants: whole}\n"
    assert told(changed(("    unit: ratio\n" + gone, "    unit: count\n"))) == (
        f"{ONE_UNEXPLAINED}{CASELOAD}"
        "  moves the figure\n"
        "    - unit: was ratio, now count\n"
        "    - denominator: none; was sum of fte of posts\n"
        "  moves the rating or the direction\n"
        "    - decimals: was 1, now 0\n"
        f"{UNEXPLAINED}"
    )


def test_a_named_expression_touches_those_that_rest_on_it() -> None:
    """Told where it stands, with whom it touches, also through another name; and on each of those."""
    new = changed(("ended_on > as_at)", "ended_on >= as_at)"))
    uses = (
        "  moves the figure\n    - the named expression open of stays, which it uses, changed\n" + UNEXPLAINED
    )
    assert told(new) == (
        "3 indicators changed; 1 other part differs. 3 definitions changed without a new change_note.\n\n"
        "Extract stays\n"
        "  - named expression open\n"
        "    was: started_on <= as_at and (ended_on is None or ended_on > as_at)\n"
        "    now: started_on <= as_at and (ended_on is None or ended_on >= as_at)\n"
        "    touches children_in_care, near_home, caseload\n\n"
        f"children_in_care · Children in care\n{uses}\n{NEAR}{uses}\n{CASELOAD}{uses}"
    )


def test_a_named_expression_under_another_name_touches_nobody() -> None:
    """Renamed wherever it is used, it means what it meant."""
    renamed = OLD.replace("open_a_year", "a_year_in_care").replace("where: open,", "where: current,")
    renamed = renamed.replace("      open: started_on", "      current: started_on").replace(
        "a_year_in_care: open and", "a_year_in_care: current and"
    )
    assert told(renamed) == (
        f"{ONE_PART}Extract stays\n"
        "  - named expression current\n"
        "    now: started_on <= as_at and (ended_on is None or ended_on > as_at)\n"
        "  - named expression a_year_in_care: now current and started_on <= as_at - years(1); "
        "there was none\n"
        "  - named expression open\n"
        "    was: started_on <= as_at and (ended_on is None or ended_on > as_at)\n"
        "  - named expression open_a_year: none; was open and started_on <= as_at - years(1)\n"
    )


def test_a_variant_touches_those_whose_rows_it_leaves_out() -> None:
    """A rule for one extract touches the indicators that count that extract, and no others."""
    new = changed(("remove: child.uasc}", "remove: child.uasc, remove_from: {reviews: not child.uasc}}"))
    assert told(new) == (
        "1 indicator changed; 1 other part differs. 1 definition changed without a new change_note.\n\n"
        "Variant excluding_uasc\n"
        "  - leaves out of reviews: was child.uasc, now not child.uasc\n\n"
        f"{R1}  moves the figure\n"
        "    - the variant excluding_uasc now leaves out different rows of it\n"
        f"{UNEXPLAINED}"
    )


def test_a_column_in_place_of_a_named_expression_touches_those_that_use_it() -> None:
    """An expression that is written as before can mean something else, and then says so."""
    column = ("      miles: {type: number, required: false}", "      near: {type: flag}")
    found = difference(changed(column, ("      near: miles <= 20\n", "")))
    assert [(each.id, [change.part for change in each.changes]) for each in found.indicators] == [
        ("near_home", ["a word that its expressions use has changed its meaning"])
    ]


def test_indicators_that_came_went_or_were_renamed() -> None:
    """In the order of the new file, and then those that are gone; what counts the same is the same."""
    new = changed(
        ("  - id: reviews_on_time\n", "  - id: reviews_held_on_time\n"),
        ('where: measure == "KS2"', "where: measure is not None"),
        ("  - id: key_stage_2\n    title: Key stage 2\n", "  - id: key_stages\n    title: Both key stages\n"),
    )
    assert told(new) == (
        "1 indicator added; 1 indicator removed; 1 indicator renamed.\n\n"
        "reviews_held_on_time · R1 · Reviews on time: renamed, was reviews_on_time\n\n"
        "key_stages · Both key stages: added\n\n"
        "key_stage_2 · Key stage 2: removed\n"
    )


def test_another_id_hides_no_change_of_what_is_printed_under_a_name() -> None:
    """Under its title or its reference it is the same indicator to a reader, and needs a change note."""
    new = changed(
        ("  - id: key_stage_2\n", "  - id: key_stage_two\n"),
        ('where: measure == "KS2"', "where: measure is not None"),
        (
            "  - id: reviews_on_time\n    reference: R1\n    title: Reviews on time\n",
            "  - id: reviews\n    reference: R1\n    title: Reviews\n",
        ),
        ("dated_by: held_on", "dated_by: due_on"),
    )
    assert told(new) == (
        "2 indicators renamed. 2 definitions changed without a new change_note.\n\n"
        "reviews · R1 · Reviews: renamed, was reviews_on_time\n"
        "  moves the figure\n"
        "    - denominator, dated by: was held_on, now due_on\n"
        "  changes presentation only\n"
        "    - title: was Reviews on time, now Reviews\n"
        f"{UNEXPLAINED}\n"
        "key_stage_two · Key stage 2: renamed, was key_stage_2\n"
        "  moves the figure\n"
        '    - published value, condition: was measure == "KS2", now measure is not None; no longer asks:\n'
        "      measure is KS2 (Key stage 2); now asks: measure is recorded\n"
        f"{UNEXPLAINED}"
    )


DATED = (
    "    owner: Performance Manager",
    "    owner: Performance Manager\n"
    "    changes:\n"
    "      2016-04-01:\n"
    "        numerator: {label: reviews on time, where: held_on <= due_on}\n"
    "        change_note: Views are counted elsewhere.",
)


def test_a_dated_change_is_told_of_the_definition_that_begins() -> None:
    """The definition before it only ends, and needs no note; the one that begins has its own."""
    assert told(changed(DATED)) == (
        "1 indicator added; 1 indicator changed.\n\n"
        f"{R1}  changes presentation only\n"
        "    - valid to: now 31 March 2016; there was none\n\n"
        "reviews_on_time · R1 · Reviews on time, from 1 April 2016: added\n"
        "  moves the figure\n"
        "    - numerator, condition\n"
        '      was: held_on <= due_on and view in ["PN1", "PN2"]\n'
        "      now: held_on <= due_on\n"
        "      no longer asks: view is one of PN1 (Spoke), PN2 (Through an advocate)\n"
        "  changes presentation only\n"
        "    - change note: now Views are counted elsewhere.; there was none\n"
    )


def test_a_dated_change_needs_a_note_of_its_own() -> None:
    """A definition that begins without a word is as unexplained as one that changes."""
    silent = changed((DATED[0], DATED[1].removesuffix("\n        change_note: Views are counted elsewhere.")))
    found = unexplained(difference(silent))
    assert [(each.id, each.what, str(each.valid_from)) for each in found] == [
        ("reviews_on_time", What.ADDED, "2016-04-01")
    ]


def test_a_new_change_note_explains() -> None:
    """Where the note changed with the definition, nothing is left to say."""
    explained = "unit: per_10000\n    change_note: The panel reads it so."
    assert told(changed(("unit: ratio", explained))) == (
        f"{ONE}{CASELOAD}"
        "  moves the figure\n"
        "    - unit: was ratio, now per_10000\n"
        "  changes presentation only\n"
        "    - change note: now The panel reads it so.; there was none\n"
    )


NOTED = OLD.replace("    unit: ratio\n", '    unit: ratio\n    change_note: "The panel, 1 May."\n')
NO_NOTE = [
    ('change_note: "The panel, 1 May."', 'change_note: " "'),
    ('change_note: "The panel, 1 May."', 'change_note: " The  panel, 1 May. "'),
    ('    change_note: "The panel, 1 May."\n', ""),
]


@pytest.mark.parametrize(("old", "new"), NO_NOTE)
def test_a_note_that_says_nothing_new_explains_nothing(old: str, new: str) -> None:
    """Blank, as before but for its spaces, or taken away: the definition changed without a word."""
    silent = NOTED.replace(old, new).replace("polarity: lower", "polarity: higher")
    assert silent.count("change_note") == NOTED.count("change_note") - (not new)
    assert [each.id for each in unexplained(difference(silent, NOTED))] == ["caseload"]


def test_a_dated_change_needs_a_note_that_says_something() -> None:
    """Neither a blank one nor that of the definition before it will do."""
    for note in ('" "', "As agreed."):
        dated = DATED[1].replace("Views are counted elsewhere.", note)
        new = changed((DATED[0], f"    change_note: As agreed.\n{dated}"))
        found = unexplained(difference(new, changed((DATED[0], f"    change_note: As agreed.\n{DATED[0]}"))))
        assert [(each.id, str(each.valid_from)) for each in found] == [("reviews_on_time", "2016-04-01")]


OPEN = "started_on <= as_at and (ended_on is None or ended_on > as_at)"
SPOKEN = 'held_on <= due_on and view in ["PN1", "PN2"]'
SAME = [
    (OPEN, "((as_at < ended_on or ended_on is None) and as_at >= started_on)"),
    (SPOKEN, 'view in ["PN2", "PN1"] and (held_on <= due_on)'),
    (SPOKEN, f"# the child said something\n        {SPOKEN}"),
    (SPOKEN, '>-\n        held_on <= due_on\n        and view in ["PN1",\n          "PN2"]'),
    ("open and started_on <= as_at - years(1)", "started_on <= as_at - years(1) and (open)"),
    ("target: 98, amber: 95", "amber: 95.0, target: 98.00"),
    ("F: Female, M: Male", "M: Male, F: Female"),
    ("miles <= 20", "20 >= miles"),
    ('view != "PN0"', 'not (view == "PN0")'),
    ("started_on <= as_at - years(1)", "not not started_on <= as_at - years(1)"),
    ("ended_on is None or ended_on >= started_on", "ended_on >= started_on or not (ended_on is not None)"),
    ("unit: ratio\n", "unit: ratio\n    decimals: 1\n    compare: previous_quarter\n"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_what_means_the_same_is_no_change(old: str, new: str) -> None:
    """The order of conditions, values, codes and keys, brackets, comments, line breaks and defaults."""
    assert (
        told(changed((old, new)))
        == "No difference: order, comments and layout aside, the two say the same.\n"
    )


def shuffled(data: Any, dice: random.Random) -> Any:
    """The same data with the keys of every mapping in another order."""
    match data:
        case dict():
            keys = list(data)
            dice.shuffle(keys)
            return {key: shuffled(data[key], dice) for key in keys}
        case list():
            return [shuffled(item, dice) for item in data]
        case Decimal():
            return float(data)
        case _:
            return data


def test_the_shipped_catalogue_in_another_order_is_the_same() -> None:
    """Its keys and indicators shuffled, its comments gone, its lines broken elsewhere: no difference."""
    text = (ROOT / "indicators.yaml").read_text(encoding="utf-8")
    dice = random.Random(3)  # noqa: S311 - the same order each time
    data = shuffled(read_yaml(text, "indicators.yaml").data, dice)
    dice.shuffle(data["indicators"])
    new = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=60)
    assert new != text
    assert told(new, text) == "No difference: order, comments and layout aside, the two say the same.\n"


def test_every_field_of_an_indicator_is_compared() -> None:
    """A field that is added to the grammar is refused here until a change of it is told."""
    by_meaning = (
        *("id", "denominator", "numerator", "value", "polarity", "targets", "target_years"),
        *("decimals", "tolerance", "also_compare", "direction"),
        *("compare", "valid_from", "valid_to", "comparators", "changes", "not_reported", "allow", "examples"),
    )
    as_written = [field for effect in Effect for field in fields_with(effect)]
    assert sorted([*as_written, *by_meaning]) == sorted(d.Indicator.model_fields)


def test_effects_are_told_in_their_order() -> None:
    """What moves the figure comes first, what is only told last."""
    new = changed(
        ("title: Reviews on time", "title: Held on time"),
        ("target: 98", "target: 97"),
        ("dated_by: held_on", "dated_by: due_on"),
    )
    (found,) = difference(new).indicators
    assert [change.effect for change in found.changes] == [Effect.FIGURE, Effect.RATING, Effect.PRESENTATION]

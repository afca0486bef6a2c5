"""Worked examples held against what they expect."""

from __future__ import annotations

import pytest

from tests.examples.catalogues import (
    DICTIONARY,
    NOBODY,
    ON_AMBER,
    ON_TARGET,
    UASC,
    WITH_KIN,
    small,
    texts,
)

#: What a complete set of examples shows beside the one under test.
_REST = ON_TARGET + ON_AMBER + NOBODY + UASC

_ONE_OF_THREE = """
- name: One of three
  as_at: 2016-03-31
  children:
    - {times: 2, stays: [{began_on: 2015-06-01, kind: HOME}]}
    - {stays: [{began_on: 2016-03-31, kind: KIN}, {began_on: 2016-04-01, kind: KIN}]}
"""


def _expecting(expectation: str) -> str:
    """The faults of an example of one in three, with all that makes the set complete."""
    return texts(small(f"{_ONE_OF_THREE}  expect: {expectation}\n{_REST}").faults)


def test_examples_that_come_out_as_expected_have_no_faults():
    """Counts, the printed value, the rating, the status and the direction all agree."""
    whole = "numerator: 1, denominator: 3, value: 33.3, rag: amber, previous: 30, direction: improved"
    assert _expecting(f"{{all: {{{whole}}}}}") == ""


_PLACE = "small.yaml:51:"
_WITHIN = "(indicators.with_kin.examples.0.expect.all"
_ADVICE = "Work the example out again by hand; correct the expectation if it is wrong, else the definition."


@pytest.mark.parametrize(
    ("part", "wrong", "found", "expected"),
    [
        ("numerator", "2", "1", "2"),
        ("denominator", "3.5", "3", "3.5"),
        ("value", "33.33", "33.3", "33.33"),
        ("rag", "red", "amber", "red"),
        ("rag", "not_rated", "amber", "not_rated"),
        ("direction", "same", "none", "same"),
        ("status", "no_denominator", "calculated", "no_denominator"),
    ],
)
def test_each_part_that_comes_out_differently_is_told(part: str, wrong: str, found: str, expected: str):
    """One fault for each part, at its own place, with what was found and what was expected."""
    column = len("        expect: {all: {") + len(f"{part}: ") + 1
    assert _expecting(f"{{all: {{{part}: {wrong}}}}}") == (
        f'{_PLACE}{column} {_WITHIN}.{part}): error CIC601: in "One of three", the {part} for `all` comes to '
        f"{found}; {expected} is expected.\n  what to do: {_ADVICE}"
    )


def test_every_mismatch_of_an_example_is_told_at_once():
    """Three wrong parts are three faults, and another variant's come after."""
    wrong = "{all: {numerator: 2, value: 30, rag: red}, excluding_uasc: {numerator: 3}}"
    faults = small(f"{_ONE_OF_THREE}  expect: {wrong}\n{_REST}").faults
    assert [(fault.code, fault.place.within) for fault in faults] == [
        ("CIC601", "indicators.with_kin.examples.0.expect.all.numerator"),
        ("CIC601", "indicators.with_kin.examples.0.expect.all.value"),
        ("CIC601", "indicators.with_kin.examples.0.expect.all.rag"),
        ("CIC601", "indicators.with_kin.examples.0.expect.excluding_uasc.numerator"),
    ]


def test_the_direction_shows_the_polarity():
    """A value above that of a year before is better only where more is better."""
    wrong_way = WITH_KIN.replace("higher", "lower").replace("amber: 25", "amber: 75")
    example = f"{_ONE_OF_THREE}  expect: {{all: {{previous: 30, direction: improved}}}}"
    (fault,) = [fault for fault in small(example, wrong_way).faults if fault.code == "CIC601"]
    assert fault.found == 'in "One of three", the direction for `all` comes to worsened; improved is expected'


_BY_AGE = f"""{DICTIONARY}breakdowns:
  age_group: band(age(child.born_on, as_at), "0-4", "5+")
"""
_YOUNG_AND_OLD = """
- name: One of two
  as_at: 2016-03-31
  children:
    - {born_on: 2014-06-01, stays: [{began_on: 2015-06-01, kind: KIN}]}
    - {born_on: 2006-06-01, stays: [{began_on: 2015-06-01, kind: HOME}]}
  expect: {all: {value: 50}}
"""


def _groups_expected(groups: str) -> list[str]:
    """What does not come out as expected of groups by age, where from 90% on the target is exceeded."""
    exceeding = WITH_KIN.replace("amber: 25", "amber: 25, exceeded: 90")
    found = small(f"{_YOUNG_AND_OLD}  groups: {{age_group: {{{groups}}}}}\n", exceeding, _BY_AGE).faults
    return [fault.found for fault in found if fault.code == "CIC601"]


def test_groups_may_be_expected_beside_everybody():
    """One of one under five, none of one over; nobody of any other group."""
    right = "0-4: {numerator: 1, value: 100, rag: green, exceeded: true}, 5+: {rag: red, exceeded: false}"
    assert _groups_expected(right) == []
    assert _groups_expected("0-4: {rag: amber, exceeded: false}, 5-9: {numerator: 1}") == [
        'in "One of two", the rag for `0-4` by age group comes to green; amber is expected',
        'in "One of two", the exceeded for `0-4` by age group comes to true; false is expected',
        'in "One of two", nobody is in `5-9` by age group',
    ]


def test_an_unknown_variant_is_told():
    """An expectation for a variant that is not declared says which there are."""
    assert _expecting("{all: {numerator: 1}, excluding_usac: {numerator: 1}}") == (
        f"{_PLACE}39 (indicators.with_kin.examples.0.expect.excluding_usac): error CIC602: there is no "
        "variant `excluding_usac`.\n  allowed: all, excluding_uasc\n  did you mean: excluding_uasc\n"
        "  what to do: Expect something for `all`, or for a variant that the catalogue declares."
    )


@pytest.mark.parametrize("expectation", ["{}", "{status: calculated}", "{previous: 30}"])
def test_an_expectation_that_checks_nothing_is_told(expectation: str):
    """That there is a figure, whatever it is, proves nothing."""
    assert _expecting(f"{{all: {expectation}}}") == (
        f"{_PLACE}18 {_WITHIN}): error CIC604: the expectation for `all` says only that there is a figure, "
        "not what it comes to.\n  allowed: numerator, denominator, value, rag, direction, exceeded, or a "
        "status without a value\n  what to do: Say what it comes to, or leave it out."
    )


@pytest.mark.parametrize(
    ("validity", "allowed"),
    [
        ("valid_from: 2016-04-01", "from 1 April 2016"),
        ("valid_to: 2016-03-30", "until 30 March 2016"),
        (
            "valid_from: 2014-04-01, valid_to: 2015-03-31",
            "from 1 April 2014 until 31 March 2015",
        ),
    ],
)
def test_an_example_outside_the_definitions_validity_is_told(validity: str, allowed: str):
    """A definition is proved on days on which it holds."""
    keys = "".join(f"    {key}\n" for key in validity.split(", "))
    faults = small(f"{_ONE_OF_THREE}  expect: {{all: {{numerator: 1}}}}", WITH_KIN + keys).faults
    line = 47 + len(keys.splitlines())
    assert texts(faults[1:]) == (
        f"small.yaml:{line}:16 (indicators.with_kin.examples.0.as_at): error CIC603: the definition is "
        f"not valid on 31 March 2016.\n  allowed: {allowed}\n"
        "  what to do: Choose a day on which it is valid, or move the example to the definition valid on "
        "that day."
    )


def test_an_example_with_faulty_rows_is_not_computed():
    """What its rows come to would be no finding: the fault of the rows is told alone."""
    rows = _ONE_OF_THREE.replace("kind: KIN", "kind: KINN")
    faults = small(f"{rows}  expect: {{all: {{numerator: 9}}}}\n{_REST}").faults
    assert [fault.code for fault in faults] == ["CIC606", "CIC606"]


_OF_OTHERS = DICTIONARY.replace(
    "variants:",
    """\
  rates:
    file: rates.csv
    looked_up_by: {from: since}
    columns:
      since: {type: date}
      rate: {type: number}
  workers:
    file: workers.csv
    about: workers
    each_row: worker
    key: [worker_id]
    columns:
      worker_id: {type: id}
      agency: {type: flag}
  cases:
    file: cases.csv
    about: workers
    columns:
      worker_id: {type: id}
variants:""",
)


_FIFTY = "children: [{stays: [{began_on: 2015-06-01, cost: 50}]}]"


def _counts(source: str, where: str) -> str:
    """An indicator that counts these rows as at its day."""
    return f"""\
  - id: some
    title: Some
    theme: all_of_it
    meaning: Some.
    polarity: none
    period: snapshot
    unit: count
    numerator: {{from: {source}, where: '{where}'}}
"""


@pytest.mark.parametrize(
    ("source", "where", "rows", "others", "comes_to"),
    [
        (
            "stays",
            "cost > lookup(rates.rate, began_on)",
            f"rows: {{rates: [{{since: 2015-04-01, rate: 40}}]}}, {_FIFTY}",
            f"rows: {{rates: [{{since: 2015-04-01, rate: 60}}]}}, {_FIFTY}",
            "numerator: 0",
        ),
        (
            "cases",
            "worker.agency",
            "rows: {workers: [{worker_id: W1, agency: yes}], cases: [{worker_id: W1}]}",
            "rows: {workers: [{worker_id: W1, agency: no}], cases: [{worker_id: W1}]}",
            "numerator: 0",
        ),
        (
            "stays",
            "began_on <= as_at",
            "children: [{stays: [{began_on: 2015-06-01}]}]",
            "children: [{stays: [{began_on: 2016-04-01}]}]",
            "status: insufficient_history",
        ),
    ],
    ids=["a reference table", "a worker of the same name", "the day on which the rows begin"],
)
def test_examples_of_one_day_do_not_see_each_others_rows(
    source: str, where: str, rows: str, others: str, comes_to: str
):
    """Whatever else an example of the same day holds, each comes to what its own rows say."""
    examples = [
        f"- {{name: {name}, as_at: 2016-03-31, expect: {{all: {{{expected}}}}}, {written}}}\n"
        for name, written, expected in (
            ("One", rows, "numerator: 1"),
            ("Other", others, comes_to),
            ("One again", rows, "numerator: 1"),
        )
    ]
    faults = small("".join(examples), _counts(source, where), _OF_OTHERS).faults
    assert texts(tuple(fault for fault in faults if fault.code == "CIC601")) == ""

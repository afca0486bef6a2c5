"""Every fault that a worked example can have: the codes CIC601 and up, in the form of the catalogue's own."""

from __future__ import annotations

from functools import partial

from cicscore.catalogue.rule import Rule, fault_by
from cicscore.faults.fault import Severity

_E, _W = Severity.ERROR, Severity.WARNING

#: What is wrong with an example that is there.
_OF_EXAMPLES: tuple[Rule, ...] = (
    Rule(
        "CIC601",
        _E,
        "A worked example that comes to something else",
        "An example is worked out by hand from what an indicator means. Where the definition comes to "
        "something else, one of the two is wrong.",
        """\
numerator: {where: participation != "PN1"}
examples:
  - name: Attended and spoke
    as_at: 2016-03-31
    children: [{reviews: [{held_on: 2015-06-01, participation: PN1}]}]
    expect: {all: {numerator: 1, denominator: 1}}
""",
        """\
numerator: {where: participation == "PN1"}
examples:
  - name: Attended and spoke
    as_at: 2016-03-31
    children: [{reviews: [{held_on: 2015-06-01, participation: PN1}]}]
    expect: {all: {numerator: 1, denominator: 1}}
""",
    ),
    Rule(
        "CIC602",
        _E,
        "An expectation for a variant that the catalogue does not declare",
        "What is expected of a variant that does not exist is never checked.",
        "expect: {all: {numerator: 2}, excluding_usac: {numerator: 1}}\n",
        "expect: {all: {numerator: 2}, excluding_uasc: {numerator: 1}}\n",
    ),
    Rule(
        "CIC603",
        _E,
        "A worked example on a day on which its definition does not hold",
        "An example proves the definition that it belongs to, so its day has to lie within the days on which "
        "that is used.",
        """\
valid_from: 2016-04-01
examples: [{name: The last day, as_at: 2016-03-31, expect: {all: {numerator: 1}}}]
""",
        """\
valid_from: 2016-04-01
examples: [{name: The first day, as_at: 2016-04-01, expect: {all: {numerator: 1}}}]
""",
    ),
    Rule(
        "CIC604",
        _E,
        "An expectation that checks nothing",
        "That there is some figure holds for nearly every definition, the wrong ones too.",
        "expect: {all: {status: calculated}}\n",
        "expect: {all: {numerator: 1, denominator: 4, value: 25}}\n",
    ),
    Rule(
        "CIC605",
        _E,
        "A row of a worked example with an extract or column that is not declared",
        "The rows of an example are rows of the extracts: those of a child stand in its entry, its "
        "identifier is made up, and all others stand under `rows`.",
        "children: [{child_id: A1, reviews: [{hold_on: 2015-06-01}]}]\n",
        "children: [{reviews: [{held_on: 2015-06-01}]}]\n",
    ),
    Rule(
        "CIC606",
        _E,
        "A cell of a worked example that is not a value of its column",
        "Cells are read as those of CSV files are: days, numbers, yes or no, and the codes that are listed.",
        "children: [{reviews: [{held_on: 31 June, participation: PN1}]}]\n",
        "children: [{reviews: [{held_on: 2015-06-30, participation: PN1}]}]\n",
    ),
    Rule(
        "CIC607",
        _E,
        "Rows of a worked example in a form that cannot be read",
        "Rows about a child are a list, even of one; `times` says how many there are like an entry.",
        "children: [{times: 0, reviews: {held_on: 2015-06-01}}]\n",
        "children: [{times: 2, reviews: [{held_on: 2015-06-01}]}]\n",
    ),
)

#: What the examples of an indicator leave unproved.
_OF_COMPLETENESS: tuple[Rule, ...] = (
    Rule(
        "CIC611",
        _W,
        "An indicator without a worked example of a normal case",
        "Without one, nothing shows that the definition counts what it means to count.",
        "examples: []\n",
        """\
examples:
  - name: One of two took part
    as_at: 2016-03-31
    children: [{reviews: [{participation: PN1}, {participation: PN7}]}]
    expect: {all: {numerator: 1, denominator: 2, value: 50}}
""",
    ),
    Rule(
        "CIC612",
        _W,
        "A target or amber limit that no worked example meets exactly",
        "A value on a limit is on its better side. Only an example that lies exactly there shows a limit "
        "that slipped, or a polarity that is the wrong way round.",
        """\
targets: {2015-16: {target: 50, amber: 25}}
examples:
  - name: All took part
    as_at: 2016-03-31
    children: [{reviews: [{participation: PN1}]}]
    expect: {all: {value: 100, rag: green}}
""",
        """\
targets: {2015-16: {target: 50, amber: 25}}
examples:
  - name: Half is the target
    as_at: 2016-03-31
    children: [{reviews: [{participation: PN1}, {participation: PN7}]}]
    expect: {all: {value: 50, rag: green}}
  - name: A quarter is the amber limit
    as_at: 2016-03-31
    children: [{reviews: [{participation: PN1}]}, {times: 3, reviews: [{participation: PN7}]}]
    expect: {all: {value: 25, rag: amber}}
""",
    ),
    Rule(
        "CIC613",
        _W,
        "An indicator without a worked example of a zero denominator",
        "A month will come in which there is nobody to count: then there is no value and no rating.",
        "examples: [{name: One, as_at: 2016-03-31, expect: {all: {denominator: 1}}}]\n",
        "examples: [{name: Nobody, as_at: 2016-03-31, expect: {all: {status: no_denominator}}}]\n",
    ),
    Rule(
        "CIC614",
        _W,
        "A variant that changes no worked example of an indicator it matters to",
        "A variant leaves out children on a day of their own. An example in which it leaves one out shows "
        "that it is the right day, and that the denominator follows.",
        """\
examples:
  - name: One child
    as_at: 2016-03-31
    children: [{uasc: no, care_periods: [{started_on: 2015-01-05}]}]
    expect: {all: {numerator: 1}, excluding_uasc: {numerator: 1}}
""",
        """\
examples:
  - name: Two children, of whom one is UASC
    as_at: 2016-03-31
    children:
      - {uasc: yes, care_periods: [{started_on: 2015-01-05}]}
      - {uasc: no, care_periods: [{started_on: 2015-01-05}]}
    expect: {all: {numerator: 2}, excluding_uasc: {numerator: 1}}
""",
    ),
)

#: The one table of codes of worked examples.
EXAMPLE_RULES: dict[str, Rule] = {rule.code: rule for rule in (*_OF_EXAMPLES, *_OF_COMPLETENESS)}

#: A fault of a worked example, from its code, place, what was found and what to do.
fault = partial(fault_by, EXAMPLE_RULES)

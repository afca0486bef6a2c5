"""The rules of expressions: that they can be read, and mean something for the declared columns."""

from __future__ import annotations

from cicscore.catalogue.rule import Rule
from cicscore.faults.fault import Severity

_E = Severity.ERROR
_PASSING = """\
indicators:
  - numerator: {where: 'participation in ["PN1", "PN2"]'}
"""

EXPRESSION_RULES: tuple[Rule, ...] = (
    Rule(
        "CIC201",
        _E,
        "An expression that cannot be read",
        "Expressions are written like those of Python: a bracket, quotation mark or word that is missing "
        "leaves no meaning at all.",
        """\
indicators:
  - numerator: {where: 'participation in ["PN1", "PN2"'}
""",
        _PASSING,
    ),
    Rule(
        "CIC202",
        _E,
        "Something that is not part of the expression language",
        "The language is small and closed, so that an expression can be typed, explained and evaluated over "
        "whole columns. It is never run as Python.",
        """\
indicators:
  - numerator: {where: 'participation.startswith("PN1")'}
""",
        _PASSING,
    ),
    Rule(
        "CIC203",
        _E,
        "Values of types that do not go together",
        "A date compared with a number, or a flag with text, is never what was meant; evaluated all the "
        "same, it would count nothing without a word.",
        """\
indicators:
  - numerator: {where: held_on >= 2015}
""",
        """\
indicators:
  - numerator: {where: 'held_on >= date("2015-09-01")'}
""",
    ),
    Rule(
        "CIC204",
        _E,
        "A name that an expression does not know",
        "Columns and named expressions of the row's own extract are written bare, those of its child after "
        "`child.`, and other extracts are looked into with an aggregate such as `exists`.",
        """\
indicators:
  - numerator: {where: partcipation == "PN1"}
""",
        """\
indicators:
  - numerator: {where: participation == "PN1"}
""",
    ),
    Rule(
        "CIC205",
        _E,
        "A code that is not in the column's list",
        "A condition on a code that no row can have is always false, or always true.",
        """\
indicators:
  - numerator: {where: participation == "PN9"}
""",
        """\
indicators:
  - numerator: {where: participation == "PN1"}
""",
    ),
    Rule(
        "CIC206",
        _E,
        "An aggregate that has no meaning where it stands",
        "An aggregate looks at the rows of the same child: both extracts have to be about children. "
        "Aggregates do not nest; compare with the outer row by `row.` instead.",
        """\
indicators:
  - numerator: {where: 'exists(posts, started_on <= as_at)'}
""",
        """\
indicators:
  - numerator: {where: 'exists(care_periods, started_on <= as_at)'}
""",
    ),
    Rule(
        "CIC207",
        _E,
        "A function used wrongly",
        "Each function takes its own arguments, in their order. The message shows the form.",
        """\
indicators:
  - numerator: {where: age(child.date_of_birth) >= 4}
""",
        """\
indicators:
  - numerator: {where: 'age(child.date_of_birth, held_on) >= 4'}
""",
    ),
    Rule(
        "CIC208",
        _E,
        "Named expressions that refer to each other in a circle",
        "Each would have to be known before the other.",
        """\
extracts:
  visits:
    file: visits.csv
    about: children
    columns: {child_id: {type: id}, seen_on: {type: date}}
    named:
      recent: not old and seen_on <= as_at
      old: not recent
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on, where: recent}}
""",
        """\
extracts:
  visits:
    file: visits.csv
    about: children
    columns: {child_id: {type: id}, seen_on: {type: date}}
    named:
      recent: not old and seen_on <= as_at
      old: seen_on < as_at - months(6)
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on, where: recent}}
""",
    ),
)

"""The catalogue on which most tests rest, and variants of it.

It has a column of every type, extracts of children and of others, and two variants. Columns may be blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent, indent

HEAD = """\
schema_version: 1
title: A test
themes: [{id: all_of_it, title: All of it}]
"""

#: What each extract holds, as YAML.
EXTRACTS = {
    "children": """\
file: children.csv
key: [child_id]
columns:
  child_id: {type: id}
  born_on: {type: date, required: false}
  uasc: {type: flag, required: false}
  uasc_ended_on: {type: date, required: false}
  sex: {type: code, codes: {M: Male, F: Female, U: Not recorded}, required: false}
  height: {type: number, required: false}
named:
  tall: height > 1
  in_care: exists(stays, open)
""",
    "stays": """\
file: stays.csv
about: children
columns:
  child_id: {type: id}
  started_on: {type: date, required: false}
  ended_on: {type: date, required: false}
  miles: {type: number, required: false}
  urgent: {type: flag, required: false}
  kind: {type: code, codes: {A: One, B: Two, C: Three}, required: false}
  carer: {type: text, required: false}
named:
  open: started_on <= as_at and (ended_on is None or ended_on > as_at)
  far: miles * 2 - 0.1
  over: coalesce(ended_on, as_at)
""",
    "visits": """\
file: visits.csv
about: children
columns:
  child_id: {type: id}
  made_at: {type: datetime, required: false}
  left_at: {type: datetime, required: false}
  score: {type: number, required: false}
  held: {type: flag, required: false}
  place: {type: text, required: false}
  due_on: {type: date, required: false}
named:
  late: made_at > due_on
""",
    "posts": """\
file: posts.csv
columns:
  post: {type: text, required: false}
  from_day: {type: date, required: false}
  fte: {type: number, required: false}
  filled: {type: flag, required: false}
  team: {type: code, codes: {A: One, X: Other}, required: false}
""",
    "results": """\
file: results.csv
columns:
  measure: {type: code, codes: {READING: Reading, MATHS: Mathematics}, required: false}
  known_on: {type: date, required: false}
  value: {type: number, required: false}
""",
}

VARIANTS = """\
variants:
  excluding_uasc:
    title: Excluding UASC
    remove: child.uasc and (child.uasc_ended_on is None or child.uasc_ended_on >= on)
    remove_from: {visits: child.uasc}
  girls:
    title: Girls
    remove: child.sex != "F"
"""


def dictionary(extracts: Mapping[str, str] = EXTRACTS, rest: str = "") -> str:
    """A catalogue up to its indicators: the head, extracts as in ``EXTRACTS``, and the ``rest`` as YAML."""
    written = (f"  {name}:\n{indent(dedent(text), '    ')}\n" for name, text in extracts.items())
    return HEAD + "extracts:\n" + "".join(written).replace("\n\n", "\n") + rest


def with_columns(extract: str, columns: str) -> str:
    """One of ``EXTRACTS`` with more columns, a line each."""
    return EXTRACTS[extract].replace("columns:\n", f"columns:\n{indent(dedent(columns), '  ')}", 1)


def counted(extract: str, where: str = "") -> str:
    """Indicators: one alone, the number of rows of an extract that meet a condition, if there is one."""
    condition = f", where: '{where}'" if where else ""
    return (
        "indicators:\n  - {id: rows, title: Rows, theme: all_of_it, meaning: Rows., polarity: none,"
        f" period: snapshot,\n     unit: count, numerator: {{from: {extract}, label: rows{condition}}}}}\n"
    )


#: The base catalogue up to its indicators.
DICTIONARY = dictionary(rest=VARIANTS)

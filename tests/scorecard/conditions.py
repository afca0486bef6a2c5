"""Catalogues in which each indicator counts by one condition of a list, over random rows.

Times lie thick around the nights on which the clocks change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeAlias

from tests.base_catalogue import EXTRACTS, VARIANTS, dictionary
from tests.scorecard import worlds

#: Conditions about the rows of each extract.
Listed: TypeAlias = Mapping[str, Sequence[str]]
#: The nights before, of and after the clocks change, and an ordinary one.
NIGHTS = ("2015-10-24", "2015-10-25", "2015-10-26", "2016-03-26", "2016-03-27", "2016-03-28", "2016-01-01")
TIMES = ("00:30", "01:00", "01:30", "01:59", "02:00", "12:00")

OF_A_ROW: Listed = {
    "visits": (
        "hours_between(made_at, left_at) > 48",
        "hours_between(made_at, left_at) <= 24",
        "hours_between(made_at, coalesce(left_at, made_at)) == 0",
        "not (0 <= hours_between(made_at, left_at) < 2.5)",
        "hours_between(made_at, left_at) is None",
        "if(hours_between(made_at, left_at) > 1, held, not held)",
        'weekday(made_at) in ["Saturday", "Sunday"] or month(due_on) == 3',
        'starts_with(place, "L") or not starts_with(place, "x")',
    ),
    "stays": (
        'points(kind, {"A": 1, "B": 2.5}) > 1',
        'points(kind, {"A": 1, "B": 2.5}) is None',
        "if(urgent, miles, 3) >= 2",
        "if(started_on <= as_at, coalesce(ended_on, as_at), started_on) > year_before",
        'if(urgent, kind, "B") == "B"',
        'points(if(child.uasc, "yes", "no"), {"yes": 1, "no": 0}) == 0',
        "count(visits, weekday(made_at) == weekday(row.started_on)) > 1",
        "max(visits.made_at, hours_between(made_at, left_at) > 24) is not None",
    ),
    "children": (
        'exists(visits, starts_with(place, "Lime") and hours_between(made_at, left_at) < 1)',
        "month(born_on) < month(as_at)",
        "if(in_care, height, 0 - height) > 1",
    ),
}
SUMS = {
    "stays": ('points(kind, {"A": 1, "B": 2, "C": -4})', 'if(kind == "A", miles, 1)'),
    "visits": ("if(hours_between(made_at, left_at) > 24, score, 0)",),
}


#: School terms: a table that belongs to nobody.
TERMS = """\
file: terms.csv
looked_up_by: {from: starts_on, to: ends_on}
columns:
  term: {type: code, codes: {AUT: Autumn, SPR: Spring, SUM: Summer}}
  starts_on: {type: date}
  ends_on: {type: date, required: false}
  pupils: {type: number, required: false}
"""
TERM_ROWS = """\
term,starts_on,ends_on,pupils
SPR,2016-01-05,2016-03-24,30
AUT,2015-09-02,2015-12-18,
SUM,2016-04-11,,12.5
"""
LOOKED_UP: Listed = {
    "stays": (
        'lookup(terms.term, started_on) == "AUT"',
        "lookup(terms.term, started_on) == lookup(terms.term, ended_on)",
        "lookup(terms.term, started_on) is None",
        "coalesce(lookup(terms.pupils, started_on), 0) < 20",
        "exists(visits, lookup(terms.term, made_at) == lookup(terms.term, row.started_on))",
    ),
    "visits": ("lookup(terms.ends_on, due_on) < as_at", "lookup(terms.starts_on, as_at) <= made_at"),
}


#: Aggregates inside aggregates; `visited` is one that has a name.
NESTED: Listed = {
    "children": (
        "count(stays, exists(visits, row.started_on <= made_at <= coalesce(row.ended_on, as_at))) >= 1",
        "exists(stays, urgent and count(visits, made_at > row.started_on) > 3)",
        "not exists(stays, not exists(visits, held))",
        "sum(stays.visited) > 20",
        "last(stays.visited, by=started_on, where=ended_on is not None) < 5",
        "exists(stays, visited > 3 and child.height > 1)",
    ),
    "stays": (
        "count(stays, started_on <= row.started_on and exists(visits, made_at >= row.started_on)) > 1",
        "exists(stays, visited > 2 or kind == row.kind)",
        "exists(visits, due_on > row.started_on and exists(stays, ended_on < row.due_on))",
        "min(stays.visited, visited > 0) == visited",
    ),
    "visits": (
        "exists(stays, visited > 0 and started_on <= row.due_on)",
        "child.nested_count > 2",
    ),
}


def world(seed: int, of: Listed, sums: Listed = SUMS) -> worlds.World:
    """A world whose indicators are the shares of rows that meet each condition, and means of each sum."""
    random = Random(seed)  # noqa: S311 - the same each time is the point
    shares = [_share(extract, where) for extract, listed in of.items() for where in listed]
    means = [_mean(extract, of_row) for extract, listed in sums.items() for of_row in listed]
    lines = [
        f"  - {json.dumps({'id': f'i{number}', **_HEAD, **indicator})}\n"
        for number, indicator in enumerate([*shares, *means])
    ]
    files = dict(worlds.extracts(random))
    children = [line.split(",")[0] for line in files["children"].splitlines()[1:]]
    files["visits"] = _visits(children, random)
    files["terms"] = TERM_ROWS
    named = {
        "children": "  nested_count: count(stays, count(visits, made_at >= row.started_on) > 1)\n",
        "stays": "  visited: count(visits, made_at >= row.started_on)\n",
    }
    extracts = {name: text + named.get(name, "") for name, text in EXTRACTS.items()}
    whole = dictionary({**extracts, "terms": TERMS}, rest=VARIANTS)
    return worlds.World(whole + "indicators:\n" + "".join(lines), files)


_HEAD = {
    "title": "An indicator",
    "theme": "all_of_it",
    "meaning": "A condition.",
    "polarity": "higher",
    "targets": {"2015-16": {"target": 50, "amber": 20}},
}


def _share(extract: str, where: str) -> dict[str, object]:
    return {
        "period": "snapshot",
        "unit": "percent",
        "denominator": {"from": extract},
        "numerator": {"where": where},
    }


def _mean(extract: str, of_row: str) -> dict[str, object]:
    above = {"count": {"sum": of_row}}
    return {"period": "snapshot", "unit": "mean", "denominator": {"from": extract}, "numerator": above}


def _visits(children: Sequence[str], random: Random) -> str:
    moments = [f"{night} {time}" for night in NIGHTS for time in TIMES]
    places = ["", "Lime Tree", "x", "Larch"]
    rows = [
        ",".join(
            [
                random.choice(children),
                random.choice(["", *moments * 2]),
                random.choice(["", *moments * 2]),
                random.choice(["", "1", "2.5"]),
                random.choice(["", "1", "0"]),
                random.choice(places),
                random.choice(["", *worlds.DAYS]),
            ]
        )
        for _ in range(40 if children else 0)
    ]
    return "\n".join([worlds.HEADINGS["visits"], *rows]) + "\n"

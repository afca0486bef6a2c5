"""A small catalogue for the tests of explanations, to which each test adds the indicator it is about."""

from __future__ import annotations

import textwrap

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import examine_bytes
from cicscore.faults.fault import fault_text

_CATALOGUE = """
schema_version: 1
title: A scorecard
themes: [{id: care, title: In care}]
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id}
      born: {type: date}
      sex: {type: code, codes: {F: Female, M: Male, U: Not recorded}}
      uasc: {type: flag}
      status_ended: {type: date, required: false}
    named:
      nearly_grown_up: age(born, as_at) >= 16
  stays:
    file: stays.csv
    about: children
    quiet_months: 12
    key: [child_id, began]
    columns:
      child_id: {type: id}
      began: {type: date}
      ended: {type: date, required: false}
      home: {type: code, codes: {OWN: Own provision, PRIV: Private provision}}
    named:
      open: began <= as_at and (ended is None or ended > as_at)
      long: open and began <= as_at - months(18)
  checks:
    file: checks.csv
    about: children
    quiet_months: 12
    key: [child_id, held_on]
    columns:
      child_id: {type: id}
      held_on: {type: date}
      score: {type: number, required: false}
    named:
      this_year: held_on >= year_start and held_on <= as_at
  posts:
    file: posts.csv
    key: [post]
    columns: {post: {type: id}, fte: {type: number}, filled: {type: flag}}
  results:
    file: results.csv
    quiet_months: 13
    key: [measure, out_on]
    columns:
      measure: {type: code, codes: {READ: Reading}}
      out_on: {type: date}
      per_cent: {type: number}
variants:
  excluding_uasc:
    title: Excluding UASC
    remove: child.uasc and (child.status_ended is None or child.status_ended >= on)
    remove_from: {checks: child.uasc}
breakdowns:
  sex: child.sex
  age_group: band(age(child.born, as_at), "0-9", "10-15", "16+")
settings: {small_cohort: 3}
indicators:
"""

_INDICATOR = """
id: it
title: It
theme: care
meaning: What it means.
polarity: higher
period: snapshot
unit: percent
"""


def catalogue(indicator: str) -> Catalogue:
    """The catalogue with this indicator, of which a test writes only what differs from the usual."""
    found, faults = examine_bytes(catalogue_text(indicator).encode(), "indicators.yaml")
    assert found is not None, [fault_text(fault) for fault in faults]
    return found


def catalogue_text(indicator: str) -> str:
    """The same as YAML."""
    given = textwrap.dedent(indicator).strip("\n")
    written = {line.split(":")[0] for line in given.splitlines() if line and not line.startswith((" ", "-"))}
    usual = [line for line in _INDICATOR.strip().splitlines() if line.split(":")[0] not in written]
    lines = textwrap.indent("\n".join([*usual, given]), "    ")
    return f"{_CATALOGUE}  -\n{lines}\n"

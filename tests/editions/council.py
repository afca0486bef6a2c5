"""A made-up council of 60 children with a policy on small counts, as a catalogue and extracts in a folder.

As at 31 March 2016 all 60 are in care, every other one a girl, the first 20 of them UASC. 12 are placed away
from home, of whom three are UASC; three are excluded from school, none of them UASC. Ten came in March.
"""

from __future__ import annotations

from pathlib import Path

CATALOGUE = """\
schema_version: 1
title: A small scorecard
disclosure: {threshold: 5}
themes: [{id: everybody, title: Everybody}]
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id}
      sex: {type: code, codes: {F: Female, M: Male}}
      uasc: {type: flag}
  placements:
    file: placements.csv
    about: children
    key: [child_id]
    columns:
      child_id: {type: id}
      started_on: {type: date}
      away: {type: flag}
      excluded: {type: flag}
    named:
      here: started_on <= as_at
variants:
  excluding_uasc: {title: Excluding UASC, remove: child.uasc}
breakdowns:
  sex: child.sex
indicators:
  - id: placed_away
    reference: K24
    title: Placed away from home
    theme: everybody
    meaning: Children placed away from home, of those in care.
    polarity: lower
    period: snapshot
    unit: percent
    lines: [all]
    denominator: {from: placements, where: here, label: children in care}
    numerator: {where: away, label: children placed away}
  - id: excluded
    reference: K25
    title: Excluded from school
    theme: everybody
    meaning: Children excluded from school, of those in care.
    polarity: lower
    period: snapshot
    unit: percent
    lines: [all]
    denominator: {from: placements, where: here, label: children in care}
    numerator: {where: excluded, label: children excluded}
"""
POLICY = "disclosure: {threshold: 5}\n"
FOLDER = "2016-03"


def _child(number: int) -> str:
    return f"{number:04},{'FM'[number % 2]},{_flag(number < 20)}"


def _placement(number: int) -> str:
    started = "2015-04-01" if number < 50 else "2016-03-15"
    away = number < 3 or 20 <= number < 29
    return f"{number:04},{started},{_flag(away)},{_flag(30 <= number < 33)}"


def _flag(value: bool) -> str:
    return "yes" if value else "no"


EXTRACTS = {
    "children": ["child_id,sex,uasc", *map(_child, range(60))],
    "placements": ["child_id,started_on,away,excluded", *map(_placement, range(60))],
}


def set_out(folder: Path, catalogue: str = CATALOGUE) -> None:
    """Write the catalogue and the extracts of March 2016 into ``folder``."""
    (folder / "indicators.yaml").write_text(catalogue, encoding="utf-8", newline="")
    (folder / FOLDER).mkdir(exist_ok=True)
    for name, lines in EXTRACTS.items():
        text = "\n".join([*lines, ""])
        (folder / FOLDER / f"{name}.csv").write_text(text, encoding="utf-8", newline="")

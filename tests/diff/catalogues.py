"""A small catalogue with one of each kind of thing, and what is told of a change of it."""

from __future__ import annotations

from cicscore.app.diff import differ
from cicscore.app.files import Given
from cicscore.diff.document import CatalogueDifference
from cicscore.diff.formats import render_text
from cicscore.view import PLAIN

OLD = """\
schema_version: 1
title: A small scorecard
organisation: Anyshire Council
themes:
  - {id: care, title: In care, lead: "Head of Care"}
  - {id: staff, title: Staff}
settings: {small_cohort: 30}
disclosure: {threshold: 5, keep: [caseload]}
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id, from: [Child ID]}
      sex: {type: code, codes: {F: Female, M: Male}}
      born_on: {type: date, required: false}
      uasc: {type: flag}
  stays:
    file: stays.csv
    about: children
    columns:
      child_id: {type: id}
      started_on: {type: date}
      ended_on: {type: date, required: false}
      miles: {type: number, required: false}
    must:
      - ended_on is None or ended_on >= started_on
    named:
      open: started_on <= as_at and (ended_on is None or ended_on > as_at)
      open_a_year: open and started_on <= as_at - years(1)
      near: miles <= 20
  reviews:
    file: reviews.csv
    about: children
    columns:
      child_id: {type: id}
      due_on: {type: date}
      held_on: {type: date}
      view: {type: code, codes: {PN0: Under four, PN1: Spoke, PN2: Through an advocate, PN7: Gave none}}
  posts:
    file: posts.csv
    columns:
      post_id: {type: id}
      fte: {type: number}
  national:
    file: national.csv
    columns:
      measure: {type: code, codes: {KS2: Key stage 2, KS4: Key stage 4}}
      published_on: {type: date}
      result: {type: number}
      lower: {type: number, required: false}
variants:
  excluding_uasc: {title: Excluding UASC, remove: child.uasc}
breakdowns:
  sex: child.sex
indicators:
  - id: reviews_on_time
    reference: R1
    title: Reviews on time
    theme: care
    meaning: Reviews held by the day they were due, of all held since 1 April.
    polarity: higher
    period: year_to_date
    unit: percent
    denominator:
      label: reviews
      from: reviews
      dated_by: held_on
      where: view != "PN0"
    numerator:
      label: reviews on time
      where: held_on <= due_on and view in ["PN1", "PN2"]
    targets:
      2015-16: {target: 98, amber: 95, source: "The panel", amber_source: "Chosen"}
    owner: Performance Manager
  - id: children_in_care
    title: Children in care
    theme: care
    meaning: Children in care on the day.
    polarity: none
    period: snapshot
    unit: count
    numerator: {label: children in care, from: stays, where: open, count: children}
  - id: near_home
    title: Placed near home
    theme: care
    meaning: Of children in care for a year, those placed near home.
    polarity: target
    period: snapshot
    unit: percent
    denominator: {label: children, from: stays, where: open_a_year, count: children}
    numerator: {label: children near home, where: near}
    targets:
      2015-16: {target: 80, green_within: 2, amber_within: 5, source: "The panel"}
  - id: caseload
    title: Children for each post
    theme: staff
    meaning: Children in care for each post.
    polarity: lower
    period: snapshot
    unit: ratio
    denominator: {label: posts, from: posts, count: {sum: fte}, under_variants: whole}
    numerator: {label: children in care, from: stays, where: open, count: children}
  - id: key_stage_2
    title: Key stage 2
    theme: care
    meaning: The national result.
    polarity: higher
    period: annual
    unit: published
    value: {from: national, column: result, where: measure == "KS2", dated_by: published_on}
"""

HEAD = "Catalogues: old.yaml (old) and new.yaml (new)\n"
UNEXPLAINED = "  The definition changed, and its change_note did not: say there why.\n"


def changed(*replacements: tuple[str, str]) -> str:
    """The catalogue with parts written otherwise; each part stands in it once."""
    text = OLD
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def difference(new: str, old: str = OLD) -> CatalogueDifference:
    """What differs between two texts."""
    found = differ(Given("old.yaml", old.encode()), Given("new.yaml", new.encode()))
    assert isinstance(found, CatalogueDifference)
    return found


def told(new: str, old: str = OLD) -> str:
    """What is told of the difference, without the line that names the files."""
    text = render_text(difference(new, old), PLAIN)
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)

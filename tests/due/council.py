"""A council of four children, small enough to say by hand what is due and where its figures land."""

from __future__ import annotations

from pathlib import Path

CATALOGUE = """\
schema_version: 1
title: A small scorecard
themes:
  - {id: reviewing, title: Reviewing, lead: "Head of Reviewing"}
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id}
      team: {type: code, codes: {N: North, S: South}}
      uasc: {type: flag}
  reviews:
    file: reviews.csv
    about: children
    key: [child_id, due_on]
    columns:
      child_id: {type: id}
      due_on: {type: date, planned: true}
      held_on: {type: date, required: false, blank: answer}
      took_part: {type: flag, required: false, blank: answer where held_on is None}
  checks:
    file: checks.csv
    about: children
    columns:
      child_id: {type: id}
      held_on: {type: date}
      outcome: {type: code, codes: {HELD: Held, REFUSED: Refused}}
  plans:
    file: plans.csv
    about: children
    columns:
      child_id: {type: id}
      made_on: {type: date}
      holds_until: {type: date, planned: true}
variants:
  excluding_uasc: {title: Excluding UASC, remove: child.uasc}
breakdowns:
  team: child.team
indicators:
  - id: reviews_on_time
    title: Reviews held on time
    theme: reviewing
    meaning: Reviews held by the day they were due, of all that were due since 1 April.
    polarity: higher
    period: year_to_date
    unit: percent
    denominator: {from: reviews, dated_by: due_on}
    numerator: {where: held_on <= due_on}
    lines: [all, excluding_uasc]
    targets:
      2015-16: {target: 90, amber: 70}
    due: {from: reviews, date: due_on, done: held_on}
  - id: took_part
    title: Took part in the review
    theme: reviewing
    meaning: Reviews in which the child took part, of all held since 1 April.
    polarity: higher
    period: year_to_date
    unit: percent
    denominator: {from: reviews, dated_by: held_on}
    numerator: {where: took_part}
    due: {from: reviews, date: due_on, done: held_on, values: {took_part: yes}}
  - id: checked
    title: Teeth checked
    theme: reviewing
    meaning: Children whose teeth were checked in the last two months.
    polarity: higher
    period: snapshot
    unit: percent
    denominator: {from: children}
    numerator:
      where: exists(checks, outcome == "HELD" and held_on > as_at - months(2) and held_on <= as_at)
    due:
      label: dental checks
      from: children
      date: max(checks.held_on, outcome == "HELD") + months(2)
      done_in: checks
      done: held_on
      values: {outcome: HELD}
  - id: planned
    title: With a plan
    theme: reviewing
    meaning: Children with a plan that holds on the day.
    polarity: higher
    period: snapshot
    unit: percent
    denominator: {from: children}
    numerator: {where: 'exists(plans, made_on <= as_at and holds_until >= as_at)'}
    due:
      from: plans
      where: not exists(plans, made_on > row.made_on)
      date: holds_until
      done_in: plans
      done: made_on
      values: {holds_until: made_on + months(1)}
"""

EXTRACTS = {
    "children": "child_id,team,uasc\nanna,N,no\nben,S,no\ncleo,N,yes\ndan,N,no\n",
    "reviews": (
        "child_id,due_on,held_on,took_part\n"
        "anna,2015-12-10,2015-12-09,yes\n"
        "anna,2016-01-10,,\n"
        "ben,2015-12-31,,\n"
        "cleo,2016-01-15,,\n"
        "cleo,2016-01-30,2015-12-20,no\n"
        "cleo,2016-03-01,,\n"
        "dan,2016-04-15,,\n"
    ),
    "checks": (
        "child_id,held_on,outcome\n"
        "anna,2015-11-20,HELD\n"
        "ben,2015-09-15,HELD\n"
        "cleo,2015-10-10,HELD\n"
        "cleo,2015-12-12,REFUSED\n"
    ),
    "plans": (
        "child_id,made_on,holds_until\n"
        "anna,2015-11-01,2016-01-10\n"
        "ben,2015-06-01,2015-12-01\n"
        "ben,2015-12-01,2016-03-01\n"
        "cleo,2015-05-05,2015-12-20\n"
    ),
}
FOLDER = "2015-12"


def set_out(folder: Path, replacing: tuple[str, str] | None = None, **extracts: str) -> None:
    """Write the catalogue, with a text in place of another, and the extracts of December 2015."""
    text = CATALOGUE if replacing is None else CATALOGUE.replace(*replacing)
    (folder / "indicators.yaml").write_text(text, encoding="utf-8")
    (folder / FOLDER).mkdir(exist_ok=True)
    for name, rows in (EXTRACTS | extracts).items():
        (folder / FOLDER / f"{name}.csv").write_text(rows, encoding="utf-8")

"""Fragments of catalogues, completed to whole ones.

A fragment shows the parts that matter. What it leaves out is taken from a sound catalogue in which
everything that is declared is used; its indicators, extracts, variants and breakdowns come on top of those.
Works on lines, so that a fragment need not be YAML.
"""

from __future__ import annotations

import re

BASE = {
    "schema_version": "schema_version: 1\n",
    "title": "title: Scorecard\n",
    "themes": "themes:\n  - {id: children, title: Children}\n",
    "extracts": """\
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns: {child_id: {type: id}, date_of_birth: {type: date}, uasc: {type: flag}}
  care_periods:
    file: care_periods.csv
    about: children
    key: [child_id, started_on]
    columns: {child_id: {type: id}, started_on: {type: date}, ended_on: {type: date, required: false}}
    named:
      open: started_on <= as_at and (ended_on is None or ended_on > as_at)
  reviews:
    file: reviews.csv
    about: children
    key: [child_id, held_on]
    columns:
      child_id: {type: id}
      held_on: {type: date}
      participation: {type: code, codes: {PN0: Under four, PN1: Spoke, PN2: Others spoke}}
      score: {type: number}
  posts:
    file: posts.csv
    key: [post_id]
    columns: {post_id: {type: id}, fte: {type: number}, started_on: {type: date}}
""",
    "variants": """\
variants:
  excluding_uasc:
    title: Excluding UASC
    remove: child.uasc
""",
    "breakdowns": 'breakdowns:\n  age_group: band(age(child.date_of_birth, as_at), "0-4", "5+")\n',
    "indicators": """\
indicators:
  - id: in_care
    title: In care
    theme: children
    meaning: Children in care.
    polarity: none
    period: snapshot
    unit: count
    numerator: {from: care_periods, where: open, count: children}
  - id: average_score
    title: Average score
    theme: children
    meaning: The mean of the scores given at reviews.
    polarity: none
    period: month
    unit: mean
    denominator: {from: reviews, dated_by: held_on, where: participation != "PN0"}
    numerator: {count: {sum: score}}
  - id: posts_filled
    title: Posts filled
    theme: children
    meaning: Posts by full-time equivalent.
    polarity: none
    period: snapshot
    unit: count
    numerator: {from: posts, where: started_on <= as_at, count: {sum: fte}}
""",
}

USUAL = {
    "id": "example_{number}",
    "title": "Example {number}",
    "theme": "children",
    "meaning": "Reviews at which the child took part.",
    "polarity": "higher",
    "period": "year_to_date",
    "unit": "percent",
    "denominator": "{{from: reviews, dated_by: held_on}}",
    "numerator": '{{where: participation == "PN1"}}',
}


def completed(fragment: str) -> str:
    """The whole catalogue that ``fragment`` is part of."""
    sections = _blocks(fragment, r"([a-z_]+):.*")
    whole = dict(BASE)
    for name, lines in sections:
        if name == "indicators":
            items = _blocks("".join(lines[1:]), r"  - .*")
            whole[name] += "".join(_item("".join(item), number) for number, (_, item) in enumerate(items, 1))
        elif name in ("themes", "extracts", "variants", "breakdowns"):
            whole[name] += "".join(lines[1:])
        else:
            whole[name] = "".join(lines)
    return "".join(whole.values())


def _blocks(text: str, begins: str) -> list[tuple[str, list[str]]]:
    """The lines of each part that begins with a line of this form, by the form's first group."""
    found: list[tuple[str, list[str]]] = []
    for line in re.findall(r".*\n", text):
        match = re.fullmatch(begins, line.rstrip("\n"))
        if match is not None:
            found.append((match[1] if match.groups() else "", []))
        found[-1][1].append(line)
    return found


def _item(written: str, number: int) -> str:
    """An indicator with the keys that it leaves out."""
    keys = set(re.findall(r"(?:^  - \{?|^    |^     |, )([a-z_]+):", written, re.MULTILINE))
    if "value" in keys or re.search(r"unit: count", written):
        keys.add("denominator")
    if "value" in keys:
        keys.add("numerator")
    left_out = {key: text.format(number=number) for key, text in USUAL.items() if key not in keys}
    if written.startswith("  - {"):
        inner = written[len("  - {") :].rstrip().removesuffix("}")
        return (
            "  - {" + "".join(f"{key}: {_quoted(text)}, " for key, text in left_out.items()) + inner + "}\n"
        )
    return written + "".join(f"    {key}: {text}\n" for key, text in left_out.items())


def _quoted(text: str) -> str:
    return text if text.startswith("{") else f'"{text}"'

"""A small catalogue for tests of worked examples: children, their stays, and posts."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import draft_of
from cicscore.catalogue.model import CatalogueDocument
from cicscore.catalogue.yaml import YamlSource
from cicscore.examples.rows import Builder
from cicscore.examples.run import run_examples
from cicscore.faults.fault import Fault, fault_text
from cicscore.tables.table import Extracts

#: The repository, where the catalogue that ships stands.
ROOT = Path(__file__).parents[2]

DICTIONARY = """\
schema_version: 1
title: Small
themes: [{id: all_of_it, title: All of it}]
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id}
      born_on: {type: date}
      uasc: {type: flag}
  stays:
    file: stays.csv
    about: children
    key: [child_id, stay_id]
    columns:
      child_id: {type: id}
      stay_id: {type: id}
      began_on: {type: date}
      left_at: {type: datetime}
      kind: {type: code, codes: {KIN: With kin, HOME: In a home}}
      cost: {type: number}
      note: {type: text}
  posts:
    file: posts.csv
    key: [post_id]
    columns:
      post_id: {type: id}
      fte: {type: number}
variants:
  excluding_uasc: {title: Excluding UASC, remove: child.uasc}
"""

#: Children with kin, of all who stay somewhere: rated, with limits at 50 and 25.
WITH_KIN = """\
  - id: with_kin
    title: With kin
    theme: all_of_it
    meaning: Children who stay with kin, of all.
    polarity: higher
    period: snapshot
    unit: percent
    denominator: {from: stays, where: began_on <= as_at}
    numerator: {where: kind == "KIN"}
    targets:
      2015-16: {target: 50, amber: 25}
"""

# A complete set of examples of it: a normal case, both limits, a zero denominator, and a UASC child.
NORMAL = """
- {name: One of three, as_at: 2016-03-31, expect: {all: {numerator: 1}}, children: [
    {times: 2, stays: [{began_on: 2015-06-01, kind: HOME}]}, {stays: [{began_on: 2015-06-01, kind: KIN}]}]}
"""
ON_TARGET = """
- {name: On target, as_at: 2016-03-31, expect: {all: {rag: green}}, children: [
    {stays: [{began_on: 2015-06-01, kind: KIN}, {began_on: 2015-06-01, kind: HOME}]}]}
"""
ON_AMBER = """
- {name: On the amber limit, as_at: 2016-03-31, expect: {all: {rag: amber}}, children: [
    {times: 3, stays: [{began_on: 2015-06-01, kind: HOME}]}, {stays: [{began_on: 2015-06-01, kind: KIN}]}]}
"""
NOBODY = "- {name: Nobody, as_at: 2016-03-31, expect: {all: {status: no_denominator}}}\n"
UASC = """
- {name: Two, as_at: 2016-03-31, expect: {all: {denominator: 2}, excluding_uasc: {denominator: 1}},
   children: [
    {uasc: yes, stays: [{began_on: 2015-06-01}]}, {uasc: no, stays: [{began_on: 2015-06-01}]}]}
"""


@dataclass(frozen=True)
class Small:
    """The small catalogue with an indicator, linked."""

    catalogue: Catalogue
    document: CatalogueDocument
    source: YamlSource

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with its worked examples, or missing."""
        return run_examples(self.catalogue, self.document, self.source)

    def build(self, position: int = 0) -> tuple[Extracts, tuple[Fault, ...]]:
        """The extracts of one of the first indicator's examples, and the faults of its rows."""
        example = self.document.indicators[0].examples[position]
        built = Builder(self.catalogue, self.source).build(
            [(example, ("indicators", 0, "examples", position))]
        )
        return built.of(0), built.faults[0]


def small(examples: str, indicator: str = WITH_KIN, dictionary: str = DICTIONARY) -> Small:
    """The catalogue with one indicator, and its examples as YAML."""
    written = textwrap.indent("examples:\n" + textwrap.indent(textwrap.dedent(examples), "  "), "    ")
    text = f"{dictionary}indicators:\n{indicator}{written}"
    draft = draft_of(text.encode(), "small.yaml")
    assert draft.faults == (), "\n".join(map(fault_text, draft.faults))
    assert draft.catalogue is not None
    assert draft.document is not None
    return Small(draft.catalogue, draft.document, draft.source)


def example(rows: str) -> Small:
    """The catalogue with one example of these rows (the keys beside its name, day and expectation)."""
    frame = "- name: It\n  as_at: 2016-03-31\n  expect: {all: {denominator: 0}}\n"
    return small(frame + textwrap.indent(textwrap.dedent(rows), "  "))


def texts(faults: tuple[Fault, ...]) -> str:
    """The faults as a person reads them."""
    return "\n".join(fault_text(fault) for fault in faults)

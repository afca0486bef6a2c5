"""Small scorecards for tests: indicators as YAML over the dictionary of ``worlds``, rows as CSV text."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path
from typing import Any

import yaml

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.results import Row, Scorecard
from tests.base_catalogue import DICTIONARY
from tests.scorecard.worlds import HEADINGS

MARCH_2016 = dt.date(2016, 3, 31)
MOMENT = dt.datetime(2016, 4, 5, 9, 30, tzinfo=dt.UTC)
BREAKDOWNS = """
breakdowns:
  sex: child.sex
  uasc: child.uasc
  age_group: band(age(child.born_on, as_at), "0-4", "5-9", "10+")
  kind: last(stays.kind, by=started_on)
"""

#: What every indicator needs beside what it computes.
_FRAME = {"title": "It", "theme": "all_of_it", "meaning": "It.", "polarity": "none", "period": "snapshot"}


def compute(
    folder: Path,
    *indicators: str,
    as_at: dt.date = MARCH_2016,
    settings: str = "",
    of_variant: str = "",
    without: tuple[str, ...] = (),
    options: dict[str, Any] | None = None,
    **files: str,
) -> Scorecard:
    """The scorecard of these indicators (the keys that matter, as YAML) over these rows (without headings).

    Files that are not given have a heading only, those in ``without`` are not there. ``options`` go to
    ``score``; ``of_variant`` are more keys of `excluding_uasc`.
    """
    written = [{"id": "it", **_FRAME, **yaml.safe_load(textwrap.dedent(text))} for text in indicators]
    rules = "    title: Excluding UASC\n"
    text = (
        DICTIONARY.replace(rules, rules + of_variant)
        + BREAKDOWNS
        + settings
        + yaml.safe_dump({"indicators": written}, sort_keys=False)
    )
    path = folder / "indicators.yaml"
    path.write_text(text, encoding="utf-8")
    for name, heading in HEADINGS.items():
        if name not in without:
            rows = textwrap.dedent(files.get(name, "")).strip("\n")
            (folder / f"{name}.csv").write_text(f"{heading}\n{rows}\n" if rows else f"{heading}\n")
    catalogue = load_catalogue(path)
    return score(catalogue, load_extracts(folder, catalogue), as_at, generated_at=MOMENT, **(options or {}))


def row(scorecard: Scorecard, variant: str = "all", indicator: str = "it") -> Row:
    """The whole row of an indicator under a variant."""
    (found,) = [
        row
        for row in scorecard.results
        if (row.indicator, row.variant, row.breakdown) == (indicator, variant, None)
    ]
    return found


def counts(scorecard: Scorecard, variant: str = "all", indicator: str = "it") -> tuple[Any, Any, Any]:
    """Numerator, denominator and value of a row."""
    found = row(scorecard, variant, indicator)
    return found.numerator, found.denominator, found.value


def groups(scorecard: Scorecard, breakdown: str, variant: str = "all") -> dict[str, tuple[Any, Any]]:
    """Numerator and denominator of each group, in order."""
    return {
        str(row.group): (row.numerator, row.denominator)
        for row in scorecard.results
        if row.breakdown == breakdown and row.variant == variant
    }

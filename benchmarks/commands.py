"""The commands that are timed, and what is asserted of what they print."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.catalogues import SHIPPED
from benchmarks.data import AS_AT, HERE, Extracts

PYTHON = sys.executable
CICSCORE = (PYTHON, "-m", "cicscore")
#: The scripts that compute the twelve indicators, by the name that the tables give them.
ALTERNATIVES = {"pandas": "plain_pandas", "DuckDB": "duckdb_sql", "Polars": "polars_lazy"}
_LOAD_ONLY = "import sys, cicscore; cicscore.load_extracts(sys.argv[1], cicscore.load_catalogue(sys.argv[2]))"

#: Numerator and denominator by variant, of each indicator.
Counts = Mapping[str, Mapping[str, Sequence[int | None]]]


def compute(extracts: Extracts, *options: str, catalogue: Path = SHIPPED) -> list[str]:
    """The whole catalogue in both variants, as JSON."""
    folder = str(extracts.folder)
    return [
        *CICSCORE,
        *("compute", folder, "--as-at", AS_AT, "--catalogue", str(catalogue)),
        *("--format", "json", "--quiet", *options),
    ]


def trend(extracts: Extracts, months: int, catalogue: Path = SHIPPED) -> list[str]:
    """The whole catalogue at so many month ends, as JSON."""
    return [
        *CICSCORE,
        *("trend", str(extracts.folder), "--months", str(months), "--until", AS_AT),
        *("--catalogue", str(catalogue), "--format", "json", "--quiet"),
    ]


def check(catalogue: Path, *options: str) -> list[str]:
    """A check of a catalogue, on a day of its own."""
    return [*CICSCORE, "check", str(catalogue), "--on", AS_AT, *options]


def read(extracts: Extracts) -> list[str]:
    """Every file read and checked, and nothing computed."""
    return [PYTHON, "-c", _LOAD_ONLY, str(extracts.folder), str(SHIPPED)]


def script(name: str, *arguments: str) -> list[str]:
    """One of the alternatives."""
    return [PYTHON, str(HERE / "alternatives" / f"{name}.py"), *arguments]


def alternatives(extracts: Extracts) -> dict[str, list[str]]:
    """The twelve indicators by each of the alternatives."""
    where = (str(extracts.folder), AS_AT, extracts.dates)
    return {name: script(module, *where) for name, module in ALTERNATIVES.items()}


def figures_in(document: str) -> int:
    """How many figures a document holds: an indicator in a variant that has a value or a count."""
    return sum(
        row["breakdown"] is None and (row["value"] is not None or row["numerator"] is not None)
        for row in json.loads(document)["results"]
    )


def figures_of(counts: str) -> int:
    """How many figures an alternative printed."""
    return sum(len(variants) for variants in json.loads(counts).values())


def assert_equal(document: str, others: Mapping[str, str]) -> None:
    """Every figure of every alternative is the document's."""
    rows = [row for row in json.loads(document)["results"] if row["breakdown"] is None]
    ours = {(row["indicator"], row["variant"]): [row["numerator"], row["denominator"]] for row in rows}
    for name, printed in others.items():
        counts: Counts = json.loads(printed)
        theirs = {(each, variant): found for each, both in counts.items() for variant, found in both.items()}
        assert len(theirs) == 24, name
        for key, found in theirs.items():
            assert found == ours[key], (name, key, found, ours[key])

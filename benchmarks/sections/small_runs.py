"""What is waited for every day: help, the samples, a return."""

from __future__ import annotations

from benchmarks.commands import (
    CICSCORE,
    PYTHON,
    alternatives,
    assert_equal,
    compute,
    figures_in,
    figures_of,
    read,
    script,
)
from benchmarks.data import RETURN, Extracts, samples
from benchmarks.figures import ratio
from benchmarks.processes import alternating, run
from benchmarks.sections.section import Section, medians, stages_table
from benchmarks.targets import Target

TURNS = 7


def small_runs() -> Section:
    """The samples and the sample return beside pandas reading the same files, and beside the alternatives."""
    here, returned = samples(), Extracts(RETURN)
    commands = {
        "cicscore": compute(here),
        **alternatives(here),
        "cicscore, reading only": read(here),
        "DuckDB, reading only": script("duckdb_read", str(here.folder), here.dates),
        "pandas, reading only": script("pandas_read", str(here.folder)),
        "cicscore, a return": compute(returned),
        "pandas, reading the return": script("pandas_read", str(RETURN)),
        "cicscore --help": [*CICSCORE, "--help"],
        "Python importing click": [PYTHON, "-c", "import click"],
    }
    first = {name: each[0].output for name, each in alternating(commands, 1).items()}
    others = {name: first[name] for name in alternatives(here)}
    assert_equal(first["cicscore"], others)
    runs = alternating(commands, TURNS)
    figures = {"cicscore": figures_in(first["cicscore"])} | {
        name: figures_of(printed) for name, printed in others.items()
    }
    targets = (
        Target(
            "`compute` on the samples, against pandas importing and reading the same files",
            1.2,
            ratio(runs["cicscore"], runs["pandas, reading only"]),
        ),
        Target(
            "`compute` on the sample return, against pandas importing and reading the same files",
            2,
            ratio(runs["cicscore, a return"], runs["pandas, reading the return"]),
        ),
        Target(
            "`--help`, against a Python that only imports click",
            3,
            ratio(runs["cicscore --help"], runs["Python importing click"]),
        ),
    )
    profile = run([PYTHON, "-m", "benchmarks.stages", str(here.folder)]).output
    title = f"Small runs: samples of {here.megabytes:.1f} MB of CSV, a return of {returned.megabytes:.1f} MB"
    return Section(
        title,
        targets,
        (medians(runs, "cicscore", figures), "### The samples, a stage at a time", stages_table(profile)),
    )

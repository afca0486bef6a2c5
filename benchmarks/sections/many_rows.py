"""A region and England: beside the alternatives, reading alone, and growth with rows."""

from __future__ import annotations

from benchmarks import data
from benchmarks.commands import (
    PYTHON,
    alternatives,
    assert_equal,
    compute,
    figures_in,
    figures_of,
    read,
    script,
)
from benchmarks.data import Extracts
from benchmarks.figures import growth, memory, processor, ratio, spread
from benchmarks.processes import Runs, alternating, run
from benchmarks.sections.section import Section, medians, stages_table
from benchmarks.targets import Target

TURNS = 3


def region() -> Section:
    """A region's size: how each stands there."""
    extracts = data.region()
    run(compute(extracts))  # so that every file has been read once
    runs = alternating(_beside_each_other(extracts), TURNS)
    figures = _figures(extracts, runs)
    title = f"A region: {extracts.megabytes:.1f} MB of CSV"
    return Section(title, (), (medians(runs, "cicscore", figures),))


def england() -> Section:
    """England's size: the targets, and growth from next to nothing over a region."""
    extracts, smaller, few = data.england(), data.region(), data.next_to_nothing()
    run(read(extracts))  # so that every file has been read once
    commands = {
        **_beside_each_other(extracts),
        "cicscore, a region": compute(smaller),
        "cicscore, few children": compute(few),
    }
    runs = alternating(commands, TURNS)
    figures = _figures(extracts, runs)
    ours = runs["cicscore"]
    sizes = [each.megabytes for each in (few, smaller, extracts)]
    grown = [runs["cicscore, few children"], runs["cicscore, a region"], ours]
    per_figure = tuple(
        Target(
            f"seconds per figure at England's size, against {name}",
            1,
            ratio(ours, runs[name], scale=figures[name] / figures["cicscore"]),
        )
        for name in alternatives(extracts)
    )
    targets = (
        Target(
            "reading at England's size, against DuckDB",
            1.3,
            ratio(runs["cicscore, reading only"], runs["DuckDB, reading only"]),
        ),
        Target(
            "the whole catalogue at England's size, against DuckDB's SQL for twelve",
            1.3,
            ratio(ours, runs["DuckDB"]),
        ),
        Target(
            "the whole catalogue at England's size, against Polars for twelve",
            2.4,
            ratio(ours, runs["Polars"]),
        ),
        *per_figure,
        Target(
            "peak memory at England's size, against the files on disk",
            3,
            spread(each.memory / extracts.megabytes for each in ours),
        ),
        Target(
            "growth of the time of `compute` with rows, region to England (exponent)",
            1.1,
            growth(sizes, grown, processor),
        ),
        Target(
            "growth of the memory of `compute` with rows, region to England (exponent)",
            1.1,
            growth(sizes, grown, memory),
        ),
    )
    profile = run([PYTHON, "-m", "benchmarks.stages", str(extracts.folder)]).output
    return Section(
        f"England: {extracts.megabytes:.1f} MB of CSV",
        targets,
        (medians(runs, "cicscore", figures), "### England, a stage at a time", stages_table(profile)),
    )


def _beside_each_other(extracts: Extracts) -> dict[str, list[str]]:
    return {
        "cicscore": compute(extracts),
        **alternatives(extracts),
        "cicscore, reading only": read(extracts),
        "DuckDB, reading only": script("duckdb_read", str(extracts.folder), extracts.dates),
    }


def _figures(extracts: Extracts, runs: Runs) -> dict[str, int]:
    """How many figures each printed, once all that are of the same thing are known to be equal."""
    others = {name: runs[name][0].output for name in alternatives(extracts)}
    document = runs["cicscore"][0].output
    assert_equal(document, others)
    return {"cicscore": figures_in(document)} | {name: figures_of(each) for name, each in others.items()}

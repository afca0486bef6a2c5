"""The benchmark: ``make bench`` writes ``benchmarks/RESULTS.md``.

Every comparison is of whole processes that take turns in one run, so that a machine that slows down slows
down both; ratios are taken turn by turn and their median is told. Equal results are asserted before anything
is timed.
"""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.make_data import SAMPLES, copies_of, make
from benchmarks.processes import Run, alternating, middle, ratio

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
#: The samples, a region, England: about 400,000 children ever in care.
SIZES = {"samples": 1, "region": 15, "England": 170}
ROUNDS = {"samples": 5, "region": 3, "England": 3}
AS_AT = "2016-03-31"
PYTHON = sys.executable
CICSCORE = [PYTHON, "-m", "cicscore"]
READ_CSV = """
import pathlib, sys, pandas
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.csv")):
    pandas.read_csv(file)
"""
LOAD_ONLY = "import sys, cicscore; cicscore.load_extracts(sys.argv[1], cicscore.load_catalogue(sys.argv[2]))"


@dataclass(frozen=True)
class Target:
    """One target: what is measured, the most it may be, and what it is."""

    what: str
    most: float
    measured: float

    def row(self) -> str:
        """The target as a row of the table."""
        met = "met" if self.measured <= self.most else "**not met**"
        return f"| {self.what} | {self.most:g} | {self.measured:.2f} | {met} |"


def folder_of(size: str) -> Path:
    """The extracts of one size, made if they are not there."""
    if size == "samples":
        return SAMPLES
    folder = DATA / size / "2016-03"
    if not (folder / ".whole").exists():
        print(f"making the extracts of {size}", file=sys.stderr)
        make(folder, copies_of(SIZES[size]))
        (folder / ".whole").touch()
    return folder


def megabytes(folder: Path) -> float:
    """The size of the CSV files on disk."""
    return sum(file.stat().st_size for file in folder.glob("*.csv")) / 1e6


def commands(folder: Path) -> dict[str, Sequence[str]]:
    """What is compared at every size."""
    return {
        "cicscore": [*CICSCORE, "compute", str(folder), "--format", "json", "--quiet"],
        "pandas": [PYTHON, str(HERE / "plain_pandas.py"), str(folder), AS_AT],
        "duckdb": [PYTHON, str(HERE / "duckdb_sql.py"), str(folder), AS_AT],
        "cicscore, reading only": [
            PYTHON,
            "-c",
            LOAD_ONLY,
            str(folder),
            str(HERE.parent / "indicators.yaml"),
        ],
        "duckdb, reading only": [PYTHON, str(HERE / "duckdb_sql.py"), str(folder), "--read"],
    }


def output(command: Sequence[str]) -> str:
    """What a command prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - as above


def assert_equal_results(folder: Path) -> None:
    """The twelve indicators come out the same three ways, in both variants."""
    told = commands(folder)
    by_pandas, by_sql = json.loads(output(told["pandas"])), json.loads(output(told["duckdb"]))
    rows = json.loads(output(told["cicscore"]))["results"]
    ours = {(row["indicator"], row["variant"]): [row["numerator"], row["denominator"]] for row in rows}
    for indicator, variants in by_pandas.items():
        for variant, counts in variants.items():
            assert counts == by_sql[indicator][variant] == ours[indicator, variant], (indicator, variant)


def start_up() -> list[Target]:
    """What is waited for before anything is computed."""
    runs = alternating(
        {
            "pass": [PYTHON, "-c", "pass"],
            "click": [PYTHON, "-c", "import click"],
            "help": [*CICSCORE, "--help"],
            "pandas": [PYTHON, "-c", "import pandas"],
            "models": [PYTHON, "-c", "import click, pydantic, yaml"],
            "check": [*CICSCORE, "check", str(HERE.parent / "indicators.yaml"), "--no-examples"],
        },
        ROUNDS["samples"],
    )
    return [
        Target("`--help`, against a Python that only imports click", 3, ratio(runs["help"], runs["click"])),
        Target(
            "`check --no-examples`, against importing click, pydantic and yaml",
            2,
            ratio(runs["check"], runs["models"]),
        ),
        Target("`check --no-examples`, against importing pandas", 1, ratio(runs["check"], runs["pandas"])),
    ]


def at_samples() -> list[Target]:
    """The samples' own targets: reading alone, sixty months, five breakdowns."""
    compute = commands(SAMPLES)["cicscore"]
    by = [
        word
        for name in ("age_group", "sex", "area", "placement_type", "ethnicity")
        for word in ("--by", name)
    ]
    runs = alternating(
        {
            "compute": compute,
            "read_csv": [PYTHON, "-c", READ_CSV, str(SAMPLES)],
            "trend": [*CICSCORE, "trend", str(SAMPLES), "--months", "60", "--format", "json"],
            "by": [*compute, *by],
        },
        ROUNDS["samples"],
    )
    return [
        Target(
            "`compute` on the samples, against pandas importing and reading the same files",
            1.5,
            ratio(runs["compute"], runs["read_csv"]),
        ),
        Target("sixty months of `trend`, against one `compute`", 4, ratio(runs["trend"], runs["compute"])),
        Target("five breakdowns, against one `compute`", 4, ratio(runs["by"], runs["compute"])),
    ]


def exponent(small: float, large: float, growth: float) -> float:
    """The power of the rows that a figure grows with."""
    return math.log(large / small) / math.log(growth)


def at_scale(runs: dict[str, dict[str, list[Run]]]) -> list[Target]:
    """England's targets, and growth from the region to England."""
    england, region = runs["England"], runs["region"]
    ours, theirs = middle(england["cicscore"]), middle(england["pandas"])
    size = megabytes(folder_of("England"))
    growth = size / megabytes(folder_of("region"))
    indicators = len(json.loads(output(commands(SAMPLES)["cicscore"]))["indicators"])
    return [
        Target(
            "reading at England's size, against DuckDB",
            2.5,
            ratio(england["cicscore, reading only"], england["duckdb, reading only"]),
        ),
        Target(
            "the whole catalogue at England's size, against DuckDB's SQL for twelve",
            4,
            ratio(england["cicscore"], england["duckdb"]),
        ),
        Target(
            "seconds per indicator at England's size, against the pandas script",
            1,
            (ours.wall / indicators) / (theirs.wall / 12),
        ),
        Target("peak memory at England's size, against the files on disk", 6, ours.memory / size),
        Target(
            "growth of time with rows, region to England (exponent)",
            1.1,
            exponent(middle(region["cicscore"]).wall, ours.wall, growth),
        ),
        Target(
            "growth of memory with rows, region to England (exponent)",
            1.1,
            exponent(middle(region["cicscore"]).memory, ours.memory, growth),
        ),
    ]


def machine() -> str:
    """What the figures were measured on."""
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("pandas", "numpy", "pyarrow", "pydantic", "duckdb")
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; {libraries}."
    )


def comparison(size: str, runs: dict[str, list[Run]]) -> str:
    """The medians of one size as a table."""
    lines = [
        f"### {size.capitalize()}: {megabytes(folder_of(size)):.1f} MB of CSV",
        "",
        "| | wall s | processor s | peak MB | against cicscore |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, finished in runs.items():
        told = middle(finished)
        against = ratio(finished, runs["cicscore"])
        lines.append(
            f"| {name} | {told.wall:.2f} | {told.processor:.2f} | {told.memory:.0f} | {against:.2f} |"
        )
    return "\n".join(lines)


def where_time_goes() -> str:
    """The stages of one run at England's size."""
    stages = json.loads(output([PYTHON, "-m", "benchmarks.stages", str(folder_of("England"))]))
    total = sum(stages.values())
    lines = ["| stage | seconds | share |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {seconds:.2f} | {seconds / total:.0%} |" for name, seconds in stages.items()]
    return "\n".join(lines)


def main() -> None:
    """Measure everything and write the results."""
    runs: dict[str, dict[str, list[Run]]] = {}
    for size in SIZES:
        folder = folder_of(size)
        print(f"comparing results at the size of {size}", file=sys.stderr)
        assert_equal_results(folder)
        print(f"timing at the size of {size}", file=sys.stderr)
        runs[size] = alternating(commands(folder), ROUNDS[size])
    targets = [*start_up(), *at_samples(), *at_scale(runs)]
    text = "\n\n".join(
        [
            "# How fast cicscore is",
            "Written by `make bench`. Whole processes that took turns in one run; medians of "
            + ", ".join(f"{rounds} turns ({size})" for size, rounds in ROUNDS.items())
            + ". Ratios are taken turn by turn. cicscore computes the whole catalogue in both variants, the "
            "pandas script and the SQL twelve of its indicators in both variants, with equal results.",
            f"Machine: {machine()}",
            "## Targets",
            "\n".join(
                [
                    "| what | at most | measured | |",
                    "| --- | ---: | ---: | --- |",
                    *(each.row() for each in targets),
                ]
            ),
            "What stands in the way of a target that is not met: [docs/scale.md](../docs/scale.md).",
            "## Medians",
            *(comparison(size, finished) for size, finished in runs.items()),
            "## Where the time goes at England's size",
            where_time_goes(),
        ]
    )
    (HERE / "RESULTS.md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

"""The page of results, ``benchmarks/RESULTS.md``."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version

from benchmarks.sections.section import Section
from benchmarks.targets import summary, table_of

_LIBRARIES = ("pandas", "numpy", "pyarrow", "pydantic", "duckdb", "polars")
_HOW = """\
Written by `make bench`. Whole processes, their imports included, that took turns in one run. A figure is the
median of its turns, with the least and the most beside it; a ratio is taken turn by turn. Times are seconds
on the wall clock, and exponents of growth those of processor seconds, unless it is said otherwise. An
exponent is that of three sizes (of rows, two), what the smallest run of all takes taken off; what does not
grow has 0.

cicscore computes the whole catalogue in both variants; the scripts in `benchmarks/alternatives` twelve of its
indicators in both variants, from the files and columns that the twelve need. Every figure of theirs was
asserted to be cicscore's. Seconds per figure are those of the whole process by the
figures that it prints: an indicator in a variant is one. Dates of the made-up folders are dd/mm/yyyy, and
their rows stand in no order. Reading only takes in every file of a folder, also what nothing asks for."""


def page(sections: Sequence[Section]) -> str:
    """The whole page: what was met, then each section."""
    targets = [target for section in sections for target in section.targets]
    parts = [
        "# How fast cicscore is",
        f"{summary(targets)} What they are measured beside: [docs/scale.md](../docs/scale.md).",
        _HOW,
        f"Machine: {machine()}",
        "## Targets",
        table_of(targets),
        *(part for section in sections if section.parts for part in (f"## {section.title}", *section.parts)),
    ]
    return "\n\n".join(parts) + "\n"


def alone(section: Section) -> str:
    """One section by itself, as it is printed when no other was run."""
    parts = [
        f"## {section.title}",
        *((table_of(section.targets),) if section.targets else ()),
        *section.parts,
    ]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """What the figures were measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{os.cpu_count()} cores, {gigabytes:.0f} GB of memory, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; {libraries}."
    )

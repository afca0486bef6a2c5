"""Files that nobody should send: a run ends with them soon, and within its memory."""

from __future__ import annotations

from benchmarks import data, make_bounds
from benchmarks.commands import compute
from benchmarks.figures import memory, ratio, spread
from benchmarks.make_bounds import Kind
from benchmarks.processes import alternating
from benchmarks.sections.section import Section, medians
from benchmarks.targets import Target

TURNS = 3
NAMES = {
    Kind.GOOD: "a good file",
    Kind.FAULTY: "five million faulty rows",
    Kind.ONE_LINE: "100 MB in one line",
}


def bounds() -> Section:
    """Five million faulty rows, and 100 MB in one line, against reading a good file of that size."""
    catalogue = data.catalogue("contacts", lambda: make_bounds.CATALOGUE)
    files = {NAMES[kind]: data.bounds(kind) for kind in Kind}
    commands = {name: compute(extracts, catalogue=catalogue) for name, extracts in files.items()}
    runs = alternating(commands, TURNS, exits=(0, 1, 2))
    targets = tuple(
        target
        for name in (NAMES[Kind.FAULTY], NAMES[Kind.ONE_LINE])
        for target in (
            Target(f"{name}, against a good file of that size", 2, ratio(runs[name], runs[NAMES[Kind.GOOD]])),
            Target(
                f"peak memory of {name}, against the file on disk",
                3,
                spread(memory(each) / files[name].megabytes for each in runs[name]),
            ),
        )
    )
    return Section("Files of 100 MB that are at fault", targets, (medians(runs, NAMES[Kind.GOOD]),))

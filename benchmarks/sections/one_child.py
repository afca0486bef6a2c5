"""One child with all the rows: what pairs rows with rows of the same child stays in proportion."""

from __future__ import annotations

from benchmarks import catalogues, data
from benchmarks.commands import compute
from benchmarks.figures import growth, memory, processor, spread, wall
from benchmarks.processes import alternating
from benchmarks.sections.section import Section, medians
from benchmarks.targets import Target

TURNS = 2
#: Rows of each extract about events; there are eighteen of them, so that the last is 900,000 rows.
ROWS = (1, 12_500, 25_000, 50_000)
#: Twice the target: what takes longer is not waited for.
LIMIT = 120.0


def _named(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def one_child() -> Section:
    """The whole catalogue on one child with up to 50,000 rows in every extract."""
    catalogue = data.catalogue("without-keys", catalogues.without_keys)
    # Of the samples' rows, some are of days before this child was born.
    commands = {
        _named(rows): compute(data.one_child(rows), "--skip-faulty-rows", catalogue=catalogue)
        for rows in ROWS
    }
    runs = alternating(commands, TURNS, limit=LIMIT)
    *_, most = runs.values()
    extracts = data.one_child(ROWS[-1])
    targets = (
        Target(
            "seconds of `compute` on one child with 50,000 rows in each extract, 900,000 in all",
            60,
            spread(map(wall, most)),
        ),
        Target(
            "growth of the time of `compute` with the rows of one child (exponent)",
            1.1,
            growth(ROWS, tuple(runs.values()), processor),
        ),
        Target(
            "growth of the memory of `compute` with the rows of one child (exponent)",
            1.1,
            growth(ROWS, tuple(runs.values()), memory),
        ),
    )
    title = f"One child with all the rows: up to {extracts.megabytes:.1f} MB of CSV"
    return Section(title, targets, (medians(runs, _named(ROWS[0])),))

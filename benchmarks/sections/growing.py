"""How time and memory grow with a catalogue's indicators, with months and with breakdowns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import catalogues, data
from benchmarks.commands import check, compute, trend
from benchmarks.figures import Spread, growth, memory, processor, ratio, spread
from benchmarks.processes import Run, alternating
from benchmarks.sections.section import Section
from benchmarks.targets import Target, told

TURNS = 2
#: Worked examples of hundreds of indicators take long, and every turn tells nearly the same.
TURNS_WITH_EXAMPLES = 2
AT_MOST = 1.1
#: The shipped catalogue so many times over.
TIMES = (1, 2, 5)
#: Definitions: of a catalogue with one indicator, then of the shipped one so many times over.
INDICATORS = (1, 60, 120, 300)
MONTHS = (1, 12, 60, 120)
BY = ("age_group", "sex", "area", "placement_type", "ethnicity")


def indicators() -> Section:
    """The shipped catalogue once, twice and five times over."""
    some = data.samples()
    files = (data.catalogue("one", catalogues.one_indicator), *map(data.repeated, TIMES))
    kinds: Mapping[str, Callable[[Path], Sequence[str]]] = {
        "`check --no-examples`": lambda file: check(file, "--no-examples"),
        "`check` with all examples": check,
        "`compute`": lambda file: compute(some, catalogue=file),
        "`trend` of 12 months": lambda file: trend(some, 12, file),
    }
    targets, rows = [], []
    for what, command in kinds.items():
        named = {
            f"{what}, {size} indicators": command(file) for size, file in zip(INDICATORS, files, strict=True)
        }
        turns = TURNS_WITH_EXAMPLES if command is check else TURNS
        runs = tuple(alternating(named, turns).values())
        targets += _grown(f"{what} with indicators", INDICATORS, runs)
        rows.append(_row(what, runs))
    heading = ("command", *(f"{size} indicator{'s' * (size > 1)}" for size in INDICATORS))
    return Section("Growth with indicators", tuple(targets), (_table(heading, rows),))


def months() -> Section:
    """Month ends: of the samples, and of a history of twelve years that fills all of them."""
    some, long = data.samples(), data.twelve_years()
    samples = alternating({f"samples, {each} months": trend(some, each) for each in (1, 60)}, TURNS)
    runs = tuple(
        alternating({f"twelve years, {each} months": trend(long, each) for each in MONTHS}, TURNS).values()
    )
    targets = (
        Target("60 months of `trend` on the samples, against one", 3, ratio(*reversed(samples.values()))),
        Target("60 months of `trend` on twelve years, against one", 3, ratio(runs[2], runs[0])),
        *_grown("`trend` with months, on twelve years", MONTHS, runs),
    )
    heading = ("command", *(f"{size} month{'s' * (size > 1)}" for size in MONTHS))
    title = f"Growth with months: twelve years of {long.megabytes:.1f} MB of CSV"
    return Section(title, targets, (_table(heading, [_row("`trend`", runs)]),))


def breakdowns() -> Section:
    """Five breakdowns at a region's size, and the same five again and again under other names."""
    extracts = data.region()
    often = data.catalogue("breakdowns", lambda: catalogues.with_breakdowns(BY, 4))
    names = (*BY, *(f"{name}_{copy}" for copy in range(1, 4) for name in BY))
    sizes = (0, 5, 10, 20)
    commands = {
        f"{size} breakdowns": compute(
            extracts, *(word for name in names[:size] for word in ("--by", name)), catalogue=often
        )
        for size in sizes
    }
    alternating({"no breakdown": commands["0 breakdowns"]}, 1)
    runs = tuple(alternating(commands, TURNS).values())
    targets = (
        Target("five breakdowns at a region's size, against none", 1.5, ratio(runs[1], runs[0])),
        *_grown("`compute` with breakdowns, at a region's size", sizes, runs),
    )
    heading = ("command", "no breakdown", *(f"{size} breakdowns" for size in sizes[1:]))
    title = f"Growth with breakdowns: a region of {extracts.megabytes:.1f} MB of CSV"
    return Section(title, targets, (_table(heading, [_row("`compute`", runs)]),))


def _grown(what: str, sizes: Sequence[int], runs: Sequence[Sequence[Run]]) -> tuple[Target, Target]:
    return (
        Target(f"growth of the time of {what} (exponent)", AT_MOST, growth(sizes, runs, processor)),
        Target(f"growth of the memory of {what} (exponent)", AT_MOST, growth(sizes, runs, memory)),
    )


def _row(what: str, runs: Sequence[Sequence[Run]]) -> str:
    cells = (
        f"{_median(spread(map(processor, each)))} s, {spread(map(memory, each)).median:.0f} MB"
        for each in runs
    )
    return f"| {what} | {' | '.join(cells)} |"


def _median(of: Spread) -> str:
    return told(of.median)


def _table(heading: Sequence[str], rows: Sequence[str]) -> str:
    ruled = ("---", *("---:" for _ in heading[1:]))
    told_in = "Processor seconds and peak memory, medians:"
    return "\n".join((told_in, "", f"| {' | '.join(heading)} |", f"| {' | '.join(ruled)} |", *rows))

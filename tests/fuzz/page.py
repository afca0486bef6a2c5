"""The table of what was tried, in ``docs/robustness.md``."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cicscore import __version__
from tests.fuzz.cases import Result

PAGE = Path(__file__).parents[2] / "docs" / "robustness.md"
_BEGIN = "<!-- tried: written by `make fuzz` -->\n"
_END = "<!-- end of what was tried -->\n"


@dataclass(frozen=True)
class Session:
    """All the cases of one run of the fuzzer."""

    seed: int
    minutes: float
    results: tuple[Result, ...]


def with_table(page: str, session: Session) -> str:
    """The page with the tables of this session in place of those that it has."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{tables(session)}\n{_END}{after}"


def tables(session: Session) -> str:
    """What was tried, by damage and by command, and how the runs ended."""
    results = session.results
    slowest = max(result.ended.seconds for result in results)
    return "\n".join(
        [
            f"cicscore {__version__}, Python {platform.python_version()}, {platform.system()}; "
            f"`make fuzz MINUTES={session.minutes:g} SEED={session.seed}`:",
            f"{len(results):,} cases, {sum(bool(each.broken) for each in results)} findings; the slowest "
            f"case took {slowest:.1f} s of computing.",
            "",
            *_table("| border | damage |", results, lambda each: (each.case.run.border, each.case.kind)),
            "",
            *_table("| what was damaged | command |", results, lambda each: (_damaged(each), _command(each))),
            "",
        ]
    )


def _damaged(result: Result) -> str:
    return f"{result.case.run.what} ({result.case.run.border})"


def _command(result: Result) -> str:
    return f"`{result.case.run.arguments[0]}`"


def _table(
    heading: str, results: Iterable[Result], row_of: Callable[[Result], tuple[str, str]]
) -> Iterator[str]:
    """A line for each pair, in the order of the alphabet."""
    rows: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        rows.setdefault(row_of(result), []).append(result)
    yield f"{heading} cases | ended 0 | 1 | 2 | findings |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for (first, second), those in sorted(rows.items()):
        codes = [sum(each.ended.code == code for each in those) for code in (0, 1, 2)]
        counts = [len(those), *codes, sum(bool(each.broken) for each in those)]
        yield f"| {first} | {second} | {' | '.join(f'{count:,}' for count in counts)} |"

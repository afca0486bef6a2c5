"""Damage files at random for some minutes, run the program on them, and write down how it went.

``make fuzz`` runs it. With ``--case`` it makes one case again, and shows it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import chdir, contextmanager
from itertools import count, takewhile
from pathlib import Path

from tests.fuzz.cases import Files, Result, case_of, read, try_case
from tests.fuzz.folder import set_out
from tests.fuzz.page import PAGE, Session, with_table


def main() -> int:
    """Run for the minutes given. 1 where a promise was broken."""
    arguments = _arguments()
    warnings.simplefilter("error")  # a warning of a library would stand among the messages
    warnings.filterwarnings("ignore", category=ResourceWarning)
    with sound_folder() as (folder, sound):
        if arguments.case is not None:
            return _show(try_case(case_of(arguments.seed, arguments.case, sound), folder, sound))
        until = time.monotonic() + 60 * arguments.minutes
        numbers = takewhile(lambda _: time.monotonic() < until, count())
        results = list(_told(results_of(arguments.seed, numbers, folder, sound), arguments.seed))
    session = Session(arguments.seed, arguments.minutes, tuple(results))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, session), encoding="utf-8")
    found = sum(bool(result.broken) for result in results)
    print(f"{len(results):,} cases with seed {arguments.seed}, {found} findings; {PAGE.name} has the table.")
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int, help="only this case, shown")
    return parser.parse_args()


@contextmanager
def sound_folder() -> Iterator[tuple[Path, Files]]:
    """A folder in which everything is sound, as the working folder, and its files."""
    with tempfile.TemporaryDirectory() as place, chdir(place):
        folder = Path(place).resolve()
        set_out(folder)
        yield folder, read(folder)


def results_of(seed: int, numbers: Iterable[int], folder: Path, sound: Files) -> Iterator[Result]:
    """Each case of these numbers, run."""
    return (try_case(case_of(seed, number, sound), folder, sound) for number in numbers)


def _told(results: Iterable[Result], seed: int) -> Iterator[Result]:
    for number, result in enumerate(results):
        if result.broken:
            print(f"seed {seed}, case {number}: {_summary(result)}", flush=True)
        elif number % 500 == 0:
            print(f"seed {seed}, case {number} ...", file=sys.stderr, flush=True)
        yield result


def _summary(result: Result) -> str:
    case = result.case
    command = " ".join(["cicscore", *case.arguments])
    return f"{case.file}, {case.kind}: {command}: {'; '.join(result.broken) or 'nothing broken'}"


def _show(result: Result) -> int:
    """The case made again: its damaged file is kept for a look, and what the run said is printed."""
    kept = Path(tempfile.mkdtemp()) / Path(result.case.file).name
    kept.write_bytes(result.case.data)
    print(_summary(result))
    print(f"ended with {result.ended.code} after {result.ended.seconds:.2f} s; the damaged file is {kept}")
    print(f"--- stdout\n{result.ended.out}--- stderr\n{result.ended.err}", end="")
    return 1 if result.broken else 0


if __name__ == "__main__":
    sys.exit(main())

"""Larger extracts for timing: the samples many times over, each copy with children of its own.

``python -m benchmarks.make_data FOLDER TIMES`` writes one folder; ``--authorities FOLDER NUMBER`` one for
each of so many authorities, and one with all of them together; ``--years FOLDER TIMES`` one whose history
is as many times as long.

As case systems export them: dates are dd/mm/yyyy, and rows, hence children, stand in no order. The same
bytes each time: every copy gets identifiers of its own and leaves out a seeded tenth of the children with
all their rows, so that no two copies are alike.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "2016-03"
#: How the dates of the folders made here are written; the samples' own are ISO 8601.
DATES = "%d/%m/%Y"
SEED = 2016
#: Extracts about the whole county or nation, of which there is one however many children there are.
_SINGLE = frozenset({"population", "published"})
#: Where the number of the copy goes in a line.
_COPY = "\0"
#: A whole number of leap years, so that ages and months come out alike at both ends.
_SHIFT = dt.timedelta(days=4 * 365 + 1)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)( \d\d:\d\d)?")

#: The children that each copy leaves out, by the number of the copy.
Copies = Mapping[int, frozenset[str]]


@dataclass(frozen=True)
class Sheet:
    """One sample file: its heading, and each row's child (if any) and text, ready for a copy's number."""

    name: str
    heading: str
    children: tuple[str | None, ...]
    lines: tuple[str, ...]

    def copied(self, copy: int, gone: frozenset[str]) -> list[str]:
        """The rows of one copy, without those of the children left out."""
        kept = (line for child, line in zip(self.children, self.lines, strict=True) if child not in gone)
        return "\n".join(kept).replace(_COPY, f"{copy:03d}").split("\n")


def read_sheets(samples: Path = SAMPLES, earlier: dt.timedelta = dt.timedelta()) -> Iterator[Sheet]:
    """Every file of the samples, with its dates so much earlier."""
    for source in sorted(samples.glob("*.csv")):
        with source.open(encoding="utf-8", newline="") as file:
            heading, *rows = list(csv.reader(file))
        child = heading.index("child_id") if "child_id" in heading else None
        identifiers = {place for place, name in enumerate(heading) if name.endswith("_id")}
        moved = dt.timedelta() if source.stem in _SINGLE else earlier
        written = StringIO()
        csv.writer(written, lineterminator="\n").writerows(
            [_COPY + cell if at in identifiers else _written(cell, moved) for at, cell in enumerate(row)]
            for row in rows
        )
        yield Sheet(
            source.stem,
            ",".join(heading),
            tuple(None if child is None else row[child] for row in rows),
            tuple(written.getvalue().splitlines()),
        )


def _written(cell: str, earlier: dt.timedelta) -> str:
    """A cell as a case system would export it."""
    day = _DAY.fullmatch(cell)
    if day is None:
        return cell
    return (dt.date.fromisoformat(day[1]) - earlier).strftime(DATES) + (day[2] or "")


def copies_of(times: int, samples: Path = SAMPLES) -> Copies:
    """What each copy leaves out; the first is whole."""
    with (samples / "children.csv").open(encoding="utf-8", newline="") as file:
        children = sorted(row["child_id"] for row in csv.DictReader(file))
    seeded = random.Random(SEED)  # noqa: S311 - seeded data, no secret
    left_out = {0: frozenset[str]()}
    return left_out | {
        copy: frozenset(seeded.sample(children, len(children) // 10)) for copy in range(1, times)
    }


def make(folder: Path, copies: Copies, samples: Path = SAMPLES) -> None:
    """Write these copies of every sample extract into ``folder``, the rows of each file shuffled."""
    for sheet in read_sheets(samples):
        single = sheet.name in _SINGLE
        parts = [(0, frozenset[str]())] if single else copies.items()
        write_sheet(folder, sheet, (line for copy, gone in parts for line in sheet.copied(copy, gone)))


def make_authorities(folder: Path, number: int) -> None:
    """Write the extracts of ``number`` authorities as they would send them, and of all of them together."""
    copies = copies_of(number)
    make(folder / "together" / "2016-03", copies)
    for copy, gone in copies.items():
        make(folder / f"authority-{copy + 1:02d}" / "2016-03", {copy: gone})


def make_years(folder: Path, times: int, samples: Path = SAMPLES) -> None:
    """Write the samples and as many earlier lots of them, each four years before the last."""
    lots = [list(read_sheets(samples, _SHIFT * copy)) for copy in range(times)]
    for sheets in zip(*lots, strict=True):
        parts = sheets[:1] if sheets[0].name in _SINGLE else sheets
        lines = (line for copy, sheet in enumerate(parts) for line in sheet.copied(copy, frozenset()))
        write_sheet(folder, sheets[0], lines)


def write_sheet(folder: Path, sheet: Sheet, lines: Iterable[str]) -> None:
    """Write these rows under the sheet's heading, in no order."""
    folder.mkdir(parents=True, exist_ok=True)
    shuffled = list(lines)
    random.Random(SEED).shuffle(shuffled)  # noqa: S311 - seeded data, no secret
    text = "\n".join((sheet.heading, *shuffled, ""))
    (folder / f"{sheet.name}.csv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--authorities", folder, number]:
            make_authorities(Path(folder), int(number))
        case ["--years", folder, times]:
            make_years(Path(folder), int(times))
        case [folder, times]:
            make(Path(folder), copies_of(int(times)))
        case _:
            sys.exit("Give FOLDER TIMES, --authorities FOLDER NUMBER, or --years FOLDER TIMES.")

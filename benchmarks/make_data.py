"""Larger extracts for timing: the samples many times over, each copy with children of its own.

``python -m benchmarks.make_data FOLDER TIMES`` writes one folder; ``--authorities FOLDER NUMBER`` one for
each of so many authorities, and one with all of them together. The same bytes each time: every copy gets
identifiers of its own and leaves out a seeded tenth of the children with all their rows, so that no two
copies are alike.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Mapping
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "2016-03"
SEED = 2016
#: Extracts about the whole county or nation, of which there is one however many children there are.
_SINGLE = frozenset({"population.csv", "published.csv"})

#: The children that each copy leaves out, by the number of the copy.
Copies = Mapping[int, frozenset[str]]


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
    """Write these copies of every sample extract into ``folder``, one after another in each file."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(samples.glob("*.csv")):
        with source.open(encoding="utf-8", newline="") as file:
            heading, *rows = list(csv.reader(file))
        with (folder / source.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(heading)
            single = source.name in _SINGLE
            for copy, gone in [(0, frozenset[str]())] if single else copies.items():
                writer.writerows(_copied(heading, rows, copy, gone))


def _copied(heading: list[str], rows: list[list[str]], copy: int, gone: frozenset[str]) -> list[list[str]]:
    identifiers = [place for place, name in enumerate(heading) if name.endswith("_id")]
    child = heading.index("child_id") if "child_id" in heading else None
    return [
        [f"{copy:03d}{cell}" if at in identifiers else cell for at, cell in enumerate(row)]
        for row in rows
        if child is None or row[child] not in gone
    ]


def make_authorities(folder: Path, number: int) -> None:
    """Write the extracts of ``number`` authorities as they would send them, and of all of them together."""
    copies = copies_of(number)
    make(folder / "together" / "2016-03", copies)
    for copy, gone in copies.items():
        make(folder / f"authority-{copy + 1:02d}" / "2016-03", {copy: gone})


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--authorities", folder, number]:
            make_authorities(Path(folder), int(number))
        case [folder, times]:
            make(Path(folder), copies_of(int(times)))
        case _:
            sys.exit("Give FOLDER TIMES, or --authorities FOLDER NUMBER.")

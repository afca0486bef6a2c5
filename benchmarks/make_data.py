"""Larger extracts for timing: the samples many times over, each copy with children of its own.

``python -m benchmarks.make_data FOLDER TIMES`` writes the same bytes each time. Every copy gets identifiers
of its own and leaves out a seeded tenth of the children with all their rows, so that no two copies are alike.
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "2016-03"
SEED = 2016
#: Extracts about the whole county or nation, of which there is one however many children there are.
_SINGLE = frozenset({"population.csv", "published.csv"})


def make(folder: Path, times: int, samples: Path = SAMPLES) -> None:
    """Write ``times`` copies of every sample extract into ``folder``; the first copy is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    with (samples / "children.csv").open(encoding="utf-8", newline="") as file:
        children = sorted(row["child_id"] for row in csv.DictReader(file))
    seeded = random.Random(SEED)  # noqa: S311 - seeded data, no secret
    left_out = [
        frozenset(),
        *(frozenset(seeded.sample(children, len(children) // 10)) for _ in range(1, times)),
    ]
    for source in sorted(samples.glob("*.csv")):
        copies = left_out[:1] if source.name in _SINGLE else left_out
        _write_copies(source, folder / source.name, copies)


def _write_copies(source: Path, target: Path, left_out: list[frozenset[str]]) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        heading, *rows = list(csv.reader(file))
    identifiers = [place for place, name in enumerate(heading) if name.endswith("_id")]
    child = heading.index("child_id") if "child_id" in heading else None
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        for copy, gone in enumerate(left_out):
            for row in rows:
                if child is None or row[child] not in gone:
                    writer.writerow(
                        [f"{copy:03d}{cell}" if at in identifiers else cell for at, cell in enumerate(row)]
                    )


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))

"""One child with very many rows in every extract: ``python -m benchmarks.one_child FOLDER ROWS``.

Nobody has them, but a file that was joined wrongly does, and so does a test of what grows with the square.
The rows are those of the samples, as often as needed, all with the identifier of one child; the catalogue
beside them in ``indicators.yaml`` is the shipped one without the keys that forbid so many.
"""

from __future__ import annotations

import csv
import itertools
import re
import sys
from pathlib import Path

from benchmarks.make_data import SAMPLES

CATALOGUE = Path(__file__).resolve().parent.parent / "indicators.yaml"
CHILD = ["0000001", "1985-01-01"]
#: Extracts in which one row of the child is enough.
_ONE = frozenset({"children.csv", "care_leavers.csv"})


def make(folder: Path, rows: int, samples: Path = SAMPLES) -> None:
    """Write the extracts, those of events with ``rows`` rows of one child, and the catalogue that fits."""
    extracts = folder / "2016-03"
    extracts.mkdir(parents=True, exist_ok=True)
    for source in sorted(samples.glob("*.csv")):
        with source.open(encoding="utf-8", newline="") as file:
            heading, *known = list(csv.reader(file))
        if heading[0] == "child_id":
            enough = 1 if source.name in _ONE else rows
            known = [_of_child(heading, row) for row in itertools.islice(itertools.cycle(known), enough)]
        with (extracts / source.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(heading)
            writer.writerows(known)
    text = CATALOGUE.read_text(encoding="utf-8")
    without_keys = re.sub(r"^    key: \[child_id, .*\n", "", text, flags=re.MULTILINE)
    (folder / "indicators.yaml").write_text(without_keys, encoding="utf-8")


def _of_child(heading: list[str], row: list[str]) -> list[str]:
    child = dict(zip(("child_id", "date_of_birth"), CHILD, strict=True))
    return [child.get(name, cell) for name, cell in zip(heading, row, strict=True)]


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder, number]:
            make(Path(folder), int(number))
        case _:
            sys.exit("Give FOLDER ROWS.")

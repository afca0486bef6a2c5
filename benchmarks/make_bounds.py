"""Files of 100 MB that a run has to end with: a good one, one of faulty rows, one that is a single line."""

from __future__ import annotations

import random
from enum import StrEnum
from pathlib import Path
from typing import assert_never

#: A catalogue of one extract and one indicator, so that little is measured but the file.
CATALOGUE = """\
schema_version: 1
title: Contacts
organisation: Nowhere
themes:
  - {id: contacts, title: Contacts}
extracts:
  contacts:
    file: contacts.csv
    columns:
      held_on: {type: date}
      kind: {type: code, codes: {VISIT: Visit, PHONE: Telephone}}
      minutes: {type: number}
indicators:
  - id: contacts_held
    title: Contacts held
    theme: contacts
    meaning: Contacts held since 1 April.
    polarity: none
    period: year_to_date
    unit: count
    numerator: {from: contacts, dated_by: held_on}
"""
#: Rows of twenty bytes each.
ROWS = 5_000_000
#: The rows that differ; the file is these over and over.
_BLOCK = 10_000


class Kind(StrEnum):
    """What the file is."""

    GOOD = "good"
    FAULTY = "faulty"
    ONE_LINE = "one-line"


def make(folder: Path, kind: Kind, rows: int = ROWS) -> None:
    """Write the file; where it is faulty, every cell of every row is."""
    folder.mkdir(parents=True, exist_ok=True)
    seeded = random.Random(2016)  # noqa: S311 - seeded data, no secret
    heading = "held_on,kind,minutes"
    match kind:
        case Kind.GOOD | Kind.ONE_LINE:
            block = [
                f"{seeded.randint(1, 28):02d}/{seeded.randint(1, 3):02d}/2016,"
                f"{seeded.choice(('VISIT', 'PHONE'))},{seeded.randint(10, 99)}"
                for _ in range(_BLOCK)
            ]
        case Kind.FAULTY:
            block = [
                f"{seeded.randint(32, 99)}/{seeded.randint(1, 12):02d}/2016,"
                f"{''.join(seeded.choices('ABCDE', k=5))},{seeded.randint(0, 9)}x"
                for _ in range(_BLOCK)
            ]
        case _:
            assert_never(kind)
    end = "," if kind is Kind.ONE_LINE else "\n"
    lines = end.join(block) + end
    with (folder / "contacts.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(heading + end)
        for _ in range(rows // _BLOCK):
            file.write(lines)

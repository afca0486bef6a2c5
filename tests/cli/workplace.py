"""A small catalogue with its extracts in a folder of their own, and the command line run upon it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CATALOGUE = """\
schema_version: 1
title: A small scorecard
themes:
  - {id: reviewing, title: Reviewing, lead: "Head of Reviewing"}
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id, from: [Child ID]}
      sex: {type: code, codes: {F: Female, M: Male}}
      uasc: {type: flag}
  reviews:
    file: reviews.csv
    about: children
    key: [child_id, held_on]
    columns:
      child_id: {type: id, from: [Child ID]}
      due_on: {type: date}
      held_on: {type: date}
      hours: {type: number}
  stays:
    file: stays.csv
    about: children
    columns:
      child_id: {type: id, from: [Child ID]}
      started_on: {type: date}
      ended_on: {type: date, required: false}
    must:
      - ended_on is None or ended_on >= started_on
variants:
  excluding_uasc: {title: Excluding UASC, remove: child.uasc}
breakdowns:
  sex: child.sex
indicators:
  - id: reviews_on_time
    reference: R1
    title: Reviews held on time
    theme: reviewing
    meaning: Reviews held by the day they were due, of all reviews since 1 April.
    polarity: higher
    period: year_to_date
    unit: percent
    denominator: {from: reviews, dated_by: held_on, label: reviews}
    numerator: {where: held_on <= due_on, label: reviews held on time}
    targets:
      2015-16: {target: 70, amber: 60, source: "The panel, April 2015", amber_source: "The same"}
  - id: stays_begun
    reference: R2
    title: Zoë's count of stays begun
    theme: reviewing
    meaning: Stays that began since 1 April.
    polarity: none
    period: year_to_date
    unit: count
    numerator: {from: stays, dated_by: started_on, label: stays}
"""

EXTRACTS = {
    "children": "child_id,sex,uasc\n0001,F,no\n0002,M,yes\n0003,F,no\n",
    "reviews": (
        "Child ID,due_on,held_on,hours\n"
        "0001,01/06/2015,31/05/2015,1.5\n"
        "0002,01/06/2015,02/06/2015,2\n"
        "0003,2016-03-01,2016-03-01,1\n"
    ),
    "stays": "child_id,started_on,ended_on\n0001,01/05/2015,01/03/2016\n0002,02/05/2015,01/07/2015\n",
}
FOLDER = "2016-03"


def set_out(folder: Path) -> None:
    """Write the catalogue and the extracts of March 2016 into ``folder``."""
    (folder / "indicators.yaml").write_text(CATALOGUE, encoding="utf-8", newline="")
    (folder / FOLDER).mkdir()
    for name, text in EXTRACTS.items():
        write_extract(folder, name, text)


def write_extract(folder: Path, name: str, text: str) -> None:
    """Put ``text`` in place of one extract."""
    (folder / FOLDER / f"{name}.csv").write_text(text, encoding="utf-8", newline="")


@dataclass(frozen=True)
class Ended:
    """How a run of the program ended."""

    code: int
    out: str
    err: str


def start(*arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> Ended:
    """Run the program as a process of its own in ``folder``, as a user's shell would."""
    ended = subprocess.run(
        [sys.executable, "-m", "cicscore", *arguments],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))


def digests(folder: Path) -> dict[str, str]:
    """Every file under ``folder``, by name, with a digest of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def unchanged(folder: Path) -> Iterator[None]:
    """Hold that no file of the folder is changed, added or removed."""
    before = digests(folder)
    yield
    assert digests(folder) == before

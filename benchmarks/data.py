"""The folders and files that are measured, made when first asked for."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import catalogues, make_bounds, make_data, make_one_child
from benchmarks.make_data import SAMPLES, copies_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DATA = HERE / "data"
RETURN = ROOT / "samples" / "ssda903-2016"
AS_AT = "2016-03-31"
#: How many times the samples; England is about 400,000 children ever in care in ten years.
REGION, ENGLAND = 15, 170
#: The children that are left where a run is to have next to nothing to do.
_FEW = 50


@dataclass(frozen=True)
class Extracts:
    """A folder of extracts, and how its files write a date."""

    folder: Path
    dates: str = make_data.DATES

    @property
    def megabytes(self) -> float:
        """The size of the CSV files on disk."""
        return sum(file.stat().st_size for file in self.folder.glob("*.csv")) / 1e6


def samples() -> Extracts:
    """The samples as they ship."""
    return Extracts(SAMPLES, "%Y-%m-%d")


def next_to_nothing() -> Extracts:
    """A few of the samples' children: what a run costs before there are rows."""
    children = next(sheet for sheet in make_data.read_sheets() if sheet.name == "children").children
    gone = frozenset(child for child in children[_FEW:] if child is not None)
    return _made("few", lambda folder: make_data.make(folder, {0: gone}))


def region() -> Extracts:
    """A region's extracts."""
    return _made("region", lambda folder: make_data.make(folder, copies_of(REGION)))


def england() -> Extracts:
    """England's extracts."""
    return _made("england", lambda folder: make_data.make(folder, copies_of(ENGLAND)))


def twelve_years() -> Extracts:
    """Three times the samples, one after the other: histories that fill 120 months."""
    return _made("twelve-years", lambda folder: make_data.make_years(folder, 3))


def bounds(kind: make_bounds.Kind) -> Extracts:
    """A folder with one file of 100 MB, good or not."""
    return _made(kind.value, lambda folder: make_bounds.make(folder, kind))


def one_child(rows: int) -> Extracts:
    """A folder in which every row about a child is of the same one."""
    return _made(f"one-child-{rows}", lambda folder: make_one_child.make(folder, rows))


def catalogue(name: str, text: Callable[[], str]) -> Path:
    """A catalogue that was made, as a file."""
    file = DATA / "catalogues" / f"{name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text(), encoding="utf-8")
    return file


def repeated(times: int) -> Path:
    """The shipped catalogue with every indicator so many times."""
    return catalogue(f"times-{times}", lambda: catalogues.repeated(times))


def _made(name: str, make: Callable[[Path], object]) -> Extracts:
    """The folder of that name, made again where what makes it has changed since."""
    folder, made_by = DATA / name / "2016-03", DATA / name / "made-by"
    makers = (*sorted(HERE.glob("make_*.py")), *sorted(SAMPLES.glob("*.csv")))
    digest = hashlib.sha256(b"".join(maker.read_bytes() for maker in makers)).hexdigest()
    if not made_by.exists() or made_by.read_text(encoding="utf-8") != digest:
        print(f"making the files of {name}", file=sys.stderr)
        make(folder)
        made_by.write_text(digest, encoding="utf-8")
    return Extracts(folder)

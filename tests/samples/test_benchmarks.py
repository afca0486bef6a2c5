"""The made-up open data are the same each time they are made, and every symbol is among them."""

from __future__ import annotations

import csv
from pathlib import Path

from samples.make_samples.benchmarks import write_benchmarks

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "benchmarks"
NAME = "looked_after_children.csv"


def test_the_script_writes_the_committed_file(tmp_path: Path) -> None:
    """Making it again gives the same bytes."""
    write_benchmarks(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        NAME: (FOLDER / NAME).read_bytes()
    }


def test_every_symbol_of_the_layout_is_in_it() -> None:
    """Beside numbers, in the columns of figures alone; no authority of it is a real one."""
    with (FOLDER / NAME).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    symbols = {row["percentage"] for row in rows if not row["percentage"].isdigit()}
    assert symbols == {"c", "z", "x", "u", "k", "low"}
    assert all(row["new_la_code"].startswith("X") for row in rows if row["la_name"])

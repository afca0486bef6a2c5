"""docs/returns.md says what the code supplies."""

from __future__ import annotations

from pathlib import Path

from cicscore.ssda903.deriving.supplies import SUPPLIES

PAGE = (Path(__file__).parents[2] / "docs" / "returns.md").read_text(encoding="utf-8")


def row(name: str) -> str:
    """An extract's line in the table."""
    supply = SUPPLIES[name]
    tables = ", ".join(supply.needs)
    columns = ", ".join(f"`{column}`" for column in supply.columns)
    further = "".join(f"; of {table}: `{column}`" for column, table in supply.columns_of.items())
    return f"| `{name}` | {tables} | {columns}{further} |"


def test_the_page_has_what_a_return_supplies() -> None:
    """Each extract with the tables that it needs and its columns, and no other."""
    assert [line for line in PAGE.splitlines() if line.startswith("| `")] == [row(name) for name in SUPPLIES]

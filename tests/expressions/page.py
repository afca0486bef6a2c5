"""The page of the language: its table of functions is written from the program's."""

from __future__ import annotations

from pathlib import Path

from cicscore.expressions.functions import table_of_functions

PAGE = Path(__file__).parents[2] / "docs" / "expressions.md"
_HEADING = "\n## Functions\n\n"


def with_functions(page: str) -> str:
    """The page with the table of functions as it is now."""
    before, section = page.split(_HEADING)
    _, _, after = section.partition("\n\n")
    return f"{before}{_HEADING}{table_of_functions()}\n\n{after}"


if __name__ == "__main__":
    PAGE.write_text(with_functions(PAGE.read_text("utf-8")), "utf-8", newline="\n")

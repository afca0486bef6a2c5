"""``make docs`` writes ``cicscore/bank_holidays.txt`` again, from the maintained library."""

from __future__ import annotations

from importlib import resources

from cicscore.periods import WRITTEN_YEARS, maintained_bank_holidays

FILE = resources.files("cicscore").joinpath("bank_holidays.txt")
HEADING = "# England's bank holidays, by the holidays library; `make docs` writes them again.\n"


def written() -> str:
    """The file as it should be."""
    days = maintained_bank_holidays(WRITTEN_YEARS[0], WRITTEN_YEARS[-1])
    return HEADING + "".join(f"{day.isoformat()}\n" for day in days)


if __name__ == "__main__":
    from pathlib import Path

    Path(str(FILE)).write_text(written(), encoding="utf-8")

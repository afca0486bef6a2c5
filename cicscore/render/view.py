"""How a reader asked to see a scorecard. Arguments only: no renderer looks at the environment."""

from dataclasses import dataclass
from enum import StrEnum


class Layout(StrEnum):
    """The two pages of the scorecard."""

    SCORECARD = "scorecard"
    VARIANTS = "variants"


@dataclass(frozen=True, slots=True)
class View:
    """Which page, and what the reader's screen can show.

    ``width`` is in columns. ``ascii_only`` is for consoles whose encoding cannot take symbols. Formats for
    machines (JSON, CSV) are the same whatever the view.
    """

    layout: Layout = Layout.SCORECARD
    width: int = 100
    colour: bool = False
    ascii_only: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether there is room for words in place of letters and abbreviations."""
        return self.width >= 150

"""What could not be read of a catalogue, so that nothing is said about it that may not be true."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cicscore.catalogue.yaml_source import Path

#: Stands where a name or a text is needed and none could be read.
UNREADABLE = "unreadable"


def words_of(text: str) -> frozenset[str]:
    """The words of a piece of the file."""
    return frozenset(re.findall(r"\w+", text))


@dataclass(frozen=True)
class Gaps:
    """What could not be read.

    ``around``: mappings and lists of which a part was left out. ``lost``: values of which nothing is known.
    ``words``: the words of what was left out, so that names declared there are not called unknown, and
    names used there not unused; nor is a name that stands in.
    ``borrowed``: whether a part was to be taken from elsewhere, so that nobody knows what it uses.
    A name that stands in for what could not be read is ``UNREADABLE``.
    """

    around: frozenset[Path] = frozenset()
    lost: frozenset[Path] = frozenset()
    words: frozenset[str] = frozenset((UNREADABLE,))
    borrowed: bool = False

    def __bool__(self) -> bool:
        """Whether anything could not be read."""
        return bool(self.around or self.lost or self.words != {UNREADABLE})

    def __or__(self, other: Gaps) -> Gaps:
        """Both together."""
        return Gaps(
            self.around | other.around,
            self.lost | other.lost,
            self.words | other.words,
            borrowed=self.borrowed or other.borrowed,
        )

    def leave_whole(self, path: Path) -> bool:
        """Whether all is known of the value at ``path``: it was read whole, or is not there."""
        return not (
            any(gap[: len(path)] == path or gap == path[:-1] for gap in self.around)
            or any(gap[: len(path)] == path or path[: len(gap)] == gap for gap in self.lost)
        )

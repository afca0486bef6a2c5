"""The paper that a report prints: a scorecard and the commentary on its figures."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from cicscore.results import Scorecard


class Commentary(Struct, frozen=True):
    """What an officer wrote on an indicator: the file's name, the Markdown, and it as safe HTML."""

    file: str
    text: str
    html: str


class Paper(Struct, frozen=True):
    """A scorecard with the commentary on its indicators, by id."""

    scorecard: Scorecard
    commentary: Mapping[str, Commentary] = field(default_factory=dict)


def lacking(scorecard: Scorecard) -> str:
    """What a scorecard computed for a report would hold besides."""
    parts = {
        "monthly figures": scorecard.series,
        "panels": scorecard.panels,
        "definitions in words": any(found.definition for found in scorecard.indicators),
    }
    missing = [name for name, there in parts.items() if not there]
    return " or ".join(filter(None, [", ".join(missing[:-1]), *missing[-1:]]))

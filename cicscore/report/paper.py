"""The paper that a report prints: a scorecard and the commentary on its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cicscore.results import Scorecard


@dataclass(frozen=True, slots=True)
class Commentary:
    """What an officer wrote on an indicator: the file's name, the Markdown, and it as safe HTML."""

    file: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A scorecard with the commentary on its indicators, by id."""

    scorecard: Scorecard
    commentary: Mapping[str, Commentary] = field(default_factory=dict)

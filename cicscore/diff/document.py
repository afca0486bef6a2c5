"""The difference as a document, and how changes to single values are found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cicscore.text import count_text, date_text, spaced
from cicscore.vocabulary import Effect, Rag, Status

SCHEMA_VERSION = "1.0"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class What(StrEnum):
    """What happened to something between the old and the new."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"


class Cause(StrEnum):
    """Why a figure changed; in this order each is tried alone."""

    DATA = "data"
    DAY = "day"
    DEFINITION = "definition"
    TARGET = "target"
    SETTING = "setting"
    OPTION = "option"
    EARLIER = "earlier figures"
    OVERRIDE = "override"
    PROGRAM = "program"


class Change(_Part):
    """One thing that differs, as written or printed.

    Without ``was`` and ``now``, ``part`` is a complete sentence.
    """

    part: str = Field(description="What differs, such as target for 2015-16.")
    was: str | None = Field(default=None, description="Null where there was none.")
    now: str | None = Field(default=None, description="Null where there is none any more.")
    words: tuple[str, ...] = Field(default=(), description="The same in plain words, where that says more.")
    effect: Effect | None = Field(default=None, description="What it can move; null outside indicators.")


class FileInfo(_Part):
    """One of the two files."""

    file: str
    sha256: str = Field(description="Digest of the file's bytes.")


class SectionDifference(_Part):
    """What differs in a part of the catalogue other than the indicators."""

    section: Literal["catalogue", "settings", "disclosure", "theme", "extract", "variant", "breakdown"]
    name: str | None = Field(description="Null for the catalogue itself, its settings and its policy.")
    what: What
    changes: tuple[Change, ...]


class IndicatorDifference(_Part):
    """What differs in one indicator."""

    id: str
    reference: str | None
    title: str
    valid_from: dt.date | None = Field(description="Tells definitions of one id apart.")
    what: What
    old_id: str | None = Field(description="What a renamed indicator was called.")
    changes: tuple[Change, ...]
    unexplained: bool = Field(description="Whether the definition changed while its `change_note` did not.")


class CatalogueDifference(_Part):
    """What differs between two catalogues."""

    schema_version: str = SCHEMA_VERSION
    kind: Literal["catalogues"] = "catalogues"
    old: FileInfo
    new: FileInfo
    sections: tuple[SectionDifference, ...]
    indicators: tuple[IndicatorDifference, ...] = Field(
        description="In the order of the new catalogue; then those that are gone."
    )


class Alone(_Part):
    """What one change moves when nothing else changes."""

    cause: Cause
    is_computed: bool = Field(default=True, description="False where the change alone cannot be computed.")
    presence: Literal["appears", "disappears"] | None = Field(
        default=None, description="Whether the figure is there only before, or only after it."
    )
    value_display: str | None = Field(default=None, description="How far it moves the value, in points.")
    status: Status | None = Field(
        default=None, description="The status that it leads to; null for no change."
    )
    rag: str | None = Field(default=None, description="The rating that it leads to; null for no change.")
    direction: str | None = Field(default=None, description="The direction; null for no change.")


class Reasons(_Part):
    """Why a figure changed."""

    causes: tuple[Cause, ...] = Field(description="What moved it or, where not told apart, what may have.")
    is_told_apart: bool
    alone: tuple[Alone, ...] = Field(
        default=(), description="What each change moves alone, where recomputed."
    )
    together_display: str | None = Field(
        default=None, description="How far all together move the value beyond the sum of each alone."
    )


class RowDifference(_Part):
    """What differs in one figure."""

    variant: str
    variant_title: str
    breakdown: str | None
    group: str | None
    what: What
    changes: tuple[Change, ...]
    reasons: Reasons | None = Field(
        default=None, description="Null where a manifest is lacking, or nothing of the figure moved."
    )


class FiguresDifference(_Part):
    """What differs in one indicator's figures, and in its definition as the scorecards give it."""

    id: str
    reference: str | None
    title: str
    definition: tuple[Change, ...]
    rows: tuple[RowDifference, ...]


class RatingMoves(_Part):
    """How the ratings of the first page's lines moved."""

    rag: Rag
    before: int = Field(description="How many lines had the rating.")
    after: int
    became: dict[str, tuple[str, ...]] = Field(
        description="The lines that have it no more, by what they became: a rating, not rated, or gone."
    )
    came: tuple[str, ...] = Field(description="The lines that have it now and had another before.")


class ScorecardDifference(_Part):
    """What differs between two scorecards."""

    schema_version: str = SCHEMA_VERSION
    kind: Literal["scorecards"] = "scorecards"
    old: FileInfo
    new: FileInfo
    general: tuple[Change, ...] = Field(
        description="The as-at date, the catalogue, the extracts, comparators."
    )
    ratings: tuple[RatingMoves, ...] = Field(
        default=(), description="Red, amber and green on the first page; none where one shows no line."
    )
    indicators: tuple[FiguresDifference, ...] = Field(
        description="In the order of the new scorecard; then those that are gone."
    )


_REDEFINING = frozenset({Effect.FIGURE, Effect.RATING, Effect.FIRST_PAGE})


def unexplained(difference: CatalogueDifference) -> tuple[IndicatorDifference, ...]:
    """The indicators whose definition changed without a new ``change_note``."""
    return tuple(indicator for indicator in difference.indicators if indicator.unexplained)


def redefines(changes: Iterable[Change]) -> bool:
    """Whether any change affects figures, which figures are shown, or existing ratings."""
    return any(change.effect in _REDEFINING for change in changes)


def shown(value: object) -> str | None:
    """Format a value of a catalogue or a scorecard for a message; ``None`` where there is none."""
    match value:
        case None:
            return None
        case Mapping() | Sequence() if not value:
            return None
        case StrEnum():
            return value.value
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return count_text(value)
        case dt.date():
            return date_text(value)
        case str():
            return one_line(value)
        case Mapping():
            return ", ".join(f"{key} ({shown(item)})" for key, item in value.items())
        case Sequence():
            return ", ".join(shown(item) or "none" for item in value)
        case BaseModel():
            return ", ".join(
                f"{name} {shown(item)}"
                for name, item in value
                if name in value.model_fields_set and item is not None
            )
        case _:
            return str(value)


def one_line(text: str) -> str:
    """Join text onto one line, each run of white space as one space."""
    return " ".join(text.split())


#: Lists whose order matters.
ORDERED = frozenset({"lines"})


def alike(field: str, was: object, now: object) -> bool:
    """Whether two values of a field mean the same."""
    if isinstance(was, tuple) and isinstance(now, tuple) and field not in ORDERED:
        return set(was) == set(now)
    return was == now


def changed(
    part: str, was: object, now: object, effect: Effect | None = None, words: tuple[str, ...] = ()
) -> Iterator[Change]:
    """The change to one value, if any."""
    if was != now and (shown(was), shown(now)) != (None, None):
        yield Change(part=part, was=shown(was), now=shown(now), words=words, effect=effect)


def text_changed(
    part: str, was: str | None, now: str | None, effect: Effect | None = None
) -> Iterator[Change]:
    """The change to a text, if any, ignoring line breaks."""
    yield from changed(part, was and one_line(was), now and one_line(now), effect)


def fields_changed(
    was: BaseModel, now: BaseModel, names: Iterable[str], effect: Effect | None = None
) -> Iterator[Change]:
    """Changes to the named fields of a model, each labelled with its name."""
    for name in names:
        before, after = getattr(was, name), getattr(now, name)
        if alike(name, before, after):
            continue
        if isinstance(before, str) and isinstance(after, str) and not isinstance(before, StrEnum):
            yield from text_changed(spaced(name), before, after, effect)
        else:
            yield from changed(spaced(name), before, after, effect)

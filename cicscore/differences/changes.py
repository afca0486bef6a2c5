"""Changes of single values: what was written there, and what is written now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel

from cicscore.differences.document import Change, Effect
from cicscore.figures import count_text, date_text


def shown(value: object) -> str | None:
    """A value of a catalogue or a scorecard in a message; ``None`` for none."""
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
    """Text without the line breaks of its file."""
    return " ".join(text.split())


#: Lists whose order says something; that of any other says nothing.
ORDERED = frozenset({"lines"})


def alike(field: str, was: object, now: object) -> bool:
    """Whether two values of a field say the same."""
    if isinstance(was, tuple) and isinstance(now, tuple) and field not in ORDERED:
        return set(was) == set(now)
    return was == now


def changed(
    part: str, was: object, now: object, effect: Effect | None = None, words: tuple[str, ...] = ()
) -> Iterator[Change]:
    """The change of one value, if it is one."""
    if was != now and (shown(was), shown(now)) != (None, None):
        yield Change(part=part, was=shown(was), now=shown(now), words=words, effect=effect)


def text_changed(
    part: str, was: str | None, now: str | None, effect: Effect | None = None
) -> Iterator[Change]:
    """The change of a text, if there is one: how its lines are broken is no part of it."""
    yield from changed(part, was and one_line(was), now and one_line(now), effect)


def fields_changed(
    was: BaseModel, now: BaseModel, words: Mapping[str, str], effect: Effect | None = None
) -> Iterator[Change]:
    """The changes of those fields of a model that have words."""
    for name, part in words.items():
        before, after = getattr(was, name), getattr(now, name)
        if alike(name, before, after):
            continue
        if isinstance(before, str) and isinstance(after, str) and not isinstance(before, StrEnum):
            yield from text_changed(part, before, after, effect)
        else:
            yield from changed(part, before, after, effect)

"""Definitions by date: each dated change to an indicator becomes a separate indicator.

A change keeps every key that it does not mention, and replaces entirely those that it does. One catalogue can
thus serve scorecards from before and after a change.
"""

from __future__ import annotations

import datetime as dt
from operator import itemgetter

from msgspec.structs import replace

from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.shape import meant_day
from cicscore.catalogue.yaml import Edits, Node, Path, YamlSource
from cicscore.faults.fault import Fault
from cicscore.text import iso_day

#: Keys that no change may set: the id identifies the indicator, and the days of the changes give the rest.
FIXED = ("id", "valid_from", "valid_to", "changes")
#: Keys that belong to one definition only, such as its examples and its change note.
_NOT_INHERITED = ("changes", "valid_from", "valid_to", "change_note", "examples")


def with_changes(source: YamlSource) -> tuple[YamlSource, tuple[Fault, ...]]:
    """The source with an indicator added at the end for every dated change, and any faults of the changes.

    Every part keeps the place where it was written.
    """
    written = source.node(("indicators",))
    if source.root is None or written is None or not isinstance(written.content, tuple):
        return source, ()
    reporter = Reporter(source)
    indicators, added = list(written.content), list[Node]()
    for index, indicator in enumerate(written.content):
        if indicator.part("changes") is not None:
            indicators[index], *later = _definitions(("indicators", index), indicator, reporter)
            added += later
    section = replace(written, content=(*indicators, *added))
    root = Edits({("indicators",): section}).applied(source.root)
    return replace(source, root=root), tuple(reporter.faults)


def _definitions(path: Path, indicator: Node, reporter: Reporter) -> list[Node]:
    """The definitions of one indicator, each ending on the day before the next begins."""
    parts = {key: part for key, part in indicator.content.items() if key != "changes"}
    found = [replace(indicator, content=parts)]
    for day, change in _sound_changes(indicator, (*path, "changes"), reporter):
        before = (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
        latest = found[-1]
        found[-1] = replace(latest, content={**latest.content, "valid_to": Node(before, change.spot)})
        kept = {key: part for key, part in latest.content.items() if key not in _NOT_INHERITED}
        last = {"valid_to": parts["valid_to"]} if "valid_to" in parts else {}
        changed = {key: part for key, part in change.content.items() if key not in FIXED}
        whole = {**kept, **changed, "valid_from": Node(day, change.spot), **last}
        found.append(Node(whole, change.spot, indicator.lost | change.lost))
    return found


def _sound_changes(indicator: Node, path: Path, reporter: Reporter) -> list[tuple[str, Node]]:
    """The valid changes, in date order; faults of the others are reported."""
    changes = indicator.content["changes"].content
    if not isinstance(changes, dict) or not changes:
        found = "`changes` is not a mapping of days to what changes on them"
        advice = "Write a day, and below it the keys that change."
        reporter.report("wrong-value", path, found, advice, at_key=True)
        return []
    sound = []
    for day, change in changes.items():
        why = _why_no_change(day, change, indicator)
        if why is not None:
            advice, meant = ("Correct the change.", None) if iso_day(day) else meant_day(day)
            reporter.report(
                "wrong-value",
                (*path, day),
                why,
                advice,
                allowed="such as 2016-04-01",
                close=meant,
                at_key=True,
            )
            continue
        for key in (key for key in FIXED if key in change.content):
            advice = "Remove it; the day says from when the change holds."
            reporter.report("unknown-key", (*path, day, key), f"`{key}` cannot change", advice, at_key=True)
        sound.append((day, change))
    return sorted(sound, key=itemgetter(0))


def _why_no_change(day: str, change: Node, indicator: Node) -> str | None:
    """Why a change is not valid, or ``None`` if it is."""
    if iso_day(day) is None:
        return f'"{day}" is not a day written year-month-day'
    if not isinstance(change.content, dict) or not change.content:
        return f"the change of {day} is not a mapping of the keys that change"
    first, last = (
        None if part is None else part.content
        for part in (indicator.part("valid_from"), indicator.part("valid_to"))
    )
    if (isinstance(first, str) and day <= first) or (isinstance(last, str) and day > last):
        return f"the change of {day} does not lie within `valid_from` and `valid_to`"
    return None

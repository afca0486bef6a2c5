"""Definitions by date: each dated change of an indicator becomes an indicator of its own.

What a change does not write stays as it was; what it writes stands in its place whole. One catalogue so
serves the scorecard of the month before a change and that of the month after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.shape import is_day, meant_day
from cicscore.catalogue.yaml import Data, Path, Spot, YamlSource
from cicscore.faults.fault import Fault

#: What makes an indicator the same one, and what the days of its changes say already.
FIXED = ("id", "valid_from", "valid_to", "changes")
#: What belongs to one definition only: its examples are of it, and its note tells of its own change.
_NOT_PASSED_ON = ("changes", "valid_from", "valid_to", "change_note", "examples")


def with_changes(source: YamlSource) -> tuple[YamlSource, tuple[Fault, ...]]:
    """The source with an indicator, at the end of the list, for every dated change; and what is wrong.

    Every part keeps the place where it was written.
    """
    data = source.data
    written = data.get("indicators") if isinstance(data, dict) else None
    if not isinstance(written, list):
        return source, ()
    expansion = _Expansion(source, list(written), Reporter(source))
    for index, indicator in enumerate(written):
        if isinstance(indicator, dict) and "changes" in indicator:
            expansion.expand(index, indicator)
    changed = {**data, "indicators": expansion.indicators}
    spots = {**source.spots, **dict(expansion.grafted())}
    return replace(source, data=changed, spots=spots), tuple(expansion.reporter.faults)


@dataclass
class _Expansion:
    """The list of indicators while changes are added to its end."""

    source: YamlSource
    indicators: list[Data]
    reporter: Reporter
    #: For each part of an added indicator, where it was written.
    grafts: dict[Path, Path] = field(default_factory=dict)

    def expand(self, index: int, indicator: Mapping[str, Data]) -> None:
        """End a definition where its first change begins, and each change where the next does."""
        path: Path = ("indicators", index)
        homes: dict[str, Path] = {key: (*path, key) for key in indicator if key not in _NOT_PASSED_ON}
        current = {key: value for key, value in indicator.items() if key != "changes"}
        place = index
        for day, change in self._sound_changes(indicator, (*path, "changes")):
            home: Path = (*path, "changes", day)
            before = (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
            self.indicators[place] = {**current, "valid_to": before}
            self.grafts[("indicators", place, "valid_to")] = home
            current = {key: value for key, value in current.items() if key not in _NOT_PASSED_ON}
            current = {**current, **change, "valid_from": day}
            if "valid_to" in indicator:
                current["valid_to"] = indicator["valid_to"]
            homes = {**homes, **{key: (*home, key) for key in change}, "valid_from": home}
            place = len(self.indicators)
            self.indicators.append(current)
            self.grafts[("indicators", place)] = home
            self.grafts.update({("indicators", place, key): homes[key] for key in current if key in homes})
        self.indicators[place] = current

    def _sound_changes(
        self, indicator: Mapping[str, Data], path: Path
    ) -> list[tuple[str, Mapping[str, Data]]]:
        """The changes that can be made, in the order of their days; what is wrong with the others."""
        changes = indicator["changes"]
        if not isinstance(changes, dict) or not changes:
            found = "`changes` is not a mapping of days to what changes on them"
            advice = "Write a day, and below it the keys that change."
            self.reporter.report("wrong-value", path, found, advice, at_key=True)
            return []
        sound = []
        for day, change in changes.items():
            why = _why_no_change(day, change, indicator)
            if why is not None:
                advice, meant = ("Correct the change.", None) if is_day(day) else meant_day(day)
                allowed = "such as 2016-04-01"
                self.reporter.report(
                    "wrong-value", (*path, day), why, advice, allowed=allowed, close=meant, at_key=True
                )
                continue
            for key in (key for key in FIXED if key in change):
                advice = "Remove it; the day says from when the change holds."
                found = f"`{key}` cannot change"
                self.reporter.report("unknown-key", (*path, day, key), found, advice, at_key=True)
            sound.append((day, {key: value for key, value in change.items() if key not in FIXED}))
        return sorted(sound)

    def grafted(self) -> Iterator[tuple[Path, Spot]]:
        """The spots of what was added."""
        changed = {home[:2] for home in self.grafts.values()}
        below: dict[Path, list[Path]] = {}  # each part of a changed indicator, with all that it holds
        for path in self.source.spots:
            if path[:2] in changed:
                for length in range(2, len(path) + 1):
                    below.setdefault(path[:length], []).append(path)
        for added, home in self.grafts.items():
            # A whole indicator stands where its change does; its parts have homes of their own.
            alone = len(added) == 2 or added[-1] in ("valid_from", "valid_to")
            for path in (home,) if alone else below[home]:
                yield (*added, *path[len(home) :]), self.source.spots[path]


def _why_no_change(day: str, change: Data, indicator: Mapping[str, Data]) -> str | None:
    """Why a change cannot be made, or none where it can."""
    if not is_day(day):
        return f'"{day}" is not a day written year-month-day'
    if not isinstance(change, dict) or not change:
        return f"the change of {day} is not a mapping of the keys that change"
    first, last = indicator.get("valid_from"), indicator.get("valid_to")
    if (isinstance(first, str) and day <= first) or (isinstance(last, str) and day > last):
        return f"the change of {day} does not lie within `valid_from` and `valid_to`"
    return None

"""Find why a figure changed between two scorecards: from their manifests, or by recomputing.

From manifests alone a cause is one that may have moved the figure: where there are several, they cannot be
told apart. Recomputing tells them apart: the old scorecard is computed again with one change at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from cicscore.diff.document import Alone, Cause, Reasons
from cicscore.manifest import DefinitionDigest, Manifest
from cicscore.periods import financial_year
from cicscore.results import IndicatorInfo, Row, Scorecard
from cicscore.text import as_written, change_text
from cicscore.vocabulary import Audience, DirectionFrom

#: A figure: its indicator, variant, breakdown and group.
Key: TypeAlias = tuple[str, str, str | None, str | None]

#: What a figure's value consists of, and how far it is known; then what ratings and directions add.
_VALUE = ("status", "numerator", "denominator", "value", "display", "rows_unknown", "value_low", "value_high")
_EARLIER = (
    "previous_as_at",
    "previous_value",
    "outturn_as_at",
    "outturn_value",
    "previous_rag",
    "outturn_rag",
)
#: What says that a figure was set by hand, by whom, when and why.
_BY_HAND = ("overridden", "overridden_by", "overridden_on", "overridden_why")
#: The settings that directions rest on.
_DIRECTION_SETTINGS = ("compare", "direction")
#: The settings that ratings rest on; ``small_cohort`` decides notes only.
_RATING_SETTINGS = ("rate_on", "incomplete", "unknown")


def key_of(row: Row) -> Key:
    """Which figure a row is."""
    return row.indicator, row.variant, row.breakdown, row.group


class Pair(Struct, frozen=True, dict=True):
    """Two scorecards whose manifests say what made them."""

    old: Scorecard
    new: Scorecard

    @cached_property
    def _manifests(self) -> tuple[Manifest, Manifest] | None:
        if any(each.audience is not Audience.INTERNAL for each in (self.old, self.new)):
            return None  # such editions do not name their extracts
        was, now = self.old.manifest, self.new.manifest
        return None if was is None or now is None else (was, now)

    def differing(self) -> tuple[Cause, ...]:
        """Every cause that the manifests differ in, in order; none where they are not known."""
        if self._manifests is None:
            return ()
        was, now = self._manifests
        names = {each.indicator for each in (*was.definitions, *now.definitions)}
        groups = was.breakdowns.keys() & now.breakdowns.keys()
        tests: Mapping[Cause, bool] = {
            Cause.DATA: self._data_differ(None),
            Cause.DAY: self._is_other_day_alone(),
            Cause.DEFINITION: any(self._definition_differs(name) for name in names)
            or any(was.breakdowns[name] != now.breakdowns[name] for name in groups),
            Cause.TARGET: any(self._rating_differs(name) for name in names),
            Cause.SETTING: bool(self._settings()),
            Cause.OPTION: was.options != now.options,
            Cause.EARLIER: self._earlier_differ(),
            Cause.OVERRIDE: self._overrides_differ(),
            Cause.PROGRAM: self.old.cicscore != self.new.cicscore,
        }
        return tuple(cause for cause, differs in tests.items() if differs)

    def candidates(self, was: Row | None, now: Row | None) -> tuple[Cause, ...] | None:
        """The causes that may have moved a figure, in order; ``None`` where the manifests are not known."""
        row = now or was
        if self._manifests is None or row is None:
            return None
        moved = _moved(was, now)
        by_trend = moved.direction and self._has_trend(row.indicator)
        if by_trend:
            # Months are moved by what moves values.
            moved = replace(moved, value=True)
        tests: Mapping[Cause, Callable[[], bool]] = {
            Cause.DATA: lambda: self._by_data(row.indicator, moved),
            Cause.DAY: self._is_other_day_alone,
            Cause.DEFINITION: lambda: moved.value and self._by_definition(row),
            Cause.TARGET: lambda: (moved.rating or moved.direction) and self._rating_differs(row.indicator),
            Cause.SETTING: lambda: self._by_setting(row.indicator, moved),
            Cause.OPTION: lambda: (
                (moved.value and self._by_option(row.indicator, moved))
                or (by_trend and self._months_differ())
            ),
            Cause.EARLIER: lambda: moved.earlier and self._earlier_differ(),
            Cause.OVERRIDE: lambda: moved.by_hand or (by_trend and self._overrides_differ()),
            Cause.PROGRAM: lambda: self.old.cicscore != self.new.cicscore,
        }
        return tuple(cause for cause, may in tests.items() if may())

    def _by_data(self, indicator: str, moved: _Moved) -> bool:
        if self.old.as_at != self.new.as_at:
            return self._data_differ(None)
        return moved.value and self._data_differ(indicator)

    def _is_other_day_alone(self) -> bool:
        """Whether the same extracts were seen from another day; other extracts are of another day anyway."""
        return self.old.as_at != self.new.as_at and not self._data_differ(None)

    def _by_definition(self, row: Row) -> bool:
        if row.breakdown is not None and self._manifests is not None:
            was, now = (made.breakdowns.get(row.breakdown) for made in self._manifests)
            if was is not None and now is not None and was != now:
                return True
        return self._definition_differs(row.indicator)

    def _by_setting(self, indicator: str, moved: _Moved) -> bool:
        changed = self._settings()
        of_returns = any(name.startswith("ssda903.") for name in changed)
        return (
            (moved.rating and any(name in changed for name in _RATING_SETTINGS))
            or (moved.direction and not changed.isdisjoint(_DIRECTION_SETTINGS))
            or (moved.value and of_returns and self._is_derived(indicator))
        )

    def _by_option(self, indicator: str, moved: _Moved) -> bool:
        if self._manifests is None:
            return False
        was, now = (made.options for made in self._manifests)
        if moved.presence:
            return (was.only, was.by) != (now.only, now.by)
        names = self._extracts_of(indicator)
        skipped = any(
            extract.skipped_rows
            for document in (self.old, self.new)
            for extract in document.extracts
            if extract.name in names
        )
        return skipped and was.skip_faulty_rows != now.skip_faulty_rows

    def _has_trend(self, indicator: str) -> bool:
        """Whether the direction of an indicator is that of the trend, on either day."""
        return any(
            info.id == indicator and info.direction_from is DirectionFrom.TENDENCY
            for document in (self.old, self.new)
            for info in document.indicators
        )

    def _months_differ(self) -> bool:
        """Whether other months were asked for."""
        if self._manifests is None:
            return False
        was, now = (made.options.months for made in self._manifests)
        return was != now

    def _overrides_differ(self) -> bool:
        if self._manifests is None:
            return False
        was, now = self._manifests
        return was.overrides != now.overrides

    def _data_differ(self, indicator: str | None) -> bool:
        """Whether the extracts that an indicator reads (or any) differ, or what their columns are called."""
        names = None if indicator is None else self._extracts_of(indicator)
        before, after = (
            {each.name: each.sha256 for each in document.extracts if names is None or each.name in names}
            for document in (self.old, self.new)
        )
        mapped = self._manifests is not None and self._manifests[0].columns != self._manifests[1].columns
        return before != after or mapped

    def _extracts_of(self, indicator: str) -> frozenset[str]:
        found = self._definitions(indicator)
        return frozenset(name for each in found if each is not None for name in each.extracts)

    def _is_derived(self, indicator: str) -> bool:
        names = self._extracts_of(indicator)
        return any(
            extract.derived_from
            for document in (self.old, self.new)
            for extract in document.extracts
            if extract.name in names
        )

    def _definitions(self, indicator: str) -> tuple[DefinitionDigest | None, DefinitionDigest | None]:
        """The definition in force on each scorecard's day."""
        if self._manifests is None:
            return None, None
        was, now = (
            _in_force(made, indicator, document)
            for made, document in zip(self._manifests, (self.old, self.new), strict=True)
        )
        return was, now

    def _definition_differs(self, indicator: str) -> bool:
        was, now = self._definitions(indicator)
        if was is None or now is None:
            return was is not now
        return was.figure != now.figure

    def _rating_differs(self, indicator: str) -> bool:
        was, now = self._definitions(indicator)
        if was is None or now is None:
            return False
        before, after = (
            each.ratings.get(financial_year(document.as_at))
            for each, document in ((was, self.old), (now, self.new))
        )
        return before != after

    def _settings(self) -> frozenset[str]:
        """The settings that differ."""
        if self._manifests is None:
            return frozenset()
        was, now = (made.settings for made in self._manifests)
        return frozenset(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))

    def _earlier_differ(self) -> bool:
        """Whether they were compared with other earlier figures; another day has others of its own."""
        if self._manifests is None or self.old.as_at != self.new.as_at:
            return False
        was, now = ({each.sha256 for each in made.published} for made in self._manifests)
        return was != now


def _in_force(made: Manifest, indicator: str, document: Scorecard) -> DefinitionDigest | None:
    found = [
        each
        for each in made.definitions
        if each.indicator == indicator and (each.valid_from is None or each.valid_from <= document.as_at)
    ]
    return max(found, key=lambda each: (each.valid_from is not None, each.valid_from), default=None)


class _Moved(Struct, frozen=True):
    """What of a figure moved."""

    presence: bool
    value: bool
    rating: bool
    direction: bool
    earlier: bool
    by_hand: bool


def _moved(was: Row | None, now: Row | None) -> _Moved:
    if was is None or now is None:
        return _Moved(presence=True, value=True, rating=True, direction=True, earlier=False, by_hand=False)
    return _Moved(
        presence=False,
        value=any(not same_value(getattr(was, name), getattr(now, name)) for name in _VALUE),
        rating=was.rag is not now.rag,
        direction=was.direction is not now.direction,
        earlier=any(not same_value(getattr(was, name), getattr(now, name)) for name in _EARLIER),
        by_hand=any(getattr(was, name) != getattr(now, name) for name in _BY_HAND),
    )


def same_value(was: object, now: object) -> bool:
    """Whether two values of a field are the same, fractions as far as a JSON number tells them."""
    if isinstance(was, float) and isinstance(now, float):
        return math.isclose(was, now, rel_tol=1e-12, abs_tol=1e-12)
    return was == now


class Recomputed(Struct, frozen=True):
    """The old scorecard computed again as it was, with one change at a time, and with all of them.

    ``alone`` holds ``None`` for a change that alone cannot be computed. ``old`` and ``new`` are both
    scorecards as the program computes them now: where another version made them, the difference is its own.
    """

    old: Scorecard
    new: Scorecard
    alone: Mapping[Cause, Scorecard | None]


def reasons(
    pair: Pair, was: Row | None, now: Row | None, info: IndicatorInfo, recomputed: RecomputedRows | None
) -> Reasons | None:
    """Why a figure changed; ``None`` where the manifests do not say what made the scorecards."""
    found = pair.candidates(was, now)
    if found is None:
        return None
    row = now or was
    if recomputed is None or row is None:
        return Reasons(causes=found, is_told_apart=len(found) == 1)
    parts = tuple(recomputed.parts(key_of(row), was, now, info))
    told = tuple(part.cause for part in parts)
    return Reasons(
        causes=told or found,
        is_told_apart=bool(told),
        alone=parts,
        together_display=recomputed.together(key_of(row), info),
    )


class RecomputedRows:
    """The rows of recomputed scorecards, by figure."""

    def __init__(self, made: Recomputed) -> None:
        """Look up the rows of each scorecard by figure."""
        self.old = {key_of(row): row for row in made.old.results}
        self.new = {key_of(row): row for row in made.new.results}
        self.alone = {
            cause: None if document is None else {key_of(row): row for row in document.results}
            for cause, document in made.alone.items()
        }

    def parts(self, key: Key, was: Row | None, now: Row | None, info: IndicatorInfo) -> Iterator[Alone]:
        """What each change moves alone; the program, where either figure comes out otherwise now."""
        base = self.old.get(key)
        for cause, rows in self.alone.items():
            if rows is None:
                yield Alone(cause=cause, is_computed=False)
            elif (found := _alone(cause, base, rows.get(key), info)) is not None:
                yield found
        for saved, again in ((was, base), (now, self.new.get(key))):
            # The new figure as saved, less as it is computed now; of the old one the other way round.
            pair = (saved, again) if saved is was else (again, saved)
            if (found := _alone(Cause.PROGRAM, *pair, info)) is not None:
                yield found
                return

    def together(self, key: Key, info: IndicatorInfo) -> str | None:
        """How far all changes together move the value beyond the sum of each alone, where that is known."""
        old, new = self.old.get(key), self.new.get(key)
        if old is None or new is None or old.value is None or new.value is None:
            return None
        rest = as_written(new.value) - as_written(old.value)
        for rows in self.alone.values():
            row = None if rows is None else rows.get(key)
            if row is None or row.value is None:
                return None
            rest -= as_written(row.value) - as_written(old.value)
        text = change_text(rest, info.printed_in, info.decimals)
        return text if any(digit in text for digit in "123456789") else None


def rows_of(recomputed: Recomputed | None) -> RecomputedRows | None:
    """The recomputed rows, ready to be looked up."""
    return None if recomputed is None else RecomputedRows(recomputed)


def _alone(cause: Cause, was: Row | None, now: Row | None, info: IndicatorInfo) -> Alone | None:
    """What one change moves; ``None`` where it moves nothing that is printed of a figure."""
    if was is None or now is None:
        return None if was is now else Alone(cause=cause, presence="appears" if was is None else "disappears")
    value = None
    if was.value is not None and now.value is not None and not same_value(was.value, now.value):
        value = change_text(as_written(now.value) - as_written(was.value), info.printed_in, info.decimals)
    status = None if was.status is now.status else now.status
    rag = None if was.rag is now.rag else (now.rag.value if now.rag else "not rated")
    direction = None if was.direction is now.direction else (now.direction.value if now.direction else "none")
    counts = any(getattr(was, name) != getattr(now, name) for name in ("numerator", "denominator"))
    if not (value or status or rag or direction or counts):
        return None
    return Alone(cause=cause, value_display=value, status=status, rag=rag, direction=direction)

"""Compare two scorecards: rows and definitions that were added, removed or changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from cicscore.diff.causes import Pair, Recomputed, RecomputedRows, reasons, rows_of, same_value
from cicscore.diff.document import (
    Change,
    FiguresDifference,
    FileInfo,
    RatingMoves,
    Reasons,
    RowDifference,
    ScorecardDifference,
    What,
    changed,
    fields_changed,
)
from cicscore.results import IndicatorInfo, Number, Row, Scorecard
from cicscore.text import date_text, limit_text
from cicscore.vocabulary import ALL, Audience, Rag
from cicscore.wording.editions import is_hidden

_GENERAL = ("title", "organisation", "audience", "as_at", "cicscore")
#: What is said of what an edition does not show, which is there all the same.
_NOT_SHOWN = "not shown"
_DEFINITION = tuple(name for name in IndicatorInfo.model_fields if name != "id")
#: A figure within its indicator: variant, breakdown and group.
_Key: TypeAlias = tuple[str, str | None, str | None]


def compare_scorecards(
    old: Scorecard, new: Scorecard, sources: tuple[FileInfo, FileInfo], recomputed: Recomputed | None = None
) -> ScorecardDifference:
    """Find every difference between the two, and why; ``sources`` are the two files.

    ``recomputed`` tells causes apart; without it they are those that the manifests differ in.
    """
    because = _Because(Pair(old, new), rows_of(recomputed))
    before, after = ({info.id: info for info in each.indicators} for each in (old, new))
    titles = {variant.id: variant.title for each in (old, new) for variant in each.variants}
    found = (
        _figures(before.get(name), after.get(name), _rows(old, name), _rows(new, name), titles, because)
        for name in dict.fromkeys((*after, *before))
    )
    return ScorecardDifference(
        old=sources[0],
        new=sources[1],
        general=tuple(_general(old, new)),
        ratings=tuple(rating_moves(old, new)),
        indicators=tuple(each for each in found if each is not None),
    )


def _general(old: Scorecard, new: Scorecard) -> Iterator[Change]:
    yield from fields_changed(old, new, _GENERAL)
    if old.catalogue.sha256 != new.catalogue.sha256:
        yield Change(part="the catalogues differ: compare them to see how definitions changed")
    yield from _extract_changes(old, new)
    yield from _comparator_and_history_changes(old, new)


def _extract_changes(old: Scorecard, new: Scorecard) -> Iterator[Change]:
    """Changes to the extracts, which editions that leave the organisation do not name."""
    if any(each.audience is not Audience.INTERNAL for each in (old, new)):
        return
    before, after = ({extract.name: extract for extract in each.extracts} for each in (old, new))
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            yield from changed(f"extract {name}", was and was.file, now and now.file)
        elif (was.rows, was.skipped_rows) != (now.rows, now.skipped_rows):
            yield from changed(f"extract {name}, rows", was.rows, now.rows)
            yield from changed(f"extract {name}, rows left out", was.skipped_rows, now.skipped_rows)
        elif was.sha256 != now.sha256:
            yield Change(part=f"extract {name}: the same number of rows, but different contents")


def _comparator_and_history_changes(old: Scorecard, new: Scorecard) -> Iterator[Change]:
    """Changes to comparators' figures and to earlier month ends."""
    before, after = (
        {
            f"{row.indicator}, {row.heading}": f"{row.display} on {date_text(row.as_at)}"
            for row in each.comparators
        }
        for each in (old, new)
    )
    for part in dict.fromkeys((*after, *before)):
        yield from changed(part, before.get(part), after.get(part))
    was, now = (
        {f"{row.indicator}, among others": f"{row.rank_reason} ({row.period})" for row in each.benchmarks}
        for each in (old, new)
    )
    for part in dict.fromkeys((*now, *was)):
        yield from changed(part, was.get(part), now.get(part))
    if _months_hidden(old) != _months_hidden(new):
        yield Change(part="earlier month ends: one does not show all that the other shows")
    elif (old.series, old.series_summaries) != (new.series, new.series_summaries):
        yield Change(part="earlier month ends have other figures")


def _months_hidden(scorecard: Scorecard) -> tuple[tuple[str, ...], ...]:
    return (
        *(row.hidden for row in scorecard.series),
        *(summary.hidden for summary in scorecard.series_summaries),
    )


def _rows(scorecard: Scorecard, indicator: str) -> Mapping[_Key, Row]:
    return {
        (row.variant, row.breakdown, row.group): row
        for row in scorecard.results
        if row.indicator == indicator
    }


def _figures(
    was: IndicatorInfo | None,
    now: IndicatorInfo | None,
    before: Mapping[_Key, Row],
    after: Mapping[_Key, Row],
    titles: Mapping[str, str],
    because: _Because,
) -> FiguresDifference | None:
    info = now or was
    if info is None:
        return None
    definition = tuple(fields_changed(was, now, _DEFINITION)) if was is not None and now is not None else ()
    rows = tuple(
        found
        for key in dict.fromkeys((*after, *before))
        if (found := _row(key, before.get(key), after.get(key), info, titles, because)) is not None
    )
    if not definition and not rows:
        return None
    return FiguresDifference(
        id=info.id, reference=info.reference, title=info.title, definition=definition, rows=rows
    )


def _row(
    key: _Key,
    was: Row | None,
    now: Row | None,
    info: IndicatorInfo,
    titles: Mapping[str, str],
    because: _Because,
) -> RowDifference | None:
    if was is None:
        what, changes = What.ADDED, () if now is None else tuple(_appeared(now))
    elif now is None:
        what, changes = What.REMOVED, ()
    else:
        what, changes = What.CHANGED, tuple(_row_changes(was, now, info))
        if not changes:
            return None
    variant, breakdown, group = key
    return RowDifference(
        variant=variant,
        variant_title=titles[variant],
        breakdown=breakdown,
        group=group,
        what=what,
        changes=changes,
        reasons=because.reasons(was, now, info),
    )


class _Because(Struct, frozen=True):
    """What is known of why figures changed."""

    pair: Pair
    recomputed: RecomputedRows | None

    def reasons(self, was: Row | None, now: Row | None, info: IndicatorInfo) -> Reasons | None:
        """Why the figure, its rating or its direction changed; ``None`` where none of them did."""
        asked = ("status", "numerator", "denominator", "value", "rag", "direction")
        if (
            was is not None
            and now is not None
            and all(same_value(getattr(was, name), getattr(now, name)) for name in asked)
        ):
            return None
        return reasons(self.pair, was, now, info, self.recomputed)


def rating_moves(old: Scorecard, new: Scorecard) -> Iterator[RatingMoves]:
    """How the ratings of the first page's lines moved, from the worst; none where one is not all shown."""
    before, after = (
        {(row.indicator, row.variant): row for row in each.results if row.line and row.breakdown is None}
        for each in (old, new)
    )
    shown = (row for rows in (before, after) for row in rows.values())
    if not (before and after) or any(is_hidden(row, "rag") for row in shown):
        return
    for rag in reversed(Rag):
        lost = {key: after.get(key) for key, row in before.items() if row.rag is rag}
        became: dict[str, list[str]] = {}
        for key, row in lost.items():
            if row is None or row.rag is not rag:
                word = "gone" if row is None else row.rag.value if row.rag else "not rated"
                became.setdefault(word, []).append(_line_name(*key))
        yield RatingMoves(
            rag=rag,
            before=len(lost),
            after=sum(row.rag is rag for row in after.values()),
            became={word: tuple(names) for word, names in became.items()},
            came=tuple(
                _line_name(*key)
                for key, row in after.items()
                if row.rag is rag and (key not in before or before[key].rag is not rag)
            ),
        )


def _line_name(indicator: str, variant: str) -> str:
    return indicator if variant == ALL else f"{indicator} ({variant})"


def _appeared(row: Row) -> Iterator[Change]:
    """A new row's main values."""
    yield from changed("value", None, _told(row, "display"))
    if not is_hidden(row, "value"):
        yield from changed("no value because", None, row.status_reason)
    yield from changed("RAG", None, _told(row, "rag"))


def _told(row: Row, field: str) -> object:
    """What a field holds, or that it is not shown: what is hidden is not missing."""
    return _NOT_SHOWN if is_hidden(row, field) else getattr(row, field)


def _row_changes(was: Row, now: Row, info: IndicatorInfo) -> Iterator[Change]:
    if not (is_hidden(was, "value") or is_hidden(now, "value")):
        yield from changed("status", was.status, now.status)
        yield from changed("no value because", was.status_reason, now.status_reason)
    yield from _value_changes(was, now)
    yield from changed("numerator", _told(was, "numerator"), _told(now, "numerator"))
    yield from changed("denominator", _told(was, "denominator"), _told(now, "denominator"))
    yield from changed("target", _limit(was.target, info), _limit(now.target, info))
    yield from changed("amber limit", _limit(was.amber, info), _limit(now.amber, info))
    yield from changed("RAG", _told(was, "rag") or "not rated", _told(now, "rag") or "not rated")
    yield from changed("direction", _told(was, "direction") or "none", _told(now, "direction") or "none")
    yield from changed("line of the first page", was.line, now.line)


def _value_changes(was: Row, now: Row) -> Iterator[Change]:
    """The change to a value as printed, or in full where both print the same."""
    before, after = _told(was, "display"), _told(now, "display")
    if before != after:
        yield from changed("value", before, after)
    elif was.value is not None and now.value is not None and not math.isclose(was.value, now.value):
        yield from changed(
            "value", f"{was.value:.10g}", f"{now.value:.10g}", words=(f"both print as {now.display}",)
        )


def _limit(limit: Number | None, info: IndicatorInfo) -> str | None:
    return None if limit is None else limit_text(limit, info.printed_in)

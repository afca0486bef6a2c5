"""Values made of other indicators' values: shown only where a reader could work them out from what is shown.

A gap of two rates, told more closely than they are printed, would narrow down the counts behind them. So it
goes wherever a count or a value of any part is not shown in the same edition, or only rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from cicscore.disclosure import blank
from cicscore.results import IndicatorInfo, Row, SeriesRow
from cicscore.vocabulary import Counts, Status

_Rows = TypeVar("_Rows", Row, SeriesRow)


def without_made(
    rows: Sequence[_Rows],
    infos: Mapping[str, IndicatorInfo],
    key: Callable[[_Rows], tuple[object, ...]],
    *,
    rounded: bool,
) -> list[_Rows]:
    """The rows of an edition without values that tell more than the values that they are made of.

    ``key`` names a row, its indicator first. ``rounded`` is whether the edition rounds counts.
    """
    by_key = {key(row): row for row in rows}

    def is_open(row: _Rows | None) -> bool:
        if row is None:
            return False
        info = infos[row.indicator]
        if info.made_of:
            _, *which = key(row)
            return all(part in infos and is_open(_part(part, which)) for part in info.made_of)
        return _is_shown(row, info, rounded=rounded)

    def _part(part: str, which: Sequence[object]) -> _Rows | None:
        everybody = infos[part].numerator_counts is Counts.PUBLISHED and len(which) == 3
        return by_key.get((part, which[0], None, None) if everybody else (part, *which))

    def inapplicable(row: _Rows | None) -> str | None:
        """Why the catalogue gives it no figure, whatever is counted; ``None`` where it may have one."""
        if row is None or row.value is not None:
            return None
        info = infos[row.indicator]
        if not info.made_of:
            return row.status_reason if row.status is Status.NOT_APPLICABLE else None
        _, *which = key(row)
        found = ((part, inapplicable(_part(part, which))) for part in info.made_of if part in infos)
        return next((f"{infos[part].title}: {why}" for part, why in found if why is not None), None)

    def shown(row: _Rows) -> _Rows:
        if not infos[row.indicator].made_of or is_open(row):
            return row
        why = inapplicable(row)
        return blank.hide_value(row) if why is None else blank.inapplicable(row, why)

    return [shown(row) for row in rows]


def _is_shown(row: Row | SeriesRow, info: IndicatorInfo, *, rounded: bool) -> bool:
    """Whether an edition shows a figure exactly: with its counts, or as what was public before."""
    if row.status is Status.SUPPRESSED or not {"numerator", "denominator", "value"}.isdisjoint(row.hidden):
        return False
    if info.safe is not None or info.numerator_counts is Counts.PUBLISHED or row.value is None:
        return True
    return row.numerator is not None and not rounded

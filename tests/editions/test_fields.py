"""No field of a row is forgotten: it goes with the counts that it follows from, or says nothing of them.

A new field is in neither list and fails here: either ``cicscore.disclosure.blank`` takes it out, or it is
written down below, by somebody who has thought of what a reader could work out from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from cicscore.disclosure import blank
from cicscore.results import ComparatorRow, Row, SeriesRow, SeriesSummary

COUNTS = ("numerator", "denominator")
#: Which figure a row is, and of when.
_WHICH = {"indicator", "variant", "breakdown", "group", "line", "as_at", "first_as_at", "last_as_at"}
#: The window, the definition and the target, which were there before anybody was counted.
_GIVEN = {
    *("period_start", "period_end", "definition_from", "compared_with", "months_expected"),
    *("target", "amber", "target_display", "amber_display", "green_within", "amber_within"),
    *("green_low", "green_high", "amber_low", "amber_high", "exceeded"),
}
#: The days of earlier figures, and which they are.
_DAYS = {"previous_as_at", "outturn_as_at", "earlier_as_at", "also_compared_with"}
#: What an edition says of fields that it does not show, and which of them people set by hand.
_SAID = {"hidden", "overridden"}

#: The fields of each that stay where everything about its figure is hidden.
STAY: dict[type[BaseModel], set[str]] = {
    # The days of earlier figures, and how many months of the window have data, are the same for every child.
    Row: _WHICH | _GIVEN | _SAID | _DAYS | {"months_with_data"},
    # The edition takes special causes from every month of a series of which one month is hidden.
    SeriesRow: _WHICH | _GIVEN | _SAID | {"special_causes", "special_cause_direction"},
    # How many months there are, and how many of them have a figure, shown or not.
    SeriesSummary: _WHICH | _SAID | {"months", "months_with_value"},
    # Somebody else's figure, published by them.
    ComparatorRow: _WHICH | _SAID | {"comparator", "value", "display", "source"},
}


def _row(row: Any) -> Any:
    for name in ("previous", "outturn"):
        row = blank.hide_earlier(row, name)
    return blank.hide(blank.hide_value(blank.in_general(row)), COUNTS)


def _month(row: Any) -> Any:
    return blank.hide(blank.hide_value(blank.in_general(blank.hide_published(row))), COUNTS)


def _comparator(row: Any) -> Any:
    return blank.hide(row, ("difference", "difference_display"))


HIDE: dict[type[BaseModel], Callable[[Any], Any]] = {
    Row: _row,
    SeriesRow: _month,
    SeriesSummary: blank.hide_summary,
    ComparatorRow: _comparator,
}


def _filled(model: type[BaseModel]) -> BaseModel:
    """A row with something in every field."""
    secret = {name: f"secret {name}" for name in model.model_fields}
    return model.model_construct(**secret | {"notes": ("unknown_rows: 3 rows",), "hidden": ()})


@pytest.mark.parametrize("model", STAY)
def test_every_field_goes_or_says_nothing_of_counts(model: type[BaseModel]) -> None:
    """Of a row of which everything is hidden, exactly the fields written down are as they were."""
    row = _filled(model)
    hidden = HIDE[model](row)
    same = {name for name in model.model_fields if getattr(hidden, name) == getattr(row, name)}
    assert same - {"hidden"} == STAY[model] & set(model.model_fields) - {"hidden"}


@pytest.mark.parametrize("model", STAY)
def test_what_goes_is_named(model: type[BaseModel]) -> None:
    """Each field that is null now is named as hidden, so that no reader takes it for missing."""
    hidden = HIDE[model](_filled(model))
    gone = {name for name in model.model_fields if getattr(hidden, name) is None}
    assert gone == set(hidden.hidden)
    assert gone

"""Catalogues that take one thing from another: what is counted, how figures are rated, or the settings.

By computing with each, a change of definition, of target and of setting are told apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeAlias

from msgspec.structs import replace

from cicscore.catalogue.definitions import Catalogue, Indicator

#: A definition: its indicator's id, and its first day.
_Key: TypeAlias = tuple[str, dt.date | None]

#: The fields of an indicator that decide how its figures are printed, rated and compared.
_RATING = (
    "polarity",
    "targets",
    "target_years",
    "tolerance",
    "decimals",
    "compare",
    "also_compare",
    "direction",
    "comparators",
)


def with_definitions_of(base: Catalogue, other: Catalogue) -> Catalogue:
    """What ``other`` counts, rated as ``base`` rates it where it has the indicator, under its settings."""
    rated = _by_key(base)
    return replace(
        other,
        settings=base.settings,
        indicators=tuple(
            _rated_as(each, rated[_key(each)]) if _key(each) in rated else each for each in other.indicators
        ),
    )


def with_ratings_of(base: Catalogue, other: Catalogue) -> Catalogue:
    """What ``base`` counts, rated as ``other`` rates it."""
    rated = _by_key(other)
    return replace(
        base,
        indicators=tuple(
            _rated_as(each, rated[_key(each)]) if _key(each) in rated else each for each in base.indicators
        ),
    )


def with_settings_of(base: Catalogue, other: Catalogue) -> Catalogue:
    """``base`` under the settings of ``other``, with what is left to them."""
    return replace(
        base,
        settings=other.settings,
        indicators=tuple(
            replace(
                each,
                compare=each.written.compare or other.settings.compare,
                direction_from=each.written.direction or other.settings.direction,
            )
            for each in base.indicators
        ),
    )


def _key(indicator: Indicator) -> _Key:
    return indicator.written.id, indicator.written.valid_from


def _by_key(catalogue: Catalogue) -> Mapping[_Key, Indicator]:
    return {_key(indicator): indicator for indicator in catalogue.indicators}


def _rated_as(indicator: Indicator, other: Indicator) -> Indicator:
    written = indicator.written.model_copy(update={name: getattr(other.written, name) for name in _RATING})
    return replace(
        indicator,
        written=written,
        targets=other.targets,
        group_targets=other.group_targets,
        decimals=other.decimals,
        compare=other.compare,
        direction_from=other.direction_from,
    )

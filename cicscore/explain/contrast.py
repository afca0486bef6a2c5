"""What each variant changes: a scorecard read for nothing but the differences between its variants."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, Field

from cicscore.explain.shares import parts_of_difference
from cicscore.figures import change_text
from cicscore.results import ExtractSource, IndicatorInfo, Row, Scorecard
from cicscore.vocabulary import ALL, Rag

SCHEMA_VERSION = "1.1"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IndicatorContrast(_Part):
    """One indicator with everybody, and for a variant; differences are in the unit's own points."""

    indicator: str
    reference: str | None
    title: str
    display_all: str | None
    rag_all: Rag | None
    display: str | None
    rag: Rag | None
    rag_all_safe: bool | None = Field(
        default=None, description="Whether the rating holds whatever blank cells leave unknown."
    )
    rag_safe: bool | None = Field(default=None, description="The same of the variant's rating.")
    status_reason: str | None = Field(description="Why there is no value for the variant.")
    difference: float | None = Field(description="The variant's value less that of all.", allow_inf_nan=False)
    difference_display: str | None
    due_to_numerator: float | None = Field(
        description="The part of the difference that leaving rows out of the numerator makes.",
        allow_inf_nan=False,
    )
    due_to_denominator: float | None = Field(description="The other part.", allow_inf_nan=False)
    due_to_numerator_display: str | None
    due_to_denominator_display: str | None
    rag_changes: bool


class VariantContrast(_Part):
    """What one variant changes."""

    variant: str
    title: str
    indicators: tuple[IndicatorContrast, ...]
    rag_changes: tuple[str, ...] = Field(description="The indicators whose rating differs, both being rated.")


class Contrast(_Part):
    """What the variants of a scorecard change."""

    schema_version: str = SCHEMA_VERSION
    title: str
    organisation: str | None
    as_at: dt.date
    cicscore: str
    extracts: tuple[ExtractSource, ...] = Field(
        default=(), description="The extracts that were read, each with the rows left out of it."
    )
    variants: tuple[VariantContrast, ...]


def contrast(scorecard: Scorecard) -> Contrast:
    """Every indicator with everybody and for each variant. Reads the scorecard alone."""
    rows = {(row.indicator, row.variant): row for row in scorecard.results if row.breakdown is None}
    return Contrast(
        title=scorecard.title,
        organisation=scorecard.organisation,
        as_at=scorecard.as_at,
        cicscore=scorecard.cicscore,
        extracts=scorecard.extracts,
        variants=tuple(
            _variant(variant.id, variant.title, scorecard.indicators, rows)
            for variant in scorecard.variants
            if variant.id != ALL
        ),
    )


def _variant(
    variant: str, title: str, indicators: tuple[IndicatorInfo, ...], rows: dict[tuple[str, str], Row]
) -> VariantContrast:
    found = tuple(
        _indicator(indicator, rows[indicator.id, ALL], rows[indicator.id, variant])
        for indicator in indicators
    )
    return VariantContrast(
        variant=variant,
        title=title,
        indicators=found,
        rag_changes=tuple(each.indicator for each in found if each.rag_changes),
    )


def _indicator(indicator: IndicatorInfo, whole: Row, part: Row) -> IndicatorContrast:
    parts = parts_of_difference(whole, part, indicator.unit)
    numerator, denominator = (None, None) if parts is None else (parts.numerator, parts.denominator)
    return IndicatorContrast(
        indicator=indicator.id,
        reference=indicator.reference,
        title=indicator.title,
        display_all=whole.display,
        rag_all=whole.rag,
        display=part.display,
        rag=part.rag,
        rag_all_safe=whole.rag_safe,
        rag_safe=part.rag_safe,
        status_reason=part.status_reason,
        difference=part.difference_from_all,
        difference_display=part.difference_display,
        due_to_numerator=None if numerator is None else float(numerator),
        due_to_denominator=None if denominator is None else float(denominator),
        due_to_numerator_display=_points(numerator, indicator),
        due_to_denominator_display=_points(denominator, indicator),
        rag_changes=whole.rag is not None and part.rag is not None and whole.rag is not part.rag,
    )


def _points(points: Fraction | None, indicator: IndicatorInfo) -> str | None:
    return None if points is None else change_text(points, indicator.unit, indicator.decimals)

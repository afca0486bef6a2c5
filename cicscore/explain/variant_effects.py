"""Attribute a variant's effect on a figure, such as leaving out UASC, to numerator and denominator."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field

from cicscore.results import ExtractSource, IndicatorInfo, Row, Scorecard
from cicscore.text import change_text, scale_of
from cicscore.vocabulary import ALL, Rag, Unit


class Parts(Struct, frozen=True):
    """The parts of a difference, in points of the unit; they add up to the difference."""

    numerator: Fraction
    denominator: Fraction


def parts_of_difference(before: Row, after: Row, unit: Unit) -> Parts | None:
    """Split ``after`` less ``before`` into parts; ``None`` where either has no numerator or no value.

    Each side is changed once before and once after the other, and its part is the mean of the two effects, so
    that neither side is favoured and no remainder is left (the Shapley value of two players).
    """
    if before.numerator is None or after.numerator is None or before.value is None or after.value is None:
        return None
    if before.denominator is None or after.denominator is None:
        return Parts(Fraction(after.numerator) - Fraction(before.numerator), Fraction(0))

    def value(numerator: Decimal, denominator: Decimal) -> Fraction:
        return scale_of(unit) * Fraction(numerator) / Fraction(denominator)

    old, new = value(before.numerator, before.denominator), value(after.numerator, after.denominator)
    numerator_first = value(after.numerator, before.denominator)
    denominator_first = value(before.numerator, after.denominator)
    return Parts(
        numerator=((numerator_first - old) + (new - denominator_first)) / 2,
        denominator=((denominator_first - old) + (new - numerator_first)) / 2,
    )


SCHEMA_VERSION = "1.1"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class IndicatorContrast(_Part):
    """One indicator for everybody and for a variant; differences are in points of the unit."""

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
    """Compare every indicator for everybody and for each variant, from the scorecard alone."""
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
    return None if points is None else change_text(points, indicator.printed_in, indicator.decimals)

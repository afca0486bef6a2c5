"""What a document tells of the catalogue that it was computed from, beside the figures."""

from __future__ import annotations

from cicscore.catalogue.definitions import Catalogue, Indicator
from cicscore.results import CatalogueSource, IndicatorInfo, ThemeInfo, VariantInfo
from cicscore.vocabulary import ALL


def catalogue_source(catalogue: Catalogue) -> CatalogueSource:
    """Which catalogue it was."""
    return CatalogueSource(
        path=catalogue.path, sha256=catalogue.sha256, schema_version=catalogue.schema_version
    )


def theme_infos(catalogue: Catalogue) -> tuple[ThemeInfo, ...]:
    """The sections, in order."""
    return tuple(ThemeInfo(id=theme.id, title=theme.title, lead=theme.lead) for theme in catalogue.themes)


def variant_infos(catalogue: Catalogue) -> tuple[VariantInfo, ...]:
    """The variants, the one that leaves nobody out first."""
    return (
        VariantInfo(id=ALL, title="All"),
        *(VariantInfo(id=variant.id, title=variant.title) for variant in catalogue.variants.values()),
    )


def indicator_info(indicator: Indicator) -> IndicatorInfo:
    """What a reader needs to know of an indicator."""
    return IndicatorInfo(
        id=indicator.id,
        reference=indicator.reference,
        title=indicator.title,
        theme=indicator.theme,
        meaning=indicator.meaning,
        polarity=indicator.polarity,
        period_type=indicator.period,
        unit=indicator.unit,
        decimals=indicator.decimals,
        lines=indicator.lines,
        owner=indicator.owner,
        note=indicator.note,
        valid_from=indicator.valid_from,
        valid_to=indicator.valid_to,
        change_note=indicator.change_note,
    )

"""Documents as they were published, made by hand: a share at a month end, and what it came to before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cicscore.manifest import DefinitionDigest, Manifest
from cicscore.results import CatalogueSource, IndicatorInfo, RagCounts, Scorecard, Trend
from cicscore.scorecard.settling import Told
from cicscore.vocabulary import Audience
from tests.render.scorecards import SCORECARD, indicator, row
from tests.report.papers import month

IT = indicator("participation", "Participation")


def day(text: str) -> dt.date:
    """A day as the tests write it."""
    return dt.date.fromisoformat(text)


def _shown(value: float | None) -> dict[str, Any]:
    return {"value": value, "display": None if value is None else f"{value:.1f}%"}


def _about(definition: str | None, catalogue: str) -> dict[str, Any]:
    digest = DefinitionDigest(
        indicator=IT.id, valid_from=None, figure=definition or "", ratings={}, extracts=("reviews",)
    )
    manifest = Manifest(definitions=(digest,), breakdowns={}, settings={})
    return {
        "catalogue": CatalogueSource(path="indicators.yaml", sha256=catalogue, schema_version=1),
        "manifest": None if definition is None else manifest,
    }


def scorecard(
    as_at: str,
    value: float | None,
    before: Mapping[str, float | None] | None = None,
    *,
    definition: str | None = "counted so",
    catalogue: str = "one",
    info: IndicatorInfo = IT,
    **more: Any,
) -> Scorecard:
    """A scorecard whose figure comes to ``value``, with the months before in its series."""
    figure = row(info.id, period_start=day(as_at), period_end=day(as_at), **_shown(value))
    rest = {
        "as_at": day(as_at),
        "indicators": (info,),
        "results": (figure,),
        "rag_counts": {"all": RagCounts(not_rated=1)},
        "series": tuple(month(info.id, day(at), **_shown(one)) for at, one in (before or {}).items()),
        "comparators": (),
    }
    return SCORECARD.model_copy(update=rest | _about(definition, catalogue) | more)


def trend(until: str, values: Mapping[str, float | None], definition: str | None = "counted so") -> Trend:
    """A trend of these months."""
    card = scorecard(until, None)
    return Trend(
        title=card.title,
        organisation=card.organisation,
        first_as_at=min(map(day, values)),
        last_as_at=day(until),
        generated_at=card.generated_at,
        cicscore=card.cicscore,
        audience=Audience.INTERNAL,
        extracts=(),
        themes=card.themes,
        variants=card.variants,
        indicators=(IT,),
        series=tuple(month(IT.id, day(at), **_shown(one)) for at, one in values.items()),
        series_summaries=(),
        **_about(definition, "one"),
    )


def told(*documents: Scorecard | Trend) -> list[Told]:
    """The documents, each published first of its day."""
    return [Told(one, one.as_at if isinstance(one, Scorecard) else one.last_as_at) for one in documents]

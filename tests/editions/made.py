"""A public edition made by hand from the reports' scorecard, and the texts of what it does not show."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from cicscore.disclosure.edition import FOR_PARTNERS
from cicscore.results import (
    ComparatorRow,
    Panel,
    PanelLine,
    RagCounts,
    Row,
    Scorecard,
    SeriesRow,
    SeriesSummary,
    Trend,
)
from cicscore.vocabulary import Audience, DisclosureMethod, Status
from tests.report.papers import MADE, MARCH, PANELS

POLICY = FOR_PARTNERS
ROUNDED = POLICY.model_copy(update={"method": DisclosureMethod.ROUND, "round_to": 5})
SEPTEMBER = dt.date(2015, 9, 30)
REASON = "not shown, so that no small number can be worked out"

_Hiding = TypeVar("_Hiding", Row, SeriesRow, SeriesSummary, ComparatorRow)
_VALUE = (
    *("value", "display", "rag", "difference_from_all", "difference_display", "to_green", "one_is_worth"),
    *("interval_low", "interval_high", "change", "change_display", "direction", "movement"),
)


def hide(row: _Hiding, fields: Iterable[str], **more: Any) -> _Hiding:
    """The row without these fields, of which it names those that it had."""
    had = tuple(name for name in fields if getattr(row, name, None) is not None)
    return row.model_copy(update={**dict.fromkeys(had), **more, "hidden": (*row.hidden, *had)})


def hide_value(row: _Hiding, *counts: str) -> _Hiding:
    """The row without its value, what follows from it, and these counts."""
    more: dict[str, Any] = {
        "status": Status.SUPPRESSED,
        "status_reason": REASON,
        "rag_reason": "Not shown.",
        "notes": (),
    }
    if isinstance(row, Row) and row.direction_reason:
        more["direction_reason"] = "Not shown."
    return hide(row, (*counts, *_VALUE), **more)


# The internal document -------------------------------------------------------------------------------

#: Figures that stand nowhere else, so that each can be looked for.
_ADOPTED: dict[str, Any] = {
    "numerator": Decimal(117),
    "value": 11700 / 1118,
    "display": "10.5%",
    "rag_reason": "Green: 10.5% meets the target of 9%.",
    "change": 11700 / 1118 - 10.1,
    "change_display": "+0.4 pp",
    "direction": "improved",
    "movement": "rose",
    "direction_reason": "Improved: rose from 10.1% on 31 December 2015 to 10.5%.",
}
_IN_SEPTEMBER: dict[str, Any] = {
    "numerator": Decimal(1171),
    "denominator": Decimal(1237),
    "value": 117100 / 1237,
    "display": "94.7%",
    "rag": "red",
    "rag_reason": "Red.",
}


def _row(row: Row) -> Row:
    adopted = (row.indicator, row.variant) == ("left_care_adopted", "all")
    return Row.model_validate(row.model_dump() | (_ADOPTED if adopted else {}))


def _month(row: SeriesRow) -> SeriesRow:
    changed = (row.as_at, row.variant) == (SEPTEMBER, "all")
    return SeriesRow.model_validate(row.model_dump() | (_IN_SEPTEMBER if changed else {}))


def _line(group: PanelLine, counts: tuple[int, int], share: str) -> PanelLine:
    numbers = tuple(map(Decimal, counts))
    return group.model_copy(update={"counts": numbers, "total": Decimal(sum(counts)), "share_display": share})


_YOUNG, _OLD = PANELS[0].lines
_PANEL = PANELS[0].model_copy(
    update={
        "lines": (_line(_YOUNG, (131, 12), "31.2%"), _line(_OLD, (56, 260), "68.8%")),
        "totals": (Decimal(187), Decimal(272)),
        "shares_display": ("40.7%", "59.3%"),
    }
)
INTERNAL = MADE.model_copy(
    update={
        "disclosure": POLICY,
        "results": tuple(map(_row, MADE.results)),
        "series": tuple(map(_month, MADE.series)),
        "panels": (_PANEL, *MADE.panels[1:]),
    }
)


# The public edition ----------------------------------------------------------------------------------


def _public_row(row: Row) -> Row:
    match row.indicator, row.variant, row.group:
        case "left_care_adopted", "all", None:
            return hide_value(row, "numerator", "denominator")
        case "reviews_on_time", "excluding_uasc", None:
            return hide_value(row, "numerator")
        case "reviews_on_time", "all", "5+":
            return hide_value(row, "numerator", "denominator")
        case "left_care_adopted", "excluding_uasc", None:
            return hide(row, ("difference_from_all", "difference_display"))
        case _:
            return row


def _public_month(row: SeriesRow) -> SeriesRow:
    match row.variant, row.as_at:
        case "excluding_uasc", day if day == MARCH:
            return hide_value(row, "numerator")
        case "all", day if day == SEPTEMBER:
            return hide_value(row, "numerator", "denominator")
        case "excluding_uasc", day if day == SEPTEMBER:
            return hide(row, ("difference_from_all", "difference_display"))
        case _:
            return row


def _public_panel(panel: Panel) -> Panel:
    if panel.total is None:
        return panel
    young, old = panel.lines
    return panel.model_copy(
        update={
            "lines": (
                young.model_copy(
                    update={"counts": (None, young.counts[1]), "total": None, "share_display": None}
                ),
                old.model_copy(update={"counts": (old.counts[0], None)}),
            ),
            "totals": (None, panel.totals[1]),
            "shares_display": (None, panel.shares_display[1]),
        }
    )


PUBLIC = INTERNAL.model_copy(
    update={
        "audience": Audience.PUBLIC,
        "extracts": (),
        "results": tuple(map(_public_row, INTERNAL.results)),
        "series": tuple(map(_public_month, INTERNAL.series)),
        "series_summaries": tuple(
            hide(summary, ("difference_average_display",)) for summary in INTERNAL.series_summaries
        ),
        "panels": tuple(map(_public_panel, INTERNAL.panels)),
        "comparators": tuple(
            hide(other, ("difference", "difference_display")) for other in INTERNAL.comparators
        ),
        "rag_counts": {
            "lines": RagCounts(green=1, amber=1, red=1, not_rated=2, confidential=1),
            "all": RagCounts(amber=1, red=1, not_rated=2, confidential=1),
            "excluding_uasc": RagCounts(green=1, not_rated=3, confidential=1),
        },
    }
)

#: What the public edition does not show, as it was printed.
SECRETS = (
    *("117", "1,118", "1118", "10.5%", "+0.4 pp", "0.4 points"),
    *("1,385", "1385", "97.4%", "+17.7 pp", "1,773", "1773", "2,231", "2231", "79.5%", "+6.2 pp"),
    *("1,171", "1171", "1,237", "1237", "94.7%", "+0.7 pp", "-10.7 pp"),
    *("131", "143", "31.2%", "260", "187", "40.7%"),
)


def secrets_in(text: str) -> list[str]:
    """The texts of hidden figures that a text holds, as numbers of their own."""
    return [
        secret for secret in SECRETS if re.search(rf"(?<![\d.,]){re.escape(secret)}(?![\d]|[.,]\d)", text)
    ]


def trend_of(scorecard: Scorecard) -> Trend:
    """The scorecard's months as a trend."""
    return Trend(
        title=scorecard.title,
        organisation=scorecard.organisation,
        first_as_at=scorecard.series[0].as_at,
        last_as_at=scorecard.as_at,
        generated_at=scorecard.generated_at,
        cicscore=scorecard.cicscore,
        catalogue=scorecard.catalogue,
        audience=scorecard.audience,
        disclosure=scorecard.disclosure,
        extracts=scorecard.extracts,
        themes=scorecard.themes,
        variants=scorecard.variants,
        indicators=scorecard.indicators,
        series=scorecard.series,
        series_summaries=scorecard.series_summaries,
    )

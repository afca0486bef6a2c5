"""A small scorecard made by hand with all that a report can show: months, panels, groups, comparators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cicscore.definition import Condition, Definition, NamedWords, Side, YearRule
from cicscore.report.html import render_html
from cicscore.report.paper import Commentary, Paper
from cicscore.results import (
    ALL_COMPUTED,
    BreakdownInfo,
    ComparatorRow,
    Group,
    Panel,
    PanelLine,
    Row,
    Scorecard,
    SeriesRow,
    SeriesSummary,
)
from cicscore.view import View
from cicscore.vocabulary import Comparator, PanelOf, Status
from tests.render.scorecards import SCORECARD

MARCH = dt.date(2016, 3, 31)
#: The last day of each month, from March 2015 to March 2016: a year's limits end with the first of them.
MONTH_ENDS = tuple(
    dt.date(2015 + (month > 12), (month - 1) % 12 + 1, 1) - dt.timedelta(days=1) for month in range(4, 17)
)
#: What was printed for reviews held on time, of 100 and of 50 reviews; in two months nothing was.
EVERYBODY = (90, 91, 92, 93, None, 95, 96, 97, None, 98, 97, 96, 95)
WITHOUT_UASC = (45, 45, 46, 46, 47, 47, 48, 48, None, 49, 49, 48, 48)


def month(indicator: str, day: dt.date, **more: Any) -> SeriesRow:
    """A month of a series that has no figure, but for what the test gives."""
    usual: dict[str, Any] = (
        dict.fromkeys(SeriesRow.model_fields)
        | ALL_COMPUTED
        | {
            "variant": "all",
            "as_at": day,
            "line": False,
            "period_start": day,
            "period_end": day,
            "status": "calculated",
            "rag_reason": "Not rated: no target is set.",
            "notes": (),
            "hidden": (),
            "restated": False,
            "special_causes": (),
        }
    )
    return SeriesRow.model_validate(usual | {"indicator": indicator} | more)


def _reviews(day: dt.date, counted: int | None, of: int, variant: str) -> SeriesRow:
    begins = dt.date(2015, 4, 1)
    limits = {"target": 90, "amber": 85} if day < begins else {"target": 98, "amber": 95}
    more: dict[str, Any] = {**limits, "definition_from": begins if day >= begins else None}
    if counted is None:
        reason = "the extract ends before the month"
        return month(
            "reviews_on_time",
            day,
            variant=variant,
            status="insufficient_history",
            status_reason=reason,
            **more,
        )
    value = counted / of * 100
    rag = "green" if value >= limits["target"] else "amber" if value >= limits["amber"] else "red"
    difference = {"difference_from_all": 0.5, "difference_display": "+0.5 pp"}
    return month(
        "reviews_on_time",
        day,
        variant=variant,
        line=variant == "all",
        numerator=counted,
        denominator=of,
        value=value,
        display=f"{value:.1f}%",
        rag=rag,
        rag_reason=f"{rag.capitalize()}.",
        target_display=f"{limits['target']}%",
        amber_display=f"{limits['amber']}%",
        **more,
        **(difference if variant != "all" else {}),
    )


#: The last month is the scorecard's own day, whose figures its rows have.
LAST = {"all": (1797, 2256), "excluding_uasc": (1385, 1422)}

SERIES = tuple(
    _reviews(day, *(LAST[variant] if day == MARCH else (counted, of)), variant)
    for variant, of, figures in (("all", 100, EVERYBODY), ("excluding_uasc", 50, WITHOUT_UASC))
    for day, counted in zip(MONTH_ENDS, figures, strict=True)
)

SUMMARIES = tuple(
    SeriesSummary(
        indicator="reviews_on_time",
        variant=variant,
        first_as_at=MONTH_ENDS[0],
        last_as_at=MARCH,
        months=13,
        months_with_value=months,
        difference_average_display=average,
    )
    for variant, months, average in (("all", 11, None), ("excluding_uasc", 12, "+0.7 pp"))
)

PANELS = (
    Panel(
        indicator="reviews_on_time",
        variant="all",
        title="Reviewed out of timescale, by age and sex",
        of=PanelOf.NOT_COUNTED,
        counted="children reviewed late",
        lines_title="Age group",
        columns_title="Sex",
        status=Status.CALCULATED,
        status_reason=None,
        columns=(Group(id="F", title="Female"), Group(id="M", title="Male")),
        lines=(
            PanelLine(
                group=Group(id="0-4", title="0 to 4"),
                counts=(Decimal(1), Decimal(2)),
                total=Decimal(3),
                share_display="0.7%",
            ),
            PanelLine(
                group=Group(id="16-17", title="16 to 17"),
                counts=(Decimal(56), Decimal(400)),
                total=Decimal(456),
                share_display="99.3%",
            ),
        ),
        totals=(Decimal(57), Decimal(402)),
        total=Decimal(459),
        shares_display=("12.4%", "87.6%"),
    ),
    Panel(
        indicator="left_care_adopted",
        variant="all",
        title="Left care, by reason",
        of=PanelOf.DENOMINATOR,
        counted=None,
        lines_title="Reason",
        columns_title=None,
        status=Status.MISSING_EXTRACT,
        status_reason="the reasons are not in the extract",
    ),
)

_SIDE = Side(
    label="children due a review",
    counts="the rows",
    extract="reviews",
    file="reviews.csv",
    part_of_denominator=False,
    window="held from 1 April 2015 to 31 March 2016",
    conditions=(),
)
DEFINITION = Definition.model_validate(
    dict.fromkeys(Definition.model_fields)
    | {
        "id": "reviews_on_time",
        "title": "Reviews held on time",
        "theme": "children",
        "meaning": "What reviews held on time counts.",
        "unit": "percent",
        "decimals": 1,
        "period": "year to date",
        "numerator": _SIDE.model_copy(
            update={
                "label": "children reviewed on time",
                "part_of_denominator": True,
                "conditions": (Condition(words="held on or before the day it was due", term="in time"),),
            }
        ),
        "denominator": _SIDE,
        "terms": (NamedWords(extract="reviews", name="in time", words="held by the day it was due"),),
        "polarity": "higher",
        "rules": (
            YearRule(
                financial_year="2015-16",
                rule="Green from 98%, amber from 95%, red below",
                target_source="The panel, April 2015",
                amber_source="Chosen: three points",
            ),
        ),
        "rated_on": "exact",
        "headline": "all",
        "other_lines": (),
        "variants": (),
        "not_reported": {},
    }
)

COMPARATOR = ComparatorRow(
    indicator="reviews_on_time",
    comparator=next(iter(Comparator)),
    as_at=dt.date(2015, 3, 31),
    value=90.4,
    display="90.4%",
    source="A statistical release",
    difference=-10.7,
    difference_display="-10.7 pp",
)

BREAKDOWN = BreakdownInfo(
    id="age_group",
    title="Age group",
    groups=(Group(id="0-4", title="0 to 4"), Group(id="5+", title="5 and over")),
)
#: What the rows made for other renderers lack: the ratings published before, texts of limits, a second group.
_MORE: dict[tuple[str, str, str | None], dict[str, Any]] = {
    ("reviews_on_time", "all", None): {
        "previous_rag": "amber",
        "movement": "rose",
        "change_display": "+2.5 pp",
        "target_display": "98%",
        "amber_display": "95%",
        "one_is_worth": 100 / 2256,
        "interval_low": 77.94330187290478,
        "interval_high": 81.2643914268827,
    },
    ("left_care_adopted", "all", None): {
        "previous_rag": "green",
        "movement": "fell",
        "change_display": "-0.9 pp",
        "target_display": "9%",
        "amber_display": "8%",
        "one_is_worth": 100 / 1118,
    },
    ("left_care_adopted", "excluding_uasc", None): {"target_display": "9%", "amber_display": "8%"},
    ("social_worker_caseload", "all", None): {"target_display": "15", "amber_display": "18"},
}


def _more(row: Row) -> Row:
    more = _MORE.get((row.indicator, row.variant, row.group), {})
    if row.breakdown == "age_group" and row.group is None:
        more = {"group": "5+"}
    return Row.model_validate(row.model_dump() | more)


MADE = SCORECARD.model_copy(
    update={
        "indicators": tuple(
            info.model_copy(update={"definition": DEFINITION, "owner": "Head of Reviewing"})
            if info.id == "reviews_on_time"
            else info
            for info in SCORECARD.indicators
        ),
        "results": tuple(_more(row) for row in SCORECARD.results),
        "series": SERIES,
        "series_summaries": SUMMARIES,
        "panels": PANELS,
        "comparators": (COMPARATOR,),
        "breakdowns": (BREAKDOWN,),
    }
)


def html_of(scorecard: Scorecard, commentary: Mapping[str, Commentary] | None = None) -> str:
    """The report of a scorecard as HTML."""
    return render_html(Paper(scorecard, commentary or {}), View())

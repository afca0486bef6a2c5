"""A small scorecard made by hand for the renderers' tests, with one row of each kind that they must show."""

import datetime as dt
from typing import Any

from cicscore.results import (
    ALL_COMPUTED,
    CatalogueSource,
    ExtractSource,
    IndicatorInfo,
    RagCounts,
    Row,
    Scorecard,
    ThemeInfo,
    VariantInfo,
)

MARCH = dt.date(2016, 3, 31)
APRIL = dt.date(2015, 4, 1)

OVERLAP = (
    "overlapping_windows: the figures of 31 December 2015 and 31 March 2016 both count from 1 April 2015"
)
SMALL = "small_cohort: fewer than 30 in the denominator"


def indicator(name: str, title: str, **more: Any) -> IndicatorInfo:
    """An indicator, a snapshot percentage of which more is better unless the test says otherwise."""
    usual: dict[str, Any] = {
        "reference": None,
        "theme": "children",
        "meaning": f"What {title.lower()} counts.",
        "polarity": "higher",
        "period_type": "snapshot",
        "unit": "percent",
        "decimals": 1,
        "lines": ["all"],
        "owner": None,
    }
    return IndicatorInfo.model_validate(usual | {"id": name, "title": title} | more)


def row(name: str, **more: Any) -> Row:
    """A row of everybody that has no figure and nothing beside it, but for what the test gives."""
    usual: dict[str, Any] = (
        dict.fromkeys(Row.model_fields)
        | ALL_COMPUTED
        | {
            "variant": "all",
            "line": False,
            "period_start": MARCH,
            "period_end": MARCH,
            "status": "calculated",
            "rag_reason": "Not rated: no target is set for 2015-16.",
            "notes": (),
            "hidden": (),
        }
    )
    return Row.model_validate(usual | {"indicator": name} | more)


DECEMBER = {"previous_as_at": dt.date(2015, 12, 31)}
YEAR_BEFORE = {"outturn_as_at": dt.date(2015, 3, 31)}

REVIEWS = {"target": 98, "amber": 95}

ROWS = (
    row(
        "reviews_on_time",
        line=True,
        numerator=1797,
        denominator=2256,
        value=179700 / 2256,
        display="79.7%",
        **REVIEWS,
        rag="red",
        rag_reason="Red: 79.7% is below the amber limit of 95%; "
        "414 more children reviewed on time would be green.",
        **DECEMBER,
        previous_value=77.2,
        previous_display="77.2%",
        change=2.4542553,
        direction="improved",
        direction_reason="Improved: rose from 77.2% on 31 December 2015 to 79.7%.",
        **YEAR_BEFORE,
        outturn_value=97.1,
        outturn_display="97.1%",
        to_green=414,
    ),
    row(
        "reviews_on_time",
        variant="excluding_uasc",
        numerator=1385,
        denominator=1422,
        value=138500 / 1422,
        display="97.4%",
        **REVIEWS,
        rag="amber",
        rag_reason="Amber: 97.4% is below the target of 98% but not below the amber limit of 95%; "
        "9 more children reviewed on time would be green.",
        difference_from_all=17.7437759,
        difference_display="+17.7 pp",
        to_green=9,
    ),
    row(
        "reviews_on_time",
        breakdown="age_group",
        group="0-4",
        numerator=24,
        denominator=25,
        value=96.0,
        display="96.0%",
        **REVIEWS,
        rag="amber",
        rag_reason="Amber: 96.0% is below the target of 98% but not below the amber limit of 95%; "
        "1 more among children reviewed on time would be green.",
        to_green=1,
        notes=[SMALL],
    ),
    row(
        "reviews_on_time",
        breakdown="age_group",
        numerator=1773,
        denominator=2231,
        value=177300 / 2231,
        display="79.5%",
        **REVIEWS,
        rag="red",
        rag_reason="Red: 79.5% is below the amber limit of 95%; "
        "414 more children reviewed on time would be green.",
        to_green=414,
    ),
    row(
        "first_time_entrants",
        line=True,
        status="not_reported",
        status_reason="the Youth Justice Board has not released the figures",
        rag_reason="Not rated: the Youth Justice Board has not released the figures.",
    ),
    row(
        "first_time_entrants",
        variant="excluding_uasc",
        status="not_reported",
        status_reason="the Youth Justice Board has not released the figures",
        rag_reason="Not rated: the Youth Justice Board has not released the figures.",
    ),
    row(
        "left_care_adopted",
        line=True,
        numerator=103,
        denominator=1118,
        value=10300 / 1118,
        display="9.2%",
        target=9,
        amber=8,
        rag="green",
        rag_reason="Green: 9.2% meets the target of 9%.",
        **DECEMBER,
        previous_value=10.1,
        previous_display="10.1%",
        change=-0.8871199,
        direction="worsened",
        direction_reason="Worsened: fell from 10.1% on 31 December 2015 to 9.2%.",
        to_green=0,
        notes=[OVERLAP],
    ),
    row(
        "left_care_adopted",
        variant="excluding_uasc",
        line=True,
        numerator=103,
        denominator=668,
        value=10300 / 668,
        display="15.4%",
        target=9,
        amber=8,
        rag="green",
        rag_reason="Green: 15.4% meets the target of 9%.",
        difference_from_all=6.2061,
        difference_display="+6.2 pp",
        to_green=0,
    ),
    row(
        "children_in_care",
        line=True,
        numerator=2320,
        value=2320.0,
        display="2,320",
        rag_reason="Not rated: the indicator has no polarity.",
        **DECEMBER,
        previous_value=2410.0,
        previous_display="2,410",
        change=-90.0,
        direction_reason="No direction: the indicator has no polarity.",
    ),
    row(
        "children_in_care",
        variant="excluding_uasc",
        numerator=1454,
        value=1454.0,
        display="1,454",
        rag_reason="Not rated: the indicator has no polarity.",
        difference_from_all=-866.0,
        difference_display="-866",
    ),
    row(
        "social_worker_caseload",
        line=True,
        numerator=1763,
        denominator="110.4",
        value=1763 / 110.4,
        display="16.0",
        target=15,
        amber=18,
        rag="amber",
        rag_reason="Amber: 16.0 is above the target of 15 but not above the amber limit of 18.",
        **DECEMBER,
        previous_value=16.0,
        previous_display="16.0",
        change=-0.0308,
        direction="same",
        direction_reason="Same: 16.0, unchanged since 31 December 2015.",
    ),
    row(
        "social_worker_caseload",
        variant="excluding_uasc",
        status="not_applicable",
        rag_reason="Not rated: the variant does not apply to it.",
    ),
)

SCORECARD = Scorecard(
    title="Children in Care scorecard",
    organisation="Anyshire Council",
    as_at=MARCH,
    generated_at=dt.datetime(2016, 4, 20, 9, 30, tzinfo=dt.UTC),
    cicscore="0.1.0",
    catalogue=CatalogueSource(path="indicators.yaml", sha256="c" * 64, schema_version=1),
    extracts=(
        ExtractSource(name="children", file="children.csv", rows=2320, sha256="a" * 64),
        ExtractSource(name="reviews", file="reviews.csv", rows=6241, skipped_rows=3, sha256="b" * 64),
    ),
    themes=(
        ThemeInfo(id="children", title="Children", lead="Assistant Director"),
        ThemeInfo(id="empty", title="A theme without lines", lead=None),
        ThemeInfo(id="staffing", title="Staffing", lead=None),
    ),
    variants=(
        VariantInfo(id="all", title="All children"),
        VariantInfo(id="excluding_uasc", title="Excluding UASC"),
    ),
    rag_counts={
        "lines": RagCounts(green=2, amber=1, red=1, not_rated=2),
        "all": RagCounts(green=1, amber=1, red=1, not_rated=2),
        "excluding_uasc": RagCounts(green=1, amber=1, not_rated=3),
    },
    indicators=(
        indicator("reviews_on_time", "Reviews held on time", reference="K25"),
        indicator(
            "first_time_entrants",
            "First-time entrants to the youth justice system",
            polarity="lower",
            unit="count",
            decimals=0,
            period_type="year_to_date",
        ),
        indicator(
            "left_care_adopted",
            "Left care adopted",
            period_type="year_to_date",
            lines=["all", "excluding_uasc"],
        ),
        indicator("children_in_care", "Children in care", polarity="none", unit="count", decimals=0),
        indicator(
            "social_worker_caseload",
            "Children per social worker",
            theme="staffing",
            polarity="lower",
            unit="ratio",
        ),
    ),
    results=ROWS,
)

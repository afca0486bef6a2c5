"""Small scorecards for the tests of the report: one that holds everything, and one full of hostile text."""

import datetime as dt
import json
from typing import Any

from cicscore.definition import Definition
from cicscore.render.json import parse_scorecard, render_json
from cicscore.results import ALL_COMPUTED, Scorecard, SeriesRow
from cicscore.view import PLAIN
from tests.render.scorecards import MARCH, SCORECARD, SMALL

FEBRUARY = dt.date(2016, 2, 29)

_RATED_BEFORE = {
    "reviews_on_time": {"previous_rag": "amber", "change_display": "+2.5 pp", "outturn_rag": "green"},
    "left_care_adopted": {"previous_rag": "green", "change_display": "-0.9 pp"},
    "social_worker_caseload": {"previous_rag": "red", "change_display": "0.0"},
}

_SIDE = {
    "label": "children reviewed on time",
    "counts": "different children",
    "extract": "reviews",
    "file": "reviews.csv",
    "part_of_denominator": False,
    "window": "held on falls into the period",
    "conditions": [{"words": "held on is on or before due on", "term": "late"}],
}

_RULE = {
    "financial_year": "2015-16",
    "rule": "green at 98% or more",
    "target_source": None,
    "amber_source": None,
}

DEFINITION = Definition.model_validate(
    dict.fromkeys(Definition.model_fields)
    | {
        "id": "reviews_on_time",
        "title": "Reviews held on time",
        "theme": "Children",
        "meaning": "What reviews held on time counts.",
        "unit": "percent",
        "decimals": 1,
        "period": "31 March 2016",
        "numerator": _SIDE,
        "terms": [{"extract": "reviews", "name": "late", "words": "held on is after due on"}],
        "polarity": "Higher is better",
        "rules": [_RULE],
        "rated_on": "Rated on the exact value",
        "headline": "All children",
        "other_lines": [],
        "variants": [],
        "not_reported": {},
    }
)


def _month(as_at: dt.date, numerator: int | None, **more: Any) -> SeriesRow:
    usual: dict[str, Any] = (
        dict.fromkeys(SeriesRow.model_fields)
        | ALL_COMPUTED
        | {
            "indicator": "reviews_on_time",
            "variant": "all",
            "as_at": as_at,
            "line": True,
            "period_start": as_at,
            "period_end": as_at,
            "status": "calculated",
            "numerator": numerator,
            "denominator": 2256,
            "value": 100 * (numerator or 0) / 2256,
            "display": f"{100 * (numerator or 0) / 2256:.1f}%",
            "rag_reason": "Not rated: no target is set.",
            "restated": False,
            "special_causes": [],
            "hidden": [],
            "notes": [SMALL],
        }
    )
    return SeriesRow.model_validate(usual | more)


PANEL = {
    "indicator": "reviews_on_time",
    "variant": "all",
    "title": "Reviewed out of timescale, by age and gender",
    "of": "not_counted",
    "counted": "children who were due a review, without children reviewed on time",
    "lines_title": "Age group",
    "columns_title": "Sex",
    "status": "calculated",
    "status_reason": None,
    "columns": [{"id": "F", "title": "Female"}, {"id": "M", "title": "Male"}],
    "lines": [
        {"group": {"id": "0-4", "title": "0-4"}, "counts": [1, 0], "total": 1, "share_display": "0.2%"},
        {
            "group": {"id": "5", "title": "5 and over"},
            "counts": [57, 401],
            "total": 458,
            "share_display": "99.8%",
        },
    ],
    "totals": [58, 401],
    "total": 459,
    "shares_display": ["12.6%", "87.4%"],
}

#: A panel by one grouping, of which nothing is known.
UNKNOWN_PANEL = {
    **{key: PANEL[key] for key in ("indicator", "variant", "of", "lines_title")},
    "title": "Reviewed, by age",
    "counted": None,
    "columns_title": None,
    "status": "missing_extract",
    "status_reason": "reviews.csv was not supplied",
}

COMPARATOR = {
    "indicator": "reviews_on_time",
    "comparator": "england",
    "as_at": "2015-03-31",
    "value": 95.2,
    "display": "95.2%",
    "source": "Department for Education",
    "difference": 179700 / 2256 - 95.2,
    "difference_display": "-15.5 pp",
}

SUMMARY = {
    "indicator": "reviews_on_time",
    "variant": "excluding_uasc",
    "first_as_at": "2016-02-29",
    "last_as_at": "2016-03-31",
    "months": 2,
    "months_with_value": 2,
    "difference_average": 17.25,
    "difference_average_display": "+17.3 pp",
}


def _full() -> Scorecard:
    """A scorecard with one of everything that the report shows."""
    document = json.loads(render_json(SCORECARD, PLAIN))
    for row in document["results"]:
        if row["line"] and row["variant"] == "all":
            row.update(_RATED_BEFORE.get(row["indicator"], {}))
    series = (_month(FEBRUARY, 1700), _month(MARCH, 1797), _month(MARCH, None, **_NOTHING))
    document |= {
        "series": [json.loads(row.model_dump_json()) for row in series],
        "series_summaries": [SUMMARY],
        "panels": [PANEL, UNKNOWN_PANEL],
        "comparators": [COMPARATOR],
        "breakdowns": [
            {"id": "age_group", "title": "Age group", "groups": [{"id": "0-4", "title": "Under five"}]}
        ],
    }
    document["indicators"][0]["definition"] = json.loads(DEFINITION.model_dump_json())
    return Scorecard.model_validate(document)


_NOTHING = {
    "variant": "excluding_uasc",
    "status": "suppressed",
    "status_reason": "fewer than six children",
    "denominator": None,
    "value": None,
    "display": None,
}
FULL = _full()


def with_texts(text: str, scorecard: Scorecard = FULL) -> Scorecard:
    """The scorecard with every text that people write in a catalogue replaced by another."""

    def written(part: Any) -> Any:
        match part:
            case dict():
                return {
                    key: text if key in _FREE and isinstance(value, str) else written(value)
                    for key, value in part.items()
                }
            case list():
                return [written(each) for each in part]
            case _:
                return part

    document = written(json.loads(render_json(scorecard, PLAIN)))
    for row in document["results"]:
        row["notes"] = [f"small_cohort: {text}"] if row["notes"] else []
    return Scorecard.model_validate(document)


#: The keys of texts that people write.
_FREE = frozenset(
    {
        *("title", "organisation", "lead", "meaning", "owner", "note", "source", "counted", "lines_title"),
        *("columns_title", "status_reason", "rag_reason", "change_note", "label", "words", "rule", "file"),
    }
)


def of_version(version: str) -> Scorecard:
    """The scorecard as an earlier version wrote it, read again."""
    document = json.loads(render_json(SCORECARD, PLAIN)) | {"schema_version": version}
    for row in document["results"]:
        for key in ("previous_rag", "outturn_rag", "target_display", "amber_display", "change_display"):
            del row[key]
    for key in ("breakdowns", "panels", "series", "series_summaries", "comparators"):
        document.pop(key, None)
    return parse_scorecard(json.dumps(document), "march.json")

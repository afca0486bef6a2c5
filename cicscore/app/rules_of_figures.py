"""The rules of figures from elsewhere: saved scorecards, and CSV files of printed figures."""

from __future__ import annotations

from cicscore.catalogue.rules import Rule
from cicscore.faults import Severity

_E, _W = Severity.ERROR, Severity.WARNING

#: What a CSV file of printed figures looks like.
_PRINTED = "indicator,variant,as_at,value\nreviews_on_time,all,2015-12-31,77.2\n"
_BY_HAND = (
    "Documents are made by `cicscore compute --format json`; one that was changed by hand cannot be trusted."
)
_COMPARED = "Figures of others stand beside the council's own."

FIGURE_RULES: tuple[Rule, ...] = (
    Rule("CIC401", _E, "A scorecard document that is not JSON", _BY_HAND),
    Rule("CIC402", _E, "A JSON document that is not a scorecard", _BY_HAND),
    Rule(
        "CIC403",
        _E,
        "A scorecard document of a version that cannot be read",
        "A version with another whole number may mean other things by the same words.",
    ),
    Rule("CIC404", _E, "A scorecard document with something missing, unknown or of the wrong form", _BY_HAND),
    Rule("CIC405", _E, "A scorecard document that names something it does not describe", _BY_HAND),
    Rule(
        "CIC411",
        _E,
        "Figures that are not UTF-8 text",
        "Names read in the wrong encoding would be those of other indicators.",
    ),
    Rule(
        "CIC412",
        _E,
        "Printed figures without a column that they need",
        "A figure is of an indicator and a variant, on a day.",
        "indicator,variant,value\nreviews_on_time,all,77.2\n",
        _PRINTED,
    ),
    Rule(
        "CIC413",
        _E,
        "A printed figure whose day cannot be read",
        "The day says which figure is the earlier one.",
        _PRINTED.replace("2015-12-31", "December 2015"),
        _PRINTED,
    ),
    Rule(
        "CIC414",
        _E,
        "A printed figure that is not a plain number",
        "A percentage is written without its sign.",
        _PRINTED.replace("77.2", "77.2%"),
        _PRINTED,
    ),
    Rule(
        "CIC415",
        _W,
        "An earlier figure of something that the catalogue does not know",
        "Nothing is compared with it: the indicator may have been renamed.",
        _PRINTED.replace("reviews_on_time", "reviews_in_time"),
        _PRINTED,
    ),
    Rule(
        "CIC416",
        _W,
        "Two earlier figures for one line and day",
        "Only one of them is compared with.",
        _PRINTED + "reviews_on_time,all,2015-12-31,78.0\n",
        _PRINTED,
    ),
    Rule(
        "CIC417",
        _E,
        "Printed figures that are not a CSV file",
        "Likely a quotation mark is not closed.",
    ),
    Rule("CIC418", _E, "A figure of a comparator that scorecards do not show", _COMPARED),
    Rule("CIC419", _E, "A figure of a comparator without its source", _COMPARED),
    Rule(
        "CIC420",
        _W,
        "Earlier figures of which none is of an earlier day",
        "Nothing can be compared: they may be this month's own.",
    ),
    Rule(
        "CIC421",
        _W,
        "A financial year for which no target is set",
        "Every rating would be gone at once, without a word.",
    ),
    Rule(
        "CIC422",
        _E,
        "Printed figures with a column twice",
        "Which of the two holds the figures cannot be known.",
        "indicator,variant,as_at,value,value\nreviews_on_time,all,2015-12-31,77.2,79.1\n",
        _PRINTED,
    ),
    Rule(
        "CIC423",
        _E,
        "A row of printed figures that ends too early",
        "Its figure would be left out without a word.",
        _PRINTED.replace(",77.2", ""),
        _PRINTED,
    ),
)

"""The rules of figures from elsewhere: saved scorecards, and CSV files of printed figures.

Of a saved scorecard, a fragment shows the keys that matter; the others are left out.
"""

from __future__ import annotations

from cicscore.catalogue.rules import Rule
from cicscore.faults.fault import Severity

_E, _W = Severity.ERROR, Severity.WARNING

#: What a CSV file of printed figures looks like.
_PRINTED = "indicator,variant,as_at,value\nreviews_on_time,all,2015-12-31,77.2\n"
_BY_HAND = (
    "Documents are made by `cicscore compute --format json`; one that was changed by hand cannot be trusted."
)
#: What a CSV file of figures of others looks like.
_COMPARED = (
    "indicator,comparator,as_at,value,source\nreviews_on_time,england,2015-03-31,90,Statistics of the year\n"
)

_VERSION = '{\n  "schema_version": "1.1"'
_DOCUMENT = _VERSION + ',\n  "as_at": "2016-03-31"\n}\n'
_NAMES = _VERSION + (
    ',\n  "indicators": [{"id": "reviews_on_time"}],\n  "results": [{"indicator": "reviews_on_time"}]\n}\n'
)

#: A figure as a document has it: exact, and as it is printed.
_DISPLAY = _VERSION + (
    ',\n  "indicators": [{"id": "reviews_on_time", "unit": "percent", "decimals": 1}],\n'
    '  "results": [{"indicator": "reviews_on_time", "value": 79.65425531914893, "display": "79.7%"}]\n}\n'
)

#: A folder of extracts, whose name says the day of the scorecard, beside another file.
_OF_MARCH = "2016-03/\n  children.csv\nfigures.csv:\n  indicator,variant,as_at,value\n"
_OF_APRIL = (
    "2016-04/\n  children.csv\nindicators.yaml:\n  indicators:\n    - targets:\n"
    "        2015-16: {target: 95, amber: 90}\n"
)

FIGURE_RULES: tuple[Rule, ...] = (
    Rule(
        "CIC401",
        _E,
        "A scorecard document that is not JSON",
        _BY_HAND,
        _DOCUMENT.replace("\n}", ",\n}"),
        _DOCUMENT,
    ),
    Rule(
        "CIC402",
        _E,
        "A JSON document that is not a scorecard",
        "Every scorecard says by which version of its form it is to be read. " + _BY_HAND,
        _DOCUMENT.replace('  "schema_version": "1.1",\n', ""),
        _DOCUMENT,
    ),
    Rule(
        "CIC403",
        _E,
        "A scorecard document of a version that cannot be read",
        "A version with another whole number may mean other things by the same words.",
        _DOCUMENT.replace("1.1", "2.0"),
        _DOCUMENT,
    ),
    Rule(
        "CIC404",
        _E,
        "A scorecard document with something missing, unknown or of the wrong form",
        _BY_HAND,
        _DOCUMENT.replace("2016-03-31", "31 March 2016"),
        _DOCUMENT,
    ),
    Rule(
        "CIC405",
        _E,
        "A scorecard document that names something it does not describe",
        "What a figure is of, and in which unit, stands once in the document. " + _BY_HAND,
        _NAMES.replace('"indicator": "reviews_on_time"', '"indicator": "reviews_in_time"'),
        _NAMES,
    ),
    Rule(
        "CIC406",
        _E,
        "A scorecard document that contradicts itself",
        "A figure stands once, prints as what it is, and is counted with those of its rating. " + _BY_HAND,
        _DISPLAY.replace("79.7%", "99.7%"),
        _DISPLAY,
    ),
    Rule(
        "CIC411",
        _E,
        "A scorecard document that is no text",
        "Names read in the wrong encoding would be those of other indicators. UTF-8 is read, and UTF-16 by "
        "its byte-order mark.",
        "figures.json: Windows-1252, with a dash in the title\n",
        "figures.json: UTF-16, with a dash in the title\n",
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
        "A number is written without commas and words; a percentage may have its sign.",
        _PRINTED.replace("77.2", "77.2 (of 90)"),
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
        "Likely a quotation mark is not closed: all that follows would be one cell, and no figure.",
        _PRINTED.replace("all", '"all'),
        _PRINTED,
    ),
    Rule(
        "CIC418",
        _E,
        "A figure of a comparator that scorecards do not show",
        "England and the statistical neighbours stand beside the council's own figures, and nobody else.",
        _COMPARED.replace("england", "Anyshire"),
        _COMPARED,
    ),
    Rule(
        "CIC419",
        _E,
        "A figure of a comparator without its source",
        "A figure of others stands beside the council's own, so a reader has to be able to look it up.",
        _COMPARED.replace("Statistics of the year", ""),
        _COMPARED,
    ),
    Rule(
        "CIC420",
        _W,
        "Earlier figures of which none is of an earlier day",
        "Nothing can be compared: they may be this month's own. A direction of travel is told from a figure "
        "of a day before the scorecard's.",
        _OF_MARCH + "  reviews_on_time,all,2016-03-31,77.2\n",
        _OF_MARCH + "  reviews_on_time,all,2015-12-31,77.2\n",
    ),
    Rule(
        "CIC421",
        _W,
        "A financial year for which no target is set",
        "A target is one of a financial year. Where none is set for that of the scorecard, every rating "
        "would be gone at once, without a word.",
        _OF_APRIL,
        _OF_APRIL + "        2016-17: {target: 95, amber: 90}\n",
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
    Rule(
        "CIC424",
        _W,
        "A printed figure on another scale than its indicator",
        "A spreadsheet holds 79.7% as 0.797. Compared with a percentage, it would be an arrow that nothing "
        "stands behind. A percentage under 1 that is meant is written with its sign: 0.8%.",
        _PRINTED.replace("77.2", "0.772"),
        _PRINTED,
    ),
)

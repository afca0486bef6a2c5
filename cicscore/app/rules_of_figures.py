"""The rules of figures from elsewhere: saved scorecards, and CSV files of printed figures."""

from __future__ import annotations

from cicscore.catalogue.rules import Rule
from cicscore.faults import Severity

_E, _W = Severity.ERROR, Severity.WARNING

FIGURE_RULES: tuple[Rule, ...] = (
    Rule("CIC401", _E, "A scorecard document that is not JSON"),
    Rule("CIC402", _E, "A JSON document that is not a scorecard"),
    Rule("CIC403", _E, "A scorecard document of a version that cannot be read"),
    Rule("CIC404", _E, "A scorecard document with something missing, unknown or of the wrong form"),
    Rule("CIC405", _E, "A scorecard document that names something it does not describe"),
    Rule("CIC411", _E, "Printed figures that are not UTF-8 text"),
    Rule("CIC412", _E, "Printed figures without a column that they need"),
    Rule("CIC413", _E, "A printed figure whose day cannot be read"),
    Rule("CIC414", _E, "A printed figure that is not a plain number"),
    Rule("CIC415", _W, "An earlier figure of something that the catalogue does not know"),
    Rule("CIC416", _W, "Two earlier figures for one line and day"),
    Rule("CIC417", _E, "Printed figures that are not a CSV file"),
    Rule("CIC418", _E, "A figure of a comparator that scorecards do not show"),
    Rule("CIC419", _E, "A figure of a comparator without its source"),
)

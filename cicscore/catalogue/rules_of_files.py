"""The rules of the file itself: that it is YAML, and has the keys and values of a catalogue."""

from __future__ import annotations

from cicscore.catalogue.rule import Rule
from cicscore.faults.fault import Severity

_E = Severity.ERROR

FILE_RULES: tuple[Rule, ...] = (
    Rule(
        "CIC101",
        _E,
        "The file is not YAML",
        "What cannot be read is left out, and the rest of the file is checked all the same. Most often text "
        "that holds a colon is not in quotes, a quotation mark or bracket is not closed, or lines that "
        "belong together are not indented alike.",
        """\
indicators:
  - title: Placement stability: three or more placements
""",
        """\
indicators:
  - title: "Placement stability: three or more placements"
""",
    ),
    Rule(
        "CIC102",
        _E,
        "A key stands twice in one mapping",
        "YAML readers silently keep one of the two, and not all keep the same: a threshold that somebody "
        "reads in the file would not be the one that figures are rated with.",
        """\
indicators:
  - polarity: lower
    unit: percent
    polarity: higher
""",
        """\
indicators:
  - polarity: higher
    unit: percent
""",
    ),
    Rule(
        "CIC103",
        _E,
        "YAML that catalogues do not use: anchors, aliases, tags, several documents",
        "A definition is read and approved where it stands. Parts that are defined elsewhere in the file, "
        "and tags that change what a value is, hide what is meant.",
        """\
indicators:
  - numerator: {where: &took_part participation == "PN1"}
""",
        """\
indicators:
  - numerator: {where: participation == "PN1"}
""",
    ),
    Rule(
        "CIC104",
        _E,
        "A key is missing",
        "Some keys have no default, because any default would be wrong for somebody.",
        """\
themes:
  - {id: health}
""",
        """\
themes:
  - {id: health, title: Health}
""",
    ),
    Rule(
        "CIC105",
        _E,
        "An unknown key",
        "A misspelt key would be passed over without a word, and the indicator computed without it.",
        """\
indicators:
  - numerator: {whre: participation == "PN1"}
""",
        """\
indicators:
  - numerator: {where: participation == "PN1"}
""",
    ),
    Rule(
        "CIC106",
        _E,
        "A word that is not one of those allowed",
        "Polarity, period, unit and the like are closed sets, so that every word of a catalogue has one "
        "meaning.",
        """\
indicators:
  - polarity: high
""",
        """\
indicators:
  - polarity: higher
""",
    ),
    Rule(
        "CIC107",
        _E,
        "A value of the wrong type or form",
        "A number is written plainly, a day year-month-day, a financial year such as 2015-16, a name in "
        "lower case with underscores, and a list in square brackets or with dashes. A key without a value, a "
        "number longer than any figure, and a name that expressions read as something else would be taken "
        "for what nobody meant.",
        """\
indicators:
  - targets:
      2015-16: {target: 95%, amber: 90}
""",
        """\
indicators:
  - targets:
      2015-16: {target: 95, amber: 90}
""",
    ),
)

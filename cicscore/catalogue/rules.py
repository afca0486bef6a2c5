"""Every fault that a catalogue can have: its stable code, its severity, and what it is in one line."""

from __future__ import annotations

from dataclasses import dataclass

from cicscore.faults import Fault, Place, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fault: what it is in one line, why it matters, and a fragment with it and without it."""

    code: str
    severity: Severity
    title: str
    why: str = ""
    failing: str = ""
    passing: str = ""


_E, _W = Severity.ERROR, Severity.WARNING

#: The one table of codes of the catalogue.
RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("CIC101", _E, "The file is not YAML"),
        Rule("CIC102", _E, "A key stands twice in one mapping"),
        Rule("CIC103", _E, "YAML that catalogues do not use: anchors, aliases, tags, several documents"),
        Rule("CIC104", _E, "A key is missing"),
        Rule("CIC105", _E, "An unknown key"),
        Rule("CIC106", _E, "A word that is not one of those allowed"),
        Rule("CIC107", _E, "A value of the wrong type or form"),
        Rule("CIC201", _E, "An expression that cannot be read"),
        Rule("CIC202", _E, "Something that is not part of the expression language"),
        Rule("CIC203", _E, "Values of types that do not go together"),
        Rule("CIC204", _E, "A name that an expression does not know"),
        Rule("CIC205", _E, "A code that is not in the column's list"),
        Rule("CIC206", _E, "An aggregate that has no meaning where it stands"),
        Rule("CIC207", _E, "A function used wrongly"),
        Rule("CIC208", _E, "Named expressions that refer to each other in a circle"),
        Rule("CIC301", _E, "A reference to something that the catalogue does not declare"),
        Rule("CIC302", _E, "Two things with one name"),
        Rule("CIC303", _E, "An indicator that does not say what to compute, or says it twice"),
        Rule("CIC304", _E, "A unit that contradicts what is counted"),
        Rule("CIC305", _E, "A window without a date, or a date without a window"),
        Rule("CIC306", _E, "Thresholds that do not fit the polarity"),
        Rule("CIC307", _E, "A target without the limit between amber and red"),
        Rule("CIC308", _E, "A target on an indicator that has no polarity"),
        Rule("CIC309", _E, "A denominator whose meaning under a variant was not chosen"),
        Rule("CIC310", _E, "A data dictionary that contradicts itself"),
        Rule("CIC311", _E, "A count that has no meaning for the extract"),
        Rule("CIC320", _W, "A colour that no value can reach"),
        Rule("CIC321", _W, "A numerator that need not be part of the denominator"),
        Rule("CIC322", _W, "Two indicators with one title"),
        Rule("CIC323", _W, "Two indicators that compute the same"),
        Rule("CIC324", _W, "A variant that touches nothing"),
        Rule("CIC325", _W, "A breakdown that touches nothing"),
        Rule("CIC326", _W, "A year between two targets without one"),
        Rule("CIC331", _W, "An extract that nobody uses"),
        Rule("CIC332", _W, "A column that nobody uses"),
        Rule("CIC333", _W, "Codes that nobody uses"),
        Rule("CIC334", _W, "A named expression that nobody uses"),
        Rule("CIC341", _W, "A review that is overdue"),
        Rule("CIC342", _W, "A definition checked by its owner"),
        Rule("CIC351", _E, "A suppression of a check that does not exist or cannot be suppressed"),
        Rule("CIC352", _W, "A suppression that suppresses nothing"),
    )
}


def fault(
    code: str,
    place: Place,
    found: str,
    advice: str,
    *,
    allowed: str | None = None,
    nearest: str | None = None,
) -> Fault:
    """A fault of this kind, with the severity that the table gives it."""
    return Fault(code, RULES[code].severity, place, found, advice, allowed, nearest)

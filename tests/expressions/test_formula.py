"""Formulas over indicators: how they are read, and the unit that they give."""

from __future__ import annotations

import pytest

from cicscore.expressions.formula import Constant, Formula, FormulaNames, parts_in, read_formula, walk
from cicscore.expressions.quantities import misfit
from cicscore.vocabulary import Unit
from cicscore.wording.formula import formula_words

UNITS = {
    "adopted": Unit.PERCENT,
    "left": Unit.PERCENT,
    "begun": Unit.COUNT,
    "ended": Unit.COUNT,
    "rate": Unit.PER_10000,
    "days": Unit.MEAN,
    "each": Unit.RATIO,
}
NAMES = FormulaNames(tuple(UNITS), ("england", "region"))


def read(text: str) -> Formula:
    """The formula of a text without problems."""
    formula, problems = read_formula(text, NAMES)
    assert problems == ()
    assert formula is not None
    return formula


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("begun - ended", Unit.COUNT),
        ("begun + ended * 2", Unit.COUNT),
        ("0.3 * adopted + 0.7 * left", Unit.PERCENT),
        ("(3 * adopted + 2 * left) / 5", Unit.PERCENT),
        ("100 - adopted", Unit.PERCENT),
        ("adopted - adopted.england", Unit.PERCENT),
        ("100 * (begun - ended) / ended", Unit.PERCENT),
        ("10000 * begun / ended", Unit.PER_10000),
        ("begun / ended", Unit.RATIO),
        ("begun / ended", Unit.MEAN),
        ("1 - adopted / left", Unit.RATIO),
        ("each * days", Unit.MEAN),
        ("days / each", Unit.MEAN),
        ("2 / each", Unit.RATIO),
        ("-begun", Unit.COUNT),
    ],
)
def test_a_formula_of_like_units_has_one(text: str, unit: Unit) -> None:
    """Sums keep the unit, quotients of one unit are ratios, and numbers take the unit that they stand by."""
    assert misfit(read(text), UNITS, unit) is None


@pytest.mark.parametrize(
    ("text", "unit", "found", "advice", "at"),
    [
        (
            "begun - ended - adopted",
            Unit.COUNT,
            "a percentage is taken from a count",
            "Combine figures of one unit; divide each by a figure of its own unit to compare them as ratios.",
            0,
        ),
        (
            "2 * (days + rate)",
            Unit.MEAN,
            "a mean and a rate per 10,000 are added",
            "Combine figures of one unit; divide each by a figure of its own unit to compare them as ratios.",
            5,
        ),
        (
            "adopted * left",
            Unit.PERCENT,
            "a percentage is multiplied by a percentage",
            "Combine figures of one unit; divide each by a figure of its own unit to compare them as ratios.",
            0,
        ),
        (
            "begun / days",
            Unit.RATIO,
            "a count is divided by a mean",
            "Combine figures of one unit; divide each by a figure of its own unit to compare them as ratios.",
            0,
        ),
        ("begun / 0", Unit.COUNT, "the formula divides by 0", "Divide by a figure or a number.", 0),
        (
            "begun / ended",
            Unit.PERCENT,
            "the formula is a plain ratio, and the unit is percent",
            "Multiply it by 100, or write `unit: ratio`.",
            0,
        ),
        (
            "begun - ended",
            Unit.PERCENT,
            "the formula gives a count, and the unit is percent",
            "Write `unit: count`, or correct the formula.",
            0,
        ),
    ],
)
def test_a_formula_of_unlike_units_is_refused(
    text: str, unit: Unit, found: str, advice: str, at: int
) -> None:
    """With what is combined, and where."""
    unlike = misfit(read(text), UNITS, unit)

    assert unlike is not None
    assert (unlike.found, unlike.advice, unlike.span[0]) == (found, advice, at)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("begn - ended", [("unknown-name", "there is no indicator `begn`", "begun", (0, 4))]),
        (
            "adopted - adopted.englnd",
            [("unknown-name", "there is no comparator `englnd`", "england", (10, 24))],
        ),
        (
            "begun if ended else 3",
            [
                (
                    "not-in-language",
                    "`begun if ended else 3` is not part of a formula over indicators",
                    None,
                    (0, 21),
                )
            ],
        ),
        (
            "begun == ended",
            [
                (
                    "not-in-language",
                    "`begun == ended` is not part of a formula over indicators",
                    None,
                    (0, 14),
                )
            ],
        ),
        (
            "2 + 3",
            [("type-mismatch", "`2 + 3` names no indicator, so it is the same every day", None, (0, 5))],
        ),
    ],
)
def test_what_is_no_formula_is_told_with_its_place(
    text: str, problems: list[tuple[str, str, str | None, tuple[int, int]]]
) -> None:
    """Only ids, comparators, numbers and arithmetic are."""
    formula, found = read_formula(text, NAMES)

    assert formula is None
    assert [(one.code, one.found, one.nearest, one.span) for one in found] == problems


def test_every_problem_of_a_formula_is_told_at_once() -> None:
    """Each unknown name has a problem of its own."""
    _, found = read_formula("begn - endd", NAMES)

    assert [one.nearest for one in found] == ["begun", "ended"]


def test_a_part_named_twice_is_one_part() -> None:
    """In the order of the text."""
    parts = parts_in(read("100 * (begun - ended) / ended"))

    assert [part.indicator for part in parts] == ["begun", "ended"]


def test_a_number_is_kept_exactly_as_it_is_written() -> None:
    """0.1 is a tenth, not the nearest binary number."""
    (weight,) = (part for part in walk(read("0.1 * begun")) if isinstance(part, Constant))

    assert str(weight.value) == "0.1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("begun - ended", '"Begun" less "Ended"'),
        ("begun - (ended - begun)", '"Begun" less ("Ended" less "Begun")'),
        ("100 * (begun - ended) / ended", '100 times ("Begun" less "Ended") divided by "Ended"'),
        ("adopted - adopted.england", '"Adopted" less "Adopted" (England)'),
        ("0.3 * adopted + 0.7 * left", '0.3 times "Adopted" plus 0.7 times "Left"'),
    ],
)
def test_a_formula_in_words_keeps_its_brackets(text: str, words: str) -> None:
    """Titles in quotes; brackets where the order would else be another."""
    assert formula_words(read(text), str.capitalize) == words

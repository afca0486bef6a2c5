"""How published figures settle, worked out by hand over three years of made-up months, and laws of it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.disclosure.edition import publish
from cicscore.results import Scorecard, SettlingRow
from cicscore.scorecard.settling import Curve, Move, Told, caution, curves, settling_rows, with_cautions
from cicscore.vocabulary import Audience, Overridden, Unit
from tests.register.published import IT, day, scorecard, told, trend

LINE = (IT.id, "all")
#: What November came to when it was published, and in the scorecards of December, January and February.
NOVEMBERS = {
    2013: (90.0, 91.0, 91.8, 91.7),
    2014: (88.0, 88.5, 89.6, 89.6),
    2015: (91.0, 92.2, 93.1, 93.0),
}
FRESH = scorecard("2016-11-30", 92.0)


def of_a_year(year: int, definitions: tuple[str, str, str, str] = ("counted so",) * 4) -> list[Scorecard]:
    """The scorecards of November to February: each tells again what November came to."""
    november = f"{year}-11-30"
    days = [november, f"{year}-12-31", f"{year + 1}-01-31", f"{year + 1}-02-28"]
    first, *later = NOVEMBERS[year]
    return [scorecard(november, first, definition=definitions[0], catalogue=f"of {november}")] + [
        scorecard(as_at, None, {november: value}, definition=definition, catalogue=f"of {as_at}")
        for as_at, value, definition in zip(days[1:], later, definitions[1:], strict=True)
    ]


THREE_YEARS = [one for year in NOVEMBERS for one in of_a_year(year)]


def notes(fresh: Scorecard, documents: list[Scorecard]) -> tuple[str, ...]:
    """What is said of the fresh figure."""
    return with_cautions(fresh, told(*documents)).results[0].notes


# Three years, by hand ---------------------------------------------------------------------------------


def test_three_novembers_as_a_table() -> None:
    """A month later +1.0, +0.5, +1.2; two +1.8, +1.6, +2.1; three +1.7, +1.6, +2.0."""
    rows = list(settling_rows(curves(told(*THREE_YEARS)), [IT]))
    assert [(row.months_later, row.months, row.rose, row.fell, row.redefined) for row in rows] == [
        (1, 3, 3, 0, 0),
        (2, 3, 3, 0, 0),
        (3, 3, 3, 0, 0),
    ]
    assert [(row.lowest_display, row.median_display, row.highest_display) for row in rows] == [
        ("+0.5 pp", "+1.0 pp", "+1.2 pp"),
        ("+1.6 pp", "+1.8 pp", "+2.1 pp"),
        ("+1.6 pp", "+1.7 pp", "+2.0 pp"),
    ]
    assert [(row.lowest, row.median, row.highest) for row in rows] == [
        (0.5, 1.0, 1.2),
        (1.6, 1.8, 2.1),
        (1.6, 1.7, 2.0),
    ]


def test_the_next_november_is_cautioned() -> None:
    """By the month in which most of it has come, which is January."""
    assert notes(FRESH, THREE_YEARS) == (
        "settling: November's figure has gained 1.8 points (1.6 to 2.1) by January in each of 3 earlier "
        "years",
    )


def test_two_novembers_say_nothing() -> None:
    """Three is the least: nothing is guessed."""
    assert notes(FRESH, THREE_YEARS[4:]) == ()


def test_a_month_of_another_definition_is_left_out_and_counted() -> None:
    """From January 2016 on it is counted otherwise: of two and three months later two Novembers are left."""
    changed = of_a_year(2015, ("counted so", "counted so", "otherwise", "otherwise"))
    documents = [*THREE_YEARS[:8], *changed]
    rows = list(settling_rows(curves(told(*documents)), [IT]))
    assert [(row.months_later, row.months, row.redefined) for row in rows] == [
        (1, 3, 0),
        (2, 2, 1),
        (3, 2, 1),
    ]
    assert [row.median_display for row in rows] == ["+1.0 pp", "+1.7 pp", "+1.7 pp"]
    assert notes(FRESH, documents) == (
        "settling: November's figure has gained 1.0 points (0.5 to 1.2) by December in each of 3 earlier "
        "years",
    )


def test_one_that_fell_leaves_the_month_of_the_year_without_a_way() -> None:
    """Of +1.8, +1.6 and -1.0 the median is 1.6, a point or more, so that it is told with how many fell."""
    fell = scorecard("2016-01-31", None, {"2015-11-30": 90.0})
    documents = [*THREE_YEARS[:8], THREE_YEARS[8], fell]
    assert notes(FRESH, documents) == (
        "settling: of the figures of 3 earlier months, 2 had risen and 1 had fallen 2 months later; "
        "the median is +1.6 pp",
    )


def test_months_of_the_year_that_differ_are_told_together() -> None:
    """May, June and July each lost the same a month later; of September nothing else is known."""
    documents = [
        scorecard("2016-05-31", 50.0),
        scorecard("2016-06-30", 52.0, {"2016-05-31": 49.5}),
        scorecard("2016-07-31", 54.0, {"2016-06-30": 51.5}),
        scorecard("2016-08-31", 56.0, {"2016-07-31": 53.5}),
    ]
    assert notes(scorecard("2016-09-30", 56.0), documents) == (
        "settling: the figure of each of 3 earlier months had lost 0.5 points a month later",
    )
    assert notes(scorecard("2016-08-31", 56.0), documents[:3]) == ()
    # The month's own documents do not count, so that it is the same once they are filed.
    assert notes(scorecard("2016-08-31", 56.0), documents) == ()


def test_what_was_published_later_does_not_caution() -> None:
    """So that a scorecard that is computed again later is the same."""
    assert notes(scorecard("2015-11-30", 91.0), THREE_YEARS) == ()


def test_a_movement_too_small_to_print_is_not_told() -> None:
    """0.04 points each time would be 0.0."""
    curve = Curve(tuple(Move(day(f"201{n}-11-30"), 1, Fraction(4, 100)) for n in (3, 4, 5)))
    assert caution(curve, IT, day("2016-11-30")) is None
    finer = IT.model_copy(update={"decimals": 2})
    assert caution(curve, finer, day("2016-11-30")) == (
        "November's figure has gained 0.04 points by December in each of 3 earlier years"
    )


def test_other_units_need_every_month_to_move_the_same_way() -> None:
    """What is much of a count is not known: no size is stated for it."""
    count = IT.model_copy(update={"unit": Unit.COUNT, "decimals": 0})
    moves = [
        Move(day(at), 1, Fraction(by))
        for at, by in (("2016-01-31", 9), ("2016-02-29", 7), ("2016-03-31", -1))
    ]
    assert caution(Curve(tuple(moves)), count, day("2016-11-30")) is None
    assert caution(
        Curve((*moves[:2], Move(day("2016-03-31"), 1, Fraction(8)))), count, day("2016-11-30")
    ) == ("the figure of each of 3 earlier months had gained 8 (7 to 9) a month later")


# What counts as a statement ---------------------------------------------------------------------------


def moves(*documents: Told) -> list[tuple[str, int, str]]:
    """Each move of the line: the day, how many months later, and by how much."""
    curve = curves(documents).get(LINE, Curve(()))
    return [(move.day.isoformat(), move.months_later, str(float(move.points))) for move in curve.moves]


def test_a_reissue_tells_of_its_day_by_the_month_published_before_it() -> None:
    """One in the same month takes the place of nothing: the first issue is what readers had."""
    first, again = scorecard("2015-11-30", 90.0), scorecard("2015-11-30", 91.5)
    assert moves(Told(first, day("2015-11-30")), Told(again, day("2015-11-30"))) == []
    assert moves(Told(first, day("2015-11-30")), Told(again, day("2016-01-31"))) == [("2015-11-30", 2, "1.5")]


def test_the_last_document_of_a_month_counts() -> None:
    """A scorecard and then its reissue tell of the month before."""
    december = scorecard("2015-12-31", 80.0, {"2015-11-30": 90.5})
    corrected = scorecard("2015-12-31", 80.0, {"2015-11-30": 90.8})
    documents = told(scorecard("2015-11-30", 90.0), december, corrected)
    assert moves(*documents) == [("2015-11-30", 1, "0.8")]


def test_trends_tell_as_scorecards_do() -> None:
    """Of their own last month at first, and of the months before again."""
    documents = told(
        trend("2015-11-30", {"2015-11-30": 90.0}),
        trend("2015-12-31", {"2015-11-30": 89.0, "2015-12-31": 88.0}),
    )
    assert moves(*documents) == [("2015-11-30", 1, "-1.0")]


def test_a_month_that_was_not_published_when_fresh_has_no_beginning() -> None:
    """What December says of November is no first figure."""
    documents = told(
        scorecard("2015-12-31", 80.0, {"2015-11-30": 90.0}),
        scorecard("2016-01-31", 80.0, {"2015-11-30": 91.0}),
    )
    assert moves(*documents) == []


def test_a_figure_that_is_not_shown_tells_nothing() -> None:
    """Neither at first nor later."""
    for first, later in ((None, 90.0), (90.0, None)):
        documents = told(scorecard("2015-11-30", first), scorecard("2015-12-31", 80.0, {"2015-11-30": later}))
        assert moves(*documents) == []


def by_hand(document: Scorecard, value: float) -> Scorecard:
    """The scorecard with its figure set by hand; what was computed stands beside it."""
    (figure,) = document.results
    update = {
        "value": value,
        "display": f"{value:.1f}%",
        "overridden": (Overridden.VALUE,),
        "computed_value": figure.value,
    }
    return document.model_copy(update={"results": (figure.model_copy(update=update),)})


def test_what_was_set_by_hand_does_not_settle() -> None:
    """Of a figure that was set to 95 for November, what was computed is compared: 90 and then 91."""
    november = by_hand(scorecard("2015-11-30", 90.0), 95.0)
    assert moves(*told(november, scorecard("2015-12-31", 80.0, {"2015-11-30": 91.0}))) == [
        ("2015-11-30", 1, "1.0")
    ]
    assert notes(by_hand(FRESH, 95.0), THREE_YEARS) == ()


def test_more_than_three_months_later_is_not_followed() -> None:
    """The curve ends there."""
    documents = told(scorecard("2015-11-30", 90.0), scorecard("2016-03-31", 80.0, {"2015-11-30": 95.0}))
    assert moves(*documents) == []


@pytest.mark.parametrize(
    ("definitions", "catalogues", "found"),
    [
        (("so", "so"), ("one", "another"), 1),
        (("so", "otherwise"), ("one", "another"), 0),
        ((None, None), ("one", "one"), 1),
        ((None, None), ("one", "another"), 0),
        (("so", None), ("one", "another"), 0),
        (("so", None), ("one", "one"), 1),
    ],
)
def test_definitions_are_told_apart_by_their_digests_or_else_by_whole_catalogues(
    definitions: tuple[str | None, str | None], catalogues: tuple[str, str], found: int
) -> None:
    """A catalogue of which something else changed is no reason to leave a month out, if that is known."""
    first = scorecard("2015-11-30", 90.0, definition=definitions[0], catalogue=catalogues[0])
    again = {"2015-11-30": 91.0}
    later = scorecard("2015-12-31", 80.0, again, definition=definitions[1], catalogue=catalogues[1])
    curve = curves(told(first, later))[LINE]
    assert (len(curve.moves), len(curve.redefined)) == (found, 1 - found)


def test_editions_for_one_audience_are_compared() -> None:
    """The public one shows 90.04 as 90.0; taken for what was published to officers, it would have moved."""
    public = {"audience": Audience.PUBLIC, "extracts": ()}
    again = {"2015-11-30": 90.04}
    documents = told(scorecard("2015-11-30", 90.0, **public), scorecard("2015-12-31", 80.0, again))
    assert moves(*documents) == []
    documents = [*told(scorecard("2015-11-30", 90.04)), *documents]
    assert moves(*documents) == [("2015-11-30", 1, "0.0")]


def test_no_edition_that_leaves_the_organisation_has_the_caution() -> None:
    """It tells of figures that may be hidden."""
    cautioned = with_cautions(FRESH, told(*THREE_YEARS))
    assert cautioned.results[0].notes
    partner = publish(cautioned, audience=Audience.PARTNER).document
    assert partner.results[0].notes == ()


# Laws -------------------------------------------------------------------------------------------------

MONTHS = [f"2015-{number:02}-28" for number in range(1, 13)]
VALUES = st.lists(
    st.lists(st.integers(0, 1000), min_size=len(MONTHS), max_size=len(MONTHS)),
    min_size=len(MONTHS),
    max_size=len(MONTHS),
)


def published(values: list[list[int]], shift: int = 0, scale: int = 1) -> list[Told]:
    """A scorecard a month: each tells of its own and all months before."""
    documents = []
    for number, as_at in enumerate(MONTHS):
        told_now = [float(scale * value + shift) for value in values[number]]
        before = dict(zip(MONTHS[:number], told_now, strict=False))
        documents.append(scorecard(as_at, told_now[number], before))
    return told(*documents)


def rows_of(documents: list[Told]) -> list[SettlingRow]:
    """The table of the line."""
    return list(settling_rows(curves(documents), [IT]))


@given(VALUES)
def test_every_move_is_the_later_less_the_first_figure(values: list[list[int]]) -> None:
    """As a plain loop over months finds it: of 12 months 11, 10 and 9 are told again."""
    found = {(move.day, move.months_later): move.points for move in curves(published(values))[LINE].moves}
    expected = {
        (day(MONTHS[of]), lag): values[of + lag][of] - values[of][of]
        for lag in (1, 2, 3)
        for of in range(len(MONTHS) - lag)
    }
    assert found == expected


@given(VALUES, st.integers(-500, 500))
def test_a_level_moves_nothing(values: list[list[int]], shift: int) -> None:
    """Figures that are all higher by the same have settled the same."""
    assert rows_of(published(values, shift)) == rows_of(published(values))


@given(VALUES)
def test_turned_upside_down_what_rose_fell(values: list[list[int]]) -> None:
    """And the lowest is the highest."""
    for row, other in zip(rows_of(published(values)), rows_of(published(values, scale=-1)), strict=True):
        assert (row.rose, row.fell, row.months) == (other.fell, other.rose, other.months)
        assert row.median is not None
        assert row.lowest is not None
        assert other.median is not None
        assert other.highest is not None
        assert (-row.median, -row.lowest) == (other.median, other.highest)


@given(VALUES, st.integers(1, len(MONTHS) - 1))
def test_no_month_is_compared_across_a_change(values: list[list[int]], change: int) -> None:
    """Of what was published on both sides of it nothing is counted, and all of it is told to be left out."""
    documents = [
        scorecard(
            as_at,
            float(values[number][number]),
            dict(zip(MONTHS[:number], map(float, values[number]), strict=False)),
            definition="new" if number >= change else "old",
            catalogue=as_at,
        )
        for number, as_at in enumerate(MONTHS)
    ]
    curve = curves(told(*documents))[LINE]
    first_new = day(MONTHS[change])

    def crosses(at: dt.date, lag: int) -> bool:
        return at < first_new <= at.replace(month=at.month + lag)

    assert not any(crosses(move.day, move.months_later) for move in curve.moves)
    assert all(crosses(at, lag) for at, lag in curve.redefined)
    assert len(curve.moves) + len(curve.redefined) == 11 + 10 + 9


@given(st.lists(st.fractions(-5, 5), min_size=0, max_size=8))
def test_a_caution_has_three_months_behind_it(points: list[Fraction]) -> None:
    """And either all of them moved the same way, or their median is a point or more."""
    moved = [Move(day(f"20{10 + n}-0{n % 9 + 1}-28"), 1, by) for n, by in enumerate(points)]
    said = caution(Curve(tuple(moved)), IT, day("2030-11-30"))
    middle = sorted(points)[len(points) // 2] if points else Fraction(0)
    if said is None:
        same_way = points and (min(points) > Fraction(1, 10) or max(points) < Fraction(-1, 10))
        assert len(points) < 3 or not same_way
    else:
        assert len(points) >= 3
        assert min(points) > 0 or max(points) < 0 or abs(middle) >= Fraction(1, 2)

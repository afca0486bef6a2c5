"""What changed a figure: by cause, worked out by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.app.explain import ExplainRequest, explain
from cicscore.explain.document import Changes, NumeratorMoves
from cicscore.explain.text import explanation_text
from cicscore.explain.variant_effects import parts_of_difference
from cicscore.faults.fault import CannotRunError, InternalError
from cicscore.results import Row
from cicscore.view import View
from cicscore.vocabulary import Unit
from tests.explain.catalogues import catalogue_text
from tests.explain.folders import MARCH, write, write_catalogue
from tests.render.scorecards import row

FEBRUARY = dt.date(2016, 2, 29)

SHARE = """
denominator: {label: children in care, from: stays, where: open, count: children}
numerator: {label: children in own homes, where: home == "OWN"}
"""

#: A month before: Dan is still in care, Cleo is not yet, and Ben has not moved to an own home.
BEFORE = """\
child_id,began,ended,home
anna,2014-02-01,,OWN
ben,2013-01-01,2014-06-30,PRIV
ben,2015-07-01,,PRIV
dan,2015-01-01,,OWN
"""


def changes(folder: Path, indicator: str, **before: str) -> Changes:
    """What changed between a folder as it was in February and the usual one of March."""
    request = ExplainRequest(
        "it",
        write_catalogue(folder, indicator),
        write(folder / "2016-03"),
        previous=write(folder / "2016-02", **before),
    )
    found = explain(request).explanation.changes
    assert found is not None
    return found


def test_who_entered_and_left_and_who_moved(tmp_path: Path) -> None:
    """Cleo entered, Dan left with the denominator, and Ben moved into an own home."""
    found = changes(tmp_path, SHARE, stays=BEFORE)
    assert (found.as_at, found.not_compared) == (FEBRUARY, None)
    everyone = found.variants[0]
    told = [
        (side.side.value, side.counted, side.before, side.entered, side.left, side.altered, side.now)
        for side in everyone.sides
    ]
    assert told == [
        ("denominator", "children", 3, 1, 1, 0, 3),
        ("numerator", "children", 2, 1, 1, 0, 2),
    ]
    assert everyone.numerator_moves == NumeratorMoves(
        entered_with_denominator=0, moved_in=1, left_with_denominator=1, moved_out=0
    )
    assert everyone.change == 0


def test_each_variant_changes_by_its_own_causes(tmp_path: Path) -> None:
    """Without Cleo, who is UASC, nobody entered."""
    without = changes(tmp_path, SHARE, stays=BEFORE).variants[1]
    denominator = without.sides[0]
    assert (denominator.before, denominator.entered, denominator.left, denominator.now) == (3, 0, 1, 2)
    assert without.change == pytest.approx(100 - 200 / 3)
    # Two of three, then two of two: the numerator did not move, so all of it is the denominator's.
    assert (without.due_to_numerator, without.due_to_denominator) == (0, pytest.approx(100 / 3))


def test_amounts_that_changed_in_place(tmp_path: Path) -> None:
    """A score that was corrected is told apart from rows that came and went."""
    mean = """
        period: year_to_date
        unit: mean
        denominator: {label: checks, from: checks, dated_by: held_on}
        numerator: {label: points, count: {sum: score}}
        """
    before = "child_id,held_on,score\nanna,2015-05-01,9\nanna,2016-02-01,14\nben,2015-12-01,5\n"
    found = changes(tmp_path, mean, checks=before).variants[0]
    denominator, numerator = found.sides
    assert (denominator.counted, denominator.before, denominator.entered, denominator.left) == (
        "rows",
        3,
        1,
        1,
    )
    # Anna's 9 became 10; Ben's 5 left; Cleo's 21.5 entered; a check without a score is no part of it.
    assert numerator.counted == "the amounts of rows"
    assert (numerator.before, numerator.entered, numerator.left) == (28, 21.5, 5)
    assert (numerator.altered, numerator.now) == (1, 45.5)


def test_a_tie_in_a_change_rounds_up(tmp_path: Path) -> None:
    """From 9.5 to 9.65 is 0.15, which prints as 0.2; in binary, 0.15 is a little less than that."""
    mean = """
        period: year_to_date
        unit: mean
        denominator: {label: checks, from: checks, dated_by: held_on}
        numerator: {label: points, count: {sum: score}}
        """
    checks = "child_id,held_on,score\nanna,2015-05-01,{}\nben,2015-12-01,10\n"
    request = ExplainRequest(
        "it",
        write_catalogue(tmp_path, mean),
        write(tmp_path / "2016-03", checks=checks.format("9.3")),
        previous=write(tmp_path / "2016-02", checks=checks.format("9")),
    )
    told = explanation_text(explain(request).explanation, View(width=120))
    moved = "+0.2 from exact values: +0.2 by the numerator, 0.0 by the denominator"
    assert f"  All: 9.5 to 9.7 ({moved})\n" in told


def test_different_values_are_followed_by_themselves(tmp_path: Path) -> None:
    """The one home of February is one of the two of March."""
    homes = "unit: count\nnumerator: {label: homes, from: stays, where: open, count: {distinct: home}}\n"
    before = "child_id,began,ended,home\nanna,2014-02-01,,OWN\nben,2013-01-01,2014-06-30,PRIV\n"
    (side,) = changes(tmp_path, homes, stays=before).variants[0].sides
    assert (side.counted, side.before, side.entered, side.left, side.now) == ("values", 1, 1, 0, 2)


def test_rows_without_a_key_cannot_be_followed(tmp_path: Path) -> None:
    """Where nothing says which row is which, the reason stands in place of the causes."""
    catalogue = write_catalogue(
        tmp_path, "unit: count\nnumerator: {label: posts, from: posts, where: filled}\n"
    )
    catalogue.write_text(catalogue.read_text().replace("    key: [post]\n", ""))
    request = ExplainRequest(
        "it", catalogue, write(tmp_path / "2016-03"), previous=write(tmp_path / "2016-02")
    )
    found = explain(request).explanation.changes
    assert found == Changes(
        as_at=FEBRUARY, not_compared="nothing was counted that can be followed from day to day", variants=()
    )


def test_another_definition_is_not_compared(tmp_path: Path) -> None:
    """Two days under two definitions have no common causes."""
    old = SHARE + "valid_to: 2016-03-01\n"
    new = SHARE.replace("count: children", "count: rows") + "valid_from: 2016-03-02\n"
    catalogue = write_catalogue(tmp_path, old)
    catalogue.write_text(catalogue.read_text() + catalogue_text(new).split("indicators:\n")[1])
    request = ExplainRequest(
        "it", catalogue, write(tmp_path / "2016-03"), previous=write(tmp_path / "2016-02", stays=BEFORE)
    )
    found = explain(request).explanation.changes
    assert found is not None
    assert found.not_compared == "the definition was another then"


def test_the_earlier_folder_has_to_be_earlier(tmp_path: Path) -> None:
    """The same month is no earlier month."""
    request = ExplainRequest(
        "it",
        write_catalogue(tmp_path, SHARE),
        write(tmp_path / "2016-03"),
        previous=tmp_path / "2016-03",
        previous_as_at=MARCH,
    )
    with pytest.raises(CannotRunError) as caught:
        explain(request)
    assert (
        str(caught.value) == "--previous: 31 March 2016 is not before 31 March 2016. Give an earlier folder."
    )


# Parts of a difference ---------------------------------------------------------------------------------


def share(numerator: int, denominator: int | None) -> Row:
    """A row with these counts."""
    value = numerator if denominator is None else 100 * numerator / denominator
    return row("it", numerator=numerator, denominator=denominator, value=value)


def test_the_parts_of_a_difference_by_hand() -> None:
    """From 1 of 2 to 3 of 4: both orders, halved, give the numerator 75 and the denominator -50 points."""
    parts = parts_of_difference(share(1, 2), share(3, 4), Unit.PERCENT)
    # Numerator first: 50 to 150 (+100), then to 75 (-75). Denominator first: 50 to 25 (-25), to 75 (+50).
    assert parts is not None
    assert (parts.numerator, parts.denominator) == (75, -50)


def test_a_count_changes_by_its_numerator_alone() -> None:
    """There is nothing else that it could change by."""
    parts = parts_of_difference(share(5, None), share(3, None), Unit.COUNT)
    assert parts is not None
    assert (parts.numerator, parts.denominator) == (-2, 0)


def test_no_value_has_no_parts() -> None:
    """A difference that is not there is not shared out."""
    assert parts_of_difference(row("it"), share(1, 2), Unit.PERCENT) is None


counts = st.tuples(st.integers(0, 500), st.integers(1, 500))


@given(counts, counts)
def test_the_parts_are_the_difference(before: tuple[int, int], after: tuple[int, int]) -> None:
    """Nothing is left over, and where one side stays the other has all of it."""
    parts = parts_of_difference(share(*before), share(*after), Unit.PERCENT)
    assert parts is not None
    whole = Fraction(100 * after[0], after[1]) - Fraction(100 * before[0], before[1])
    assert parts.numerator + parts.denominator == whole
    if before[1] == after[1]:
        assert parts.denominator == 0
    if before[0] == after[0]:
        assert parts.numerator == 0


def test_causes_that_do_not_add_up_are_an_error_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The causes are checked against both figures when they are told."""
    from cicscore.explain import changes as module

    monkeypatch.setattr(module, "_total", lambda amounts, of: len(list(of)) * 2)
    with pytest.raises(InternalError, match=r"^the causes of the change of it do not add up to it$"):
        changes(tmp_path, SHARE, stays=BEFORE)

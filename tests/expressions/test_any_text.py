"""Whatever is written, compiling answers: never an exception, never a place outside the text."""

from __future__ import annotations

import itertools

from hypothesis import example, given
from hypothesis import strategies as st

from cicscore.expressions.nodes import walk
from tests.expressions.reach import compiled
from tests.expressions.test_language import CONDITIONS, VALUES
from tests.expressions.test_problems import CASES, EXAMPLE

LANGUAGE = """
held_on due_on participation score chaired note late seen broken child child.uasc row.late stays stays.miles
as_at on exists( count( sum( last( by= where= age( band( coalesce( date( days(3) hours(1) and or not in is
None True == != < <= > >= ( ) [ ] , . + - * / "PN0" "5-9" 1 2.5
"""
OTHERS = """
= && { } : ; ** % & | ~ := -> ! " ' “ 012 1e9 1j 5A lambda for if else await yield import f"{x}" b"x" ...
# \\ é ℮
"""
WORDS = (*LANGUAGE.split(), *OTHERS.split(), "\0")
PIECES = st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join)
VALID = [*CONDITIONS, *VALUES]


def holds(text: str) -> None:
    """What has to be true of any outcome."""
    outcome = compiled(text, expected=None)
    assert outcome.node is None or not outcome.problems
    for problem in outcome.problems:
        start, end = problem.span
        assert 0 <= start <= end <= len(text)
        assert start < end or not text
        assert problem.found
        assert problem.advice
    if outcome.node is not None:
        assert all(0 <= part.span[0] < part.span[1] <= len(text) for part in walk(outcome.node))


@given(st.text())
@example("\ud800")
@example("note == '\ud800'")
@example("\x00")
@example("'''\n'''")
@example("\ufeffchaired")
@example("#")
def test_any_text_has_a_meaning_or_problems(text: str) -> None:
    """Also control characters, lone surrogates, and other alphabets."""
    holds(text)


@given(PIECES)
def test_any_row_of_words_and_signs_has_a_meaning_or_problems(text: str) -> None:
    """Words and signs of the language and of others, in any order."""
    holds(text)


@given(st.sampled_from(VALID), st.data())
def test_any_damage_to_a_valid_expression_is_answered(text: str, data: st.DataObject) -> None:
    """One stretch of a valid expression replaced by a few other characters."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 4)))
    holds(text[:start] + data.draw(st.text("()[]\"'=<>,.#\\ e1é\n", max_size=3)) + text[end:])


def test_any_pair_of_faults_is_two_problems() -> None:
    """A fault in one condition does not hide a fault in the next, where both can be read."""
    readable = [case for case in CASES if case.code != "unreadable-expression" and case.advice != EXAMPLE]
    for one, two in itertools.pairwise(readable):
        both = f"(({one.text}) == True) and (({two.text}) == True)"
        assert len(compiled(both).problems) == 2, both


def test_the_end_of_every_valid_expression_is_needed() -> None:
    """A text cut off in the middle of a call is never silently read."""
    for text in VALID:
        if text.endswith(")"):
            outcome = compiled(text[:-1], expected=None)
            assert outcome.node is None
            assert outcome.problems

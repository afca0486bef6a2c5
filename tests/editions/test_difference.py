"""The difference of an edition and another document: what is not shown is not missing."""

from __future__ import annotations

from cicscore.app.diff import differ
from cicscore.app.files import Given
from cicscore.diff.formats import render_text
from cicscore.render.json import render_json
from cicscore.results import Scorecard
from cicscore.view import View
from tests.editions.made import INTERNAL, PUBLIC, secrets_in

DIFFERENCE = """\
Scorecards: old.json (old) and new.json (new)
3 figures changed. Of these, 3 values changed, 3 ratings changed, 1 direction changed.

Scorecard
  - audience: was internal, now public
  - earlier month ends: one does not show all that the other shows

reviews_on_time · K25 · Reviews held on time
  Excluding UASC
    - value: was 97.4%, now not shown
    - numerator: was 1,385, now not shown
    - RAG: was amber, now not shown
  All children, age_group 5+
    - value: was 79.5%, now not shown
    - numerator: was 1,773, now not shown
    - denominator: was 2,231, now not shown
    - RAG: was red, now not shown

left_care_adopted · Left care adopted
  All children
    - value: was 10.5%, now not shown
    - numerator: was 117, now not shown
    - denominator: was 1,118, now not shown
    - RAG: was green, now not shown
    - direction: was improved, now not shown
"""


def told(old: Scorecard, new: Scorecard) -> str:
    """What is told of the difference."""
    given = [
        Given(f"{name}.json", render_json(each, View()).encode())
        for name, each in (("old", old), ("new", new))
    ]
    return render_text(differ(given[0], given[1]), View(width=100))


def test_what_the_public_edition_does_not_show_is_said_to_be_not_shown() -> None:
    """Whole: no status, no missing value, no extract that is gone."""
    assert told(INTERNAL, PUBLIC) == DIFFERENCE


def test_what_is_shown_again_was_not_shown() -> None:
    """The other way round."""
    text = told(PUBLIC, INTERNAL)
    assert "value: was not shown, now 10.5%" in text
    assert "RAG: was not shown, now green" in text
    assert "there was none" not in text


def test_two_editions_that_hide_the_same_do_not_differ() -> None:
    """Nothing is told of what is hidden in both."""
    text = told(PUBLIC, PUBLIC)
    assert text.endswith("No difference: the two say the same.\n")
    assert secrets_in(text) == []

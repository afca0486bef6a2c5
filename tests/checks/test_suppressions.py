"""Suppressions: what they cover, and what is said of those that do not hold."""

from __future__ import annotations

import datetime as dt

import pytest

from cicscore.app.check import check
from tests.checks.fragments import completed

REASON = "reason: We know."


def found(fragment: str, on: dt.date = dt.date(2016, 6, 30)) -> list[tuple[str, int | None]]:
    """The codes of what is found, and their lines."""
    report = check(completed(fragment).encode(), "c.yaml", on=on, examples=False, strict=False)
    return [(fault.code, fault.place.line) for fault in report.faults]


def test_a_suppression_holds_for_its_indicator_alone() -> None:
    """The same finding in the next indicator is still told."""
    fragment = f"""\
indicators:
  - numerator: {{where: score > 1}}
    review_by: 2016-03-31
    allow: [{{code: CIC341, {REASON}}}]
  - numerator: {{where: score > 2}}
    review_by: 2016-03-31
"""

    assert found(fragment) == [("CIC341", 74)]


def test_a_suppression_at_the_top_holds_for_the_whole_catalogue() -> None:
    """Such as one that a council has decided on for good."""
    fragment = f"allow: [{{code: CIC341, {REASON}}}]\nindicators:\n  - review_by: 2016-03-31\n"

    assert found(fragment) == []


def test_a_check_is_suppressed_by_its_name_as_well_as_by_its_code() -> None:
    """A name says what is allowed; a code has to be looked up. One that is misspelt stands for nothing."""
    fragment = "indicators:\n  - review_by: 2016-03-31\n    allow: [{code: %s, reason: We know.}]\n"

    assert found(fragment % "review-overdue") == []
    assert found(fragment % "review-overdu") == [("CIC341", 62), ("CIC351", 63)]
    report = check(
        completed(fragment % "review-overdu").encode(),
        "c.yaml",
        on=dt.date(2016, 6, 30),
        examples=False,
        strict=False,
    )
    assert [fault.nearest for fault in report.faults] == [None, "review-overdue"]


def test_a_suppression_of_another_check_does_not_help() -> None:
    """And is itself called idle."""
    fragment = f"indicators:\n  - review_by: 2016-03-31\n    allow: [{{code: CIC342, {REASON}}}]\n"

    assert found(fragment) == [("CIC341", 62), ("CIC352", 63)]


@pytest.mark.parametrize("on", [dt.date(2016, 3, 1), dt.date(2016, 6, 30)])
def test_a_suppression_of_overdue_reviews_is_not_idle_before_the_day(on: dt.date) -> None:
    """Whether it suppresses anything depends on the day of the check."""
    assert (
        found(f"indicators:\n  - review_by: 2016-03-31\n    allow: [{{code: CIC341, {REASON}}}]\n", on) == []
    )


def test_a_suppression_of_a_check_of_examples_is_not_idle_without_them() -> None:
    """Nobody looked whether it suppresses anything."""
    assert found(f"indicators:\n  - title: Took part\n    allow: [{{code: CIC611, {REASON}}}]\n") == []


def test_a_suppression_that_a_dated_change_takes_over_is_not_idle() -> None:
    """It is written once, and suppresses what is found once."""
    fragment = f"""\
indicators:
  - owner: Performance Manager
    checked_by: Performance Manager
    allow: [{{code: CIC342, {REASON}}}]
    changes:
      2016-04-01: {{meaning: Reviews at which the child spoke.}}
"""

    assert found(fragment) == []


def test_two_indicators_may_allow_the_same() -> None:
    """Each for itself."""
    one = f"review_by: 2016-03-31\n    allow: [{{code: CIC341, {REASON}}}]\n"

    assert found(f"indicators:\n  - numerator: {{where: score > 1}}\n    {one}  - {one}") == []


def test_a_blank_reason_is_none() -> None:
    """Whoever reads it is not told why."""
    fragment = 'indicators:\n  - review_by: 2016-03-31\n    allow: [{code: CIC341, reason: "  "}]\n'

    assert found(fragment) == [("CIC107", 63)]

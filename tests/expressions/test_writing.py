"""The way back from what an expression means to how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.catalogue.dictionary import link_dictionary
from cicscore.catalogue.load import draft_of
from cicscore.catalogue.reporter import Reporter
from cicscore.expressions.compile import compile_expression
from cicscore.expressions.unparse import expression_text

SHIPPED = Path(__file__).parents[2] / "indicators.yaml"
DRAFT = draft_of(SHIPPED.read_bytes(), "indicators.yaml")


def _names(extract: str):
    assert DRAFT.document is not None
    return link_dictionary(DRAFT.document.extracts, Reporter(DRAFT.source)).names(extract)


@pytest.mark.parametrize(
    "text",
    [
        "started_on <= as_at - years(1) + days(1)",
        "(ended_on is None or ended_on > as_at) and started_on <= as_at",
        "not (started_on <= as_at and ended_on > as_at) or ended_on is not None",
        "not exists(reviews, held_on is None and due_on > row.started_on)",
        'end_reason in ["E11", "E12"] or end_reason not in ["E4A"] or end_reason == "E2"',
        "age(child.date_of_birth, started_on) * 2 - (1 - 3) / 4 >= -1",
        "(1 + 2) * 3 > 1 - (2 + 3)",
        "count(reviews) >= 3",
        'last(placements.started_on, by=started_on, where=not placement_type == "A3") < date("2016-03-31")',
        "first(placements.started_on, by=started_on) > min(reviews.held_on, held_on > row.started_on)",
        'band(age(child.date_of_birth, as_at), "0-4", "5+") == "0-4"',
        "coalesce(ended_on, period_end) > greatest(year_start, started_on)",
        "child.uasc and (child.uasc_ended_on is None or child.uasc_ended_on >= on)",
        "child.child_id == 'The \"Old\" Town'",
        "True",
    ],
)
def test_what_was_written_is_written_again(text: str):
    """Brackets stand only where they are needed, and nothing is lost."""
    node = compile_expression(text, _names("care_periods")).node
    assert node is not None
    assert expression_text(node) == text


def test_every_condition_of_the_shipped_catalogue_reads_back_as_it_is():
    """Written out with its named expressions in full, a condition means the same again."""
    assert DRAFT.document is not None
    for indicator in DRAFT.document.indicators:
        for part in (indicator.denominator, indicator.numerator):
            extract = part and (part.source or (indicator.denominator and indicator.denominator.source))
            if part is None or part.where is None or extract is None:
                continue
            node = compile_expression(part.where, _names(extract)).node
            assert node is not None
            assert compile_expression(expression_text(node), _names(extract)).node == node

"""A value made of others leaves the organisation only where a reader could work it out from what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.disclosure.edition import publish
from cicscore.results import Row, Scorecard
from cicscore.vocabulary import Audience, Status
from tests.scorecard.scorecards import compute, row

#: Of twenty stays, ten are urgent, and as many of kind A as a test asks for.
CHILDREN = "".join(f"{n},2006-04-01,no,,M,\n" for n in range(20))
URGENT = "{id: urgent, title: Urgent, unit: percent, denominator: {from: stays}, numerator: {where: urgent}}"
KIND = """
{id: kind, title: Kind, unit: percent, denominator: {from: stays}, numerator: {where: 'kind == "A"'}}
"""
GAP = "{id: gap, unit: percent, decimals: 3, value: {from_indicators: urgent - kind}}"
HALF = "{id: half, unit: percent, value: {from_indicators: gap / 2}}"
SUPPRESS = "disclosure: {threshold: 5}\n"
ROUND = "disclosure: {threshold: 5, method: round, round_to: 5}\n"


def card(
    folder: Path,
    of_kind: int,
    policy: str = SUPPRESS,
    only: frozenset[str] | None = None,
    of_variant: str = "",
) -> Scorecard:
    """The scorecard with so many stays of kind A."""
    stays = "".join(
        f"{n},2015-05-01,,,{'yes' if n < 10 else 'no'},{'A' if n < of_kind else 'B'},\n" for n in range(20)
    )
    rows = {"children": CHILDREN, "stays": stays}
    return compute(
        folder,
        *(URGENT, KIND, GAP, HALF),
        settings=policy,
        of_variant=of_variant,
        options={"only": only} if only else None,
        **rows,
    )


def published(scorecard: Scorecard, indicator: str = "gap", audience: Audience = Audience.PUBLIC) -> Row:
    """The row of the edition."""
    return row(publish(scorecard, audience=audience).document, indicator=indicator)


def test_a_gap_of_what_is_shown_is_shown(tmp_path: Path) -> None:
    """10 of 20 less 8 of 20 is 10 points, as anybody can work out."""
    assert published(card(tmp_path, 8)).display == "10.000%"
    assert published(card(tmp_path, 8), "half").display == "5.0%"


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PARTNER])
@pytest.mark.parametrize("indicator", ["gap", "half"])
def test_a_gap_from_what_is_hidden_is_hidden(tmp_path: Path, audience: Audience, indicator: str) -> None:
    """Three of twenty is a small count: with the gap and the other share it would be known again."""
    found = published(card(tmp_path, 3), indicator, audience)

    assert published(card(tmp_path, 3), "kind", audience).value is None
    assert (found.value, found.display, found.status) == (None, None, Status.SUPPRESSED)
    assert found.status_reason == "not shown, so that no small number can be worked out"
    assert "value" in found.hidden


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PARTNER])
def test_a_gap_to_which_a_variant_does_not_apply_says_so(tmp_path: Path, audience: Audience) -> None:
    """Whatever is hidden of its other part: the catalogue does not leave UASC out of what is urgent."""
    whole = card(tmp_path, 3, of_variant="    applies_to: [kind]\n")
    edition = publish(whole, audience=audience).document
    found = row(edition, "excluding_uasc", "half")

    assert row(edition, "excluding_uasc", "kind").status is Status.SUPPRESSED
    reason = "It: Urgent: the catalogue does not apply the variant to this indicator"
    assert (found.status, found.status_reason) == (Status.NOT_APPLICABLE, reason)
    assert (found.rag_reason, found.hidden) == (f"Not rated: {reason}.", ())


def test_a_gap_of_rounded_counts_is_hidden(tmp_path: Path) -> None:
    """It would tell the counts more closely than they are shown."""
    assert published(card(tmp_path, 8, ROUND)).value is None


def test_a_gap_without_its_parts_is_hidden(tmp_path: Path) -> None:
    """Nothing in the edition says whether the counts behind it are small."""
    assert published(card(tmp_path, 8, only=frozenset({"gap"}))).value is None

"""A breakdown that the catalogue crosses under a name of its own gives no small count away."""

from __future__ import annotations

from pathlib import Path

from cicscore.app.editions import PublishedBefore, edition
from cicscore.vocabulary import Audience
from tests.scorecard.scorecards import compute


def test_the_groups_of_a_declared_cross_add_up_to_those_of_what_it_crosses(tmp_path: Path) -> None:
    """Of 23 girls 3 are UASC: beside the total of the girls, hiding the 3 alone would hide nothing."""
    kinds = (("F", "yes", 3), ("F", "no", 20), ("M", "yes", 25), ("M", "no", 40))
    each = ((sex, uasc) for sex, uasc, count in kinds for _ in range(count))
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: children}}",
        children="".join(f"{n},2006-04-01,{uasc},,{sex},\n" for n, (sex, uasc) in enumerate(each)),
        settings="  both: cross(child.sex, child.uasc)\ndisclosure: {threshold: 5}\n",
        options={"by": ["sex", "both"]},
    )
    assert [info.parts for info in card.breakdowns] == [(), ("sex", "uasc")]
    found = edition(card, Audience.PUBLIC, PublishedBefore()).document
    counts = {row.group: row.numerator for row in found.results if row.variant == "all" and row.breakdown}
    assert counts["F"] is None or (counts["F, yes"], counts["F, no"]) == (None, None)
    assert counts["F, yes"] is None

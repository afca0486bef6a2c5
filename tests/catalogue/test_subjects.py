"""What is said of extracts about workers and others, and of variants that speak of them."""

from __future__ import annotations

import pytest

from cicscore.catalogue.load import examine_bytes
from cicscore.faults.fault import fault_text
from tests.base_catalogue import dictionary
from tests.scorecard.test_subjects import EXTRACTS, VARIANTS

REST = VARIANTS + (
    "indicators:\n  - {id: it, title: It, theme: all_of_it, meaning: It., polarity: none, period: snapshot,"
    " unit: count,\n     numerator: {from: visits, where: worker.agency}}\n"
)
SOUND = dictionary(EXTRACTS, REST)


def messages(before: str, after: str) -> list[str]:
    """What is said of the catalogue with these words changed."""
    assert before in SOUND
    _, faults = examine_bytes(SOUND.replace(before, after, 1).encode(), "c.yaml")
    return [fault_text(fault) for fault in faults]


def test_the_catalogue_is_sound() -> None:
    """A worker's visits, children and agency."""
    assert messages("title: It", "title: It") == []


NOT_A_LIST = (
    "  allowed: an extract with one key column\n"
    "  what to do: Give it one key column, and no `about` but itself."
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "about: workers, remove",
            "about: visits, remove",
            [
                "c.yaml:32:62 (variants.excluding_agency.about): "
                "error CIC310: the variant speaks of `visits`, to"
                " whose rows no others belong.\n"
                "  allowed: workers, children\n"
                "  what to do: Name the extract that lists the children, workers or others of whom the rule"
                " speaks."
            ],
        ),
        (
            "about: workers, remove",
            "about: worker, remove",
            [
                "c.yaml:32:62 (variants.excluding_agency.about): "
                "error CIC301: there is no extract `worker`.\n"
                "  allowed: workers, children\n"
                "  did you mean: workers\n"
                "  what to do: Use extracts that are declared, or declare this one."
            ],
        ),
        (
            "where: worker.agency",
            "where: home.agency",
            [
                "c.yaml:38:39 (indicators.it.numerator.where): "
                "error CIC204: the rows of `visits` do not belong"
                " to homes, so `home.` means nothing.\n"
                "  what to do: Name the extract of homes in `also_about`, or leave `home.` out."
            ],
        ),
        (
            "where: worker.agency",
            "count: homes",
            [
                "c.yaml:38:39 (indicators.it.numerator.count): "
                "error CIC311: the rows of `visits` do not belong"
                " to homes, so homes cannot be counted.\n"
                "  what to do: Count rows, or a distinct column."
            ],
        ),
        (
            "    each_row: child\n",
            "    each_row: child\n    about: workers\n",
            [
                "c.yaml:17:5 (extracts.children.about): "
                "error CIC310: each row of `children` is a child, so it"
                " cannot be about `workers` as well.\n"
                "  what to do: Write `also_about: [workers]`, or remove `each_row`.",
                "c.yaml:25:12 (extracts.visits.about): error CIC310: `children` cannot be what other extracts"
                f" are about.\n{NOT_A_LIST}",
            ],
        ),
        (
            "    key: [worker_id]\n",
            "    key: [worker_id, team]\n",
            [
                "c.yaml:8:5 (extracts.workers.each_row): "
                "error CIC310: each row of `workers` is a worker, but no"
                " single column names which.\n"
                "  what to do: Write `key:` with the one column that names it.",
                "c.yaml:17:18 (extracts.children.also_about.0): error CIC310: `workers` cannot be what other"
                f" extracts are about.\n{NOT_A_LIST}",
                "c.yaml:25:18 (extracts.visits.also_about.0): error CIC310: `workers` cannot be what other"
                f" extracts are about.\n{NOT_A_LIST}",
            ],
        ),
    ],
)
def test_what_is_said_of_a_fault(before: str, after: str, expected: list[str]) -> None:
    """Whom rows belong to, and of whom a variant speaks."""
    assert messages(before, after) == expected


def test_two_lists_of_one_kind_are_told_apart() -> None:
    """Without `each_row` the workers are children, and `child.` could mean either."""
    found = messages("    each_row: worker\n", "")
    assert found[0] == (
        "c.yaml:16:18 (extracts.children.also_about.0): error CIC310: the rows of `children` belong to"
        " `children` already, and each row of `workers` is a child, too.\n"
        "  allowed: child, worker, carer, home, family\n"
        "  what to do: Keep one of them, or say with `each_row` that those of `workers` are something else."
    )

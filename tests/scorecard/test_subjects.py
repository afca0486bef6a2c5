"""Workers beside children: what belongs to whom, whom a variant leaves out, and whom it leaves whole."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from cicscore.app.api import load_extracts, score
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import examine_bytes
from cicscore.disclosure.edition import publish
from cicscore.faults.fault import fault_text
from cicscore.results import Row, Scorecard
from cicscore.vocabulary import Audience, Counts, Status
from cicscore.wording.definition import define
from tests.base_catalogue import dictionary

EXTRACTS = {
    "workers": """\
file: workers.csv
key: [worker_id]
each_row: worker
columns:
  worker_id: {type: id}
  team: {type: code, codes: {N: North, S: South}}
  agency: {type: flag}
""",
    "children": """\
file: children.csv
key: [child_id]
each_row: child
also_about: [workers]
columns:
  child_id: {type: id}
  worker_id: {type: id, required: false}
  uasc: {type: flag, required: false}
""",
    "visits": """\
file: visits.csv
about: children
also_about: [workers]
columns:
  child_id: {type: id}
  worker_id: {type: id, required: false}
  made_on: {type: date}
""",
}

VARIANTS = """\
variants:
  excluding_uasc: {title: Excluding UASC, remove: child.uasc}
  excluding_agency: {title: Excluding agency workers, about: workers, remove: worker.agency}
disclosure: {threshold: 5}
breakdowns:
  team: worker.team
"""

#: W1 has four children, of whom two are UASC; W2 two, one UASC; W3 two, one not known; one has no worker.
WORKERS = "worker_id,team,agency\nW1,N,no\nW2,S,yes\nW3,N,no\n"
CHILDREN = (
    "child_id,worker_id,uasc\n"
    "C1,W1,no\nC2,W1,no\nC3,W1,yes\nC4,W1,yes\nC5,W2,no\nC6,W2,yes\nC7,,no\nC8,W3,\nC9,W3,no\n"
)
VISITS = (
    "child_id,worker_id,made_on\n"
    "C1,W1,2023-11-01\nC1,W2,2023-11-02\nC6,W2,2023-11-03\nC7,,2023-11-04\nC3,W1,2023-10-04\n"
)

CASELOAD = "{unit: percent, denominator: {from: workers}, numerator: {where: 'count(children) in [2, 3]'}}"
AS_AT = dt.date(2023, 11, 30)


@cache
def catalogue(indicator: str, more: str = "") -> Catalogue:
    """The catalogue of workers, children and visits, with this indicator."""
    written = "{id: counted, title: Counted, theme: all_of_it, meaning: Counted., polarity: none, "
    period = "" if "period:" in indicator else "period: snapshot, "
    text = dictionary(EXTRACTS, f"{VARIANTS}indicators:\n  - {written}{period}{more}{indicator[1:]}\n")
    found, faults = examine_bytes(text.encode(), "indicators.yaml")
    assert found is not None, [fault_text(fault) for fault in faults]
    return found


def compute(folder: Path, indicator: str, by: tuple[str, ...] = (), more: str = "") -> Scorecard:
    """The scorecard of the three files."""
    for name, text in (("workers", WORKERS), ("children", CHILDREN), ("visits", VISITS)):
        (folder / f"{name}.csv").write_text(text)
    of = catalogue(indicator, more)
    return score(of, load_extracts(folder, of), AS_AT, by=by)


def figure(card: Scorecard, variant: str = "all", group: str | None = None) -> Row:
    """One row of the only indicator."""
    (found,) = (row for row in card.results if (row.variant, row.group) == (variant, group))
    return found


def counts(card: Scorecard, variant: str = "all", group: str | None = None) -> tuple[object, object]:
    """The numerator and the denominator of one row."""
    row = figure(card, variant, group)
    return row.numerator, row.denominator


def test_workers_are_counted_by_their_children(tmp_path: Path) -> None:
    """Two children or three: W2 and W3 of three workers. The child without a worker is nobody's."""
    assert counts(compute(tmp_path, CASELOAD)) == (2, 3)


def test_a_variant_about_children_keeps_the_workers_and_drops_their_children(tmp_path: Path) -> None:
    """Excluding UASC W1 has two children and W2 one: W1 and W3 of three workers."""
    card = compute(tmp_path, CASELOAD)
    assert counts(card, "excluding_uasc") == (2, 3)
    # Of C8 it is not known: without it W3 would have one child.
    row = figure(card, "excluding_uasc")
    assert (row.rows_unknown, row.value_low, row.value_high) == (
        1,
        pytest.approx(100 / 3),
        pytest.approx(200 / 3),
    )


def test_a_variant_about_workers_drops_workers(tmp_path: Path) -> None:
    """Without W2, who is of an agency: W3 of two workers."""
    assert counts(compute(tmp_path, CASELOAD), "excluding_agency") == (1, 2)


def test_a_variant_about_workers_leaves_children_whole(tmp_path: Path) -> None:
    """A child whose worker is left out is still a child, so that the variant has no figure of children."""
    card = compute(tmp_path, "{unit: count, numerator: {from: children}}")
    assert counts(card, "excluding_uasc") == (6, None)
    row = figure(card, "excluding_agency")
    assert row.status is Status.NOT_APPLICABLE
    assert row.status_reason == "the variant speaks of workers, and the rows of children are of others"


def test_a_variant_about_children_has_no_figure_of_workers_alone(tmp_path: Path) -> None:
    """Nothing is left out of agency workers, whichever children are."""
    card = compute(tmp_path, "{unit: count, numerator: {from: workers, where: agency}}")
    assert counts(card) == (1, None)
    assert figure(card, "excluding_uasc").status is Status.NOT_APPLICABLE


def test_a_visit_belongs_to_a_child_and_to_a_worker(tmp_path: Path) -> None:
    """Five visits, two of them to UASC; two by the agency's worker, and one by nobody known."""
    card = compute(
        tmp_path, "{unit: count, period: rolling_12_months, numerator: {from: visits, dated_by: made_on}}"
    )
    assert [counts(card, variant)[0] for variant in ("all", "excluding_uasc", "excluding_agency")] == [
        5,
        3,
        3,
    ]


def test_rows_are_grouped_by_their_worker(tmp_path: Path) -> None:
    """C7 has no worker, so that its team is not recorded."""
    card = compute(tmp_path, "{unit: count, numerator: {from: children}}", by=("team",))
    assert [counts(card, group=group)[0] for group in ("N", "S", "not recorded")] == [6, 2, 1]


def test_workers_are_counted_once_each(tmp_path: Path) -> None:
    """Two workers made the visits; the visit by nobody known counts for none."""
    card = compute(
        tmp_path,
        "{unit: count, period: rolling_12_months, numerator: {from: visits, dated_by: made_on, count: "
        "workers}}",
    )
    assert [counts(card, variant)[0] for variant in ("all", "excluding_agency")] == [2, 1]


def test_groups_under_a_variant_hold_workers_that_all_does_not_count(tmp_path: Path) -> None:
    """Exactly two children: W2 and W3; excluding UASC W1, of the north, and W3."""
    card = compute(
        tmp_path, "{unit: count, numerator: {from: workers, where: count(children) == 2}}", by=("team",)
    )
    assert [counts(card, group=group)[0] for group in ("N", "S")] == [1, 1]
    assert [counts(card, "excluding_uasc", group)[0] for group in ("N", "S")] == [2, 0]


def test_a_sum_over_workers_adds_up_their_children(tmp_path: Path) -> None:
    """Eight children have a worker; five of them are not known to be UASC."""
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: workers, count: {sum: caseload}}}".replace(
            "caseload", "count(children)"
        ),
    )
    assert [counts(card, variant)[0] for variant in ("all", "excluding_uasc")] == [8, 5]


def test_explain_says_what_stays_whole_and_what_is_read_of_others() -> None:
    """In the words of the definition."""
    of = catalogue(CASELOAD)
    words = {variant.id: variant.words for variant in define(of.indicators[0], of).variants}
    assert words == {
        "excluding_uasc": "workers stays whole; what is read of children leaves out rows where uasc is yes",
        "excluding_agency": "leaves out rows of workers where agency is yes",
    }


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PARTNER])
def test_no_edition_shows_workers_counted_by_their_children(tmp_path: Path, audience: Audience) -> None:
    """What is hidden of children could be worked out from it, and no relation tells how."""
    card = compute(tmp_path, CASELOAD)
    assert card.indicators[0].numerator_counts is Counts.OTHERS
    for row in publish(card, audience=audience).document.results:
        assert (row.numerator, row.denominator, row.value, row.status) == (
            None,
            None,
            None,
            Status.SUPPRESSED,
        )


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PARTNER])
def test_an_edition_says_that_a_variant_does_not_apply(tmp_path: Path, audience: Audience) -> None:
    """Not that the figure is hidden: that workers are left out of one side alone is the catalogue's word."""
    with_some = "numerator: {from: workers, where: 'count(children) in [2, 3]'}"
    card = compute(tmp_path, f"{{unit: ratio, denominator: {{from: children}}, {with_some}}}")
    found = figure(publish(card, audience=audience).document, "excluding_agency")
    reason = "the variant leaves workers out of workers alone"
    assert (found.status, found.status_reason) == (Status.NOT_APPLICABLE, reason)
    assert (found.rag_reason, found.hidden) == (f"Not rated: {reason}.", ())


def test_an_edition_shows_workers_where_the_catalogue_says_that_it_is_safe(tmp_path: Path) -> None:
    """With the reason, as for figures that are public already."""
    card = compute(tmp_path, CASELOAD, more="safe: Published by the Department., ")
    found = figure(publish(card).document)
    assert (found.numerator, found.denominator) == (2, 3)

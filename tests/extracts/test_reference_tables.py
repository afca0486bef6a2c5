"""Reference tables: what their declaration and their rows have to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.app.api import load_catalogue, load_extracts
from cicscore.catalogue.load import examine_bytes
from cicscore.faults.fault import FaultsFoundError, fault_text
from tests.base_catalogue import EXTRACTS, counted, dictionary

TERMS = """\
file: terms.csv
looked_up_by: {from: starts_on, to: ends_on}
columns:
  term: {type: text}
  starts_on: {type: date}
  ends_on: {type: date, required: false}
"""


def catalogue(terms: str, where: str = "") -> str:
    """The base catalogue with this table of terms."""
    return dictionary({**EXTRACTS, "terms": terms}, rest=counted("stays", where))


def faults_of(terms: str, where: str = "") -> list[str]:
    """What is found wrong, after the place: each without the name of the file."""
    _, found = examine_bytes(catalogue(terms, where).encode(), "indicators.yaml")
    return [fault_text(fault).partition("(indicators.yaml")[0].partition(" (")[2] for fault in found]


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        (
            "to: ends_on",
            "to: end_on",
            "extracts.terms.looked_up_by.to): error CIC301: there is no column `end_on`.\n"
            "  allowed: term, starts_on, ends_on\n  did you mean: ends_on\n"
            "  what to do: Use columns that are declared, or declare this one.",
        ),
        (
            "starts_on: {type: date}",
            "starts_on: {type: date, required: false}",
            "extracts.terms.looked_up_by.from): error CIC310: the column `starts_on` may be blank.\n"
            "  allowed: a date that every row has\n  what to do: Remove `required: false` from the column.",
        ),
        (
            "from: starts_on",
            "from: term",
            "extracts.terms.looked_up_by.from): error CIC310: the column `term` is of type text.\n"
            "  allowed: a date that every row has\n  what to do: Name a column with `type: date`.",
        ),
        (
            "columns:",
            "about: children\ncolumns:\n  child_id: {type: id}",
            "extracts.terms.looked_up_by): error CIC310: the rows belong to `children`, and a table "
            "that is looked up by a day belongs to nobody.\n  what to do: Remove `looked_up_by`, or `about`.",
        ),
    ],
)
def test_a_declaration_that_cannot_be_looked_up_is_reported(was: str, now: str, message: str) -> None:
    """The columns are dates that the table has, the first of them in every row, and the rows are nobody's."""
    assert faults_of(TERMS.replace(was, now), 'lookup(terms.term, started_on) == "A"') == [message]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            'lookup(terms.name, started_on) == "A"',
            "error CIC204: `name` is not a column of `terms`.\n  allowed: term, starts_on, ends_on\n"
            "  what to do: Use one of its columns.",
        ),
        (
            'lookup(term.term, started_on) == "A"',
            "error CIC204: there is no extract `term`.\n  allowed: terms\n  did you mean: terms\n"
            "  what to do: Use one of the reference tables declared.",
        ),
        (
            "lookup(posts.fte, started_on) > 1",
            "error CIC204: the rows of `posts` are not looked up by a day.\n  allowed: terms\n"
            "  what to do: Declare `looked_up_by: {from: column, to: column}` on the extract, or use "
            "an aggregate.",
        ),
        (
            'lookup(terms.term, miles) == "A"',
            "error CIC203: `miles` is a number, but a date is needed here.\n"
            "  what to do: Write something that gives a date.",
        ),
        (
            "exists(terms, starts_on <= row.started_on)",
            "error CIC206: the rows of `terms` do not belong to children, so an aggregate over the same "
            "child's rows means nothing.\n  what to do: Look it up by a day: lookup(terms.column, day).",
        ),
    ],
)
def test_a_lookup_that_means_nothing_is_reported(where: str, message: str) -> None:
    """A column of a reference table, and a day."""
    assert [text.partition("): ")[2] for text in faults_of(TERMS, where)] == [message]


def loaded(folder: Path, rows: str) -> list[str]:
    """What is wrong with a table of these rows."""
    path = folder / "indicators.yaml"
    path.write_text(catalogue(TERMS))
    whole = load_catalogue(path)
    for name in ("children", "stays", "visits", "posts", "results"):
        (folder / f"{name}.csv").write_text(",".join(whole.extracts[name].columns) + "\n")
    (folder / "terms.csv").write_text(f"term,starts_on,ends_on\n{rows}")
    try:
        load_extracts(folder, whole)
    except FaultsFoundError as error:
        return [fault_text(fault) for fault in error.faults if fault.code == "CIC530"]
    return []


def test_rows_that_share_a_day_are_refused(tmp_path: Path) -> None:
    """Both ends of a row are inside it, and a row without an end goes on."""
    apart = "AUT,2015-09-02,2015-12-18\nSPR,2016-01-05,2016-03-24\nSUM,2016-04-11,\n"
    assert loaded(tmp_path, apart) == []
    (found,) = loaded(tmp_path, apart.replace("SPR,2016-01-05", "SPR,2015-12-18"))
    assert found == (
        "terms.csv:3 (starts_on, ends_on): error CIC530: the days of the row and those of line 2 "
        "overlap, so that a day has two rows.\n"
        "  what to do: Correct the days, so that each day lies in one row of this table at most."
    )
    endless = loaded(tmp_path, apart.replace("2015-12-18", ""))
    assert [text.partition(" ")[0] for text in endless] == ["terms.csv:3", "terms.csv:4"]

"""The CSV and the JSON of an edition: what is not shown is named, and is neither blank nor 0."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from cicscore.app.published import read_record
from cicscore.catalogue.load import load_catalogue
from cicscore.faults.fault import FaultsFoundError
from cicscore.render.csv import render_csv, render_csv_for_excel, render_trend_csv
from cicscore.render.json import parse_scorecard, render_json
from cicscore.results import Scorecard
from cicscore.view import View
from cicscore.vocabulary import Audience
from tests.editions.made import INTERNAL, POLICY, PUBLIC, ROUNDED, SECRETS, secrets_in, trend_of

REDO = "compute the scorecard again and save it with --format json; do not edit the document by hand"


def rows(text: str) -> list[dict[str, str]]:
    """The CSV as another program reads it."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


# CSV -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("render", [render_csv, render_csv_for_excel])
def test_a_hidden_field_is_the_symbol_in_its_column(render: Callable[[Scorecard, View], str]) -> None:
    """In exactly the columns that the row names as hidden; each row says whom it is for."""
    found = rows(render(PUBLIC, View()))
    assert {row["audience"] for row in found} == {"public"}
    for row, result in zip(found, PUBLIC.results, strict=True):
        assert [name for name in row if row[name] == "c"] == [name for name in row if name in result.hidden]
        assert row["hidden"] == " | ".join(result.hidden)
    adopted = next(row for row in found if row["title"] == "Left care adopted")
    assert (adopted["value"], adopted["numerator"], adopted["status"]) == ("c", "c", "suppressed")


def test_the_trend_has_the_symbol_for_months_and_for_the_whole_series() -> None:
    """The columns that describe the series are named as hidden, too."""
    found = rows(render_trend_csv(trend_of(PUBLIC), View()))
    assert {row["audience"] for row in found} == {"public"}
    excluding = [row for row in found if row["variant"] == "excluding_uasc"]
    assert {row["difference_average_display"] for row in excluding} == {"c"}
    assert all("difference_average_display" in row["hidden"].split(" | ") for row in excluding)
    assert [row["as_at"] for row in excluding if row["value"] == "c"] == ["2016-03-31"]


def test_the_internal_csv_has_no_symbol() -> None:
    """And says that it is internal."""
    for row in (*rows(render_csv(INTERNAL, View())), *rows(render_trend_csv(trend_of(INTERNAL), View()))):
        assert row["audience"] == "internal"
        assert row["hidden"] == ""
        assert "c" not in row.values()


def test_a_symbol_is_no_formula() -> None:
    """A spreadsheet shows it as text."""
    signed = PUBLIC.model_copy(update={"disclosure": POLICY.model_copy(update={"symbol": "=c"})})
    assert "'=c" in next(row for row in rows(render_csv(signed, View())) if row["hidden"]).values()


def test_no_data_hold_a_hidden_figure() -> None:
    """Neither as it is printed nor as a number."""
    trend = trend_of(PUBLIC)
    texts = [render(PUBLIC, View()) for render in (render_csv, render_json)]
    texts += [render_trend_csv(trend, View()), render_json(trend, View())]
    for text in texts:
        assert secrets_in(text) == []
    # Only numbers without marks for thousands stand in data.
    plain = {secret for secret in SECRETS if "," not in secret and "points" not in secret}
    assert plain <= set(secrets_in(render_json(INTERNAL, View())))


# Earlier figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "render"), [("public.csv", render_csv), ("public.json", render_json)])
def test_a_hidden_figure_is_no_earlier_figure(
    tmp_path: Path, name: str, render: Callable[[Scorecard, View], str]
) -> None:
    """The record of an edition holds what it shows; its symbol is no fault of a number."""
    catalogue = load_catalogue("indicators.yaml")
    named = [found.written.id for found in catalogue.indicators]
    renamed = dict(zip([info.id for info in PUBLIC.indicators], named, strict=False))
    text = render(PUBLIC, View())
    for ours, theirs in renamed.items():
        text = text.replace(ours, theirs)
    (tmp_path / name).write_text(text, encoding="utf-8")
    known = read_record([tmp_path / name], catalogue).record
    lines = {(info, variant) for info, variant in known.figures}
    assert (renamed["reviews_on_time"], "all") in lines
    assert (renamed["left_care_adopted"], "all") not in lines
    assert (renamed["reviews_on_time"], "excluding_uasc") not in lines


# Reading back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", Audience)
def test_an_edition_is_read_again_without_complaint(audience: Audience) -> None:
    """Whole, whomever it is for."""
    edition = INTERNAL if audience is Audience.INTERNAL else PUBLIC.model_copy(update={"audience": audience})
    assert parse_scorecard(render_json(edition, View()), "edition.json") == edition


def test_an_edition_may_print_rounded_values() -> None:
    """A value of as many decimals as it is printed with is not that of its counts, and may border a limit."""

    def change(document: dict[str, Any]) -> None:
        for row in (*document["results"], *document["series"]):
            row["value"] = None if row["value"] is None else round(row["value"], 1)
        for row in document["results"]:
            row["change"] = None if row["change"] is None else round(row["change"], 1)
            for end in ("interval_low", "interval_high"):
                row[end] = None if row[end] is None else round(row[end], 1)

    parse_scorecard(changed(change), "edition.json")
    with pytest.raises(FaultsFoundError):
        parse_scorecard(changed(change, INTERNAL), "internal.json")


def test_an_edition_may_print_rounded_counts() -> None:
    """Where its policy says so: value, distance from green and panel are then not those of the counts."""

    def change(document: dict[str, Any]) -> None:
        row = document["results"][0]
        row["numerator"], row["denominator"], row["to_green"] = 1795, 2255, 415
        document["series"][12].update(numerator=1795, denominator=2255)
        document["panels"][0]["total"] = 460

    rounded = PUBLIC.model_copy(update={"disclosure": ROUNDED})
    parse_scorecard(changed(change, rounded), "edition.json")
    assert "panels[0].lines[1].share_display" in message(changed(change))


def changed(change: Callable[[dict[str, Any]], None], edition: Scorecard = PUBLIC) -> str:
    """The document's text after a change of its content."""
    document = json.loads(render_json(edition, View()))
    change(document)
    return json.dumps(document)


def message(text: str) -> str:
    """What is said of a document that is refused."""
    with pytest.raises(FaultsFoundError) as caught:
        parse_scorecard(text, "edition.json")
    return str(caught.value)


def _row(part: str, match: Iterable[tuple[str, object]], **update: object) -> Callable[[Any], None]:
    """A change of the first row of a part that has these values."""

    def change(document: dict[str, Any]) -> None:
        wanted = dict(match)
        row = next(row for row in document[part] if wanted.items() <= row.items())
        row.update(update)

    return change


_ADOPTED = (("indicator", "left_care_adopted"), ("variant", "all"))
_REVIEWS = (("indicator", "reviews_on_time"), ("variant", "all"))
_EXCLUDING = (("indicator", "reviews_on_time"), ("variant", "excluding_uasc"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            _row("results", _ADOPTED, numerator=117),
            "(results[6].numerator): error CIC406: it is there, but the row says that it is not shown",
            id="hidden and there",
        ),
        pytest.param(
            _row("results", _REVIEWS, hidden=["numberator"]),
            '(results[0].hidden): error CIC406: it names "numberator", which is no field of the row; '
            "numerator is one",
            id="unknown field",
        ),
        pytest.param(
            _row("results", _REVIEWS, hidden=["value"], value=None),
            "(results[0].display): error CIC406: it is there, but the row says that value is not shown",
            id="the same in another field",
        ),
        pytest.param(
            _row("series", (*_EXCLUDING, ("as_at", "2016-03-31")), hidden=[], numerator=1385),
            "(series[25].numerator): error CIC406: it is there, but the results say that it is not shown",
            id="shown in the series",
        ),
        pytest.param(
            _row("series", (*_REVIEWS, ("as_at", "2016-03-31")), hidden=["numerator"], numerator=None),
            "(series[12].numerator): error CIC406: "
            "the row says that it is not shown, but the results show it",
            id="shown in the results",
        ),
        pytest.param(
            _row("comparators", (("indicator", "reviews_on_time"),), difference=-10.7),
            "(comparators[0].difference): error CIC406: it is there, but the row says that it is not shown",
            id="comparator",
        ),
        pytest.param(
            _row("series_summaries", (("variant", "excluding_uasc"),), difference_average_display="+0.7 pp"),
            "(series_summaries[1].difference_average_display): error CIC406: "
            "it is there, but the row says that it is not shown",
            id="summary",
        ),
        pytest.param(
            lambda document: document["panels"][0]["lines"][0].update(share_display="31.2%"),
            "(panels[0].lines[0].share_display): error CIC406: "
            "it is there, but the count that it is of is not shown",
            id="share",
        ),
        pytest.param(
            lambda document: document.update(
                extracts=[{"name": "reviews", "file": "reviews.csv", "rows": 3, "sha256": "b" * 64}]
            ),
            "(extracts): error CIC406: an edition for the public names no extracts",
            id="extracts",
        ),
        pytest.param(
            lambda document: document["rag_counts"]["lines"].update(confidential=0),
            "(rag_counts.lines): error CIC406: it gives 1 green, 1 amber, 1 red and 2 not rated; "
            "the rows are 1 green, 1 amber, 1 red and 2 not rated, with 1 not shown",
            id="ratings",
        ),
    ],
)
def test_an_edition_that_shows_what_it_hides_is_refused(
    change: Callable[[dict[str, Any]], None], said: str
) -> None:
    """Named by its place, with what to do."""
    text = message(changed(change))
    assert said in text, text
    assert text.endswith(f"what to do: {REDO}")


def test_an_internal_panel_has_every_count() -> None:
    """Nothing is confidential there, so that what is missing is a fault."""

    def change(document: dict[str, Any]) -> None:
        document["panels"][0]["lines"][0]["counts"][0] = None

    with pytest.raises(FaultsFoundError, match="one is missing"):
        parse_scorecard(changed(change, INTERNAL), "internal.json")


def test_a_field_of_a_later_version_may_be_hidden() -> None:
    """It is left out with its name."""

    def change(document: dict[str, Any]) -> None:
        document["schema_version"] = "1.99"
        for row in document["results"]:
            row["certainty"] = None
            row["hidden"].append("certainty")

    assert parse_scorecard(changed(change), "edition.json").results == PUBLIC.results

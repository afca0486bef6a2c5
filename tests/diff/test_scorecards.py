"""What is told of the difference of two scorecards: whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cicscore.app.diff import differ
from cicscore.app.files import Given
from cicscore.diff.formats import render_text
from cicscore.render.json import render_json
from cicscore.view import View
from tests.render.scorecards import SCORECARD

OLD = render_json(SCORECARD, View())
HEAD = "Scorecards: february.json (old) and march.json (new)\n"


def told(change: Callable[[dict[str, Any]], None]) -> str:
    """What is told of a change of the saved document."""
    document = json.loads(OLD)
    change(document)
    document["rag_counts"] = {}  # of the rows as they now are; a document need not count them
    found = differ(Given("february.json", OLD.encode()), Given("march.json", json.dumps(document).encode()))
    text = render_text(found, View())
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


def row(document: dict[str, Any], indicator: str, variant: str = "all") -> dict[str, Any]:
    """The first row of an indicator."""
    return next(
        row for row in document["results"] if (row["indicator"], row["variant"]) == (indicator, variant)
    )


def test_a_scorecard_made_again_is_the_same() -> None:
    """The moment at which it was made does not count."""

    def change(document: dict[str, Any]) -> None:
        document["generated_at"] = "2016-05-01T08:00:00Z"

    assert told(change) == "No difference: the two say the same.\n"


def test_a_figure_that_moved_is_told_with_its_rating() -> None:
    """Value, counts, rating, direction and target, each as it is printed, and counted at the top."""

    def change(document: dict[str, Any]) -> None:
        row(document, "reviews_on_time").update(
            numerator=2188,
            value=218800 / 2256,
            display="97.0%",
            target=97,
            amber=94.5,
            rag="green",
            rag_reason="Green: 97.0% meets the target of 97%.",
            to_green=0,
            direction=None,
            change=None,
        )

    assert told(change) == (
        "Reds on the first page from 1 to 0: 1 became green (reviews_on_time), none became red. 1 figure\n"
        "changed. Of these, 1 value changed, 1 rating changed, 1 direction changed, 1 target changed.\n\n"
        "reviews_on_time · K25 · Reviews held on time\n"
        "  All children\n"
        "    - value: was 79.7%, now 97.0%\n"
        "    - numerator: was 1,797, now 2,188\n"
        "    - target: was 98%, now 97%\n"
        "    - amber limit: was 95%, now 94.5%\n"
        "    - RAG: was red, now green\n"
        "    - direction: was improved, now none\n"
    )


def test_a_value_that_prints_the_same_is_told_in_full() -> None:
    """A difference that no reader of the page could see is still one."""

    def change(document: dict[str, Any]) -> None:
        row(document, "reviews_on_time").update(
            value=79.7,
            numerator=797,
            denominator=1000,
            to_green=183,
            rag_reason="Red: 79.7% is below the amber limit of 95%; "
            "183 more children reviewed on time would be green.",
        )

    assert told(change) == (
        "1 figure changed. Of these, 1 value changed.\n\n"
        "reviews_on_time · K25 · Reviews held on time\n"
        "  All children\n"
        "    - value: was 79.65425532, now 79.7; both print as 79.7%\n"
        "    - numerator: was 1,797, now 797\n"
        "    - denominator: was 2,256, now 1,000\n"
    )


def test_figures_that_came_and_went() -> None:
    """Rows are told by their variant and group; an indicator that is gone with all of its rows."""

    def change(document: dict[str, Any]) -> None:
        document["indicators"] = [
            info for info in document["indicators"] if info["id"] != "social_worker_caseload"
        ]
        document["results"] = [
            each
            for each in document["results"]
            if each["indicator"] != "social_worker_caseload" and each["group"] != "0-4"
        ]
        new = {**row(document, "left_care_adopted"), "breakdown": "sex", "group": "F", "line": False}
        document["results"].append(new)
        row(document, "first_time_entrants").update(
            status="calculated", status_reason=None, numerator=12, value=12.0, display="12"
        )

    assert told(change) == (
        "1 red on the first page, as before. 1 figure appeared; 3 figures disappeared; 1 figure changed. Of\n"
        "these, 1 value changed.\n\n"
        "reviews_on_time · K25 · Reviews held on time\n"
        "  All children, age_group 0-4: disappeared\n\n"
        "first_time_entrants · First-time entrants to the youth justice system\n"
        "  All children\n"
        "    - status: was not_reported, now calculated\n"
        "    - no value because: none; was the Youth Justice Board has not released the figures\n"
        "    - value: now 12; there was none\n"
        "    - numerator: now 12; there was none\n\n"
        "left_care_adopted · Left care adopted\n"
        "  All children, sex F: appeared\n"
        "    - value: now 9.2%; there was none\n"
        "    - RAG: now green; there was none\n\n"
        "social_worker_caseload · Children per social worker\n"
        "  All children: disappeared\n"
        "  Excluding UASC: disappeared\n"
    )


def test_what_the_figures_rest_on() -> None:
    """The day, the catalogue, the extracts, and definitions as far as the scorecard has them."""

    def change(document: dict[str, Any]) -> None:
        document["as_at"] = "2016-04-30"
        annual = {each["id"] for each in document["indicators"] if each["period_type"] == "annual"}
        for row in document["results"]:
            row["period_end"] = "2016-03-31" if row["indicator"] in annual else "2016-04-30"
        document["catalogue"]["sha256"] = "d" * 64
        document["extracts"][0].update(sha256="f" * 64)
        document["extracts"][1].update(rows=6300, sha256="e" * 64)
        document["extracts"].append({"name": "posts", "file": "posts.csv", "rows": 3, "sha256": "0" * 64})
        document["comparators"] = [
            {
                "indicator": "reviews_on_time",
                "comparator": "england",
                "as_at": "2015-03-31",
                "value": 91.25,
                "display": "91.3%",
                "source": "LAIT",
                "difference": -11.6,
                "difference_display": "-11.6 pp",
            }
        ]
        (unrated,) = (each for each in document["indicators"] if each["id"] == "children_in_care")
        unrated.update(polarity="lower", title="Children looked after")

    assert told(change) == (
        "No figure changed.\n\n"
        "Scorecard\n"
        "  - as at: was 31 March 2016, now 30 April 2016\n"
        "  - the catalogues differ: compare them to see how definitions changed\n"
        "  - extract children: the same number of rows, but different contents\n"
        "  - extract reviews, rows: was 6,241, now 6,300\n"
        "  - extract posts: now posts.csv; there was none\n"
        "  - reviews_on_time, England: now 91.3% on 31 March 2015; there was none\n\n"
        "children_in_care · Children looked after\n"
        "  definition\n"
        "    - title: was Children in care, now Children looked after\n"
        "    - polarity: was none, now lower\n"
    )

"""The trend's own direction as the arrow: by the months of the document, and never without them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from cicscore.app.check import check
from cicscore.app.compute import ComputeRequest, compute_by
from cicscore.catalogue.load import load_catalogue
from cicscore.disclosure.edition import publish
from cicscore.faults.fault import FaultsFoundError
from cicscore.render.json import parse_scorecard, render_json
from cicscore.render.table import render_table
from cicscore.results import Row, Scorecard
from cicscore.view import Layout, View
from cicscore.vocabulary import Audience
from cicscore.wording.definition import define
from cicscore.wording.definition_text import definition_lines
from tests.base_catalogue import DICTIONARY
from tests.scorecard.worlds import HEADINGS

MARCH = dt.date(2016, 3, 31)
TREND = {"direction": "tendency"}
#: Five posts on 30 November 2015, one more in each of the next four months: nine in March.
RISING = ",2015-01-01,1,yes,A\n" * 5 + "".join(
    f",{day},1,yes,A\n" for day in ("2015-12-10", "2016-01-10", "2016-02-10", "2016-03-10")
)
#: Six posts at every month end.
LEVEL = ",2015-01-01,1,yes,A\n" * 6


def catalogue_of(folder: Path, settings: dict[str, str], **keys: object) -> Path:
    """A catalogue of one indicator: the posts there are."""
    indicator = {
        "id": "it", "title": "It", "theme": "all_of_it", "meaning": "It.", "polarity": "higher",
        "period": "snapshot", "unit": "count",
        "numerator": {"from": "posts", "where": "from_day <= as_at"}, **keys,
    }  # fmt: skip
    path = folder / "indicators.yaml"
    written = {"settings": settings, "indicators": [indicator]}
    path.write_text(DICTIONARY + yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
    return path


def computed(
    folder: Path,
    months: int,
    posts: str = RISING,
    settings: dict[str, str] | None = None,
    as_at: dt.date = MARCH,
    **keys: object,
) -> Scorecard:
    """The scorecard of March, or another day, with nothing published before."""
    for name, heading in HEADINGS.items():
        (folder / f"{name}.csv").write_text(f"{heading}\n{posts if name == 'posts' else ''}")
    catalogue = catalogue_of(folder, settings or {}, **keys)
    request = ComputeRequest(folder, catalogue, as_at, months=months)
    return compute_by(load_catalogue(catalogue), request).scorecard


def headline(scorecard: Scorecard) -> Row:
    """The row of everybody."""
    return scorecard.results[0]


@pytest.mark.parametrize(("polarity", "direction"), [("higher", "improved"), ("lower", "worsened")])
def test_a_clear_trend_is_better_or_worse_by_the_polarity(
    tmp_path: Path, polarity: str, direction: str
) -> None:
    """Five, six, seven, eight and nine posts: one more a month, all on one line."""
    found = headline(computed(tmp_path, 5, polarity=polarity, **TREND))
    assert (found.direction, found.direction_reason) == (
        direction,
        "Rising: +1.0 a month over 5 points from 30 November 2015 to 31 March 2016 "
        "(least squares; the points lie on one line).",
    )


def test_what_it_is_compared_with_stays_what_it_is(tmp_path: Path) -> None:
    """Nothing was published, so there is an arrow and no change; the setting asks for it as the key does."""
    found = headline(computed(tmp_path, 5, settings=TREND))
    assert found.direction == "improved"
    assert (found.compared_with, found.previous_value, found.change, found.movement) == (
        "previous_quarter",
        None,
        None,
        None,
    )


def test_no_clear_trend_is_the_same(tmp_path: Path) -> None:
    """Six posts in each of six months."""
    found = headline(computed(tmp_path, 6, LEVEL, **TREND))
    assert (found.direction, found.direction_reason) == (
        "same",
        "No clear trend: over 6 points from 31 October 2015 to 31 March 2016, the slope cannot be told from "
        "none (least squares; the points lie on one line).",
    )


@pytest.mark.parametrize(
    ("months", "keys", "reason"),
    [
        (
            0,
            {},
            "No direction: it is that of the trend, and no months were computed for this row; "
            "ask for them with --trend MONTHS.",
        ),
        (
            4,
            {},
            "No direction over time: the series has 4 points, and at least 5 are needed; "
            "ask for more months with --trend MONTHS.",
        ),
        (
            5,
            {"polarity": "target"},
            "No direction: a trend is judged by higher or lower, not by the distance from a target.",
        ),
        (5, {"polarity": "none"}, "No direction: the indicator has no polarity."),
    ],
)
def test_without_a_trend_to_judge_there_is_no_arrow(
    tmp_path: Path, months: int, keys: dict[str, str], reason: str
) -> None:
    """And the reason says what to do, where anything can be done."""
    found = headline(computed(tmp_path, months, **keys, **TREND))
    assert (found.direction, found.direction_reason) == (None, reason)


def test_the_direction_is_that_of_the_earlier_figure_unless_asked(tmp_path: Path) -> None:
    """Months alone make no arrow, and an indicator may keep to the comparison against the setting."""
    for settings, keys in (({}, {}), (TREND, {"direction": "comparison"})):
        card = computed(tmp_path, 5, settings=settings, **keys)
        assert headline(card).direction_reason == "No direction: no earlier figure is known."
        assert card.series_summaries[0].tendency is None


def test_a_trend_of_another_definition_gives_no_arrow(tmp_path: Path) -> None:
    """On a day after the last month end, since when another condition holds; with another title it is one."""
    change = {"numerator": {"from": "posts", "where": "filled"}, "change_note": "Filled posts alone."}
    day = dt.date(2016, 4, 15)
    changed = computed(tmp_path, 5, as_at=day, changes={"2016-04-01": change}, **TREND)
    assert (headline(changed).value, headline(changed).direction, headline(changed).direction_reason) == (
        9,
        None,
        "No direction: the definition changed on 1 April 2016 (Filled posts alone).",
    )
    title = {"title": "Posts", "change_note": "Another title."}
    renamed = computed(tmp_path, 5, as_at=day, changes={"2016-04-01": title}, **TREND)
    assert headline(renamed).direction == "improved"


def test_the_page_says_over_how_many_months(tmp_path: Path) -> None:
    """And that there are none, where none were asked for."""
    wide = View(Layout.SCORECARD, 300)
    page = render_table(computed(tmp_path, 5, **TREND), wide)
    assert "Direction: ▲ improved, ▼ worsened, = same, the trend over 5 months. Better or worse" in page
    bare = render_table(computed(tmp_path, 0, **TREND), wide)
    assert "= same, the trend of months (none was computed: ask for months with --trend MONTHS)." in bare
    assert "No direction: it is that of the trend, and no months were computed for this row" in bare


def test_a_saved_one_is_read_back_and_one_against_its_trend_refused(tmp_path: Path) -> None:
    """The document holds the months that the arrow is that of."""
    card = computed(tmp_path, 5, **TREND)
    text = render_json(card, View())
    assert parse_scorecard(text, "it.json").results == card.results
    changed = text.replace('"direction": "improved"', '"direction": "worsened"')
    assert changed != text
    with pytest.raises(FaultsFoundError, match="it is worsened, but the trend of its months is not"):
        parse_scorecard(changed, "it.json")


def test_editions_for_others_do_not_have_it(tmp_path: Path) -> None:
    """It rests on every month, and some may not be shown."""
    whole = computed(tmp_path, 5, safe="Posts are no children.", **TREND)
    found = headline(publish(whole, audience=Audience.PARTNER).document)
    assert found.value == 9
    assert (found.direction, found.direction_reason) == (None, "Not shown.")
    assert "direction" in found.hidden


def test_it_is_said_in_words(tmp_path: Path) -> None:
    """By ``explain``, only where it is so."""
    said = "The direction is that of the trend over the months computed, not from the earlier figure."
    for keys, count in ((TREND, 1), ({}, 0)):
        catalogue = load_catalogue(catalogue_of(tmp_path, {}, **keys))
        assert definition_lines(define(catalogue.indicators[0], catalogue), 200).count(said) == count


def test_the_direction_of_a_worked_example_is_that_from_its_previous_figure(tmp_path: Path) -> None:
    """It shows the polarity, and an example has no months: two posts, and one the year before."""
    posts = [{"from_day": "2016-01-01"}, {"from_day": "2016-01-01"}]
    example = {
        "name": "Two posts, after one.", "as_at": "2016-03-31", "rows": {"posts": posts},
        "expect": {"all": {"status": "calculated", "value": 2, "previous": 1, "direction": "improved"}},
    }  # fmt: skip
    path = catalogue_of(tmp_path, TREND, examples=[example])
    report = check(path.read_bytes(), path.name, on=MARCH, examples=True, strict=False)
    assert "example-fails" not in {fault.name for fault in report.faults}
    wrong = path.read_bytes().replace(b"direction: improved", b"direction: worsened")
    failed = check(wrong, path.name, on=MARCH, examples=True, strict=False)
    assert "example-fails" in {fault.name for fault in failed.faults}


def test_amber_that_needs_an_improvement_is_refused_beside_it(tmp_path: Path) -> None:
    """With the place of what asks for it, and the setting counts as the key does."""
    target = {"target": 9, "amber": 6, "amber_needs": "improved"}
    for settings, keys in (({}, TREND), (TREND, {})):
        path = catalogue_of(tmp_path, settings, targets={"2015-16": target}, **keys)
        with pytest.raises(FaultsFoundError) as caught:
            load_catalogue(path)
        (fault,) = caught.value.faults
        assert (fault.code, fault.place.within) == ("CIC337", "indicators.it.targets.2015-16.amber_needs")
        assert fault.found == (
            "amber asks for an improvement on the earlier figure, but the direction is that of the trend"
        )
    load_catalogue(catalogue_of(tmp_path, TREND, targets={"2015-16": target}, direction="comparison"))

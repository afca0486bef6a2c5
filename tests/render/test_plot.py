"""A trend in characters: drawn for somebody at a terminal, and for nobody else."""

from __future__ import annotations

import datetime as dt

from cicscore.periods import month_ends
from cicscore.render.plot import plot
from cicscore.results import ALL_COMPUTED, IndicatorInfo, SeriesRow
from cicscore.vocabulary import ALL
from tests.render.scorecards import SCORECARD

REVIEWS = SCORECARD.indicators[0]
TITLES = {ALL: "All", "excluding_uasc": "Excluding UASC"}
MONTHS = month_ends(dt.date(2016, 3, 31), 4)


def month(day: dt.date, value: float | None, variant: str = ALL, **more: object) -> SeriesRow:
    """One month of a series, with the limits of the year that began in April 2015."""
    known = dict.fromkeys(SeriesRow.model_fields) | ALL_COMPUTED
    found = known | {
        "indicator": "reviews_on_time",
        "variant": variant,
        "as_at": day,
        "line": True,
        "period_start": day,
        "period_end": day,
        "status": "calculated" if value is not None else "no_denominator",
        "value": value,
        "display": None if value is None else f"{value}%",
        "target": 80,
        "amber": 70,
        "rag_reason": "",
        "restated": False,
        "special_causes": (),
        "notes": (),
        "hidden": (),
    }
    return SeriesRow.model_validate(found | more)


def drawn(rows: list[SeriesRow], info: IndicatorInfo = REVIEWS) -> list[str]:
    """The lines of a plot, 80 columns wide."""
    found = plot(info, rows, TITLES, 80)
    assert found is not None
    return found.plain.splitlines()


def test_each_line_has_a_mark_of_its_own_and_a_name_at_its_end() -> None:
    """A full circle is everybody, an empty one the variant; where both lie in one place, a third sign."""
    rows = [month(day, value) for day, value in zip(MONTHS, (60.0, 65.0, 75.0, 85.0), strict=True)]
    rows += [
        month(day, value, "excluding_uasc")
        for day, value in zip(MONTHS, (60.0, 75.0, 85.0, 95.0), strict=True)
    ]
    lines = drawn(rows)
    assert lines[0] == f"{REVIEWS.title}: December 2015 to March 2016"
    text = "\n".join(lines)
    assert "● All 85.0%" in text
    assert "○ Excluding UASC 95.0%" in text
    assert (text.count("◎"), text.count("●"), text.count("○")) == (1, 4, 4)


def test_the_zones_have_letters_and_the_limits_lines() -> None:
    """From the top: green, amber, red; the target and the red limit are named."""
    lines = drawn([month(day, value) for day, value in zip(MONTHS, (60.0, 65.0, 75.0, 85.0), strict=True)])
    plotted = [line for line in lines[1:] if line]
    column = next(line for line in reversed(plotted) if line.rstrip().endswith("R")).rindex("R")
    found = [line[column] for line in plotted if len(line) > column and line[column] in "GAR"]
    assert found == sorted(found, key="GAR".index)
    assert {"G", "A", "R"} <= set(found)
    assert any("Target 80%" in line and "─" in line for line in plotted)
    assert any("Red limit 70%" in line and "─" in line for line in plotted)


def test_a_month_without_a_figure_is_a_gap() -> None:
    """Three figures, three marks and the one beside the name; none is made up."""
    lines = drawn([month(day, value) for day, value in zip(MONTHS, (60.0, None, 75.0, 85.0), strict=True)])
    assert "".join(lines).count("●") == 4


def test_one_figure_is_no_trend() -> None:
    """Nothing is drawn."""
    assert plot(REVIEWS, [month(MONTHS[0], 60.0)], TITLES, 80) is None

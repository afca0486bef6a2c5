"""Random catalogues with targets of every form and figures published before, the same for each seed.

Rows and data dictionary are those of ``worlds``; what is counted is simple, so that limits and earlier
figures can be laid on the very values that come out, or just beside them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from tests.base_catalogue import DICTIONARY
from tests.oracle import oracle
from tests.oracle.earlier import as_printed, day_before
from tests.scorecard.worlds import HEADINGS, World, extracts

#: The breakdowns, and the groups that a target may be of.
BREAKDOWNS = {
    "sex": ("child.sex", ["M", "F", "U", "not recorded"]),
    "uasc": ("child.uasc", ["yes", "no"]),
    "team": ("team", ["A", "X"]),
}
BY = (*BREAKDOWNS, "sex,uasc")
MIDDLE_OF_A_MONTH = dt.date(2015, 12, 15)
#: The days at which scorecards are computed: first and last days of quarters and years, and others.
DAYS = [
    *(dt.date(2015, 3, 31), dt.date(2015, 4, 1), dt.date(2015, 8, 31), dt.date(2015, 9, 30)),
    *(dt.date(2015, 11, 30), MIDDLE_OF_A_MONTH, dt.date(2016, 2, 29), dt.date(2016, 3, 31)),
]
YEARS = ["2014-15", "2015-16"]
QUARTERS = ["Q1", "Q2", "Q3"]
MONTHS = [
    *("april", "may", "june", "july", "august", "september"),
    *("october", "november", "december", "january", "february", "march"),
]
COMPARISONS = ["previous_month", "previous_quarter", "same_period_last_year", "outturn"]
PERIODS: list[Any] = [
    *("snapshot", "snapshot", "month", "quarter", "year_to_date", "academic_year_to_date", "annual"),
    *("rolling_12_months", {"rolling_months": 6}),
]
#: What is counted: an extract, the date of its rows, and conditions on them.
COUNTED = [
    ("stays", "started_on", ["urgent", 'kind == "A"', "miles > 1", "ended_on is None"]),
    ("visits", "due_on", ["held", "score >= 2", 'place != "x"', "child.uasc"]),
    ("posts", "from_day", ["filled", "fte > 1"]),
    ("children", "born_on", ["uasc", "tall", 'sex == "F"']),
]
NUMBERS = {"stays": "miles", "visits": "score", "posts": "fte", "children": "height"}


def world(seed: int, folder: Path, as_at: dt.date, indicators: int = 16) -> World:
    """The world of this seed: written into the folder, with the figures published before in a file."""
    random = Random(seed)  # noqa: S311 - the same each time is the point
    plain = [_may_change(_indicator(f"i{number}", random), random) for number in range(indicators)]
    files = extracts(random)
    settings = {
        "rate_on": random.choice(["exact", "exact", "displayed"]),
        "compare": random.choice(COMPARISONS),
        **({"also_compare": random.choice(COMPARISONS)} if random.random() < 0.5 else {}),
    }
    path = World(_catalogue(plain, settings), files).write(folder)
    values = oracle.compute(path, folder, as_at)
    rated = [_with_targets(one, _near(one, values, random), random) for one in plain]
    found = World(
        _catalogue(rated, settings), files | {"published": _published(plain, values, as_at, random)}
    )
    found.write(folder)
    return found


def trending(seed: int, folder: Path, as_at: dt.date, indicators: int = 12) -> World:
    """A world whose directions are those of trends: of visits and posts of five years, more or fewer."""
    random = Random(seed)  # noqa: S311 - the same each time is the point
    plain = [_may_change(_of_trend(f"t{number}", random), random) for number in range(indicators)]
    files = {name: f"{heading}\n" for name, heading in HEADINGS.items()} | {
        "children": f"{HEADINGS['children']}\n1,,yes,,F,\n2,,no,,M,\n3,,,,F,\n",
        "visits": _rows("visits", "{child},,,{number},{flag},,{day}", as_at, random),
        "posts": _rows("posts", ",{day},{number},{flag},", as_at, random),
    }
    path = World(_catalogue(plain, {"direction": "tendency"}), files).write(folder)
    values = oracle.compute(path, folder, as_at)
    found = World(path.read_text(), files | {"published": _published(plain, values, as_at, random)})
    found.write(folder)
    return found


def _rows(extract: str, cells: str, as_at: dt.date, random: Random) -> str:
    """Rows of the years before a day, denser towards one end of them, or nowhere."""
    bent = random.choice([0.4, 0.7, 1, 1.5, 3])
    rows = [
        cells.format(
            child=random.choice("123"),
            number=random.choice(["", "1", "2", "3", "4.5"]),
            flag=random.choice(["", "yes", "yes", "no"]),
            day=as_at - dt.timedelta(days=int(2000 * random.random() ** bent)),
        )
        for _ in range(random.choice([20, 100, 100]))
    ]
    return "\n".join([HEADINGS[extract], *rows]) + "\n"


def _may_change(indicator: dict[str, Any], random: Random) -> dict[str, Any]:
    """The indicator, which at times is called otherwise, or counts other rows, from a day on."""
    if random.random() > 0.2:
        return indicator
    changed: dict[str, Any] = {"title": "Otherwise"}
    if indicator["unit"] in {"percent", "count"} and random.random() < 0.7:
        numerator = indicator["numerator"]
        where = f"not ({numerator['where']})" if "where" in numerator else "on <= as_at"
        changed = {"numerator": numerator | {"where": where}}
    day = random.choice(["2015-03-20", "2015-07-01", "2015-12-01"])
    return indicator | {"changes": {day: changed | {"change_note": "It changed."}}}


def _of_trend(name: str, random: Random) -> dict[str, Any]:
    """An indicator of visits or posts in a window, or of all so far; its definition may have changed."""
    period = random.choice([*PERIODS, {"rolling_months": 2}, {"rolling_months": 3}, "month"])
    extract, dated_by, conditions = random.choice(COUNTED[1:3])
    side: dict[str, Any] = {"from": extract}
    side |= {"where": f"{dated_by} <= as_at"} if period == "snapshot" else {"dated_by": dated_by}
    fields = {
        "id": name,
        "title": name,
        "theme": "all_of_it",
        "meaning": "Random.",
        "polarity": random.choice(["higher", "higher", "lower", "lower", "target", "none"]),
        "period": period,
        **({"direction": "comparison"} if random.random() < 0.1 else {}),
    }
    match random.choice(["count", "percent", "mean"]):
        case "count":
            return fields | {"unit": "count", "numerator": side}
        case "percent":
            other = {"where": random.choice(conditions)}
            return fields | {"unit": "percent", "denominator": side, "numerator": other}
        case _:
            return fields | {"unit": "mean", "numerator": side | {"count": {"mean": NUMBERS[extract]}}}


def _catalogue(indicators: list[dict[str, Any]], settings: dict[str, str]) -> str:
    by = {name: expression for name, (expression, _) in BREAKDOWNS.items()}
    rest = {"settings": settings, "breakdowns": by, "indicators": indicators}
    return DICTIONARY + "".join(f"{key}: {json.dumps(value)}\n" for key, value in rest.items())


def _indicator(name: str, random: Random) -> dict[str, Any]:
    """A count, a share, a mean or a published value, without targets."""
    period = random.choice(PERIODS)
    fields = {
        "id": name,
        "title": name,
        "theme": "all_of_it",
        "meaning": "Random.",
        "polarity": random.choice(["higher", "lower", "target"]),
        "period": period,
        **({"tolerance": random.choice(["0.1", "1", "5"])} if random.random() < 0.4 else {}),
        **({"decimals": random.choice([0, 1, 2])} if random.random() < 0.4 else {}),
        **({"compare": random.choice(COMPARISONS)} if random.random() < 0.3 else {}),
        **({"also_compare": random.choice(COMPARISONS)} if random.random() < 0.3 else {}),
        **({"valid_from": "2015-03-01"} if random.random() < 0.1 else {}),
    }
    extract, dated_by, conditions = random.choice(COUNTED)
    side: dict[str, Any] = {"from": extract}
    if period != "snapshot":
        side["dated_by"] = dated_by
    elif random.random() < 0.3:
        side["where"] = f"{dated_by} >= year_start"
    match random.choice(["count", "count", "percent", "percent", "percent", "mean", "published"]):
        case "count":
            return fields | {"unit": "count", "numerator": {"where": random.choice(conditions)} | side}
        case "percent":
            numerator = {"where": random.choice(conditions)}
            return fields | {"unit": "percent", "denominator": side, "numerator": numerator}
        case "mean":
            return fields | {"unit": "mean", "numerator": side | {"count": {"mean": NUMBERS[extract]}}}
        case _:
            value = {"from": "results", "column": "value", "dated_by": "known_on"}
            return fields | {"unit": "published", "value": value}


#: Makes a number on the scale of an indicator: one of its values, one just beside, or any.
Near = Callable[[], Fraction]


def _near(indicator: dict[str, Any], values: dict[tuple[str, str], oracle.Result], random: Random) -> Near:
    of_it = [found.value for (name, _), found in values.items() if name == indicator["id"]]
    exact = [value for value in of_it if value is not None and (value * 1000).denominator == 1]
    rounded = [as_printed(value, places) for value in of_it if value is not None for places in (0, 1)]
    scale = [
        Fraction(number)
        for number in ((0, 10, 25, 50, 75, 100) if indicator["unit"] == "percent" else range(8))
    ]
    steps = [Fraction(step) for step in ("0", "0", "0", "0.1", "-0.1", "1", "-1", "5", "-5")]

    def number() -> Fraction:
        found = random.choice(random.choice([exact or scale, rounded or scale, scale])) + random.choice(steps)
        return _on_scale(found, indicator)

    return number


def _on_scale(number: Fraction, indicator: dict[str, Any]) -> Fraction:
    """A percentage from 0 to 100, and none between 0 and 1, which might be meant for one on another scale."""
    if indicator["unit"] != "percent":
        return number
    return Fraction(0) if number < 1 else min(number, Fraction(100))


def _written(number: Fraction) -> str:
    return f"{float(number):.3f}".rstrip("0").rstrip(".")


def _with_targets(indicator: dict[str, Any], near: Near, random: Random) -> dict[str, Any]:
    """The indicator with targets of some years, of either kind of year."""
    if random.random() < 0.05:
        return indicator | {"polarity": "none"}
    academic = random.random() < 0.25
    targets = {year: _of_year(indicator, academic, near, random) for year in YEARS if random.random() < 0.85}
    known = random.sample([f"{day}" for day in DAYS], 3)
    others = {day: {"value": _written(near()), "source": "Made up"} for day in known}
    return indicator | {
        "targets": targets,
        **({"target_years": "academic"} if academic else {}),
        "comparators": {"region": others},
    }


def _of_year(indicator: dict[str, Any], academic: bool, near: Near, random: Random) -> dict[str, Any]:
    """One year's target, which may move through it and differ by group."""
    year = _levels(indicator, near, random)
    found = year | _steps(indicator, year, academic, near, random)
    if random.random() < 0.5:
        return found
    name = random.choice(list(BREAKDOWNS))
    groups = BREAKDOWNS[name][1]
    own = {}
    for group in random.sample(groups, random.randint(1, len(groups))):
        step = _step(indicator, year, near, random)
        own[group] = step | _steps(indicator, year | step, academic, near, random)
    return found | {"groups": {name: own}}


def _steps(
    indicator: dict[str, Any],
    year: dict[str, Any],
    academic: bool,
    near: Near,
    random: Random,
) -> dict[str, Any]:
    """A target for some quarters or months of the year, or none."""
    match random.choice(["", "quarters", "months"]):
        case "quarters" if not academic:
            names, key = QUARTERS, "quarters"
        case "months":
            names, key = [one for one in MONTHS if one != ("august" if academic else "march")], "months"
        case _:
            return {}
    some = [name for name in names if random.random() < 0.75] or names
    return {key: {name: _step(indicator, year, near, random) for name in some}}


def _levels(indicator: dict[str, Any], near: Near, random: Random) -> dict[str, Any]:
    """A target with its limits, all on the right side of it."""
    target: Any = _written(near())
    of_others = random.random() < 0.15
    if of_others:
        target = {"benchmark": "region"}
    distances = sorted(Fraction(random.choice(["0", "0.1", "1", "2", "5", "10"])) for _ in range(4))
    if indicator["polarity"] == "target":
        inner, outer = ((_written(distances[at]), _written(distances[at + 1])) for at in (0, 2))
        if random.random() < 0.5:
            return {"target": target, "green_within": inner[0], "amber_within": outer[0]}
        sides = [
            dict(zip(random.choice([("below", "above"), ("above", "below")]), each, strict=True))
            for each in (inner, outer)
        ]
        return {"target": target, "green_within": sides[0], "amber_within": sides[1]}
    rule = {"amber_needs": "improved"} if random.random() < 0.25 else {}
    if of_others or random.random() < 0.5:
        return {"target": target, "amber_relative": random.choice(["5", "10", "25"])} | rule
    return _with_values(indicator, target, random) | rule


def _with_values(indicator: dict[str, Any], target: str, random: Random) -> dict[str, Any]:
    """A target with an amber limit, and sometimes one from which it is exceeded."""
    worse = -1 if indicator["polarity"] == "higher" else 1
    far = Fraction(random.choice(["0.1", "1", "2", "10"]))
    amber = _on_scale(Fraction(target) + worse * far, indicator)
    found = {"target": target, "amber": _written(amber)}
    beyond = _on_scale(Fraction(target) - worse * far, indicator)
    if random.random() < 0.5 and beyond != Fraction(target):
        found["exceeded"] = _written(beyond)
    return found


def _step(indicator: dict[str, Any], year: dict[str, Any], near: Near, random: Random) -> dict[str, Any]:
    """The target of a part of the year or of a group: with the year's distances, or limits of its own."""
    by_distance = "amber" not in year
    if by_distance and random.random() < 0.6:
        return {"target": _written(near())}
    if indicator["polarity"] == "target":
        return _levels(indicator, near, random)
    return _with_values(indicator, _written(near()), random)


def _published(
    indicators: list[dict[str, Any]],
    values: dict[tuple[str, str], oracle.Result],
    as_at: dt.date,
    random: Random,
) -> str:
    """Printed figures of days that comparisons call for, and of others: many of them equal or near."""
    lines = ["indicator,variant,as_at,value,rag"]
    days = sorted(
        {day_before(compare, as_at) for compare in COMPARISONS} | {as_at, as_at - dt.timedelta(days=9)}
    )
    for indicator in indicators:
        near = _near(indicator, values, random)
        sign = "%" if indicator["unit"] == "percent" else ""
        for variant in ("all", "excluding_uasc"):
            for day in days:
                if random.random() < 0.75:
                    rag = random.choice(["", "green", "amber", "red"])
                    lines.append(f"{indicator['id']},{variant},{day},{_written(near())}{sign},{rag}")
    return "\n".join(lines) + "\n"

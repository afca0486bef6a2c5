"""Whatever blank cells hold, the figures lie within the bounds, and a safe rating stays as it is."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.expressions.nodes import conjuncts
from cicscore.results import Row
from cicscore.vocabulary import ColumnType
from tests.scorecard import conditions, worlds
from tests.scorecard.scorecards import BREAKDOWNS, MARCH_2016

#: How far a number of the document may lie from the exact one.
CLOSE = 1e-9

LIMITS = (
    ("higher", {"target": 50, "amber": 20}),
    ("higher", {"target": 5, "amber": 1}),
    ("lower", {"target": 1, "amber": 60}),
    ("lower", {"target": 30, "amber": 33, "amber_needs": "improved"}),
    ("target", {"target": 40, "green_within": 20, "amber_within": 35}),
    ("target", {"target": 3, "green_within": 1, "amber_within": 3}),
)
BLANKS = ("", ", blank: unknown", ", blank: unknown", ", blank: answer")

Key = tuple[str, str, str | None, str | None]


def world(random: Random, of_values: int = 0) -> worlds.World:
    """A random world whose indicators have targets, and whose columns say what a blank means, or nothing."""
    made = worlds.world(random.randrange(10**6), 8 - of_values, of_values)
    head, marked, indicators = made.catalogue.partition("indicators:\n")
    head = re.sub(r", required: false", lambda found: found[0] + random.choice(BLANKS), head)
    lines = []
    for line in indicators.splitlines():
        fields = json.loads(line.removeprefix("  - "))
        polarity, limits = random.choice(LIMITS)
        if fields["unit"] != "published":
            fields |= {"polarity": polarity, "targets": {"2015-16": limits}}
        lines.append(f"  - {json.dumps(fields)}\n")
    setting = random.choice(["", "settings: {rate_on: displayed}\n"])
    return replace(made, catalogue=head + BREAKDOWNS + setting + marked + "".join(lines))


def rows_of(catalogue: Catalogue, folder: Path) -> dict[Key, Row]:
    """Every row of the scorecard of the folder, in two breakdowns."""
    card = score(catalogue, load_extracts(folder, catalogue), MARCH_2016, by=["sex", "kind"])
    return {(row.indicator, row.variant, row.breakdown, row.group): row for row in card.results}


def complete(text: str, extract: Extract, random: Random) -> str:
    """A file with something in some of the blank cells whose content is not known."""
    rows = list(csv.DictReader(io.StringIO(text)))
    share = random.choice([0.1, 0.5, 1])
    for row in rows:
        for name, column in extract.columns.items():
            # An answer stays as it is; these catalogues have none that is one on some rows only.
            if row[name] or column.required or name in extract.answers or random.random() > share:
                continue
            row[name] = content(column.type, list(column.codes or ()), random)
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(extract.columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


def content(kind: ColumnType, codes: list[str], random: Random) -> str:
    """What a cell of this kind may hold."""
    day = random.choice([*worlds.DAYS, "1990-05-05", "2016-02-17"])
    match kind:
        case ColumnType.ID | ColumnType.TEXT:
            return random.choice([*worlds.WORDS, "a new word"])
        case ColumnType.CODE:
            return random.choice(codes)
        case ColumnType.DATE:
            return day
        case ColumnType.DATETIME:
            return f"{day} {random.choice(worlds.TIMES)}"
        case ColumnType.NUMBER:
            return random.choice([*worlds.AMOUNTS, "-1000", "1000000"])
        case ColumnType.FLAG:
            return random.choice(["yes", "no"])


def breaches(now: Row, then: Row | None) -> list[str]:
    """What a completion's row contradicts of what was said of it."""
    if then is None or now.rows_unknown is None:
        return []
    found = []
    if then.value is not None:
        if now.value_low is not None and then.value < now.value_low - CLOSE * max(1, abs(then.value)):
            found.append(f"{then.value} is below {now.value_low}")
        if now.value_high is not None and then.value > now.value_high + CLOSE * max(1, abs(then.value)):
            found.append(f"{then.value} is above {now.value_high}")
    if now.rag_safe and then.rag is not now.rag:
        found.append(f"{now.rag} was safe, and is {then.rag}")
    if not now.rows_unknown and (then.numerator, then.denominator) != (now.numerator, now.denominator):
        found.append(f"no row was unknown, and {now.numerator} is {then.numerator}")
    return found


@pytest.mark.slow
@given(seed=st.integers(0, 10**9))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_completion_lies_within_the_bounds(seed: int) -> None:
    """Random catalogues over random rows; blank cells filled at random, some or all, several times."""
    hold(seed)


@pytest.mark.parametrize("seed", [1, 7301])
def test_completions_of_some_catalogues_lie_within_the_bounds(seed: int) -> None:
    """The same for a few every day; in 7301 values are counted of rows that the denominator may leave out."""
    hold(seed)


@pytest.mark.parametrize("seed", [1, 2])
def test_completions_of_medians_and_percentiles_lie_within_the_bounds(seed: int) -> None:
    """And of means; a blank number may be any."""
    hold(seed, of_values=8)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 33))
def test_completions_of_more_medians_and_percentiles_lie_within_the_bounds(seed: int) -> None:
    """The same for more worlds."""
    hold(seed, of_values=8)


@pytest.mark.parametrize(
    "listed",
    [
        conditions.OF_A_ROW,
        pytest.param(conditions.LOOKED_UP, marks=pytest.mark.slow),
        pytest.param(conditions.NESTED, marks=pytest.mark.slow),
    ],
)
def test_completions_of_conditions_lie_within_the_bounds(listed: conditions.Listed) -> None:
    """Hours over clock changes, choices, points and lookups, where what they are given is blank."""
    random = Random(5)  # noqa: S311 - the same each time is the point
    hold_in(marked(conditions.world(5, listed), random), random)


def marked(made: worlds.World, random: Random) -> worlds.World:
    """The world in two breakdowns, with columns that say what a blank means, or nothing."""
    head, indicators, rest = made.catalogue.partition("indicators:\n")
    head = re.sub(r", required: false", lambda found: found[0] + random.choice(BLANKS), head)
    return replace(made, catalogue=head + BREAKDOWNS + indicators + rest)


def hold(seed: int, of_values: int = 0) -> None:
    """Compare the scorecard of a random world with those of several completions."""
    random = Random(seed)  # noqa: S311 - the same each time is the point
    made = world(random, of_values)
    hold_in(made, random)


def hold_in(made: worlds.World, random: Random) -> None:
    """Compare the scorecard of a world with those of several completions."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        catalogue = load_catalogue(made.write(folder))
        assert all(
            not conjuncts(node) for each in catalogue.extracts.values() for node in each.answers.values()
        )
        before = rows_of(catalogue, folder)
        assert [key for key, row in before.items() if breaches(row, row)] == []
        for _ in range(4):
            for extract in catalogue.extracts.values():
                if extract.name in made.files:
                    text = complete(made.files[extract.name], extract, random)
                    (folder / extract.file).write_text(text, encoding="utf-8")
            after = rows_of(catalogue, folder)
            found = {key: told for key, row in before.items() if (told := breaches(row, after.get(key)))}
            assert found == {}

"""Ratings, limits and comparisons of random catalogues: the engine and the oracle come to the same."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cicscore.app.compute import ComputeRequest, compute_by
from cicscore.catalogue.load import load_catalogue
from cicscore.results import Row
from tests.oracle import scorecard as oracle
from tests.oracle.earlier import Compared, read_published
from tests.oracle.ratings import Limits
from tests.scorecard import rated_worlds

#: Seeds whose worlds rate uneven plans, and what is amber only if it improved.
EVERY_DAY = (0, 6, 9)


def differences(
    folder: Path, as_at: dt.date, months: int = 0
) -> tuple[list[str], dict[oracle.At, oracle.Line]]:
    """Each cell on which the two disagree, and the oracle's lines."""
    catalogue, published = folder / "indicators.yaml", folder / "published.csv"
    request = ComputeRequest(folder, catalogue, as_at, (published,), by=rated_worlds.BY, months=months)
    rows = compute_by(load_catalogue(catalogue), request).scorecard.results
    engine = {(row.indicator, row.variant, row.breakdown or "", row.group or ""): row for row in rows}
    asked = oracle.Request(as_at, read_published(published), months, rated_worlds.BY)
    lines = oracle.scorecard(catalogue, folder, asked)
    found = [f"only the engine has {at}" for at in engine.keys() - lines.keys()]
    found += [f"only the oracle has {at}" for at in lines.keys() - engine.keys()]
    for at in sorted(engine.keys() & lines.keys()):
        given, wanted = by_engine(engine[at]), by_oracle(lines[at])
        found += [
            f"{at} at {as_at}: {name} is {given[name]}, by the oracle {wanted[name]}"
            for name in wanted
            if given[name] != wanted[name]
        ]
    return found, lines


def by_oracle(line: oracle.Line) -> dict[str, Any]:
    """The cells of a line, by name."""
    return {
        "value": _number(line.result.value),
        "rag": line.rating.rag,
        "limits": None if line.rating.limits is None else limits_in(line.rating.limits),
        "exceeds": line.rating.exceeds,
        "direction": line.direction,
        "previous": compared(line.previous),
        "also": (*compared(line.also), line.also.direction),
        "outturn": compared(line.outturn)[:3],
    }


def limits_in(found: Limits) -> tuple[float | None, ...]:
    """The target; where green and amber begin and end, or else where amber ends and what exceeds begins."""
    if None not in found.green:
        return tuple(_number(end) for end in (found.target, *found.green, *found.amber))
    (amber,) = {*found.amber} - {None}
    exceeded = {*(found.exceeded or ())} - {None}
    return tuple(_number(end) for end in (found.target, amber, next(iter(exceeded), None)))


def compared(found: Compared) -> tuple[Any, ...]:
    """The earlier figure, and the change from it."""
    return found.as_at, _number(found.value), found.rag, _number(found.change)


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)


def by_engine(row: Row) -> dict[str, Any]:
    """The same cells of a row of the document."""
    return {
        "value": row.value,
        "rag": row.rag,
        "limits": None if row.target is None else zones(row),
        "exceeds": any(note.startswith("exceeded: ") for note in row.notes),
        "direction": row.direction,
        "previous": (row.previous_as_at, row.previous_value, row.previous_rag, row.change),
        "also": (
            row.earlier_as_at,
            row.earlier_value,
            row.earlier_rag,
            row.earlier_change,
            row.earlier_direction,
        ),
        "outturn": (row.outturn_as_at, row.outturn_value, row.outturn_rag),
    }


def zones(row: Row) -> tuple[float | None, ...]:
    """The same limits of a row, which has zones as values or as distances from the target."""
    assert row.target is not None
    if row.green_within is not None and row.amber_within is not None:
        ends = [row.target + sign * one for one in (row.green_within, row.amber_within) for sign in (-1, 1)]
        return tuple(float(end) for end in (row.target, *ends))
    if row.green_low is not None:
        ends = (row.target, row.green_low, row.green_high, row.amber_low, row.amber_high)
    else:
        ends = (row.target, row.amber, row.exceeded)
    return tuple(None if end is None else float(end) for end in ends)


@pytest.mark.parametrize(
    "seed",
    [
        *EVERY_DAY,
        *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(60) if seed not in EVERY_DAY),
    ],
)
def test_ratings_and_comparisons_come_to_the_same(tmp_path: Path, seed: int) -> None:
    """Targets of every form, for everybody and for groups; up to three earlier figures a row."""
    as_at = rated_worlds.DAYS[-1 - seed % len(rated_worlds.DAYS)]
    rated_worlds.world(seed, tmp_path, as_at)
    assert differences(tmp_path, as_at)[0] == []


@pytest.mark.parametrize(
    ("seed", "months"),
    [(1, 12), *(pytest.param(seed, 60, marks=pytest.mark.slow) for seed in range(16))],
)
def test_the_trend_s_own_direction_comes_to_the_same(tmp_path: Path, seed: int, months: int) -> None:
    """Of windows that overlap and others, of definitions that changed, with months that have no figure."""
    as_at = rated_worlds.DAYS[-1] if seed % 2 else rated_worlds.MIDDLE_OF_A_MONTH
    rated_worlds.trending(seed, tmp_path, as_at)
    assert differences(tmp_path, as_at, months)[0] == []


@pytest.mark.slow
def test_there_is_something_to_compare(tmp_path: Path) -> None:
    """Every colour and direction occurs, and values on limits and in the band above green."""
    found: set[object] = set()
    for seed in range(8):
        folder = tmp_path / str(seed)
        folder.mkdir()
        rated_worlds.world(seed, folder, rated_worlds.DAYS[-1])
        published = read_published(folder / "published.csv")
        asked = oracle.Request(rated_worlds.DAYS[-1], published, by=rated_worlds.BY)
        for at, line in oracle.scorecard(folder / "indicators.yaml", folder, asked).items():
            where = "everybody" if at[2] == "" else "group"
            found |= {(where, line.rating.rag), line.direction, ("also", line.also.direction)}
            found |= {"exceeds"} if line.rating.exceeds else set()
            ends = (
                () if line.rating.limits is None else (*line.rating.limits.green, *line.rating.limits.amber)
            )
            found |= {("on a limit", line.rating.rag)} if line.result.value in {*ends} - {None} else set()
    colours, directions = ("green", "amber", "red"), ("improved", "same", "worsened")
    assert found >= {(where, rag) for where in ("everybody", "group") for rag in (*colours, None)}
    assert found >= {*directions, *(("also", each) for each in directions), "exceeds"}
    assert found >= {("on a limit", "green"), ("on a limit", "amber")}

"""Workers, homes and children at random: the engine and the oracle come to the same figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

import pytest
import yaml

from tests.base_catalogue import dictionary
from tests.scorecard.test_beside_the_oracle import differences
from tests.scorecard.test_subjects import EXTRACTS

HOMES = """\
file: homes.csv
key: [home_id]
each_row: home
columns:
  home_id: {type: id}
  places: {type: number, required: false}
named:
  full: count(stays, ended_on is None) >= places
"""
STAYS = """\
file: stays.csv
about: homes
also_about: [children, workers]
columns:
  home_id: {type: id}
  child_id: {type: id}
  worker_id: {type: id, required: false}
  started_on: {type: date, required: false}
  ended_on: {type: date, required: false}
named:
  large: home.places > 2
  known: child.uasc is not None
"""
VARIANTS = """\
variants:
  excluding_uasc:
    title: Excluding UASC
    remove: child.uasc and on > date("2015-06-30")
    remove_from: {stays: child.uasc}
  excluding_agency: {title: Excluding agency workers, about: workers, remove: worker.agency}
  small_homes:
    title: Small homes
    about: homes
    remove: home.places > 2
"""

#: Each indicator's sides: counted of workers, homes and children, and of what belongs to several of them.
SIDES = [
    "{denominator: {from: workers}, numerator: {where: 'count(children) >= 1 and count(children) <= 2'}}",
    "{denominator: {from: workers}, numerator: {where: 'count(visits, row.team == \"N\") > 1'}}",
    "{numerator: {from: workers, count: {sum: 'count(children, uasc is not None)'}}}",
    "{numerator: {from: workers, count: {sum: 'count_distinct(visits.child_id, made_on > year_before)'}}}",
    "{numerator: {from: workers, where: agency}}",
    "{numerator: {from: children, where: 'worker.team == \"N\"'}}",
    "{numerator: {from: children, where: 'not exists(visits, row.worker_id == worker_id)'}}",
    "{numerator: {from: children, where: 'worker.agency is None'}}",
    "{denominator: {from: visits}, numerator: {where: worker.agency}}",
    "{numerator: {from: visits, count: workers, where: 'child.worker_id == worker_id'}}",
    "{numerator: {from: visits, count: children, where: 'worker.team == \"S\"'}}",
    "{denominator: {from: homes}, numerator: {where: full}}",
    "{numerator: {from: homes, where: 'exists(stays, worker.agency and child.uasc)'}}",
    "{numerator: {from: stays, where: 'large and known'}}",
    "{numerator: {from: stays, count: homes, where: 'count(stays, started_on < row.started_on) > 0'}}",
    "{numerator: {from: homes, where: 'max(stays.started_on, ended_on is not None) > as_at - years(1)'}}",
    "{denominator: {from: children, count: children}, numerator: {from: stays, count: children}}",
    "{period: month, numerator: {from: visits, dated_by: made_on, where: child.uasc or worker.agency}}",
    "{period: rolling_12_months, numerator: {from: visits, dated_by: made_on, count: workers}}",
    "{denominator: {from: workers, under_variants: whole}, numerator: {from: children}, unit: ratio}",
]


def catalogue(folder: Path) -> Path:
    """The catalogue, written into the folder."""
    extracts = {**EXTRACTS, "homes": HOMES, "stays": STAYS}
    common = {"title": "It", "theme": "all_of_it", "meaning": "It.", "polarity": "none"}
    written = []
    for number, text in enumerate(SIDES):
        sides = {"period": "snapshot", **yaml.safe_load(text)}
        unit = "percent" if "denominator" in sides else "count"
        if sides.get("denominator", {}).get("from") != sides["numerator"].get(
            "from", sides.get("denominator", {}).get("from")
        ):
            unit = "ratio" if "denominator" in sides else "count"
        written.append({"id": f"it_{number}", **common, "unit": unit, **sides})
    path = folder / "indicators.yaml"
    path.write_text(dictionary(extracts, VARIANTS + yaml.safe_dump({"indicators": written}, sort_keys=False)))
    return path


def write_rows(folder: Path, seed: int) -> None:
    """A few workers and homes, children of some of them, and what happened; many cells are blank."""
    random = Random(seed)  # noqa: S311 - made-up rows
    days = ["", *(f"201{year}-{month:02}-15" for year in (4, 5) for month in range(1, 13)), "2016-02-01"]
    workers = [f"W{number}" for number in range(random.randint(0, 4))]
    homes = [f"H{number}" for number in range(random.randint(0, 3))]
    children = [f"C{number}" for number in range(random.randint(0, 12))]
    flags = ["yes", "no", ""]

    def lines(heading: str, rows: list[list[str]]) -> str:
        return "".join(f"{','.join(row)}\n" for row in [[heading], *rows])

    def one(names: list[str]) -> str:
        return random.choice([*names, ""])

    files = {
        "workers": lines(
            "worker_id,team,agency",
            [[name, random.choice("NS"), random.choice(flags[:2])] for name in workers],
        ),
        "children": lines(
            "child_id,worker_id,uasc", [[name, one(workers), random.choice(flags)] for name in children]
        ),
        "visits": lines(
            "child_id,worker_id,made_on",
            [[random.choice(children), one(workers), random.choice(days[1:])] for _ in range(20) if children],
        ),
        "homes": lines("home_id,places", [[name, random.choice(["", "1", "2", "3"])] for name in homes]),
        "stays": lines(
            "home_id,child_id,worker_id,started_on,ended_on",
            [
                [
                    random.choice(homes),
                    random.choice(children),
                    one(workers),
                    random.choice(days),
                    random.choice(days),
                ]
                for _ in range(15)
                if children and homes
            ],
        ),
    }
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)


@pytest.mark.parametrize(
    "seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 20))]
)
def test_workers_homes_and_children_come_to_the_same_figures(tmp_path: Path, seed: int) -> None:
    """Under variants about children, about workers and about homes."""
    write_rows(tmp_path, seed)
    assert differences(catalogue(tmp_path), tmp_path, dt.date(2016, 3, 31))[0] == []

"""Small random catalogues and extracts, the same for each seed, to hold the engine against the oracle.

The data dictionary is fixed and has a column of every type; indicators and rows are random. Dates lie thick
around the edges of windows, and most columns have missing values.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.base_catalogue import DICTIONARY

#: The columns of each extract by what an expression may do with them.
COLUMNS: dict[str, dict[str, list[str]]] = {
    "children": {
        "date": ["born_on", "uasc_ended_on"],
        "datetime": [],
        "number": ["height"],
        "condition": ["uasc", "tall", "in_care"],
        "text": ["sex", "child_id"],
    },
    "stays": {
        "date": ["started_on", "ended_on", "over"],
        "datetime": [],
        "number": ["miles", "far"],
        "condition": ["urgent", "open"],
        "text": ["kind", "carer", "child_id"],
    },
    "visits": {
        "date": ["due_on"],
        "datetime": ["made_at", "left_at"],
        "number": ["score"],
        "condition": ["held", "late"],
        "text": ["place", "child_id"],
    },
    "posts": {
        "date": ["from_day"],
        "datetime": [],
        "number": ["fte"],
        "condition": ["filled"],
        "text": ["team", "post"],
    },
    "results": {
        "date": ["known_on"],
        "datetime": [],
        "number": ["value"],
        "condition": [],
        "text": ["measure"],
    },
}
ABOUT_CHILDREN = ("children", "stays", "visits")
#: Named expressions that are aggregates, which may not stand inside another.
NESTING = {"in_care"}
CODES = {"sex": ["M", "F", "U"], "kind": ["A", "B", "C"], "team": ["A", "X"], "measure": ["READING", "MATHS"]}
WORDS = ["A", "M", "Lime Tree", "x"]
DAYS = [
    *("2013-03-31", "2014-02-28", "2014-04-01", "2015-02-28", "2015-03-30", "2015-03-31", "2015-04-01"),
    *("2015-04-02", "2015-05-04", "2015-08-31", "2015-09-01", "2015-12-24", "2015-12-25", "2015-12-31"),
    *("2016-01-01", "2016-01-31", "2016-02-28", "2016-02-29", "2016-03-01", "2016-03-24", "2016-03-25"),
    *("2016-03-28", "2016-03-29", "2016-03-30", "2016-03-31", "2016-04-01", "2016-08-31", "2016-09-01"),
]
BIRTHDAYS = ["1998-03-31", "1998-04-01", "2000-02-29", "2004-02-29", "2007-08-31", "2007-09-01", "2015-12-31"]
TIMES = ["00:00", "00:01", "09:30", "23:59"]
AMOUNTS = ["0", "0.1", "0.2", "0.3", "1", "2", "3", "4.5", "10", "-1", "334.6"]
PERIODS: list[str | dict[str, int]] = [
    *("snapshot", "month", "quarter", "year_to_date", "rolling_12_months", "academic_year_to_date", "annual"),
    {"rolling_months": 6},
    {"rolling_months": 36},
]
PERIOD_DAYS = [
    "as_at",
    "period_start",
    "period_end",
    "year_start",
    "quarter_start",
    "academic_year_start",
    "year_before",
    "on",
]


#: Makes numerator, denominator and unit of an indicator of a period.
Counted = Callable[[str | dict[str, int], Random], dict[str, object]]


@dataclass(frozen=True)
class World:
    """A catalogue's text, and the text of each CSV file."""

    catalogue: str
    files: dict[str, str]

    def write(self, folder: Path) -> Path:
        """Write the files into ``folder`` and the catalogue beside them; returns the catalogue's path."""
        for name, text in self.files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        path = folder / "indicators.yaml"
        path.write_text(self.catalogue, encoding="utf-8")
        return path


def world(seed: int, indicators: int, of_values: int = 0) -> World:
    """The world of this seed, with so many indicators that count and so many of rows' values."""
    random = Random(seed)  # noqa: S311 - the same each time is the point
    written = [_indicator(f"i{number}", random) for number in range(indicators)]
    written += [_indicator(f"v{number}", random, _of_values) for number in range(of_values)]
    return World(DICTIONARY + "indicators:\n" + "".join(written), extracts(random))


def with_composed(plain: World, seed: int, number: int) -> World:
    """The same world with indicators made of others, and of each other."""
    random = Random(seed)  # noqa: S311 - the same each time is the point
    head, _, lines = plain.catalogue.partition("indicators:\n")
    others = [json.loads(line.removeprefix("  - ")) for line in lines.splitlines()]
    for count in range(number):
        others.append(_composed(f"c{count}", others, random))
    written = "".join(f"  - {json.dumps(fields)}\n" for fields in others)
    return World(f"{head}indicators:\n{written}", plain.files)


def _composed(name: str, others: list[dict[str, object]], random: Random) -> dict[str, object]:
    """An indicator made of two of one unit, of which the first may have a comparator's figures."""
    one = random.choice(others)
    two = random.choice([other for other in others if other["unit"] == one["unit"]])
    a, b = str(one["id"]), str(two["id"])
    if random.random() < 0.3:
        one["comparators"] = {"england": {day: {"value": "12.5", "source": "x"} for day in DAYS[10:14]}}
        b = f"{a}.england"
    ratios = {"ratio": f"{a} / {b}", "percent": f"100 * ({a} - {b}) / {b}", "mean": f"{a} / ({b} + {a})"}
    alike = (f"{a} - {b}", f"{a} + {b}", f"0.3 * {a} + 0.7 * {b}", f"({a} - {b} / 2) * 3", f"10 - {a} - -{b}")
    unit = random.choice([*ratios, one["unit"], one["unit"]])
    formula = ratios[unit] if unit in ratios and unit != one["unit"] else random.choice(alike)
    more = {"valid_to": random.choice(DAYS)} if random.random() < 0.05 else {}
    return {
        "id": name,
        "title": name,
        "theme": "all_of_it",
        "meaning": "Random.",
        "polarity": "none",
        "period": one["period"],
        "unit": unit,
        "value": {"from_indicators": formula},
    } | more


def _indicator(name: str, random: Random, counted: Counted | None = None) -> str:
    """One indicator as YAML, which is ``counted`` in this way, or in any; JSON is YAML."""
    period = random.choice(PERIODS)
    fields: dict[str, object] = {
        "id": name,
        "title": name,
        "theme": "all_of_it",
        "meaning": "Random.",
        "polarity": "none",
        "period": period,
    }
    if counted is not None:
        fields |= counted(period, random)
    elif random.random() < 0.05:
        where = {"where": Writer(random, "results").condition(1)} if random.random() < 0.5 else {}
        fields |= {
            "unit": "published",
            "value": {"from": "results", "column": "value", "dated_by": "known_on"} | where,
        }
    else:
        fields |= _counted(period, random)
    if random.random() < 0.05:
        fields |= {"not_reported": {"2015-16": "See note"}}
    if random.random() < 0.05:
        fields |= {random.choice(["valid_from", "valid_to"]): random.choice(DAYS)}
    return "  - " + json.dumps(fields) + "\n"


def _counted(period: str | dict[str, int], random: Random) -> dict[str, object]:
    """Numerator, denominator and unit."""
    if random.random() < 0.3:
        return {"unit": "count", "numerator": _side(period, random)}
    denominator = _side(period, random)
    below = str(denominator["from"])
    if random.random() < 0.6:
        numerator: dict[str, object] = {"where": Writer(random, below).condition(2)}
        if random.random() < 0.4:
            numerator["count"] = _how(below, random)
        return {"unit": _unit(numerator, denominator, random)} | {
            "denominator": denominator,
            "numerator": numerator,
        }
    numerator = _side(period, random)
    if below not in ABOUT_CHILDREN and numerator["from"] in ABOUT_CHILDREN:
        denominator["under_variants"] = random.choice(["whole", "not_applicable"])
    return {"unit": _unit(numerator, denominator, random)} | {
        "denominator": denominator,
        "numerator": numerator,
    }


def _of_values(period: str | dict[str, int], random: Random) -> dict[str, object]:
    """A mean, a median or a percentile of a number."""
    numerator = _side(period, random)
    extract = str(numerator["from"])
    number = random.choice([Writer(random, extract).number(1), random.choice(COLUMNS[extract]["number"])])
    unit, how = random.choice(
        [
            ("mean", {"mean": number}),
            ("median", {"median": number}),
            ("percentile", {"percentile": random.choice([10, 25, 90, 97.5]), "of": number}),
        ]
    )
    return {"unit": unit, "numerator": numerator | {"count": how}}


def _unit(numerator: dict[str, object], denominator: dict[str, object], random: Random) -> str:
    """A unit that does not contradict what is counted."""
    below = denominator.get("count", "rows")
    above = numerator.get("count", "rows" if "from" in numerator else below)
    is_sum = [isinstance(how, dict) and "sum" in how for how in (above, below)]
    means = ["mean"] if is_sum[0] else []
    shares = ["percent"] if is_sum[0] <= is_sum[1] else []
    return random.choice(["per_10000", "ratio", *means, *shares])


def _side(period: str | dict[str, int], random: Random) -> dict[str, object]:
    """An extract, its window, a condition and what is counted."""
    extract = random.choice([*ABOUT_CHILDREN, "stays", "visits", "posts"])
    writer = Writer(random, extract)
    side: dict[str, object] = {"from": extract}
    if period != "snapshot":
        stored = [
            column
            for kind in ("date", "datetime")
            for column in COLUMNS[extract][kind]
            if column not in ("over",)
        ]
        side["dated_by"] = random.choice([*stored, "none", "none"])
    if random.random() < 0.5:
        side["where"] = writer.condition(random.randint(0, 2))
    if random.random() < 0.6:
        side["count"] = _how(extract, random)
    return side


def _how(extract: str, random: Random) -> object:
    """What is counted of the rows."""
    stored = [column for columns in COLUMNS[extract].values() for column in columns]
    named = {"tall", "in_care", "open", "far", "over", "late"}
    ways: list[object] = [
        "rows",
        {"distinct": random.choice([column for column in stored if column not in named])},
        {"sum": Writer(random, extract).number(1)},
        {"sum": random.choice(COLUMNS[extract]["number"])},
    ]
    if extract in ABOUT_CHILDREN:
        ways.append("children")
    return random.choice(ways)


@dataclass
class Writer:
    """Writes random expressions of each type over one extract; ``outer`` is set inside an aggregate."""

    random: Random
    extract: str
    outer: str | None = None
    periods: list[str] = field(default_factory=lambda: list(PERIOD_DAYS))

    def condition(self, depth: int) -> str:
        """A condition."""
        one = self.random.choice
        shapes = ["flag", "compare", "compare", "missing", "among", "day", "day"]
        shapes += ["and", "or", "not", "and", "or"] if depth else []
        shapes += ["exists", "exists", "picked"] if self._may_aggregate and depth else []
        match one(shapes):
            case "and":
                return f"({self.condition(depth - 1)} and {self.condition(depth - 1)})"
            case "or":
                return f"({self.condition(depth - 1)} or {self.condition(depth - 1)})"
            case "not":
                return f"(not {self.condition(depth - 1)})"
            case "exists":
                inner = self._inside(one(ABOUT_CHILDREN))
                return f"exists({inner.extract}, {inner.condition(1)})"
            case "picked":
                return self._picked("condition")
            case "flag" if name := self._name("condition"):
                return name
            case "missing":
                return f"({self._any_name()} is {one(['None', 'not None'])})"
            case "among" if name := self._name("text"):
                listed = self.random.sample(self._texts(name), self.random.randint(1, 2))
                return f"({name} {one(['in', 'not in'])} {json.dumps(listed)})"
            case "compare" if (name := self._name("text")) and self.random.random() < 0.5:
                return f"({name} {one(['==', '!='])} {json.dumps(one(self._texts(name)))})"
            case "day":
                return self._compared_days(depth)
            case _:
                return self._compared_numbers(depth)

    def _compared_numbers(self, depth: int) -> str:
        sign = self.random.choice(["==", "!=", "<", "<=", ">", ">="])
        limit = self.random.choice(AMOUNTS)
        # Quotients stand alone: only their comparison with a short decimal is exact in every program.
        if self.random.random() < 0.15:
            return f"({self.number(0)} / {self._divisor()} {sign} {limit})"
        return f"({self.number(depth)} {sign} {limit})"

    def _divisor(self) -> str:
        return self._name("number") or "3"

    def _compared_days(self, depth: int) -> str:
        sign = self.random.choice(["==", "!=", "<", "<=", ">", ">="])
        kinds = ["date", "datetime"] if COLUMNS[self.extract]["datetime"] else ["date"]
        left = self.date(depth) if self.random.choice(kinds) == "date" else self.datetime(depth)
        right = self.date(0) if self.random.choice(kinds) == "date" else self.datetime(0)
        return f"({left} {sign} {right})"

    def number(self, depth: int) -> str:
        """A number whose decimals stay few."""
        one = self.random.choice
        shapes = ["column", "column", "literal", "between"]
        shapes += ["sum", "times", "choice"] if depth else []
        shapes += ["aggregate", "aggregate", "picked"] if self._may_aggregate and depth else []
        match one(shapes):
            case "sum":
                return f"({self.number(depth - 1)} {one('+-')} {self.number(depth - 1)})"
            case "times":
                return f"({self.number(depth - 1)} * {one(['2', '0.5', '-1'])})"
            case "choice":
                word = one(["coalesce", "least", "greatest"])
                return f"{word}({self.number(depth - 1)}, {self.number(depth - 1)})"
            case "between":
                word = one(["age", "days_between", "months_between", "working_days_between"])
                return f"{word}({self.date(0)}, {self.date(0)})"
            case "aggregate":
                inner = self._inside(one(ABOUT_CHILDREN))
                if one([True, False]):
                    return f"count({inner.extract}, {inner.condition(1)})"
                column = one(COLUMNS[inner.extract]["number"])
                word = one(["sum", "min", "max", "count_distinct"])
                return f"{word}({inner.extract}.{column}, {inner.condition(1)})"
            case "picked":
                return self._picked("number")
            case "column" if name := self._name("number"):
                return name
            case _:
                return one(AMOUNTS)

    def date(self, depth: int) -> str:
        """A date."""
        one = self.random.choice
        shapes = ["column", "column", "column", "period", "literal"]
        shapes += ["moved", "moved", "choice"] if depth else []
        shapes += ["aggregate", "picked"] if self._may_aggregate and depth else []
        match one(shapes):
            case "moved":
                return f"({self.date(depth - 1)} {one('+-')} {self._length(['days', 'weeks'])})"
            case "choice":
                word = one(["coalesce", "least", "greatest"])
                return f"{word}({self.date(depth - 1)}, {self.date(depth - 1)})"
            case "period":
                return one(self.periods)
            case "aggregate":
                inner = self._inside(one(ABOUT_CHILDREN))
                column = one(COLUMNS[inner.extract]["date"])
                return f"{one(['min', 'max'])}({inner.extract}.{column}, {inner.condition(1)})"
            case "picked":
                return self._picked("date")
            case "column" if name := self._name("date"):
                return name
            case _:
                return f'date("{one(DAYS)}")'

    def datetime(self, depth: int) -> str:
        """A date with a time, of an extract that has any."""
        column = self.random.choice(COLUMNS[self.extract]["datetime"])
        if depth and self.random.random() < 0.4:
            return f"({column} {self.random.choice('+-')} {self._length(['hours'])})"
        if depth and self.random.random() < 0.2:
            return f"coalesce({column}, {self.datetime(0)})"
        return column

    def _length(self, others: list[str]) -> str:
        unit = self.random.choice([*others, "months", "years", "working_days"])
        return f"{unit}({self.random.choice([0, 1, 2, 5, 12, 24, 48])})"

    def _picked(self, kind: str) -> str:
        """``first`` or ``last`` of a column of this kind."""
        inner = self._inside(self.random.choice(ABOUT_CHILDREN))
        columns = [name for name in COLUMNS[inner.extract][kind] if name not in NESTING]
        by = self.random.choice([*COLUMNS[inner.extract]["date"], *COLUMNS[inner.extract]["number"]])
        word = self.random.choice(["first", "last"])
        return f"{word}({inner.extract}.{self.random.choice(columns)}, by={by}, where={inner.condition(1)})"

    @property
    def _may_aggregate(self) -> bool:
        return self.outer is None and self.extract in ABOUT_CHILDREN

    def _inside(self, extract: str) -> Writer:
        return Writer(self.random, extract, outer=self.extract, periods=self.periods)

    def _name(self, kind: str) -> str:
        """A name of this kind: the row's own, its child's, or the outer row's; empty where there is none."""
        names = list(COLUMNS[self.extract][kind]) * 2
        if self.extract in ABOUT_CHILDREN:
            names += [f"child.{name}" for name in COLUMNS["children"][kind]]
        if self.outer is not None:
            names += [f"row.{name}" for name in COLUMNS[self.outer][kind]] * 2
            names = [name for name in names if name.rpartition(".")[2] not in NESTING]
        return self.random.choice(names) if names else ""

    def _any_name(self) -> str:
        kinds = [kind for kind in COLUMNS[self.extract] if COLUMNS[self.extract][kind]]
        return self._name(self.random.choice(kinds)) or COLUMNS[self.extract]["date"][0]

    @staticmethod
    def _texts(name: str) -> list[str]:
        column = name.rpartition(".")[2]
        return CODES.get(column, ["1", "02", "3"] if column == "child_id" else WORDS)


def extracts(random: Random) -> dict[str, str]:
    """Random rows for every extract; now and then one row, no rows, or no file at all."""
    children = [f"{number:02d}" if number % 2 else str(number) for number in range(_size(random, 12))]
    some = {
        "children": [
            [
                child,
                _maybe(random, BIRTHDAYS),
                _maybe(random, ["yes", "no"]),
                _maybe(random, DAYS),
                _maybe(random, CODES["sex"]),
                _maybe(random, AMOUNTS),
            ]
            for child in children
        ],
        "stays": [
            [
                random.choice(children),
                _maybe(random, DAYS),
                _maybe(random, DAYS),
                _maybe(random, AMOUNTS),
                _maybe(random, ["Y", "N"]),
                _maybe(random, CODES["kind"]),
                _maybe(random, WORDS),
            ]
            for _ in range(_size(random, 60) if children else 0)
        ],
        "visits": [
            [
                random.choice(children),
                _maybe(random, [f"{day} {time}" for day in DAYS for time in TIMES]),
                _maybe(random, [f"{day}T{time}" for day in DAYS for time in TIMES]),
                _maybe(random, AMOUNTS),
                _maybe(random, ["1", "0"]),
                _maybe(random, WORDS),
                _maybe(random, DAYS),
            ]
            for _ in range(_size(random, 60) if children else 0)
        ],
        "posts": [
            [
                _maybe(random, WORDS),
                _maybe(random, DAYS),
                _maybe(random, AMOUNTS),
                _maybe(random, ["true", "false"]),
                _maybe(random, CODES["team"]),
            ]
            for _ in range(_size(random, 12))
        ],
        "results": [
            [_maybe(random, CODES["measure"]), _maybe(random, DAYS), _maybe(random, AMOUNTS)]
            for _ in range(_size(random, 8))
        ],
    }
    left_out = random.choice([*[None] * 8, "stays", "visits", "posts", "results"])
    return {name: _csv(name, rows, random) for name, rows in some.items() if name != left_out}


def _size(random: Random, most: int) -> int:
    return random.choice([0, 1, 1, *[random.randint(2, most) for _ in range(3)], most, most])


def _maybe(random: Random, values: list[str]) -> str:
    return "" if random.random() < 0.2 else random.choice(values)


HEADINGS = {
    "children": "child_id,born_on,uasc,uasc_ended_on,sex,height",
    "stays": "child_id,started_on,ended_on,miles,urgent,kind,carer",
    "visits": "child_id,made_at,left_at,score,held,place,due_on",
    "posts": "post,from_day,fte,filled,team",
    "results": "measure,known_on,value",
}


def _csv(name: str, rows: list[list[str]], random: Random) -> str:
    random.shuffle(rows)
    # A row of nothing but blanks is what a spreadsheet leaves behind, not a row of data.
    kept = [row for row in rows if any(row)]
    return "\n".join([HEADINGS[name], *(",".join(row) for row in kept)]) + "\n"

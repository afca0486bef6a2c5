"""What each indicator comes to, worked out row by row."""

from __future__ import annotations

import ast
import functools
import operator
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.oracle import days
from tests.oracle.days import When
from tests.oracle.expressions import Language
from tests.oracle.extracts import Extracts, MissingExtractError, Row

SCALES = {"percent": 100, "per_10000": 10000, "mean": 1, "ratio": 1}
EVERYONE = "all"
NOT_RECORDED = "not recorded"


class Result(NamedTuple):
    """One indicator under one variant; ``value`` is exact and in the indicator's unit (79.65 for 79.65%)."""

    numerator: int | Decimal | None
    denominator: int | Decimal | None
    value: Fraction | None
    status: str


class NoFigureError(Exception):
    """A figure that another is made of has no value; the text is its status."""


class Counted(NamedTuple):
    """A row inside its window that meets its condition, with the dates its expressions see."""

    row: Row
    when: When


class Group(NamedTuple):
    """A group of a breakdown: the expressions that divide rows, one or several at once, and its name."""

    by: tuple[str, ...]
    name: str


def compute(
    catalogue_path: Path | str, extracts_folder: Path | str, as_at: date, only: Collection[str] = ()
) -> dict[tuple[str, str], Result]:
    """Compute every indicator valid on the as-at date (or only those named) under every variant."""
    catalogue = read_catalogue(Path(catalogue_path))
    calculation = calculation_of(catalogue, Extracts(catalogue["extracts"], Path(extracts_folder)), as_at)
    return {
        (name, variant): calculation.result(indicator, variant)
        for name, indicator in calculation.valid.items()
        if not only or name in only
        for variant in dict.fromkeys([EVERYONE, *calculation.variants])
    }


def calculation_of(
    catalogue: dict[str, Any], extracts: Extracts, as_at: date, group: Group | None = None
) -> Calculation:
    """Prepare the indicators valid on a day: of every row, or of those of one group of a breakdown."""
    defined = (as_defined(written, as_at) for written in catalogue["indicators"])
    valid = {one["id"]: one for one in defined if is_valid(one, as_at)}
    variants = catalogue.get("variants", {})
    return Calculation(variants, extracts, Language(extracts), as_at, valid, group)


def read_catalogue(path: Path) -> dict[str, Any]:
    """Read the YAML with every scalar as the text that was written."""
    with path.open(encoding="utf-8") as file:
        catalogue: dict[str, Any] = yaml.load(file, Loader=yaml.BaseLoader)  # noqa: S506  builds texts only
    return catalogue


def is_valid(indicator: dict[str, Any], as_at: date) -> bool:
    """Whether an indicator's definition is in force on a day."""
    since, until = (indicator.get(limit) for limit in ("valid_from", "valid_to"))
    begun = since is None or date.fromisoformat(since) <= as_at
    return begun and (until is None or as_at <= date.fromisoformat(until))


def as_defined(indicator: dict[str, Any], as_at: date) -> dict[str, Any]:
    """Put what changed by a day in the place of what was written; what did not change stays."""
    changes = indicator.get("changes", {})
    reached = [changes[day] for day in sorted(changes) if date.fromisoformat(day) <= as_at]
    return functools.reduce(operator.or_, reached, indicator)


@dataclass
class Calculation:
    """Indicators and variants over the extracts of one folder on one as-at date.

    Where there is a ``group``, its rows alone are counted.
    """

    variants: dict[str, Any]
    extracts: Extracts
    language: Language
    as_at: date
    valid: dict[str, dict[str, Any]] = field(default_factory=dict)
    group: Group | None = None
    members: dict[tuple[str, str, str], list[Counted]] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)

    def result(self, indicator: dict[str, Any], variant: str) -> Result:
        """Work out one indicator under one variant, or say why it has no value."""
        if days.financial_year(self.as_at) in indicator.get("not_reported", {}):
            return Result(None, None, None, "not_reported")
        if "from_indicators" in indicator.get("value", {}):
            return self.made_of_others(indicator["value"]["from_indicators"], variant)
        if variant != EVERYONE and not self.varies(indicator, variant):
            return Result(None, None, None, "not_applicable")
        try:
            if "value" in indicator:
                return self.published(indicator, variant)
            return self.calculated(indicator, variant)
        except MissingExtractError:
            return Result(self.numerator_alone(indicator, variant), None, None, "missing_extract")
        except Exception as problem:
            problem.add_note(f"in indicator {indicator['id']}, variant {variant}")
            raise

    def made_of_others(self, formula: str, variant: str) -> Result:
        """Work out a formula over indicators; the first figure named that has no value gives the status."""
        tree = ast.parse(formula.strip(), mode="eval").body
        try:
            for figure in figures_in(tree):
                self.worked_out(figure, variant)
            value = self.worked_out(tree, variant)
        except NoFigureError as missing:
            return Result(None, None, None, str(missing))
        except ZeroDivisionError:
            return Result(None, None, None, "no_denominator")
        return Result(None, None, value, "calculated")

    def worked_out(self, part: ast.expr, variant: str) -> Fraction:
        """Work out one part of a formula, from left to right."""
        if isinstance(part, ast.Constant):
            return Fraction(str(part.value))
        if isinstance(part, ast.UnaryOp):
            return -self.worked_out(part.operand, variant)
        if isinstance(part, ast.BinOp):
            left, right = self.worked_out(part.left, variant), self.worked_out(part.right, variant)
            signs = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}
            return left / right if isinstance(part.op, ast.Div) else signs[type(part.op)](left, right)
        if isinstance(part, ast.Attribute):
            return self.of_comparator(self.valid[part.value.id], part.attr, variant)
        if part.id not in self.valid:
            raise NoFigureError("not_reported")
        found = self.result(self.valid[part.id], variant)
        if found.value is None:
            raise NoFigureError(found.status)
        return found.value

    def of_comparator(self, indicator: dict[str, Any], comparator: str, variant: str) -> Fraction:
        """Look up the latest figure of a comparator, which is of everyone."""
        stated = indicator.get("comparators", {}).get(comparator, {})
        known = [day for day in stated if date.fromisoformat(day) <= self.as_at]
        if not known:
            raise NoFigureError("not_reported")
        if variant != EVERYONE:
            raise NoFigureError("not_applicable")
        return Fraction(stated[max(known)]["value"])

    def numerator_alone(self, indicator: dict[str, Any], variant: str) -> Decimal | None:
        """Work out the numerator of a ratio of two extracts without the denominator's, if that is known."""
        if "denominator" not in indicator or "from" not in indicator["numerator"]:
            return None
        alone = {key: value for key, value in indicator.items() if key != "denominator"}
        if variant != EVERYONE and not self.varies(alone, variant):
            return None
        try:
            return self.calculated(alone, variant).numerator
        except MissingExtractError:
            return None

    def varies(self, indicator: dict[str, Any], variant: str) -> bool:
        """Whether a variant says anything about an indicator: of the rows counted, or of those they read."""
        rules = self.variants[variant]
        sides = [indicator[side] for side in ("numerator", "denominator", "value") if side in indicator]
        spoken = [self.extracts.speaks_of(rules, side["from"]) for side in sides if "from" in side]
        if "value" in indicator or not any(spoken):
            return self.reads_less(indicator, variant)
        if "about" in rules and rules["about"] != "children":
            return all(spoken)  # Nobody chose that one side stays whole.
        denominator = indicator.get("denominator", {})
        return denominator.get("under_variants", "whole") == "whole" or self.extracts.speaks_of(
            rules, denominator["from"]
        )

    def reads_less(self, indicator: dict[str, Any], variant: str) -> bool:
        """Whether the rows counted are told by rows about others that the variant removes."""
        language = Language(self.extracts, variant=self.variants[variant])
        for side in ("numerator", "denominator"):
            part = indicator.get(side, {})
            count = part.get("count")
            for text in (part.get("where"), *(count.values() if isinstance(count, dict) else ())):
                if text is not None:
                    language.translate(text, origin(indicator, side)["from"])
        return language.reads_less

    def of(self, variant: str) -> Language:
        """The language as a variant leaves it; the same for all where the children's is the only list."""
        lists = [name for name in self.extracts.declared if self.extracts.subject(name) == name]
        if variant == EVERYONE or len(lists) < 2:
            return self.language
        rules = self.variants[variant]
        return self.languages.setdefault(variant, Language(self.extracts, variant=rules))

    def calculated(self, indicator: dict[str, Any], variant: str) -> Result:
        """Work out an indicator from its numerator and, unless it is a count, its denominator."""
        numerator = 0 if takes_values(indicator) else self.amount(indicator, "numerator", variant)
        if self.comes_before_the_rows(indicator):
            return Result(None, None, None, "insufficient_history")
        if takes_values(indicator):
            return self.of_values(indicator, variant)
        if "denominator" not in indicator:
            return Result(as_count(numerator), None, Fraction(numerator), "calculated")
        denominator = self.amount(indicator, "denominator", variant)
        if denominator == 0:
            return Result(as_count(numerator), as_count(denominator), None, "no_denominator")
        value = SCALES[indicator["unit"]] * Fraction(numerator) / Fraction(denominator)
        return Result(as_count(numerator), as_count(denominator), value, "calculated")

    def of_values(self, indicator: dict[str, Any], variant: str) -> Result:
        """Work out a mean, a median or a percentile of the values that rows have."""
        part = indicator["numerator"]
        how = part["count"]
        expression = next(how[key] for key in ("of", "mean", "median") if key in how)
        value = self.of(variant).translate(expression, part["from"])
        rows = self.remaining(self.counted(indicator, "numerator", variant), part["from"], variant)
        values = [number for row, when in rows if (number := value(row, None, when)) is not None]
        if "mean" in how:
            total = Fraction(sum(values))
            if not values:
                return Result(as_count(total), 0, None, "no_denominator")
            return Result(as_count(total), len(values), total / len(values), "calculated")
        if not values:
            return Result(None, 0, None, "no_denominator")
        return Result(
            None, len(values), percentile(values, Fraction(how.get("percentile", 50))), "calculated"
        )

    def comes_before_the_rows(self, indicator: dict[str, Any]) -> bool:
        """Whether a snapshot is of a day before every date of an extract that it counts undated."""
        if indicator["period"] != "snapshot":
            return False
        sides = [indicator[side] for side in ("numerator", "denominator") if side in indicator]
        for side in sides:
            if "from" not in side or side.get("dated_by", "none") != "none":
                continue
            if self.extracts.subject(side["from"]) == side["from"]:
                continue
            held = [value for row in self.extracts.rows(side["from"]) for value in row.values()]
            dates = [days.as_day(value) for value in held if isinstance(value, date)]
            if dates and self.as_at < min(dates):
                return True
        return False

    def amount(self, indicator: dict[str, Any], side: str, variant: str) -> int | Fraction:
        """Work out one side of an indicator under a variant: an integer counted or a fraction added up."""
        extract = origin(indicator, side)["from"]
        rows = self.remaining(self.counted(indicator, side, variant), extract, variant)
        other = {"numerator": "denominator", "denominator": "numerator"}[side]
        if other in indicator and origin(indicator, other)["from"] == extract:
            # A mean divides by the rows that have a value: what one side lacks, neither counts.
            gone = self.valueless(indicator, other, variant) - self.valueless(indicator, side, variant)
            rows = [counted for counted in rows if id(counted.row) not in gone]
        match counting(indicator, side):
            case "rows":
                return len(rows)
            case "children" | "workers" | "homes" as whom:
                kind = "child" if whom == "children" else whom.removesuffix("s")
                subject = self.extracts.subjects(extract)[kind]
                return len({self.extracts.key(extract, row, subject) for row, _ in rows} - {None})
            case {"distinct": column}:
                distinct = self.language.translate(column, extract)
                return len({distinct(row, None, when) for row, when in rows} - {None})
            case {"sum": expression}:
                amount = self.of(variant).translate(expression, extract)
                values = (amount(row, None, when) for row, when in rows)
                return Fraction(sum(value for value in values if value is not None))
        raise ValueError(f"no such way to count: {counting(indicator, side)}")

    def valueless(self, indicator: dict[str, Any], side: str, variant: str) -> set[int]:
        """Find the rows of one side that have no value to add up."""
        match counting(indicator, side):
            case {"sum": expression}:
                amount = self.of(variant).translate(expression, origin(indicator, side)["from"])
                rows = self.counted(indicator, side, variant)
                return {id(row) for row, when in rows if amount(row, None, when) is None}
        return set()

    def counted(self, indicator: dict[str, Any], side: str, variant: str) -> list[Counted]:
        """Find the rows that one side counts with everyone in; once for variants that read alike."""
        language = self.of(variant)
        at = (indicator["id"], side, "" if language is self.language else variant)
        if at not in self.members:
            part = indicator[side]
            if "from" in part:
                candidates = self.in_window(part, indicator["period"])
            else:
                candidates = self.counted(indicator, "denominator", variant)
            extract = origin(indicator, side)["from"]
            self.members[at] = self.meeting(part.get("where"), candidates, extract, language)
        return self.members[at]

    def in_window(self, part: dict[str, Any], period: days.Period) -> list[Counted]:
        """Find the rows dated inside the period, or all rows where nothing dates them."""
        when = days.dates_of(period, self.as_at)
        rows = self.extracts.rows(part["from"])
        if part.get("dated_by", "none") == "none":
            return [Counted(row, when) for row in rows]
        dated_by = self.language.translate(part["dated_by"], part["from"])
        dated = [(row, days.as_day(day)) for row in rows if (day := dated_by(row, None, when)) is not None]
        return [
            Counted(row, when if period == "snapshot" else when._replace(on=day))
            for row, day in dated
            if when.period_start <= day <= when.period_end
        ]

    def meeting(
        self, condition: str | None, rows: list[Counted], extract: str, language: Language
    ) -> list[Counted]:
        """Keep the rows for which a condition is true: neither false nor unknown."""
        if condition is None:
            return rows
        holds = language.translate(condition, extract)
        return [counted for counted in rows if holds(counted.row, None, counted.when) is True]

    def remaining(self, rows: list[Counted], extract: str, variant: str) -> list[Counted]:
        """Take away the rows of other groups and those that a variant removes, of those of whom it speaks."""
        if self.group is not None:
            by, name = self.group
            rows = [counted for counted in rows if self.group_of(by, extract, counted) == name]
        rules = self.variants.get(variant, {})
        rule = rules.get("remove_from", {}).get(extract, rules.get("remove"))
        if variant == EVERYONE or rule is None or not self.extracts.speaks_of(rules, extract):
            return rows
        removes = self.language.translate(rule, extract)
        return [counted for counted in rows if removes(counted.row, None, counted.when) is not True]

    def group_of(self, by: tuple[str, ...], extract: str, counted: Counted) -> str:
        """Name the group of a row: by one expression, or by several at once."""
        found = [self.language.translate(each, extract)(counted.row, None, counted.when) for each in by]
        return ", ".join({None: NOT_RECORDED, True: "yes", False: "no"}.get(one, one) for one in found)

    def groups(self, indicator: dict[str, Any], by: tuple[str, ...]) -> set[str]:
        """Name the groups that the rows of either side are in; none where nothing can be counted."""
        sides = [side for side in ("numerator", "denominator") if side in indicator]
        try:
            if self.comes_before_the_rows(indicator):
                return set()
            return {
                self.group_of(by, origin(indicator, side)["from"], counted)
                for side in sides
                for counted in self.counted(indicator, side, EVERYONE)
            }
        except MissingExtractError:
            return set()

    def published(self, indicator: dict[str, Any], variant: str) -> Result:
        """Look up the latest value dated on or before the as-at date; ``not_due`` where there is none yet."""
        part = indicator["value"]
        when = days.dates_of(indicator["period"], self.as_at)
        rows = [Counted(row, when) for row in self.extracts.rows(part["from"])]
        rows = self.remaining(
            self.meeting(part.get("where"), rows, part["from"], self.language), part["from"], variant
        )
        day, value = (self.language.translate(part[name], part["from"]) for name in ("dated_by", "column"))
        dated = [(day(row, None, when), value(row, None, when)) for row, when in rows]
        known = [
            (days.as_day(at), number)
            for at, number in dated
            if at is not None and number is not None and days.as_day(at) <= self.as_at
        ]
        if not known:
            return Result(None, None, None, "not_due")
        _, latest = max(known, key=lambda entry: entry[0])
        return Result(None, None, Fraction(latest), "published")


def takes_values(indicator: dict[str, Any]) -> bool:
    """Whether an indicator takes a mean, a median or a percentile."""
    how = indicator.get("numerator", {}).get("count")
    return isinstance(how, dict) and bool({"mean", "median", "percentile"} & how.keys())


def percentile(values: list[Any], wanted: Fraction) -> Fraction:
    """Walk up the sorted values: each step from one to the next is an equal share of 100 per cent."""
    ordered = sorted(values)
    left = wanted / 100 * (len(ordered) - 1)
    for lower, upper in pairwise(ordered):
        if left <= 1:
            return Fraction(lower) * (1 - left) + Fraction(upper) * left
        left -= 1
    return Fraction(ordered[-1])


def figures_in(part: ast.expr) -> list[ast.expr]:
    """The figures that a formula names, in the order of the text."""
    if isinstance(part, ast.Name | ast.Attribute):
        return [part]
    inner = [one for one in ast.iter_child_nodes(part) if isinstance(one, ast.expr)]
    return [figure for one in inner for figure in figures_in(one)]


def as_count(amount: int | Fraction) -> int | Decimal:
    """Show a count as an integer and a sum as a decimal."""
    if isinstance(amount, int):
        return amount
    with localcontext(prec=50):
        return Decimal(amount.numerator) / Decimal(amount.denominator)


def counting(indicator: dict[str, Any], side: str) -> Any:
    """How one side is counted: a part of the denominator as the denominator, unless it says otherwise."""
    return indicator[side].get("count", origin(indicator, side).get("count", "rows"))


def origin(indicator: dict[str, Any], side: str) -> dict[str, Any]:
    """Find the side that names the extract: a numerator without one is a subset of its denominator."""
    part: dict[str, Any] = indicator[side]
    return part if "from" in part else indicator["denominator"]


def displayed(value: Fraction | None, decimals: int) -> str:
    """Print a value rounded half up, away from nought."""
    if value is None:
        return "-"
    units = int(abs(value) * 10**decimals + Fraction(1, 2))
    return str(Decimal(units if value >= 0 else -units).scaleb(-decimals))


def main(arguments: list[str]) -> None:
    """Print one line for each indicator and variant."""
    if len(arguments) < 3:
        sys.exit("usage: python -m tests.oracle CATALOGUE EXTRACTS AS_AT [ID ...]")
    catalogue_path, folder, as_at, *only = arguments
    definitions = {
        indicator["id"]: indicator
        for indicator in read_catalogue(Path(catalogue_path))["indicators"]
        if is_valid(indicator, date.fromisoformat(as_at))
    }
    results = compute(catalogue_path, folder, date.fromisoformat(as_at), only)
    for (name, variant), result in results.items():
        definition = definitions[name]
        decimals = int(definition.get("decimals", 0 if definition["unit"] == "count" else 1))
        counts = ["-" if part is None else str(part) for part in (result.numerator, result.denominator)]
        print(name, variant, *counts, displayed(result.value, decimals), result.status, sep="\t")

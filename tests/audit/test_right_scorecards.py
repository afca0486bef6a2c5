"""In a scorecard that is right nothing is found, however it was rounded, compared and laid out."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cicscore.app.audit import audit_published
from cicscore.app.files import Given

COLUMNS = (
    "page", "indicator", "variant", "breakdown", "group", "as_at", "polarity", "value", "rag", "numerator",
    "denominator", "target", "previous", "previous_as_at", "outturn", "change", "variance",
)  # fmt: skip
#: What a ratio is multiplied with, for each unit.
SCALES = {"percent": 100, "rate per 10,000": 10_000, "mean": 1, "caseload": 1}


@dataclass(frozen=True)
class House:
    """How a council prints: how it rounds, which way it subtracts, and what it compares."""

    half: str
    compared: str
    rated_on_printed: bool
    subtracts_printed: bool
    percent_signs: bool
    commas: bool

    def rounded(self, number: Fraction, decimals: int) -> Decimal:
        """The number as this council rounds it."""
        with localcontext() as context:
            context.prec = 60
            exact = Decimal(number.numerator) / Decimal(number.denominator)
            return exact.quantize(Decimal(1).scaleb(-decimals), rounding=self.half)

    def text(self, number: Fraction, decimals: int, *, percent: bool = False) -> str:
        """The number as this council prints it."""
        sign = "%" if percent and self.percent_signs else ""
        return f"{self.rounded(number, decimals):{',' if self.commas else ''}f}{sign}"

    def difference(self, value: Fraction, other: Fraction) -> Fraction | None:
        """What this council prints as the difference; ``None`` where it prints none."""
        match self.compared:
            case "less":
                return value - other
            case "turned round":
                return other - value
            case _:
                return (value - other) / other * 100 if other else None


HOUSES = st.builds(
    House,
    half=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
    compared=st.sampled_from(["less", "turned round", "relative"]),
    rated_on_printed=st.booleans(),
    subtracts_printed=st.booleans(),
    percent_signs=st.booleans(),
    commas=st.booleans(),
)


@st.composite
def sides(draw: st.DrawFn, unit: str) -> tuple[Fraction, Fraction]:
    """A numerator and a denominator as they are before anything is rounded."""
    if unit == "caseload":
        return Fraction(draw(st.integers(1, 3000))), Fraction(draw(st.integers(100, 50_000)), 100)
    below = draw(st.integers(1, 400_000 if unit == "rate per 10,000" else 3000))
    above = draw(st.integers(0, below if unit != "mean" else 60_000))
    return Fraction(above), Fraction(below)


Cells = dict[str, str]


def printed_count(house: House, number: Fraction) -> str:
    """A count as a whole number, and full-time equivalents with one decimal."""
    return house.text(number, 0 if number.denominator == 1 else 1)


@st.composite
def indicators(draw: st.DrawFn, house: House, name: str) -> list[Cells]:
    """The rows of an indicator: two variants, each perhaps on two pages, with what stands beside a figure."""
    unit, decimals = draw(st.sampled_from(sorted(SCALES))), draw(st.integers(0, 2))
    higher = draw(st.booleans())
    target = Fraction(draw(st.integers(0, 1000)), 10)
    printed: list[Cells] = []
    everybody: Fraction | None = None
    for variant in ("all", "excluding_uasc"):
        above, below = draw(sides(unit))
        value = above / below * SCALES[unit]
        shown = Fraction(house.rounded(value, decimals))
        rated = shown if house.rated_on_printed else value
        meets = rated >= target if higher else rated <= target
        before = Fraction(draw(st.integers(0, 2000)), 20)
        cells = {
            "page": "first", "indicator": f"{name}, {unit}", "variant": variant, "as_at": "2016-03-31",
            "polarity": "H" if higher else "L",
            "value": house.text(value, decimals, percent=unit == "percent"),
            "rag": "G" if meets else draw(st.sampled_from("AR")),
            "numerator": printed_count(house, above), "denominator": printed_count(house, below),
            "target": house.text(target, 1, percent=unit == "percent"),
            "previous": house.text(before, decimals, percent=unit == "percent"),
        }  # fmt: skip
        parts = (
            (shown, Fraction(house.rounded(before, decimals))) if house.subtracts_printed else (value, before)
        )
        if (change := house.difference(*parts)) is not None:
            cells["change"] = house.text(change, draw(st.integers(0, decimals)), percent=True)
        if everybody is not None:
            whole = Fraction(house.rounded(everybody, decimals)) if house.subtracts_printed else everybody
            own = shown if house.subtracts_printed else value
            if (variance := house.difference(own, whole)) is not None:
                cells["variance"] = house.text(variance, draw(st.integers(0, decimals)), percent=True)
        everybody = value
        printed.append(cells)
        if draw(st.booleans()):
            coarser = house.text(value, draw(st.integers(0, decimals)), percent=unit == "percent")
            printed.append(cells | {"page": "second", "value": coarser, "polarity": "", "change": ""})
    return printed


@st.composite
def plain_lines(draw: st.DrawFn, house: House) -> list[Cells]:
    """Figures without variants, each with a variance from what this paper compares with."""
    compared = draw(st.sampled_from(["previous", "target", "outturn"]))
    printed: list[Cells] = []
    for number in range(draw(st.integers(1, 5))):
        exact = {
            name: Fraction(draw(st.integers(0, 20_000)), 200) for name in ("value", "previous", "outturn")
        }
        exact["target"] = Fraction(draw(st.integers(0, 100)))
        difference = house.difference(exact["value"], exact[compared])
        beside = draw(st.lists(st.sampled_from(["previous", "target", "outturn"])))
        cells = {name: house.text(exact[name], 0) for name in beside}
        cells |= {name: house.text(exact[name], 1) for name in ("value", compared)}
        if difference is not None:
            cells["variance"] = house.text(difference, draw(st.integers(0, 1)))
        printed.append({"indicator": f"line {number}", **cells})
    return printed


@st.composite
def tables(draw: st.DrawFn, house: House) -> list[Cells]:
    """A percentage, a count and an average, each in all and by groups that everybody is in once."""
    pairs = draw(st.lists(sides("percent"), min_size=2, max_size=6))
    total = sum((above for above, _ in pairs), Fraction(0)), sum((below for _, below in pairs), Fraction(0))
    days = [Fraction(draw(st.integers(0, 500 * int(below)))) for _, below in pairs]
    days.append(sum(days, Fraction(0)))
    named = draw(st.booleans())
    printed = []
    for number, (above, below) in enumerate([*pairs, total]):
        is_total = number == len(pairs)
        where = {"breakdown": "age", "group": f"group {number}"}
        if is_total:
            where = {"breakdown": "age", "group": "Total"} if named else {}
        counts = {"numerator": house.text(above, 0), "denominator": house.text(below, 0)}
        share = {"value": house.text(above / below * 100, 1, percent=True)}
        printed.append({"indicator": "a share by age", **counts, **share, **where})
        printed.append({"indicator": "number of children by age", "value": house.text(above, 0), **where})
        average = {"value": house.text(days[number] / below, 0)}
        printed.append({"indicator": "average days by age", **average, **where})
    return printed


#: The headings of a page that prints two variants beside each other, for each column that it prints twice.
BESIDE = {
    name: (f"{name} (inc UASC)", f"excl_{name}")
    for name in ("value", "rag", "numerator", "denominator", "previous", "change")
}


def beside(rows: list[Cells]) -> list[Cells]:
    """The rows of each page and indicator in one, with both variants beside each other."""
    lines: dict[tuple[str, str], Cells] = {}
    for row in rows:
        line = lines.setdefault((row["page"], row["indicator"]), {})
        for name, text in row.items():
            side = row["variant"] == "excluding_uasc"
            line[BESIDE[name][side] if name in BESIDE else name] = text
        del line["variant"]
    return list(lines.values())


@st.composite
def scorecards(draw: st.DrawFn) -> str:
    """A scorecard as a CSV, made by one council."""
    house = draw(HOUSES)
    rows: list[Cells] = []
    for number in range(draw(st.integers(1, 5))):
        rows += draw(indicators(house, f"indicator {number}"))
    columns: tuple[str, ...] = COLUMNS
    if draw(st.booleans()):
        rows += draw(plain_lines(house))
    elif draw(st.booleans()):
        rows = beside(rows)
        columns = tuple(
            heading for name in COLUMNS for heading in BESIDE.get(name, (name,)) if name != "variant"
        )
    elif draw(st.booleans()):
        rows += draw(tables(house))
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


@given(scorecards())
@settings(max_examples=300, deadline=None)
def test_nothing_is_found_in_what_is_right(text: str) -> None:
    """A scorecard whose figures were computed, and then printed, is never faulted."""
    audit = audit_published(Given("printed.csv", text.encode()))
    assert [(one.kind, one.row, one.proof) for one in audit.findings] == []
    assert audit.sheet.aside == ()

"""What is found in the scorecard of March 2016: what its own figures prove, by hand, and nothing else.

The list was made by hand, from what a calculator proves about the pages, not from the program's output.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from cicscore.app.audit import audit_published
from cicscore.app.files import Given
from cicscore.audit.findings import Certainty

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "samples" / "published" / "pages"
PRINTED = PAGES / "as_printed_2016_03.csv"

SCORECARD, VARIANTS, OWN = "scorecard", "including and excluding UASC", "indicators' own pages"
EXCLUDING = "excluding_uasc"
#: Lines of the second page that print their figures of the excluding variant on the including side.
EXCLUDING_LINES = frozenset({"47", "49", "51", "54"})


class Slip(NamedTuple):
    """A cell that cannot be right: on which page, of which line and variant, with its proof."""

    page: str
    order: str
    variant: str
    column: str
    rule: str
    proof: str


SLIPS = [
    Slip(
        SCORECARD, "3", "all", "polarity", "rating-against-polarity",
        "lower is said to be better, but 59.5% (green, target 50%) and 60.5% (green, target 50%) can only be"
        " if higher is",
    ),
    Slip(
        SCORECARD, "25", "all", "outturn", "average-as-percentage",
        "11,848 / 842 = 14.071, printed 14.1, is an average, so 14.1% is no percentage",
    ),
    Slip(
        VARIANTS, "25", EXCLUDING, "value", "value-not-its-ratio",
        "11,336 / 774 = 14.646, which prints as 14.6, not 14.7",
    ),
    Slip(
        VARIANTS, "31", EXCLUDING, "denominator", "denominator-of-other-variant",
        "149 / 2,320 = 6.422%, not 10.2%; 2,320 is the denominator of all, beside which other rows print"
        " 1,454 for excluding_uasc, and 149 / 1,454 = 10.248%",
    ),
    Slip(
        VARIANTS, "61", "all", "denominator", "ratio-of-rounded-count",
        "2,320 / 35 = 66.286, not 66.9; line 62 prints 34.7 for the same denominator,"
        " and 2,320 / 34.7 = 66.859",
    ),
    Slip(
        VARIANTS, "61", EXCLUDING, "denominator", "ratio-of-rounded-count",
        "1,454 / 35 = 41.543, not 41.9; line 62 prints 34.7 for the same denominator,"
        " and 1,454 / 34.7 = 41.902",
    ),
    Slip(
        OWN, "28", EXCLUDING, "variance", "variance-not-of-its-values",
        "87.2% less 87.2%, the value of all on line 117, is 0.0 (from -0.10 to 0.10 before rounding),"
        " not +10.3%",
    ),
    Slip(
        OWN, "12", "all", "change", "change-not-of-its-values",
        "74.0% less 61%, the outturn figure, is 13.0 (from 12.45 to 13.55 before rounding), not +9",
    ),
    Slip(
        OWN, "12", "all", "rag", "two-ratings-of-one-figure",
        "74.0% is rated not at all here and green on line 13",
    ),
    Slip(
        OWN, "13", "all", "change", "change-not-of-its-values",
        "65.0% less 46%, the outturn figure, is 19.0 (from 18.45 to 19.55 before rounding), not +6",
    ),
    Slip(
        OWN, "13", "all", "rag", "two-ratings-of-one-figure",
        "65.0% is rated not at all here and green on line 14",
    ),
    Slip(
        OWN, "14", "all", "change", "change-not-of-its-values",
        "67.0% less 52%, the outturn figure, is 15.0 (from 14.45 to 15.55 before rounding), not +10",
    ),
    Slip(
        OWN, "14", "all", "rag", "two-ratings-of-one-figure",
        "67.0% is rated not at all here and green on line 15",
    ),
    Slip(
        OWN, "15", "all", "change", "change-not-of-its-values",
        "14.7% less 15%, the outturn figure, is -0.3 (from -0.85 to 0.25 before rounding), not +1.7",
    ),
    Slip(
        OWN, "15", "all", "rag", "two-ratings-of-one-figure",
        "14.7% is rated not at all here and green on line 16",
    ),
    Slip(OWN, "27", "all", "value", "total-not-sum-of-groups", "2 + 41 + 65 = 108, not 105"),
    Slip(
        OWN, "41", "all", "value", "two-figures-of-one", "the same value is 222.1 here and 67.5 on line 42"
    ),
]  # fmt: skip


def rows() -> list[dict[str, str]]:
    """The rows of the file."""
    with PRINTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(*earlier: str) -> list[tuple[Slip, Certainty]]:
    """What the program finds, by the page, line and variant that the file names."""
    before = [Given(name, (ROOT / "samples" / "published" / name).read_bytes()) for name in earlier]
    audit = audit_published(Given(PRINTED.name, PRINTED.read_bytes()), before)
    lines = rows()
    slips = []
    for one in audit.findings:
        assert one.place.line is not None
        row = lines[one.place.line - 2]
        where = (row["page"], row["order"], row["variant"], one.place.within or "")
        assert row[one.place.within or ""] == one.printed
        slips.append((Slip(*where, one.kind, one.proof), one.certainty))
    return slips


def test_the_slips_are_found_and_nothing_else() -> None:
    """The findings are those of the list, in the order of the file, and each is proved."""
    assert found() == [(slip, Certainty.PROVED) for slip in SLIPS]


def test_the_earlier_scorecards_contradict_nothing() -> None:
    """The quarter before and the outturn print what the scorecard says of them."""
    earlier = ("previous_quarter_2015_12.csv", "outturn_2015_03.csv")
    for given in ((earlier[0],), (earlier[1],), earlier):
        assert found(*given) == found()


def plain(text: str) -> str:
    """A printed cell as the other files have it: blank for a dash or a word, no commas, no percent sign."""
    bare = text.replace(",", "").rstrip("%")
    return bare if bare.strip("+-.").replace(".", "").isdigit() or text in ("R", "A", "G") else ""


def same(one: str, other: str) -> bool:
    """Whether two cells hold the same figure or letter."""
    bare = plain(one), other.rstrip("%")
    return bare[0] == bare[1] or ("" not in bare and Decimal(bare[0]) == Decimal(bare[1]))


def read(name: str) -> list[dict[str, str]]:
    """The lines of another file of the same pages."""
    with (PAGES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def on(page: str) -> dict[tuple[str, str], dict[str, str]]:
    """The rows of a page by line and variant."""
    return {(row["order"], row["variant"]): row for row in rows() if row["page"] == page}


def test_the_first_page_is_that_of_the_samples() -> None:
    """Each of the 61 lines has the figures with which the computed scorecard is compared."""
    page, lines = on(SCORECARD), read("scorecard_2016_03.csv")
    assert len(page) == len(lines) == 61
    for line in lines:
        row = page[line["order"], line["variant"]]
        for name in ("indicator", "reference", "polarity", "as_at"):
            assert row[name] == line[name]
        for name in ("value", "rag", "numerator", "denominator", "target"):
            assert same(row[name], line[name]), (line["order"], name)


def test_the_second_page_is_that_of_the_samples() -> None:
    """Each side of its 61 lines, and the variance, are those with which the computed page is compared."""
    page, lines = on(VARIANTS), read("variants_2016_03.csv")
    assert (len(page), len(lines)) == (2 * 61 - len(EXCLUDING_LINES), 61)
    for line in lines:
        order = line["order"]
        including = page[order, EXCLUDING if order in EXCLUDING_LINES else "all"]
        sides = {"including": including}
        if order not in EXCLUDING_LINES:
            sides["excluding"] = page[order, EXCLUDING]
            assert same(sides["excluding"]["variance"], line["variance"]), order
        for side, row in sides.items():
            assert row["indicator"] == line["indicator"]
            for name in ("value", "rag", "numerator", "denominator"):
                assert same(row[name], line[f"{side}_{name}"]), (order, side, name)
            assert same(row["target"], line["target"])


@pytest.mark.parametrize(
    ("column", "name"),
    [("previous", "previous_quarter_2015_12.csv"), ("outturn", "outturn_2015_03.csv")],
)
def test_the_earlier_columns_are_those_of_the_samples(column: str, name: str) -> None:
    """The quarter before and the year before are those of the files for --previous and --outturn."""
    with (ROOT / "samples" / "published" / name).open(encoding="utf-8", newline="") as file:
        earlier = {(row["indicator"], row["variant"]): row["value"] for row in csv.DictReader(file)}
    printed = {
        (row["indicator"], row["variant"]): row[column] for row in on(SCORECARD).values() if row[column]
    }
    assert printed.keys() == earlier.keys()
    assert [line for line in printed if not same(printed[line], earlier[line])] == []


def test_the_variances_of_the_indicators_pages_are_those_of_the_samples() -> None:
    """The ten indicators with a monthly difference have that of March 2016."""
    own = {row["order"]: row for row in rows() if row["page"] == OWN and row["variance"]}
    months = {line["order"]: line for line in read("uasc_monthly_difference_2015_16.csv")}
    assert own.keys() == months.keys()
    for order, line in months.items():
        assert own[order]["indicator"] == line["indicator"]
        assert same(own[order]["variance"], line["2016-03-31"])

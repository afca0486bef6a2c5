"""Postcodes are compared in one form: in capital letters and without spaces."""

import datetime as dt
from pathlib import Path

import pytest

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.catalogue.load import examine_bytes
from cicscore.faults.fault import fault_text
from tests.base_catalogue import counted, dictionary

STAYS_FILE = """\
file: stays.csv
columns:
  carer: {type: text}
  home: {type: postcode, required: false}
  placed: {type: postcode, required: false}
"""
#: The same place in three spellings, another place, and one that is not known.
STAYS = "carer,home,placed\na,CT1 1AA,ct11aa\nb,ct1  1aa,CT1 1AA\nc,ME1 1AA,CT1 1AA\nd,,CT1 1AA\n"


def catalogue_text(condition: str) -> str:
    """A catalogue that counts the stays that meet a condition."""
    return dictionary({"stays": STAYS_FILE}, rest=counted("stays", condition))


@pytest.mark.parametrize(
    ("condition", "number"),
    [
        ("home == placed", 2),
        ("home != placed", 1),
        ('home == "ct1 1aa"', 2),
        ('"Ct11aA" != home', 1),
        ('placed in ["ct1 1aa", "ME11AA"]', 4),
        ('home not in ["ct1  1AA"]', 1),
        ('coalesce(home, placed) == "ct1 1aa"', 3),
    ],
)
def test_postcodes_compare_however_they_are_written(tmp_path: Path, condition: str, number: int) -> None:
    """In cells and in conditions, letter case and spaces make no other postcode."""
    (tmp_path / "stays.csv").write_text(STAYS, encoding="utf-8")
    (tmp_path / "c.yaml").write_text(catalogue_text(condition), encoding="utf-8")
    catalogue = load_catalogue(tmp_path / "c.yaml")
    card = score(catalogue, load_extracts(tmp_path, catalogue), dt.date(2016, 3, 31))
    assert [row.numerator for row in card.results] == [number]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (
            "home == carer",
            "`home` is a postcode and `carer` is text; they cannot be compared.\n"
            "  what to do: Declare both columns as postcodes: `type: postcode`.",
        ),
        (
            "coalesce(home, carer) is None",
            "`carer` is text, but the first argument is a postcode.\n"
            "  what to do: Give arguments of one type.",
        ),
    ],
)
def test_a_postcode_is_not_compared_with_another_text(condition: str, found: str) -> None:
    """A text is not read in the form of postcodes, so the two would differ where they are one."""
    faults = examine_bytes(catalogue_text(condition).encode(), "c.yaml")[1]
    assert [fault_text(fault).partition("CIC203: ")[2] for fault in faults] == [found]


def test_a_word_for_nothing_is_no_postcode(tmp_path: Path) -> None:
    """It is told on its own line, beside postcodes that are one in two spellings; none is quoted."""
    (tmp_path / "stays.csv").write_text(
        "carer,home,placed\na,CT1 1AA,\nb,ct11aa,\nc,n/a,\nd,,\n", encoding="utf-8"
    )
    (tmp_path / "c.yaml").write_text(catalogue_text("home is None"), encoding="utf-8")
    catalogue = load_catalogue(tmp_path / "c.yaml")
    warnings = load_extracts(tmp_path, catalogue, skip_faulty_rows=True).warnings
    assert [str(one.place) for one in warnings] == ["stays.csv:4 (home)"]
    assert "CT1" not in "".join(fault_text(one) for one in warnings).upper()

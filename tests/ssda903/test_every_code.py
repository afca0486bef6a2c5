"""A return with every code of its collection year loads without a fault, from 2015-16 on."""

import datetime as dt
from pathlib import Path

import pytest

from cicscore.ssda903.code_lists import code_lists, list_sources, listed_years, own_lists
from tests.ssda903.codes_page import PAGE, page
from tests.ssda903.every_code import cells, columns_of, lists_of, write_every_code
from tests.ssda903.returns import figure, messages, write_return

YEARS = [year for year in listed_years() if year >= "2015-16"]

#: How many codes the lists of each year have, counted in the sources that code_lists.yaml names, from
#: the year on. PLACE of 2025-26 is the validator's 29 and Z1, which the pipeline keeps.
COUNTED = {
    "2015-16": {
        "sex": 2, "ethnic": 20, "upn": 5, "mother": 2, "rne": 6, "ls": 13, "cin": 8, "place": 27,
        "place_provider": 6, "rec": 20, "reason_place_change": 11, "review_code": 8, "sdq_reason": 5,
        "in_touch": 6, "activ": 10, "accom": 31, "foster_care": 2, "nb_adoptr": 2, "sex_adoptr": 5,
        "ls_adoptr": 6, "reason_placed_ceased": 4, "prev_perm": 5, "missing": 2,
    },
    "2018-19": {"rec": 22, "reason_place_change": 12},
    "2021-22": {"activ": 12},
    "2023-24": {"sw_reason": 10},
    "2024-25": {"sex": 3, "place": 28},
    "2025-26": {"place": 30},
}  # fmt: skip


def counted(year: str) -> dict[str, int]:
    """The number of codes of each list of the year, from the table above."""
    found: dict[str, int] = {}
    for since, counts in COUNTED.items():
        if since <= year:
            found |= counts
    return found


def last_of(year: str) -> dt.date:
    """The last day of a collection year."""
    return dt.date(int(year[:4]) + 1, 3, 31)


def test_the_years_are_those_from_2015_16_to_2025_26() -> None:
    """None is left out, and each says where its lists were found."""
    assert [int(year[:4]) for year in YEARS] == list(range(2015, 2026))
    assert all(list_sources(year) for year in YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_the_lists_of_a_year_have_as_many_codes_as_their_source(year: str) -> None:
    """What is read beside them, of other years, is not counted."""
    assert {name: len(own_lists(year)[name]) for name in lists_of(year)} == counted(year)


@pytest.mark.parametrize(
    "year", [YEARS[0], *(pytest.param(year, marks=pytest.mark.slow) for year in YEARS[1:-1]), YEARS[-1]]
)
def test_a_return_with_every_code_of_its_year_loads_without_a_fault(tmp_path: Path, year: str) -> None:
    """No error and no warning, and no code of any list is missing from the files."""
    folder = write_every_code(year, tmp_path)
    written = set(cells(year))
    for name in lists_of(year):
        held = {code for table, column in columns_of(name) for code in code_lists(year)[name]
            if (table, column, code) in written}  # fmt: skip
        assert held == code_lists(year)[name].keys() >= own_lists(year)[name].keys()
    assert messages(folder, last_of(year)) == []


@pytest.mark.slow
def test_the_page_of_codes_says_what_is_derived_from_each() -> None:
    """`make docs` has been run since the lists, or what is derived, last changed."""
    assert PAGE.read_text("utf-8") == page()


def test_a_return_of_a_later_year_is_read_by_the_last_lists(tmp_path: Path) -> None:
    """A code that they lack is a warning with its number of rows; what cannot depend on it stands."""
    folder = write_return(
        tmp_path.parent / "2027-28",
        header="1 M 2015-05-04 WBRI\n2 F 2015-05-04 WBRI\n3 F 2015-05-04 WBRI",
        episodes="""
            1 2027-05-01 S C2 U4 PR1 - - AB1
            2 2027-05-01 S C2 Q9 PR1 - - AB2
            3 2027-05-01 S C2 Q9 PR1 2028-01-10 E4A AB3
        """,
    )
    day = dt.date(2028, 3, 31)
    assert messages(folder, day, code="CIC734") == [
        "episodes.csv: warning CIC734: the return is of 2027-28, and the newest code lists here are of"
        " 2025-26: it is read by these; a code that they lack is let in with a warning, and figures that"
        " could depend on it are withheld.\n"
        "  what to do: Use a version of cicscore that has the year's lists, or say under `codes` in"
        " mapping.yaml what each new code counts as."
    ]
    (unknown,) = messages(folder, day, code="CIC528")
    assert unknown.startswith(
        'episodes.csv:3 (PLACE): warning CIC528: "Q9" is not in the list of codes;'
        " it was let through (2 rows)."
    )
    assert figure(folder, "residential_placement", as_at=day) == "missing_extract"
    assert figure(folder, "left_care_adopted", as_at=day) == (0, 1)

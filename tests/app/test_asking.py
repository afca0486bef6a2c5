"""What a user asks for, resolved or answered kindly."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cicscore.app.arguments import (
    as_at_of,
    breakdowns_of,
    catalogue_path,
    check_folder,
    indicator_of,
    indicators_of,
    parse_day,
)
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import load_catalogue
from cicscore.faults.fault import CannotRunError

SHIPPED = Path(__file__).parents[2] / "indicators.yaml"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    return load_catalogue(SHIPPED)


@pytest.mark.parametrize("text", ["2016-02-29", "29/02/2016", "29/2/2016"])
def test_a_day(text: str) -> None:
    """Year, month and day; or the day first, as Britain writes it."""
    assert parse_day(text, "--as-at") == dt.date(2016, 2, 29)


def test_a_day_is_never_read_as_americans_write_it() -> None:
    """The third of April, not the fourth of March."""
    assert parse_day("03/04/2016", "--as-at") == dt.date(2016, 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2015-02-29",
        "29/02/2015",
        "02/29/2016",
        "29/02/16",
        "29.02.2016",
        "20160229",
        "2016-W09-1",
        "2016-2-9",
        "today",
        "9999-12-31",
        "0001-01-01",
    ],
)
def test_what_is_not_a_day(text: str) -> None:
    """Two forms only, of days that there are, in the years that scorecards are of."""
    with pytest.raises(CannotRunError) as caught:
        parse_day(text, "--as-at")
    assert str(caught.value) == (
        f'--as-at: "{text}" is not a day. Write it as year-month-day, such as 2016-03-31, '
        "or as day/month/year, such as 31/03/2016."
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2016-03", "2016-03-31"),
        ("2016-3", "2016-03-31"),
        ("2016-02", "2016-02-29"),
        ("2015-02", "2015-02-28"),
        ("2024-25", "2025-03-31"),
        ("1999-00", "2000-03-31"),
        ("2011-12", "2011-12-31"),  # a month since ever; as a year it would end on 31 March 2012
    ],
)
def test_the_day_that_a_folder_is_named_after(tmp_path: Path, name: str, day: str) -> None:
    """The last day of the month, or of the financial year."""
    assert as_at_of(tmp_path / name) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "name",
    [
        *("March 2016", "2016-13", "2016-00", "2016-0", "201603", "0000-03", "2016-03-31"),
        *("2024-26", "2024-2025", "9999-12", "0001-01"),
    ],
)
def test_a_folder_that_is_not_named_after_a_month(tmp_path: Path, name: str) -> None:
    """No day is guessed: the message says how to give one."""
    folder = tmp_path / name
    with pytest.raises(CannotRunError) as caught:
        as_at_of(folder)
    assert str(caught.value) == (
        f"the name of the folder {folder} is neither a month nor a financial year, so the as-at date is "
        "not known. Give --as-at, such as --as-at 2016-03-31, or name the folder like 2016-03 or 2024-25."
    )


def test_the_folder_of_this_very_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.` is the folder one stands in, and has its name."""
    (tmp_path / "2016-03").mkdir()
    monkeypatch.chdir(tmp_path / "2016-03")
    check_folder(Path())
    assert as_at_of(Path()) == dt.date(2016, 3, 31)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The nearest folder beside it is named, if one is near enough to be meant."""
    (tmp_path / "2016-03").mkdir()
    with pytest.raises(CannotRunError) as caught:
        check_folder(tmp_path / "2016-3")
    assert str(caught.value) == (
        f"the folder of extracts {tmp_path / '2016-3'} is not there. Did you mean {tmp_path / '2016-03'}? "
        "Give the folder that holds the extracts."
    )
    with pytest.raises(CannotRunError) as caught:
        check_folder(tmp_path.with_name(f"{tmp_path.name}x") / "2016-03")
    assert f"Did you mean {tmp_path / '2016-03'}? " in str(caught.value)
    with pytest.raises(CannotRunError) as caught:
        check_folder(tmp_path / "elsewhere" / "x")
    assert str(caught.value) == (
        f"the folder of extracts {tmp_path / 'elsewhere' / 'x'} is not there. "
        "Give the folder that holds the extracts."
    )


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    """It is said to be one."""
    path = tmp_path / "reviews.csv"
    path.write_text("")
    with pytest.raises(CannotRunError) as caught:
        check_folder(path)
    assert str(caught.value) == f"{path} is a file. Give the folder that holds the extracts."


def test_which_catalogue_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one named, else the working folder's, else the one that ships."""
    monkeypatch.chdir(tmp_path)
    assert catalogue_path("mine.yaml") == Path("mine.yaml")
    assert catalogue_path(None).read_text() == SHIPPED.read_text()
    (tmp_path / "indicators.yaml").write_text("")
    assert catalogue_path(None).resolve() == tmp_path / "indicators.yaml"


def test_indicators_by_id_reference_or_theme(catalogue: Catalogue) -> None:
    """Nothing named is all of them; each name adds what it stands for."""
    assert indicators_of((), catalogue) is None
    assert indicators_of(("K26", "reviews_on_time"), catalogue) == {"review_participation", "reviews_on_time"}
    staffing = {"posts_filled_by_permanent_social_workers", "social_worker_caseload", "iro_caseload"}
    assert indicators_of(("staffing", "iro_caseload"), catalogue) == staffing


def test_names_may_be_in_any_case(catalogue: Catalogue) -> None:
    """`k25` is K25, and `Staffing` the theme `staffing`."""
    assert indicators_of(["k25"], catalogue) == {"reviews_on_time"}
    assert indicators_of(["Staffing"], catalogue) == indicators_of(["staffing"], catalogue)
    assert indicator_of("Reviews_On_Time", catalogue) == "reviews_on_time"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("reviews_in_time", " Did you mean reviews_on_time?"),
        ("K62", " Did you mean K26?"),
        ("staffng", " Did you mean staffing?"),
        ("weather", ""),
    ],
)
def test_an_indicator_that_there_is_not(catalogue: Catalogue, name: str, hint: str) -> None:
    """The nearest id, reference or theme is named."""
    with pytest.raises(CannotRunError) as caught:
        indicators_of((name,), catalogue)
    assert str(caught.value).startswith(f'--only: the catalogue has no indicator or theme "{name}".{hint}')


def test_breakdowns(catalogue: Catalogue) -> None:
    """Each once, in the order asked for; an unknown one is answered with those there are."""
    assert breakdowns_of(("sex", "age_group", "sex"), catalogue) == ("sex", "age_group")
    with pytest.raises(CannotRunError) as caught:
        breakdowns_of(("age",), catalogue)
    names = "age_group, sex, area, team, ethnicity, placement_type, distance, placements_in_12_months"
    assert f"The catalogue has: {names}." in str(caught.value)
    assert str(caught.value).startswith('--by: the catalogue has no breakdown "age".')


def test_two_breakdowns_at_once(catalogue: Catalogue) -> None:
    """With a comma between them; not three, nor one with itself, and each has to be there."""
    assert breakdowns_of(("sex,age_group", "sex"), catalogue) == ("sex,age_group", "sex")
    for wrong in ("sex,sex", "sex,age_group,area"):
        with pytest.raises(CannotRunError) as caught:
            breakdowns_of((wrong,), catalogue)
        assert str(caught.value) == (
            f"--by {wrong}: name one breakdown, or two different ones with a comma between them."
        )
    with pytest.raises(CannotRunError) as caught:
        breakdowns_of(("sex,age",), catalogue)
    assert str(caught.value).startswith('--by: the catalogue has no breakdown "age".')

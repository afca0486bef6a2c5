"""What a scorecard says of where its authority stands: 70 among 60, 80, 80 and 90; its own: 66.7%."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.beside_others.published import FIGURES, MAPPING, SETTINGS, set_out_benchmarks
from tests.cli.conftest import Run
from tests.cli.workplace import FOLDER

COMPUTE = ("compute", FOLDER, "--format", "json", "--benchmarks", "benchmarks.yaml")


def document(run: Run, *more: str) -> dict[str, Any]:
    """The scorecard with benchmarks, of a run without errors."""
    ended = run(*COMPUTE, *more)
    assert ended.code == 0
    found: dict[str, Any] = json.loads(ended.out)
    return found


def standing(run: Run, *more: str) -> dict[str, Any]:
    """The only row of benchmarks."""
    (row,) = document(run, *more)["benchmarks"]
    found: dict[str, Any] = row
    return found


def test_where_the_authority_stands(workplace: Path, run: Run) -> None:
    """Rank, quartile, spread and neighbours of 2015, the latest year that has figures on time."""
    set_out_benchmarks(workplace)
    absent = "not in the file for the reporting year 2015"
    assert standing(run) == {
        "indicator": "reviews_on_time",
        "period": "reporting year 2015",
        "as_at": "2015-03-31",
        "source": "Reviews in England",
        "authority": "Anyshire",
        "status": "published",
        "status_reason": None,
        "value": 70.0,
        "display": "70.0%",
        "rank": 4,
        "rank_of": 5,
        "ranked_alike": 1,
        "rank_reason": "Anyshire is 4th of 5 authorities with a figure, in the 3rd quartile; 1st is best.",
        "quartile": 3,
        "lowest": 60.0,
        "first_quartile": 70.0,
        "median": 80.0,
        "median_display": "80.0%",
        "third_quartile": 80.0,
        "highest": 90.0,
        "upper_quartile": 80.0,
        "upper_quartile_display": "80.0%",
        "neighbours": [
            neighbour("Bordshire", 80.0),
            neighbour("Coldshire", 60.0),
            neighbour("Eastshire", None, "suppressed", "suppressed as confidential (c)"),
            neighbour("Nowhere", None, "not_reported", absent),
        ],
        "neighbours_mean": 70.0,
        "neighbours_mean_display": "70.0%",
        "neighbours_with_figure": 2,
        "neighbours_rank": 2,
        "best_neighbour": "Bordshire",
        "best_neighbour_value": 80.0,
        "best_neighbour_display": "80.0%",
        "current_rank": 4,
        "notes": [
            "without_figure: 1 authority has a symbol in place of a figure, and is left out",
            "neighbours_without_figure: neighbours without a figure: "
            f"Eastshire, suppressed as confidential (c); Nowhere, {absent}",
        ],
        "hidden": [],
    }


def neighbour(
    name: str, value: float | None, status: str = "published", reason: str | None = None
) -> dict[str, Any]:
    """A neighbour's figure in the document."""
    display = None if value is None else f"{value}%"
    return {"name": name, "status": status, "status_reason": reason, "value": value, "display": display}


def test_every_figure_of_others_stands_beside_the_own_one(workplace: Path, run: Run) -> None:
    """66.7% less each; the source says how each was made."""
    set_out_benchmarks(workplace)
    found = [
        (row["comparator"], row["as_at"], row["display"], row["difference_display"], row["source"])
        for row in document(run)["comparators"]
    ]
    source = "Reviews in England; reporting year 2015"
    assert found == [
        ("england", "2015-03-31", "75.0%", "-8.3 pp", source),
        ("region", "2015-03-31", "72.0%", "-5.3 pp", f"{source}; Norland"),
        ("statistical_neighbours", "2015-03-31", "70.0%", "-3.3 pp", f"{source}; mean of 2 of 4 neighbours"),
        ("best_neighbour", "2015-03-31", "80.0%", "-13.3 pp", f"{source}; Bordshire"),
        ("median", "2015-03-31", "80.0%", "-13.3 pp", f"{source}; 5 authorities"),
        ("upper_quartile", "2015-03-31", "80.0%", "-13.3 pp", f"{source}; 5 authorities"),
    ]


def test_a_figure_that_is_given_goes_before_that_of_the_same_day(workplace: Path, run: Run) -> None:
    """A file of comparators is somebody's own statement."""
    set_out_benchmarks(workplace)
    (workplace / "others.csv").write_text(
        "indicator,comparator,as_at,value,source\nR1,England,2015-03-31,76,Corrected\n", encoding="utf-8"
    )
    first = document(run, "--comparators", "others.csv")["comparators"][0]
    assert (first["comparator"], first["display"], first["source"]) == ("england", "76.0%", "Corrected")


def test_what_is_missing_is_warned_of_by_name(workplace: Path, run: Run) -> None:
    """A neighbour that the file does not have; that of a symbol is said in the row alone."""
    set_out_benchmarks(workplace)
    assert run(*COMPUTE).err == (
        "reviews.csv: warning CIC892: it has no row of Nowhere for the reporting year 2015.\n"
        "  what to do: Write the name or the code as the file does.\n"
    )


def test_a_symbol_is_no_number_for_the_authority_itself(workplace: Path, run: Run) -> None:
    """Anyshire is suppressed: no rank, and the others' figures stay."""
    figures = FIGURES.replace("Anyshire,On time,70", "Anyshire,On time,c")
    set_out_benchmarks(workplace, figures=figures)
    row = standing(run)
    assert (row["status"], row["value"], row["rank"], row["quartile"]) == ("suppressed", None, None, None)
    assert row["rank_reason"] == "No rank: Anyshire is suppressed as confidential (c)."
    # 60, 80, 80 and 90 are left.
    assert (row["rank_of"], row["median"], row["neighbours_rank"], row["current_rank"]) == (4, 80.0, None, 4)


def test_a_catalogue_that_does_not_say_whose_it_is(workplace: Path, run: Run) -> None:
    """No rank and no region; the median and England's figure stay."""
    set_out_benchmarks(workplace, settings="")
    ended = run(*COMPUTE)
    found = json.loads(ended.out)
    (row,) = found["benchmarks"]
    assert (row["authority"], row["rank"]) == (None, None)
    assert row["rank_reason"] == "No rank: the catalogue does not say whose scorecard it is."
    assert [one["comparator"] for one in found["comparators"]] == ["england", "median", "upper_quartile"]
    assert ended.err == (
        "reviews.csv: warning CIC893: the catalogue does not say whose scorecard it is, so that no rank is "
        "known.\n"
        "  what to do: Add `authority:` with its name, or its name and code, to the catalogue's `settings`.\n"
    )


def test_a_neighbour_counts_once(workplace: Path, run: Run) -> None:
    """Named twice, in whatever case, or as the authority itself: the mean is of Bordshire and Coldshire."""
    names = "[Bordshire, Coldshire, coldshire, Anyshire, X01]"
    set_out_benchmarks(
        workplace, settings=SETTINGS.replace("[Bordshire, Coldshire, Eastshire, Nowhere]", names)
    )
    row = standing(run)
    assert [one["name"] for one in row["neighbours"]] == ["Bordshire", "Coldshire"]
    assert row["neighbours_mean"] == 70.0
    assert run(*COMPUTE).err.count("warning CIC894") == 3


def test_equal_neighbours_are_the_best_together(workplace: Path, run: Run) -> None:
    """Both are named, and both count."""
    set_out_benchmarks(workplace, settings=SETTINGS.replace("Coldshire", "Dunshire"))
    row = standing(run)
    assert (row["best_neighbour"], row["neighbours_mean"]) == ("Bordshire and Dunshire", 80.0)


@pytest.mark.parametrize(
    ("as_at", "period"),
    [
        ("2014-03-31", "reporting year 2014"),
        ("2015-03-30", "reporting year 2014"),
        ("2015-03-31", "reporting year 2015"),
    ],
)
def test_the_latest_year_that_has_ended_counts(workplace: Path, run: Run, as_at: str, period: str) -> None:
    """A day before its end, a year is not over; the row says which year it shows."""
    set_out_benchmarks(workplace)
    assert standing(run, "--as-at", as_at)["period"] == period


def test_an_open_data_file_is_read_by_the_mapping_beside_it(workplace: Path, run: Run) -> None:
    """The same as by the mapping itself; both files are in the manifest."""
    set_out_benchmarks(workplace)
    ended = run("compute", FOLDER, "--format", "json", "--benchmarks", "reviews.csv")
    by_file, by_mapping = json.loads(ended.out), document(run)
    assert by_file["benchmarks"] == by_mapping["benchmarks"]
    assert [one["file"] for one in by_mapping["manifest"]["benchmarks"]] == ["benchmarks.yaml", "reviews.csv"]


def test_every_fault_of_a_mapping_has_its_place(workplace: Path, run: Run) -> None:
    """File, line and column; nothing is computed."""
    mapping = MAPPING.replace("31 March", "31 June").replace("where:", "were:")
    set_out_benchmarks(workplace, mapping=mapping)
    ended = run(*COMPUTE)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        'benchmarks.yaml:4:16 (benchmarks.0.year_ends): error CIC107: "31 June" is not a day of every year, '
        "such as 31 March.\n"
        "  allowed: a day of every year, such as 31 March\n"
        "  what to do: Correct the value.\n"
        "benchmarks.yaml:8:9 (benchmarks.0.indicators.reviews_on_time.were): error CIC105: `were` is not a "
        "key here.\n"
        "  allowed: value, where\n"
        "  did you mean: where\n"
        "  what to do: Correct the key or remove it.\n"
        "2 faults were found; nothing was computed.\n"
    )


def test_a_mapping_is_compared_with_the_file(workplace: Path, run: Run) -> None:
    """A column and an indicator that are not there, each with the one that may be meant."""
    mapping = MAPPING.replace("value: percentage", "value: percentge").replace(
        "    indicators:\n", "    indicators:\n      reviews_in_time: {value: percentage}\n"
    )
    set_out_benchmarks(workplace, mapping=mapping)
    ended = run(*COMPUTE)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "benchmarks.yaml:6:7 (benchmarks.0.indicators.reviews_in_time): error CIC301: there is no indicator "
        "`reviews_in_time`.\n"
        "  allowed: reviews_on_time, stays_begun\n"
        "  did you mean: reviews_on_time\n"
        "  what to do: Use indicators that the catalogue has.\n"
        "benchmarks.yaml:8:16 (benchmarks.0.indicators.reviews_on_time.value): error CIC884: reviews.csv has "
        'no column "percentge".\n'
        "  allowed: time_period, time_identifier, geographic_level, country_name, region_name, old_la_code, "
        "new_la_code, la_name, category, percentage\n"
        "  did you mean: percentage\n"
        "  what to do: Name a column of the file.\n"
        "2 faults were found; nothing was computed.\n"
    )


def test_an_edition_for_the_public_keeps_what_was_published(workplace: Path, run: Run) -> None:
    """The standing stays; where the unpublished figure would stand is not told, as it tells of the figure."""
    policy = "disclosure:\n  threshold: 2\n  method: suppress\n"
    set_out_benchmarks(workplace, settings=SETTINGS + policy)
    whole = standing(run)
    assert whole["current_rank"] == 4
    assert standing(run, "--audience", "public") == whole | {"current_rank": None, "hidden": ["current_rank"]}


def test_differences_in_an_edition_tell_no_more_than_what_is_printed(workplace: Path, run: Run) -> None:
    """66.7% less 62.4% as printed is +4.3, where two thirds less 62.44% exactly is +4.2."""
    policy = "disclosure:\n  threshold: 2\n  method: suppress\n"
    figures = FIGURES.replace("National,England,,,,,On time,75", "National,England,,,,,On time,62.44")
    set_out_benchmarks(workplace, figures=figures, settings=SETTINGS + policy)
    catalogue = workplace / "indicators.yaml"
    text = catalogue.read_text("utf-8").replace("unit: percent\n", "unit: percent\n    safe: It is public.\n")
    catalogue.write_text(text, encoding="utf-8")
    shown = [
        document(run, *more)["comparators"][0]["difference_display"]
        for more in ((), ("--audience", "public"))
    ]
    assert shown == ["+4.2 pp", "+4.3 pp"]


def test_a_document_with_benchmarks_is_verified_with_them(workplace: Path, run: Run) -> None:
    """The same again; a changed file is named; without it nothing can be verified."""
    set_out_benchmarks(workplace)
    assert run(*COMPUTE, "--output", "march.json").code == 0
    verify = ("verify", "march.json", FOLDER, "--benchmarks", "benchmarks.yaml")
    assert run(*verify).code == 0
    without = run(*verify[:3])
    assert without.code == 2
    assert without.err == (
        "cicscore: march.json was compared with benchmarks.yaml and reviews.csv. "
        "Give the mapping by --benchmarks.\n"
    )
    (workplace / "reviews.csv").write_text(FIGURES.replace("Farshire,On time,90", "Farshire,On time,65"))
    changed = run(*verify)
    assert changed.code == 1
    assert "benchmarks: reviews.csv has other contents" in changed.out

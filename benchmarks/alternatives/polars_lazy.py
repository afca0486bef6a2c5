"""The same twelve indicators as an engineer would write them in Polars: lazy, in one streaming pass.

``python benchmarks/alternatives/polars_lazy.py FOLDER AS_AT DATES`` prints numerator and denominator of each,
for all children and without UASC, as JSON; ``DATES`` is how the files write a date, such as ``%d/%m/%Y``.
Of each file that the twelve need, only the columns that they need are read.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from polars import col

folder, as_at, dates = Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), sys.argv[3]
year_start = date(as_at.year - (as_at.month < 4), 4, 1)
year_ago = pl.lit(as_at).dt.offset_by("-1y")


def table(name, text=(), days=(), times=()):
    """The columns asked for of one file; identifiers and codes stay text."""
    return pl.scan_csv(folder / f"{name}.csv", infer_schema=False).select(
        *text,
        *(col(column).str.to_date(dates) for column in days),
        *(col(column).str.to_datetime(f"{dates} %H:%M") for column in times),
    )


def is_open(started="started_on", ended="ended_on"):
    """Begun and not ended on the as-at date."""
    return (col(started) <= as_at) & (col(ended).is_null() | (col(ended) > as_at))


def this_year(day):
    """In the financial year up to the as-at date."""
    return day.is_between(year_start, as_at)


care = table("care_periods", ["child_id", "end_reason"], ["started_on", "ended_on"])
placements = table("placements", ["child_id", "placement_type", "authority"], ["started_on", "ended_on"])
reviews = table("reviews", ["child_id", "participation"], ["due_on", "held_on"])
in_care = care.filter(is_open()).select("child_id", "started_on")
leavers = care.filter(
    this_year(col("ended_on")),
    col("ended_on") == col("ended_on").filter(col("ended_on") <= as_at).max().over("child_id"),
)
begun = care.filter(this_year(col("started_on"))).select("child_id", "started_on")

offenders = table("youth_offending", ["child_id"], ["opened_on", "closed_on"])
seen_by_dentist = table("dental_checks", ["child_id", "outcome"], ["offered_for"])
questionnaires = table("sdq_questionnaires", ["child_id", "score"], ["completed_on"])
went_missing = table("missing_incidents", ["child_id", "kind"], times=["went_missing_at", "returned_at"])
two_days_on = col("went_missing_at") + timedelta(hours=48)

moved = (
    placements.filter(
        col("started_on") <= as_at,
        col("ended_on").is_null() | (col("ended_on") > year_ago + timedelta(days=1)),
        ~col("placement_type").is_in(["A3", "A5"]),
    )
    .group_by("child_id")
    .len()
    .filter(col("len") >= 3)
)
again = (
    begun.join(care.select("child_id", before="ended_on").drop_nulls(), on="child_id")
    .filter(col("before") < col("started_on"), col("before") >= col("started_on").dt.offset_by("-24mo"))
    .select("child_id", "started_on")
    .unique()
    .with_columns(counted=True)
)
#: For each indicator the rows of its denominator: their own day, and what each adds to the numerator.
TODAY = pl.lit(as_at)


def among(rows, others):
    """Whether each row's child is among others."""
    return rows.join(others.select("child_id").unique().with_columns(counted=True), on="child_id", how="left")


def rows_of(rows, day, counted):
    """The rows of one denominator."""
    return rows.select("child_id", on_day=day, counted=counted.cast(pl.Int64))


ROWS = {
    "reviews_on_time": rows_of(
        in_care.join(reviews.filter(this_year(col("due_on"))), on="child_id")
        .filter(col("due_on") > col("started_on"))
        .group_by("child_id")
        .agg(counted=(col("held_on") <= col("due_on")).fill_null(value=False).all()),
        TODAY,
        col("counted"),
    ),
    "review_participation": rows_of(
        reviews.filter(this_year(col("held_on")), col("participation") != "PN0"),
        col("held_on"),
        col("participation").is_in(["PN1", "PN2", "PN3", "PN5", "PN6"]),
    ),
    "re_entered_within_24_months": rows_of(
        begun.join(again, on=["child_id", "started_on"], how="left"), col("started_on"), col("counted")
    ),
    "open_to_youth_offending": rows_of(
        among(in_care, offenders.filter(is_open("opened_on", "closed_on"))), TODAY, col("counted")
    ),
    "dental_check_in_time": rows_of(
        among(
            in_care.filter(col("started_on") <= year_ago + timedelta(days=1)),
            seen_by_dentist.filter(
                col("outcome") == "HELD", col("offered_for") > year_ago, col("offered_for") <= as_at
            ),
        ),
        TODAY,
        col("counted"),
    ),
    "three_or_more_placements": rows_of(among(in_care, moved), TODAY, col("counted")),
    "placed_in_other_authority": rows_of(placements.filter(is_open()), TODAY, col("authority") != "886"),
    "left_care_adopted": rows_of(leavers, col("ended_on"), col("end_reason").is_in(["E11", "E12"])),
    "left_care_special_guardianship": rows_of(
        leavers, col("ended_on"), col("end_reason").is_in(["E43", "E44", "E45", "E46", "E47", "E48"])
    ),
    "children_in_care_per_10000": rows_of(in_care, TODAY, pl.lit(1)),
    "sdq_average": rows_of(
        questionnaires.filter(this_year(col("completed_on"))), col("completed_on"), col("score")
    ),
    "missing_over_48_hours": rows_of(
        went_missing.filter(
            col("kind") == "M",
            this_year(col("went_missing_at").dt.date()),
            two_days_on.dt.date() <= as_at,
            col("returned_at").is_null() | (col("returned_at") > two_days_on),
        ),
        col("went_missing_at").dt.date(),
        pl.lit(1),
    ),
}
# Only children who came as UASC can be left out, and they are few: a small side to join with.
uasc = (
    table("children", ["child_id", "uasc"], ["uasc_ended_on"])
    .filter(col("uasc").str.to_lowercase().is_in(["yes", "y", "true", "1"]))
    .with_columns(is_uasc=True)
)
removed = col("is_uasc") & (col("uasc_ended_on").is_null() | (col("uasc_ended_on") >= col("on_day")))
kept = ~removed.fill_null(value=False)
counts = (
    pl.concat([rows.with_columns(name=pl.lit(name)) for name, rows in ROWS.items()])
    .join(uasc, on="child_id", how="left")
    .group_by("name")
    .agg(
        col("counted").sum(),
        below=pl.len(),
        counted_kept=col("counted").filter(kept).sum(),
        below_kept=kept.sum(),
    )
)
population = table("population", ["age", "people"], ["used_from", "used_until"]).filter(
    col("age").cast(pl.Int64) < 18,
    col("used_from") <= as_at,
    col("used_until").is_null() | (col("used_until") >= as_at),
)
counts, people = pl.collect_all(
    [counts, population.select(col("people").cast(pl.Int64).sum())], engine="streaming"
)
results = {
    row["name"]: {
        "all": [row["counted"], row["below"]],
        "excluding_uasc": [row["counted_kept"], row["below_kept"]],
    }
    for row in counts.iter_rows(named=True)
}
for variant in results["children_in_care_per_10000"].values():
    variant[1] = people.item()
for variant in results["missing_over_48_hours"].values():
    variant[1] = None
print(json.dumps(results))

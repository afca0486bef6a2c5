"""Twelve indicators as an analyst would write them in pandas: the first thing that one would otherwise do.

``python benchmarks/alternatives/plain_pandas.py FOLDER AS_AT DATES`` prints numerator and denominator of
each, for all children and without UASC, as JSON; ``DATES`` is how the files write a date, such as
``%d/%m/%Y``. Only the files and columns that the twelve need are read, each once, by the fastest reader.
"""

import json
import sys
from pathlib import Path

import pandas as pd

folder, as_at, dates = Path(sys.argv[1]), pd.Timestamp(sys.argv[2]), sys.argv[3]
year_start = pd.Timestamp(as_at.year if as_at.month >= 4 else as_at.year - 1, 4, 1)
year_ago = as_at - pd.DateOffset(years=1)


def table(name, text=(), days=(), times=()):
    """These columns of one file, with days and times parsed; identifiers and codes stay text."""
    frame = pd.read_csv(folder / f"{name}.csv", usecols=[*text, *days, *times], dtype=str, engine="pyarrow")
    for column in days:
        frame[column] = pd.to_datetime(frame[column], format=dates)
    for column in times:
        frame[column] = pd.to_datetime(frame[column], format=f"{dates} %H:%M")
    return frame


children = table("children", ["child_id", "uasc"], ["uasc_ended_on"])
children["uasc"] = children["uasc"].str.lower().isin(["yes", "y", "true", "1"])


def read(name, text=(), days=(), times=()):
    """One extract, with what is known of each row's child."""
    return table(name, ["child_id", *text], days, times).merge(children, on="child_id", how="left")


def without_uasc(frame, on):
    """The rows that stay when children who are UASC on the day are left out."""
    return frame[~(frame["uasc"] & (frame["uasc_ended_on"].isna() | (frame["uasc_ended_on"] >= on)))]


def is_open(frame, started="started_on", ended="ended_on"):
    """Rows begun and not ended on the as-at date."""
    return (frame[started] <= as_at) & (frame[ended].isna() | (frame[ended] > as_at))


care = read("care_periods", ["end_reason"], ["started_on", "ended_on"])
reviews = read("reviews", ["participation"], ["due_on", "held_on"])
placements = read("placements", ["placement_type", "authority"], ["started_on", "ended_on"])
in_care = care[is_open(care)]
leavers = care[care["ended_on"].between(year_start, as_at)]
last = care[care["ended_on"] <= as_at].groupby("child_id")["ended_on"].max()
leavers = leavers[leavers["ended_on"] == leavers["child_id"].map(last)]
results = {}


def report(name, denominator, numerator, on=None):
    """Both variants: ``on`` is the column of the row's own date, else the as-at date."""
    results[name] = {}
    for variant in ("all", "excluding_uasc"):
        below, above = denominator, numerator
        if variant != "all":
            below = without_uasc(below, as_at if on is None else below[on])
            above = without_uasc(above, as_at if on is None else above[on])
        results[name][variant] = [len(above), len(below)]


due = reviews[reviews["due_on"].between(year_start, as_at)]
pairs = in_care.merge(due[["child_id", "due_on", "held_on"]], on="child_id")
pairs = pairs[pairs["due_on"] > pairs["started_on"]]
late = pairs[pairs["held_on"].isna() | (pairs["held_on"] > pairs["due_on"])]
below = in_care[in_care["child_id"].isin(pairs["child_id"])]
report("reviews_on_time", below, below[~below["child_id"].isin(late["child_id"])])

held = reviews[reviews["held_on"].between(year_start, as_at) & (reviews["participation"] != "PN0")]
gave_view = held["participation"].isin(["PN1", "PN2", "PN3", "PN5", "PN6"])
report("review_participation", held, held[gave_view], on="held_on")

population = table("population", ["age", "people"], ["used_from", "used_until"])
used = (population["used_from"] <= as_at) & (
    population["used_until"].isna() | (population["used_until"] >= as_at)
)
people = int(population.loc[used & (population["age"].astype(int) < 18), "people"].astype(int).sum())
results["children_in_care_per_10000"] = {
    "all": [len(in_care), people],
    "excluding_uasc": [len(without_uasc(in_care, as_at)), people],
}

begun = care[care["started_on"].between(year_start, as_at)]
pairs = begun.merge(care[["child_id", "ended_on"]], on="child_id", suffixes=("", "_before"))
before = pairs["ended_on_before"]
close = pairs[(before < pairs["started_on"]) & (before >= pairs["started_on"] - pd.DateOffset(months=24))]
again = begun.merge(close[["child_id", "started_on"]].drop_duplicates(), on=["child_id", "started_on"])
report("re_entered_within_24_months", begun, again, on="started_on")

offending = read("youth_offending", days=["opened_on", "closed_on"])
open_to = offending[is_open(offending, "opened_on", "closed_on")]["child_id"]
report("open_to_youth_offending", in_care, in_care[in_care["child_id"].isin(open_to)])

dental = read("dental_checks", ["outcome"], ["offered_for"])
held = dental[
    (dental["outcome"] == "HELD") & (dental["offered_for"] > year_ago) & (dental["offered_for"] <= as_at)
]
twelve = in_care[in_care["started_on"] <= year_ago + pd.Timedelta(days=1)]
report("dental_check_in_time", twelve, twelve[twelve["child_id"].isin(held["child_id"])])

sdq = read("sdq_questionnaires", ["score"], ["completed_on"])
sdq = sdq[sdq["completed_on"].between(year_start, as_at)]
sdq["score"] = sdq["score"].astype(float)
rest = without_uasc(sdq, sdq["completed_on"])
results["sdq_average"] = {
    "all": [int(sdq["score"].sum()), len(sdq)],
    "excluding_uasc": [int(rest["score"].sum()), len(rest)],
}

begun = placements["started_on"] <= as_at
recent = begun & (placements["ended_on"].isna() | (placements["ended_on"] > year_ago + pd.Timedelta(days=1)))
counted = placements[recent & ~placements["placement_type"].isin(["A3", "A5"])].groupby("child_id").size()
many = counted[counted >= 3].index
report("three_or_more_placements", in_care, in_care[in_care["child_id"].isin(many)])

open_now = placements[is_open(placements)]
elsewhere = open_now["authority"].notna() & (open_now["authority"] != "886")
report("placed_in_other_authority", open_now, open_now[elsewhere])

missing = read("missing_incidents", ["kind"], times=["went_missing_at", "returned_at"])
two_days = missing["went_missing_at"] + pd.Timedelta(hours=48)
this_year = missing["went_missing_at"].dt.normalize().between(year_start, as_at)
long = (two_days.dt.normalize() <= as_at) & (
    missing["returned_at"].isna() | (missing["returned_at"] > two_days)
)
incidents = missing[this_year & (missing["kind"] == "M") & long]
rest = without_uasc(incidents, incidents["went_missing_at"].dt.normalize())
results["missing_over_48_hours"] = {"all": [len(incidents), None], "excluding_uasc": [len(rest), None]}

report("left_care_adopted", leavers, leavers[leavers["end_reason"].isin(["E11", "E12"])], on="ended_on")

guardians = leavers["end_reason"].isin(["E43", "E44", "E45", "E46", "E47", "E48"])
report("left_care_special_guardianship", leavers, leavers[guardians], on="ended_on")

print(json.dumps(results))

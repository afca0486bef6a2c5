"""What somebody would do by hand: hide each small count with its whole row, and nothing else."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.disclosure.readers import TELLING

Row = dict[str, Any]
#: What stays where everything else of a row is hidden: these tell nothing of a count.
_STAYING = ("previous_value", "previous_display", "previous_rag", "outturn_value", "outturn_display")

_COUNTS = ("numerator", "denominator", "numerator_children", "denominator_children")


def hide(row: Row, *fields: str) -> None:
    """Take fields out of a row, as the format does it: null, and named among what is hidden."""
    gone = [name for name in fields if row.get(name) is not None]
    row.update(dict.fromkeys(gone))
    row["hidden"] = sorted({*row["hidden"], *gone})


def hide_row(row: Row) -> None:
    """Hide a row's counts with everything that is worked out from them."""
    gone = (name for name in TELLING if name not in (*_STAYING, "rows_unknown"))
    # Nobody is no small number: a zero stays.
    hide(row, *(name for name in gone if row.get(name) != 0 or name not in _COUNTS))
    for name in ("rag_reason", "direction_reason"):
        if row.get(name):
            row[name] = "Confidential."
    if row["status"] == "calculated":
        row["status"], row["status_reason"] = "suppressed", "suppressed so that no child can be recognised"
    row["notes"] = []


def primary_only(document: dict[str, Any]) -> dict[str, Any]:
    """The document with each row hidden that has a small count of children or events, or a small rest."""
    made = copy.deepcopy(document)
    infos = {info["id"]: info for info in made["indicators"]}
    threshold = made["disclosure"]["threshold"]

    def small(count: object) -> bool:
        return isinstance(count, int) and 0 < count < threshold

    for row in (*made["results"], *made["series"]):
        if _is_small(row, infos[row["indicator"]], small):
            hide_row(row)
    _hide_earlier(made)
    for panel in made["panels"]:
        _hide_panel(panel, small)
    for name, tally in made["rag_counts"].items():
        rows = [
            row
            for row in made["results"]
            if row["breakdown"] is None and (row["line"] if name == "lines" else row["variant"] == name)
        ]
        tally.update(dict.fromkeys(tally, 0))
        tally |= Counter(
            "confidential" if "rag" in row["hidden"] else row["rag"] or "not_rated" for row in rows
        )
    made["audience"], made["extracts"] = "public", []
    return made


def _is_small(row: Row, info: dict[str, Any], small: Callable[[object], bool]) -> bool:
    above, below = row["numerator"], row["denominator"]
    if info["numerator_counts"] == "staff":
        return False
    if info["numerator_counts"] == "amounts":
        return small(below)
    rest = None if below is None else below - above
    children = row.get("numerator_children")
    return any(small(each) for each in (above, below, rest, children))


def _hide_earlier(made: dict[str, Any]) -> None:
    """What was hidden at the month before stays hidden as what a figure is compared with."""
    gone = {(row["indicator"], row["variant"], row["as_at"]) for row in made["series"] if row["hidden"]}
    for row in made["results"]:
        if (row["indicator"], row["variant"], row["previous_as_at"]) in gone and row["breakdown"] is None:
            hide(row, "previous_value", "previous_display", "previous_rag", "change", "change_display")
            hide(row, "direction", "movement")
    hidden_of_all = {
        _same(row) for row in made["results"] if row["variant"] == "all" and "value" in row["hidden"]
    }
    for row in made["results"]:
        if row["variant"] != "all" and _same(row) in hidden_of_all:
            hide(row, "difference_from_all", "difference_display")
    for row in made["series"]:
        if (row["indicator"], "all", row["as_at"]) in gone:
            hide(row, "difference_from_all", "difference_display")
    lines = {(indicator, variant) for indicator, variant, _ in gone}
    whole_lines = {indicator for indicator, variant, _ in gone if variant == "all"}
    for row in made["series_summaries"]:
        if (row["indicator"], row["variant"]) in lines or row["indicator"] in whole_lines:
            hide(row, "difference_average", "difference_average_display")
    hidden_now = {row["indicator"] for row in made["results"] if row["hidden"] and row["line"]}
    for row in made["comparators"]:
        if row["indicator"] in hidden_now:
            hide(row, "difference", "difference_display")


def _same(row: Row) -> tuple[str, str | None, str | None]:
    """What a row has in common with everybody's of the same group."""
    return row["indicator"], row["breakdown"], row["group"]


def _hide_panel(panel: dict[str, Any], small: Callable[[object], bool]) -> None:
    for line in panel["lines"]:
        line["counts"] = [None if small(count) else count for count in line["counts"]]
        if small(line["total"]):
            line["total"] = line["share_display"] = None
    gone = [small(count) for count in panel["totals"]]
    panel["totals"] = [None if hide else count for count, hide in zip(panel["totals"], gone, strict=True)]
    panel["shares_display"] = [
        None if hide else share for share, hide in zip(panel["shares_display"], gone, strict=True)
    ]
    if small(panel["total"]):
        panel["total"] = None
        panel["shares_display"] = [None] * len(gone)
        for line in panel["lines"]:
            line["share_display"] = None

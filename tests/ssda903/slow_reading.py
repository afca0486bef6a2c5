"""A second, slow reading of the rules: one child at a time, one day at a time, from the text of the files.

It shares no code with the program, and reads whole periods and stays off the days between their ends.
"""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

_SHORT_BREAKS = ("V3", "V4")
_TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
_ADOPTIVE = ("A3", "A4", "A5", "A6")


def _date(text: str) -> dt.date | None:
    if not text:
        return None
    if "/" in text:
        day, month, year = text.split("/")
        return dt.date(int(year), int(month), int(day))
    return dt.date.fromisoformat(text)


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()))


def _times_in_care(episodes: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """A child's episodes by start, divided where one says S after a reason for leaving.

    The day of leaving has to be there and past, and nothing before it may have gone on for longer.
    """
    times: list[list[dict[str, str]]] = []
    for episode in episodes:
        before = times[-1] if times else []
        ends = [_date(row["DEC"]) or dt.date.max for row in before]
        start = _date(episode["DECOM"])
        assert start is not None
        last = before[ends.index(max(ends))] if before else None
        came_again = last and episode["RNE"] == "S" and last["REC"] not in ("", "X1") and max(ends) <= start
        if last is None or came_again:
            times.append([])
        times[-1].append(episode)
    return times


def _at_fault(episodes: list[dict[str, str]], born: dt.date) -> bool:
    """Whether any episode of one time in care contradicts itself or the next one."""
    for one, following in zip(episodes, [*episodes[1:], None], strict=True):
        start, end, reason = _date(one["DECOM"]), _date(one["DEC"]), one["REC"]
        assert start is not None
        if start < born or (end and not reason) or (end and end <= start) or (not end and reason[:1] == "E"):
            return True
        next_start = None if following is None else _date(following["DECOM"])
        if next_start and (end is None or next_start < end):
            return True
        if end and reason == "X1":
            if next_start != end:
                return True
            assert following is not None
            if following["LS"] in _SHORT_BREAKS and one["LS"] not in _SHORT_BREAKS:
                return True
    return False


def counts(folder: Path, as_at: dt.date) -> Counter[str]:
    """How many children are in care, moved, were adopted and so on, from a return of the year of"
    " ``as_at``."""
    year_start = dt.date(as_at.year - 1, 4, 1) if as_at.month < 4 else dt.date(as_at.year, 4, 1)
    born = {row["CHILD"]: _date(row["DOB"]) for row in _rows(folder, "header")}
    by_child: dict[str, list[dict[str, str]]] = {}
    for row in _rows(folder, "episodes"):
        by_child.setdefault(row["CHILD"], []).append(row)
    reviews = Counter((row["CHILD"], row["REVIEW"]) for row in _rows(folder, "reviews"))
    found: Counter[str] = Counter()
    for child, episodes in by_child.items():
        day_of_birth = born[child]
        assert day_of_birth is not None
        episodes.sort(key=lambda row: _date(row["DECOM"]) or dt.date.max)
        sound = [time for time in _times_in_care(episodes) if not _at_fault(time, day_of_birth)]
        real = [row for time in sound for row in time if row["LS"] not in _SHORT_BREAKS]
        found += _of_child(real, as_at, year_start)
        for row in _rows_of(folder, child):
            held = _date(row["REVIEW"])
            assert held is not None
            once = reviews[child, row["REVIEW"]] == 1
            if (
                once
                and year_start <= held <= as_at
                and row["REVIEW_CODE"] != "PN0"
                and _cared_for(real, held)
            ):
                found["reviews"] += 1
                found["views given"] += row["REVIEW_CODE"] not in ("PN4", "PN7")
    return found


_REVIEWS: dict[Path, dict[str, list[dict[str, str]]]] = {}


def _rows_of(folder: Path, child: str) -> list[dict[str, str]]:
    if folder not in _REVIEWS:
        _REVIEWS[folder] = {}
        for row in _rows(folder, "reviews"):
            _REVIEWS[folder].setdefault(row["CHILD"], []).append(row)
    return _REVIEWS[folder].get(child, [])


def _cared_for(episodes: list[dict[str, str]], day: dt.date) -> bool:
    """Whether the child was in care on the day, or left on it."""
    return any(
        (_date(row["DECOM"]) or day) <= day and (not row["DEC"] or day <= (_date(row["DEC"]) or day))
        for row in episodes
    )


def _of_child(episodes: list[dict[str, str]], as_at: dt.date, year_start: dt.date) -> Counter[str]:
    found: Counter[str] = Counter()
    now = [
        row
        for row in episodes
        if (_date(row["DECOM"]) or as_at) <= as_at
        and not (row["DEC"] and (_date(row["DEC"]) or as_at) <= as_at)
    ]
    if now:
        found["in care"] += 1
        found["three placements"] += _placements(episodes, as_at, year_start) >= 3
    leaving = [
        (_date(row["DEC"]), row["REC"])
        for row in episodes
        if row["DEC"] and row["REC"] != "X1" and year_start <= (_date(row["DEC"]) or as_at) <= as_at
    ]
    if leaving:
        found["leavers"] += 1
        found["adopted"] += max(leaving, key=lambda one: one[0] or as_at)[1] in ("E11", "E12")
    return found


def _placements(episodes: list[dict[str, str]], as_at: dt.date, year_start: dt.date) -> int:
    """How many different homes the child had on the days of the year, adoption by the carers left out."""
    home = 0
    homes: set[int] = set()
    adoptive_with_carers: set[int] = set()
    before: dict[str, str] | None = None
    away = False
    last_row: dict[str, str] | None = None
    for row in episodes:
        begins_period = last_row is None or last_row["REC"] != "X1" or last_row["DEC"] != row["DECOM"]
        last_row = row
        if row["PLACE"] in _TEMPORARY:
            away = True if not begins_period else away
            before = None if begins_period else before
            if home and before is not None and _touches(row, as_at, year_start):
                homes.add(home)
            continue
        same_home = (
            before is not None
            and not begins_period
            and not (row["PLACE"] in _ADOPTIVE and before["PLACE"] not in _ADOPTIVE)
            and (
                (row["PLACE"], row["PL_POST"]) == (before["PLACE"], before["PL_POST"])
                if away
                else row["RNE"] in ("L", "T", "U")
            )
        )
        home += not same_home
        away, before = False, row
        (adoptive_with_carers.add if row["PLACE"] in ("A3", "A5") else adoptive_with_carers.discard)(home)
        if _touches(row, as_at, year_start):
            homes.add(home)
    return len(homes - adoptive_with_carers)


def _touches(row: dict[str, str], as_at: dt.date, year_start: dt.date) -> bool:
    """Whether a day of the year, after its first morning, lies in the episode."""
    start, end = _date(row["DECOM"]), _date(row["DEC"])
    assert start is not None
    return start <= as_at and (end is None or end > year_start)

"""The code lists of each collection year, as data (``code_lists.yaml``): each year changes the year before.

A year *reads* more than its own list has: what a later list has and is met earlier, and what only episodes
of earlier years carry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from cicscore.ssda903.data import shipped

CodeLists = Mapping[str, Mapping[str, str]]


@cache
def code_lists(year: str) -> CodeLists:
    """The codes that a return of the collection year is read with, each with its meaning, by list.

    Years before the first lists use those; a year after the last ones uses these.
    """
    lists = _first()
    for change in _changes_until(year):
        for name, dropped in change.get("drop", {}).items():
            lists[name] = _without(lists[name], dropped)
        for name, early in change.get("early", {}).items():
            lists[name] = lists[name] | {code: _meaning(name, code) for code in early}
        for name, added in change.get("add", {}).items():
            lists[name] = lists[name] | added
    return lists


@cache
def own_lists(year: str) -> CodeLists:
    """The codes of the collection year's own lists, without those of later and earlier years."""
    lists = _first()
    for change in _changes_until(year):
        for gone in (change.get("drop", {}), change.get("end", {})):
            for name, codes in gone.items():
                lists[name] = _without(lists[name], codes)
        for name, added in change.get("add", {}).items():
            lists[name] = lists[name] | added
    return lists


@cache
def counted_as(name: str) -> Mapping[str, str]:
    """The codes of a list that indicators count as another of its codes, and that code."""
    return {
        code: other
        for change in _changes_until(last_listed())
        for code, other in change.get("counts_as", {}).get(name, {}).items()
    }


def listed_years() -> tuple[str, ...]:
    """The collection years that have an entry, in order."""
    return tuple(sorted(_data()["years"]))


def last_listed() -> str:
    """The last collection year whose lists are known."""
    return listed_years()[-1]


def sources() -> Mapping[str, str]:
    """The name of each source, and what it is."""
    named: dict[str, str] = _data()["sources"]
    return named


def list_sources(year: str) -> tuple[str, ...]:
    """The names of the sources that have the lists of a collection year."""
    return tuple(_data()["years"][year]["lists"])


def changes_of(year: str) -> tuple[str, ...]:
    """What changed in a collection year, in words, each change with the name of its source."""
    return tuple(
        f"{', '.join(_changed(change))} ({change['source']})"
        for change in _data()["years"][year].get("changes", ())
    )


def _changed(change: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("add", "early", "end", "drop"):
        for name, codes in change.get(kind, {}).items():
            yield f"{name.upper()} {_KINDS[kind]} {' '.join(codes)}"


_KINDS = {
    "add": "gains",
    "early": "is read with the later",
    "end": "loses (but is read with)",
    "drop": "loses",
}


def _first() -> dict[str, dict[str, str]]:
    codes = _data()["years"][listed_years()[0]]["codes"]
    return {name: dict(own) for name, own in codes.items()}


def _changes_until(year: str) -> Iterator[Mapping[str, Any]]:
    for one in listed_years():
        if one <= year:
            yield from _data()["years"][one].get("changes", ())


def _without(codes: Mapping[str, str], gone: list[str]) -> dict[str, str]:
    return {code: meaning for code, meaning in codes.items() if code not in gone}


def _meaning(name: str, code: str) -> str:
    """The meaning of a code that is read early, from the first list that has it."""
    later = (change.get("add", {}).get(name, {}) for change in _changes_until(last_listed()))
    meaning: str = next(added[code] for added in later if code in added)
    return meaning


def _data() -> dict[str, Any]:
    return shipped("code_lists.yaml")

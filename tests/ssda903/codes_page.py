"""docs/returns-codes.md: for each code of the return the lists that have it, and what becomes of it.

What becomes of a code is seen, not said: each is looked up in the extracts that are derived from a made-up
return with every code.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
from msgspec.structs import replace

from cicscore.app.api import load_extracts
from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.model import Column
from cicscore.ssda903.code_lists import (
    changes_of,
    code_lists,
    last_listed,
    list_sources,
    listed_years,
    own_lists,
    sources,
)
from cicscore.ssda903.collection import titles
from cicscore.vocabulary import ColumnType
from tests.ssda903.every_code import columns_of, write_every_code
from tests.ssda903.returns import shipped

PAGE = Path(__file__).parents[2] / "docs" / "returns-codes.md"

#: The derived column that holds the codes of a list.
DERIVED = {
    "sex": ("children", "sex"),
    "ethnic": ("children", "ethnicity"),
    "ls": ("legal_statuses", "legal_status"),
    "cin": ("care_periods", "category_of_need"),
    "place": ("placements", "placement_type"),
    "place_provider": ("placements", "provider"),
    "rec": ("care_periods", "end_reason"),
    "reason_place_change": ("placements", "change_reason"),
    "review_code": ("reviews", "participation"),
    "sdq_reason": ("yearly_outcomes", "sdq_reason"),
    "in_touch": ("care_leavers", "in_touch"),
    "activ": ("care_leavers", "activity"),
    "accom": ("care_leavers", "accommodation"),
    "missing": ("missing_incidents", "kind"),
    "sw_reason": ("allocations", "start_reason"),
}
#: Lists that no column holds, though extracts rest on them.
DECIDES = {"rne": "whether a period of care, a stay or a legal status begins or goes on"}
NOTHING = "read, and used by nothing"
#: What is derived from a code that its column does not hold.
IN_PLACE = {
    ("ls", "V3"): "a series of short breaks, and no period of care",
    ("ls", "V4"): "a series of short breaks, and no period of care",
    ("rec", "X1"): "the period of care goes on",
} | {
    ("place", f"T{number}"): "the stay before goes on; Z1 where temporary placements count"
    for number in range(5)
}

_HEAD = """# Codes of the SSDA903 return

Written by `make docs` from the program's lists (`cicscore/ssda903/code_lists.yaml`, where each change has its
source) and from what is derived from a made-up return that holds every code. How returns are read is in
[returns.md](returns.md).
"""
_RULE = "| --- | --- | --- | --- |"
_YEARS = """## Where the lists were found

A return of a later year than the last is read by the last lists: a code that they lack is let in with a
warning, and figures that could depend on it are withheld (CIC734, CIC528).

| collection year | its lists | what changed |
| --- | --- | --- |"""


def page() -> str:
    """The whole page."""
    every = code_lists(listed_years()[0]).keys()
    parts = [_HEAD, _years(), *(_list(name) for name in every)]
    return "\n".join(parts)


def _years() -> str:
    lines = [_YEARS]
    for year in listed_years():
        changed = "; ".join(changes_of(year)) or "nothing"
        lines.append(f"| {year} | {', '.join(list_sources(year))} | {changed} |")
    return "\n".join([*lines, "", *(f"- {name}: {what}" for name, what in sources().items()), ""])


def _list(name: str) -> str:
    where, *others = (f"{column.upper()} of {titles()[table]}" for table, column in columns_of(name))
    use = "; ".join([_holds(name), *(f"{one} is used by nothing" for one in others)])
    lines = [f"## {where}", "", f"{use}.", "", "| code | meaning | in the lists | becomes |", _RULE]
    for code, meaning in _every_code(name).items():
        lines.append(f"| {code} | {meaning} | {_when(name, code)} | {becomes(name, code)} |")
    return "\n".join([*lines, ""])


def _holds(name: str) -> str:
    if name in DERIVED:
        return "Derived into `{}.{}`".format(*DERIVED[name])
    if name in DECIDES:
        return f"Decides {DECIDES[name]}: `care_periods`, `placements`, `legal_statuses`"
    return "Read, and used by nothing"


def _every_code(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for year in listed_years():
        found |= code_lists(year)[name]
    return found


def _when(name: str, code: str) -> str:
    years = [year for year in listed_years() if code in own_lists(year)[name]]
    read = [year for year in listed_years() if code in code_lists(year)[name]]
    words = []
    if years[0] != listed_years()[0]:
        words.append(f"from {years[0]}" + (f", read from {read[0]}" if read[0] < years[0] else ""))
    if years[-1] != last_listed():
        words.append(f"until {years[-1]}" + (", read still" if read[-1] == last_listed() else ""))
    return "; ".join(words) or "all"


def becomes(name: str, code: str) -> str:
    """What is derived from a code, as seen in the extracts."""
    if name in DECIDES:
        return "as above"
    if name not in DERIVED:
        return NOTHING
    seen = _derived().get(f"{name}-{code}", {}).get(name, ())
    if (name, code) in IN_PLACE:
        assert code not in seen, (name, code)
        return IN_PLACE[name, code]
    (found,) = seen
    return f"`{found}`"


@cache
def _derived() -> dict[str, dict[str, tuple[str, ...]]]:
    """For each child of the made-up returns the values of each derived column."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    with tempfile.TemporaryDirectory() as into:
        for year in ("2015-16", last_listed()):
            folder = write_every_code(year, Path(into))
            as_at = dt.date(int(year[:4]) + 1, 3, 31)
            extracts = load_extracts(folder, _catalogue(), as_at=as_at)
            for name, (extract, column) in DERIVED.items():
                if extract in extracts.tables:
                    for child, values in _values(extracts.tables[extract].frame, column).items():
                        found.setdefault(child, {})[name] = values
    return found


def _values(frame: pd.DataFrame, column: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for child, value in zip(frame["child_id"], frame[column], strict=True):
        if not pd.isna(value):
            found[str(child)] = (*found.get(str(child), ()), str(value))
    return {child: tuple(dict.fromkeys(values)) for child, values in found.items()}


def _catalogue() -> Catalogue:
    """A catalogue whose extracts have the derived columns and no others."""
    identifier = Column(type=ColumnType.ID)
    text = Column(type=ColumnType.TEXT, required=False)
    extracts = {
        extract: Extract(
            name=extract,
            file=f"{extract}.csv",
            key=("child_id",) if extract == "children" else (),
            about=None if extract == "children" else "children",
            columns={
                "child_id": identifier,
                **{column: text for of, column in DERIVED.values() if of == extract},
            },
            must=(),
        )
        for extract in dict.fromkeys(extract for extract, _ in DERIVED.values())
    }
    return replace(shipped(), extracts=extracts, indicators=(), variants={})


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")

"""For any collection year a made-up return in which each code of the year's lists is one child's.

The children differ from one another in that code alone, and are called after it (``place-K2``). No child
exists, and no row is at fault.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from cicscore.ssda903.code_lists import code_lists
from cicscore.ssda903.collection import dictionary, tables_of
from cicscore.ssda903.data import shipped

#: The columns of each list, and the list of each column.
COLUMNS = {
    (table, name): column["codes"]
    for table, described in shipped("tables.yaml").items()
    for name, column in described["columns"].items()
    if "codes" in column
} | {("header", "upn"): "upn"}


def columns_of(name: str) -> list[tuple[str, str]]:
    """The tables and columns that a list is for."""
    return [column for column, codes in COLUMNS.items() if codes == name]


def lists_of(year: str) -> list[str]:
    """The lists that the columns of the year's tables have."""
    return list(dict.fromkeys(codes for (table, _), codes in COLUMNS.items() if table in tables_of(year)))


class MadeUpReturn:
    """The rows of each table of a collection year, one child a code."""

    def __init__(self, year: str) -> None:
        """Make the rows of this collection year."""
        self.year, self.start = year, int(year[:4])
        self.rows: dict[str, list[dict[str, str]]] = {table: [] for table in tables_of(year)}
        for name in lists_of(year):
            for code in code_lists(year)[name]:
                self._child(f"{name}-{code}", {name: code})

    def day(self, month: int, day: int = 1) -> str:
        """A day of the collection year."""
        return f"{day:02}/{month:02}/{self.start + (month < 4)}"

    def _child(self, child: str, codes: dict[str, str]) -> None:
        self._add("header", child, codes, sex="1" if self.year < "2024-25" else "M",
            dob=f"04/05/{self.start - 9}", ethnic="WBRI")  # fmt: skip
        self._episodes(child, codes)
        if "sex" in codes:
            self._add("uasc", child, codes, duc=self.day(3))
        if "review_code" in codes:
            self._add("reviews", child, codes, review=self.day(3, 5))
        if "sdq_reason" in codes:
            self._add("oc2", child, codes, teeth_check="1", health_assessment="1")
        if codes.keys() & {"in_touch", "activ", "accom"}:
            born = f"04/03/{self.start - 18}"
            self.rows["header"][-1]["dob"] = born
            self.rows["episodes"] = [row for row in self.rows["episodes"] if row["child"] != child]
            self._add("oc3", child, codes, dob=born, in_touch="YES", activ="F2", accom="U1")
        if "missing" in codes:
            self._add("missing", child, codes, mis_start=self.day(3), mis_end=self.day(3, 3))
        if "sw_reason" in codes:
            self._add("social_workers", child, codes, sw_id="SW1", sw_decom=self.day(3))
        if "prev_perm" in codes:
            self._add("previous_permanence", child, codes, date_perm=f"zz/zz/{self.start - 5}")
        self._adoption(child, codes)

    def _adoption(self, child: str, codes: dict[str, str]) -> None:
        decided = self.day(7)
        if "reason_placed_ceased" in codes:
            ceased = self.day(9)
            self._add("placed_for_adoption", child, codes, date_placed=decided, date_placed_ceased=ceased)
        if codes.get("rec") in ("E11", "E12"):
            self._add("placed_for_adoption", child, codes, date_placed=decided)
        if codes.keys() & {"foster_care", "nb_adoptr", "sex_adoptr", "ls_adoptr"}:
            self._add("ad1", child, codes, date_int=decided, date_match=self.day(8))

    def _episodes(self, child: str, codes: dict[str, str]) -> None:
        first = {"decom": self.day(5), "rne": "S", "ls": "C2", "cin": "N1", "place": "U4",
            "place_provider": "PR1", "pl_post": "AB1 2CD"}  # fmt: skip
        ends = {"dec": self.day(3, 10), "rec": "X1"}
        if codes.get("rne", "S") != "S":
            self._add("episodes", child, {}, **first, **ends)
            self._add("episodes", child, codes, **{**first, "decom": self.day(3, 10)})
        elif codes.keys() & {"reason_place_change"} or codes.get("rec") == "X1":
            self._add("episodes", child, codes, **first, **ends)
            moved = {"decom": self.day(3, 10), "rne": "P", "pl_post": "EF3 4GH"}
            self._add("episodes", child, {}, **{**first, **moved})
        elif "rec" in codes:
            self._add("episodes", child, codes, **first, **ends)
        else:
            self._add("episodes", child, codes, **first)

    def _add(self, table: str, child: str, codes: dict[str, str], **cells: str) -> None:
        own = {name: codes[of] for (at, name), of in COLUMNS.items() if at == table and of in codes}
        self.rows[table].append({"child": child, **cells, **own})


def write_every_code(year: str, into: Path) -> Path:
    """The return of the collection year, as files of a folder that is named after it."""
    folder = into / year
    folder.mkdir()
    for table, rows in MadeUpReturn(year).rows.items():
        columns = list(dictionary(year)[table].columns)
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writerow({name: name.upper() for name in columns})
            writer.writerows(rows)
    return folder


def cells(year: str) -> Iterator[tuple[str, str, str]]:
    """Each code that the return holds: its table, column and code."""
    for table, rows in MadeUpReturn(year).rows.items():
        for row in rows:
            for name, code in row.items():
                if (table, name) in COLUMNS:
                    yield table, name, code

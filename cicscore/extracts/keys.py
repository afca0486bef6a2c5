"""Rows that share a key, and rows that are there twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cicscore.extracts.cells import Marks
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.reading import Rows
from cicscore.extracts.reporting import Explanation, faults_at, listed
from cicscore.faults import Fault

_OTHER_LINES = 3
#: The largest whole number that 64 bits hold.
_MOST = np.iinfo(np.int64).max


def doubled_keys(rows: Rows) -> tuple[Marks, tuple[Fault, ...]]:
    """Mark the rows whose key another row has; a row with a blank in its key has none to share.

    Of rows that are the same in every column that is read, the first stays: nothing depends on which does.
    """
    key = list(rows.extract.key)
    marks = np.zeros(len(rows.lines), np.bool_)
    if not key:
        return marks, ()
    whole = rows.frame[key].notna().all(axis=1).to_numpy()
    keys = pd.DataFrame({name: _plain(rows.frame[name])[whole] for name in key})
    numbered = _numbered([keys[name].to_numpy() for name in key])
    shared = (keys if numbered is None else pd.Series(numbered)).duplicated(keep=False)
    marks[np.flatnonzero(whole)[shared.to_numpy()]] = True
    if not marks.any():
        return marks, ()
    group = keys[marks[whole]].groupby(key, sort=False).ngroup().to_numpy()
    lines = rows.lines[marks]
    headings = listed([rows.headings.get(name, name) for name in key], "and")
    repeated = _all_the_same(rows, marks, group)
    first = np.zeros(len(lines), np.bool_)
    first[np.unique(group, return_index=True)[1]] = True
    first_line = lines[first][group]

    def explain_repeated(position: int) -> Explanation:
        return Explanation(
            f"the row repeats line {first_line[repeats][position]}: all its values are the same",
            "Delete it; --skip-faulty-rows keeps the first of the rows.",
        )

    def explain_doubled(position: int) -> Explanation:
        own = np.flatnonzero(doubled)[position]
        others = lines[(group == group[own]) & (lines != lines[own])]
        return Explanation(
            f"the row has the same {headings} as {_named(others)}, but other values",
            f"Keep the one row that is right: {headings} may occur only once"
            f"{' together' if len(key) > 1 else ''} in this extract.",
        )

    repeats, doubled = repeated & ~first, ~repeated
    marks[marks] = repeats | doubled
    place = rows.place(*key)
    return marks, (
        *faults_at(FaultKind.REPEATED_ROW, place, lines[repeats], explain_repeated),
        *faults_at(FaultKind.DOUBLED_KEY, place, lines[doubled], explain_doubled),
    )


def _all_the_same(rows: Rows, marks: Marks, group: np.ndarray) -> Marks:
    """For each marked row, whether its group's rows are all sound and the same in every column."""
    cells = pd.DataFrame({name: _plain(rows.frame[name])[marks] for name in rows.frame})
    kinds = cells.groupby(list(cells), sort=False, dropna=False).ngroup().to_numpy()
    pairs = pd.DataFrame({"group": group, "kind": kinds, "at_fault": rows.at_fault[marks]})
    by_group = pairs.groupby("group")
    same = (by_group["kind"].nunique() == 1) & ~by_group["at_fault"].any()
    found: Marks = same.to_numpy()[group]
    return found


def _plain(column: pd.Series) -> np.ndarray:
    # Codes of categories, not their texts: whole numbers compare fastest.
    return column.cat.codes.to_numpy() if isinstance(column.dtype, pd.CategoricalDtype) else column.to_numpy()


def _numbered(columns: Sequence[np.ndarray]) -> np.ndarray | None:
    """One whole number for each row, the same where all columns are; none where they do not fit into one.

    Comparing one number is twice as fast as comparing columns.
    """
    numbers = np.zeros(len(columns[0]), np.int64)
    if not len(numbers):
        return numbers
    room = 1
    for column in columns:
        if column.dtype.kind not in "iM":  # codes and dates
            return None
        whole = column.astype(np.int64)
        lowest, span = int(whole.min()), int(whole.max()) - int(whole.min()) + 1
        room *= span
        if room > _MOST:
            return None
        numbers = numbers * span + (whole - lowest)
    return numbers


def _named(lines: np.ndarray) -> str:
    words = [f"{line}" for line in lines[:_OTHER_LINES]]
    if len(lines) > _OTHER_LINES:
        return f"lines {', '.join(words)} and {len(lines) - _OTHER_LINES:,} more"
    return f"{'line' if len(lines) == 1 else 'lines'} {listed(words, 'and')}"

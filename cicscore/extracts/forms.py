"""Forms that databases, spreadsheets and pandas give to a whole column, read as what was meant.

A form is read only where the column as a whole proves it: a 1.0 among other words stays what it is, and so
does a NULL beside blank cells. What was read so is said, once for the column.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cicscore.catalogue.document import Column
from cicscore.extracts.dates import days, moments
from cicscore.extracts.reporting import listed
from cicscore.extracts.texts import Texts
from cicscore.vocabulary import ColumnType

#: What programs write where there is nothing.
WORDS_FOR_NOTHING = ("null", "(null)", "nan", "nat", "none", "n/a", "<na>", "#multivalue")
#: What people and programs put round the rows, by what its first cell, or the identifier, is.
_NO_RECORDS = (
    (r"(grand |sub-?)?totals?\b.*|(count|sum|average)( *[:=].*)?", "looks like a total row"),
    (r"\(\d+ rows? affected\)", "looks like what SQL Server Management Studio adds"),
    (r"-{2,}", "looks like the line that SQL Server draws under the headings"),
)
#: Any of them, as arrow's search has it.
NO_RECORD = f"(?i)^({'|'.join(form for form, _ in _NO_RECORDS)})$"
# Fifteen digits are what a floating-point number holds exactly.
_WITH_DECIMAL = r"^\d{1,15}\.0$"


@dataclass(frozen=True)
class Form:
    """A column as it was meant, and what is said of how it was written."""

    texts: Texts
    notes: tuple[str, ...] = ()


def no_record(cell: str) -> str | None:
    """What a row looks like whose first cell, or identifier, is this, where that is no record."""
    return next((words for form, words in _NO_RECORDS if re.fullmatch(form, cell, re.IGNORECASE)), None)


def as_meant(texts: Texts, column: Column) -> Form:
    """The texts of a column without the form that its whole was given."""
    if texts.shared is not None:  # read in the file that they are known from
        return Form(texts)
    notes: list[str] = []
    for step in (_open, _nothing, _decimals, _codes, _spellings):
        form = step(texts, column)
        texts, notes = form.texts, [*notes, *form.notes]
    return Form(texts, tuple(notes))


def in_words(texts: Texts, change: Callable[[str], str | None]) -> Texts:
    """Each text changed, ``None`` for a blank cell; texts that become the same are one."""
    words = [change(text) for text in texts.distinct.to_pylist()]
    distinct = list(dict.fromkeys(word for word in words if word is not None))
    position = {word: place for place, word in enumerate(distinct)}
    # The last entry is for blank cells, whose code is -1.
    moved = np.array([*(-1 if word is None else position[word] for word in words), -1], np.int64)
    return Texts(pa.array(distinct, pa.string()), moved[texts.codes])


def alike(text: str) -> str:
    """A code without what spreadsheets and hands change: case, spaces and a decimal nought."""
    squeezed = "".join(text.split()).casefold()
    whole, point, decimals = squeezed.partition(".")
    return whole if point and not decimals.strip("0") else squeezed


def _open(texts: Texts, column: Column) -> Form:
    """The day that stands for a date still open, where the dictionary declares one, as a blank cell."""
    if column.open_date is None:
        return Form(texts)
    year = column.open_date.year
    same = days(moments(texts.distinct, (year, year))) == np.datetime64(column.open_date)
    meant = set(texts.distinct.filter(pa.array(same)).to_pylist())
    return Form(in_words(texts, lambda text: None if text in meant else text) if meant else texts)


def _nothing(texts: Texts, column: Column) -> Form:
    """One word for nothing in place of every blank cell."""
    written = pc.is_in(pc.utf8_lower(texts.distinct), pa.array(WORDS_FOR_NOTHING, pa.string()))
    words: list[str] = texts.distinct.filter(written).to_pylist()
    if len(words) != 1 or column.required or words[0] in (column.codes or ()) or (texts.codes < 0).any():
        return Form(texts)
    found = words[0]
    code = texts.distinct.index(found).as_py()
    note = f"every cell without a value holds {found}, and was read as blank ({_cells(texts.codes == code)})"
    return Form(in_words(texts, lambda text: None if text == found else text), (note,))


def _decimals(texts: Texts, column: Column) -> Form:
    """Whole numbers that went through a column of decimals: 1.0 for 1."""
    whole = column.type in (ColumnType.ID, ColumnType.CODE, ColumnType.TEXT, ColumnType.FLAG)
    if not whole or not len(texts.distinct) or not texts.distinct[0].as_py().endswith(".0"):
        return Form(texts)
    if not pc.all(pc.match_substring_regex(texts.distinct, _WITH_DECIMAL)).as_py():
        return Form(texts)
    if not set(column.codes or ()).isdisjoint(texts.distinct.to_pylist()):
        return Form(texts)
    note = (
        "every value ends in .0, as pandas and spreadsheets write whole numbers, and was read without it"
        f" ({_cells(texts.codes >= 0)}); noughts at the beginning, if there were any, are lost"
    )
    return Form(replace(texts, distinct=pc.utf8_slice_codeunits(texts.distinct, 0, -2)), (note,))


def _codes(texts: Texts, column: Column) -> Form:
    """Codes in other letters, capital or small, and codes that count as one of the list."""
    codes = column.codes or {}
    if column.type is not ColumnType.CODE:
        return Form(texts)
    of_case: dict[str, set[str]] = {}
    for code in codes:
        of_case.setdefault(code.casefold(), set()).add(code)
    read_as: dict[str, str] = {}
    for text in texts.distinct.to_pylist():
        meant = {column.counts_as[text]} if text in column.counts_as else of_case.get(text.casefold(), set())
        if text not in codes and len(meant) == 1:
            (read_as[text],) = meant
    if not read_as:
        return Form(texts)
    changed = texts.rows_with(np.array([text in read_as for text in texts.distinct.to_pylist()]))
    pairs = listed([f"{text} as {code}" for text, code in read_as.items()], "and")
    return Form(
        in_words(texts, lambda text: read_as.get(text, text)),
        (f"codes that are not in the list as they are written were read: {pairs} ({_cells(changed)})",),
    )


def _spellings(texts: Texts, column: Column) -> Form:
    """Texts that differ in letter case or spacing only are one, in the spelling that most rows have."""
    if column.type is not ColumnType.TEXT:
        return Form(texts)
    folded = pc.utf8_lower(pc.replace_substring_regex(texts.distinct, r"\s+", " "))
    if pc.count_distinct(folded).as_py() == len(folded):
        return Form(texts)
    rows = np.bincount(texts.codes[texts.codes >= 0], minlength=len(folded))
    spelt: dict[str, tuple[int, str]] = {}
    words = texts.distinct.to_pylist()
    normal = dict(zip(words, folded.to_pylist(), strict=True))
    for text, number in zip(words, rows.tolist(), strict=True):
        if number > spelt.get(normal[text], (-1, ""))[0]:
            spelt[normal[text]] = (number, text)
    return Form(in_words(texts, lambda text: spelt[normal[text]][1]))


def _cells(which: np.ndarray) -> str:
    number = int(np.count_nonzero(which))
    return f"{number:,} {'cell' if number == 1 else 'cells'}"

"""Convert cells to values of their column's type, recognising forms that programs give them.

A form is recognised only if the whole column shows it: a 1.0 among other words is kept as it is, and so is a
NULL in a column with blank cells. Each recognised form is reported once for the column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.model import Column, OtherCodes
from cicscore.extracts.dates import explain_date, moments
from cicscore.extracts.faults import Message, listed
from cicscore.tables import columns
from cicscore.tables.arrow import marked, marks, matching, numbers, strings
from cicscore.tables.columns import Texts, compact
from cicscore.text import normal_postcode
from cicscore.vocabulary import ColumnType

#: Words that programs write for a missing value.
WORDS_FOR_NOTHING = ("null", "(null)", "nan", "nat", "none", "n/a", "<na>", "#multivalue")
#: Lines that people and programs add around the rows, recognised by the first cell or the identifier.
_NO_RECORDS = (
    (r"(grand |sub-?)?totals?\b.*|(count|sum|average)( *[:=].*)?", "looks like a total row"),
    (r"\(\d+ rows? affected\)", "looks like what SQL Server Management Studio adds"),
    (r"-{2,}", "looks like the line that SQL Server draws under the headings"),
)
#: A pattern for any of them, in arrow's syntax.
NO_RECORD = f"(?i)^({'|'.join(form for form, _ in _NO_RECORDS)})$"
# Fifteen digits are what a floating-point number holds exactly.
_WITH_DECIMAL = r"^\d{1,15}\.0$"


class Form(Struct, frozen=True):
    """A column as it was meant, with notes about how it was written."""

    texts: Texts
    notes: tuple[str, ...] = ()


def no_record(cell: str) -> str | None:
    """What a row with this first cell or identifier looks like, if it is not a record; else ``None``."""
    return next((words for form, words in _NO_RECORDS if re.fullmatch(form, cell, re.IGNORECASE)), None)


def as_meant(texts: Texts, column: Column) -> Form:
    """The texts of a column without the form that a program gave the whole column."""
    if texts.checked:  # done when the children's file was read
        return Form(texts)
    notes: list[str] = []
    for step in (_open, _nothing, _decimals, _codes_in_form, _spellings):
        form = step(texts, column)
        texts, notes = form.texts, [*notes, *form.notes]
    return Form(texts, tuple(notes))


def in_words(texts: Texts, change: Callable[[str], str | None]) -> Texts:
    """The texts changed by ``change`` (``None``: a blank cell); texts that become equal are merged."""
    words = [change(text) for text in texts.distinct.to_pylist()]
    distinct = list(dict.fromkeys(word for word in words if word is not None))
    position = {word: place for place, word in enumerate(distinct)}
    # The last entry is for blank cells, whose code is -1.
    moved = np.array([*(-1 if word is None else position[word] for word in words), -1], np.int64)
    return Texts(strings(distinct), compact(moved, len(distinct))[texts.codes])


def alike(text: str) -> str:
    """A code without what spreadsheets and typing change: case, spaces and a decimal nought."""
    squeezed = "".join(text.split()).casefold()
    whole, point, decimals = squeezed.partition(".")
    return whole if point and not decimals.strip("0") else squeezed


def _open(texts: Texts, column: Column) -> Form:
    """Read the date that means "still open", if the dictionary declares one, as a blank cell."""
    if column.open_date is None:
        return Form(texts)
    year = column.open_date.year
    same = moments(texts.distinct, (year, year)).astype("datetime64[D]") == np.datetime64(column.open_date)
    meant = set(marked(texts.distinct, same).to_pylist())
    return Form(in_words(texts, lambda text: None if text in meant else text) if meant else texts)


def _nothing(texts: Texts, column: Column) -> Form:
    """Read a single word for a missing value, written in every empty cell, as blank."""
    written = _among(pc.utf8_lower(texts.distinct), WORDS_FOR_NOTHING)
    words: list[str] = marked(texts.distinct, written).to_pylist()
    if len(words) != 1 or column.required or words[0] in (column.codes or ()) or (texts.codes < 0).any():
        return Form(texts)
    found = words[0]
    code = texts.words.index(found)
    note = f"every cell without a value holds {found}, and was read as blank ({_cells(texts.codes == code)})"
    return Form(in_words(texts, lambda text: None if text == found else text), (note,))


def _decimals(texts: Texts, column: Column) -> Form:
    """Read whole numbers that a program turned into decimals, such as 1.0 for 1."""
    whole = column.type in (ColumnType.ID, ColumnType.CODE, ColumnType.TEXT, ColumnType.FLAG)
    if not whole or not len(texts.distinct) or not texts.distinct[0].as_py().endswith(".0"):
        return Form(texts)
    if not matching(texts.distinct, _WITH_DECIMAL).all():
        return Form(texts)
    if not set(column.codes or ()).isdisjoint(texts.distinct.to_pylist()):
        return Form(texts)
    note = (
        "every value ends in .0, as pandas and spreadsheets write whole numbers, and was read without it"
        f" ({_cells(texts.codes >= 0)}); noughts at the beginning, if there were any, are lost"
    )
    return Form(replace(texts, distinct=pc.utf8_slice_codeunits(texts.distinct, 0, -2)), (note,))


def _codes_in_form(texts: Texts, column: Column) -> Form:
    """Read codes in a different letter case, and codes that count as one in the list."""
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
    """Merge texts that differ only in letter case or spacing, using the commonest spelling."""
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


Marks: TypeAlias = npt.NDArray[np.bool_]
#: Explains why a text is refused, given the text and the words to use for it in the message.
Explain: TypeAlias = Callable[[str, str], Message]

_SPREADSHEET_ERRORS = ["#n/a", "#na", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#spill!"]
_FLAGS = {"yes": 1, "y": 1, "true": 1, "1": 1, "no": 0, "n": 0, "false": 0, "0": 0}
# Fifteen digits are what a floating-point number holds exactly.
_PLAIN_NUMBER = r"^-?(\d{1,15}(\.\d+)?|\.\d+)$"
_SCIENTIFIC_ID = r"^\d(\.\d+)?[eE]\+\d{1,3}$"
_DECIMAL_ID = r"^\d+\.0+$"


class Refused(Struct, frozen=True):
    """The distinct texts of a column with the same kind of fault."""

    kind: str
    which: Marks
    explain: Explain


class Converted(Struct, frozen=True):
    """A column's value for each row, and the texts refused."""

    values: columns.Column
    refused: tuple[Refused, ...] = ()


def convert(texts: Texts, column: Column) -> Converted:
    """The values of a column, by its type."""
    match column.type:
        case ColumnType.TEXT:
            words = _spreadsheet_words(texts)
            return Converted(_only(texts, ~words.which), _refusals(words))
        case ColumnType.POSTCODE:
            return _postcodes(texts)
        case ColumnType.ID:
            return _identifiers(texts)
        case ColumnType.CODE:
            return _codes(texts, column)
        case ColumnType.DATE:
            return _dates(texts, with_time=False)
        case ColumnType.DATETIME:
            return _dates(texts, with_time=True)
        case ColumnType.NUMBER:
            return _numbers(texts)
        case ColumnType.FLAG:
            return _flags(texts)


def all_missing(column: Column, rows: int) -> columns.Column:
    """The values, all missing, of an optional column that the file lacks."""
    return columns.repeated(column.type, None, rows)


def _among(texts: Any, words: Sequence[str]) -> Marks:
    return marks(pc.is_in(texts, value_set=strings(words)))


def _refusals(*refused: Refused) -> tuple[Refused, ...]:
    return tuple(one for one in refused if one.which.any())


def _only(texts: Texts, good: Marks) -> Texts:
    """The texts that are ``good``; other cells have none."""
    if good.all():
        return texts
    renumbered = np.append(np.where(good, np.cumsum(good) - 1, -1), -1)
    return Texts(marked(texts.distinct, good), compact(renumbered, len(good))[texts.codes])


def _spreadsheet_words(texts: Texts) -> Refused:
    def explain(text: str, _shown: str) -> Message:
        return Message(
            f"the cell holds the word {text}, which is not a value",
            "Correct the formula or the export that wrote it; where nothing is known, leave the cell blank,"
            " or say so of the word in mapping.yaml (`values`).",
        )

    which = _among(pc.utf8_lower(texts.distinct), [*_SPREADSHEET_ERRORS, *WORDS_FOR_NOTHING, "unknown"])
    return Refused("spreadsheet-word", which, explain)


def _postcodes(texts: Texts) -> Converted:
    words = _spreadsheet_words(texts)
    kept = replace(texts, codes=np.where(texts.rows_with(words.which), -1, texts.codes))
    read = in_words(kept, normal_postcode)
    return Converted(_only(read, np.ones(len(read.distinct), np.bool_)), _refusals(words))


def _identifiers(texts: Texts) -> Converted:
    # Others were checked when the children's file was read; nothing is wrong with digits alone.
    if texts.checked or marks(pc.ascii_is_decimal(texts.distinct)).all():
        return Converted(texts)
    words = _spreadsheet_words(texts)
    damaged = matching(texts.distinct, _SCIENTIFIC_ID) | matching(texts.distinct, _DECIMAL_ID)
    others = matching(texts.distinct, NO_RECORD)
    return Converted(
        _only(texts, ~(words.which | damaged | others)),
        _refusals(
            words,
            Refused("damaged-identifier", damaged, _explain_identifier),
            Refused("no-record", others, lambda text, _shown: explain_no_record(no_record(text))),
        ),
    )


def explain_no_record(looks: str | None) -> Message:
    """The message for a row that is not a record."""
    return Message(f"the row {looks}", "Delete the row, or export without it.")


def _explain_identifier(text: str, _shown: str) -> Message:
    form = "in scientific notation" if "+" in text else "with decimals"
    return Message(
        f"the identifier was turned into a number {form}",
        "Export the file again and keep the column as text: opening and saving a CSV in Excel changes"
        " identifiers for good.",
    )


def _codes(texts: Texts, column: Column) -> Converted:
    codes = tuple(column.codes or ())
    known = _among(texts.distinct, codes)
    explain = partial(_explain_code, codes)
    spreadsheet = _spreadsheet_words(texts)
    words = Refused(spreadsheet.kind, spreadsheet.which & ~known, spreadsheet.explain)
    unknown = ~(known | words.which)
    match column.other_codes:
        case OtherCodes.REFUSE:
            refused = Refused("unknown-code", unknown, explain)
            return Converted(_only(texts, known), _refusals(words, refused))
        case OtherCodes.WARN:
            warned = Refused("unlisted-code", unknown, explain)
            return Converted(_only(texts, ~words.which), _refusals(words, warned))


def _explain_code(codes: tuple[str, ...], text: str, shown: str) -> Message:
    allowed = listed(codes)
    if (whole := re.fullmatch(r"(.+)\.0+", text)) and whole[1] in codes:
        found = f"{shown} is a code that was turned into a number with decimals"
        return Message(found, "Export the file again and keep the column as text.", allowed, whole[1])
    if meant := next((code for code in codes if alike(code) == alike(text)), None):
        found = f"{shown} is not in the list of codes, which has it in other letters or spacing"
        return Message(found, "Write the code exactly as it is in the list.", allowed, meant)
    if (parts := re.fullmatch(r"(\w+)\W+\w.*", text)) and parts[1] in codes:
        return Message("the value is a code with something behind it", "Export the code alone.", allowed)
    return Message(
        f"{shown} is not in the list of codes",
        "Correct the code. One of your own case system is added under `codes` in mapping.yaml beside the"
        " extracts: its meaning, and the code that it counts as.",
        allowed,
    )


def _dates(texts: Texts, *, with_time: bool) -> Converted:
    words = _spreadsheet_words(texts)
    times = moments(texts.distinct)
    values = times if with_time else times.astype("datetime64[D]")
    refused = Refused(
        "not-a-date", np.isnat(times) & ~words.which, partial(explain_date, with_time=with_time)
    )
    return Converted(
        np.append(values, np.array(["NaT"], values.dtype))[texts.codes], _refusals(words, refused)
    )


def _numbers(texts: Texts) -> Converted:
    words = _spreadsheet_words(texts)
    plain = matching(texts.distinct, _PLAIN_NUMBER)
    amounts = np.full(len(plain), np.nan)
    amounts[plain] = numbers(pc.cast(marked(texts.distinct, plain), pa.float64()))
    refused = Refused("not-a-number", ~(plain | words.which), _explain_number)
    return Converted(np.append(amounts, np.nan)[texts.codes], _refusals(words, refused))


#: Patterns of malformed numbers, each with the fault and the advice; the first match counts.
_NUMBER_FAULTS = (
    (r"^-?£?\d{1,3}(,\d{3})+(\.\d+)?%?$", "has commas between its digits", "Write it without them."),
    (r"%$", "has a percent sign", "Write the number alone, on the scale that the catalogue describes."),
    (r"[£$€]", "has a currency sign", "Write the number alone."),
    (
        r"^-?\d+(\.\d+)?[eE][+-]?\d+$",
        "is in scientific notation",
        "Format the column as a number with all its digits and export it again.",
    ),
    (r"^-?\d+,\d+$", "has a comma", "Write the decimal sign as a point, and no sign between thousands."),
    (r"^-?\d{16,}(\.\d+)?$", "has more digits than can be kept exactly", "Check that it is a number at all."),
    (r"^[+-]?inf(inity)?$", "is not a finite number", "Leave the cell blank where there is no value."),
)


def _explain_number(text: str, shown: str) -> Message:
    allowed = "digits, with a point before decimals and a minus sign if negative, such as 1234.5"
    for pattern, is_wrong, advice in _NUMBER_FAULTS:
        if re.search(pattern, text, re.IGNORECASE):
            return Message(f"{shown} {is_wrong}", advice, allowed)
    return Message(
        f"{shown} is not a number", "Correct the cell, or leave it blank if nothing is known.", allowed
    )


def _flags(texts: Texts) -> Converted:
    words = _spreadsheet_words(texts)
    meaning: Mapping[str, int] = _FLAGS
    values = np.array([meaning.get(text.lower(), -1) for text in texts.distinct.to_pylist()], np.int8)
    found = np.append(values, np.int8(-1))[texts.codes]
    refused = Refused("not-a-flag", (values < 0) & ~words.which, _explain_flag)
    return Converted(found, _refusals(words, refused))


def _explain_flag(_text: str, shown: str) -> Message:
    return Message(
        f"{shown} is neither yes nor no",
        "Write one of the allowed words; leave the cell blank only where the catalogue lets it be blank.",
        allowed="yes or no, y or n, true or false, 1 or 0, in any case",
    )

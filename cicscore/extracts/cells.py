"""From the distinct texts of a column to typed values, or to why a text is refused.

Strict: a text that is not plainly a value of the column's type is refused with what to do about it, and
never mended in silence. A refused cell is missing in the values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cicscore.catalogue.document import Column, OtherCodes
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.dates import days, explain_date, moments
from cicscore.extracts.forms import NO_RECORD, WORDS_FOR_NOTHING, alike, in_words, no_record
from cicscore.extracts.reporting import Explanation, listed
from cicscore.extracts.texts import Texts
from cicscore.text import normal_postcode
from cicscore.vocabulary import ColumnType

Marks: TypeAlias = npt.NDArray[np.bool_]
#: Why a text is refused, from the text and from how the message is to name it.
Explain: TypeAlias = Callable[[str, str], Explanation]

_SPREADSHEET_ERRORS = ["#n/a", "#na", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#spill!"]
_FLAGS = {"yes": 1, "y": 1, "true": 1, "1": 1, "no": 0, "n": 0, "false": 0, "0": 0}
# Fifteen digits are what a floating-point number holds exactly.
_PLAIN_NUMBER = r"^-?(\d{1,15}(\.\d+)?|\.\d+)$"
_SCIENTIFIC_ID = r"^\d(\.\d+)?[eE]\+\d{1,3}$"
_DECIMAL_ID = r"^\d+\.0+$"


@dataclass(frozen=True)
class Refused:
    """The distinct texts of a column that have the same kind of fault."""

    kind: FaultKind
    which: Marks
    explain: Explain


@dataclass(frozen=True)
class Converted:
    """A column's value for each row, ready for a data frame, and what was refused."""

    values: Any
    refused: tuple[Refused, ...] = ()


def convert(texts: Texts, column: Column) -> Converted:
    """The values of one column: ``category``, ``datetime64[s]``, ``float64`` or ``boolean`` by its type."""
    match column.type:
        case ColumnType.TEXT:
            words = _spreadsheet_words(texts)
            return Converted(_categories(texts, ~words.which), _refusals(words))
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


def all_missing(column: Column, rows: int) -> Any:
    """The values of a column that the file may lack and does."""
    nothing = Texts(pa.array([], pa.string()), np.full(rows, -1, np.int64))
    return convert(nothing, column).values


def _matching(texts: Texts, pattern: str) -> Marks:
    return _marks(pc.match_substring_regex(texts.distinct, pattern))


def _among(texts: Any, words: Sequence[str]) -> Marks:
    return _marks(pc.is_in(texts, pa.array(words, pa.string())))


def _marks(found: Any) -> Marks:
    return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)


def _refusals(*refused: Refused) -> tuple[Refused, ...]:
    return tuple(one for one in refused if one.which.any())


def _categories(texts: Texts, good: Marks) -> pd.Categorical:
    renumbered = np.where(good, np.cumsum(good) - 1, -1)
    kept = texts.distinct.filter(pa.array(good)).to_numpy(zero_copy_only=False)
    codes = texts.codes if good.all() else np.append(renumbered, -1)[texts.codes]
    return pd.Categorical.from_codes(codes, categories=pd.Index(kept, dtype=object))


def _spreadsheet_words(texts: Texts) -> Refused:
    def explain(text: str, _shown: str) -> Explanation:
        return Explanation(
            f"the cell holds the word {text}, which is not a value",
            "Correct the formula or the export that wrote it; where nothing is known, leave the cell blank,"
            " or say so of the word in mapping.yaml (`values`).",
        )

    which = _among(pc.utf8_lower(texts.distinct), [*_SPREADSHEET_ERRORS, *WORDS_FOR_NOTHING, "unknown"])
    return Refused(FaultKind.SPREADSHEET_WORD, which, explain)


def _postcodes(texts: Texts) -> Converted:
    words = _spreadsheet_words(texts)
    kept = replace(texts, codes=np.where(texts.rows_with(words.which), -1, texts.codes))
    read = in_words(kept, normal_postcode)
    return Converted(_categories(read, np.ones(len(read.distinct), np.bool_)), _refusals(words))


def _identifiers(texts: Texts) -> Converted:
    if texts.shared is not None:  # found sound in the file that they are known from
        return Converted(pd.Categorical.from_codes(texts.codes, dtype=texts.shared))
    words = _spreadsheet_words(texts)
    damaged = _matching(texts, _SCIENTIFIC_ID) | _matching(texts, _DECIMAL_ID)
    others = _matching(texts, NO_RECORD)
    return Converted(
        _categories(texts, ~(words.which | damaged | others)),
        _refusals(
            words,
            Refused(FaultKind.DAMAGED_ID, damaged, _explain_identifier),
            Refused(FaultKind.NO_RECORD, others, lambda text, _shown: explain_no_record(no_record(text))),
        ),
    )


def explain_no_record(looks: str | None) -> Explanation:
    """What is said of a row that is no record."""
    return Explanation(f"the row {looks}", "Delete the row, or export without it.")


def _explain_identifier(text: str, _shown: str) -> Explanation:
    form = "in scientific notation" if "+" in text else "with decimals"
    return Explanation(
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
            refused = Refused(FaultKind.UNKNOWN_CODE, unknown, explain)
            return Converted(_categories(texts, known), _refusals(words, refused))
        case OtherCodes.WARN:
            warned = Refused(FaultKind.UNLISTED_CODE, unknown, explain)
            return Converted(_categories(texts, ~words.which), _refusals(words, warned))


def _explain_code(codes: tuple[str, ...], text: str, shown: str) -> Explanation:
    allowed = listed(codes)
    if (whole := re.fullmatch(r"(.+)\.0+", text)) and whole[1] in codes:
        found = f"{shown} is a code that was turned into a number with decimals"
        return Explanation(found, "Export the file again and keep the column as text.", allowed, whole[1])
    if meant := next((code for code in codes if alike(code) == alike(text)), None):
        found = f"{shown} is not in the list of codes, which has it in other letters or spacing"
        return Explanation(found, "Write the code exactly as it is in the list.", allowed, meant)
    if (parts := re.fullmatch(r"(\w+)\W+\w.*", text)) and parts[1] in codes:
        return Explanation("the value is a code with something behind it", "Export the code alone.", allowed)
    return Explanation(
        f"{shown} is not in the list of codes",
        "Correct the code. One of your own case system is added under `codes` in mapping.yaml beside the"
        " extracts: its meaning, and the code that it counts as.",
        allowed,
    )


def _dates(texts: Texts, *, with_time: bool) -> Converted:
    words = _spreadsheet_words(texts)
    times = moments(texts.distinct)
    values = times if with_time else days(times)
    refused = Refused(
        FaultKind.NOT_A_DATE, np.isnat(times) & ~words.which, partial(explain_date, with_time=with_time)
    )
    return Converted(np.append(values, np.datetime64("NaT", "s"))[texts.codes], _refusals(words, refused))


def _numbers(texts: Texts) -> Converted:
    words = _spreadsheet_words(texts)
    plain = _matching(texts, _PLAIN_NUMBER)
    written = pc.if_else(pa.array(plain), texts.distinct, "0")
    amounts = np.where(plain, pc.cast(written, pa.float64()).to_numpy(zero_copy_only=False), np.nan)
    refused = Refused(FaultKind.NOT_A_NUMBER, ~(plain | words.which), _explain_number)
    return Converted(np.append(amounts, np.nan)[texts.codes], _refusals(words, refused))


#: What is wrong with a number, by the first pattern that is found in it, and what to do.
_NUMBER_SLIPS = (
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


def _explain_number(text: str, shown: str) -> Explanation:
    allowed = "digits, with a point before decimals and a minus sign if negative, such as 1234.5"
    for pattern, is_wrong, advice in _NUMBER_SLIPS:
        if re.search(pattern, text, re.IGNORECASE):
            return Explanation(f"{shown} {is_wrong}", advice, allowed)
    return Explanation(
        f"{shown} is not a number", "Correct the cell, or leave it blank if nothing is known.", allowed
    )


def _flags(texts: Texts) -> Converted:
    words = _spreadsheet_words(texts)
    meaning: Mapping[str, int] = _FLAGS
    values = np.array([meaning.get(text.lower(), -1) for text in texts.distinct.to_pylist()], np.int8)
    found = np.append(values, np.int8(-1))[texts.codes]
    refused = Refused(FaultKind.NOT_A_FLAG, (values < 0) & ~words.which, _explain_flag)
    return Converted(pd.arrays.BooleanArray(found == 1, found < 0), _refusals(words, refused))


def _explain_flag(_text: str, shown: str) -> Explanation:
    return Explanation(
        f"{shown} is neither yes nor no",
        "Write one of the allowed words; leave the cell blank only where the catalogue lets it be blank.",
        allowed="yes or no, y or n, true or false, 1 or 0, in any case",
    )

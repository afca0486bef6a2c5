"""What a figure is measured in, as far as the printed cells tell."""

from __future__ import annotations

import re

from cicscore.audit.columns import Column
from cicscore.audit.numbers import PrintedNumber, Span, exact_text
from cicscore.audit.sheet import PrintedRow

#: The multipliers of a ratio that a figure without any hint can have been printed with.
_USUAL = (1, 100, 10_000)
_PER = re.compile(r"per (1(?:,?0{3}|0,?0{3}|00,?0{3}))\b")


def scales(row: PrintedRow, value: PrintedNumber) -> tuple[int, ...]:
    """The multipliers from numerator over denominator to the value: one where the figure says which.

    A title that says "per 1,000" adds one: the denominator may be in thousands already, and what a column's
    heading says holds for most of its rows and not for all.
    """
    if value.percent:
        return (100,)
    unit = _plain(row.text(Column.UNIT))
    if unit in ("%", "percent", "per cent", "percentage"):
        return (100,)
    if unit in ("mean", "average", "ratio", "days", "caseload", "score"):
        return (1,)
    return tuple(dict.fromkeys((*named_scales(row), *_USUAL)))


def named_scales(row: PrintedRow) -> tuple[int, ...]:
    """The multipliers that the row's unit or title names, such as "per 10,000"."""
    texts = (_plain(row.text(column)) for column in (Column.UNIT, Column.INDICATOR, Column.TITLE))
    return tuple(int(per[1].replace(",", "")) for text in texts if (per := _PER.search(text)))


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ")


def is_ratio(row: PrintedRow) -> bool:
    """Whether the figure can be its numerator over its denominator, which a median is not."""
    names = " ".join(row.text(column) for column in (Column.INDICATOR, Column.TITLE, Column.UNIT)).casefold()
    return re.search(r"\b(?:median|percentile|quartile)\b", names.replace("_", " ")) is None


def is_count(row: PrintedRow) -> bool:
    """Whether the row says that its figure is a number of things."""
    names = f"{row.text(Column.INDICATOR)} {row.text(Column.TITLE)}".casefold().replace("_", " ")
    return row.text(Column.UNIT).casefold() in ("count", "number", "no", "no.") or bool(
        re.search(r"\b(?:number|no\.?) (?:of|who)\b", names)
    )


def ratio(row: PrintedRow) -> Span | None:
    """The numerator over the denominator of a row; ``None`` where it does not print both."""
    above, below = row.numbers.get(Column.NUMERATOR), row.numbers.get(Column.DENOMINATOR)
    return None if above is None or below is None else above.counted.over(below.counted)


def fits(row: PrintedRow, value: PrintedNumber, scale: int) -> bool:
    """Whether the value is the row's ratio on this scale, rounded."""
    found = ratio(row)
    return found is not None and found.times(scale).meets(value.rounded)


def division(above: PrintedNumber, below: PrintedNumber, scale: int, decimals: int) -> str:
    """The division with its result: ``149 / 2,320 = 6.422%``."""
    result = exact_text(above.value / below.value * scale, decimals, "%" if scale == 100 else "")
    factor = "" if scale in (1, 100) else f" × {scale:,}"
    return f"{above.text} / {below.text}{factor} = {result}"

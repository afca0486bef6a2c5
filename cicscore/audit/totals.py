"""A total that is not the sum of its groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce

from cicscore.audit.columns import Column
from cicscore.audit.findings import Certainty, Finding, finding
from cicscore.audit.numbers import PrintedNumber, Span
from cicscore.audit.sheet import PrintedRow, Sheet
from cicscore.audit.units import fits, is_count, scales
from cicscore.text import printed

_TOTALS = frozenset({"total", "totals", "all", "overall", "grand total", "sum", "all groups"})
#: Groups that repeat what stands in others.
_PARTIAL = re.compile(r"\bsub ?-?totals?\b|\bof which\b|\bof whom\b")
#: More different sums than this are not gone through.
_MOST_SUMS = 100_000
_COUNTS = (Column.NUMERATOR, Column.DENOMINATOR)
#: Counts that are all multiples of this were rounded to it.
_ROUNDED_TO = 5


def wrong_totals(sheet: Sheet) -> Iterator[Finding]:
    """Each printed total that its groups do not come to, however they were rounded."""
    tables: dict[object, list[PrintedRow]] = {}
    for row in sheet.rows:
        if row.text(Column.GROUP):
            tables.setdefault((row.key._replace(group=""), row.text(Column.PAGE)), []).append(row)
    for rows in tables.values():
        groups = [row for row in rows if row.key.group not in _TOTALS and not _PARTIAL.search(row.key.group)]
        named = [row for row in rows if row.key.group in _TOTALS]
        if len(groups) < 2 or len({row.key.group for row in groups}) < len(groups):
            continue
        if len(named) == 1:
            yield from _of_named(sheet, named[0], groups)
        elif not named:
            yield from _of_whole(sheet, groups)


def _of_named(sheet: Sheet, total: PrintedRow, groups: Sequence[PrintedRow]) -> Iterator[Finding]:
    """Findings about a row that says that it is the total."""
    for column in _COUNTS:
        if (wrong := _unequal(column, total, groups)) is not None:
            yield _finding(sheet, column, total, groups, wrong)
    if not any(column in row.numbers for row in (total, *groups) for column in _COUNTS) and _adds_up(
        total, groups
    ):
        wrong = _unequal(Column.VALUE, total, groups)
        if wrong is not None:
            yield _finding(sheet, Column.VALUE, total, groups, wrong)


def _of_whole(sheet: Sheet, groups: Sequence[PrintedRow]) -> Iterator[Finding]:
    """Findings about the row of the whole, where its other count shows that the groups are all of it."""
    first = groups[0].key
    wholes = [
        row
        for key in {first._replace(group="", breakdown=""), first._replace(group="")}
        for row in sheet.lines.get(key, ())
    ]
    for total in wholes[:1]:
        for column, other in (_COUNTS, _COUNTS[::-1]):
            complete = _numbers(other, total, groups)
            if complete is None or not complete[0].value or _unlike(*complete):
                continue
            if _unequal(column, total, groups) is not None:
                yield _finding(sheet, column, total, groups, Certainty.LIKELY)


def _numbers(
    column: Column, total: PrintedRow, groups: Sequence[PrintedRow]
) -> tuple[PrintedNumber, list[PrintedNumber]] | None:
    """The total and its groups' numbers; ``None`` where one of them is not printed."""
    whole, parts = total.numbers.get(column), [row.numbers.get(column) for row in groups]
    known = [part for part in parts if part is not None]
    return None if whole is None or len(known) < len(parts) else (whole, known)


def _unlike(whole: PrintedNumber, parts: Sequence[PrintedNumber]) -> bool:
    return sum(part.value for part in parts) != whole.value


def _unequal(column: Column, total: PrintedRow, groups: Sequence[PrintedRow]) -> Certainty | None:
    """Whether the total is another than the sum: proved where no rounding makes up for it."""
    found = _numbers(column, total, groups)
    if found is None or not _unlike(*found):
        return None
    whole, parts = found
    if _some_make(whole.value, [part.value for part in parts]):
        return None
    half = _half(whole, parts)
    added = reduce(Span.plus, (_around(part, half) for part in parts))
    if not added.meets(_around(whole, half)):
        return Certainty.PROVED
    is_exact = half is None and not any(part.decimals for part in (whole, *parts))
    return Certainty.LIKELY if is_exact and _are_counts(column, (total, *groups)) else None


def _some_make(whole: Fraction, parts: Sequence[Fraction]) -> bool:
    """Whether some of the groups make the total exactly: others may stand in two of them, or be parts."""
    sums = {Fraction(0)}
    for part in parts:
        sums |= {known + part for known in sums if known + part <= whole}
        if len(sums) > _MOST_SUMS:
            return True
    return whole in sums


def _half(whole: PrintedNumber, parts: Sequence[PrintedNumber]) -> Fraction | None:
    """Half of what counts were rounded to, where that is more than one."""
    values = [number.value for number in (whole, *parts)]
    return Fraction(_ROUNDED_TO, 2) if all(value % _ROUNDED_TO == 0 for value in values) else None


def _around(number: PrintedNumber, half: Fraction | None) -> Span:
    return number.rounded if half is None else Span(number.value - half, number.value + half)


def _are_counts(column: Column, rows: Sequence[PrintedRow]) -> bool:
    """Whether whole numbers are counts, not rounded: their ratios are those printed, or the row says so."""
    if column is Column.VALUE:
        return any(map(is_count, rows))
    values = [(row, value) for row in rows if (value := row.numbers.get(Column.VALUE)) is not None]
    return len(values) == len(rows) and all(
        any(fits(row, value, scale) for scale in scales(row, value)) for row, value in values
    )


def _adds_up(total: PrintedRow, groups: Sequence[PrintedRow]) -> bool:
    """Whether values can be added: whole numbers, no percentages, and less in each group than in all."""
    values = [row.numbers.get(Column.VALUE) for row in (total, *groups)]
    if any(value is None or value.percent or value.decimals or value.value < 0 for value in values):
        return False
    whole, *parts = (value.value for value in values if value is not None)
    return whole > max(parts) or is_count(total)


def _finding(
    sheet: Sheet, column: Column, total: PrintedRow, groups: Sequence[PrintedRow], certainty: Certainty
) -> Finding:
    texts = [row.numbers[column].text for row in groups]
    added = sum((row.numbers[column].value for row in groups), Fraction(0))
    places = max(row.numbers[column].decimals for row in groups)
    shown = texts if len(texts) <= 8 else [*texts[:7], "...", texts[-1]]
    proof = f"{' + '.join(shown)} = {printed(added, places):,f}, not {total.text(column)}"
    advice = "Count the groups and the total again; one of them is wrong, or a group is missing or doubled."
    return finding("total-not-sum-of-groups", sheet, total, column, proof, advice, certainty=certainty)

"""Columns of values, some of which may be missing: the results of expressions."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.expressions.crossing import FLAG_WORDS
from cicscore.expressions.types import Kind
from cicscore.tables.columns import Array, Column, Mask, Texts, has_value
from cicscore.vocabulary import ColumnType

#: The digits of a decimal number that a binary one keeps, whatever its size. Cells and literals have no more.
DIGITS = 15
#: The largest power of ten that a binary number is exactly.
_EXACT_POWER = 22

#: Every value is the same whatever the unknown cells hold. A shared object, so that vectors that depend on
#: no such cell cost nothing more.
ALL_FIXED: Mask = np.ones(1, dtype=bool)
ALL_FIXED.setflags(write=False)

#: The filler for missing values.
MISSING: dict[Kind, Any] = {
    Kind.DATE: np.datetime64("NaT", "D"),
    Kind.DATETIME: np.datetime64("NaT", "s"),
    Kind.NUMBER: np.nan,
    Kind.CONDITION: False,
    Kind.TEXT: -1,
}

#: How far a condition may be true, in order: false, unknown, true.
FALSE, UNKNOWN, TRUE = 0, 1, 2


class Vector(Struct, frozen=True, eq=False):
    """Values of one kind, ``known`` where they are not missing.

    Dates are ``datetime64[D]``, dates with a time ``datetime64[s]``, numbers ``float64``, conditions
    ``bool``, text ``int`` codes into ``categories``. Missing values are NaT, NaN, false or a code of -1.
    Arrays have the length of the rows, or 1 for a value that is the same on every row.

    Some cells are blank because nobody recorded what happened. ``fixed`` marks the values, missing ones
    included, that would be the same whatever such cells held. ``span`` is given for conditions and counts
    that are not all fixed: the least and greatest that each could be, conditions as ``FALSE``, ``UNKNOWN`` or
    ``TRUE``. Both may be wider than possible, never narrower.
    """

    kind: Kind
    values: Array
    known: Mask
    categories: tuple[str, ...] = ()
    fixed: Mask = field(default_factory=lambda: ALL_FIXED)
    span: tuple[Array, Array] | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether every value is fixed."""
        return self.fixed is ALL_FIXED

    def with_fixed(self, fixed: Mask) -> Vector:
        """The same values, with only these fixed."""
        if self.kind is Kind.CONDITION:
            return condition(self.values, self.known, fixed)
        return replace(self, fixed=fixed)

    def possible(self) -> Mask:
        """Where a condition may be true."""
        return self.values if self.span is None else self.span[1] == TRUE

    def certain(self) -> Mask:
        """Where a condition is true whatever the unknown cells hold."""
        return self.values if self.span is None else self.span[0] == TRUE

    def ends(self) -> tuple[Array, Array]:
        """The least and greatest value that a condition or a count could have on each row."""
        if self.span is not None:
            return self.span
        now = _truth(self.values, self.known) if self.kind is Kind.CONDITION else self.values
        return now, now

    def take(self, positions: npt.NDArray[np.int64]) -> Vector:
        """The values at these positions, in this order."""
        if len(self.values) == 1 and len(self.known) == 1:
            return self
        known = self.known[positions]
        fixed = known if self.fixed is self.known else self.fixed if self.is_fixed else self.fixed[positions]
        return replace(
            self,
            values=self.values[positions],
            known=known,
            fixed=fixed,
            span=None if self.span is None else (self.span[0][positions], self.span[1][positions]),
        )

    def spread(self, length: int) -> Vector:
        """The same values, expanded to ``length`` rows."""
        if len(self.values) == length and len(self.known) == length:
            return self
        values, known = np.broadcast_to(self.values, length), np.broadcast_to(self.known, length)
        if self.is_fixed:
            return replace(self, values=values, known=known)
        fixed = np.broadcast_to(self.fixed, length)
        least, most = (np.broadcast_to(end, length) for end in self.span or (values, values))
        span = None if self.span is None else (least, most)
        return replace(self, values=values, known=known, fixed=fixed, span=span)

    def day(self) -> Vector:
        """The day of a date with a time; a date as it is."""
        if self.kind is not Kind.DATETIME:
            return self
        return Vector(Kind.DATE, self.values.astype("datetime64[D]"), self.known, fixed=self.fixed)


def as_on_paper(
    values: npt.NDArray[np.float64], magnitude: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Round numbers to the decimals that they represent, removing binary arithmetic's residue.

    ``magnitude`` is the size of the largest number that took part: 4,000,000.3 less 4,000,000.1 is 0.2. Whole
    numbers have no residue.
    """
    if (np.isnan(values) | (values == np.rint(values))).all():
        return values
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        places = DIGITS - 1 - np.floor(np.log10(magnitude))
        scale = 10.0 ** np.clip(places, 0, _EXACT_POWER)
        rounded = np.rint(values * scale) / scale
    return np.where(np.isfinite(rounded) & (places >= 0), rounded, values)


def condition(value: Mask, known: Mask, fixed: Mask = ALL_FIXED) -> Vector:
    """A condition: false where it is not known to be true, and possibly either where it is not fixed."""
    if fixed is ALL_FIXED:
        return Vector(Kind.CONDITION, value & known, known)
    now = _truth(value & known, known)
    return spanned(value, known, np.where(fixed, now, FALSE), np.where(fixed, now, TRUE))


def spanned(value: Mask, known: Mask, least: Array, most: Array) -> Vector:
    """A condition with its least and greatest possible value on each row."""
    fixed = least == most
    if fixed.all():
        return Vector(Kind.CONDITION, value & known, known)
    return Vector(Kind.CONDITION, value & known, known, fixed=fixed, span=(least, most))


def _truth(value: Mask, known: Mask) -> Array:
    truth: Array = np.where(known, np.where(value, TRUE, FALSE), UNKNOWN)
    return truth


def strictly_fixed(*vectors: Vector) -> Mask:
    """Where a value computed from these is fixed, if it is missing wherever any of them is."""
    if all(vector.is_fixed for vector in vectors):
        return ALL_FIXED
    every = functools.reduce(np.logical_and, (vector.fixed for vector in vectors))
    for vector in vectors:
        every = every | (vector.fixed & ~vector.known)
    return every


def text(values: Array, categories: Sequence[str]) -> Vector:
    """Text from codes into ``categories``; a negative code is missing."""
    return Vector(Kind.TEXT, values, values >= 0, tuple(categories))


def in_words(vector: Vector) -> Vector:
    """The groups that the values make: a condition as yes or no; text unchanged."""
    if vector.kind is not Kind.CONDITION:
        return vector
    words = text(np.where(vector.known, np.where(vector.values, 0, 1), -1), FLAG_WORDS)
    return words.with_fixed(vector.fixed)


def constant(kind: Kind, value: object) -> Vector:
    """One value, the same on every row."""
    if kind is Kind.TEXT:
        return text(np.zeros(1, dtype=np.int64), (str(value),))
    types = {Kind.DATE: "datetime64[D]", Kind.NUMBER: "float64", Kind.CONDITION: "bool"}
    return Vector(kind, np.array([value], dtype=types[kind]), np.ones(1, dtype=bool))


def of_column(column: Column, declared: ColumnType) -> Vector:
    """The values of an extract's column."""
    if isinstance(column, Texts):
        return text(column.codes, column.words)
    known = has_value(column)
    match declared:
        case ColumnType.DATE:
            return Vector(Kind.DATE, column, known)
        case ColumnType.DATETIME:
            return Vector(Kind.DATETIME, column, known)
        case ColumnType.FLAG:
            return condition(column == 1, known)
        case _:
            return Vector(Kind.NUMBER, column, known)


def same_categories(vectors: Sequence[Vector]) -> tuple[Vector, ...]:
    """Recode text vectors into one common list of categories."""
    if len({vector.categories for vector in vectors}) == 1:
        return tuple(vectors)
    union = tuple(dict.fromkeys(word for vector in vectors for word in vector.categories))
    place = {word: at for at, word in enumerate(union)}
    moved = []
    for vector in vectors:
        # The last entry, -1, keeps a missing value's code of -1.
        places = np.array([*(place[word] for word in vector.categories), -1], np.int64)
        moved.append(replace(vector, values=places[vector.values], categories=union))
    return tuple(moved)


def joined(vectors: Sequence[Vector]) -> Vector:
    """Concatenate vectors of one kind, each with a value for every row."""
    if len(vectors) == 1:
        return vectors[0]
    parts = same_categories(vectors)
    together = Vector(
        parts[0].kind,
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.known for part in parts]),
        parts[0].categories,
    )
    if all(part.is_fixed for part in parts):
        return together
    ends = [part.ends() for part in parts]
    return replace(
        together,
        fixed=np.concatenate([np.broadcast_to(part.fixed, len(part.values)) for part in parts]),
        span=None
        if all(part.span is None for part in parts)
        else (np.concatenate([least for least, _ in ends]), np.concatenate([most for _, most in ends])),
    )

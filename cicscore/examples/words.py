"""What the texts of worked examples stand for: those of a column are converted together.

Converting a few texts takes as long as converting thousands, and each example has only a few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

import numpy as np
from msgspec import Struct

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.model import Column
from cicscore.extracts.cells import Explain, convert
from cicscore.faults.fault import Severity
from cicscore.faults.rules import severity_of
from cicscore.tables import columns
from cicscore.tables.arrow import strings
from cicscore.tables.columns import Texts
from cicscore.tables.table import Positions


class Words(Struct, frozen=True, dict=True):
    """The texts of one column: ``places`` is each one's position among ``values``, whose last is a blank's.

    ``refused`` holds, for each kind of fault, the texts that have it, and what explains one.
    """

    places: Mapping[str, int]
    values: columns.Column
    refused: tuple[tuple[Collection[str], Explain], ...]

    def column(self, written: Sequence[str | None], which: Positions) -> columns.Column:
        """The column of rows of which each repeats a written one; ``written`` are the texts of those."""
        places = [self.places[text] if text else -1 for text in written]
        if isinstance(self.values, Texts):
            return repeated_texts([self._texts[place] for place in places], which)
        return self.values[np.array(places, np.int64)[which]]

    @cached_property
    def _texts(self) -> Sequence[str | None]:
        return self.values.cells() if isinstance(self.values, Texts) else ()


def words_of(texts: Sequence[str], column: Column) -> Words:
    """Convert the different ``texts`` of a column."""
    converted = convert(Texts(strings(texts), np.array([*range(len(texts)), -1], np.int64)), column)
    return Words(
        {text: place for place, text in enumerate(texts)},
        converted.values,
        tuple(
            (frozenset(np.array(texts, object)[one.which].tolist()), one.explain)
            for one in converted.refused
            if severity_of(one.kind) is Severity.ERROR
        ),
    )


def written_texts(catalogue: Catalogue, children: str | None) -> Mapping[tuple[str, str], Sequence[str]]:
    """The different texts that all worked examples write, by extract and column; ``children`` is theirs.

    Of an entry that is at fault some may belong to no column: nobody asks for those.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for indicator in catalogue.indicators:
        for example in indicator.written.examples:
            entries = {**example.rows, children: example.children} if children else example.rows
            for extract, rows in entries.items():
                for place, text in _cells(extract, rows):
                    found.setdefault(place, {})[text] = None
    return {place: tuple(texts) for place, texts in found.items()}


def _cells(extract: str, rows: Sequence[object]) -> Iterator[tuple[tuple[str, str], str]]:
    """Each cell of the rows, and of the rows inside them, with its extract and column."""
    for row in rows:
        for name, value in row.items() if isinstance(row, dict) else ():
            if isinstance(value, list):
                yield from _cells(name, value)
            elif text := cell_text(value):
                yield (extract, name), text


def cell_text(value: object) -> str | None:
    """Write a YAML value of the catalogue as the text of a CSV cell."""
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value).strip()


def repeated_texts(written: Sequence[str | None], which: Positions) -> Texts:
    """The texts of written cells, repeated as often as their rows are."""
    places = {text: place for place, text in enumerate(dict.fromkeys(text for text in written if text))}
    codes = np.array([places[text] if text else -1 for text in written], np.int64)
    return Texts(strings(list(places)), codes[which])

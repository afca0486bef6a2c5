"""The mapping file: how a council's own layout stands for the catalogue's data dictionary.

``mapping.yaml`` stands beside the extracts and leaves the shared catalogue untouched: it says under which
file name, headings, words and forms of dates this folder holds what the catalogue declares.

    extracts:
      children:
        file: list_8.csv
        headings: {date_of_birth: Date of Birth}
        values: {sex: {Male: M, Female: F}}
        dates: dd-mmm-yyyy
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow as pa
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.yaml_source import YamlSource, read_yaml
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.reporting import Explanation, fault, listed
from cicscore.extracts.texts import Texts
from cicscore.faults import Fault, Place, nearest
from cicscore.vocabulary import ColumnType

MAPPING_NAME = "mapping.yaml"


class DateForm(StrEnum):
    """Forms of dates that a folder may declare; the reader knows most by itself, and takes the month first in
    none.
    """

    DAY_DASH_NAME = "dd-mmm-yyyy"
    DAY_SPACE_NAME = "dd mmm yyyy"
    DAY_SPACE_LONG_NAME = "dd mmmm yyyy"
    DAY_DOT_MONTH = "dd.mm.yyyy"
    DAY_DASH_MONTH = "dd-mm-yyyy"
    COMPACT = "yyyymmdd"


#: The forms that are read only where they are declared: the first may be American, the second any number.
_PATTERNS = {
    DateForm.DAY_DASH_MONTH: r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})",
    DateForm.COMPACT: r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
}


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Headings = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExtractMapping(_Section):
    """How one extract stands in this folder."""

    file: str | None = Field(
        default=None, description="The file's name here; several extracts may share one."
    )
    headings: dict[str, Headings] = Field(
        default_factory=dict, description="Headings accepted here for a column, beside the catalogue's."
    )
    values: dict[str, dict[str, str | bool | None]] = Field(
        default_factory=dict,
        description="Words used here for a column's values, in any case; null where one means nothing known.",
    )
    dates: DateForm | None = Field(default=None, description="The form of the extract's dates here.")


class MappingDocument(_Section):
    """The whole file."""

    extracts: dict[str, ExtractMapping] = Field(default_factory=dict)


@dataclass(frozen=True)
class FolderMapping:
    """The mapping of a folder, and what is wrong with it; empty where the folder has none."""

    extracts: Mapping[str, ExtractMapping]
    faults: tuple[Fault, ...] = ()

    def applied(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue as this folder's files hold it: other file names, and more headings."""
        changed = {name: _applied(self.extracts[name], catalogue.extracts[name]) for name in self.extracts}
        return replace(catalogue, extracts={**catalogue.extracts, **changed})


#: Names that somebody gave to what was meant as the mapping file.
_SPELLINGS = re.compile(r"mapping ?(\(\d+\))?\.ya?ml(\.txt)?", re.IGNORECASE)
#: What YAML allows in no place of a file.
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_mapping(folder: Path, catalogue: Catalogue) -> FolderMapping:
    """The mapping file of a folder, if it has one; its faults come back, none is raised."""
    alike = sorted(entry.name for entry in folder.iterdir() if _SPELLINGS.fullmatch(entry.name))
    misspelt = tuple(_misspelt(name) for name in alike if name != MAPPING_NAME)
    if misspelt or not alike:
        return FolderMapping({}, misspelt)
    path = folder / MAPPING_NAME
    if not path.is_file():
        return _unreadable("it is a folder, a device, or a link that leads nowhere")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        return _unreadable(f"it cannot be opened ({error.strerror})")
    except UnicodeDecodeError:
        return _unreadable("it is not UTF-8 text")
    if (control := _CONTROL.search(text)) is not None:
        found = f"it holds the control character U+{ord(control[0]):04X}"
        return _unreadable(found, text.count("\n", 0, control.start()) + 1)
    source = read_yaml(text, MAPPING_NAME)
    if source.faults:
        return FolderMapping({}, source.faults)
    try:
        document = MappingDocument.model_validate(source.data)
    except ValidationError as error:
        return FolderMapping({}, tuple(_shape_faults(error, source)))
    faults = tuple(_unknown_names(document, catalogue, source))
    return FolderMapping({} if faults else document.extracts, faults)


def _misspelt(name: str) -> Fault:
    explanation = Explanation(
        f"this looks like the mapping file, which is read only where it is called {MAPPING_NAME}",
        f"Rename it to {MAPPING_NAME}; if it is not meant to be read, move it out of the folder.",
    )
    return fault(FaultKind.MAPPING, Place(name), explanation)


def _unreadable(found: str, line: int | None = None) -> FolderMapping:
    explanation = Explanation(
        f"the mapping file cannot be read: {found}",
        "Put a text file in its place, or remove it: without it the extracts would mean something else.",
    )
    return FolderMapping({}, (fault(FaultKind.MAPPING, Place(MAPPING_NAME, line), explanation),))


def _applied(mapping: ExtractMapping, extract: Extract) -> Extract:
    columns = {
        name: column.model_copy(update={"headings": (*column.headings, *mapping.headings.get(name, ()))})
        for name, column in extract.columns.items()
    }
    return replace(extract, file=mapping.file or extract.file, columns=columns)


def _shape_faults(error: ValidationError, source: YamlSource) -> Iterator[Fault]:
    for one in error.errors(include_url=False):
        path = tuple(step for step in one["loc"] if step != "function-before[_as_list(), tuple[str, ...]]")
        explanation = Explanation(
            f"the mapping file is not as it should be here: {one['msg'].lower()}",
            "Write, for each extract, any of file, headings, values and dates.",
            allowed=f"forms of dates: {listed([form.value for form in DateForm])}"
            if path[-1:] == ("dates",)
            else "file, headings, values, dates",
        )
        yield fault(FaultKind.MAPPING, source.place(path), explanation)


def _unknown_names(document: MappingDocument, catalogue: Catalogue, source: YamlSource) -> Iterator[Fault]:
    for name, mapping in document.extracts.items():
        if name not in catalogue.extracts:
            yield _unknown(source, ("extracts", name), "extract", name, tuple(catalogue.extracts))
            continue
        columns = catalogue.extracts[name].columns
        for part in ("headings", "values"):
            for column in getattr(mapping, part):
                if column not in columns:
                    yield _unknown(source, ("extracts", name, part, column), "column", column, tuple(columns))
        for column, words in mapping.values.items():
            codes = tuple(columns[column].codes or ()) if column in columns else ()
            for word, code in words.items():
                if codes and code is not None and code not in codes:
                    place = ("extracts", name, "values", column, word)
                    yield _unknown(source, place, "code", str(code), codes)


def _unknown(
    source: YamlSource, path: tuple[str, ...], kind: str, name: str, known: tuple[str, ...]
) -> Fault:
    explanation = Explanation(
        f"the catalogue has no {kind} `{name}` here",
        f"Correct the name: the mapping file leads to {kind}s of the catalogue.",
        allowed=listed(known),
        nearest=nearest(name, known),
    )
    return fault(FaultKind.MAPPING, source.place(path, at_key=kind != "code"), explanation)


# --- Words and dates of cells -------------------------------------------------------------------------


def translated(texts: Texts, name: str, type_: ColumnType, mapping: ExtractMapping) -> Texts:
    """A column's texts in the words and forms of the data dictionary; what the mapping lacks stays."""
    change = _change(name, type_, mapping)
    if change is None:
        return texts
    words = [change(text) for text in texts.distinct.to_pylist()]
    distinct = list(dict.fromkeys(word for word in words if word is not None))
    position = {word: place for place, word in enumerate(distinct)}
    # The last entry is for blank cells, whose code is -1.
    moved = np.array([*(-1 if word is None else position[word] for word in words), -1], np.int64)
    return Texts(pa.array(distinct, pa.string()), moved[texts.codes])


def _change(name: str, type_: ColumnType, mapping: ExtractMapping) -> Callable[[str], str | None] | None:
    words = mapping.values.get(name, {})
    by_word = {" ".join(word.split()).casefold(): value for word, value in words.items()}
    dated = type_ in (ColumnType.DATE, ColumnType.DATETIME)
    pattern = _PATTERNS.get(mapping.dates) if dated and mapping.dates is not None else None
    if not by_word and pattern is None:
        return None

    def change(text: str) -> str | None:
        value = _value(text, by_word)
        return value if value is None or pattern is None else _day_first(value, pattern)

    return change


def _day_first(text: str, pattern: str) -> str:
    written = re.fullmatch(pattern, text, re.ASCII)
    return text if written is None else "{day}/{month}/{year}".format(**written.groupdict())


def _value(text: str, by_word: Mapping[str, str | bool | None]) -> str | None:
    value = by_word.get(" ".join(text.split()).casefold(), text)
    return "yes" if value is True else "no" if value is False else value

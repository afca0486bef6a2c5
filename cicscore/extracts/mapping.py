"""The mapping file, which translates a council's layout into the catalogue's data dictionary.

``mapping.yaml`` is kept beside the extracts and leaves the shared catalogue untouched. It gives the file
names, headings, words and date formats used in this folder for what the catalogue declares, and any local
codes used in addition to those listed.

    extracts:
      children:
        file: list_8.csv
        headings: {date_of_birth: Date of Birth}
        values: {sex: {Male: M, Female: F}}
        dates: dd-mm-yyyy
    codes:
      PLACE:
        F2: {meaning: "Foster home in the county, until 2010", counts_as: U6}
    unknown_codes: warn
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from msgspec import Struct, field
from msgspec.structs import replace
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.model import Column, OtherCodes
from cicscore.catalogue.yaml import YamlSource, read_yaml
from cicscore.extracts.cells import alike, in_words
from cicscore.extracts.columns import normal
from cicscore.extracts.faults import Message, fault, listed
from cicscore.extracts.inputs import InputFiles
from cicscore.faults.fault import Fault, Place, nearest
from cicscore.tables.columns import Texts
from cicscore.vocabulary import ColumnType

MAPPING_NAME = "mapping.yaml"


class DateForm(StrEnum):
    """Date formats that a folder may declare. Most are read anyway; none has the month first."""

    DAY_DASH_NAME = "dd-mmm-yyyy"
    DAY_SPACE_NAME = "dd mmm yyyy"
    DAY_SPACE_LONG_NAME = "dd mmmm yyyy"
    DAY_DOT_MONTH = "dd.mm.yyyy"
    DAY_DASH_MONTH = "dd-mm-yyyy"
    COMPACT = "yyyymmdd"


#: Formats read only if declared: the first may be American, the second could be any number.
_PATTERNS = {
    DateForm.DAY_DASH_MONTH: r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})",
    DateForm.COMPACT: r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
}


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Headings = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class ExtractMapping(_Section):
    """How one extract is written in this folder."""

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


class OwnCode(_Section):
    """A local code of the case system, in addition to those in a column's list."""

    meaning: str = Field(description="What the code means.")
    counts_as: str | None = Field(
        default=None, description="The code of the list that it is read as; without one it counts as itself."
    )


class MappingDocument(_Section):
    """The whole file."""

    extracts: dict[str, ExtractMapping] = Field(default_factory=dict)
    unknown_codes: OtherCodes = Field(
        default=OtherCodes.REFUSE,
        description="Whether codes of a return that no list has are refused, or withhold what rests on them.",
    )
    codes: dict[str, dict[str, OwnCode]] = Field(
        default_factory=dict,
        description="Codes of one's own, by the heading of the columns that hold them, here or in a return.",
    )


class FolderMapping(Struct, frozen=True):
    """The mapping of a folder, and its faults; empty if the folder has none."""

    extracts: Mapping[str, ExtractMapping]
    faults: tuple[Fault, ...] = ()
    codes: Mapping[str, Mapping[str, OwnCode]] = field(default_factory=dict)
    unknown_codes: OtherCodes = OtherCodes.REFUSE

    def applied(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue adapted to this folder's files: its file names, further headings and codes."""
        extracts = catalogue.extracts
        return replace(catalogue, extracts={name: self.extract(extracts[name]) for name in extracts})

    def extract(self, extract: Extract) -> Extract:
        """The extract, or table of a return, adapted to this folder's files."""
        mapping = self.extracts.get(extract.name, ExtractMapping())
        columns = {
            name: column.model_copy(
                update={
                    "headings": (*column.headings, *mapping.headings.get(name, ())),
                    "codes": column.codes
                    and column.codes | {code: own.meaning for code, own in self._own(name, column).items()},
                }
            )
            for name, column in extract.columns.items()
        }
        return replace(extract, file=mapping.file or extract.file, columns=columns)

    def words(self, extract: Extract) -> ExtractMapping:
        """The words and date formats in which the extract is written here."""
        mapping = self.extracts.get(extract.name, ExtractMapping())
        values = dict(mapping.values)
        for name, column in extract.columns.items():
            read_as = {code: own.counts_as for code, own in self._own(name, column).items() if own.counts_as}
            if read_as:
                values[name] = {**read_as, **values.get(name, {})}
        return mapping.model_copy(update={"values": values})

    def _own(self, name: str, column: Column) -> Mapping[str, OwnCode]:
        headings = {normal(heading) for heading in (name, *column.headings)}
        return {
            code: own
            for heading, codes in self.codes.items()
            if normal(heading) in headings and column.type is ColumnType.CODE
            for code, own in codes.items()
        }


#: Names that people give to what is meant to be the mapping file.
_SPELLINGS = re.compile(r"mapping ?(\(\d+\))?\.ya?ml(\.txt)?", re.IGNORECASE)
#: Characters that YAML does not allow anywhere.
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_mapping(
    files: InputFiles, folder: Path, catalogue: Catalogue, tables: Iterable[Extract] = ()
) -> FolderMapping:
    """The mapping file of a folder, if it has one; faults are returned, not raised.

    ``tables`` are those of a return, whose columns may have local codes as well.
    """
    names = sorted(entry.name for entry in folder.iterdir() if _SPELLINGS.fullmatch(entry.name))
    misspelt = tuple(_misspelt(name) for name in names if name != MAPPING_NAME)
    if misspelt or not names:
        return FolderMapping({}, misspelt)
    path = folder / MAPPING_NAME
    if not path.is_file():
        return _unreadable("it is a folder, a device, or a link that leads nowhere")
    try:
        text = files.at(path).data().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
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
    document, wrong = _document(source)
    faults = (
        *wrong,
        *_unknown_names(document, catalogue, source),
        *_unknown_codes(document, (*catalogue.extracts.values(), *tables), source),
    )
    return (
        FolderMapping({}, faults)
        if faults
        else FolderMapping(document.extracts, (), document.codes, document.unknown_codes)
    )


def _document(source: YamlSource) -> tuple[MappingDocument, tuple[Fault, ...]]:
    """The parts of the file that have the right shape, and the faults of the others."""
    data = source.data
    try:
        return MappingDocument.model_validate(data), ()
    except ValidationError as error:
        wrong = {one["loc"][:2] for one in error.errors(include_url=False)}
        faults = tuple(_shape_faults(error, source))
    if not isinstance(data, Mapping):
        return MappingDocument(), faults
    sound = {
        key: {name: part for name, part in section.items() if (key, name) not in wrong}
        for key, section in data.items()
        if (key,) not in wrong and isinstance(section, Mapping)
    }
    return MappingDocument.model_validate(sound), faults


def _misspelt(name: str) -> Fault:
    message = Message(
        f"this looks like the mapping file, which is read only where it is called {MAPPING_NAME}",
        f"Rename it to {MAPPING_NAME}; if it is not meant to be read, move it out of the folder.",
    )
    return fault("mapping-not-applied", Place(name), message)


def _unreadable(found: str, line: int | None = None) -> FolderMapping:
    message = Message(
        f"the mapping file cannot be read: {found}",
        "Put a text file in its place, or remove it: without it the extracts would mean something else.",
    )
    return FolderMapping({}, (fault("mapping-not-applied", Place(MAPPING_NAME, line), message),))


def _shape_faults(error: ValidationError, source: YamlSource) -> Iterator[Fault]:
    for one in error.errors(include_url=False):
        path = tuple(step for step in one["loc"] if step != "function-before[_as_list(), tuple[str, ...]]")
        found = f"the mapping file is not as it should be here: {one['msg'].lower()}"
        advice, allowed = _SECTIONS.get(str(path[0]) if path else "", _SECTION)
        if path[-1:] == ("dates",):
            allowed = f"forms of dates: {listed([form.value for form in DateForm])}"
        yield fault("mapping-not-applied", source.place(path), Message(found, advice, allowed))


#: How to write each section of the file, and what it may hold; then, how to write the whole.
_SECTIONS = {
    "extracts": (
        "Write, for each extract, any of file, headings, values and dates.",
        "file, headings, values, dates",
    ),
    "codes": (
        "Write, for each code, what it means and the code of the list that it counts as.",
        "meaning, counts_as",
    ),
    "unknown_codes": ("Write one of the two words, or leave the key out.", listed(list(OtherCodes))),
}
_SECTION = ("Write any of the sections, each once.", ", ".join(_SECTIONS))


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


_CODED = "column of codes"


def _unknown_codes(
    document: MappingDocument, extracts: Iterable[Extract], source: YamlSource
) -> Iterator[Fault]:
    """Faults of local codes for unknown columns, and of ``counts_as`` codes that no list has."""
    lists: dict[str, set[str]] = {}
    for extract in extracts:
        for name, column in extract.columns.items():
            for heading in (name, *column.headings) if column.codes else ():
                lists.setdefault(normal(heading), set()).update(column.codes or ())
    for heading, codes in document.codes.items():
        known = lists.get(normal(heading))
        if known is None:
            yield _unknown(source, ("codes", heading), _CODED, heading, tuple(lists))
            continue
        for code, own in codes.items():
            if own.counts_as is not None and own.counts_as not in known:
                place = ("codes", heading, code, "counts_as")
                yield _unknown(source, place, "code", own.counts_as, tuple(sorted(known)))


def _unknown(
    source: YamlSource, path: tuple[str, ...], kind: str, name: str, known: tuple[str, ...]
) -> Fault:
    message = Message(
        f"the catalogue has no {kind} `{name}` here",
        f"Correct the name: the mapping file leads to {kind}s of the catalogue."
        if kind != _CODED
        else "Write the heading of a column of codes, of an extract or of the return.",
        allowed=listed(known),
        nearest=next((code for code in known if alike(code) == alike(name)), None)
        if kind == "code"
        else nearest(name, known),
    )
    return fault("mapping-not-applied", source.place(path, at_key=kind != "code"), message)


# --- Words and dates of cells -------------------------------------------------------------------------


def translated(texts: Texts, name: str, type_: ColumnType, mapping: ExtractMapping) -> Texts:
    """A column's texts in the data dictionary's words and formats; texts not in the mapping are unchanged."""
    change = _change(name, type_, mapping)
    if change is None:
        return texts
    return in_words(texts, change)


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

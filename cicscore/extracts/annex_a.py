"""Ofsted's Annex A lists as extracts: files and sheets that are known by their headings.

An extract whose ``file`` is ``annex_a_8.csv`` is List 8. Where the folder has no file of that name, the one
file, or sheet of a workbook, that has the headings of List 8 takes its place.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files as resources
from pathlib import Path

from msgspec.structs import replace

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.yaml import read_yaml
from cicscore.extracts.inputs import InputFiles

#: A file or a sheet is a list if it has at least this share of the headings that are the list's own.
_ENOUGH = 0.6
#: Titles may come before the headings: so many rows of a sheet are looked at.
_ROWS_BEFORE = 10
#: The most that a workbook may hold, unpacked: far more than a list of every child of an authority.
_LARGEST = 1 << 29


def with_annex_a(files: InputFiles, folder: Path, catalogue: Catalogue) -> Catalogue:
    """The catalogue, with each extract that is an Annex A list read from the file or sheet that holds it."""
    names = {path.name.casefold(): path for path in folder.iterdir()} if folder.is_dir() else {}
    numbers = {name: _number(extract.file) for name, extract in catalogue.extracts.items()}
    wanted = {
        name: number
        for name, number in numbers.items()
        if number is not None and catalogue.extracts[name].file.casefold() not in names
    }
    if not wanted:
        return catalogue
    found: dict[int | None, list[Path]] = {}
    for path in _candidates(files, names.values()):
        found.setdefault(list_of_headings(files.at(path).headings), []).append(path)
    served = {name: found[number][0] for name, number in wanted.items() if len(found.get(number, ())) == 1}
    extracts = {
        name: replace(extract, file=served[name].relative_to(folder).as_posix())
        if name in served
        else extract
        for name, extract in catalogue.extracts.items()
    }
    return replace(catalogue, extracts=extracts)


def _number(file: str) -> int | None:
    found = re.fullmatch(r"annex_a_(\d{1,2})\.csv", file.casefold())
    return int(found[1]) if found and int(found[1]) in _lists() else None


def _candidates(files: InputFiles, paths: Iterable[Path]) -> Iterator[Path]:
    """The CSV files, and the lists in workbooks."""
    for path in paths:
        if path.suffix.casefold() == ".csv" and path.is_file():
            yield path
        elif path.suffix.casefold() == ".xlsx" and path.is_file():
            try:
                yield from files.parts(path, _lists_in_workbook)
            except (OSError, ValueError, KeyError, zipfile.BadZipFile):
                continue  # not a workbook that can be opened: the extract is then missing, and said to be


def list_of_headings(headings: Sequence[str]) -> int | None:
    """The number of the Annex A list that has these headings; ``None`` if it is none."""
    held = {_letters(heading) for heading in headings}
    shares = {number: len(held & own) / len(own) for number, own in _lists().items()}
    nearest = max(shares, key=shares.__getitem__)
    return nearest if shares[nearest] >= _ENOUGH else None


def _lists_in_workbook(data: bytes) -> dict[str, bytes]:
    """The lists in a workbook, each as CSV by the name of its sheet, with each row in its line.

    Raises ``ValueError`` if the workbook is too large, or is none.
    """
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(one.file_size for one in packed.infolist()) > _LARGEST:
            raise ValueError("the workbook is too large")
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    found: dict[str, bytes] = {}
    for sheet in book.worksheets:
        rows = ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
        for before, row in zip(range(_ROWS_BEFORE), rows, strict=False):
            if list_of_headings(row) is not None:
                found[sheet.title] = b"\n" * before + _as_csv(row, rows)
                break
    return found


def _as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    width = max(place for place, heading in enumerate(headings, 1) if heading)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings[:width])
    for row in rows:
        writer.writerow([*row[:width], *[""] * (width - len(row))] if any(row[:width]) else [])
    return text.getvalue().encode("utf-8")


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case dt.datetime() if cell.time() == dt.time():
            return cell.date().isoformat()
        case dt.datetime():
            return cell.isoformat(" ", "seconds")
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()


def _letters(heading: str) -> str:
    """A heading without case, spaces and punctuation, in which authorities' files differ."""
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


@cache
def _lists() -> Mapping[int, frozenset[str]]:
    text = resources("cicscore.extracts").joinpath("annex_a.yaml").read_text(encoding="utf-8")
    source = read_yaml(text, "annex_a.yaml")
    assert not source.faults, source.faults  # noqa: S101 - the file ships with the program
    return {int(number): frozenset(map(_letters, one["headings"])) for number, one in source.data.items()}

"""Read benchmarks: a mapping and the open-data files that it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from cicscore.app.files import digest_of, read_given
from cicscore.benchmarks.figures import Benchmark
from cicscore.benchmarks.mapping import MappedFile, mapping_of
from cicscore.benchmarks.read import Wanted, read_file
from cicscore.benchmarks.standing import Whom, find, whom_of
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.yaml import YamlSource
from cicscore.extracts.faults import listed, printable
from cicscore.faults.fault import Fault, FaultsFoundError, Place, errors, nearest, nearest_path
from cicscore.faults.rules import fault
from cicscore.manifest import FileDigest
from cicscore.text import date_text, visible

#: The mapping that belongs to an open-data file that is given itself.
MAPPING_NAME = "benchmarks.yaml"
_MEANT = "a mapping of benchmarks (.yaml), or an open-data file (.csv) with benchmarks.yaml beside it"


class BenchmarkRecord(Struct, frozen=True):
    """Published figures of others by indicator, with any warnings, and the files that were read."""

    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)
    warnings: tuple[Fault, ...] = ()
    files: tuple[FileDigest, ...] = ()


def read_benchmarks(paths: Iterable[Path], catalogue: Catalogue, as_at: dt.date) -> BenchmarkRecord:
    """The published figures that the mappings at these paths name; an open-data file has one beside it.

    Raises ``CannotRunError`` if a file cannot be read, and ``FaultsFoundError`` with every fault of every
    file.
    """
    reading = _Reading(catalogue)
    for path in dict.fromkeys(paths):
        reading.add(path)
    if errors(reading.faults):
        raise FaultsFoundError(reading.faults)
    warnings = (
        *reading.faults,
        *(_repeated(catalogue) if reading.benchmarks else ()),
        *_noticed(reading.benchmarks, whom_of(catalogue.settings), as_at, reading.names),
    )
    return BenchmarkRecord(reading.benchmarks, warnings, tuple(dict.fromkeys(reading.files)))


class _Reading:
    """What was read so far."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.benchmarks: dict[str, Benchmark] = {}
        self.names: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.files: list[FileDigest] = []

    def add(self, path: Path) -> None:
        """Read a mapping with its files, or of the mapping beside an open-data file what it says of it."""
        is_data = path.suffix.lower() == ".csv"
        place = path.with_name(MAPPING_NAME) if is_data else path
        given = read_given(place, _MEANT)
        mapping = mapping_of(given.data, given.name, self.catalogue)
        self.files.append(digest_of(given))
        self.faults += mapping.faults
        files = [one for one in mapping.files if not is_data or one.written.file == path.name]
        if is_data and not files and not errors(mapping.faults):
            self.faults.append(_unmapped(path, place, [one.written.file for one in mapping.files]))
        for one in files:
            self._read(one, place.parent, mapping.source)

    def _read(self, one: MappedFile, folder: Path, source: YamlSource) -> None:
        path, at = folder / one.written.file, (*one.path, "file")
        if not path.is_file():
            self.faults.append(_missing(path, source.place(at)))
            return
        given = read_given(path, _MEANT, path.name)
        self.files.append(digest_of(given))
        read = read_file(given.data, given.name, one.written, list(self._wanted(one, source)))
        self.faults += read.faults
        self.benchmarks |= read.benchmarks
        self.names |= dict.fromkeys(read.benchmarks, given.name)

    def _wanted(self, one: MappedFile, source: YamlSource) -> Iterator[Wanted]:
        for name, written in one.written.indicators.items():
            found = [each for each in self.catalogue.indicators if each.written.id == name]
            if not found:
                continue
            path = (*one.path, "indicators", name)
            places = {column: source.place((*path, "where", column), at_key=True) for column in written.where}
            places[written.value] = source.place((*path, "value"))
            place = source.place(path, at_key=True)
            yield Wanted(name, found[-1].written.unit, written, place, places)


def _missing(path: Path, place: Place) -> Fault:
    close = nearest_path(path)
    return fault(
        "benchmark-file-missing", place, f"there is no file {visible(str(path))}",
        "Put the open-data file beside the mapping.", nearest=close.name if close else None,
    )  # fmt: skip


def _unmapped(path: Path, mapping: Path, files: list[str]) -> Fault:
    return fault(
        "benchmark-file-missing", Place(str(mapping)), f"it has no entry for {printable(path.name)}",
        "Add the file with its indicators, or give the mapping itself.",
        allowed=", ".join(files) or None, nearest=nearest(path.name, files),
    )  # fmt: skip


def _repeated(catalogue: Catalogue) -> Iterator[Fault]:
    """Neighbours that are left out, because they are named before, or are the authority itself."""
    left = [named.name for named in whom_of(catalogue.settings).neighbours]
    for name in catalogue.settings.neighbours:
        if name in left:
            left.remove(name)
            continue
        found = f"{printable(name)} is the authority itself, or a neighbour that is named before"
        advice = "Name each neighbour once."
        yield fault("benchmark-neighbour-repeated", Place(catalogue.path), found, advice)


def _noticed(
    benchmarks: Mapping[str, Benchmark], whom: Whom, as_at: dt.date, files: Mapping[str, str]
) -> Iterator[Fault]:
    """Warnings: a year that is too late, and the authority or neighbours that a file does not have."""
    lacking: dict[tuple[str, str], Fault] = {}
    for name, benchmark in benchmarks.items():
        year = benchmark.latest(as_at)
        if year is None:
            first = date_text(min(benchmark.years)) if benchmark.years else "none"
            yield fault(
                "benchmark-later", Place(files[name]),
                f"no figure of {name} is of a year that ended by {date_text(as_at)}; the first ended on "
                f"{first}",
                "Give an earlier release beside it.",
            )  # fmt: skip
            continue
        known = sorted(one.name for one in year.authorities)
        for named in (*([whom.authority] if whom.authority else []), *whom.neighbours):
            if find(named, year).authority is None:
                lacking.setdefault(
                    (files[name], named.name),
                    fault(
                        "benchmark-authority-missing", Place(files[name]),
                        f"it has no row of {printable(named.name)} for the {year.label}",
                        "Write the name or the code as the file does.", nearest=nearest(named.name, known),
                    ),
                )  # fmt: skip
    yield from lacking.values()
    if benchmarks and whom.authority is None:
        yield fault(
            "benchmark-without-authority", Place(listed(sorted(set(files.values())), "and")),
            "the catalogue does not say whose scorecard it is, so that no rank is known",
            "Add `authority:` with its name, or its name and code, to the catalogue's `settings`.",
        )  # fmt: skip

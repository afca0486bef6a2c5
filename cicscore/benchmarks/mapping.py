"""Read a mapping of benchmarks, or find every fault that stands in the way."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from pydantic import ValidationError

from cicscore.benchmarks.model import BenchmarksDocument, WrittenFile
from cicscore.catalogue.blanking import read_all
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import decoded
from cicscore.catalogue.reporter import Reporter, ReporterBeside
from cicscore.catalogue.shape import fit, shape_fault
from cicscore.catalogue.yaml import Path, YamlSource
from cicscore.faults.fault import Fault


class MappedFile(Struct, frozen=True):
    """An open-data file as the mapping writes it, and where; ``indicators`` gives ids of the catalogue."""

    written: WrittenFile
    path: Path


class Mapping(Struct, frozen=True):
    """A mapping of benchmarks with its faults; those files that have any are not among the files."""

    source: YamlSource
    files: tuple[MappedFile, ...]
    faults: tuple[Fault, ...]


def mapping_of(data: bytes, name: str, catalogue: Catalogue) -> Mapping:
    """The mapping in the bytes of a file called ``name``, and every fault of the file. Never raises."""
    text, undecoded = decoded(data, name)
    if text is None:
        return Mapping(YamlSource(name, ""), (), undecoded)
    source = read_all(text, name)
    if source.root is None:
        return Mapping(source, (), (*undecoded, *source.faults))
    _, violations = fit(source.data, BenchmarksDocument)
    misshapen = [
        shape_fault(source, violation, BenchmarksDocument)
        for violation in violations
        if source.whole(violation.target)  # else it may follow from a part that could not be read
    ]
    reporter = ReporterBeside(source)
    files = tuple(_files(reporter, catalogue))
    faults = (*undecoded, *source.faults, *misshapen, *reporter.faults)
    return Mapping(source, files, tuple(dict.fromkeys(faults)))


def _files(reporter: Reporter, catalogue: Catalogue) -> Iterator[MappedFile]:
    """The files whose entries have the right shape, with faults where they name what is not there."""
    data = reporter.source.data
    entries = data.get("benchmarks") if isinstance(data, dict) else None
    first: dict[str, Path] = {}
    for n, entry in enumerate(entries if isinstance(entries, list) else []):
        try:
            written = WrittenFile.model_validate(entry)
        except ValidationError:
            continue  # its faults are those of the file's shape
        path: Path = ("benchmarks", n)
        for name in written.indicators:
            _check_name(reporter, (*path, "indicators", name), name, first, catalogue)
        yield MappedFile(written, path)


def _check_name(
    reporter: Reporter, path: Path, name: str, first: dict[str, Path], catalogue: Catalogue
) -> None:
    """Report an indicator that the catalogue lacks, or that is mapped twice."""
    ids = tuple(dict.fromkeys(indicator.written.id for indicator in catalogue.indicators))
    if name not in ids:
        reporter.unknown(path, "indicator", name, ids, at_key=True)
        return
    before = first.setdefault(name, path)
    if before != path:
        reporter.report(
            "benchmark-twice",
            path,
            f"{name} is mapped twice; it is mapped first on line {reporter.source.place(before).line}",
            "Keep one of the two.",
            at_key=True,
        )

"""The ``verify`` command without its command line: compute a saved document again, and compare."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from cicscore.app.compute import ComputeRequest, TrendRequest, compute, trend
from cicscore.app.files import Given, text_of
from cicscore.app.published import files_with
from cicscore.catalogue.load import load_catalogue
from cicscore.diff.document import Change, FileInfo
from cicscore.diff.verification import Verification, last_day, verification
from cicscore.faults.fault import CannotRunError, FaultsFoundError
from cicscore.manifest import Manifest
from cicscore.render.json import parse_document
from cicscore.results import Scorecard, Trend
from cicscore.vocabulary import Audience


class VerifyRequest(Struct, frozen=True):
    """A saved document, and what it is to be computed from again."""

    document: Given
    folder: Path
    catalogue: Path
    published: tuple[Path, ...] = ()
    comparators: tuple[Path, ...] = ()
    benchmarks: tuple[Path, ...] = ()


def verify(request: VerifyRequest, progress: Callable[[str], None] | None = None) -> Verification:
    """Compute the document again, as its manifest says it was made, and compare every figure.

    Raises ``CannotRunError`` where it cannot be made again as it was, and ``FaultsFoundError`` for a document
    or a catalogue at fault, or extracts that are at fault although they are those of the document.
    """
    document = parse_document(text_of(request.document), request.document.name)
    manifest = _manifest_of(document, request)
    digest = hashlib.sha256(request.document.data).hexdigest()
    source = FileInfo(file=request.document.name, sha256=digest)
    beside = _files_beside(manifest, request)
    try:
        again = _again(document, manifest, beside, progress)
    except FaultsFoundError as error:
        changed = tuple(_changed_extracts(document, request.folder))
        if not changed:
            _check_catalogue(document, request, len(error.faults))
            raise
        return Verification(
            document=source,
            as_at=last_day(document),
            is_same=False,
            compared=0,
            program=(),
            files=changed,
            definitions=(),
            figures=(),
            faults=tuple(Change(part=f"{fault.place}: {fault.found}") for fault in error.faults),
        )
    _check_files(document, again, request.folder)
    return verification(document, again, source)


def _manifest_of(document: Scorecard | Trend, request: VerifyRequest) -> Manifest:
    """The manifest, where the document can be made again by it. Raises ``CannotRunError`` otherwise."""
    name = request.document.name
    if document.audience is not Audience.INTERNAL:
        message = (
            f"{name} is an edition for others, which does not say what it was made from. "
            "Give the internal document of the same run."
        )
        raise CannotRunError(message)
    if document.manifest is None:
        message = (
            f"{name} does not say how it was made: its schema_version is {document.schema_version}, and "
            "manifests began with 1.5. Compute it again, and compare the two with `cicscore diff`."
        )
        raise CannotRunError(message)
    given = load_catalogue(request.catalogue)
    if document.catalogue.schema_version != given.schema_version:
        message = (
            f"{name} was made from a catalogue of grammar {document.catalogue.schema_version}, and "
            f"{request.catalogue} is of grammar {given.schema_version}. Give the catalogue of then."
        )
        raise CannotRunError(message)
    return document.manifest


def _check_catalogue(document: Scorecard | Trend, request: VerifyRequest, faults: int) -> None:
    """Raise ``CannotRunError`` where extracts are at fault by another catalogue than that of then."""
    if load_catalogue(request.catalogue).sha256 != document.catalogue.sha256:
        message = (
            f"{request.catalogue} is not the catalogue that {request.document.name} was made by, and by it "
            f"the extracts have {faults:,} faults. Give that of then with --catalogue."
        )
        raise CannotRunError(message)


def _files_beside(manifest: Manifest, request: VerifyRequest) -> VerifyRequest:
    """The request with the other files that the document was made from. Raises ``CannotRunError``."""
    published = files_with(manifest.published, request.published)
    comparators = files_with(manifest.comparators, request.comparators)
    for option, found in (("--previous", published), ("--comparators", comparators)):
        if found.lacking:
            message = (
                f"{request.document.name} was compared with {' and '.join(found.lacking)}. "
                f"Give what it was compared with by {option}."
            )
            raise CannotRunError(message)
    if manifest.benchmarks and not request.benchmarks:
        names = " and ".join(file.file for file in manifest.benchmarks)
        message = f"{request.document.name} was compared with {names}. Give the mapping by --benchmarks."
        raise CannotRunError(message)
    benchmarks = request.benchmarks if manifest.benchmarks else ()
    return replace(request, published=published.files, comparators=comparators.files, benchmarks=benchmarks)


def _again(
    document: Scorecard | Trend,
    manifest: Manifest,
    request: VerifyRequest,
    progress: Callable[[str], None] | None,
) -> Scorecard | Trend:
    options = manifest.options
    only = options.only or ()
    if isinstance(document, Trend):
        asked = TrendRequest(
            folder=request.folder,
            catalogue=request.catalogue,
            months=options.months,
            until=document.last_as_at,
            published=request.published,
            known=frozenset(file.sha256 for file in manifest.published),
            only=only,
            skip_faulty_rows=options.skip_faulty_rows,
            tendency=options.tendency,
            signals=options.signals,
        )
        return trend(asked, progress).trend
    return compute(
        ComputeRequest(
            folder=request.folder,
            catalogue=request.catalogue,
            as_at=document.as_at,
            published=request.published,
            known=frozenset(file.sha256 for file in manifest.published),
            comparators=request.comparators,
            benchmarks=request.benchmarks,
            only=only,
            by=options.by,
            months=options.months,
            pages=options.pages,
            skip_faulty_rows=options.skip_faulty_rows,
        ),
        progress,
    ).scorecard


def _check_files(was: Scorecard | Trend, now: Scorecard | Trend, folder: Path) -> None:
    """Raise ``CannotRunError`` where an extract that the document was computed from is not there."""
    there = {extract.name for extract in now.extracts}
    lacking = [extract for extract in was.extracts if extract.name not in there]
    if lacking:
        files = " and ".join(f"{extract.name} ({extract.file})" for extract in lacking)
        message = f"the folder {folder} lacks what the document was computed from: {files}. Put it there."
        raise CannotRunError(message)


def _changed_extracts(document: Scorecard | Trend, folder: Path) -> Iterator[Change]:
    """The extracts whose files have other contents than those of the document, of those that are there."""
    for extract in document.extracts:
        path = folder / extract.file
        if extract.derived_from or not path.is_file():
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != extract.sha256:
            yield Change(part=f"extract {extract.name} ({extract.file}) has other contents")

"""The ``diff`` command without its command line: the difference of two catalogues or two scorecards."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TypeVar

from msgspec import Struct

from cicscore.app.files import Given, text_of
from cicscore.catalogue.load import draft_of
from cicscore.diff.causes import Recomputed
from cicscore.diff.counting import Version
from cicscore.diff.document import (
    CatalogueDifference,
    FileInfo,
    RowDifference,
    ScorecardDifference,
    What,
    unexplained,
)
from cicscore.diff.indicators import compare_catalogues
from cicscore.diff.scorecards import compare_scorecards
from cicscore.faults.fault import CannotRunError, Fault, FaultsFoundError, errors
from cicscore.render.json import parse_scorecard
from cicscore.results import Scorecard

_Read = TypeVar("_Read")


class FileKind(StrEnum):
    """A kind of file; all but CSV can be compared with another of their kind."""

    CATALOGUE = "a catalogue (YAML)"
    SCORECARD = "a scorecard (JSON)"
    CSV = "a CSV file"


def kind_of(given: Given) -> FileKind:
    """The kind of a file, from its name or, failing that, its first character."""
    match PurePath(given.name).suffix.lower():
        case ".json":
            return FileKind.SCORECARD
        case ".yaml" | ".yml":
            return FileKind.CATALOGUE
        case ".csv":
            return FileKind.CSV
        case _:
            # Skip byte-order marks and the zero bytes of UTF-16.
            first = given.data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
            return FileKind.SCORECARD if first == b"{" else FileKind.CATALOGUE


class Origins(Struct, frozen=True):
    """What two scorecards were computed from: folders, catalogues, and the earlier figures of both."""

    folders: tuple[Path, Path]
    catalogues: tuple[Path, Path]
    published: tuple[Path, ...] = ()


def differ(
    old: Given,
    new: Given,
    origins: Origins | None = None,
    progress: Callable[[str], None] | None = None,
) -> CatalogueDifference | ScorecardDifference:
    """The differences between two files of one kind; with ``origins``, why figures changed.

    Raises ``CannotRunError`` unless they are two catalogues or two scorecards, and ``FaultsFoundError`` with
    the faults of both.
    """
    kinds = kind_of(old), kind_of(new)
    sources = _source(old), _source(new)
    match kinds:
        case (FileKind.CATALOGUE, FileKind.CATALOGUE):
            return compare_catalogues(*_both(_version, old, new), sources)
        case (FileKind.SCORECARD, FileKind.SCORECARD):
            both = _both(_scorecard, old, new)
            return compare_scorecards(*both, sources, _recomputed(both, origins, progress))
        case _:
            joint = "and" if kinds[0] is kinds[1] else "but"
            message = (
                f"{old.name} is {kinds[0]}, {joint} {new.name} is {kinds[1]}. "
                "Give two catalogues or two scorecards."
            )
            raise CannotRunError(message)


def _recomputed(
    both: tuple[Scorecard, Scorecard], origins: Origins | None, progress: Callable[[str], None] | None
) -> Recomputed | None:
    if origins is None:
        return None
    # Computing loads pandas, which comparing documents alone does without.
    from cicscore.app.causes import Origin, recompute

    old, new = (
        Origin(scorecard, folder, catalogue, origins.published, option)
        for scorecard, folder, catalogue, option in zip(
            both, origins.folders, origins.catalogues, ("--extracts-a", "--extracts-b"), strict=True
        )
    )
    return recompute(old, new, progress)


def rag_findings(difference: CatalogueDifference | ScorecardDifference) -> tuple[str, ...]:
    """A sentence for each figure whose rating changed. Raises ``CannotRunError`` for catalogues."""
    match difference:
        case CatalogueDifference():
            message = "--fail-on rag-change compares scorecards, but these are catalogues. Leave it out."
            raise CannotRunError(message)
        case ScorecardDifference():
            return tuple(
                f"{indicator.id} ({row.variant}{_within(row)}): RAG was {change.was}, now {change.now}."
                for indicator in difference.indicators
                for row in indicator.rows
                for change in row.changes
                if change.part == "RAG" and row.what is What.CHANGED
            )


def _within(row: RowDifference) -> str:
    return "" if row.breakdown is None else f", {row.breakdown} {row.group or 'not known'}"


def unexplained_findings(difference: CatalogueDifference | ScorecardDifference) -> tuple[str, ...]:
    """A sentence for each definition that changed without a new ``change_note``.

    Raises ``CannotRunError`` for scorecards, which do not hold whole definitions.
    """
    match difference:
        case CatalogueDifference():
            return tuple(
                f"{indicator.id}: the definition changed, and its change_note did not. Say there why."
                for indicator in unexplained(difference)
            )
        case ScorecardDifference():
            message = "--fail-on definition compares catalogues, but these are scorecards. Leave it out."
            raise CannotRunError(message)


def _source(given: Given) -> FileInfo:
    return FileInfo(file=given.name, sha256=hashlib.sha256(given.data).hexdigest())


def _both(read: Callable[[Given], _Read], old: Given, new: Given) -> tuple[_Read, _Read]:
    """Both files as they are read. Raises the faults of both at once."""
    found: list[_Read] = []
    faults: list[Fault] = []
    for given in (old, new):
        try:
            found.append(read(given))
        except FaultsFoundError as error:
            faults += error.faults
    if faults:
        raise FaultsFoundError(faults)
    before, after = found
    return before, after


def _version(given: Given) -> Version:
    """The catalogue. Raises ``FaultsFoundError`` for its errors."""
    draft = draft_of(given.data, given.name)
    if errors(draft.faults) or draft.document is None or draft.catalogue is None:
        raise FaultsFoundError(errors(draft.faults))
    return Version(draft.document, draft.catalogue)


def _scorecard(given: Given) -> Scorecard:
    return parse_scorecard(text_of(given), given.name)

"""The ``diff`` command without its command line: the difference of two catalogues or two scorecards."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from pathlib import PurePath

from cicscore.app.files import Given, text_of
from cicscore.catalogue.load import draft_of
from cicscore.diff.counting import Version
from cicscore.diff.document import CatalogueDifference, ScorecardDifference, Source, unexplained
from cicscore.diff.indicators import compare_catalogues
from cicscore.diff.scorecards import compare_scorecards
from cicscore.faults.fault import CannotRunError, Fault, FaultsFoundError, errors
from cicscore.render.json import parse_scorecard
from cicscore.results import Scorecard


class Kind(StrEnum):
    """A kind of file that can be compared with another of its kind."""

    CATALOGUE = "a catalogue (YAML)"
    SCORECARD = "a scorecard (JSON)"


def kind_of(given: Given) -> Kind:
    """The kind of a file, from its name or, failing that, its first character."""
    match PurePath(given.name).suffix.lower():
        case ".json":
            return Kind.SCORECARD
        case ".yaml" | ".yml":
            return Kind.CATALOGUE
        case _:
            # Skip byte-order marks and the zero bytes of UTF-16.
            first = given.data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
            return Kind.SCORECARD if first == b"{" else Kind.CATALOGUE


def differ(old: Given, new: Given) -> CatalogueDifference | ScorecardDifference:
    """The differences between two files of one kind.

    Raises ``CannotRunError`` if their kinds differ, and ``FaultsFoundError`` with the faults of both.
    """
    kinds = kind_of(old), kind_of(new)
    sources = _source(old), _source(new)
    match kinds:
        case (Kind.CATALOGUE, Kind.CATALOGUE):
            return compare_catalogues(*_versions(old, new), sources)
        case (Kind.SCORECARD, Kind.SCORECARD):
            return compare_scorecards(*_scorecards(old, new), sources)
        case _:
            message = (
                f"{old.name} is {kinds[0]}, but {new.name} is {kinds[1]}. "
                "Give two catalogues or two scorecards."
            )
            raise CannotRunError(message)


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


def _source(given: Given) -> Source:
    return Source(file=given.name, sha256=hashlib.sha256(given.data).hexdigest())


def _versions(old: Given, new: Given) -> tuple[Version, Version]:
    read = [_version(given) for given in (old, new)]
    found = [faulty for faults in read if isinstance(faults, tuple) for faulty in faults]
    if found:
        raise FaultsFoundError(found)
    before, after = (version for version in read if isinstance(version, Version))
    return before, after


def _version(given: Given) -> Version | tuple[Fault, ...]:
    """The catalogue, or its faults."""
    draft = draft_of(given.data, given.name)
    if errors(draft.faults) or draft.document is None or draft.catalogue is None:
        return errors(draft.faults)
    return Version(draft.document, draft.catalogue)


def _scorecards(old: Given, new: Given) -> tuple[Scorecard, Scorecard]:
    read = [_scorecard(given) for given in (old, new)]
    found = [faulty for faults in read if isinstance(faults, tuple) for faulty in faults]
    if found:
        raise FaultsFoundError(found)
    before, after = (scorecard for scorecard in read if isinstance(scorecard, Scorecard))
    return before, after


def _scorecard(given: Given) -> Scorecard | tuple[Fault, ...]:
    """The scorecard, or its faults."""
    try:
        return parse_scorecard(text_of(given), given.name)
    except FaultsFoundError as error:
        return error.faults

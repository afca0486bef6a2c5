"""Compute a scorecard again with one change at a time, so that ``diff`` can tell causes apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from cicscore.app.compute import ComputeRequest, compute_by
from cicscore.app.overrides import read_overrides
from cicscore.app.published import Found, files_with
from cicscore.app.targets import catalogue_for
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.mixing import with_definitions_of, with_ratings_of, with_settings_of
from cicscore.diff.causes import Pair, Recomputed
from cicscore.diff.document import Cause
from cicscore.diff.verification import file_changes
from cicscore.faults.fault import CannotRunError, FaultsFoundError
from cicscore.manifest import Manifest
from cicscore.overrides.overrides import Overrides
from cicscore.results import Scorecard
from cicscore.vocabulary import DirectionFrom


class Origin(Struct, frozen=True):
    """What one of the two scorecards is said to have been computed from; ``option`` is how it was given."""

    scorecard: Scorecard
    folder: Path
    catalogue: Path
    published: tuple[Path, ...]
    option: str


class _State(Struct, frozen=True):
    """What a scorecard is computed from, with the scorecard whose options it takes."""

    catalogue: Catalogue
    origin: Origin
    options: Scorecard
    published: Found
    overrides: Overrides


def recompute(old: Origin, new: Origin, progress: Callable[[str], None] | None = None) -> Recomputed:
    """The old scorecard as it was, with each change alone, and with all of them.

    Raises ``CannotRunError`` where a scorecard does not say how it was made, or is not made from what was
    given.
    """
    before, after = _state(old), _state(new)
    first, last = _checked(before, progress), _checked(after, progress)
    causes = (cause for cause in Pair(old.scorecard, new.scorecard).differing() if cause is not Cause.PROGRAM)
    alone: dict[Cause, Scorecard | None] = {
        cause: _tried(_changed(before, after, cause), progress) for cause in causes
    }
    return Recomputed(first, last, alone)


def _state(origin: Origin) -> _State:
    manifest = _manifest(origin)
    found = files_with(manifest.published, origin.published)
    if found.lacking:
        message = (
            f"{origin.option}: the scorecard was compared with {' and '.join(found.lacking)}, which is not "
            "among what is given with --previous. Give it."
        )
        raise CannotRunError(message)
    catalogue = catalogue_for(origin.catalogue, origin.folder)
    overrides = read_overrides(origin.folder, catalogue)
    return _State(catalogue, origin, origin.scorecard, found, overrides)


def _manifest(origin: Origin) -> Manifest:
    if origin.scorecard.manifest is None or not origin.scorecard.extracts:
        message = (
            f"{origin.option}: the scorecard does not say how it was made, so it cannot be made again. "
            "Give internal scorecards of cicscore 0.1.0 or later, or leave the folders of extracts out."
        )
        raise CannotRunError(message)
    return origin.scorecard.manifest


def _checked(state: _State, progress: Callable[[str], None] | None) -> Scorecard:
    """The scorecard of a state, which has to be made from the same files and definitions as it was."""
    made = _computed(state, progress)
    was = state.origin.scorecard
    different = [change.part for change in file_changes(was, made.extracts, None)]
    meant = {Cause.DEFINITION, Cause.TARGET, Cause.SETTING}
    different += [
        f"another {cause.value} in {state.origin.catalogue}"
        for cause in Pair(was, made).differing()
        if cause in meant
    ]
    if different:
        message = (
            f"{state.origin.option}: the scorecard was not made from what is given: {'; '.join(different)}. "
            "Give what it was made from; `cicscore verify` says what differs."
        )
        raise CannotRunError(message)
    return made


def _changed(before: _State, after: _State, cause: Cause) -> _State:
    """The old state with one change."""
    match cause:
        case Cause.DATA:
            moved = replace(before.origin, folder=after.origin.folder)
            day = after.origin.scorecard.as_at
            return replace(before, origin=moved, options=before.options.model_copy(update={"as_at": day}))
        case Cause.DAY:
            day = after.origin.scorecard.as_at
            return replace(before, options=before.options.model_copy(update={"as_at": day}))
        case Cause.DEFINITION:
            return replace(before, catalogue=with_definitions_of(before.catalogue, after.catalogue))
        case Cause.TARGET:
            return replace(before, catalogue=with_ratings_of(before.catalogue, after.catalogue))
        case Cause.SETTING:
            return replace(before, catalogue=with_settings_of(before.catalogue, after.catalogue))
        case Cause.OPTION:
            options = after.options.model_copy(update={"as_at": before.options.as_at})
            return replace(before, options=options)
        case Cause.EARLIER:
            return replace(before, published=after.published)
        case Cause.OVERRIDE:
            return replace(before, overrides=after.overrides)
        case Cause.PROGRAM:
            msg = "another program cannot be tried alone"
            raise ValueError(msg)
        case _:
            assert_never(cause)


def _tried(state: _State, progress: Callable[[str], None] | None) -> Scorecard | None:
    """The scorecard of a state, or ``None`` where one change alone leaves faults."""
    try:
        return _computed(state, progress)
    except (CannotRunError, FaultsFoundError):
        return None


def _computed(state: _State, progress: Callable[[str], None] | None) -> Scorecard:
    manifest = state.options.manifest
    if manifest is None:
        msg = "a scorecard to be made again has a manifest"
        raise ValueError(msg)
    options = manifest.options
    known = {indicator.written.id for indicator in state.catalogue.indicators}
    request = ComputeRequest(
        folder=state.origin.folder,
        catalogue=state.origin.catalogue,
        as_at=state.options.as_at,
        published=state.published.files,
        known=state.published.known,
        only=tuple(name for name in options.only or () if name in known),
        by=tuple(
            name for name in options.by if all(part in state.catalogue.breakdowns for part in name.split(","))
        ),
        skip_faulty_rows=options.skip_faulty_rows,
        # Months move nothing else than the directions that are those of trends.
        months=options.months if _has_trends(state.catalogue) else 0,
        overrides=state.overrides,
    )
    return compute_by(state.catalogue, request, progress).scorecard


def _has_trends(catalogue: Catalogue) -> bool:
    """Whether any direction is that of a trend."""
    return any(each.direction_from is DirectionFrom.TENDENCY for each in catalogue.indicators)

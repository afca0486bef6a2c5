"""A document from data that does not fit: what fits is kept, so that one fault hides no other.

A misspelt key or word is taken for the one that was probably meant. What cannot be guessed is left out, or
something that says nothing stands in its place, and ``Gaps`` remembers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cicscore.catalogue.changes import with_changes
from cicscore.catalogue.document import CatalogueDocument
from cicscore.catalogue.forms import meant_word
from cicscore.catalogue.gaps import UNREADABLE, Gaps, words_of
from cicscore.catalogue.rules import fault
from cicscore.catalogue.shape import Misfit, fit, keys_at, meant_key, shape_fault, words_allowed
from cicscore.catalogue.yaml_source import Data, Path, Spot, YamlSource
from cicscore.faults import Fault, counted

#: A file with more misfits than this is not mended: its first are told, the others counted.
_MAX_MISFITS = 1_000
#: Each round mends one layer of misfits; a document has no more layers than this.
_MAX_ROUNDS = 12


@dataclass(frozen=True)
class Salvaged:
    """What could be made of a file. ``source`` holds the data that made the document."""

    document: CatalogueDocument | None
    source: YamlSource
    gaps: Gaps
    faults: tuple[Fault, ...]


def salvage(source: YamlSource, gaps: Gaps) -> Salvaged:
    """The document of ``source``, as far as it goes, and everything about its shape that is wrong."""
    document, misfits = fit(source.data)
    if document is not None:
        return Salvaged(document, source, gaps, ())
    if not isinstance(source.data, dict):
        found = "the file is not a mapping of keys to values"
        wrong = fault("CIC107", source.place(()), found, "Begin the file with `schema_version: 1`.")
        return Salvaged(None, source, gaps, (wrong,))
    mending = _Mending(source, gaps)
    for _ in range(_MAX_ROUNDS):
        mending.mend(misfits[:_MAX_MISFITS])
        if len(misfits) > _MAX_MISFITS:
            mending.faults += _others(source, misfits[_MAX_MISFITS:])
            break
        document, misfits = fit(mending.data)
        if document is not None:
            break
    return Salvaged(document, mending.source, mending.gaps, tuple(mending.faults))


def _others(source: YamlSource, misfits: tuple[Misfit, ...]) -> list[Fault]:
    """A fault for each kind of the misfits, with how many there are."""
    kinds: dict[str, list[Misfit]] = {}
    for misfit in misfits:
        kinds.setdefault(misfit.kind, []).append(misfit)
    return [counted(shape_fault(source, of_kind[0]), len(of_kind)) for of_kind in kinds.values()]


class _Mending:
    """Data that is changed until it fits."""

    def __init__(self, source: YamlSource, gaps: Gaps) -> None:
        self.data: Data = _copied(source.data)
        self.spots: dict[Path, Spot] = dict(source.spots)
        self.faults: list[Fault] = []
        self._written = source
        self._around, self._lost, self._words = set(gaps.around), set(gaps.lost), set(gaps.words)
        self._borrowed = gaps.borrowed
        self._removed: set[Path] = set()

    @property
    def source(self) -> YamlSource:
        return replace(self._written, data=self.data, spots=self.spots)

    @property
    def gaps(self) -> Gaps:
        around, lost, words = frozenset(self._around), frozenset(self._lost), frozenset(self._words)
        return Gaps(around, lost, words, borrowed=self._borrowed)

    def mend(self, misfits: tuple[Misfit, ...]) -> None:
        """Report each misfit, unless it follows from something left out, and mend it."""
        if any(misfit.kind == "changes_not_made" for misfit in misfits):
            self._make_changes()  # Their key, or one around it, was misspelt before.
            return
        # Before anything changes, so that each message tells what was written.
        reports = [
            (misfit, None if self._follows(misfit) else shape_fault(self.source, misfit))
            for misfit in misfits
        ]
        unknown = [misfit for misfit in misfits if misfit.kind == "extra_forbidden"]
        moved = {misfit.path: path for misfit in unknown if (path := self._take_as_meant(misfit)) is not None}
        self._move(moved)
        meant = frozenset(moved.values())
        for misfit, report in reports:
            if misfit.target in meant:  # It is missing because its name is misspelt.
                continue
            if report is not None:
                self.faults.append(report)
            if misfit.kind != "extra_forbidden" and self._is_there(misfit.path):
                self._mend(misfit)
        self._remove_items()

    def _make_changes(self) -> None:
        made, faults = with_changes(self.source)
        self.data, self.spots = _copied(made.data), dict(made.spots)
        self.faults += faults

    def _follows(self, misfit: Misfit) -> bool:
        """Whether a misfit is there only because something was left out."""
        path, target = misfit.path, misfit.target
        nothing = misfit.kind == "missing" or self._at(path) is None
        return (nothing and path in self._around) or any(
            gap[: len(target)] == target or target[: len(gap)] == gap for gap in self._lost
        )

    def _take_as_meant(self, misfit: Misfit) -> Path | None:
        """Take a misspelt key for the one that is missing; the path of that, or ``None`` where none is."""
        path = misfit.path
        parent = self._at(path[:-1])
        key = meant_key(self.source, path)
        if key is None or key in parent:
            self._forget(path)
            parent.pop(path[-1])
            self._around.add(path[:-1])
            return None
        parent[key] = parent.pop(path[-1])
        return (*path[:-1], key)

    def _mend(self, misfit: Misfit) -> None:
        value = self._at(misfit.path)
        if misfit.kind in ("enum", "literal_error") and isinstance(value, str):
            close = meant_word(value, words_allowed(misfit.error))
            if close is not None and value != close:
                self._put(misfit.path, close)
                return
        if misfit.missing == "[key]":
            self._leave_out(misfit.path)
        else:
            self._leave_out(misfit.target)

    def _leave_out(self, path: Path) -> None:
        """Leave out the value at ``path``, or put in its place what says nothing, or leave out its parent."""
        if not path:
            return
        parent, key = path[:-1], path[-1]
        self._forget(path)
        if isinstance(key, int):
            self._removed.add(path)
        elif key not in keys_at(parent, required_only=True):
            self._at(parent).pop(key, None)
            self._lost.add(path)
        elif (stand_in := _stand_in(path)) is not None:
            self._put(path, stand_in)
            self._lost.add(path)
        else:
            self._leave_out(parent)

    def _forget(self, path: Path) -> None:
        """Keep the words of what is left out."""
        spot = self.spots.get(path)
        self._words.update(words_of(str(path[-1])))
        if spot is not None:
            self._words.update(words_of(self._written.text[spot.start : spot.end]))

    def _remove_items(self) -> None:
        """Take items out of their lists, the inner lists first; those after them take their places."""
        for parent in sorted({path[:-1] for path in self._removed}, key=len, reverse=True):
            items = self._at(parent)
            left = [index for index in range(len(items)) if (*parent, index) not in self._removed]
            gone: dict[Path, Path | None] = {
                (*parent, index): None for index in range(len(items)) if (*parent, index) in self._removed
            }
            self._move(gone | {(*parent, old): (*parent, new) for new, old in enumerate(left)})
            items[:] = [items[index] for index in left]
            self._around.add(parent)
        self._removed.clear()

    def _move(self, places: Mapping[Path, Path | None]) -> None:
        """What stood at each of the places now stands at another, or is gone."""
        if not places:
            return
        sizes = {len(old) for old in places}

        def moved(path: Path) -> Path | None:
            for size in sizes:
                if path[:size] in places:
                    new = places[path[:size]]
                    return None if new is None else (*new, *path[size:])
            return path

        self.spots = {new: spot for path, spot in self.spots.items() if (new := moved(path)) is not None}
        self._around = {new for path in self._around if (new := moved(path)) is not None}
        self._lost = {new for path in self._lost if (new := moved(path)) is not None}

    def _at(self, path: Path) -> Data:
        data = self.data
        for step in path:
            data = data[step]
        return data

    def _is_there(self, path: Path) -> bool:
        data = self.data
        for step in path:
            match data:  # text has items, too, and none of them is part of the file
                case dict() if step in data:
                    data = data[step]
                case list() if isinstance(step, int) and step < len(data):
                    data = data[step]
                case _:
                    return False
        return True

    def _put(self, path: Path, value: Data) -> None:
        self._at(path[:-1])[path[-1]] = value


def _copied(data: Data) -> Data:
    """A copy in which no part stands twice, as parts do that a change of a definition leaves as they were."""
    match data:
        case dict():
            return {key: _copied(value) for key, value in data.items()}
        case list():
            return [_copied(value) for value in data]
        case _:
            return data


def _stand_in(path: Path) -> Data:
    """What says nothing, for a key that a section cannot be without; ``None`` where the section has to go."""
    match path:
        case ("schema_version",):
            return 1
        case ("title",) | ("themes", _, "title"):
            return UNREADABLE
        case ("themes",):
            return [{"id": UNREADABLE, "title": UNREADABLE}]
        case ("extracts",):
            return {UNREADABLE: {"file": UNREADABLE, "columns": {UNREADABLE: {"type": "text"}}}}
        case ("extracts", name, "file"):
            return f"{UNREADABLE} {name}"
        case ("extracts", _, "columns"):
            return {UNREADABLE: {"type": "text"}}
        case ("indicators",):
            years = {"2000-01": UNREADABLE}
            return [{key: _of_indicator(key, 0) for key in _INDICATOR_KEYS} | {"not_reported": years}]
        case ("indicators", int(index), str(key)):
            return _of_indicator(key, index)
        case _:
            return None


_INDICATOR_KEYS = keys_at(("indicators", 0), required_only=True)


def _of_indicator(key: str, index: int) -> Data:
    match key:
        case "id":
            return f"{UNREADABLE}_{index}"
        case "polarity":
            return "none"
        case "period":
            return "snapshot"
        case "unit":
            return "count"
        case _:
            return UNREADABLE

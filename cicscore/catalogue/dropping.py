"""The second stage, shape: drops what does not fit, or reads it as what was meant, and validates again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cicscore.catalogue.changes import with_changes
from cicscore.catalogue.model import CatalogueDocument
from cicscore.catalogue.reporter import UNREADABLE
from cicscore.catalogue.shape import Misfit, fit, keys_at, meant_key, meant_word, shape_fault, words_allowed
from cicscore.catalogue.yaml import NO_KEY, Data, Edits, Node, Path, YamlSource, words_of
from cicscore.faults.fault import Fault, counted
from cicscore.faults.rules import fault

#: Of more misfits than this the first are told and the others counted, and the stages end.
_MAX_MISFITS = 1_000
#: Each round drops one layer of misfits; a document has no more layers than this.
_MAX_ROUNDS = 12


def fitted(source: YamlSource) -> tuple[CatalogueDocument | None, YamlSource, tuple[Fault, ...]]:
    """The document of ``source``, as far as it goes; the source of that; and every fault of the shape."""
    if source.root is None:
        return None, source, ()
    if not isinstance(source.root.content, dict):
        found = "the file is not a mapping of keys to values"
        advice = "Begin the file with `schema_version: 1`."
        return None, source, (fault("wrong-value", source.place(()), found, advice),)
    faults: list[Fault] = []
    for _ in range(_MAX_ROUNDS):
        document, misfits = fit(source.data)
        if document is not None:
            return document, source, tuple(faults)
        if any(misfit.kind == "changes_not_made" for misfit in misfits):
            # Their key, or one around it, was misspelt before.
            source, unmade = with_changes(source)
            faults += unmade
            continue
        first, others = misfits[:_MAX_MISFITS], misfits[_MAX_MISFITS:]
        source, more = _without(source, first)
        faults += more
        if others:
            faults += _counted(source, others)
            break
    return None, source, tuple(faults)


def _counted(source: YamlSource, misfits: tuple[Misfit, ...]) -> list[Fault]:
    """A fault for each kind of the misfits, with how many there are."""
    kinds: dict[str, list[Misfit]] = {}
    for misfit in misfits:
        kinds.setdefault(misfit.kind, []).append(misfit)
    return [counted(shape_fault(source, of_kind[0]), len(of_kind)) for of_kind in kinds.values()]


def _without(source: YamlSource, misfits: tuple[Misfit, ...]) -> tuple[YamlSource, list[Fault]]:
    """The source without the misfits, and a fault for each that does not follow from what was lost before."""
    edits = Edits()
    meant = {
        (*misfit.path[:-1], key)
        for misfit in misfits
        if misfit.kind == "extra_forbidden" and (key := _take_as_meant(source, misfit.path, edits))
    }
    # What is missing because its name is misspelt is neither told nor dropped.
    wrong = [misfit for misfit in misfits if misfit.target not in meant]
    for misfit in wrong:
        if misfit.kind != "extra_forbidden":
            _drop(source, misfit, edits)
    words = source.words.union(*(_words_at(source, path) for path in edits.parts if _is_lost(path, edits)))
    faults = [shape_fault(source, misfit) for misfit in wrong if not _follows(source, misfit.target)]
    root = None if source.root is None else edits.applied(source.root)
    return replace(source, root=root, words=words), faults


def _follows(source: YamlSource, path: Path) -> bool:
    """Whether a misfit at ``path`` may be there only because of what was lost before."""
    node = source.node(path)
    return not (source.whole(path) if node is None else node.whole())


def _words_at(source: YamlSource, path: Path) -> frozenset[str]:
    return words_of(f"{path[-1]} {source.written(path)} {UNREADABLE}")


def _is_lost(path: Path, edits: Edits) -> bool:
    """Whether what was at ``path`` is gone, or something that says nothing is in its place."""
    match edits.parts[path]:
        case None:
            return True
        case Node(spot=spot):
            return spot is None
        case _:
            return False


def _take_as_meant(source: YamlSource, path: Path, edits: Edits) -> str | None:
    """The key that a misspelt key is read as; where there is none it is dropped."""
    there = source.node(path[:-1])
    key = meant_key(source, path)
    taken = {(*at[:-1], new) for at, new in edits.parts.items() if isinstance(new, str)}
    if key is None or there is None or there.part(key) is not None or (*path[:-1], key) in taken:
        edits.parts[path] = None
        edits.lose(path[:-1], NO_KEY)
        return None
    edits.parts[path] = key
    return key


def _drop(source: YamlSource, misfit: Misfit, edits: Edits) -> None:
    """Read a misspelt word as the one that was meant; drop anything else with the least around it."""
    node = source.node(misfit.path)
    if misfit.kind in ("enum", "literal_error") and node is not None and isinstance(node.content, str):
        close = meant_word(node.content, words_allowed(misfit.error))
        if close is not None and node.content != close:
            edits.parts[misfit.path] = replace(node, content=close)
            return
    path = misfit.path if misfit.missing == "[key]" else misfit.target
    while path:
        around, key = path[:-1], path[-1]
        if isinstance(key, int):
            edits.parts[path] = None
            edits.lose(around, NO_KEY)
            return
        if key not in keys_at(around, required_only=True):
            edits.parts[path] = None
            edits.lose(around, key)
            return
        stand_in = _stand_in(path)
        if stand_in is not None:
            edits.parts[path] = _node(stand_in)
            edits.lose(around, key)
            return
        path = around


def _stand_in(path: Path) -> Data:
    """What says nothing, for a key that the next stage needs; ``None`` where what is around it is dropped."""
    match path:
        case ("indicators", int(index), "id"):
            return f"{UNREADABLE}_{index}"
        case ("indicators", int(), str(key)):
            return _OF_INDICATOR.get(key, UNREADABLE)
        case ("themes", int(), "title"):
            return UNREADABLE
        case ("extracts", name, "file"):
            return f"{UNREADABLE} {name}"
        case ("extracts", _, "columns"):
            return _COLUMNS
        case (str(section),):
            return _SECTIONS[section]
        case _:
            return None


_COLUMNS: Data = {UNREADABLE: {"type": "text"}}
_OF_INDICATOR: Data = {"polarity": "none", "period": "snapshot", "unit": "count"}
_SECTIONS: Mapping[str, Data] = {
    "schema_version": 1,
    "title": UNREADABLE,
    "themes": [{"id": UNREADABLE, "title": UNREADABLE}],
    "extracts": {UNREADABLE: {"file": UNREADABLE, "columns": _COLUMNS}},
    "indicators": [
        {"not_reported": {"2000-01": UNREADABLE}}
        | dict.fromkeys(keys_at(("indicators", 0), required_only=True), UNREADABLE)
        | _OF_INDICATOR
    ],
}


def _node(data: Data) -> Node:
    """Plain data as a part that is not in the file."""
    match data:
        case dict():
            return Node({key: _node(value) for key, value in data.items()})
        case list():
            return Node(tuple(map(_node, data)))
        case _:
            return Node(data)

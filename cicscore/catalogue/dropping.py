"""The second stage, shape: drop what does not fit, or read it as what was meant, and validate again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BaseModel

from cicscore.catalogue.changes import with_changes
from cicscore.catalogue.model import CatalogueDocument
from cicscore.catalogue.reporter import UNREADABLE
from cicscore.catalogue.shape import (
    Violation,
    fit,
    keys_at,
    meant_key,
    meant_word,
    shape_fault,
    words_allowed,
)
from cicscore.catalogue.yaml import NO_KEY, Data, Edits, Node, Path, YamlSource, words_of
from cicscore.faults.fault import Fault, counted
from cicscore.faults.rules import fault

#: Violations beyond this number are only counted, and no later stage runs.
_MAX_VIOLATIONS = 1_000
#: Each round drops one layer of violations; no document has more layers.
_MAX_ROUNDS = 12


_Root = TypeVar("_Root", bound=BaseModel)


class Shape(Struct, Generic[_Root], frozen=True):
    """What a file has to be: the model of the whole of it.

    ``stand_in`` gives a placeholder for the value at a path that the next stage needs, or ``None`` to drop
    what it stands in. ``first_line`` is how such a file begins.
    """

    root: type[_Root]
    stand_in: Callable[[Path], Data]
    first_line: str


def fitted(source: YamlSource, shape: Shape[_Root]) -> tuple[_Root | None, YamlSource, tuple[Fault, ...]]:
    """The document made from the valid parts of ``source``, its source, and every fault of shape."""
    if source.root is None:
        return None, source, ()
    if not isinstance(source.root.content, dict):
        found = "the file is not a mapping of keys to values"
        advice = f"Begin the file with `{shape.first_line}`."
        return None, source, (fault("wrong-value", source.place(()), found, advice),)
    faults: list[Fault] = []
    for _ in range(_MAX_ROUNDS):
        document, violations = fit(source.data, shape.root)
        if document is not None:
            return document, source, tuple(faults)
        if any(violation.kind == "changes_not_made" for violation in violations):
            # Their key, or an enclosing one, was misspelt until this round.
            source, unmade = with_changes(source)
            faults += unmade
            continue
        first, others = violations[:_MAX_VIOLATIONS], violations[_MAX_VIOLATIONS:]
        source, more = _without(source, first, shape)
        faults += more
        if others:
            faults += _counted(source, others, shape)
            break
    return None, source, tuple(faults)


def _counted(source: YamlSource, violations: tuple[Violation, ...], shape: Shape[_Root]) -> list[Fault]:
    """One fault for each kind of violation, with their number."""
    kinds: dict[str, list[Violation]] = {}
    for violation in violations:
        kinds.setdefault(violation.kind, []).append(violation)
    return [counted(shape_fault(source, of_kind[0], shape.root), len(of_kind)) for of_kind in kinds.values()]


def _without(
    source: YamlSource, violations: tuple[Violation, ...], shape: Shape[_Root]
) -> tuple[YamlSource, list[Fault]]:
    """The source without the violations, and a fault for each that does not result from an earlier loss."""
    edits = Edits()
    meant = {
        (*violation.path[:-1], key)
        for violation in violations
        if violation.kind == "extra_forbidden"
        and (key := _take_as_meant(source, violation.path, edits, shape))
    }
    # A key that is missing only because it is misspelt is neither reported nor dropped.
    wrong = [violation for violation in violations if violation.target not in meant]
    for violation in wrong:
        if violation.kind != "extra_forbidden":
            _drop(source, violation, edits, shape)
    words = source.words.union(*(_words_at(source, path) for path in edits.parts if _is_lost(path, edits)))
    faults = [
        shape_fault(source, violation, shape.root)
        for violation in wrong
        if not _follows(source, violation.target)
    ]
    root = None if source.root is None else edits.applied(source.root)
    return replace(source, root=root, words=words), faults


def _follows(source: YamlSource, path: Path) -> bool:
    """Whether a violation at ``path`` may merely result from an earlier loss."""
    node = source.node(path)
    return not (source.whole(path) if node is None else node.whole())


def _words_at(source: YamlSource, path: Path) -> frozenset[str]:
    return words_of(f"{path[-1]} {source.written(path)} {UNREADABLE}")


def _is_lost(path: Path, edits: Edits) -> bool:
    """Whether the value at ``path`` is dropped or replaced by a placeholder."""
    match edits.parts[path]:
        case None:
            return True
        case Node(spot=spot):
            return spot is None
        case _:
            return False


def _take_as_meant(source: YamlSource, path: Path, edits: Edits, shape: Shape[_Root]) -> str | None:
    """Read a misspelt key as the nearest missing one and return that, or drop it and return ``None``."""
    there = source.node(path[:-1])
    key = meant_key(source, path, shape.root)
    taken = {(*at[:-1], new) for at, new in edits.parts.items() if isinstance(new, str)}
    if key is None or there is None or there.part(key) is not None or (*path[:-1], key) in taken:
        edits.parts[path] = None
        edits.lose(path[:-1], NO_KEY)
        return None
    edits.parts[path] = key
    return key


def _drop(source: YamlSource, violation: Violation, edits: Edits, shape: Shape[_Root]) -> None:
    """Read a misspelt word as the nearest allowed one; drop anything else with as little else as possible."""
    node = source.node(violation.path)
    if violation.kind in ("enum", "literal_error") and node is not None and isinstance(node.content, str):
        close = meant_word(node.content, words_allowed(violation.error))
        if close is not None and node.content != close:
            edits.parts[violation.path] = replace(node, content=close)
            return
    path = violation.path if violation.missing == "[key]" else violation.target
    while path:
        around, key = path[:-1], path[-1]
        if isinstance(key, int):
            edits.parts[path] = None
            edits.lose(around, NO_KEY)
            return
        if key not in keys_at(around, shape.root, required_only=True):
            edits.parts[path] = None
            edits.lose(around, key)
            return
        stand_in = shape.stand_in(path)
        if stand_in is not None:
            edits.parts[path] = _node(stand_in)
            edits.lose(around, key)
            return
        path = around


def _stand_in(path: Path) -> Data:
    """A placeholder for a key of a catalogue; ``None`` to drop the enclosing entry."""
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


#: The shape of a catalogue.
CATALOGUE = Shape(CatalogueDocument, _stand_in, "schema_version: 1")


def _node(data: Data) -> Node:
    """Plain data as a node that is not in the file."""
    match data:
        case dict():
            return Node({key: _node(value) for key, value in data.items()})
        case list():
            return Node(tuple(map(_node, data)))
        case _:
            return Node(data)

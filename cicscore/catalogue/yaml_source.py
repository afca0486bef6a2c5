"""YAML text as plain data, with the place of every key and value.

Stricter than YAML: a key stands once, there are no anchors, aliases or tags, and only ``true``,
``false``, ``null`` and plain decimal numbers are anything but text, so that ``no``, ``on``, ``012`` and
``1:20`` stay what was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

import yaml

from cicscore.catalogue.rules import fault
from cicscore.faults import Fault, Place

Path: TypeAlias = tuple[str | int, ...]
Data: TypeAlias = Any

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+|[-+]?(0|[1-9][0-9]*)\.")
_WORDS: Mapping[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
#: Deeper nesting than any catalogue has; beyond it a file is damaged or hostile.
_MAX_DEPTH = 40


class _Loader(_LOADER):  # type: ignore[misc,valid-type]  # the C loader where there is one
    """Composes nodes; decides nothing about plain scalars."""


_Loader.yaml_implicit_resolvers = {}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: its key (or itself, in a list) and its first character, counted from 0."""

    key_line: int
    key_column: int
    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True)
class YamlSource:
    """The data of one YAML file, and where each part of it stands."""

    file: str
    text: str
    data: Data
    spots: Mapping[Path, Spot]
    faults: tuple[Fault, ...] = ()

    def place(self, path: Path, *, at_key: bool = False, offset: int | None = None) -> Place:
        """The place of the value at ``path``, or of the nearest part around it that exists.

        ``at_key`` points at the key; ``offset`` at a character of the text value.
        """
        known = path
        while known not in self.spots and known:
            known = known[:-1]
        spot = self.spots.get(known)
        if spot is None:
            return Place(self.file, 1, 1)
        line, column = (
            (spot.key_line, spot.key_column) if at_key or known != path else (spot.line, spot.column)
        )
        if offset is not None and known == path:
            line, column = self._character(spot, str(self.value(path)), offset)
        return Place(self.file, line + 1, column + 1, self.dotted(path) or None)

    def value(self, path: Path) -> Data:
        """The data at ``path``."""
        data = self.data
        for step in path:
            data = data[step]
        return data

    def dotted(self, path: Path) -> str:
        """The path in a message; a member of a list that has an ``id`` goes by it."""
        steps: list[str] = []
        data: Data = self.data
        for step in path:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                data = None
            named = isinstance(step, int) and isinstance(data, dict) and isinstance(data.get("id"), str)
            steps.append(data["id"] if named else str(step))
        return ".".join(steps)

    def _character(self, spot: Spot, value: str, offset: int) -> tuple[int, int]:
        """Line and column of a character of a scalar, through its quotes, folds and indentation."""
        raw = self.text[spot.start : spot.end]
        at = _raw_offset(raw, value, offset)
        before = raw[:at]
        lines = before.count("\n")
        return spot.line + lines, (at - before.rfind("\n") - 1) if lines else spot.column + at


def _raw_offset(raw: str, value: str, offset: int) -> int:
    """The place in ``raw``, as it stands in the file, of character ``offset`` of the scalar's ``value``.

    Walks both together: white space matches any white space, and what only the file has (quotes, escapes,
    the mark and indentation of a block) is passed over.
    """
    at = 0
    if raw[:1] in ("|", ">"):
        at = raw.find("\n") + 1
    elif raw[:1] in ("'", '"') and value[:1] != raw[:1]:
        at = 1
    for index, character in enumerate(value):
        if not character.isspace():
            while at < len(raw) and raw[at] != character:
                at += 1
        if index >= offset:
            break
        at += 1 if not character.isspace() or (at < len(raw) and raw[at].isspace()) else 0
    return min(at, max(len(raw) - 1, 0))


@dataclass
class _Reading:
    """The walk over the composed nodes."""

    file: str
    spots: dict[Path, Spot] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def fault(self, code: str, mark: yaml.Mark, found: str, advice: str) -> None:
        self.faults.append(fault(code, Place(self.file, mark.line + 1, mark.column + 1), found, advice))

    def value(self, node: yaml.Node, path: Path, key: yaml.Node | None) -> Data:
        """The data of one node; its spot is kept on the way."""
        start, end = node.start_mark, node.end_mark
        at = (key or node).start_mark
        self.spots[path] = Spot(at.line, at.column, start.line, start.column, start.index, end.index)
        if id(node) in self.seen or len(path) > _MAX_DEPTH:
            self.fault(
                "CIC103",
                at,
                "a part of the file is used again through an alias, or nested too deeply",
                "Write the part out; use `named` expressions for what is shared.",
            )
            return None
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self.fault("CIC103", start, f"the tag {node.tag} is not used in catalogues", "Remove the tag.")
        match node:
            case yaml.MappingNode():
                return self.mapping(node, path)
            case yaml.SequenceNode():
                return [self.value(item, (*path, index), None) for index, item in enumerate(node.value)]
            case yaml.ScalarNode():
                return _scalar(node)
            case _:
                return None

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Data]:
        """A mapping; its keys are text, as written."""
        data: dict[str, Data] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.fault(
                    "CIC103", key.start_mark, "a key is a list or mapping", "Write the key as one word."
                )
                continue
            name = str(key.value)
            if name in data:
                first = self.spots[*path, name].key_line + 1
                self.fault(
                    "CIC102",
                    key.start_mark,
                    f"the key `{name}` stands twice here; it stood first on line {first}",
                    "Keep one of the two.",
                )
                continue
            data[name] = None
            data[name] = self.value(value, (*path, name), key)
        return data


def _scalar(node: yaml.ScalarNode) -> object:
    text = str(node.value)
    if node.style:  # quoted, or a block: text as it stands
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= 30 else text
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text


def read_yaml(text: str, file: str) -> YamlSource:
    """Parse ``text``; ``file`` is the name that faults carry. Syntax faults leave ``data`` as ``None``."""
    reading = _Reading(file)
    try:
        documents = list(yaml.compose_all(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        return YamlSource(file, text, None, {}, (_syntax_fault(error, file),))
    except yaml.YAMLError as error:
        where = getattr(error, "position", None)
        line, column = (
            (text.count("\n", 0, where), where - text.rfind("\n", 0, where) - 1)
            if isinstance(where, int)
            else (0, 0)
        )
        found = "the file holds a character that YAML does not allow"
        return YamlSource(
            file,
            text,
            None,
            {},
            (fault("CIC101", Place(file, line + 1, column + 1), found, "Remove the character."),),
        )
    except (RecursionError, ValueError):
        found = "the file is nested too deeply, or holds a character that YAML does not allow"
        return YamlSource(
            file, text, None, {}, (fault("CIC101", Place(file, 1, 1), found, "Write it flatter."),)
        )
    if len(documents) != 1 or documents[0] is None:
        place = Place(file, 1, 1) if len(documents) < 2 else Place(file, documents[1].start_mark.line + 1, 1)
        found = "the file is empty" if len(documents) < 2 else "the file holds several YAML documents"
        advice = (
            "Write a catalogue; `cicscore init` makes one to begin with."
            if len(documents) < 2
            else "Keep one catalogue in a file."
        )
        return YamlSource(
            file, text, None, {}, (fault("CIC101" if len(documents) < 2 else "CIC103", place, found, advice),)
        )
    data = reading.value(documents[0], (), None)
    return YamlSource(file, text, data, reading.spots, tuple(reading.faults))


def _syntax_fault(error: yaml.MarkedYAMLError, file: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    place = Place(file, 1, 1) if mark is None else Place(file, mark.line + 1, mark.column + 1)
    problem = (error.problem or "it cannot be read").strip()
    context = f" {error.context.strip()}" if error.context else ""
    if error.context_mark is not None and error.context and error.problem_mark is not None:
        context += f" that began on line {error.context_mark.line + 1}"
    if "\\t" in problem or "'\\t'" in problem or "cannot start any token" in problem:
        advice = "Indent with spaces, and put text that begins with @, `, % or a tab in quotes."
    elif "mapping values are not allowed" in problem:
        advice = "Put text that holds a colon in quotes, and check the indentation."
    else:
        advice = "Check indentation, quotes and brackets here and on the lines before."
    return fault("CIC101", place, f"the file is not YAML: {problem}{context}", advice)

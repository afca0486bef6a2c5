"""YAML text as plain data, with the place of every key and value.

Stricter than YAML: a key stands once, there are no anchors, aliases or tags, and only ``true``,
``false``, ``null`` and plain decimal numbers are anything but text, so that ``no``, ``on``, ``012`` and
``1:20`` stay what was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import yaml

from cicscore.catalogue.syntax_errors import (
    QUOTES,
    SEVERAL_DOCUMENTS,
    Cut,
    Slip,
    SlipError,
    cut_short,
    open_quote,
    slip_of,
)
from cicscore.faults.fault import Fault, Place
from cicscore.faults.rules import fault

Path: TypeAlias = tuple[str | int, ...]
Data: TypeAlias = Any

#: Its events are taken one after the other: composing nodes, it would follow any depth of nesting until the
#: program breaks down.
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
#: One character written between double quotes as several; a backslash at the end of a line is none.
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^xuU\n])")
#: Deeper nesting than any catalogue has; beyond it a file is damaged or hostile.
_MAX_DEPTH = 40
#: Stands in the paths of what has no key of its own, and is not part of the data.
_NO_KEY = "?"


class Spot(NamedTuple):
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
    data: Data = None
    spots: Mapping[Path, Spot] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    lost: frozenset[Path] = frozenset()  # what stands there, but could not be read
    slip: Slip | None = None  # what keeps the rest of the file from being read

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

    def fault(self, slip: Slip, path: Path) -> Fault:
        """A slip in the part of the file at ``path`` as a fault."""
        place = Place(self.file, slip.line + 1, slip.column + 1, self.dotted(path) or None)
        return fault(slip.code, place, slip.found, slip.advice)

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
            if step == _NO_KEY:
                break
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                data = None
            name = data.get("id") if isinstance(step, int) and isinstance(data, dict) else None
            named = isinstance(name, str) and self._writes(name, (*path[: len(steps) + 1], "id"))
            steps.append(str(name) if named else str(step))
        return ".".join(steps)

    def _writes(self, value: str, path: Path) -> bool:
        """Whether the value at ``path`` stands in the file, and is no stand-in for what could not be read."""
        spot = self.spots.get(path)
        return spot is not None and value in self.text[spot.start : spot.end]

    def _character(self, spot: Spot, value: str, offset: int) -> tuple[int, int]:
        """Line and column of a character of a scalar, through its quotes, folds and indentation."""
        raw = self.text[spot.start : spot.end]
        at = _raw_offset(raw, value, offset)
        before = raw[:at]
        lines = before.count("\n")
        return spot.line + lines, (at - before.rfind("\n") - 1) if lines else spot.column + at


def _raw_offset(raw: str, value: str, offset: int) -> int:
    """The place in ``raw``, as it stands in the file, of character ``offset`` of the scalar's ``value``.

    Walks both together: white space matches any white space, an escape between double quotes the character
    that it stands for, and what only the file has (quotes, the mark and indentation of a block) is passed
    over.
    """
    at, has_escapes = 0, raw[:1] == '"'
    if raw[:1] in ("|", ">"):
        at = raw.find("\n") + 1
    elif raw[:1] in ("'", '"'):  # a plain scalar cannot begin with a quote
        at = 1
    for index, character in enumerate(value):
        if not character.isspace():
            while at < len(raw) and raw[at] != character and not (has_escapes and _ESCAPE.match(raw, at)):
                at += 1
        escape = _ESCAPE.match(raw, at) if has_escapes else None
        if index >= offset:
            at += 1 if escape is not None and raw[at + 1] == character else 0
            break
        if escape is not None:
            at = escape.end()
        else:
            at += 1 if not character.isspace() or (at < len(raw) and raw[at].isspace()) else 0
    return min(at, max(len(raw) - 1, 0))


@dataclass
class _Reading:
    """The walk over the parser's events, with the place of everything kept on the way."""

    text: str
    loader: Any
    spots: dict[Path, Spot] = field(default_factory=dict)
    slips: list[tuple[Slip, Path]] = field(default_factory=list)
    lost: set[Path] = field(default_factory=set)

    def fault(self, mark: Any, path: Path, found: str, advice: str, code: str = "unsupported-yaml") -> None:
        """Keep what is wrong, until it is known what the parts of the path are called."""
        self.slips.append((Slip(mark.line, mark.column, found, advice, code=code), path))

    def value(self, event: Any, path: Path, key: Any = None) -> Data:
        """The data of the node that begins with ``event``."""
        start = end = event.start_mark
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._lose_alias(event, path)
            data = None
        else:
            if event.anchor or event.tag:
                self._check_marks(event, path)
            if kind is yaml.ScalarEvent:
                data, end = _scalar(event), event.end_mark
                if event.style and end.line > start.line:
                    self._check_quote(event)
            elif len(path) >= _MAX_DEPTH:
                raise SlipError(_too_deep(start.line, start.column))
            elif kind is yaml.MappingStartEvent:
                data, end = self._mapping(path, in_brackets=event.flow_style)
            else:
                data, end = self._sequence(path)
        at = start if key is None else key
        self.spots[path] = Spot(at.line, at.column, start.line, start.column, start.index, end.index)
        return data

    def _lose_alias(self, event: Any, path: Path) -> None:
        self.fault(
            event.start_mark,
            path,
            f"the alias `*{event.anchor}` uses another part of the file again",
            "Write the part out; use `named` expressions for what is shared.",
        )
        self.lost.add(path)

    def _check_marks(self, event: Any, path: Path) -> None:
        if event.anchor:
            found = f"the anchor `&{event.anchor}` is not used in catalogues"
            self.fault(event.start_mark, path, found, "Remove the anchor.")
        if event.tag:
            found = f"the tag {event.tag} is not used in catalogues"
            self.fault(event.start_mark, path, found, "Remove the tag.")

    def _check_quote(self, event: Any) -> None:
        """A quotation mark that is not closed takes in everything up to the next one further down."""
        if event.style in QUOTES:
            slip = open_quote(self.text, event.start_mark.index, event.end_mark.index)
            if slip is not None:
                raise SlipError(slip)

    def _sequence(self, path: Path) -> tuple[list[Data], Any]:
        """The items of a list, and where it ends."""
        items: list[Data] = []
        while type(event := self.loader.get_event()) is not yaml.SequenceEndEvent:
            items.append(self.value(event, (*path, len(items))))
        return items, event.start_mark

    def _mapping(self, path: Path, *, in_brackets: bool) -> tuple[dict[str, Data], Any]:
        """A mapping, and where it ends; its keys are text, as written."""
        data: dict[str, Data] = {}
        next_event = self.loader.get_event
        while type(key := next_event()) is not yaml.MappingEndEvent:
            if type(key) is not yaml.ScalarEvent:
                self._lose_key(key, path)
                continue
            if key.anchor or key.tag or key.style:
                self._check_key(key, path)
            if (name := str(key.value)) in data:
                first = self.spots[*path, name].key_line + 1
                found = f"the key `{name}` stands twice here; it stood first on line {first}"
                self.fault(key.start_mark, path, found, "Keep one of the two.", "duplicate-key")
                self.value(next_event(), (*path, _NO_KEY))
            else:
                data[name] = self.value(next_event(), (*path, name), key.start_mark)
        if in_brackets and None in data.values():
            self._join_expressions(data, path)
        return data, key.start_mark

    def _lose_key(self, key: Any, path: Path) -> None:
        found = "a key is a list, a mapping or an alias"
        self.fault(key.start_mark, path, found, "Write the key as one word.")
        self.lost.add(path)
        self.value(key, (*path, _NO_KEY))
        self.value(self.loader.get_event(), (*path, _NO_KEY))

    def _check_key(self, key: Any, path: Path) -> None:
        self._check_marks(key, path)
        if key.end_mark.line > key.start_mark.line:
            self._check_quote(key)

    def _join_expressions(self, data: dict[str, Data], path: Path) -> None:
        """Put expressions together that commas between curly brackets took apart.

        Of ``{where: count(reviews, open), count: children}`` YAML makes three keys: ``open)`` is the second.
        """
        pieces: list[str] = []
        depth = 0
        for name, value in tuple(data.items()):
            spot = self.spots[*path, name]
            if depth > 0 and value is None and spot.start == spot.end:
                pieces.append(name)
                depth += _open_brackets(name)
                if depth == 0:
                    self._join(data, path, pieces)
            elif isinstance(value, str) and self.text[spot.start] not in (*QUOTES, "|", ">"):
                pieces, depth = [name], _open_brackets(value)
            else:
                depth = 0

    def _join(self, data: dict[str, Data], path: Path, pieces: list[str]) -> None:
        """Make one value of the first of ``pieces`` and the keys after it."""
        name, *keys = pieces
        first, last = self.spots[*path, name], self.spots[*path, keys[-1]]
        written = self.text[first.start : last.start].rstrip()
        data[name] = " ".join(written.split())
        self.spots[*path, name] = first._replace(end=first.start + len(written))
        for key in keys:
            del data[key], self.spots[*path, key]
        self.slips.append((Slip(first.line, first.column, *cut_short(data[name], ",")), (*path, name)))


def _open_brackets(text: str) -> int:
    return text.count("(") - text.count(")")


def _too_deep(line: int, column: int) -> Slip:
    return Slip(line, column, "the file is nested too deeply here", "Write it flatter.")


def _deep_line(text: str) -> Slip | None:
    """The bracket that nests a line too deeply, which the parser would follow before it gives any event.

    From one line to the next it gives its events, and their depth is limited as they come.
    """
    for number, line in enumerate(text.split("\n")):
        if line.count("[") + line.count("{") > _MAX_DEPTH:
            depth = 0
            for column, character in enumerate(line):
                depth = max(depth + (character in "[{") - (character in "]}"), 0)
                if depth > _MAX_DEPTH:
                    return _too_deep(number, column)
    return None


def _scalar(event: yaml.ScalarEvent) -> object:
    text = str(event.value)
    if event.style or (text[:1].isalpha() and text not in _WORDS):  # quoted, a block, or a word
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= 30 else text
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text


def read_yaml(text: str, file: str) -> YamlSource:
    """Parse ``text``; ``file`` is the name that faults carry.

    Where the text is not YAML, ``data`` is ``None``, and ``slip`` and ``faults`` say why.
    """
    if (deep := _deep_line(text)) is not None:
        return _broken(text, file, deep)
    reading = _Reading(text, _LOADER(text))
    try:
        data, empty = _document(reading)
    except yaml.MarkedYAMLError as error:
        return _broken(text, file, slip_of(error, text))
    except SlipError as error:
        return _broken(text, file, error.slip)
    finally:
        reading.loader.dispose()
    if empty:
        advice = "Write a catalogue; `cicscore init` makes one to begin with."
        return YamlSource(
            file, text, faults=(fault("not-yaml", Place(file, 1, 1), "the file is empty", advice),)
        )
    source = YamlSource(file, text, data, reading.spots, lost=frozenset(reading.lost))
    faults = tuple(source.fault(slip, path) for slip, path in reading.slips)
    return replace(source, faults=faults) if faults else source


def _broken(text: str, file: str, slip: Slip) -> YamlSource:
    return YamlSource(file, text, faults=(YamlSource(file, text).fault(slip, ()),), slip=slip)


def _document(reading: _Reading) -> tuple[Data, bool]:
    """The data of the document, and whether there is none. Raises ``SlipError`` where there is another."""
    loader = reading.loader
    loader.get_event()  # the stream starts
    if loader.check_event(yaml.StreamEndEvent):
        return None, True
    begins = loader.get_event()
    if begins.version or begins.tags:
        found = "directives, which begin with %, are not used in catalogues"
        reading.fault(begins.start_mark, (), found, "Remove the line.")
    data = reading.value(loader.get_event(), ())
    loader.get_event()  # the document ends
    if not loader.check_event(yaml.StreamEndEvent):
        begins = loader.get_event()
        line, column = begins.start_mark.line, begins.start_mark.column
        cut = Cut(range(line, begins.end_mark.line + 1))
        raise SlipError(Slip(line, column, *SEVERAL_DOCUMENTS, cut, "unsupported-yaml"))
    return data, False

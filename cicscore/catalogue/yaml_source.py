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
from typing import Any, NamedTuple, TypeAlias

import yaml

from cicscore.catalogue.rules import fault
from cicscore.faults import Fault, Place

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
_PLAIN_TAGS = frozenset(("!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))))
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
    broken_line: int | None = None

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
    elif raw[:1] in ("'", '"'):  # a plain scalar cannot begin with a quote
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
    """The walk over the parser's events, with the place of everything kept on the way."""

    file: str
    loader: Any
    spots: dict[Path, Spot] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    lost: set[Path] = field(default_factory=set)

    def fault(self, mark: Any, found: str, advice: str, code: str = "CIC103") -> None:
        self.faults.append(fault(code, Place(self.file, mark.line + 1, mark.column + 1), found, advice))

    def value(self, event: Any, path: Path, key: Any = None) -> Data:
        """The data of the node that begins with ``event``."""
        start = end = event.start_mark
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._lose_alias(event, path)
            data = None
        else:
            if event.anchor or event.tag:
                self._check_marks(event)
            if kind is yaml.ScalarEvent:
                data, end = _scalar(event), event.end_mark
            elif len(path) >= _MAX_DEPTH:
                raise _TooDeepError(start)
            elif kind is yaml.MappingStartEvent:
                data, end = self._mapping(path)
            else:
                data, end = self._sequence(path)
        at = start if key is None else key
        self.spots[path] = Spot(at.line, at.column, start.line, start.column, start.index, end.index)
        return data

    def _lose_alias(self, event: Any, path: Path) -> None:
        self.fault(
            event.start_mark,
            f"the alias `*{event.anchor}` uses another part of the file again",
            "Write the part out; use `named` expressions for what is shared.",
        )
        self.lost.add(path)

    def _check_marks(self, event: Any) -> None:
        if event.anchor:
            self.fault(
                event.start_mark,
                f"the anchor `&{event.anchor}` is not used in catalogues",
                "Remove the anchor.",
            )
        if event.tag and event.tag not in _PLAIN_TAGS:
            self.fault(event.start_mark, f"the tag {event.tag} is not used in catalogues", "Remove the tag.")

    def _sequence(self, path: Path) -> tuple[list[Data], Any]:
        """The items of a list, and where it ends."""
        items: list[Data] = []
        while type(event := self.loader.get_event()) is not yaml.SequenceEndEvent:
            items.append(self.value(event, (*path, len(items))))
        return items, event.start_mark

    def _mapping(self, path: Path) -> tuple[dict[str, Data], Any]:
        """A mapping, and where it ends; its keys are text, as written."""
        data: dict[str, Data] = {}
        next_event = self.loader.get_event
        while type(key := next_event()) is not yaml.MappingEndEvent:
            if type(key) is not yaml.ScalarEvent:
                found = "a key is a list, a mapping or an alias"
                self.fault(key.start_mark, found, "Write the key as one word.")
                self.lost.add(path)
                self.value(key, (*path, _NO_KEY))
                self.value(next_event(), (*path, _NO_KEY))
            elif (name := str(key.value)) in data:
                first = self.spots[*path, name].key_line + 1
                found = f"the key `{name}` stands twice here; it stood first on line {first}"
                self.fault(key.start_mark, found, "Keep one of the two.", "CIC102")
                self.value(next_event(), (*path, _NO_KEY))
            else:
                data[name] = self.value(next_event(), (*path, name), key.start_mark)
        return data, key.start_mark


class _TooDeepError(Exception):
    """Nesting that no catalogue has."""

    def __init__(self, mark: yaml.Mark) -> None:
        super().__init__()
        self.mark = mark


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

    Where the text is not YAML, ``data`` is ``None``, ``faults`` says why, and ``broken_line`` is the line,
    counted from 0, on which what cannot be read begins.
    """
    reading = _Reading(file, _LOADER(text))
    try:
        data, empty = _document(reading)
    except yaml.MarkedYAMLError as error:
        return YamlSource(file, text, faults=(_syntax_fault(error, file),), broken_line=_broken_line(error))
    except _TooDeepError as error:
        reading.fault(error.mark, "the file is nested too deeply here", "Write it flatter.", "CIC101")
        return YamlSource(file, text, faults=tuple(reading.faults[-1:]), broken_line=error.mark.line)
    finally:
        reading.loader.dispose()
    if empty:
        advice = "Write a catalogue; `cicscore init` makes one to begin with."
        return YamlSource(
            file, text, faults=(fault("CIC101", Place(file, 1, 1), "the file is empty", advice),)
        )
    return YamlSource(file, text, data, reading.spots, tuple(reading.faults), frozenset(reading.lost))


def _document(reading: _Reading) -> tuple[Data, bool]:
    """The data of the first document, and whether there is none."""
    loader = reading.loader
    loader.get_event()  # the stream starts
    if loader.check_event(yaml.StreamEndEvent):
        return None, True
    loader.get_event()  # the document starts
    data = reading.value(loader.get_event(), ())
    loader.get_event()  # the document ends
    if not loader.check_event(yaml.StreamEndEvent):
        found, advice = "the file holds several YAML documents", "Keep one catalogue in a file."
        reading.fault(loader.peek_event().start_mark, found, advice)
    return data, False


def _broken_line(error: yaml.MarkedYAMLError) -> int:
    mark = _began(error) or error.problem_mark or error.context_mark
    return 0 if mark is None else int(mark.line)


def _began(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Where a quote, a bracket or a key began that does not end on its line; the problem shows only later."""
    context, began, problem = str(error.context or ""), error.context_mark, error.problem_mark
    never_ends = any(word in context for word in ("quoted scalar", "flow", "simple key"))
    return (
        began if never_ends and began is not None and (problem is None or problem.line > began.line) else None
    )


#: The parser's words, in either of its versions, and what they mean to who wrote the file.
_SLIPS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a colon stands where none can be",
        "Put text that holds a colon in quotes, and check the indentation.",
    ),
    ("could not find expected ':'", "there is no colon after the key", "Write `key: value`."),
    (
        "tab character",
        "a tab stands where the line is indented",
        "Indent with spaces.",
    ),
    (
        "cannot start any token",
        "a value begins with a character that it cannot begin with",
        "Put text that begins with @, ` or % in quotes; indent with spaces, not tabs.",
    ),
    (
        "expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "Close it, and put a comma between two items.",
    ),
    (
        "escape",
        "a backslash between double quotes begins something that YAML does not know",
        "Write the backslash twice, or use single quotes.",
    ),
    ("unexpected end of stream", "a quotation mark or bracket is not closed", "Close it."),
    (
        "expected node content",
        "a value is missing, or a bracket is not closed",
        "Write the value, and close each bracket on the line that it opens on.",
    ),
    (
        "expected '-' indicator",
        "a list ends in the middle: the line has no dash, or is indented less than it should be",
        "Begin each item with a dash, and indent what belongs to it further.",
    ),
    (
        "expected <block end>",
        "the line is indented otherwise than those it belongs to",
        "Indent lines that belong together alike.",
    ),
    (
        "did not find expected key",
        "the line is indented otherwise than those it belongs to, or something follows a closing quote",
        "Indent lines that belong together alike, and put the whole of a text in quotes.",
    ),
)


def _syntax_fault(error: yaml.MarkedYAMLError, file: str) -> Fault:
    mark = _began(error) or error.problem_mark or error.context_mark
    place = Place(file, 1, 1) if mark is None else Place(file, mark.line + 1, mark.column + 1)
    problem = (error.problem or "it cannot be read").strip()
    for words, found, advice in _SLIPS:
        if words in problem:
            return fault("CIC101", place, f"the file is not YAML here: {found}", advice)
    advice = "Check indentation, quotes and brackets here and on the lines before."
    return fault("CIC101", place, f"the file is not YAML here: {problem}", advice)

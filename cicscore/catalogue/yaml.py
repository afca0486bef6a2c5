"""YAML text as a tree of values, each with its place and a record of its unread parts.

Stricter than YAML: keys are unique; there are no anchors, aliases or tags; and everything is text except
``true``, ``false``, ``null`` and plain decimal numbers, so ``no``, ``on``, ``012`` and ``1:20`` are kept as
written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

import yaml
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.syntax_errors import (
    QUOTES,
    SEVERAL_DOCUMENTS,
    NotYaml,
    NotYamlError,
    Piece,
    cut_expression,
    not_yaml,
    open_quote,
)
from cicscore.faults.fault import Fault, Place
from cicscore.faults.rules import fault

Path: TypeAlias = tuple[str | int, ...]
Data: TypeAlias = Any

#: Events are read one at a time: composing nodes would recurse to any depth of nesting and could exhaust the
#: stack.
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
#: An escaped character between double quotes; a backslash at the end of a line is not one.
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^xuU\n])")
#: Deeper than any catalogue is nested; a file nested further is damaged or hostile.
_MAX_DEPTH = 40
#: Represents a part with an unknown key in paths and among what is lost; it is not part of the data.
NO_KEY = "?"


class Spot(Struct, frozen=True, gc=False):
    """The place of a value: its key (or the value itself, in a list), first character and end, from 0."""

    key_line: int
    key_column: int
    line: int
    column: int
    start: int
    end: int


class Node(Struct, frozen=True):
    """A value: a scalar, a mapping of keys to nodes, or a tuple of nodes.

    ``spot`` is ``None`` for a value that is not in the file. ``lost`` holds the keys of unread parts, and
    ``NO_KEY`` for a part with an unknown key.
    """

    content: Data
    spot: Spot | None = None
    lost: frozenset[str] = frozenset()

    def parts(self) -> Iterable[tuple[str | int, Node]]:
        """The parts of a mapping or list, each with its key or index."""
        match self.content:
            case dict():
                return self.content.items()
            case tuple():
                return enumerate(self.content)
            case _:
                return ()

    def part(self, step: str | int) -> Node | None:
        """The part with this key or index."""
        match self.content:
            case dict():
                return self.content.get(step)
            case tuple() if isinstance(step, int) and step < len(self.content):
                return self.content[step]  # type: ignore[no-any-return]  # a tuple of nodes
            case _:
                return None

    def data(self) -> Data:
        """The value as plain data."""
        match self.content:
            case dict():
                return {key: node.data() for key, node in self.content.items()}
            case tuple():
                return [node.data() for node in self.content]
            case scalar:
                return scalar

    def whole(self) -> bool:
        """Whether no part of the value is lost."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.lost:
                return False
            waiting.extend(node.content.values() if isinstance(node.content, dict) else ())
            waiting.extend(node.content if isinstance(node.content, tuple) else ())
        return True


class YamlSource(Struct, frozen=True, dict=True):
    """The data of one YAML file, with the place of each part.

    ``root`` is ``None`` if nothing could be read. ``words`` are the words of the unread parts; ``borrowed``
    is true if an alias stood for another part, which may hold any word.
    """

    file: str
    text: str
    root: Node | None = None
    faults: tuple[Fault, ...] = ()
    words: frozenset[str] = frozenset()
    borrowed: bool = False
    error: NotYaml | None = None  # why the file cannot be parsed

    @property
    def data(self) -> Data:
        """The file as plain data."""
        return None if self.root is None else self.root.data()

    def place(self, path: Path, *, at_key: bool = False, offset: int | None = None) -> Place:
        """The place of the value at ``path``, or of the nearest enclosing part that exists.

        ``at_key`` points to the key, ``offset`` to a character of the text value.
        """
        node, left = self.root, len(path)
        for step in path:
            part = None if node is None else node.part(step)
            if part is None or part.spot is None:
                break
            node, left = part, left - 1
        if node is None or node.spot is None:
            return Place(self.file, 1, 1)
        spot = node.spot
        line, column = (spot.key_line, spot.key_column) if at_key or left else (spot.line, spot.column)
        if offset is not None and not left:
            line, column = self._character(spot, str(node.content), offset)
        return Place(self.file, line + 1, column + 1, self.dotted(path) or None)

    def fault(self, error: NotYaml, path: Path) -> Fault:
        """A YAML error in the part of the file at ``path``, as a fault."""
        place = Place(self.file, error.line + 1, error.column + 1, self.dotted(path) or None)
        return fault(error.code, place, error.found, error.advice)

    def node(self, path: Path) -> Node | None:
        """The value at ``path``."""
        node = self.root
        for step in path:
            node = None if node is None else node.part(step)
        return node

    def value(self, path: Path) -> Data:
        """The plain data at ``path``."""
        node = self.node(path)
        return None if node is None else node.data()

    def whole(self, path: Path) -> bool:
        """Whether the value at ``path`` is fully known: read whole, or definitely absent.

        It is unknown if a part with an unknown key is lost beside it, as that may have been this value.
        """
        if self._read_whole:
            return True
        node = self.root
        for step in path[:-1]:
            if node is None or step in node.lost:
                return False
            part = node.part(step)
            if part is None:
                return NO_KEY not in node.lost
            node = part
        if node is None or (path and not node.lost.isdisjoint((NO_KEY, path[-1]))):
            return False
        value = node.part(path[-1]) if path else node
        return value is None or value.whole()

    @cached_property
    def _read_whole(self) -> bool:
        """Whether nothing in the file is lost, as in nearly every file: then every value is fully known."""
        return self.root is not None and self.root.whole()

    def written(self, path: Path) -> str:
        """The text of the value at ``path``; empty if it is not in the file."""
        node = self.node(path)
        return "" if node is None or node.spot is None else self.text[node.spot.start : node.spot.end]

    def dotted(self, path: Path) -> str:
        """The path as shown in messages; a list member with an ``id`` is named by it."""
        steps: list[str] = []
        node = self.root
        for step in path:
            if step == NO_KEY:
                break
            node = None if node is None else node.part(step)
            name = None if node is None or isinstance(step, str) else node.part("id")
            named = name is not None and name.spot is not None and isinstance(name.content, str)
            steps.append(str(name.content) if name is not None and named else str(step))
        return ".".join(steps)

    def _character(self, spot: Spot, value: str, offset: int) -> tuple[int, int]:
        """The line and column of a character of a scalar, allowing for quotes, folds and indentation."""
        raw = self.text[spot.start : spot.end]
        at = _raw_offset(raw, value, offset)
        before = raw[:at]
        lines = before.count("\n")
        return spot.line + lines, (at - before.rfind("\n") - 1) if lines else spot.column + at


def words_of(text: str) -> frozenset[str]:
    """The words of a piece of the file."""
    return frozenset(re.findall(r"\w+", text))


class Edits(Struct):
    """Changes to parts of a tree: replace the node, rename its key (text), or drop it (``None``).

    ``lost`` holds, by the path of the enclosing value, the keys of lost parts.
    """

    parts: dict[Path, Node | str | None] = field(default_factory=dict)
    lost: dict[Path, set[str]] = field(default_factory=dict)

    def lose(self, path: Path, key: str) -> None:
        """Note that the part ``key`` of the value at ``path`` is lost."""
        self.lost.setdefault(path, set()).add(key)

    def applied(self, root: Node) -> Node:
        """The tree with these changes; paths refer to the tree before them."""
        within = {path[:size] for path in (*self.parts, *self.lost) for size in range(len(path) + 1)}
        return self._applied(root, (), within)

    def _applied(self, node: Node, path: Path, within: set[Path]) -> Node:
        if path not in within:
            return node
        left: dict[str | int, Node] = {}
        for step, part in node.parts():
            match self.parts.get((*path, step), step):
                case None:
                    pass
                case Node() as other:
                    left[step] = other
                case key:
                    left[key] = self._applied(part, (*path, step), within)
        content = node.content
        if isinstance(content, dict):
            added = {
                at[-1]: new for at, new in self.parts.items() if at[:-1] == path and isinstance(new, Node)
            }
            content = left | added
        elif isinstance(content, tuple):
            content = tuple(left.values())
        return replace(node, content=content, lost=node.lost | self.lost.get(path, set()))


def _raw_offset(raw: str, value: str, offset: int) -> int:
    """The position in ``raw``, the scalar's text in the file, of character ``offset`` of its ``value``.

    Walks both together: white space matches any white space, and an escape between double quotes matches the
    character it represents; what only the file has (quotes, a block's mark and indentation) is skipped.
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


class _Reading(Struct):
    """A walk over the parser's events that records the place of every value."""

    text: str
    loader: Any
    errors: list[tuple[NotYaml, Path]] = field(default_factory=list)
    borrowed: bool = False

    def fault(self, mark: Any, path: Path, found: str, advice: str, code: str = "unsupported-yaml") -> None:
        """Record an error, to be reported once the names of the path's parts are known."""
        self.errors.append((NotYaml(mark.line, mark.column, found, advice, code=code), path))

    def node(self, event: Any, path: Path, key: Any = None) -> Node | None:
        """The node that begins with ``event``; ``None`` for an alias."""
        start = event.start_mark
        kind = type(event)
        if kind is yaml.AliasEvent:
            found = f"the alias `*{event.anchor}` uses another part of the file again"
            self.fault(start, path, found, "Write the part out; use `named` expressions for what is shared.")
            self.borrowed = True
            return None
        if event.anchor or event.tag:
            self._check_marks(event, path)
        lost: frozenset[str] = frozenset()
        if kind is yaml.ScalarEvent:
            content, end = _scalar(event), event.end_mark
            if event.style and end.line > start.line:
                self._check_quote(event)
        elif len(path) >= _MAX_DEPTH:
            raise NotYamlError(_too_deep(start.line, start.column))
        elif kind is yaml.MappingStartEvent:
            content, lost, end = self._mapping(path, in_brackets=event.flow_style)
        else:
            content, lost, end = self._sequence(path)
        at = start if key is None else key
        spot = Spot(at.line, at.column, start.line, start.column, start.index, end.index)
        return Node(content, spot, lost)

    def _check_marks(self, event: Any, path: Path) -> None:
        if event.anchor:
            found = f"the anchor `&{event.anchor}` is not used here"
            self.fault(event.start_mark, path, found, "Remove the anchor.")
        if event.tag:
            found = f"the tag {event.tag} is not used here"
            self.fault(event.start_mark, path, found, "Remove the tag.")

    def _check_quote(self, event: Any) -> None:
        """Raise ``NotYamlError`` if a quotation mark is unclosed and so runs on to a later one."""
        if event.style in QUOTES:
            error = open_quote(self.text, event.start_mark.index, event.end_mark.index)
            if error is not None:
                raise NotYamlError(error)

    def _sequence(self, path: Path) -> tuple[tuple[Node, ...], frozenset[str], Any]:
        """The items of a list, its lost parts, and its end."""
        items: list[Node] = []
        lost: set[str] = set()
        while type(event := self.loader.get_event()) is not yaml.SequenceEndEvent:
            item = self.node(event, (*path, len(items)))
            if item is None:
                lost.add(NO_KEY)
            else:
                items.append(item)
        return tuple(items), frozenset(lost), event.start_mark

    def _mapping(self, path: Path, *, in_brackets: bool) -> tuple[dict[str, Node], frozenset[str], Any]:
        """A mapping, with keys as text, as written; its lost parts; and its end."""
        parts: dict[str, Node] = {}
        lost: set[str] = set()
        next_event = self.loader.get_event
        while type(key := next_event()) is not yaml.MappingEndEvent:
            if type(key) is not yaml.ScalarEvent:
                self.fault(
                    key.start_mark,
                    path,
                    "a key is a list, a mapping or an alias",
                    "Write the key as one word.",
                )
                lost.add(NO_KEY)
                self.node(key, (*path, NO_KEY))
                self.node(next_event(), (*path, NO_KEY))
                continue
            if key.anchor or key.tag or key.style:
                self._check_key(key, path)
            if (name := str(key.value)) in parts:
                self._check_repeated(key, parts[name], path)
                continue
            part = self.node(next_event(), (*path, name), key.start_mark)
            if part is None:
                lost.add(name)
            else:
                parts[name] = part
        if in_brackets and any(part.content is None for part in parts.values()):
            self._join_expressions(parts, path)
        return parts, frozenset(lost), key.start_mark

    def _check_repeated(self, key: Any, first: Node, path: Path) -> None:
        line = 0 if first.spot is None else first.spot.key_line + 1
        found = f"the key `{key.value}` stands twice here; it stood first on line {line}"
        self.fault(key.start_mark, path, found, "Keep one of the two.", "duplicate-key")
        self.node(self.loader.get_event(), (*path, NO_KEY))

    def _check_key(self, key: Any, path: Path) -> None:
        self._check_marks(key, path)
        if key.end_mark.line > key.start_mark.line:
            self._check_quote(key)

    def _join_expressions(self, parts: dict[str, Node], path: Path) -> None:
        """Rejoin expressions that YAML split at commas between curly brackets, and note the error.

        YAML reads ``{where: count(reviews, open), count: children}`` as three keys; ``open)`` is the second.
        """
        for name, part in tuple(parts.items()):
            spot = part.spot
            comma = -1 if spot is None or not isinstance(part.content, str) else self.text.find(",", spot.end)
            cut = None if spot is None or comma < 0 else cut_expression(self.text, spot.start, comma)
            if spot is None or cut is None:
                continue
            error, end = cut
            pieces = [
                key
                for key, piece in parts.items()
                if piece.spot is not None and spot.end < piece.spot.start <= end
            ]
            if pieces and all(parts[key].content is None for key in pieces):
                parts[name] = Node(" ".join(self.text[spot.start : end].split()), replace(spot, end=end))
                for key in pieces:
                    del parts[key]
                self.errors.append((error, (*path, name)))


def _too_deep(line: int, column: int) -> NotYaml:
    return NotYaml(line, column, "the file is nested too deeply here", "Write it flatter.")


def _deep_line(text: str) -> NotYaml | None:
    """The bracket at which a line is nested too deeply: the parser reads a whole line before any event.

    From line to line it does emit events, and ``_Reading`` limits their depth.
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
    """Parse ``text``; ``file`` is the name used in faults.

    If the text is not YAML, there is no ``root``, and ``error`` and ``faults`` give the reason.
    """
    if (deep := _deep_line(text)) is not None:
        return _broken(text, file, deep)
    reading = _Reading(text, _LOADER(text))
    try:
        root, empty = _document(reading)
    except yaml.MarkedYAMLError as error:
        return _broken(text, file, not_yaml(error, text))
    except NotYamlError as error:
        return _broken(text, file, error.found)
    finally:
        reading.loader.dispose()
    if empty:
        advice = "Write a catalogue; `cicscore init` makes one to begin with."
        return YamlSource(
            file, text, faults=(fault("not-yaml", Place(file, 1, 1), "the file is empty", advice),)
        )
    source = YamlSource(file, text, root, borrowed=reading.borrowed)
    faults = tuple(source.fault(error, path) for error, path in reading.errors)
    return replace(source, faults=faults) if faults else source


def _broken(text: str, file: str, error: NotYaml) -> YamlSource:
    return YamlSource(file, text, faults=(YamlSource(file, text).fault(error, ()),), error=error)


def _document(reading: _Reading) -> tuple[Node | None, bool]:
    """The document's root, and whether the file is empty. Raises ``NotYamlError`` if a second one follows."""
    loader = reading.loader
    loader.get_event()  # the stream starts
    if loader.check_event(yaml.StreamEndEvent):
        return None, True
    begins = loader.get_event()
    if begins.version or begins.tags:
        found = "directives, which begin with %, are not used here"
        reading.fault(begins.start_mark, (), found, "Remove the line.")
    root = reading.node(loader.get_event(), ())
    loader.get_event()  # the document ends
    if not loader.check_event(yaml.StreamEndEvent):
        begins = loader.get_event()
        line, column = begins.start_mark.line, begins.start_mark.column
        piece = Piece(range(line, begins.end_mark.line + 1))
        raise NotYamlError(NotYaml(line, column, *SEVERAL_DOCUMENTS, piece, "unsupported-yaml"))
    return root, False

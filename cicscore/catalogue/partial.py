"""Reads what a faulty file leaves: one syntax error or misfit hides no other fault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cicscore.catalogue.changes import with_changes
from cicscore.catalogue.model import CatalogueDocument
from cicscore.catalogue.reporter import UNREADABLE, Gaps, words_of
from cicscore.catalogue.shape import Misfit, fit, keys_at, meant_key, meant_word, shape_fault, words_allowed
from cicscore.catalogue.syntax_errors import Cut, Slip
from cicscore.catalogue.yaml import Data, Path, Spot, YamlSource, read_yaml
from cicscore.faults.fault import Fault, Place, counted
from cicscore.faults.rules import fault

#: Larger than any catalogue; beyond it a file is something else.
_MAX_CHARACTERS = 5_000_000
#: Longer than any line that a person writes, and than a small catalogue that a program wrote on one line.
_MAX_LINE = 100_000
#: A file with more slips than this is not a catalogue.
_MAX_SLIPS = 20
#: What YAML refuses, and the line breaks that editors do not count as lines.
_REFUSED = "[^\\t\\n\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
#: A key with its value on the same line.
_KEY_AND_VALUE = re.compile(r"""\s*(?:- +)*(?P<key>[\w.-]+|"[^"]*"|'[^']*'):\s+(?P<value>[^\s|>#].*)""")
#: A slip so few lines after another is likely the same one.
_NEAR = 2
#: Deeper than any indentation.
_ANY_DEPTH = 10_000


def read_all(text: str, file: str) -> tuple[YamlSource, Gaps]:
    """Read ``text``, with the faults of everything in it that is not YAML.

    ``spots`` of the source are empty where nothing could be read at all.
    """
    if len(text) > _MAX_CHARACTERS:
        found = f"the file is {len(text):,} characters long"
        allowed = f"up to {_MAX_CHARACTERS:,} characters"
        refusal = fault("not-yaml", Place(file, 1, 1), found, "Give a catalogue.", allowed=allowed)
        return YamlSource(file, text, faults=(refusal,)), Gaps()
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if len(line) > _MAX_LINE:
            found = f"the line is {len(line):,} characters long"
            allowed, advice = f"up to {_MAX_LINE:,} characters in a line", "Break the line."
            refusal = fault("not-yaml", Place(file, number, 1), found, advice, allowed=allowed)
            return YamlSource(file, text, faults=(refusal,)), Gaps()
    refused: list[Fault] = []
    if not all(line.isprintable() for line in lines):  # or else nothing can be refused: soon seen
        refused = _refused_characters(text, file)
        lines = re.sub(_REFUSED, " ", text).split("\n")
    source, slips = _without_slips(lines, file)
    if slips and not source.spots:  # It is empty only because everything had to go.
        source = replace(source, faults=())
    whole = replace(source, text=text)
    faults, gaps = list(refused), Gaps(lost=source.lost, borrowed=bool(source.lost))
    for slip, gone in slips:
        gap = _gap(whole, lines, gone, text)
        faults.append(whole.fault(slip, max(gap.lost or gap.around, key=len, default=())))
        gaps = gaps | gap
    whole = replace(whole, faults=(*faults, *source.faults))
    return whole, gaps | _changes_of(whole, gaps)


def _changes_of(source: YamlSource, gaps: Gaps) -> Gaps:
    """The changes of indicators with a gap, which go too: each would make another indicator with that gap."""
    lost: set[Path] = set()
    words: frozenset[str] = frozenset()
    for start in {path[:2] for path in (*gaps.around, *gaps.lost) if len(path) > 1}:
        path = (*start, "changes")
        if start[0] == "indicators" and path in source.spots:
            words |= words_of(source.text[source.spots[path].start : source.spots[path].end])
            lost.add(path)
            del source.value(start)["changes"]
    return Gaps(lost=frozenset(lost), words=words)


def _without_slips(lines: list[str], file: str) -> tuple[YamlSource, list[tuple[Slip, Cut]]]:
    """The source of ``lines``, from which every slip is cut; and each with what had to go."""
    slips: list[tuple[Slip, Cut]] = []
    source = read_yaml("\n".join(lines), file)
    while source.slip is not None and len(slips) < _MAX_SLIPS:
        slip = source.slip
        if slip.line >= len(lines):
            slip = _at_the_end(lines, slip)
        source, gone = _without(lines, slip, file)
        slips.append((slip, gone))
        lines[:] = _cut(lines, gone)
    return source, slips


def _refused_characters(text: str, file: str) -> list[Fault]:
    found: dict[int, Fault] = {}
    for match in re.finditer(_REFUSED, text):
        line = text.count("\n", 0, match.start())
        if len(found) >= _MAX_SLIPS:
            break
        place = Place(file, line + 1, match.start() - text.rfind("\n", 0, match.start()))
        character = f"U+{ord(match.group()):04X}"
        advice = "Remove the character."
        found.setdefault(
            line,
            fault("not-yaml", place, f"the file holds the character {character}, which it may not", advice),
        )
    return list(found.values())


def _without(lines: list[str], slip: Slip, file: str) -> tuple[YamlSource, Cut]:
    """The source without the least that has to go for reading to come further; and what that is."""
    furthest = -1
    best = YamlSource(file, ""), Cut(range(0))
    for gone in _cuts(lines, slip):
        again = read_yaml("\n".join(_cut(lines, gone)), file)
        reached = len(lines) if again.slip is None else again.slip.line
        if reached > furthest:
            furthest, best = reached, (again, gone)
        # What is known to be at fault is enough, even where the next slip is on the next line.
        enough = slip.line if gone is slip.cut else max(gone.lines.stop, slip.line + 1) + _NEAR
        if again.slip is None or reached > enough:
            break
    return best


def _at_the_end(lines: list[str], slip: Slip) -> Slip:
    """What shows only after the last line, placed at the end of the last that is not blank."""
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    return replace(slip, line=last, column=max(len(lines[last]) - 1, 0))


def _cuts(lines: list[str], slip: Slip) -> Iterator[Cut]:
    """What may have to go, smallest first.

    The piece that is known to be at fault, where one is; else the line at fault; the line with what is
    indented below it; then what that is part of; at last the whole section.
    """
    if slip.cut is not None:
        yield slip.cut
        if slip.cut.end is not None:
            yield Cut(slip.cut.lines, slip.cut.start)
    at = min(slip.line, len(lines) - 1)
    while at > 0 and not lines[at].strip():
        at -= 1
    indent = _indent(lines[at])
    yield from _cuts_of_key(lines, at, slip)
    yield Cut(range(at, _end(lines, at, indent)))
    for number in range(at - 1, -1, -1):
        if lines[number].strip() and not _is_comment(lines[number]) and _indent(lines[number]) < indent:
            indent = _indent(lines[number])
            yield Cut(range(number, _end(lines, number, indent)))


def _cuts_of_key(lines: list[str], at: int, slip: Slip) -> Iterator[Cut]:
    """The value alone, or the key with it, where both stand on one line and nothing below belongs to them."""
    match = _KEY_AND_VALUE.fullmatch(lines[at])
    if match is None:
        return
    if slip.column < match.start("value"):
        if match["value"][0] not in "[{" and not lines[at].lstrip().startswith("-"):
            yield Cut(range(at, at + 1))
    elif not _words_in(lines[at + 1 : _end(lines, at, match.start("key"))]):
        yield Cut(range(at, at + 1), match.start("value"))


def _cut(lines: list[str], gone: Cut) -> list[str]:
    """The lines without what is cut, of the same length, so that all else keeps its place."""
    left = list(lines)
    for number in gone.lines:
        line = lines[number]
        piece = line[gone.start : gone.end]
        left[number] = line[: gone.start] + gone.instead.ljust(len(piece)) + line[gone.start + len(piece) :]
    return left


def _end(lines: list[str], start: int, indent: int) -> int:
    for number in range(start + 1, len(lines)):
        if lines[number].strip() and not _is_comment(lines[number]) and _indent(lines[number]) <= indent:
            return number
    return len(lines)


def _words_in(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)


def _indent(line: str) -> int:
    spaces = line[: len(line) - len(line.lstrip())]
    # A tab says nothing about what the line belongs to: the line goes by itself.
    return len(spaces) if "\t" not in spaces else _ANY_DEPTH


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _gap(source: YamlSource, lines: list[str], gone: Cut, text: str) -> Gaps:
    """What is not known of the source for what was cut from ``text``, of which ``lines`` are left."""
    written = text.split("\n")
    words = words_of("\n".join(written[number][gone.start : gone.end] for number in gone.lines))
    if not any(written[number].strip() for number in gone.lines):
        return Gaps()
    if (value := _value_cut(source, gone)) is not None:
        others = re.search(r",\s", written[gone.lines.start][gone.start : gone.end])
        words |= words_of(str(value[-1]))
        return Gaps(frozenset((value[:-1],) if others else ()), frozenset((value,)), words)
    number = gone.lines.start
    if gone.start and (items := _list_around(source, lines, gone)) is not None:
        return Gaps(lost=frozenset((items,)), words=words)
    return Gaps(frozenset(_around(source, lines, number, written[number])), words=words)


def _value_cut(source: YamlSource, gone: Cut) -> Path | None:
    """The value of which nothing is left, where a piece of a line was cut."""
    number = gone.lines.start
    emptied = [
        path
        for path, spot in source.spots.items()
        if spot.key_line == number and spot.key_column < gone.start and spot.start == spot.end
    ]
    return max(emptied, key=lambda path: source.spots[path].key_column, default=None)


def _list_around(source: YamlSource, lines: list[str], gone: Cut) -> Path | None:
    """The list between square brackets that a piece of a line was cut from."""
    at = sum(len(line) + 1 for line in lines[: gone.lines.start]) + gone.start
    inside = [path for path, spot in source.spots.items() if spot.start <= at <= spot.end]
    found = max(inside, key=len, default=())
    spot = source.spots.get(found)
    return found if spot is not None and source.text[spot.start : spot.start + 1] == "[" else None


def _around(source: YamlSource, lines: list[str], number: int, line: str) -> Iterator[Path]:
    """The innermost mappings and lists that a line that was left out was part of."""
    indent, at = _indent(line), sum(len(line) + 1 for line in lines[:number])
    inside = [
        path
        for path, spot in source.spots.items()
        if (spot.start <= at <= spot.end and spot.column <= indent)
        or (spot.start == spot.end and spot.line < number and not _words_in(lines[spot.line + 1 : number]))
    ]
    found = max(inside, key=len, default=())
    yield found
    spot = source.spots.get(found)
    if spot is None or spot.start == spot.end:
        return
    item = line.lstrip().startswith("-")
    if spot.column != indent or (source.text[spot.start : spot.start + 1] == "-" and not item):
        # Indented like nothing around it, it may belong to what stands before it.
        size = len(found) + 1
        for path, spot in source.spots.items():
            if len(path) == size and path[:-1] == found and spot.start <= at <= spot.end:
                yield path


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
        wrong = fault("wrong-value", source.place(()), found, "Begin the file with `schema_version: 1`.")
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

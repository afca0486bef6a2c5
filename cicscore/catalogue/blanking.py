"""The first stage, YAML: blank what cannot be parsed and parse the rest again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from cicscore.catalogue.syntax_errors import NotYaml, Piece
from cicscore.catalogue.yaml import NO_KEY, Edits, Node, Path, Spot, YamlSource, read_yaml, words_of
from cicscore.faults.fault import Fault, Place
from cicscore.faults.rules import fault

#: Larger than any catalogue; a longer file is something else.
_MAX_CHARACTERS = 5_000_000
#: Longer than any line written by hand, or than a small catalogue written on one line by a program.
_MAX_LINE = 100_000
#: A file with more errors than this is not a catalogue.
_MAX_ERRORS = 20
#: Characters that YAML refuses, and line breaks that editors do not count as lines.
_REFUSED = "[^\\t\\n\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
#: A key with its value on the same line.
_KEY_AND_VALUE = re.compile(r"""\s*(?:- +)*(?P<key>[\w.-]+|"[^"]*"|'[^']*'):\s+(?P<value>[^\s|>#].*)""")
#: An error within this many lines of another is probably the same one.
_NEAR = 2
#: Deeper than any indentation.
_ANY_DEPTH = 10_000


def read_all(text: str, file: str) -> YamlSource:
    """Read ``text``, with a fault for each part that is not YAML; no ``root`` if nothing is readable."""
    refusal = _too_large(text, file)
    if refusal is not None:
        return YamlSource(file, text, faults=(refusal,))
    lines, refused = text.split("\n"), list[Fault]()
    if not all(line.isprintable() for line in lines):  # a fast test: printable text holds nothing refused
        refused = _refused_characters(text, file)
        lines = re.sub(_REFUSED, " ", text).split("\n")
    source, blanked = _parsed(lines, file)
    if blanked and source.root is None:  # It is empty only because everything was blanked.
        source = replace(source, faults=())
    faults, edits, words = refused, Edits(), source.words
    for error, piece in blanked:
        written = _text_of(piece, text.split("\n"))
        path = _lose(source, lines, piece, written, edits) if written.strip() else ()
        words |= words_of(f"{written} {path[-1]}" if path in edits.parts else written)
        faults.append(source.fault(error, path))
    root = None if source.root is None else edits.applied(source.root)
    return replace(source, text=text, root=root, faults=(*faults, *source.faults), words=words)


def _too_large(text: str, file: str) -> Fault | None:
    if len(text) > _MAX_CHARACTERS:
        found = f"the file is {len(text):,} characters long"
        allowed = f"up to {_MAX_CHARACTERS:,} characters"
        return fault("not-yaml", Place(file, 1, 1), found, "Give a catalogue.", allowed=allowed)
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _MAX_LINE:
            found = f"the line is {len(line):,} characters long"
            allowed = f"up to {_MAX_LINE:,} characters in a line"
            return fault("not-yaml", Place(file, number, 1), found, "Break the line.", allowed=allowed)
    return None


def _refused_characters(text: str, file: str) -> list[Fault]:
    """A fault for the first refused character on each line."""
    found: dict[int, Fault] = {}
    for match in re.finditer(_REFUSED, text):
        line = text.count("\n", 0, match.start())
        if len(found) >= _MAX_ERRORS:
            break
        place = Place(file, line + 1, match.start() - text.rfind("\n", 0, match.start()))
        what = f"the file holds the character U+{ord(match.group()):04X}, which it may not"
        found.setdefault(line, fault("not-yaml", place, what, "Remove the character."))
    return list(found.values())


def _parsed(lines: list[str], file: str) -> tuple[YamlSource, list[tuple[NotYaml, Piece]]]:
    """The source of ``lines`` with every error blanked, and each error with its blanked piece."""
    blanked: list[tuple[NotYaml, Piece]] = []
    source = read_yaml("\n".join(lines), file)
    while source.error is not None and len(blanked) < _MAX_ERRORS:
        error = source.error
        if error.line >= len(lines):  # It shows only after the last line: place it at the end of the text.
            last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
            error = replace(error, line=last, column=max(len(lines[last]) - 1, 0))
        source, piece = _parsed_without(lines, error, file)
        blanked.append((error, piece))
        lines[:] = _blanked(lines, piece)
    return source, blanked


def _parsed_without(lines: list[str], error: NotYaml, file: str) -> tuple[YamlSource, Piece]:
    """The source with as little blanked as lets parsing continue, and the piece blanked."""
    furthest = -1
    best = YamlSource(file, ""), Piece(range(0))
    for piece in _pieces(lines, error):
        again = read_yaml("\n".join(_blanked(lines, piece)), file)
        reached = len(lines) if again.error is None else again.error.line
        if reached > furthest:
            furthest, best = reached, (again, piece)
        # A piece known to be at fault is enough, even where the next error is on the next line.
        enough = error.line if piece is error.piece else max(piece.lines.stop, error.line + 1) + _NEAR
        if again.error is None or reached > enough:
            break
    return best


def _pieces(lines: list[str], error: NotYaml) -> Iterator[Piece]:
    """The pieces to try to blank, smallest first.

    They are the piece known to be at fault, if any; the value or key at fault; its line with everything
    indented below it; then each enclosing block, up to the whole section.
    """
    if error.piece is not None:
        yield error.piece
        if error.piece.end is not None:
            yield Piece(error.piece.lines, error.piece.start)
    at = min(error.line, len(lines) - 1)
    while at > 0 and not lines[at].strip():
        at -= 1
    indent = _indent(lines[at])
    yield from _pieces_of_key(lines, at, error)
    yield Piece(range(at, _end(lines, at, indent)))
    for number in range(at - 1, -1, -1):
        if _is_text(lines[number]) and _indent(lines[number]) < indent:
            indent = _indent(lines[number])
            yield Piece(range(number, _end(lines, number, indent)))


def _pieces_of_key(lines: list[str], at: int, error: NotYaml) -> Iterator[Piece]:
    """The value, or the key with it, if both are on one line with nothing below belonging to them."""
    match = _KEY_AND_VALUE.fullmatch(lines[at])
    if match is None:
        return
    if error.column < match.start("value"):
        if match["value"][0] not in "[{" and not lines[at].lstrip().startswith("-"):
            yield Piece(range(at, at + 1))
    elif not any(line.strip() for line in lines[at + 1 : _end(lines, at, match.start("key"))]):
        yield Piece(range(at, at + 1), match.start("value"))


def _blanked(lines: list[str], piece: Piece) -> list[str]:
    """The lines with the piece replaced by spaces, so that everything else keeps its position."""
    left = list(lines)
    for number in piece.lines:
        line = lines[number]
        gone = line[piece.start : piece.end]
        left[number] = line[: piece.start] + " " * len(gone) + line[piece.start + len(gone) :]
    return left


def _text_of(piece: Piece, lines: list[str]) -> str:
    return "\n".join(lines[number][piece.start : piece.end] for number in piece.lines)


def _end(lines: list[str], start: int, indent: int) -> int:
    """The first line after ``start`` that is not indented further than ``indent``."""
    below = range(start + 1, len(lines))
    return next((n for n in below if _is_text(lines[n]) and _indent(lines[n]) <= indent), len(lines))


def _indent(line: str) -> int:
    spaces = line[: len(line) - len(line.lstrip())]
    # A tab does not show what the line belongs to, so the line is treated alone.
    return len(spaces) if "\t" not in spaces else _ANY_DEPTH


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _lose(source: YamlSource, lines: list[str], piece: Piece, written: str, edits: Edits) -> Path:
    """Note in ``edits`` what the blanked piece loses; return the path of the part it belonged to."""
    if source.root is None:
        return ()
    number = piece.lines.start
    at = sum(len(line) + 1 for line in lines[:number]) + piece.start
    around = _around(source.root, lines, number, at)
    inner, node = around[-1]
    emptied = [step for step, part in node.parts() if part.spot is not None and _is_emptied(part.spot, piece)]
    if emptied:
        key = str(emptied[-1])
        edits.parts[*inner, key] = None
        edits.lose(inner, key)
        if re.search(r",\s", written):
            edits.lose(inner, NO_KEY)
        return (*inner, key)
    indent = _ANY_DEPTH if piece.start else _indent(written)
    outer = 0
    for level, (_, part) in enumerate(around):
        if part.spot is not None and part.spot.column <= indent:
            outer = level
    for path, _ in around[outer:]:  # The piece may have belonged to any of them.
        edits.lose(path, NO_KEY)
    spot = around[outer][1].spot
    alike = spot is not None and (spot.column == indent or bool(piece.start))
    return around[min(outer + (not alike), len(around) - 1)][0]


def _is_emptied(spot: Spot, piece: Piece) -> bool:
    """Whether the piece was the whole value."""
    return spot.start == spot.end and spot.key_line == piece.lines.start and spot.key_column < piece.start


def _around(root: Node, lines: list[str], number: int, at: int) -> list[tuple[Path, Node]]:
    """The values enclosing a place in the text, outermost first."""
    found: list[tuple[Path, Node]] = [((), root)]
    while True:
        path, node = found[-1]
        inside = [
            ((*path, step), part)
            for step, part in node.parts()
            if part.spot is not None and _holds(part.spot, lines, number, at)
        ]
        if not inside:
            return found
        found.append(inside[-1])


def _holds(spot: Spot, lines: list[str], number: int, at: int) -> bool:
    """Whether a place is in a value, between its key and first line, or where an empty value would be."""
    if spot.start < spot.end:
        return spot.start <= at <= spot.end or spot.key_line < number < spot.line
    return spot.line < number and not any(line.strip() for line in lines[spot.line + 1 : number])

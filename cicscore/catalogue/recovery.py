"""Reads a file that is not quite YAML: what cannot be read is left out, and the rest is read all the same.

One slip then hides nothing else. Lines are left out whole, the fewest that make the rest readable, so that
every other line keeps its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cicscore.catalogue.gaps import Gaps, words_of
from cicscore.catalogue.rules import fault
from cicscore.catalogue.yaml_source import Path, YamlSource, read_yaml
from cicscore.faults import Fault, Place

#: Larger than any catalogue; beyond it a file is something else.
_MAX_CHARACTERS = 5_000_000
#: A file with more slips than this is not a catalogue.
_MAX_SLIPS = 20
#: What YAML refuses, and the line breaks that editors do not count as lines.
_REFUSED = "[^\\t\\n\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
#: A value that begins with a quotation mark of which there is no second on the line.
_OPEN_QUOTE = re.compile(r"""[^"']*(?:: |- |, |\[|\()(?P<quote>["'])(?:(?!(?P=quote)).)*""")
#: A slip so few lines after another is likely the same one.
_NEAR = 2
#: Deeper than any indentation.
_ANY_DEPTH = 10_000
#: How many lines a quotation mark is looked for.
_FAR = 40


def read_all(text: str, file: str) -> tuple[YamlSource, Gaps]:
    """Read ``text``, with the faults of everything in it that is not YAML.

    ``spots`` of the source are empty where nothing could be read at all.
    """
    if len(text) > _MAX_CHARACTERS:
        found = f"the file is {len(text):,} characters long"
        allowed = f"up to {_MAX_CHARACTERS:,} characters"
        refusal = fault("CIC101", Place(file, 1, 1), found, "Give a catalogue.", allowed=allowed)
        return YamlSource(file, text, faults=(refusal,)), Gaps()
    lines = text.split("\n")
    refused: list[Fault] = []
    if not all(line.isprintable() for line in lines):  # or else nothing can be refused: soon seen
        refused = _refused_characters(text, file)
        lines = re.sub(_REFUSED, " ", text).split("\n")
    faults, left_out = [*refused], set[int]()
    source = read_yaml("\n".join(lines), file)
    while source.broken_line is not None and len(faults) < _MAX_SLIPS:
        slip, source, gone = _without_slip(lines, source)
        faults.append(slip)
        left_out.update(gone)
        for number in gone:
            lines[number] = _blank(lines[number])
    words = words_of("\n".join(line for number, line in enumerate(text.split("\n")) if number in left_out))
    if left_out and not source.spots:  # It is empty only because everything had to go.
        source = replace(source, faults=())
    whole = replace(source, text=text, faults=(*faults, *source.faults))
    return whole, Gaps(_around(whole, lines, left_out, text), source.lost, words, borrowed=bool(source.lost))


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
            fault("CIC101", place, f"the file holds the character {character}, which it may not", advice),
        )
    return list(found.values())


def _without_slip(lines: list[str], source: YamlSource) -> tuple[Fault, YamlSource, range]:
    """The slip; and the source without the fewest lines that have to go for reading to come further."""
    (slip,) = source.faults
    broken = source.broken_line or 0
    if broken >= len(lines):
        slip = _at_the_end(lines, slip)
    furthest = -1
    best = replace(source, broken_line=None, faults=()), range(0)
    for gone in _blocks(lines, broken):
        kept = [line if number not in gone else _blank(line) for number, line in enumerate(lines)]
        again = read_yaml("\n".join(kept), source.file)
        reached = len(lines) if again.broken_line is None else again.broken_line
        if reached > furthest:
            furthest, best = reached, (again, gone)
        if again.broken_line is None or reached > max(gone.stop, broken + 1) + _NEAR:
            break
    return _open_quote(lines, best[1], slip), *best


def _at_the_end(lines: list[str], slip: Fault) -> Fault:
    """What shows only after the last line, placed at the end of the last that is not blank."""
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    return replace(slip, place=Place(slip.place.file, last + 1, len(lines[last]) or 1))


def _open_quote(lines: list[str], gone: range, slip: Fault) -> Fault:
    """The slip, or the quotation mark before it that was never closed and is the reason for it."""
    line = gone.start
    opened = _OPEN_QUOTE.fullmatch(lines[line]) if gone and slip.place.line != line + 1 else None
    if opened is None:
        return slip
    place = Place(slip.place.file, line + 1, opened.start("quote") + 1)
    return fault("CIC101", place, "a quotation mark is not closed", "Close it on the same line.")


def _blocks(lines: list[str], broken: int) -> Iterator[range]:
    """What may have to go, smallest first.

    A line whose quotation mark is never closed, where there is one; else the line at fault with what is
    indented below it; then what that is part of; at last the whole section.
    """
    at = min(broken, len(lines) - 1)
    while at > 0 and not lines[at].strip():
        at -= 1
    indent = _indent(lines[at])
    for number in range(at, max(at - _FAR, -1), -1):
        if _OPEN_QUOTE.fullmatch(lines[number]):
            begins_item = lines[number].lstrip().startswith("- ")
            yield range(number, _end(lines, number, _indent(lines[number])) if begins_item else number + 1)
            break
    yield range(at, _end(lines, at, indent))
    for number in range(at - 1, -1, -1):
        if lines[number].strip() and not _is_comment(lines[number]) and _indent(lines[number]) < indent:
            indent = _indent(lines[number])
            yield range(number, _end(lines, number, indent))


def _end(lines: list[str], start: int, indent: int) -> int:
    for number in range(start + 1, len(lines)):
        if lines[number].strip() and not _is_comment(lines[number]) and _indent(lines[number]) <= indent:
            return number
    return len(lines)


def _blank(line: str) -> str:
    """Nothing, of the same length, so that what follows keeps its place in the text."""
    return " " * len(line)


def _words_in(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)


def _indent(line: str) -> int:
    spaces = line[: len(line) - len(line.lstrip())]
    # A tab says nothing about what the line belongs to: the line goes by itself.
    return len(spaces) if "\t" not in spaces else _ANY_DEPTH


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _around(source: YamlSource, lines: list[str], left_out: set[int], text: str) -> frozenset[Path]:
    """The innermost mappings and lists that lines left out were part of."""
    written = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found: set[Path] = set()
    for number in left_out:
        if not written[number].strip() or number - 1 in left_out:
            continue  # Told by the first line of what was left out.
        indent, at = _indent(written[number]), starts[number]
        inside = [
            path
            for path, spot in source.spots.items()
            if (spot.start <= at <= spot.end and spot.column <= indent)
            or (
                spot.start == spot.end and spot.line < number and not _words_in(lines[spot.line + 1 : number])
            )
        ]
        found.add(max(inside, key=len, default=()))
    return frozenset(found)

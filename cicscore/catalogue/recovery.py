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
from cicscore.catalogue.slips import Cut, Slip
from cicscore.catalogue.yaml_source import Path, YamlSource, read_yaml
from cicscore.faults import Fault, Place

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
        refusal = fault("CIC101", Place(file, 1, 1), found, "Give a catalogue.", allowed=allowed)
        return YamlSource(file, text, faults=(refusal,)), Gaps()
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if len(line) > _MAX_LINE:
            found = f"the line is {len(line):,} characters long"
            allowed, advice = f"up to {_MAX_LINE:,} characters in a line", "Break the line."
            refusal = fault("CIC101", Place(file, number, 1), found, advice, allowed=allowed)
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
            fault("CIC101", place, f"the file holds the character {character}, which it may not", advice),
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

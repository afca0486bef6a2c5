"""Kinds of damage to a file: the same for the same chance.

Each takes the text of a file and returns it damaged. What any text can suffer comes first; then what only
YAML, CSV or JSON can, where the damage keeps the file readable, so that it reaches what lies behind.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

from cicscore.vocabulary import ColumnType, Polarity, Rag, Unit

Damage = Callable[[str, Random], str]

_CHARACTERS = "abcxyz019 :-#{}[]\"',.|>&*!%@`\\/?=<>()\t\n\r\x00\x07\x1b\x85\ufeff\u2028é漢😀"
#: What a cell or a value can hold by mistake, or by intent.
_TEXTS = (
    "",
    " ",
    "null",
    "yes",
    "-",
    "-0",
    "-1",
    "0.0000001",
    "1e999",
    "1,5",
    "12:30",
    "NaN",
    "inf",
    "9" * 30,
    "½",
    "١٢",
    "#N/A",
    "=1+1",
    '=HYPERLINK("http://example.org")',
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
    "[red]x[/red]",
    "%s%n",
    "../../other.csv",
    "\x00",
    "\u202e",
    "\ud800",
    "a\nb",
    "a" * 50_000,
    "all",
    "2016-02-30",
    "31/02/2016",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2016-03-31",
    "31/03/2016",
)


def lose_lines(text: str, chance: Random) -> str:
    """Up to five lines are gone."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join(lines[:at] + lines[at + chance.randint(1, 5) :])


def repeat_lines(text: str, chance: Random) -> str:
    """Up to ten lines are there twice."""
    lines = text.split("\n")
    at, end = sorted(chance.choices(range(len(lines)), k=2))
    end = min(end, at + 10)
    return "\n".join(lines[:end] + lines[at:end] + lines[end:])


def swap_lines(text: str, chance: Random) -> str:
    """Two lines stand in each other's place."""
    lines = text.split("\n")
    one, other = chance.choices(range(len(lines)), k=2)
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def change_characters(text: str, chance: Random) -> str:
    """Up to eight characters are others."""
    characters = list(text)
    for _ in range(chance.randint(1, 8) if characters else 0):
        characters[chance.randrange(len(characters))] = chance.choice(_CHARACTERS)
    return "".join(characters)


def add_characters(text: str, chance: Random) -> str:
    """Up to six characters are in between."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + "".join(chance.choices(_CHARACTERS, k=chance.randint(1, 6))) + text[at:]


def lose_characters(text: str, chance: Random) -> str:
    """Up to thirty characters are gone."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randint(1, 30) :]


def cut_short(text: str, chance: Random) -> str:
    """The end is gone."""
    return text[: chance.randrange(len(text) + 1)]


def swap_words(text: str, chance: Random) -> str:
    """Up to five pairs of words stand in each other's place."""
    words = text.split(" ")
    for _ in range(chance.randint(1, 5)):
        one, other = chance.choices(range(len(words)), k=2)
        words[one], words[other] = words[other], words[one]
    return " ".join(words)


def indent_lines(text: str, chance: Random) -> str:
    """Up to five lines are indented further."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    for number in range(at, min(at + chance.randint(1, 5), len(lines))):
        lines[number] = chance.choice([" ", "   ", "\t"]) + lines[number]
    return "\n".join(lines)


def outdent_lines(text: str, chance: Random) -> str:
    """Up to five lines are indented less."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    for number in range(at, min(at + chance.randint(1, 5), len(lines))):
        lines[number] = lines[number].removeprefix(" " * chance.randint(1, 4))
    return "\n".join(lines)


def lose_values(text: str, chance: Random) -> str:
    """Up to six keys have no value."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines))
        lines[at] = lines[at].split(": ")[0] + ":"
    return "\n".join(lines)


def odd_yaml_values(text: str, chance: Random) -> str:
    """Up to three keys have values of another kind, or what YAML can do and a catalogue may not."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        key = lines[at].split(": ")[0].rstrip(":")
        lines[at] = f"{key}: {chance.choice(_YAML_VALUES)}"
    return "\n".join(lines)


_YAML_VALUES = (
    *(each.replace("\n", " ") for each in _TEXTS),
    "~",
    "[]",
    "{}",
    "[[[[]]]]",
    "{a: {b: {c: 1}}}",
    ".nan",
    "-.inf",
    "0x1F",
    "0o17",
    "1_000",
    "&a [*a]",
    "*a",
    "!!python/object/apply:os.system [true]",
    "!!binary aGVsbG8=",
    "!!set {a, b}",
    "|\n  a\n  b",
    "'it''s'",
    '"\\u0000"',
    "[" * 3_000,
    "(" * 3_000,
    "not " * 3_000 + "open",
    "1" + " + 1" * 3_000,
    "2016-03-31",
    "{<<: {a: 1}, a: 2}",
    "? a",
)


def exchange_words(text: str, chance: Random) -> str:
    """Up to three words of a closed set are others of that set: the file still means something, wrongly."""
    for _ in range(chance.randint(1, 3)):
        words = chance.choice(_SETS)
        found = [
            match for word in words for match in re.finditer(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)
        ]
        if found:
            match = chance.choice(found)
            text = text[: match.start()] + chance.choice(words) + text[match.end() :]
    return text


_SETS = (
    tuple(Polarity),
    tuple(Unit),
    tuple(ColumnType),
    tuple(Rag),
    ("snapshot", "month", "quarter", "year_to_date", "rolling_12_months", "academic_year_to_date", "annual"),
    ("<", "<=", "==", "!=", ">=", ">", "in", "not in", "is", "is not", "+", "-", "*", "/"),
    ("and", "or", "not"),
    ("rows", "children", "{distinct: child_id}", "{sum: hours}"),
    ("children", "reviews", "stays", "child"),
    ("started_on", "ended_on", "held_on", "due_on", "as_at", "period_start", "on", "year_start"),
    ("0", "1", "2", "5", "60", "70", "95", "0.5", "1000000", "-1"),
    ("2015-16", "2016-17", "2015-04-01", "2016-03-31", "2016-04-05"),
    ("true", "false", "null", "none", "all", "exact", "displayed"),
)


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text))) or [[""]]
    except csv.Error:  # it is damaged already
        return [line.split(",") for line in text.split("\n")]


def _written(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def odd_cells(text: str, chance: Random) -> str:
    """Up to four cells hold something else."""
    rows = _rows(text)
    for _ in range(chance.randint(1, 4)):
        row = chance.choice(rows)
        if row:
            row[chance.randrange(len(row))] = chance.choice(_TEXTS)
    return _written(rows)


def exchange_cells(text: str, chance: Random) -> str:
    """Up to five cells hold what another row has there: every cell is sound, and the rows are wrong."""
    rows = _rows(text)
    for _ in range(chance.randint(1, 5)):
        one, other = chance.choice(rows[1:] or rows), chance.choice(rows[1:] or rows)
        at = chance.randrange(min(len(one), len(other)) or 1)
        one[at : at + 1] = other[at : at + 1]
    return _written(rows)


def swap_cells(text: str, chance: Random) -> str:
    """Cells of one row stand in each other's place, as where a separator was forgotten."""
    rows = _rows(text)
    for row in chance.sample(rows, min(len(rows), chance.randint(1, 3))):
        chance.shuffle(row)
    return _written(rows)


def lose_or_add_cells(text: str, chance: Random) -> str:
    """Rows have a cell too few or too many."""
    rows = _rows(text)
    for row in chance.sample(rows, min(len(rows), chance.randint(1, 3))):
        at = chance.randrange(len(row) + 1)
        row[at : at + chance.randint(0, 1)] = [] if chance.random() < 0.5 else ["x"]
    return _written(rows)


def shuffle_columns(text: str, chance: Random) -> str:
    """The columns, or only their headings, stand in another order."""
    rows = _rows(text)
    order = list(range(len(rows[0])))
    chance.shuffle(order)
    moved = rows if chance.random() < 0.5 else rows[:1]
    reordered = [[row[at] for at in order if at < len(row)] for row in moved]
    return _written(reordered + rows[len(moved) :])


def lose_or_double_columns(text: str, chance: Random) -> str:
    """A column is gone, or there twice."""
    rows = _rows(text)
    at = chance.randrange(len(rows[0]) or 1)
    times = chance.choice([0, 2])
    return _written([row[:at] + row[at : at + 1] * times + row[at + 1 :] for row in rows])


def other_separators(text: str, chance: Random) -> str:
    """Separators, quotation marks or line ends are those of another program."""
    return text.replace(*chance.choice(_SEPARATORS))


_SEPARATORS = (
    (",", ";"),
    (",", "\t"),
    (",", "|"),
    (",", ",,"),
    (",", ", "),
    (",", '","'),
    ("\n", "\r\n"),
    ("\n", "\r"),
    ("\n", "\n\n"),
    ("\n", '"\n'),
    ("\n", ""),
)


def _nodes(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document: what holds it, and under which key."""
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from _nodes(below)


def _in_document(change: Callable[[Any, list[tuple[Any, Any]], Random], None]) -> Damage:
    """Damage that is done to what the text means; text that is no JSON stays as it is."""

    def damage(text: str, chance: Random) -> str:
        try:
            document = json.loads(text)
            places = list(_nodes(document))
        except (ValueError, RecursionError):  # it is damaged already
            return text
        for _ in range(chance.randint(1, 3) if places else 0):
            change(document, places, chance)
        return json.dumps(document, ensure_ascii=False)

    damage.__doc__ = change.__doc__
    return damage


def _odd_values(_: Any, places: list[tuple[Any, Any]], chance: Random) -> None:
    """Up to three values are others, of another kind."""
    holder, key = chance.choice(places)
    if isinstance(holder, dict) or key < len(holder):
        holder[key] = chance.choice([*_TEXTS, *_JSON_VALUES])


_JSON_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    3,
    0.1,
    1e300,
    -1e-300,
    10**40,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    [None],
    ["a"],
    {"a": 1},
    {"": None},
)


def _lose_items(_: Any, places: list[tuple[Any, Any]], chance: Random) -> None:
    """Up to three keys or items are gone."""
    holder, key = chance.choice(places)
    if isinstance(holder, dict):
        holder.pop(key, None)
    elif key < len(holder):
        del holder[key]


def _repeat_items(_: Any, places: list[tuple[Any, Any]], chance: Random) -> None:
    """Up to three items of lists are there twice, or a key is there that should not be."""
    holder, key = chance.choice(places)
    if isinstance(holder, dict):
        holder[f"{key}_"] = holder.get(key)
    elif key < len(holder):
        holder.insert(chance.randrange(len(holder) + 1), holder[key])


def _swap_values(_: Any, places: list[tuple[Any, Any]], chance: Random) -> None:
    """Up to three pairs of values stand in each other's place."""
    one, other = chance.choice(places), chance.choice(places)
    inside = _nodes([one[0][one[1]]]) if _there(one) else iter(())
    # A value inside the other would make a document without end.
    if _there(one) and _there(other) and all(holder is not other[0] for holder, _ in inside):
        inside = _nodes([other[0][other[1]]])
        if all(holder is not one[0] for holder, _ in inside):
            one[0][one[1]], other[0][other[1]] = other[0][other[1]], one[0][one[1]]


def _there(place: tuple[Any, Any]) -> bool:
    holder, key = place
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _change_figures(_: Any, places: list[tuple[Any, Any]], chance: Random) -> None:
    """Up to three numbers are a little others: what an edited document looks like."""
    numbers = [(holder, key) for holder, key in places if _is_number(holder, key)]
    if numbers:
        holder, key = chance.choice(numbers)
        holder[key] = holder[key] + chance.choice([-1, 1, 0.5, 1000])


def _is_number(holder: Any, key: Any) -> bool:
    return _there((holder, key)) and type(holder[key]) in (int, float)


def double_keys(text: str, chance: Random) -> str:
    """A key stands twice, with another value first."""
    places = [at for at, character in enumerate(text) if character == "{"]
    if not places:
        return text
    at = chance.choice(places) + 1
    key = text[at:].lstrip().partition(":")[0].strip()
    return f"{text[:at]}{key}: null, {text[at:]}" if key.startswith('"') else text


def nest_deeply(text: str, chance: Random) -> str:
    """A value lies within thousands of lists."""
    at = text.find(":", chance.randrange(len(text) + 1)) + 1
    depth = chance.choice([50, 1_000, 100_000])
    return text[:at] + "[" * depth + "]" * depth + text[at:]


_ANY_TEXT: Mapping[str, Damage] = {
    "lines lost": lose_lines,
    "lines repeated": repeat_lines,
    "lines swapped": swap_lines,
    "characters changed": change_characters,
    "characters added": add_characters,
    "characters lost": lose_characters,
    "cut short": cut_short,
    "words swapped": swap_words,
}
YAML_DAMAGE: Mapping[str, Damage] = _ANY_TEXT | {
    "lines indented": indent_lines,
    "lines outdented": outdent_lines,
    "values lost": lose_values,
    "odd values": odd_yaml_values,
    "words exchanged": exchange_words,
}
CSV_DAMAGE: Mapping[str, Damage] = _ANY_TEXT | {
    "odd cells": odd_cells,
    "cells exchanged": exchange_cells,
    "cells swapped": swap_cells,
    "cells lost or added": lose_or_add_cells,
    "columns in another order": shuffle_columns,
    "columns lost or doubled": lose_or_double_columns,
    "other separators": other_separators,
}
JSON_DAMAGE: Mapping[str, Damage] = _ANY_TEXT | {
    "odd values": _in_document(_odd_values),
    "items lost": _in_document(_lose_items),
    "items repeated": _in_document(_repeat_items),
    "values swapped": _in_document(_swap_values),
    "figures changed": _in_document(_change_figures),
    "keys twice": double_keys,
    "nested deeply": nest_deeply,
}


def bytes_of(text: str) -> bytes:
    """The text as UTF-8, whatever it holds."""
    return text.encode("utf-8", errors="surrogatepass")


def damage_bytes(data: bytes, chance: Random) -> bytes:
    """Up to four bytes are others."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.randint(1, 4)) + data[at + 1 :]


def other_encoding(text: str, chance: Random) -> bytes:
    """The text in an encoding that other programs write."""
    encoding = chance.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp437"])
    return text.encode(encoding, errors="replace")

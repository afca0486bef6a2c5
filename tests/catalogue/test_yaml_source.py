"""YAML read as plain data, with the place of everything that is written."""

from __future__ import annotations

import textwrap
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.catalogue.yaml import Path, YamlSource, read_yaml
from cicscore.faults.fault import fault_text


def read(text: str) -> YamlSource:
    """The source of a file without faults."""
    source = read_yaml(textwrap.dedent(text), "c.yaml")
    assert source.faults == ()
    return source


def messages(text: str) -> list[str]:
    """What is wrong with a file."""
    return [fault_text(fault) for fault in read_yaml(textwrap.dedent(text), "c.yaml").faults]


STAYS_TEXT = (
    "no yes on off y n 012 0x1F 0o17 1:20 1_000 1e3 .inf .nan 2016-03-31 E11 = << + 1.2.3 TrUe nUll None"
)


@pytest.mark.parametrize("text", STAYS_TEXT.split())
def test_what_stays_text(text: str) -> None:
    """Codes, years and words are what was written, not what YAML makes of them."""
    assert read(f"key: {text}\n").data == {"key": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("95", 95),
        ("-3", -3),
        ("+3", 3),
        ("9.8", Decimal("9.8")),
        ("0.10", Decimal("0.10")),
        (".5", Decimal("0.5")),
        ("-0.5", Decimal("-0.5")),
        ("5.", Decimal("5")),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'95'", "95"),
        ('"true"', "true"),
        ("''", ""),
        ("1" * 31, "1" * 31),
    ],
)
def test_what_does_not(text: str, value: object) -> None:
    """Whole numbers, decimals as written, true, false and null; not in quotes."""
    found = read(f"key: {text}\n").data["key"]
    assert (type(found), str(found)) == (type(value), str(value))


def test_keys_are_text() -> None:
    """A code that looks like a number or a word of YAML is the code."""
    assert read("{0: a, no: b, 012: c, 1.50: d, null: e}\n").data == {
        "0": "a",
        "no": "b",
        "012": "c",
        "1.50": "d",
        "null": "e",
    }


CATALOGUE = """\
indicators:
  - id: one
    where: a == 1
  - {id: two, count: {sum: x}}
  - title: nameless
"""


@pytest.mark.parametrize(
    ("path", "at_key", "place"),
    [
        (("indicators",), True, "c.yaml:1:1 (indicators)"),
        (("indicators", 0), False, "c.yaml:2:5 (indicators.one)"),
        (("indicators", 0, "where"), False, "c.yaml:3:12 (indicators.one.where)"),
        (("indicators", 0, "where"), True, "c.yaml:3:5 (indicators.one.where)"),
        (("indicators", 1, "count", "sum"), False, "c.yaml:4:28 (indicators.two.count.sum)"),
        (("indicators", 1, "count", "sum"), True, "c.yaml:4:23 (indicators.two.count.sum)"),
        (("indicators", 2, "title"), False, "c.yaml:5:12 (indicators.2.title)"),
        (("indicators", 0, "missing"), False, "c.yaml:2:5 (indicators.one.missing)"),
        (("nowhere",), False, "c.yaml:1:1 (nowhere)"),
        ((), False, "c.yaml:1:1"),
    ],
)
def test_places_of_keys_and_values(path: Path, at_key: bool, place: str) -> None:
    """Lines and columns from 1; members of a list by their id; what is not there by what is around it."""
    assert str(read(CATALOGUE).place(path, at_key=at_key)) == place


#: A scalar in each of YAML's styles, and for some words in it the line and column at which each begins.
STYLES = {
    "plain": ("where: open and closed\n", {"open": (1, 8), "closed": (1, 17)}),
    "single quotes": ("where: 'open == \"A\"'\n", {"open": (1, 9), '"A"': (1, 17)}),
    "doubled quotes": ("where: 'open == ''A'' or closed'\n", {"closed": (1, 26)}),
    "begins with a quote": ("where: '''A'' == kind'\n", {"kind": (1, 18)}),
    "double quotes": ('where: "open == \\"A\\" or closed"\n', {"closed": (1, 26)}),
    "begins with an escape": ('where: "\\"A\\" == kind"\n', {"kind": (1, 18)}),
    "flow": ("{from: x, where: open and closed}\n", {"open": (1, 18), "closed": (1, 27)}),
    "two plain lines": ("where: open\n  and closed\n", {"open": (1, 8), "and": (2, 3), "closed": (2, 7)}),
    "two quoted lines": ("where: 'open\n\n    and closed'\n", {"and": (3, 5), "closed": (3, 9)}),
    "folded": ("where: >-\n  open\n  and closed\n", {"open": (2, 3), "and": (3, 3), "closed": (3, 7)}),
    "folded, indented": ("where: >\n  open\n    and closed\n", {"and": (3, 5), "closed": (3, 9)}),
    "folded, blank line": ("where: >-\n  open\n\n  and closed\n", {"and": (4, 3), "closed": (4, 7)}),
    "literal": ("where: |\n  open\n  and closed\n", {"open": (2, 3), "closed": (3, 7)}),
    "literal, with a comment": ("where: |  # open\n  open\n  and closed\n", {"open": (2, 3)}),
    "literal, indent given": ("where: |2\n    open\n  and closed\n", {"open": (2, 5), "closed": (3, 7)}),
    "after other letters": (
        "x: Größe 😀\nwhere: 'é' == open\n".replace("'é' == ", "é == "),
        {"open": (2, 13)},
    ),
    "twice the word": ("where: a == aa and aa\n", {"aa": (1, 13), "and": (1, 16)}),
}


@pytest.mark.parametrize("style", STYLES)
def test_places_of_characters(style: str) -> None:
    """A character of the value is found where it stands in the file, through quotes and folds."""
    text, words = STYLES[style]
    source = read_yaml(text, "c.yaml")
    value = source.data["where"]
    for word, (line, column) in words.items():
        place = source.place(("where",), offset=value.index(word))
        assert (place.line, place.column) == (line, column), word


words = st.lists(
    st.sampled_from(["open", "ended_on", "==", "(a", "b)", '"PN1"', "'x'", "é", "<", "1.5", "#"]),
    min_size=1,
    max_size=8,
)


@given(words, st.sampled_from(["single", "double", "literal", "folded"]), st.integers(0, 7))
def test_every_word_is_found_where_it_is_written(parts: list[str], style: str, chosen: int) -> None:
    """In every style, each word's first character is the one that stands at its place."""
    value = " ".join(parts)
    match style:
        case "single":
            text = "where: '" + value.replace("'", "''") + "'\n"
        case "double":
            text = 'where: "' + value.replace('"', '\\"') + '"\n'
        case "literal":
            text = "where: |\n" + "".join(f"    {part}\n" for part in parts)
        case _:
            text = "where: >-\n" + "".join(f"    {part}\n" for part in parts)
    source = read_yaml(text, "c.yaml")
    number = chosen % len(parts)
    offset = sum(len(part) + 1 for part in parts[:number])
    assert source.data["where"][offset] == parts[number][0]
    place = source.place(("where",), offset=offset)
    assert place.line is not None
    assert place.column is not None
    assert text.split("\n")[place.line - 1][place.column - 1] == parts[number][0]


def test_a_key_that_stands_twice() -> None:
    """Both places are told; the first stays."""
    text = """\
        a: 1
        b:
          x: 1
          y: 2
          x: 3
        a: 4
        """
    assert messages(text) == [
        "c.yaml:5:3 (b): error CIC102: the key `x` stands twice here; it stood first on line 3.\n"
        "  what to do: Keep one of the two.",
        "c.yaml:6:1: error CIC102: the key `a` stands twice here; it stood first on line 1.\n"
        "  what to do: Keep one of the two.",
    ]
    assert read_yaml(textwrap.dedent(text), "c.yaml").data == {"a": 1, "b": {"x": 1, "y": 2}}


def test_anchors_and_aliases() -> None:
    """Neither is used, and both are told."""
    assert messages("a: &shared [1]\nb: *shared\n") == [
        "c.yaml:1:4 (a): error CIC103: the anchor `&shared` is not used here.\n"
        "  what to do: Remove the anchor.",
        "c.yaml:2:4 (b): error CIC103: the alias `*shared` uses another part of the file again.\n"
        "  what to do: Write the part out; use `named` expressions for what is shared.",
    ]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("a: !!python/object/apply:os.system [x]\n", "tag:yaml.org,2002:python/object/apply:os.system"),
        ("a: !!int '3'\n", "tag:yaml.org,2002:int"),
        ("a: !mine x\n", "!mine"),
        ("a: !!str 3\n", "tag:yaml.org,2002:str"),
        ("a: !!map {}\n", "tag:yaml.org,2002:map"),
        ("a: ! x\n", "!"),
    ],
)
def test_tags(text: str, tag: str) -> None:
    """None is followed."""
    assert messages(text) == [
        f"c.yaml:1:4 (a): error CIC103: the tag {tag} is not used here.\n  what to do: Remove the tag."
    ]


def test_marks_of_a_key() -> None:
    """Those of keys are told as well, in the mapping that the key belongs to."""
    assert messages("a:\n  !!str &b c: 1\n") == [
        "c.yaml:2:3 (a): error CIC103: the anchor `&b` is not used here.\n  what to do: Remove the anchor.",
        "c.yaml:2:3 (a): error CIC103: the tag tag:yaml.org,2002:str is not used here.\n"
        "  what to do: Remove the tag.",
    ]


@pytest.mark.parametrize("directive", ["%YAML 1.1", "%TAG ! tag:example.org,2016:"])
def test_directives(directive: str) -> None:
    """The first line of dashes is let through, what stands before it is not."""
    assert messages("---\na: 1\n") == []
    assert messages(f"{directive}\n---\na: 1\n") == [
        "c.yaml:1:1: error CIC103: directives, which begin with %, are not used here.\n"
        "  what to do: Remove the line."
    ]


def test_a_key_that_is_no_word() -> None:
    """A list as a key is told, and the rest is read."""
    source = read_yaml("[a, b]: 1\nc: 2\n", "c.yaml")
    assert [fault_text(fault) for fault in source.faults] == [
        "c.yaml:1:1: error CIC103: a key is a list, a mapping or an alias.\n"
        "  what to do: Write the key as one word."
    ]
    assert source.data == {"c": 2}


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
def test_an_empty_file(text: str) -> None:
    """It says how to begin."""
    assert messages(text) == [
        "c.yaml:1:1: error CIC101: the file is empty.\n"
        "  what to do: Write a catalogue; `cicscore init` makes one to begin with."
    ]


def test_several_documents() -> None:
    """Only one is a catalogue."""
    assert messages("a: 1\n---\nb: 2\n") == [
        "c.yaml:2:1: error CIC103: the file holds several YAML documents.\n"
        "  what to do: Keep one catalogue in a file."
    ]


@pytest.mark.parametrize(
    ("opening", "line", "column"),
    [
        ("[", 1, 41),
        ("{a: ", 1, 161),
        ("[x, ", 1, 161),
        ("- ", 1, 81),
        ("[\n", 41, 1),
        ("[[[[ # stays open\n", 11, 1),
    ],
)
@pytest.mark.parametrize("depth", [41, 100_000])
def test_nesting_without_end(opening: str, line: int, column: int, depth: int) -> None:
    """The forty-first opening is refused in its place, however many follow and whatever the parser allows."""
    (found,) = read_yaml(opening * depth, "c.yaml").faults
    assert (found.place.line, found.place.column) == (line, column)
    assert found.found == "the file is nested too deeply here"


def test_brackets_that_are_closed_are_not_nested() -> None:
    """A long line of short lists is as deep as one of them."""
    source = read_yaml("a: [" + "[1], " * 60 + "[2]]", "c.yaml")
    assert source.faults == ()
    assert source.data == {"a": [[1]] * 60 + [[2]]}


@given(st.text(alphabet="ab:-[]{},&*!|>'\"%@`# \n\t\\", max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    """Whatever is in the file: data, or a fault with its place; never an exception."""
    source = read_yaml(text, "c.yaml")
    assert source.data is not None or source.faults or not text.strip() or source.root
    for fault in source.faults:
        assert fault.place.line is not None
